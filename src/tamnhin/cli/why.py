"""What ``tamnhin read --why`` prints: each reading with the sentences of its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tamnhin.messages import N_, Lang, catalogue, format_number
from tamnhin.publish.words import COMMITMENT_KINDS

if TYPE_CHECKING:
    from tamnhin.read.document import Document, Span
    from tamnhin.read.readings import IndicatorMatch, Readings


def why(document: Document, readings: Readings, lang: Lang) -> Iterator[str]:
    """Targets, promises, then what was left: words, characters, how sure, and the rules."""
    from tamnhin.read.commitments.explain import RULES as PROMISE_RULES
    from tamnhin.read.commitments.extract import REASONS
    from tamnhin.read.targets.explain import RULES as TARGET_RULES

    book = catalogue(lang)
    for target in readings.targets:
        yield _title(document, target.quote, target.horizon, target.confidence, lang)
        if target.match is not None:
            yield f"    {_match(target.match, lang)}"
        yield from _sentences(target.rules, TARGET_RULES, lang)
    for promise in readings.commitments:
        kind = book.gettext(COMMITMENT_KINDS[promise.kind])
        title = _title(document, promise.span, promise.horizon, promise.confidence, lang)
        yield f"{kind}: {title}"
        yield from _sentences(promise.rules, PROMISE_RULES, lang)
    for left in readings.unclaimed:
        reason = book.gettext(REASONS.get(left.reason, left.reason))
        yield book.text(
            N_("Left, characters {start} to {end}: “{words}” – {reason}"),
            **_where(document, left.span),
            reason=reason,
        )


def _where(document: Document, span: Span) -> dict[str, str]:
    words = " ".join(document.words(span).split())
    return {"start": str(span.start), "end": str(span.end), "words": words}


def _title(document: Document, span: Span, horizon: str, confidence: float, lang: Lang) -> str:
    message = N_("“{words}”, {horizon}, characters {start} to {end}, {sure}% sure")
    place = _where(document, span)
    sure = format_number(round(100 * confidence), lang)
    return catalogue(lang).text(message, **place, horizon=horizon or "?", sure=sure)


def _sentences(rules: Sequence[str], known: Mapping[str, str], lang: Lang) -> Iterator[str]:
    book = catalogue(lang)
    for rule in rules:
        sentence = known.get(rule)
        yield f"    - {book.gettext(sentence)} [{rule}]" if sentence else f"    - [{rule}]"


def _match(match: IndicatorMatch, lang: Lang) -> str:
    book = catalogue(lang)
    text = book.text(
        N_("indicator {name} ({score}%)"),
        name=match.indicator_id,
        score=format_number(round(100 * match.score), lang),
    )
    if not match.runner_up:
        return text
    runner = book.text(
        N_("next {name} ({score}%)"),
        name=match.runner_up,
        score=format_number(round(100 * match.runner_up_score), lang),
    )
    return f"{text}; {runner}"

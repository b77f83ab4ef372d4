"""``tamnhin read``: a document's targets and promises on one screen, and a draft plan folder."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tamnhin.cli.score import score
from tamnhin.cli.terminal import Progress, table
from tamnhin.cli.why import why
from tamnhin.errors import InputError
from tamnhin.messages import N_, Lang, catalogue, format_date, format_number
from tamnhin.publish.words import COMMITMENT_KINDS, OPERATORS, SOURCE_KINDS
from tamnhin.units import units

if TYPE_CHECKING:
    from tamnhin.read.document import Document, Span
    from tamnhin.read.draft.folder import Draft
    from tamnhin.read.indicators.match import Matcher
    from tamnhin.read.readings import CommitmentReading, IndicatorMatch, Readings, TargetReading

MOST_TARGETS: Final = 25
"""Rows of the table of targets on a screen; the folder has all of them."""


def read(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin read``: reads, says what was found, writes the draft where one is asked for."""
    from tamnhin.read.draft.folder import make_draft, plan_name, refuse_existing, write_draft
    from tamnhin.read.indicators.match import default_matcher
    from tamnhin.read.languages import reader_for
    from tamnhin.read.reader import matched_anew, open_file

    if options.score is not None:
        _refuse_both(options)
        return score(options, lang)
    if options.document is None:
        raise InputError(N_("Name the document to read, or a gold file with --score."))
    book = catalogue(lang)
    if options.update is not None:
        from tamnhin.cli.update import update

        return update(options, lang)
    if options.output is not None:
        refuse_existing(options.output)
    reader = reader_for(options.language)
    document = open_file(options.document)
    matcher = default_matcher() if options.indicators is None else _matcher(options.indicators)
    with Progress(book.gettext(N_("Reading"))) as progress:
        readings = reader(document, progress.update)
    if options.indicators is not None:
        readings = matched_anew(document, readings, matcher)
    draft = None
    if options.output is not None:
        asked = _asked(options)
        draft = make_draft(document, readings, plan_name(options.output), asked, matcher)
        write_draft(draft, options.output)
    if options.json:
        print(json.dumps(_data(document, readings), ensure_ascii=False, indent=2, default=_plain))
        return 0
    print(summary(document, readings, lang, matcher))
    if options.why:
        print("\n" + "\n".join(why(document, readings, lang)))
    print("\n" + _next(options.output, draft, lang))
    return 0


def _matcher(folder: Path) -> Matcher:
    from tamnhin.plan.plan import open_plan
    from tamnhin.read.indicators.catalogue import with_plan
    from tamnhin.read.indicators.match import Matcher

    return Matcher(with_plan(open_plan(folder).indicators))


def _refuse_both(options: argparse.Namespace) -> None:
    if options.document is not None or options.output is not None:
        raise InputError(N_("--score reads the texts of the gold: name no document and no -o."))


def _asked(options: argparse.Namespace) -> Any:
    from tamnhin.read.draft.about import Asked

    if not options.years:
        return Asked(options.territory or "")
    found = re.fullmatch(r"(\d{4})-(\d{4})", options.years)
    if found is None or int(found[1]) > int(found[2]):
        raise InputError(
            N_("“{found}” is no span of years such as 2021-2030."), found=options.years
        )
    return Asked(options.territory or "", int(found[1]), int(found[2]))


def summary(document: Document, readings: Readings, lang: Lang, matcher: Matcher) -> str:
    """What was found, on about one screen: counts, targets, what was left."""
    parts = [_head(document, lang), _counts(readings, lang)]
    if readings.targets:
        parts.append(_targets(document, readings, lang, matcher))
    parts.append(_left(readings, lang))
    return "\n\n".join(parts)


def _head(document: Document, lang: Lang) -> str:
    book, heading = catalogue(lang), document.heading
    size = book.text(
        N_("{name}: {characters} characters in {blocks} blocks."),
        name=document.name,
        characters=len(document.text),
        blocks=len(document.blocks),
    )
    issued = format_date(heading.issued_on, lang) if heading.issued_on else ""
    kind = book.gettext(SOURCE_KINDS[heading.kind]) if heading.kind in SOURCE_KINDS else ""
    told = [kind, heading.number, heading.issuer, issued, heading.title]
    line = ", ".join(part for part in told if part)
    return f"{size}\n{line}" if line else size


def _counts(readings: Readings, lang: Lang) -> str:
    book = catalogue(lang)
    kinds: Counter[str] = Counter(c.kind for c in readings.commitments)
    listed = ", ".join(
        f"{book.gettext(title).lower()} {format_number(kinds[kind], lang)}"
        for kind, title in COMMITMENT_KINDS.items()
        if kinds[kind]
    )
    lines = [
        book.text(
            N_("Commitments: {count} ({kinds})."), count=len(readings.commitments), kinds=listed
        )
        if readings.commitments
        else book.gettext(N_("No commitment was found.")),
        book.text(N_("Targets with a number: {count}."), count=len(readings.targets)),
        book.text(
            N_("Figures that are no targets, such as results so far: {count}."),
            count=len(readings.figures),
        ),
    ]
    return "\n".join(lines)


def _targets(document: Document, readings: Readings, lang: Lang, matcher: Matcher) -> str:
    book = catalogue(lang)
    head = [
        book.gettext(text)
        for text in (
            N_("Indicator"),
            N_("Goal"),
            N_("Unit"),
            N_("Year"),
            N_("Place"),
            N_("Sure"),
        )
    ]
    rows = [_target_cells(document, t, lang, matcher) for t in readings.targets[:MOST_TARGETS]]
    text = table(head, rows, right={1, 5})
    more = len(readings.targets) - MOST_TARGETS
    if more > 0:
        text += "\n" + book.text(N_("and {count} more, in the draft folder or --json"), count=more)
    return text


def _target_cells(
    document: Document, target: TargetReading, lang: Lang, matcher: Matcher
) -> list[str]:
    book = catalogue(lang)
    amount = format_number(target.value, lang)
    if target.operator == "between" and target.upper is not None:
        upper = format_number(target.upper, lang)
        goal = book.text(OPERATORS["between"], low=amount, amount=upper)
    else:
        goal = book.text(OPERATORS[target.operator], amount=amount)
    known = units().get(target.unit)
    return [
        _indicator_title(document, target, lang, matcher),
        goal,
        known.title(lang) if known else target.unit,
        target.horizon or "?",
        target.place,
        f"{target.confidence:.0%}",
    ]


def _indicator_title(
    document: Document, target: TargetReading, lang: Lang, matcher: Matcher
) -> str:
    from tamnhin.read.draft.rows import SURE_ENOUGH

    if target.match is not None and target.match.score >= SURE_ENOUGH:
        return matcher.indicator(target.match.indicator_id).title(lang)
    words = document.words(target.indicator or target.sentence)
    return f"“{' '.join(words.split())[:60]}” (?)"


def _left(readings: Readings, lang: Lang) -> str:
    from tamnhin.read.commitments.extract import REASONS

    book = catalogue(lang)
    reasons = Counter(u.reason for u in readings.unclaimed)
    if not reasons:
        return book.gettext(N_("Every sentence was read as a commitment."))
    lines = [
        f"  {format_number(count, lang)}  {book.gettext(REASONS.get(reason, reason))}"
        for reason, count in reasons.most_common()
    ]
    title = book.text(N_("Left as no commitment: {count} passages"), count=len(readings.unclaimed))
    return "\n".join([title, *lines])


def _next(output: Path | None, draft: Draft | None, lang: Lang) -> str:
    book = catalogue(lang)
    if output is None or draft is None:
        return book.gettext(N_("Nothing was written. Add -o FOLDER to write a draft plan folder."))
    lines = []
    if draft.unplaced:
        lines.append(
            book.text(
                N_(
                    "Targets that could not be put into the table: {count}; they are in "
                    "draft/figures.csv with the reason."
                ),
                count=len(draft.unplaced),
            )
        )
    message = N_(
        "The draft is in {path}; nobody has reviewed it. Next: `tamnhin review {path}`, then "
        "`tamnhin check {path}`."
    )
    lines.append(book.text(message, path=str(output)))
    undo = N_("To undo, delete the folder {path}; nothing else was changed.")
    lines.append(book.text(undo, path=str(output)))
    return "\n".join(lines)


def _data(document: Document, readings: Readings) -> dict[str, Any]:
    """Everything that was read, for programs; offsets count characters of the clean text."""
    return {
        "document": {
            "name": document.name,
            "sha256": document.sha256,
            "characters": len(document.text),
            "title": document.heading.title,
            "number": document.heading.number,
            "issuer": document.heading.issuer,
            "issued_on": document.heading.issued_on,
        },
        "targets": [_target_data(document, target) for target in readings.targets],
        "figures": [
            {
                **_where(document, figure.quote),
                "reason": figure.reason,
                "value": figure.value,
                "upper": figure.upper,
                "unit": figure.unit,
                "period": figure.period,
                "indicator": _match_data(figure.match),
                "rules": figure.rules,
            }
            for figure in readings.figures
        ],
        "commitments": [_promise_data(document, promise) for promise in readings.commitments],
        "unclaimed": [
            {**_where(document, left.span), "reason": left.reason} for left in readings.unclaimed
        ],
    }


def _where(document: Document, span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "words": document.words(span)}


def _match_data(match: IndicatorMatch | None) -> dict[str, Any] | None:
    if match is None:
        return None
    return {
        "indicator_id": match.indicator_id,
        "score": match.score,
        "runner_up": match.runner_up,
        "runner_up_score": match.runner_up_score,
    }


def _target_data(document: Document, target: TargetReading) -> dict[str, Any]:
    return {
        **_where(document, target.quote),
        "operator": target.operator,
        "value": target.value,
        "upper": target.upper,
        "unit": target.unit,
        "basis": target.basis,
        "horizon": target.horizon,
        "place": target.place,
        "indicator": _match_data(target.match),
        "confidence": target.confidence,
        "rules": target.rules,
    }


def _promise_data(document: Document, promise: CommitmentReading) -> dict[str, Any]:
    return {
        **_where(document, promise.span),
        "kind": promise.kind,
        "topics": promise.topics,
        "places": [document.words(span) for span in promise.places],
        "body": promise.body,
        "horizon": promise.horizon,
        "parent": promise.parent,
        "confidence": promise.confidence,
        "rules": promise.rules,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)

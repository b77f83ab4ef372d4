"""Lists that a reader can search and filter, with scripts (in the page) or without (on the server).

A row that does not match is marked hidden, not left out, so that the page with and without
scripts is one page and the script never has to ask for more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tamnhin.assess.status import WORDS
from tamnhin.assess.types import Assessment
from tamnhin.messages import N_
from tamnhin.plan.types import Place
from tamnhin.publish import words
from tamnhin.publish.phrases import Phrases
from tamnhin.publish.views import STATUS_ORDER, Promise, View
from tamnhin.vietnamese import fold

MAX_QUERY: Final = 200
"""Characters of a search that are looked at."""

_PROMISE_FACETS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "kind": (N_("Kind"), words.COMMITMENT_KINDS),
    "topic": (N_("Topic"), words.TOPICS),
    "measure": (N_("Measurement"), words.MEASURES),
    "status": (N_("Where its targets stand"), {s: WORDS[s] for s in STATUS_ORDER}),
    "reason": (N_("Why there is no figure"), words.GAP_REASONS),
    "origin": (N_("Document"), words.ORIGINS),
}
_TARGET_FACETS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "status": (N_("Where it stands"), {s: WORDS[s] for s in STATUS_ORDER}),
    "outlook": (N_("Outlook"), words.OUTLOOKS),
    "topic": (N_("Topic"), words.TOPICS),
    "origin": (N_("Document"), words.ORIGINS),
}

_PLACE_FACETS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "kind": (N_("Kind"), words.PLACE_KINDS),
    "stage": (N_("Stage"), words.STAGES),
    "origin": (N_("Document"), words.ORIGINS),
}


@dataclass(frozen=True)
class Row:
    """One entry of a list.

    Attributes:
        item: what the template shows.
        text: what a search looks in, folded.
        facets: the codes by which it can be filtered.
        hidden: whether the question leaves it out.
    """

    item: Any
    text: str
    facets: Mapping[str, tuple[str, ...]]
    hidden: bool = False


@dataclass(frozen=True)
class Facet:
    """One filter: its name in the address, its label, and the words that it offers."""

    name: str
    label: str
    options: tuple[tuple[str, str, int], ...]
    chosen: str


@dataclass(frozen=True)
class Listing:
    """A list with its filters.

    Attributes:
        rows: all rows; those that do not match are hidden.
        facets: the filters; only words that occur are offered.
        query: what was searched for.
        shown: how many rows match.
    """

    rows: tuple[Row, ...]
    facets: tuple[Facet, ...]
    query: str
    shown: int


def promise_listing(view: View, say: Phrases, asked: Mapping[str, str]) -> Listing:
    """All promises, wider ones first, filtered by what was asked."""
    return _listing(
        (_promise_row(view, p, say) for p in view.promises), _PROMISE_FACETS, say, asked
    )


def target_listing(view: View, say: Phrases, asked: Mapping[str, str]) -> Listing:
    """All targets, the decision's own first, filtered by what was asked."""
    ordered = [*view.own, *(a for _, group in view.context for a in group)]
    return _listing((_target_row(a, say) for a in ordered), _TARGET_FACETS, say, asked)


def place_listing(view: View, say: Phrases, asked: Mapping[str, str]) -> Listing:
    """All places by kind, filtered by what was asked."""
    kinds = list(words.PLACE_KINDS)
    ordered = sorted(view.plan.places, key=lambda p: kinds.index(p.kind))
    return _listing((_place_row(view, p, say) for p in ordered), _PLACE_FACETS, say, asked)


def _place_row(view: View, p: Place, say: Phrases) -> Row:
    units = view.plan.ids("territories")
    titled = [p, *(units[t] for t in p.territory_ids if t in units)]
    texts = [text for record in titled for text in (record.title_vi, record.title_en)]
    texts.append(say.word(words.PLACE_KINDS, p.kind))
    facets = {"kind": (p.kind,), "stage": (p.stage,), "origin": (p.origin,)}
    return Row(p, fold(" ".join(texts)), facets)


def _promise_row(view: View, p: Promise, say: Phrases) -> Row:
    c = p.commitment
    indicators = view.plan.ids("indicators")
    places = view.plan.ids("places")
    named = [indicators[i] for i in c.indicator_ids if i in indicators]
    named += [places[i] for i in c.place_ids if i in places]
    texts = [c.title_vi, c.title_en, c.responsible_body]
    texts += [text for record in named for text in (record.title_vi, record.title_en)]
    texts += [say.word(words.TOPICS, topic) for topic in c.topics]
    facets = {
        "kind": (c.kind,),
        "topic": tuple(c.topics),
        "measure": (p.measure,),
        "status": tuple(dict.fromkeys(a.status for a in p.assessments)),
        "reason": (p.reason,) if p.reason else (),
        "origin": (c.origin,),
    }
    return Row(p, fold(" ".join(texts)), facets)


def _target_row(a: Assessment, say: Phrases) -> Row:
    titled = (a.indicator, a.territory)
    texts = [text for record in titled for text in (record.title_vi, record.title_en)]
    texts += [a.word(say.lang), say.word(words.TOPICS, a.indicator.topic)]
    facets = {
        "status": (a.status,),
        "outlook": (a.chance.grade if a.chance else "none",),
        "topic": (a.indicator.topic,),
        "origin": (a.target.origin,),
    }
    return Row(a, fold(" ".join(texts)), facets)


def _listing(
    rows: Iterable[Row],
    known: Mapping[str, tuple[str, Mapping[str, str]]],
    say: Phrases,
    asked: Mapping[str, str],
) -> Listing:
    made = list(rows)
    facets = tuple(_facet(name, label, of, made, say, asked) for name, (label, of) in known.items())
    chosen = {facet.name: facet.chosen for facet in facets if facet.chosen}
    query = " ".join(asked.get("q", "")[:MAX_QUERY].split())
    tokens = fold(query).split()
    marked = tuple(replace(row, hidden=not matches(row, tokens, chosen)) for row in made)
    offered = tuple(facet for facet in facets if len(facet.options) > 1 or facet.chosen)
    return Listing(marked, offered, query, sum(not row.hidden for row in marked))


def _facet(
    name: str,
    label: str,
    known: Mapping[str, str],
    rows: Sequence[Row],
    say: Phrases,
    asked: Mapping[str, str],
) -> Facet:
    counts = Counter(code for row in rows for code in row.facets[name])
    options = tuple((code, say.word(known, code), counts[code]) for code in known if counts[code])
    value = asked.get(name, "")
    return Facet(name, say.text(label), options, value if value in known else "")


def matches(row: Row, tokens: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """True where every word of the search occurs and every filter fits.

    Args:
        row: the entry.
        tokens: folded words; ``ha`` is found in ``Hà``.
        chosen: filter names with the wanted code.
    """
    return all(token in row.text for token in tokens) and all(
        code in row.facets[name] for name, code in chosen.items()
    )

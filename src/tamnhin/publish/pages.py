"""What each page of the portal shows: one function a page, from the indexed plan to a context.

A context holds records and ready sentences; the templates only set them out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from markupsafe import Markup

from tamnhin.assess.breaks import KINDS as BREAK_KINDS
from tamnhin.assess.breaks import breaks_of
from tamnhin.assess.types import BASELINE_WORDS, PATH_WORDS, Assessment
from tamnhin.data.series import Point, Series
from tamnhin.data.types import Observation
from tamnhin.data.vintage import ONLY
from tamnhin.errors import DataError
from tamnhin.messages import N_
from tamnhin.plan.folder import written_tables
from tamnhin.plan.types import Break, Commitment
from tamnhin.provenance import Citation, Source
from tamnhin.publish import charts, lineage, listing, outlook, readings, sentences, words
from tamnhin.publish import methods as methods_page
from tamnhin.publish.phrases import Phrases
from tamnhin.publish.views import View

Context = dict[str, Any]
MAX_ON_OVERVIEW: Final = 40
"""Targets that the overview lists; a longer list is a page of its own."""
MAX_CONFLICTS: Final = 6
MAX_SPARKS: Final = 500
"""Targets up to which a list draws their figures; more would make the page too heavy."""


@dataclass(frozen=True)
class Request:
    """What a page is made from.

    Attributes:
        view: the plan, indexed.
        say: the language.
        asked: the filters of a list.
        chart: draws the chart of a target, wide or narrow; kept for a moment by the site.
    """

    view: View
    say: Phrases
    chart: Callable[[str, str], str]
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table of figures: a published figure, or one put together from parts.

    Attributes:
        period: when, as people say it.
        value: the figure, as its source words it.
        used: whether it is the one in use.
        status: final, preliminary and so on; for computed ones how they came to be.
        published: when it was published.
        source: who says so.
        note: what a reader should know.
        reason: why it is used, where there was a choice.
    """

    period: str
    value: str
    used: bool
    status: str
    published: str
    source: Source | None
    note: str
    reason: str = ""


def sentence(r: Request, message: str, params: Mapping[str, object]) -> str:
    """A sentence of the stages below; words and titles among its parameters are translated too."""
    english = r.view.english if r.say.lang == "en" else {}
    shown = {
        key: english.get(value, r.say.book.gettext(value)) if isinstance(value, str) else value
        for key, value in params.items()
    }
    return r.say.text(message, **shown) if message else ""


def _refusals(r: Request, series: Series | None) -> list[tuple[str, str]]:
    """The periods without an answer, each with the reason."""
    refused = series.refusals if series else ()
    return [(r.say.period(x.period), sentence(r, x.reason, x.params)) for x in refused]


# --- single pages -----------------------------------------------------------------------------


def overview(r: Request) -> Context:
    """One minute: what can be followed, where the targets stand, what contradicts."""
    view = r.view
    return {
        "title": view.plan.settings.title(r.say.lang),
        "coverage": view.coverage,
        "ended": lineage.ended(view.plan),
        "own": view.own[:MAX_ON_OVERVIEW],
        "own_more": max(0, len(view.own) - MAX_ON_OVERVIEW),
        "own_counts": view.status_counts(view.own),
        "own_outlooks": view.outlook_counts(view.own),
        "context": [(origin, group, view.status_counts(group)) for origin, group in view.context],
        "conflicts": [
            (
                c,
                view.plan.ids("indicators")[c.indicator_id],
                view.plan.ids("territories")[c.territory_id],
            )
            for c in view.conflicts[:MAX_CONFLICTS]
        ],
        "conflict_count": len(view.conflicts),
        "why": lambda a: sentence(r, a.why.message, a.why.params),
        "spark": _spark,
        "chosen_line": _chosen(r),
    }


def _spark(a: Assessment) -> Markup:
    return Markup(charts.sparkline(a))  # noqa: S704 - our own drawing, texts escaped


def _chosen(r: Request) -> Callable[[Assessment], str]:
    """Says the class of the reading that the plan has chosen, where it is not the pace."""
    name = r.view.plan.settings.reading
    return lambda a: readings.chosen_line(a, r.say, name)


def promises(r: Request) -> Context:
    """All promises, with filters."""
    return {
        "title": r.say.text(N_("Promises")),
        "listing": listing.promise_listing(r.view, r.say, r.asked),
    }


def targets(r: Request) -> Context:
    """All targets, with filters."""
    return {
        "title": r.say.text(N_("Targets")),
        "listing": listing.target_listing(r.view, r.say, r.asked),
        "spark": _spark if len(r.view.assessments) <= MAX_SPARKS else lambda _: "",
        "chosen_line": _chosen(r),
    }


def indicators(r: Request) -> Context:
    """Indicators with figures, by topic; and how many have none."""
    view = r.view
    measured = view.measured_indicators
    counts = Counter(view.plan.observations.column("indicator_id"))
    groups = [
        (topic, [i for i in measured if i.topic == topic])
        for topic in words.TOPICS
        if any(i.topic == topic for i in measured)
    ]
    with_figures = {i.indicator_id for i in measured}
    return {
        "title": r.say.text(N_("Indicators and figures")),
        "groups": groups,
        "counts": counts,
        "without": [i for i in view.plan.indicators if i.indicator_id not in with_figures],
    }


def summary(r: Request) -> Context:
    """The summary source passage by passage, with the promises that claim each."""
    view = r.view
    passages = [(c, view.claims.get(c.citation_id, ())) for c in view.summary]
    source_id = view.plan.settings.summary_source_id
    return {
        "title": r.say.text(N_("Summary and promises")),
        "source": view.plan.ids("sources").get(source_id or ""),
        "passages": passages,
        "claimed": sum(bool(claims) for _, claims in passages),
    }


def methods(r: Request) -> Context:
    """How verdicts are reached, and how often each came true."""
    return methods_page.context(r.say)


def data(r: Request) -> Context:
    """All tables to download, and all sources."""
    plan = r.view.plan
    tables = [(record.table, len(plan.rows(record.table))) for record in written_tables(plan)]
    return {
        "title": r.say.text(N_("Data and sources")),
        "tables": tables,
        "sources": plan.sources,
    }


# --- one promise, one target, one indicator ---------------------------------------------------


def promise(r: Request, name: str) -> Context:
    """One promise with everything that hangs on it."""
    view, plan = r.view, r.view.plan
    entry = view.promise[name]
    commitment: Commitment = entry.commitment
    indicator_ids = (
        set(view.plan.observations.column("indicator_id")) if commitment.indicator_ids else ()
    )
    return {
        "title": commitment.title(r.say.lang),
        "p": entry,
        "citations": _citations(r, commitment.citation_ids),
        "children": [view.promise[c.commitment_id] for c in view.children.get(name, ())],
        "places": [plan.ids("places")[p] for p in commitment.place_ids if p in plan.ids("places")],
        "indicators": [
            (plan.ids("indicators")[i], i in indicator_ids)
            for i in commitment.indicator_ids
            if i in plan.ids("indicators")
        ],
        "projects": [p for p in plan.projects if p.commitment_id == name],
        "territory": plan.ids("territories").get(commitment.territory_id or ""),
        "note": words.bilingual(commitment.note, r.say.lang),
        "why": lambda a: sentence(r, a.why.message, a.why.params),
        "spark": _spark,
        "chosen_line": _chosen(r),
    }


def _citations(r: Request, names: Iterable[str]) -> list[tuple[Citation, Source | None]]:
    known, sources = r.view.plan.ids("citations"), r.view.plan.ids("sources")
    found = [known[name] for name in names if name in known]
    return [(c, sources.get(c.source_id)) for c in found]


def target(r: Request, name: str) -> Context:
    """One target: the finding, the chart, the verdict with its margin, every figure."""
    a, say = r.view.assessment[name], r.say
    figures = _figures(r, a.target.indicator_id, a.target.territory_id, a.series)
    sources = {f.source.source_id: f.source for f in figures if f.used and f.source}
    choice = a.latest.choice if a.latest else None
    return {
        "title": a.target.title(say.lang),
        "a": a,
        "finding": say.finding(a),
        "chart": Markup(r.chart(name, "wide")),  # noqa: S704 - our own drawing
        "chart_narrow": Markup(r.chart(name, "narrow")),  # noqa: S704
        "why": sentence(r, a.why.message, a.why.params),
        "notes": [sentence(r, n.message, n.params) for n in a.notes if n.message],
        "figures": figures,
        "refusals": _refusals(r, a.series),
        "sources": list(sources.values()),
        "citations": _citations(r, a.target.citation_ids),
        "commitment": r.view.plan.ids("commitments").get(a.target.commitment_id or ""),
        "latest_source": choice and r.view.plan.ids("sources").get(choice.used.source_id),
        "latest_reason": choice and choice.reason != ONLY and say.text(choice.reason),
        "note": words.bilingual(a.target.note, say.lang),
        "amendments": [m for m in r.view.plan.amendments if m.target_id == name],
        "baseline_rule": say.text(BASELINE_WORDS[a.baseline.rule]) if a.baseline else "",
        "path": say.text(PATH_WORDS[a.pace.path]) if a.pace else "",
        "known": sentences.sentence(a, say),
        "ahead": outlook.context(a, r.view.outlook(name), say),
        "no_chance": sentence(r, a.no_chance.message, a.no_chance.params) if a.no_chance else "",
        "readings": readings.rows(a, say, r.view.plan.settings.reading),
        "chosen": readings.chosen_line(a, say, r.view.plan.settings.reading),
        "no_readings": sentence(r, a.no_readings.message, a.no_readings.params)
        if a.no_readings
        else "",
    }


def _figures(
    r: Request, indicator_id: str, territory_id: str, series: Series | None
) -> list[Figure]:
    """Every figure of a pair, the newest period first, the one in use before the others."""
    sources = r.view.plan.ids("sources")
    points = {p.period: p for p in series.points} if series else {}
    known = r.view.plan.ids("indicators")[indicator_id].unit
    rows: list[tuple[Any, bool, Figure]] = []
    for o in r.view.figures(indicator_id, territory_id):
        point = points.get(o.period)
        used = point is not None and point.choice is not None and _same(point.choice.used, o)
        reason = ""
        if used and point is not None and point.choice is not None and point.choice.others:
            reason = r.say.text(point.choice.reason)
        shown = _published(o, used, reason, sources.get(o.source_id), r.say, known)
        rows.append((o.period, used, shown))
    if series is not None:
        rows += [
            (p.period, True, _computed(series, p, r.say)) for p in series.points if p.choice is None
        ]
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return [figure for _, _, figure in rows]


def _same(one: Observation, other: Observation) -> bool:
    return (one.published, one.source_id, one.value) == (
        other.published,
        other.source_id,
        other.value,
    )


def _published(
    o: Observation, used: bool, reason: str, source: Source | None, say: Phrases, known: str
) -> Figure:
    return Figure(
        period=say.period(o.period),
        value=say.observed(o, known),
        used=used,
        status=say.word(words.OBSERVATION_STATUS, o.status),
        published=say.date(o.published),
        source=source,
        note=words.bilingual(o.note, say.lang),
        reason=reason,
    )


def _computed(series: Series, point: Point, say: Phrases) -> Figure:
    value = say.number(point.value)
    return Figure(say.period(point.period), value, True, series.said(point, say.lang), "", None, "")


def indicator(r: Request, name: str) -> Context:
    """One indicator: its series for every territory, and how each figure came to be."""
    view, plan = r.view, r.view.plan
    found = plan.ids("indicators")[name]
    weight = plan.ids("indicators").get(found.weight_indicator_id or "")
    blocks = []
    for territory_id in view.territories_of.get(name, ()):
        series, refused = _series_of(r, name, territory_id)
        figures = _figures(r, name, territory_id, series)
        breaks = breaks_of(plan, name, territory_id, series.points if series else ())
        if figures or refused:
            assessed = [
                a for a in view.by_indicator.get(name, ()) if a.target.territory_id == territory_id
            ]
            blocks.append(
                {
                    "territory": plan.ids("territories")[territory_id],
                    "figures": figures,
                    "refusals": _refusals(r, series),
                    "refused": refused,
                    "targets": assessed,
                    "chart": _series_chart(series, r.say, breaks),
                    "breaks": [_break(b, r.say) for b in breaks],
                }
            )
    return {
        "title": found.title(r.say.lang),
        "indicator": found,
        "weight": weight,
        "blocks": blocks,
        "claimed_by": [c for c in plan.commitments if name in c.indicator_ids],
        "note": words.bilingual(found.note, r.say.lang),
    }


def _series_of(r: Request, name: str, territory_id: str) -> tuple[Series | None, str]:
    for a in r.view.by_indicator.get(name, ()):
        if a.target.territory_id != territory_id or a.series is None:
            continue
        # What is compared with another territory, or cut at a break, is not the whole series.
        if a.target.basis != "relative" and not r.view.plan.breaks:
            return a.series, ""
    as_of: dt.date | None = next((a.as_of for a in r.view.assessments[:1]), None)
    try:
        return r.view.plan.series(name, territory_id, as_of), ""
    except DataError as error:
        return None, sentence(r, error.message, error.params)


def _series_chart(series: Series | None, say: Phrases, breaks: Iterable[Break]) -> Markup:
    years = frozenset(b.since.first_year for b in breaks)
    return Markup(charts.series_chart(series, say, years) if series else "")  # noqa: S704


def _break(found: Break, say: Phrases) -> str:
    """A break in a series as a sentence, with what the table says of it."""
    message = N_("Figures before {period} are {kind}: no line joins them with later ones. {note}")
    kind, note = say.text(BREAK_KINDS[found.kind]), words.bilingual(found.note, say.lang)
    return say.text(message, period=say.period(found.since), kind=kind, note=note).strip()


PAGES: Final[Mapping[str, tuple[str, Callable[[Request], Context]]]] = {
    "index": ("overview.html", overview),
    "promises": ("promises.html", promises),
    "targets": ("targets.html", targets),
    "indicators": ("indicators.html", indicators),
    "summary": ("summary.html", summary),
    "methods": ("methods.html", methods),
    "data": ("data.html", data),
}
ITEMS: Final[Mapping[str, tuple[str, Callable[[Request, str], Context]]]] = {
    "promises": ("promise.html", promise),
    "targets": ("target.html", target),
    "indicators": ("indicator.html", indicator),
}

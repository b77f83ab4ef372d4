"""Downloads: CSV that a spreadsheet opens rightly and safely, and JSON for programs.

Numbers and dates are in the form of machines (ISO). The CSV begins with a byte order mark,
without which Excel reads Vietnamese letters wrongly.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from tamnhin.assess.forecast.reliability import came_true
from tamnhin.assess.outlook import SHARES, Fan, Outlook
from tamnhin.assess.types import Assessment
from tamnhin.data.observations import Observations
from tamnhin.data.types import Observation
from tamnhin.data.vintage import choices
from tamnhin.messages import LANGS
from tamnhin.plan.plan import Plan
from tamnhin.publish.phrases import phrases
from tamnhin.publish.sentences import sentence
from tamnhin.records import LIST_SEPARATOR, Record, columns
from tamnhin.vietnamese import is_plain_number, plain_number

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

SERIES_COLUMNS: Final = (
    "indicator_id",
    "territory_id",
    "period",
    "value",
    "unit",
    "qualifier",
    "status",
    "published",
    "used",
    "source_id",
    "source_title",
    "source_url",
    "note",
)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    What begins with a sign of a formula gets an apostrophe before it; a plain number such as
    ``-1.5`` stays a number.
    """
    bare = text.lstrip(" \u00a0\ufeff")
    if bare.startswith(_RISKY) and not is_plain_number(text):
        return "'" + text
    return text


def plain(value: Any) -> str:
    """A value as tables write it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return LIST_SEPARATOR.join(str(item) for item in value)
    return str(value)


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file for people and their spreadsheets; every cell is made safe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(plain(cell)) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def to_json(data: Mapping[str, Any]) -> bytes:
    """A JSON file; decimal numbers become JSON numbers, dates and periods their codes."""
    return (json.dumps(data, ensure_ascii=False, default=_json) + "\n").encode()


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return plain(value)


def table_csv(plan: Plan, record: type[Record]) -> bytes:
    """A table of the plan, as its folder has it, made safe for spreadsheets."""
    names = [column.name for column in columns(record)]
    rows = plan.rows(record.table)
    if isinstance(rows, Observations):
        return to_csv(names, zip(*(rows.column(name) for name in names), strict=True))
    return to_csv(names, ([getattr(row, name) for name in names] for row in rows))


def _series_row(plan: Plan, o: Observation, used: bool) -> list[Any]:
    source = plan.ids("sources").get(o.source_id)
    return [
        o.indicator_id,
        o.territory_id,
        o.period.code,
        o.value,
        o.unit,
        o.qualifier,
        o.status,
        o.published,
        "yes" if used else "no",
        o.source_id,
        source.title_vi if source else "",
        source.url if source else "",
        o.note,
    ]


def observations_csv(
    plan: Plan, pairs: Iterable[tuple[str, str]], as_of: dt.date | None = None
) -> bytes:
    """All figures of some indicators and territories, those not in use included.

    For every period one figure is marked as the one in use, whether or not a target hangs on it.

    Args:
        plan: the plan.
        pairs: indicator and territory.
        as_of: figures published after this day are listed and not used.
    """
    rows = (row for i, t in pairs for row in _series_rows(plan, i, t, as_of))
    return to_csv(SERIES_COLUMNS, rows)


def _series_rows(
    plan: Plan, indicator_id: str, territory_id: str, as_of: dt.date | None
) -> Iterator[list[Any]]:
    figures = plan.observations.about(indicator_id, territory_id)
    chosen = choices(figures, plan.ids("sources"), as_of)
    used = {id(choice.used) for choice in chosen.values()}
    return (_series_row(plan, o, id(o) in used) for o in figures)


def target_json(plan: Plan, a: Assessment, found: Outlook | None = None) -> bytes:
    """A target with its assessment, forecast, figures and citations, for programs.

    Args:
        plan: the plan.
        a: the assessed target.
        found: the years ahead, where there is a forecast.
    """
    pace = a.pace
    observations = plan.observations.about(a.target.indicator_id, a.target.territory_id)
    return to_json(
        {
            "plan": plan.settings.plan_id,
            "target": _record(a.target),
            "indicator": _record(a.indicator),
            "territory": _record(a.territory),
            "assessment": {
                "status": a.status,
                "as_of": a.as_of,
                "goal": a.goal,
                "goal_upper": a.goal_upper,
                "unit": a.indicator.unit,
                "latest": None
                if a.latest is None
                else {
                    "period": a.latest.period,
                    "value": a.latest.value,
                    "qualifier": a.latest.qualifier,
                    "method": a.latest.method,
                },
                "baseline": None
                if a.baseline is None
                else {
                    "period": a.baseline.period,
                    "value": a.baseline.value,
                    "rule": a.baseline.rule,
                },
                "pace": None if pace is None else {n: getattr(pace, n) for n in pace.__slots__},
                "reached_in_past_share": None if a.record is None else a.record.met,
                "sentence": {lang: sentence(a, phrases(lang)) for lang in LANGS},
                "probability": _chance(a),
                "forecast": _outlook(found),
                "readings": [
                    {
                        "method": b.reading.method,
                        "status": b.reading.status,
                        "progress": b.reading.progress,
                        "score": b.reading.score,
                        "reached_in_past_share": None if b.record is None else b.record.met,
                    }
                    for b in a.readings
                ],
            },
            "observations": [_record(o) for o in observations],
            "citations": [
                _record(plan.ids("citations")[c])
                for c in a.target.citation_ids
                if c in plan.ids("citations")
            ],
        }
    )


def _chance(a: Assessment) -> dict[str, Any]:
    """The probability with its interval and record, or why there is none."""
    c = a.chance
    if c is None:
        return {"value": None, "reason": a.no_chance.text("en") if a.no_chance else None}
    record = c.record
    first, last, kept = came_true(c.probability)
    return {
        "value": round(c.probability, 3),
        "interval": [round(p, 3) for p in c.interval],
        "word": c.grade,
        "outcomes": [float(f"{value:.5g}") for value in c.dots],
        "years_ahead": c.years_ahead,
        "figures": c.points,
        "method": c.method,
        "history": {"given_percent": [first, last], "met_of_100": kept}
        | ({} if record is None else {n: getattr(record, n) for n in record.__slots__}),
    }


def _outlook(found: Outlook | None) -> dict[str, Any] | None:
    """The fan and the earlier forecasts: figures at levels of probability, year by year."""
    if found is None:
        return None
    earlier = [{"from": fan.origin, "known_then": fan.dated, **_fan(fan)} for fan in found.past]
    return {"from": found.fan.origin, "levels": SHARES, **_fan(found.fan), "earlier": earlier}


def _fan(fan: Fan) -> dict[str, Any]:
    grid = [[float(f"{value:.5g}") for value in row] for row in fan.grid.tolist()]
    return {"years": fan.years, "figures": grid}


def _record(row: Record) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in columns(type(row))}
    return {
        k: list(v) if isinstance(v, tuple) else v
        for k, v in values.items()
        if v not in (None, "", ())
    }

"""An assessment as one flat row, for tables, CSV and JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tamnhin.assess.forecast.reliability import came_true
from tamnhin.assess.readings.book import ACCOUNTS, class_word
from tamnhin.assess.readings.types import Method
from tamnhin.assess.status import LIMITS, METHOD
from tamnhin.assess.types import BASELINE_WORDS, PATH_WORDS, Assessment
from tamnhin.messages import Lang, catalogue

DECIMALS: Final = 3
"""Digits of computed paces; the figures themselves keep the digits of their source."""


def _number(value: Decimal | float | None) -> Decimal | float | None:
    return round(value, DECIMALS) if isinstance(value, float) else value


SCORED: Final[frozenset[Method]] = frozenset({"statcan", "eurostat", "unsd"})
"""Methods with a score beside the number that their class is read from."""


def to_row(assessment: Assessment, lang: Lang, reading: str = "pace") -> dict[str, Any]:
    """The assessment as a flat mapping; numbers stay numbers, dates are ISO, words are in ``lang``.

    Paces of compound and growth paths are in per cent a year, others in units a year:
    ``pace_unit`` says which.

    Args:
        assessment: the assessed target.
        lang: the language of words.
        reading: the method whose class and record stand in the columns ``reading_*``.
    """
    a, book = assessment, catalogue(lang)
    row: dict[str, Any] = {
        "target_id": a.target.target_id,
        "title": a.target.title(lang),
        "indicator_id": a.indicator.indicator_id,
        "territory_id": a.territory.territory_id,
        "origin": a.target.origin,
        "operator": a.target.operator,
        "goal": a.goal,
        "goal_upper": a.goal_upper,
        "unit": a.indicator.unit,
        "due": a.target.period.code,
        "status": a.status,
        "status_word": a.word(lang),
        "why": a.why.text(lang),
    }
    row |= _latest(a) | _baseline(a, lang) | _pace(a, lang) | _chosen(a, lang, reading)
    record = a.record
    row |= {
        "met_in_past": record.met if record else None,
        "met_in_past_low": record.low if record else None,
        "met_in_past_high": record.high if record else None,
        "review_year": record.review_year if record else None,
        "method": book.gettext(LIMITS if a.pace.limit else METHOD) if a.pace else None,
    }
    row |= _chance(a, lang) | {
        "notes": " ".join([*(note.text(lang) for note in a.notes), a.target.note]).strip(),
    }
    return row | _readings(a)


def _chosen(a: Assessment, lang: Lang, method: str) -> dict[str, Any]:
    """The class and the record of one method; of the pace, those of the status itself."""
    beside = a.reading(method)
    word, record, why = None, None, None
    if method == "pace":
        word, record = a.word(lang), a.record
    elif beside is not None:
        word, record = catalogue(lang).gettext(class_word(beside.reading)), beside.record
        why = catalogue(lang).text(beside.reason, **beside.params) if beside.reason else None
    elif a.no_readings is not None:
        why = a.no_readings.text(lang)
    return {
        "reading": method,
        "reading_word": word,
        "reading_met_in_past": record.met if record else None,
        "reading_reason": why,
    }


def _readings(a: Assessment) -> dict[str, Any]:
    """Every method's class code and number, and its score where it has one."""
    found: dict[str, Any] = {}
    for method in ACCOUNTS:
        beside = a.reading(method)
        known = beside.reading if beside is not None else None
        found[method] = known.status if known else None
        found[f"{method}_progress"] = _number(known.progress) if known else None
        if method in SCORED:
            found[f"{method}_score"] = _number(known.score) if known else None
    return found


def _chance(a: Assessment, lang: Lang) -> dict[str, Any]:
    """The probability, and how such probabilities did on history."""
    c = a.chance
    record = c.record if c else None
    return {
        "probability": _number(c.probability) if c else None,
        "probability_low": _number(c.interval[0]) if c else None,
        "probability_high": _number(c.interval[1]) if c else None,
        "probability_word": c.word(lang) if c else None,
        "forecast_low": _number(c.low) if c else None,
        "forecast_middle": _number(c.middle) if c else None,
        "forecast_high": _number(c.high) if c else None,
        "forecast_years_ahead": c.years_ahead if c else None,
        "forecast_points": c.points if c else None,
        "forecast_method": catalogue(lang).gettext(c.method) if c else None,
        "record_met_of_100": came_true(c.probability)[2] if c else None,
        "record_cases": record.cases if record else None,
        "record_cover80": record.cover80 if record else None,
        "record_cover95": record.cover95 if record else None,
        "record_skill": record.skill if record else None,
        "record_calibration": record.calibration if record else None,
        "no_probability": a.no_chance.text(lang) if a.no_chance else None,
    }


def _latest(a: Assessment) -> dict[str, Any]:
    point = a.latest
    used = point.observation if point else None
    # Of a comparison the figures may be worded, although it is not published itself.
    worded = point is not None and (used is not None or point.qualifier != "exact")
    return {
        "latest_period": point.period.code if point else None,
        "latest_value": point.value if point else None,
        "latest_method": point.method if point else None,
        "latest_published": used.published.code if used and used.published else None,
        "latest_qualifier": point.qualifier if point and worded else None,
        "latest_status": used.status if used else None,
        "latest_source_id": used.source_id if used else None,
        "other_figures": len(point.choice.others) if point and point.choice else 0,
    }


def _baseline(a: Assessment, lang: Lang) -> dict[str, Any]:
    b = a.baseline
    return {
        "baseline_period": b.period.code if b else None,
        "baseline_value": b.value if b else None,
        "baseline_rule": catalogue(lang).gettext(BASELINE_WORDS[b.rule]) if b else None,
    }


def _pace(a: Assessment, lang: Lang) -> dict[str, Any]:
    p = a.pace
    unit = None if p is None else "%/yr" if p.unit_is_percent else f"{a.indicator.unit}/yr"
    return {
        "path": catalogue(lang).gettext(PATH_WORDS[p.path]) if p else None,
        "pace_unit": unit,
        "pace_required": _number(p.required) if p else None,
        "pace_actual": _number(p.actual) if p else None,
        "pace_left": _number(p.left) if p else None,
        "pace_ratio": _number(p.ratio) if p else None,
        "years_left": p.years_left if p else None,
        "projected": _number(p.projected) if p and not p.rests_on_few else None,
    }

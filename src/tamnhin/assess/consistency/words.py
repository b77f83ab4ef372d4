"""The findings as sentences, lines of text and JSON, in the reader's language."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tamnhin.assess.consistency.facts import Given
from tamnhin.assess.consistency.figures import rounded
from tamnhin.assess.consistency.results import VERDICT_WORDS, Finding, Implied
from tamnhin.data.types import QUALIFIER_WORDS
from tamnhin.messages import N_, Lang, catalogue, format_number
from tamnhin.plan.plan import Plan
from tamnhin.units import unit

IDENTITIES: Final[Mapping[str, tuple[str, str]]] = {
    "growth-prices": (
        N_("Growth, prices and population"),
        N_("(1 + growth per head) = (1 + growth) × (1 + deflator) ÷ (1 + population growth)"),
    ),
    "multiple": (
        N_("A multiple of the product"),
        N_("multiple = [(1 + growth) × (1 + deflator)]^years"),
    ),
    "nominal": (
        N_("The product at current prices"),
        N_("(1 + growth) × (1 + deflator) = (product then ÷ product before)^(1 ÷ years)"),
    ),
    "people": (
        N_("The product, the product per head and the population"),
        N_("(1 + population growth) = (1 + growth of the product) ÷ (1 + growth per head)"),
    ),
    "productivity": (
        N_("Growth, labour and productivity"),
        N_("(1 + growth) = (1 + productivity growth) × (1 + labour growth)"),
    ),
    "tfp": (
        N_("Capital, labour and total factor productivity"),
        N_("growth = TFP growth + capital share × capital growth + labour share × labour growth"),
    ),
    "icor": (N_("Investment and ICOR"), N_("ICOR = investment share ÷ growth")),
    "investment-sum": (
        N_("Investment of the period and ICOR"),
        N_("sum invested = ICOR × gain of the product over the period"),
    ),
    "shares": (N_("Shares of sectors"), N_("the shares of one whole add to 100 %")),
    "sector-shift": (
        N_("Shares and growth of a sector"),
        N_("(1 + sector growth) = (1 + growth) × (share then ÷ share before)^(1 ÷ years)"),
    ),
    "sector-growth": (
        N_("Growth of sectors and of the whole"),
        N_("growth = sum of share × growth of each sector"),
    ),
    "windows": (
        N_("Shorter and longer windows of a rate"),
        N_("the rates of the shorter windows compound to that of the longer one"),
    ),
    "sums": (
        N_("Sums over shorter and longer windows"),
        N_("the sums of the shorter windows add to that of the longer one"),
    ),
    "ratio": (N_("A ratio and its parts"), N_("ratio = numerator ÷ denominator")),
    "bounds": (N_("Bounds of a share"), N_("a share lies between 0 and 100 %")),
    "attainment": (
        N_("Rate of attainment"),
        N_("rate = (now − before) ÷ (planned − before) × 100"),
    ),
    "rate-levels": (
        N_("A rate and its levels"),
        N_("(1 + rate)^years = level at the end ÷ level at the start"),
    ),
    "parts": (N_("A territory and its units"), N_("the whole is the sum of its units")),
    "average": (
        N_("An average and its units"),
        N_("an average lies between the least and the greatest of its parts"),
    ),
    "shares-of-parent": (
        N_("Shares of the units in their whole"),
        N_("the shares of all units add to 100 %"),
    ),
    "whole": (N_("A whole and its parts"), N_("the whole is the sum of its parts")),
    "merged": (
        N_("A merged territory and its predecessors"),
        N_("a merged target is no worse than every target that it replaces"),
    ),
    "areas": (
        N_("Zones and their territory"),
        N_("zones are no larger than the territory that they lie in"),
    ),
    "currency": (
        N_("One amount in two currencies"),
        N_("amount in VND ÷ amount in USD = rate of exchange"),
    ),
    "magnitude": (
        N_("Numbers of neighbouring years"),
        N_("a number changes by less than a power of ten from one year to the next"),
    ),
    "jump": (
        N_("A jump in a series"),
        N_("figures of one definition do not change many times as much as they usually do"),
    ),
    "twice": (N_("One quantity stated twice"), N_("one quantity has one number")),
    "unchanged": (
        N_("One number for many years"),
        N_("a measured number changes from year to year"),
    ),
    "copied": (
        N_("A target that repeats a figure"),
        N_("a target differs from the figure that it starts from"),
    ),
    "twins": (
        N_("Two indicators with the same figures"),
        N_("two indicators have figures of their own"),
    ),
}
"""Every identity: its name, and what it says."""

_AMOUNTS: Final[Mapping[str, str]] = {
    **QUALIFIER_WORDS,
    "exactly": "{amount}",
    "more_than": N_("over {amount}"),
    "less_than": N_("under {amount}"),
    "at_most": N_("at most {amount}"),
    "between": N_("{low} to {amount}"),
}
MOST_DIGITS: Final = 5
"""Digits of what is said of a result; the steps have more."""


def title(finding: Finding, lang: Lang) -> str:
    """The name of the identity."""
    return catalogue(lang).gettext(IDENTITIES[finding.identity][0])


def formula(finding: Finding, lang: Lang) -> str:
    """The identity in words."""
    return catalogue(lang).gettext(IDENTITIES[finding.identity][1])


def verdict(finding: Finding, lang: Lang) -> str:
    """The verdict as a word."""
    return catalogue(lang).gettext(VERDICT_WORDS[finding.verdict])


def amount(value: float, lang: Lang, symbol: str = "", named: bool = True) -> str:
    """A result in digits that a reader can hold, with its unit.

    Args:
        value: the number.
        lang: the reader's language.
        symbol: its unit; per cent has two decimals.
        named: whether the unit is written behind it.
    """
    percent = symbol in {"%", "%/yr"}
    digits = format_number(round(value, 2) + 0.0, lang, 2) if percent else ""
    text = digits or format_number(rounded(value, MOST_DIGITS), lang)
    return f"{text} {unit(symbol).title(lang)}" if symbol and named else text


def stated(given: Given, lang: Lang) -> str:
    """A stated number as its document words it, with its unit."""
    book = catalogue(lang)
    number = format_number(given.printed, lang)
    if given.upper is not None:
        upper = format_number(given.upper, lang)
        text = book.text(_AMOUNTS["between"], low=number, amount=upper)
    else:
        text = book.text(_AMOUNTS[given.word], amount=number)
    return f"{text} {unit(given.printed_unit).title(lang)}"


def cited(given: Given, plan: Plan, lang: Lang) -> str:
    """Where a number is written: titles of the documents, with the place where it is known."""
    sources, citations = plan.ids("sources"), plan.ids("citations")
    places = []
    for citation_id in given.citation_ids:
        citation = citations.get(citation_id)
        source = sources.get(citation.source_id) if citation else None
        if citation is not None and source is not None:
            places.append(", ".join(filter(None, (source.title(lang), citation.locator))))
    if not places:
        places = [sources[name].title(lang) for name in given.source_ids if name in sources]
    return "; ".join(dict.fromkeys(places))


def implied(one: Implied, lang: Lang) -> str:
    """“deflator: 2,36 %/năm (2,2 to 2,5)”: what a number that is not stated must be."""
    book = catalogue(lang)
    name = book.text(one.name, **one.params)
    value, low, high = one.figure.value, one.interval.low, one.interval.high
    about = amount(value, lang, one.unit)
    low_text = amount(_end(low), lang, one.unit, named=False)
    high_text = amount(_end(high), lang, one.unit, named=False)
    if math.isinf(high):
        return book.text(
            N_("{name}: {value} or more (by rounding from {low})"),
            name=name,
            value=about,
            low=low_text,
        )
    if math.isinf(low):
        return book.text(
            N_("{name}: {value} or less (by rounding up to {high})"),
            name=name,
            value=about,
            high=high_text,
        )
    if low == high or low_text == high_text:
        return book.text(N_("{name}: {value}"), name=name, value=about)
    return book.text(
        N_("{name}: {value} (by rounding {low} to {high})"),
        name=name,
        value=about,
        low=low_text,
        high=high_text,
    )


def _end(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def sides(finding: Finding, lang: Lang) -> str:
    """Both sides, their difference, and how much of it rounding explains; empty without sides."""
    residual = finding.residual
    if residual is None or finding.left is None or finding.right is None:
        return ""
    return catalogue(lang).text(
        N_("{left} against {right}: difference {gap}, of which rounding explains {tolerance}"),
        left=amount(finding.left.value, lang, finding.unit),
        right=amount(finding.right.value, lang, finding.unit),
        gap=amount(residual.value, lang, finding.unit, named=False),
        tolerance=amount(_end(residual.near.half), lang, finding.unit, named=False),
    )


def missing(finding: Finding, lang: Lang) -> str:
    """What is not stated, in one list."""
    return "; ".join(catalogue(lang).gettext(name) for name in finding.missing)


def steps(finding: Finding, lang: Lang) -> list[tuple[str, str]]:
    """Every line of the arithmetic: what it is, and the calculation with its unit."""
    book = catalogue(lang)
    lines = []
    for step in finding.steps:
        symbol = f" {unit(step.unit).title(lang)}" if step.unit else ""
        lines.append((book.text(step.label, **step.params), step.formula(lang) + symbol))
    return lines


def lines(finding: Finding, plan: Plan, lang: Lang) -> Iterator[str]:
    """A finding as lines for a terminal."""
    book = catalogue(lang)
    heading = f"{title(finding, lang)}, {finding.territory.title(lang)}, {finding.period}"
    yield f"[{verdict(finding, lang)}] {heading}"
    yield f"  {formula(finding, lang)}"
    for given in finding.inputs:
        name = f"{given.indicator.title(lang)}, {given.territory.title(lang)}, {given.period.code}"
        yield f"  - {name}: {stated(given, lang)} ({cited(given, plan, lang)})"
    for label, calculation in steps(finding, lang):
        yield f"  = {label}: {calculation}"
    if finding.residual is not None:
        yield f"  {sides(finding, lang)}"
    for one in finding.implied:
        yield "  " + book.text(N_("must be: {implied}"), implied=implied(one, lang))
    if finding.missing:
        yield "  " + book.text(N_("not stated: {names}"), names=missing(finding, lang))
    yield f"  {finding.why.text(lang)}"
    for note in finding.notes:
        yield f"  {note.text(lang)}"


def to_json(finding: Finding, lang: Lang) -> dict[str, Any]:
    """A finding as plain data: numbers are numbers, open ends are null, words are in ``lang``."""
    residual = finding.residual
    return {
        "identity": finding.identity,
        "title": title(finding, lang),
        "formula": formula(finding, lang),
        "territory_id": finding.territory.territory_id,
        "period": finding.period,
        "verdict": finding.verdict,
        "verdict_word": verdict(finding, lang),
        "why": finding.why.text(lang),
        "inputs": [_input(given) for given in finding.inputs],
        "left": None if finding.left is None else finding.left.value,
        "right": None if finding.right is None else finding.right.value,
        "residual": None if residual is None else residual.value,
        "tolerance": None if residual is None else _finite(residual.near.half),
        "unit": finding.unit,
        "implied": [_implied(one, lang) for one in finding.implied],
        "missing": [catalogue(lang).gettext(name) for name in finding.missing],
        "slip": finding.slip,
        "steps": [
            {"label": label, "formula": text, "value": step.figure.value, "unit": step.unit}
            for (label, text), step in zip(steps(finding, lang), finding.steps, strict=True)
        ],
        "notes": [note.text(lang) for note in finding.notes],
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _input(given: Given) -> dict[str, Any]:
    return {
        "indicator_id": given.indicator.indicator_id,
        "territory_id": given.territory.territory_id,
        "period": given.period.code,
        "kind": given.origin,
        "target_id": given.row or None,
        "value": given.printed,
        "upper": given.upper,
        "unit": given.printed_unit,
        "word": given.word,
        "low": _finite(given.figure.near.low),
        "high": _finite(given.figure.near.high),
        "citation_ids": list(given.citation_ids),
        "source_ids": list(given.source_ids),
    }


def _implied(one: Implied, lang: Lang) -> dict[str, Any]:
    return {
        "name": catalogue(lang).text(one.name, **one.params),
        "value": one.figure.value,
        "low": _finite(one.interval.low),
        "high": _finite(one.interval.high),
        "unit": one.unit,
    }

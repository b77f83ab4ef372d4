"""Slips of the pen: a unit off by powers of ten, a cell copied, one quantity with two numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from tamnhin.assess.consistency.bases import mixed
from tamnhin.assess.consistency.facts import Facts, Given
from tamnhin.assess.consistency.judge import Case, slip_of
from tamnhin.assess.consistency.results import Finding, Verdict
from tamnhin.assess.consistency.roles import Roles
from tamnhin.assess.types import Note
from tamnhin.data.types import Observation
from tamnhin.data.vintage import known_on
from tamnhin.messages import N_
from tamnhin.units import unit

FAR: Final = 5.0
"""A change by less than this is never called a slip of a power of ten."""
BELIEVED: Final = (0.6, 1.6)
"""Yearly factors of a level that may be as they stand."""
PLAUSIBLE: Final = (0.75, 1.35)
"""Yearly factors that are believed of a level once the power of ten is taken out."""
MOST_YEARS: Final = 10
"""Numbers further apart than this say nothing of each other."""
CONSTANT_YEARS: Final = 3
CONSTANT_DIGITS: Final = 4
"""A measured number with so many digits does not stay the same for so many years."""
COPIED_DIGITS: Final = 3
SCALED: Final = frozenset(
    {"money", "dollars", "persons", "visits", "area", "length", "mass", "power", "energy"}
)
"""Dimensions in which a slip of the unit happens; averages by head are among them."""

UNIQUE: Final = frozenset(
    {"growth", "productivity_growth", "population_growth", "tfp_contribution", "urban_share"}
)
"""Roles of which a place has one number for a time, whatever the indicator is called."""

TIMES: Final = N_("from one to the next, times")
UNIT: Final = N_(
    "From {first} to {second} it changes by a factor of nearly {times}: it looks like a slip of "
    "the unit."
)
TWO: Final = N_("One quantity is stated as two numbers.")
DOCUMENTS: Final = N_("Two documents state different numbers; only one of them can hold.")
BOTH_HOLD: Final = N_("Both hold only if the stricter one does.")
UNCHANGED: Final = N_(
    "One number with {digits} digits stands for {count} years in a row, from {first} to {last}: a "
    "measured number changes."
)
COPIED: Final = N_(
    "The target is the figure of {period} to the last digit: it agrees only if nothing is to "
    "change."
)
TWINS: Final = N_("“{one}” and “{other}” have the same numbers in {count} years.")


def check_slips(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """All checks of this module."""
    yield from _twice(facts, roles)
    yield from _figures_twice(facts)
    for indicator in facts.plan.indicators:
        dimension = unit(indicator.unit).dimension
        if not any(dimension == d or dimension.startswith(f"{d} per") for d in SCALED):
            continue
        for where in facts.territory_ids:
            rows = _series(facts, indicator.indicator_id, where)
            yield from _neighbours(rows)
            if dimension not in {"area", "length"}:
                yield from _unchanged([g for g in rows if g.origin == "observation"])
                yield from _copied(facts, indicator.indicator_id, where)
    yield from _twins(facts)


def _series(facts: Facts, indicator_id: str, where: str) -> list[Given]:
    """One number a year, promises only for years without a figure."""
    rows: dict[int, Given] = {}
    for given in facts.all(indicator_id, where, "level"):
        if given.period.kind == "year" and given.figure.value > 0:
            held = rows.get(given.period.year)
            if held is None or (given.origin == "observation" != held.origin):
                rows[given.period.year] = given
    return [rows[year] for year in sorted(rows)]


def _neighbours(rows: Sequence[Given]) -> Iterator[Finding]:
    """A jump that is a power of ten and otherwise an ordinary change."""
    for before, after in pairwise(rows):
        ratio = after.figure.value / before.figure.value
        if 1 / FAR < ratio < FAR:
            continue
        years = after.period.year - before.period.year
        if years > MOST_YEARS or BELIEVED[0] <= ratio ** (1 / years) <= BELIEVED[1]:
            continue
        power = round(math.log10(ratio))
        mended = (ratio / 10.0**power) ** (1 / years)
        if power == 0 or not PLAUSIBLE[0] <= mended <= PLAUSIBLE[1]:
            continue
        case = Case("magnitude", after.territory, after.period.code, (after, before))
        case.work.step(TIMES, after.figure / before.figure)
        params = {
            "first": before.period.code,
            "second": after.period.code,
            "times": 10 ** abs(power),
        }
        yield case.finding(
            "contradicts",
            Note(UNIT, params),
            left=after.figure,
            right=before.figure,
            unit=after.unit,
            slip=power,
        )


def _twice(facts: Facts, roles: Roles) -> Iterator[Finding]:
    """Targets of one quantity for one period, of one indicator or of two that mean the same."""
    groups: dict[object, list[Given]] = {}
    for given in facts.targets:
        if given.origin == "target":
            name, *rest = given.key
            role = roles.role.get(name)
            same = role if role in UNIQUE else name
            groups.setdefault((same, given.unit, *rest), []).append(given)
    for rows in groups.values():
        one = rows[0]
        for other in rows[1:]:
            if other.unit != one.unit or mixed(one, other):
                continue
            if (one.printed, one.upper, one.printed_unit) == (
                other.printed,
                other.upper,
                other.printed_unit,
            ):
                continue
            yield _two(one, other)


def _two(one: Given, other: Given) -> Finding:
    case = Case("twice", one.territory, one.period.code, (one, other))
    found = case.compare(one.figure, other.figure, one.unit)
    if found.verdict == "agrees":
        return found
    verdict: Verdict = "agrees_only_if"
    if one.document != other.document:
        why = DOCUMENTS
    elif found.verdict == "contradicts" or one.word == other.word:
        why, verdict = TWO, "contradicts"
    else:
        why = BOTH_HOLD
    return case.finding(
        verdict,
        Note(why),
        left=one.figure,
        right=other.figure,
        unit=one.unit,
        slip=slip_of(one.figure, other.figure),
    )


def _figures_twice(facts: Facts) -> Iterator[Finding]:
    """Figures of one vintage for one period; a later vintage is a revision and no contradiction."""
    for indicator_id, where in facts.plan.observations.pairs():
        groups: dict[object, list[Observation]] = {}
        for row in facts.plan.observations.about(indicator_id, where):
            if not known_on(row, facts.as_of):
                continue
            groups.setdefault(row.period, []).append(row)
        for rows in groups.values():
            if len({(row.value, row.unit) for row in rows}) < 2:
                continue
            found = [g for g in map(facts.of_observation, rows) if g is not None]
            for i, other in enumerate(found):
                for one in found[:i]:
                    alike = one.vintage == other.vintage or not (one.vintage and other.vintage)
                    apart = not one.figure.near.meets(other.figure.near)
                    if alike and apart and one.unit == other.unit:
                        yield _two(one, other)


def _unchanged(rows: Sequence[Given]) -> Iterator[Finding]:
    run: list[Given] = []
    for given in [*rows, None]:
        if run and given is not None and _same(run[-1], given):
            run.append(given)
            continue
        if len(run) >= CONSTANT_YEARS and digits(run[0]) >= CONSTANT_DIGITS:
            first, last = run[0].period.code, run[-1].period.code
            params = {
                "digits": digits(run[0]),
                "count": len(run),
                "first": first,
                "last": last,
            }
            case = Case("unchanged", run[0].territory, f"{first}/{last}", tuple(run))
            yield case.finding("contradicts", Note(UNCHANGED, params))
        run = [given] if given is not None else []


def _same(one: Given, other: Given) -> bool:
    return one.figure.value == other.figure.value and other.period.year - one.period.year <= 5


def digits(given: Given) -> int:
    """How many digits of a printed number count: 4 for 12.30 and for 12300 only 3."""
    return len(str(given.printed.normalize().as_tuple().digits).replace(", ", "").strip("(),"))


def _copied(facts: Facts, indicator_id: str, where: str) -> Iterator[Finding]:
    """A target for a later year that repeats a figure to the last digit."""
    rows = facts.all(indicator_id, where, "level")
    for target in rows:
        if target.origin != "target" or digits(target) < COPIED_DIGITS:
            continue
        for figure in rows:
            if (
                figure.origin == "observation"
                and figure.figure.value == target.figure.value
                and figure.period.end < target.period.start
                and target.indicator.direction != "range"
            ):
                inputs = (target, figure)
                case = Case("copied", target.territory, target.period.code, inputs)
                why = Note(COPIED, {"period": figure.period.code})
                yield case.finding("agrees_only_if", why)
                break


def _twins(facts: Facts) -> Iterator[Finding]:
    """Two indicators of one territory whose figures are the same, year by year."""
    by_series: dict[tuple[object, ...], list[Given]] = {}
    for indicator in facts.plan.indicators:
        for where in facts.territory_ids:
            rows = [
                g
                for g in _series(facts, indicator.indicator_id, where)
                if g.origin == "observation" and digits(g) >= COPIED_DIGITS
            ]
            for given in rows:
                key = (where, given.period, given.unit, given.figure.value)
                by_series.setdefault(key, []).append(given)
    pairs: dict[tuple[str, str, str], list[tuple[Given, Given]]] = {}
    for rows in by_series.values():
        for i, one in enumerate(rows):
            for other in rows[i + 1 :]:
                a, b = one.indicator.indicator_id, other.indicator.indicator_id
                pairs.setdefault((one.territory.territory_id, a, b), []).append((one, other))
    for found in pairs.values():
        if len(found) >= CONSTANT_YEARS:
            one, other = found[0]
            first = min(a.period.code for a, _ in found)
            last = max(a.period.code for a, _ in found)
            inputs = tuple(g for pair in found for g in pair)
            case = Case("twins", one.territory, f"{first}/{last}", inputs)
            params = {"one": one.indicator, "other": other.indicator, "count": len(found)}
            yield case.finding("contradicts", Note(TWINS, params))

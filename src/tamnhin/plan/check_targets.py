"""Checks of targets: value, period and terms of each kind of promise, lists of shares."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from tamnhin.messages import N_
from tamnhin.plan.rows import Rows
from tamnhin.plan.schema import BY_NAME
from tamnhin.plan.types import Basis, Target
from tamnhin.problems import Problem, problem
from tamnhin.records import Record
from tamnhin.units import convert, convertible, unit

SPANS: Final[frozenset[Basis]] = frozenset({"average_growth", "cumulative", "change"})
"""Bases whose period is a span of years; the others are due at one time."""

EITHER: Final[frozenset[Basis]] = frozenset({"share", "relative", "ceiling"})
"""Bases that hold at one time, or over a span."""


def in_own_unit(row: Record) -> bool:
    """False for a multiple of a base year, which is a ratio whatever the indicator's unit is."""
    return not (isinstance(row, Target) and row.basis in {"multiple", "relative"})


def check_targets(rows: Rows) -> Iterator[Problem]:
    """A target has a value or a reason for none, a sensible range, and a period of its kind."""
    for number, row in rows.of(BY_NAME["targets"]):
        yield from _check_value(row, number)
        yield from _check_baseline(row, number)
        span = row.period.kind == "span"
        if (row.basis in SPANS) != span and row.basis not in EITHER:
            needed = N_("a span of years such as 2021/2030") if not span else N_("one year or date")
            params = {"basis": row.basis, "needed": needed}
            yield problem("period-kind", row.path, number, "period", row.period.code, **params)
        if row.in_force_from and row.in_force_to and row.in_force_to < row.in_force_from:
            params = {"start": row.in_force_from.isoformat()}
            found = row.in_force_to.isoformat()
            yield problem("dates-reversed", row.path, number, "in_force_to", found, **params)


def _check_baseline(row: Target, number: int) -> Iterator[Problem]:
    if row.basis == "multiple":
        return  # Its base is asked for by check_terms.
    if row.baseline_value is not None and row.baseline_period is None:
        found = str(row.baseline_value)
        yield problem("baseline-undated", row.path, number, "baseline_value", found)


def _check_value(row: Target, number: int) -> Iterator[Problem]:
    if row.value is None and row.gap_reason is None:
        yield problem("value-missing", row.path, number, "value", reason_column="gap_reason")
    if row.value is not None and row.gap_reason is not None:
        yield problem("value-unexplained", row.path, number, "gap_reason", row.gap_reason)
    if row.operator == "between":
        if row.upper is None:
            if row.value is not None:
                yield problem("upper-needed", row.path, number, "upper")
        elif row.value is not None and row.upper < row.value:
            params = {"value": str(row.value)}
            yield problem("bounds-reversed", row.path, number, "upper", str(row.upper), **params)
    elif row.upper is not None:
        yield problem("upper-unused", row.path, number, "upper", str(row.upper))


def check_terms(rows: Rows) -> Iterator[Problem]:
    """Multiples and comparisons are ratios with a base, and lists of shares add up to 100 %."""
    terms = rows.tables.ids("target_terms")
    compared = {name for name, term in terms.items() if term.compared_with is not None}
    indicators = rows.tables.ids("indicators")
    for number, row in rows.of(BY_NAME["targets"]):
        if row.basis == "multiple" and row.baseline_period is None:
            yield problem("base-missing", row.path, number, "baseline_period")
        ratio = row.basis == "multiple" or row.target_id in compared
        known = indicators.get(row.indicator_id)
        if ratio and not convertible(row.unit, "ratio"):
            dimension = unit(row.unit).dimension
            yield problem("unit-ratio", row.path, number, "unit", row.unit, dimension=dimension)
        elif not ratio and not in_own_unit(row):
            # A comparison with nobody named is in the indicator's unit, as any level.
            if known is None or convertible(row.unit, known.unit):
                continue
            params = {"indicator": known.indicator_id, "unit": known.unit}
            place = (row.path, number, "unit", row.unit)
            yield problem("unit-mismatch", *place, dimension=unit(row.unit).dimension, **params)
    yield from _unused_comparisons(rows)
    yield from _share_lists(rows)


def _unused_comparisons(rows: Rows) -> Iterator[Problem]:
    targets = rows.tables.ids("targets")
    for number, term in rows.of(BY_NAME["target_terms"]):
        target = targets.get(term.target_id)
        if term.compared_with is not None and target is not None and target.basis != "relative":
            place = (term.path, number, "compared_with", term.compared_with)
            yield problem("compared-unused", *place, basis=target.basis)


def _share_lists(rows: Rows) -> Iterator[Problem]:
    """Lists of which every share is known add up to 100 %, within the rounding of each."""
    targets = rows.tables.ids("targets")
    lists: dict[tuple[str, str, str], list[tuple[int, Target | None]]] = {}
    for number, term in rows.of(BY_NAME["target_terms"]):
        target = targets.get(term.target_id)
        if term.share_list and target is not None:
            key = (term.share_list, target.territory_id, target.period.code)
            lists.setdefault(key, []).append((number, target))
    for (name, _, _), members in lists.items():
        shares = [target for _, target in members if target is not None]
        known = [target.value for target in shares if target.value is not None]
        exact = all(target.upper is None and convertible(target.unit, "%") for target in shares)
        if not exact or len(known) < len(shares) or len(shares) < 2:
            continue
        total = sum((convert(t.value or Decimal(0), t.unit, "%") for t in shares), Decimal(0))
        slack = sum((_rounding(target) for target in shares), Decimal(0))
        if abs(total - 100) > slack:
            path = BY_NAME["target_terms"].path
            params = {"name": name, "total": total.normalize() + 0}
            yield problem("share-list-sum", path, members[0][0], "share_list", name, **params)


def _rounding(target: Target) -> Decimal:
    """Half a unit of the last printed digit of a share, in per cent."""
    exponent = (target.value or Decimal(0)).as_tuple().exponent
    half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)
    return convert(half, target.unit, "%")

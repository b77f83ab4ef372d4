"""A note on every target whose figures jump as if they were of another definition."""

from __future__ import annotations

from typing import Final

from tamnhin.assess.types import Note
from tamnhin.data.jumps import Dated, Jump
from tamnhin.data.series import Series
from tamnhin.messages import N_
from tamnhin.plan.check_jumps import undeclared
from tamnhin.plan.plan import Plan

JUMPED: Final = N_(
    "From {before} in {first} to {after} in {last}: {size}. If the two are not of the same thing, "
    "pace and outlook are wrong: declare a break, or say in no_breaks.csv that there is none."
)


def jump_notes(plan: Plan, series: Series) -> list[Note]:
    """A note for every jump among the figures that are compared; see :mod:`tamnhin.data.jumps`.

    A break, or a row that says that there is none, counts for the territory itself and for the
    units that its figures were put together from.
    """
    places = {part.territory_id for point in series.points for part in point.parts}
    places.add(series.territory.territory_id)
    years = sorted((p for p in series.points if p.period.is_year), key=lambda p: p.period.year)
    figures = [Dated(point.period, point.value) for point in years]
    return [_note(jump) for jump in undeclared(plan, series.indicator, figures, places)]


def _note(jump: Jump) -> Note:
    params = {
        "before": jump.before.value,
        "first": jump.before.period.code,
        "after": jump.after.value,
        "last": jump.after.period.code,
        "size": jump,
    }
    return Note(JUMPED, params)

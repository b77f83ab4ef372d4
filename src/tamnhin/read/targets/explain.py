"""What each rule of the target reader does, in a sentence: for ``--why`` and for the manual."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tamnhin.messages import N_

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "number.plain": N_("The number has digits only."),
        "number.vietnamese": N_("A comma begins decimals and a point sets off thousands."),
        "number.english": N_("A comma sets off thousands: the unit or a last zero says so."),
        "number.decimal-point": N_("A point begins decimals, against the Vietnamese convention."),
        "number.words": N_("The number is written in words."),
        "number.range": N_("Two ends make a range."),
        "number.chain": N_("Several numbers joined by dashes are shares, not a range."),
        "number.bracketed": N_("The number stands in brackets behind each name of a list."),
        "number.cell": N_("The number is a cell of a table."),
        "comparator.at_least": N_("The words before or behind the number set a floor."),
        "comparator.at_most": N_("The words before or behind the number set a ceiling."),
        "comparator.more_than": N_("The words before the number say: more than this."),
        "comparator.less_than": N_("The words before the number say: less than this."),
        "comparator.about": N_("The words before the number say: about this."),
        "comparator.exactly": N_("No word compares, so the number itself is meant."),
        "comparator.between": N_("A range is meant."),
        "unit.growth": N_("The indicator names a rate of growth, so the percentage is a year's."),
        "unit.growth-average": N_("“Rises on average” makes the percentage a year's."),
        "unit.points": N_("A fall of a rate is counted in percentage points."),
        "unit.per-head": N_("The indicator is per head, so the money is too."),
        "unit.per-worker": N_("The indicator is per worker, so the money is too."),
        "unit.per-hectare": N_("The indicator is per hectare, so the money is too."),
        "unit.shared-rate": N_("It is a part of a rate a year, so its rise is a year's too."),
        "unit.density": N_("The indicator is per 10 000 people."),
        "unit.births": N_("Children are counted per woman."),
        "unit.count": N_("The number counts things."),
        "unit.rank": N_("The words give a place among others."),
        "unit.implied": N_("No unit is written; the indicator implies one."),
        "unit.header": N_("The unit stands in the heading or beside the name."),
        "unit.missing-percent": N_("“A year” without a unit stands for per cent a year."),
        "horizon.after": N_("The period closes the clause of the number."),
        "horizon.sentence": N_("The period is the last before the number in its sentence."),
        "horizon.level": N_("The span belongs to a rate; this level takes the last single year."),
        "horizon.continued": N_("The sentence continues the one before and takes its period."),
        "horizon.paragraph": N_("The period was opened earlier in the paragraph."),
        "horizon.above": N_("The period comes from a heading or an earlier paragraph."),
        "horizon.neighbour": N_("The period is that of the figure before."),
        "horizon.closing": N_("The period closes the list that the number is in."),
        "horizon.name": N_("The period is in the name of the plan that the sentence cites."),
        "horizon.title": N_("The period is that of the plan as a whole."),
        "horizon.distributed": N_("Periods and numbers are told off in order."),
        "horizon.header": N_("The period stands over the column."),
        "horizon.this-year": N_("The words mean the year in which the document speaks."),
        "horizon.none": N_("No period was found."),
        "promise.opener": N_("Words before the number promise it."),
        "promise.weak-opener": N_("Words before the number point to a plan."),
        "promise.future-year": N_("The year lay ahead when the document spoke."),
        "promise.continued": N_("What stands before is a promise, and nothing ends it."),
        "promise.horizon": N_("A period governs the number and nothing says that it is a result."),
        "not.result-word": N_("Words before the number tell of a result."),
        "not.past-year": N_("The year was past when the document spoke."),
        "not.running-year": N_("The year was running when the document spoke: an estimate."),
        "not.cost": N_("The sum in brackets is what a project costs."),
        "not.compared": N_("The figure is measured by a plan or by the year before."),
        "not.no-horizon": N_("No period and no word of a promise."),
        "not.no-opener": N_("A bare year with no word of a promise."),
        "not.prior": N_("The document tells of results, and the paragraph promises nothing."),
        "not.continued": N_("What stands before is a result, and nothing ends it."),
        "not.superseded": N_("The number was replaced by another."),
        "not.base": N_("The number is what another is measured by."),
        "not.territory": N_("The number describes the territory."),
        "not.forecast": N_("The number is a forecast by others."),
    }
)
"""Rules by name: what a reader of ``--why`` is told."""

"""Indicators, and the figures observed of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from tamnhin.messages import N_
from tamnhin.periods import PartialDate
from tamnhin.records import Cell, Date, Id, Number, PeriodCode, Record, Text, Titled, UnitSymbol
from tamnhin.territory import TerritoryRef

Topic = Literal[
    "economy",
    "industry",
    "agriculture",
    "services",
    "tourism",
    "science",
    "digital",
    "infrastructure",
    "urban",
    "education",
    "health",
    "society",
    "culture",
    "environment",
    "defence",
    "governance",
]
Direction = Literal["up", "down", "range"]
IndicatorKind = Literal["level", "flow", "ratio", "growth", "index", "count", "rank"]
Aggregation = Literal["sum", "weighted", "none"]
ObservationStatus = Literal["final", "preliminary", "estimate", "unstated", "spliced", "missing"]
Qualifier = Literal["exact", "over", "nearly", "about", "at_least", "under"]

QUALIFIER_WORDS: Final[Mapping[str, str]] = {
    "exact": "{amount}",
    "over": N_("over {amount}"),
    "nearly": N_("nearly {amount}"),
    "about": N_("about {amount}"),
    "at_least": N_("at least {amount}"),
    "under": N_("under {amount}"),
}
"""How a source words a figure, as message ids."""

IndicatorRef = Annotated[str, Cell("id", ref="indicators")]


class Indicator(Titled):
    """Something measurable, without a value."""

    table: ClassVar[str] = "indicators"
    path: ClassVar[str] = "tables/indicators.csv"
    key: ClassVar[tuple[str, ...]] = ("indicator_id",)
    optional: ClassVar[bool] = False

    indicator_id: Id
    """Identifier of the indicator."""
    definition_vi: Text = ""
    """What is counted and how, Vietnamese."""
    definition_en: Text = ""
    """What is counted and how, English."""
    unit: UnitSymbol
    """Unit in which its figures are shown."""
    kind: IndicatorKind
    """Level (stock), flow over a period, ratio, growth rate, index, count or rank."""
    direction: Direction
    """Whether more is better, less is better, or a range is meant."""
    price_basis: Text = ""
    """Money only: current, or constant-2010 and the like."""
    aggregation: Aggregation
    """How figures of parts make the figure of the whole."""
    weight_indicator_id: IndicatorRef | None = None
    """Weighted aggregation: the indicator that gives the weights."""
    denominator_id: IndicatorRef | None = None
    """Per-head figures and rates: the indicator in the denominator."""
    topic: Topic
    """What it is about."""
    national_code: Text = ""
    """Code in the national statistical indicator system."""
    sdg_code: Text = ""
    """Code of the sustainable development indicator."""
    note: Text = ""
    """What a reader should know."""

    def definition(self, lang: str) -> str:
        """The definition in a language; the Vietnamese one where the other is missing."""
        return (self.definition_en if lang == "en" else "") or self.definition_vi


class Observation(Record):
    """One figure: one value of one indicator, territory and period, as one source gave it."""

    table: ClassVar[str] = "observations"
    path: ClassVar[str] = "series/observations.csv"
    key: ClassVar[tuple[str, ...]] = (
        "indicator_id",
        "territory_id",
        "period",
        "published",
        "source_id",
    )
    optional: ClassVar[bool] = False

    indicator_id: IndicatorRef
    """What is measured."""
    territory_id: TerritoryRef
    """Where, with the boundary of that time."""
    period: PeriodCode
    """When."""
    published: Date | None = None
    """Vintage: when the source published the figure; empty where the source does not say."""
    source_id: Annotated[str, Cell("id", ref="sources")]
    """Who says so."""
    value: Number | None = None
    """The figure, in the unit beside it; empty only with status missing."""
    unit: UnitSymbol
    """Unit as the source prints it; converts to the indicator's."""
    status: ObservationStatus
    """Final, preliminary or estimate in the statistics office's sense, or unstated."""
    qualifier: Qualifier = "exact"
    """How the source words it: exact, over, nearly, about. “Over 4” keeps “over 4”, “nearly 4” does
    not keep “at least 4”."""
    note: Text = ""
    """What a reader should know, conflicts above all."""


def vintage_order(published: PartialDate | None) -> dt.date:
    """The day by which figures are ordered from old to new; an unknown vintage is the oldest."""
    return dt.date.min if published is None else published.first_day

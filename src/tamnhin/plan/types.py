"""What a plan consists of: the row types of its tables.

Indicators and observations are in :mod:`tamnhin.data.types`, sources and citations in
:mod:`tamnhin.provenance`, units through time in :mod:`tamnhin.territory`.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from tamnhin.data.types import IndicatorRef, Topic
from tamnhin.provenance import Origin
from tamnhin.records import (
    Cell,
    Coordinate,
    Date,
    Day,
    Id,
    Integer,
    Number,
    PeriodCode,
    Record,
    Text,
    Time,
    Titled,
    UnitSymbol,
)
from tamnhin.territory import TerritoryRef

CommitmentKind = Literal[
    "vision", "objective", "task", "priority_sector", "zone", "project", "institution"
]
GapReason = Literal[
    "not_quantified",  # the plan gives no number
    "value_not_seen",  # the plan gives a number that no available copy shows
    "no_statistics",  # nobody publishes such a figure
    "not_collected",  # the figure is published but not in this plan's tables yet
    "definition_changed",  # figures before and after cannot be compared
    "restricted",  # defence and security: not for publication
]
Basis = Literal[
    "level",  # a value at a date
    "average_growth",  # a mean yearly rate over a period
    "change",  # points a year over a period
    "cumulative",  # a sum over a period
    "share",  # a part of a whole, at a date or on average
    "ceiling",  # a bound that holds in every year of a period
    "multiple",  # so many times the value of a base year
    "rank",  # a place among others
    "milestone",  # reached or not
    "relative",  # measured by another territory
]
Operator = Literal["at_least", "more_than", "at_most", "less_than", "about", "exactly", "between"]
BreakKind = Literal["definition", "method", "coverage", "prices"]
PlaceKind = Literal[
    "high_tech_park",
    "industrial_park",
    "industrial_cluster",
    "university",
    "hospital",
    "tourism",
    "urban_area",
    "transport",
    "factory",
    "other",
]
Precision = Literal["exact", "approximate", "district_centre"]
Stage = Literal["planned", "approved", "under_construction", "operating", "stopped", "unknown"]
Distribution = Literal[
    "uniform", "triangular", "normal", "lognormal", "pert", "discrete", "empirical"
]
Decision = Literal[
    "accepted",  # as it was read
    "changed",  # corrected by the reviewer
    "refused",  # no promise of this plan: its row was taken out
    "split",  # it was several promises
    "merged",  # another row that says the same was put into it
    "undone",  # the last decision on it was taken back
]

IndicatorRole = Literal[
    "growth",
    "output_current",
    "output_constant",
    "per_capita",
    "per_capita_growth",
    "population",
    "registered_population",
    "population_growth",
    "deflator",
    "sector_share",
    "sector_growth",
    "sector_output",
    "productivity",
    "productivity_growth",
    "labour",
    "labour_growth",
    "capital_growth",
    "tfp_growth",
    "tfp_contribution",
    "labour_share",
    "capital_share",
    "investment",
    "investment_share",
    "icor",
    "urban_share",
    "urban_population",
    "rural_population",
    "area",
    "part",
    "numerator",
    "attainment",
    "share_of_parent",
    "none",
]
"""What part an indicator plays in the identities that link a plan's numbers."""

CitationRefs = tuple[Annotated[str, Cell("id", ref="citations")], ...]


class Commitment(Titled):
    """A promise: any statement of the plan that binds someone."""

    table: ClassVar[str] = "commitments"
    path: ClassVar[str] = "tables/commitments.csv"
    key: ClassVar[tuple[str, ...]] = ("commitment_id",)
    optional: ClassVar[bool] = False

    commitment_id: Id
    """Identifier of the commitment."""
    kind: CommitmentKind
    """What kind of promise it is."""
    topics: tuple[Topic, ...] = ()
    """What it is about, the main topic first."""
    parent_id: Annotated[str, Cell("id", ref="commitments")] | None = None
    """The wider promise that it is part of."""
    territory_id: TerritoryRef | None = None
    """Where it holds, as bounded on the decision's date."""
    place_ids: tuple[Annotated[str, Cell("id", ref="places")], ...] = ()
    """Zones and sites that it names."""
    start_year: Integer | None = None
    """First year of its term."""
    due_year: Integer | None = None
    """Last year of its term."""
    responsible_body: Text = ""
    """Who answers for it, where the plan says so."""
    indicator_ids: tuple[IndicatorRef, ...] = ()
    """What would measure it; empty means that it is unmeasured."""
    gap_reason: GapReason | None = None
    """Why it has no indicator; needed where indicator_ids is empty."""
    origin: Origin = "decision"
    """Whose promise it is."""
    in_force_to: Day | None = None
    """Last day, where a later document withdrew it."""
    citation_ids: CitationRefs
    """The passages that it is written in."""
    note: Text = ""
    """What a reader should know."""


class Target(Titled):
    """A promise with a number."""

    table: ClassVar[str] = "targets"
    path: ClassVar[str] = "tables/targets.csv"
    key: ClassVar[tuple[str, ...]] = ("target_id",)
    optional: ClassVar[bool] = False

    target_id: Id
    """Identifier of the target."""
    commitment_id: Annotated[str, Cell("id", ref="commitments")] | None = None
    """The promise that the number belongs to."""
    indicator_id: IndicatorRef
    """What is measured."""
    territory_id: TerritoryRef
    """Where, as bounded on the decision's date."""
    basis: Basis
    """How the number is meant: level at the end, average growth over the period, and so on."""
    operator: Operator
    """At least, at most, about, between."""
    value: Number | None = None
    """The number, in the target's unit."""
    upper: Number | None = None
    """Upper end of a range."""
    unit: UnitSymbol
    """Unit as the document prints it."""
    period: PeriodCode
    """Due year, or the span of years of an average or a sum."""
    baseline_period: PeriodCode | None = None
    """Period of the baseline, where the document names one; without a value, the figure of the
    series is taken."""
    baseline_value: Number | None = None
    """Baseline, where the document names one."""
    gap_reason: GapReason | None = None
    """Why the value is empty."""
    origin: Origin
    """Which document set it: this decision, a draft, another."""
    in_force_from: Day | None = None
    """First day on which the target binds."""
    in_force_to: Day | None = None
    """Last day, where it was replaced or withdrawn."""
    citation_ids: CitationRefs
    """The passages that state it."""
    note: Text = ""
    """What a reader should know."""

    def in_force_on(self, day: dt.date | None) -> bool:
        """True where the target binds on that day; without a day, where nothing has ended it."""
        if day is None:
            return self.in_force_to is None
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_to is None or day <= self.in_force_to)


class TargetTerm(Record):
    """What a target needs beyond its number: whom it is compared with, its list, its prices."""

    table: ClassVar[str] = "target_terms"
    path: ClassVar[str] = "tables/target_terms.csv"
    key: ClassVar[tuple[str, ...]] = ("target_id",)

    target_id: Annotated[str, Cell("id", ref="targets")]
    """The target."""
    compared_with: TerritoryRef | None = None
    """Basis relative: the territory whose figure it is measured by, as a ratio."""
    share_list: Text = ""
    """Basis share: name of the list of shares that it is part of and that adds up to 100 %."""
    price_basis: Text = ""
    """Money only: current, or constant-2010 and the like, where the document says so."""


class Break(Record):
    """A break in a series: figures before and after it are not of the same thing."""

    table: ClassVar[str] = "breaks"
    path: ClassVar[str] = "tables/breaks.csv"
    key: ClassVar[tuple[str, ...]] = ("break_id",)

    break_id: Id
    """Identifier of the break."""
    indicator_id: IndicatorRef
    """The indicator whose series breaks."""
    territory_id: TerritoryRef | None = None
    """Where; empty means everywhere."""
    since: PeriodCode
    """First period of the new kind of figure."""
    kind: BreakKind
    """What changed."""
    citation_ids: CitationRefs = ()
    """Where the change is written."""
    note: Text = ""
    """What changed, in our words."""


class Place(Titled):
    """A zone, park, road, hospital or other site."""

    table: ClassVar[str] = "places"
    path: ClassVar[str] = "tables/places.csv"
    key: ClassVar[tuple[str, ...]] = ("place_id",)

    place_id: Id
    """Identifier of the place."""
    kind: PlaceKind
    """What kind of place it is."""
    territory_ids: tuple[TerritoryRef, ...] = ()
    """Units that it lies in, as named by the source."""
    area: Number | None = None
    """Area, in the unit beside it."""
    area_unit: UnitSymbol | None = None
    """Unit of the area."""
    latitude: Coordinate | None = None
    """Degrees north."""
    longitude: Coordinate | None = None
    """Degrees east."""
    precision: Precision | None = None
    """How sure the coordinates are."""
    stage: Stage = "unknown"
    """How far it has come, as the source tells."""
    period_note: Text = ""
    """Dates and phases as the source gives them, in our words."""
    investment_note: Text = ""
    """Money as the source gives it, in our words."""
    origin: Origin
    """Which document names it."""
    citation_ids: CitationRefs
    """Where it is written."""
    note: Text = ""
    """What a reader should know."""


class Project(Titled):
    """A piece of work with money and dates."""

    table: ClassVar[str] = "projects"
    path: ClassVar[str] = "tables/projects.csv"
    key: ClassVar[tuple[str, ...]] = ("project_id",)

    project_id: Id
    """Identifier of the project."""
    commitment_id: Annotated[str, Cell("id", ref="commitments")] | None = None
    """The promise that it serves."""
    place_id: Annotated[str, Cell("id", ref="places")] | None = None
    """Where it is."""
    stage: Stage
    """How far it has come."""
    start_on: Date | None = None
    """When it began or is to begin."""
    planned_end_on: Date | None = None
    """When it was to be finished."""
    finished_on: Date | None = None
    """When it was finished."""
    planned_money: Number | None = None
    """Money planned, in the unit beside it."""
    spent_money: Number | None = None
    """Money spent, in the unit beside it."""
    money_unit: UnitSymbol | None = None
    """Unit of the money."""
    citation_ids: CitationRefs
    """Where it is written."""
    note: Text = ""
    """What a reader should know."""


class Lever(Titled):
    """Something that policy can set."""

    table: ClassVar[str] = "levers"
    path: ClassVar[str] = "tables/levers.csv"
    key: ClassVar[tuple[str, ...]] = ("lever_id",)

    lever_id: Id
    """Identifier of the lever."""
    variable: Text
    """Name of the model variable that it sets."""
    unit: UnitSymbol
    """Unit of its values."""
    low: Number
    """Lowest setting."""
    high: Number
    """Highest setting."""
    reference: Number
    """Setting in the reference scenario."""
    start_year: Integer | None = None
    """First year in which it can act."""
    commitment_ids: tuple[Annotated[str, Cell("id", ref="commitments")], ...] = ()
    """Promises that it stands for."""
    citation_ids: CitationRefs = ()
    """Where its range is from."""


class Uncertainty(Titled):
    """Something that nobody sets."""

    table: ClassVar[str] = "uncertainties"
    path: ClassVar[str] = "model/uncertainties.csv"
    key: ClassVar[tuple[str, ...]] = ("variable",)

    variable: Text
    """Name of the model variable."""
    unit: UnitSymbol
    """Unit of its values."""
    distribution: Distribution
    """Family of the distribution."""
    low: Number | None = None
    """Lowest value, or the lower parameter."""
    mode: Number | None = None
    """Most likely value, or the middle parameter."""
    high: Number | None = None
    """Highest value, or the upper parameter."""
    citation_ids: CitationRefs = ()
    """Where the range is from."""


class Binding(Record):
    """Which model variable stands for which indicator."""

    table: ClassVar[str] = "bindings"
    path: ClassVar[str] = "model/bindings.csv"
    key: ClassVar[tuple[str, ...]] = ("variable",)

    variable: Text
    """Name of the model variable."""
    indicator_id: IndicatorRef
    """The indicator that it reproduces."""
    territory_id: TerritoryRef
    """Where."""
    unit: UnitSymbol
    """Unit of the variable."""


class Role(Record):
    """What part an indicator plays in the identities of `tamnhin check --consistency`.

    Only for what its unit, kind, titles, weight and denominator do not say already.
    """

    table: ClassVar[str] = "roles"
    path: ClassVar[str] = "tables/roles.csv"
    key: ClassVar[tuple[str, ...]] = ("indicator_id",)

    indicator_id: IndicatorRef
    """The indicator."""
    role: IndicatorRole
    """Its part; `none` keeps it out of every identity that goes by roles."""
    sector: Text = ""
    """Of sectors: the word that ties share, growth and value added of one sector together."""
    whole_id: IndicatorRef | None = None
    """Of a part: the sum. Of a numerator: the ratio. Of an attainment: what was to change."""
    note: Text = ""
    """What a reader should know."""


class Amendment(Record):
    """A change of a target by a later document."""

    table: ClassVar[str] = "amendments"
    path: ClassVar[str] = "tables/amendments.csv"
    key: ClassVar[tuple[str, ...]] = ("amendment_id",)

    amendment_id: Id
    """Identifier of the change."""
    target_id: Annotated[str, Cell("id", ref="targets")]
    """The target that changes."""
    effective_on: Day
    """First day of the new value."""
    field: Text
    """Which column changes."""
    old: Text = ""
    """Cell before."""
    new: Text = ""
    """Cell after."""
    citation_id: Annotated[str, Cell("id", ref="citations")]
    """The document that changes it."""


class Review(Record):
    """A person's decision on an extracted item; no decision is ever taken out of the table."""

    table: ClassVar[str] = "review"
    path: ClassVar[str] = "review/accepted.csv"
    key: ClassVar[tuple[str, ...]] = ("item_id", "decided_on", "decided_at")

    item_id: Id
    """The commitment, target or proposed change that was looked at."""
    decided_on: Day
    """When."""
    decided_at: Time = ""
    """Time of that day where the reviewer was, to the thousandth of a second."""
    reviewer: Text
    """Who."""
    decision: Decision
    """Accepted, changed, refused, split, merged with another, or the last one undone."""
    reason: Text = ""
    """Why."""
    changes: Text = ""
    """What the decision changed in the tables, as JSON: rows with their cells before and after."""


class Layer(Titled):
    """A map layer of territories, with the time for which its borders hold."""

    table: ClassVar[str] = "layers"
    path: ClassVar[str] = "tables/layers.csv"
    key: ClassVar[tuple[str, ...]] = ("layer_id",)

    layer_id: Id
    """Identifier of the layer."""
    file: Text
    """GeoJSON file inside the plan folder."""
    territory_field: Text
    """Property of a feature that names its territory."""
    valid_from: Day | None = None
    """First day of these borders."""
    valid_to: Day | None = None
    """Last day of these borders."""
    schematic: Literal["yes", "no"]
    """Whether the shapes are only a sketch."""
    licence: Text
    """Licence of the shapes."""
    citation_id: Annotated[str, Cell("id", ref="citations")] | None = None
    """Where the shapes are from."""
    note: Text = ""
    """What a reader should know."""

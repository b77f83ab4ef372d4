"""All tables of a plan folder, and the settings in plan.yaml."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from tamnhin.data.observations import Observations
from tamnhin.data.types import Indicator, Observation
from tamnhin.messages import Lang
from tamnhin.periods import parse_day
from tamnhin.plan.no_breaks import NoBreak
from tamnhin.plan.types import (
    Amendment,
    Binding,
    Break,
    Commitment,
    Layer,
    Lever,
    Place,
    Project,
    Review,
    Role,
    Target,
    TargetTerm,
    Uncertainty,
)
from tamnhin.provenance import Citation, Source
from tamnhin.records import Record, identifier, plain_text
from tamnhin.territory import Share, Territory, TerritoryEvent

TABLES: Final[tuple[type[Record], ...]] = (
    Source,
    Citation,
    Commitment,
    Indicator,
    Target,
    TargetTerm,
    Observation,
    Break,
    NoBreak,
    Territory,
    TerritoryEvent,
    Share,
    Role,
    Place,
    Project,
    Layer,
    Lever,
    Uncertainty,
    Binding,
    Amendment,
    Review,
)
"""The row types, in the order in which a reader meets them."""

_MAIN: Final = ("commitments", "targets", "indicators", "observations", "territories")
"""Tables whose sizes tell plans apart."""

BY_NAME: Final = {record.table: record for record in TABLES}

ReadingName = Literal[
    "pace",  # this package's own rule
    "statcan",
    "eurostat",
    "unsd",
    "escap_status",
    "escap_anticipated",
    "oecd",
    "sdsn",
    "weather",
    "attainment",
]

_Id = Annotated[str, AfterValidator(identifier)]
_Year = Field(ge=1900, le=2200)
_Title = Annotated[str, AfterValidator(plain_text), Field(min_length=1)]
_Day = Annotated[
    dt.date, BeforeValidator(lambda day: parse_day(day) if isinstance(day, str) else day)
]


class Settings(BaseModel):
    """plan.yaml: what the plan is, and how it is to be read."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    plan_id: _Id
    """Identifier of the plan."""
    title_vi: _Title
    """Vietnamese title."""
    title_en: _Title
    """English title."""
    territory_id: _Id
    """The territory that the plan is for, as bounded on the decision's date."""
    first_year: int = _Year
    """First year of the plan period."""
    last_year: int = _Year
    """Last year of the plan period."""
    vision_year: int | None = Field(default=None, ge=1900, le=2200)
    """Year that the vision looks to."""
    decision_ids: tuple[str, ...] = ()
    """Sources that approve the plan."""
    summary_source_id: str | None = None
    """Source whose passages are shown beside the commitments."""
    as_of: _Day | None = None
    """Day for which milestones are judged and targets are in force, unless another is asked for."""
    reading: ReadingName = "pace"
    """The method whose class stands beside every target; all of them stand on a target's page."""

    def title(self, lang: Lang) -> str:
        """The title in a language."""
        return self.title_en if lang == "en" else self.title_vi


@dataclass(frozen=True, repr=False)
class PlanTables:
    """The content of a plan: its settings and every table, immutable."""

    settings: Settings
    sources: tuple[Source, ...] = ()
    citations: tuple[Citation, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    targets: tuple[Target, ...] = ()
    target_terms: tuple[TargetTerm, ...] = ()
    observations: Observations = field(default_factory=lambda: Observations.of(()))
    breaks: tuple[Break, ...] = ()
    no_breaks: tuple[NoBreak, ...] = ()
    territories: tuple[Territory, ...] = ()
    territory_events: tuple[TerritoryEvent, ...] = ()
    territory_shares: tuple[Share, ...] = ()
    roles: tuple[Role, ...] = ()
    places: tuple[Place, ...] = ()
    projects: tuple[Project, ...] = ()
    layers: tuple[Layer, ...] = ()
    levers: tuple[Lever, ...] = ()
    uncertainties: tuple[Uncertainty, ...] = ()
    bindings: tuple[Binding, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    review: tuple[Review, ...] = ()

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(self.rows(table))} {table}" for table in _MAIN)
        return f"<{type(self).__name__} {self.settings.plan_id}: {counts}>"

    def rows(self, table: str) -> Any:
        """The rows of a table by its name."""
        return getattr(self, table)

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Any]]:
        return {}

    def ids(self, table: str) -> dict[str, Any]:
        """The rows of a table whose key is one identifier, by it."""
        if table not in self._by_id:
            (name,) = BY_NAME[table].key
            self._by_id[table] = {getattr(row, name): row for row in self.rows(table)}
        return self._by_id[table]

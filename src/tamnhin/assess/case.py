"""One target with everything that its assessment looks at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tamnhin.assess.goal import Goal
from tamnhin.assess.peers import Peers
from tamnhin.assess.status import Status
from tamnhin.assess.types import Assessment, Note
from tamnhin.data.series import Series
from tamnhin.data.types import Indicator
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Target


@dataclass(frozen=True)
class Case:
    """One target with what its assessment needs.

    Attributes:
        plan: the plan that the target is in.
        target: the target; it has a value.
        indicator: what it measures.
        goal: what keeps it.
        series: all figures known by ``as_of``; empty where there is none.
        as_of: the day that was asked for, if any.
        peers: figures of other territories.
    """

    plan: Plan
    target: Target
    indicator: Indicator
    goal: Goal
    series: Series
    as_of: dt.date | None
    peers: Peers

    @property
    def due(self) -> int:
        """Year in which the target is due."""
        return self.target.period.year

    @property
    def today(self) -> dt.date | None:
        """Day for which milestones are judged."""
        return self.as_of or self.plan.settings.as_of

    @property
    def over(self) -> bool:
        """Whether the target's period is over; without a day to judge by it is not."""
        return self.today is not None and self.today > self.target.period.end

    def not_here(self, year: int) -> Assessment:
        """The answer where the due year is over without its figure; the latest is of ``year``."""
        why = N_("The due year is over and its figure is not here; the latest is of {year}.")
        return self.answer("no_data", why, year=str(year))

    def answer(self, status: Status, why: str, **params: object) -> Assessment:
        """An assessment with this status; ``why`` is a message id."""
        return Assessment(
            target=self.target,
            indicator=self.indicator,
            territory=self.plan.territory(self.target.territory_id),
            status=status,
            why=Note(why, params),
            goal=self.goal.value,
            goal_upper=self.goal.upper,
            series=self.series,
            as_of=self.as_of,
            keeps=self.goal,
        )

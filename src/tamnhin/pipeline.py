"""The one place that chains stages: a folder is opened, assessed and published."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass

from tamnhin.assess.pace import assess
from tamnhin.assess.types import Assessment
from tamnhin.periods import Day, to_day
from tamnhin.plan.plan import Plan, open_plan


@dataclass(frozen=True)
class Assessed:
    """A plan with where each of its targets stands.

    Attributes:
        plan: the plan.
        assessments: one a target, in the order of the table.
        as_of: the day that was asked for, if any.
    """

    plan: Plan
    assessments: tuple[Assessment, ...]
    as_of: dt.date | None = None


def assess_folder(path: str | os.PathLike[str], as_of: Day | None = None) -> Assessed:
    """Open a plan folder and assess its targets.

    Args:
        path: the folder.
        as_of: use only figures published by this day.

    Raises:
        PlanError: the folder has errors.
    """
    day = to_day(as_of)
    plan = open_plan(path)
    return Assessed(plan, assess(plan, day), day)

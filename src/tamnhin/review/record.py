"""Who decided what and when: one row for each decision, which an undo does not take out."""

from __future__ import annotations

import datetime as dt

from tamnhin.errors import Conflict, NotFound
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Decision, Review
from tamnhin.review.journal import difference, holding, moment, read_changes, revert, written
from tamnhin.review.rows import put


def record(
    before: Plan,
    after: Plan,
    item_id: str,
    decision: Decision,
    reviewer: str,
    now: dt.datetime,
    reason: str = "",
) -> Plan:
    """The plan after a decision, with the decision and all that it changed.

    Args:
        before: the plan that was decided on.
        after: the plan as the decision makes it.
        item_id: what was decided on.
        decision: which way.
        reviewer: who decided.
        now: when; moved on where another decision stands at that moment.
        reason: why.
    """
    last = max((moment(r) for r in before.review), default=("", ""))
    when = now if _moment(now) > last else _after(last)
    row = Review(
        item_id=item_id,
        decided_on=when.date(),
        decided_at=_moment(when)[1],
        reviewer=reviewer,
        decision=decision,
        reason=" ".join(reason.split()),
        changes=written(difference(before, after)),
    )
    return put(after, row)


def _moment(when: dt.datetime) -> tuple[str, str]:
    return when.date().isoformat(), when.time().isoformat("milliseconds")


def _after(last: tuple[str, str]) -> dt.datetime:
    said = dt.datetime.fromisoformat(f"{last[0]}T{last[1] or '00:00:00'}")
    return said + dt.timedelta(milliseconds=1)


def undo(plan: Plan, reviewer: str, now: dt.datetime) -> tuple[Plan, str]:
    """The plan without the reviewer's last decision, and what that was on; the record stays.

    Raises:
        NotFound: the reviewer has no decision to undo.
        Conflict: somebody decided on the same rows after it.
    """
    held = holding(plan.review)
    own = [decision for decision in held if decision.reviewer == reviewer]
    if not own:
        raise NotFound(N_("There is no decision of {name} to undo."), name=reviewer)
    last = own[-1]
    if [d for d in held if d.item_id == last.item_id][-1] is not last:
        raise Conflict(
            N_("{name} was changed again after this decision; undo the later decision first."),
            name=last.item_id,
        )
    before = revert(plan, read_changes(last))
    bare = record(before, before, last.item_id, "undone", reviewer, now)
    return bare, last.item_id

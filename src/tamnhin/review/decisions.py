"""Decisions on a draft as functions from one plan to the next; nothing is written here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tamnhin.errors import Conflict, InputError, PlanError
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.plan.types import Amendment
from tamnhin.problems import Report
from tamnhin.provenance import Citation
from tamnhin.read.document import Span
from tamnhin.read.draft.words import DRAFT_NOTE, short
from tamnhin.read.indicators.match import default_matcher
from tamnhin.review.items import Item, Passage, Session
from tamnhin.review.journal import read_cells, row_cells
from tamnhin.review.rows import next_id, put, settled, without

AMENDED: Final = (
    "indicator_id",
    "basis",
    "operator",
    "value",
    "upper",
    "unit",
    "period",
    "in_force_to",
)
"""Columns of a target whose change by another document is a row of the amendments."""

_PLAIN_BETWEEN: Final = re.compile(r"[\s,;.:–-]*(?:và\s*)?[\s,;.:–-]*")
"""What may stand between the parts of a split promise without being part of one."""


def _row(plan: Plan, item: Item) -> Any:
    row = plan.ids(item.table).get(item.row_id)
    if row is None:
        raise Conflict(
            N_("The row {name} was taken out; undo that first."),
            name=item.row_id,
        )
    return row


def _reviewed(row: Any) -> Any:
    """The row without the remark that nobody has reviewed it."""
    return row.model_copy(update={"note": row.note.replace(DRAFT_NOTE, "").strip()})


def accept(plan: Plan, item: Item) -> Plan:
    """The row as it was read, or the change as it is proposed.

    Raises:
        Conflict: the row is not there any more.
        PlanError: the proposed cells do not make a row.
    """
    row = _row(plan, item)
    if not item.is_change:
        return put(plan, _reviewed(row))
    return _amended(plan, item, row)


def _amended(plan: Plan, item: Item, row: Any) -> Plan:
    proposal = item.proposal
    assert proposal is not None  # noqa: S101 - by is_change
    named = (plan.ids("citations"), plan.ids("sources"))
    cited = tuple(x for x in (proposal.citation_id,) if x in named[0])
    if proposal.kind == "changed":
        new = dict(proposal.new or {})
        if cited:
            new["citation_ids"] = ";".join(dict.fromkeys((*row.citation_ids, *cited)))
        return _noted(corrected(plan, item, new), item, row)
    if not proposal.effective_on:
        return refuse(plan, item)
    last = dt.date.fromisoformat(proposal.effective_on) - dt.timedelta(days=1)
    if item.table == "targets" and row.in_force_from and row.in_force_from > last:
        return refuse(plan, item)  # It never bound: the document that added it was corrected.
    more = {
        "citation_ids": ";".join(dict.fromkeys((*row.citation_ids, *cited))),
        "in_force_to": last.isoformat(),
    }
    if item.table == "targets":
        return _noted(corrected(plan, item, more), item, row)
    source = named[1].get(proposal.source_id)
    number = (source.number or source.title_vi) if source else proposal.source_id
    told = (
        f"Không còn trong {number}, từ {proposal.effective_on}. / "
        f"No longer in {number}, from {proposal.effective_on}."
    )
    return corrected(plan, item, {**more, "note": f"{row.note} {told}".strip()})


def _noted(plan: Plan, item: Item, was: Any) -> Plan:
    """The plan with an amendment for every column of a target that another document changed."""
    proposal = item.proposal
    if proposal is None or not proposal.effective_on or item.table != "targets":
        return plan
    old, new = row_cells(was), row_cells(plan.ids("targets")[item.row_id])
    rows: list[Amendment] = []
    taken = {a.amendment_id for a in plan.amendments}
    for name in AMENDED:
        if old[name] == new[name]:
            continue
        made = next_id(taken, "a")
        taken.add(made)
        rows.append(
            Amendment(
                amendment_id=made,
                target_id=item.row_id,
                effective_on=dt.date.fromisoformat(proposal.effective_on),
                field=name,
                old=old[name],
                new=new[name],
                citation_id=proposal.citation_id,
            )
        )
    return put(plan, *rows)


def corrected(plan: Plan, item: Item, cells: Mapping[str, str]) -> Plan:
    """The row with other cells; an indicator of the catalogue comes with it.

    Raises:
        Conflict: the row is not there any more.
        PlanError: a cell breaks a rule of the folder; the report says which.
    """
    row = _row(plan, item)
    before = row_cells(row)
    after = {**before, **cells}
    plan = _with_indicator(plan, after.get("indicator_id", ""))
    _retitle(plan, before, after)
    made, problems = read_cells(type(row), after)
    report = Report.of(problems)
    if made is None or not report.ok:
        raise PlanError(N_("The row cannot be written like this."), report)
    return settled(put(plan, _reviewed(made)))


def _with_indicator(plan: Plan, name: str) -> Plan:
    if not name or name in plan.ids("indicators"):
        return plan
    try:
        return put(plan, default_matcher().indicator(name))
    except KeyError:
        return plan  # The check of references says so.


def _retitle(plan: Plan, before: Mapping[str, str], after: dict[str, str]) -> None:
    """A title that was made of indicator and period follows them, unless a person changed it."""
    known = plan.ids("indicators")
    was, now = (known.get(cells.get("indicator_id", "")) for cells in (before, after))
    if was is None or now is None:
        return
    for name in ("title_vi", "title_en"):
        made = short(f"{getattr(was, name)}, {before['period']}")
        if before[name] == after[name] == made:
            after[name] = short(f"{getattr(now, name)}, {after['period']}")


def refuse(plan: Plan, item: Item) -> Plan:
    """The plan without the row; a change that is refused leaves the row as it is."""
    row = _row(plan, item)
    heir = row.parent_id if item.table == "commitments" else None
    return settled(without(plan, item.table, item.row_id, heir))


def merge(plan: Plan, item: Item, other: Item) -> Plan:
    """One row of two that say the same: it cites the passages of both.

    Raises:
        InputError: the two are not rows of one table, or are one.
        Conflict: one of them is not there any more.
    """
    if item.table != other.table or item.row_id == other.row_id or other.is_change:
        raise InputError(N_("Only two commitments, or two targets, can be merged."))
    kept, gone = _row(plan, item), _row(plan, other)
    cited = tuple(dict.fromkeys((*kept.citation_ids, *gone.citation_ids)))
    plan = put(plan, kept.model_copy(update={"citation_ids": cited}))
    return settled(without(plan, item.table, gone.identity[0], kept.identity[0]))


def parts_of(words: str, parts: Sequence[str]) -> tuple[Span, ...]:
    """Where the parts stand in the words, in order.

    Raises:
        InputError: there are fewer than two, or together they are not the words.
    """
    found: list[Span] = []
    at = 0
    wanted = [part.strip() for part in parts if part.strip()]
    for part in wanted:
        loose = re.compile(r"\s+".join(map(re.escape, part.split())))
        here = loose.search(words, at)
        if here is None or not _PLAIN_BETWEEN.fullmatch(words[at : here.start()]):
            break
        found.append(Span(here.start(), here.end()))
        at = here.end()
    whole = len(found) == len(wanted) >= 2 and _PLAIN_BETWEEN.fullmatch(words[at:])
    if not whole:
        raise InputError(
            N_("Only put line breaks into the words, one before each further promise.")
        )
    return tuple(found)


def split(plan: Plan, item: Item, session: Session, parts: Sequence[str]) -> Plan:
    """Several rows of one: each cites its part of the words and is open to review.

    Raises:
        InputError: the row has no passage, or the parts are not its words.
        Conflict: the row is not there any more.
    """
    row = _row(plan, item)
    passage = splittable(item)
    if passage is None or item.is_change:
        raise InputError(N_("This row cites no characters of a text and cannot be split."))
    spans = parts_of(session.words(passage), parts)
    key = type(row).key[0]
    letters = "p" if item.table == "commitments" else "t"
    for number, part in enumerate(spans):
        span = Span(passage.span.start + part.start, passage.span.start + part.end)
        plan, cited = _cite(plan, row, passage, span, session.texts[passage.source_id])
        update: dict[str, Any] = {"citation_ids": (cited,)}
        if item.table == "commitments":
            words = short(session.texts[passage.source_id][span.start : span.end])
            update["title_vi"] = words
            if row.title_en == row.title_vi:
                update["title_en"] = words
        if number:
            update[key] = next_id(plan.ids(item.table), letters)
        plan = put(plan, row.model_copy(update=update))
    return settled(plan)


def splittable(item: Item) -> Passage | None:
    """The widest passage of an item: a target cites its number and the sentence around it."""
    return max(item.passages, key=lambda p: len(p.span), default=None)


def _cite(plan: Plan, row: Any, passage: Passage, span: Span, text: str) -> tuple[Plan, str]:
    """The plan with a citation of the characters, made like the row's own."""
    known: dict[str, Citation] = plan.ids("citations")
    like = next(known[x] for x in row.citation_ids if known[x].source_id == passage.source_id)
    made = next_id(known, "c")
    words = short(text[span.start : span.end], 200)
    update = {"citation_id": made, "start": span.start, "end": span.end, "summary_vi": words}
    return put(plan, like.model_copy(update=update)), made

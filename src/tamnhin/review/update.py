"""A reviewed folder and a later reading: decisions stay, and only what differs is put up.

The same document read again moves citations to where their characters stand now. Another document
(an amending decision) leaves the rows as they are and proposes changes, each with its passage.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.plan.schema import BY_NAME
from tamnhin.plan.texts import text_name
from tamnhin.provenance import Citation, Source
from tamnhin.read.document import Document, Span
from tamnhin.read.draft import lists
from tamnhin.read.draft.about import Asked, about
from tamnhin.read.draft.folder import Draft, make_draft
from tamnhin.read.indicators.catalogue import with_plan
from tamnhin.read.indicators.match import Matcher
from tamnhin.read.reader import matched_anew
from tamnhin.read.readings import Readings
from tamnhin.read.spelling import levelled
from tamnhin.review.anchors import Anchors
from tamnhin.review.beside import beside
from tamnhin.review.changes import TITLE, Difference, Pair, Reading, compare
from tamnhin.review.items import REVIEWED, Session, read_session
from tamnhin.review.journal import holding, read_cells, row_cells
from tamnhin.review.proposals import FILE, Proposal, proposals_bytes
from tamnhin.review.rows import next_id, put, settled, without
from tamnhin.review.sides import is_read, same_source, was_read

_LETTERS: Final = {"targets": "t", "commitments": "p"}
_IN_PART: Final = ("sửa đổi", "bổ sung một số", "bãi bỏ")
"""Words of a title that say that a document changes parts and does not repeat the rest."""


@dataclass(frozen=True)
class Updated:
    """A plan after a later reading, not yet written.

    Attributes:
        plan: the tables.
        files: the other files that change, by name.
        difference: of the reading that the folder was made from, and the later one.
        proposals: what is put up for a decision; ``added`` are rows of the tables.
        other: true where another document was read, not the same one again.
        in_part: true where what the document does not repeat stays.
        beside: the difference of places, projects and results, which no review decides on.
    """

    plan: Plan
    files: Mapping[str, bytes]
    difference: Difference
    proposals: tuple[Proposal, ...]
    other: bool
    in_part: bool
    beside: Difference = field(default_factory=Difference)


@dataclass
class _Work:
    """What an update is made of, and the plan as it comes to be."""

    plan: Plan
    session: Session
    draft: Draft
    source: Source
    other: bool
    effective: str
    text: str
    decided: frozenset[str]
    made: list[Proposal] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def fresh(self) -> Plan:
        """The tables of the later reading alone."""
        return self.draft.plan


def update(
    plan: Plan,
    document: Document,
    readings: Readings,
    effective_on: dt.date | None = None,
    in_part: bool | None = None,
) -> Updated:
    """A reviewed plan with a later reading of its document, or of one that amends it.

    Args:
        plan: the plan, opened from its folder.
        document: what was read.
        readings: what was read in it.
        effective_on: first day of the changes; the day of issue by default.
        in_part: whether what the document does not repeat stays; by its title by default.

    Raises:
        InputError: another document does not say from which day on it changes the plan.
        NotFound: the folder carries no text.
    """
    session = read_session(plan)
    work = _work(plan, session, document, readings, effective_on)
    if in_part is None:
        title = levelled(document.heading.title)
        in_part = work.other and any(word in title for word in _IN_PART)
    before = was_read(work.session, work.source.source_id, work.other)
    difference = compare(before, is_read(work.fresh, work.text))
    if in_part:
        difference = replace(difference, withdrawn=())
    told = beside(work.plan, work.fresh, in_part)
    _sources(work)
    _names(work, difference)
    for reading in difference.added:
        _add(work, reading)
    for pair in difference.changed:
        _propose(work, pair)
    for reading in difference.withdrawn:
        _withdraw(work, reading)
    work.plan = settled(work.plan)
    return Updated(work.plan, _files(work), difference, tuple(work.made), work.other, in_part, told)


def _work(
    plan: Plan,
    session: Session,
    document: Document,
    readings: Readings,
    effective_on: dt.date | None,
) -> _Work:
    settings = plan.settings
    name = plan.territory(settings.territory_id).title_vi
    asked = Asked(name, settings.first_year, settings.last_year)
    source = about(document, settings.plan_id, asked).source
    same = same_source(session, source)
    matcher = None
    if same is None or same.source_id != settings.summary_source_id:
        # Another document speaks of the plan's own indicators. The same one, read again, is
        # matched as it was at first: nothing in it has changed.
        matcher = Matcher(with_plan(plan.indicators))
        readings = matched_anew(document, readings, matcher)
    draft = make_draft(document, readings, settings.plan_id, asked, matcher)
    if same is not None:
        source = same.model_copy(update={"sha256": source.sha256, "note": source.note})
    other = source.source_id != settings.summary_source_id
    effective = _effective(source, effective_on, document.name) if other else ""
    decided = frozenset(decision.item_id for decision in holding(plan.review))
    return _Work(plan, session, draft, source, other, effective, document.text, decided)


def _effective(source: Source, asked: dt.date | None, name: str) -> str:
    """First day of what another document changes."""
    day = asked
    if day is None and source.issued_on is not None:
        first = source.issued_on.first_day
        day = first if first == source.issued_on.last_day else None
    if day is None:
        raise InputError(
            N_(
                "{name} does not say from which day on it changes the plan; add it, such as "
                "--from 2025-07-01."
            ),
            name=name,
        )
    return day.isoformat()


# --- sources and citations ----------------------------------------------------------------------


def _sources(work: _Work) -> None:
    """The document among the sources, and citations where their characters stand now."""
    work.plan = put(work.plan, work.source)
    if work.other:
        settings = work.plan.settings
        if work.source.kind in ("decision", "resolution"):
            ids = tuple(dict.fromkeys((*settings.decision_ids, work.source.source_id)))
            work.plan = replace(
                work.plan, settings=settings.model_copy(update={"decision_ids": ids})
            )
    if work.source.source_id not in work.session.texts:
        return
    anchors = Anchors(work.session.texts[work.source.source_id], work.text)
    moved = []
    for cited in work.plan.citations:
        if cited.source_id != work.source.source_id or cited.start is None or cited.end is None:
            continue
        span = anchors.place(Span(cited.start, cited.end))
        where = {"start": span.start if span else None, "end": span.end if span else None}
        moved.append(cited.model_copy(update=where))
    work.plan = put(work.plan, *moved)


def _cite(work: _Work, names: tuple[str, ...]) -> tuple[str, ...]:
    """Citations of the later reading, taken into the plan under identifiers of its own."""
    taken = set(work.plan.ids("citations"))
    made: list[Citation] = []
    for name in names:
        cited: Citation = work.fresh.citation(name)
        number = next_id(taken, "c")
        taken.add(number)
        update = {"citation_id": number, "source_id": work.source.source_id}
        made.append(cited.model_copy(update=update))
    work.plan = put(work.plan, *made)
    return tuple(row.citation_id for row in made)


def _whole_document(work: _Work) -> str:
    """A citation of the document as such, for what it does not say any more."""
    taken = work.plan.ids("citations")
    name = f"{work.source.source_id[:60]}.all"
    if name not in taken:
        row = Citation(citation_id=name, source_id=work.source.source_id)
        work.plan = put(work.plan, row)
    return name


# --- what differs -------------------------------------------------------------------------------


def _names(work: _Work, difference: Difference) -> None:
    """Identifiers in the plan of all rows of the later reading."""
    for pair in (*difference.unchanged, *difference.changed):
        work.names[pair.new.name] = pair.old.name
    taken = {
        table: {*work.plan.ids(table), *(r.item_id for r in work.plan.review)} for table in REVIEWED
    }
    for reading in difference.added:
        made = next_id(taken[reading.table], _LETTERS[reading.table])
        taken[reading.table].add(made)
        work.names[reading.name] = made


def _add(work: _Work, reading: Reading) -> None:
    """A row that only the later reading has: a draft row like those of the first reading."""
    row: Any = work.fresh.ids(reading.table)[reading.name]
    key = type(row).key[0]
    update: dict[str, Any] = {
        key: work.names[reading.name],
        "territory_id": work.plan.settings.territory_id,
        "citation_ids": _cite(work, row.citation_ids),
    }
    if work.effective and reading.table == "targets":
        update["in_force_from"] = dt.date.fromisoformat(work.effective)
    if reading.table == "targets":
        update["commitment_id"] = _known(work, row.commitment_id)
        _bring(work, "indicators", row.indicator_id)
    else:
        update["parent_id"] = _known(work, row.parent_id)
        known = work.plan.ids("places")
        update["place_ids"] = tuple(name for name in row.place_ids if name in known)
    work.plan = put(work.plan, row.model_copy(update=update))
    work.made.append(
        Proposal(
            work.names[reading.name],
            "added",
            reading.table,
            work.names[reading.name],
            work.source.source_id,
            effective_on=work.effective,
        )
    )


def _known(work: _Work, name: str | None) -> str | None:
    """The plan's commitment for one of the later reading; those that come are added first."""
    mapped = work.names.get(name or "")
    return mapped if mapped in work.plan.ids("commitments") else None


def _bring(work: _Work, table: str, name: str) -> None:
    if name not in work.plan.ids(table):
        work.plan = put(work.plan, work.fresh.ids(table)[name])


def _propose(work: _Work, pair: Pair) -> None:
    """A change of a row: put up for a decision, or made where nobody has decided on the row yet."""
    name, table = pair.old.name, pair.old.table
    if name not in work.plan.ids(table):
        return  # It was rejected, or merged into another.
    fresh: Any = work.fresh.ids(table)[pair.new.name]
    cells = row_cells(fresh)
    columns = dict.fromkeys(pair.changed)
    if {"indicator_id", "period", TITLE} & columns.keys():
        columns |= dict.fromkeys(("title_vi", "title_en"))
    here = row_cells(work.plan.ids(table)[name])
    new = {column: cells[column] for column in columns if here[column] != cells[column]}
    if not new:
        return  # A person corrected it to just that.
    if table == "targets":
        _bring(work, "indicators", fresh.indicator_id)
    cited = _cite(work, fresh.citation_ids)
    if not work.other and name not in work.decided:
        row, _ = read_cells(BY_NAME[table], {**here, **new, "citation_ids": ";".join(cited)})
        if row is not None:
            work.plan = put(work.plan, row)
            return
    old = {column: here[column] for column in new}
    _put_up(
        work,
        Proposal(
            "", "changed", table, name, work.source.source_id, cited[0], work.effective, old, new
        ),
    )


def _withdraw(work: _Work, reading: Reading) -> None:
    """A row that the later reading has not: put up, or taken out where nobody has decided on it."""
    name, table = reading.name, reading.table
    row = work.plan.ids(table).get(name)
    if row is None:
        return
    if not work.other and name not in work.decided:
        heir = row.parent_id if table == "commitments" else None
        work.plan = without(work.plan, table, name, heir)
        return
    cited = _whole_document(work) if work.other else ""
    _put_up(
        work, Proposal("", "withdrawn", table, name, work.source.source_id, cited, work.effective)
    )


def _put_up(work: _Work, proposal: Proposal) -> None:
    taken = [p.change_id for p in (*work.session.proposals, *work.made)]
    work.made.append(replace(proposal, change_id=next_id(taken, "ch")))


# --- files --------------------------------------------------------------------------------------


def _files(work: _Work) -> dict[str, bytes]:
    """The text, the proposals, how rows were read, and what was left."""
    root = work.plan.folder or Path()
    kept = (*work.session.proposals, *work.made)
    files = {text_name(work.source.source_id): work.text.encode(), FILE: proposals_bytes(kept)}
    here = root / lists.READINGS
    head, *fresh = _lines(work.draft.files[lists.READINGS])
    told = {line[0]: line for line in _lines(here.read_bytes())[1:]} if here.is_file() else {}
    for line in fresh:
        name = work.names.get(line[0])
        if name is not None and not (work.other and name in told):
            told[name] = [name, *line[1:]]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([head, *told.values()])
    files[lists.READINGS] = text.getvalue().encode()
    for name in (lists.UNCLAIMED, lists.FIGURES):
        place = name
        if work.other:
            place = name.replace("draft/", f"draft/{work.source.source_id}/")
        files[place] = work.draft.files[name]
    return files


def _lines(data: bytes) -> list[list[str]]:
    """The lines of a table of the draft, its head first."""
    lines: list[list[str]] = []
    with suppress(csv.Error):  # A damaged table tells no more than where the damage begins.
        lines += (line for line in csv.reader(io.StringIO(data.decode(errors="replace"))) if line)
    return lines

"""The folder that is reviewed: read again when others change it, one decision written at a time."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from tamnhin.errors import Conflict, InputError
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan, open_plan
from tamnhin.plan.types import Decision
from tamnhin.records import CONTROL
from tamnhin.review import decisions
from tamnhin.review.items import Item, Session, read_session
from tamnhin.review.record import record, undo
from tamnhin.review.sections import Section, sections_of

Action = Literal["accept", "correct", "split", "merge", "refuse"]
MOST_NAME: Final = 100
MOST_REASON: Final = 2000
TRIES: Final = 3
"""How often a decision is tried again where another program wrote to the folder meanwhile."""

_DECISIONS: Final[Mapping[Action, Decision]] = {
    "accept": "accepted",
    "correct": "changed",
    "split": "split",
    "merge": "merged",
    "refuse": "refused",
}


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


@dataclass(frozen=True)
class Asked:
    """What a person decided: on what, as it was seen, which way, with what."""

    item_id: str
    version: str
    action: Action
    cells: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[str] = ()
    other_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class State:
    """A session with the sections of its texts, and the files that it was made from."""

    session: Session
    sections: tuple[Section, ...]
    signature: tuple[tuple[str, int, int], ...]


class Desk:
    """A plan folder under review by one person; safe to ask from several windows at once.

    Args:
        folder: the plan folder.
        reviewer: who decides.
        clock: tells the moment of a decision.

    Raises:
        PlanError: the folder has errors.
        NotFound: it carries no text.
        InputError: the name is empty or too long.
    """

    def __init__(
        self, folder: Path, reviewer: str, clock: Callable[[], dt.datetime] = _now
    ) -> None:
        name = " ".join(reviewer.split())
        if not name or len(name) > MOST_NAME or CONTROL.search(name) or name[0] in "=+-@":
            raise InputError(
                N_("Say who reviews with --reviewer NAME, in at most 100 ordinary letters.")
            )
        self.folder, self.reviewer, self._clock = folder, name, clock
        self._lock = threading.RLock()
        self._state = self._read()

    def _read(self) -> State:
        signature = _signature(self.folder)
        return self._made(open_plan(self.folder), signature)

    def _made(self, plan: Plan, signature: tuple[tuple[str, int, int], ...]) -> State:
        session = read_session(plan)
        return State(session, sections_of(session), signature)

    def state(self) -> State:
        """The newest state of the folder.

        Raises:
            PlanError: the folder was changed and has errors now.
            InputError: a text or a file of the draft is damaged now.
        """
        with self._lock:
            if _signature(self.folder) != self._state.signature:
                self._state = self._read()
            return self._state

    def decide(self, asked: Asked) -> State:
        """Write a decision and return the state after it.

        Raises:
            Conflict: the item is not as it was seen any more; nothing was written.
            NotFound: there is no such item.
            PlanError: the rows would break a rule of the folder; nothing was written.
            InputError: the decision cannot be carried out.
        """

        def step(session: Session) -> Plan:
            item = session.item(asked.item_id)
            _refuse_stale(item, asked)
            made = _carried_out(session, item, asked)
            kind = _DECISIONS[asked.action]
            reason = CONTROL.sub(" ", asked.reason)[:MOST_REASON]
            now = self._clock()
            return record(session.plan, made, item.item_id, kind, self.reviewer, now, reason)

        return self._write(step)

    def undo(self) -> tuple[State, str]:
        """Take back this reviewer's last decision; returns the state and what it was on.

        Raises:
            NotFound: there is none.
            Conflict: a later decision stands on it.
        """
        name = ""

        def step(session: Session) -> Plan:
            nonlocal name
            plan, name = undo(session.plan, self.reviewer, self._clock())
            return plan

        return self._write(step), name

    def _write(self, step: Callable[[Session], Plan]) -> State:
        with self._lock:
            for left in reversed(range(TRIES)):
                plan = step(self.state().session)
                try:
                    plan.save(self.folder)
                except Conflict:
                    # Another program wrote meanwhile: look again whether the decision still fits.
                    self._state = self._read()
                    if not left:
                        raise
                else:
                    break
            self._state = self._made(plan, _signature(self.folder))
            return self._state


def _refuse_stale(item: Item, asked: Asked) -> None:
    if item.version != asked.version:
        raise Conflict(
            N_(
                "{name} was decided on or changed in another window meanwhile; nothing was "
                "written. Look at it again."
            ),
            name=item.item_id,
        )


def _carried_out(session: Session, item: Item, asked: Asked) -> Plan:
    plan = session.plan
    if item.is_change:
        _refuse_settled(item, asked)
    match asked.action:
        case "accept":
            return decisions.accept(plan, item)
        case "correct":
            return decisions.corrected(plan, item, asked.cells)
        case "split":
            return decisions.split(plan, item, session, asked.parts)
        case "merge":
            return decisions.merge(plan, item, session.item(asked.other_id))
        case "refuse":
            return plan if item.is_change else decisions.refuse(plan, item)


def _refuse_settled(item: Item, asked: Asked) -> None:
    """A proposed change is accepted or refused, once."""
    if item.status != "open":
        raise Conflict(
            N_("{name} is decided already; undo that decision first."), name=item.item_id
        )
    if asked.action not in ("accept", "refuse"):
        raise InputError(N_("A proposed change can only be accepted or rejected."))


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, times and sizes of the files that a review is made from."""
    found = []
    for place in (folder, *(folder / name for name in ("tables", "texts", "draft", "review"))):
        try:
            names = sorted(place.iterdir())
        except OSError:
            continue
        for path in names:
            try:
                stat = path.stat()
            except OSError:
                continue
            if path.is_file() and not path.name.startswith("."):
                found.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(found)

"""Readings into a plan folder that is new: the tables, the text, and what was left out and why."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tamnhin.data.observations import Observations
from tamnhin.errors import Conflict, InputError
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.plan.texts import text_name
from tamnhin.problems import printable
from tamnhin.read.annexes import annex_rows
from tamnhin.read.document import Document, Span
from tamnhin.read.draft import lists
from tamnhin.read.draft.about import Asked, about
from tamnhin.read.draft.rows import Rows
from tamnhin.read.draft.sites import Sites
from tamnhin.read.indicators.match import Matcher, default_matcher
from tamnhin.read.readings import CommitmentReading, Readings, TargetReading
from tamnhin.vietnamese import slug


@dataclass(frozen=True)
class Draft:
    """A draft plan and, beside its tables, the files that tell how it was read.

    Attributes:
        plan: the tables; nobody has reviewed a row of it.
        files: further files of the folder by name.
        unplaced: targets that could not become rows, with the reason.
    """

    plan: Plan
    files: dict[str, bytes]
    unplaced: tuple[tuple[TargetReading, str], ...]


def make_draft(
    document: Document,
    readings: Readings,
    plan_id: str = "draft",
    asked: Asked | None = None,
    matcher: Matcher | None = None,
) -> Draft:
    """The draft plan of what was read.

    Args:
        document: what was read.
        readings: targets, figures, promises and the rest.
        plan_id: identifier of the plan.
        asked: territory and years where a person says them.
        matcher: the catalogue that the readings were matched with; the built-in one by default.

    Raises:
        InputError: the document does not say its territory or years, and nobody else did.
    """
    facts = about(document, plan_id, asked or Asked())
    rows = Rows(document, facts, matcher or default_matcher())
    sites = Sites(rows)
    names = _commitments(rows, sites, readings.commitments)
    listed: list[list[object]] = []
    for name, reading in zip(names, readings.commitments, strict=True):
        listed.append(_line(name, "commitments", reading.span, reading.confidence, reading.rules))
    unplaced = _targets(rows, readings, names, listed)
    figures = [(figure, rows.add_observation(figure)) for figure in readings.figures]
    for annex in annex_rows(document):
        sites.add(annex)
    plan = _plan(rows, sites)
    files = {
        text_name(facts.source.source_id): document.text.encode(),
        lists.READINGS: lists.readings(listed),
        lists.UNCLAIMED: lists.unclaimed(rows, readings.unclaimed),
        lists.FIGURES: lists.figures(document, unplaced, figures),
    }
    return Draft(plan, files, tuple(unplaced))


def _plan(rows: Rows, sites: Sites) -> Plan:
    facts = rows.about
    measured = {target.commitment_id for target in rows.targets}
    return Plan(
        settings=facts.settings,
        sources=(facts.source,),
        citations=tuple(rows.citations),
        commitments=tuple(
            c.model_copy(update={"gap_reason": None}) if c.commitment_id in measured else c
            for c in rows.commitments
        ),
        indicators=tuple(rows.indicators.values()),
        targets=tuple(rows.targets),
        observations=Observations.of(rows.observations.values()),
        territories=(facts.territory,),
        places=tuple(sites.places.values()),
        projects=tuple(sites.projects.values()),
    )


def _commitments(rows: Rows, sites: Sites, readings: Sequence[CommitmentReading]) -> list[str]:
    names: list[str] = []
    for number, reading in enumerate(readings, 1):
        above = reading.parent
        parent = names[above] if above is not None and above < len(names) else None
        names.append(rows.add_commitment(reading, number, parent, sites.named(reading.places)))
    return names


def _targets(
    rows: Rows, readings: Readings, names: Sequence[str], listed: list[list[object]]
) -> list[tuple[TargetReading, str]]:
    unplaced: list[tuple[TargetReading, str]] = []
    for target in readings.targets:
        of = _promise_of(target, readings.commitments)
        why = rows.add_target(target, names[of] if of is not None else None)
        if why:
            unplaced.append((target, why))
            continue
        runner = target.match.runner_up if target.match else None
        made = rows.targets[-1].target_id
        listed.append(
            [*_line(made, "targets", target.quote, target.confidence, target.rules)[:-1], runner]
        )
    return unplaced


def _promise_of(target: TargetReading, promises: Sequence[CommitmentReading]) -> int | None:
    """The promise whose words hold the number, the shortest where there are several."""
    held = [(len(p.span), i) for i, p in enumerate(promises) if p.span.overlaps(target.quote)]
    return min(held)[1] if held else None


def _line(
    name: str, table: str, span: Span, confidence: float, rules: Iterable[str]
) -> list[object]:
    return [name, table, span.start, span.end, confidence, " ".join(rules), None]


def plan_name(target: Path) -> str:
    """The identifier of a plan that is to stand in a folder."""
    return slug(target.resolve().name)[:60].strip("-") or "draft"


def write_draft(draft: Draft, target: Path) -> Plan:
    """Write the draft as a new folder, whole or not at all; returns the plan as it was written.

    Raises:
        Conflict: something is there already.
        PlanError: the rows do not make a plan; nothing was written.
        InputError: the folder cannot be made.
    """
    refuse_existing(target)
    parent = target.absolute().parent
    try:
        aside = Path(tempfile.mkdtemp(dir=parent, prefix=f".{target.name}."))
    except OSError as error:
        raise InputError(
            N_("The folder {path} cannot be made: {reason}."),
            path=printable(str(target)),
            reason=error.strerror or str(error),
        ) from None
    try:
        for name, data in draft.files.items():
            path = aside / "plan" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (aside / "plan" / "plan.yaml").touch()
        draft.plan.save(aside / "plan")
        refuse_existing(target)
        (aside / "plan").rename(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replace(draft.plan, folder=target)


def refuse_existing(target: Path) -> None:
    """A draft is only written where nothing is yet.

    Raises:
        Conflict: something is there.
        InputError: the folder that it is to stand in is not there.
    """
    if os.path.lexists(target):
        raise Conflict(
            N_("{path} is there already; nothing was written."), path=printable(str(target))
        )
    if not target.absolute().parent.is_dir():
        raise InputError(
            N_("There is no folder {path}."), path=printable(str(target.absolute().parent))
        )

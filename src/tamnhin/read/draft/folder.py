"""Readings into a plan folder that is new: the tables, the text, and what was left out and why."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tamnhin.data.observations import Observations
from tamnhin.errors import Conflict, InputError, why_refused
from tamnhin.messages import N_
from tamnhin.plan.plan import Plan
from tamnhin.plan.texts import text_name
from tamnhin.plan.types import Target
from tamnhin.problems import printable
from tamnhin.read.annexes import annex_rows
from tamnhin.read.crossings import Crossings
from tamnhin.read.document import Document
from tamnhin.read.draft import lists
from tamnhin.read.draft.about import Asked, about
from tamnhin.read.draft.rows import Rows, commitment_id
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
    _commitments(rows, sites, readings.commitments)
    unplaced = _targets(rows, readings)
    figures = [(figure, rows.add_observation(figure)) for figure in readings.figures]
    for annex in annex_rows(document):
        sites.add(annex)
    unplaced += set_apart(assembled(rows, sites), rows)
    plan = assembled(rows, sites)
    files = {
        text_name(facts.source.source_id): document.text.encode(),
        lists.READINGS: lists.readings(rows, readings.commitments),
        lists.UNCLAIMED: lists.unclaimed(rows, readings.unclaimed),
        lists.FIGURES: lists.figures(document, unplaced, figures),
    }
    return Draft(plan, files, tuple(unplaced))


def assembled(rows: Rows, sites: Sites) -> Plan:
    """The plan of the rows as they are now."""
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


def _commitments(rows: Rows, sites: Sites, readings: Sequence[CommitmentReading]) -> None:
    for number, reading in enumerate(readings, 1):
        parent = None if reading.parent is None else commitment_id(reading.parent + 1)
        rows.add_commitment(reading, number, parent, sites.named(reading.places))


def _targets(rows: Rows, readings: Readings) -> list[tuple[TargetReading, str]]:
    """Make the rows of targets; those that cannot be rows come back with the reason."""
    unplaced: list[tuple[TargetReading, str]] = []
    promises = readings.commitments
    crossings = Crossings(promise.span for promise in promises)
    for target in readings.targets:
        # The promise whose words hold the number, the shortest where there are several.
        held = [(len(promises[i].span), i) for i in crossings.of(target.quote)]
        of = min(held)[1] if held else None
        why = rows.add_target(target, None if of is None else commitment_id(of + 1))
        if why:
            unplaced.append((target, why))
    return unplaced


def set_apart(plan: Plan, rows: Rows) -> list[tuple[TargetReading, str]]:
    """Targets that the checks of a plan refuse, with the code of the problem; their rows go.

    One target that was read wrongly must not keep a whole document from becoming a draft.
    """
    faults = {
        p.row: p.code for p in plan.check().errors if p.file == Target.path and p.row is not None
    }
    # Rows are counted as they are saved: a header, then the targets by identifier.
    saved = sorted(rows.targets, key=lambda target: target.target_id)
    refused = {saved[row - 2].target_id: code for row, code in faults.items()}
    rows.targets = [target for target in rows.targets if target.target_id not in refused]
    return [(rows.placed.pop(name), code) for name, code in sorted(refused.items())]


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
            reason=why_refused(error),
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
            N_(
                "{path} is there already; nothing was written. Name a folder that is new, or move "
                "this one away."
            ),
            path=printable(str(target)),
        )
    if not target.absolute().parent.is_dir():
        raise InputError(
            N_("There is no folder {path}."), path=printable(str(target.absolute().parent))
        )

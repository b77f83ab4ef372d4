"""What each rule of the promise reader does, in a sentence: for ``--why`` and for the manual."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tamnhin.messages import N_

RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "heading-vision": N_("A heading opens the vision."),
        "heading-objective": N_("A heading opens the objectives."),
        "heading-task": N_("A heading opens the tasks."),
        "heading-project": N_("A heading opens a list of projects."),
        "heading-priority_sector": N_("A heading opens the sectors that come first."),
        "heading-result": N_("A heading opens the results so far."),
        "heading-verb": N_("The heading begins with a verb of action."),
        "opener-vision": N_("The sentence opens with the vision's year."),
        "opener-objective": N_("The sentence opens with the objective's year."),
        "opener-task": N_("The sentence announces tasks."),
        "branch": N_("A further goal begins behind the comma."),
        "status": N_("A further state to be reached begins here."),
        "aim": N_("A further aim begins here."),
        "year": N_("A further year begins behind the comma."),
        "repeated": N_("A member of the list begins with the words of an earlier one."),
        "subject": N_("A new subject with its own verb begins here."),
        "verb": N_("The words begin with a verb of action that has its own object."),
        "in-vision": N_("It stands in the vision."),
        "list-of-sectors": N_("It names sectors in a list."),
        "named-in-objectives": N_("It names a project among the objectives."),
        "in-objectives": N_("It stands among the objectives."),
        "institution": N_("It works on rules, offices or procedures."),
        "named-zone": N_("It calls a zone by its name."),
        "named-project": N_("It calls a project by its name."),
        "zone": N_("It works on a zone."),
        "project": N_("It works on a project."),
        "outcome": N_("It tells a state to be reached rather than work to be done."),
        "task": N_("It stands among the tasks."),
        "by-its-number": N_("The number alone promises it."),
    }
)
"""A message id of the catalogue for each rule that a reading of a promise may name."""

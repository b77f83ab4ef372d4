"""The page that says whether the numbers of a plan agree with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tamnhin.assess.consistency import words
from tamnhin.assess.consistency.facts import ABOUT, Given
from tamnhin.assess.consistency.results import VERDICT_WORDS, Finding, Verdict
from tamnhin.messages import N_, Lang
from tamnhin.publish.pages import Context, Request
from tamnhin.publish.views import View

GROUPS: Final[Mapping[Verdict, tuple[str, str]]] = {
    "contradicts": (
        N_("Numbers that contradict each other"),
        N_("Both cannot hold: one of them is wrong, or they speak of different things."),
    ),
    "agrees_only_if": (
        N_("Numbers that agree only on a condition"),
        N_("They hold together only if what is not stated comes out as computed here."),
    ),
    "cannot_be_closed": (
        N_("What cannot be checked"),
        N_("The plan does not state enough numbers; nothing is guessed."),
    ),
    "agrees": (N_("Numbers that agree"), N_("Rounding explains what difference there is.")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding in the words of the page.

    Attributes:
        anchor: its place on the page.
        finding: what was found.
        title: name of the identity.
        formula: the identity in words.
        why: the reason for the verdict.
        verdict: the verdict as a word.
        period: when.
        inputs: the numbers that take part, as sentences, with their targets.
        steps: the arithmetic.
        sides: both sides and their difference, if there are two.
        implied: what is not stated must be.
        missing: what is not stated, in one list.
        notes: what a reader should know.
    """

    anchor: str
    finding: Finding
    title: str
    formula: str
    why: str
    verdict: str
    period: str
    inputs: list[tuple[Given, str, str, str]]
    steps: list[tuple[str, str]]
    sides: str
    implied: list[str]
    missing: str
    notes: list[str]


def page(r: Request) -> Context:
    """Every finding by its verdict, contradictions first."""
    say, lang = r.say, r.say.lang
    counted = Counter(finding.verdict for finding in r.view.findings)
    shown = [_shown(r, finding, f"f{i}") for i, finding in enumerate(r.view.findings, 1)]
    groups: Sequence[dict[str, Any]] = [
        {
            "verdict": verdict,
            "word": say.text(VERDICT_WORDS[verdict]),
            "title": say.text(title),
            "lead": say.text(lead),
            "count": counted[verdict],
            "findings": [one for one in shown if one.finding.verdict == verdict],
        }
        for verdict, (title, lead) in GROUPS.items()
    ]
    return {
        "title": say.text(N_("Does the plan agree with itself?")),
        "groups": groups,
        "about": words.amount(100 * ABOUT, lang),
    }


def _shown(r: Request, finding: Finding, name: str) -> Shown:
    lang = r.say.lang
    return Shown(
        anchor=name,
        finding=finding,
        title=words.title(finding, lang),
        formula=words.formula(finding, lang),
        why=finding.why.text(lang),
        verdict=words.verdict(finding, lang),
        period=finding.period.replace("/", "–"),
        inputs=[_input(r, given) for given in finding.inputs],
        steps=words.steps(finding, lang),
        sides=words.sides(finding, lang),
        implied=[words.implied(one, lang) for one in finding.implied],
        missing=words.missing(finding, lang),
        notes=[note.text(lang) for note in finding.notes],
    )


def _input(r: Request, given: Given) -> tuple[Given, str, str, str]:
    """A stated number: what it is, how it is worded, where it is written."""
    lang = r.say.lang
    name = r.say.text(
        N_("{indicator}, {territory}, {unit}"),
        indicator=given.indicator.title(lang),
        territory=given.territory.title(lang),
        unit=given.period.code.replace("/", "–"),
    )
    return given, name, words.stated(given, lang), words.cited(given, r.view.plan, lang)


def of_target(view: View, target_id: str, lang: Lang) -> list[tuple[str, str, str, str, str]]:
    """The findings of a target: place, verdict, its word, name, condition or reason."""
    return [
        (
            f"f{i}",
            finding.verdict,
            words.verdict(finding, lang),
            words.title(finding, lang),
            words.implied(finding.implied[0], lang)
            if finding.verdict == "agrees_only_if" and finding.implied
            else finding.why.text(lang),
        )
        for i, finding in enumerate(view.findings, 1)
        if target_id in finding.target_ids
    ]

"""The methods in words: what each does, where it is written, what could be verified of it.

Everything is a message id. The class words are those for a series with a target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tamnhin.assess.readings.types import NOT_AVAILABLE, Method, Reading
from tamnhin.messages import N_


@dataclass(frozen=True, slots=True)
class Account:
    """A method in words, as message ids.

    Attributes:
        title: its name.
        rule: the formula in words.
        verified: what was checked, and against what.
        unverified: what could not be checked; empty where all was.
        source: where it is written, as references, not for translation.
    """

    title: str
    rule: str
    verified: str
    unverified: str
    source: str


ACCOUNTS: Final[Mapping[Method, Account]] = {
    "statcan": Account(
        N_("Statistics Canada, Open SDG"),
        N_(
            "The yearly growth since the base year is divided by the yearly growth that was needed "
            "from the base year: from 0.95 on track, from 0.60 acceleration needed, from 0 "
            "limited, below that deterioration. The score runs from -5 to 5."
        ),
        N_(
            "All 247 series that Statistics Canada publishes are reproduced: progress, score and "
            "class."
        ),
        N_(
            "Five indicators average groups of series first, and the published file does not name "
            "the groups."
        ),
        "github.com/open-sdg/open-sdg, docs/progress-methodology.md; "
        "github.com/open-sdg/sdg-build, sdg/ProgressMeasure.py",
    ),
    "eurostat": Account(
        N_("Eurostat"),
        N_(
            "The same ratio of growth, five classes: from 0.95 significant, from 0.60 moderate, "
            "from 0 insufficient, below that movement away. Without a target growth is read at 1%, "
            "0.1%, -0.1% and -1% a year, with a neutral class between."
        ),
        N_("63 series that the Basque statistics office publishes by this rule are reproduced."),
        N_("Eurostat's own annex could not be seen; the form is that of the Basque office."),
        "github.com/EUSTAT-DES/data, indicator_calculation_components.yml; "
        "ec.europa.eu/eurostat/statistics-explained, SDG - Introduction",
    ),
    "unsd": Account(
        N_("United Nations progress chart"),
        N_(
            "The growth so far is carried on to the due year. The share of the way that would be "
            "made by then: from 0.95 on track or met, from 0.10 acceleration needed, below that "
            "stagnation or regression."
        ),
        N_("The rules are those of a statistics office that retells the technical notes."),
        N_("The technical notes of 2023 and 2024 could not be seen, nor an example of theirs."),
        "unstats.un.org/sdgs, Technical Note for Progress Assessment 2024; "
        "github.com/EUSTAT-DES/site, _pages/en/metodologia.md",
    ),
    "escap_status": Account(
        N_("ESCAP, current status"),
        N_(
            "How much of the way from the baseline to the target is done, from 0 to 10; below 0 it "
            "went the wrong way."
        ),
        N_("The expression is that of public code which implements it."),
        N_("No example of ESCAP's own with numbers could be seen, nor its names of classes."),
        "data.unescap.org/resource-guides/progress-assessment-methodology; "
        "github.com/spalmas/SDG-MENARO",
    ),
    "escap_anticipated": Account(
        N_("ESCAP, anticipated progress"),
        N_(
            "The growth so far is carried on to the due year; how much of the way would be done by "
            "then, on the same scale: above 9 it will be met, above 0 it must accelerate."
        ),
        N_("The expression is that of public code which implements it."),
        N_(
            "ESCAP predicts by a weighted regression on all years; here the growth between two "
            "figures is carried on. No example of ESCAP's own with numbers could be seen."
        ),
        "data.unescap.org/resource-guides/progress-assessment-methodology; "
        "github.com/spalmas/SDG-MENARO",
    ),
    "sdsn": Account(
        N_("SDSN arrows"),
        N_(
            "The equal yearly step since the baseline is divided by the equal yearly step that was "
            "needed: from 1 on track, from 0.5 moderately improving, from 0 stagnating, below that "
            "decreasing."
        ),
        N_("That the trend is the past yearly change is written in the report."),
        N_("The bounds of the classes are remembered; their text could not be seen."),
        "dashboards.sdgindex.org/chapters/methodology",
    ),
    "weather": Account(
        N_("Weather symbols (Germany)"),
        N_(
            "The mean yearly change of the last five years is carried on in a straight line. What "
            "would still be missing in the due year, as a share of what is missing now: under 5% "
            "sun, up to 20% sun and cloud, more in the right direction cloud, else storm."
        ),
        N_("The rule was read on the page of a portal that uses it."),
        N_("That it is Germany's could not be confirmed, nor was there an example with numbers."),
        "github.com/jah-ky/nsdp-upgrade, www/_pages/methodology.md",
    ),
    "oecd": Account(
        N_("OECD distance to target"),
        N_(
            "What is missing to the target, in standard deviations of the territories of the same "
            "level in that year; 0 once it is reached. There are no classes."
        ),
        N_("That distances are standardised and measured from a fixed end point is written."),
        N_("The expression is remembered; no example with numbers could be seen."),
        "OECD, Measuring Distance to the SDG Targets 2019, chapter 3",
    ),
    "attainment": Account(
        N_("Attainment in a Vietnamese plan review"),
        N_(
            "Actual change by planned change, beside the part of the time that is over. Exceeded "
            "or reached where the figure keeps the target; moved away where it went back. Where "
            "less than 5% of the base is to change, no share is given."
        ),
        N_("The share and the words are those that published reviews print."),
        N_(
            "No published rule says how close is nearly, or when a target is hard to reach; the "
            "bound of 5% is our own choice."
        ),
        "525/QĐ-UBND (Lào Cai, 25/02/2026), phụ lục 1",
    ),
}

STATUS_WORDS: Final[Mapping[Method, Mapping[str, str]]] = {
    "statcan": {
        "target_achieved": N_("target achieved"),
        "substantial_progress": N_("on track"),
        "moderate_progress": N_("progress made but acceleration needed"),
        "limited_progress": N_("limited progress"),
        "deterioration": N_("deterioration"),
        "target_not_achieved": N_("target not achieved"),
    },
    "eurostat": {
        "significant_progress": N_("significant progress"),
        "moderate_progress": N_("moderate progress"),
        "no_progress": N_("no progress"),
        "moderate_deterioration": N_("insufficient progress"),
        "significant_deterioration": N_("movement away"),
    },
    "unsd": {
        "on_track_or_met": N_("on track or met"),
        "acceleration_needed": N_("fair progress, acceleration needed"),
        "stagnation_or_regression": N_("stagnation or regression"),
    },
    "escap_status": {
        "reached": N_("target achieved"),
        "progress": N_("progress"),
        "regression": N_("regression"),
    },
    "escap_anticipated": {
        "will_meet": N_("will be met"),
        "must_accelerate": N_("must accelerate"),
        "wrong_way": N_("no progress or the wrong way"),
    },
    "sdsn": {
        "on_track": N_("on track"),
        "moderately_improving": N_("moderately improving"),
        "stagnating": N_("stagnating"),
        "decreasing": N_("decreasing"),
    },
    "weather": {
        "sun": N_("sun"),
        "sun_and_cloud": N_("sun and cloud"),
        "cloud": N_("cloud"),
        "storm": N_("storm"),
    },
    "oecd": {
        "reached": N_("target achieved"),
        "distance_left": N_("distance left"),
    },
    "attainment": {
        "exceeded": N_("exceeded the target"),
        "reached": N_("target achieved"),
        "nearly_reached": N_("nearly reached"),
        "not_reached": N_("not reached"),
        "moved_away": N_("moved away"),
        "under_way": N_("under way, not due yet"),
        "likely": N_("likely to be reached"),
        "hard": N_("hard to reach"),
        "unlikely": N_("unlikely to be reached"),
    },
}

NOT_APPLIED: Final = N_("not applied")


def class_word(reading: Reading) -> str:
    """The class of a reading as a message id."""
    if reading.status == NOT_AVAILABLE:
        return NOT_APPLIED
    return STATUS_WORDS[reading.method][reading.status]

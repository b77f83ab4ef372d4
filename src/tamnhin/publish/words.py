"""The words of the portal for everything that tables say in code: kinds, topics, origins, reasons.

Every map holds message ids; they are translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.messages import N_

COMMITMENT_KINDS: Final[Mapping[str, str]] = {
    "vision": N_("Vision"),
    "objective": N_("Objective"),
    "task": N_("Task"),
    "priority_sector": N_("Priority sector"),
    "zone": N_("Zone"),
    "project": N_("Project"),
    "institution": N_("Institution"),
}

TOPICS: Final[Mapping[str, str]] = {
    "economy": N_("Economy"),
    "industry": N_("Industry"),
    "agriculture": N_("Agriculture"),
    "services": N_("Services"),
    "tourism": N_("Tourism"),
    "science": N_("Science and technology"),
    "digital": N_("Digital transformation"),
    "infrastructure": N_("Infrastructure"),
    "urban": N_("Urban development"),
    "education": N_("Education and training"),
    "health": N_("Health"),
    "society": N_("Social welfare"),
    "culture": N_("Culture"),
    "environment": N_("Environment"),
    "defence": N_("Defence and security"),
    "governance": N_("Public administration"),
}

ORIGINS: Final[Mapping[str, str]] = {
    "decision": N_("Decision"),
    "draft": N_("Draft"),
    "other": N_("Other document"),
    "successor": N_("Successor territory"),
    "sister": N_("Sister plan"),
    "region": N_("Region"),
    "nation": N_("Nation"),
}

ORIGIN_SENTENCES: Final[Mapping[str, str]] = {
    "decision": N_("Set by the decision that approved this plan."),
    "draft": N_("From a draft of this plan. The decision does not confirm it."),
    "other": N_("From another document of the same territory, not from this plan's decision."),
    "successor": N_("Set by the territory that this one became part of."),
    "sister": N_("From the plan of another territory of the same merger."),
    "region": N_("From the frame of the region, not from this plan's decision."),
    "nation": N_("From the national frame, not from this plan's decision."),
}

GAP_REASONS: Final[Mapping[str, str]] = {
    "not_quantified": N_("the plan gives no number"),
    "value_not_seen": N_("the plan has a number that no available copy shows"),
    "no_statistics": N_("nobody publishes such a figure"),
    "not_collected": N_("the figure is published but not in these tables yet"),
    "definition_changed": N_("the definition changed, figures cannot be compared"),
    "restricted": N_("defence and security, not for publication"),
    "no_figures": N_("there is an indicator but no figure for this territory yet"),
}

MEASURES: Final[Mapping[str, str]] = {
    "measured": N_("Measured"),
    "no_figures": N_("Measurable, no figures yet"),
    "unmeasured": N_("Unmeasured"),
}

OBSERVATION_STATUS: Final[Mapping[str, str]] = {
    "final": N_("final"),
    "preliminary": N_("preliminary"),
    "estimate": N_("estimate"),
    "unstated": N_("not stated"),
    "spliced": N_("spliced"),
    "missing": N_("missing"),
}

OPERATORS: Final[Mapping[str, str]] = {
    "at_least": N_("at least {amount}"),
    "more_than": N_("over {amount}"),
    "at_most": N_("at most {amount}"),
    "less_than": N_("under {amount}"),
    "about": N_("about {amount}"),
    "exactly": "{amount}",
    "between": N_("{low} to {amount}"),
}

PROMISE_KINDS: Final[Mapping[str, str]] = {
    "level": N_(
        "A level: the figure of the due year decides. Until then the growth made, or the equal "
        "step of a share, is compared with what was needed from the baseline."
    ),
    "average_growth": N_(
        "An average growth: the yearly rates are compounded; what is left is the rate that the "
        "remaining years need."
    ),
    "change": N_("Points a year: the mean of the yearly changes decides."),
    "cumulative": N_("A sum over a period: what is missing is spread over the years left."),
    "share": N_(
        "A share: it moves by equal steps. Shares of one list add up to 100%, or the list is "
        "marked."
    ),
    "range": N_("A range: the distance to its nearer end counts, and it is nothing inside."),
    "ceiling": N_("A bound for every year: broken once is broken, whatever comes after."),
    "multiple": N_(
        "A multiple of a base year, such as a doubling by 2030: the figure of that year must be "
        "known."
    ),
    "rank": N_("A rank: it moves by steps, depends on the others and has no growth."),
    "milestone": N_("A milestone: reached or not by its day."),
    "relative": N_(
        "A comparison with another territory: the ratio of both figures of one period. Without a "
        "named territory there is no verdict."
    ),
}
"""Every kind of promise in plain words; a range is a kind of its own, whatever its basis."""

PLACE_KINDS: Final[Mapping[str, str]] = {
    "high_tech_park": N_("High-tech park"),
    "industrial_park": N_("Industrial park"),
    "industrial_cluster": N_("Industrial cluster"),
    "university": N_("University or school"),
    "hospital": N_("Hospital"),
    "tourism": N_("Tourism area"),
    "urban_area": N_("Urban area"),
    "transport": N_("Transport work"),
    "factory": N_("Factory"),
    "other": N_("Other place"),
}

STAGES: Final[Mapping[str, str]] = {
    "planned": N_("planned"),
    "approved": N_("approved"),
    "under_construction": N_("under construction"),
    "operating": N_("operating"),
    "stopped": N_("stopped"),
    "unknown": N_("not stated"),
}

PRECISIONS: Final[Mapping[str, str]] = {
    "exact": N_("exact coordinates"),
    "approximate": N_("approximate coordinates, within about 5 km"),
    "district_centre": N_("drawn at the centre of its district"),
}

LEVELS: Final[Mapping[str, str]] = {
    "country": N_("Country"),
    "region": N_("Regions"),
    "province": N_("Provinces"),
    "district": N_("Districts"),
    "commune": N_("Communes and wards"),
}

EVENT_KINDS: Final[Mapping[str, str]] = {
    "merge": N_("Merger"),
    "split": N_("Split"),
    "rename": N_("Renaming"),
    "boundary": N_("Change of borders"),
    "level_abolished": N_("Level abolished"),
}

SHARE_MEASURES: Final[Mapping[str, str]] = {
    "whole": N_("whole"),
    "part": N_("a part, size not known"),
    "area": N_("share of the area"),
    "population": N_("share of the population"),
    "grdp": N_("share of the GRDP"),
}

SOURCE_KINDS: Final[Mapping[str, str]] = {
    "decision": N_("Decision"),
    "resolution": N_("Resolution"),
    "statistics": N_("Statistics office"),
    "report": N_("Report"),
    "article": N_("News article"),
    "website": N_("Website"),
    "thesis": N_("Thesis"),
    "dataset": N_("Dataset"),
}

TABLES: Final[Mapping[str, str]] = {
    "sources": N_("Sources"),
    "citations": N_("Passages of sources"),
    "commitments": N_("Promises"),
    "indicators": N_("Indicators"),
    "targets": N_("Targets"),
    "target_terms": N_("Terms of targets"),
    "observations": N_("Figures"),
    "breaks": N_("Breaks in series"),
    "no_breaks": N_("Jumps that are no breaks"),
    "territories": N_("Territories"),
    "territory_events": N_("Changes of territories"),
    "territory_shares": N_("Who got how much"),
    "roles": N_("Parts of indicators in the identities"),
    "places": N_("Places"),
    "projects": N_("Projects"),
    "layers": N_("Map layers"),
    "levers": N_("Levers"),
    "uncertainties": N_("Uncertainties"),
    "bindings": N_("Model variables and indicators"),
    "amendments": N_("Amendments"),
    "review": N_("Review decisions"),
}

AGGREGATIONS: Final[Mapping[str, str]] = {
    "sum": N_("Figures of merged territories are the sum of their parts."),
    "weighted": N_("Figures of merged territories are the weighted average of their parts."),
    "none": N_("Figures of merged territories cannot be made from their parts."),
}

STATUS_SENTENCES: Final[Mapping[str, str]] = {
    "met": N_("the latest figure reaches the target, or the figure of the due year did"),
    "on_track": N_("the pace so far is at least 0.95 of the pace needed"),
    "behind": N_("the pace so far is at least 0.60 of the pace needed"),
    "far_behind": N_("the figures move the right way, with less than 0.60 of the pace needed"),
    "moving_away": N_("the figures move the wrong way"),
    "missed": N_(
        "the figure of the due year did not reach the target, a bound for every year was broken, "
        "or what has been added is beyond what the whole period may have"
    ),
    "not_due": N_("a milestone whose year has not come"),
    "overdue": N_("a milestone whose year has passed without news that it was reached"),
    "no_value": N_("the document has a number that no available copy shows, or gives none"),
    "no_data": N_("no figure to compare the target with"),
    "no_baseline": N_(
        "a pace needs two figures of different years, or the first years are missing"
    ),
    "not_assessable": N_("the rule does not fit this kind of target"),
}

OUTLOOKS: Final[Mapping[str, str]] = {
    "likely": N_("likely to be kept"),
    "hard": N_("hard to keep"),
    "unlikely": N_("unlikely to be kept"),
    "none": N_("no probability"),
}


def begun(text: str) -> str:
    """The sentence with a capital letter, where it begins with a word of the data."""
    return text[:1].upper() + text[1:]


def bilingual(note: str, lang: str) -> str:
    """The half of a note that is in the reader's language: ``Tiếng Việt / English``."""
    halves = note.split(" / ")
    if len(halves) != 2:
        return note
    return halves[1] if lang == "en" else halves[0]

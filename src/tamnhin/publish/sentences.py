"""What is known of a target, said plainly: one sentence, its probability, the method's record.

Every sentence is one message with places; the terminal, the downloads and the pages say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from tamnhin.assess.forecast.reliability import came_true
from tamnhin.assess.known import Kind, Known, known
from tamnhin.assess.outlook import Outlook
from tamnhin.assess.types import Assessment, Chance
from tamnhin.messages import N_
from tamnhin.periods import parse_period
from tamnhin.publish.phrases import Phrases, sensible_decimals
from tamnhin.publish.words import begun

_NEED: Final[Mapping[Kind, tuple[str, str]]] = {
    "average_up": (
        N_("To average {amount} over {span}, growth must average {need} from {since} on."),
        N_(
            "To average {amount} over {span}, growth must average {need} from {since} on; it was "
            "above that in {count} of the last {years} years."
        ),
    ),
    "average_down": (
        N_(
            "To average {amount} over {span}, the yearly rate must average {need} or less from "
            "{since} on."
        ),
        N_(
            "To average {amount} over {span}, the yearly rate must average {need} or less from "
            "{since} on; it was below that in {count} of the last {years} years."
        ),
    ),
    "grow": (
        N_("To reach {goal}, it must grow by {need} a year from {since} on."),
        N_(
            "To reach {goal}, it must grow by {need} a year from {since} on; it grew faster than "
            "that in {count} of the last {years} years."
        ),
    ),
    "shrink": (
        N_("To come down to {goal}, it must shrink by {need} a year from {since} on."),
        N_(
            "To come down to {goal}, it must shrink by {need} a year from {since} on; it shrank "
            "faster than that in {count} of the last {years} years."
        ),
    ),
    "rise": (
        N_("To reach {goal}, it must rise by {need} a year from {since} on."),
        N_(
            "To reach {goal}, it must rise by {need} a year from {since} on; it rose by more than "
            "that in {count} of the last {years} years."
        ),
    ),
    "fall": (
        N_("To come down to {goal}, it must fall by {need} a year from {since} on."),
        N_(
            "To come down to {goal}, it must fall by {need} a year from {since} on; it fell by "
            "more than that in {count} of the last {years} years."
        ),
    ),
    "climb": (
        N_("To be {goal}, it must move up by {need} places a year from {since} on."),
        N_(
            "To be {goal}, it must move up by {need} places a year from {since} on; it moved up by "
            "more than that in {count} of the last {years} years."
        ),
    ),
    "sum_up": (
        N_("To reach {goal}, it takes {need} a year from {since} on."),
        N_(
            "To reach {goal}, it takes {need} a year from {since} on; it was above that in "
            "{count} of the last {years} years."
        ),
    ),
    "sum_down": (
        N_("To keep to {goal}, it may be {need} a year from {since} on, no more."),
        N_(
            "To keep to {goal}, it may be {need} a year from {since} on, no more; it was below "
            "that in {count} of the last {years} years."
        ),
    ),
    "mean_up": (
        N_("To reach {goal}, the yearly figure must average {need} from {since} on."),
        N_(
            "To reach {goal}, the yearly figure must average {need} from {since} on; it was above "
            "that in {count} of the last {years} years."
        ),
    ),
    "mean_down": (
        N_("To keep to {goal}, the yearly figure may average {need} from {since} on, no more."),
        N_(
            "To keep to {goal}, the yearly figure may average {need} from {since} on, no more; it "
            "was below that in {count} of the last {years} years."
        ),
    ),
    "within": (
        N_("To keep to {goal}, the yearly figure must average {need} to {most} from {since} on."),
        N_(
            "To keep to {goal}, the yearly figure must average {need} to {most} from {since} on; "
            "it lay between these in {count} of the last {years} years."
        ),
    ),
    "range": (
        N_(
            "To keep to {goal}, the distance to the range must shrink by {need} a year from "
            "{since} on."
        ),
        N_(
            "To keep to {goal}, the distance to the range must shrink by {need} a year from "
            "{since} on; the figure lay inside in {count} of the last {years} years."
        ),
    ),
    "ceiling": (
        N_("The promise is {goal}; the latest figure is {latest} ({period})."),
        N_("The promise is {goal}; that was kept in {count} of the last {years} years."),
    ),
    "keeps": (
        N_("{latest} ({period}) already suffices for {goal}."),
        N_(
            "{latest} ({period}) already suffices for {goal}; so did the figure in {count} of the "
            "last {years} years."
        ),
    ),
    "below": (
        N_("{latest} ({period}) does not suffice for {goal} yet; the way there is not known."),
        N_(
            "{latest} ({period}) does not suffice for {goal} yet; the figure did in {count} of the "
            "last {years} years."
        ),
    ),
    "rank": (
        N_("The promise is {goal}; the latest is {latest} ({period})."),
        N_(
            "The promise is {goal}; the latest is {latest} ({period}), and it was good enough in "
            "{count} of the last {years} years."
        ),
    ),
}
_PLAIN: Final[Mapping[Kind, str]] = {
    "decided_kept": N_("Promised was {goal}; it came to {latest} ({period}): kept."),
    "decided_missed": N_("Promised was {goal}; it came to {latest} ({period}): not kept."),
    "done": N_("Promised was: {goal}. It is recorded as done."),
    "not_done": N_("Promised is: {goal}. It is not recorded as done, and there is time left."),
    "overdue": N_("Promised was: {goal}. The time is over, and it is not recorded as done."),
    "no_figure": N_("Promised is: {goal}. {why}"),
    "no_value": N_("The number of this promise is not in any available copy: nothing follows."),
    "unsaid": N_("Promised is: {goal}. {why}"),
}


def sentence(a: Assessment, say: Phrases) -> str:
    """What is known of a target in one sentence: what it takes, and how often that was so."""
    fact = known(a)
    places: dict[str, object] = {
        "goal": say.goal(a.target, a.compared_with),
        "why": a.why.text(say.lang),
    }
    if a.latest is not None:
        places |= {"latest": say.latest(a), "period": say.period(a.latest.period)}
    if fact.kind in {"decided_kept", "decided_missed"}:
        places |= _outcome(a, say)
    if fact.kind not in _NEED:
        return begun(say.text(_PLAIN[fact.kind], **places))
    short, long = _NEED[fact.kind]
    places |= {
        "need": _need(fact.need, fact, a, say),
        "most": "" if fact.most is None else _need(fact.most, fact, a, say),
        "amount": say.bounds(a.target),
        "span": say.period(a.target.period),
        "since": str(fact.since),
        "count": fact.count,
        "years": fact.years,
    }
    return begun(say.text(long if fact.years else short, **places))


def _outcome(a: Assessment, say: Phrases) -> dict[str, object]:
    """What a period came to as a whole, where a sum or a mean of its years decides."""
    pace, first = a.pace, a.target.period.first_year
    if pace is None or a.target.period.kind != "span" or a.target.basis == "ceiling":
        return {}
    whole = pace.actual * pace.years_done if pace.path == "cumulative" else pace.actual
    done = parse_period(f"{first:04d}/{first + pace.years_done - 1:04d}")
    amount = say.amount(whole, a.indicator.unit, sensible_decimals(whole))
    return {"latest": amount, "period": say.period(done)}


def _need(value: float, fact: Known, a: Assessment, say: Phrases) -> str:
    if fact.kind in {"grow", "shrink", "rise", "fall", "range"}:
        return say.speed(abs(value), a)
    if fact.kind == "climb":
        return say.number(abs(value), 1)
    if a.pace is not None and a.pace.path == "average_growth":
        return f"{say.number(value, 1)}%"
    return say.amount(value, a.indicator.unit, sensible_decimals(value))


def chance_line(a: Assessment, say: Phrases) -> str:
    """The probability as a word and its interval: “hard to keep, 22–26%”; empty without one."""
    c = a.chance
    if c is None:
        return ""
    return say.text(N_("{word}, {range}"), word=c.word(say.lang), range=chance_range(c, say))


def chance_range(c: Chance, say: Phrases) -> str:
    """The probability less and more the method's calibration error on history: ``22–26%``."""
    low, high = (round(100 * p) for p in c.interval)
    if high < 1:
        return say.text(N_("below 1%"))
    if low > 99:
        return say.text(N_("above 99%"))
    if low == high:
        return f"{say.number(low)}%"
    return f"{say.number(low)}–{say.number(high)}%"


def record_line(c: Chance, say: Phrases) -> str:
    """How often promises that were given such a probability were kept, of 100 on history."""
    first, last, kept = came_true(c.probability)
    return say.text(
        N_(
            "Tested on history: of 100 targets that were given {first} to {last}%, {kept} were met."
        ),
        first=first,
        last=last,
        kept=kept,
    )


def width_line(c: Chance, say: Phrases) -> str:
    """How often the 80 % interval held what came, so far ahead; empty where not tested."""
    if c.record is None:
        return ""
    return say.text(
        N_(
            "{ahead} years ahead, {inside} of 100 figures fell in the 80% interval, in {cases} "
            "forecasts of {indicators} indicators that the method had not seen."
        ),
        ahead=c.years_ahead,
        inside=round(100 * c.record.cover80),
        cases=c.record.cases,
        indicators=c.record.indicators,
    )


def outcome_line(a: Assessment, say: Phrases) -> str:
    """The 80 % interval of what decides, as a sentence; empty without a probability."""
    c = a.chance
    if c is None:
        return ""
    ranked = "rank" in {a.indicator.kind, a.target.basis}
    decimals = 0 if ranked else sensible_decimals(max(abs(c.low), abs(c.high)))
    low, middle, high = (
        say.amount(v, a.indicator.unit, decimals) for v in (c.low, c.middle, c.high)
    )
    message = N_(
        "From its own past it comes to {low} to {high} in 80 of 100 cases, {middle} in the middle."
    )
    if a.target.basis == "ceiling":
        message = N_(
            "From its own past the year that decides comes to {low} to {high} in 80 of 100 cases, "
            "{middle} in the middle."
        )
    return say.text(message, low=low, middle=middle, high=high)


def dots_line(a: Assessment, say: Phrases) -> str:
    """How many of the twenty outcomes keep the promise; empty without a probability."""
    if a.chance is None or a.keeps is None or not a.chance.dots:
        return ""
    count = sum(a.keeps.met_by(Decimal(repr(value))) for value in a.chance.dots)
    return say.text(
        N_("{count} of 20 equally likely outcomes keep the promise (filled dots)."), count=count
    )


def past_line(found: Outlook, say: Phrases) -> str:
    """How the earlier forecasts of this series did; empty where there are none."""
    if not found.came:
        return ""
    return say.text(
        N_(
            "The same method from the figures up to earlier years: of {came} figures that came "
            "later, {inside} lie in its 80% intervals."
        ),
        came=found.came,
        inside=found.inside,
    )


def past_note(found: Outlook, say: Phrases) -> str:
    """What the earlier forecasts knew: vintages of their time, or today's figures up to a year."""
    if not found.past:
        return ""
    dated = ", ".join(str(fan.origin) for fan in found.past if fan.dated)
    others = ", ".join(str(fan.origin) for fan in found.past if not fan.dated)
    if not others:
        return say.text(
            N_("As they would have been made in {years}, with the figures published then."),
            years=dated,
        )
    if not dated:
        return say.text(
            N_(
                "As they would have been made in {years}, with today's figures up to that year: "
                "what was published then is not known."
            ),
            years=others,
        )
    return say.text(
        N_(
            "As they would have been made: in {dated} with the figures published then, in "
            "{others} with today's figures up to that year."
        ),
        dated=dated,
        others=others,
    )

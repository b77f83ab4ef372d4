"""How the portal says a number, a period, a target, a pace: whole sentences of one language.

Nothing is glued together from halves of sentences: every sentence is one message with places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from babel.dates import format_date as babel_date
from markupsafe import Markup

from tamnhin.assess.status import Status, TrackRecord
from tamnhin.assess.types import Assessment, Pace
from tamnhin.data.series import Point
from tamnhin.data.types import QUALIFIER_WORDS, Observation
from tamnhin.messages import N_, HasTitle, Lang, catalogue, format_date, format_number
from tamnhin.periods import PartialDate, Period
from tamnhin.plan.types import Target
from tamnhin.publish import words
from tamnhin.records import Titled
from tamnhin.territory import Territory
from tamnhin.units import unit

_NBSP: Final = "\u00a0"
_MARKS: Final = str.maketrans(",.", ".,")

_PERIODS: Final[Mapping[str, str]] = {
    "half-1": N_("first half of {year}"),
    "half-2": N_("second half of {year}"),
    "quarter": N_("quarter {part} of {year}"),
    "months": N_("first {part} months of {year}"),
    "span": N_("{first}–{last}"),
}

_MONTHS: Final[Mapping[Lang, str]] = {"vi": "MM/yyyy", "en": "MMMM yyyy"}

# A language may need another word before a year, a day and a month, so each has its own message.
_DUE: Final[Mapping[str, str]] = {
    "year": N_("{amount} in {period}"),
    "day": N_("{amount} on {day}"),
    "month": N_("{amount} in {month}"),
    "span": N_("{amount} over {period}"),
    "part": N_("{amount} in {part}"),
}
_DONE: Final[Mapping[str, str]] = {
    "year": N_("done by {period}"),
    "day": N_("done by {day}"),
    "month": N_("done by {month}"),
    "span": N_("done within {period}"),
    "part": N_("done by {part}"),
}
_COMPARED: Final = N_("{amount}, compared with another unit, in {period}")
_COMPARED_OTHER: Final = N_("{amount}, compared with another unit, for {period}")
# In English “two times” and “80%” go on in other ways; the first word says which it is.
_COMPARED_NAMED: Final[Mapping[str, tuple[str, str]]] = {
    "times": (
        N_("{amount} the figure of {other}, in {period}"),
        N_("{amount} the figure of {other}, for {period}"),
    ),
    "share": (
        N_("{amount} of the figure of {other}, in {period}"),
        N_("{amount} of the figure of {other}, for {period}"),
    ),
}
_MULTIPLE: Final[Mapping[str, tuple[str, str]]] = {
    "times": (
        N_("{amount} the figure of {base}, in {period}"),
        N_("{amount} the figure of {base}, for {period}"),
    ),
    "share": (
        N_("{amount} of the figure of {base}, in {period}"),
        N_("{amount} of the figure of {base}, for {period}"),
    ),
}
_PLACE_OF: Final[Mapping[str, str]] = {"day": "day", "month": "month", "part": "part"}

_RANKS: Final[Mapping[str, str]] = {
    "at_most": N_("rank {number} or better"),
    "less_than": N_("better than rank {number}"),
    "at_least": N_("rank {number} or worse"),
    "more_than": N_("worse than rank {number}"),
}

_FINDINGS: Final[Mapping[Status, str]] = {
    "met": N_("{title}: reached. {latest} in {period}; the target is {goal}."),
    "on_track": N_("{title}: on pace. {latest} in {period}; the target is {goal}."),
    "behind": N_("{title}: behind the pace needed. {latest} in {period}; the target is {goal}."),
    "far_behind": N_(
        "{title}: far behind the pace needed. {latest} in {period}; the target is {goal}."
    ),
    "moving_away": N_(
        "{title}: moving away from the target. {latest} in {period}; the target is {goal}."
    ),
    "missed": N_("{title}: missed. {latest} in {period}; the target was {goal}."),
    "not_due": N_("{title}: not due yet. The target is {goal}."),
    "overdue": N_("{title}: overdue. The target was {goal}."),
    "no_value": N_("{title}: the plan's number is not in any available copy."),
    "no_data": N_("{title}: no figures to compare with. The target is {goal}."),
    "no_baseline": N_("{title}: too few figures for a verdict. The target is {goal}."),
    "not_assessable": N_("{title}: cannot be assessed. The target is {goal}."),
}

_PACES: Final[Mapping[str, str]] = {
    "compound": N_("Growth of {actual} a year since {start}; {required} a year was needed."),
    "linear": N_("{actual} a year since {start}; {required} a year was needed."),
    "range": N_("{actual} a year nearer since {start}; {required} a year was needed."),
    "average_growth": N_(
        "{actual} a year on average since {start}; the plan needs {required} a year."
    ),
    "cumulative": N_("{actual} a year on average since {start}; {required} a year is needed."),
    "mean": N_("{actual} a year on average since {start}; {required} a year is needed."),
}
_PACE_WITHIN: Final = N_(
    "{actual} a year on average since {start}; the promise allows {required} a year."
)
_LEFT: Final = N_("From now on it takes {left} a year until {due}.")
_LEFT_WITHIN: Final = N_("From now on it may be {left} a year at most until {due}.")
_PROJECTED: Final = N_("If the pace so far goes on, {due} ends at {projected}.")
_PROJECTED_AVERAGE: Final = N_(
    "If the pace so far goes on, the average of {period} will be {projected}."
)
_RECORD: Final = N_(
    "Of simulated past plans in this position, about {share} reached the target in the end."
)


@lru_cache(maxsize=65536)
def _number(value: float | Decimal, lang: Lang, decimals: int | None, _form: str = "") -> str:
    """A number in words of the language; equal numbers of other forms are kept apart."""
    return format_number(value, lang, decimals).replace("-", "\u2212")


@lru_cache(maxsize=8192)
def _day(value: dt.date, lang: Lang) -> str:
    return format_date(value, lang)


@lru_cache(maxsize=8192)
def _month(value: dt.date, lang: Lang) -> str:
    return babel_date(value, format=_MONTHS[lang], locale=lang)


def sensible_decimals(value: float | Decimal) -> int:
    """Digits after the mark that a computed number can carry: about four significant ones."""
    size = abs(float(value))
    return 0 if size >= 1000 or size == 0 else 1 if size >= 100 else 2 if size >= 0.1 else 3


def _factor(target: Target) -> str:
    """How the number of a multiple or comparison is said: so many times, or a share."""
    return "times" if target.unit == "ratio" else "share"


class Phrases:
    """Sentences, numbers and dates of one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self.book = catalogue(lang)

    def text(self, message: str, /, **params: object) -> str:
        """A message with its places filled in; markup among the values is kept as markup."""
        sentence = self.book.gettext(message)
        if not params:
            return sentence
        shown = {key: self._shown(value) for key, value in params.items()}
        if any(isinstance(value, Markup) for value in shown.values()):
            return Markup(sentence).format(**shown)  # noqa: S704 - messages are our own text
        return sentence.format(**shown)

    def ngettext(self, one: str, many: str, n: int, /, **params: object) -> str:
        """A message for a count; ``{n}`` is the count."""
        sentence = self.book.ngettext(one, many, n)
        shown = {key: self._shown(value) for key, value in {"n": n, **params}.items()}
        return sentence.format(**shown)

    def _shown(self, value: object) -> object:
        if isinstance(value, (dt.date, PartialDate)):
            return self.date(value)
        if isinstance(value, Titled):
            return self.title(value)
        if isinstance(value, HasTitle) and not isinstance(value, str):
            return value.title(self.lang)
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            return value
        return self.number(value)

    def word(self, mapping: Mapping[str, str], key: str) -> str:
        """The word of a code; the code itself where it is new to us."""
        return self.book.gettext(mapping.get(key, key))

    def title(self, record: Titled) -> str:
        """The title; a Vietnamese one on an English page is marked as Vietnamese."""
        if self.lang == "en" and not record.title_en:
            return Markup('<span lang="vi">{}</span>').format(record.title_vi)
        return record.title(self.lang)

    def opening(self, record: Titled) -> str:
        """The title with a capital letter, for the beginning of a sentence or heading."""
        return words.begun(record.title(self.lang))

    # Numbers, units, dates

    def number(self, value: float | Decimal, decimals: int | None = None) -> str:
        """A number for people; a computed one is cut to what it can carry."""
        if decimals is None and not isinstance(value, int):
            exponent = value.as_tuple().exponent if isinstance(value, Decimal) else -99
            if not isinstance(exponent, int) or exponent < -4:
                decimals = sensible_decimals(value)
        return _number(value, self.lang, decimals, str(value) if decimals is None else "")

    def computed(self, value: float, decimals: int) -> str:
        """A computed number, as :meth:`number` writes it and ten times as fast: for many."""
        text = f"{value:,.{decimals}f}".replace("-", "\u2212")
        return text if self.lang == "en" else text.translate(_MARKS)

    def amount(self, value: float | Decimal, symbol: str, decimals: int | None = None) -> str:
        """A number with its unit: ``230 triệu đồng/người``, ``70,5%``, ``rank 34``."""
        number = self.number(value, decimals)
        if symbol == "rank":
            return self.text(N_("rank {number}"), number=number)
        if symbol == "class":
            return self.text(N_("class {number}"), number=number)
        if symbol == "ratio":
            return self.text(N_("{number} times"), number=number)
        title = unit(symbol).title(self.lang)
        return f"{number}{title}" if title.startswith("%") else f"{number}{_NBSP}{title}"

    def period(self, period: Period) -> str:
        """A period as people say it: ``first half of 2024``."""
        if period.kind == "year":
            return period.code
        if period.kind == "day":
            return _day(period.end, self.lang)
        if period.kind == "month":
            return _month(period.end, self.lang)
        year, first = str(period.year), str(period.first_year)
        if period.kind == "span":
            return self.text(_PERIODS["span"], first=first, last=year)
        key, part = period.kind, ""
        if key == "half":
            key = "half-1" if period.start.month == 1 else "half-2"  # type: ignore[assignment]
        elif key == "quarter":
            part = ("I", "II", "III", "IV")[period.end.month // 3 - 1]
        else:
            part = str(period.end.month)
        return self.text(_PERIODS[key], year=year, part=part)

    def date(self, value: dt.date | PartialDate | None) -> str:
        """A date as far as it is known."""
        if value is None:
            return self.text(N_("date not stated"))
        if isinstance(value, dt.date):
            return _day(value, self.lang)
        if len(value.code) == len("2024"):
            return value.code
        if len(value.code) == len("2024-06"):
            return _month(value.first_day, self.lang)
        return _day(value.first_day, self.lang)

    def prices(self, basis: str) -> str:
        """The price basis of money figures: current prices, or constant prices of a year."""
        if basis.startswith("constant-"):
            return self.text(N_("constant prices of {year}"), year=basis.removeprefix("constant-"))
        return self.text(N_("current prices")) if basis == "current" else basis

    # Targets and where they stand

    def observed(self, observation: Observation, known: str = "") -> str:
        """A figure as its source words it: ``over 38 000 billion VND``.

        Args:
            observation: the figure.
            known: a unit that the reader knows already, and that is left out.
        """
        if observation.value is None:
            return self.text(N_("no figure"))
        if observation.unit == known:
            amount = self.number(observation.value)
        else:
            amount = self.amount(observation.value, observation.unit)
        return self.qualified(amount, observation.qualifier)

    def goal(self, target: Target, other: Territory | None = None) -> str:
        """What is promised, with its year: ``over 230 million VND a person in 2030``.

        Args:
            target: the promise.
            other: the territory that a comparison is made with, where it is known.
        """
        period = self.period(target.period)
        if target.basis == "milestone":
            return self._when(_DONE, target.period)
        if target.value is None:
            return self.text(N_("a number not seen, for {period}"), period=period)
        amount = self.bounds(target)
        if target.basis == "average_growth":
            return self.text(N_("{amount} on average over {period}"), amount=amount, period=period)
        if target.basis == "cumulative":
            return self.text(N_("{amount} in all over {period}"), amount=amount, period=period)
        if target.basis == "change":
            return self.text(N_("a change of {amount} over {period}"), amount=amount, period=period)
        if target.basis == "multiple" and target.baseline_period is not None:
            base = self.period(target.baseline_period)
            years = target.baseline_period.is_year and target.period.is_year
            message = _MULTIPLE[_factor(target)][0 if years else 1]
            return self.text(message, amount=amount, base=base, period=period)
        if target.basis == "ceiling" and target.period.kind == "span":
            return self.text(N_("{amount} in every year of {period}"), amount=amount, period=period)
        if target.basis == "relative" and other is not None:
            message = _COMPARED_NAMED[_factor(target)][0 if target.period.is_year else 1]
            return self.text(message, amount=amount, other=other, period=period)
        if target.basis == "relative":
            message = _COMPARED if target.period.is_year else _COMPARED_OTHER
            return self.text(message, amount=amount, period=period)
        return self._when(_DUE, target.period, amount=amount)

    def _when(self, messages: Mapping[str, str], period: Period, **params: object) -> str:
        """A sentence about a period, in the words that its kind needs."""
        kind = period.kind if period.kind in messages else "part"
        place = _PLACE_OF.get(kind, "period")
        return self.text(messages[kind], **{place: self.period(period)}, **params)

    def bounds(self, target: Target) -> str:
        """The number of a target with its word: ``over 230 million VND``."""
        value = target.value if target.value is not None else Decimal(0)
        if target.upper is None and target.unit == "rank" and target.operator in _RANKS:
            return self.text(_RANKS[target.operator], number=self.number(value))
        if target.upper is None:
            amount = self.amount(value, target.unit)
            return self.text(words.OPERATORS[target.operator], amount=amount)
        amount = self.amount(target.upper, target.unit)
        return self.text(words.OPERATORS["between"], low=self.number(value), amount=amount)

    def finding(self, a: Assessment) -> str:
        """The headline of a target: one sentence that says what the chart shows."""
        params: dict[str, object] = {
            "title": a.target.title(self.lang),
            "goal": self.goal(a.target, a.compared_with),
        }
        if a.latest is not None:
            params["latest"] = self.latest(a)
            params["period"] = self.period(a.latest.period)
        message = _FINDINGS[a.status]
        if a.pace is not None and a.pace.limit and a.status in {"behind", "far_behind"}:
            # What was used is beyond a limit, not behind a pace.
            message = N_("{title}: {word}. {latest} in {period}; the target is {goal}.")
            params["word"] = a.word(self.lang)
        if "{latest}" in message and a.latest is None:
            message = N_("{title}: {word}. The target is {goal}.")
            params["word"] = a.word(self.lang)
        return self.text(message, **params)

    def latest(self, a: Assessment) -> str:
        """The latest figure, as its source words it, or computed from parts."""
        if a.latest is None:
            return self.text(N_("no figure"))
        return self.point(a.latest, a.indicator.unit)

    def point(self, point: Point, symbol: str) -> str:
        """The figure of a period as its source words it, or computed from parts."""
        if point.observation is not None:
            return self.observed(point.observation)
        return self.qualified(self.amount(point.value, symbol), point.qualifier)

    def qualified(self, amount: str, qualifier: str) -> str:
        """An amount with the word of its source before it: over, nearly, about, under."""
        return self.text(QUALIFIER_WORDS[qualifier], amount=amount)

    def baseline(self, a: Assessment) -> str:
        """The baseline as its source words it; empty without one."""
        if a.baseline is None:
            return ""
        amount = self.amount(a.baseline.value, a.indicator.unit)
        # A baseline that the plan states is the plan's own figure, whatever sources say.
        if a.series is None or a.baseline.rule == "stated":
            return amount
        point = a.series.at(a.baseline.period)
        return amount if point is None else self.qualified(amount, point.qualifier)

    def speed(self, value: float, a: Assessment) -> str:
        """A pace without the words “a year”: ``7,1%``, ``1,3 triệu đồng`` or ``3,5 places up``."""
        if a.pace is not None and a.pace.unit_is_percent:
            return f"{self.number(value, 1 if abs(value) >= 1 else 2)}%"
        symbol = a.indicator.unit
        decimals = sensible_decimals(value)
        if symbol == "rank":
            message = N_("{number} places down") if value > 0 else N_("{number} places up")
            if a.pace is not None and a.pace.path == "range":  # A distance has no direction.
                message = N_("{number} places")
            return self.text(message, number=self.number(abs(value), 1))
        if symbol == "ratio":
            return self.number(value, decimals)
        if a.pace is not None and a.pace.path == "mean":
            if symbol in {"%", "%/yr"}:  # The mean of percentages is one, and is said to be yearly.
                return self.amount(value, "%", decimals)
            symbol = "%" if symbol == "points/yr" else symbol
        if symbol in {"%", "%/yr"}:
            # A change between percentages is counted in points, or it would be misread.
            return self.text(N_("{number} percentage points"), number=self.number(value, decimals))
        return self.amount(value, symbol, decimals)

    def pace(self, a: Assessment) -> str:
        """Actual and required pace in one sentence; empty without a pace."""
        if a.pace is None:
            return ""
        start = self.period(a.baseline.period) if a.baseline else str(a.target.period.first_year)
        return self.text(
            _PACE_WITHIN if a.pace.cap else _PACES[a.pace.path],
            actual=self.speed(a.pace.actual, a),
            required=self.speed(a.pace.required, a),
            start=start,
        )

    def left(self, a: Assessment) -> str:
        """The pace that is needed from now on; empty once it is past or reached."""
        if a.pace is None or a.pace.left is None or a.pace.years_left <= 0 or a.status == "met":
            return ""
        message = _LEFT_WITHIN if a.pace.cap else _LEFT
        return self.text(message, left=self.speed(a.pace.left, a), due=str(a.target.period.year))

    def projected(self, a: Assessment) -> str:
        """Where the pace so far leads; empty without a pace or after the due year."""
        if a.pace is None or a.pace.years_left <= 0 or a.pace.rests_on_few:
            return ""
        amount = self.amount(
            a.pace.projected, a.indicator.unit, sensible_decimals(a.pace.projected)
        )
        if a.pace.path in {"average_growth", "mean"}:
            return self.text(
                _PROJECTED_AVERAGE, period=self.period(a.target.period), projected=amount
            )
        return self.text(_PROJECTED, due=str(a.target.period.year), projected=amount)

    def record(self, record: TrackRecord | None) -> str:
        """How often past targets in this position were reached; empty where not measured."""
        return "" if record is None else self.text(_RECORD, share=self.share(record.met))

    def share(self, share: float) -> str:
        """A share of 0 to 1 as a whole per cent."""
        return f"{_number(round(share * 100), self.lang, 0)}%"

    def margin(self, pace: Pace) -> str:
        """The ratio that the status is read from, as a sentence; empty without one."""
        if pace.ratio is None:
            return ""
        message = N_("Actual pace divided by required pace: {ratio}.")
        if pace.limit and (pace.required >= 0 if pace.cap else pace.required <= 0):
            message = N_("Allowed pace divided by actual pace: {ratio}.")
        return self.text(message, ratio=self.number(pace.ratio, 2))


@cache
def phrases(lang: Lang) -> Phrases:
    """The phrases of a language, made once for the process."""
    return Phrases(lang)

"""The years ahead: the fan, earlier forecasts from what was known then, twenty outcomes."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builders import indicator, observation, plan, target
from tamnhin.assess.forecast.predictive import forecast
from tamnhin.assess.forecast.reliability import CAME_TRUE, came_true
from tamnhin.assess.outlook import SHARES, outlook
from tamnhin.assess.pace import assess
from tamnhin.messages import LANGS
from tamnhin.publish.chartdata import chart_data
from tamnhin.publish.charts import target_chart
from tamnhin.publish.exports import target_json
from tamnhin.publish.fans import dot_plot
from tamnhin.publish.outlook import reliability
from tamnhin.publish.phrases import phrases
from tamnhin.publish.sentences import chance_line, dots_line, past_note, record_line

VALUES = [100, 108, 118, 125, 139, 150, 160, 175, 187, 201]
RATES = [8.0, 9.3, 5.9, 11.2, 7.9, 6.7, 9.4, 6.9, 7.5]
GROWTH = indicator(unit="%/yr", kind="growth", aggregation="none")
LEVEL = target(value=Decimal(260))
AVERAGE = target(basis="average_growth", value=Decimal(7), unit="%/yr", period="2021/2030")
SVG = "{http://www.w3.org/2000/svg}"


def found(goal=LEVEL, what=None, values=VALUES, first=2016, more=(), **days):
    what = what or indicator()
    figures = [
        observation(str(first + i), str(v), unit=what.unit, **days) for i, v in enumerate(values)
    ]
    (assessment,) = assess(plan(goal, figures=[*figures, *more], indicators=[what]))
    return assessment


def test_the_fan_ends_where_the_probability_was_read():
    a = found()
    fan = outlook(a).fan
    said = forecast(range(2016, 2026), VALUES, range(1, 6))
    assert fan.years == (2026, 2027, 2028, 2029, 2030)
    assert fan.grid == pytest.approx(said.quantile(SHARES))
    assert (fan.at(0.1)[-1], fan.at(0.9)[-1]) == pytest.approx((a.chance.low, a.chance.high))


def test_an_earlier_forecast_knows_nothing_of_later_years():
    known = outlook(found())
    changed = outlook(found(values=[*VALUES[:-1], 900]))
    before = {fan.origin: fan.grid.tolist() for fan in known.past}
    assert list(before) == [2021, 2022, 2023, 2024]
    assert {fan.origin: fan.grid.tolist() for fan in changed.past} == before


def test_an_earlier_forecast_uses_the_vintages_of_its_time():
    days = [f"{2017 + i}-02-01" for i in range(len(VALUES))]
    rows = [
        observation(str(2016 + i), str(v), published=day)
        for i, (v, day) in enumerate(zip(VALUES, days, strict=True))
    ]
    revised = observation("2018", "130", published="2024-06-01")
    (a,) = assess(plan(LEVEL, figures=[*rows, revised], indicators=[indicator()]))
    past = {fan.origin: fan for fan in outlook(a).past}
    assert all(fan.dated for fan in past.values())
    first = forecast(range(2016, 2022), VALUES[:6], 1).median[0]
    later = forecast(range(2016, 2025), [100, 108, 130, *VALUES[3:9]], 1).median[0]
    assert past[2021].at(0.5)[0] == pytest.approx(first)
    assert past[2024].at(0.5)[0] == pytest.approx(later)
    assert "published then" in past_note(outlook(a), phrases("en"))


def test_without_days_of_publication_it_says_so():
    note = past_note(outlook(found()), phrases("en"))
    assert "what was published then is not known" in note


def test_later_figures_are_counted_against_the_intervals():
    seen = outlook(found())
    assert seen.came == 4 + 3 + 2 + 1
    assert 0 <= seen.inside <= seen.came
    wild = outlook(found(values=[*VALUES[:-1], 9000]))
    assert wild.inside < seen.inside


def test_too_short_a_series_has_neither_fan_nor_dots():
    a = found(values=VALUES[:3], first=2023)
    assert outlook(a) is None
    assert dot_plot(a, phrases("vi")) == ""
    assert chance_line(a, phrases("vi")) == ""
    assert "few" in a.no_chance.text("en")


def test_dots_agree_with_the_probability():
    for value in (200, 230, 245, 260, 300):
        a = found(target(value=Decimal(value)))
        kept = sum(a.keeps.met_by(Decimal(repr(v))) for v in a.chance.dots)
        assert abs(kept / 20 - a.chance.probability) <= 0.05
        assert list(a.chance.dots) == sorted(a.chance.dots)


def test_the_dots_of_an_average_are_averages():
    a = found(AVERAGE, GROWTH, RATES, first=2017)
    assert a.chance.low < a.chance.dots[10] < a.chance.high
    assert a.chance.dots[1] < a.chance.low < a.chance.dots[2]


@pytest.mark.parametrize(
    ("goal", "what", "values"), [(LEVEL, None, VALUES), (AVERAGE, GROWTH, RATES)]
)
@pytest.mark.parametrize("lang", LANGS)
def test_the_chart_has_three_opaque_bands_and_says_what_it_shows(goal, what, values, lang):
    a = found(goal, what, values, first=2017 if what else 2016)
    say = phrases(lang)
    text = target_chart(a, say, found=outlook(a))
    assert "opacity" not in text
    assert "style=" not in text
    root = ElementTree.fromstring(text)
    bands = root.findall(f"{SVG}polygon")
    assert len({band.get("fill") for band in bands}) == 3
    assert "80" in root.findtext(f"{SVG}desc")
    assert {fan for fan, _ in chart_data(a, outlook(a)).past} <= {
        int(word.text) for word in root.findall(f"{SVG}text") if re.fullmatch(r"\d{4}", word.text)
    }


def test_the_way_still_needed_ends_at_the_target_or_at_its_yearly_need():
    a = found()
    left = chart_data(a, outlook(a)).left
    assert left[0] == (2025.0, 201.0)
    assert left[-1] == pytest.approx((2030.0, 260.0))
    b = found(AVERAGE, GROWTH, RATES, first=2017)
    assert chart_data(b, outlook(b)).left == [(2026.0, b.pace.left), (2030.0, b.pace.left)]


@pytest.mark.parametrize("value", range(205, 420, 15))
def test_twenty_dots_are_drawn_and_none_on_the_wrong_side(value):
    a = found(target(value=Decimal(value)))
    dots, (edge,) = drawn(a)
    assert len(dots) == 20
    assert all(kept == (at > edge) for at, kept in dots)
    assert dots_line(a, phrases("en")).startswith(f"{sum(kept for _, kept in dots)} of 20")


@pytest.mark.parametrize("upper", [231, 240, 300])
def test_dots_of_a_range_stand_between_its_ends_or_outside(upper):
    a = found(target(operator="between", value=Decimal(230), upper=Decimal(upper)))
    dots, (low, high) = drawn(a)
    assert len(dots) == 20
    assert all(kept == (low < at < high) for at, kept in dots)


def drawn(a):
    """Place and side of every dot, and the places of the lines of the target."""
    root = ElementTree.fromstring(dot_plot(a, phrases("en")))
    dots = [
        (float(dot.get("cx")), dot.get("fill") != "#ffffff") for dot in root.findall(f"{SVG}circle")
    ]
    lines = [x for x in root.findall(f"{SVG}line") if x.get("x1") == x.get("x2")]
    return dots, sorted(float(line.get("x1")) for line in lines)


def test_a_probability_is_a_word_and_a_range():
    a = found()
    low, high = (round(100 * p) for p in a.chance.interval)
    assert chance_line(a, phrases("en")) == f"{a.chance.word('en')}, {low}–{high}%"
    first, last, kept = came_true(a.chance.probability)
    assert f"given {first} to {last}%, {kept} were met" in record_line(a.chance, phrases("en"))


def test_the_record_is_the_one_of_the_document():
    page = Path(__file__).parents[2] / "docs" / "forecasts.md"
    text = " ".join(page.read_text("utf-8").split())
    listed = re.search(r"how often it came true: ([\d:, ]+)%", text)
    pairs = re.findall(r"(\d+): (\d+)", listed[1])
    assert tuple((int(said), int(came)) for said, came in pairs) == CAME_TRUE


@pytest.mark.parametrize("lang", LANGS)
def test_many_numbers_are_written_as_one_is(lang):
    say = phrases(lang)
    for value in (0.0, -3.14159, 12.3456, 1234.567, -98765.4321, 1e7 / 3):
        for decimals in (0, 1, 2, 3):
            assert say.computed(value, decimals) == say.number(value, decimals)


def test_the_diagram_has_a_point_for_every_tenth():
    root = ElementTree.fromstring(reliability(phrases("vi")))
    assert len(root.findall(f"{SVG}circle")) == len(CAME_TRUE)


def test_the_download_has_the_fan_and_both_sentences():
    made = plan(LEVEL, figures=[observation(str(2016 + i), str(v)) for i, v in enumerate(VALUES)])
    (a,) = assess(made)
    data = json.loads(target_json(made, a, outlook(a)))["assessment"]
    assert set(data["sentence"]) == set(LANGS)
    assert data["probability"]["value"] == round(a.chance.probability, 3)
    assert len(data["probability"]["outcomes"]) == 20
    assert data["forecast"]["years"] == [2026, 2027, 2028, 2029, 2030]
    assert len(data["forecast"]["figures"][0]) == len(data["forecast"]["levels"])

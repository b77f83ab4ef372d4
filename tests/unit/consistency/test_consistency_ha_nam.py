"""The identities on the plan of Hà Nam and its neighbours, against numbers worked by hand."""

from __future__ import annotations

import re
from functools import cache

import pytest

import tamnhin
from tamnhin.assess.consistency.results import Finding
from tamnhin.assess.consistency.run import check_consistency


@cache
def findings() -> tuple[Finding, ...]:
    return check_consistency(tamnhin.open_plan(tamnhin.example()))


def find(identity, territory, period, **where):
    """The one finding of an identity, place and time, with these indicators among its inputs."""
    found = [
        f
        for f in findings()
        if (f.identity, f.territory.territory_id, f.period) == (identity, territory, period)
        and set(where.get("inputs", ())) <= {g.indicator.indicator_id for g in f.inputs}
    ]
    assert len(found) == 1, found
    return found[0]


def implied(finding):
    return [round(one.figure.value, 2) for one in finding.implied]


def test_growth_prices_and_population_of_ha_nam():
    f = find("growth-prices", "ha-nam", "2021/2030")
    assert f.verdict == "agrees_only_if"
    assert f.target_ids == ("t.grdp-per-capita", "t.grdp-growth")
    assert f.steps[0].figure.value == pytest.approx(12.697, abs=0.0005)
    assert f.implied[0].figure.value == pytest.approx(1.01346, abs=0.000005)
    assert implied(f)[1:] == [1.35, 1.85, 2.36, 2.87, 3.37]
    # “over 230” leaves it open upwards; the width below comes from rounding and “about 11.2”.
    assert f.implied[0].interval.low == pytest.approx(1.0121, abs=0.0001)
    assert f.implied[0].interval.high == float("inf")
    assert "-1.33" in f.notes[0].text("en")


def test_population_from_product_and_value_per_head_agrees():
    f = find("ratio", "ha-nam", "2023")
    assert f.verdict == "agrees"
    assert f.right.value == pytest.approx(85_439_000 / 886_000, rel=1e-9)


@pytest.mark.parametrize(
    ("year", "from_levels", "told"), [("2023", 8.98, 9.41), ("2024", 11.78, 10.93)]
)
def test_rates_and_levels_of_different_vintages_contradict(year, from_levels, told):
    f = find("rate-levels", "ha-nam", year)
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(from_levels, abs=0.005)
    assert f.left.value == told


def test_shares_add_up_or_leave_product_taxes():
    assert find("shares", "ha-nam", "2020").verdict == "agrees"
    old = find("shares", "ninh-binh-old", "2030")
    assert old.verdict == "agrees_only_if"
    assert implied(old) == [11.1]


def test_a_rising_share_needs_a_faster_sector():
    f = find("sector-shift", "ha-nam", "2021/2030")
    assert implied(f) == [12.28, 9.01]


def test_labour_and_tfp_of_the_region():
    labour = find("productivity", "rrd", "2021/2030")
    assert implied(labour) == [1.87]
    assert labour.implied[0].interval.low < 0 < labour.implied[0].interval.high
    f = find("tfp", "rrd", "2021/2030")
    assert f.verdict == "cannot_be_closed"
    assert [round(x, 1) for x in implied(f)][2:] == [8.1, 6.2, 5.5]
    assert implied(f)[:2] == [4.95, 4.05]


def test_what_the_decision_does_not_state_is_not_guessed():
    for identity in ("productivity", "tfp"):
        f = find(identity, "ha-nam", "2021/2030")
        assert f.verdict == "cannot_be_closed"
        assert f.missing


def test_the_level_of_ha_nam_beside_the_region():
    found = [
        f for f in findings() if f.identity == "average" and "t.grdp-per-capita" in f.target_ids
    ]
    (f,) = found
    assert f.steps[0].figure.value == pytest.approx(0.839, abs=0.0005)
    assert f.steps[1].figure.value == pytest.approx(14.69, abs=0.005)
    assert f.verdict == "agrees_only_if"


def test_new_ninh_binh_depends_on_which_population_is_meant():
    found = [f for f in findings() if (f.identity, f.period) == ("growth-prices", "2025/2030")]
    need = {
        g.indicator.indicator_id: f
        for f in found
        for g in f.inputs
        if g.indicator.indicator_id.startswith("population.")
    }
    registered, average = need["population.registered"], need["population.average"]
    assert registered.steps[0].figure.value == pytest.approx(79.8, abs=0.05)
    assert registered.steps[1].figure.value == pytest.approx(17.66, abs=0.01)
    assert average.steps[0].figure.value == pytest.approx(92.2, abs=0.05)
    assert average.steps[1].figure.value == pytest.approx(14.31, abs=0.01)


def test_prices_of_new_ninh_binh_from_its_product_and_its_growth():
    """310,000 to 352,164 billion VND with growth of 10.65 %: prices rose by 2.7 %."""
    f = find("nominal", "ninh-binh", "2025")
    assert implied(f) == [2.67]
    assert f.verdict == "agrees_only_if"


def test_the_merged_target_below_its_predecessors():
    f = find("merged", "ninh-binh", "2030")
    assert f.verdict == "contradicts"
    assert set(f.target_ids) >= {"s.grdp-per-capita", "t.grdp-per-capita"}


def _value(text: str) -> float:
    """A Vietnamese calculation, redone: commas for decimals, points for thousands."""
    plain = text.replace(".", "").replace(",", ".")
    plain = plain.replace("×", "*").replace("÷", "/").replace("−", "-").replace("^", "**")
    assert re.fullmatch(r"[0-9.()*/+\- ]+", plain), text
    return float(eval(plain, {"__builtins__": {}}))


def test_every_line_of_arithmetic_can_be_redone_by_hand():
    done = 0
    for f in findings():
        for step in f.steps:
            calculation, _, result = step.formula("vi").rpartition(" = ")
            assert _value(calculation) == pytest.approx(_value(result), rel=2e-5), step.formula(
                "vi"
            )
            done += 1
    assert done > 40


def test_every_finding_names_its_inputs_with_their_sources():
    plan = tamnhin.open_plan(tamnhin.example())
    assert findings()
    for f in findings():
        assert f.inputs
        for given in f.inputs:
            assert given.source_ids, given
            assert set(given.source_ids) <= set(plan.ids("sources"))

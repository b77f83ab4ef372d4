"""Numbers at different prices: they agree at one price level and never contradict."""

from __future__ import annotations

from decimal import Decimal

import pytest

from builders import indicator, observation, plan, target
from tamnhin.assess.consistency.bases import Prices, differ
from tamnhin.assess.consistency.run import check_consistency
from tamnhin.plan.types import Role, TargetTerm


def ind(name, title_vi, title_en, unit="billion VND", **fields):
    values = {"kind": "flow", "title_vi": title_vi, "title_en": title_en, "aggregation": "none"}
    return indicator(name, unit=unit, **(values | fields))


def goal(name, value, unit="billion VND", period="2030", basis="level", **fields):
    values = {"target_id": f"{name}.{period.replace('/', '-')}", "operator": "exactly"}
    return target(
        name, value=Decimal(value), unit=unit, period=period, basis=basis, **(values | fields)
    )


def run(*targets, figures=(), indicators, **fields):
    return check_consistency(plan(*targets, figures=list(figures), indicators=indicators, **fields))


def one(findings, identity):
    (found,) = [f for f in findings if f.identity == identity]
    return found


GROWTH = ind("gr", "Tốc độ tăng GRDP", "GRDP growth", "%/yr", kind="growth")
ICOR = ind("icor", "Hệ số ICOR", "ICOR", "ratio", kind="ratio", direction="down")
REAL = ind(
    "real", "GRDP giá so sánh 2010", "GRDP at constant 2010 prices", price_basis="constant-2010"
)
NOMINAL = ind("nominal", "GRDP giá hiện hành", "GRDP at current prices", price_basis="current")


def invested(basis):
    return ind("vdt", "Tổng vốn đầu tư toàn xã hội", "Total investment", price_basis=basis)


def investment(total, basis, output=REAL, icor="4.0", **fields):
    promises = [
        goal("gr", "10.0", "%/yr", "2021/2030", "average_growth"),
        goal("vdt", total, period="2021/2030", basis="cumulative"),
    ]
    if icor:
        promises.append(goal("icor", icor, "ratio"))
    figures = [observation("2020", "40000", output.indicator_id)]
    indicators = [GROWTH, ICOR, output, invested(basis)]
    found = run(*promises, figures=figures, indicators=indicators, **fields)
    return one(found, "investment-sum")


# --- investment and what the product gains -------------------------------------------------------
# 40,000 × (1.1^10 − 1) = 63,749.7; times an ICOR of 4 that is 254,998.8 at prices of 2010.


@pytest.mark.parametrize("total", ["2549988", "25499880", "25"])
def test_a_slip_of_the_unit_is_no_price_level(total):
    f = investment(total, "current")
    assert f.verdict == "contradicts"
    assert f.slip is not None


def test_current_investment_and_a_constant_gain_agree_at_one_price_level():
    f = investment("500000", "current")
    assert f.verdict == "agrees_only_if"
    (level,) = f.implied
    assert level.figure.value == pytest.approx(500000 / 254998.8, abs=1e-5)  # 1.9608
    assert f.steps[-1].formula("en") == "500,000 ÷ 254,998.8 = 1.960794"
    assert "current prices" in f.why.text("en")
    assert "constant prices of 2010" in f.why.text("en")
    assert "giá hiện hành" in f.why.text("vi")


def test_at_the_same_prices_the_two_sides_may_contradict():
    assert investment("500000", "constant-2010").verdict == "contradicts"
    assert investment("255000", "constant-2010").verdict == "agrees"


def test_prices_that_are_not_stated_are_one_while_that_agrees():
    assert investment("255000", "").verdict == "agrees"
    f = investment("500000", "")
    assert f.verdict == "agrees_only_if"
    assert "not stated" in f.why.text("en")


def test_a_slip_of_the_unit_is_told_where_prices_are_not_stated():
    f = investment("2550000", "")
    assert (f.verdict, f.slip) == ("contradicts", 1)


def test_real_growth_of_a_current_product_gains_at_prices_of_its_year():
    f = investment("500000", "current", NOMINAL)
    assert f.verdict == "agrees_only_if"
    assert "constant prices of 2020" in f.why.text("en")
    assert investment("500000", "constant-2020", NOMINAL).verdict == "contradicts"


def test_without_an_icor_mixed_prices_leave_two_numbers_open():
    f = investment("500000", "current", icor=None)
    assert (f.verdict, f.implied) == ("cannot_be_closed", ())
    assert set(f.missing) == {"ICOR", "price level over the period"}
    f = investment("255000", "constant-2010", icor=None)
    assert f.implied[0].figure.value == pytest.approx(4.0, abs=0.001)


def test_the_terms_of_a_target_say_its_prices():
    terms = (TargetTerm(target_id="vdt.2021-2030", price_basis="current"),)
    f = investment("500000", "constant-2010", target_terms=terms)
    assert f.verdict == "agrees_only_if"


# --- other places where prices could be mixed ----------------------------------------------------


def productivity(basis, value, outputs):
    labour = ind("ld", "Lao động đang làm việc", "Employed", "thousand persons", kind="level")
    made = ind("ns", "Năng suất lao động", "Labour productivity", "million VND/worker")
    made = made.model_copy(update={"kind": "ratio", "price_basis": basis})
    figures = [
        observation("2024", "500", "ld", unit="thousand persons"),
        observation("2024", value, "ns", unit="million VND/worker"),
        *(observation("2024", v, n.indicator_id) for n, v in outputs),
    ]
    found = run(figures=figures, indicators=[labour, made, *(n for n, _ in outputs)])
    return one(found, "ratio")


def test_productivity_is_taken_from_the_product_at_its_own_prices():
    # 40,000 ÷ 500 = 80 at prices of 2010; 75,000 ÷ 500 = 150 at current prices.
    both = [(NOMINAL, "75000"), (REAL, "40000")]
    assert productivity("constant-2010", "80", both).verdict == "agrees"
    assert productivity("current", "150", both).verdict == "agrees"
    assert productivity("current", "80", both).verdict == "contradicts"
    f = productivity("constant-2010", "80", both[:1])
    assert f.verdict == "agrees_only_if"
    assert f.implied[0].figure.value == pytest.approx(150 / 80)


def test_the_share_of_a_constant_sum_in_a_current_product():
    share = ind("tl", "Tỷ lệ vốn đầu tư so với GRDP", "Investment share of GRDP", "%", kind="ratio")
    figures = [
        observation("2024", "25000", "vdt"),
        observation("2024", "100000", "nominal"),
        observation("2024", "40", "tl", unit="%"),
    ]
    for basis, verdict in (("current", "contradicts"), ("constant-2010", "agrees_only_if")):
        found = run(figures=figures, indicators=[share, NOMINAL, invested(basis)])
        assert one(found, "ratio").verdict == verdict


def test_two_amounts_at_different_prices_are_no_rate_of_exchange():
    dollars = ind("usd", "GRDP giá hiện hành", "GRDP at current prices", "million USD")
    for basis, count in (("", 1), ("constant-2010", 0)):
        dong = ind("vnd", "GRDP giá hiện hành", "GRDP at current prices", price_basis=basis)
        other = dollars.model_copy(update={"price_basis": "current"})
        goals = (goal("vnd", "100000"), goal("usd", "4000", "million USD"))
        roles = tuple(Role(indicator_id=n, role="output_current") for n in ("vnd", "usd"))
        found = run(*goals, indicators=[dong, other], roles=roles)
        assert len([f for f in found if f.identity == "currency"]) == count


def test_a_target_at_other_prices_is_not_set_against_a_figure_or_a_twin():
    rate = goal("gr", "10.0", "%/yr", "2021/2030", "average_growth")
    terms = (TargetTerm(target_id="real.2030", price_basis="current"),)
    figures = [observation("2020", "40000", "real")]
    content = {"figures": figures, "indicators": [GROWTH, REAL]}
    level = goal("real", "300000")
    assert one(run(rate, level, **content), "rate-levels").verdict == "contradicts"
    found = run(rate, level, target_terms=terms, **content)
    assert not [f for f in found if f.identity == "rate-levels"]
    twin = goal("real", "104000", target_id="twin")
    assert one(run(level, twin, **content), "twice").verdict == "contradicts"
    found = run(level, twin, target_terms=terms, **content)
    assert not [f for f in found if f.identity == "twice"]


def test_parts_at_other_prices_are_not_added():
    whole, part = invested("current"), ind("nn", "Vốn nhà nước", "State capital")
    roles = (Role(indicator_id="nn", role="part", whole_id="vdt"),)
    goals = (goal("vdt", "1000"), goal("nn", "1200"))
    for basis, count in (("current", 1), ("constant-2010", 0)):
        parts = part.model_copy(update={"price_basis": basis})
        found = run(*goals, indicators=[whole, parts], roles=roles)
        assert len([f for f in found if f.identity == "whole"]) == count


def test_the_words_for_prices():
    assert [Prices(c).title("en") for c in ("current", "constant-2010", "", "base")] == [
        "current prices",
        "constant prices of 2010",
        "prices that are not stated",
        "base",
    ]
    assert not differ("", "current")
    assert not differ("current", "current")

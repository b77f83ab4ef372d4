"""Made-up plans with the defects found in a real adjusted plan, and sound ones beside them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from builders import SETTINGS, indicator, observation, plan, target
from tamnhin.assess.consistency.run import check_consistency
from tamnhin.errors import InputError
from tamnhin.plan.types import Place, Role
from tamnhin.territory import Share, Territory, TerritoryEvent


def ind(name, title_vi, title_en, unit, **fields):
    kind = "growth" if unit == "%/yr" else "ratio" if unit in {"%", "ratio"} else "level"
    values = {"kind": kind, "aggregation": "none", "title_vi": title_vi, "title_en": title_en}
    return indicator(name, unit=unit, **(values | fields))


def goal(name, value, unit, period="2030", basis="level", operator="exactly", **fields):
    values = {"target_id": f"{name}.{fields.get('territory_id', 't')}.{period.replace('/', '-')}"}
    return target(
        name,
        value=Decimal(value),
        unit=unit,
        period=period,
        basis=basis,
        operator=operator,
        **(values | fields),
    )


def fig(name, period, value, unit, **fields):
    return observation(period, value, name, unit=unit, **fields)


def rate(name, value, period="2021/2030", **fields):
    return goal(name, value, "%/yr", period, "average_growth", **fields)


def run(*targets, figures=(), indicators, **fields):
    return check_consistency(plan(*targets, figures=list(figures), indicators=indicators, **fields))


def verdicts(findings, identity):
    return [f.verdict for f in findings if f.identity == identity]


def one(findings, identity):
    (found,) = [f for f in findings if f.identity == identity]
    return found


GROWTH = ind("g", "Tốc độ tăng GRDP", "GRDP growth", "%/yr")
HEAD = ind(
    "head",
    "GRDP bình quân đầu người",
    "GRDP per capita",
    "million VND/person",
    kind="ratio",
    price_basis="current",
)
PEOPLE = ind(
    "people", "Dân số trung bình", "Average population", "thousand persons", aggregation="sum"
)
OUTPUT = ind(
    "output",
    "GRDP theo giá hiện hành",
    "GRDP at current prices",
    "billion VND",
    kind="flow",
    price_basis="current",
    aggregation="sum",
)


# --- the defects ---------------------------------------------------------------------------------

RICE = ind("rice", "Diện tích đất trồng lúa", "Rice land", "ha")
RICE_RATE = ind("rice.rate", "Tỷ lệ thực hiện đất trồng lúa", "Rice land, attainment", "%")


@pytest.mark.parametrize(
    ("now", "rate_", "expected"),
    [
        ("950", "50", {"agrees"}),
        ("1014.51", "-14.51", {"agrees", "contradicts"}),  # right, and impossible as a share
        ("558.04", "441.96", {"agrees", "contradicts"}),
        ("896", "104", {"agrees", "agrees_only_if"}),
        ("960", "70", {"contradicts"}),
    ],
)
def test_land_rates_are_recomputed_and_impossible_ones_are_told(now, rate_, expected):
    found = run(
        goal("rice", "900", "ha"),
        figures=[
            fig("rice", "2020", "1000", "ha"),
            fig("rice", "2024", now, "ha"),
            fig("rice.rate", "2024", rate_, "%"),
        ],
        indicators=[RICE, RICE_RATE],
    )
    assert set(verdicts(found, "attainment")) == expected


CAPITAL = [
    ind("capital", "Tổng nhu cầu vốn", "Total capital need", "billion VND", kind="flow"),
    ind("capital.state", "Vốn nhà nước", "State capital", "billion VND", kind="flow"),
    ind("capital.other", "Vốn khác", "Other capital", "billion VND", kind="flow"),
    ind("capital.state-share", "Tỷ trọng vốn nhà nước", "Share of state capital", "%"),
    ind("capital.other-share", "Tỷ trọng vốn khác", "Share of other capital", "%"),
]


@pytest.mark.parametrize("denominator", ["capital", None], ids=["stated", "recognised"])
@pytest.mark.parametrize(
    ("state", "other", "verdict"),
    [("23", "77", "contradicts"), ("28.5", "71.5", "agrees")],
)
def test_shares_follow_from_the_amounts(state, other, verdict, denominator):
    indicators = [
        i.model_copy(update={"denominator_id": denominator}) if i.unit == "%" else i
        for i in CAPITAL
    ]
    found = run(
        goal("capital", "600000", "billion VND"),
        goal("capital.state", "171000", "billion VND"),
        goal("capital.other", "429000", "billion VND"),
        goal("capital.state-share", state, "%", basis="share"),
        goal("capital.other-share", other, "%", basis="share"),
        indicators=indicators,
    )
    assert verdicts(found, "ratio") == [verdict, verdict]
    assert {round(f.right.value, 1) for f in found if f.identity == "ratio"} == {28.5, 71.5}


def test_amounts_and_shares_of_a_whole_period():
    span = "2021/2030"
    found = run(
        goal("capital", "600000", "billion VND", span, "cumulative"),
        goal("capital.state", "171000", "billion VND", span, "cumulative"),
        goal("capital.state-share", "23", "%", span, "share"),
        indicators=CAPITAL,
    )
    assert one(found, "ratio").verdict == "contradicts"


def test_a_share_below_nothing():
    found = run(figures=[fig("capital.state-share", "2024", "-3", "%")], indicators=CAPITAL)
    assert one(found, "bounds").verdict == "contradicts"


REGION = Territory(territory_id="r", title_vi="Vùng R", title_en="Region R", level="region")


def provinces(*names):
    return (
        REGION,
        *(
            Territory(
                territory_id=n,
                title_vi=f"Tỉnh {n}",
                title_en=f"Province {n}",
                level="province",
                parent_id="r",
            )
            for n in names
        ),
    )


def test_a_region_with_fewer_people_than_its_provinces_contradicts():
    figures = [
        *(
            fig("people", str(y), "10634.63", "thousand persons", territory_id="r")
            for y in range(2020, 2025)
        ),
        fig("people", "2024", "6000.64", "thousand persons", territory_id="a"),
        fig("people", "2024", "6601", "thousand persons", territory_id="b"),
    ]
    found = run(figures=figures, indicators=[PEOPLE], territories=provinces("a", "b"))
    f = one(found, "parts")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(12_601.64)
    assert one(found, "unchanged").verdict == "contradicts"


def test_units_of_a_region_that_are_not_listed_leave_room():
    figures = [
        fig("people", "2024", "13000", "thousand persons", territory_id="r"),
        fig("people", "2024", "6000", "thousand persons", territory_id="a"),
        fig("people", "2024", "6600", "thousand persons", territory_id="b"),
    ]
    f = one(run(figures=figures, indicators=[PEOPLE], territories=provinces("a", "b")), "parts")
    assert f.verdict == "agrees_only_if"
    assert f.implied[0].figure.value == pytest.approx(400)


def test_a_value_per_head_of_the_wrong_population_contradicts():
    head = HEAD.model_copy(
        update={
            "aggregation": "weighted",
            "weight_indicator_id": "people",
            "denominator_id": "people",
        }
    )
    figures = [
        fig("output", "2025", "1100000", "billion VND"),
        fig("people", "2025", "12730.91", "thousand persons"),
        fig("head", "2025", "107.59", "million VND/person"),
    ]
    f = one(run(figures=figures, indicators=[OUTPUT, PEOPLE, head]), "ratio")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(86.4, abs=0.01)


def test_shares_of_a_region_that_add_to_more_than_all_of_it():
    share = ind(
        "people.share", "Tỷ trọng dân số so với vùng", "Share in the region's population", "%"
    )
    figures = [
        fig("people.share", "2025", "60.1", "%", territory_id="a"),
        fig("people.share", "2025", "64.5", "%", territory_id="b"),
    ]
    found = run(figures=figures, indicators=[share], territories=provinces("a", "b"))
    f = one(found, "shares-of-parent")
    assert f.verdict == "contradicts"
    assert f.left.value == pytest.approx(124.6)


def test_the_share_of_a_province_follows_from_its_region():
    share = ind(
        "people.share", "Tỷ trọng dân số so với vùng", "Share in the region's population", "%"
    )
    figures = [
        fig("people", "2024", "12601.6", "thousand persons", territory_id="r"),
        fig("people", "2024", "1656.5", "thousand persons", territory_id="a"),
        fig("people.share", "2024", "15.6", "%", territory_id="a"),
    ]
    found = run(figures=figures, indicators=[PEOPLE, share], territories=provinces("a", "b"))
    f = one(found, "ratio")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(13.15, abs=0.01)


PRODUCTIVITY = ind("p", "Tốc độ tăng năng suất lao động", "Labour productivity growth", "%/yr")


def test_one_productivity_growth_stated_as_two_numbers():
    figures = [
        fig("p", "2021/2025", "11.75", "%/yr"),
        fig("p", "2021/2025", "7.48", "%/yr", source_id="annex"),
    ]
    assert one(run(figures=figures, indicators=[PRODUCTIVITY]), "twice").verdict == "contradicts"
    found = run(
        rate("p", "11.75", "2021/2025", target_id="prose"),
        rate("p", "7.48", "2021/2025", target_id="annex"),
        indicators=[PRODUCTIVITY],
    )
    f = one(found, "twice")
    assert f.verdict == "contradicts"
    assert set(f.target_ids) == {"prose", "annex"}


def test_two_indicators_that_state_one_productivity_growth():
    social = ind("q", "Tăng năng suất lao động xã hội", "Growth of labour productivity", "%/yr")
    found = run(
        rate("p", "11.75", "2021/2025"),
        rate("q", "7.48", "2021/2025"),
        indicators=[PRODUCTIVITY, social],
    )
    assert one(found, "twice").verdict == "contradicts"


def test_a_later_vintage_is_a_revision():
    figures = [
        fig("p", "2023", "6.1", "%/yr", published="2024-01"),
        fig("p", "2023", "6.4", "%/yr", published="2025-01"),
    ]
    assert run(figures=figures, indicators=[PRODUCTIVITY]) == ()


def test_growth_of_productivity_against_its_levels():
    level = ind(
        "level",
        "Năng suất lao động",
        "Labour productivity",
        "million VND/worker",
        price_basis="constant-2010",
    )
    figures = [
        fig("level", "2020", "51.08", "million VND/worker"),
        fig("level", "2025", "89.02", "million VND/worker"),
        fig("p", "2021/2025", "7.48", "%/yr"),
    ]
    f = one(run(figures=figures, indicators=[PRODUCTIVITY, level]), "rate-levels")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(11.75, abs=0.01)


def merger():
    """Provinces a and b become m on 1 July 2025."""

    def unit(name, **fields):
        return Territory(
            territory_id=name, title_vi=name, title_en=name, level="province", **fields
        )

    return {
        "territories": (
            unit("a", valid_to="2025-06-30"),
            unit("b", valid_to="2025-06-30"),
            unit("m", valid_from="2025-07-01"),
        ),
        "territory_events": (
            TerritoryEvent(
                event_id="e",
                title_vi="e",
                title_en="e",
                kind="merge",
                effective_on="2025-07-01",
                citation_id="c1",
            ),
        ),
        "territory_shares": tuple(
            Share(
                event_id="e", predecessor_id=n, successor_id="m", measure="whole", share=Decimal(1)
            )
            for n in ("a", "b")
        ),
        "settings": SETTINGS.model_copy(update={"territory_id": "m", "as_of": None}),
    }


TRAINED = ind("trained", "Lao động có chứng chỉ", "Certified labour", "%", aggregation="weighted")
TRADE = ind("trade", "Kim ngạch", "Trade", "million USD", kind="flow", aggregation="sum")
VISITS = ind("visits", "Khách", "Visits", "thousand visits", kind="flow", aggregation="sum")
POVERTY = ind("poor", "Tỷ lệ nghèo", "Poverty", "%", direction="down", aggregation="weighted")


@pytest.mark.parametrize(
    ("measure", "unit", "a", "b", "merged", "verdict"),
    [
        (TRAINED, "%", "45", "45", "36", "contradicts"),
        (TRAINED, "%", "45", "40", "42", "agrees"),
        (TRAINED, "%", "45", "40", "50", "agrees"),
        (TRADE, "million USD", "15000", "3000", "10000", "contradicts"),
        (TRADE, "million USD", "15000", "3000", "18000", "agrees"),
        (VISITS, "thousand visits", "2255", "10000", "10255", "contradicts"),
        (POVERTY, "%", "2", "3", "4", "contradicts"),
        (POVERTY, "%", "2", "3", "2.5", "agrees"),
    ],
)
def test_merged_targets_against_both_predecessors(measure, unit, a, b, merged, verdict):
    name = measure.indicator_id
    found = run(
        *(goal(name, v, unit, territory_id=t) for t, v in (("a", a), ("b", b), ("m", merged))),
        indicators=[measure],
        **merger(),
    )
    f = one(found, "merged")
    assert f.verdict == verdict
    assert len(f.target_ids) == 3


def test_a_merged_target_below_the_only_one_known_needs_the_other_to_be_lower():
    found = run(
        goal("trained", "45", "%", territory_id="a"),
        goal("trained", "36", "%", territory_id="m"),
        indicators=[TRAINED],
        **merger(),
    )
    f = one(found, "merged")
    assert f.verdict == "agrees_only_if"
    assert f.implied[0].interval.high == pytest.approx(36.5)


def test_figures_of_a_merged_territory_are_the_sum_of_its_parts():
    figures = [
        fig("visits", "2024", v, "thousand visits", territory_id=t)
        for t, v in (("a", "2255"), ("b", "10000"), ("m", "10255"))
    ]
    f = one(run(figures=figures, indicators=[VISITS], **merger()), "parts")
    assert f.verdict == "contradicts"
    assert f.residual.value == pytest.approx(-2000)


def test_a_target_a_thousand_times_too_small_and_one_copied_from_the_result():
    invest = ind("invest", "Vốn đầu tư toàn xã hội", "Total investment", "billion VND", kind="flow")
    found = run(
        goal("invest", "361.4", "billion VND"),
        figures=[fig("invest", "2025", "361396", "billion VND")],
        indicators=[invest],
    )
    f = one(found, "magnitude")
    assert (f.verdict, f.slip) == ("contradicts", -3)
    found = run(
        goal("invest", "361396", "billion VND"),
        figures=[fig("invest", "2025", "361396", "billion VND")],
        indicators=[invest],
    )
    assert one(found, "copied").verdict == "agrees_only_if"


def test_a_figure_a_hundred_times_too_small_among_its_neighbours():
    figures = [
        fig("output", str(year), value, "billion VND")
        for year, value in ((2023, "10320"), (2024, "11511"), (2025, "125.6"))
    ]
    f = one(run(figures=figures, indicators=[OUTPUT]), "magnitude")
    assert f.slip == -2


def test_a_row_that_repeats_another_row():
    factory = ind("factory", "Chế biến", "Manufacturing", "billion VND", kind="flow")
    build = ind("build", "Xây dựng", "Construction", "billion VND", kind="flow")
    values = ("5123.4", "5830.1", "6011.9", "7012.2")
    figures = [
        fig(name, str(2020 + i), value, "billion VND")
        for name in ("factory", "build")
        for i, value in enumerate(values)
    ]
    assert one(run(figures=figures, indicators=[factory, build]), "twins").verdict == "contradicts"


def test_icor_growth_and_the_share_of_investment():
    icor = ind("icor", "Hệ số ICOR", "ICOR", "ratio")
    share = ind("is", "Tỷ lệ vốn đầu tư so với GRDP", "Investment as a share of GRDP", "%")
    args = (
        rate("g", "11", "2026/2030"),
        goal("icor", "7.8", "ratio", "2030", upper=Decimal(8), operator="between"),
    )
    found = run(*args, goal("is", "58", "%"), indicators=[GROWTH, icor, share])
    f = one(found, "icor")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(86.9)
    assert one(run(*args, indicators=[GROWTH, icor, share]), "icor").verdict == "agrees_only_if"


# --- identities with made-up numbers --------------------------------------------------------------


def test_nested_windows_compound():
    found = run(
        rate("g", "8.5"),
        rate("g", "7.0", "2021/2025"),
        rate("g", "11.0", "2026/2030"),
        indicators=[GROWTH],
    )
    f = one(found, "windows")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(100 * ((1.07**5 * 1.11**5) ** 0.1 - 1))
    f = one(run(rate("g", "8.5"), rate("g", "7.0", "2021/2025"), indicators=[GROWTH]), "windows")
    assert f.verdict == "agrees_only_if"
    assert f.implied[0].figure.value == pytest.approx(100 * ((1.085**10 / 1.07**5) ** 0.2 - 1))


def test_three_times_the_product_at_current_prices_implies_a_deflator():
    found = run(
        rate("g", "9", operator="about"),
        goal("output", "3", "ratio", basis="relative"),
        indicators=[GROWTH, OUTPUT],
    )
    f = one(found, "multiple")
    assert f.verdict == "agrees_only_if"
    assert f.implied[0].figure.value == pytest.approx(2.40, abs=0.005)


def test_per_head_at_constant_prices_needs_a_shrinking_population():
    head = HEAD.model_copy(update={"price_basis": "constant-2010"})
    base = fig("head", "2020", "69.6", "million VND/person")
    goals = (rate("g", "11.2"), goal("head", "230", "million VND/person"))
    f = one(run(*goals, figures=[base], indicators=[GROWTH, head]), "growth-prices")
    assert f.verdict == "agrees_only_if"
    assert f.implied[0].figure.value == pytest.approx(-1.33, abs=0.005)
    people = [
        fig("people", "2020", "860", "thousand persons"),
    ]
    f = one(
        run(
            *goals,
            goal("people", "950", "thousand persons"),
            figures=[base, *people],
            indicators=[GROWTH, head, PEOPLE],
        ),
        "growth-prices",
    )
    assert f.verdict == "contradicts"


def test_growth_prices_and_population_all_stated():
    deflator = ind("d", "Chỉ số giảm phát GRDP", "GRDP deflator", "%/yr")
    crowd = ind("n", "Tốc độ tăng dân số", "Population growth", "%/yr")
    base = fig("head", "2020", "69.6", "million VND/person")
    goals = [rate("g", "11.2"), goal("head", "230", "million VND/person"), rate("n", "1")]
    indicators = [GROWTH, HEAD, deflator, crowd]
    for value, verdict in (("2.36", "agrees"), ("4", "contradicts")):
        found = run(*goals, rate("d", value), figures=[base], indicators=indicators)
        assert one(found, "growth-prices").verdict == verdict


SECTORS = {
    "a": ("Nông, lâm nghiệp và thủy sản", "agriculture"),
    "i": ("Công nghiệp và xây dựng", "industry and construction"),
    "s": ("Dịch vụ", "services"),
    "x": ("Thuế sản phẩm trừ trợ cấp", "product taxes"),
}
SHARES = [
    ind(f"share.{k}", f"Tỷ trọng {vi}", f"Share of {en}", "%") for k, (vi, en) in SECTORS.items()
]
GROWTHS = [
    ind(f"up.{k}", f"Tốc độ tăng {vi}", f"Growth of {en}", "%/yr")
    for k, (vi, en) in SECTORS.items()
]


def shares(year="2030", **values):
    return [goal(f"share.{k}", v, "%", year, "share") for k, v in values.items()]


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"a": "3.5", "i": "47", "s": "41", "x": "8.5"}, "agrees"),
        ({"a": "3.6", "i": "64.1", "s": "32.3"}, "agrees"),
        ({"a": "5.3", "i": "45.3", "s": "38.3"}, "agrees_only_if"),
        ({"a": "5.3", "i": "55.3", "s": "45.3"}, "contradicts"),
        ({"a": "3.5", "i": "47", "s": "41", "x": "10.5"}, "contradicts"),
        ({"i": "70.5"}, "agrees_only_if"),
        ({"i": "70.5", "s": "35"}, "contradicts"),
    ],
)
def test_shares_of_one_whole(values, verdict):
    assert verdicts(run(*shares(**values), indicators=SHARES), "shares") == [verdict]


def test_sector_growth_weighted_by_shares():
    """Old Ninh Bình in 2024: 9.23 % by sectors against 8.52 % published, taxes up 5.29 %."""
    figures = [
        *(
            fig(f"share.{k}", "2024", v, "%")
            for k, v in (("a", "10.1"), ("i", "41.7"), ("s", "48.2"))
        ),
        *(
            fig(f"up.{k}", "2024", v, "%/yr")
            for k, v in (("a", "2.7"), ("i", "10.5"), ("s", "9.5"), ("x", "5.29"))
        ),
        fig("g", "2024", "8.52", "%/yr"),
    ]
    f = one(run(figures=figures, indicators=[GROWTH, *SHARES, *GROWTHS]), "sector-growth")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(9.23, abs=0.005)
    assert f.implied[0].figure.value == pytest.approx(18, abs=0.1)


@pytest.mark.parametrize(("stated", "verdict"), [("11.7", "agrees"), ("10.2", "contradicts")])
def test_sector_growth_over_a_decade_compounds(stated, verdict):
    figures = [
        fig(f"share.{k}", "2020", v, "%") for k, v in (("a", "10"), ("i", "50"), ("s", "40"))
    ]
    goals = [rate(f"up.{k}", v) for k, v in (("a", "2"), ("i", "14"), ("s", "10"))]
    found = run(*goals, rate("g", stated), figures=figures, indicators=[GROWTH, *SHARES, *GROWTHS])
    f = one(found, "sector-growth")
    assert f.verdict == verdict
    assert f.right.value == pytest.approx(
        100 * ((0.1 * 1.02**10 + 0.5 * 1.14**10 + 0.4 * 1.1**10) ** 0.1 - 1)
    )


def test_contributions_of_sectors_and_what_taxes_must_grow():
    """The country in 2019, with the shares of 2018: 4.7, 48.0 and 47.3 % of the sectors' sum."""
    figures = [
        *(
            fig(f"share.{k}", "2018", v, "%")
            for k, v in (("a", "14.68"), ("i", "34.23"), ("s", "41.12"))
        ),
        *(
            fig(f"up.{k}", "2019", v, "%/yr")
            for k, v in (("a", "2.01"), ("i", "8.9"), ("s", "7.3"))
        ),
        fig("g", "2019", "7.02", "%/yr"),
    ]
    f = one(run(figures=figures, indicators=[GROWTH, *SHARES, *GROWTHS]), "sector-growth")
    parts = [step.figure.value for step in f.steps[:3]]
    assert [round(100 * part / sum(parts), 1) for part in parts] == [4.7, 48.0, 47.3]
    assert f.verdict == "agrees_only_if"


def test_tfp_share_times_growth_is_tfp_growth():
    """Đồng Tháp 2011-2015: a share of 34.51 % and 2.31 % a year imply growth of 6.69 %."""
    share = ind("tc", "Đóng góp của TFP", "TFP contribution", "%")
    tfp = ind("tg", "Tốc độ tăng TFP", "TFP growth", "%/yr")
    for value, verdict in (("6.69", "agrees"), ("7.5", "contradicts")):
        found = run(
            rate("g", value),
            goal("tc", "34.51", "%", "2021/2030", "share"),
            rate("tg", "2.31"),
            indicators=[GROWTH, share, tfp],
        )
        assert verdict in verdicts(found, "tfp")


def test_product_and_product_per_head_imply_the_population():
    """The country: 346 to 510 billion USD, and 1.4 times the product per head, in five years."""
    product = ind(
        "y", "Quy mô GDP (USD)", "GDP (USD)", "billion USD", kind="flow", price_basis="current"
    )
    head = ind(
        "h", "GDP bình quân đầu người (USD)", "GDP per capita (USD)", "USD/person", kind="ratio"
    )
    found = run(
        goal("y", "510", "billion USD", "2025"),
        goal("h", "1.4", "ratio", "2025", basis="relative"),
        figures=[fig("y", "2020", "346", "billion USD")],
        indicators=[product, head],
    )
    f = one(found, "people")
    assert [round(s.figure.value, 2) for s in f.steps] == [8.07, 6.96, 1.04]
    assert f.verdict == "agrees_only_if"


def test_a_stated_rise_of_the_product_per_head_against_its_levels():
    """109.8 is said to be 12.5 % up, and 96.3 was published for the year before: 14.0 %."""
    up = ind(
        "u",
        "Tốc độ tăng GRDP bình quân đầu người",
        "Growth of GRDP per capita",
        "%/yr",
        price_basis="current",
    )
    figures = [
        fig("head", "2023", "96.3", "million VND/person"),
        fig("head", "2024", "109.8", "million VND/person"),
        fig("u", "2024", "12.5", "%/yr"),
    ]
    f = one(run(figures=figures, indicators=[HEAD, up]), "rate-levels")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(14.0, abs=0.05)


def test_one_amount_in_two_currencies():
    dong = ind("iv", "Vốn đầu tư (VND)", "Investment (VND)", "trillion VND", kind="flow")
    dollars = ind("iu", "Vốn đầu tư (USD)", "Investment (USD)", "billion USD", kind="flow")
    found = run(
        goal("iv", "21", "trillion VND"),
        goal("iu", "90.5", "billion USD"),
        indicators=[dong, dollars],
    )
    f = one(found, "currency")
    assert (f.verdict, f.slip) == ("contradicts", -2)
    assert f.left.value == pytest.approx(232, abs=0.1)
    found = run(
        goal("iv", "2100", "trillion VND"),
        goal("iu", "90.5", "billion USD"),
        indicators=[dong, dollars],
    )
    assert one(found, "currency").verdict == "agrees"


def test_parts_that_a_plan_declares():
    roles = tuple(
        Role(indicator_id=name, role="part", whole_id="capital")
        for name in ("capital.state", "capital.other")
    )
    goals = [
        goal("capital", "600000", "billion VND"),
        goal("capital.state", "171000", "billion VND"),
    ]
    other = goal("capital.other", "329000", "billion VND")
    assert (
        one(run(*goals, other, indicators=CAPITAL, roles=roles), "whole").verdict == "contradicts"
    )
    f = one(run(*goals, indicators=CAPITAL, roles=roles), "whole")
    assert f.implied[0].figure.value == 429_000


def test_a_declared_role_overrules_what_the_names_say():
    odd = ind("odd", "Chỉ tiêu 7", "Indicator 7", "%/yr")
    roles = (Role(indicator_id="odd", role="growth"), Role(indicator_id="g", role="none"))
    found = run(
        rate("odd", "9"),
        rate("g", "8"),
        rate("p", "7"),
        indicators=[odd, GROWTH, PRODUCTIVITY],
        roles=roles,
    )
    f = one(found, "productivity")
    assert f.implied[0].figure.value == pytest.approx(1.869, abs=0.001)
    assert "odd" in {g.indicator.indicator_id for g in f.inputs}


def test_bounds_can_be_passed_but_not_undercut():
    """At least 2 and at least 3 make at least 5: a total of at least 4 agrees if it is passed."""
    towns = ind("towns", "Dân số thành thị", "Urban population", "thousand persons")
    country = ind("country", "Dân số nông thôn", "Rural population", "thousand persons")
    args = {"indicators": [PEOPLE, towns, country]}
    goals = [
        goal("towns", "200", "thousand persons", operator="at_least"),
        goal("country", "300", "thousand persons", operator="at_least"),
    ]
    low = goal("people", "400", "thousand persons", operator="at_least")
    top = goal("people", "400", "thousand persons", operator="at_most")
    assert one(run(*goals, low, **args), "whole").verdict == "agrees_only_if"
    assert one(run(*goals, top, **args), "whole").verdict == "contradicts"


def test_urban_share_and_population():
    towns = ind("towns", "Dân số thành thị", "Urban population", "thousand persons")
    share = ind("us", "Tỷ lệ đô thị hóa", "Urbanisation rate", "%", denominator_id="people")
    goals = [goal("people", "1000", "thousand persons"), goal("us", "45", "%")]
    indicators = [PEOPLE, towns, share]
    f = one(run(*goals, indicators=indicators), "ratio")
    assert f.verdict == "agrees_only_if"
    assert f.implied[0].figure.value == pytest.approx(450)
    found = run(*goals, goal("towns", "380", "thousand persons"), indicators=indicators)
    assert one(found, "ratio").verdict == "contradicts"


def test_zones_larger_than_their_district():
    area = ind("area", "Diện tích tự nhiên", "Land area", "km2", aggregation="sum", topic="urban")

    def zone(name, hectares):
        return Place(
            place_id=name,
            title_vi=name,
            title_en=name,
            kind="industrial_park",
            territory_ids=("t",),
            area=Decimal(hectares),
            area_unit="ha",
            origin="decision",
            citation_ids=("c1",),
        )

    size = [fig("area", "2023", "100.5", "km2")]
    found = run(figures=size, indicators=[area], places=(zone("x", 6000), zone("y", 4000)))
    assert one(found, "areas").verdict == "agrees"
    found = run(figures=size, indicators=[area], places=(zone("x", 6000), zone("y", 5000)))
    assert one(found, "areas").verdict == "contradicts"
    found = run(figures=size, indicators=[area], places=(zone("x", 11000),))
    assert one(found, "areas").verdict == "contradicts"


def test_cumulative_targets_add_up():
    invest = ind("invest", "Vốn đầu tư toàn xã hội", "Total investment", "billion VND", kind="flow")
    spans = [("100000", "2021/2025"), ("180000", "2026/2030"), ("300000", "2021/2030")]
    found = run(
        *(goal("invest", v, "billion VND", p, "cumulative") for v, p in spans),
        indicators=[invest],
    )
    assert one(found, "sums").verdict == "contradicts"


def test_averages_lie_within_their_parts():
    weighted = HEAD.model_copy(update={"aggregation": "weighted"})
    figures = [
        fig("head", "2024", v, "million VND/person", territory_id=t)
        for t, v in (("a", "80"), ("b", "90"), ("m", "95"))
    ]
    found = run(figures=figures, indicators=[weighted], **merger())
    assert one(found, "average").verdict == "contradicts"


def test_a_region_far_above_all_its_provinces_because_of_a_wrong_population():
    weighted = HEAD.model_copy(update={"aggregation": "weighted", "weight_indicator_id": "people"})
    rows = (("r", "10221.6", "107.59"), ("a", "6000", "84.67"), ("b", "6730.9", "88"))
    figures = [
        figure
        for where, people, head in rows
        for figure in (
            fig("people", "2025", people, "thousand persons", territory_id=where),
            fig("head", "2025", head, "million VND/person", territory_id=where),
        )
    ]
    found = run(figures=figures, indicators=[PEOPLE, weighted], territories=provinces("a", "b"))
    f = one(found, "average")
    assert f.verdict == "contradicts"
    assert f.right.value == pytest.approx(86.43, abs=0.005)


def test_a_plan_without_numbers_and_a_share_out_of_range():
    assert run(indicators=[GROWTH]) == ()
    with pytest.raises(InputError, match=r"1\.5"):
        check_consistency(plan(), about=1.5)

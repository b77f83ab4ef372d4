"""Whatever a plan states, the check answers: no crash, every finding can be shown."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import indicator, observation, plan, target
from tamnhin.assess.consistency.run import check_consistency
from tamnhin.assess.consistency.words import lines, to_json
from tamnhin.messages import LANGS
from tamnhin.plan.plan import Plan

SPECS = {
    "g": ("Tốc độ tăng GRDP", "%/yr", "growth"),
    "p": ("Tốc độ tăng năng suất lao động", "%/yr", "growth"),
    "c": ("Tăng trưởng vốn", "%/yr", "growth"),
    "tfp": ("Đóng góp của TFP", "%", "ratio"),
    "icor": ("Hệ số ICOR", "ratio", "ratio"),
    "head": ("GRDP bình quân đầu người", "million VND/person", "ratio"),
    "usd": ("GRDP bình quân đầu người (USD)", "USD/person", "ratio"),
    "out": ("GRDP giá hiện hành", "billion VND", "flow"),
    "real": ("GRDP giá so sánh", "billion VND", "flow"),
    "people": ("Dân số", "persons", "level"),
    "town": ("Dân số thành thị", "persons", "level"),
    "urban": ("Tỷ lệ đô thị hóa", "%", "ratio"),
    "sa": ("Tỷ trọng nông nghiệp", "%", "ratio"),
    "si": ("Tỷ trọng công nghiệp và xây dựng", "%", "ratio"),
    "ss": ("Tỷ trọng dịch vụ", "%", "ratio"),
    "ga": ("Tốc độ tăng nông nghiệp", "%/yr", "growth"),
    "gi": ("Tốc độ tăng công nghiệp và xây dựng", "%/yr", "growth"),
    "gs": ("Tốc độ tăng dịch vụ", "%/yr", "growth"),
    "rate": ("Tỷ lệ thực hiện đất lúa", "%", "ratio"),
    "land": ("Đất lúa", "ha", "level"),
}
INDICATORS = [
    indicator(name, title_vi=title, title_en=title, unit=unit, kind=kind)
    for name, (title, unit, kind) in SPECS.items()
]
VALUES = st.one_of(
    st.sampled_from(["0", "-1", "-100", "-101", "100", "0.0001", "1e-9", "999999999999999999"]),
    st.decimals(-200, 10**7, places=2).map(str),
).map(Decimal)
OPERATORS = st.sampled_from(["at_least", "more_than", "at_most", "less_than", "about", "exactly"])


@st.composite
def plans(draw) -> Plan:
    figures, targets = [], []
    for name, (_, unit, kind) in SPECS.items():
        spans = ["2021/2030", "2021/2025", "2026/2030", "2025"] if kind == "growth" else None
        periods = spans or ["2020", "2024", "2025"]
        for period in draw(st.lists(st.sampled_from(periods), unique=True, max_size=2)):
            figures.append(
                observation(period, "1", name, unit=unit).model_copy(update={"value": draw(VALUES)})
            )
        for i, period in enumerate(
            draw(st.lists(st.sampled_from(spans or ["2025", "2030"]), max_size=2))
        ):
            basis = "average_growth" if kind == "growth" else "level"
            targets.append(
                target(
                    name,
                    target_id=f"{name}.{i}",
                    value=draw(VALUES),
                    unit=unit,
                    period=period,
                    basis=basis,
                    operator=draw(OPERATORS),
                )
            )
    return plan(*targets, figures=figures, indicators=INDICATORS)


@settings(max_examples=120, deadline=None)
@given(plans(), st.sampled_from([0.0, 0.01, 0.5]))
def test_every_plan_is_answered_and_every_finding_can_be_shown(made, about):
    for finding in check_consistency(made, about):
        for lang in LANGS:
            assert all(lines(finding, made, lang))
            assert "nan" not in json.dumps(to_json(finding, lang), default=str)
        for step in finding.steps:
            assert step.figure.usable


@settings(max_examples=60, deadline=None)
@given(plans())
def test_a_wider_tolerance_never_makes_a_contradiction(made):
    """What rounding and “about” explain stays explained when “about” may mean more."""

    def kept(about):
        return {
            (f.identity, f.period, tuple(g.key for g in f.inputs)): f.verdict
            for f in check_consistency(made, about)
            if f.left is not None
        }

    narrow, wide = kept(0.0), kept(0.2)
    for key, verdict in narrow.items():
        if verdict == "agrees" and key in wide:
            assert wide[key] == "agrees"

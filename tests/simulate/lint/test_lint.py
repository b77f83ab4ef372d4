"""The lint of model files: one golden case for each rule, hostile texts, the public models."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import pytest
from support import SHARED, mdl, with_units, xmile

from tamnhin.problems import Problem
from tamnhin.rules import RULES
from tamnhin.simulate.lint import unit_text
from tamnhin.simulate.lint.check import check_model
from tamnhin.simulate.lint.step_check import StepComparison, compare_steps
from tamnhin.simulate.run import load_model

pytest.importorskip("pysd")
pytest.importorskip("pint")

GOOD = """
Population = INTEG(births - deaths, initial population) ~ people [0,?] ~ |
births = Population * birth rate ~ people/Year ~ |
deaths = Population / life time ~ persons/year ~ |
birth rate = 0.02 ~ 1/year ~ |
life time = 70 ~ years ~ |
initial population = 1000 ~ person ~ |
crowding = LN(Population / initial population) ~ Dmnl ~ ~ :SUPPLEMENTARY |
"""


def found(path, severities=("error", "warning")) -> list[Problem]:
    return [p for p in check_model(path) if p.severity in severities]


def test_a_good_model_has_no_findings_but_says_what_its_time_step_does(tmp_path):
    report = check_model(with_units(tmp_path, GOOD))
    assert [p.code for p in report] == ["model-time-step-fine"]
    (note,) = report.notes
    assert report.ok
    assert (note.row, note.column, note.found) == (11, "TIME STEP", "0.5")
    assert "changes no variable by more than 0.0" in note.message("en")


@dataclass(frozen=True)
class Golden:
    """What is written in place of a good equation, or added, and what must be found."""

    code: str
    row: int | None
    column: str | None
    found: str | None
    words: str
    old: str = ""
    new: str = ""
    dt: float = 0.5


CASES = [
    Golden(
        "model-refused",
        5,
        "birth rate",
        None,
        "birth rate (line 5): DELAY CONVEYOR is not supported.",
        "birth rate = 0.02",
        "birth rate = DELAY CONVEYOR(Time, 3, 1, 0, 0, 0)",
    ),
    Golden(
        "model-undefined",
        3,
        "births",
        "birth rte",
        "uses a name that the model does not define",
        "* birth rate",
        "* birth rte",
    ),
    Golden(
        "model-unused",
        8,
        "idle",
        None,
        "No other equation uses this variable.",
        "crowding =",
        "idle = 3 ~ Dmnl ~ |\ncrowding =",
    ),
    Golden(
        "model-loop",
        3,
        "births",
        "births → birth rate → births",
        "births → birth rate → births.",
        "birth rate = 0.02",
        "birth rate = births / Population",
    ),
    Golden(
        "model-loop-initial",
        2,
        "Population",
        "Population → initial population → Population",
        "These initial values need one another",
        "initial population = 1000",
        "initial population = Population * 2",
    ),
    Golden(
        "model-stock-initial",
        2,
        "Population",
        None,
        "The stock has no initial value.",
        ", initial population)",
        ")",
    ),
    Golden(
        "model-unit-text",
        6,
        "life time",
        "years)(",
        "The unit cannot be read",
        "~ years ~",
        "~ years)( ~",
    ),
    Golden(
        "model-units-sum",
        2,
        "Population",
        "person ≠ person*year",
        "“INTEG” joins quantities of different units.",
        "~ person ~",
        "~ person*year ~",
    ),
    Golden(
        "model-units-equation",
        3,
        "births",
        "cow*person/year",
        "another unit",
        "~ 1/year ~",
        "~ cow/year ~",
    ),
    Golden(
        "model-units-scale",
        3,
        "births",
        "person/month",
        "different scales",
        "~ 1/year ~",
        "~ 1/Month ~",
    ),
    Golden(
        "model-units-pure",
        8,
        "crowding",
        "person",
        "“LN” takes a pure number, and this has a unit.",
        "LN(Population / initial population)",
        "LN(Population)",
    ),
    Golden(
        "model-units-none",
        None,
        None,
        None,
        "1 of 7 variables have no unit",
        "~ 1/year ~",
        "~ ~",
    ),
    Golden(
        "model-time-step",
        11,
        "TIME STEP",
        "0.5",
        "Half the time step changes ",
        "life time = 70",
        "life time = 0.6",
    ),
    Golden("model-time-step-fine", 11, "TIME STEP", "0.5", "by more than 0.0", "", ""),
    Golden(
        "model-time-step-left-out",
        11,
        "TIME STEP",
        None,
        "the model draws random numbers at every step.",
        "birth rate = 0.02",
        "birth rate = RANDOM UNIFORM(0.01, 0.03, 1)",
    ),
    Golden(
        "model-not-finite",
        8,
        "crowding",
        None,
        "not a finite number from time 0 on",
        "LN(Population / initial population)",
        "1 / (Population - Population)",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.code for case in CASES])
def test_golden(tmp_path, case):
    assert not case.old or case.old in GOOD
    path = with_units(
        tmp_path, GOOD.replace(case.old, case.new, 1) if case.old else GOOD, dt=case.dt
    )
    report = check_model(path)
    (hit,) = [p for p in report if p.code == case.code]
    assert (hit.file, hit.row, hit.column) == (str(path), case.row, case.column)
    assert hit.found == case.found
    assert case.words in hit.message("en")
    for lang in ("vi", "en"):
        assert "{" not in hit.message(lang) + hit.expected(lang) + hit.mend(lang)
    errors = {p.code for p in report.errors}
    assert errors == ({case.code} if RULES[case.code].severity == "error" else set())
    assert report.ok == (not errors)


def test_every_rule_of_models_has_a_golden_case():
    wanted = {code for code in RULES if code.startswith("model-")}
    assert {case.code for case in CASES} | {"model-units-left-out"} == wanted


def test_without_pint_the_unit_check_says_that_it_was_left_out(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pint", None)
    unit_text._registry.cache_clear()
    report = check_model(with_units(tmp_path, GOOD.replace("~ 1/year", "~ 1/cow")))
    unit_text._registry.cache_clear()
    (hit,) = [p for p in report if p.code == "model-units-left-out"]
    assert hit.severity == "note"
    assert "pip install" in hit.message("en")
    assert report.ok
    assert not report.warnings


# --- more of each check ----------------------------------------------------------------------


def test_all_undefined_names_are_said_with_a_hint(tmp_path):
    path = with_units(
        tmp_path,
        GOOD.replace("* birth rate", "* birth rte + Populaton").replace("/ life time", "/ zzz"),
    )
    hits = [p for p in found(path) if p.code == "model-undefined"]
    assert [(p.row, p.column, p.found) for p in hits] == [
        (3, "births", "birth rte"),
        (3, "births", "populaton"),
        (4, "deaths", "zzz"),
    ]
    assert "birth rate" in hits[0].mend("en")
    assert "Population" in hits[1].mend("en")
    assert not [p for p in found(path) if p.code == "model-refused"]


def test_every_variable_of_every_loop_is_named(tmp_path):
    path = mdl(
        tmp_path,
        """
        a = b + c
        b = a
        c = d
        d = a
        lone = lone + 1
        fine = INTEG(fine, 1)
        held = SMOOTH(held * 0 + 1, 2)
        """,
    )
    circles = [p.found for p in found(path) if p.code == "model-loop"]
    assert circles == ["a → b → a", "c → d → a → c", "lone → lone"]


def test_a_circle_through_elements_is_no_loop_and_a_loop_through_them_is_found(tmp_path):
    chain = "D: A, B, C ~~|\nx[A] = 1 ~~|\nx[B] = x[A] + 1 ~~|\nx[C] = x[B] ~~|\n"
    assert not [p for p in found(mdl(tmp_path, chain)) if p.severity == "error"]
    ring = chain.replace("x[A] = 1", "x[A] = x[C]")
    (hit,) = [p for p in found(mdl(tmp_path, ring)) if p.severity == "error"]
    assert hit.code == "model-loop"
    assert "x → x" in hit.message("en")


def test_all_stocks_without_initial_value_are_named(tmp_path):
    path = mdl(tmp_path, 'a = INTEG(1)\n"b (x)" = integ ( MIN(1, 2), )\nc = INTEG(1, 2)')
    hits = [(p.code, p.column) for p in found(path, ("error",))]
    assert hits == [("model-stock-initial", "a"), ("model-stock-initial", "b (x)")]
    path = mdl(tmp_path, "a = INTEG(1, :NA:)")
    assert ("model-stock-initial", "a") in [(p.code, p.column) for p in found(path)]
    path = xmile(
        tmp_path,
        '<stock name="full"><eqn>1</eqn></stock><stock name="empty"><inflow>f</inflow></stock>'
        '<stock name="blank"><eqn> </eqn></stock><flow name="f"><eqn>2</eqn></flow>',
    )
    hits = [(p.code, p.row, p.column) for p in found(path, ("error",))]
    assert hits == [("model-stock-initial", 1, "blank"), ("model-stock-initial", 1, "empty")]


def test_an_outcome_of_an_xmile_model_is_not_unused_but_an_idle_input_is(tmp_path):
    path = xmile(
        tmp_path,
        '<aux name="rate"><eqn>2</eqn></aux><aux name="outcome"><eqn>rate*2</eqn></aux>'
        '<aux name="idle"><eqn>7</eqn></aux><flow name="leak"><eqn>rate</eqn></flow>',
    )
    assert [p.column for p in found(path) if p.code == "model-unused"] == ["idle", "leak"]


# --- time step -------------------------------------------------------------------------------


def test_halving_the_step_of_a_decay_is_what_euler_gives(tmp_path):
    path = mdl(tmp_path, "s = INTEG(-s / 2, 1)", final=1, dt=1)
    comparison = compare_steps(load_model(path))
    assert isinstance(comparison, StepComparison)
    assert (comparison.variable, comparison.time, comparison.step) == ("s", 1.0, 1.0)
    assert comparison.difference == pytest.approx(0.75**2 - 0.5)


def test_what_follows_the_time_step_by_design_is_not_compared(tmp_path):
    path = mdl(
        tmp_path,
        "push = PULSE(2, TIME STEP) / TIME STEP\ntwice = push * 2\ns = INTEG(push, 0)",
        final=6,
        dt=1,
    )
    comparison = compare_steps(load_model(path))
    assert isinstance(comparison, StepComparison)
    assert comparison.difference < 1e-12


# --- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("gone.mdl", None, "cannot be read"),
        ("empty.mdl", b"", "no readable equations"),
        ("noise.mdl", bytes(range(256)), "written in utf-8"),
        ("broken.xmile", b"<xmile", "XML"),
        ("entity.xmile", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "document type"),
        ("deep.mdl", b"{UTF-8}\na = " + b"(" * 500 + b"1" + b")" * 500 + b" ~~|", "too deeply"),
    ],
)
def test_a_file_that_is_no_model_is_one_error(tmp_path, name, data, words):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    (hit,) = check_model(path)
    assert (hit.code, hit.file) == ("model-refused", str(path))
    assert words in hit.message("en")


def test_long_sums_and_many_variables_are_checked_in_bounded_time(tmp_path):
    terms = " + ".join(f"v{i}" for i in range(1500))
    lines = [f"v{i} = {i} ~ m ~ |" for i in range(1500)]
    lines += [f"c{i} = c{i + 1} ~ m ~ |" for i in range(1500)] + ["c1500 = total ~ m ~ |"]
    begin = time.process_time()
    codes = {
        p.code for p in found(with_units(tmp_path, f"total = {terms} ~ m ~ |\n" + "\n".join(lines)))
    }
    assert codes == {"model-unused"}
    assert time.process_time() - begin < 40


def test_a_long_loop_is_named_without_recursion(tmp_path):
    lines = [f"c{i} = c{i + 1} ~~|" for i in range(800)] + ["c800 = c0 ~~|"]
    (hit,) = [p for p in found(mdl(tmp_path, "\n".join(lines) + "\n")) if p.severity == "error"]
    assert hit.code == "model-loop"
    assert hit.message("en").count("→") == 801


@pytest.mark.shared
def test_no_public_model_file_brings_the_lint_down():
    if not SHARED.is_dir():
        pytest.skip("the shared folder is not here")
    endings = (".mdl", ".xmile", ".stmx", ".xml")
    paths = sorted(p for p in SHARED.rglob("*") if p.suffix.lower() in endings)
    assert len(paths) > 200
    for path in paths:
        for hit in check_model(path):
            for lang in ("vi", "en"):
                assert hit.message(lang)
                assert hit.expected(lang)
                assert hit.mend(lang)

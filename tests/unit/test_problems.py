from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import tamnhin
from tamnhin.errors import GeoError, TamNhinError
from tamnhin.problems import MAX_SHOWN, Report, printable, problem, shorten
from tamnhin.rules import RULES

SOURCE = Path(tamnhin.__file__).parent


@pytest.mark.parametrize("code", RULES)
def test_the_sentences_of_a_rule_are_whole(code: str) -> None:
    rule = RULES[code]
    for sentence in (rule.message, rule.expected, rule.mend):
        names = [name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None]
        assert all(name.isidentifier() for name in names)
        assert sentence.strip() == sentence
    assert rule.message.endswith((".", "}"))
    assert not rule.expected.endswith(".")


def test_every_rule_is_raised_somewhere_in_the_source_and_nothing_else_is() -> None:
    words: set[str] = set()
    calls: set[str] = set()
    for path in [*SOURCE.glob("*.py"), *SOURCE.glob("plan/*.py"), *SOURCE.glob("simulate/**/*.py")]:
        if path.name in {"rules.py", "model_rules.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {"problem", "Fault"}:
                    calls.add(str(node.args[0].value))
    assert set(RULES) <= words
    assert calls <= set(RULES)


def test_a_report_is_sorted_by_place_and_says_everything_once() -> None:
    late = problem("number", "b.csv", 10, "value", "x")
    early = problem("number", "b.csv", 9, "value", "x")
    other = problem("bom", "a.csv", 1)
    report = Report.of([late, early, other, late])
    assert list(report) == [other, early, late]
    assert (report.errors, report.warnings, report.ok) == ((early, late), (other,), False)
    assert Report.of([other]).ok
    assert len(Report()) == 0
    assert Report().text("vi") == ""


def test_the_text_has_place_found_expected_and_mend() -> None:
    text = Report.of([problem("number", "series/observations.csv", 1234, "value", "x")]).text("en")
    first, *rest = text.split("\n")
    assert first == "ERROR  series/observations.csv, row 1234, column value  [number]"
    assert [line.split(":")[0].strip() for line in rest[1:]] == ["Expected", "To mend"]
    assert "“x”" in rest[0]


def test_programs_get_every_field() -> None:
    found = problem("choice", "a.csv", 2, "kind", "x", choices="a, b", hint="a").to_json("en")
    assert (found["code"], found["file"], found["row"]) == ("choice", "a.csv", 2)
    assert (found["column"], found["found"], found["severity"]) == ("kind", "x", "error")
    assert found["expected"] == "one of: a, b"
    assert str(found["mend"]).endswith("Did you mean “a”?")


def test_quoted_cells_are_short_and_visible() -> None:
    assert shorten("a\u202eb\0") == "a\\u202eb\\x00"
    assert shorten("x" * 500) == "x" * MAX_SHOWN + "…"
    assert printable("tệp\udcff\n") == "tệp\\udcff\\n"
    odd = problem("file-unreadable", "a\udcff.csv", 1, "c\n" * 100, "\0", reason="no\udcff")
    assert (odd.file + (odd.column or "") + odd.message("vi")).isprintable()


def test_the_reason_of_another_error_is_said_in_the_language_of_the_report() -> None:
    error = GeoError("a ring of {code} has fewer than four points", code="bac")
    found = problem("layer", "x.geojson", reason=error)
    assert error.text("vi") in found.message("vi")
    assert "a ring of bac has fewer than four points" in found.message("en")


def test_names_of_columns_are_never_translated() -> None:
    found = problem("column-missing", "a.csv", 1, "status", name="status")
    assert "status" in found.expected("vi")


def all_errors(base: type[TamNhinError] = TamNhinError) -> set[type[TamNhinError]]:
    return {base}.union(*(all_errors(child) for child in base.__subclasses__()))


def test_every_error_has_its_own_stable_code_and_both_statuses() -> None:
    errors = all_errors()
    assert len({error.code for error in errors}) == len(errors)
    assert all(error.code.startswith("TN-") for error in errors)
    assert all(400 <= error.http_status < 600 for error in errors)
    assert all(error.exit_code in {1, 2} for error in errors)


def test_an_error_says_vietnamese_then_english_then_its_code() -> None:
    error = tamnhin.NotFound("There is no target “{name}” in this plan.", name="x")
    assert error.text("en") == "There is no target “x” in this plan."
    assert str(error).split("\n")[-1] == f"{error.text('en')} [TN-NOT-FOUND]"
    assert str(error).startswith(error.text("vi"))
    assert error.params == {"name": "x"}

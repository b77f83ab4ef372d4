# ruff: noqa: E501 - a case is read best on one line
"""plan.yaml: read with the line of every fault, kept with its comments, written anew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from smallplan import SETTINGS
from tamnhin.plan.schema import Settings
from tamnhin.plan.settings import read_settings, settings_text


def read(
    folder: Path, text: str
) -> tuple[Settings | None, list[tuple[str, int | None, str | None]]]:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    settings, _, problems = read_settings(folder)
    return settings, [(p.code, p.row, p.column) for p in problems]


def test_the_settings(tmp_path: Path) -> None:
    settings, problems = read(tmp_path, SETTINGS)
    assert problems == []
    assert settings is not None
    assert (settings.first_year, settings.last_year, settings.vision_year) == (2021, 2030, 2050)
    assert settings.decision_ids == ("quyet-dinh",)
    assert settings.as_of == dt.date(2025, 6, 30)
    assert (settings.title("vi"), settings.title("en")) == (
        "Quy hoạch tỉnh Bắc", "Plan of Bắc province",
    )  # fmt: skip


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path: Path) -> None:
    text = SETTINGS.replace("Plan of Bắc province", "no").replace(
        "vision_year: 2050\n", "vision_year:\n"
    )
    settings, problems = read(tmp_path, text)
    assert problems == []
    assert settings is not None
    assert settings.title_en == "no"
    assert settings.vision_year is None


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    _, problems = read(
        tmp_path,
        "plan_id: Bắc\ntitle_vi: ''\ntitle_en: [a]\nfirst_year: 99\nlast_year: 2030.5\ncolour: red\n"
        "decision_ids: x\nas_of: tomorrow\n",
    )
    assert problems == [
        ("setting", 1, "plan_id"), ("setting", 2, "title_vi"), ("setting", 3, "title_en"),
        ("setting", None, "territory_id"), ("setting", 4, "first_year"), ("setting", 5, "last_year"),
        ("setting", 7, "decision_ids"), ("setting", 8, "as_of"), ("setting", 6, "colour"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("plan_id: [a", 1),
        ("a: b\n\tc: d", 2),
        ("a: 1\na: 2", 2),
        ("a: &x 1\nb: *x", 2),
        ("a: {b: 1, b: 2}", 1),
    ],
)
def test_what_is_no_yaml_of_ours(tmp_path: Path, text: str, row: int) -> None:
    settings, ((code, found, column),) = read(tmp_path, text)
    assert (settings, code, found, column) == (None, "yaml", row, None)


def test_the_text_of_a_person_stays_while_it_says_the_same(tmp_path: Path) -> None:
    settings, _ = read(tmp_path, SETTINGS)
    assert settings is not None
    assert settings_text(settings, SETTINGS) == SETTINGS
    for source in ("", "plan_id: [", "[]", SETTINGS.replace("2030", "2031")):
        again, problems = read(tmp_path, settings_text(settings, source))
        assert (again, problems) == (settings, [])


@pytest.mark.parametrize(
    "title",
    [
        "null",
        "~",
        "2030",
        "a: b",
        "# x",
        "- x",
        "'",
        '"',
        "a\\n",
        "Kế hoạch " * 40,
        "yes",
        "{x}",
        "%",
        "a\nb",
        "🙂",
        "\u2028",
    ],
)
def test_every_title_survives_being_written(tmp_path: Path, title: str) -> None:
    settings, _ = read(tmp_path, SETTINGS)
    assert settings is not None
    titled = Settings.model_validate(
        {**settings.model_dump(), "title_vi": f"x{title}x", "title_en": title.strip() or "x"}
    )
    again, problems = read(tmp_path, settings_text(titled))
    assert (again, problems) == (titled, [])

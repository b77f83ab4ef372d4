"""Readers of other languages plug in: registered, or as an entry point of a package."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tamnhin.cli.main import main
from tamnhin.errors import ConfigurationError, InputError
from tamnhin.read import languages
from tamnhin.read.document import Document, Span
from tamnhin.read.plain import plain
from tamnhin.read.reader import read_by_rules
from tamnhin.read.readings import Readings, TargetReading


def english(document: Document, progress: Callable[[int, int], None] | None = None) -> Readings:
    """A reader of one English phrase, as a plug-in might begin."""
    found = []
    for match in re.finditer(r"([\d.]+) % by (\d{4})", document.text):
        span = Span(*match.span())
        found.append(
            TargetReading(
                span, span, "exactly", Decimal(match[1]), None, "%", "level", horizon=match[2]
            )
        )
    return Readings(tuple(found))


class Entry:
    """An entry point of a package."""

    name = "en"

    def load(self) -> object:
        return english


class Broken(Entry):
    """An entry point of a package whose module fails."""

    def load(self) -> object:
        msg = "no module named x"
        raise ImportError(msg)


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    offered: list[Entry] = []

    def entry_points(group: str, name: str | None = None) -> list[Entry]:
        assert group == "tamnhin.readers"
        return [entry for entry in offered if name in (None, entry.name)]

    monkeypatch.setattr(languages, "entry_points", entry_points)
    monkeypatch.setattr(languages, "_registered", dict(languages._registered))
    return offered


def test_a_reader_is_registered(entries: list[Entry]) -> None:
    languages.register("en", english)
    readings = languages.reader_for("en")(plain("Urban share 45 % by 2030."))
    assert [(target.value, target.horizon) for target in readings.targets] == [(45, "2030")]
    assert isinstance(english, languages.Reader)
    assert languages.reader_for() is read_by_rules


def test_a_reader_is_found_as_an_entry_point(entries: list[Entry]) -> None:
    with pytest.raises(InputError, match=r"“en”.*: vi\."):
        languages.reader_for("en")
    entries.append(Entry())
    assert languages.reader_for("en") is english
    entries[:] = [Broken()]
    with pytest.raises(ConfigurationError, match="no module named x"):
        languages.reader_for("en")


def test_the_command_reads_with_it(
    entries: list[Entry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entries.append(Entry())
    path = tmp_path / "a.txt"
    path.write_text("Urban share 45 % by 2030.", encoding="utf-8")
    assert main(["read", str(path), "--language", "en", "--json"]) == 0
    targets = json.loads(capsys.readouterr().out)["targets"]
    assert [target["words"] for target in targets] == ["45 % by 2030"]
    assert main(["read", str(path), "--language", "xx"]) == 2
    assert "en, vi" in capsys.readouterr().err

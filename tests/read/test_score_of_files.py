"""The development set read from files scores as it does in memory."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import madedocx as word
from tamnhin.read.document import Span
from tamnhin.read.documents import read_document
from tamnhin.read.gold import load_gold
from tamnhin.read.score import pair, tally
from tamnhin.read.targets import read_targets

GOLD = Path(__file__).parent / "development.jsonl"
STROKES = "|---"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _page(text: str) -> bytes:
    menu = '<div class="menu"><a href="/">Trang chủ</a></div>'
    body = "".join(f"<p>{html.escape(line)}</p>" for line in _lines(text))
    return f"<!doctype html><html><body>{menu}<div>{body}</div></body></html>".encode()


def _docx(text: str) -> bytes:
    return word.write_docx(*(word.paragraph(line) for line in _lines(text)))


def _places(text: str) -> list[int]:
    """Where each letter stands, blanks left out: they differ between forms of one text."""
    return [i for i, letter in enumerate(text) if not letter.isspace()]


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.txt", str.encode), ("a.html", _page), ("a.docx", _docx)],
)
def test_a_file_is_read_as_well_as_a_text(name: str, make: Callable[[str], bytes]) -> None:
    in_memory, in_file = [], []
    for gold in load_gold(GOLD):
        text = gold.document.text
        if STROKES in text:
            continue  # a file of Markdown keeps the cells and not what is drawn around them
        document = read_document(make(text), name)
        here = {place: at for at, place in enumerate(_places(text))}
        there = _places(document.text)
        assert len(here) == len(there), gold.name  # letters are mended, none is lost
        moved = []
        for target in gold.targets:
            letters = [here[i] for i in range(target.span.start, target.span.end) if i in here]
            moved.append(replace(target, span=Span(there[letters[0]], there[letters[-1]] + 1)))
        in_memory += pair(gold.targets, read_targets(gold.document)[0])
        in_file += pair(moved, read_targets(document)[0])
    memory, file = tally(in_memory), tally(in_file)
    for field in ("value_unit", "value_unit_horizon", "all"):
        assert file[field].f1 == pytest.approx(memory[field].f1, abs=0.01), field

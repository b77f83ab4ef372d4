"""Every sentence has its Vietnamese, with the same places to fill, and fonts have its letters."""

from __future__ import annotations

import string
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tamnhin"
sys.path.insert(0, str(ROOT / "scripts"))

from messages import extract  # noqa: E402 - a script, not a package


def places(text: str) -> set[str]:
    """The names of the places in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.fixture(scope="module")
def vietnamese():
    path = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "tamnhin.po"
    with path.open("rb") as stream:
        return read_po(stream, locale="vi")


def test_every_sentence_of_the_code_is_translated(vietnamese) -> None:
    sentences = [message for message in extract() if message.id]
    assert len(sentences) > 500
    missing = []
    for message in sentences:
        known = vietnamese.get(message.id, message.context)
        string_ = known.string if known is not None else ""
        if not (all(string_) if isinstance(string_, tuple) else string_):
            missing.append(message.id)
    assert not missing


def test_the_catalogue_holds_nothing_that_is_no_longer_said(vietnamese) -> None:
    said = {(m.id if isinstance(m.id, str) else tuple(m.id), m.context) for m in extract()}
    kept = {(m.id if isinstance(m.id, str) else tuple(m.id), m.context) for m in vietnamese if m.id}
    assert kept <= said


def test_translations_fill_the_same_places(vietnamese) -> None:
    for message in vietnamese:
        if not message.id:
            continue
        wanted = places(message.id if isinstance(message.id, str) else message.id[1])
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for form in forms:
            assert places(form) == wanted, message.id


def test_the_fonts_are_told_to_draw_every_vietnamese_letter() -> None:
    letters = {chr(c) for c in range(0x1EA0, 0x1EFA)} | set(
        "ăâđêôơưĂÂĐÊÔƠƯáàãéèíìóòõúùýÁÀÃÉÈÍÌÓÒÕÚÙÝ"
    )
    letters |= set("ĩũĨŨ")
    css = (PACKAGE / "publish" / "static" / "app.css").read_text(encoding="utf-8")
    covered: set[int] = set()
    for part in css.split("unicode-range:")[1:]:
        for item in part.split(";")[0].split(","):
            low, _, high = item.strip().removeprefix("U+").partition("-")
            covered.update(range(int(low, 16), int(high or low, 16) + 1))
    assert letters <= {chr(c) for c in covered}


def test_files_stay_small_enough_to_be_read() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in PACKAGE.rglob("*.py")}
    assert not {str(p.relative_to(ROOT)): n for p, n in lengths.items() if n > 500}

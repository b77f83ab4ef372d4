"""Offsets, composed letters and mendings hold for any Vietnamese text and any of its encodings."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madedocs import GOAL, MARKDOWN, PAGE, PLAIN, check
from tamnhin.errors import ReadError
from tamnhin.read.document import Document
from tamnhin.read.documents import read_document
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.legacy import _TCVN3, _VNI
from tamnhin.read.documents.syllables import is_syllable

TO_TCVN3 = {chr(value): chr(key) for key, value in _TCVN3.items()}
TO_VNI: dict[str, str] = {}
for _key, _value in _VNI.items():
    TO_VNI.setdefault(_value, _key)
TONES = "\u0300\u0301\u0303\u0309\u0323"

WORDS = st.sampled_from(
    (GOAL + " Điều I. 1. a) đ) - + 2021-2030 (1) Phụ lục Ủy ban xã; Hòa: thuỷ.").split()
)
LINES = (
    st.lists(st.lists(WORDS, min_size=1, max_size=40).map(" ".join), min_size=1, max_size=12)
    .map("\n".join)
    .filter(lambda text: any(c.isalnum() for c in text))
)


def windows_1258(text: str) -> str:
    """Letters with vowel marks composed and tone marks apart, as Windows-1258 holds them."""
    out = []
    for letter in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFD", letter)
        tones = [c for c in apart if c in TONES]
        bare = "".join(c for c in apart if c not in TONES)
        out.append(unicodedata.normalize("NFC", bare) + "".join(tones))
    return "".join(out)


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text) if c.isalnum())


def read(text: str, encoding: str = "utf-8") -> Document:
    return read_document(text.encode(encoding), "a.txt")


@settings(deadline=None)
@given(LINES)
def test_any_lines_keep_every_word_in_order(text: str) -> None:
    document = read(text)
    check(document)
    # Joining a broken line may drop a blank, never a letter; lines without a letter are dropped.
    assert letters(document.text) == letters(text)


@settings(deadline=None)
@given(LINES)
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    once = read(text)
    assert read(once.text).text.split() == once.text.split()


@settings(deadline=None)
@given(LINES, st.sampled_from(["NFD", "1258"]))
def test_decomposed_text_reads_as_composed(text: str, form: str) -> None:
    apart = windows_1258(text) if form == "1258" else unicodedata.normalize("NFD", text)
    document, expected = read(apart), read(text)
    assert document.text == expected.text
    assert document.blocks == expected.blocks
    assert document.heading == expected.heading


@pytest.mark.parametrize("seed", [PAGE, PLAIN, MARKDOWN], ids=["html", "text", "markdown"])
def test_every_reader_gives_the_same_for_nfd(seed: str) -> None:
    apart, expected = read(unicodedata.normalize("NFD", seed)), read(seed)
    assert (apart.text, apart.blocks) == (expected.text, expected.blocks)
    assert apart.heading == expected.heading
    assert any("NFD" in mending.what for mending in apart.mendings)


@given(st.text(max_size=80))
def test_cleaning_is_done_once(text: str) -> None:
    (once,) = Cleaner().clean([text])
    assert unicodedata.is_normalized("NFC", once)
    cleaner = Cleaner()
    assert cleaner.clean([once]) == [once]


def tcvn3(text: str) -> bytes:
    return "".join(TO_TCVN3.get(c, c) for c in text).encode("latin-1")


def vni(text: str) -> bytes:
    return "".join(TO_VNI.get(c, c) for c in text).encode("latin-1")


ENCODINGS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "tcvn3": (lambda text: tcvn3(text.lower()), "TCVN3"),
    "vni": (vni, "VNI"),
    "windows-1258": (lambda text: windows_1258(text).encode("cp1258"), "1258"),
    "utf-16": (lambda text: text.encode("utf-16"), ""),
    "utf-8 with mark": (lambda text: text.encode("utf-8-sig"), ""),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_old_encodings_are_recognised_and_named(name: str) -> None:
    encode, said = ENCODINGS[name]
    text = PLAIN.replace("•", "-")
    expected = text.lower() if name == "tcvn3" else text
    document = read_document(encode(text), "a.txt")
    assert document.text == read(expected).text
    assert not said or any(said in mending.what for mending in document.mendings)


def test_a_page_in_windows_1258_says_so_itself() -> None:
    page = PAGE.replace("utf-8", "windows-1258").replace("•", "-")
    document = read_document(windows_1258(page).encode("cp1258"), "a.html")
    assert document.text == read(PAGE).text


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(ReadError, match="document-encoding"):
        read_document(b"\xe1\xe9\xfa plain \xf1\xf6 words \xec\xdb\xdb", "a.txt")


@pytest.mark.parametrize(
    ("odd", "mended", "said"),
    [
        ("quy\u00a0hoạch", "quy hoạch", "spaces"),
        ("quy hoạ\u00adch", "quy hoạch", "soft hyphens"),
        ("Ðất Ðỏ", "Đất Đỏ", "Eth"),
        ("Bình Dƣơng", "Bình Dương", "Oi"),
        ("đươ\u0300ng", "đường", "1258"),
        ("đa\u0301\u0302t", "đất", "order"),
        ("\u202equy\u200bhoạch", "quyhoạch", "invisible"),
        ("a" + "\u0301" * 60, "á" + "\u0301" * 29, "heaps"),
        ("công_nghiệp và đô_thị " * 10, "công nghiệp và đô thị", "underscores"),
    ],
)
def test_what_is_mended_is_counted_under_its_name(odd: str, mended: str, said: str) -> None:
    cleaner = Cleaner()
    (clean,) = cleaner.clean([odd])
    assert clean.startswith(mended)
    assert any(said in mending.what for mending in cleaner.mendings())
    assert all(mending.count > 0 for mending in cleaner.mendings())


def test_good_unicode_with_foreign_names_is_left_alone() -> None:
    text = f"{GOAL} Công ty Nestlé và Citroën góp vốn; ông Müller ký với São Paulo."
    cleaner = Cleaner()
    assert cleaner.clean([text]) == [text]
    assert not cleaner.mendings()


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuỷu", "quyết", "giếng", "đường", "yêu", "ương", "oẹo", "Quảng", "Đắk"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word) is (word != "Đắk")


@pytest.mark.parametrize("word", ["Nestlé", "Đắk", "tếxã", "strč", "được.", "ééa", "quyhoạch"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)

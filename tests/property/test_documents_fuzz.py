# ruff: noqa: E501 - a list of odd texts is read best in few lines
"""No document whatever gives a traceback or takes long: seeds of every reader are damaged."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import tamnhin
from harms import HARMS, harmed
from madedocs import MARKDOWN, PAGE, PLAIN, check, seeds
from tamnhin.read.documents import read_document

SEEDS = seeds()
SECONDS = 20
"""Far above what any damaged seed needs on a busy machine, far below a run that never ends."""
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(QUICK, max_examples=25)  # every PDF starts a process


def must_be_survived(data: bytes, name: str) -> None:
    start = time.monotonic()
    try:
        document = read_document(data, name)
    except tamnhin.TamNhinError as error:
        str(error).encode("utf-8")
    else:
        check(document)
        document.text.encode("utf-8")
    assert time.monotonic() - start < SECONDS


@QUICK
@given(name=st.sampled_from(sorted(set(SEEDS) - {"a.pdf"})), harms=HARMS)
def test_damaged_bytes(name: str, harms: list[tuple[str, float, bytes]]) -> None:
    must_be_survived(harmed(SEEDS[name], harms), name)


@FEW
@given(harms=HARMS)
def test_damaged_pdf(harms: list[tuple[str, float, bytes]]) -> None:
    must_be_survived(harmed(SEEDS["a.pdf"], harms), "a.pdf")


@QUICK
@given(
    part=st.sampled_from(["word/document.xml", "word/numbering.xml", "word/styles.xml"]),
    harms=HARMS,
)
def test_damaged_parts_of_a_word_file(part: str, harms: list[tuple[str, float, bytes]]) -> None:
    """Damage inside the archive, where the checksums of the archive would else hide it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SEEDS["a.docx"])) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, harmed(data, harms) if name == part else data)
    must_be_survived(stream.getvalue(), "a.docx")


NASTY = st.sampled_from(
    [
        "\0", "\ufeff", "\r", "\v", "\x85", "\u2028", "\u00ad", "\u200b", "\u202e", "a\u0301" * 9,
        "\u0301" * 40, "e\u0323\u0302\u0301", "ơ\u0300", "á\u0302", "Ð", "ƣ", "\udcff", "\U0010ffff",
        "|", "||", "|-|", "# ", "**", "_**", "\\", "](", "[", "`", "> ", "<", "<table>", "<td colspan=9",
        "<td rowspan=70000>", "</div>", "<br>", "<ol start=-5><li>", "<ol type=i start=5000><li>", "&#x110000;",
        "&nbsp;", "<!--", "]]>", "<svg>", "<plaintext>", "Điều", "Điều 1.", "I.", "a)", "đ)", "(1)", "- ", "+ ",
        "1.1.1.1.1.1", "1.", "Phụ lục", "Nơi nhận:", "KT. ", "9" * 400, "́", "Số: ", "ngày 31 tháng 2 năm 2024",
        "00/00/0000", "«­×", "_", "c_ô_n_g",
    ]
)  # fmt: skip


@QUICK
@given(
    seed=st.sampled_from([PAGE, PLAIN, MARKDOWN]),
    inserts=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.one_of(NASTY, st.text(max_size=12))),
        min_size=1,
        max_size=6,
    ),
)
@example(seed="x", inserts=[(0.0, "\u0301")])
def test_strange_text_anywhere(seed: str, inserts: list[tuple[float, str]]) -> None:
    for where, nasty in inserts:
        at = int(where * len(seed))
        seed = seed[:at] + nasty + seed[at:]
    must_be_survived(seed.encode("utf-8", "surrogatepass"), "a")


@QUICK
@given(data=st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    must_be_survived(data, "a")
    must_be_survived(b"<html>" + data, "a")


SLOW = {
    "blanks": b"# " + b" " * 300_000 + b"x\n**a** b\n",
    "stars": b"# a\n" + b"*a" * 100_000,
    "brackets": b"# a\n" + b"[" * 200_000,
    "pipes": b"# a\n" + b"| " * 200_000 + b"\n|-|\n",
    "lines": b"a\n" * 199_000,
    "one line": "chữ ".encode() * 500_000,
    "marks": ("e" + "\u0323\u0301" * 200_000).encode(),
    "words": ("ắ" * 400_000).encode(),
    "underscores": "công_".encode() * 200_000,
    "digits": b"1." * 300_000,
    "number": "Số: ".encode() + b"1" * 300_000,
    "dashes": b"- " * 300_000,
    "deep": b"<html>" + b"<div>" * 200_000 + b"x",
    "inline": b"<html><p>" + b"<b>" * 100_000 + b"x",
    "lists": b"<html>" + b"<ul><li>a" * 100_000,
    "tables": b"<html>" + b"<table><tr><td>a" * 60_000,
    "cells": b"<html><table>" + b"<tr><td rowspan=5000>a<td>b" * 30_000,
    "attributes": b"<html><p " + b"a=1 " * 300_000 + b">x",
    "entities": b"<html>" + b"&amp;&#7871;" * 200_000,
    "open comments": b"<html>" + b"<!--" * 200_000 + b"text",
    "breaks": b"<html><p>" + b"a<br>" * 150_000,
    "spaced tag": b"<!-- " * 100_000,
}


@pytest.mark.parametrize("kind", SLOW)
def test_long_repetitions_take_no_longer_than_their_length(kind: str) -> None:
    must_be_survived(SLOW[kind], kind)

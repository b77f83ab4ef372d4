"""Files of strangers: what is read of them, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tamnhin.plan.textfile import locate, read_text, write_atomically, write_together
from tamnhin.problems import Problem


def test_text_comes_composed_with_plain_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbf" + "Ho\u0300a\r\nb\rc\n".encode())
    text, problems = read_text(tmp_path, "a")
    assert text == "Hòa\nb\nc\n"
    assert [p.code for p in problems] == ["bom", "line-ends", "not-nfc"]


def test_plain_text_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Hà Nam\n", encoding="utf-8")
    assert read_text(tmp_path, "a") == ("Hà Nam\n", [])


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (b"ok\n\xff\xfe", "encoding", 2), ("tiếng".encode("utf-16"), "encoding", 1),
        ("Trươ\u0300ng ho\u0323c".encode("cp1258"), "encoding-cp1258", 1),
        ("a\nb\nĐô\u0323i".encode("cp1258"), "encoding-cp1258", 3),
        ("café".encode("latin-1"), "encoding", 1), (b"\x81\xd2", "encoding", 1),
        ("a\ne" + "\u0323\u0301" * 20, "control-character", 2),
        ("x" * 101, "file-too-large", None),
    ],
)  # fmt: skip
def test_what_is_not_read(tmp_path: Path, data: bytes | str, code: str, row: int | None) -> None:
    (tmp_path / "a").write_bytes(data.encode() if isinstance(data, str) else data)
    text, problems = read_text(tmp_path, "a", limit=100)
    assert text is None
    assert [(p.code, p.row) for p in problems] == [(code, row)]


def test_thirty_marks_are_text_and_letters_of_other_scripts_too(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("e" + "\u0301" * 30 + "日本語" * 40 + "\n", encoding="utf-8")
    text, _ = read_text(tmp_path, "a")
    assert text == "é" + "\u0301" * 29 + "日本語" * 40 + "\n"


def test_a_link_inside_the_folder_is_followed_and_one_out_of_it_is_not(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "real").write_text("x")
    (root / "inside").symlink_to("real")
    (tmp_path / "secret").write_text("x")
    (root / "outside").symlink_to(tmp_path / "secret")
    assert read_text(root, "inside") == ("x", [])
    for name in ("outside", "../secret", str(tmp_path / "secret")):
        found = locate(root, name)
        assert isinstance(found, Problem)
        assert found.code == "file-outside"


def test_a_pipe_does_not_keep_the_reader_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    assert [p.code for p in read_text(tmp_path, "a")[1]] == ["file-not-regular"]


def test_sizes_are_told_in_megabytes_and_small_ones_in_tenths(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x" * 120_000)
    found = locate(tmp_path, "a", 100_000)
    assert isinstance(found, Problem)
    assert "0.2 MB" in found.message("en")
    assert "0.1 MB" in found.expected("en")


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    first, second = tmp_path / "deep/first", tmp_path / "second"
    assert write_together({first: b"1", second: b"2"}) == [first, second]
    assert write_together({first: b"1", second: b"3"}) == [second]
    assert not write_atomically(second, b"3")
    assert write_atomically(second, b"4")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        write_together({first: b"9", tmp_path / "folder": b"9"})
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"4")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["deep", "first", "folder", "second"]

"""Letters that were decoded twice are brought back, and good text is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tamnhin.read.documents.legacy import from_tcvn3
from tamnhin.read.documents.reader import open_document
from tamnhin.read.documents.twice import TWICE, mend_twice

GOOD = (
    "Mục tiêu phát triển kinh tế: tốc độ tăng bình quân của công nghiệp và nông nghiệp",
    "liên kết với các tỉnh trên tuyến ven biển, nên ưu tiên phát triển cụm công nghiệp",
    "các phường, xã có bác sĩ; giá trị sản xuất theo giá thực tế; vùng sản xuất lúa",
    "số hộ nghèo giảm; nước sạch; thống kê; dự án xây dựng; phục vụ đời sống; dưỡng lão",
)
LATIN = "áâãèéêìíòóôõùú"


def twice(text: str) -> str:
    """A text whose letters that Latin-1 has were taken for TCVN3."""
    return "".join(from_tcvn3(letter) if letter in LATIN else letter for letter in text)


def test_letters_come_back_at_their_places() -> None:
    spoilt = [twice(line) for line in GOOD]
    assert spoilt[0].startswith("Mục tiờu phỏt triển kinh tế: tốc độ tăng bỡnh quõn của cụng")
    mended, counts = mend_twice(spoilt)
    assert mended == list(GOOD)
    assert counts == {TWICE: len(GOOD)}


def test_good_lines_of_the_same_page_stay() -> None:
    lines = [*map(twice, GOOD), "Tỉnh ủy họp bàn về công tác năm 2030, đội ngũ đã đủ"]
    mended, counts = mend_twice(lines)
    assert mended[-1] == lines[-1]
    assert counts == {TWICE: len(GOOD)}


@pytest.mark.parametrize(
    "lines",
    [
        GOOD,
        ("Nhỏ, vụ, số hộ, nước, dự trữ, phụ nữ, cụm, rừng, lớp học, thời vụ",) * 5,
        ("phỏt triển",),
        ("Growth of GDP by sector", "año, größe, crème brûlée"),
        (),
    ],
)
def test_what_is_good_or_too_little_stays(lines: tuple[str, ...]) -> None:
    assert mend_twice(lines) == (list(lines), {})


def test_a_document_says_that_it_was_mended(tmp_path: Path) -> None:
    path = tmp_path / "twice.txt"
    path.write_text("\n\n".join(map(twice, GOOD)), encoding="utf-8")
    document = open_document(path)
    assert "phát triển cụm công nghiệp" in document.text
    assert TWICE in {mending.what for mending in document.mendings}


def test_a_few_slips_in_a_long_text_change_nothing_else() -> None:
    lines = [*["Số hộ có nước, thu nhập được nâng lên, dự trữ đủ"] * 200, *["cỏc ngành"] * 6]
    mended, _ = mend_twice(lines)
    assert mended[:200] == lines[:200]

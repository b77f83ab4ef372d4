"""Which words name an amount, and where rules that give names, years and verdicts must not act."""

from __future__ import annotations

import pytest

from passages import lines_document
from tamnhin.read.readings import TargetReading
from tamnhin.read.targets import read_targets


def names(text: str) -> list[str]:
    document = lines_document(text)
    targets, _ = read_targets(document)
    return [document.words(t.indicator) if t.indicator else "" for t in targets]


def targets(text: str) -> list[TargetReading]:
    return list(read_targets(lines_document(text))[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Đến năm 2030 tỷ trọng nông nghiệp, công nghiệp, dịch vụ là 15%, 45%, 40%.",
            ["tỷ trọng nông nghiệp", "công nghiệp", "dịch vụ"],
        ),
        (
            "Năm 2030 nông - lâm nghiệp, công nghiệp - xây dựng, dịch vụ là 20%, 45%, 35%.",
            ["nông - lâm nghiệp", "công nghiệp - xây dựng", "dịch vụ"],
        ),
        # Two shares that are not said to be of the two before have no name.
        (
            "Đến năm 2030 hộ nghèo còn 1%; thất nghiệp còn 2%. Phấn đấu đạt 95%, 97%.",
            ["hộ nghèo", "thất nghiệp", "", ""],
        ),
    ],
)
def test_lists_are_told_off(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Đến năm 2025 xuất khẩu đạt 2 tỷ USD. Đến năm 2030 đạt 5 tỷ USD.",
            ["xuất khẩu", "xuất khẩu"],
        ),
        (
            "Đến năm 2025 vốn FDI đạt 2 tỷ USD. Xuất khẩu tăng nhanh. Đến năm 2030 đạt 5 tỷ USD.",
            ["vốn FDI", ""],
        ),
        (
            "Đến năm 2030 đường cao tốc đạt 120 km. Phấn đấu 300 km đường huyện được cứng hóa.",
            ["đường cao tốc", "đường huyện được cứng hóa"],
        ),
        (
            "Đến năm 2030 thu ngân sách đạt 9.000 tỷ đồng, tăng bình quân 12%/năm.",
            ["thu ngân sách", "thu ngân sách"],
        ),
        ("Đến năm 2030 GRDP đạt 9.000 tỷ đồng, mỗi hộ được 5 triệu đồng.", ["GRDP", "mỗi hộ"]),
        (
            "Vốn đầu tư giai đoạn 2021-2025 đạt 30% GRDP; giai đoạn 2026-2030 đạt 28% GRDP.",
            ["Vốn đầu tư", "Vốn đầu tư"],
        ),
    ],
)
def test_names_go_on_only_where_nothing_else_is_named(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Đến năm 2030 xây dựng, nâng cấp 25 km đường liên xã.", "đường liên xã"),
        ("Đến năm 2030 chiều dài đường được nâng cấp đạt 25 km.", "chiều dài đường được nâng cấp"),
        (
            "Đến năm 2030 thuộc nhóm 10 tỉnh, thành phố có thu nhập cao nhất cả nước.",
            "thu nhập",
        ),
        (
            "Đến năm 2030 chỉ số PCI nằm trong nhóm 10 tỉnh dẫn đầu, có nhiều doanh nghiệp.",
            "chỉ số PCI",
        ),
    ],
)
def test_words_after_the_number(text: str, wanted: str) -> None:
    assert names(text) == [wanted]


def test_years_that_close_alike_do_not_promise_what_is_today() -> None:
    found = targets("Lấp đầy 390 ha, đạt 77% vào năm 2028 và 438 ha, đạt 85% vào năm 2035.")
    assert [t.horizon for t in found] == ["2028", "2028", "2035", "2035"]
    today = targets("Đô thị hóa hiện đạt 35%, lên 40% năm 2028; nghèo 8%, giảm còn 3% năm 2030.")
    assert 8 not in [t.value for t in today]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Phấn đấu năm 2030 chiều cao đạt 1,68 m (năm 2019, chiều cao là 165,1 cm).", ["1.68"]),
        ("Phấn đấu nâng thu nhập (năm 2025 đạt 60 triệu đồng/người).", ["60"]),
        ("Phấn đấu giảm tỷ lệ hộ nghèo (giai đoạn 2021-2025 giảm 1,5%/năm).", ["1.5"]),
    ],
)
def test_an_opener_reaches_into_brackets_but_for_an_earlier_year(
    text: str, values: list[str]
) -> None:
    assert [str(t.value) for t in targets(text)] == values


def test_aims_without_any_year_are_read_and_what_is_told_besides_is_not() -> None:
    aims = "# Các chỉ tiêu chủ yếu\nTỷ lệ đô thị hóa 55%. Thu ngân sách đạt 9.000 tỷ đồng."
    assert len(targets(aims)) == 2
    assert len(targets(f"Ngày 20 tháng 5 năm 2020\n{aims}")) == 2
    assert not targets(
        "Phấn đấu để thành phố phát triển.\nDân số 1 triệu người. Mật độ 800 người/km2."
    )


@pytest.mark.parametrize(
    ("heading", "aims", "wanted"),
    [
        ("Đến năm 2050 tỉnh giàu mạnh", "Mục tiêu đến năm 2030, tỉnh thuộc nhóm khá.", "2030"),
        ("MỤC TIÊU ĐẾN NĂM 2030", "Mục tiêu tổng quát để đến năm 2045 thành tỉnh giàu.", "2030"),
    ],
)
def test_a_paragraph_of_aims_overrules_only_a_later_heading(
    heading: str, aims: str, wanted: str
) -> None:
    (found,) = targets(f"# {heading}\n{aims}\nTỷ lệ đô thị hóa đạt 45%.")
    assert found.horizon == wanted


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Phấn đấu đến năm 2030 tỉnh đạt được những chỉ tiêu sau: thu 500 tỷ đồng.", 1),
        ("Năm 2020, tỉnh đạt được những chỉ tiêu quan trọng: thu ngân sách 500 tỷ đồng.", 0),
        ("Đại hội phấn đấu đến năm 2030 có 45 xã; bầu Ban Chấp hành 55 đồng chí.", 1),
        ("Đến năm 2030 đón ba triệu lượt khách.", 1),
        ("Đến năm 2030 mở hai con đường.", 0),
    ],
)
def test_promise_or_not(text: str, number: int) -> None:
    assert len(targets(text)) == number


@pytest.mark.parametrize(
    "row",
    ["nâng cấp ", "nâng cấp, ", "tỷ trọng cơ cấu ", ", ", "2030, ", ". ", "(", "và các năm "],
)
def test_long_rows_come_back(row: str) -> None:
    """Each of these once took time that doubled with every word, or grew with its third power."""
    text = "Đến năm 2030 " + row * (8000 // len(row)) + "đường 25 km, đất 20 ha, 5%, 7%." * 20
    assert read_targets(lines_document(text)) is not None

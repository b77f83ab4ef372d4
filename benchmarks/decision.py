"""A decision of any length in the language of plans, made from a seed: for benchmarks.

Places and figures are made up; sentences vary in subject, verb, number, unit, year and form, so
that no cache of whole sentences helps. An annex lists parks, clusters and works in tables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

PER_PAGE = 2_700
"""Characters on a page of an act set in 14 points."""
ROWS_PER_PAGE = 22

DISTRICTS = (
    "Bình Sơn", "Tân Lập", "Yên Khê", "Phú Thịnh", "Đông Hòa", "Kim Giang", "Lộc Xuyên", "Vân Trì",
    "Quảng Lâm", "Thạch Bình", "Mỹ An", "Hòa Lạc Thượng",
)  # fmt: skip
SECTORS = (
    "công nghiệp chế biến, chế tạo", "nông nghiệp công nghệ cao", "du lịch sinh thái", "kinh tế số",
    "dịch vụ logistics", "công nghiệp bán dẫn", "kinh tế tuần hoàn", "năng lượng tái tạo",
    "giáo dục nghề nghiệp", "y tế cơ sở", "hạ tầng giao thông", "thủy lợi và phòng chống thiên tai",
    "đô thị thông minh", "bảo tồn di sản", "lâm nghiệp bền vững", "quản lý tài nguyên nước",
)  # fmt: skip
MEASURES = (
    ("tốc độ tăng trưởng GRDP bình quân", "%/năm", 4, 12),
    ("tỷ lệ đô thị hóa", "%", 30, 70),
    ("GRDP bình quân đầu người", "triệu đồng", 90, 260),
    ("tỷ lệ che phủ rừng", "%", 20, 60),
    ("thu ngân sách trên địa bàn", "nghìn tỷ đồng", 10, 90),
    ("kim ngạch xuất khẩu", "tỷ USD", 1, 20),
    ("tỷ lệ lao động qua đào tạo", "%", 60, 90),
    ("số giường bệnh", "giường/vạn dân", 25, 50),
    ("tỷ lệ hộ nghèo giảm bình quân", "điểm %/năm", 1, 2),
    ("diện tích đất công nghiệp", "ha", 200, 9000),
    ("tổng lượt khách du lịch", "triệu lượt khách", 2, 15),
    ("chiều dài đường cao tốc", "km", 20, 140),
    ("tỷ trọng kinh tế số trong GRDP", "%", 15, 40),
    ("tỷ lệ xã đạt chuẩn nông thôn mới", "%", 70, 99),
)
VERBS = (
    "đẩy mạnh phát triển", "tập trung đầu tư", "ưu tiên nguồn lực cho", "hoàn thiện cơ chế thu hút",
    "nâng cao hiệu quả", "hình thành chuỗi liên kết về", "khuyến khích doanh nghiệp tham gia",
    "rà soát, bổ sung quy hoạch ngành", "xây dựng trung tâm nghiên cứu về", "mở rộng hợp tác trong",
)  # fmt: skip
REASONS = (
    "gắn với bảo vệ môi trường và thích ứng với biến đổi khí hậu",
    "bảo đảm quốc phòng, an ninh và trật tự an toàn xã hội",
    "phù hợp với quy hoạch vùng và điều kiện của địa phương",
    "trên cơ sở khai thác lợi thế của từng tiểu vùng",
    "nhằm chuyển dịch cơ cấu lao động theo hướng hiện đại",
)
WORDS = ("khoảng ", "trên ", "từ ", "tối thiểu ", "", "", "không dưới ")


@dataclass(frozen=True)
class Part:
    """A paragraph, or a table by its rows, the first of them its head."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def decision(pages: int, seed: int = 7) -> list[Part]:
    """A decision of about so many pages: three quarters text, one quarter annex tables."""
    rng = random.Random(seed)
    parts = [Part(text) for text in _head()]
    size = sum(len(part.text) for part in parts)
    chapter = 0
    while size < 0.75 * pages * PER_PAGE:
        chapter += 1
        for text in _chapter(rng, chapter):
            parts.append(Part(text))
            size += len(text)
    return [*parts, *_annex(rng, max(1, pages // 4))]


def _head() -> list[str]:
    return [
        "ỦY BAN NHÂN DÂN",
        "TỈNH BÌNH SƠN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 1234/QĐ-UBND",
        "Bình Sơn, ngày 15 tháng 3 năm 2024",
        "QUYẾT ĐỊNH",
        "Phê duyệt Quy hoạch tỉnh Bình Sơn thời kỳ 2021-2030, tầm nhìn đến năm 2050",
        "Điều 1. Phê duyệt Quy hoạch tỉnh Bình Sơn thời kỳ 2021-2030, tầm nhìn đến năm 2050 với "
        "các nội dung sau:",
    ]


def _number(rng: random.Random, low: int, high: int) -> str:
    value = rng.uniform(low, high)
    if value >= 1000:
        return f"{int(value):,}".replace(",", ".")
    return f"{value:.1f}".replace(".", ",") if rng.random() < 0.6 else str(int(value) + 1)


def _amount(rng: random.Random) -> str:
    name, unit, low, high = rng.choice(MEASURES)
    verb = rng.choice(("đạt ", "chiếm ", "đạt bình quân ", ""))
    if rng.random() < 0.2:
        first = rng.randint(low, high)
        return f"{name} {verb}{first} - {first + rng.randint(1, 5)}{' ' * (unit[0] != '%')}{unit}"
    gap = "" if unit.startswith("%") else " "
    return f"{name} {verb}{rng.choice(WORDS)}{_number(rng, low, high)}{gap}{unit}"


def _sentence(rng: random.Random) -> str:
    place = f"huyện {rng.choice(DISTRICTS)}"
    form = rng.random()
    if form < 0.15:
        return f"Đến năm {rng.choice((2025, 2030, 2050))}, {_amount(rng)}, {_amount(rng)}."
    if form < 0.22:
        year = rng.randint(2016, 2020)
        return f"Năm {year}, {_amount(rng)}, tăng {rng.randint(2, 15)}% so với năm {year - 1}."
    if form < 0.3:
        return f"Giai đoạn 2026-2030, phấn đấu {_amount(rng)}; trong đó tại {place} {_amount(rng)}."
    verbs = f"{rng.choice(VERBS)} {rng.choice(SECTORS)}"
    more = f"{rng.choice(VERBS)} {rng.choice(SECTORS)} tại {place}"
    return f"{verbs[0].upper()}{verbs[1:]}; {more}, {rng.choice(REASONS)}."


def _chapter(rng: random.Random, number: int) -> Iterator[str]:
    romans = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
    titles = ("QUAN ĐIỂM VÀ MỤC TIÊU", "NHIỆM VỤ TRỌNG TÂM", "PHƯƠNG HƯỚNG PHÁT TRIỂN NGÀNH",
              "KẾT QUẢ ĐÃ ĐẠT ĐƯỢC", "GIẢI PHÁP THỰC HIỆN", "TẦM NHÌN ĐẾN NĂM 2050")  # fmt: skip
    yield f"{romans[(number - 1) % 12]}. {titles[number % len(titles)]}"
    for section in range(1, 7):
        yield f"{section}. {rng.choice(('Về', 'Phát triển', 'Định hướng'))} {rng.choice(SECTORS)}"
        for mark in ("a) ", "b) ", "- ", "- ", "+ ", "- ", ""):
            yield mark + " ".join(_sentence(rng) for _ in range(rng.randint(1, 4)))


def _annex(rng: random.Random, pages: int) -> Iterator[Part]:
    parks = ("TT", "Tên khu, cụm công nghiệp", "Địa điểm", "Diện tích (ha)", "Giai đoạn")
    works = ("TT", "Tên dự án", "Địa điểm", "Tổng vốn (tỷ đồng)", "Thời gian")
    for page in range(pages):
        is_parks = page % 2 == 0
        kind = rng.choice(("Khu công nghiệp", "Cụm công nghiệp")) if is_parks else "Đường tỉnh"
        yield Part(f"Phụ lục {page + 1}")
        yield Part("DANH MỤC KHU, CỤM CÔNG NGHIỆP" if is_parks else "DANH MỤC DỰ ÁN ƯU TIÊN")
        rows = [
            (
                str(row),
                f"{kind} {rng.choice(DISTRICTS)} {page}.{row}",
                f"Huyện {rng.choice(DISTRICTS)}",
                _number(rng, 20, 4000),
                rng.choice(("2021-2025", "2026-2030", "2021-2030")),
            )
            for row in range(1, ROWS_PER_PAGE + 1)
        ]
        yield Part(rows=(parks if is_parks else works, *rows))

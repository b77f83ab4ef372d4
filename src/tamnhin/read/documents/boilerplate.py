"""What stands round a text and is not of it: clocks, counters, links to other texts, stamps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tamnhin.messages import N_
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.raw import Piece

_DROPPED: Final = N_("lines around the text (clocks, counters, links to other texts), dropped")

_TAIL: Final = re.compile(
    r"(?i)(?:xem thêm|đọc thêm|xem tiếp|(?:các )?(?:tin|bài)(?: viết| tức)?(?: khác| liên quan|"
    r" cùng chuyên mục| cùng loại| mới nhất| đọc nhiều| nổi bật| đã đưa)|có thể bạn quan tâm|"
    r"(?:tổng )?số lượt (?:truy cập|xem)|lượt (?:truy cập|xem)|thống kê truy cập|đang (?:truy cập|"
    r"online)|bình luận|ý kiến bạn đọc|chia sẻ(?: bài viết)?|từ khóa|từ khoá|tags?|nguồn tin|"
    r"quay lại|về trang chủ|in trang|in bài|gửi (?:bài|email|bình luận)|"
    r"tin đọc nhiều|chủ đề)\s*(?:[:(].{0,60})?"
)
_BAR: Final = re.compile(
    r"(?i)(?:chia sẻ|in trang|in bài(?: viết)?|gửi email|facebook|zalo|twitter|lưu bài|cỡ chữ|"
    r"nghe đọc bài|a a\+?|theo dõi .{0,30} trên google news|trang chủ(?: .{0,60})?|đăng nhập|"
    r"lượt xem ?: ?[\d.]+|[\d.]+ lượt xem)"
)
_CLOCK: Final = re.compile(
    r"(?i)(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật),? ?(?:ngày )?"
    r"\d{1,2}[/-]\d{1,2}[/-]\d{4}.{0,40}"
)
_DATE: Final = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}")
LONG: Final = 150
"""Characters from which a line below a tail mark is taken for text that goes on."""


def drop_boilerplate(pieces: Sequence[Piece], cleaner: Cleaner) -> list[Piece]:
    """The pieces without a page clock above, tool bars, and everything from a tail mark on.

    A tail mark counts only in the last half of the text, and only where no sentence of any
    length follows, so that an article with a box of links in its middle is kept whole.
    """
    kept = [p for p in pieces if p.place or p.heading == 1 or not _BAR.fullmatch(p.text)]
    kept = kept[: _tail(kept)]
    dates = [i for i, p in enumerate(kept[:12]) if _DATE.search(p.text[:60])]
    clocks = [i for i in dates if _CLOCK.fullmatch(kept[i].text)]
    if clocks and len(dates) > len(clocks):
        kept = [p for i, p in enumerate(kept) if i not in clocks]
    cleaner.note(_DROPPED, len(pieces) - len(kept))
    return kept


def _tail(pieces: Sequence[Piece]) -> int:
    """Index of the first piece that belongs to what comes after the text."""
    end = len(pieces)
    read = total = sum(len(p.text) for p in pieces)
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if piece.place is not None or len(piece.text) > LONG:
            break
        read -= len(piece.text)
        if read < total / 2:
            break
        if _TAIL.fullmatch(piece.text):
            end = index
    return end

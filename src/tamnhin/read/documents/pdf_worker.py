"""Takes a PDF apart, in a process of its own: text with boxes, ruling lines, pictures.

Run as a program, it reads a PDF from standard input and writes JSON to standard output; it imports
nothing of this package, to start fast. PDFium is a large library in C++ that reads what strangers
send: here a crash, a loop or a greedy allocation costs this process and nothing else.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MAX_CHARS_PAGE: Final = 100_000
MAX_OBJECTS: Final = 30_000
MAX_RULES: Final = 10_000
MAX_SEGMENTS: Final = 6_000
THIN: Final = 2.5
"""Points. A filled rectangle no thicker is a drawn line."""
SPREAD: Final = 0.6
"""Letter heights. Words further from each other may be cells: the margins of two make 11 points."""

Box = tuple[float, float, float, float]
Rule = tuple[float, float, float, float]


class _Turn:
    """Brings coordinates of a page to how it is shown: x to the right, y up, from a corner."""

    def __init__(self, page: Any) -> None:
        self.rotation = page.get_rotation()
        width, height = page.get_size()  # as shown
        turned = self.rotation in {90, 270}
        self.shown = (width, height)
        self.width, self.height = (height, width) if turned else (width, height)
        left, bottom, _right, _top = page.get_cropbox()
        self.left, self.bottom = left, bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        x0, x1 = left - self.left, right - self.left
        y0, y1 = bottom - self.bottom, top - self.bottom
        if self.rotation == 90:
            return (y0, self.width - x1, y1, self.width - x0)
        if self.rotation == 180:
            return (self.width - x1, self.height - y1, self.width - x0, self.height - y0)
        if self.rotation == 270:
            return (self.height - y1, x0, self.height - y0, x1)
        return (x0, y0, x1, y1)


def page_runs(page: Any, turn: _Turn, upright: list[Rule]) -> list[list[Any]]:
    """Runs of text on one line without a wide gap between words.

    Returns:
        ``[text, x0, y0, x1, y1]`` in points; a vertical rule between two letters ends a run.
    """
    text_page = page.get_textpage()
    handle = text_page.raw
    count = min(text_page.count_chars(), MAX_CHARS_PAGE)
    rect = raw.FS_RECTF()
    reference = ctypes.byref(rect)
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    straight = turn.rotation == 0 and not turn.left and not turn.bottom
    runs: list[list[Any]] = []
    letters: list[str] = []
    x0 = y0 = x1 = y1 = 0.0
    blank = False

    def close() -> None:
        if letters:
            runs.append([_text(letters), x0, y0, x1, y1])
            letters.clear()

    for index in range(count):
        code = unicode_of(handle, index)
        if code in (32, 160, 9, 13, 10):
            blank = True
            continue
        if not box_of(handle, index, reference):
            continue
        if straight:
            left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        else:
            left, bottom, right, top = turn.box(rect.left, rect.bottom, rect.right, rect.top)
        height = max(y1 - y0, 1.0)
        same_line = abs((bottom + top) - (y0 + y1)) < height and left > x1 - height
        near = left - x1 < (SPREAD * height if blank else height)
        if letters and same_line and near and not _ruled(upright, x1, left, y0, y1):
            if blank:
                letters.append(" ")
            x1 = max(x1, right)
            y0, y1 = min(y0, bottom), max(y1, top) if top - y1 < 0.3 * height else y1
        else:
            close()
            x0, y0, x1, y1 = left, bottom, right, top
        letters.append(chr(code) if 0 < code < 0x110000 else "\ufffd")
        blank = False
    close()
    return runs


def _text(letters: list[str]) -> str:
    """The letters as text: PDFium gives pairs of surrogates, and 2 for a hyphen at a line end."""
    text = "".join(letters).replace("\x02", "-")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _ruled(upright: list[Rule], x1: float, left: float, y0: float, y1: float) -> bool:
    middle = (y0 + y1) / 2
    return any(x1 - 1 <= x <= left + 1 and low <= middle <= high for x, low, _, high in upright)


def page_rules(page: Any, turn: _Turn) -> tuple[list[Rule], bool]:
    """Horizontal and vertical lines drawn on a page, and whether a picture covers half of it.

    Returns:
        ``(x0, y0, x1, y1)`` of each line, with x0 = x1 or y0 = y1; empty where there are more
        than a table has.
    """
    rules: list[Rule] = []
    pictured = False
    area = turn.width * turn.height
    for number, thing in enumerate(page.get_objects(max_depth=3)):
        if number > MAX_OBJECTS or len(rules) > MAX_RULES:
            return [], pictured
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            pictured = pictured or (right - left) * (top - bottom) > 0.5 * area
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            rules += _path_rules(thing, turn)
    return (rules if len(rules) <= MAX_RULES else []), pictured


def _path_rules(path: Any, turn: _Turn) -> list[Rule]:
    segments = raw.FPDFPath_CountSegments(path.raw)
    if segments > 6:
        return _segment_rules(path, turn, segments)
    left, bottom, right, top = turn.box(*path.get_bounds())
    width, height = right - left, top - bottom
    if height <= THIN and width > 5:
        return [(left, (bottom + top) / 2, right, (bottom + top) / 2)]
    if width <= THIN and height > 5:
        return [((left + right) / 2, bottom, (left + right) / 2, top)]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path.raw, ctypes.byref(fill), ctypes.byref(stroke))
    if not stroke.value or segments < 4:
        return []
    return [
        (left, bottom, right, bottom), (left, top, right, top),
        (left, bottom, left, top), (right, bottom, right, top),
    ]  # fmt: skip


def _segment_rules(path: Any, turn: _Turn, segments: int) -> list[Rule]:
    """The straight parts of a path that draws several lines at once."""
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    rules: list[Rule] = []
    last: tuple[float, float] | None = None
    for index in range(min(segments, MAX_SEGMENTS)):
        segment = raw.FPDFPath_GetPathSegment(path.raw, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        px, py = matrix.on_point(x.value, y.value)
        px, py, _, _ = turn.box(px, py, px, py)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            width, height = abs(px - last[0]), abs(py - last[1])
            if height <= 1 and width > 5:
                rules.append((min(px, last[0]), py, max(px, last[0]), py))
            elif width <= 1 and height > 5:
                rules.append((px, min(py, last[1]), px, max(py, last[1])))
        last = (px, py)
    return rules


def take_apart(data: bytes, most_pages: int, most_characters: int) -> dict[str, Any]:
    """All pages of a PDF, or what keeps it from being read."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        return {"error": "encrypted" if locked else "damaged"}
    if len(document) > most_pages:
        return {"error": "pages"}
    pages: list[dict[str, Any]] = []
    characters = damaged = 0
    for index in range(len(document)):
        try:
            page = document[index]
            turn = _Turn(page)
            rules, pictured = page_rules(page, turn)
            upright = [rule for rule in rules if rule[0] == rule[2]]
            runs = page_runs(page, turn, upright)
            page.close()
        except (pdfium.PdfiumError, ValueError, OverflowError):
            damaged += 1
            continue
        characters += sum(len(run[0]) for run in runs)
        if characters > most_characters:
            return {"error": "characters"}
        width, height = turn.shown
        pages.append({
            "number": index + 1, "width": width, "height": height,
            "runs": runs, "rules": rules, "pictured": pictured,
        })  # fmt: skip
    return {"pages": pages, "damaged": damaged}


def main() -> int:
    """Read standard input, write standard output; the arguments are the limits."""
    memory, seconds, pages, characters = map(int, sys.argv[1:5])
    try:
        import resource
    except ImportError:  # Windows: the parent's clock is the only bound there
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    found = take_apart(sys.stdin.buffer.read(), pages, characters)
    sys.stdout.buffer.write(json.dumps(found, separators=(",", ":")).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())

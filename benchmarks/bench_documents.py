"""Reading time of documents of 200 pages, against the limit of what is promised for them.

Run it with ``python benchmarks/bench_documents.py [pages]``. A decision of 200 pages is to be read
in under 10 s on one core, of which the readers may take 3. Nothing is asserted: the share of that
limit is printed, by the processor's time (the machine may have other work), with the peak of
memory of each reader in a process of its own.
"""

from __future__ import annotations

import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import madedocx as word  # noqa: E402 - of the tests
from madedocs import PARKS  # noqa: E402
from madepdf import PdfPage, write_pdf  # noqa: E402
from tamnhin.read.documents import open_document  # noqa: E402

LIMIT = 3.0
"""Seconds that the readers may take for 200 pages."""
WORDS = (
    "Đến năm phát triển công nghiệp dịch vụ nông thôn tỉnh quy hoạch hạ tầng đô thị khoảng tăng "
    "trưởng bình quân người dân đất đai giao thông thủy lợi giáo dục y tế môi trường bền vững"
)
SYLLABLES = WORDS.split()


def sentences(seed: int) -> str:
    """A paragraph of some 500 characters that is not like the others."""
    words = [SYLLABLES[(seed * 7919 + i * i * 31 + i) % len(SYLLABLES)] for i in range(110)]
    return f"{' '.join(words)} đạt {seed % 97},{seed % 10}%/năm."


def items(pages: int) -> Iterator[str]:
    """Items of an outline, five on a page."""
    for number in range(pages * 5):
        mark = ("I. ", "1. ", "a) ", "- ", "+ ")[number % 5]
        yield mark + sentences(number)


def pdf(pages: int) -> bytes:
    """Dense pages, a ruled table of 25 rows on every fourth."""
    made: list[PdfPage] = []
    left = list(items(pages))
    for number in range(pages):
        page = PdfPage()
        page.centred(815, str(number + 1))
        if number % 4 == 3:
            rows = [PARKS[1 + i % 3] for i in range(25)]
            page.table(760, [72, 110, 290, 420, 520], [PARKS[0], *rows])
        else:
            y = 780.0
            for text in left[number * 5 : number * 5 + 5]:
                y = page.paragraph(y - 4, text, columns=80, leading=15)
        made.append(page)
    return write_pdf(made)


def docx(pages: int) -> bytes:
    """Numbered paragraphs, and a table of 25 rows for every fourth page."""
    body: list[str] = []
    for number, text in enumerate(items(pages)):
        body.append(word.paragraph(text.split(" ", 1)[1], listed=(1, number % 4)))
        if number % 20 == 19:
            rows = [[word.cell(text) for text in PARKS[1 + i % 3]] for i in range(25)]
            body.append(word.table([word.cell(text) for text in PARKS[0]], *rows))
    return word.write_docx(*body)


def html(pages: int) -> bytes:
    """One long page, with a menu and a table for every fourth printed page."""
    menu = "".join(f'<li><a href="/{i}">Mục {i}</a></li>' for i in range(200))
    rows = "".join(
        "<tr><td>" + "</td><td>".join(PARKS[1 + i % 3]) + "</td></tr>" for i in range(25)
    )
    body = [
        f"<p>{text}</p>" + (f"<table>{rows}</table>" if number % 20 == 19 else "")
        for number, text in enumerate(items(pages))
    ]
    return f"<html><ul>{menu}</ul><div>{''.join(body)}</div></html>".encode()


def text(pages: int) -> bytes:
    """Plain text, a paragraph a line."""
    return "\n".join(items(pages)).encode()


MAKERS = {"pdf": pdf, "docx": docx, "html": html, "txt": text}


def read_alone(path: Path) -> tuple[float, int, int, float]:
    """Read one document in this process: seconds, characters, blocks, peak memory in MB."""
    start = time.process_time()
    document = open_document(path)
    seconds = time.process_time() - start
    own = resource.getrusage(resource.RUSAGE_SELF)
    worker = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds += worker.ru_utime + worker.ru_stime
    memory = max(own.ru_maxrss, worker.ru_maxrss) / 1000
    return seconds, len(document.text), len(document.blocks), memory


def main() -> None:
    if len(sys.argv) > 2:
        print(*read_alone(Path(sys.argv[2])))
        return
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"{platform.machine()}, Python {platform.python_version()}, {pages} pages, one core")
    print("--- readers: file to blocks")
    with tempfile.TemporaryDirectory() as place:
        for kind, make in MAKERS.items():
            path = Path(place) / f"a.{kind}"
            path.write_bytes(make(pages))
            runs = [_in_a_process(path) for _ in range(3)]
            seconds, characters, blocks, memory = min(runs)
            print(
                f"{kind:5} {seconds:6.2f} s  {characters / 1000 / seconds:7.0f} KB/s of text  "
                f"{blocks:6.0f} blocks  {memory:5.0f} MB  "
                f"{seconds / (LIMIT * pages / 200):5.2f} of the limit"
            )


def _in_a_process(path: Path) -> tuple[float, ...]:
    command = [sys.executable, __file__, "0", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return tuple(float(part) for part in done.stdout.split())


if __name__ == "__main__":
    main()

"""A decision of 200 pages to a draft plan, against the limit: 10 s on one core.

Run it with ``python benchmarks/bench_draft.py [pages]``. The decision is made up
(``decision.py``), written as DOCX, PDF and HTML, and given to ``tamnhin read -o`` in a process of
its own, so start and writing count. Times are of the processor, with those of the PDF worker; peak
memory is that of the larger of both processes.
"""

from __future__ import annotations

import html as markup
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(Path(__file__).parent)]

from decision import Part, decision  # noqa: E402

import madedocx as word  # noqa: E402 - of the tests
from madepdf import PdfPage, write_pdf  # noqa: E402

LIMIT = 10.0
"""Seconds of one core for 200 pages."""
TABLE_LINES = [50, 75, 255, 375, 470, 550]


def docx(parts: list[Part]) -> bytes:
    """Paragraphs and tables."""
    body = [
        word.table(*([word.cell(text) for text in row] for row in part.rows))
        if part.rows
        else word.paragraph(part.text)
        for part in parts
    ]
    return word.write_docx(*body)


def html(parts: list[Part]) -> bytes:
    """One long page."""
    body = []
    for part in parts:
        rows = ["</td><td>".join(map(markup.escape, row)) for row in part.rows]
        table = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
        body.append(f"<table>{table}</table>" if rows else f"<p>{markup.escape(part.text)}</p>")
    return f"<html><body><div>{''.join(body)}</div></body></html>".encode()


def pdf(parts: list[Part]) -> bytes:
    """Broken lines on pages, ruled tables."""
    pages = [PdfPage()]
    y = 800.0
    for part in parts:
        if part.rows:
            pages.append(PdfPage())
            pages[-1].table(790, TABLE_LINES, list(part.rows))
            y = 0.0
            continue
        if y < 60 + 15 * (len(part.text) // 80 + 1):
            pages.append(PdfPage())
            y = 800.0
        y = pages[-1].paragraph(y - 4, part.text, columns=80, leading=15)
    return write_pdf(pages)


MAKERS = {"docx": docx, "pdf": pdf, "html": html}


def read_alone(path: Path) -> tuple[float, float]:
    """``tamnhin read -o`` in this process: seconds, peak memory in MB."""
    from tamnhin.cli.main import main as tamnhin

    start = time.process_time()
    status = tamnhin(["read", str(path), "-o", f"{path}.plan", "--lang", "en"])
    own = resource.getrusage(resource.RUSAGE_SELF)
    worker = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() - start + worker.ru_utime + worker.ru_stime
    if status:
        raise SystemExit(status)
    return seconds, max(own.ru_maxrss, worker.ru_maxrss) / 1000


def main() -> None:
    if len(sys.argv) > 2:
        print(*read_alone(Path(sys.argv[2])))
        return
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print(f"{platform.machine()}, Python {platform.python_version()}, {pages} pages, one core")
    print("--- tamnhin read -o: file to draft plan")
    parts = decision(pages)
    size = sum(len(part.text) + sum(map(len, sum(part.rows, ()))) for part in parts)
    print(f"{size:,} characters, {sum(len(part.rows) for part in parts):,} rows of tables")
    with tempfile.TemporaryDirectory() as place:
        for kind, make in MAKERS.items():
            path = Path(place) / f"decision.{kind}"
            path.write_bytes(make(parts))
            command = [sys.executable, __file__, "0", str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, memory = map(float, done.stdout.split()[-2:])
            share = seconds / (LIMIT * pages / 200)
            print(f"{kind:5} {seconds:6.2f} s  {memory:5.0f} MB  {share:5.2f} of the limit")


if __name__ == "__main__":
    main()

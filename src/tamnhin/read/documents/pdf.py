"""PDF with text: lines joined to paragraphs, ruled tables as cells, headers and footers dropped."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from tamnhin.messages import N_
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.limits import MAX_CHARACTERS, MAX_PAGES, refuse, refuse_size
from tamnhin.read.documents.pdf_flow import read_pages
from tamnhin.read.documents.pdf_page import Page, Rule, Run
from tamnhin.read.documents.raw import Extract

WORKER: Final = Path(__file__).with_name("pdf_worker.py")
"""Run as a file, it imports PDFium and nothing of this package: 0.1 s instead of 0.8."""
SECONDS: Final = 60
"""A page of dense text takes 10 ms; the longest document that is read takes 20 s."""
MEMORY: Final = 2_000_000_000

_PICTURES: Final = N_("pages that are pictures without text, not read")
_DAMAGED: Final = N_("damaged pages, not read")


def read_pdf(data: bytes, name: str, cleaner: Cleaner) -> Extract:
    """The pieces of a PDF.

    Raises:
        ReadError: it is locked, damaged, a scan, too large, or takes too long.
    """
    found = _take_apart(data, name)
    pages = [_page(entry) for entry in found["pages"]]
    texts = cleaner.clean([run.text for page in pages for run in page.runs])
    following = iter(texts)
    for page in pages:
        runs = [Run(next(following), r.x0, r.y0, r.x1, r.y1) for r in page.runs]
        page.runs = [run for run in runs if run.text]
    empty = sum(page.pictured and sum(len(r.text) for r in page.runs) < 20 for page in pages)
    if pages and 2 * empty > len(pages):
        refuse("document-scanned", name, pictures=empty, pages=len(pages))
    cleaner.note(_PICTURES, empty)
    cleaner.note(_DAMAGED, found["damaged"])
    return Extract(read_pages(pages, name, cleaner))


def _page(entry: dict[str, Any]) -> Page:
    runs = [Run(*run) for run in entry["runs"]]
    rules = [Rule(*rule) for rule in entry["rules"]]
    return Page(entry["number"], entry["width"], entry["height"], runs, rules, entry["pictured"])


def _take_apart(data: bytes, name: str) -> dict[str, Any]:
    """What the worker process gives, within its bounds of time and memory."""
    command = [sys.executable, "-P", str(WORKER)]
    limits = [MEMORY, SECONDS, MAX_PAGES, MAX_CHARACTERS]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            [*command, *map(str, limits)], input=data, capture_output=True, timeout=SECONDS + 5,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        refuse("document-too-slow", name, error, seconds=SECONDS, memory=MEMORY // 10**6)
    if done.returncode != 0:
        if b"MemoryError" in done.stderr or done.returncode in {-24, -9}:
            refuse("document-too-slow", name, seconds=SECONDS, memory=MEMORY // 10**6)
        refuse("document-damaged", name, reason=N_("the program that takes PDFs apart gave up"))
    found: dict[str, Any] = json.loads(done.stdout)
    error_found = found.get("error")
    if error_found == "encrypted":
        refuse("document-encrypted", name)
    if error_found == "pages":
        refuse_size(name, MAX_PAGES, N_("pages"))
    if error_found == "characters":
        refuse_size(name, MAX_CHARACTERS, N_("characters"))
    if error_found:
        refuse("document-damaged", name, reason=N_("it is no whole PDF"))
    return found

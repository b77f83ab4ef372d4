"""Texts of sources that a plan folder carries: citations count characters in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tamnhin.errors import InputError, why_refused
from tamnhin.messages import N_
from tamnhin.plan.rows import Rows
from tamnhin.plan.schema import PlanTables
from tamnhin.plan.textfile import locate
from tamnhin.problems import Problem, problem
from tamnhin.provenance import Citation, Source

FOLDER: Final = "texts"
MAX_BYTES: Final = 64_000_000


def text_name(source_id: str) -> str:
    """The file of a source's text inside the plan folder."""
    return f"{FOLDER}/{source_id}.txt"


def source_text(root: Path, source_id: str) -> str | None:
    """The text that citations of a source count characters in; nothing where none is carried.

    Raises:
        InputError: the file is there but cannot be read as UTF-8 text.
    """
    found = _bytes(root, source_id)
    if found is None:
        return None
    name = text_name(source_id)
    message = N_("The text {name} cannot be read; put the file back as it was written.")
    if isinstance(found, Problem):
        raise InputError(message, name=name)
    try:
        return found.decode()
    except UnicodeDecodeError:
        raise InputError(message, name=name) from None


def _bytes(root: Path, source_id: str) -> bytes | Problem | None:
    found = locate(root, text_name(source_id), MAX_BYTES)
    if isinstance(found, Problem):
        return None if found.code == "file-missing" else found
    try:
        return found.read_bytes()
    except OSError as error:
        return problem("file-unreadable", text_name(source_id), reason=why_refused(error))


def check_texts(tables: PlanTables, rows: Rows, root: Path) -> Iterator[Problem]:
    """Every text is the one of its source's checksum, and citations lie inside it."""
    if not (root / FOLDER).is_dir():
        return
    lengths: dict[str, int] = {}
    for number, source in rows.of(Source):
        data = _bytes(root, source.source_id)
        if isinstance(data, Problem):
            yield data
        elif data is not None:
            found = hashlib.sha256(data).hexdigest()
            if source.sha256 != found:
                name = text_name(source.source_id)
                yield problem(
                    "text-changed", Source.path, number, "sha256", source.sha256, text=name
                )
            else:
                lengths[source.source_id] = len(data.decode(errors="replace"))
    for number, citation in rows.of(Citation):
        length = lengths.get(citation.source_id)
        if length is None or citation.start is None or citation.end is None:
            continue
        if not 0 <= citation.start < citation.end <= length:
            place = f"{citation.start}-{citation.end}"
            yield problem(
                "citation-outside", Citation.path, number, "end", place, length=str(length)
            )

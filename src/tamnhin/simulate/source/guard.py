"""Looks at a model file before any parser does: size, nesting, entities, encoding.

Everything here is linear in the file and refuses early, so that what reaches the grammar of
the translators can be parsed in bounded time and memory.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tamnhin.errors import ModelError, why_refused
from tamnhin.messages import N_
from tamnhin.simulate.source.model import key

# C-LEARN, the largest public model, is 1.4 MB with its sketch and has 934 variables.
MAX_BYTES = 16 << 20
MAX_EQUATION_BYTES = 4 << 20
MAX_EQUATIONS = 20_000
MAX_EQUATION_LENGTH = 60_000
# The deepest nesting seen in 393 public model files is 14; the grammar needs ten calls a level.
MAX_DEPTH = 100
# A province by age, sex and place is 100,000 numbers; a tenfold of that is still carried.
MAX_ELEMENTS = 1_000_000

SUFFIXES = {".mdl": "vensim", ".xmile": "xmile", ".stmx": "xmile", ".xml": "xmile"}
_SKETCH = re.compile(r"\\{2,3}---///")
_QUOTED = re.compile(r'"(?:\\"|[^"])*+"|\{[^{}]*+\}')
# Possessive, as a parsing expression grammar is: linear whatever the file holds.
_PART = r'(?:"(?:\\"|[^"])*+"|[^~|])*+'
_ENTRY = re.compile(rf"({_PART})~({_PART})(?:~([^~|]*+)(?:~{_PART})?)?\|")
_PROLOGUE = re.compile(r"(?:\s|\{[^}]*\}|:END OF MACRO:|:MACRO:[^)]*\))*+")
_HEAD = re.compile(r'"(?:\\"|[^"])*+"|[^"=\[(:~<]+')


@dataclass(frozen=True, slots=True)
class Checked:
    """A model file that may be parsed.

    Attributes:
        path: where it is.
        format: vensim or xmile.
        text: Vensim: the equations without sketch; XMILE: empty, lxml reads the bytes.
        data: the bytes.
        sha256: of the bytes.
        lines: Vensim: variable key to the line of its first equation.
    """

    path: Path
    format: str
    text: str
    data: bytes
    sha256: str
    lines: dict[str, int]


def check_file(path: Path) -> Checked:
    """Read a model file if it may be parsed.

    Raises:
        ModelError: it is missing, too large, not text, nested too deeply, or holds entities.
    """
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise ModelError(
            N_("{file} is not a model file: its name must end with {endings}."),
            file=path.name,
            endings=", ".join(SUFFIXES),
        )
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise ModelError(
            N_("{file} cannot be read: {reason}."), file=path.name, reason=why_refused(error)
        ) from error
    if size > MAX_BYTES:
        _too_large(path, size, MAX_BYTES)
    digest = hashlib.sha256(data).hexdigest()
    if kind == "xmile":
        _check_xml(path, data)
        return Checked(path, kind, "", data, digest, {})
    text = _decode(path, data)
    return Checked(path, kind, text, data, digest, _check_equations(path, text))


def _too_large(path: Path, found: int, limit: int) -> None:
    raise ModelError(
        N_("{file} is too large to be a model: {found} where {limit} is the limit."),
        file=path.name,
        found=found,
        limit=limit,
    )


def _decode(path: Path, data: bytes) -> str:
    head = data.split(b"\n", 1)[0]
    named = re.search(rb"\{([A-Za-z0-9_-]+)\}", head)
    encoding = named.group(1).decode("ascii") if named else "utf-8"
    try:
        codecs.lookup(encoding)
        text = data.decode(encoding)
    except (LookupError, UnicodeDecodeError) as error:
        raise ModelError(
            N_("{file} says that it is written in {encoding}, but cannot be read so."),
            file=path.name,
            encoding=encoding,
        ) from error
    equations = _SKETCH.split(text.lstrip("\ufeff"), maxsplit=1)[0]
    return equations.replace("\r\n", "\n").replace("\r", "\n")


def entries(text: str) -> Iterator[tuple[int, str, str, str]]:
    """The entries of a Vensim file: where each begins, equation, unit, comment.

    Group headings, which have no comment part, are left out. What follows the last entry and
    is more than the end of a macro comes as an entry without unit, for the grammar to refuse.
    """
    start = 0
    while found := _ENTRY.match(text, start):
        if found[3] is not None:
            yield start, found[1].strip(), found[2].strip(), found[3].strip()
        start = found.end()
    rest = text[start:].strip()
    if rest and rest != ":END OF MACRO:":
        yield start, rest, "", ""


def _check_equations(path: Path, text: str) -> dict[str, int]:
    """Check size and nesting of each equation; returns the line of each variable's first."""
    if len(text) > MAX_EQUATION_BYTES or text.count("|") > MAX_EQUATIONS:
        _too_large(path, len(text), MAX_EQUATION_BYTES)
    lines: dict[str, int] = {}
    line, seen = 1, 0
    for start, _equation, _unit, _doc in entries(text):
        body = _PROLOGUE.match(text, start)
        begin = body.end() if body else start
        line += text.count("\n", seen, begin)
        seen = begin
        head = _HEAD.match(text, begin)
        name = head[0].strip() if head else ""
        length = len(_equation)
        if length > MAX_EQUATION_LENGTH:
            _too_large(path, length, MAX_EQUATION_LENGTH)
        check_depth(_equation, name, line)
        lines.setdefault(key(name), line)
    return lines


def check_depth(equation: str, name: str, line: int) -> None:
    """Refuse an equation with more open brackets, or signs in a row, than any real one has.

    Raises:
        ModelError: nested too deeply.
    """
    depth = deepest = signs = 0
    for letter in equation:
        if letter in "([":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in ")]":
            depth -= 1
        signs = signs + 1 if letter in "+-" else (signs if letter.isspace() else 0)
        if deepest > MAX_DEPTH or signs > MAX_DEPTH:
            raise ModelError(
                N_("{variable} (line {line}) is nested too deeply: {limit} levels is the limit."),
                variable=name[:80],
                line=line,
                limit=MAX_DEPTH,
            )


def without_comments(text: str) -> str:
    """The equations without ``{comments}``; quoted names stay as they are."""
    return _QUOTED.sub(lambda found: found[0] if found[0][0] == '"' else " ", text)


def _check_xml(path: Path, data: bytes) -> None:
    """Refuse document types: entities live there, and no XMILE file needs one."""
    plain = data.replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise ModelError(
            N_("{file} declares a document type or entities; a model file may not."),
            file=path.name,
        )
    if data.count(b"<eqn") > MAX_EQUATIONS:
        _too_large(path, data.count(b"<eqn"), MAX_EQUATIONS)

"""Stocks without an initial value, found in the text: a translator stops at the first of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tamnhin.simulate.source import guard
from tamnhin.simulate.source.model import Call, Number, Source, key

_INTEG = re.compile(r"(?<![\w.\"])INTEG\s*\(", re.IGNORECASE)
_NAME = re.compile(r'\s*(?:"(?P<quoted>(?:\\"|[^"])*+)"|(?P<plain>[^"=\[(:~<]+))')


def stocks_without_initial(checked: guard.Checked) -> Iterator[tuple[int, str]]:
    """Line and name of every stock whose initial value is not there."""
    return _vensim(checked) if checked.format == "vensim" else _xmile(checked)


def stocks_not_a_number(source: Source) -> Iterator[tuple[int, str]]:
    """Line and name of every stock that begins as ``:NA:``."""
    for variable in source.main.variables.values():
        for component in variable.components:
            expr = component.expr
            if isinstance(expr, Call) and expr.name in ("integ", "integ_floor"):
                start = expr.args[1]
                if isinstance(start, Number) and start.value != start.value:
                    yield variable.line, variable.name


def _vensim(checked: guard.Checked) -> Iterator[tuple[int, str]]:
    for _start, equation, _unit, _doc in guard.entries(guard.without_comments(checked.text)):
        head, _, body = equation.partition("=")
        for found in _INTEG.finditer(body):
            arguments = _arguments(body, found.end())
            if len(arguments) == 1 or not arguments[1].strip():
                name = _NAME.match(head)
                shown = "" if name is None else (name["quoted"] or name["plain"] or "").strip()
                line = checked.lines.get(key(shown)) or checked.lines.get(f'"{key(shown)}"')
                yield line or 0, shown
                break


def _arguments(text: str, at: int) -> list[str]:
    """The arguments of a call whose bracket has just been opened."""
    parts: list[str] = []
    depth, begin, quoted = 0, at, False
    for i in range(at, len(text)):
        letter = text[i]
        if letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            if not depth:
                return [*parts, text[begin:i]]
            depth -= 1
        elif letter == "," and not depth:
            parts.append(text[begin:i])
            begin = i + 1
    return [*parts, text[begin:]]


def _xmile(checked: guard.Checked) -> Iterator[tuple[int, str]]:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(checked.data, parser)
    except etree.XMLSyntaxError:
        return  # the reader says so
    if root is None:
        return
    for stock in root.xpath("//*[local-name()='stock'][@name]"):
        if stock.xpath("ancestor::*[local-name()='views' or local-name()='view']"):
            continue
        wanted = stock.xpath("./*[local-name()='element']") or [stock]
        for part in wanted:
            texts = part.xpath("./*[local-name()='eqn']/text()")
            if not "".join(texts).strip():
                yield int(stock.sourceline or 0), str(stock.get("name"))
                break

"""Web pages: the article or act on a page, without what the site puts around it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from tamnhin.messages import N_
from tamnhin.read.documents.boilerplate import drop_boilerplate
from tamnhin.read.documents.clean import Cleaner
from tamnhin.read.documents.html_content import choose
from tamnhin.read.documents.html_tree import parse
from tamnhin.read.documents.html_walk import walk
from tamnhin.read.documents.limits import MAX_CHARACTERS, refuse_size
from tamnhin.read.documents.raw import Extract, Facts
from tamnhin.read.documents.text import decode

MAX_HTML: Final = 16_000_000
"""Bytes. The longest decision on the web, with all annexes as one page, has 3 million."""

_REPLACED: Final = N_("bytes that are not of the page's encoding, replaced")
_CHARSET: Final = re.compile(rb"(?i)<meta[^<>]{0,200}charset\s*=\s*[\"']?([\w-]{1,30})")
_ENCODINGS: Final = {
    "utf-8": "utf-8", "utf8": "utf-8", "windows-1258": "cp1258", "cp1258": "cp1258",
}  # fmt: skip
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_html(data: bytes, name: str, cleaner: Cleaner) -> Extract:
    """The pieces of a web page, and what its head says.

    Raises:
        ReadError: it is too large, or its letters cannot be recognised.
    """
    if len(data) > MAX_HTML:
        refuse_size(name, MAX_HTML // 10**6, N_("megabytes"))
    # Composed before anything is measured: the same page in NFD has the same text chosen.
    text = cleaner.compose(_decode(data, name, cleaner).replace("\0", ""))
    text = _DECLARATION.sub("", text)
    if len(text) > MAX_HTML:
        refuse_size(name, MAX_CHARACTERS, N_("characters"))
    root = parse(text, name)
    facts = read_facts(root)
    units = walk(root, name, cleaner)
    pieces = choose(units, cleaner)
    if not facts.title:
        facts.title = next((p.text for p in pieces if p.heading == 1), "")
    return Extract(drop_boilerplate(pieces, cleaner), facts)


def _decode(data: bytes, name: str, cleaner: Cleaner) -> str:
    found = _CHARSET.search(data[:4096])
    encoding = _ENCODINGS.get(found[1].decode("ascii", "replace").lower()) if found else None
    if encoding is None or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data, name, cleaner)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    # A page cut in the middle of a letter, or one pasted word, is no reason to refuse it.
    if broken * 500 > len(text) + 2000:
        return decode(data, name, cleaner)
    cleaner.note(_REPLACED, broken)
    return text


def _meta(root: Any, *names: str) -> str:
    for element in root.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if key.lower() in names and element.get("content"):
            return " ".join(element.get("content").split())
    return ""


def _day(text: str) -> dt.date | None:
    found = _DAY.match(text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def read_facts(root: Any) -> Facts:
    """Title, site, address and day of publication from the head of a page."""
    link = next((e.get("href") or "" for e in root.iter("link") if e.get("rel") == "canonical"), "")
    times = (e.get("datetime") or "" for e in root.iter("time"))
    published = _meta(root, "article:published_time", "datepublished", "pubdate", "dc.date.issued")
    title = _meta(root, "og:title")
    cleaner = Cleaner()
    site = _meta(root, "og:site_name")
    title, site, address = cleaner.clean([title, site, link or _meta(root, "og:url")])
    for sign in (" - ", " | "):
        title = title.removesuffix(f"{sign}{site}") if site else title
    day = _day(published) or next((day for text in times if (day := _day(text))), None)
    address = address if re.match(r"https?://", address) else ""
    return Facts(title, site, address, day, is_page=True)

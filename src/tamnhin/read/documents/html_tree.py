"""The tree of a page or of a table in HTML."""

from __future__ import annotations

from typing import Any

from lxml import etree, html

from tamnhin.messages import N_
from tamnhin.read.documents.limits import refuse


def parse(text: str, name: str) -> Any:
    """The tree of a page; nothing is fetched, nothing is run, depth is bounded by libxml2.

    Raises:
        ReadError: there is no element in it.
    """
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        refuse("document-damaged", name, error, reason=N_("it has no element"))
    # The parser gives up there without an exception, and the rest of the page would be missing.
    if any("huge" in entry.message.lower() for entry in parser.error_log):
        refuse("document-hostile", name, reason=N_("its elements are nested too deeply"))
    return root

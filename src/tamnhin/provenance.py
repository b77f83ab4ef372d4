"""Where a statement comes from: documents, and the passages in them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from tamnhin.records import Cell, Date, Day, Hash, Id, Integer, Link, Record, Text, Titled

SourceKind = Literal[
    "decision", "resolution", "statistics", "report", "article", "website", "thesis", "dataset"
]
Origin = Literal["decision", "draft", "other", "successor", "sister", "region", "nation"]
"""Which document speaks: the plan's own decision, a draft of it, another document of the same
territory, the successor territory's, a sister plan, the region's frame or the nation's."""


class Source(Titled):
    """A document or page that figures and promises are taken from."""

    table: ClassVar[str] = "sources"
    path: ClassVar[str] = "tables/sources.csv"
    key: ClassVar[tuple[str, ...]] = ("source_id",)
    optional: ClassVar[bool] = False

    source_id: Id
    """Identifier of the source."""
    kind: SourceKind
    """What kind of document it is."""
    number: Text = ""
    """Official number, such as 1686/QĐ-TTg."""
    publisher: Text = ""
    """Who issued it."""
    issued_on: Date | None = None
    """When it was issued, as far as known."""
    retrieved_on: Day | None = None
    """When it was read for this plan."""
    url: Link = ""
    """Where it can be read."""
    sha256: Hash = ""
    """Checksum of the text that citations count characters in."""
    licence: Text = ""
    """Licence under which it is published, as far as known."""
    note: Text = ""
    """What a reader should know about it."""


class Citation(Record):
    """A passage of a source, summed up in the plan's own words."""

    table: ClassVar[str] = "citations"
    path: ClassVar[str] = "tables/citations.csv"
    key: ClassVar[tuple[str, ...]] = ("citation_id",)
    optional: ClassVar[bool] = False

    citation_id: Id
    """Identifier of the passage."""
    source_id: Annotated[str, Cell("id", ref="sources")]
    """The document."""
    locator: Text = ""
    """Where in it: article, clause, point or paragraph."""
    start: Integer | None = None
    """First character of the passage in the source's text (from 0)."""
    end: Integer | None = None
    """Character after the last one of the passage."""
    page: Integer | None = None
    """Page, where the source has pages."""
    summary_vi: Text = ""
    """What the passage says, in our own words, Vietnamese."""
    summary_en: Text = ""
    """What the passage says, in our own words, English."""

    def summary(self, lang: str) -> str:
        """The summary in a language; the Vietnamese one where the other is missing."""
        return (self.summary_en if lang == "en" else "") or self.summary_vi

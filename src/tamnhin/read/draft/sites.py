"""Places and projects of a draft: sites that promises name, and rows of the annex tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from tamnhin.periods import parse_date
from tamnhin.plan.types import Place, PlaceKind, Project
from tamnhin.read.annexes import AnnexRow
from tamnhin.read.commitments.places import ADMINISTRATIVE
from tamnhin.read.document import Span
from tamnhin.read.draft.rows import Rows
from tamnhin.read.draft.words import DRAFT_NOTE, short
from tamnhin.read.spelling import levelled
from tamnhin.vietnamese import slug

_KINDS: Final[tuple[tuple[str, PlaceKind], ...]] = (
    ("khu công nghệ cao", "high_tech_park"),
    ("khu công nghệ thông tin", "high_tech_park"),
    ("cụm công nghiệp", "industrial_cluster"),
    ("ccn", "industrial_cluster"),
    ("khu công nghiệp", "industrial_park"),
    ("kcn", "industrial_park"),
    ("đại học", "university"),
    ("cao đẳng", "university"),
    ("bệnh viện", "hospital"),
    ("du lịch", "tourism"),
    ("nghỉ dưỡng", "tourism"),
    ("đô thị", "urban_area"),
    ("dân cư", "urban_area"),
    ("tuyến", "transport"),
    ("cao tốc", "transport"),
    ("quốc lộ", "transport"),
    ("đường", "transport"),
    ("cầu", "transport"),
    ("cảng", "transport"),
    ("sân bay", "transport"),
    ("nhà máy", "factory"),
)
MOST_ID: Final = 60


def place_kind(words: str) -> PlaceKind:
    """The kind of a place by the words that it is called by."""
    small = levelled(words)
    return next(
        (kind for word, kind in _KINDS if re.search(rf"(?<!\w){word}(?!\w)", small)), "other"
    )


@dataclass
class Sites:
    """Places and projects, each once, in the order in which the text names them."""

    rows: Rows
    places: dict[str, Place] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)

    def named(self, spans: tuple[Span, ...]) -> tuple[str, ...]:
        """Identifiers of the sites that a promise names; units of administration are none."""
        found: list[str] = []
        for span in spans:
            words = self.rows.document.words(span)
            if levelled(words).startswith(tuple(f"{word} " for word in ADMINISTRATIVE)):
                continue
            name = slug(words)[:MOST_ID].strip("-")
            if name and name not in self.places:
                self.places[name] = self._place(name, words, span)
            if name:
                found.append(name)
        return tuple(dict.fromkeys(found))

    def _place(self, name: str, words: str, span: Span, **more: object) -> Place:
        return Place(
            place_id=name,
            title_vi=short(words),
            title_en=short(words),
            kind=place_kind(f"{words} {more.pop('about', '')}"),
            territory_ids=(self.rows.about.territory.territory_id,),
            origin=self.rows.about.origin,
            citation_ids=(self.rows.cite(span),),
            note=DRAFT_NOTE,
            **more,
        )

    def add(self, row: AnnexRow) -> None:
        """A row of an annex: a project where money or its caption says so, and always a place.

        A place that was only named so far takes the area and years of the row.
        """
        words = self.rows.document.words(row.name)
        name = slug(words)[:MOST_ID].strip("-")
        if not name:
            return
        sized = row.area is not None and bool(row.area_unit)
        self.places[name] = self._place(
            name,
            words,
            row.span,
            about=row.caption,
            area=row.area if sized else None,
            area_unit=row.area_unit if sized else None,
            stage="planned",
            period_note=short("; ".join(filter(None, (row.location, row.period))), 200),
        )
        if row.is_project:
            self.projects[name] = self._project(name, words, row)

    def _project(self, name: str, words: str, row: AnnexRow) -> Project:
        priced = row.money is not None and bool(row.money_unit)
        return Project(
            project_id=name,
            title_vi=short(words),
            title_en=short(words),
            place_id=name,
            stage="planned",
            start_on=parse_date(str(row.start_year)) if row.start_year else None,
            planned_end_on=parse_date(str(row.end_year)) if row.end_year else None,
            planned_money=row.money if priced else None,
            money_unit=row.money_unit if priced else None,
            citation_ids=(self.rows.cite(row.span),),
            note=DRAFT_NOTE,
        )

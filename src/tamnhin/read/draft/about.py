"""What a draft says of the plan itself: its territory, its years, its document."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final, Literal

from tamnhin.errors import InputError
from tamnhin.messages import N_
from tamnhin.periods import parse_date
from tamnhin.plan.schema import Settings
from tamnhin.provenance import Origin, Source, SourceKind
from tamnhin.read.commitments.places import places
from tamnhin.read.document import Document
from tamnhin.read.draft.words import short
from tamnhin.read.spelling import levelled
from tamnhin.territory import Territory
from tamnhin.vietnamese import fold, slug

NATION_YEARS: Final = range(1990, 2101)
MOST_BYTES_OF_ID: Final = 60

_LEVELS: Final[dict[str, Literal["province", "district", "commune"]]] = {
    "tỉnh": "province",
    "thành phố": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "đặc khu": "commune",
}
_PERIOD: Final = re.compile(r"(?:thời kì|giai đoạn|nhiệm kì) (\d{4}) ?- ?(\d{4})")
_VISION: Final = re.compile(r"tầm nhìn(?: đến| tới)?(?: năm)? (\d{4})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who reads says of the plan; it goes before what the document says."""

    territory: str = ""
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The document as a source, the territory, the settings, and the origin of its promises."""

    source: Source
    territory: Territory
    settings: Settings
    origin: Origin


def about(document: Document, plan_id: str, asked: Asked) -> About:
    """What the plan is, from the document's heading and first words.

    Args:
        document: clean text.
        plan_id: identifier of the plan, such as the folder's name.
        asked: what the person says.

    Raises:
        InputError: neither the document nor the person says which territory or years it is for.
    """
    source = _source(document)
    territory = _territory(document, asked)
    first, last, vision = _years(document, asked)
    origin: Origin = "decision" if source.kind in ("decision", "resolution") else "other"
    settings = Settings(
        plan_id=plan_id,
        title_vi=source.title_vi,
        title_en=source.title_vi,
        territory_id=territory.territory_id,
        first_year=first,
        last_year=last,
        vision_year=vision,
        decision_ids=(source.source_id,) if origin == "decision" else (),
        summary_source_id=source.source_id,
    )
    return About(source, territory, settings, origin)


def _title(document: Document) -> str:
    if document.heading.title.strip():
        return short(document.heading.title, 200)
    named = re.search(r"qui hoạch (?:tỉnh|thành phố)[^.;\n]{5,120}", levelled(document.text))
    if named:
        return short(document.text[named.start() : named.end()], 200)
    first = document.blocks[0].span if document.blocks else None
    return short(document.words(first), 200) if first else document.name


def _kind(document: Document) -> SourceKind:
    told = fold(document.heading.kind)
    for word, kind in (
        ("quyet dinh", "decision"),
        ("decision", "decision"),
        ("nghi quyet", "resolution"),
        ("resolution", "resolution"),
        ("bao cao", "report"),
        ("ke hoach", "report"),
        ("report", "report"),
    ):
        if word in told:
            return kind  # type: ignore[return-value]
    return "article"


def _source(document: Document) -> Source:
    heading = document.heading
    number = short(heading.number, 60)
    name = slug(number) or slug(document.name.rsplit(".", 1)[0])
    mended = "; ".join(f"{m.what} ({m.count})" for m in document.mendings)
    note = (
        f"Văn bản sạch nằm trong thư mục texts/; tệp gốc: {document.name}, sha256 "
        f"{document.sha256}. / The clean text is in texts/; original file: {document.name}, "
        f"sha256 {document.sha256}." + (f" {mended}" if mended else "")
    )
    return Source(
        source_id=(name or "document")[:MOST_BYTES_OF_ID].strip("-.") or "document",
        title_vi=_title(document),
        title_en=_title(document),
        kind=_kind(document),
        number=number,
        publisher=short(heading.issuer, 200),
        issued_on=parse_date(heading.issued_on.isoformat()) if heading.issued_on else None,
        url=heading.address if heading.address.startswith(("http://", "https://")) else "",
        sha256=hashlib.sha256(document.text.encode()).hexdigest(),
        note=short(note, 1000),
    )


def _territory(document: Document, asked: Asked) -> Territory:
    named = asked.territory.strip() or _named(document)
    word = next((w for w in _LEVELS if levelled(named).startswith(w + " ")), "")
    if not named or not slug(named):
        raise InputError(
            N_(
                "{name} does not say which territory it plans for; add it, such as "
                '--territory "tỉnh Hà Nam".'
            ),
            name=document.name,
        )
    bare = named[len(word) :].strip() if word else named
    return Territory(
        territory_id=slug(bare)[:MOST_BYTES_OF_ID].strip("-"),
        title_vi=short(named, 100),
        title_en=short(bare, 100),
        level=_LEVELS.get(word, "province"),
        kind_vi=word,
        note="Bản nháp: cần kiểm tra. / Draft: to be confirmed.",
    )


def _named(document: Document) -> str:
    """The territory of the title, or the one that the first part of the text names most."""
    opening = document.text[:4000]
    for words in (document.heading.title, opening):
        found = [words[span.start : span.end] for span in places(words)]
        units = [w for w in found if levelled(w).startswith(("tỉnh ", "thành phố "))]
        units = units or [w for w in found if levelled(w).split(" ")[0] in _LEVELS]
        if units:
            return max(dict.fromkeys(units), key=units.count)
    return ""


def _years(document: Document, asked: Asked) -> tuple[int, int, int | None]:
    first, last, vision = asked.first_year, asked.last_year, None
    for words in (document.heading.title, document.text):
        small = levelled(words)
        period, seen = _PERIOD.search(small), _VISION.search(small)
        if period and first is None and last is None:
            first, last = int(period[1]), int(period[2])
        vision = vision or (int(seen[1]) if seen else None)
    if first is None or last is None or not all(y in NATION_YEARS for y in (first, last)):
        raise InputError(
            N_("{name} names no period of the plan; add it, such as --years 2021-2030."),
            name=document.name,
        )
    return first, last, vision if vision and last < vision <= NATION_YEARS[-1] else None

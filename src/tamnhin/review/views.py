"""What the review page shows, gathered from a session; the templates only set it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from tamnhin.data.types import Indicator
from tamnhin.messages import Lang, catalogue, format_number
from tamnhin.plan.schema import BY_NAME
from tamnhin.problems import Problem
from tamnhin.read.draft.words import DRAFT_NOTE
from tamnhin.read.indicators.match import default_matcher
from tamnhin.read.targets.explain import RULES
from tamnhin.records import columns
from tamnhin.review import words
from tamnhin.review.decisions import splittable
from tamnhin.review.desk import State
from tamnhin.review.items import Item, Session
from tamnhin.review.sections import Section
from tamnhin.units import units

LONG: Final = ("title_vi", "title_en", "note")
"""Columns that a person writes in a box of several lines."""
MOST_LISTED: Final = 300
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": (
        "indicator_id",
        "operator",
        "value",
        "upper",
        "unit",
        "period",
        "basis",
        "commitment_id",
        "in_force_to",
        "note",
    ),
    "commitments": (
        "kind",
        "topics",
        "start_year",
        "due_year",
        "responsible_body",
        "parent_id",
        "in_force_to",
        "note",
    ),
}


@dataclass(frozen=True)
class Entered:
    """What a person entered that could not be written, and why."""

    action: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    message: str = ""

    def of(self, column: str) -> list[Problem]:
        """What there is to say about a column."""
        return [p for p in self.problems if p.column == column]

    def elsewhere(self, asked: tuple[str, ...]) -> list[Problem]:
        """What there is to say about anything that the form does not ask for."""
        return [p for p in self.problems if p.column not in asked]


@dataclass(frozen=True)
class Field:
    """A field of the form: its name, label, value, the choices, and where suggestions are."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""
    long: bool = False
    number: bool = False
    required: bool = False


def address(lang: Lang, section: Section, item_id: str = "") -> str:
    """The address of a section, with an item chosen."""
    chosen = f"?item={quote(item_id)}" if item_id else ""
    return f"/{lang}/section/{section.number}{chosen}"


def section_of(state: State, item_id: str) -> Section:
    """The section that an item is reviewed in."""
    return next(s for s in state.sections if item_id in s.item_ids)


def title_of(item: Item) -> str:
    """What an item is called in a list."""
    return item.cells.get("title_vi", "") or item.row_id


def said(session: Session, column: str, cell: str, lang: Lang) -> str:
    """A cell as a person reads it."""
    book = catalogue(lang)
    if not cell:
        return ""
    known = words.CHOICES.get(column)
    if known is not None:
        return ", ".join(book.gettext(known.get(part, part)) for part in cell.split(";"))
    if column == "indicator_id":
        row = indicator(session, cell)
        return f"{row.title(lang)} ({cell})" if row else cell
    if column in ("commitment_id", "parent_id"):
        promise = session.plan.ids("commitments").get(cell)
        return f"{cell}: {promise.title(lang)}" if promise else cell
    if column == "unit":
        return units()[cell].title(lang) if cell in units() else cell
    if column == "period":
        return cell.replace("/", "–")
    if column in ("value", "upper", "baseline_value"):
        try:
            return format_number(cell_number(cell), lang)
        except ValueError:
            return cell
    return cell


def day(cell: str) -> dt.date:
    """A day of a proposal, for a sentence."""
    return dt.date.fromisoformat(cell)


def cell_number(cell: str) -> float | int:
    """The number of a cell; numbers of a table are plain."""
    number = float(cell)
    return int(number) if number.is_integer() else number


def indicator(session: Session, name: str) -> Indicator | None:
    """An indicator of the plan, or of the catalogue."""
    found: Indicator | None = session.plan.ids("indicators").get(name)
    if found is not None:
        return found
    try:
        return default_matcher().indicator(name)
    except KeyError:
        return None


def facts(session: Session, item: Item, lang: Lang) -> list[tuple[str, str]]:
    """What the reading says, label and value; empty cells are left out."""
    book = catalogue(lang)
    cells = {**item.cells, "note": item.cells.get("note", "").replace(DRAFT_NOTE, "").strip()}
    pairs = ((c, said(session, c, cells.get(c, ""), lang)) for c in SHOWN[item.table])
    return [(book.gettext(words.FIELDS[c]), value) for c, value in pairs if value]


def why(item: Item, lang: Lang) -> list[tuple[str, str]]:
    """The rules behind a reading: code, and the sentence where the rule has one."""
    book = catalogue(lang)
    sentences = ((code, RULES.get(code, "")) for code in item.how.rules)
    return [(code, book.gettext(text) if text else "") for code, text in sentences]


def compared(session: Session, item: Item, lang: Lang) -> list[tuple[str, str, str]]:
    """What a proposal changes: label, before, after."""
    proposal = item.proposal
    if proposal is None or proposal.kind != "changed":
        return []
    book = catalogue(lang)
    old, new = proposal.old or {}, proposal.new or {}
    return [
        (
            book.gettext(words.FIELDS.get(name, name)),
            said(session, name, old.get(name, ""), lang),
            said(session, name, cell, lang),
        )
        for name, cell in new.items()
    ]


def fields(session: Session, item: Item, entered: Entered, lang: Lang) -> list[Field]:
    """The form that corrects a row, with what was entered before."""
    book = catalogue(lang)
    found = []
    for column in columns(BY_NAME[item.table]):
        if column.name not in words.ASKED[item.table]:
            continue
        choices: tuple[tuple[str, str], ...] = ()
        if column.choices and not column.many:
            known = words.CHOICES[column.name]
            choices = tuple((code, book.gettext(known[code])) for code in column.choices)
        listed = {"indicator_id": "indicators", "unit": "units"}.get(column.name, "")
        if column.name in ("commitment_id", "parent_id"):
            listed = "promises"
        found.append(
            Field(
                column.name,
                book.gettext(words.FIELDS[column.name]),
                entered.fields.get(f"c.{column.name}", item.cells.get(column.name, "")),
                choices,
                listed,
                column.name in LONG,
                column.kind in ("number", "integer"),
                column.required,
            )
        )
    order = words.ASKED[item.table]
    return sorted(found, key=lambda one: order.index(one.name))


def suggestions(state: State, item: Item, lang: Lang) -> dict[str, list[tuple[str, str]]]:
    """Values that fields offer: indicators and units of the plan, promises near the item."""
    session = state.session
    near = nearby(state, item)
    return {
        "indicators": [
            (row.indicator_id, row.title(lang)) for row in session.plan.indicators[:MOST_LISTED]
        ],
        "units": [(symbol, one.title(lang)) for symbol, one in units().items()][:MOST_LISTED],
        "promises": [(x.item_id, title_of(x)) for x in near if x.table == "commitments"],
    }


def nearby(state: State, item: Item) -> list[Item]:
    """Rows of the item's section and those beside it, the item itself left out."""
    here = section_of(state, item.item_id).number
    names = [n for s in state.sections if abs(s.number - here) <= 1 for n in s.item_ids]
    rows = (state.session.item(name) for name in names)
    return [
        x for x in rows if x.item_id != item.item_id and not x.is_change and x.status != "refused"
    ]


def mergeable(state: State, item: Item) -> list[tuple[str, str]]:
    """Rows that an item may be merged with, the next one first."""
    near = [x for x in nearby(state, item) if x.table == item.table]
    order = {x.item_id: at for at, x in enumerate(state.session.items)}
    here = order[item.item_id]
    near.sort(key=lambda x: (order[x.item_id] < here, abs(order[x.item_id] - here)))
    return [(x.item_id, title_of(x)) for x in near]


def split_words(session: Session, item: Item) -> str:
    """The words that a split divides; nothing where the item cites none."""
    passage = splittable(item)
    return session.words(passage) if passage and not item.is_change else ""


def neighbours(state: State, item_id: str) -> tuple[Item | None, Item | None]:
    """The items before and after one, in the order of the text."""
    items = state.session.items
    at = next(i for i, item in enumerate(items) if item.item_id == item_id)
    before = items[at - 1] if at else None
    return before, items[at + 1] if at + 1 < len(items) else None


def open_in(state: State, section: Section) -> int:
    """How many items of a section are still to review."""
    return sum(state.session.item(name).status == "open" for name in section.item_ids)

"""``tamnhin read --update``: a later reading compared with a reviewed folder."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from tamnhin.cli.terminal import Progress
from tamnhin.errors import InputError
from tamnhin.messages import N_, Lang, catalogue, format_number
from tamnhin.plan.plan import open_plan
from tamnhin.units import units

if TYPE_CHECKING:
    from tamnhin.review.changes import Difference, Reading
    from tamnhin.review.update import Updated

MOST_LINES: Final = 30
MOST_WORDS: Final = 100
_NUMBERS: Final = frozenset({"value", "upper", "baseline_value", "area", "planned_money"})


def update(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin read DOCUMENT --update FOLDER``: the difference, and what is put up for review."""
    from tamnhin.read.languages import reader_for
    from tamnhin.read.reader import open_file
    from tamnhin.review.update import update as compared
    from tamnhin.review.write import write_update

    book = catalogue(lang)
    if options.output is not None:
        raise InputError(N_("Choose one: -o writes a new folder, --update compares with one."))
    plan = open_plan(options.update)
    reader = reader_for(options.language)
    document = open_file(options.document)
    with Progress(book.gettext(N_("Reading"))) as progress:
        readings = reader(document, progress.update)
    made = compared(plan, document, readings, options.effective, options.in_part)
    write_update(made, options.update)
    if options.json:
        print(json.dumps(_data(made), ensure_ascii=False, indent=2))
        return 0
    print("\n".join(_told(made, lang)))
    print()
    message = N_(
        "Changes to reviewed rows, to decide on: {count}. Next: `tamnhin review {path}`; "
        "`tamnhin undo {path}` takes this reading back."
    )
    print(book.text(message, count=len(made.proposals), path=str(options.update)))
    return 0


def _told(made: Updated, lang: Lang) -> Iterator[str]:
    """The difference in words: how many stayed, and line by line what did not."""
    book, found = catalogue(lang), made.difference
    if made.other:
        yield book.gettext(N_("Another document than the one of the folder: an amendment."))
    else:
        yield book.gettext(N_("The document of the folder, read again; decisions were kept."))
    if made.in_part:
        yield book.gettext(
            N_("What it does not repeat stays, because it changes parts (--whole for the other).")
        )
    yield from _parts(found, lang)
    told = made.beside
    if told.added or told.changed or told.withdrawn:
        yield ""
        yield book.gettext(
            N_("Places, projects and results, not put up for review; edit their tables by hand:")
        )
        yield from _parts(told, lang)


def _parts(found: Difference, lang: Lang) -> Iterator[str]:
    """What stayed, came, changed and went, line by line."""
    from tamnhin.review.words import FIELDS

    book = catalogue(lang)
    yield book.text(N_("Unchanged: {count}"), count=len(found.unchanged))
    yield book.text(N_("Added: {count}"), count=len(found.added))
    yield from _lines(found.added, "+", lang)
    yield book.text(N_("Changed: {count}"), count=len(found.changed))
    for pair in found.changed[:MOST_LINES]:
        yield f"  ~ {pair.old.name} {_words(pair.new)}"
        for name in pair.changed:
            old, new = pair.old.facts.get(name, ""), pair.new.facts.get(name, "")
            if old != new:
                title = book.gettext(FIELDS[name]) if name in FIELDS else name
                yield f"      {title}: {_cell(name, old, lang)} → {_cell(name, new, lang)}"
    yield from _more(len(found.changed), lang)
    yield book.text(N_("Withdrawn: {count}"), count=len(found.withdrawn))
    yield from _lines(found.withdrawn, "-", lang)


def _cell(name: str, cell: str, lang: Lang) -> str:
    """A cell for people: numbers as this language writes them."""
    try:
        return format_number(Decimal(cell), lang) if name in _NUMBERS else cell or "–"
    except InvalidOperation:
        return cell or "–"


def _lines(readings: tuple[Reading, ...], sign: str, lang: Lang) -> Iterator[str]:
    for reading in readings[:MOST_LINES]:
        yield f"  {sign} {_words(reading)}{_result(reading, lang)}"
    yield from _more(len(readings), lang)


def _result(reading: Reading, lang: Lang) -> str:
    """The figure of a result, whose words do not hold it."""
    if reading.table != "observations":
        return ""
    value, unit = reading.facts["value"], units().get(reading.facts["unit"])
    return f": {_cell('value', value, lang)} {unit.title(lang) if unit else ''}".rstrip()


def _more(count: int, lang: Lang) -> Iterator[str]:
    if count > MOST_LINES:
        more = count - MOST_LINES
        yield "  " + catalogue(lang).text(N_("and {count} more, on the review page"), count=more)


def _words(reading: Reading) -> str:
    words = " ".join(reading.words.split())
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1] + "…"


def _data(made: Updated) -> dict[str, Any]:
    """The difference for programs."""
    data = {"other_document": made.other, "in_part": made.in_part, **_listed(made.difference)}
    return {**data, "beside": _listed(made.beside)}


def _listed(found: Difference) -> dict[str, Any]:
    def plain(reading: Reading) -> dict[str, Any]:
        return {"table": reading.table, "words": reading.words, "facts": dict(reading.facts)}

    return {
        "unchanged": len(found.unchanged),
        "added": [plain(reading) for reading in found.added],
        "changed": [
            {
                "id": pair.old.name,
                "changed": list(pair.changed),
                "old": plain(pair.old),
                "new": plain(pair.new),
            }
            for pair in found.changed
        ],
        "withdrawn": [{"id": x.name, **plain(x)} for x in found.withdrawn],
    }

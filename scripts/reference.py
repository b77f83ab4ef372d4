"""Write the reference pages from the code: plan folder, commands, Python.

`python scripts/reference.py` writes `docs/reference/`; with `--check` it writes nothing and
returns 1 where a page is not what the code says.
"""

from __future__ import annotations

import argparse
import datetime as dt
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import tamnhin
from tamnhin import geojson, pipeline
from tamnhin.assess import progress
from tamnhin.assess import readings as readings_package
from tamnhin.assess.chances import chance_of
from tamnhin.assess.forecast.predictive import Predictive, forecast
from tamnhin.assess.readings import (
    attainment,
    escap,
    eurostat,
    oecd,
    sdsn,
    statcan,
    unicef,
    unsd,
    weather,
)
from tamnhin.assess.readings import table as readings_table
from tamnhin.assess.readings.types import Reading
from tamnhin.assess.types import Assessment, Chance
from tamnhin.cli.options import build_parser
from tamnhin.data.observations import Observations
from tamnhin.data.series import Part, Point, Refusal, Series
from tamnhin.data.vintage import Choice
from tamnhin.plan import csvlines, descriptor, layer, settings, table, textfile
from tamnhin.plan.schema import TABLES, Settings
from tamnhin.records import Column, Kind, Record, columns
from tamnhin.rules import RULES
from tamnhin.units import units

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "reference"
NOTICE: Final = (
    "<!-- Written by scripts/reference.py from the code. Change the code, then run it. -->\n"
)

KINDS: Final[dict[Kind, tuple[str, str]]] = {
    "id": (
        "An identifier: at most 80 small letters `a-z`, digits, dots and hyphens, beginning with a "
        "letter or digit and not ending in a dot. No diacritics, no spaces; no name that Windows "
        "keeps for devices, such as `con` or `com1.x`.",
        "`grdp.growth`",
    ),
    "text": (
        "Text in any language. Where it holds a comma it stands in double quotes.",
        "`Phủ Lý`",
    ),
    "number": ("A number of at most 30 digits; see [Numbers](#numbers).", "`1234.5`"),
    "coordinate": (
        "Degrees in WGS 84. Three digits after the mark leave no doubt here: nothing is 20 545 "
        "degrees.",
        "`20.545`",
    ),
    "integer": ("A whole number.", "`2030`"),
    "day": ("A full date.", "`2025-07-01`"),
    "date": (
        "A date of which only the year, or the year and month, may be known.",
        "`2023-12-26`, `2023-12`, `2023`",
    ),
    "period": ("A stretch of time; see [Periods](#periods).", "`2024`, `2021/2030`"),
    "unit": ("A symbol of the [list of units](#units).", "`billion VND`"),
    "choice": ("One of the words that the column lists.", "`at_least`"),
    "link": (
        "A web address: `http://` or `https://` and a host, without spaces, quotes and angle "
        "brackets.",
        "`https://example.org/`",
    ),
    "hash": ("A SHA-256 sum: 64 digits `0-9` and letters `a-f`.", ""),
    "time": ("A time of day.", "`14:03:22.125`, `14:03:22`"),
}

FORMATS: Final = """\
### Separators and first lines

Tables are saved with commas. Semicolons, tabs and upright strokes are recognized by the header
and read with the warning `separator`; a first line such as `sep=;`, which Excel understands and
does not show, is understood too and does not count as a row. Blank lines before the header are
passed over, and the numbers of rows stay those of the sheet.

### Numbers

Tables are saved with plain decimals: digits, a point before decimals, no mark for thousands,
such as `1234.5`. Numbers typed in the Vietnamese or the English way are understood too, by one
rule: **a column is judged as a whole.**

| a cell | says for certain |
|---|---|
| `1234.5`, `0.5`, `12.75` | the point is the decimal mark |
| `1.234,5`, `1.234.567`, `0,5` | Vietnamese: comma for decimals, point for thousands |
| `1,234.5`, `1,234,567` | English: point for decimals, comma for thousands |
| `1.234`, `1,234` | nothing: one mark, three digits after it |

A doubtful cell is read as the certain cells of its column are. Where no cell of the column is
certain, where certain cells contradict each other, or where `1,234` stands among plain decimals,
a doubtful cell is the error `number-ambiguous`: the reader refuses rather than guesses. Where a
few cells such as `1.234` stand among many plain decimals, they are read with the warning
`number-odd`. A number in another than the plain form is read with a warning that says as what,
and `tamnhin tidy` writes it plainly. Spaces between groups of three digits are understood.

### Periods

| code | means |
|---|---|
| `2024` | a year |
| `2024-H1` | a half year, 1 or 2 |
| `2024-Q3` | a quarter, 1 to 4 |
| `2025-9M` | the first nine months; 1 to 11 |
| `2024-06` | a month |
| `2009-04-01` | a day, such as that of a census |
| `2021/2030` | a span of whole years, for averages and sums |

### Dates

A column of kind `date` takes `2023-12-26`, `2023-12` or `2023`, as much as is known. A column of
kind `day` takes full dates only. The order is always year, month, day, with hyphens.

### Lists

A column marked “list” holds several values in one cell, separated by semicolons, such as
`sources-a;sources-b`.

### Empty cells

An empty cell means “not known” or “does not apply”. Where a column has an answer for an empty
cell, its description says so.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |".replace("|  |", "| |")
    yield ""


def _title(record: type[Record]) -> str:
    """The first sentence of the docstring, as one line."""
    return " ".join((record.__doc__ or "").split())


def _anchor(record: type[Record]) -> str:
    return f"[`{record.table}`](#{record.table})"


def _default(column: Column) -> str:
    if column.default in (None, "", ()):
        return ""
    return f" Empty means `{column.default}`."


def _holds(column: Column) -> str:
    kind = f"{column.kind}, list" if column.many else column.kind
    return f"{kind} of [`{column.ref}`](#{column.ref})" if column.ref else kind


def _column_row(column: Column, key: Sequence[str]) -> list[str]:
    name = f"**`{column.name}`**" if column.name in key else f"`{column.name}`"
    words = ", ".join(f"`{choice}`" for choice in column.choices)
    text = column.description + _default(column) + (f" One of: {words}." if words else "")
    return [name, _holds(column), "yes" if column.required else "", text]


def _tree() -> Iterator[str]:
    yield "```text"
    yield "my-plan/"
    notes = {record.path: record for record in TABLES}
    folders = list(dict.fromkeys(path.rpartition("/")[0] for path in notes))
    names = [settings.FILE, descriptor.FILE]
    names += sorted(notes, key=lambda path: folders.index(path.rpartition("/")[0]))
    shown = ""
    for name in names:
        folder, _, file = name.rpartition("/")
        if folder and folder != shown:
            yield f"  {folder}/"
        shown = folder
        if name in notes:
            need = "optional" if notes[name].optional else "always there"
            yield f"    {file:<24}{need}"
        else:
            what = "written by a person" if name == settings.FILE else "made from the tables"
            yield f"  {file:<26}{what}"
    yield "  geo/                      GeoJSON files of the map layers, named in layers.csv"
    yield "  texts/                    texts of sources, <source_id>.txt; citations count in them"
    yield "  draft/                    how a machine read the rows, and what it left; not tables"
    yield "  .tamnhin/                 can be rebuilt; not part of the plan"
    yield "```"
    yield ""


def _setting_type(annotation: Any) -> str:
    if get_origin(annotation) is tuple:
        return "list of identifiers"
    if get_origin(annotation) is Annotated:
        return _setting_type(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return "one of " + ", ".join(f"`{word}`" for word in get_args(annotation))
    if get_args(annotation):
        (annotation,) = (kind for kind in get_args(annotation) if kind is not NoneType)
        return _setting_type(annotation)
    return {str: "text", int: "year", dt.date: "day"}[annotation]


def _settings_rows() -> Iterator[list[str]]:
    for name, field in Settings.model_fields.items():
        text = " ".join((field.description or "").split())
        yield [
            f"`{name}`",
            _setting_type(field.annotation),
            "yes" if field.is_required() else "",
            text,
        ]


def plan_folder() -> str:
    """The page on the plan folder."""
    lines: list[str] = [
        "# The plan folder",
        "",
        NOTICE,
        "A plan is a folder of small text files: a Frictionless Data Package (version 2) that a "
        "person can open in Excel, compare, version and archive. The folder is the truth; "
        "everything else is made from it.",
        "",
        "Files are UTF-8 with composed letters (NFC) and plain line ends (LF); rows stand in the "
        "order of their key. Other forms that Excel writes are read with a warning, and "
        "`tamnhin tidy` writes the plain form.",
        "",
        *_tree(),
        f"Limits: a file of at most {textfile.MAX_BYTES // 10**6} MB, `plan.yaml` of "
        f"{settings.MAX_BYTES // 1000} KB, a map layer of {layer.MAX_BYTES // 10**6} MB and "
        f"{geojson.MAX_POINTS} points, a table of {table.MAX_ROWS} rows, a cell of "
        f"{csvlines.MAX_CELL} characters. Links that lead out of the folder are not followed.",
        "",
        "## plan.yaml",
        "",
        "One setting a line; lists of identifiers are YAML lists. Aliases and tags are not used.",
        "",
        *_table(["setting", "holds", "needed", "meaning"], _settings_rows()),
        "## Cells",
        "",
        *_table(
            ["kind", "what a cell holds", "example"],
            [[f"`{kind}`", *KINDS[kind]] for kind in get_args(Kind)],
        ),
        FORMATS,
        "## Tables",
        "",
        "Columns in bold are the key: together they stand once in the table. “needed” columns are "
        "filled in every row; other columns may be left out of the file.",
        "",
        *_table(
            ["table", "file", "a row is"],
            [[_anchor(record), f"`{record.path}`", _title(record)] for record in TABLES],
        ),
    ]
    for record in TABLES:
        need = "Optional." if record.optional else "Every plan has it, even without rows."
        rows = [_column_row(column, record.key) for column in columns(record)]
        lines += [f"### {record.table}", "", f"`{record.path}`. {_title(record)} {need}", ""]
        lines += _table(["column", "holds", "needed", "meaning"], rows)
    lines += [
        "## Units",
        "",
        "Units that measure the same convert into each other; money of two currencies does not.",
        "",
        *_table(
            ["symbol", "measures", "in base units", "Vietnamese", "English"],
            [
                [f"`{u.symbol}`", u.dimension, f"{u.factor:f}", u.title_vi, u.title_en]
                for u in units().values()
            ],
        ),
        "## Check rules",
        "",
        "What `tamnhin check` can find. An error stops the plan from opening; a warning does not. "
        "Words in braces are filled in from the place where it was found.",
        "",
        *_table(
            ["rule", "severity", "says", "expected", "to mend"],
            [
                [f"`{code}`", rule.severity, rule.message, rule.expected, rule.mend]
                for code, rule in RULES.items()
            ],
        ),
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _words(action: argparse.Action) -> str:
    """How an argument is typed: ``-o, --output FILE``."""
    if not action.option_strings:
        return str(action.metavar or action.dest)
    value = ""
    if action.nargs != 0:
        value = str(action.metavar or "")
        if not value:
            value = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""
        value = " " + (value or action.dest.upper())
    return ", ".join(action.option_strings) + value


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _usage(parser: argparse.ArgumentParser) -> str:
    parts = [parser.prog]
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        name = _words(action).split(", ")[0]
        if action.option_strings and action.nargs != 0:
            name = f"{action.option_strings[0]} {_words(action).split(' ')[-1]}"
        parts.append(name if action.required else f"[{name}]")
    return " ".join(parts)


def _arguments(parser: argparse.ArgumentParser) -> Iterator[list[str]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        text = action.help or ""
        plain = action.default not in (None, False, argparse.SUPPRESS)
        yield [f"`{_words(action)}`", text + (f" (default `{action.default}`)" if plain else "")]


def commands() -> str:
    """The page on the commands, from the same parser that prints the help."""
    root = build_parser("en")
    (sub,) = (a for a in root._actions if isinstance(a, argparse._SubParsersAction))
    helps = {action.dest: action.help or "" for action in sub._choices_actions}
    lines = [
        "# Commands",
        "",
        NOTICE,
        root.description or "",
        "",
        "What is printed is Vietnamese; `--lang en`, or `TAMNHIN_LANG=en` in the environment, "
        "makes it English. Exit status: 0 all is well, 1 the plan has errors, 2 the command could "
        "not run, 130 stopped with Ctrl-C.",
        "",
        *_table(["command", "does"], [[f"[`{n}`](#tamnhin-{n})", helps[n]] for n in sub.choices]),
        "Before a command:",
        "",
        *_table(["option", "does"], _arguments(root)),
    ]
    for name, parser in sub.choices.items():
        examples = (parser.epilog or "").splitlines()[1:]
        lines += [
            f"## tamnhin {name}",
            "",
            _sentence(parser.description or ""),
            "",
            "```text",
            _usage(parser),
            "```",
            "",
            *_table(["argument", "does"], _arguments(parser)),
            "```sh",
            *(line.strip() for line in examples),
            "```",
            "",
        ]
    return "\n".join(lines).rstrip() + "\n"


def _doc(thing: Any) -> str:
    """The docstring in Markdown: marks for code, and names in place of cross-references."""
    text = (inspect.getdoc(thing) or "").replace("``", "`")
    return re.sub(r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`", text)


def _paragraphs(thing: Any) -> list[str]:
    """The docstring up to its sections of arguments and errors, one line a paragraph."""
    text = re.split(r"\n\s*(?:Args|Returns|Raises|Attributes|>>>)", _doc(thing))[0]
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _section(thing: Any, title: str) -> list[str]:
    """The lines of one section of a docstring, each with its continuation."""
    found = re.search(rf"\n{title}:\n((?: +.+\n?|\n)+)", _doc(thing) + "\n")
    if found is None:
        return []
    return [" ".join(item.split()) for item in re.split(r"\n(?= {4}\S)", found[1]) if item.strip()]


def _callable(name: str, thing: Any) -> list[str]:
    names = [n for n in inspect.signature(thing).parameters if n != "self"]
    lines = [f"### `{name}`", "", f"`{name}({', '.join(names)})`", ""]
    for paragraph in _paragraphs(thing):
        lines += [paragraph, ""]
    for title in ("Args", "Returns", "Raises"):
        items = _section(thing, title)
        lines += [f"{title}: {items[0]}", ""] if title == "Returns" and items else []
        if title != "Returns" and items:
            lines += [f"{title}:", "", *(f"- {item}" for item in items), ""]
    return lines


def _members(kind: type) -> Iterator[str]:
    """What an object has beside its attributes: properties, then methods."""
    members = {n: m for n, m in vars(kind).items() if not n.startswith("_")}
    for name, member in members.items():
        if isinstance(member, (property, cached_property)):
            getter = member.fget if isinstance(member, property) else member.func
            yield f"- {name}: {_paragraphs(getter)[0]}"
    yield ""
    for name, member in members.items():
        plain = member.__func__ if isinstance(member, classmethod) else member
        if inspect.isfunction(plain):
            yield from _callable(f"{kind.__name__}.{name}", getattr(kind, name))


def _class(kind: type) -> list[str]:
    """A class that answers are made of: where it is, its attributes, properties and methods."""
    lines = [f"## {kind.__name__}", "", f"`from {kind.__module__} import {kind.__name__}`", ""]
    for paragraph in _paragraphs(kind):
        lines += [paragraph, ""]
    return [*lines, *(f"- {item}" for item in _section(kind, "Attributes")), *_members(kind)]


MAKING: Final = """\
## Making and changing a plan

A plan and its rows are immutable: a changed plan is a new object. `model_copy(update=...)` of a
row gives the row with other cells, `dataclasses.replace` of a plan the plan with other tables. A
table may be given as any collection of its rows; what is no row of it is an `InputError`.

```python
import dataclasses
from decimal import Decimal

import tamnhin
from tamnhin.data.types import Observation

plan = tamnhin.open_plan(tamnhin.example())
figure = Observation(
    indicator_id="grdp.current",
    territory_id="ha-nam",
    period="2024",
    published="2025-06",
    source_id=plan.sources[0].source_id,
    value=Decimal("60000.5"),
    unit="billion VND",
    status="preliminary",
)
target = plan.targets[0].model_copy(update={"note": "checked"})
changed = dataclasses.replace(
    plan,
    targets=[target, *plan.targets[1:]],
    observations=[*plan.observations, figure],
)
print(changed.check().ok)  # True
changed.save("my-plan")
```

`model_copy` does not look at the cells; `Plan.check` does, and `Plan.save` refuses a plan with
errors. A plan from nothing is `Plan(settings=Settings(...), sources=[...], ...)`, with every
table that is not named empty. Saving into the folder that the plan was opened from is refused
with `Conflict` where others changed a table there since; the message names the files. Plans can
be pickled and deep-copied.
"""

FORECASTS: Final = """\
## Forecasts and probabilities

How they are made and how good they are is told in [forecasts](../forecasts.md). Neither function
needs a plan folder: `forecast` takes years and figures, `chance_of` a promise and a series.

```python
import tamnhin
from tamnhin.assess.chances import chance_of
from tamnhin.assess.forecast.predictive import forecast

said = forecast(range(2015, 2025), [50, 53, 55, 59, 61, 60, 64, 68, 71, 74], [1, 6])
print(said.years, said.quantile([0.1, 0.5, 0.9]), said.probability_at_least(80))

plan = tamnhin.open_plan(tamnhin.example())
target = plan.target("t.grdp-per-capita")
chance = chance_of(target, plan.series(target.indicator_id, target.territory_id))
print(chance.probability, chance.word("en"), (chance.low, chance.middle, chance.high))
```
"""

PANDAS: Final = """\
## With pandas

pandas is not needed and not installed with this package. Where you have it:

```py
series = plan.series("grdp.current", "ha-nam").annual
pandas.DataFrame({"year": series.years, "value": series.values})
pandas.DataFrame([row.model_dump() for row in plan.observations])
```

In the last table `period` and `published` are objects; `str(row.period)` is their text.
"""


def python() -> str:
    """The page on the public names of the package."""
    public = {
        name: value
        for name, value in sorted(vars(tamnhin).items())
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    errors = {
        name: value
        for name, value in vars(tamnhin.errors).items()
        if isinstance(value, type) and issubclass(value, tamnhin.TamNhinError)
    }
    functions: dict[str, Any] = {n: v for n, v in public.items() if inspect.isfunction(v)}
    functions["assess_folder"] = pipeline.assess_folder
    lines = [
        "# Python",
        "",
        NOTICE,
        "These names come with `import tamnhin`, and `assess_folder` with "
        "`from tamnhin.pipeline import assess_folder`. The classes on this page are imported from "
        "the modules named beside them, which stay, and so do the agencies' methods on the page "
        "[readings](readings.md). Everything else may change without notice.",
        "",
        *_table(["name", "is"], [[f"`{n}`", _paragraphs(v)[0]] for n, v in public.items()]),
        "## Functions",
        "",
    ]
    for name, function in functions.items():
        lines += _callable(name, function)
    for record in (pipeline.Assessed, Assessment):
        lines += [f"## {record.__name__}", "", *_paragraphs(record), ""]
        lines += [*(f"- {item}" for item in _section(record, "Attributes")), ""]
    lines += ["## Plan", "", *_paragraphs(tamnhin.Plan), ""]
    lines += [
        "Every table of the folder is a tuple of records of that name, such as `plan.targets`; "
        "`plan.observations` is a sequence that is kept by columns. `plan.settings` is "
        "`plan.yaml`.",
        "",
    ]
    for name, method in vars(tamnhin.Plan).items():
        if inspect.isfunction(method) and not name.startswith("_"):
            lines += _callable(f"Plan.{name}", method)
    lines += [*MAKING.splitlines(), ""]
    for kind in (Series, Point, Choice, Part, Refusal, Observations):
        lines += [*_class(kind), ""]
    lines += [*FORECASTS.splitlines(), ""]
    for function in (forecast, chance_of):
        lines += _callable(function.__name__, function)
    for made in (Chance, Predictive):
        lines += [*_class(made), ""]
    lines += PANDAS.splitlines()
    lines += [
        "",
        "## Records",
        "",
        "One class a table; the fields are the columns of the "
        "[plan folder](plan-folder.md#tables). `Settings` is `plan.yaml`.",
        "",
        *_table(
            ["class", "import from", "rows of"],
            [
                ["`Settings`", f"`{Settings.__module__}`", "`plan.settings`"],
                *(
                    [f"`{record.__name__}`", f"`{record.__module__}`", f"`plan.{record.table}`"]
                    for record in TABLES
                ),
            ],
        ),
    ]
    lines += ["## Errors", "", *_paragraphs(errors["TamNhinError"]), ""]
    lines += _table(
        ["error", "code", "exit status", "when"],
        [[f"`{n}`", f"`{e.code}`", str(e.exit_code), _paragraphs(e)[0]] for n, e in errors.items()],
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


READINGS: Final = (
    statcan,
    readings_table,
    progress,
    eurostat,
    unsd,
    escap,
    oecd,
    sdsn,
    weather,
    unicef,
    attainment,
)

READINGS_EXAMPLE: Final = """\
```python
from tamnhin.assess.readings import escap, statcan, unsd

poverty = dict(base=14.5, base_year=2015, current=10.4, current_year=2023, direction=-1)
for method in (statcan, unsd, escap):
    reading = method.read(**poverty, target=7.25, target_year=2030)
    print(reading.method, reading.status, round(reading.progress, 3), reading.score)
# statcan moderate_progress 0.901 2.1506954374...
# unsd acceleration_needed 0.927 2.0
# escap_anticipated will_meet 9.275 9.2748...
assert statcan.read(**poverty, target=7.25).status == "moderate_progress"
```
"""


def readings() -> str:
    """The page on the agencies' methods."""
    lines = ["# Readings: the agencies' methods", "", NOTICE]
    lines += [*_paragraphs(readings_package), "", *READINGS_EXAMPLE.splitlines(), ""]
    lines += ["Thresholds, sources and what was verified stand in each module below and, in "]
    lines[-1] += "words, on the methods page of the portal."
    lines += ["", *_class(Reading), ""]
    for module in READINGS:
        package, _, name = module.__name__.rpartition(".")
        lines += [f"## {name}", "", f"`from {package} import {name}`", ""]
        for paragraph in _doc(module).split("\n\n"):
            keep = paragraph.lstrip().startswith("- ")
            lines += [paragraph if keep else " ".join(paragraph.split()), ""]
        functions = {
            n: f
            for n, f in vars(module).items()
            if inspect.isfunction(f) and f.__module__ == module.__name__ and not n.startswith("_")
        }
        for function_name, function in functions.items():
            lines += _callable(f"{name}.{function_name}", function)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


PAGES: Final = {
    "plan-folder.md": plan_folder,
    "commands.md": commands,
    "python.md": python,
    "readings.md": readings,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--check", action="store_true", help="write nothing; 1 where a page is stale"
    )
    check = parser.parse_args(argv).check
    stale = []
    for name, make in PAGES.items():
        path, text = FOLDER / name, make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{'stale' if check else 'written'}: docs/reference/{name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

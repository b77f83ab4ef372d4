"""What can be typed: commands, their options and their help, one function for each command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, get_args

from tamnhin.cli import commands
from tamnhin.cli.backtest import run_backtest
from tamnhin.cli.parser import Commands, Parser, day, percent, port, positive
from tamnhin.cli.read import read
from tamnhin.cli.review import review
from tamnhin.cli.run import run
from tamnhin.messages import N_, Lang, catalogue
from tamnhin.plan.schema import ReadingName

DEFAULT_PORT: Final = 8000


def build_parser(lang: Lang) -> argparse.ArgumentParser:
    """The parser of the whole command line, its help in ``lang``."""
    all_ = Commands(lang)
    _ = catalogue(lang).gettext
    for add in (
        _add_read,
        _add_review,
        _add_check,
        _add_assess,
        _add_series,
        _add_serve,
        _add_publish,
        _add_example,
        _add_tidy,
        _add_undo,
        _add_geo,
        _add_run,
        _add_backtest,
        _add_units,
    ):
        add(all_, _)
    return all_.root


def _as_of(_: Callable[[str], str]) -> dict[str, Any]:
    return {
        "type": day,
        "metavar": "YYYY-MM-DD",
        "help": _(N_("use only what was published by this day")),
    }


def _add_check(all_: Commands, _: Callable[[str], str]) -> None:
    check = all_.add(
        "check",
        commands.check,
        N_("say all problems of a plan folder or a model file, each with its place and mend"),
        "tamnhin check my-plan\n"
        "tamnhin check my-plan --json --strict\n"
        "tamnhin check my-plan --consistency\n"
        "tamnhin check models/growth.mdl",
        folder=False,
    )
    check.add_argument(
        "folder",
        type=Path,
        metavar=_(N_("PATH")),
        help=_(N_("the plan folder, or a model file (.mdl, .xmile, .stmx, .xml)")),
    )
    check.add_argument("--json", action="store_true", help=_(N_("print JSON for programs")))
    check.add_argument("--strict", action="store_true", help=_(N_("count warnings as errors")))
    check.add_argument(
        "--consistency",
        action="store_true",
        help=_(N_("say which numbers of the plan contradict each other, with the arithmetic")),
    )
    check.add_argument(
        "--about",
        type=percent,
        default=1.0,
        metavar=_(N_("PERCENT")),
        help=_(N_("how far a number given as “about” may be off (with --consistency)")),
    )


def _add_assess(all_: Commands, _: Callable[[str], str]) -> None:
    assess = all_.add(
        "assess",
        commands.assess,
        N_("say where every target stands: latest figure, pace needed, pace made, status"),
        "tamnhin assess my-plan\n"
        "tamnhin assess my-plan --origin decision\n"
        "tamnhin assess my-plan --reading eurostat\n"
        "tamnhin assess my-plan --target t.grdp-growth\n"
        "tamnhin assess my-plan --as-of 2024-01-01 --format csv -o targets.csv",
    )
    assess.add_argument("--as-of", **_as_of(_))
    assess.add_argument(
        "--format",
        choices=["table", "csv", "json"],
        default="table",
        help=_(N_("form of the output")),
    )
    assess.add_argument(
        "--origin",
        metavar=_(N_("CODE")),
        help=_(N_("only targets of this origin: decision, draft, other and so on")),
    )
    assess.add_argument(
        "--target",
        metavar=_(N_("ID")),
        help=_(N_("one target in full: what is known in a sentence, its outlook, the years ahead")),
    )
    assess.add_argument(
        "--reading",
        choices=get_args(ReadingName),
        help=_(
            N_(
                "the method whose class and record are shown; without it the one that plan.yaml "
                "names"
            )
        ),
    )
    assess.add_argument(
        "--overwrite", action="store_true", help=_(N_("replace the file if it is there already"))
    )
    assess.add_argument(
        "-o", "--output", type=Path, metavar=_(N_("FILE")), help=_(N_("write here"))
    )


def _add_series(all_: Commands, _: Callable[[str], str]) -> None:
    series = all_.add(
        "series",
        commands.series,
        N_("show the figures of an indicator for a territory and how each came to be"),
        "tamnhin series my-plan grdp.current ninh-binh\n"
        "tamnhin series my-plan grdp.growth ha-nam --as-of 2024-01-01",
    )
    series.add_argument("indicator", metavar=_(N_("INDICATOR")), help=_(N_("identifier")))
    series.add_argument("territory", metavar=_(N_("TERRITORY")), help=_(N_("identifier")))
    series.add_argument("--as-of", **_as_of(_))
    series.add_argument("--json", action="store_true", help=_(N_("print JSON for programs")))


def _add_serve(all_: Commands, _: Callable[[str], str]) -> None:
    serve = all_.add(
        "serve",
        commands.serve,
        N_("open the portal on this machine"),
        "tamnhin serve my-plan --open\ntamnhin serve my-plan --port 8080",
    )
    serve.add_argument("--host", default="127.0.0.1", help=_(N_("address to listen on")))
    serve.add_argument("--port", type=port, default=DEFAULT_PORT, help=_(N_("port to listen on")))
    serve.add_argument(
        "--any-port", action="store_true", help=_(N_("take the next free port if this one is busy"))
    )
    serve.add_argument("--open", action="store_true", help=_(N_("open a browser")))
    serve.add_argument("--as-of", **_as_of(_))


def _add_publish(all_: Commands, _: Callable[[str], str]) -> None:
    publish = all_.add(
        "publish",
        commands.publish,
        N_("write the portal as files, for a web server, a shared folder or a USB stick"),
        "tamnhin publish my-plan -o site/",
    )
    publish.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar=_(N_("FOLDER")),
        help=_(N_("write here")),
    )
    publish.add_argument("--as-of", **_as_of(_))


def _add_example(all_: Commands, _: Callable[[str], str]) -> None:
    example = all_.add(
        "example",
        commands.example,
        N_("write a copy of the example, the Hà Nam plan, to look at and change"),
        "tamnhin example my-plan",
        folder=False,
    )
    example.add_argument("target", type=Path, metavar=_(N_("FOLDER")), help=_(N_("write here")))


def _add_tidy(all_: Commands, _: Callable[[str], str]) -> None:
    tidy = all_.add(
        "tidy",
        commands.tidy,
        N_("write the tables anew in the plain form: order, encoding, numbers, descriptor"),
        "tamnhin tidy my-plan --dry-run\ntamnhin tidy my-plan\ntamnhin undo my-plan",
    )
    tidy.add_argument("--dry-run", action="store_true", help=_(N_("only say what would change")))


def _add_undo(all_: Commands, _: Callable[[str], str]) -> None:
    all_.add(
        "undo",
        commands.undo,
        N_("put back the files as they were before the last tidy, geo or read --update"),
        "tamnhin undo my-plan",
    )


def _add_units(all_: Commands, _: Callable[[str], str]) -> None:
    all_.add(
        "units",
        commands.units,
        N_("list the units that tables may use"),
        "tamnhin units",
        folder=False,
    )


def _add_read(all_: Commands, _: Callable[[str], str]) -> None:
    parser = all_.add(
        "read",
        read,
        N_("read a document into a draft plan: targets, commitments, each with its characters"),
        "tamnhin read decision.docx\n"
        "tamnhin read decision.docx -o my-plan\n"
        'tamnhin read news.html -o my-plan --territory "tỉnh Hà Nam" --years 2021-2030\n'
        "tamnhin read decision.docx --why\n"
        "tamnhin read --score gold.jsonl",
        folder=False,
    )
    parser.add_argument(
        "document",
        type=Path,
        nargs="?",
        metavar=_(N_("DOCUMENT")),
        help=_(N_("the document to read")),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=_(N_("FOLDER")),
        help=_(N_("write the draft here; the folder must be new")),
    )
    _add_what_it_says(parser, _)
    parser.add_argument(
        "--language",
        default="vi",
        metavar=_(N_("CODE")),
        help=_(N_("language of the document; vi is built in, packages may bring others")),
    )
    parser.add_argument(
        "--score",
        type=Path,
        metavar=_(N_("GOLD")),
        help=_(N_("instead of reading, say how much of annotated texts is read right")),
    )
    parser.add_argument("--why", action="store_true", help=_(N_("the rules behind each reading")))
    parser.add_argument("--json", action="store_true", help=_(N_("print JSON for programs")))


def _add_what_it_says(parser: argparse.ArgumentParser, _: Callable[[str], str]) -> None:
    """Options for what a document does not say of itself, and for what it changes."""
    for option, metavar, text in (
        ("--territory", _(N_("NAME")), N_("the territory, where the document does not say it")),
        ("--years", "2021-2030", N_("the plan's years, where the document does not say them")),
    ):
        parser.add_argument(option, metavar=metavar, help=_(text))
    parser.add_argument(
        "--update",
        type=Path,
        metavar=_(N_("FOLDER")),
        help=_(N_("compare with this reviewed folder and put up only what differs")),
    )
    parser.add_argument(
        "--indicators",
        type=Path,
        metavar=_(N_("FOLDER")),
        help=_(N_("name what is measured by the indicators of this plan where it has them")),
    )
    parser.add_argument(
        "--from",
        dest="effective",
        type=day,
        metavar="YYYY-MM-DD",
        help=_(N_("first day of an amendment, where the document does not say it")),
    )
    scope = parser.add_mutually_exclusive_group()
    for option, value, text in (
        ("--part", True, N_("what an amendment does not repeat stays")),
        ("--whole", False, N_("what an amendment does not repeat is withdrawn")),
    ):
        scope.add_argument(option, dest="in_part", action="store_const", const=value, help=_(text))


def _add_review(all_: Commands, _: Callable[[str], str]) -> None:
    parser = all_.add(
        "review",
        review,
        N_("decide on a draft in the browser: accept, correct, split, merge, reject"),
        'tamnhin review my-plan --open\ntamnhin review my-plan --reviewer "Nguyễn Thị Lan"',
    )
    parser.add_argument(
        "--reviewer",
        metavar=_(N_("NAME")),
        help=_(N_("who decides, as recorded; without it the name you are logged in with")),
    )
    parser.add_argument(
        "--port",
        type=port,
        default=DEFAULT_PORT + 10,
        help=_(N_("port to listen on, or the next free one")),
    )
    parser.add_argument("--open", action="store_true", help=_(N_("open a browser")))


def _add_geo(all_: Commands, _: Callable[[str], str]) -> None:
    geo = all_.add(
        "geo",
        commands.geo,
        N_("add a map layer from a GeoJSON file that your office has"),
        "tamnhin geo my-plan districts.geojson --layer-id districts --code-field code "
        '--licence "internal" --valid-to 2025-06-30',
    )
    geo.add_argument("file", type=Path, metavar=_(N_("FILE")), help=_(N_("GeoJSON in WGS 84")))
    geo.add_argument("--layer-id", required=True, help=_(N_("identifier of the layer")))
    geo.add_argument(
        "--code-field",
        required=True,
        help=_(N_("property of a feature that holds its official code or identifier")),
    )
    geo.add_argument("--licence", required=True, help=_(N_("licence of the shapes")))
    geo.add_argument("--title-vi", help=_(N_("Vietnamese title")))
    geo.add_argument("--title-en", help=_(N_("English title")))
    for name, text in (
        ("--valid-from", N_("first day of these borders")),
        ("--valid-to", N_("last day of these borders")),
    ):
        geo.add_argument(name, type=day, metavar="YYYY-MM-DD", help=_(text))
    geo.add_argument("--schematic", action="store_true", help=_(N_("the shapes are only a sketch")))


def _add_backtest(all_: Commands, _: Callable[[str], str]) -> None:
    parser = all_.add(
        "backtest",
        run_backtest,
        N_("hide the last years of series, forecast them, and say how good the forecasts were"),
        "tamnhin backtest my-plan --first 4\ntamnhin backtest series.csv --json",
        folder=False,
    )
    parser.add_argument(
        "series",
        type=Path,
        metavar=_(N_("PATH")),
        help=_(
            N_("a plan folder, a CSV file with year and value (and series), or a folder with one")
        ),
    )
    parser.add_argument(
        "--first",
        type=positive,
        default=8,
        metavar="N",
        help=_(N_("figures that a forecast must have behind it, 4 at least")),
    )
    parser.add_argument("--json", action="store_true", help=_(N_("print JSON for programs")))


def _add_run(all_: Commands, _: Callable[[str], str]) -> None:
    parser = all_.add(
        "run",
        run,
        N_("run a Vensim or XMILE model, once or for many draws of what is uncertain"),
        'tamnhin run tea.mdl --set "Room Temperature=65"\n'
        'tamnhin run tea.mdl --draws 100000 --vary "Room Temperature=uniform:60:80" --seed 7 '
        '--outputs "Teacup Temperature" --if "Teacup Temperature < 70" -o tea.parquet',
        folder=False,
    )
    parser.add_argument("model", type=Path, metavar=_(N_("MODEL")), help=_(N_("the model file")))
    name_value = _(N_("NAME=VALUE"))
    for option, metavar, text in (
        ("--set", name_value, N_("a constant of the model, the same for every draw")),
        ("--vary", _(N_("NAME=LAW")), N_("a distribution, such as uniform:0:1 or pert:1:2:5")),
        ("--if", _(N_("CONDITION")), N_("count the draws that meet it, such as x >= 230")),
    ):
        target = "condition" if option == "--if" else option.strip("-")
        parser.add_argument(
            option, dest=target, action="append", default=[], metavar=metavar, help=_(text)
        )
    name = _(N_("NAME"))
    parser.add_argument("--outputs", nargs="+", metavar=name, help=_(N_("variables to keep")))
    parser.add_argument(
        "--times", nargs="+", type=float, metavar="T", help=_(N_("times to keep; all if left out"))
    )
    parser.add_argument(
        "--plan", type=Path, metavar=_(N_("FOLDER")), help=_(N_("take its uncertainties"))
    )
    _add_run_numbers(parser, _)


def _add_run_numbers(parser: Parser, _: Callable[[str], str]) -> None:
    for option, default, text in (
        ("--draws", None, N_("how many draws; 1000 where something varies")),
        ("--workers", None, N_("threads; one for each core if left out")),
        ("--memory", 1000, N_("megabytes allowed for the values of all draws")),
    ):
        parser.add_argument(option, type=positive, default=default, metavar="N", help=_(text))
    parser.add_argument("--seed", type=int, default=0, metavar="N", help=_(N_("of the draws")))
    for option, choices, text in (
        ("--design", ["latin_hypercube", "sobol", "independent"], N_("how draws are spread")),
        ("--keep", ["auto", "values", "summary"], N_("values of every draw or a summary")),
    ):
        parser.add_argument(option, choices=choices, default=choices[0], help=_(text))
    parser.add_argument(
        "--backend", choices=["compiled", "fast", "numpy"], help=_(N_("what runs the model"))
    )
    parser.add_argument(
        "--fast",
        dest="backend",
        action="store_const",
        const="fast",
        help=_(N_("the same as --backend fast: quicker, the last digits may differ")),
    )
    parser.add_argument(
        "--resume", action="store_true", help=_(N_("go on where this command was interrupted"))
    )
    parser.add_argument(
        "--overwrite", action="store_true", help=_(N_("replace the file if it is there already"))
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=_(N_("FILE")),
        help=_(N_("write here: .parquet or .csv")),
    )

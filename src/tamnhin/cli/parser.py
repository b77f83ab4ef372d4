"""The parser of the command line: it speaks the reader's language, and knows dates and numbers."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

from tamnhin import __version__
from tamnhin.messages import LANGS, N_, Lang, catalogue
from tamnhin.periods import parse_day


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the reader's language."""

    def __init__(self, lang: Lang = "vi", **texts: Any) -> None:
        self.book = catalogue(lang)
        super().__init__(
            add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter, **texts
        )

    def format_help(self) -> str:
        """The help with argparse's own headings translated."""
        text = super().format_help()
        for heading in (N_("usage:"), N_("options:"), N_("positional arguments:")):
            text = text.replace(heading, self.book.gettext(heading), 1)
        return text

    def _translated(self, message: str) -> str:
        for pattern, text in _ERRORS:
            match = re.fullmatch(pattern, message, re.DOTALL)
            if match:
                return self.book.text(text, **match.groupdict())
        return message

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words typed, how to get help, and leave with status 2."""
        text = self.book.text(
            N_("This cannot be run: {message}. Help: `{command} --help`."),
            message=self._translated(message),
            command=self.prog,
        )
        self.exit(2, text + "\n")


_ERRORS: Final = (
    (r"the following arguments are required: (?P<names>.*)", N_("missing: {names}")),
    (r"unrecognized arguments: (?P<names>.*)", N_("not known here: {names}")),
    (r"argument (?P<name>.*?): expected one argument", N_("{name} needs a value")),
    (
        r"argument (?P<name>.*?): invalid choice: (?P<found>.*?) \(choose from (?P<choices>.*)\)",
        N_("{name} cannot be {found}; possible are {choices}"),
    ),
    (r"argument (?P<name>.*?): (?P<reason>.*)", N_("{name}: {reason}")),
)
"""What argparse says in English, and how we say it."""


def day(text: str) -> dt.date:
    """A day as typed."""
    try:
        return parse_day(text)
    except ValueError:
        msg = f"{text!r}: YYYY-MM-DD"
        raise argparse.ArgumentTypeError(msg) from None


def port(text: str) -> int:
    """A port that may be listened on."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    msg = f"{text!r}: 1-65535"
    raise argparse.ArgumentTypeError(msg)


def positive(text: str) -> int:
    """A whole number of at least 1."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 1 << 32:
        return int(text)
    msg = f"{text!r}: 1-4294967295"
    raise argparse.ArgumentTypeError(msg)


def percent(text: str) -> float:
    """A percentage below 100."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if 0 <= value < 100:
        return value
    msg = f"{text!r}: 0-100"
    raise argparse.ArgumentTypeError(msg)


class Commands:
    """Adds one command after another, each with the options that all have."""

    def __init__(self, lang: Lang) -> None:
        self.lang, self.book = lang, catalogue(lang)
        self.root = Parser(
            prog="tamnhin",
            lang=lang,
            description=self.book.gettext(
                N_(
                    "Tầm Nhìn reads a development plan as a folder of small tables, checks it, "
                    "says where every target stands, and publishes it as a portal."
                )
            ),
            epilog=self.book.gettext(
                N_(
                    "Examples:\n"
                    "  tamnhin example my-plan        a complete plan to look at and change\n"
                    "  tamnhin check my-plan          all problems at once\n"
                    "  tamnhin assess my-plan         where every target stands\n"
                    "  tamnhin serve my-plan          the portal in the browser"
                )
            ),
        )
        self._common(self.root)
        self.root.add_argument(
            "--version",
            action="version",
            version=f"tamnhin {__version__}",
            help=self.book.gettext(N_("show the version")),
        )
        self.sub = self.root.add_subparsers(
            title=self.book.gettext(N_("commands")),
            metavar=self.book.gettext(N_("COMMAND")),
            required=True,
        )

    def _common(self, parser: argparse.ArgumentParser) -> None:
        _ = self.book.gettext
        parser.add_argument("-h", "--help", action="help", help=_(N_("show this help")))
        parser.add_argument("--lang", choices=LANGS, help=_(N_("language of what is printed")))

    def add(
        self,
        name: str,
        run: Callable[[argparse.Namespace, Lang], int],
        summary: str,
        examples: str,
        folder: bool = True,
    ) -> Parser:
        """A command: what runs it, its summary, examples, and whether it takes a plan folder."""
        text = self.book.gettext(summary)
        title = self.book.gettext(N_("Examples:"))
        lines = "".join(f"\n  {line}" for line in examples.splitlines())
        parser: Parser = self.sub.add_parser(
            name, help=text, description=text, epilog=title + lines, lang=self.lang
        )
        self._common(parser)
        parser.set_defaults(run=run)
        if folder:
            parser.add_argument(
                "folder",
                type=Path,
                metavar=self.book.gettext(N_("FOLDER")),
                help=self.book.gettext(N_("the plan folder")),
            )
        return parser

"""Entry of the command line: language, parser, and errors as sentences instead of tracebacks."""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tamnhin.cli.options import build_parser
from tamnhin.errors import TamNhinError, why_refused
from tamnhin.messages import DEFAULT_LANG, LANGS, N_, Lang, catalogue
from tamnhin.simulate.notice import Notice


def _language(args: Sequence[str]) -> Lang:
    """The language asked for, needed before the parser can say anything in it."""
    asked = os.environ.get("TAMNHIN_LANG", "")
    for i, arg in enumerate(args):
        if arg == "--lang" and i + 1 < len(args):
            asked = args[i + 1]
        elif arg.startswith("--lang="):
            asked = arg.removeprefix("--lang=")
    return next((lang for lang in LANGS if lang == asked), DEFAULT_LANG)


@contextmanager
def _warnings_as_sentences(lang: Lang) -> Iterator[None]:
    """Warnings go to stderr as one line each, in the reader's language where they have it."""

    def show(message: Warning | str, *_: object, **__: object) -> None:
        text = message.text(lang) if isinstance(message, Notice) else str(message)
        print(text, file=sys.stderr)

    with warnings.catch_warnings():
        warnings.simplefilter("always", Notice)
        warnings.showwarning = show
        yield


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: the words after ``tamnhin``; those of the process by default.

    Returns:
        0 where all is well, 1 where the input has errors, 2 where the command could not run.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if argv is None:
        # Plans are many small objects that stay: looking for rings among them took half the time.
        gc.set_threshold(200_000, 50, 50)
    lang = _language(args)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may still be in a code page without Vietnamese letters.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = build_parser(lang).parse_args(args)
    try:
        with _warnings_as_sentences(lang):
            return int(options.run(options, lang))
    except TamNhinError as error:
        print(f"{error.text(lang)} [{error.code}]", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(catalogue(lang).gettext(N_("Stopped.")), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left: nothing more to say, and no traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        book = catalogue(lang)
        reason = book.gettext(why_refused(error))
        if error.filename:
            reason = f"{error.filename}: {reason}"
        text = book.text(N_("The file system refused: {reason}"), reason=reason)
        print(text, file=sys.stderr)
        return 2

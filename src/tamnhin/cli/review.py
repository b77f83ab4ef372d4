"""``tamnhin review``: the page on which a person decides on a draft."""

from __future__ import annotations

import argparse
import getpass
import webbrowser

from tamnhin.errors import ConfigurationError
from tamnhin.messages import N_, Lang, catalogue


def review(options: argparse.Namespace, lang: Lang) -> int:
    """``tamnhin review``: the page on this machine, until Ctrl-C."""
    from tamnhin import server  # Starlette and uvicorn only where they are used.
    from tamnhin.review.app import create_app
    from tamnhin.review.desk import Desk

    reviewer = options.reviewer or _user()
    desk = Desk(options.folder, reviewer)
    counts = desk.state().session.counts
    host, port = "127.0.0.1", server.find_free_port("127.0.0.1", options.port)
    url = f"http://{host}:{port}/{lang}/"
    book = catalogue(lang)

    def ready() -> None:
        message = N_("{count} to review, {done} decided. Reviewer: {name}.")
        done = sum(counts.values()) - counts["open"]
        print(book.text(message, count=counts["open"], done=done, name=desk.reviewer))
        print(book.text(N_("The review is open at {url} (stop with Ctrl-C)."), url=url), flush=True)
        if options.open:
            webbrowser.open(url)

    server.run_app(
        lambda: create_app(options.folder, reviewer, desk=desk), host, port, on_ready=ready
    )
    return 0


def _user() -> str:
    """The name under which the person is logged in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise ConfigurationError(
            N_("This system does not say who you are; add --reviewer NAME.")
        ) from None

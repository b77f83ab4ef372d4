"""The review page as a web application for one person on one computer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, cast, get_args
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tamnhin.errors import InputError, NotFound, PlanError, TamNhinError
from tamnhin.messages import DEFAULT_LANG, LANGS, N_, Lang
from tamnhin.problems import Report
from tamnhin.publish.phrases import phrases
from tamnhin.publish.site import HTML, static_files
from tamnhin.review import views, words
from tamnhin.review.desk import Action, Asked, Desk, State
from tamnhin.review.guard import HEADERS, read_form
from tamnhin.review.items import Item
from tamnhin.review.sections import Section, lines_of
from tamnhin.server import LOOPBACK, Headers, accepted_language

MOST_QUERY: Final = 200


@cache
def environment(lang: Lang) -> Environment:
    """The templates in one language; everything in them is escaped."""
    say = phrases(lang)
    env = Environment(
        loader=PackageLoader("tamnhin.review", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        _=say.text,
        ngettext=say.ngettext,
        lang=lang,
        other_lang=next(one for one in LANGS if one != lang),
        words=words,
        views=views,
    )
    return env


@cache
def _own_files() -> Mapping[str, bytes]:
    root = files("tamnhin.review").joinpath("static")
    own = {f"static/{entry.name}": entry.read_bytes() for entry in root.iterdir()}
    shared = {n: d for n, d in static_files().items() if n.endswith((".css", ".svg", ".woff2"))}
    return {**shared, **own}


class _Pages:
    """The endpoints."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(32)

    def _answer(self, name: str, lang: Lang, status: int = 200, **context: Any) -> Response:
        template = environment(lang).get_template(name)
        body = template.render(token=self.token, reviewer=self.desk.reviewer, **context)
        return Response(body, status, media_type=HTML)

    def overview(self, request: Request) -> Response:
        """How far the review is, its sections, and what a later reading changed."""
        lang, state = _lang(request), self.desk.state()
        following = state.session.next_open()
        return self._answer(
            "overview.html",
            lang,
            state=state,
            session=state.session,
            here="",
            message="",
            following=following,
        )

    def section(self, request: Request) -> Response:
        """A section of the text beside what was read in it."""
        lang, state = _lang(request), self.desk.state()
        number = request.path_params["number"]
        if not 1 <= number <= len(state.sections):
            raise NotFound(N_("There is no such page."))
        section = state.sections[number - 1]
        asked = request.query_params.get("item", "")[:MOST_QUERY]
        if asked and asked not in section.item_ids and asked in state.session.by_id:
            return RedirectResponse(
                views.address(lang, views.section_of(state, asked), asked), status_code=303
            )
        item = state.session.by_id.get(asked)
        return self._section(lang, state, section, item, _done(request, lang))

    def _section(
        self,
        lang: Lang,
        state: State,
        section: Section,
        item: Item | None,
        message: str = "",
        entered: views.Entered | None = None,
        status: int = 200,
    ) -> Response:
        entered = entered or views.Entered()
        before, after = views.neighbours(state, item.item_id) if item else (None, None)
        if item is None and section.item_ids:
            after = state.session.item(section.item_ids[0])
        return self._answer(
            "section.html",
            lang,
            status,
            state=state,
            session=state.session,
            section=section,
            item=item,
            items=[state.session.item(name) for name in section.item_ids],
            lines=lines_of(state.session, section),
            entered=entered,
            message=message,
            before=before,
            after=after,
            here=f"section/{section.number}" + (f"?item={quote(item.item_id)}" if item else ""),
        )

    async def decide(self, request: Request) -> Response:
        """Take a decision; what cannot be written comes back with the reason beside it."""
        lang = _lang(request)
        form = await read_form(request, self.token)
        asked = _asked(request.path_params["name"], form)
        try:
            state = await run_in_threadpool(self.desk.decide, asked)
        except (PlanError, InputError, TamNhinError) as error:
            return await run_in_threadpool(self._again, lang, asked, form, error)
        return self._onward(lang, state, asked)

    def _onward(self, lang: Lang, state: State, asked: Asked) -> Response:
        """To the next open item after a decision; parts and merged rows are looked at first."""
        made = state.session.plan.review
        done = max(made, key=lambda r: (r.decided_on, r.decided_at)).decision
        stay = asked.action in ("split", "merge")
        following = None if stay else state.session.next_open(asked.item_id)
        return _go(lang, state, following.item_id if following else asked.item_id, done, asked)

    def _again(
        self, lang: Lang, asked: Asked, form: Mapping[str, str], error: TamNhinError
    ) -> Response:
        state = self.desk.state()
        item = state.session.by_id.get(asked.item_id)
        if item is None:
            raise error
        report = error.report if isinstance(error, PlanError) else None
        problems = tuple(report.errors) if isinstance(report, Report) else ()
        text = error.text(lang) if not problems else phrases(lang).text(error.message)
        stale = item.version != asked.version
        entered = views.Entered("" if stale else asked.action, form, problems, text)
        status = error.http_status if not problems else 422
        section = views.section_of(state, item.item_id)
        return self._section(lang, state, section, item, "", entered, status)

    async def undo(self, request: Request) -> Response:
        """Take back the last decision."""
        lang = _lang(request)
        await read_form(request, self.token)
        state, name = await run_in_threadpool(self.desk.undo)
        return _go(lang, state, name, "undone", Asked(name, "", "accept"))

    def problem(self, request: Request, error: Exception) -> Response:
        """A page that says what went wrong."""
        lang = _lang(request)
        if isinstance(error, TamNhinError):
            return self._answer("problem.html", lang, error.http_status, sentence=error.text(lang))
        status = getattr(error, "status_code", 404)
        say = phrases(lang)
        return self._answer("problem.html", lang, status, sentence=say.text(_NO_PAGE))


_NO_PAGE: Final = N_("There is no such page.")


def _go(lang: Lang, state: State, item_id: str, done: str, asked: Asked) -> Response:
    if item_id not in state.session.by_id:
        return RedirectResponse(f"/{lang}/", status_code=303)
    where = views.address(lang, views.section_of(state, item_id), item_id)
    told = f"&done={quote(done)}&on={quote(asked.item_id)}"
    return RedirectResponse(f"{where}{told}#chosen", status_code=303)


def _asked(item_id: str, form: Mapping[str, str]) -> Asked:
    action = form.get("action", "")
    if action not in get_args(Action):
        raise InputError(N_("What was sent is no form of this page; nothing was written."))
    cells = {}
    for name, value in form.items():
        column = name.removeprefix("c.")
        if column != name and any(column in asked for asked in words.ASKED.values()):
            # A box of several lines ends its lines as the web does; a cell has one line.
            cells[column] = " ".join(value.split())
    return Asked(
        item_id,
        form.get("version", ""),
        cast("Action", action),
        cells if action == "correct" else {},
        form.get("parts", "").splitlines(),
        form.get("other", ""),
        form.get("reason", ""),
    )


def _done(request: Request, lang: Lang) -> str:
    """What the last decision was, told on the page after it."""
    sentence = words.DONE.get(request.query_params.get("done", ""))
    name = request.query_params.get("on", "")[:MOST_QUERY]
    return phrases(lang).text(sentence, name=name) if sentence else ""


def _lang(request: Request) -> Lang:
    head = request.url.path.lstrip("/").partition("/")[0]
    known = next((lang for lang in LANGS if lang == head), None)
    accepted = request.headers.get("accept-language", "")
    return known or accepted_language(accepted, DEFAULT_LANG)


def create_app(
    folder: Path, reviewer: str, hosts: tuple[str, ...] = LOOPBACK, desk: Desk | None = None
) -> ASGIApp:
    """The review page of a plan folder as an ASGI application.

    Args:
        folder: the plan folder, with the text of its document.
        reviewer: who decides.
        hosts: names by which the server may be asked for.
        desk: the folder under review, where it is open already.

    Raises:
        PlanError: the folder has errors.
        NotFound: the folder carries no text.
        InputError: the reviewer's name is none.
    """
    pages = _Pages(desk or Desk(folder, reviewer))

    def home(request: Request) -> Response:
        return RedirectResponse(f"/{_lang(request)}/", status_code=307)

    def static(request: Request) -> Response:
        name = f"static/{request.path_params['path']}"
        data = _own_files().get(name)
        if data is None:
            raise NotFound(_NO_PAGE)
        return Response(data, media_type=_type(name))

    routes = [Route("/", home), Route("/static/{path:path}", static)]
    for lang in LANGS:
        routes += [
            Route(f"/{lang}/", pages.overview),
            Route(f"/{lang}/section/{{number:int}}", pages.section),
            Route(f"/{lang}/item/{{name}}", pages.decide, methods=["POST"]),
            Route(f"/{lang}/undo", pages.undo, methods=["POST"]),
        ]
    app = Starlette(
        routes=routes,
        middleware=[
            # A foreign page must not reach this server under a name of its own.
            Middleware(TrustedHostMiddleware, allowed_hosts=[*hosts, "[::1]"]),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={TamNhinError: pages.problem, 404: pages.problem, 405: pages.problem},
    )
    return Headers(app, HEADERS)


def _type(name: str) -> str:
    kinds = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    return kinds.get(Path(name).suffix, "font/woff2")

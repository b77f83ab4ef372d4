"""The portal as a web server for one computer or one office: pages made when asked for.

The same :class:`tamnhin.publish.site.Site` that the baked folder is made from answers here.
The server adds search without scripts, the plan read again when its files change, and the
headers that keep a browser from loading anything else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tamnhin.assess.pace import assess
from tamnhin.errors import ConfigurationError, PlanError
from tamnhin.messages import DEFAULT_LANG, LANGS, N_, Lang
from tamnhin.plan.plan import read_plan
from tamnhin.publish.phrases import phrases
from tamnhin.publish.site import CSP, HTML, Rendered, Site, environment

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
CHECK_SECONDS: Final = 1.0
"""How often at most the folder is looked at for changes."""
PORTS_TRIED: Final = 50
KEPT_PAGES: Final = 128
MAX_FIELDS: Final = 20

SECURITY_HEADERS: Final = (
    (b"content-security-policy", f"{CSP}; frame-ancestors 'self'".encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_LOG: Final = logging.getLogger("tamnhin.server")


# --- the plan behind the pages ----------------------------------------------------------------


@dataclass(frozen=True)
class _Version:
    """The site of one state of the folder, and what is wrong with a newer one."""

    site: Site
    signature: tuple[tuple[str, int, int], ...]
    faults: int
    page: Callable[[str], Rendered | None]


class LivePlan:
    """The newest good state of a plan folder.

    Args:
        folder: the plan folder.
        as_of: use only figures published by this day.

    Raises:
        PlanError: the folder has errors; there is no good state to show yet.
    """

    def __init__(self, folder: Path, as_of: dt.date | None = None) -> None:
        self.folder = folder
        self.as_of = as_of
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        signature = _signature(folder)
        plan, report = read_plan(folder)
        if plan is None or not report.ok:
            raise PlanError(N_("The plan folder {path} has errors."), report, path=str(folder))
        self._version = _version(Site(plan, assess(plan, self.as_of)), signature, 0)

    def current(self) -> _Version:
        """The site to show now; the folder is read again where its files have changed."""
        if time.monotonic() - self._looked >= CHECK_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._refresh()
            finally:
                self._looked = time.monotonic()
                self._lock.release()
        return self._version

    def _refresh(self) -> None:
        signature = _signature(self.folder)
        if signature == self._version.signature:
            return
        plan, report = read_plan(self.folder)
        if plan is None or not report.ok:
            # The last good pages stay, and say so.
            faults = max(1, len(report.errors))
            self._version = _version(self._version.site, signature, faults)
        else:
            self._version = _version(Site(plan, assess(plan, self.as_of)), signature, 0)


def _version(site: Site, signature: tuple[tuple[str, int, int], ...], faults: int) -> _Version:
    @lru_cache(maxsize=KEPT_PAGES)
    def page(path: str) -> Rendered | None:
        return site.render(path, notice=_notice(path, faults))

    return _Version(site, signature, faults, page)


def _notice(path: str, faults: int) -> str:
    if not faults:
        return ""
    lang = _path_lang(path) or DEFAULT_LANG
    return phrases(lang).ngettext(
        "The plan folder was changed and has {n} error now. "
        "These pages show its last good state; tamnhin check says what to mend.",
        "The plan folder was changed and has {n} errors now. "
        "These pages show its last good state; tamnhin check says what to mend.",
        faults,
    )


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, times and sizes of all files of the folder that could matter."""
    return tuple(sorted(_files(folder, 0)))


def _files(folder: Path, depth: int) -> Iterator[tuple[str, int, int]]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                if depth < 4:
                    yield from _files(Path(entry.path), depth + 1)
            else:
                stat = entry.stat()
                yield entry.path, stat.st_mtime_ns, stat.st_size
        except OSError:
            continue


# --- answers ----------------------------------------------------------------------------------


class _Pages:
    """The one endpoint: a path to its page."""

    def __init__(self, plan: LivePlan, lang: Lang) -> None:
        self.plan = plan
        self.lang = lang

    def __call__(self, request: Request) -> Response:
        path = request.path_params["path"]
        if path == "" or path in LANGS or path.removesuffix("/") in LANGS:
            lang = path.removesuffix("/") or self.lang
            return RedirectResponse(f"/{lang}/index.html", status_code=307)
        version = self.plan.current()
        asked = dict(list(request.query_params.items())[:MAX_FIELDS])
        if asked:
            rendered = version.site.render(path, asked, _notice(path, version.faults))
        else:
            rendered = version.page(path)
        if rendered is None:
            lang = _path_lang(path) or accepted_language(
                request.headers.get("accept-language", ""), self.lang
            )
            page = version.site.not_found(path, lang, _notice(f"{lang}/", version.faults))
            return Response(page.body, 404, media_type=page.content_type)
        return _answer(request, rendered)


def _answer(request: Request, rendered: Rendered) -> Response:
    tag = f'W/"{hashlib.blake2b(rendered.body, digest_size=12).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(rendered.body, headers=headers, media_type=rendered.content_type)


def accepted_language(header: str, default: Lang) -> Lang:
    """The reader's language from an Accept-Language header.

    Args:
        header: such as ``en-GB,en;q=0.8,vi;q=0.5``.
        default: where the header names no language that we have.
    """
    best, weight = default, 0.0
    for part in header.split(",")[:MAX_FIELDS]:
        name, _, quality = part.partition(";q=")
        try:
            q = float(quality or 1)
        except ValueError:
            continue
        known = next((lang for lang in LANGS if lang == name.strip().lower()[:2]), None)
        if known is not None and q > weight:
            best, weight = known, q
    return best


def _path_lang(path: str) -> Lang | None:
    head = path.partition("/")[0]
    return next((lang for lang in LANGS if lang == head), None)


def _problem_page(request: Request, status: int, heading: str, sentence: str) -> Response:
    lang = _path_lang(request.url.path.lstrip("/")) or accepted_language(
        request.headers.get("accept-language", ""), DEFAULT_LANG
    )
    say = phrases(lang)
    template = environment(lang).get_template("problem.html")
    body = template.render(heading=say.text(heading), sentence=say.text(sentence))
    return Response(body, status, media_type=HTML)


def _failed(request: Request, error: Exception) -> Response:
    _LOG.error("%s: %s", request.url.path, error, exc_info=error)
    return _problem_page(
        request,
        500,
        N_("This page could not be made"),
        N_(
            "Something went wrong on our side. The other pages still work; "
            "the reason stands in the window where the server runs."
        ),
    )


def _not_allowed(request: Request, error: Exception) -> Response:
    response = _problem_page(
        request,
        405,
        N_("This address can only be read"),
        N_("The portal shows pages; nothing can be sent to it."),
    )
    response.headers["allow"] = "GET, HEAD"
    return response


class Headers:
    """Adds the security headers to every answer, errors included.

    Args:
        app: the application.
        headers: names in small letters, and values.
    """

    def __init__(
        self, app: ASGIApp, headers: tuple[tuple[bytes, bytes], ...] = SECURITY_HEADERS
    ) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with the headers on its answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.headers]}
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def create_app(
    folder: Path,
    lang: Lang = DEFAULT_LANG,
    hosts: tuple[str, ...] = LOOPBACK,
    as_of: dt.date | None = None,
) -> ASGIApp:
    """The portal of a plan folder as an ASGI application.

    Args:
        folder: the plan folder.
        lang: the language of the start page and of addresses that name none.
        hosts: names by which the server may be asked for; ``("*",)`` for any.
        as_of: use only figures published by this day.

    Raises:
        PlanError: the folder has errors.
    """
    endpoint = _Pages(LivePlan(folder, as_of), lang)

    def page(request: Request) -> Response:
        return endpoint(request)

    middleware = [Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)]
    if "*" not in hosts:
        # A foreign page must not reach a server on this computer under a name of its own.
        middleware.insert(0, Middleware(TrustedHostMiddleware, allowed_hosts=[*hosts, "[::1]"]))
    app = Starlette(
        routes=[Route("/{path:path}", page, methods=["GET", "HEAD"])],
        middleware=middleware,
        exception_handlers={405: _not_allowed, Exception: _failed},
    )
    return Headers(app)


# --- running ----------------------------------------------------------------------------------


def find_free_port(host: str, start: int) -> int:
    """The first port from ``start`` on that is free on the host.

    Raises:
        ConfigurationError: none of the next ports is free.
    """
    port = _free_port(host, start)
    if port is None:
        raise ConfigurationError(
            N_("No port from {port} on is free on {host}. Choose another with --port."),
            port=str(start),
            host=host,
        )
    return port


def _free_port(host: str, start: int) -> int | None:
    near = range(start, min(start + PORTS_TRIED, 65536))
    return next((port for port in near if _is_free(host, port)), None)


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens, or an error that says what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        free = _free_port(host, port + 1)
        if free is None:
            raise ConfigurationError(
                N_(
                    "The server cannot use port {port} of {host}: {reason}. "
                    "Choose another with --port."
                ),
                port=str(port),
                host=host,
                reason=str(getattr(error, "strerror", None) or error),
            ) from None
        raise ConfigurationError(
            N_("Port {port} of {host} is in use. Port {free} is free: try --port {free}."),
            port=str(port),
            host=host,
            free=str(free),
        ) from None
    return listening


def serve(
    folder: Path,
    host: str = "127.0.0.1",
    port: int = 8000,
    lang: Lang = DEFAULT_LANG,
    as_of: dt.date | None = None,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve the portal of a plan folder until the process is stopped.

    Args:
        folder: the plan folder.
        host: the address to listen on; anything but loopback is open to the network.
        port: the port; 0 for any free one.
        lang: the language of the start page.
        as_of: use only figures published by this day.
        on_ready: called once the server listens.

    Raises:
        ConfigurationError: the port is in use or cannot be used.
        PlanError: the folder has errors.
    """
    hosts = LOOPBACK if host in LOOPBACK else ("*",)
    run_app(lambda: create_app(folder, lang, hosts, as_of), host, port, on_ready)


def run_app(
    make: Callable[[], ASGIApp],
    host: str,
    port: int,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve an application until the process is stopped.

    Args:
        make: makes the application, once the port is ours.
        host: the address to listen on.
        port: the port; 0 for any free one.
        on_ready: called once the server listens.

    Raises:
        ConfigurationError: the port is in use or cannot be used.
    """
    listening = _bound(host, port)
    try:
        config = uvicorn.Config(
            make(), log_level="warning", access_log=False, server_header=False, lifespan="off"
        )
        server = uvicorn.Server(config)
        listening.listen()
        if on_ready is not None:
            on_ready()
        server.run(sockets=[listening])
    finally:
        listening.close()

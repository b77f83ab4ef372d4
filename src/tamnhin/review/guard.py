"""What may reach the review page: it writes, so only its own forms in this browser may send."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from tamnhin.errors import InputError
from tamnhin.messages import N_

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    # With no-referrer a browser would hide from us where a form was sent from.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cache-control", b"no-store"),
)
MOST_BYTES: Final = 400_000
MOST_FIELDS: Final = 60


class Forbidden(InputError):  # noqa: N818 - reads as the answer it is
    """A request that no form of this page sends."""

    code = "TN-FORBIDDEN"
    http_status = 403


def refuse_foreign(request: Request) -> None:
    """A form is only taken from a page of this server.

    Raises:
        Forbidden: the browser says that it comes from elsewhere, or nothing says where from.
    """
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    own = f"{request.url.scheme}://{host}"
    if origin is None:
        sent = urlsplit(request.headers.get("referer", ""))
        origin = f"{sent.scheme}://{sent.netloc}"
    if not host or origin != own or site not in (None, "same-origin"):
        raise Forbidden(N_("This form was not sent from the review page; nothing was written."))


async def read_form(request: Request, token: str) -> Mapping[str, str]:
    """The fields of a form of ours, each once.

    Raises:
        Forbidden: the token of this server is missing, or the form is none.
    """
    refuse_foreign(request)
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Forbidden(N_("The form is larger than the page makes any; nothing was written."))
    fields = _fields(body) if kind == "application/x-www-form-urlencoded" else None
    if fields is None:
        raise Forbidden(N_("What was sent is no form of this page; nothing was written."))
    if not secrets.compare_digest(fields.get("token", "").encode(), token.encode()):
        raise Forbidden(
            N_(
                "The page is from an earlier start of the program; nothing was written. "
                "Load it again and repeat."
            )
        )
    return fields


def _fields(body: bytes) -> dict[str, str] | None:
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None

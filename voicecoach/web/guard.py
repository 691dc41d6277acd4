"""Checks every request: only a browser that was opened by the printed link may use the site.

Any page on the web can send requests to this machine.  So every request must name the site's own
host (which defeats DNS rebinding), come from the site's own pages or from the address bar, and
carry the cookie that only the printed link sets.  A request that changes something must also be a
POST from the site's own origin, with a small body and the token that only its pages contain.
Everything is checked here, before any page's code runs, so no page can forget a check.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voicecoach.web.bare_page import bare_page
from voicecoach.web.forms import (
    FILE_TYPE,
    FORM_TYPE,
    JSON_TYPE,
    first_field,
    media_type,
    wants_page,
)
from voicecoach.web.instance import cookie_name
from voicecoach.web.tokens import FORM_FIELD, FORM_HEADER, SiteTokens, is_same

READING = frozenset({"GET", "HEAD"})

UPLOAD_PATH = "/add/file"
"""The one address that takes a file; its size is bounded by the page (`web.add`)."""

MAX_BODY_BYTES = 1_000_000
"""Ten times the longest note; the corrections of an hour's answer are smaller."""

MAX_HEAD_BYTES = 16_384
"""Request line and headers together; those of a browser, with the cookie, are below 2 kB."""

MAX_BODY_S = 20.0
"""Longest time for a body to arrive; a browser on this machine needs milliseconds."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: with it browsers send "Origin: null" even with the site's own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


NO_KEY = "These pages open only with the link that VoiceCoach printed: it holds the key."
OLD_LINK = "This link belongs to an earlier start of VoiceCoach, or was used already."
OLD_PAGE = "This page is from an earlier start of VoiceCoach: reload it."
FOREIGN = "Requests from other pages are refused."
OPEN_AGAIN = "Run `voicecoach open` in a terminal: it opens the site here and prints its link."
PASTE = "Paste the address into the browser's address bar."
GO_BACK = "Nothing was changed. Go back, reload that page and try again."


class Guard:
    """ASGI middleware that refuses foreign requests and adds security headers to every answer.

    Pages find in ``request.state``: ``form_token`` for their forms, ``prove`` to answer a second
    start and, with a POST, ``body`` (bytes, complete and of limited size).

    Parameters
    ----------
    app
        The site.
    port
        The port it listens on.  It is part of the allowed host, and of the cookie's name, since
        all ports of one host share their cookies.
    keys
        The secrets of this run.
    """

    def __init__(self, app: ASGIApp, *, port: int, keys: SiteTokens) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._origins = {f"http://{host}" for host in self._hosts}
        self._cookie = cookie_name(port)
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope, receive)
        response = self._refuse(request) or self._admit(request)
        if response is None and request.method == "POST":
            response = await self._take_body(request)
        if response is not None:
            await response(scope, receive, _with_headers(send))
            return
        request.state.form_token = self._keys.form
        request.state.prove = self._keys.prove
        await self._app(scope, receive, _with_headers(send))

    def _refuse(self, request: Request) -> Response | None:
        """Return a refusal unless the request comes from the site's own page or the address bar."""
        if _measure_head(request) > MAX_HEAD_BYTES:
            return _refusal(request, 431, "The request's head is too large.")
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return _refusal(request, 403, "This site answers to its own address only.")
        sites = request.headers.getlist("sec-fetch-site") or ["none"]
        origins = request.headers.getlist("origin")
        own = {"same-origin"} if request.method == "POST" and len(origins) == 0 else OWN_SITES
        if len(sites) != 1 or sites[0] not in own:
            return _refusal(request, 403, FOREIGN, PASTE)
        if len(origins) > 1 or (origins and origins[0] not in self._origins):
            return _refusal(request, 403, FOREIGN, PASTE)
        if request.method not in READING | {"POST"}:
            return _refusal(request, 405, "Method not allowed.")
        if request.method in READING and _has_body(request):
            return _refusal(request, 413, "A request that only reads has no body.")
        return None

    def _admit(self, request: Request) -> Response | None:
        """Return a redirect for a link with a key, a refusal without cookie, else None."""
        given = request.query_params.get("token", "")
        if request.method == "GET" and given and self._keys.opens(given):
            rest = [(k, v) for k, v in request.query_params.multi_items() if k != "token"]
            # exactly one slash at the start: a browser takes "//name" for another host
            path = "/" + request.url.path.lstrip("/\\")
            response = RedirectResponse(path + (f"?{urlencode(rest)}" if rest else ""), 303)
            response.set_cookie(self._cookie, self._keys.cookie, httponly=True, samesite="strict")
            return response
        if is_same(request.cookies.get(self._cookie, ""), self._keys.cookie):
            return None
        return _refusal(request, 403, OLD_LINK if given else NO_KEY, OPEN_AGAIN)

    async def _take_body(self, request: Request) -> Response | None:
        """Read a POST's body into ``request.state.body``; return a refusal where it is invalid."""
        kind = media_type(request)
        if kind == FILE_TYPE and request.url.path == UPLOAD_PATH:
            # the page itself reads the file, as it comes; only a script of ours can send this
            if not is_same(request.headers.get(FORM_HEADER, ""), self._keys.form):
                return _refusal(request, 403, OLD_PAGE)
            return None
        if kind not in {FORM_TYPE, JSON_TYPE}:
            return _refusal(request, 415, "Send a form or JSON.")
        try:
            body = await asyncio.wait_for(_read(request), MAX_BODY_S)
        except TimeoutError:
            return _refusal(request, 408, "The request took too long to arrive.")
        except ClientDisconnect:
            return _refusal(request, 400, "The request broke off.")
        if body is None:
            return _refusal(
                request, 413, f"At most {MAX_BODY_BYTES // 1000} kB can be sent at once."
            )
        given = request.headers.get(FORM_HEADER, "")
        if not given and kind == FORM_TYPE:
            given = first_field(body, FORM_FIELD)
        if not is_same(given, self._keys.form):
            return _refusal(request, 403, OLD_PAGE)
        request.state.body = body
        return None


OWN_SITES = frozenset({"same-origin", "none"})


def _measure_head(request: Request) -> int:
    line = len(request.scope["raw_path"]) + len(request.scope["query_string"])
    return line + sum(len(name) + len(value) + 4 for name, value in request.headers.raw)


def _has_body(request: Request) -> bool:
    length = request.headers.get("content-length", "0")
    return length != "0" or "transfer-encoding" in request.headers


async def _read(request: Request) -> bytes | None:
    """Return the body, or None as soon as it proves too large."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _refusal(request: Request, status: int, message: str, remedy: str = "") -> Response:
    """Return a page where somebody looks at it, else a line of text."""
    if wants_page(request):
        title = "VoiceCoach needs its link" if remedy == OPEN_AGAIN else "That was refused"
        response: Response = bare_page(title, message, remedy or GO_BACK, status=status)
    else:
        response = PlainTextResponse(f"{message} {remedy}".strip(), status)
    response.headers["Connection"] = "close"
    return response


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)  # styles and scripts may be kept
        await send(message)

    return sender

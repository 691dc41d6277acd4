"""Who may talk to the review site: this machine's browser, opened by the printed link.

Any page on the web can send requests to loopback.  So every request must name our own host
(a rebound name does not), come from our own pages or from the address bar, and carry the
cookie that only the printed link sets.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD"})

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; connect-src 'none'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)

_INLINE = re.compile(rb"<(script|style)>(.*?)</\1>", re.DOTALL)


class Guard:
    """ASGI middleware: refuses what is not ours, and puts safe headers on everything.

    Parameters
    ----------
    app
        The site.
    port
        The port it listens on; part of the allowed host and of the cookie's name, since
        ports of one host share their cookies.
    token
        The secret of the printed link.
    """

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self._app = app
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._cookie = f"voicecoach-{port}"
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        refusal = self._refuse(request)
        response = refusal or self._admit(request)
        if response is not None:
            await response(scope, receive, _with_headers(send))
            return
        await self._app(scope, receive, _with_headers(send))

    def _refuse(self, request: Request) -> Response | None:
        """Return a refusal where the request is not from our own page or the address bar."""
        if request.headers.getlist("host") not in [[host] for host in self._hosts]:
            return PlainTextResponse("This site answers to its own address only.", 403)
        site = request.headers.get("sec-fetch-site", "none")
        if site not in {"same-origin", "none"}:
            return PlainTextResponse("Requests from other pages are refused.", 403)
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self._hosts}:
            return PlainTextResponse("Requests from other pages are refused.", 403)
        if request.method not in SAFE_METHODS | {"POST"}:
            return PlainTextResponse("Method not allowed.", 405)
        if request.method == "POST" and origin is None:
            return PlainTextResponse("Requests from other programs are refused.", 403)
        return None

    def _admit(self, request: Request) -> Response | None:
        """Return a redirect for a fresh link, a refusal without cookie, nothing for a guest."""
        given = request.query_params.get("token", "")
        if request.method == "GET" and given and _same(given, self._token):
            rest = [(k, v) for k, v in request.query_params.multi_items() if k != "token"]
            target = request.url.path + (f"?{urlencode(rest)}" if rest else "")
            response = RedirectResponse(target, 303)
            response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
            return response
        if not _same(request.cookies.get(self._cookie, ""), self._token):
            return PlainTextResponse(
                "Open the link that `voicecoach review` printed: it holds the key.", 403
            )
        return None


def new_token() -> str:
    """Return a secret for one run of the site: 256 random bits."""
    return secrets.token_urlsafe(32)


def content_policy(body: bytes) -> str:
    """Return the Content-Security-Policy of a page: its own inline blocks by hash, no others."""
    hashes: dict[bytes, list[str]] = {b"script": [], b"style": []}
    for tag, text in _INLINE.findall(body):
        digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
        hashes[tag].append(f"'sha256-{digest}'")
    scripts = " ".join(hashes[b"script"]) or "'none'"
    styles = " ".join(hashes[b"style"]) or "'none'"
    return f"{POLICY}; script-src {scripts}; style-src {styles}"


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", f"{POLICY}; style-src 'none'")
        await send(message)

    return sender

"""Requests that no page of ours sends: what each must be answered with.

They are sent as bytes, as an attacker sends them, to the real server over a socket
(test_hostile.py); docs/hostile-requests.md shows the same table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from voicecoach.web.guard import MAX_BODY_BYTES
from voicecoach.web.instance import cookie_name
from voicecoach.web.tokens import SiteTokens


@dataclass(frozen=True)
class Place:
    """Where the requests go: a running site, its keys, an answer in its library."""

    port: int
    keys: SiteTokens
    ref: str

    @property
    def host(self) -> str:
        """Return the only host that the site answers to."""
        return f"127.0.0.1:{self.port}"

    @property
    def cookie(self) -> str:
        """Return the cookie of a browser that has opened the link."""
        return f"{cookie_name(self.port)}={self.keys.cookie}"

    @property
    def path(self) -> str:
        """Return where the answer is."""
        return f"/answer/{self.ref}"


KEY = "AAAAAAAAAAAAAAAAAAAAAA=="
Head = list[tuple[str, str]]


def request(
    place: Place,
    method: str = "GET",
    target: str = "/",
    body: bytes = b"",
    *,
    change: dict[str, str | None] | None = None,
    more: Head | None = None,
    version: str = "HTTP/1.1",
) -> bytes:
    """Return a request as our own page would send it, with ``change`` (None: left out)."""
    head: dict[str, str | None] = {"Host": place.host, "Cookie": place.cookie}
    if method == "POST":
        head |= {
            "Origin": f"http://{place.host}",
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
    head |= change or {}
    lines = [f"{method} {target} {version}"]
    lines += [f"{name}: {value}" for name, value in head.items() if value is not None]
    lines += [f"{name}: {value}" for name, value in more or []]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def form(place: Place, **fields: str) -> bytes:
    """Return a form as our own page would send it."""
    return "&".join(
        f"{k}={quote(v)}" for k, v in {"token": place.keys.form, **fields}.items()
    ).encode()


@dataclass(frozen=True)
class Hostile:
    """One request, what it tries, and the status it must get."""

    group: str
    tries: str
    build: Callable[[Place], bytes]
    status: int
    setup: tuple[str, ...] = field(default=())


def _hosts() -> Iterator[Hostile]:
    names = [
        ("a rebound name", "evil.example"),
        ("a rebound name with our port", "evil.example:{port}"),
        ("our address without port", "127.0.0.1"),
        ("another port", "127.0.0.1:1"),
        ("an empty host", ""),
        ("our address as the start of a name", "127.0.0.1:{port}.evil.example"),
        ("localhost as the start of a name", "localhost.evil.example:{port}"),
        ("any address of this machine", "0.0.0.0:{port}"),
        ("the IPv6 loopback", "[::1]:{port}"),
        ("a short form of loopback", "127.1:{port}"),
        ("loopback as a number", "2130706433:{port}"),
        ("a name behind a user", "127.0.0.1:{port}@evil.example"),
        ("capital letters", "LOCALHOST:{port}"),
        ("a dot at the end", "localhost.:{port}"),
    ]
    for tries, name in names:
        yield Hostile(
            "Host",
            tries,
            lambda p, name=name: request(p, change={"Host": name.format(port=p.port)}),
            403,
        )
    yield Hostile("Host", "two hosts", lambda p: request(p, more=[("Host", "evil.example")]), 400)
    yield Hostile("Host", "no host", lambda p: request(p, change={"Host": None}), 400)
    yield Hostile(
        "Host",
        "no host, HTTP/1.0",
        lambda p: request(p, change={"Host": None}, version="HTTP/1.0"),
        403,
    )
    yield Hostile(
        "Host",
        "another site's whole address in the request line",
        lambda p: request(p, target="http://evil.example/"),
        404,
    )


def _origins() -> Iterator[Hostile]:
    for tries, origin in [
        ("another site", "http://evil.example"),
        ("a sandboxed frame", "null"),
        ("another port of this machine", "http://127.0.0.1:1"),
        ("https instead of http", "https://127.0.0.1:{port}"),
        ("a path behind the origin", "http://127.0.0.1:{port}/"),
        ("a browser extension", "chrome-extension://abcdefgh"),
    ]:
        for method, target in (("GET", "/"), ("POST", "/quit")):
            yield Hostile(
                "Origin",
                f"{tries} ({method})",
                lambda p, o=origin, m=method, t=target: request(
                    p,
                    m,
                    t,
                    form(p) if m == "POST" else b"",
                    change={"Origin": o.format(port=p.port)},
                ),
                403,
            )
    yield Hostile(
        "Origin",
        "two origins, ours first",
        lambda p: request(p, "POST", "/quit", form(p), more=[("Origin", "http://evil.example")]),
        403,
    )
    for site in ("cross-site", "same-site", "anything", ""):
        yield Hostile(
            "Origin",
            f"Sec-Fetch-Site: {site or '(empty)'}",
            lambda p, s=site: request(p, change={"Sec-Fetch-Site": s}),
            403,
        )
    yield Hostile(
        "Origin",
        "a form from another site whose origin was stripped",
        lambda p: request(
            p, "POST", "/quit", form(p), change={"Origin": None, "Sec-Fetch-Site": "cross-site"}
        ),
        403,
    )
    yield Hostile(
        "Origin",
        "a POST without any origin",
        lambda p: request(
            p, "POST", "/quit", form(p), change={"Origin": None, "Sec-Fetch-Site": None}
        ),
        403,
    )
    yield Hostile(
        "Origin",
        "a form opened from the address bar",
        lambda p: request(
            p, "POST", "/quit", form(p), change={"Origin": None, "Sec-Fetch-Site": "none"}
        ),
        403,
    )
    yield Hostile(
        "Origin",
        "a WebSocket from another site",
        lambda p: request(
            p,
            change={"Origin": "http://evil.example"},
            more=[
                ("Connection", "Upgrade"),
                ("Upgrade", "websocket"),
                ("Sec-WebSocket-Version", "13"),
                ("Sec-WebSocket-Key", KEY),
            ],
        ),
        403,
    )


def _methods() -> Iterator[Hostile]:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"):
        yield Hostile("Method", method, lambda p, m=method: request(p, m), 405)
    yield Hostile(
        "Method",
        "CONNECT to another site",
        lambda p: request(p, "CONNECT", "evil.example:443"),
        405,
    )
    yield Hostile("Method", "ending the site by GET", lambda p: request(p, target="/quit"), 405)
    yield Hostile(
        "Method",
        "deleting by GET",
        lambda p: request(p, target=f"{p.path}/delete?token={p.keys.form}"),
        405,
    )
    yield Hostile(
        "Method",
        "ending the site by GET and an override",
        lambda p: request(p, target="/quit", more=[("X-HTTP-Method-Override", "POST")]),
        405,
    )
    yield Hostile(
        "Method", "writing to a page that is read", lambda p: request(p, "POST", "/", form(p)), 405
    )
    yield Hostile(
        "Method",
        "a body behind a GET",
        lambda p: request(p, body=b"x=1", change={"Content-Length": "3"}),
        413,
    )


def _keys() -> Iterator[Hostile]:
    for tries, cookie in [
        ("no cookie", None),
        ("a guessed cookie", "voicecoach-{port}=0"),
        ("the cookie of another port", "voicecoach-1={cookie}"),
        ("the link's token as cookie", "voicecoach-{port}={token}"),
        ("the form's token as cookie", "voicecoach-{port}={form}"),
    ]:

        def value(p: Place, cookie: str | None = cookie) -> str | None:
            return cookie and cookie.format(
                port=p.port, cookie=p.keys.cookie, token=p.keys.token, form=p.keys.form
            )

        yield Hostile("Key", tries, lambda p, v=value: request(p, change={"Cookie": v(p)}), 403)
    for tries, token in [
        ("a wrong token in the link", "0"),
        ("half of the token in the link", "{half}"),
        ("the form's token in the link", "{form}"),
        ("a one-time link that was made up", "9999999999.x.y"),
    ]:
        yield Hostile(
            "Key",
            tries,
            lambda p, t=token: request(
                p,
                target="/?token=" + t.format(half=p.keys.token[:20], form=p.keys.form),
                change={"Cookie": None},
            ),
            403,
        )
    yield Hostile(
        "Key",
        "a one-time link from an hour ago",
        lambda p: request(
            p, target=f"/?token={p.keys.make_one_time(now=1.0)}", change={"Cookie": None}
        ),
        403,
    )
    yield Hostile(
        "Key",
        "the sound without cookie",
        lambda p: request(p, target=f"{p.path}/audio", change={"Cookie": None}),
        403,
    )


def _forms() -> Iterator[Hostile]:
    def post(
        target: str, body: Callable[[Place], bytes], status: int, tries: str, **change: str | None
    ) -> Hostile:
        head = {name.replace("_", "-"): value for name, value in change.items()}
        return Hostile(
            "Form",
            tries,
            lambda p: request(p, "POST", target.format(path=p.path), body(p), change=head),
            status,
        )

    yield post("/quit", lambda p: b"", 403, "no token")
    yield post("/quit", lambda p: b"token=0", 403, "a guessed token")
    yield post("/quit", lambda p: b"token=" + p.keys.token.encode(), 403, "the link's token")
    yield post(
        "/quit", lambda p: b"token=" + SiteTokens("other").form.encode(), 403, "another run's token"
    )
    yield Hostile(
        "Form",
        "the token in the address",
        lambda p: request(p, "POST", f"/quit?token={p.keys.form}"),
        403,
    )
    yield post(
        "/quit",
        lambda p: b"token=0&token=" + p.keys.form.encode(),
        403,
        "a wrong token before the right one",
    )
    yield post(
        "/quit",
        form,
        403,
        "a wrong token in the header beside the right one in the form",
        X_Form_Token="0",
    )
    yield post("/quit", form, 403, "the right token without cookie", Cookie=None)
    yield post("{path}/delete", lambda p: b"what=session", 403, "deleting without token")
    yield post("/trash/empty", lambda p: b"sure=1", 403, "emptying the trash without token")
    yield post(
        "/quit",
        lambda p: json.dumps({"token": p.keys.form}).encode(),
        403,
        "the token inside JSON",
        Content_Type="application/json",
    )
    for kind in ("text/plain", "multipart/form-data; boundary=x", "", None):
        yield post("/quit", form, 415, f"content type {NAMES.get(kind, kind)}", Content_Type=kind)
    yield Hostile(
        "Form",
        "two content types",
        lambda p: request(p, "POST", "/quit", form(p), more=[("Content-Type", "text/plain")]),
        415,
    )
    yield post("{path}/star", lambda p: form(p) + b"&x=%ff%fe", 403, "a form that is not UTF-8")
    yield post("/trash/restore", lambda p: form(p, number="../../etc"), 400, "a path as a number")
    yield post(
        "/trash/restore", lambda p: form(p, number="9" * 5000), 400, "a number of 5000 digits"
    )
    yield post("/trash/restore", lambda p: form(p, number="7"), 404, "a number that is not there")
    yield post("{path}/delete", lambda p: form(p, what="../.."), 400, "deleting something else")
    yield post("/trash/empty", form, 400, "emptying the trash by mistake")


NAMES = {"": "(empty)", None: "(none)"}


def _paths() -> Iterator[Hostile]:
    for tries, target in [
        ("dots", "/answer/../../../../etc/passwd"),
        ("dots, encoded", "/answer/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
        ("dots and slashes, encoded", "/answer/..%2f..%2f..%2fetc%2fpasswd"),
        ("dots, encoded twice", "/answer/%252e%252e/%252e%252e/take-1"),
        ("backslashes", "/answer/..%5c..%5c..%5cetc/x/take-1"),
        ("dots in overlong UTF-8", "/answer/%c0%ae%c0%ae/%c0%ae%c0%ae/take-1"),
        ("dots in full width", "/answer/%ef%bc%8e%ef%bc%8e/x/take-1"),
        ("an absolute path", "//etc/passwd"),
        ("a file's address", "file:///etc/passwd"),
        ("the site's own code", "/static/../guard.py"),
        ("the site's own code, encoded", "/static/%2e%2e/guard.py"),
        ("the site's templates", "/static/..%2ftemplates%2fhome.html.j2"),
        ("a file of the library", "/recordings/session.json"),
        ("the index", "/index.db"),
        ("the trash", "/.trash/1/audio.flac"),
        ("a home folder", "/~root/.ssh/id_rsa"),
    ]:
        yield Hostile("Path", tries, lambda p, t=target: request(p, target=t), 404)
    for tries, end in [
        ("dots behind an answer", "/../../../../secret.txt"),
        ("dots for the take", "/../take-2/audio"),
        ("a null byte", "%00/audio"),
        ("a null byte and an ending", "%00.flac/audio"),
        ("a line break", "%0d%0aSet-Cookie:x=1/audio"),
        ("a parameter", ";x=1/audio"),
        ("a letter instead of a number", "a/audio"),
        ("5000 characters", "1" * 5000 + "/audio"),
    ]:
        yield Hostile("Path", tries, lambda p, e=end: request(p, target=p.path + e), 404)
    yield Hostile(
        "Path",
        "a session that is a link out of the library",
        lambda p: request(p, target="/answer/2020-01-01T10-00_out/01_x/take-1/audio"),
        404,
    )
    yield Hostile(
        "Path",
        "sound that is a link out of the library",
        lambda p: request(p, target="/answer/2020-01-02T10-00_link/01_x/take-1/audio"),
        404,
    )
    yield Hostile(
        "Path",
        "deleting through a link out of the library",
        lambda p: request(
            p, "POST", "/answer/2020-01-01T10-00_out/01_x/take-1/delete", form(p, what="answer")
        ),
        404,
    )
    yield Hostile(
        "Path",
        "writing notes through a link out of the library",
        lambda p: request(
            p, "POST", "/answer/2020-01-01T10-00_out/01_x/take-1/notes", form(p, notes="x", seen="")
        ),
        404,
    )


def _sizes() -> Iterator[Hostile]:
    too_much = MAX_BODY_BYTES + 1
    yield Hostile("Size", "headers of 20 kB", lambda p: request(p, more=[("X", "x" * 20_000)]), 431)
    yield Hostile(
        "Size", "an address of 20 kB", lambda p: request(p, target="/?q=" + "x" * 20_000), 431
    )
    yield Hostile(
        "Size",
        "a thousand headers",
        lambda p: request(p, more=[(f"X-{n}", "y" * 9) for n in range(1000)]),
        431,
    )
    yield Hostile(
        "Size",
        "a body above the limit",
        lambda p: request(p, "POST", f"{p.path}/notes", form(p) + b"&notes=" + b"x" * too_much),
        413,
    )
    yield Hostile(
        "Size",
        "a body announced above the limit and never sent",
        lambda p: request(p, "POST", f"{p.path}/notes", change={"Content-Length": str(10**12)}),
        413,
    )
    yield Hostile(
        "Size",
        "a body above the limit in chunks",
        lambda p: request(
            p,
            "POST",
            f"{p.path}/notes",
            b"".join(b"2000\r\n" + b"x" * 0x2000 + b"\r\n" for _ in range(130)),
            change={"Content-Length": None, "Transfer-Encoding": "chunked"},
        ),
        413,
    )
    for length in ("-1", "1e3", "0x10", "five"):
        yield Hostile(
            "Size",
            f"Content-Length: {length}",
            lambda p, n=length: request(p, "POST", "/quit", form(p), change={"Content-Length": n}),
            400,
        )
    yield Hostile(
        "Size",
        "two lengths",
        lambda p: request(p, "POST", "/quit", form(p), more=[("Content-Length", "0")]),
        400,
    )
    yield Hostile(
        "Size",
        "a hidden second request behind a length and chunks",
        lambda p: request(
            p,
            "POST",
            "/quit",
            b"0\r\n\r\nPOST /quit HTTP/1.1\r\n\r\n",
            more=[("Transfer-Encoding", "chunked")],
        ),
        403,
    )
    yield Hostile(
        "Size",
        "1000 form fields",
        lambda p: request(
            p, "POST", f"{p.path}/star", form(p) + b"".join(b"&a%d=1" % n for n in range(1000))
        ),
        403,
    )
    yield Hostile(
        "Size",
        "notes of 100,001 characters",
        lambda p: request(p, "POST", f"{p.path}/notes", form(p, notes="x" * 100_001, seen="0")),
        409,
    )
    yield Hostile(
        "Size",
        "a story's name of 81 characters",
        lambda p: request(p, "POST", f"{p.path}/story", form(p, story="x" * 81)),
        413,
    )
    yield Hostile("Size", "no request at all", lambda p: b"\x16\x03\x01\x02\x00\x01\x00\x01", 400)
    yield Hostile(
        "Size",
        "a header folded over two lines",
        lambda p: request(p, change={"Host": f"evil.example\r\n {p.host}"}),
        403,
    )
    yield Hostile(
        "Size",
        "a null byte in a header",
        lambda p: request(p, change={"Cookie": f"{p.cookie}\0"}),
        400,
    )
    yield Hostile(
        "Size",
        "a range behind the end of the sound",
        lambda p: request(p, target=f"{p.path}/audio", more=[("Range", "bytes=99999999999-")]),
        416,
    )
    yield Hostile(
        "Size",
        "ranges that are none",
        lambda p: request(p, target=f"{p.path}/audio", more=[("Range", "bytes=9-1,x-y")]),
        400,
    )


def hostile() -> list[Hostile]:
    """Return every hostile request."""
    return [*_hosts(), *_origins(), *_methods(), *_keys(), *_forms(), *_paths(), *_sizes()]


def page() -> str:
    """Return the table as a page of docs/."""
    every = hostile()
    lines = [
        "# Hostile requests\n",
        "<!-- written by tools/write_docs.py from tests/web/hostile.py; do not edit -->\n",
        f"{len(every)} requests that no page of ours sends. `tests/web/test_hostile.py` sends each "
        "as bytes to the real server over a socket: it must answer with this status, keep running, "
        "change nothing on disk and tell nothing of what lies outside the library.\n",
        "What comes back where script stands in a text is tested there as well: notes, story, "
        "question, words, file names, search and filters are shown as text.\n",
    ]
    for group in dict.fromkeys(case.group for case in every):
        mine = [case for case in every if case.group == group]
        lines += [f"## {group} ({len(mine)})\n", "| tries | answer |", "| --- | --- |"]
        lines += [f"| {case.tries.replace('|', ' ')} | {case.status} |" for case in mine]
        lines.append("")
    return "\n".join(lines)

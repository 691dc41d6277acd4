"""Hostile requests to the real server: refused, and nothing else happens."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import http.client
import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.samples import PACK, QUESTION, STARTED, complete_star
from tests.waits import LIMIT_S
from tests.web.hostile import Hostile, Place, hostile, page, request
from tests.web.site import get, post, serving
from voicecoach.library import Library
from voicecoach.library.marks import notes_version
from voicecoach.report.notes_html import render_markdown
from voicecoach.types import Word
from voicecoach.web.instance import Running
from voicecoach.web.tokens import SiteTokens

ROOT = Path(__file__).parent.parent.parent
SECRET = "what-lies-outside"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><svg/onload=alert(1)>"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library with one answer, and links that lead out of it."""
    folder = tmp_path_factory.mktemp("hostile")
    library = Library(folder / "recordings")
    session = library.create_session(PACK, STARTED)
    take = library.create_take(library.create_answer(session, QUESTION))
    library.save_analysis(take, complete_star())
    shutil.copy(ROOT / "voicecoach/demo/answers/decision.flac", take.flac)
    outside = folder / "outside" / "01_x" / "take-1"
    outside.mkdir(parents=True)
    (outside / "audio.flac").write_text(SECRET, "utf-8")
    (folder / "secret.txt").write_text(SECRET, "utf-8")
    (library.root / "2020-01-01T10-00_out").symlink_to(folder / "outside")
    link = library.root / "2020-01-02T10-00_link" / "01_x" / "take-1"
    link.mkdir(parents=True)
    (link / "audio.flac").symlink_to(folder / "secret.txt")
    (link / "notes.md").symlink_to(folder / "secret.txt")
    library.entries()
    return library


@pytest.fixture(scope="module")
def running(library: Library) -> Iterator[Running]:
    """Serve it."""
    with serving(library) as running:
        yield running


@pytest.fixture
def place(library: Library, running: Running) -> Place:
    """Return where hostile requests go."""
    ref = next(e.ref for e in library.entries() if e.pack == PACK)
    return Place(running.port, SiteTokens(running.token), ref)


def send(port: int, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes and return what comes back: status, headers, body."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S) as connection:
        # it may have answered already and read no more
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(data)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        try:
            body = answer.read(2_000_000)
        except (ConnectionResetError, http.client.IncompleteRead):
            body = b""
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


def everything(root: Path) -> str:
    """Return what changes when anything in the folder above the library changes."""
    marks = hashlib.sha256()
    for path in sorted(root.parent.rglob("*")):
        if not path.name.startswith("index.db"):
            marks.update(str(path).encode())
            marks.update(path.read_bytes() if path.is_file() else b"")
    return marks.hexdigest()


CASES = hostile()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.group}: {case.tries[:40]}")
def test_it_is_refused(case: Hostile, place: Place, library: Library) -> None:
    """The request gets its status, nothing changes, nothing is told, the site runs on."""
    before = everything(library.root)
    status, head, body = send(place.port, case.build(place))
    assert status == case.status
    assert "set-cookie" not in head
    assert SECRET.encode() not in body
    assert b"root:" not in body
    assert b"Traceback" not in body
    assert "access-control-allow-origin" not in head
    if head.get("content-type", "").startswith("text/html"):
        assert "default-src 'none'" in head["content-security-policy"]
    assert everything(library.root) == before
    assert send(place.port, request(place))[0] == 200


def test_there_are_enough_and_the_page_shows_them() -> None:
    """The committed table is the one that is sent, sixty at least, no two the same."""
    assert len(CASES) >= 60
    assert len({(case.group, case.tries) for case in CASES}) == len(CASES)
    assert (ROOT / "docs/hostile-requests.md").read_text("utf-8") == page()


def test_an_honest_request_is_not_refused(place: Place) -> None:
    """The table tests refusals and not a broken builder: unchanged requests pass."""
    status, head, _ = send(place.port, request(place))
    assert status == 200
    assert head["x-content-type-options"] == "nosniff"
    assert head["cross-origin-resource-policy"] == "same-origin"
    assert head["cache-control"] == "no-store"
    policy = head["content-security-policy"]
    assert "'unsafe" not in policy
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy


def test_a_one_time_link_opens_once(place: Place) -> None:
    """The link on a browser's command line is worth nothing afterwards."""
    data = request(place, target=f"/?token={place.keys.make_one_time()}", change={"Cookie": None})
    # made from the same token, as a second process makes it
    status, head, _ = send(place.port, data)
    assert status == 303
    cookie = head["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert send(place.port, data)[0] == 403


def test_a_fresh_link_leads_nowhere_else(place: Place) -> None:
    """A path of two slashes in the link is no way to another host."""
    for target in ("//evil.example/", "/\\evil.example/", "///evil.example"):
        _, head, _ = send(place.port, request(place, target=f"{target}?token={place.keys.token}"))
        assert head["location"].startswith(("/evil.example", "/%5Cevil.example")), target


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\/x", "/\tx", "/\nx", "x"],
)
def test_back_leads_nowhere_else(running: Running, place: Place, back: str) -> None:
    """A form's way back stays on the site."""
    status, _, location = post(running, f"{place.path}/star", starred="0", back=back)
    assert (status, location) == (303, "/")


def test_raced_notes_lose_nothing(running: Running, place: Place, library: Library) -> None:
    """Of two windows that save at once one is told; both texts are on its page."""
    entry = library.take(place.ref)
    assert entry is not None
    seen = notes_version(library.load(entry).notes)
    answers: list[tuple[int, str, str]] = []
    texts = [f"text of window {n}" for n in range(6)]

    def save(text: str) -> None:
        answers.append(post(running, f"{place.path}/notes", notes=text, seen=seen))

    threads = [threading.Thread(target=save, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _, _ in answers) == [303, *[409] * 5]
    kept = library.load(entry).notes.strip()
    assert kept in texts
    for status, text, _ in answers:
        if status == 409:
            assert kept in text
            assert sum(one in text for one in texts) == 2
    post(running, f"{place.path}/notes", notes="", seen=notes_version(library.load(entry).notes))


def test_raced_corrections_lose_nothing(place: Place) -> None:
    """Of six windows that correct the same state at once one is saved, five are told."""
    answers: list[int] = []

    def correct(verdict: str) -> None:
        wish = {"do": "verdict", "revision": 0, "part": "result", "verdict": verdict}
        head = {"Content-Type": "application/json", "X-Form-Token": place.keys.form}
        body = json.dumps(wish).encode()
        answers.append(
            send(place.port, request(place, "POST", f"{place.path}/correct", body, change=head))[0]
        )

    wishes = ["found", "missing"] * 3
    threads = [threading.Thread(target=correct, args=(wish,)) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, *[409] * 5]


# --- script in every text ------------------------------------------------------------------


class Tags(HTMLParser):
    """Collects what a browser would make tags of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append((tag, dict(attrs)))


def assert_shown_as_text(page: str, path: str = "", *, shown: bool = True) -> None:
    """Assert that the page holds ``SCRIPT``, and nothing of it as markup."""
    assert not shown or "alert(1)" in page, f"the text itself is shown: {path}"
    for tag, attributes in Tags(page).found:
        assert tag not in {"img", "iframe", "object", "base"}
        assert tag != "script" or (attributes["src"] or "").startswith("/static/")
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("href", "action", "src"):
            assert (attributes.get(name) or "/").startswith(("/", "#"))


@pytest.fixture
def scripted(tmp_path: Path) -> Library:
    """Return a library in which every text of a person's or a file's is script."""
    library = Library(tmp_path / "recordings")
    question = dataclasses.replace(
        QUESTION, id=SCRIPT, prompt=SCRIPT, stage=SCRIPT, pack=SCRIPT, qualities=(SCRIPT,),
        listens_for=(SCRIPT,), pitfalls=(SCRIPT,),
    )  # fmt: skip
    whole = complete_star()
    assert whole.transcript is not None
    words = (Word(SCRIPT, 0.0, 1.0, 0.9), *whole.transcript.words)
    text = " ".join(word.text for word in words)
    transcript = dataclasses.replace(whole.transcript, words=words, text=text)
    session = library.create_session(SCRIPT, STARTED)
    take = library.create_take(library.create_answer(session, question))
    library.save_analysis(take, dataclasses.replace(whole, transcript=transcript))
    entry = library.entries()[0]
    library.save_story(entry, SCRIPT[:70])
    library.save_notes(entry, SCRIPT, seen=notes_version(""))
    odd = library.root / "2026-01-01T10-00_<script>alert(1)<"
    (odd / "01_<img src=x onerror=alert(1)>" / "take-1").mkdir(parents=True)
    (odd / "session.json").write_text(f'{{"{SCRIPT[:8]}', "utf-8")
    return library


def test_script_in_every_text_is_text(scripted: Library) -> None:
    """Question, words, story, notes, names, search and filters are shown, and never run."""
    from urllib.parse import quote

    with serving(scripted) as running:
        entry = next(e for e in scripted.entries() if e.story)
        odd = next(e for e in scripted.entries() if not e.story)
        names = ("q", "pack", "stage", "quality", "kind", "story", "question")
        pages = ["/", "/?q=alert", f"/answer/{entry.ref}/notes", f"/answer/{quote(odd.ref)}/notes"]
        pages += [f"/?{name}={quote(SCRIPT)}" for name in names]
        pages += [f"/trends?q={quote(SCRIPT)}", f"/trends?story={quote(SCRIPT)}"]
        for path in pages:
            status, text = get(running, path)
            assert status == 200, path
            assert_shown_as_text(text, path)
        assert get(running, f"/?since={quote(SCRIPT)}&until=x&page={quote(SCRIPT)}")[0] == 200
        assert "alert" not in get(running, f"/practised?pack={quote(SCRIPT)}")[1]
        for ref in (entry.ref, odd.ref):
            path = f"/answer/{quote(ref)}"
            status, text, _ = post(running, f"{path}/notes", notes=SCRIPT, seen="stale")
            assert status == 409
            assert_shown_as_text(text)
            post(running, f"{path}/delete", what="session")
        assert_shown_as_text(get(running, "/trash")[1])
        assert_shown_as_text(get(running, "/?deleted=1")[1], shown=False)


@pytest.mark.parametrize(
    "notes",
    [
        SCRIPT, "[x](javascript:alert(1))", "[x](JaVaScRiPt&#58;alert(1))", "[x](data:text/html,x)",
        "![x](http://evil.example/x.png)", "<iframe src=//evil>", "<a href=x onclick=alert(1)>",
        "[x](<http://a\" onmouseover=\"alert(1)>)", "`<b>`", "<style>*{}</style>",
        "# <svg/onload=x>",
        "<!-- --><script>", "| a |\n| --- |\n| <script> |", "[x]: javascript:alert(1)\n[x]",
        "<form action=//evil><button>", "&lt;script&gt;alert(1)&lt;/script&gt;", "\u202e<script>",
    ],
)  # fmt: skip
def test_notes_never_run_or_load(notes: str) -> None:
    """What notes become has no script, no handler, no image, no form, no odd address."""
    html = render_markdown(notes)
    tags = re.findall(r"<\s*/?\s*([a-z0-9]+)([^>]*)>", html, re.IGNORECASE)
    assert not {name for name, _ in tags} & {"script", "img", "iframe", "style", "svg", "form"}
    for _, attributes in tags:
        assert not re.search(r"\son\w+\s*=", attributes, re.IGNORECASE)
        assert not re.search(r"(javascript|data):", attributes, re.IGNORECASE)


def test_notes_keep_their_shapes() -> None:
    """Markdown is rendered: headings below the page's own, tables, links without referrer."""
    html = render_markdown("# A\n\n- **b**\n\n| c |\n| - |\n| d |\n\n~~e~~ <https://example.org>")
    for piece in ("<h2>A</h2>", "<strong>b</strong>", "<td>d</td>", "<s>e</s>", "noreferrer"):
        assert piece in html

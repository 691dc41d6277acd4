"""The review site: its pages, and who may not see them."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from datetime import datetime

import httpx
import numpy as np
import pytest
import soundfile
from starlette.testclient import TestClient

from tests.samples import complete_star
from tests.waits import LIMIT_S
from voicecoach.cli.library_views import view_of
from voicecoach.library import Library
from voicecoach.types import Question
from voicecoach.web.app import build_site
from voicecoach.web.guard import Guard
from voicecoach.web.site import Site
from voicecoach.web.tokens import SiteTokens

TOKEN = "secret-of-this-run"
PORT = 8477
HOST = f"127.0.0.1:{PORT}"


@pytest.fixture
def library(tmp_path):
    """Return a library with one answer that has sound and an analysis."""
    library = Library(tmp_path / "recordings")
    session = library.create_session("behavioural-core", datetime.now().astimezone())
    question = Question("own-it", "behavioural-core", "s", "star", "What did you own?", (60, 90))
    take = library.create_take(library.create_answer(session, question))
    soundfile.write(take.flac, np.sin(np.arange(48_000) / 20) * 0.2, 48_000)
    library.save_analysis(take, complete_star())
    return library


@pytest.fixture
def ended():
    """Return where the site notes that it was told to end."""
    return []


@pytest.fixture
def client(library, ended):
    """Return a browser that has not opened the link yet."""
    app = Guard(
        build_site(Site(library, view_of, quit_site=lambda: ended.append(1))),
        port=PORT,
        keys=SiteTokens(TOKEN),
    )
    return TestClient(app, base_url=f"http://{HOST}", follow_redirects=False)


@pytest.fixture
def guest(client):
    """Return a browser that has opened the link."""
    response = client.get(f"/?token={TOKEN}")
    assert response.status_code == 303
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert TOKEN not in response.headers["location"]
    return client


def ref(library):
    """Return the one answer's name."""
    return library.entries()[0].ref


def test_home_lists_the_answers(guest, library):
    """Home leads to each answer."""
    page = guest.get("/").text
    assert f'href="/answer/{ref(library)}"' in page
    assert "What did you own?" in page


def test_an_empty_library_looks_intended(tmp_path):
    """Without answers home says how to get one."""
    app = Guard(
        build_site(Site(Library(tmp_path / "none"), view_of)),
        port=PORT,
        keys=SiteTokens(TOKEN),
    )
    browser = TestClient(app, base_url=f"http://{HOST}")
    assert "voicecoach practice" in browser.get(f"/?token={TOKEN}").text


def test_an_answer_and_its_sound(guest, library):
    """The page plays the sound from beside it, in ranges."""
    path = f"/answer/{ref(library)}"
    page = guest.get(path)
    assert page.status_code == 200
    assert f"{path}/audio" in page.text
    part = guest.get(f"{path}/audio", headers={"Range": "bytes=0-99"})
    assert part.status_code == 206
    assert len(part.content) == 100


@pytest.mark.parametrize("page", ["/", "answer"])
def test_headers(guest, library, page):
    """Every page has a strict policy, no framing and no caching."""
    path = f"/answer/{ref(library)}" if page == "answer" else page
    headers = guest.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_styles_and_scripts_are_kept_by_a_browser(guest):
    """Their address names what they hold, so those of another version have another one."""
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', guest.get("/").text)
    assert len(found) > 2
    for address in found:
        answer = guest.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert guest.get(f"/static/{address.rpartition('/')[2]}").status_code == 404


def test_a_defect_is_told_with_what_to_do(library):
    """Its page carries its own style, and a script gets a line of text."""

    def fail(answer):
        raise RuntimeError(answer.entry.ref)

    app = Guard(build_site(Site(library, fail)), port=PORT, keys=SiteTokens(TOKEN))
    browser = TestClient(app, base_url=f"http://{HOST}", raise_server_exceptions=False)
    browser.get(f"/?token={TOKEN}")
    address = f"/answer/{ref(library)}"
    page = browser.get(address, headers={"Accept": "text/html"})
    text = browser.get(address, headers={"Accept": "application/json"})
    assert page.status_code == text.status_code == 500
    assert "Go back and try it once more." in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert text.text.startswith("VoiceCoach made a mistake here.")
    assert ref(library) not in page.text + text.text


HOSTILE = [
    ("GET", "/", {"Host": "evil.example"}, 403),
    ("GET", "/", {"Host": f"evil.example:{PORT}"}, 403),
    ("GET", "/", {"Host": "127.0.0.1:1"}, 403),
    ("GET", "/", {"Host": ""}, 403),
    ("GET", "/", {"Origin": "http://evil.example"}, 403),
    ("GET", "/", {"Origin": "null"}, 403),
    ("GET", "/", {"Origin": "http://127.0.0.1:1"}, 403),
    ("GET", "/", {"Sec-Fetch-Site": "cross-site"}, 403),
    ("GET", "/", {"Sec-Fetch-Site": "same-site"}, 403),
    ("POST", "/quit", {}, 403),
    ("POST", "/quit", {"Origin": "http://evil.example"}, 403),
    ("PUT", "/", {}, 405),
    ("DELETE", "/", {}, 405),
    ("OPTIONS", "/", {}, 405),
    ("GET", "/quit", {}, 405),
    ("GET", "/answer/../../etc", {}, 404),
    ("GET", "/answer/%2e%2e/%2e%2e/take-1", {}, 404),
    ("GET", "/answer/..%2f..%2f/x/take-1/audio", {}, 404),
    ("GET", "/answer/a/b/take-1%00/audio", {}, 404),
    ("GET", "/recordings/session.json", {}, 404),
]


@pytest.mark.parametrize(("method", "path", "headers", "status"), HOSTILE)
def test_hostile_requests_are_refused(guest, ended, method, path, headers, status):
    """A guest's browser that is sent here by another page gets nothing."""
    assert guest.request(method, path, headers=headers).status_code == status
    assert not ended


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "\u00e9"])
def test_without_the_link_there_is_nothing(client, token):
    """No cookie, no page; a wrong token sets none."""
    response = client.get("/", params={"token": token} if token else {})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_quit_ends_it(guest, ended):
    """The Quit button of our own page ends the site."""
    form = {"token": SiteTokens(TOKEN).form}
    headers = {"Origin": f"http://{HOST}"}
    assert guest.post("/quit", data=form, headers=headers).status_code == 200
    assert ended == [1]


def test_the_command_serves_on_loopback_alone(library):
    """`review --no-browser` prints a link that works, and a port in use gives another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "voicecoach", "review", "--no-browser"]
        options = ["--port", str(port), "--recordings", str(library.root)]
        site = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
        try:
            link = site.stdout.readline().strip()
            assert link.startswith("http://127.0.0.1:")
            assert f":{port}/" not in link
            with httpx.Client(follow_redirects=True) as browser:
                for _ in range(50):
                    try:
                        page = browser.get(link)
                        break
                    except httpx.ConnectError:
                        continue
                assert "Your answers" in page.text
                address = link.partition("?")[0]
                token = re.search(r'name="form-token" content="(\w+)"', page.text)[1]
                origin = {"Origin": address.rstrip("/")}
                stop = browser.post(f"{address}quit", data={"token": token}, headers=origin)
                assert stop.status_code == 200
            assert site.wait(LIMIT_S) == 0
        finally:
            site.kill()

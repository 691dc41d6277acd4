"""Bringing recordings in through the page: many formats at once; broken ones say why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.signals import say
from tests.waits import LIMIT_S
from tests.web.browser import check_looks, needs_chromium, until, visiting
from tests.web.site import serving
from voicecoach.library import Library
from voicecoach.web.instance import Running

pytestmark = [*needs_chromium, pytest.mark.voice]

ANSWER = "Last autumn I was on call, and I turned the retries off. As a result failures dropped."
CONTAINERS = {
    "phone.m4a": ("ipod", "aac"),
    "call.mp3": ("mp3", "libmp3lame"),
    "studio.wav": ("wav", "pcm_s16le"),
    "archive.flac": ("flac", "flac"),
    "tablet.3gp": ("3gp", "aac"),
    "voice.opus": ("ogg", "libopus"),
    "browser.webm": ("webm", "libopus"),
    "film.mkv": ("matroska", "aac"),
}


def encode(path: Path, container: str, codec: str) -> None:
    """Write the spoken answer into a file of one format."""
    samples = (say(ANSWER, rate=48_000) * 16_000).astype(np.int16)
    with av.open(str(path), "w", format=container) as sink:
        stream = sink.add_stream(codec, rate=48_000, layout="mono")
        resampler = av.AudioResampler(stream.format.name, "mono", 48_000)
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = 48_000
        for ready in resampler.resample(frame):
            sink.mux(stream.encode(ready))
        sink.mux(stream.encode(None))


@pytest.fixture
def running(own_home: Path) -> Iterator[Running]:
    """Serve an empty library that files can be added to."""
    library = Library(own_home / "recordings")
    with serving(library, with_jobs=True) as running:
        yield running


def test_ten_files_of_ten_formats(
    browser: Any, running: Running, tmp_path: Path, own_home: Path
) -> None:
    """All that hold speech appear as answers; the broken ones say why; no original changes."""
    files = []
    for name, (container, codec) in CONTAINERS.items():
        encode(tmp_path / name, container, codec)
        files.append(tmp_path / name)
    (tmp_path / "transcript.txt").write_text(ANSWER, "utf-8")
    (tmp_path / "broken.m4a").write_bytes(b"\0\0\0 ftypM4A " + bytes(500))
    (tmp_path / "empty.wav").write_bytes(b"")
    files += [tmp_path / name for name in ("transcript.txt", "broken.m4a", "empty.wav")]
    before = {file: file.read_bytes() for file in files}
    with visiting(browser, running, "/add") as page:
        page.get_by_label("Choose files").set_input_files([str(file) for file in files])
        until(page, "document.querySelectorAll('.job').length === 11")
        until(page, "document.getElementById('added-status').textContent !== ''")
        assert page.locator('.job[data-state="done"]').count() == 9
        failed = page.locator('.job[data-state="failed"]')
        assert failed.count() == 2
        for line in failed.all_inner_texts():
            assert "." in line, line
            assert str(tmp_path) not in line
            assert "/tmp" not in line.replace(str(tmp_path), "")
        check_looks(page, "files added and refused")
        page.get_by_role("link", name="Open the report on phone.m4a").click()
        assert "Phone" in page.locator("h1").inner_text()
    assert {file: file.read_bytes() for file in files} == before
    library = Library(own_home / "recordings")
    entries = library.entries(all_takes=True)
    assert len(entries) == 9
    assert sum(entry.has_audio for entry in entries) == 8


def test_a_question_can_be_chosen(
    browser: Any, running: Running, tmp_path: Path, own_home: Path
) -> None:
    """The answer is stored and judged as one to that question."""
    encode(tmp_path / "call.mp3", *CONTAINERS["call.mp3"])
    with visiting(browser, running, "/add?pack=amazon-backend-developer") as page:
        page.get_by_label("What was asked").select_option("push-back")
        page.get_by_label("Choose files").set_input_files(str(tmp_path / "call.mp3"))
        until(page, "document.getElementById('added-status').textContent !== ''")
    (entry,) = Library(own_home / "recordings").entries()
    assert (entry.pack, entry.question_id) == ("amazon-backend-developer", "push-back")


def test_only_our_own_script_can_send_a_file(running: Running) -> None:
    """Without the page's token nothing is taken, and nothing is read as a file elsewhere."""
    import http.client

    from tests.web.site import headers
    from voicecoach.web.instance import HOST

    for path, extra, expected in (
        ("/add/file?name=a.wav", {}, 403),
        ("/add/file?name=a.wav", {"x-form-token": "0" * 64}, 403),
        ("/quit", {}, 415),
    ):
        connection = http.client.HTTPConnection(HOST, running.port, timeout=LIMIT_S)
        head = headers(running) | {
            "Origin": f"http://{HOST}:{running.port}",
            "Content-Type": "application/octet-stream",
            **extra,
        }
        connection.request("POST", path, b"RIFF", head)
        assert connection.getresponse().status == expected, path
        connection.close()

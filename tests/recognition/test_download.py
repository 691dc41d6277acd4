"""Fetching files from a hub of our own on loopback: cuts, lies, silence and a full disk."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import random_whisper
from voicecoach.config import Paths, Settings
from voicecoach.errors import ExitStatus, NetworkError, UsageError
from voicecoach.recognition import FasterWhisperTranscriber, known_models, models
from voicecoach.recognition import download as module
from voicecoach.recognition.download import RemoteFile, download, list_files
from voicecoach.recognition.fetch import fetch_model
from voicecoach.recognition.known_models import KnownModel, ModelFile

REPOSITORY = "somebody/faster-whisper-test"
REVISION = "f" * 40
WANTED = ("model.bin", "config.json")
FILES = {
    "model.bin": bytes(range(256)) * 4096,
    "config.json": b'{"lang_ids": []}',
    "README.md": b"not wanted",
}


@dataclass
class Hub:
    """What the server on loopback holds, how it misbehaves, and what it was asked."""

    files: dict[str, bytes]
    cut_after: list[int] = field(default_factory=list)
    """Bytes after which the next answers break off, one after the other."""
    ranges: bool = True
    lie: bool = False
    """Sends other bytes than were published."""
    too_much: int = 0
    """Bytes sent after the last one."""
    page: bytes = b""
    """Sent as a web page in place of any file."""
    statuses: list[int] = field(default_factory=list)
    """HTTP statuses of the next file answers."""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def listing(self) -> bytes:
        """Return the answer of the hub's API, large files by SHA-256, small ones by git's id."""
        siblings = []
        for name, content in self.files.items():
            entry: dict[str, object] = {"rfilename": name, "size": len(content)}
            entry["blobId"] = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            if name == "model.bin":
                entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest()}
            siblings.append(entry)
        return json.dumps({"sha": "f" * 40, "siblings": siblings}).encode()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve a hub on loopback and name it in HF_ENDPOINT."""
    state = Hub(dict(FILES))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, self.headers["Range"]))
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            if self.path == f"/api/models/{REPOSITORY}/revision/{REVISION}?blobs=true":
                self.answer(200, state.listing())
            elif state.page and "/resolve/" in self.path:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(state.page)))
                self.end_headers()
                self.wfile.write(state.page)
            elif self.path.startswith("/cdn/"):
                self.send_part(state.files[self.path.rpartition("/")[2]])
            elif re.fullmatch(f"/{REPOSITORY}/resolve/f+/.+", self.path):
                if state.statuses:
                    self.answer(state.statuses.pop(0), b"")
                    return
                self.send_response(302)  # the hub hands large files to another server
                self.send_header("Location", f"/cdn/{self.path.rpartition('/')[2]}")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self.answer(404, b"")

        def send_part(self, content: bytes) -> None:
            match = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
            begin = int(match[1]) if match and state.ranges else 0
            rest = content[begin:]
            if state.lie:
                rest = b"x" * len(rest)
            rest += bytes(state.too_much)
            self.send_response(206 if match and state.ranges else 200)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest[: state.cut_after.pop(0)] if state.cut_after else rest)

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(module, "PAUSE_S", 0.01)
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def fetch(folder: Path) -> list[tuple[int, int]]:
    """Download into ``folder`` and return what was told about it."""
    told: list[tuple[int, int]] = []
    download(REPOSITORY, REVISION, published(), folder, lambda *told_: told.append(told_))
    return told


def published() -> tuple[RemoteFile, ...]:
    """Return the wanted files as they were published, whatever the hub says of them."""
    return tuple(
        RemoteFile(name, len(FILES[name]), hashlib.sha256(FILES[name]).hexdigest())
        for name in WANTED
    )


def model_requests(hub: Hub) -> list[str | None]:
    """Return the ranges the model's bytes were asked with."""
    return [asked for path, asked in hub.asked if path == "/cdn/model.bin"]


def test_files_come_whole_and_nothing_else(hub: Hub, tmp_path: Path) -> None:
    """The wanted files that exist, byte for byte; progress reaches the total; no litter."""
    told = fetch(tmp_path / "new")
    assert {file.name: file.read_bytes() for file in (tmp_path / "new").iterdir()} == {
        name: FILES[name] for name in ("model.bin", "config.json")
    }
    total = len(FILES["model.bin"]) + len(FILES["config.json"])
    assert told[-1] == (total, total)
    assert [have for have, _ in told] == sorted(have for have, _ in told)
    assert not any("/api/" in path for path, _ in hub.asked)


def test_nothing_about_the_candidate_is_sent(hub: Hub, tmp_path: Path) -> None:
    """No token, no cookie, no version, no machine: a bare request."""
    fetch(tmp_path)
    allowed = {"host", "user-agent", "accept-encoding", "connection", "range"}
    assert all(set(headers) <= allowed for headers in hub.headers)
    assert {headers["user-agent"] for headers in hub.headers} == {"voicecoach"}


def test_a_cut_connection_is_resumed_at_once(hub: Hub, tmp_path: Path) -> None:
    """Three cuts in one download: each time it goes on at the byte where it stopped."""
    hub.cut_after = [300_000, 300_000, 100_000]
    fetch(tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]
    assert model_requests(hub) == [None, "bytes=300000-", "bytes=600000-", "bytes=700000-"]


def test_an_interrupted_download_goes_on_in_the_next_run(hub: Hub, tmp_path: Path) -> None:
    """Ctrl-C keeps what has come; the same call later asks only for the rest."""

    def interrupt(have: int, total: int) -> None:
        if have > 500_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(REPOSITORY, REVISION, published(), tmp_path, interrupt)
    (part,) = tmp_path.glob(".model.bin.*.part")
    assert not (tmp_path / "model.bin").exists()
    size = part.stat().st_size
    assert size > 500_000
    told = fetch(tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]
    assert model_requests(hub) == [None, f"bytes={size}-"]
    assert told[0][0] > size, "what is here counts from the first moment"
    assert not list(tmp_path.glob(".*"))


def test_a_second_run_fetches_nothing_again(hub: Hub, tmp_path: Path) -> None:
    """Whole files are compared with their digests and left alone."""
    fetch(tmp_path)
    fetch(tmp_path)
    assert model_requests(hub) == [None]


def test_a_changed_file_is_fetched_anew(hub: Hub, tmp_path: Path) -> None:
    """A file of the right size and other content is no part of this model."""
    (tmp_path / "model.bin").write_bytes(b"\0" * len(FILES["model.bin"]))
    fetch(tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_part_of_another_revision_is_not_gone_on_with(hub: Hub, tmp_path: Path) -> None:
    """Two revisions never mix in one file."""
    (tmp_path / ".model.bin.0123456789ab.part").write_bytes(b"old" * 1000)
    fetch(tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]
    assert model_requests(hub) == [None]


def test_a_server_without_ranges(hub: Hub, tmp_path: Path) -> None:
    """It sends all of it again: the file begins anew instead of growing twice."""
    hub.ranges = False
    hub.cut_after = [300_000]
    fetch(tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]


def test_other_bytes_than_published_are_thrown_away(hub: Hub, tmp_path: Path) -> None:
    """Content that does not fit its digest never gets a model's name, nor is it gone on with."""
    hub.lie = True
    with pytest.raises(NetworkError, match="did not arrive as it was published") as caught:
        fetch(tmp_path)
    assert caught.value.code == "corrupt-download"
    assert list(tmp_path.iterdir()) == []
    hub.lie = False
    fetch(tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_server_that_stops_sending_is_given_up(hub: Hub, tmp_path: Path) -> None:
    """No byte in four tries ends it, with what has come kept."""
    hub.cut_after = [300_000, *[0] * module.TRIES]
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1") as caught:
        fetch(tmp_path)
    assert "goes on where it stopped" in caught.value.remedy
    assert len(model_requests(hub)) == 1 + module.TRIES
    assert [part.stat().st_size for part in tmp_path.glob(".*.part")] == [300_000]


def test_a_busy_server_is_asked_again(hub: Hub, tmp_path: Path) -> None:
    """429 and 503 pass."""
    hub.statuses = [429, 503]
    fetch(tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_file_that_is_not_offered_is_told_at_once(hub: Hub, tmp_path: Path) -> None:
    """404 is not tried again."""
    hub.statuses = [404]
    with pytest.raises(NetworkError, match="HTTP 404") as caught:
        fetch(tmp_path)
    assert caught.value.code == "not-offered"
    assert hub.statuses == []
    assert model_requests(hub) == []


def test_a_repository_that_does_not_exist(hub: Hub, tmp_path: Path) -> None:
    """The server's name and the repository's stand in the sentence."""
    with pytest.raises(NetworkError, match="nobody/nothing") as caught:
        download("nobody/nothing", REVISION, published(), tmp_path, lambda have, total: None)
    assert caught.value.code == "not-offered"


@pytest.mark.parametrize("answer", [b"<html>Sign in to the Wi-Fi</html>", b"[]", b'{"sha": 1}'])
def test_a_sign_in_page_is_no_list(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    """What is no list of files is told as such, not as a defect."""
    monkeypatch.setattr(hub, "listing", lambda: answer)
    with pytest.raises(NetworkError, match="no list of files"):
        list_files(REPOSITORY, REVISION)


def test_a_sign_in_page_is_no_model(hub: Hub, tmp_path: Path) -> None:
    """A web page in place of a file is said to be one, and nothing of it is kept."""
    hub.page = b"<html>Sign in to the Wi-Fi</html>" * 100
    with pytest.raises(NetworkError, match="answered with a web page") as caught:
        fetch(tmp_path)
    assert caught.value.code == "web-page"
    assert list(tmp_path.iterdir()) == []


def test_an_endless_answer_is_cut_off(hub: Hub, tmp_path: Path) -> None:
    """A server that sends more than the file has does not fill the disk."""
    hub.too_much = 20_000_000
    with pytest.raises(NetworkError, match="did not arrive as it was published"):
        fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed port is a sentence with the host in it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
    with pytest.raises(NetworkError, match=f"127.0.0.1:{port} cannot be reached"):
        fetch(tmp_path)


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that nobody resolves is told as being offline."""
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    with pytest.raises(NetworkError, match=r"hub\.invalid cannot be found") as caught:
        fetch(tmp_path)
    assert caught.value.code == "offline"


def test_an_address_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HF_ENDPOINT cannot make us read local files."""
    monkeypatch.setenv("HF_ENDPOINT", f"file://{tmp_path}")
    with pytest.raises(NetworkError, match="no web address"):
        fetch(tmp_path)


def test_a_full_disk_is_told_before_anything_comes(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much is to come and how much is free; no byte is fetched."""
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=40_000_000))
    with pytest.raises(NetworkError, match="only 40 MB are free") as caught:
        fetch(tmp_path)
    assert caught.value.code == "disk-full"
    assert model_requests(hub) == []


# --- fetch_model on top of it -------------------------------------------------------


def describe(content: dict[str, bytes], *, without: str = "") -> KnownModel:
    """Return the model "test" whose files are pinned to these bytes, save one's digest."""
    files = tuple(
        ModelFile(name, len(one), None if name == without else hashlib.sha256(one).hexdigest())
        for name, one in content.items()
    )
    return KnownModel("test", REPOSITORY, 3, "English", None, REVISION, files)


@pytest.fixture
def whole_model(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Publish a model of random weights under the name "test"; return its files' folder."""
    folder = random_whisper.build(tmp_path / "published")
    hub.files = {file.name: file.read_bytes() for file in folder.iterdir()}
    monkeypatch.setattr(known_models, "KNOWN_MODELS", (describe(hub.files),))
    return folder


def test_a_model_appears_when_it_is_whole(hub: Hub, whole_model: Path) -> None:
    """Interrupted, it is no model yet; the next call brings the rest and it loads."""
    paths = Paths()

    def interrupt(have: int, total: int) -> None:
        if have > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_model("test", paths, interrupt)
    assert models.installed_models(paths) == ()
    assert models.find_model("test", paths) is None
    hub.asked.clear()
    folder = fetch_model("test", paths, lambda have, total: None)
    assert folder.path == paths.models / "test"
    assert [asked is not None for asked in model_requests(hub)] == [True]
    for file in whole_model.iterdir():
        assert (folder.path / file.name).read_bytes() == file.read_bytes()
    assert [one.name for one in paths.models.iterdir()] == ["test"]
    FasterWhisperTranscriber(folder.path, "test").load()


def test_a_hub_that_lies_is_refused(hub: Hub, whole_model: Path) -> None:
    """Over plain http, with digests that the hub declares itself: its word counts for nothing."""
    weights = bytearray((whole_model / "model.bin").read_bytes())
    weights[1000] ^= 1
    hub.files["model.bin"] = bytes(weights)  # and the listing gives the digest of these
    with pytest.raises(NetworkError, match=r"model\.bin did not arrive as it was") as caught:
        fetch_model("test", Paths(), lambda have, total: None)
    assert caught.value.code == "corrupt-download"
    assert models.find_model("test", Paths()) is None
    assert not any("/api/" in path for path, _ in hub.asked), "a proven model needs no listing"


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "vocabulary.json"])
def test_a_wrong_byte_in_a_small_file_is_refused(hub: Hub, whole_model: Path, file: str) -> None:
    """Every file counts, not the weights alone."""
    assert whole_model.is_dir()
    hub.files[file] = hub.files[file][:-1] + b"?"
    with pytest.raises(NetworkError, match=file):
        fetch_model("test", Paths(), lambda have, total: None)
    assert models.find_model("test", Paths()) is None


def test_what_is_not_proven_needs_a_word(
    hub: Hub, whole_model: Path, monkeypatch: pytest.MonkeyPatch, run_cli: Callable[..., Any]
) -> None:
    """A file without a known digest is taken from the hub only when that was allowed."""
    assert whole_model.is_dir()
    monkeypatch.setattr(known_models, "KNOWN_MODELS", (describe(hub.files, without="config.json"),))
    with pytest.raises(UsageError) as caught:
        fetch_model("test", Paths(), lambda have, total: None)
    assert caught.value.code == "unproven"
    refused = run_cli("models", "fetch", "test")
    assert (refused.status, hub.asked) == (ExitStatus.USAGE, [])
    assert "--unproven" in refused.stderr
    assert run_cli("models", "fetch", "test", "--unproven").status == 0
    assert models.find_model("test", Paths()) is not None


def test_trust_ends_at_what_is_known(
    hub: Hub, whole_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Allowing one unknown digest does not let the hub replace a file whose digest is known."""
    known = describe(hub.files, without="config.json")
    monkeypatch.setattr(known_models, "KNOWN_MODELS", (known,))
    hub.files["model.bin"] = b"?" * len(hub.files["model.bin"])
    with pytest.raises(NetworkError, match=r"model\.bin"):
        fetch_model("test", Paths(), lambda have, total: None, allow_unproven=True)


def test_an_error_names_the_model_and_keeps_its_code(hub: Hub, whole_model: Path) -> None:
    """The command prints one sentence and the file stays for the next try."""
    assert whole_model.is_dir()
    hub.lie = True
    with pytest.raises(NetworkError, match=r"^test could not be fetched: model\.bin") as caught:
        fetch_model("test", Paths(), lambda have, total: None)
    assert caught.value.code == "corrupt-download"


def test_the_command_fetches_once(hub: Hub, whole_model: Path, run_cli: Callable[..., Any]) -> None:
    """It says that it uses the network and from where; a second call uses none; --again does."""
    assert whole_model.is_dir()
    first = run_cli("models", "fetch", "test")
    assert first.status == 0
    assert first.stderr.startswith("Using the network: test (3 MB) comes from 127.0.0.1:")
    asked = len(hub.asked)
    second = run_cli("models", "fetch", "test")
    assert (second.status, len(hub.asked)) == (0, asked)
    assert "here already" in second.stderr
    assert run_cli("models", "fetch", "test", "--again").status == 0
    assert len(model_requests(hub)) == 2


def test_ctrl_c_says_how_to_go_on(
    hub: Hub, whole_model: Path, run_cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 130, what is here already, and that the same command goes on."""
    assert whole_model.is_dir()
    real, blocks = module._open, []

    def interrupting(url: str, begin: int = 0) -> Any:
        answer = real(url, begin)
        read = answer.read

        def read_then_stop(*amount: int) -> Any:
            blocks.append(url)
            if sum("model.bin" in one for one in blocks) > 4:
                raise KeyboardInterrupt
            return read(*amount)

        answer.read = read_then_stop
        return answer

    monkeypatch.setattr(module, "_open", interrupting)
    stopped = run_cli("models", "fetch", "test")
    assert stopped.status == ExitStatus.INTERRUPTED
    assert "1 of 3 MB were" in stopped.stderr
    assert "goes on where it stopped" in stopped.stderr
    monkeypatch.setattr(module, "_open", real)
    assert run_cli("models", "fetch", "test").status == 0
    assert model_requests(hub)[1:] == [f"bytes={4 * module.BLOCK_BYTES}-"]


def test_another_language_needs_another_model(
    hub: Hub, whole_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An English model is not chosen for German; one that knows both is."""
    shutil.copytree(whole_model, Paths().models / "test")
    assert models.choose_model(Settings(), Paths()) is not None
    assert models.choose_model(Settings(language="de"), Paths()) is None
    many = replace(describe(hub.files), languages="99 languages")
    monkeypatch.setattr(known_models, "KNOWN_MODELS", (many,))
    assert models.choose_model(Settings(language="de"), Paths()) is not None

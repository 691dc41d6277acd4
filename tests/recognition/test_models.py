"""Models: which are whole, which is found and chosen, and fetching one from a hub of our own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import hub, random_whisper
from voicecoach.config import Paths, Settings
from voicecoach.errors import ExitStatus, ModelError, NetworkError, UsageError
from voicecoach.recognition import models
from voicecoach.recognition.models import (
    KNOWN_MODELS,
    check_model,
    choose_model,
    fetch_model,
    find_model,
    installed_models,
    known_model,
)

FETCH = """
import json
from voicecoach.recognition import models
from voicecoach.config import Paths
from voicecoach.errors import NetworkError
from voicecoach.recognition import FasterWhisperTranscriber
# the real repository and path, the size of the test's model
models.KNOWN_MODELS = (models.KnownModel("tiny.en", "Systran/faster-whisper-tiny.en", 3, "", None),)
told = []
try:
    folder = models.fetch_model("tiny.en", Paths(), lambda have, total: told.append((have, total)))
except NetworkError as error:
    result = {"message": error.message, "remedy": error.remedy, "status": error.exit_status}
else:
    FasterWhisperTranscriber(folder.path, folder.name).load()
    result = {"path": str(folder.path)}
print(json.dumps({**result, "told": told}))
"""


def put(folder, megabytes=0.001):
    """Write a folder that looks like a model of that size; its weights take no room on disk."""
    folder.mkdir(parents=True)
    for file in ("config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"):
        (folder / file).write_text("{}")
    with (folder / "model.bin").open("wb") as weights:
        weights.truncate(int(megabytes * 1e6))
    return folder


def put_own(name):
    """Put a whole known model into VoiceCoach's folder."""
    return put(Paths().models / name, known_model(name).megabytes)


def put_cached(name, revision="1", megabytes=None):
    """Put a known model into the Hugging Face cache."""
    repository = known_model(name).repository.replace("/", "--")
    cache = Path(os.environ["HF_HOME"]) / "hub" / f"models--{repository}" / "snapshots"
    return put(cache / revision, megabytes or known_model(name).megabytes)


# --- check ------------------------------------------------------------------------


def test_a_whole_model(tmp_path):
    """A model that the decoder loads has no problems, with either kind of vocabulary."""
    folder = random_whisper.build(tmp_path / "model")
    assert check_model(folder) == ()
    (folder / "vocabulary.json").rename(folder / "vocabulary.txt")
    assert check_model(folder) == ()


@pytest.mark.parametrize("file", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
def test_a_missing_file(tmp_path, file):
    """Each file that the decoder needs is missed by name."""
    (put(tmp_path / "model") / file).unlink()
    assert check_model(tmp_path / "model") == (f"{file} is missing",)


@pytest.mark.parametrize(
    "file", ["config.json", "tokenizer.json", "vocabulary.json", "preprocessor_config.json"]
)
@pytest.mark.parametrize("content", [b"", b'{"half":', b"\xff\xfe\x00"])
def test_a_damaged_file(tmp_path, file, content):
    """JSON that is none is told by name."""
    (put(tmp_path / "model") / file).write_bytes(content)
    assert check_model(tmp_path / "model") == (f"{file} is damaged",)


def test_weights_that_are_cut(tmp_path):
    """Empty weights, and a known model's that are too small, are told with both sizes."""
    assert check_model(put(tmp_path / "empty", 0)) == ("model.bin is empty",)
    folder = put(tmp_path / "base.en", 60)
    assert check_model(folder) == ("model.bin has 60 MB, 145 MB are expected",)
    assert check_model(folder, "tiny.en") == ()
    assert check_model(put(tmp_path / "own", 60)) == ()


def test_a_large_model_needs_its_bands(tmp_path):
    """large-v3 hears 128 bands: without the file that says so it decodes nonsense."""
    folder = put(tmp_path / "large-v3", 3100)
    assert check_model(folder) == ()
    (folder / "preprocessor_config.json").unlink()
    assert check_model(folder) == ("preprocessor_config.json is missing",)


def test_nothing_there(tmp_path):
    """A folder that is not there misses everything and does not raise."""
    assert len(check_model(tmp_path / "nowhere")) == 4


# --- find, list, choose -----------------------------------------------------------


def test_no_model():
    """On a fresh machine there is none, and none is chosen."""
    assert installed_models(Paths()) == ()
    assert choose_model(Settings(), Paths()) is None
    assert find_model("base.en", Paths()) is None
    for name in ("", ".", "..", "nothing/here"):
        found = find_model(name, Paths())
        assert found is None or found.origin == "path"


def test_our_own_folder_goes_before_the_cache():
    """A model that is in both places is taken from ours."""
    cached = put_cached("base.en")
    assert find_model("base.en", Paths()) == models.ModelFolder(
        "base.en", cached, "Hugging Face cache"
    )
    own = put_own("base.en")
    assert find_model("base.en", Paths()).path == own
    assert [(m.path, m.origin) for m in installed_models(Paths())] == [(own, "VoiceCoach")]


def test_a_broken_one_of_ours_does_not_hide_a_whole_one():
    """Where our copy was cut, the cache's is used."""
    cached = put_cached("base.en")
    put(Paths().models / "base.en", 10)
    assert find_model("base.en", Paths()).path == cached
    assert choose_model(Settings(model="base.en"), Paths()).path == cached


def test_the_newest_whole_snapshot():
    """Of several revisions the newest that is whole counts."""
    old, new, cut = (put_cached("tiny", r, mb) for r, mb in (("a", 75), ("b", 75), ("c", 3)))
    for age, folder in enumerate((cut, new, old)):
        os.utime(folder, (1_000_000 - age, 1_000_000 - age))
    assert find_model("tiny", Paths()).path == new


def test_a_download_under_way_is_no_model():
    """Hidden folders are not listed."""
    put(Paths().models / ".tiny.en.partial", 75)
    assert installed_models(Paths()) == ()


def test_models_of_ones_own(tmp_path):
    """A folder is found by its path, and by its name once it lies among ours."""
    folder = put(tmp_path / "mine")
    assert find_model(str(folder), Paths()) == models.ModelFolder("mine", folder, "path")
    assert find_model("mine", Paths()) is None
    put(Paths().models / "mine")
    assert find_model("mine", Paths()).origin == "VoiceCoach"
    assert [one.name for one in installed_models(Paths())] == ["mine"]


def test_the_largest_that_keeps_up_is_chosen():
    """By measured speeds where there are any, else by those of our machine; never the demo's."""
    put(Paths().models / "demo", 5)
    assert choose_model(Settings(), Paths()) is None
    assert choose_model(Settings(model="demo"), Paths()).name == "demo"
    put_own("large-v3")
    assert choose_model(Settings(), Paths()).name == "large-v3"  # nothing smaller is here
    for name in ("tiny", "tiny.en", "base", "base.en", "small.en"):
        (put_cached if name.startswith("small") else put_own)(name)
        assert choose_model(Settings(), Paths()).name == name
    slow = {"base": 0.2, "base.en": 0.4, "small.en": 0.9, "large-v3": 0.1}
    chosen = choose_model(Settings(), Paths(), lambda folder: slow.get(folder.name))
    assert chosen.name == "base.en"  # what is larger than a slow one is not believed
    assert choose_model(Settings(), Paths(), lambda _: 2.0).name == "tiny"
    assert choose_model(Settings(language="de"), Paths(), lambda _: 0.1).name == "large-v3"
    assert choose_model(Settings(model="small.en"), Paths(), lambda _: 2.0).name == "small.en"


@pytest.mark.parametrize(
    ("name", "code", "remedy"),
    [
        ("base.en", "model-missing", "models fetch base.en"),
        ("no-such-model", "model-missing", "models list"),
        ("tiny.en", "model-broken", "models fetch tiny.en"),
    ],
)
def test_a_chosen_model_must_be_there(name, code, remedy):
    """A setting that names nothing usable is an error with status 5, not another model."""
    put_own("base")
    put(Paths().models / "tiny.en", 5)
    with pytest.raises(ModelError) as caught:
        choose_model(Settings(model=name), Paths())
    assert (caught.value.code, caught.value.exit_status) == (code, ExitStatus.MODEL_MISSING)
    assert remedy in caught.value.remedy


def test_the_table():
    """Names are unique, sizes are those of real models."""
    names = [model.name for model in KNOWN_MODELS]
    assert len(set(names)) == len(names)
    assert all(70 <= model.megabytes <= 3200 for model in KNOWN_MODELS)


# --- fetch ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Give the module what the hub offers: a model, and files that nobody asked for."""
    folder = random_whisper.build(tmp_path_factory.mktemp("published"))
    (folder / "README.md").write_text("Not needed.")
    return folder


@pytest.fixture
def server(published):
    """Give the test a hub of its own."""
    with hub.serve(published) as running:
        yield running


def fetch(endpoint):
    """Fetch in a process of its own, as a candidate does, with no proxy between."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environ |= {"HF_ENDPOINT": endpoint, "HF_HOME": os.environ["HF_HOME"]}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        environ.pop(name, None)
        environ.pop(name.lower(), None)
    done = subprocess.run(
        [sys.executable, "-c", FETCH], env=environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check_failure(result):
    """Assert one sentence, a remedy, status 1, and that nothing passes for a model."""
    assert result["message"].startswith("tiny.en ")
    assert result["message"].endswith(".")
    assert "\n" not in result["message"]
    assert len(result["message"]) < 160
    assert result["remedy"]
    assert result["status"] == ExitStatus.FAILED
    assert not (Paths().models / "tiny.en").exists()


def partial_bytes():
    """Return how many bytes of an unfinished download are kept."""
    files = (Paths().models / ".tiny.en.partial").rglob("*")
    return sum(file.stat().st_size for file in files if file.is_file())


def test_fetching(server, published):
    """The files arrive as they are, load, and lie alone in their folder; no account is used."""
    result = fetch(server.address)
    folder = Paths().models / "tiny.en"
    assert result["path"] == str(folder)
    wanted = {file.name for file in published.iterdir()} - {"README.md"}
    assert {file.name for file in folder.iterdir()} == wanted
    for name in wanted:
        assert (folder / name).read_bytes() == (published / name).read_bytes()
    assert result["told"] == sorted(result["told"])
    assert result["told"][-1][0] == result["told"][-1][1]
    assert [one.name for one in Paths().models.iterdir()] == ["tiny.en"]
    assert folder.parent.stat().st_mode & 0o077 == 0
    assert all("Systran/faster-whisper-tiny.en" in path for _, path, _ in server.asked)


@pytest.mark.parametrize("trouble", ["cut", "reset"])
def test_going_on_after_a_cut(server, published, trouble):
    """What has come is kept, and the next try asks for the rest alone."""
    server.trouble = trouble
    check_failure(fetch(server.address))
    size = (published / "model.bin").stat().st_size
    (part,) = (Paths().models / ".tiny.en.partial").glob(".model.bin.*.part")
    kept = part.stat().st_size
    assert 0 < kept < size
    server.trouble = ""
    server.asked.clear()
    result = fetch(server.address)
    weights = Path(result["path"]) / "model.bin"
    assert weights.read_bytes() == (published / "model.bin").read_bytes()
    ranges = [
        wanted for method, path, wanted in server.asked if method == "GET" and "model.bin" in path
    ]
    assert ranges == [f"bytes={kept}-"]


def test_a_model_that_is_gone(server):
    """404 says that it is not offered, not that the network is down."""
    server.trouble = "404"
    result = fetch(server.address)
    check_failure(result)
    assert "not offered" in result["message"]


def test_a_hub_that_fails(server):
    """A server's error is told with its number."""
    server.trouble = "500"
    result = fetch(server.address)
    check_failure(result)
    assert "500" in result["message"]


def test_nothing_listening(server):
    """Offline: one sentence; an unfinished download is kept and not taken for a whole one."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
        check_failure(fetch(nowhere))
        server.trouble = "cut"
        fetch(server.address)
        kept = partial_bytes()
        result = fetch(nowhere)
    check_failure(result)
    assert "network" in result["remedy"]
    assert partial_bytes() == kept > 0


def test_an_unfinished_upload(tmp_path, published):
    """A repository that lacks a file did not arrive whole."""
    for file in published.iterdir():
        if file.name != "tokenizer.json":
            (tmp_path / "some").mkdir(exist_ok=True)
            (tmp_path / "some" / file.name).write_bytes(file.read_bytes())
    with hub.serve(tmp_path / "some") as running:
        result = fetch(running.address)
    check_failure(result)
    assert "tokenizer.json is missing" in result["message"]


def test_damage_on_the_way(server):
    """Weights that do not have the published hash are not taken, nor kept."""
    server.trouble = "cut"
    fetch(server.address)
    (part,) = (Paths().models / ".tiny.en.partial").glob(".model.bin.*.part")
    part.write_bytes(bytes(part.stat().st_size))
    server.trouble = ""
    check_failure(fetch(server.address))
    assert not part.exists()
    assert "path" in fetch(server.address)


def test_an_unknown_name():
    """A name that is not in the table is a usage error that lists the names."""
    with pytest.raises(UsageError) as caught:
        fetch_model("huge", Paths(), lambda have, total: None)
    assert "base.en" in caught.value.remedy


def test_a_full_disk(monkeypatch):
    """Too little room is told before anything is fetched."""
    monkeypatch.setattr(models, "KNOWN_MODELS", (models.KnownModel("x", "a/b", 10**9, "", None),))
    with pytest.raises(NetworkError) as caught:
        fetch_model("x", Paths(), lambda have, total: None)
    assert caught.value.code == "disk-full"
    assert list(Paths().models.iterdir()) == []

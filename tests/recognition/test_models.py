"""Models: which are whole, which is found, chosen and recommended."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from tests import random_whisper
from voicecoach.config import Paths, Settings
from voicecoach.errors import ExitStatus, ModelError
from voicecoach.recognition import models
from voicecoach.recognition.known_models import KNOWN_MODELS, KnownModel, ModelFile, known_model
from voicecoach.recognition.models import (
    check_model,
    choose_model,
    find_model,
    installed_models,
    recommend,
    unpublished_files,
)


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
    """By measured speeds where there are any, else by those of our machine; never one unknown."""
    put(Paths().models / "mine", 5)
    assert choose_model(Settings(), Paths()) is None
    assert choose_model(Settings(model="mine"), Paths()).name == "mine"
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


def test_every_model_says_what_its_files_are():
    """A revision that cannot move, sizes that add up, digests of 64 digits, all the parts."""
    for model in KNOWN_MODELS:
        assert len(model.revision) == 40, model.name
        weights = next(file for file in model.files if file.name == "model.bin")
        assert weights.n_bytes / 1e6 == pytest.approx(model.megabytes, abs=1)
        assert {"config.json", "tokenizer.json"} < {file.name for file in model.files}
        assert any(file.name.startswith("vocabulary.") for file in model.files)
        for file in model.files:
            assert file.sha256 is None or len(bytes.fromhex(file.sha256)) == 32
    assert names(model for model in KNOWN_MODELS if not model.proven) == ["distil-small.en"]
    assert names(model for model in KNOWN_MODELS if model.requirements) == ["tiny.en", "base"]


def test_a_changed_file_is_named(tmp_path, monkeypatch):
    """One byte is enough, where the digest is known and the folder is not somebody's own."""
    content = {"model.bin": b"weights", "config.json": b"{}"}
    files = tuple(
        ModelFile(name, len(one), hashlib.sha256(one).hexdigest()) for name, one in content.items()
    )
    known = KnownModel("x", "a/b", 1, "English", None, files=files)
    monkeypatch.setattr("voicecoach.recognition.known_models.KNOWN_MODELS", (known,))
    for name, one in content.items():
        (tmp_path / name).write_bytes(one)
    folder = models.ModelFolder("x", tmp_path, "VoiceCoach")
    assert unpublished_files(folder) == ()
    (tmp_path / "model.bin").write_bytes(b"weightz")
    assert unpublished_files(folder) == ("model.bin",)
    assert unpublished_files(models.ModelFolder("x", tmp_path, "path")) == ()


# --- what setup recommends ----------------------------------------------------------


def names(models):
    """Return the names in their order."""
    return [model.name for model in models]


def test_what_keeps_up_is_recommended_english_first():
    """Of one size the English-only model comes first; what is too slow is left out."""
    assert names(recommend("en", lambda _: None)) == ["base.en", "base", "tiny.en"]
    fast = {"tiny.en": 0.01}  # five times as fast as where the factors were measured
    assert names(recommend("en", fast.get))[:2] == ["small.en", "small"]
    slow = {"tiny.en": 0.15}  # three times as slow
    assert names(recommend("en", slow.get)) == ["tiny.en"]
    hopeless = {"tiny.en": 0.9}
    assert names(recommend("en", hopeless.get)) == ["tiny.en"]
    too_slow = {"tiny.en": 0.05, "base.en": 0.4}
    assert "base.en" not in names(recommend("en", too_slow.get))


def test_another_language_is_never_recommended_an_english_model():
    """And nothing that is not proven, or larger than half a gigabyte."""
    fastest = recommend("de", lambda _: 0.001)
    assert names(fastest) == ["small", "base", "tiny"]
    assert all(model.proven for model in recommend("en", lambda _: 0.001))

"""`models` as one runs it: list, use and check, with and without a model."""

from __future__ import annotations

import json
import tomllib

import pytest

from tests import random_whisper
from voicecoach.config import Paths
from voicecoach.errors import ExitStatus
from voicecoach.recognition.known_models import KNOWN_MODELS, known_model


def put_stub(name):
    """Put a folder that looks like a known model, its weights a hole in a file."""
    folder = Paths().models / name
    folder.mkdir(parents=True)
    for file in ("config.json", "tokenizer.json", "vocabulary.json"):
        (folder / file).write_text("{}")
    with (folder / "model.bin").open("wb") as weights:
        weights.truncate(round(known_model(name).megabytes * 1e6))
    return folder


def test_list_without_a_model(run_cli):
    """Every model that exists stands in the table with its size; none is here or in use."""
    result = run_cli("models", "list")
    assert result.status == 0
    for model in KNOWN_MODELS:
        (line,) = (one for one in result.stdout.splitlines() if one.split()[:1] == [model.name])
        assert f"{model.megabytes} MB" in line
        assert line.endswith("no")
    assert "in use" not in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_list_with_models(run_cli):
    """What is here and what is used are told apart."""
    put_stub("base.en")
    put_stub("small.en")
    rows = {line.split()[0]: line for line in run_cli("models", "list").stdout.splitlines() if line}
    assert rows["base.en"].endswith("yes")
    assert rows["small.en"].endswith("in use")
    assert rows["tiny"].endswith("no")


def test_list_as_json(run_cli):
    """The same for programs: one document, paths where a model is here."""
    folder = put_stub("small")
    document = json.loads(run_cli("models", "list", "--json").stdout)
    assert document["format_version"] == 1
    rows = {row["name"]: row for row in document["models"]}
    assert list(rows) == [model.name for model in KNOWN_MODELS]
    assert (rows["small"]["path"], rows["small"]["used"]) == (str(folder), True)
    assert (rows["base"]["path"], rows["base"]["used"]) == (None, False)
    assert rows["base.en"]["real_time_factor"] == pytest.approx(0.1)


def test_list_with_a_setting_that_names_nothing(run_cli):
    """A wrong setting is told on stderr; the list still comes, and nothing counts as used."""
    put_stub("base.en")
    result = run_cli("models", "list", "--json", env={"VOICECOACH_MODEL": "small.en"})
    assert result.status == 0
    assert "small.en" in result.stderr
    assert not any(row["used"] for row in json.loads(result.stdout)["models"])


def test_use_a_name(run_cli):
    """`use` remembers a name, and the list shows it."""
    put_stub("base.en")
    put_stub("small.en")
    result = run_cli("models", "use", "small.en")
    assert result.status == 0
    assert str(Paths().config_file) in result.stderr
    assert tomllib.loads(Paths().config_file.read_text())["model"] == "small.en"
    rows = json.loads(run_cli("models", "list", "--json").stdout)["models"]
    assert [row["name"] for row in rows if row["used"]] == ["small.en"]


USE = pytest.mark.parametrize("use", [("models", "use"), ("config", "set", "model")])


@USE
def test_use_a_path(run_cli, tmp_path, monkeypatch, use):
    """A folder given relative to here is remembered so that it is found from anywhere."""
    folder = random_whisper.build(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    assert run_cli(*use, "./mine").status == 0
    assert tomllib.loads(Paths().config_file.read_text())["model"] == str(folder)
    monkeypatch.chdir("/")
    assert f"In use: mine in {folder}" in run_cli("models", "list").stdout


@USE
def test_use_what_is_not_there(run_cli, use):
    """A model that is not here is not remembered; status 5 and the command that gets it."""
    result = run_cli(*use, "base.en")
    assert result.status == ExitStatus.MODEL_MISSING == 5
    assert "voicecoach models fetch base.en" in result.stderr
    assert not Paths().config_file.exists()


@pytest.mark.parametrize("argv", [(), ("base.en",)])
def test_check_without_a_model(run_cli, argv):
    """Nothing to check is status 5, and says how to get one."""
    result = run_cli("models", "check", *argv)
    assert result.status == 5
    assert result.stdout == ""
    assert "models fetch base.en" in result.stderr or "voicecoach setup" in result.stderr
    assert "Traceback" not in result.stderr


def test_check_a_model(run_cli):
    """A whole model loads and decodes, by its name, by its path and as the one in use."""
    folder = random_whisper.build(Paths().models / "mine")
    for argv in (("mine",), (folder,)):
        result = run_cli("models", "check", *argv)
        assert (result.status, result.stderr) == (0, "")
        assert result.stdout.startswith(f"mine in {folder} loads and decodes: ten seconds")
    assert run_cli("models", "use", "mine").status == 0
    assert "mine" in run_cli("models", "check").stdout


@pytest.mark.parametrize(
    ("file", "content", "word"),
    [
        ("model.bin", b"", "empty"),
        ("model.bin", b"no weights", "cannot be loaded"),
        ("tokenizer.json", b"{}", "cannot be loaded"),
        ("config.json", b"{", "config.json is damaged"),
    ],
)
def test_check_a_broken_model(run_cli, file, content, word):
    """Files that are damaged on the outside or the inside: status 5 and one sentence."""
    folder = random_whisper.build(Paths().models / "mine")
    (folder / file).write_bytes(content)
    result = run_cli("models", "check", "mine")
    assert result.status == 5
    assert word in result.stderr
    assert "defect" not in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_fetch_an_unknown_name(run_cli):
    """A typing error is a usage error that lists the names, and touches no network."""
    result = run_cli("models", "fetch", "bsae.en")
    assert result.status == ExitStatus.USAGE
    assert "base.en" in result.stderr

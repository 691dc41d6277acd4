"""`setup` as one runs it: a model from a hub of our own, measured; the devices told apart."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from tests import hub, random_whisper
from voicecoach.config import Paths
from voicecoach.errors import DeviceError, ExitStatus
from voicecoach.recognition import download, known_models
from voicecoach.recognition.known_models import KnownModel, ModelFile
from voicecoach.recognition.models import installed_models


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Give the module a model of random weights."""
    return random_whisper.build(tmp_path_factory.mktemp("published"))


@pytest.fixture
def server(published, monkeypatch):
    """Publish it under two names: a small model, and a better one that keeps up here."""
    contents = {file.name: file.read_bytes() for file in published.iterdir()}
    files = tuple(
        ModelFile(name, len(one), hashlib.sha256(one).hexdigest()) for name, one in contents.items()
    )
    models = (
        KnownModel("small-one", "a/small-one", 1, "English", 0.1, hub.REVISION, files),
        KnownModel("better-one", "a/better-one", 2, "English", 0.1, hub.REVISION, files),
        KnownModel("slow-one", "a/slow-one", 3, "English", 1e6, hub.REVISION, files),
    )
    monkeypatch.setattr(known_models, "KNOWN_MODELS", models)
    monkeypatch.setattr(download, "PAUSE_S", 0.01)
    # what random weights take to decode has no meaning: the rule alone is tested here
    monkeypatch.setattr("voicecoach.recognition.models.MAX_SETUP_FACTOR", 50.0)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with hub.serve(published) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        yield running


@pytest.fixture(autouse=True)
def no_devices(monkeypatch):
    """Let the machine have neither microphone nor speaker."""

    def find_device(wanted, direction):
        raise DeviceError(f"No {direction} is here.", "Plug one in.")

    monkeypatch.setattr("voicecoach.sound.devices.find_device", find_device)


def here():
    """Return the names of the models on this machine."""
    return {folder.name for folder in installed_models(Paths())}


def test_it_brings_the_best_that_keeps_up(run_cli, server):
    """The smallest first, measured; then the best that is fast enough, never one too slow; once."""
    result = run_cli("setup", "--yes")
    assert result.status == 0
    assert here() == {"small-one", "better-one"}
    assert "measuring once how fast small-one" in result.stderr
    assert "better-one is used from now on" in result.stderr
    assert result.stderr.count("Using the network") == 2
    assert "better-one (" in result.stderr
    assert " MB) comes from 127.0.0.1:" in result.stderr
    server.asked.clear()
    again = run_cli("setup", "--yes")
    assert (again.status, server.asked) == (0, [])
    assert "better-one is here and keeps up" in again.stderr


@pytest.mark.voice
def test_missing_devices_are_said_and_end_nothing(run_cli, server):
    """Each with its remedy; the model is here all the same."""
    result = run_cli("setup", "--yes")
    assert result.status == 0
    assert "No output is here" in result.stderr or "No speaker" in result.stderr
    assert "No input is here" in result.stderr
    assert result.stderr.count("Plug one in.") >= 1


def test_without_the_network_it_says_so_and_goes_on(run_cli, server):
    """Status 1, one sentence, and the devices are looked at all the same."""
    server.trouble = "500"
    result = run_cli("setup", "--yes")
    assert result.status == ExitStatus.FAILED
    assert "small-one could not be fetched" in result.stderr
    assert "Microphone" in result.stderr
    assert here() == set()


def test_a_hub_that_refused_is_not_asked_again(run_cli, server, monkeypatch):
    """Models that it alone has would only bring the same sentence a second time."""
    known = known_models.KNOWN_MODELS
    best = replace(known[1], name="best-one", repository="a/best-one", megabytes=3)
    monkeypatch.setattr(known_models, "KNOWN_MODELS", (*known, best))
    real = hub._Handler._answer

    def answer(handler, with_body):
        if "small-one" in handler.path:
            real(handler, with_body)
        else:
            handler._send(500, b"{}")

    monkeypatch.setattr(hub._Handler, "_answer", answer)
    result = run_cli("setup", "--yes")
    assert result.status == 0
    assert result.stderr.count("could not be fetched") == 1
    assert "small-one is used from now on" in result.stderr


def test_one_that_cannot_be_had_is_done_without(run_cli, server, monkeypatch):
    """Where only the smallest is offered, that is what is used."""
    real = hub._Handler._answer

    def answer(handler, with_body):
        if "better-one" in handler.path:
            handler._send(404, b"{}")
        else:
            real(handler, with_body)

    monkeypatch.setattr(hub._Handler, "_answer", answer)
    result = run_cli("setup", "--yes")
    assert result.status == 0
    assert here() == {"small-one"}
    assert "small-one is used from now on" in result.stderr


def test_a_question_needs_somebody(run_cli, server):
    """In a pipe nothing is fetched without --yes."""
    result = run_cli("setup", input="")
    assert (result.status, server.asked) == (ExitStatus.USAGE, [])
    assert "--yes" in result.stderr

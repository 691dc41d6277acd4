"""`config` as one runs it: what is set and why, changing it, and the candidate's own words."""

from __future__ import annotations

import json
import tomllib

import pytest
from click.shell_completion import ShellComplete

from voicecoach.cli.main import voicecoach
from voicecoach.config import Paths, Settings
from voicecoach.errors import ExitStatus


def completions(*args, incomplete=""):
    """Return what a shell would be offered."""
    shell = ShellComplete(voicecoach, {}, "voicecoach", "_VOICECOACH_COMPLETE")
    return [item.value for item in shell.get_completions(list(args), incomplete)]


def test_show_names_every_setting_and_where_it_comes_from(run_cli):
    """Default, file and environment are told apart, for people and for programs."""
    assert run_cli("config", "set", "voice_rate", "200").status == 0
    env = {"VOICECOACH_LANGUAGE": "de"}
    shown = run_cli("config", "show", env=env)
    assert shown.status == 0
    for name in Settings.model_fields:
        assert name in shown.stdout
    document = json.loads(run_cli("config", "show", "--json").stdout)
    rows = {row["name"]: row for row in document["settings"]}
    assert document["format_version"] == 1
    assert rows["voice_rate"]["value"] == 200
    assert rows["voice_rate"]["origin"] == str(Paths().config_file)
    assert (rows["language"]["value"], rows["language"]["origin"]) == ("de", "VOICECOACH_LANGUAGE")
    assert rows["device"]["origin"] == "default"


def test_set_get_unset(run_cli):
    """What is set is there for the next command, keeps comments, and can be taken back."""
    file = Paths().config_file
    file.parent.mkdir(parents=True)
    file.write_text("# mine\nvoice_rate = 180\n")
    assert run_cli("config", "get", "stop_after_silence").stdout == ""
    assert run_cli("config", "set", "stop_after_silence", "4").status == 0
    assert run_cli("config", "get", "stop_after_silence").stdout == "4.0\n"
    got = json.loads(run_cli("config", "get", "stop_after_silence", "--json").stdout)
    assert got["value"] == 4.0
    assert "# mine" in file.read_text()
    assert run_cli("config", "unset", "stop_after_silence").status == 0
    assert run_cli("config", "get", "stop_after_silence").stdout == ""
    assert tomllib.loads(file.read_text()) == {"voice_rate": 180}


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("set", "voice_rate", "5000"), "impossible value"),
        (("set", "voice_rat", "200"), "voice_rate"),
        (("get", "nothing-like-it"), "Known:"),
        (("unset", "nothing-like-it"), "Known:"),
        (("words", "remove", "absent"), "words list"),
        (("words", "add", "a, b"), "without commas"),
        (("words", "add", "x" * 61), "60 letters"),
    ],
)
def test_what_is_impossible(run_cli, argv, said):
    """One sentence, status 2, and nothing changes."""
    result = run_cli("config", *argv)
    assert result.status == ExitStatus.USAGE
    assert said in result.stderr
    assert not Paths().config_file.exists()


def test_own_words(run_cli):
    """Words are added once each, listed, completed and removed."""
    assert run_cli("config", "words", "list").stdout == ""
    run_cli("config", "words", "add", "Kubernetes", "Conway's  law")
    run_cli("config", "words", "add", "Kubernetes", "Grafana")
    assert run_cli("config", "words", "list").stdout == "Kubernetes\nConway's law\nGrafana\n"
    words = json.loads(run_cli("config", "words", "list", "--json").stdout)["words"]
    assert words == ["Kubernetes", "Conway's law", "Grafana"]
    assert completions("config", "words", "remove", incomplete="kub") == ["Kubernetes"]
    assert run_cli("config", "words", "remove", "conway's law").status == 0
    assert run_cli("config", "words", "list").stdout == "Kubernetes\nGrafana\n"


def test_too_many_words_are_told(run_cli):
    """Only so many fit into the hint; that is no secret."""
    terms = [f"Kubernetes{n:03}" for n in range(50)]
    result = run_cli("config", "words", "add", *terms)
    assert result.status == 0
    assert "of them fit" in result.stderr


def test_the_environment_goes_before(run_cli):
    """What was saved and is overruled is said."""
    result = run_cli("config", "set", "language", "fr", env={"VOICECOACH_LANGUAGE": "de"})
    assert "VOICECOACH_LANGUAGE overrides it: de" in result.stderr
    words = run_cli("config", "words", "list", env={"VOICECOACH_WORDS": "Ada, Bob ,"})
    assert words.stdout == "Ada\nBob\n"


def test_names_complete():
    """A shell offers the settings."""
    assert completions("config", "set", incomplete="voice") == [
        "voice",
        "voice_rate",
        "voice_volume",
    ]

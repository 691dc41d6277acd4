"""What the system refuses: one sentence, a remedy, the documented status; never a defect."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests import random_whisper
from tests.coaching.mock_interview import short_answer
from voicecoach.cli.main import explain_system_error, was_interrupted
from voicecoach.coaching.demo import FOLDER as DEMO
from voicecoach.errors import is_out_of_memory

SOUND = str(DEMO / "answers" / "slow-page-2.flac")
DIGITS = "9" * 5000


def run(*argv, cwd=None, limit=None, **env):
    """Run a command in a process of its own, under a limit."""

    def restrain():
        if limit is not None:
            resource.setrlimit(limit[0], (limit[1], limit[1]))

    return subprocess.run(
        [sys.executable, "-m", "voicecoach", *map(str, argv)],
        env={**os.environ, **env},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=restrain,
    )


def check(done, *statuses):
    """Assert that a command ended with a sentence and one of these statuses."""
    assert "defect" not in done.stderr, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in statuses, (done.returncode, done.stderr)


@pytest.mark.parametrize("megabytes", [200, 300, 400])
def test_little_memory(tmp_path, megabytes):
    """Out of memory says so, and does not advise to fetch the model that is there."""
    model = random_whisper.build(tmp_path / "random")
    done = run("analyze", SOUND, "--model", model, limit=(resource.RLIMIT_AS, megabytes << 20))
    check(done, 1)
    assert "not enough memory" in done.stderr
    assert "fetch" not in done.stderr


@pytest.mark.parametrize("files", [5, 12])
def test_few_files(tmp_path, files):
    """Few descriptors end in a report or in a sentence."""
    sound = short_answer(tmp_path)
    check(run("analyze", sound, "--no-words", limit=(resource.RLIMIT_NOFILE, files)), 0, 1)


@pytest.mark.parametrize("argv", [("history",), ("show",), ("analyze", "x.wav"), ("doctor",)])
def test_the_folder_one_stands_in_is_gone(tmp_path, argv):
    """Commands work, or say what is missing."""
    gone = tmp_path / "gone"
    gone.mkdir()
    code = (
        f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})\n"
        f"import sys; sys.argv = ['voicecoach', *{argv!r}]\n"
        "from voicecoach.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    check(done, 0, 1, 2, 4, 5)


@pytest.mark.parametrize(
    "argv", [("history",), ("config", "set", "voice_rate", "180"), ("data", "rebuild"), ("doctor",)]
)
@pytest.mark.parametrize(
    "home", ["a file", "a folder below a file", "/proc/nope", "~nobody-here/x"]
)
def test_a_home_that_is_none(run_cli, tmp_path, monkeypatch, argv, home):
    """Each command says what is wrong with it, or does without."""
    file = tmp_path / "file"
    file.write_text("mine")
    place = {"a file": str(file), "a folder below a file": str(file / "x")}.get(home, home)
    monkeypatch.chdir(tmp_path)
    result = run_cli(*argv, env={"VOICECOACH_HOME": place, "VOICECOACH_RECORDINGS": ""})
    assert "defect" not in result.stderr, result.stderr
    assert "Traceback" not in result.stderr, result.stderr
    assert result.status in {0, 1, 2, 4, 5}, result
    assert file.read_text() == "mine"


def test_home_moves_all_of_it_inside_a_checkout_too(tmp_path):
    """The recordings of a checkout are not used where VOICECOACH_HOME is set."""
    checkout = tmp_path / "checkout"
    (checkout / "recordings").mkdir(parents=True)
    (checkout / "voicecoach").mkdir()
    (checkout / "voicecoach" / "__init__.py").write_text("")
    env = {"VOICECOACH_RECORDINGS": "", "PYTHONSAFEPATH": "1"}
    moved = run("data", "path", cwd=checkout, VOICECOACH_HOME=str(tmp_path / "home"), **env)
    assert Path(moved.stdout.strip()) == tmp_path / "home" / "recordings"


@pytest.mark.parametrize(
    "argv",
    [
        ("show", DIGITS),
        ("show", "last", "--take", DIGITS),
        ("export", DIGITS, "--format", "md"),
        ("practice", "--count", DIGITS),
        ("analyze", SOUND, "--question-end", DIGITS),
        ("config", "set", "voice_rate", DIGITS),
        ("review", "--port", DIGITS),
        ("data", "delete", DIGITS, "--yes"),
    ],
    ids=lambda argv: " ".join(argv).replace(DIGITS, "9…")[:40],
)
def test_numbers_of_5000_digits(run_cli, argv):
    """They are no numbers of anything."""
    result = run_cli(*argv)
    assert result.status in {1, 2}
    assert "defect" not in result.stderr
    assert len(result.stderr) < 20_000


@pytest.mark.parametrize(
    "text",
    [f"voice_rate = {DIGITS}", f"words = {'[' * 5000}{']' * 5000}", "x = 0001-01-01", "\0", "= ="],
)
def test_settings_that_are_none(run_cli, own_home, text):
    """Named with the file; `doctor` still tells the rest."""
    own_home.mkdir(exist_ok=True)
    (own_home / "config.toml").write_text(text)
    for argv in (("history",), ("doctor",), ("config", "set", "voice_rate", "180")):
        result = run_cli(*argv)
        assert "defect" not in result.stderr, result.stderr
        assert result.status != 0
    assert (own_home / "config.toml").read_text() == text


def test_a_pack_with_a_number_of_5000_digits(run_cli, tmp_path):
    """It is a problem of the pack, with its file."""
    pack = tmp_path / "mine.toml"
    pack.write_text(f'name = "mine"\nformat_version = {DIGITS}\n')
    result = run_cli("questions", "check", pack)
    assert result.status == 1
    assert "defect" not in result.stderr
    assert "mine.toml" in result.stdout + result.stderr


def test_the_boundary_knows_what_the_system_says():
    """Memory, files and refusals are told from defects, through any chain of causes."""

    def chained(cause):
        try:
            raise RuntimeError("wrapped") from cause
        except RuntimeError as error:
            return error

    assert is_out_of_memory(chained(MemoryError()))
    assert is_out_of_memory(RuntimeError("std::bad_alloc"))
    assert not is_out_of_memory(ValueError("remember"))
    assert explain_system_error(ValueError("ours")) is None
    assert explain_system_error(chained(OSError(24, "Too many open files"))) is not None
    refused = explain_system_error(PermissionError(13, "Permission denied", "/x"))
    assert refused is not None
    assert "/x" in refused.message
    assert refused.remedy
    assert was_interrupted(chained(KeyboardInterrupt()))
    assert not was_interrupted(chained(ValueError("ours")))

"""Output that knows only some letters: nothing ends, what cannot be shown is replaced."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.samples import complete_star
from tests.web.spoken import FIRST, QUESTION
from voicecoach.cli import main as cli
from voicecoach.library import Library

ENCODINGS = ("cp1252", "latin-1", "cp437")


@pytest.fixture
def stored(own_home):
    """Return a library with one answer whose words hold letters from everywhere."""
    library = Library(own_home / "recordings")
    answer = library.create_answer(library.create_session(QUESTION.pack, FIRST), QUESTION)
    take = library.create_take(answer)
    library.save_analysis(take, complete_star())
    text = take.analysis.read_text("utf-8")
    take.analysis.write_text(text.replace("Friday", "Fri\u2192day\U0001f600\u20ac\u00e9"), "utf-8")
    return library


def run(encoding, *argv):
    """Run a command in this process, with streams of an encoding."""
    with CliRunner(charset=encoding).isolation() as streams:
        status = cli.run(list(argv))
        stdout, stderr = streams[0].getvalue(), streams[1].getvalue()
    return subprocess.CompletedProcess(argv, int(status), stdout, stderr)


def test_a_process_of_its_own(stored):
    """What the tests below see in this process is what a process with such streams writes."""
    env = {**os.environ, "PYTHONIOENCODING": "cp437", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "voicecoach", "show"]
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, run("cp437", "show").stdout)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "argv",
    [("show",), ("history",), ("questions", "list"), ("--help",), ("doctor",), ("show", "\u20ac")],
    ids=" ".join,
)
def test_no_letter_ends_a_command(stored, encoding, argv):
    """As many lines as in UTF-8, and no trace."""
    plain, known = run("utf-8", *argv), run(encoding, *argv)
    assert known.returncode == plain.returncode
    assert b"Traceback" not in known.stderr
    assert b"defect" not in known.stderr
    assert known.stdout.count(b"\n") == plain.stdout.count(b"\n")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_stays_what_it_is(stored, encoding):
    """What the stream cannot hold becomes an escape: the document is the same."""
    plain, known = run("utf-8", "show", "--json"), run(encoding, "show", "--json")
    assert json.loads(known.stdout.decode(encoding)) == json.loads(plain.stdout.decode("utf-8"))
    assert "\U0001f600" in json.loads(known.stdout.decode(encoding))["transcript"]["text"]


def test_marks_become_what_looks_like_them(stored):
    """Arrows, dashes and dots are readable where there are none."""
    text = run("latin-1", "show").stdout.decode("latin-1")
    assert "Fri->day?" in text
    assert "\u00e9" in text

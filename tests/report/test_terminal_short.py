"""The report on a terminal: what fits the first screen, everything with --all."""

from __future__ import annotations

import os
import sys

import pexpect
import pytest

from tests.report.test_terminal import view_of
from tests.samples import ALL, complete_star
from tests.waits import LIMIT_S
from tests.web.spoken import FIRST, QUESTION
from voicecoach.library import Library
from voicecoach.report.terminal_short import render_short

REST = "Everything: `voicecoach show last --all`."


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize(("width", "lines"), [(80, 24), (60, 24), (100, 40)])
def test_it_fits_the_screen(name, width, lines):
    """With a line left for the prompt, and no line wider than the screen."""
    text = render_short(view_of(ALL[name]()), rest=REST, width=width, lines=lines)
    assert text.count("\n") <= lines - 1, text
    assert max(len(line) for line in text.split("\n")) <= width
    assert " ".join(text.split()).endswith(" ".join(REST.split()))


def test_what_stands_on_it():
    """The one thing to try, what went well, three figures, where the rest is; no more."""
    text = render_short(view_of(complete_star()), rest=REST)
    headings = [line for line in text.split("\n") if line and not line.startswith(" ")]
    assert headings[1:] == [headings[1], "Try this next", "What went well", "Figures", REST]
    figures = text[text.index("Figures") :].split("\n")
    labels = [
        line.split("  ")[1].strip() for line in figures if line.startswith("  ") and line[2] != " "
    ]
    assert len(labels) == 3
    assert "Transcript" not in text


def test_show_on_a_terminal_and_in_a_pipe(own_home, run_cli):
    """A terminal gets one screen, and everything with --all; a pipe gets everything."""
    library = Library(own_home / "recordings")
    answer = library.create_answer(library.create_session(QUESTION.pack, FIRST), QUESTION)
    library.save_analysis(library.create_take(answer), complete_star())

    def on_terminal(*argv: str) -> str:
        env = {**os.environ, "TERM": "xterm"}
        del env["COLUMNS"]
        out, status = pexpect.run(
            f"{sys.executable} -m voicecoach show {' '.join(argv)}",
            env=env,
            withexitstatus=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            dimensions=(24, 80),
        )
        assert status == 0, out
        return out

    short, whole = on_terminal("last"), on_terminal("last", "--all")
    assert short.count("\n") <= 23
    assert "--all" in short
    assert "Transcript" not in short
    assert "Transcript" in whole
    piped = run_cli("show", "last").stdout
    assert piped.split() == whole.split()

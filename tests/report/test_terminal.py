"""The terminal report: order, width, marks, colour, and its golden files."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden import check_gold
from tests.samples import ALL, QUESTION, STARTED, complete_star, introduction, typed_text
from voicecoach.report.answer_view import ReportView, title_of
from voicecoach.report.terminal import render_report, render_transcript
from voicecoach.types import Analysis, Filler, Flag, Note, Priority, Word

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def view_of(analysis: Analysis, **more: object) -> ReportView:
    title = title_of(analysis.question.id if analysis.question else None)
    return ReportView(analysis, title, when=STARTED, question=QUESTION, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(ALL))
def test_golden(name: str) -> None:
    """Every sample looks as it was last looked at."""
    analysis = ALL[name]()
    view = replace(view_of(analysis), question=None)
    check_gold(f"terminal-{name}.txt", render_report(view))


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    """Lines fit, hold no trailing space, and end with one line break."""
    text = render_report(view_of(ALL[name]()), width=width)
    assert max(len(line) for line in text.split("\n")) <= width
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("name", sorted(ALL))
def test_colour_adds_nothing_but_colour(name: str) -> None:
    """Without its colours, the coloured report is the plain one, letter for letter."""
    view = view_of(ALL[name]())
    coloured = render_report(view, colour=True)
    assert "\x1b[" in coloured
    assert ESCAPE.sub("", coloured) == render_report(view, colour=False)


def test_another_language_is_told_once_as_a_doubt() -> None:
    """What a note says already is not said again as a doubt about the transcript."""
    message = "This sounds like German."
    sample = complete_star()
    assert sample.transcript is not None
    flags = (Flag("other-language", 0.0, 90.0, message), Flag("loop", 1.0, 2.0, "It repeats."))
    analysis = replace(
        sample,
        transcript=replace(sample.transcript, flags=flags),
        notes=(Note("other-language", "warn", message), *sample.notes),
    )
    text = render_report(view_of(analysis))
    assert text.count("sounds like German") == 1
    assert "It repeats." in text


def test_no_held_sound_is_no_filler() -> None:
    """Without words only held sounds are shown: none may be a filler where there are none."""
    sample = complete_star()
    word = Filler(start=3.0, end=3.2, text="so", kind="marker", word_index=0, probability=0.9)
    measures = replace(sample.measures, n_hesitations=None, n_acoustic=0)
    text = render_report(view_of(replace(sample, measures=measures, fillers=(word,))))
    (line,) = re.findall(r"Held sounds .*\n.*", text)
    assert "may be a filler" not in line
    assert "0:03" not in line


def test_the_one_thing_comes_first() -> None:
    """The order is: try next, what went well, figures, STAR, transcript."""
    text = render_report(view_of(complete_star()))
    headings = [line for line in text.split("\n") if line and not line.startswith(" ")][3:]
    assert headings == [
        "Try this next",
        "What went well",
        "Figures",
        "STAR",
        "Wording and qualities",
        "Also noticed",
        "The interviewer may ask next",
        "Transcript",
    ]


def test_priority_is_not_told_twice() -> None:
    """The note behind the priority does not come again under Also noticed."""
    analysis = complete_star()
    doubled = replace(
        analysis,
        notes=(Note("x", "warn", "Same thing."), *analysis.notes),
        priority=Priority("x", "Same thing.", "Do it."),
    )
    assert render_report(view_of(doubled)).count("Same thing.") == 1


def test_plain_has_no_symbols() -> None:
    """For a screen reader: letters, digits, punctuation and dashes, nothing drawn."""
    text = render_report(view_of(complete_star()), plain=True)
    assert set(text) - {"—"} <= {chr(code) for code in range(32, 127)} | {"\n"}
    assert "17 % of the answer, about 15 % expected" in text


def test_marks_in_the_transcript() -> None:
    """Fillers, long pauses and held sounds stand in the text, where they were."""
    text = " ".join(render_transcript(view_of(complete_star())).split())
    assert "So, [um] in my last role" in text
    assert "Then I, [you know], compared" in text
    assert "roll back. (pause 1.6 s)" in text
    assert "prove it. (pause 2.7 s) [held sound]" in text


def test_origin_of_the_words_is_told() -> None:
    """Recognised words name their model; typed words are never passed off as recognised."""
    assert "Recognised on this machine by base.en" in render_report(view_of(introduction()))
    typed = render_report(view_of(typed_text()))
    assert "Typed or pasted words: they have no times." in typed
    assert "0:00" not in typed.partition("Transcript")[2]


def test_part_shares_of_the_pack_are_the_yardstick() -> None:
    """Another pack's expectations are shown instead of the usual ones."""
    text = render_report(view_of(complete_star(), part_shares=(0.1, 0.1, 0.5, 0.3)))
    assert "about 30 % expected" in text


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=20))
def test_no_word_moves_the_cursor(texts: list[str]) -> None:
    """Control characters in a transcript never reach the terminal."""
    whole = typed_text()
    assert whole.transcript is not None
    transcript = replace(whole.transcript, words=tuple(Word(text) for text in texts))
    odd = replace(whole, transcript=transcript, fillers=(), star=replace(whole.star, sentences=()))
    text = render_report(replace(view_of(odd), title="\x1b[2J" + texts[0]))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)

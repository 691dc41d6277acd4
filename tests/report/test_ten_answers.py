"""Ten very different answers, analysed for real: each report says one useful, kind thing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.golden import check_gold
from tests.samples import STARTED
from voicecoach.analysis import analyze
from voicecoach.questions import find_question, load_packs
from voicecoach.report.answer_view import ReportView, title_of
from voicecoach.report.terminal import render_report
from voicecoach.types import Activity, Analysis, Pack, Question, Recording, Span, Transcript, Word

ANSWERS = sorted((Path(__file__).parents[1] / "answers").glob("*.txt"))
NAMES = [file.stem for file in ANSWERS]
BEFORE_S, BETWEEN_S = 1.1, 0.45
HESITATION_S = 0.5
_PIECE = re.compile(r"\[pause (?P<pause>[\d.]+)\]|\[(?P<sound>\w+)\]|(?P<word>\S+)")


@cache
def asked(question_id: str) -> tuple[Question, Pack]:
    """Return a shipped question and its pack."""
    pack, question = find_question(load_packs(()), question_id)
    return question, pack


@cache
def analysis_of(name: str) -> Analysis:
    """Return the analysis of an answer; its words take the time that their letters need."""
    question_id, *lines = next(f for f in ANSWERS if f.stem == name).read_text("utf-8").splitlines()
    words: list[Word] = []
    speech: list[Span] = []
    now = began = BEFORE_S
    for line in lines:
        for piece in _PIECE.finditer(line):
            if piece["pause"]:
                if now > began:
                    speech.append(Span(round(began, 3), round(now, 3)))
                began = now = now + float(piece["pause"])
                continue
            text = piece["sound"] or piece["word"]
            end = now + (HESITATION_S if piece["sound"] else 0.11 + 0.047 * len(text))
            words.append(Word(text, round(now, 3), round(end, 3), 0.93))
            now = end
        speech.append(Span(round(began, 3), round(now, 3)))
        began = now = now + BETWEEN_S
    length = round(now + 0.6, 3)
    question, pack = asked(question_id)
    return analyze(
        question,
        Recording(length, 48_000, round(length * 48_000), "00" * 32, -6.0, 0.0, -60.0),
        Transcript(
            "faster-whisper", "base.en", "en", " ".join(w.text for w in words), tuple(words)
        ),
        Activity(length, tuple(speech)),
        pack=pack,
    )


def report_of(name: str) -> str:
    """Return an answer's report as the terminal shows it."""
    analysis = analysis_of(name)
    assert analysis.question is not None
    question, pack = asked(analysis.question.id)
    return render_report(
        ReportView(
            analysis,
            title_of(question.id),
            when=STARTED,
            question=question,
            part_shares=pack.part_shares,
        )
    )


def test_there_are_ten() -> None:
    """Ten answers, ten questions."""
    assert len(NAMES) == 10
    assert len({analysis_of(name).question.id for name in NAMES}) == 10  # type: ignore[union-attr]


@pytest.mark.parametrize("name", NAMES)
def test_report(name: str) -> None:
    """The report is the one that was read and found good."""
    check_gold(f"report-{name}.txt", report_of(name))


@pytest.mark.parametrize("name", NAMES)
def test_one_thing_to_try_that_is_of_this_answer(name: str) -> None:
    """There is one priority, and it tells what to say in words of its own."""
    priority = analysis_of(name).priority
    assert priority is not None
    assert priority.try_next
    assert len(priority.try_next.split()) >= 6
    assert " ".join(report_of(name).split()).count(priority.message) == 1


def test_no_two_say_the_same() -> None:
    """Ten different answers get ten different pieces of advice."""
    told = [(p.message, p.try_next) for name in NAMES if (p := analysis_of(name).priority)]
    assert len(set(told)) == 10

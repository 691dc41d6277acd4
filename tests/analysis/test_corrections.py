"""Corrections: words, fillers, parts and verdicts over an original that never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.analysis import analyze
from voicecoach.analysis.corrections.apply import count_corrections
from voicecoach.analysis.corrections.edits import add_filler, edit_words, mark_part, strike_or_keep
from voicecoach.analysis.corrections.log import (
    Change,
    Corrections,
    VerdictChange,
    WordChange,
    anchor_of,
    correct_words,
)
from voicecoach.errors import TranscriptError
from voicecoach.json_files import from_json, to_json
from voicecoach.types import Activity, Analysis, HeldSound, Recording, Span, Transcript, Word

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEXT = (
    "Last year I was on call for the order service of a shop. It was my job to find the fault. "
    "First I read the lock files, um, for an hour. Then I rolled the change back and told the team."
    " As a result orders went from nine to one failure a day. I like this story."
)


def timed(text: str) -> Transcript:
    """Return words of 0.3 s, 0.4 s apart."""
    words = tuple(
        Word(w, round(0.5 + 0.4 * i, 3), round(0.8 + 0.4 * i, 3), 0.9)
        for i, w in enumerate(text.split())
    )
    return Transcript("faster-whisper", "base.en", "en", text, words)


SPOKEN = timed(TEXT)
END = float(SPOKEN.words[-1].end or 0)
ACTIVITY = Activity(
    END + 3, (Span(0.5, END), Span(END + 1.5, END + 2.5)), (HeldSound(END + 1.6, END + 2.2, 0.7),)
)
RECORDING = Recording(END + 3, 16_000, round((END + 3) * 16_000), "0" * 64, -3.0, 0.0, -60.0)


def analysed(*changes: Change) -> Analysis:
    corrections = Corrections().with_edit(NOW, changes=changes) if changes else None
    return analyze(None, RECORDING, SPOKEN, ACTIVITY, corrections=corrections)


def place(text: str) -> int:
    return next(i for i, w in enumerate(SPOKEN.words) if w.text.strip(",.") == text)


def test_a_word_is_replaced_and_the_original_stays() -> None:
    """The corrected word keeps its time, loses its probability, and is counted."""
    at = place("lock")
    analysis = analysed(*edit_words(SPOKEN, (), at, at, "log"))
    assert analysis.transcript is not None
    word = analysis.transcript.words[at]
    assert (word.text, word.start, word.probability) == ("log", SPOKEN.words[at].start, None)
    assert "the log files" in analysis.transcript.text
    assert SPOKEN.words[at].text == "lock"
    assert ("corrected", "Corrected by hand: 1 word.") in [
        (n.code, n.message) for n in analysis.notes
    ]


def test_no_correction_gives_the_same_document() -> None:
    """Without changes that hold, the analysis is the original's, note and all."""
    at = place("lock")
    log = Corrections().with_edit(NOW, changes=edit_words(SPOKEN, (), at, at, "log"))
    undone = log.with_edit(NOW, undoes=(1,))
    assert analyze(None, RECORDING, SPOKEN, ACTIVITY, corrections=undone) == analysed()
    redone = undone.with_edit(NOW, undoes=(2,))
    assert redone.changes() == log.changes()
    assert [edit.revision for edit in redone.since(1)] == [2, 3]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.integers(0, 6),
            st.lists(st.sampled_from(["I", "um,", "a", "stack", "fault.", "I like"]), max_size=9),
        ),
        max_size=6,
    )
)
def test_a_stretch_reads_as_it_was_typed(edits: list[tuple[int, int, list[str]]]) -> None:
    """Whatever was corrected before: after an edit its stretch reads the new words, in order."""
    short = timed(" ".join(TEXT.split()[:27]))
    log = Corrections()
    for first, length, texts in edits:
        last = min(first + length, 26)
        typed = " ".join(texts)
        log = log.with_edit(NOW, changes=edit_words(short, log.changes(), first, last, typed))
        corrected = correct_words(short, log.changes())
        inside = [
            w.text
            for w, origin in zip(corrected.transcript.words, corrected.origins, strict=True)
            if first <= origin <= last
        ]
        assert " ".join(inside) == " ".join(typed.split())
        starts = [w.start or 0 for w in corrected.transcript.words]
        assert starts == sorted(starts)
    analysis = analyze(None, None, short, None, corrections=log)
    covered = [i for s in analysis.star.sentences for i in range(s.first_word, s.last_word + 1)]
    assert analysis.transcript is not None
    assert covered == list(range(len(analysis.transcript.words)))
    assert from_json(to_json(log, indent=1), Corrections, origin="log") == log


def test_a_filler_is_struck_kept_and_added() -> None:
    """Struck ones vanish, added ones count as sure, a kept held sound becomes a hesitation."""
    before = analysed()
    assert [f.kind for f in before.fillers] == ["hesitation", "acoustic"]
    um, held = before.fillers
    origins = range(len(SPOKEN.words))
    struck = analysed(strike_or_keep(SPOKEN, origins, um, "strike"))
    assert [f.kind for f in struck.fillers] == ["acoustic"]
    like = place("like")
    added = analysed(add_filler(SPOKEN, like, like, "like"))
    assert [(f.text, f.kind, f.probability) for f in added.fillers][1] == ("like", "marker", 1.0)
    assert added.measures.n_markers == 1
    kept = analysed(strike_or_keep(SPOKEN, origins, held, "keep"))
    assert kept.measures.n_hesitations == 2
    assert kept.measures.n_acoustic == 0
    assert kept.measures.fillers_per_minute is not None
    floor, likely = (
        value * kept.measures.span_s / 60 for value in kept.measures.fillers_per_minute
    )
    assert round(floor) == 2
    assert round(likely) == 4  # the model is known to miss some more


def test_rulings_outlive_another_recognition() -> None:
    """A word found again elsewhere in the list and a little later in time is the same word."""
    um = analysed().fillers[0]
    log = Corrections().with_edit(
        NOW,
        changes=(
            strike_or_keep(SPOKEN, range(99), um, "strike"),
            *edit_words(SPOKEN, (), place("lock"), place("lock"), "log"),
        ),
    )
    again = replace(
        SPOKEN,
        words=(
            Word("So", 0.1, 0.3, 0.9),
            *(replace(w, start=(w.start or 0) + 0.1, end=(w.end or 0) + 0.1) for w in SPOKEN.words),
        ),
    )
    analysis = analyze(None, RECORDING, again, ACTIVITY, corrections=log)
    assert all(f.text != "um" for f in analysis.fillers)
    assert analysis.transcript is not None
    assert "log" in [w.text for w in analysis.transcript.words]


def test_what_fits_no_word_is_told() -> None:
    """A change whose word the new recognition does not hold is kept and counted as lost."""
    at = place("lock")
    changes = edit_words(SPOKEN, (), at, at, "log")
    other = timed(TEXT.replace("lock", "dog"))
    log = Corrections().with_edit(NOW, changes=changes)
    analysis = analyze(None, RECORDING, other, ACTIVITY, corrections=log)
    assert any("1 no longer fit" in n.message for n in analysis.notes)


def test_sentences_change_their_part_and_what_follows() -> None:
    """Seconds, shares, verdict and order are those of the moved sentences."""
    before = analysed()
    assert before.star.parts is not None
    story = before.star.sentences[-1]
    assert story.part != "task"
    moved = analysed(mark_part(SPOKEN, story.first_word, story.last_word, "task"))
    assert moved.star.parts is not None
    assert moved.star.sentences[-1].part == "task"
    assert moved.star.parts.task.verdict == "found"
    extra = (story.end or 0) - (story.start or 0)
    assert moved.star.parts.task.seconds == pytest.approx(
        (before.star.parts.task.seconds or 0) + extra, abs=0.01
    )
    shares = [getattr(moved.star.parts, p).share for p in ("situation", "task", "action", "result")]
    assert sum(shares) == pytest.approx(1, abs=0.01)


def test_a_verdict_is_the_candidates() -> None:
    """A part said to be missing has no sentence left, and the priority follows."""
    gone = analysed(VerdictChange("result", "missing"))
    assert gone.star.parts is not None
    assert (gone.star.parts.result.verdict, gone.star.parts.result.seconds) == ("missing", 0)
    assert all(s.part != "result" for s in gone.star.sentences)
    assert gone.priority is not None
    assert gone.priority.code == "missing-result"


def test_counts_are_of_what_reads_otherwise() -> None:
    """A word changed twice is one, a word changed back is none."""
    at = anchor_of(SPOKEN.words, 3)
    assert count_corrections([WordChange(at, "x"), WordChange(at, "y")]) == {"word": 1}
    assert count_corrections([WordChange(at, "x"), WordChange(at, at.text)]) == {}


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (2, 1), (0, 10_000)])
def test_words_that_are_not_there_are_refused(first: int, last: int) -> None:
    """A stretch outside the transcript is an error, not a guess."""
    with pytest.raises(TranscriptError):
        edit_words(SPOKEN, (), first, last, "x")


def test_control_characters_never_enter_a_word() -> None:
    """What is typed is cleaned before it is stored."""
    (change,) = edit_words(SPOKEN, (), 0, 0, "a\x1b[31m\u202eb")
    assert change.text == "a [31m b"

"""Pace by thirds, and what the analysis takes over from the sound."""

from __future__ import annotations

import pytest

from voicecoach.analysis import analyze
from voicecoach.analysis.voice import measure_pace_thirds, pace_change
from voicecoach.types import Activity, Recording, Span, Transcript, VoiceVariation, Word


def spoken(per_third, *, begin=1.0, third_s=10.0):
    """Return words spread evenly over thirds of this length, without pauses."""
    words = []
    for third, number in enumerate(per_third):
        for i in range(number):
            start = begin + third_s * (third + i / number)
            words.append(Word("word", start, start + 0.2, 0.9))
    return tuple(words), Activity(40.0, (Span(begin, begin + 3 * third_s),))


def test_pace_of_each_third():
    """Words a minute of each third of the speech; fillers are left out."""
    words, activity = spoken((20, 25, 30))
    assert measure_pace_thirds(words, activity, frozenset()) == (120, 150, 180)
    assert measure_pace_thirds(words, activity, frozenset({0, 1})) == (108, 150, 180)
    assert pace_change((120, 150, 180)) == pytest.approx(0.5)
    assert pace_change(None) is None


def test_pauses_take_no_part():
    """A long silence in the first third moves no word into another third."""
    words, _ = spoken((20, 25, 30))
    moved = tuple(
        w if w.start < 6 else Word(w.text, w.start + 8, w.end + 8, w.probability) for w in words
    )
    paused = Activity(50.0, (Span(1.0, 6.0), Span(14.0, 39.0)))
    assert measure_pace_thirds(moved, paused, frozenset()) == (120, 150, 180)


def test_too_little_for_thirds():
    """Few words, short thirds, typed words or no sound: no figure."""
    words, activity = spoken((9, 25, 30))
    assert measure_pace_thirds(words, activity, frozenset()) is None
    assert measure_pace_thirds(*spoken((20, 20, 20), third_s=4.0), frozenset()) is None
    typed = tuple(Word(word.text) for word in words)
    assert measure_pace_thirds(typed, activity, frozenset()) is None
    assert measure_pace_thirds(words, None, frozenset()) is None


@pytest.mark.parametrize(
    ("per_third", "timed", "why"),
    [((9, 25, 30), True, "10 words"), ((20, 25, 30), False, "no times")],
)
def test_no_pace_by_thirds_has_a_reason(per_third, timed, why):
    """Null where it was not measured, with the reason."""
    found = analysis_of(None, per_third, timed=timed)
    assert found.measures.pace_thirds_wpm is None
    assert why in {w.what: w.why for w in found.withheld}["pace_thirds_wpm"]


def analysis_of(voice, per_third=(20, 25, 30), *, timed=True):
    """Return the analysis of thirty seconds of speech with this variation."""
    words, activity = spoken(per_third)
    words = words if timed else tuple(Word(word.text) for word in words)
    activity = Activity(activity.duration_s, activity.speech, (), voice)
    text = " ".join(word.text for word in words)
    transcript = Transcript("faster-whisper", "base", "en", text, words)
    recording = Recording(40.0, 16_000, 640_000, "0" * 64, -3.0, 0.0, -60.0)
    return analyze(None, recording, transcript, activity)


def test_the_document_holds_the_figures_or_why_not():
    """Null where it was not measured, with the reason; nothing where it never was looked for."""
    whole = analysis_of(VoiceVariation(2.4, 5.1))
    assert whole.measures.pitch_variation_semitones == 2.4
    assert whole.measures.level_variation_db == 5.1
    assert whole.measures.pace_thirds_wpm == (120, 150, 180)
    assert not any(w.what == "pace_thirds_wpm" for w in whole.withheld)
    withheld = analysis_of(VoiceVariation(2.4, None, "", "The recording is clipped."))
    assert withheld.measures.level_variation_db is None
    assert {w.what: w.why for w in withheld.withheld}["level_variation_db"].endswith("clipped.")
    before = analysis_of(None)
    assert before.measures.pitch_variation_semitones is None
    assert not any("variation" in w.what for w in before.withheld)

"""analyze() and the rules behind each number; pure: types in, types out."""

from __future__ import annotations

import dataclasses
from typing import Any

from voicecoach import __version__
from voicecoach.analysis.advice import advise
from voicecoach.analysis.content import measure_content
from voicecoach.analysis.disfluencies import find_repetitions
from voicecoach.analysis.fillers import filler_words, find_fillers
from voicecoach.analysis.kinds import check_kind
from voicecoach.analysis.measures import measure
from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star import measure_star, withheld_reason
from voicecoach.analysis.timing import find_pauses, measure_latencies, measure_pace, silences
from voicecoach.types import (
    Activity,
    Analysis,
    Content,
    Pack,
    Question,
    QuestionRef,
    Recording,
    Star,
    Transcript,
    Withheld,
)

RULES_VERSION = "1"
"""Raised whenever the same input may give another document."""

DECIMALS = 3
"""Times to the millisecond, rates and shares finer than anybody reads."""


def analyze(
    question: Question | None,
    recording: Recording | None,
    transcript: Transcript | None,
    activity: Activity | None,
    *,
    pack: Pack | None = None,
    question_end_s: float | None = 0.0,
    previous: Analysis | None = None,
) -> Analysis:
    """Return everything that can be said about one answer.

    Parameters
    ----------
    question
        The question; without one the answer is taken to be of kind star.
    recording, activity
        The sound as a signal, and where there is voice in it; both null for text alone.
    transcript
        The words, ordered; null where there is no model.
    pack
        The question's pack, for qualities, company terms and expected shares.
    question_end_s
        When the question's sound was over, in seconds of the recording; null if unknown.
    previous
        The analysis of the take before, on whose priority this one is judged.

    Returns
    -------
    Analysis
        Values that could not be measured are null, and ``withheld`` says why.  The same
        input gives the same document.
    """
    words = transcript.words if transcript else ()
    quiet = silences(activity) if activity else ()
    ranges = split_sentences(words, quiet)
    pauses = find_pauses(activity, words, ranges) if activity else ()
    fillers = find_fillers(words, pauses, activity)
    skip = filler_words(fillers, words)
    latencies = measure_latencies(
        activity or Activity(0.0, ()), words, skip, question_end_s if activity else None
    )
    measures, withheld = measure(
        recording=recording,
        activity=activity,
        words=words if transcript else None,
        skip=skip,
        pauses=pauses,
        fillers=fillers,
        n_repetitions=len(find_repetitions(words, skip)),
        latencies=latencies,
    )
    star, content = Star(question is None or question.kind == "star"), Content()
    if transcript:
        star = measure_star(words, ranges, question, pack, skip)
        content = measure_content(words, ranges, question, pack, skip)
    trusted = measures.n_words is not None
    if star.applicable and (reason := _star_reason(transcript, trusted)):
        star = dataclasses.replace(star, parts=None, quantified_result=None, ownership=None)
        withheld = (*withheld, Withheld("star", reason))
    draft = Analysis(
        rules_version=RULES_VERSION,
        voicecoach_version=__version__,
        question=_reference(question),
        recording=recording,
        transcript=transcript,
        measures=measures,
        star=star,
        content=content if trusted else Content(),
        pace=measure_pace(words, skip) if trusted and activity else (),
        pauses=pauses,
        fillers=fillers,
        notes=check_kind(question, pack, words, ranges, star) if trusted else (),
        withheld=withheld,
    )
    notes, priority, follow_ups = advise(draft, question, pack, previous)
    done = dataclasses.replace(draft, notes=notes, priority=priority, follow_ups=follow_ups)
    rounded: Analysis = _round(done)
    return rounded


def _star_reason(transcript: Transcript | None, trusted: bool) -> str | None:
    if transcript is None:
        return "STAR needs words, and there are none."
    if not trusted:
        return "Most words are guesses: no verdict is built on them."
    return withheld_reason(transcript.words)


def _reference(question: Question | None) -> QuestionRef | None:
    if question is None:
        return None
    return QuestionRef(
        question.id,
        question.pack,
        question.kind,
        question.prompt,
        question.target_s,
        question.qualities,
    )


def _round(value: Any) -> Any:
    """Return the value with every float rounded: one place, so that documents stay equal."""
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, tuple):
        return tuple(_round(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _round(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return type(value)(**fields)
    return value

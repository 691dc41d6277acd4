"""analyze() and the rules behind each number: a pure function from values to values."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from voicecoach import __version__
from voicecoach.analysis.advice import advise, is_stopped_early
from voicecoach.analysis.content import measure_content
from voicecoach.analysis.corrections.apply import count_corrections, rule_fillers, rule_star
from voicecoach.analysis.corrections.log import Change, CorrectedWords, Corrections, correct_words
from voicecoach.analysis.disfluencies import find_repetitions
from voicecoach.analysis.fillers import filler_words, find_fillers, hesitation_words
from voicecoach.analysis.kinds import check_kind
from voicecoach.analysis.measures import measure, other_language
from voicecoach.analysis.praise import drop_doubted_praise
from voicecoach.analysis.sentences import split_sentences
from voicecoach.analysis.star.coverage import measure_star, withheld_reason
from voicecoach.analysis.timing import find_pauses, measure_latencies, measure_pace, silences
from voicecoach.analysis.voice import measure_pace_thirds, why_no_pace_thirds, why_no_variation
from voicecoach.types import (
    Activity,
    Analysis,
    Content,
    Note,
    Pack,
    Question,
    QuestionRef,
    Recording,
    Sentence,
    Star,
    Transcript,
    Withheld,
)

RULES_VERSION = "4"
"""Version of the rules, raised whenever the same input may give another document.  2: the third and
fourth STAR model, numbers as they are written, priorities by harm, variation of the voice.  3: the
fifth STAR model, a result found only from the border of an action, numbers after a month.  4: the
sixth, headings that decide, long settings, fractions, ages, praise without guessed sentences."""

DECIMALS = 3
"""Decimals of every number: times to the millisecond, rates and shares finer than needed."""


def analyze(
    question: Question | None,
    recording: Recording | None,
    transcript: Transcript | None,
    activity: Activity | None,
    *,
    pack: Pack | None = None,
    question_end_s: float | None = 0.0,
    previous: Analysis | None = None,
    corrections: Corrections | None = None,
    usual_wpm: float | None = None,
) -> Analysis:
    """Analyse one answer: measure it, find its parts, write its notes and choose a priority.

    Parameters
    ----------
    question
        The question; without one the answer counts as one of kind star.
    recording, activity
        Figures of the sound, and where there is voice in it; both None for text alone.
    transcript
        The words in order; None where there is no model.
    pack
        The question's pack, for qualities, company terms and expected shares.
    question_end_s
        End of the question's sound, in seconds of the recording; None if unknown.
    previous
        The analysis of the take before; this take is first judged on its priority.
    corrections
        The candidate's corrections; ``transcript`` is always the uncorrected one.
    usual_wpm
        The candidate's median rate over earlier answers; None where there are too few of them.

    Returns
    -------
    Analysis
        Values that could not be measured are null, and ``withheld`` says why.  The same
        input gives the same document.
    """
    changes = corrections.changes() if corrections else ()
    original, corrected = transcript, None
    if transcript and changes:
        corrected = correct_words(transcript, changes)
        transcript = corrected.transcript
    words = transcript.words if transcript else ()
    quiet = silences(activity) if activity else ()
    ranges = split_sentences(words, quiet)
    pauses = find_pauses(activity, words, ranges) if activity else ()
    language = transcript.language if transcript else "en"
    possible = transcript.possible_hesitations if transcript else ()
    fillers = find_fillers(words, pauses, activity, possible, language)
    if original and corrected:
        fillers = rule_fillers(fillers, corrected, original, changes)
    skip = filler_words(fillers, words)
    latencies = measure_latencies(
        activity or Activity(0.0, ()),
        words,
        hesitation_words(fillers),
        question_end_s if activity else None,
    )
    measures, withheld = measure(
        recording=recording,
        activity=activity,
        transcript=transcript,
        skip=skip,
        pauses=pauses,
        fillers=fillers,
        n_repetitions=len(find_repetitions(words, skip)),
        latencies=latencies,
    )
    voice = activity.voice if activity else None
    thirds = measure_pace_thirds(words, activity, skip) if measures.n_words else None
    measures = dataclasses.replace(
        measures,
        pitch_variation_semitones=voice.pitch_semitones if voice else None,
        level_variation_db=voice.level_db if voice else None,
        pace_thirds_wpm=thirds,
    )
    if thirds is None and measures.n_words is not None:
        withheld = (*withheld, *why_no_pace_thirds(words, activity))
    withheld = (*withheld, *why_no_variation(activity))
    star, content = Star(_asks_story(question)), Content()
    if transcript:
        star = measure_star(words, ranges, question, skip)
        if not _asks_story(question):
            star = Star(False, sentences=_without_parts(star.sentences))
        content = measure_content(words, ranges, question, pack, skip)
    if original and corrected:
        star = rule_star(star, corrected, original, skip, changes)
    trusted = measures.n_words is not None
    if star.applicable and (reason := _star_reason(transcript, trusted)):
        star = Star(applicable=True, sentences=_without_parts(star.sentences))
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
        notes=check_kind(question, pack, words, ranges) if trusted else (),
        withheld=withheld,
    )
    if is_stopped_early(draft):
        draft = dataclasses.replace(draft, content=Content())
    notes, priority, follow_ups = advise(draft, question, pack, previous, usual_wpm)
    foreign = other_language(transcript)
    first = (Note("other-language", "warn", foreign),) if foreign else ()
    notes = (*first, *drop_doubted_praise(notes, words), *_corrected_note(changes, corrected))
    done = dataclasses.replace(draft, notes=notes, priority=priority, follow_ups=follow_ups)
    rounded: Analysis = _round(done)
    return rounded


def _asks_story(question: Question | None) -> bool:
    """Return whether the answer should be a story, as it is where no question is known."""
    return question is None or question.asks_story


def _without_parts(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    return tuple(dataclasses.replace(s, part="other", probability=1.0, cues=()) for s in sentences)


def _corrected_note(changes: Sequence[Change], corrected: CorrectedWords | None) -> Iterator[Note]:
    """Yield the note that the answer was corrected, so that every rendering shows it."""
    counts = count_corrections(changes)
    if counts:
        said = ", ".join(f"{n} {what}{'s' * (n > 1)}" for what, n in counts.items())
        lost = len(corrected.lost) if corrected else 0
        rest = f" {lost} no longer fit the words." if lost else ""
        yield Note("corrected", "info", f"Corrected by hand: {said}.{rest}")


def _star_reason(transcript: Transcript | None, trusted: bool) -> str | None:
    if transcript is None:
        return "STAR needs words, and there are none."
    if (foreign := other_language(transcript)) is not None:
        return foreign
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
    """Round every float in the value, in this one place, so that equal input stays equal."""
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, tuple):
        return tuple(_round(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _round(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return type(value)(**fields)
    return value

"""Realistic analyses for tests: one complete answer and the states at the edge.

They are built, not measured: the words get plausible times one after the other, so that
everything a report prints can be checked against what stands here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Literal

from voicecoach.analysis import RULES_VERSION
from voicecoach.library import Entry, Library, TakeFolder
from voicecoach.types import (
    Analysis,
    Content,
    Filler,
    Flag,
    FollowUp,
    Measures,
    Mention,
    Note,
    Ownership,
    PacePoint,
    Pause,
    Priority,
    QualityEvidence,
    QuantifiedResult,
    Question,
    QuestionKind,
    QuestionRef,
    Recording,
    RepeatedPhrase,
    Sentence,
    SentencePart,
    Star,
    StarPart,
    StarParts,
    Transcript,
    Withheld,
    Word,
)

STARTED = datetime(2026, 11, 24, 10, 3, 12, tzinfo=timezone(timedelta(hours=1)))
PACK = "amazon-backend-developer"
LONG_PAUSE_S = 1.0

# (part, seconds of silence before it, sentence); [x] is a hesitation, {x} a marker
STORY: tuple[tuple[SentencePart, float, str], ...] = (
    ("situation", 0.8, "So, [um] in my last role at a payments company, orders began to fail."),
    ("situation", 0.4, "It was the Friday before our busiest weekend, and nobody knew why."),
    ("task", 0.5, "I was the engineer on call, so I had to decide whether to roll back."),
    ("action", 1.6, "First I looked at the error rates, and [uh] only one region was failing."),
    (
        "action",
        0.4,
        "I wrote down what I knew and what I did not know, and gave myself ten minutes.",
    ),
    ("action", 0.5, "Then I, {you know}, compared the last three deployments with the logs."),
    (
        "action",
        0.4,
        "The logs pointed at a change in our retry settings, but I could not prove it.",
    ),
    (
        "action",
        2.7,
        "I chose to turn the new setting off in that region alone, since I could undo it.",
    ),
    ("action", 0.4, "I told the team what I was doing and why, and I watched the graphs."),
    (
        "result",
        0.9,
        "In the end failures dropped from nine percent to under one within six minutes.",
    ),
    ("result", 0.4, "[Um] since then we write a switch for each risky change before it ships."),
)

QUESTION = Question(
    id="incomplete-information",
    pack=PACK,
    stage="hiring-manager",
    kind="star",
    prompt="Tell me about a decision you made with incomplete information. What came of it?",
    target_s=(60.0, 120.0),
    qualities=("bias-for-action", "ownership"),
    listens_for=("what you knew, and what you did not", "why waiting would have cost more"),
    pitfalls=("a decision that somebody else made",),
    follow_ups=(FollowUp("always", "What would you have done had it made things worse?"),),
)


def question(kind: QuestionKind = "star", question_id: str = "incomplete-information") -> Question:
    """Return a question of the given kind."""
    return replace(QUESTION, kind=kind, id=question_id)


def _ref(asked: Question) -> QuestionRef:
    return QuestionRef(
        asked.id, asked.pack, asked.kind, asked.prompt, asked.target_s, asked.qualities
    )


def _speak(
    story: tuple[tuple[SentencePart, float, str], ...],
) -> tuple[list[Word], list[Sentence], list[Pause], list[Filler]]:
    """Lay the sentences out in time: 0.16 s a word and 0.045 s a letter."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    pauses: list[Pause] = []
    fillers: list[Filler] = []
    now = 0.0
    for part, silence, sentence in story:
        if words:
            kind: Literal["brief", "long", "stall"] = "brief"
            if silence >= LONG_PAUSE_S:
                kind = "long" if silence < 2.5 else "stall"
            pauses.append(Pause(now, round(now + silence, 2), kind, len(words) - 1, True))
        now = round(now + silence, 2)
        first = len(words)
        for raw in sentence.split():
            text = raw.translate(str.maketrans("", "", "[]{}"))
            end = round(now + 0.16 + 0.045 * len(text), 2)
            if raw[0] in "[{":
                bare = text.strip(",.").lower()
                kind_of: Literal["hesitation", "marker"] = "hesitation"
                if raw[0] == "{":
                    kind_of = "marker"
                sure = 1.0 if raw[0] == "[" else 0.7
                bare = "you know" if bare == "you" else bare
                fillers.append(Filler(now, end, bare, kind_of, len(words), sure))
            words.append(Word(text, now, end, 0.93))
            now = end
        text = " ".join(word.text for word in words[first:])
        sentences.append(
            Sentence(text, words[first].start, now, first, len(words) - 1, part, 0.8, ("cue",))
        )
    return words, sentences, pauses, fillers


def _part(
    sentences: list[Sentence], name: str, verdict: Literal["found", "weak", "missing"], why: str
) -> StarPart:
    mine = [s for s in sentences if s.part == name]
    seconds = round(sum((s.end or 0) - (s.start or 0) for s in mine), 2)
    total = sum((s.end or 0) - (s.start or 0) for s in sentences)
    return StarPart(verdict, seconds, round(seconds / total, 3), mine[0].text if mine else "", why)


def complete_star() -> Analysis:
    """Return the analysis of a good, complete STAR answer of about 75 seconds."""
    words, sentences, pauses, fillers = _speak(STORY)
    end = words[-1].end or 0.0
    paused = sum(p.end - p.start for p in pauses)
    total = round(end + 0.9, 2)
    span = round(end - (words[0].start or 0), 2)
    minutes = span / 60
    stall = next(p for p in pauses if p.kind == "stall")
    acoustic = Filler(stall.end - 0.5, stall.end - 0.1, "(held sound)", "acoustic", None, 0.6)
    n_words = len(words) - len(fillers) - 1
    return Analysis(
        rules_version=RULES_VERSION,
        voicecoach_version="0.1.0",
        question=_ref(QUESTION),
        recording=Recording(total, 48_000, int(total * 48_000), "5a" * 32, -6.2, 0.0, -58.1),
        transcript=Transcript(
            "faster-whisper", "base.en", "en", " ".join(w.text for w in words), tuple(words)
        ),
        measures=Measures(
            total_s=total,
            span_s=span,
            phonation_s=round(span - paused, 2),
            pause_s=round(paused, 2),
            response_latency_s=words[0].start,
            first_word_latency_s=words[2].start,
            n_words=n_words,
            n_pauses=len(pauses),
            n_long_pauses=sum(p.kind != "brief" for p in pauses),
            longest_pause_s=2.7,
            speech_rate_wpm=round(n_words / minutes, 1),
            articulation_rate_wpm=round(n_words / ((span - paused) / 60), 1),
            n_hesitations=3,
            n_markers=1,
            n_acoustic=1,
            fillers_per_minute=(round(3 / minutes, 2), round(5 / minutes, 2)),
            n_repetitions=0,
        ),
        star=_star(sentences),
        content=_content(sentences),
        pace=tuple(
            PacePoint(start, start + 10, wpm)
            for start, wpm in ((0.0, 148.0), (10.0, 171.0), (20.0, 139.0), (30.0, 158.0))
        ),
        pauses=tuple(pauses),
        fillers=tuple(sorted([*fillers, acoustic], key=lambda f: f.start or 0)),
        notes=(
            Note("star-complete", "good", "All four parts are there, in order."),
            Note("result-quantified", "good", "Your result has a number: nine percent to one."),
            Note("result-short", "info", "The result gets little time; it is what is remembered."),
            Note(
                "stall",
                "warn",
                "One silence of 2.7 s falls before the decision.",
                stall.start,
                stall.end,
            ),
        ),
        priority=Priority(
            "result-short",
            "Your result is told in one breath, and it is what the interviewer remembers.",
            "Record again and give the last part 10 seconds more: say what changed for the "
            "customers, and what you would do differently.",
        ),
        follow_ups=("What would you have done had it made things worse?",),
    )


def _star(sentences: list[Sentence]) -> Star:
    return Star(
        applicable=True,
        sentences=tuple(sentences),
        parts=StarParts(
            _part(sentences, "situation", "found", "It names a time and a place."),
            _part(sentences, "task", "found", "It says what was yours to do."),
            _part(sentences, "action", "found", "You say what you did, step by step."),
            _part(sentences, "result", "weak", "There is a number, and little on what it meant."),
        ),
        order=("situation", "task", "action", "result"),
        quantified_result=QuantifiedResult(True, "failures dropped from nine percent to under one"),
        ownership=Ownership(i=11, we=1),
    )


def _content(sentences: list[Sentence]) -> Content:
    return Content(
        repeated_phrases=(RepeatedPhrase("the logs", 2, (31.0, 33.2)),),
        hedges=(Mention("I could not prove it", 36.0, 37.1),),
        vague_verbs=(Mention("looked at", 14.9, 15.6, "read, measured, compared"),),
        qualities=(
            QualityEvidence("bias-for-action", True, sentences[7].text),
            QualityEvidence("ownership", False, ""),
        ),
    )


def missing_result() -> Analysis:
    """Return a STAR answer that stops after the action, told with many fillers and "we"."""
    whole = complete_star()
    assert whole.star.parts is not None
    assert whole.transcript is not None
    last = whole.star.sentences[8].last_word
    words = whole.transcript.words[: last + 1]
    gone = StarPart("missing", 0.0, 0.0, "", "Nothing says how it ended.")
    return replace(
        whole,
        transcript=replace(
            whole.transcript,
            words=words,
            text=" ".join(w.text for w in words),
            flags=(Flag("low-probability", 20.1, 22.4, "These words are uncertain."),),
        ),
        star=replace(
            whole.star,
            sentences=whole.star.sentences[:9],
            parts=replace(whole.star.parts, result=gone),
            order=("situation", "task", "action"),
            quantified_result=QuantifiedResult(False, ""),
            ownership=Ownership(2, 9),
        ),
        measures=replace(whole.measures, fillers_per_minute=(9.1, 14.0), n_hesitations=8),
        fillers=whole.fillers[:-1],
        notes=(Note("no-result", "warn", "The answer stops before its result."),),
        priority=Priority("no-result", "The story has no ending yet.", "Say what came of it."),
    )


def without_transcript() -> Analysis:
    """Return what is known of a recording when no model was there to recognise its words."""
    whole = complete_star()
    why = "no recognition model is installed"
    return replace(
        whole,
        transcript=None,
        measures=replace(
            whole.measures,
            n_words=None,
            speech_rate_wpm=None,
            articulation_rate_wpm=None,
            first_word_latency_s=None,
            n_hesitations=None,
            n_markers=None,
            fillers_per_minute=None,
            n_repetitions=None,
        ),
        star=Star(applicable=True),
        content=Content(),
        pace=(),
        pauses=tuple(replace(p, after_word=None, at_clause_end=None) for p in whole.pauses),
        fillers=tuple(f for f in whole.fillers if f.kind == "acoustic"),
        notes=(Note("length-good", "good", "The length fits the question."),),
        priority=Priority(
            "no-words", "The words are still missing.", "Fetch a model, then analyse this again."
        ),
        follow_ups=(),
        withheld=tuple(
            Withheld(what, why)
            for what in ("speech_rate_wpm", "articulation_rate_wpm", "fillers_per_minute", "star")
        ),
    )


def introduction() -> Analysis:
    """Return the analysis of an answer to which STAR does not apply."""
    words, sentences, pauses, fillers = _speak(
        (
            ("other", 0.5, "I am a backend developer, and I build payment systems in Python."),
            ("other", 0.6, "Before that I worked for three years on a booking service."),
            ("other", 1.2, "I would like to work on systems that many people rely on."),
        )
    )
    whole = complete_star()
    asked = replace(
        question("introduction", "about-yourself"),
        prompt="Tell me about yourself.",
        target_s=(30.0, 90.0),
        qualities=(),
    )
    return replace(
        whole,
        question=_ref(asked),
        transcript=Transcript(
            "faster-whisper", "base.en", "en", " ".join(w.text for w in words), tuple(words)
        ),
        recording=replace(whole.recording, duration_s=15.0) if whole.recording else None,
        measures=replace(
            whole.measures, total_s=15.0, n_words=len(words), fillers_per_minute=(0.0, 0.0),
            n_hesitations=0, n_markers=0, n_acoustic=0, n_pauses=2, n_long_pauses=1,
            longest_pause_s=1.2,
        ),
        star=Star(applicable=False, sentences=tuple(sentences)),
        content=Content(),
        pace=(),
        pauses=tuple(pauses),
        fillers=tuple(fillers),
        notes=(
            Note("introduction-present", "good", "You say what you do now."),
            Note("introduction-why-here", "warn", "Nothing says why you want to work here."),
        ),
        priority=Priority(
            "introduction-why-here",
            "The introduction ends without this company in it.",
            "Close with one sentence on why you are here, today.",
        ),
        follow_ups=(),
    )  # fmt: skip


def typed_text() -> Analysis:
    """Return the analysis of a typed answer: words, and no time anywhere."""
    whole = complete_star()
    assert whole.transcript is not None
    assert whole.star.parts is not None
    words = tuple(Word(word.text) for word in whole.transcript.words)
    parts = whole.star.parts
    return replace(
        whole,
        recording=None,
        transcript=Transcript("text", None, "en", whole.transcript.text, words),
        measures=Measures(n_words=whole.measures.n_words, n_hesitations=3, n_markers=1),
        star=replace(
            whole.star,
            sentences=tuple(replace(s, start=None, end=None) for s in whole.star.sentences),
            parts=StarParts(
                *(
                    replace(getattr(parts, name), seconds=None)
                    for name in ("situation", "task", "action", "result")
                )
            ),
        ),
        content=Content(),
        pace=(),
        pauses=(),
        fillers=tuple(
            replace(f, start=None, end=None) for f in whole.fillers if f.word_index is not None
        ),
        notes=(Note("star-complete", "good", "All four parts are there, in order."),),
        withheld=(Withheld("speech_rate_wpm", "typed words have no times"),),
    )


def zero_words() -> Analysis:
    """Return the analysis of a recording in which the recogniser found no word."""
    bare = without_transcript()
    return replace(
        bare,
        question=None,
        transcript=Transcript("faster-whisper", "base.en", "en", "", ()),
        star=Star(applicable=False),
        measures=Measures(total_s=4.0, n_words=0, n_pauses=0),
        pauses=(),
        fillers=(),
        notes=(),
        priority=None,
        withheld=(Withheld("speech_rate_wpm", "no word was recognised"),),
    )


ALL = {
    "complete-star": complete_star,
    "missing-result": missing_result,
    "without-transcript": without_transcript,
    "introduction": introduction,
    "typed-text": typed_text,
    "zero-words": zero_words,
}


def fill_library(root: Path, *analyses: Analysis, days: int = 1) -> tuple[Library, list[Entry]]:
    """Store each analysis as a session of its own, a day apart; return the newest first."""
    library = Library(root)
    for number, analysis in enumerate(analyses):
        store(library, analysis, STARTED + timedelta(days=days * number))
    return library, list(library.entries())


def store(library: Library, analysis: Analysis, started: datetime = STARTED) -> TakeFolder:
    """Store one analysis as the only answer of a new session."""
    ref = analysis.question
    asked = QUESTION
    if ref:
        asked = replace(
            QUESTION, id=ref.id, kind=ref.kind, prompt=ref.prompt, target_s=ref.target_s
        )
    answer = library.create_answer(library.create_session(PACK, started), asked)
    take = library.create_take(answer)
    if analysis.transcript is not None:
        library.save_transcript(take, analysis.transcript)
    library.save_analysis(take, analysis)
    return take

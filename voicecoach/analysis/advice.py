"""What to tell the candidate: notes, exactly one priority, follow-ups.

The priority is the first that applies of: no specific episode; a missing part; no number in
the result; own part unclear; a part the kind asks for; length; pace; fillers.  The next take
is judged on it first.
"""

from __future__ import annotations

from collections.abc import Iterator

from voicecoach.analysis.disfluencies import find_false_starts
from voicecoach.analysis.star import is_episode, normalise_text
from voicecoach.types import (
    PARTS,
    Analysis,
    Note,
    Pack,
    PartName,
    Priority,
    Question,
    Star,
)

NEUTRAL_WPM = (120.0, 190.0)
"""Interviews run at about 190 words a minute, lectures at 140 to 155 (Tauroza and Allison 1990);
our choice of a band in which nothing is said about pace."""

UNHARMFUL_FILLERS = 5.0
"""Speeches with five fillers a minute were judged like those with none, twelve were not
(Laske and DiGennaro Reed 2024)."""

LATE_FIRST_WORD_S = 5.0
"""No study gives a number for interviews; half a minute's thought is fine if announced."""

DEFAULT_TARGET_S = (60.0, 180.0)
"""Without a question: advice pages say one and a half to three minutes."""

MOST_FOLLOW_UPS = 3

NOTE_CODES: dict[str, str] = {
    "retake-improved": "The priority of the take before is met now.",
    "retake-same": "The priority of the take before still stands.",
    "complete-story": "All four STAR parts were found.",
    "part-found": "A STAR part is clearly there.",
    "no-episode": "The answer tells of no specific past episode.",
    "part-missing": "A STAR part is missing.",
    "part-weak": "A STAR part is only hinted at.",
    "task-not-apart": "The task is not stated apart from the situation.",
    "number": "The result holds a number.",
    "no-number": "The result holds no number.",
    "own-part": "The action says what the candidate did.",
    "own-part-unclear": "The action says we and hardly ever I.",
    "good-length": "The length is within the target.",
    "too-short": "The answer is shorter than the target.",
    "too-long": "The answer is longer than the target.",
    "good-pace": "The pace lies in the neutral band.",
    "pace-fast": "Faster than the neutral band.",
    "pace-slow": "Slower than the neutral band.",
    "few-fillers": "Up to five fillers a minute: no harm was ever measured.",
    "many-fillers": "More than five fillers a minute.",
    "late-start": "The first word came late.",
    "pauses-inside": "Long pauses inside clauses.",
    "good-pauses": "Long pauses stand between clauses.",
    "quality-shown": "A quality the question asks for was heard.",
    "quality-not-shown": "A quality the question asks for was not heard.",
    "repeated-phrase": "A phrase is said again and again.",
    "false-start": "A word breaks off and something else begins.",
    "vague-verb": "A verb hides what was done.",
    "introduction-present": "The introduction says what the candidate does now.",
    "introduction-present-missing": "... and this says that it does not.",
    "introduction-past": "The introduction says where the candidate comes from.",
    "introduction-past-missing": "... and this says that it does not.",
    "introduction-why-here": "The introduction says why the candidate is here.",
    "introduction-why-here-missing": "... and this says that it does not.",
    "explain-definition": "The explanation says what the thing is.",
    "explain-definition-missing": "... and this says that it does not.",
    "explain-comparison": "The explanation compares.",
    "explain-comparison-missing": "... and this says that it does not.",
    "explain-example": "The explanation gives an example.",
    "explain-example-missing": "... and this says that it does not.",
    "motivation-company": "The motivation names something of the company's own.",
    "motivation-company-missing": "... and this says that it does not.",
    "motivation-link-missing": "The motivation is not linked to the candidate.",
    "ask-questions": "Questions were asked.",
    "ask-no-question": "No question was heard.",
    "ask-website": "A question that is answered elsewhere.",
    "ask-closed": "A question that can be answered with yes.",
}
"""Every note code and what it means; codes never change their meaning."""


def advise(
    draft: Analysis, question: Question | None, pack: Pack | None, previous: Analysis | None
) -> tuple[tuple[Note, ...], Priority | None, tuple[str, ...]]:
    """Return notes, the one priority, and follow-up questions for an analysis without them.

    ``draft.notes`` holds the notes of the kind's own checks and is kept.
    """
    notes = [*_star_notes(draft), *draft.notes, *_delivery_notes(draft, question)]
    notes += list(_content_notes(draft, pack))
    priority = _choose_priority(draft, notes, question)
    if previous is not None and previous.priority is not None:
        notes.insert(0, _judge_retake(draft, notes, previous.priority))
    return tuple(notes), priority, _follow_ups(draft, notes, question)


def _has_episode(draft: Analysis) -> bool:
    return is_episode([normalise_text(sentence.text) for sentence in draft.star.sentences])


def _star_notes(draft: Analysis) -> Iterator[Note]:
    star = draft.star
    if not star.applicable or star.parts is None:
        return
    if not _has_episode(draft):
        message = "This speaks in general. Tell of one time: when, where, what you did, what came."
        yield Note("no-episode", "warn", message)
        return
    verdicts = {name: getattr(star.parts, name) for name in PARTS}
    if all(part.verdict == "found" for part in verdicts.values()):
        yield Note("complete-story", "good", "You told a whole story: all four parts are there.")
    for name, part in verdicts.items():
        if part.verdict == "missing":
            code = "task-not-apart" if part.why.startswith("Not stated") else "part-missing"
            severity = "info" if code == "task-not-apart" else "warn"
            yield Note(code, severity, f"{name.capitalize()}: {part.why}")  # type: ignore[arg-type]
        elif part.verdict == "weak":
            message = f"{name.capitalize()} is only hinted at: “{part.quote}”"
            yield Note("part-weak", "info", message, *_place(star, part.quote))
        elif name == "action":
            message = f"What was done is clear: “{part.quote}”"
            yield Note("part-found", "good", message, *_place(star, part.quote))
    yield from _result_notes(star, verdicts["result"].verdict)
    yield from _ownership_notes(star, verdicts["action"].verdict)


def _result_notes(star: Star, verdict: str) -> Iterator[Note]:
    if star.quantified_result is None or verdict == "missing":
        return
    if star.quantified_result.found:
        quote = star.quantified_result.quote
        yield Note("number", "good", f"Your result has a number: “{quote}”", *_place(star, quote))
    else:
        yield Note("no-number", "warn", "Your result has no number: how much, how many, how fast?")


def _ownership_notes(star: Star, verdict: str) -> Iterator[Note]:
    own = star.ownership
    if own is None or verdict == "missing":
        return
    if own.we >= 3 and own.i * 2 < own.we:
        message = f"In the action you say we {own.we} times and I {own.i} times: what did you do?"
        yield Note("own-part-unclear", "warn", message)
    elif own.i >= 2:
        yield Note("own-part", "good", f"Your own part is clear: {own.i} times I in the action.")


def _place(star: Star, quote: str) -> tuple[float | None, float | None]:
    found = next((s for s in star.sentences if s.text == quote), None)
    return (found.start, found.end) if found else (None, None)


def _delivery_notes(draft: Analysis, question: Question | None) -> Iterator[Note]:
    yield from _length_notes(draft, question)
    yield from _pace_notes(draft)
    yield from _filler_notes(draft)
    yield from _pause_notes(draft)


def _length_notes(draft: Analysis, question: Question | None) -> Iterator[Note]:
    span = draft.measures.span_s
    if span is None:
        return
    low, high = question.target_s if question else DEFAULT_TARGET_S
    target = f"{low:.0f} to {high:.0f} s"
    if span < low:
        yield Note("too-short", "warn", f"{span:.0f} s is short; {target} leave room for more.")
    elif span > high:
        yield Note("too-long", "warn", f"{span:.0f} s is long; aim for {target}.")
    else:
        yield Note("good-length", "good", f"{span:.0f} s is a good length ({target}).")


def _pace_notes(draft: Analysis) -> Iterator[Note]:
    rate = draft.measures.speech_rate_wpm
    if rate is None:
        return
    if rate > NEUTRAL_WPM[1]:
        yield Note("pace-fast", "info", f"{rate:.0f} words a minute: faster than most.")
    elif rate < NEUTRAL_WPM[0]:
        yield Note("pace-slow", "info", f"{rate:.0f} words a minute: slower than most.")
    else:
        yield Note("good-pace", "good", f"{rate:.0f} words a minute is easy to follow.")


def _filler_notes(draft: Analysis) -> Iterator[Note]:
    if draft.measures.fillers_per_minute is None:
        return
    floor, likely = draft.measures.fillers_per_minute
    if floor > UNHARMFUL_FILLERS:
        message = f"At least {floor:.1f} fillers a minute; a silent pause does the same work."
        yield Note("many-fillers", "info", message)
    elif likely <= UNHARMFUL_FILLERS:
        message = f"{likely:.1f} fillers a minute were heard; up to 5 did no harm in a study."
        yield Note("few-fillers", "good", message)


def _pause_notes(draft: Analysis) -> Iterator[Note]:
    first = draft.measures.first_word_latency_s
    if first is not None and first > LATE_FIRST_WORD_S:
        message = f"Your first word came after {first:.1f} s. Thinking is fine: say that you do."
        yield Note("late-start", "info", message, 0.0, first)
    inside = [p for p in draft.pauses if p.kind != "brief" and p.at_clause_end is False]
    if len(inside) >= 2:
        message = f"{len(inside)} pauses over a second stand inside clauses; finish, then pause."
        yield Note("pauses-inside", "info", message, inside[0].start, inside[0].end)
    elif any(p.kind == "long" and p.at_clause_end for p in draft.pauses) and not inside:
        yield Note(
            "good-pauses", "good", "Your long pauses stand between clauses, where they help."
        )


def _content_notes(draft: Analysis, pack: Pack | None) -> Iterator[Note]:
    titles = {quality.name: quality.title for quality in pack.qualities} if pack else {}
    for quality in draft.content.qualities:
        title = titles.get(quality.name, quality.name)
        if quality.evidence:
            place = _place(draft.star, quality.quote)
            yield Note("quality-shown", "good", f"{title} is heard: “{quality.quote}”", *place)
        else:
            yield Note("quality-not-shown", "info", f"{title} was not heard in so many words.")
    for phrase in draft.content.repeated_phrases[:2]:
        message = f"You say “{phrase.text}” {phrase.count} times."
        yield Note("repeated-phrase", "info", message, phrase.starts[0])
    broken = find_false_starts(draft.transcript.words) if draft.transcript else ()
    if broken and draft.measures.n_words is not None:
        message = "You break off and begin anew" + (f" {len(broken)} times" * (len(broken) > 1))
        yield Note("false-start", "info", f"{message}.", broken[0].start, broken[0].end)
    for verb in draft.content.vague_verbs[:2]:
        yield Note("vague-verb", "info", f"“{verb.text}”: {verb.instead}", verb.start, verb.end)


def _choose_priority(
    draft: Analysis, notes: list[Note], question: Question | None
) -> Priority | None:
    codes = {note.code: note for note in notes}
    if draft.transcript is None:
        return _first(codes, ("too-short", "too-long", "late-start"), question)
    if "no-episode" in codes:
        return _priority(codes["no-episode"], "Begin with “One time, when I was …” and stay there.")
    missing = _missing_parts(draft.star)
    for name in ("result", "action", "situation", "task"):
        if name in missing:
            return Priority(f"missing-{name}", f"Your answer has no {name}.", _say(name, question))
    order = (
        "ask-no-question",
        "introduction-present-missing",
        "introduction-why-here-missing",
        "introduction-past-missing",
        "motivation-company-missing",
        "explain-definition-missing",
        "explain-example-missing",
        "explain-comparison-missing",
        "motivation-link-missing",
        "no-number",
        "own-part-unclear",
        "too-short",
        "too-long",
        "pace-fast",
        "pace-slow",
        "many-fillers",
        "pauses-inside",
        "ask-website",
        "ask-closed",
        "part-weak",
    )
    return _first(codes, order, question)


def _missing_parts(star: Star) -> list[PartName]:
    if star.parts is None:
        return []
    return [name for name in PARTS if getattr(star.parts, name).verdict == "missing"]


def _say(name: str, question: Question | None) -> str:
    about = f" for the question of {question.id.replace('-', ' ')}" if question else ""
    return {
        "situation": f"Open with one sentence{about}: when it was, where, what was at stake.",
        "task": "After the situation, say: “It was my job to …, because …”.",
        "action": "Say three things you did, each beginning with I: “First I …”.",
        "result": "End with: “As a result, … went from … to …, and I learned …”.",
    }[name]


TRY: dict[str, str] = {
    "no-number": "Add one number to the result: before and after, how many, how fast, how often.",
    "own-part-unclear": "Say I for what you did, and name who did the rest.",
    "too-short": "Give the action more room: two more steps, and why you chose them.",
    "too-long": "Cut the situation to two sentences and keep the action and the result.",
    "pace-fast": "Stop for one breath after each part of the story.",
    "pace-slow": "Decide on your three steps before you begin, and say them in a row.",
    "many-fillers": "When you look for a word, close your mouth and wait; it sounds calm.",
    "pauses-inside": "Finish the sentence first, then think.",
    "late-start": "Begin with “Let me think of a good example”, then think.",
    "part-weak": "Say that part in one plain sentence of its own.",
}


def _first(
    codes: dict[str, Note], order: tuple[str, ...], question: Question | None
) -> Priority | None:
    del question
    for code in order:
        if code in codes:
            return _priority(codes[code], TRY.get(code, codes[code].message))
    return None


def _priority(note: Note, try_next: str) -> Priority:
    return Priority(note.code, note.message, try_next)


def _judge_retake(draft: Analysis, notes: list[Note], before: Priority) -> Note:
    """Judge this take on the priority of the one before."""
    part = before.code.removeprefix("missing-")
    if part in PARTS and draft.star.parts is not None:
        now = getattr(draft.star.parts, part)
        if now.verdict == "missing":
            return Note("retake-same", "info", f"Last time no {part}; still none this time.")
        seconds = f"{now.seconds:.0f} s of it" if now.seconds else "it is there"
        number = draft.star.quantified_result
        extra = ", with a number" if part == "result" and number and number.found else ""
        place = _place(draft.star, now.quote)
        return Note(
            "retake-improved", "good", f"Last time no {part}; now {seconds}{extra}.", *place
        )
    if any(note.code == before.code for note in notes):
        return Note("retake-same", "info", f"As last time: {before.message}")
    return Note("retake-improved", "good", f"Done since last time: {before.try_next}")


def _follow_ups(draft: Analysis, notes: list[Note], question: Question | None) -> tuple[str, ...]:
    if question is None or draft.transcript is None:
        return ()
    codes = {note.code for note in notes}
    missing = set(_missing_parts(draft.star))
    text = normalise_text(draft.transcript.text)
    holds = {
        "always": True,
        "no_number": "no-number" in codes or "result" in missing,
        "only_we": "own-part-unclear" in codes,
        "no_alternative": not any(w in text for w in ("instead", "alternativ", "option", "rather")),
        "no_lesson": not any(w in text for w in ("learn", "lesson", "next time", "looking back")),
        "no_example": "explain-example-missing" in codes,
        "too_short": "too-short" in codes,
        **{f"no_{name}": name in missing for name in PARTS},
    }
    # what the answer itself calls for comes before what is always asked
    ordered = sorted(question.follow_ups, key=lambda one: one.when == "always")
    return tuple(one.ask for one in ordered if holds.get(one.when))[:MOST_FOLLOW_UPS]

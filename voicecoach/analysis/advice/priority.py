"""The one thing to work on next, and what to say instead, built from the answer itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from voicecoach.analysis.advice.asked import asked_deed, opening
from voicecoach.analysis.advice.delivery import commonest_filler
from voicecoach.analysis.advice.harm import MIN_HARM, harm_of, is_action_unclear
from voicecoach.analysis.advice.next_steps import TRY, smaller_step
from voicecoach.analysis.advice.story import ends_on_lesson
from voicecoach.analysis.advice.word_choice import (
    MIN_QUOTED_WORDS,
    outcomes_of,
    sentences_of,
    shorten,
)
from voicecoach.analysis.measures import are_words_guessed, other_language
from voicecoach.analysis.star.explained import NOT_PLAIN
from voicecoach.analysis.star.outcome import find_amount, is_lesson_alone
from voicecoach.analysis.words import normalise_text
from voicecoach.types import PARTS, Analysis, Note, PartName, Priority, Question, Star

MISSING_ORDER: tuple[PartName, ...] = ("result", "action", "situation", "task")
"""A story without an end is none; without a deed it is somebody else's."""

MIN_AIM = 0.5
"""Probability of being a task from which a sentence is quoted as what the candidate set out to do:
below, it was merely the nearest one and may be a complaint.  Own rule."""

WORDLESS = {
    "too-short": "Tell it again, and take the time for how it began and how it ended.",
    "too-long": "Tell it again, and leave out what you would miss least.",
    "late-start": TRY["late-start"],
}
"""What can be worked on where there are no words, and what to try: of no part is anything known."""

WORDS_UNSURE = Priority(
    "words-unsure",
    "Most of your words were not understood.",
    "Record it again, closer to the microphone or where it is quieter.",
)

CHOOSE_LANGUAGE = "Recognise it again, and name the language that you spoke."

PART_WEAK, NOT_CLEAR = "part-weak", " is not clear."
"""Code and message of a priority on a part that is only hinted at."""


def unclear_part(priority: Priority) -> PartName | None:
    """Return the part that a priority calls unclear; None where it is about something else."""
    if priority.code == PART_WEAK:
        return next((n for n in PARTS if priority.message == f"Your {n}{NOT_CLEAR}"), None)
    return None


def choose_priority(
    draft: Analysis,
    notes: Sequence[Note],
    question: Question | None,
    follow_ups: Sequence[str],
    previous: Analysis | None = None,
) -> Priority | None:
    """Return exactly one priority; nothing only where neither words nor length say anything.

    The finding that costs most comes first (harm.py); where none costs enough, the interviewer's
    next question.  Advice that was given twice and not acted on becomes a smaller step towards
    it, and after that gives way to the next finding.
    """
    codes = {note.code: note for note in reversed(notes)}  # the first of each code
    if draft.transcript is None or draft.measures.n_words is None:
        return _without_words(codes, draft)
    ranked = [
        priority
        for harm, priority in sorted(
            ((harm_of(p.code, draft), p) for p in _found(codes, draft, question, follow_ups)),
            key=lambda pair: -pair[0],
        )
        if harm >= MIN_HARM
    ]
    for priority in ranked:
        if not _is_stuck(previous, priority.code):
            return priority
        step = smaller_step(priority.code)
        if previous and previous.priority and previous.priority.try_next != step:
            return replace(priority, try_next=step)
    stands = "Leave that for now." if ranked else "This take stands."
    if follow_ups:
        try_next = f"Answer aloud, in half a minute: “{follow_ups[0]}”"
        return Priority("follow-up", f"{stands} Be ready for the next question.", try_next)
    if draft.measures.n_words:
        return Priority("again", stands, "Tell it again without notes; the wording may change.")
    return None


def _without_words(codes: dict[str, Note], draft: Analysis) -> Priority | None:
    """Return what can be worked on where no word is known, or none is trusted."""
    if foreign := other_language(draft.transcript):
        message, _, remedy = foreign.partition(". ")
        return Priority("other-language", f"{message.rstrip('.')}.", remedy or CHOOSE_LANGUAGE)
    if are_words_guessed(draft):
        return WORDS_UNSURE
    note = next((codes[code] for code in WORDLESS if code in codes), None)
    return Priority(note.code, note.message, WORDLESS[note.code]) if note else None


def _is_stuck(previous: Analysis | None, code: str) -> bool:
    """Return whether the two takes before had this priority and the second did not act on it."""
    return (
        previous is not None
        and previous.priority is not None
        and previous.priority.code == code
        and any(note.code == "retake-same" for note in previous.notes)
    )


def _found(
    codes: dict[str, Note], draft: Analysis, question: Question | None, follow_ups: Sequence[str]
) -> Iterator[Priority]:
    """Yield every finding that could be worked on."""
    if "no-episode" in codes:
        yield Priority("no-episode", codes["no-episode"].message, _one_time(question))
        return
    gone, parts = missing_parts(draft), draft.star.parts
    for name in MISSING_ORDER:
        part = getattr(parts, name) if parts else None
        if name in gone and part and not part.why.startswith(NOT_PLAIN):
            yield Priority(f"missing-{name}", f"Your answer has no {name}.", _say(name, draft))
        elif name != "result" and (name in gone or (name == "action" and is_action_unclear(draft))):
            # a result that is not plain is told below
            yield Priority(PART_WEAK, f"Your {name}{NOT_CLEAR}", _say(name, draft))
    if _result_is_weak(draft):
        quote = shorten(draft.star.parts.result.quote) if draft.star.parts else ""
        quote = quote if len(quote.split()) >= MIN_QUOTED_WORDS else ""
        hinted = f"Your result is only hinted at: “{quote}”"
        message = hinted if quote else "No sentence says plainly how it ended."
        if ends_on_lesson(draft):
            message = "You say what you learned. How it ended is not said plainly."
        yield Priority("weak-result", message, _say_result(draft))
    for note in codes.values():
        if note.code != "part-weak" and harm_of(note.code, draft) > 0:  # told above where it counts
            yield _of_note(note, draft, question, follow_ups)


def _of_note(
    note: Note, draft: Analysis, question: Question | None, follow_ups: Sequence[str]
) -> Priority:
    """Return a note as a priority, with what to try next."""
    try_next = _try(note.code, draft, question) or note.message
    if note.code == "too-short" and follow_ups and _has_example(draft):
        # it has its example already: what is asked next is what it leaves out
        try_next = f"Go one step further, and answer before it is asked: “{follow_ups[0]}”"
    return Priority(note.code, note.message, try_next)


def _has_example(draft: Analysis) -> bool:
    return any(note.code == "explain-example" for note in draft.notes)


def _result_is_weak(draft: Analysis) -> bool:
    """Return whether there is hardly an outcome: neither said plainly nor with a number."""
    parts, number = draft.star.parts, draft.star.quantified_result
    if parts is None or (number and number.found):
        return False
    hinted = parts.result.verdict == "weak" or parts.result.why.startswith(NOT_PLAIN)
    return hinted or ends_on_lesson(draft)


def missing_parts(draft: Analysis) -> list[PartName]:
    """Return the parts that are missing outright, task not counted where it is merely merged."""
    parts = draft.star.parts
    if parts is None:
        return []
    return [
        name
        for name in PARTS
        if getattr(parts, name).verdict == "missing"
        and not getattr(parts, name).why.startswith("Not stated")
    ]


def _one_time(question: Question | None) -> str:
    begin = opening(question.prompt) if question else None
    return f"Begin with “{begin or 'One time, when I was …'}” and stay with that one time."


def _say(name: PartName, draft: Analysis) -> str:
    """Return what one sentence could say for a missing part, out of the answer's own words."""
    star = draft.star
    told = {part: sentences_of(star, part) for part in PARTS}
    if name == "result":
        return _say_result(draft)
    if name == "action":
        anchor = (told["task"] or told["situation"])[-1:]
        after = f"After “{shorten(anchor[0].text)}” say" if anchor else "Say"
        return f"{after} three things you did, each beginning with I: “First I …”."
    if name == "situation":
        deed = asked_deed(draft.question.prompt) if draft.question else None
        when = f"when and where {deed}" if deed else "when it was, where"
        return f"Open with one sentence: {when}, and what was at stake."
    first = told["action"][:1]
    before = f"Before “{shorten(first[0].text)}” say" if first else "After the situation, say"
    return f"{before}: “It was my job to …, because …”."


def _say_result(draft: Analysis) -> str:
    star = draft.star
    aim = _aim(star)
    before = [s for s in star.sentences if s.part in ("situation", "task")]
    amount = next((a for s in before if (a := find_amount(s.text))), "")
    close = "End with: “As a result, … went from … to …, and I learned …”."
    if amount:
        close = f"End with: “As a result, it went from {amount} to …, and I learned …”."
    return f"You set out to do this: “{shorten(aim)}” How did it end? {close}" if aim else close


def _aim(star: Star) -> str:
    """Return the task as the answer says it; nothing where no sentence is plainly one."""
    if star.parts is None or star.parts.task.verdict != "found":
        return ""
    quote = star.parts.task.quote
    told = (s for s in star.sentences if s.part == "task" and s.text == quote)
    return quote if any(s.probability >= MIN_AIM for s in told) else ""


def _try(code: str, draft: Analysis, question: Question | None) -> str:
    """Return the advice for a code, with the answer's own words where they make it concrete."""
    star = draft.star
    if code == "no-number":
        quote = star.parts.result.quote if star.parts else ""
        if is_lesson_alone(quote):
            quote = next((s.text for s in reversed(outcomes_of(star))), "")
        about = f"Add one number to “{shorten(quote)}”" if quote else "Add one number"
        return f"{about}: how many, how long, how often, before and after."
    if code == "own-part-unclear":
        said = (s for s in sentences_of(star, "action") if _holds_we(s.text))
        quote = next((s.text for s in said), "")
        if quote:
            return f"Take “{shorten(quote)}” and say which of it was yours: “I …”."
    if code == "many-fillers":
        text, count = commonest_filler(draft)
        if count >= 3:  # three of one kind are a habit
            return f"Watch one word, “{text}”: when it comes, close your mouth and wait instead."
    if code == "too-long" and question is not None and question.kind != "star":
        return f"Keep the two strongest points and stop at {question.target_s[1]:.0f} s."
    if code == "too-short" and question is not None and question.kind != "star":
        return "Add one example from your own work."
    return TRY.get(code, "")


def _holds_we(text: str) -> bool:
    return re.search(r"\bwe\b", normalise_text(text)) is not None

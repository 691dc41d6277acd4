"""The one thing to work on next, and what to say instead, built from the answer itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from voicecoach.analysis.advice.asked import asked_deed, opening
from voicecoach.analysis.advice.delivery import commonest_filler
from voicecoach.analysis.advice.word_choice import sentences_of, shorten
from voicecoach.analysis.star.outcome import find_amount
from voicecoach.analysis.words import normalise_text
from voicecoach.types import PARTS, Analysis, Note, PartName, Priority, Question

MISSING_ORDER: tuple[PartName, ...] = ("result", "action", "situation", "task")
"""A story without an end is none; without a deed it is somebody else's."""

ORDER: tuple[str, ...] = (
    # no specific episode comes before all, then a missing part; the rest in this order:
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
    "blame",
    "not-my-area",
    "mistake-heard",
    "motivation-perks",
    "introduction-private",
    "ask-work-missing",
    "too-short",
    "too-long",
    "situation-long",
    "pace-fast",
    "pace-slow",
    "many-fillers",
    "pauses-inside",
    "ask-website",
    "ask-closed",
    "ask-few",
    "explain-decision-missing",
    "explain-depends",
    "introduction-proof-missing",
    "motivation-generic",
    "motivation-give-missing",
    "empty-words",
    "part-weak",
    "no-lesson",
    "hedge",
)
"""What comes first of what was noticed (docs/methods-star.md has the reasons)."""

WORDLESS = ("too-short", "too-long", "late-start")
"""What can be worked on where there are no words."""

TRY: dict[str, str] = {
    "own-part-unclear": "Say I for what you did, and name who did the rest.",
    "blame": "Tell it as a fact without an adjective, then begin the next sentence with I.",
    "not-my-area": "Go on with: “It was not mine, but I …”.",
    "mistake-heard": "Leave that sentence out of the next take.",
    "motivation-perks": "Keep pay and place for the offer; give two reasons about the work.",
    "introduction-private": "Begin with your present role, and stay with work for ninety seconds.",
    "ask-work-missing": "Ask one thing about the work: the first six months, the on-call load.",
    "too-short": "Give the action more room: two more steps, and why you chose them.",
    "too-long": "Cut the situation to two sentences and keep the action and the result.",
    "situation-long": "Cut the setting to two sentences: when and where, and what was at stake.",
    "pace-fast": "Stop for one breath after each part of the story.",
    "pace-slow": "Decide on your three steps before you begin, and say them in a row.",
    "many-fillers": "When you look for a word, close your mouth and wait; it sounds calm.",
    "pauses-inside": "Finish the sentence first, then think.",
    "late-start": "Begin with “Let me think of a good example”, then think.",
    "ask-few": "Bring three: about the work, the people, and how success is judged.",
    "explain-depends": "Say what it depends on, and what you would do in each case.",
    "empty-words": "Put one thing you did in its place: it shows what the word only claims.",
    "part-weak": "Say that part in one plain sentence of its own.",
    "no-lesson": "End with: “Since then I …”, one thing you do differently.",
    "hedge": "Say it once without the hedge, and hear how it sounds.",
    "ask-no-question": "Ask: “What would a good first six months look like in this role?”",
    "ask-website": "Ask instead what no page can tell: what is hard about the work just now.",
    "ask-closed": "Turn it round: begin the same question with what or how.",
    "introduction-present-missing": "First sentence: “I am a … at …, where I …”.",
    "introduction-why-here-missing": "Last sentence: “What I want from this role is …”.",
    "introduction-past-missing": "In the middle: “Before that I …, and that taught me …”.",
    "introduction-proof-missing": "Add: “One thing I built there is …, and it …”.",
    "motivation-company-missing": "Finish this sentence: “I use (or read about) your …, and …”.",
    "motivation-link-missing": "Add: “In my own work I …, and that is why …”.",
    "motivation-generic": "Replace it with one fact that is true of this company alone.",
    "motivation-give-missing": "Add: “The first thing I would like to work on is …”.",
    "explain-definition-missing": "Begin: “… is a … that …”, in words a friend would know.",
    "explain-example-missing": "Add: “For example, in my last project …”.",
    "explain-comparison-missing": "Add: “The alternative is …; it costs …, and this costs …”.",
    "explain-decision-missing": "End: “So I would take …, unless …”.",
}


def choose_priority(
    draft: Analysis, notes: Sequence[Note], question: Question | None, follow_ups: Sequence[str]
) -> Priority | None:
    """Return exactly one priority; nothing only where neither words nor length say anything.

    The order: no specific episode; a missing part; a result merely hinted at; what the kind
    asks for; no number in the result; own part unclear; a mistake that was heard; length; pace;
    fillers and pauses;
    finer points; and where all of that is well, the interviewer's next question.
    """
    codes = {note.code: note for note in reversed(notes)}  # the first of each code
    if draft.transcript is None or draft.measures.n_words is None:
        return _first(codes, WORDLESS, draft, question)
    if "no-episode" in codes:
        return Priority("no-episode", codes["no-episode"].message, _one_time(question))
    for name in MISSING_ORDER:
        if name in missing_parts(draft):
            return Priority(f"missing-{name}", f"Your answer has no {name}.", _say(name, draft))
    if _result_is_weak(draft):
        quote = shorten(draft.star.parts.result.quote) if draft.star.parts else ""
        hinted = f"Your result is only hinted at: “{quote}”"
        message = hinted if quote else "No sentence says plainly how it ended."
        return Priority("weak-result", message, _say_result(draft))
    chosen = _first(codes, ORDER, draft, question)
    if chosen is not None and chosen.code == "too-short" and "explain-example" in codes:
        # it has its example already: what is asked next is what it leaves out
        deeper = f"Go one step further, and answer before it is asked: “{follow_ups[0]}”"
        return replace(chosen, try_next=deeper) if follow_ups else chosen
    if chosen is None and follow_ups:
        try_next = f"Answer aloud, in half a minute: “{follow_ups[0]}”"
        return Priority("follow-up", "This take stands. Be ready for the next question.", try_next)
    if chosen is None and draft.measures.n_words:
        try_next = (
            "Tell it once more without looking at anything, and keep these words' order free."
        )
        return Priority("again", "This take stands.", try_next)
    return chosen


def _result_is_weak(draft: Analysis) -> bool:
    """Tell whether there is hardly an outcome: neither said plainly nor with a number."""
    parts, number = draft.star.parts, draft.star.quantified_result
    return parts is not None and parts.result.verdict == "weak" and not (number and number.found)


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
    aim = star.parts.task.quote if star.parts and star.parts.task.verdict == "found" else ""
    before = [s for s in star.sentences if s.part in ("situation", "task")]
    amount = next((a for s in before if (a := find_amount(s.text))), "")
    close = "End with: “As a result, … went from … to …, and I learned …”."
    if amount:
        close = f"End with: “As a result, it went from {amount} to …, and I learned …”."
    return f"You set out to this: “{shorten(aim)}” How did it end? {close}" if aim else close


def _first(
    codes: dict[str, Note], order: tuple[str, ...], draft: Analysis, question: Question | None
) -> Priority | None:
    for code in order:
        if code in codes:
            note = codes[code]
            return Priority(code, note.message, _try(code, draft, question) or note.message)
    return None


def _try(code: str, draft: Analysis, question: Question | None) -> str:
    """Return the advice for a code, with the answer's own words where they make it concrete."""
    star = draft.star
    if code == "no-number":
        quote = star.parts.result.quote if star.parts else ""
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

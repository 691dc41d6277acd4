"""The next take, judged first on the one thing that the take before left to do."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.advice.priority import unclear_part
from voicecoach.analysis.advice.word_choice import place_of, quoted
from voicecoach.types import PARTS, Analysis, Note, Priority


def judge_retake(
    draft: Analysis, notes: Sequence[Note], previous: Analysis, before: Priority
) -> Note:
    """Return the verdict on ``before``, the priority of ``previous``, with what moved."""
    unclear = unclear_part(before)
    part = unclear or before.code.removeprefix("missing-").removeprefix("weak-")
    if part in PARTS and draft.star.parts is not None:
        return _judge_part(draft, part, weak=not before.code.startswith("missing-"))
    if before.code == "stopped-early":
        return Note(
            "retake-improved", "good", "Last time you stopped early; this time you went on."
        )
    has_words = draft.measures.n_words is not None
    if before.code in ("other-language", "words-unsure"):
        if not has_words:
            return Note("retake-same", "info", "As last time your words could not be judged.")
        message = "Last time your words could not be judged; this time they can."
        return Note("retake-improved", "good", message)
    if before.code in ("follow-up", "again"):
        if any(note.code == "retake-same" for note in previous.notes):
            return Note("retake-same", "info", "Last time one thing was left aside.")
        return Note("retake-improved", "good", "Last time nothing was left to mend.")
    moved = _moved(draft, previous, before.code)
    again = next((note for note in notes if note.code == before.code), None)
    if again is not None:
        message = f"As last time: {moved or again.message}"
        return Note("retake-same", "info", message, again.start, again.end)
    if not has_words and previous.measures.n_words is not None:
        return Note("retake-same", "info", "Without words it cannot be said whether it is done.")
    return Note("retake-improved", "good", f"Done since last time: {moved or before.try_next}")


def _judge_part(draft: Analysis, part: str, *, weak: bool) -> Note:
    now = getattr(draft.star.parts, part)
    last = f"Last time your {part} was not clear" if weak else f"Last time no {part}"
    if now.verdict == "missing":
        ending = "this time it is not heard at all" if weak else "still none this time"
        return Note("retake-same", "info", f"{last}; {ending}.")
    if weak and now.verdict == "weak":
        return Note("retake-same", "info", f"{last}; it is not clear yet.")
    number = draft.star.quantified_result
    has_number = part == "result" and number is not None and number.found
    if weak:
        takes = f"takes {now.seconds:.0f} s" if now.seconds else "is clear"
        message = f"{last}; now it {takes}{' and has a number' * has_number}."
    else:
        seconds = f"{now.seconds:.0f} s of it" if now.seconds else "it is there"
        hint = ", though only hinted at" if now.verdict == "weak" else ""
        message = f"{last}; now {seconds}{', with a number' * has_number}{hint}."
    return Note("retake-improved", "good", message, *place_of(draft.star, now.quote))


def _moved(draft: Analysis, previous: Analysis, code: str) -> str:
    """Return the figure behind a priority, then and now; empty where it has none."""
    then, now = previous.measures, draft.measures
    if code in ("too-long", "too-short") and then.span_s and now.span_s:
        return f"{then.span_s:.0f} s last time, {now.span_s:.0f} s now."
    if code.startswith("pace") and then.speech_rate_wpm and now.speech_rate_wpm:
        return f"{then.speech_rate_wpm:.0f} words a minute, {now.speech_rate_wpm:.0f} now."
    if code == "many-fillers" and then.fillers_per_minute and now.fillers_per_minute:
        was, has = then.fillers_per_minute[0], now.fillers_per_minute[0]
        return f"at least {was:.1f} fillers a minute, {has:.1f} now."
    if code == "own-part-unclear" and previous.star.ownership and draft.star.ownership:
        was_own, own = previous.star.ownership, draft.star.ownership
        return f"I {was_own.i} and we {was_own.we} times, now I {own.i} and we {own.we} times."
    if code == "no-number" and draft.star.quantified_result and draft.star.quantified_result.found:
        return f"your result has a number now{quoted(draft, draft.star.quantified_result.quote)}"
    return ""

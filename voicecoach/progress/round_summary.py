"""What each round of a mock interview showed, in a few plain sentences.

Only what can be heard is judged: parts of stories and explanations, silence, length, and what the
questions looked for.  Nothing says whether anybody would be hired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from voicecoach.progress.debrief import DebriefAnswer
from voicecoach.progress.entry_figures import length_s
from voicecoach.progress.mock_debrief import SILENT_S, MockDebrief, RoundResult, SpokenWork
from voicecoach.report.wording import count, listing, seconds_text
from voicecoach.types import PARTS

MAX_NAMED = 4
"""Qualities in one sentence; the debrief lists all."""


def round_sentences(found: MockDebrief, one: RoundResult) -> list[str]:
    """Return what a round of ``found`` showed; one sentence where nothing was answered in it."""
    if not one.answers:
        return ["Nothing was answered in this round."]
    return [
        *_describe_stories(one.answers),
        *_describe_explanations(one.spoken_work),
        *_describe_silence(one.spoken_work),
        *_describe_lengths(one.answers),
        *_describe_qualities(found, one),
        *_describe_unjudged(one.answers),
    ]


def _describe_stories(answers: Sequence[DebriefAnswer]) -> Iterator[str]:
    verdicts = [a.entry.summary.star for a in answers if a.entry.summary and a.entry.summary.star]
    if not verdicts:
        return
    n, whole = len(verdicts), sum(set(star) == {"found"} for star in verdicts)
    unclear = Counter(
        part for star in verdicts for part, verdict in zip(PARTS, star, strict=True)
        if verdict != "found"
    )  # fmt: skip
    if whole == n:
        yield "Your story had all four parts." if n == 1 else f"All {n} stories had all four parts."
    elif n == 1:
        yield f"Your story left unclear: {listing(tuple(unclear))}."
    else:
        parts = listing([f"{part} in {k}" for part, k in unclear.most_common()])
        yield f"{whole or 'None'} of {n} stories had all four parts; not clear: {parts}."


def _describe_explanations(work: Sequence[SpokenWork]) -> Iterator[str]:
    judged = [one for one in work if one.parts or one.missing]
    if not judged:
        return
    n, said = len(judged), Counter(part for one in judged for part in one.parts)
    never = dict.fromkeys(part for one in judged for part in one.missing if part not in said)
    if said:
        of = f" of {n}" if n > 1 else ""
        parts = [f"{part} in {k}{of}" if of else part for part, k in said.most_common()]
        yield f"Parts of an explanation that were heard: {listing(parts)}."
    if never:
        yield f"Not heard: {listing(tuple(never))}."


def _describe_silence(work: Sequence[SpokenWork]) -> Iterator[str]:
    silences = [one.longest_silence_s for one in work if one.longest_silence_s is not None]
    if not silences:
        return
    longest, n_long = max(silences), sum(silence >= SILENT_S for silence in silences)
    if not n_long:
        yield f"While you thought, no silence was longer than {seconds_text(longest)}."
        return
    yield (
        f"{count(n_long, 'answer')} had a silence of {SILENT_S:.0f} s and more, the longest "
        f"{seconds_text(longest)}: say what you are weighing."
    )


def _describe_lengths(answers: Sequence[DebriefAnswer]) -> Iterator[str]:
    kinds: Counter[str] = Counter()
    for one in answers:
        length, target = length_s(one.entry.summary), one.entry.target_s
        if length is not None and target is not None:
            low, high = target
            short = round(length) < low  # parts of a second do not matter to a listener
            kinds["shorter" if short else "longer" if round(length) > high else "inside"] += 1
    n = kinds.total()
    if n == 1:
        (kind,) = kinds
        than = "inside its target length" if kind == "inside" else f"{kind} than its target"
        yield f"The answer was {than}."
    elif n:
        others = "".join(f", {kinds[kind]} {kind}" for kind in ("shorter", "longer") if kinds[kind])
        yield f"Inside their target length: {kinds['inside']} of {n} answers{others}."


def _describe_qualities(found: MockDebrief, one: RoundResult) -> Iterator[str]:
    judged = (answer for answer in one.answers if answer.has_words)
    asked = dict.fromkeys(name for answer in judged for name in answer.entry.qualities)
    absent = [name for name in asked if name not in one.shown]
    for heading, names in (("Shown", one.shown), ("Asked for and not shown", absent)):
        titles = [found.titles.quality(name) for name in names[:MAX_NAMED]]
        more = [f"{len(names) - MAX_NAMED} more"] if len(names) > MAX_NAMED else []
        if titles:
            yield f"{heading}: {listing([*titles, *more])}."


def _describe_unjudged(answers: Sequence[DebriefAnswer]) -> Iterator[str]:
    n = sum(not one.has_words for one in answers)
    if n:
        yield f"{count(n, 'answer')} without words could not be judged."

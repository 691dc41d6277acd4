"""Notes on the story: the episode, its parts and their order, the result, whose part it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voicecoach.analysis.advice.word_choice import (
    MIN_QUOTED_WORDS,
    holds_doubt,
    is_unsure,
    outcomes_of,
    place_of,
    quoted,
    sentences_of,
    shorten,
)
from voicecoach.analysis.content import VAGUE
from voicecoach.analysis.star.coverage import is_episode
from voicecoach.analysis.words import normalise, normalise_text
from voicecoach.types import PARTS, Analysis, Note, Pack, Star

DEFAULT_SHARES = (0.15, 0.10, 0.60, 0.15)
"""Situation, task, action, result; the advice pages of careers offices differ by a few per cent
(20/10/60/10, 15/10/60/15, 10/10/60/20)."""

MAX_SETTING = 1.6
"""Situation and task together may take this many times their expected share: 40 % where 25 %
are expected; advice pages go up to 30 %.  Own rule."""

MIN_SETTING_WORDS = 60
"""A setting of fewer words is no ramble, whatever its share: about 25 s.  Own rule."""

MAX_WE, MIN_I = 3, 0.5
"""From three times we on, with fewer than half as many I, nobody can tell whose part it was.
No tested ratio exists; own rule."""

PLAIN_LESSON = re.compile(
    r"\b(?:(?:learned|learnt) (?:that|to|how|not|never|from|the hard|a lesson|one thing)|"
    r"(?:the|my|a|one|this) (?:big |main |biggest )?(?:lesson|takeaway)|taught (?:me|us)|"
    r"what (?:i|we) (?:took|learned|learnt)|(?:in|with) hindsight|looking back|"
    r"(?:since then|ever since|from then on|these days|nowadays|next time),? (?:i|we)|"
    r"i (?:would|should) have (?:asked|told|checked|started|done|said|tested|written)|"
    r"if i did it again|would do (?:it )?differently|i have \w+ ever since)\b"
)
"""Words that say what somebody learned, and nothing else; only they are praised."""

MAX_AFTER = 3
"""A lesson stands in the last sentences: earlier ones are asides ("I learned a lot about mail in
those days").  Own rule."""

LESSON = re.compile(
    r"\b(?:learned|learnt|lesson|taught me|takeaway|next time|looking back|in hindsight|"
    r"with hindsight|since then|ever since|from then on|these days|nowadays|"
    r"(?:would|should) have (?:asked|told|checked|started|done|said|tested|written)|"
    r"i(?: still| always| never| now)+ \w+|i(?: \w+){1,10} now|if i did it again|"
    r"would do (?:it )?differently)\b"
)
"""Words with which people may tell what stayed with them: with one of them none is missed."""

STORY_FROM = 3
"""With so many parts found an answer is a story.  Own rule."""

MIN_RESULT = 0.3
"""Probability from which a sentence is a result for praise: its best one makes a story whole, and a
number in a likelier deed is none of the result.  Of 201 published answers cut off before their
result 8 % are still praised as whole, 12 % without this; uncut 66 and 70 %."""

OWN_WORDS = frozenset({"i", "we", "my", "our", "me", "us"})
"""Without any of them nobody tells of themselves."""

MIN_DEED_WORDS = 7
"""A shorter sentence leans on the one before and is not praised by itself.  Own rule."""

FAILURE = re.compile(
    r"\b(?:mistake|fail(?:ed|ure)?|went wrong|go wrong|regret|criticis\w+|criticiz\w+)\b"
)
"""A question about a failure asks for what was learned; a number would be beside the point."""


def asks_failure(draft: Analysis) -> bool:
    """Return whether the question is about a failure."""
    asked = draft.question
    return asked is not None and FAILURE.search(normalise_text(asked.prompt)) is not None


def has_episode(analysis: Analysis) -> bool:
    """Return whether the answer is an account of something that happened once.

    Notes under the headings of a story are one, however they are worded.
    """
    parts = analysis.star.parts
    if parts and sum(getattr(parts, name).verdict == "found" for name in PARTS) >= STORY_FROM:
        return True
    return is_episode([normalise_text(sentence.text) for sentence in analysis.star.sentences])


def ends_on_lesson(draft: Analysis) -> bool:
    """Return whether all that stands for a result is what was learned.

    Not where the question is about a failure: there the lesson is the end, and what went wrong
    often stands in front.
    """
    if asks_failure(draft):
        return False
    return bool(sentences_of(draft.star, "result")) and not outcomes_of(draft.star)


def story_notes(draft: Analysis, pack: Pack | None) -> Iterator[Note]:
    """Yield what there is to say about the story; nothing where STAR does not apply."""
    star = draft.star
    if not star.applicable or star.parts is None:
        return
    if not has_episode(draft):
        message = (
            "You spoke in general. Tell one real event: when, where, what you did, how it ended."
        )
        yield Note("no-episode", "warn", message)
        return
    verdicts = {name: getattr(star.parts, name) for name in PARTS}
    whole = all(part.verdict == "found" for part in verdicts.values())
    plain = _is_plain_result(star) and not ends_on_lesson(draft)
    if whole and plain and _is_ones_own(draft):
        yield Note("complete-story", "good", "You told a whole story: all four parts are there.")
    for name, part in verdicts.items():
        if part.verdict == "missing":
            soft = part.why.startswith("Not stated")
            code, severity = ("task-not-apart", "info") if soft else ("part-missing", "warn")
            yield Note(code, severity, f"{name.capitalize()}: {part.why}")  # type: ignore[arg-type]
        elif part.verdict == "weak":
            message = (
                f"{name.capitalize()} is only hinted at: “{shorten(part.quote)}”"
                if len(part.quote.split()) >= MIN_QUOTED_WORDS
                else f"{name.capitalize()}: {part.why}"
            )
            yield Note("part-weak", "info", message, *place_of(star, part.quote))
        elif name == "action" and _is_plain_deed(draft, part.quote):
            message = f"What you did is clear: “{shorten(part.quote)}”"
            yield Note("part-found", "good", message, *place_of(star, part.quote))
    yield from _result_notes(draft, verdicts["result"].verdict)
    yield from _lesson_notes(draft)
    yield from _ownership_notes(star, verdicts["action"].verdict)
    yield from _shape_notes(star, pack)


def _is_plain_result(star: Star) -> bool:
    """Return whether the result says what came of it, and is not merely what the story ends on."""
    number, told = star.quantified_result, sentences_of(star, "result")
    says_so = any(s.cues for s in told) or bool(number and number.found)
    return says_so and any(s.probability >= MIN_RESULT for s in told)


def _is_ones_own(draft: Analysis) -> bool:
    """Return whether the speaker comes into it at all; else a company's facts sound like a story.

    Of the corpus 2 of 897 whole stories have no such word.
    """
    words = draft.transcript.words if draft.transcript else ()
    return any(normalise(word.text).partition("'")[0] in OWN_WORDS for word in words)


def _is_plain_deed(draft: Analysis, quote: str) -> bool:
    """Return whether a sentence says by itself what one did; "I chose the latter" does not."""
    said = normalise_text(quote)
    if len(said.split()) < MIN_DEED_WORDS or not re.search(r"\bi\b", said):
        return False
    return not is_unsure(draft, quote) and not any(phrase in said for phrase in VAGUE)


def _result_notes(draft: Analysis, verdict: str) -> Iterator[Note]:
    star = draft.star
    if star.quantified_result is None or verdict == "missing":
        return
    if star.quantified_result.found:
        quote = star.quantified_result.quote
        said = (s for s in sentences_of(star, "result") if s.text == quote)
        plain = any(s.cues or s.probability >= MIN_RESULT for s in said)
        if plain and _is_ones_own(draft) and not holds_doubt(draft, quote, numbers_alone=True):
            message = f"Your result has a number{quoted(draft, quote)}"
            yield Note("number", "good", message, *place_of(star, quote))
    elif ends_on_lesson(draft):
        return  # a lesson needs no number
    elif verdict == "found" and not asks_failure(draft):
        yield Note("no-number", "warn", "Your result has no number: how much, how many, how fast?")


def _lesson_notes(draft: Analysis) -> Iterator[Note]:
    """Praise a lesson that is said plainly at the end; miss one softly."""
    sentences = draft.star.sentences
    parts = [sentence.part for sentence in sentences]
    begun = parts.index("action") if "action" in parts else 0
    for sentence in reversed(sentences[begun:][-MAX_AFTER:]):
        said = normalise_text(sentence.text)
        if PLAIN_LESSON.search(said) and not holds_doubt(draft, sentence.text):
            message = f"You say what stayed with you{quoted(draft, sentence.text)}"
            yield Note("lesson", "good", message, sentence.start, sentence.end)
            return
    heard = any(LESSON.search(normalise_text(s.text)) for s in sentences[begun:])
    if "action" in parts and not heard:
        yield Note(
            "no-lesson", "info", "What you took from it is not said; one sentence is enough."
        )


def _ownership_notes(star: Star, verdict: str) -> Iterator[Note]:
    own = star.ownership
    if own is None or verdict == "missing":
        return
    if own.we >= MAX_WE and own.i < MIN_I * own.we:
        never = {0: "never", 1: "once"}.get(own.i, f"{own.i} times")
        message = f"In the action: “we” {own.we} times, “I” {never}. What did you do yourself?"
        yield Note("own-part-unclear", "warn", message, *_first_we(star))
    elif own.i >= 2 and verdict == "found":
        yield Note("own-part", "good", f"Your own part is clear: {own.i} times I in the action.")


def _first_we(star: Star) -> tuple[float | None, float | None]:
    for sentence in sentences_of(star, "action"):
        if re.search(r"\bwe\b", normalise_text(sentence.text)):
            return sentence.start, sentence.end
    return None, None


def _shape_notes(star: Star, pack: Pack | None) -> Iterator[Note]:
    """Say where the setting takes too much, or comes back once the story is under way."""
    shares = pack.part_shares if pack else DEFAULT_SHARES
    expected = shares[0] + shares[1]
    parts = star.parts
    setting = (*sentences_of(star, "situation"), *sentences_of(star, "task"))
    n_words = sum(s.last_word - s.first_word + 1 for s in setting)
    if parts and parts.situation.share is not None and parts.task.share is not None:
        share = parts.situation.share + parts.task.share
        if share > MAX_SETTING * expected and n_words >= MIN_SETTING_WORDS:
            message = (
                f"The setting takes {100 * share:.0f} % of the answer; about "
                f"{100 * expected:.0f} % leave room for what you did."
            )
            yield Note("situation-long", "info", message, setting[0].start, setting[-1].end)
    labels = [s.part for s in star.sentences]
    if "action" in labels and "result" in labels:
        ended = max(i for i, label in enumerate(labels) if label == "action")
        for sentence in star.sentences[ended + 1 :]:
            if sentence.part == "situation":
                message = f"You go back to the setting late: “{shorten(sentence.text)}”"
                yield Note("situation-returns", "info", message, sentence.start, sentence.end)
                return

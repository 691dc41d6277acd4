"""What the action and the result hold: I and we, and a number that says how much changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from voicecoach.analysis.star.language import CONTENT, form, plain_tokens
from voicecoach.analysis.star.numbers import holds_quantity
from voicecoach.analysis.star.sentence_ends import SUBJECTS, VERBS
from voicecoach.analysis.words import normalise, normalise_text
from voicecoach.types import Ownership, QuantifiedResult, Sentence, Word

_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen)"
)
AMOUNT = re.compile(
    rf"(?<!\bin )(?<!\bwithin )(?<!\bfor )(?<!\buntil )(?<!\bhad )(?<!\bafter )(?<!\bwere )"
    rf"\b(?:\d[\d.,]*|(?:a )?{_WORD}(?:[ -](?:and )?{_WORD})*) "
    r"(?:percent|per cent|hours?|days?|weeks?|months?|minutes?|seconds?|milliseconds?|euros?|"
    r"pounds?|dollars?|calls?|tickets?|orders?|complaints?|errors?|points?)(?=\W|$)"
)
"""A quantity that can change; how long one had, or how many people one was, is none."""


MIN_PLAIN_WORDS = 7
"""A shorter sentence may lean on the one before.  Own rule."""

POINTING = frozenset({"the", "our", "my", "their", "his", "her", "its", "it", "them", "this"})
"""Words that begin what a verb acts on."""

ACHIEVED = re.compile(
    r"\b(?:achieved|accomplished|successfully|(?:met|hit|reached|exceeded|beat) "
    r"(?:the|our|every|all|my|its)(?: \w+){0,2} (?:deadlines?|goals?|targets?|dates?)|"
    r"on (?:time|schedule)|ahead of (?:time|schedule)|within budget)\b"
)
"""Words that say that what was set out to be done was done."""


def says_achieved(text: str) -> bool:
    """Tell whether a sentence of plain tokens says that something was achieved."""
    return ACHIEVED.search(text) is not None


LEARNED = re.compile(
    r"\b(?:(?:i|we)(?: have| also| really| then)* (?:learned|learnt)|"
    r"what (?:i|we) (?:learned|learnt|took)|"
    r"(?:the|my|one) (?:big |main |biggest |key )?(?:lesson|takeaway) (?:was|is|i|we|for me|here)|"
    r"(?:this|that|it|which) (?:has )?taught (?:me|us))\b"
)
"""Begins what somebody learned; of how it ended this says nothing."""


def before_lesson(text: str) -> str:
    """Return what a sentence says before it turns to what was learned; all of it without that."""
    plain = normalise_text(text)
    found = LEARNED.search(plain)
    return text if found is None else " ".join(text.split()[: plain.count(" ", 0, found.start())])


def is_lesson_alone(text: str) -> bool:
    """Return whether a sentence says what was learned, and nothing of how it ended."""
    before = before_lesson(text)
    return before != text and len(before.split()) < MIN_PLAIN_WORDS


NO_DEED = frozenset(
    {"think", "believe", "want", "like", "need", "feel", "know", "hope", "guess", "love", "prefer"}
    | {"enjoy", "see", "work", "live", "try", "mean", "understand", "remember", "learn", "find"}
    | {"value", "use", "agree"}
)
"""What one says of oneself in general, not of a step."""

BETWEEN = frozenset({"then", "also", "just", "first", "now"})


def tells_deed_now(tokens: Sequence[str]) -> bool:
    """Tell whether plain tokens tell a step in the present: "then I make a list"."""
    for i, token in enumerate(tokens):
        if token in {"i", "we"} and (i == 0 or form(tokens[i - 1]) != CONTENT):
            verb = next((t for t in tokens[i + 1 :] if t not in BETWEEN), "")
            if verb and form(verb) == CONTENT and verb not in NO_DEED:
                return True
    return False


def find_quantified(sentences: Sequence[Sentence]) -> QuantifiedResult:
    """Return the sentence of the result that says how much: the last one that does.

    A stretch of result between two stretches of action is an interim state and counts only where
    the answer has no other result.  A few words without a verb ("Half an hour a day each.") belong
    to the sentence before and are no result by themselves.  A lesson ("a funnel shows half of the
    picture") says nothing of how much.
    """
    for stretch in reversed(result_stretches(sentences)):
        if all(map(is_fragment, stretch)):
            continue
        for sentence in reversed(stretch):
            if holds_quantity(before_lesson(sentence.text)):
                return QuantifiedResult(True, sentence.text)
    return QuantifiedResult(False, "")


def is_fragment(sentence: Sentence) -> bool:
    """Return whether a sentence is short, shows no verb and no subject, and has no cue.

    A verb is known by its ending or by name, or, in the present tense ("teams use the template"),
    as a word of its own with "the" or "our" behind it.
    """
    plain = plain_tokens(normalise_text(sentence.text).split())
    told = any(form(token) in VERBS or token in SUBJECTS for token in plain) or any(
        form(first) == form(second) == CONTENT and third in POINTING
        for first, second, third in zip(plain, plain[1:], plain[2:], strict=False)
    )
    return len(plain) < MIN_PLAIN_WORDS and not sentence.cues and not told


def result_stretches(sentences: Sequence[Sentence]) -> list[tuple[Sentence, ...]]:
    """Return the stretches of result in their order, without those between two actions."""
    told = [sentence for sentence in sentences if sentence.part != "other"]
    runs = [(part, tuple(run)) for part, run in groupby(told, key=lambda one: one.part)]
    every = [run for part, run in runs if part == "result"]
    outside = [
        run
        for i, (part, run) in enumerate(runs)
        if part == "result"
        and not {i - 1, i + 1} <= {k for k, (p, _) in enumerate(runs) if p == "action"}
    ]
    return outside or every


def find_amount(text: str) -> str:
    """Return the last quantity with its unit in a text ("six hours"); empty where there is none."""
    found = AMOUNT.findall(normalise_text(text))
    return found[-1] if found else ""


def count_ownership(
    words: Sequence[Word], sentences: Sequence[Sentence], skip: frozenset[int]
) -> Ownership:
    """Return how often I and we are said inside the action; ``skip`` holds the fillers."""
    tokens = [
        normalise(words[i].text).partition("'")[0]
        for s in sentences
        if s.part == "action"
        for i in range(s.first_word, s.last_word + 1)
        if i not in skip
    ]
    return Ownership(i=tokens.count("i"), we=tokens.count("we"))

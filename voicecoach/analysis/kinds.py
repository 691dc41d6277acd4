"""What the other kinds ask: introduction, explanation, motivation, questions to ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicecoach.analysis.star import normalise_text
from voicecoach.analysis.words import text_of
from voicecoach.types import Note, Pack, Question, Star, Word

Check = tuple[str, str, re.Pattern[str], str, str]
"""Part, note code, what shows it, the note where it is there, the note where it is not."""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})(?=\W|$)")


INTRODUCTION: tuple[Check, ...] = (
    (
        "present",
        "introduction-present",
        _pattern(
            r"i am|i'm|i work|i currently|currently|at the moment|my (?:current )?role|today i"
        ),
        "You say what you do now.",
        "What you do now is not said: begin with your role in one sentence.",
    ),
    (
        "past",
        "introduction-past",
        _pattern(
            r"before that|previously|i (?:worked|studied|started|joined|built|led|graduated|spent|"
            r"moved|used to)|years? ago|for \w+ years|in my (?:last|previous)"
        ),
        "You say where you come from.",
        "Where you come from is not said: one earlier role or project, with its result.",
    ),
    (
        "why-here",
        "introduction-why-here",
        _pattern(
            r"why i|i'm looking|i am looking|i want to|i'd like to|i would like to|excited|"
            r"interested in|this role|this position|that's why|next step|strong candidate"
        ),
        "You say why you are here.",
        "Why you are here is not said: end with what you want from this role.",
    ),
)

EXPLAIN: tuple[Check, ...] = (
    (
        "definition",
        "explain-definition",
        _pattern(
            r"is (?:a|an|the|when|where)|are (?:a|the)?|means|stands for|lets you|allows|refers to"
        ),
        "You say what it is.",
        "What it is, in one sentence, is missing: begin with it.",
    ),
    (
        "comparison",
        "explain-comparison",
        _pattern(
            r"compared|instead|whereas|while|unlike|on the other hand|but|rather than|versus|"
            r"alternatively|trade-?offs?|cost|downside|drawback|faster|slower|depends"
        ),
        "You compare it with something.",
        "Nothing to compare with: name one alternative and what each costs.",
    ),
    (
        "example",
        "explain-example",
        _pattern(
            r"for example|for instance|such as|let's say|imagine|say you|suppose|in my|in our"
        ),
        "You give an example.",
        "There is no example: one from your own work makes it stick.",
    ),
)

OWN_LINK = _pattern(r"i (?:have|use|used|worked|built|want|would|learned|like|care)|my|for me|i'm")
WEBSITE = _pattern(r"what does (?:the|your) company do|how many employees|salary|holidays?|pay")
CLOSED = re.compile(r"^(?:and |so |well )?(?:do|does|did|is|are|can|could|will|would|have|has)\b")
ASKING = re.compile(
    r"^(?:and |so |well |then |also )*(?:what|how|why|when|where|who|which|could|can|would|do|does|"
    r"is|are|tell me|i'd (?:like|love) to (?:know|hear))\b"
)


def check_kind(
    question: Question | None,
    pack: Pack | None,
    words: Sequence[Word],
    ranges: Sequence[tuple[int, int]],
    star: Star,
) -> tuple[Note, ...]:
    """Return what the kind's own checks find; nothing for a STAR question or no words."""
    del star
    if question is None or question.kind == "star" or not words:
        return ()
    if question.kind == "introduction":
        return _check_all(INTRODUCTION, words, ranges)
    if question.kind == "explain":
        return _check_all(EXPLAIN, words, ranges)
    if question.kind == "motivation":
        return _check_motivation(pack, words, ranges)
    return _check_questions(words, ranges)


def _check_all(
    checks: Sequence[Check], words: Sequence[Word], ranges: Sequence[tuple[int, int]]
) -> tuple[Note, ...]:
    notes = []
    for _, code, pattern, there, gone in checks:
        at = _find(pattern, words, ranges)
        if at is None:
            notes.append(Note(f"{code}-missing", "warn", gone))
        else:
            notes.append(Note(code, "good", there, words[at[0]].start, words[at[1]].end))
    return tuple(notes)


def _find(
    pattern: re.Pattern[str], words: Sequence[Word], ranges: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    for first, last in ranges:
        if pattern.search(normalise_text(text_of(words, first, last))):
            return first, last
    return None


def _check_motivation(
    pack: Pack | None, words: Sequence[Word], ranges: Sequence[tuple[int, int]]
) -> tuple[Note, ...]:
    notes = []
    company = pack.company if pack else "the company"
    terms = [normalise_text(term) for term in pack.company_terms] if pack else []
    named = "|".join(re.escape(term) for term in terms)
    at = _find(_pattern(named), words, ranges) if named else None
    if at is not None:
        quote = text_of(words, *at)
        message = f"You name something of {company}'s own: “{quote}”"
        notes.append(
            Note("motivation-company", "good", message, words[at[0]].start, words[at[1]].end)
        )
    elif terms:
        message = (
            f"Nothing in it is {company}'s own: name one product, decision or habit of theirs, "
            "and why it matters to you."
        )
        notes.append(Note("motivation-company-missing", "warn", message))
    own = _find(OWN_LINK, words, ranges)
    if own is None:
        message = "It does not say what this has to do with you: link it to your own work."
        notes.append(Note("motivation-link-missing", "warn", message))
    return tuple(notes)


def _check_questions(words: Sequence[Word], ranges: Sequence[tuple[int, int]]) -> tuple[Note, ...]:
    texts = [(first, last, normalise_text(text_of(words, first, last))) for first, last in ranges]
    asked = [
        (first, last, text)
        for first, last, text in texts
        if ASKING.match(text) or words[last].text.endswith("?")
    ]
    if not asked:
        message = "No question was heard: ask what you would want to know before you say yes."
        return (Note("ask-no-question", "warn", message),)
    notes = [
        Note(
            "ask-questions",
            "good",
            f"You ask {len(asked)} question{'s' if len(asked) > 1 else ''}.",
            words[asked[0][0]].start,
            words[asked[0][1]].end,
        )
    ]
    for first, last, text in asked:
        place = (words[first].start, words[last].end)
        if WEBSITE.search(text):
            message = (
                f"“{text_of(words, first, last)}” is answered elsewhere: ask what only they know."
            )
            notes.append(Note("ask-website", "warn", message, *place))
        elif CLOSED.match(text):
            message = (
                f"“{text_of(words, first, last)}” can be answered with yes: begin with how or what."
            )
            notes.append(Note("ask-closed", "info", message, *place))
    return tuple(notes)

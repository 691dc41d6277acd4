"""What a question asks for, in words that a candidate can begin with.

"Tell me about a time you changed your mind. Why?" asks for something *you* did; "Describe the
hardest bug you have found" asks for a thing.  Both can open the answer, with you turned into I.
"""

from __future__ import annotations

import re

_TIME = re.compile(
    r"\b(?:a|one|another) (?:time|situation|moment|occasion)(?: at work)?,? "
    r"(?:when |in which |where |that )?(you\b[^.?!]*)",
    re.IGNORECASE,
)
_THING = re.compile(
    r"^(?:(?:please|can you|could you) )?(?:tell (?:me|us) about|describe|give (?:me|us)) "
    r"((?:an?|the|some|some(?:one|thing))\b[^.?!]*)",
    re.IGNORECASE,
)
_NO_THING = re.compile(r"(?:an example|(?:a|one) (?:time|situation|moment|occasion)|feedback)\b")
_TURNED = {
    "you": "I", "your": "my", "yours": "mine", "yourself": "myself", "you're": "I'm",
    "you've": "I've", "you'd": "I'd",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")

_OBJECT = re.compile(r"\b(of|for|with|to|about|from|by|near|around|asked|told|helped|gave) I\b")

MAX_PROMPT_WORDS = 16
"""A longer opening cannot be kept in mind."""

DANGLING = re.compile(r",? (?:and|or|but|because|so|which|who)\b[^,]*$")


def asked_deed(prompt: str) -> str | None:
    """Return what the question wants to be told of, as "you …": "you changed your mind"."""
    found = _TIME.search(prompt)
    return _short(found[1]) if found else None


def opening(prompt: str) -> str | None:
    """Return words to open the answer with, or nothing where the question gives none.

    "I changed my mind when …", "The hardest bug I have found was …".
    """
    deed = asked_deed(prompt)
    if deed:
        said = turn(deed)
        return f"{said[0].upper()}{said[1:]} when …"
    found = _THING.match(prompt)
    thing = _short(found[1]) if found else None
    if thing is None or _NO_THING.match(thing):
        return None
    said = turn(thing)
    return f"{said[0].upper()}{said[1:]} was …"


def turn(text: str) -> str:
    """Return a text with you turned into I, and its verb with it."""
    said = _WORD.sub(lambda match: _TURNED.get(match[0].lower(), match[0]), text)
    said = _OBJECT.sub(lambda match: f"{match[1]} me", said)
    said = re.sub(r"\bI and (my \w+|the other person)\b", r"\1 and I", said)
    return re.sub(r"\bI were\b", "I was", re.sub(r"\bI are\b", "I am", said))


def _short(text: str) -> str | None:
    """Return a clause short enough to be kept in mind: cut at a comma or a joint, or nothing."""
    text = re.sub(r", and (?:what|how|why)\b.*", "", text.strip(" ,;:"))
    if len(text.split()) > MAX_PROMPT_WORDS:
        text = text.partition(",")[0]
    if len(text.split()) > MAX_PROMPT_WORDS:
        text = DANGLING.sub("", text)
    return text if 2 <= len(text.split()) <= MAX_PROMPT_WORDS else None

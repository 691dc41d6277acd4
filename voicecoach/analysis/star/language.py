"""What the STAR model sees in words: plain tokens, and the grammar they leave when content goes.

Recognised text writes "didn't", "didnt" or "did not"; all three become the same two tokens.
Numbers become one token, said or written.  The *frame* of a sentence keeps its small words and
the form of its verbs and drops what it is about: "i <past> the x and <past> #" is the same frame
for a cook and for a developer, which is why a small corpus can teach it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from voicecoach.analysis.fillers import HESITATION

NUMBER = "#"
CONTENT = "x"
PAST = "<past>"

_SPLIT = {
    "im": ("i", "am"), "ive": ("i", "have"), "weve": ("we", "have"), "theyre": ("they", "are"),
    "dont": ("do", "not"), "didnt": ("did", "not"), "doesnt": ("does", "not"),
    "wasnt": ("was", "not"), "werent": ("were", "not"), "couldnt": ("could", "not"),
    "wouldnt": ("would", "not"), "hadnt": ("had", "not"), "havent": ("have", "not"),
    "hasnt": ("has", "not"), "isnt": ("is", "not"), "arent": ("are", "not"),
    "shouldnt": ("should", "not"), "cant": ("can", "not"), "cannot": ("can", "not"),
    "wont": ("will", "not"), "thats": ("that", "is"), "theres": ("there", "is"),
    "whats": ("what", "is"), "youre": ("you", "are"), "youve": ("you", "have"),
    "gonna": ("going", "to"), "wanna": ("want", "to"), "gotta": ("got", "to"),
    "can't": ("can", "not"), "won't": ("will", "not"),
}  # fmt: skip
_ENDINGS = {"'m": "am", "'ve": "have", "'re": "are", "'ll": "will", "'d": "'d", "'s": "'s"}

_IS_AFTER = frozenset({"that", "there", "what", "it", "he", "she", "here", "who", "where", "how"})

_NUMBERS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "hundreds thousand thousands million millions dozen dozens half third quarter twice".split()
)
_KEPT = frozenset(
    "i me my mine myself we us our ours ourselves you your yours he him his she her hers it its "
    "they them their theirs this that these those who whom whose which what where when why how "
    "am is are was were be been being do does did done have has had having will would can could "
    "shall should may might must not no nobody nothing none never ever always usually often "
    "sometimes to of in on at by for from with without about into onto over under after before "
    "during while until till since between against through up down out off back and or but so "
    "because if then than as the a an there here all every everyone everybody each some any one "
    "first second next finally eventually later now today still yet already again also just only "
    "even more less fewer most least much many few lot instead ago last same other another both "
    "very too quite really actually well okay yeah think believe want need going got get let like "
    "'d 's ended turned kept asked told said say says decided had needed supposed".split()
)
_IRREGULAR = frozenset(
    "went came got made took gave found knew thought told said saw felt left kept put set let ran "
    "wrote built sent spent lost won met paid sat stood held brought bought caught taught sold "
    "grew fell rose began broke chose drew drove ate spoke woke wore threw flew hid led read cut "
    "hit shut quit dug hung stuck swung meant dealt learnt slept swept crept fed fled lit shot "
    "slid split spread struck swore tore understood withdrew withheld overslept rang sang sank "
    "rebuilt rewrote redid reran undid overheard forgot forgave became bent bit bled blew burnt "
    "cost fought froze heard hurt knelt laid lay leant lent shook showed shown stole swam bound "
    "backed did".split()
)
_NOT_PAST = frozenset(
    "need feed speed seed deed weed bed red shed indeed hundred embed exceed proceed succeed "
    "agreed-upon sacred naked wicked".split()
)
_DIGITS = re.compile(r"^[$£€~+\-]?\d[\d.,:/]*(?:k|m|x|s|th|st|nd|rd|ms|gb|tb|am|pm|%|h)?\+?$")


@lru_cache(maxsize=8192)
def plain(token: str) -> tuple[str, ...]:
    """Return one word's plain tokens: contractions apart, numbers as one sign, no um."""
    if token in _SPLIT:
        return _SPLIT[token]
    if HESITATION.match(token):
        return ()
    if token in _NUMBERS or _DIGITS.match(token):
        return (NUMBER,)
    if token.endswith("n't"):
        return (token[:-3], "not")
    head, mark, tail = token.rpartition("'")
    if tail == "s" and head in _IS_AFTER:
        return (head, "is")
    if head and mark + tail in _ENDINGS:
        return (head, _ENDINGS[mark + tail])
    return (token,) if token else ()


def plain_tokens(tokens: Iterable[str]) -> list[str]:
    """Return the plain tokens of normalised words; numbers that follow each other are one."""
    out: list[str] = []
    for token in tokens:
        for part in re.split(r"[-/]", token) if "-" in token or "/" in token else (token,):
            for one in plain(part):
                if not (one == NUMBER and out and out[-1] == NUMBER):
                    out.append(one)
    return out


@lru_cache(maxsize=8192)
def form(token: str) -> str:
    """Return a small word as it is, and any other as its form."""
    if token in _KEPT or token == NUMBER:
        return token
    if token in _IRREGULAR or (token.endswith("ed") and len(token) > 3 and token not in _NOT_PAST):
        return PAST
    if token.endswith("ing") and len(token) > 4:
        return "<ing>"
    if token.endswith("ly") and len(token) > 4:
        return "<ly>"
    return CONTENT


def frame(tokens: Sequence[str]) -> list[str]:
    """Return the frame of plain tokens; content words that follow each other are one."""
    out: list[str] = []
    for token in tokens:
        one = form(token)
        if not (one == CONTENT and out and out[-1] == CONTENT):
            out.append(one)
    return out

"""Finds fillers of three kinds: hesitations, words used as fillers, and sounds without a word.

docs/methods.md has the sources of the rules.  ``probability`` is that of being a filler: from SURE
on a filler counts in the certain number, from POSSIBLE on in the likely one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicecoach.analysis.acoustic_fillers import find_acoustic_fillers
from voicecoach.analysis.words import has_break, tokens_of
from voicecoach.types import Activity, Filler, Pause, PossibleHesitation, Word

SURE = 0.8
POSSIBLE = 0.5
"""Probabilities from which a filler counts in the certain number, and in the likely one. Own rule,
tested by the 54 sentences of tests/analysis/test_fillers.py."""

CERTAIN_WORD, UNSURE_WORD = 0.3, 0.7
"""A written hesitation to which the recogniser without its prompt gives less than the first was
often written twice or never said (docs/lab/recognition.md); its probability is the second."""

HESITATION = re.compile(r"^(u+m+|u+h+m*|e+r+m*|h+m+|a+h+|e+h+|m+|uhm+|erm+)$")
BACKCHANNEL = frozenset({"mm-hm", "mhm", "uh-huh", "mm-hmm", "uhhuh"})

_BE = frozenset({"was", "is", "were", "are", "be", "been", "it's", "that's", "there's"})
_LIKE_VERB_SUBJECT = frozenset(
    {"i", "you", "we", "they", "he", "she", "would", "i'd", "to", "really", "don't", "didn't"}
    | {"also", "might", "people", "users", "customers", "who", "not"}
)
_LIKE_COMPARISON = frozenset(
    {"look", "looks", "looked", "feel", "feels", "felt", "sound", "sounds", "sounded", "seem"}
    | {"seems", "seemed", "something", "anything", "nothing", "things", "just", "more", "much"}
    | {"tools", "systems", "services", "companies", "exactly", "acted", "works", "worked"}
)
_DETERMINER = frozenset({"a", "an", "the", "this", "that", "what", "which", "some", "any", "every"})
_KNOW_BEFORE = frozenset(
    {"do", "did", "if", "as", "let", "don't", "didn't", "that", "what", "when", "because", "once"}
)
_KNOW_AFTER = frozenset(
    {"what", "how", "why", "when", "where", "who", "which", "that", "if", "whether", "the", "about"}
    | {"your", "my", "our", "this", "it", "them", "him", "her", "a"}
)
_QUANTITY = frozenset(
    {"ten", "twenty", "thirty", "forty", "fifty", "hundred", "two", "three", "four", "five", "six"}
    | {"seven", "eight", "nine", "twelve", "fifteen"}
)
_SO_NEXT = frozenset(
    {"that", "far", "much", "many", "long", "late", "early", "often", "few", "little", "called"}
    | {"badly", "hard", "quickly", "slow", "slowly", "bad", "good", "big", "important", "to"}
)
_SO_BEFORE = frozenset(
    {"do", "did", "think", "thought", "hope", "said", "say", "or", "even", "if", "not", "was"}
    | {"is", "were", "are", "been", "ever", "why", "doing", "more", "just"}
)


def find_fillers(
    words: Sequence[Word],
    pauses: Sequence[Pause],
    activity: Activity | None,
    possible: Sequence[PossibleHesitation] = (),
    language: str = "en",
) -> tuple[Filler, ...]:
    """Return every filler in the order of the words, sounds without a word by their time.

    Parameters
    ----------
    words
        Of the transcript.
    pauses
        Between them; a word beside one is more likely a filler.
    activity
        What the sound shows: held sounds; None for text.
    possible
        What the recogniser takes for hesitations although it wrote none.
    language
        The lists are English; for other languages only sounds are found.
    """
    tokens = tokens_of(words)
    if language != "en":
        return tuple(_likely_sounds((), words, activity, possible))
    beside_pause = {p.after_word for p in pauses} | {
        p.after_word + 1 for p in pauses if p.after_word is not None
    }
    judge = _Judge(words, tokens, frozenset(i for i in beside_pause if i is not None))
    found = list(judge.run())
    hesitations = [filler for filler in found if filler.kind == "hesitation"]
    found += _likely_sounds(hesitations, words, activity, possible)
    return tuple(sorted(found, key=lambda f: (f.start is None, f.start or 0.0, f.word_index or 0)))


def _likely_sounds(
    hesitations: Sequence[Filler],
    words: Sequence[Word],
    activity: Activity | None,
    possible: Sequence[PossibleHesitation],
) -> list[Filler]:
    sounds = find_acoustic_fillers(hesitations, words, activity, possible)
    return [sound for sound in sounds if sound.probability >= POSSIBLE]


def filler_words(fillers: Sequence[Filler], words: Sequence[Word]) -> frozenset[int]:
    """Return the indices of the words that are likely fillers, every word of a phrase."""
    indices: set[int] = set()
    for filler in fillers:
        if filler.word_index is not None and filler.probability >= POSSIBLE:
            length = len(filler.text.split())
            indices.update(range(filler.word_index, filler.word_index + length))
    return frozenset(index for index in indices if index < len(words))


def hesitation_words(fillers: Sequence[Filler]) -> frozenset[int]:
    """Return the indices of the words that are hesitations: "um" is one, "Well," is not."""
    return frozenset(
        f.word_index for f in fillers if f.kind == "hesitation" and f.word_index is not None
    )


class _Judge:
    """Gives each word its probability of being a filler, from its neighbours and punctuation."""

    def __init__(
        self, words: Sequence[Word], tokens: Sequence[str], beside_pause: frozenset[int]
    ) -> None:
        self._words = words
        self._tokens = tokens
        self._beside_pause = beside_pause
        letters = [char for word in words for char in word.text if char.isalpha()]
        self._shouted = sum(map(str.isupper, letters)) > len(letters) / 2
        """Whether the text is written in capitals, which then say nothing about a word."""

    def run(self) -> Iterator[Filler]:
        index = 0
        while index < len(self._tokens):
            length, kind, probability = self._judge(index)
            if probability >= POSSIBLE:
                yield self._filler(index, length, kind, probability)
                index += length
            else:
                index += 1

    def _judge(self, i: int) -> tuple[int, str, float]:
        token = self._tokens[i]
        if self._is_hesitation(i):
            return 1, "hesitation", self._hesitation(i)
        pair = f"{token} {self._at(i + 1)}"
        if pair in {"you know", "i mean", "sort of", "kind of"}:
            rule = {"you know": self._you_know, "i mean": self._i_mean}.get(pair, self._kind_of)
            return 2, "marker", rule(i)
        rules = {
            "like": self._like,
            "so": self._so,
            "right": self._right,
            "basically": self._adverb,
            "actually": self._adverb,
            "literally": self._adverb,
            "well": self._opener,
            "okay": self._opener,
            "ok": self._opener,
        }
        return (1, "marker", rules[token](i)) if token in rules else (1, "marker", 0.0)

    # --- the surroundings of a word ---

    def _at(self, i: int) -> str:
        return self._tokens[i] if 0 <= i < len(self._tokens) else ""

    def _opens(self, i: int) -> bool:
        """Whether a sentence begins here."""
        return i == 0 or self._words[i - 1].text[-1:] in {".", "?", "!"}

    def _fenced_before(self, i: int) -> bool:
        return i == 0 or has_break(self._words[i - 1].text) or self._hesitates(i - 1)

    def _fenced_after(self, i: int) -> bool:
        return i >= len(self._words) - 1 or has_break(self._words[i].text) or self._hesitates(i + 1)

    def _hesitates(self, i: int) -> bool:
        return self._is_hesitation(i) or (i in self._beside_pause and i - 1 in self._beside_pause)

    def _is_hesitation(self, i: int) -> bool:
        """Whether a word is a hesitation: "ER diagram" and "err on the side" have none."""
        token = self._at(i)
        if not HESITATION.match(token) or token in BACKCHANNEL or token == "m":
            return False
        if token == "err":  # a verb, unless it stands alone between commas
            return (i == 0 or has_break(self._words[i - 1].text)) and has_break(self._words[i].text)
        written = self._words[i].text.strip(".,;:!?…")
        return self._shouted or len(written) < 2 or not written.isupper()

    def _hesitation(self, i: int) -> float:
        """Return 1 for a certain hesitation, less for one that the sound hardly supports."""
        known = self._words[i].probability
        return 1.0 if known is None or known >= CERTAIN_WORD else UNSURE_WORD

    # --- one rule for each word: its probability of being a filler ---

    def _like(self, i: int) -> float:
        before, after = self._at(i - 1), self._at(i + 1)
        if before == "like" or after == "like":
            return 0.85
        if before in _LIKE_COMPARISON:
            return 0.0
        if self._fenced_before(i) and self._fenced_after(i) and i > 0:
            return 0.9
        if after in _QUANTITY or after.isdecimal():
            return 0.6
        pair = (before, "like")
        if pair in {
            (self._at(i - 3), self._at(i - 2)),
            (self._at(i + 1), self._at(i + 2)),
        }:
            return 0.0  # "I like, I like it": a repetition
        if before in _LIKE_VERB_SUBJECT:
            return 0.7 if self._fenced_after(i) and i + 1 < len(self._words) else 0.0
        if before in _BE | _DETERMINER:
            return 0.6 if after in _DETERMINER | {"really", "so", "very"} else 0.3
        return 0.8 if self._fenced_after(i) and self._fenced_before(i) else 0.0

    def _you_know(self, i: int) -> float:
        before, after = self._at(i - 1), self._at(i + 2)
        fenced = self._fenced_before(i) and self._fenced_after(i + 1)
        if fenced:
            return 0.9
        if before in _KNOW_BEFORE:
            return 0.0
        return 0.0 if after in _KNOW_AFTER else 0.6

    def _i_mean(self, i: int) -> float:
        before, after = self._at(i - 1), self._at(i + 2)
        if before in {"what", "that", "which", "done", "if"}:
            return 0.0
        if after in {"that", "it", "this", "to"} and not self._fenced_after(i + 1):
            return 0.0
        if self._fenced_after(i + 1) and not self._opens(i):
            return 0.55  # "in May, I mean, June" corrects a slip, so it may not be a filler
        return 0.85 if self._fenced_before(i) else 0.5

    def _kind_of(self, i: int) -> float:
        before = self._at(i - 1)
        if before in _DETERMINER | {"no", "same", "different", "these", "those", "new", "one"}:
            return 0.0
        return 0.9 if self._fenced_after(i + 1) else 0.7

    def _so(self, i: int) -> float:
        before, after = self._at(i - 1), self._at(i + 1)
        if after in _SO_NEXT or before in _SO_BEFORE:
            return 0.0
        if self._opens(i):
            return 0.85 if self._fenced_after(i) else 0.3
        if HESITATION.match(after) or after in {"yeah", "like", "basically", "you"}:
            return 0.6
        return 0.85 if self._fenced_before(i) and has_break(self._words[i].text) else 0.0

    def _right(self, i: int) -> float:
        after = self._at(i + 1)
        if after in {"away", "after", "now", "before", "there", "here", "then", "from", "at"}:
            return 0.0
        tag = i > 0 and has_break(self._words[i - 1].text) and has_break(self._words[i].text)
        if tag or (i > 0 and self._words[i].text.endswith("?") and self._fenced_before(i)):
            return 0.85
        return 0.0

    def _adverb(self, i: int) -> float:
        token = self._tokens[i]
        others = sum(1 for other in self._tokens if other == token)
        if self._fenced_before(i) and self._fenced_after(i):
            return 0.85
        if self._opens(i) and self._fenced_after(i):
            return 0.85
        return 0.55 if others >= 3 else 0.0

    def _opener(self, i: int) -> float:
        if self._opens(i) or self._fenced_before(i):
            return 0.85 if has_break(self._words[i].text) or self._hesitates(i + 1) else 0.3
        return 0.0

    def _filler(self, i: int, length: int, kind: str, probability: float) -> Filler:
        words = self._words[i : i + length]
        return Filler(
            start=words[0].start,
            end=words[-1].end,
            text=" ".join(self._tokens[i : i + length]),
            kind="hesitation" if kind == "hesitation" else "marker",
            word_index=i,
            probability=probability,
        )

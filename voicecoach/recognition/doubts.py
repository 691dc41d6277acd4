"""Doubts about recognised words: each is flagged and shown, none is removed.

Whisper invents stock phrases in silence, loops, and crowds words; about one recording in a
hundred holds sentences nobody said (Koenecke et al. 2024).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from voicecoach.analysis.measures import MIN_PROBABILITY
from voicecoach.recognition.alignment import end_of, span_of, start_of, voice_between
from voicecoach.types import Flag, PossibleHesitation, Span, Word

MIN_VOICE_S = 0.05
"""A word with less voice under it than half a syllable was not said there (own rule)."""

MIN_SEGMENT_VOICE_S = 0.25
"""A whole segment with less voice than one short word (own rule)."""

TOLERANCE_S = 0.05
"""Added at both ends before voice is looked for: Whisper's times step by 0.02 s and the edges
of speech are exact to about as much."""

MAX_WORDS, PER_SECONDS = 16, 2.0
"""Eight words a second: the fastest speakers reach six."""

MAX_LOOP = 4
MAX_REPEATS = 4
"""The same one to four words more than four times in a row are a loop if the voice under them is
too short for them: people do say "uh" six times, and a loop runs faster than speech."""

MAX_REPEATED_PER_S = 5.0
"""Repeated words a second of voice; halting repetitions have two to four."""

MAX_SPOKEN_REPEATS = 10
"""Nobody says the same more often than this in a row, however slowly (own rule)."""

MAX_COMPRESSION = 2.4
"""Whisper's own threshold for text that repeats itself (compression_ratio_threshold)."""

UNHEARD_S = 2.0
"""Voice of this length without any word is decoded again, and deserves a line if that did not help
(own rule)."""

LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""Names of the languages that Whisper knows best; another is called by its two letters."""

NEVER_IN_AN_ANSWER = (
    "thank you for watching",
    "thanks for watching",
    "please subscribe",
    "like and subscribe",
    "subscribe to my channel",
    "see you in the next video",
    "subtitles by",
)
STOCK_PHRASES = (*NEVER_IN_AN_ANSWER, "thank you very much", "see you next time", "thank you")
"""What Whisper was trained to find at the silent ends of videos."""

STOCK_SEGMENTS = ("you", "bye", "okay", "so")
"""The same, where they are all that a segment holds."""

LEAKED_WORDS, CERTAINLY_LEAKED_WORDS = 5, 8
"""Words of the prompt in its own order: so many over silence, or so many anywhere, are no
coincidence (own rule)."""


@dataclass(frozen=True, slots=True)
class RecognisedSegment:
    """One segment as the recogniser gave it: its words in its own times, zlib's ratio.

    ``possible_hesitations`` were not written, but the sound speaks for them.
    """

    words: tuple[Word, ...]
    compression_ratio: float
    possible_hesitations: tuple[PossibleHesitation, ...] = ()
    language: str = ""
    """What a multilingual model takes the sound for, where it is sure; two letters."""


def find_flags(
    segments: Sequence[RecognisedSegment],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    prompt: str = "",
) -> tuple[Flag, ...]:
    """Return every doubt, in the order of time.

    Parameters
    ----------
    segments
        What the recogniser heard, in its own times: voice is looked for there.
    placed
        The same words, one for one, as the transcript has them: flags bear these times.
    speech
        Where there is voice, from the signal; rules that need it rest if it is not known.
    prompt
        The hint given to the recogniser, whose words must not come back as the answer.
    """
    heard = list(chain.from_iterable(segment.words for segment in segments))
    doubted: set[int] = set()
    flags = [
        *_stock_phrases(segments, heard, placed, speech, doubted),
        *_leaked_prompt(heard, placed, speech, prompt, doubted),
        *_without_voice(segments, heard, placed, speech, doubted),
        *_too_fast(placed),
        *_loops(placed, speech),
        *_compressible(segments, placed),
        *_unheard(placed, speech),
        *_guesses(placed),
    ]
    return tuple(sorted(flags, key=lambda flag: (flag.start or 0.0, flag.end or 0.0, flag.code)))


def doubt_language(
    heard: Sequence[RecognisedSegment], language: str, duration: float
) -> tuple[Flag, ...]:
    """Return the doubt that another language was spoken than was asked for, if most pieces say so.

    Its words are those of a recogniser that was told to write ``language``: no figure of them
    means anything.
    """
    found = Counter(one.language for one in heard if one.language)
    if not found:
        return ()
    likeliest, n_pieces = found.most_common(1)[0]
    if likeliest == language or 2 * n_pieces <= found.total():
        return ()
    spoken, wanted = (LANGUAGES.get(one, f"“{one}”") for one in (likeliest, language))
    message = (
        f"This sounds like {spoken}, and was recognised as {wanted}: the words say nothing. "
        f"Say `--language {likeliest}`, with a model that knows it (`voicecoach models list`)."
    )
    return (Flag("other-language", 0.0, round(duration, 3), message),)


def _plain(text: str) -> str:
    return re.sub(r"[^\w']", "", text.casefold().replace("’", "'"))


def _quote(words: Sequence[Word], most: int = 6) -> str:
    shown = " ".join(word.text for word in words[:most])
    return f"“{shown}{' …' if len(words) > most else ''}”"


def _voice_under(words: Sequence[Word], speech: Sequence[Span]) -> float:
    """Return the seconds of voice under words, each with the tolerance at both ends."""
    start, end = start_of(words[0]) - TOLERANCE_S, end_of(words[-1]) + TOLERANCE_S
    return voice_between(speech, start, end)


def _over_silence(words: Sequence[Word], speech: Sequence[Span]) -> bool:
    """Return whether a phrase has less than half of itself, and less than 0.5 s, in voice."""
    length = end_of(words[-1]) - start_of(words[0])
    return _voice_under(words, speech) < max(MIN_SEGMENT_VOICE_S, min(0.5, length / 2))


def _stock_phrases(
    segments: Sequence[RecognisedSegment],
    heard: Sequence[Word],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    doubted: set[int],
) -> Iterator[Flag]:
    places = _stock_places(segments, heard, only_certain=speech is None)
    # at one place the longest first: it holds the others
    for first, last in sorted(places, key=lambda place: (place[0], -place[1])):
        indices = set(range(first, last + 1))
        if indices <= doubted:
            continue  # "thank you" inside "thank you for watching"
        if speech is not None and not _over_silence(heard[first : last + 1], speech):
            continue
        doubted |= indices
        said = placed[first : last + 1]
        yield Flag(
            "stock-phrase",
            *span_of(said),
            f"{_quote(said)} is what recognisers often write over silence; it may be invented.",
        )


def _stock_places(
    segments: Sequence[RecognisedSegment], heard: Sequence[Word], *, only_certain: bool
) -> Iterator[tuple[int, int]]:
    """Yield the indices (first, last) of each stock phrase."""
    plain = [_plain(word.text) for word in heard]
    for phrase in NEVER_IN_AN_ANSWER if only_certain else STOCK_PHRASES:
        wanted = phrase.split()
        for index in range(len(plain) - len(wanted) + 1):
            if plain[index : index + len(wanted)] == wanted:
                yield index, index + len(wanted) - 1
    index = 0
    for segment in segments:
        alone = " ".join(_plain(word.text) for word in segment.words).strip()
        if segment.words and not only_certain and (not alone or alone in STOCK_SEGMENTS):
            yield index, index + len(segment.words) - 1
        index += len(segment.words)


def _leaked_prompt(
    heard: Sequence[Word],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    prompt: str,
    doubted: set[int],
) -> Iterator[Flag]:
    wanted = [_plain(word) for word in prompt.split()]
    plain = [_plain(word.text) for word in heard]
    index = 0
    while index < len(plain):
        size = max((_common(plain[index:], wanted[at:]) for at in range(len(wanted))), default=0)
        words = heard[index : index + size]
        if size >= CERTAINLY_LEAKED_WORDS or (
            size >= LEAKED_WORDS and (speech is None or _over_silence(words, speech))
        ):
            doubted |= set(range(index, index + size))
            said = placed[index : index + size]
            message = f"{_quote(said)} is the hint that the recogniser was given, not an answer."
            yield Flag("stock-phrase", *span_of(said), message)
        index += max(1, size)


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    """Return how many words two lists share from their beginnings on."""
    for n, (a, b) in enumerate(zip(one, two, strict=False)):
        if a != b:
            return n
    return min(len(one), len(two))


def _without_voice(
    segments: Sequence[RecognisedSegment],
    heard: Sequence[Word],
    placed: Sequence[Word],
    speech: Sequence[Span] | None,
    doubted: set[int],
) -> Iterator[Flag]:
    if speech is None:
        return
    # a word was placed into the voice beside it that no other word claims, if there is any
    silent = {i for i, word in enumerate(placed) if _voice_under([word], speech) < MIN_VOICE_S}
    index = 0
    for segment in segments:
        indices = set(range(index, index + len(segment.words)))
        both = (heard[index : index + len(segment.words)], placed[index : index + len(indices)])
        if indices and all(_voice_under(words, speech) < MIN_SEGMENT_VOICE_S for words in both):
            silent |= indices
        index += len(segment.words)
    for first, last in _runs(silent - doubted):
        said = placed[first : last + 1]
        message = f"There is no sound where {_quote(said)} stands; it may be invented."
        yield Flag("no-voice", *span_of(said), message)


def _runs(indices: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of each run of neighbouring numbers."""
    for first in sorted(index for index in indices if index - 1 not in indices):
        last = first
        while last + 1 in indices:
            last += 1
        yield first, last


def _too_fast(placed: Sequence[Word]) -> Iterator[Flag]:
    crowded: set[int] = set()
    for index in range(len(placed) - MAX_WORDS):
        after = index + MAX_WORDS
        if start_of(placed[after]) - start_of(placed[index]) < PER_SECONDS:
            crowded |= set(range(index, after + 1))
    for first, last in _runs(crowded):
        start, end = span_of(placed[first : last + 1])
        message = f"{last - first + 1} words in {end - start:.1f} s are more than people can say."
        yield Flag("too-fast", start, end, message)


def _loops(placed: Sequence[Word], speech: Sequence[Span] | None) -> Iterator[Flag]:
    """Yield what is repeated more often, or faster, than anybody repeats himself."""
    plain = [_plain(word.text) for word in placed]
    index = 0
    while index < len(plain):
        size, times = max(
            ((n, _repeats(plain, index, n)) for n in range(1, MAX_LOOP + 1)),
            key=lambda found: (found[1] > MAX_REPEATS, -found[0]),
        )
        if times <= MAX_REPEATS:
            index += 1
            continue
        start, end = span_of(placed[index : index + times * size])
        voice = end - start if speech is None else voice_between(speech, start, end)
        if times > MAX_SPOKEN_REPEATS or times * size > MAX_REPEATED_PER_S * voice:
            message = f"{_quote(placed[index : index + size])} is repeated {times} times in a row."
            yield Flag("loop", start, end, message)
        index += times * size


def _repeats(plain: Sequence[str], index: int, size: int) -> int:
    """Return how many times in a row the ``size`` words at ``index`` stand there."""
    gram = plain[index : index + size]
    if len(gram) < size or not any(gram):
        return 0
    times = 1
    while plain[index + times * size : index + (times + 1) * size] == gram:
        times += 1
    return times


def _compressible(segments: Sequence[RecognisedSegment], placed: Sequence[Word]) -> Iterator[Flag]:
    repeating: set[int] = set()
    index = 0
    for segment in segments:
        if segment.compression_ratio > MAX_COMPRESSION:
            repeating |= set(range(index, index + len(segment.words)))
        index += len(segment.words)
    for first, last in _runs(repeating):
        said = placed[first : last + 1]
        yield Flag("compressible", *span_of(said), "The words here repeat unusually often.")


def _unheard(placed: Sequence[Word], speech: Sequence[Span] | None) -> Iterator[Flag]:
    """Voice before, between and after words, pauses inside it left out of the count."""
    if not speech:
        return
    edges = [0.0, *chain.from_iterable(map(span_of, ([w] for w in placed))), speech[-1].end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if voice_between(speech, start, end) < UNHEARD_S:
            continue
        under = [span for span in speech if span.start < end and span.end > start]
        first, last = round(max(start, under[0].start), 3), round(min(end, under[-1].end), 3)
        message = "Speech was found here, but no words were recognised; listen to it."
        yield Flag("unrecognised-speech", first, last, message)


def _guesses(placed: Sequence[Word]) -> Iterator[Flag]:
    known = [word.probability for word in placed if word.probability is not None]
    if known and sum(known) / len(known) < MIN_PROBABILITY:
        message = "The recogniser was unsure of most of these words; read them with care."
        yield Flag("low-probability", *span_of(placed), message)

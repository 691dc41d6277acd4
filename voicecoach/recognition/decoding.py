"""One window of sound through a Whisper model: tokens, words with times, and what they weigh.

faster-whisper's own ``transcribe`` decodes window after window, always 30 s of encoder, and
gives words in pieces.  Here one window is decoded once, the encoder sees no more silence than
it needs, and what it found is kept, so that a second question about the same sound is cheap.
Everything else (tokens, prompts, alignment) is faster-whisper's.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from voicecoach.recognition.alignment import SENTENCE_MARKS, split_word
from voicecoach.recognition.confidence import Weights, trust
from voicecoach.recognition.pitch import RATE
from voicecoach.recognition.segment import RecognisedSegment
from voicecoach.recognition.transcriber import Ask, GivenUpError, never
from voicecoach.sound.files import Samples
from voicecoach.types import Word

FRAMES_PER_S = 100
MAX_FRAMES = 3000
"""Whisper's encoder takes at most 30 s."""

MIN_FRAMES = 2
"""Two of them are one step of the encoder, the fewest that a text can be laid along."""

MIN_ENCODED_S, SILENCE_BEHIND_S = 15.0, 8.0
"""The encoder gets at least so much, and so much silence behind the sound: with less of it the
decoder loops more often, with more it only costs time (docs/lab/recognition.md)."""

FIRST_TIME_STEPS = 50
"""The first time token lies within a second of the beginning, as in Whisper itself."""

MAX_TOKENS = 448
"""Most tokens of a window, prompt included: the length of Whisper's decoder."""

MAX_HINT_TOKENS = MAX_TOKENS // 2 - 1
"""Most tokens before the text: Whisper was trained with no more."""

UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
"""Languages that write no spaces: there a piece without one is a word of its own."""

OPENING, CLOSING = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"
"""What belongs to the word after it, and to the word before it (faster-whisper's own)."""


MARKS_ALONE = ".,!?…"
"""A piece of these alone, which the model writes into laughter and breath, is no word."""


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """What the decoder is told about one window."""

    beam_size: int
    prompt: str | None = None
    hotwords: str | None = None
    settled: str = ""
    """How the text begins: known already, only what follows is looked for."""
    times: bool = False
    """Whether time tokens stand between the sentences.  Behind one of them base often ends before
    the voice does; but where speech goes on, an unfinished sentence had better be left open."""
    no_repeat_ngram_size: int = 0
    max_new_tokens: int | None = None


class Decoder:
    """Decodes windows of at most 30 s with one loaded model.

    Parameters
    ----------
    whisper
        A ``faster_whisper.WhisperModel``.
    language
        Two letters, one of the model's.
    weights
        That make the words' probabilities true, where they are known for the model.
    """

    def __init__(self, whisper: Any, language: str, weights: Weights | None = None) -> None:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self._whisper = whisper
        self._language = language
        self._weights = weights
        self._tokenizer = Tokenizer(
            whisper.hf_tokenizer,
            whisper.model.is_multilingual,
            task="transcribe",
            language=language,
        )
        self._suppressed = get_suppressed_tokens(self._tokenizer, [-1])

    def encode(self, sound: Samples) -> Any:
        """Return what the encoder makes of mono float32 of 16 kHz, at most 30 s of it."""
        features = self._whisper.feature_extractor(sound)[:, :MAX_FRAMES]
        seconds = max(MIN_ENCODED_S, len(sound) / RATE + SILENCE_BEHIND_S)
        n_frames = min(MAX_FRAMES, 2 * math.ceil(seconds * FRAMES_PER_S / 2))
        padded = np.zeros((features.shape[0], n_frames), np.float32)
        kept = features[:, :n_frames]
        padded[:, : kept.shape[1]] = kept
        return self._whisper.encode(padded)

    def detect_language(self, encoded: Any) -> tuple[str, float]:
        """Return the likeliest language of the sound, two letters, and its probability."""
        if not self._whisper.model.is_multilingual:
            return self._language, 1.0
        token, probability = self._whisper.model.detect_language(encoded)[0][0]
        return token[2:-2], float(probability)

    def decode(
        self, encoded: Any, duration: float, options: DecodeOptions, given_up: Ask = never
    ) -> tuple[RecognisedSegment, ...]:
        """Return the words of an encoded window of so many seconds, in its own time.

        Raises
        ------
        GivenUpError
            If the words are wanted no more.
        """
        if given_up():
            raise GivenUpError
        tokens, second_best, score = self._generate(encoded, options)
        text = [token for token in tokens if token < self._tokenizer.eot]
        if not text:
            return ()
        segments = [
            RecognisedSegment(self._join(sentence, duration), _compression(sentence))
            for sentence in _sentences(self._align(encoded, text, duration))
        ]
        return self._trust(segments, second_best, score)

    def _trust(
        self, segments: Sequence[RecognisedSegment], second_best: Sequence[int], score: float
    ) -> tuple[RecognisedSegment, ...]:
        """Return the segments, their words' probabilities set right where that is known."""
        if self._weights is None:
            return tuple(segments)
        other = self._tokenizer.decode([t for t in second_best if t < self._tokenizer.eot])
        words = iter(trust([w for one in segments for w in one.words], other, score, self._weights))
        return tuple(replace(one, words=tuple(next(words) for _ in one.words)) for one in segments)

    def log_probability(self, encoded: Any, words: Sequence[str], prompt: str | None) -> float:
        """Return how well a text fits an encoded sound: the natural logarithm of its probability.

        ``prompt`` is what stands before the text, as in decoding.
        """
        tokenizer = self._tokenizer
        start = self._whisper.get_prompt(
            tokenizer, tokenizer.encode(prompt) if prompt else [], without_timestamps=False
        )
        text = [token for word in words for token in tokenizer.encode(f" {word}")]
        # how the text lies in time is not asked: of so few frames it costs nothing
        (result,) = self._whisper.model.align(encoded, start, [text[: MAX_TOKENS // 2]], MIN_FRAMES)
        return float(np.log(np.maximum(result.text_token_probs, 1e-9)).sum())

    def _generate(
        self, encoded: Any, options: DecodeOptions
    ) -> tuple[Sequence[int], Sequence[int], float]:
        """Return the best tokens, the second-best, and the best ones' mean log-probability."""
        start = self._whisper.get_prompt(
            self._tokenizer,
            self._hint(options),
            without_timestamps=not options.times,
            prefix=options.settled or None,
        )
        longest = len(start) + options.max_new_tokens if options.max_new_tokens else MAX_TOKENS
        (result,) = self._whisper.model.generate(
            encoded,
            [start],
            beam_size=options.beam_size,
            num_hypotheses=min(2, options.beam_size),
            return_scores=True,
            max_length=min(longest, MAX_TOKENS),
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_initial_timestamp_index=FIRST_TIME_STEPS,
            sampling_temperature=0.0,  # above 0 the decoder draws at random
        )
        # CTranslate2 gives back what was settled with what follows it
        return result.sequences_ids[0], result.sequences_ids[-1], float(result.scores[0])

    def _hint(self, options: DecodeOptions) -> list[int]:
        """Return the tokens of what the decoder is told: the terms to expect, then the prompt.

        faster-whisper's own hotwords are left out where the beginning of the text is given.
        """
        tokenizer = self._tokenizer
        terms = tokenizer.encode(f" {options.hotwords}") if options.hotwords else []
        prompt = tokenizer.encode(options.prompt) if options.prompt else []
        return [*terms[: MAX_HINT_TOKENS - len(prompt)], *prompt]

    def _align(self, encoded: Any, text: list[int], duration: float) -> list[dict[str, Any]]:
        from faster_whisper.transcribe import merge_punctuations

        (timed,) = self._whisper.find_alignment(
            self._tokenizer, [text], encoded, _n_frames(duration)
        )
        merge_punctuations(timed, OPENING, CLOSING)
        return list(timed)

    def _join(self, pieces: Sequence[dict[str, Any]], duration: float) -> tuple[Word, ...]:
        """Return the pieces as words: one without a space before it continues the last one."""
        words: list[Word] = []
        for piece in pieces:
            text = piece["word"]
            start = min(max(0.0, float(piece["start"])), duration)
            end = min(max(start, float(piece["end"])), duration)
            probability = round(min(1.0, max(0.0, float(piece["probability"]))), 3)
            found = list(split_word(text, start, end, probability))
            if text[:1].isspace():
                found = [word for word in found if word.text.strip(MARKS_ALONE)]
            elif found and words and self._language not in UNSPACED:
                words[-1] = join(words[-1], found.pop(0))
            words += found
        return tuple(words)


def _sentences(pieces: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the pieces sentence by sentence; one that continues a word begins none."""
    sentences: list[list[dict[str, Any]]] = []
    before = "."
    for piece in pieces:
        if not sentences or (before in SENTENCE_MARKS and piece["word"][:1].isspace()):
            sentences.append([])
        sentences[-1].append(piece)
        before = piece["word"][-1:]
    return sentences


def _compression(pieces: Sequence[dict[str, Any]]) -> float:
    """Return how much smaller zlib makes a text: much where it repeats itself."""
    text = "".join(piece["word"] for piece in pieces).encode("utf-8")
    return len(text) / max(1, len(zlib.compress(text)))


def join(word: Word, rest: Word) -> Word:
    """Return a word with what continues it; of two probabilities the lower.

    Punctuation says nothing about the word that it follows: its probability does not count.
    """
    known = [
        one.probability
        for one in (word, rest)
        if one.probability is not None and re.search(r"\w", one.text)
    ]
    probability = min(known) if known else word.probability
    return Word(
        word.text + rest.text, word.start, max(word.end or 0.0, rest.end or 0.0), probability
    )


def _n_frames(duration: float) -> int:
    return min(MAX_FRAMES, max(1, round(duration * FRAMES_PER_S)))

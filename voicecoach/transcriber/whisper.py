"""Samples to words with faster-whisper: this machine only, verbatim as far as it goes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from voicecoach.audio import Samples, resample
from voicecoach.errors import ModelError
from voicecoach.transcriber.guards import SegmentFigures, find_flags, place_words
from voicecoach.types import Span, Transcript, Word

RATE = 16_000

PROMPT = "Um, so, uh, I mean, well, it was, er, like this."
"""Invites fillers, which Whisper leaves out otherwise; longer ones truncate and leak
(docs/methods-timing-and-fillers.md).  Given to the first window alone."""

PADDING_S = 0.2
"""Kept around speech when silence is left out: a first consonant is quiet."""

Share = Callable[[float], None]


class Transcriber(Protocol):
    """Whatever turns sound into words."""

    def load(self) -> None:
        """Make ready; raise ModelError if that fails."""

    def transcribe(
        self,
        samples: Samples,
        sample_rate: int,
        *,
        glossary: Sequence[str] = (),
        speech: Sequence[Span] | None = None,
        on_progress: Share | None = None,
    ) -> Transcript:
        """Return the words of mono float32 samples."""


class FasterWhisperTranscriber:
    """One model, loaded once, one recording at a time.

    Parameters
    ----------
    model_path
        The model's folder; never a name, so that nothing is fetched.
    model_name
        What the transcript calls it.
    language
        Two letters.
    """

    def __init__(self, model_path: Path, model_name: str, language: str = "en") -> None:
        self._path = model_path
        self._name = model_name
        self._language = language
        self._model: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model; nothing the second time.

        Raises
        ------
        ModelError
            If it is broken.
        """
        with self._lock:
            if self._model is not None:
                return
            os.environ["HF_HUB_OFFLINE"] = "1"
            from faster_whisper import WhisperModel

            try:
                self._model = WhisperModel(
                    str(self._path), device="cpu", compute_type="int8", local_files_only=True
                )
            except (RuntimeError, ValueError, OSError, KeyError) as error:
                raise ModelError(
                    f"The model {self._name} cannot be loaded: {error}.",
                    f"`voicecoach models check {self._name}` tells more; fetch it again.",
                    code="model-broken",
                ) from error

    def transcribe(
        self,
        samples: Samples,
        sample_rate: int,
        *,
        glossary: Sequence[str] = (),
        speech: Sequence[Span] | None = None,
        on_progress: Share | None = None,
    ) -> Transcript:
        """Return the words with their times, and a flag wherever they are doubtful.

        Parameters
        ----------
        samples
            Mono float32 of shape (n,) in [-1, 1].
        sample_rate
            In Hz.
        glossary
            Terms to expect; given to every window.
        speech
            Where there is voice: silence outside is not decoded (it makes Whisper invent),
            and words are placed inside.  Everything is decoded if not given.
        on_progress
            Told the share that is done, in [0, 1].

        Raises
        ------
        ModelError
            If the model cannot be loaded or fails.
        """
        self.load()
        duration = len(samples) / sample_rate
        if speech is not None and not speech:
            return self._transcript((), (), (), duration)
        sound = resample(samples, sample_rate, RATE)
        clips = "0" if speech is None else clip_around(speech, duration)
        words: list[Word] = []
        figures: list[SegmentFigures] = []
        try:
            segments, _ = self._model.transcribe(
                sound,
                language=self._language,
                beam_size=5,
                word_timestamps=True,
                condition_on_previous_text=False,
                initial_prompt=PROMPT if self._language == "en" else None,
                hotwords=", ".join(glossary) or None,
                clip_timestamps=clips,
                vad_filter=False,
            )
            for segment in segments:  # lazy: the decoding happens here
                words += _words_of(segment, duration)
                figures.append(
                    SegmentFigures(segment.start, segment.end, segment.compression_ratio)
                )
                if on_progress and duration:
                    on_progress(min(1.0, segment.end / duration))
        except (RuntimeError, ValueError, IndexError) as error:
            raise ModelError(
                f"The model {self._name} failed while recognising: {error}.",
                "The recording is kept; try another model with --model.",
                code="model-failed",
            ) from error
        return self._transcript(words, figures, speech, duration)

    def _transcript(
        self,
        words: Sequence[Word],
        figures: Sequence[SegmentFigures],
        speech: Sequence[Span] | None,
        duration: float,
    ) -> Transcript:
        placed = place_words(words, speech, duration)
        return Transcript(
            engine="faster-whisper",
            model=self._name,
            language=self._language,
            text=" ".join(word.text for word in placed),
            words=placed,
            flags=find_flags(placed, figures, speech, PROMPT),
        )


def clip_around(speech: Sequence[Span], duration: float) -> list[float]:
    """Return [start, end, start, end, …] around speech; clips that nearly touch are one.

    Whisper decodes 30 s at a time whatever their content, so gaps are cut out only where
    they are long enough to make it invent words (3 s, a stall).
    """
    least_gap_s = 3.0
    clips: list[list[float]] = []
    for span in speech:
        start = max(0.0, span.start - PADDING_S)
        end = min(duration, span.end + PADDING_S)
        if clips and start - clips[-1][1] < least_gap_s:
            clips[-1][1] = end
        else:
            clips.append([start, end])
    return [edge for clip in clips for edge in clip]


def _words_of(segment: Any, duration: float) -> list[Word]:
    found = []
    for word in segment.words or ():
        text = word.word.strip()
        if not text:
            continue
        start = min(max(0.0, float(word.start)), duration)
        end = min(max(start, float(word.end)), duration)
        probability = min(1.0, max(0.0, float(word.probability)))
        found.append(Word(text, round(start, 3), round(end, 3), round(probability, 3)))
    return found

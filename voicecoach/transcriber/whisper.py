"""Samples to words with faster-whisper: this machine only, verbatim as far as it goes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from voicecoach.audio import Samples, resample
from voicecoach.errors import ModelError
from voicecoach.transcriber.guards import Heard, find_flags
from voicecoach.transcriber.placing import place_words, split_word
from voicecoach.types import Span, Transcript, Word

ENGINE = "faster-whisper"

RATE = 16_000
"""Hz; what Whisper was trained on."""

PROMPT = "Um, so, uh, I mean, well, it was, er, like this."
"""Invites fillers, which Whisper leaves out otherwise; longer ones truncate and leak
(docs/methods.md).  Given to the first window alone."""

BEAM_SIZE = 5
"""Whisper's own; fewer beams lose words, more cost time."""

TEMPERATURES = (0.0, 0.2, 0.4)
"""A stretch that loops or is improbable is decoded again, a little more freely.  Whisper goes
on to 1.0; by then the words are inventions, and they take six times as long."""

SEED = 20_251
"""Above temperature 0 the decoder draws lots: always the same ones."""

PADDING_S = 0.2
"""Kept around speech when silence is left out: a first consonant is quiet."""

LEAST_GAP_S = 3.0
"""Silence as long as a stall is not decoded, it makes Whisper invent; shorter pauses stay:
every cut costs a window of 30 s."""

MOST_HINT_LETTERS = 400
"""About 100 tokens of the 223 that a prompt may have; a longer hint crowds out the first."""

MOST_THREADS = 8
"""More share one memory bus and wait for each other (faster-whisper's own advice)."""

DAMAGE = (RuntimeError, ValueError, OSError, KeyError, TypeError)
"""What the libraries raise when a model's file is cut or is another file."""

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
    """One model, loaded once, one recording at a time, on the processor.

    Parameters
    ----------
    model_path
        The model's folder; never a name, so that nothing is fetched.
    model_name
        What the transcript calls it.
    language
        Two letters.
    cpu_threads
        Threads of the decoder; as many as this process has cores, at most 8, by default.
    """

    def __init__(
        self,
        model_path: Path,
        model_name: str,
        language: str = "en",
        *,
        cpu_threads: int | None = None,
    ) -> None:
        self._path = model_path
        self._name = model_name
        self._language = language
        self._threads = cpu_threads or min(MOST_THREADS, usable_cores())
        self._model: Any = None
        # one at a time: two would share cores and memory and both be slower
        self._lock = threading.RLock()

    def load(self) -> None:
        """Load the model; nothing the second time.

        Raises
        ------
        ModelError
            If it is missing or broken, or does not know the language.
        """
        with self._lock:
            if self._model is None:
                model = self._open()
                if self._language not in model.supported_languages:
                    raise ModelError(
                        f"The model {self._name} does not know the language {self._language!r}.",
                        "Choose a model without “.en” in its name, or another --language.",
                        code="model-language",
                    )
                self._model = model

    def _open(self) -> Any:
        # faster-whisper asks the network for a tokenizer that is not there: it must be
        if not (self._path / "tokenizer.json").is_file():
            raise self._broken(f"{self._path} holds no tokenizer.json")
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise ModelError(
                f"faster-whisper cannot be used: {error}.",
                "Install VoiceCoach again: `pip install --force-reinstall voicecoach`.",
                code="no-recogniser",
            ) from error
        try:
            return WhisperModel(
                str(self._path),
                device="cpu",
                compute_type="int8",
                cpu_threads=self._threads,
                local_files_only=True,
            )
        except Exception as error:
            # the tokenizer library raises Exception itself for a damaged file
            if type(error) is not Exception and not isinstance(error, DAMAGE):
                raise
            raise self._broken(_first_line(error)) from error

    def _broken(self, why: str) -> ModelError:
        return ModelError(
            f"The model {self._name} cannot be loaded: {why.rstrip('.')}.",
            f"`voicecoach models check {self._name}` tells more; "
            f"`voicecoach models fetch {self._name}` gets it anew.",
            code="model-broken",
        )

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
            Terms to expect; given to every window, the first 400 letters of them.
        speech
            Where there is voice: silence outside is not decoded (it makes Whisper invent),
            and words are placed inside.  Everything is decoded if not given.
        on_progress
            Told the share that is done, in [0, 1], never less than before.

        Raises
        ------
        ModelError
            If the model cannot be loaded or fails.
        """
        duration = len(samples) / sample_rate
        if not len(samples) or (speech is not None and not speech):
            (on_progress or _silent)(1.0)
            return self._transcript((), (), duration)
        with self._lock:
            self.load()
            sound = resample(samples, sample_rate, RATE)
            clips = [0.0] if speech is None else clip_around(speech, duration)
            try:
                heard = self._decode(sound, clips, hint_from(glossary), on_progress)
            except (RuntimeError, ValueError, IndexError) as error:
                raise ModelError(
                    f"The model {self._name} failed while recognising: {_first_line(error)}.",
                    "The recording is kept; try another model with --model.",
                    code="model-failed",
                ) from error
        return self._transcript(heard, speech, duration)

    def _decode(
        self, sound: Samples, clips: list[float], hint: str | None, on_progress: Share | None
    ) -> list[Heard]:
        import ctranslate2

        ctranslate2.set_random_seed(SEED)
        duration = len(sound) / RATE
        tell = on_progress or _silent
        segments, _ = self._model.transcribe(
            sound,
            language=self._language,
            beam_size=BEAM_SIZE,
            temperature=TEMPERATURES,
            word_timestamps=True,
            condition_on_previous_text=False,
            initial_prompt=PROMPT if self._language == "en" else None,
            hotwords=hint,
            clip_timestamps=clips,
            vad_filter=False,
        )
        heard = []
        told = 0.0
        for segment in segments:  # lazy: the decoding happens here
            heard.append(_heard(segment, duration))
            told = min(1.0, max(told, float(segment.end) / duration))
            tell(told)
        tell(1.0)
        return heard

    def _transcript(
        self, heard: Sequence[Heard], speech: Sequence[Span] | None, duration: float
    ) -> Transcript:
        placed = place_words([w for one in heard for w in one.words], speech, duration)
        return Transcript(
            engine=ENGINE,
            model=self._name,
            language=self._language,
            text=" ".join(word.text for word in placed),
            words=placed,
            flags=find_flags(heard, placed, speech, PROMPT),
        )


def clip_around(speech: Sequence[Span], duration: float) -> list[float]:
    """Return [start, end, start, end, …] around speech, in seconds; clips nearly touching are one.

    Whisper decodes 30 s at a time whatever their content, so gaps are cut out only where
    they are long enough to make it invent words.
    """
    clips: list[list[float]] = []
    for span in speech:
        start = max(0.0, span.start - PADDING_S)
        end = min(duration, span.end + PADDING_S)
        if clips and start - clips[-1][1] < LEAST_GAP_S:
            clips[-1][1] = end
        else:
            clips.append([start, end])
    return [edge for clip in clips for edge in clip]


def hint_from(glossary: Iterable[str]) -> str | None:
    """Return the terms as one hint, each once, as many as fit; nothing if there are none."""
    hint = ""
    for term in dict.fromkeys(" ".join(term.split()) for term in glossary):
        longer = f"{hint}, {term}" if hint else term
        if term and len(longer) <= MOST_HINT_LETTERS:
            hint = longer
    return hint or None


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _heard(segment: Any, duration: float) -> Heard:
    words: list[Word] = []
    for word in segment.words or ():
        start = min(max(0.0, float(word.start)), duration)
        end = min(max(start, float(word.end)), duration)
        probability = round(min(1.0, max(0.0, float(word.probability))), 3)
        words += split_word(word.word, start, end, probability)
    return Heard(tuple(words), float(segment.compression_ratio))


def _first_line(error: Exception) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line.rstrip(".")


def _silent(share: float) -> None:
    del share

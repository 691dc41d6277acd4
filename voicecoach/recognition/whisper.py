"""Samples to words with faster-whisper: this machine only, verbatim as far as it goes."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from voicecoach.errors import ModelError, is_out_of_memory
from voicecoach.recognition.alignment import split_word
from voicecoach.recognition.doubts import RecognisedSegment
from voicecoach.recognition.transcriber import Transcriber, hint_from
from voicecoach.recognition.voice_activity import RATE
from voicecoach.sound.files import Samples
from voicecoach.types import Word

ENGINE = "faster-whisper"

PROMPT = "Um, so, uh, I mean, well, it was, er, like this."
"""Invites fillers, which Whisper leaves out otherwise; longer ones truncate and leak
(docs/methods.md).  A second try goes without it."""

BEAM_SIZE = 5
"""Whisper's own; fewer beams lose words, more cost time."""

LOOP_TOKENS = 5
"""In a second try no five tokens come twice: loops do, answers hardly ever."""

MAX_THREADS = 8
"""More share one memory bus and wait for each other (faster-whisper's own advice)."""

DAMAGE = (RuntimeError, ValueError, OSError, KeyError, TypeError)
"""What the libraries raise when a model's file is cut or is another file."""


class FasterWhisperTranscriber(Transcriber):
    """One model, loaded once, on the processor.

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
    n_workers
        Pieces of a file recognised at once; they share the threads.  Two pieces with one
        thread each are done sooner than one after the other with two, but the first of them
        later: 1 for a microphone, 2 for files.
    """

    engine = ENGINE

    def __init__(
        self,
        model_path: Path,
        model_name: str,
        language: str = "en",
        *,
        cpu_threads: int | None = None,
        n_workers: int = 1,
    ) -> None:
        self.model = model_name
        self.language = language
        self.prompt = PROMPT if language == "en" else ""
        self.n_workers = n_workers
        self._path = model_path
        self._name = model_name
        threads = cpu_threads or min(MAX_THREADS, usable_cores())
        self._threads = max(1, threads // n_workers)
        self._whisper: Any = None
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model; nothing the second time.

        Raises
        ------
        ModelError
            If it is missing or broken, or does not know the language.
        """
        with self._lock:
            if self._whisper is None:
                model = self._open()
                if self.language not in model.supported_languages:
                    raise ModelError(
                        f"The model {self._name} does not know the language {self.language!r}.",
                        "Choose a model without “.en” in its name, or another --language.",
                        code="model-language",
                    )
                self._whisper = model

    def _open(self) -> Any:
        # faster-whisper asks the network for a tokenizer that is not there: it must be
        if not (self._path / "tokenizer.json").is_file():
            raise self._broken(f"{self._path} holds no tokenizer.json")
        os.environ["HF_HUB_OFFLINE"] = "1"
        try:
            from faster_whisper import WhisperModel
        except ImportError as error:
            if is_out_of_memory(error):
                raise MemoryError from error  # a new installation would not help
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
                num_workers=self.n_workers,
                local_files_only=True,
            )
        except Exception as error:
            if is_out_of_memory(error):
                raise MemoryError from error  # the model is as good as before
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

    def recognise(
        self, sound: Samples, *, glossary: Sequence[str] = (), retry: bool = False
    ) -> tuple[RecognisedSegment, ...]:
        """Return the words of one piece; see ``Transcriber``.

        Raises
        ------
        ModelError
            If the model cannot be loaded or fails.
        """
        self.load()
        from faster_whisper import BatchedInferencePipeline

        duration = len(sound) / RATE
        try:
            # WhisperModel.transcribe would go on after the last word: another window of 30 s
            # for the silence behind it, where Whisper invents; this decodes one window a clip
            pipeline = BatchedInferencePipeline(self._whisper)
            clips = [{"start": 0.0, "end": duration}]
            options = self.options(duration, glossary, retry=retry)
            segments, _ = pipeline.transcribe(sound, clip_timestamps=clips, **options)
            # lazy: the decoding happens here
            return tuple(_heard(segment, duration) for segment in segments)
        except (RuntimeError, ValueError, IndexError) as error:
            raise ModelError(
                f"The model {self._name} failed while recognising: {_first_line(error)}.",
                "The recording is kept; try another model with --model.",
                code="model-failed",
            ) from error

    def options(self, duration: float, glossary: Sequence[str], *, retry: bool) -> dict[str, Any]:
        """Return what faster-whisper is told about a piece of so many seconds."""
        del duration  # benchmarks bound the text by it
        return {
            "language": self.language,
            "beam_size": BEAM_SIZE,
            # above 0 the decoder draws lots, whose order depends on what came before
            "temperature": 0.0,
            "word_timestamps": True,
            "without_timestamps": False,
            "initial_prompt": None if retry else self.prompt or None,
            "hotwords": hint_from(glossary),
            "no_repeat_ngram_size": LOOP_TOKENS if retry else 0,
            "vad_filter": False,
            "batch_size": 1,
        }


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _heard(segment: Any, duration: float) -> RecognisedSegment:
    words: list[Word] = []
    for word in segment.words or ():
        start = min(max(0.0, float(word.start)), duration)
        end = min(max(start, float(word.end)), duration)
        probability = round(min(1.0, max(0.0, float(word.probability))), 3)
        words += split_word(word.word, start, end, probability)
    return RecognisedSegment(tuple(words), float(segment.compression_ratio))


def _first_line(error: Exception) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line.rstrip(".")

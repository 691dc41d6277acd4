"""Samples to words with faster-whisper: this machine only, verbatim as far as it goes."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from voicecoach.errors import ModelError, is_out_of_memory
from voicecoach.recognition.confidence import KNOWN
from voicecoach.recognition.decoding import DecodeOptions, Decoder
from voicecoach.recognition.islands import Island
from voicecoach.recognition.pitch import RATE
from voicecoach.recognition.segment import RecognisedSegment
from voicecoach.recognition.transcriber import Ask, Transcriber, hint_from, never
from voicecoach.recognition.weighing import weigh
from voicecoach.sound.files import Samples
from voicecoach.types import Word

ENGINE = "faster-whisper"

PROMPT = "Um, so, uh, I mean, well, it was, er, like this."
"""Invites fillers, which Whisper leaves out otherwise; longer ones truncate and leak
(docs/methods.md).  A second try goes without it."""

BEAM_SIZES = {"tiny.en": 2, "base": 2}
USUAL_BEAM_SIZE = 5
"""Alternatives followed at once: of each model the number with the fewest word errors on people's
speech (docs/lab/recognition.md); Whisper's own where it was not measured."""

INNER_SOUNDS, OPENING_SOUNDS = ("uh,", "um,"), ("Um,", "Uh,")
"""How a hesitation is written inside a sentence, and at its beginning."""

MIN_TOKENS, MAX_TOKENS_PER_S = 20, 20
"""Longest text of a piece in tokens: twice what the fastest speakers need, nine words a second with
punctuation and times.  A loop ends there, and not only at the decoder's 448 tokens, which take
seconds; what it has repeated until then is fast enough to be known as a loop."""

LOOP_TOKENS = 5
"""In a second try no five tokens come twice: loops do, answers hardly ever."""

WEIGHED = frozenset({"tiny.en"})
"""Models that weigh voice without words: a few filler ranges hold only by it.  With base none does,
at a tenth of its time and more; larger models write more by themselves and were not measured
(docs/lab/recognition.md)."""

LANGUAGE_S, SURE_LANGUAGE = 3.0, 0.8
"""Sound that is long enough to tell its language by, and how sure a model must be of it."""

N_REMEMBERED = 4
"""Encoded sounds kept a thread: a piece and the parts of it that are heard again, 3 MB each."""

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
        Windows of a file recognised at once; they share the threads, and each takes memory of
        its own.  More than one pays for recordings of many windows alone.
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
        self._decoder: Decoder | None = None
        self._last = threading.local()
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
                self._decoder = Decoder(model, self.language, KNOWN.get(self._name))
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
        self,
        sound: Samples,
        *,
        glossary: Sequence[str] = (),
        retry: bool = False,
        settled: str = "",
        live: bool = False,
        given_up: Ask = never,
    ) -> tuple[RecognisedSegment, ...]:
        """Return the words of one piece; see ``Transcriber``.

        Raises
        ------
        ModelError
            If the model cannot be loaded or fails.
        GivenUpError
            If the words are wanted no more.
        """
        decoder = self._ready()
        duration = len(sound) / RATE
        options = self.options(duration, glossary, retry=retry)
        options = replace(options, settled=settled, times=live)
        with self._failing():
            encoded = self._encode(sound)
            found = decoder.decode(encoded, duration, options, given_up)
            if found and not retry and duration >= LANGUAGE_S:
                language, probability = decoder.detect_language(encoded)
                if probability >= SURE_LANGUAGE:
                    found = (replace(found[0], language=language), *found[1:])
        return found

    def weigh_hesitations(
        self,
        sound: Samples,
        words: Sequence[Word],
        islands: Sequence[Island],
        given_up: Ask = never,
    ) -> tuple[float, ...]:
        """Return the log-odds that the model gives to a hesitation in each of the islands.

        Nothing for a model whose odds say nothing more (``WEIGHED``).

        Raises
        ------
        ModelError
            If the model cannot be loaded or fails.
        """
        if self._name not in WEIGHED or not islands:
            return ()
        decoder = self._ready()
        spelt = [(one, _sounds_in(words[: one.before])) for one in islands]
        with self._failing():
            return tuple(
                weigh(
                    self._encode(sound),
                    words,
                    spelt,
                    lambda part, text: decoder.log_probability(part, text, self.prompt),
                    given_up,
                )
            )

    def _encode(self, sound: Samples) -> Any:
        """Return the encoded sound; the last ones of this thread are remembered."""
        if not hasattr(self._last, "encoded"):
            self._last.encoded = deque(maxlen=N_REMEMBERED)
        for known, encoded in self._last.encoded:
            if known is sound:
                return encoded
        encoded = self._ready().encode(sound)
        self._last.encoded.append((sound, encoded))
        return encoded

    def _ready(self) -> Decoder:
        self.load()
        assert self._decoder is not None  # noqa: S101 - load() raises otherwise
        return self._decoder

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """Turn what the libraries raise while they decode into an error with a remedy."""
        try:
            yield
        except (RuntimeError, ValueError, IndexError) as error:
            raise ModelError(
                f"The model {self._name} failed while recognising: {_first_line(error)}.",
                "The recording is kept; try another model with --model.",
                code="model-failed",
            ) from error

    def options(self, duration: float, glossary: Sequence[str], *, retry: bool) -> DecodeOptions:
        """Return what the decoder is told about a piece of so many seconds."""
        return DecodeOptions(
            max_new_tokens=MIN_TOKENS + round(MAX_TOKENS_PER_S * duration),
            beam_size=BEAM_SIZES.get(self._name, USUAL_BEAM_SIZE),
            prompt=None if retry else self.prompt or None,
            hotwords=hint_from(glossary),
            no_repeat_ngram_size=LOOP_TOKENS if retry else 0,
        )


def _sounds_in(before: Sequence[Word]) -> tuple[str, ...]:
    """Return the spellings of a hesitation behind these words."""
    inside = before and before[-1].text[-1:] not in ".?!"
    return INNER_SOUNDS if inside else OPENING_SOUNDS


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _first_line(error: Exception) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line.rstrip(".")

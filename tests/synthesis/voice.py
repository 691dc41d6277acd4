"""espeak-ng as a library: samples, and the moment of every word and sound in them."""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from voicecoach.sound.files import resample

SAMPLE_RATE = 16_000
"""Hz; what recognisers hear."""

RATE_WPM = 168
"""Words a minute: a calm speaker."""

SILENT = "_"
"""The name of no sound."""

QUIET = 0.004
"""Below this there is silence at a piece's ends (full scale is 1)."""

MIN_WORD_S = 0.04
"""Two words never begin closer together: the synthesiser's events can coincide."""

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sound:
    """A phoneme by espeak-ng's name; seconds."""

    name: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Said:
    """Trimmed samples at SAMPLE_RATE, each word's (start, end) and the sounds; seconds."""

    samples: Samples
    words: tuple[tuple[float, float], ...]
    sounds: tuple[Sound, ...]


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)
_RETRIEVAL, _BUFFER_MS, _PHONEME_EVENTS = 2, 60, 1
_LIST_END, _WORD, _PHONEME = 0, 1, 7
_BY_CHARACTER, _UTF8, _RATE, _PITCH = 1, 1, 1, 3


@dataclass
class _Heard:
    """What the library told while it spoke one text."""

    chunks: list[npt.NDArray[np.int16]] = field(default_factory=list)
    words: list[tuple[int, float]] = field(default_factory=list)
    sounds: list[tuple[str, float]] = field(default_factory=list)


class _Engine:
    """The library, started once in a process: started again it calls what may be gone."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            raise OSError("espeak-ng is missing; `make setup-dev` installs it.")
        self._library = ctypes.CDLL(name)
        self.rate = int(
            self._library.espeak_Initialize(_RETRIEVAL, _BUFFER_MS, None, _PHONEME_EVENTS)
        )
        self._callback = _CALLBACK(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        self._heard = _Heard()
        self._name = ""

    def _receive(self, samples: object, n_samples: int, events: object) -> int:
        heard = self._heard
        if samples and n_samples:
            heard.chunks.append(np.ctypeslib.as_array(samples, (n_samples,)).copy())
        index = 0
        while events[index].type != _LIST_END:  # type: ignore[index]
            event = events[index]  # type: ignore[index]
            moment = event.sample / self.rate
            if event.type == _WORD and event.length:
                heard.words.append((event.text_position - 1, moment))
            elif event.type == _PHONEME:
                heard.sounds.append((event.id.decode("utf-8", "replace"), moment))
            index += 1
        return 0

    def speak(self, text: str, voice: str, rate_wpm: int, pitch: int) -> _Heard:
        if voice != self._name:
            if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
                raise ValueError(f"espeak-ng has no voice {voice!r}")
            self._name = voice
        self._heard = _Heard()
        self._library.espeak_SetParameter(_RATE, rate_wpm, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        return self._heard


@cache
def _engine() -> _Engine:
    return _Engine()


class Voice:
    """espeak-ng in this process: one text at a time, any of its voices.

    Raises
    ------
    OSError
        If espeak-ng is not installed.
    """

    def __init__(self) -> None:
        self._engine = _engine()

    def say(self, text: str, voice: str, rate_wpm: int = RATE_WPM, pitch: int = 50) -> Said:
        """Return ``text`` spoken; ``pitch`` in 0 to 100 (50: the voice's own)."""
        heard, rate = self._engine.speak(text, voice, rate_wpm, pitch), self._engine.rate
        samples = (np.concatenate(heard.chunks) / 32768).astype(np.float32)
        trimmed, cut = _trim(samples, rate)
        duration = len(trimmed) / rate
        sounds = _placed_sounds(heard.sounds, cut, duration)
        words = _words(text, heard.words, cut, duration, sounds)
        return Said(resample(trimmed, rate, SAMPLE_RATE), words, sounds)


def _placed_sounds(
    named: list[tuple[str, float]], cut: float, duration: float
) -> tuple[Sound, ...]:
    edges = [*(moment - cut for _, moment in named), duration]
    sounds = []
    for index, (name, _) in enumerate(named):
        start, end = max(0.0, edges[index]), min(duration, edges[index + 1])
        if end > start:
            sounds.append(Sound(SILENT if name.startswith("_") else name, start, end))
    return tuple(sounds)


def _words(
    text: str,
    events: list[tuple[int, float]],
    cut: float,
    duration: float,
    sounds: tuple[Sound, ...],
) -> tuple[tuple[float, float], ...]:
    """Return each word's start and end in seconds; a silence after a word is not part of it.

    "of an" is one event to the synthesiser; such words share its time by their letters.
    """
    silences = [sound for sound in sounds if sound.name == SILENT]
    edges = [*((where, moment - cut) for where, moment in events), (len(text) + 1, duration)]
    words: list[tuple[float, float]] = []
    position = 0
    for word in text.split():
        position = text.index(word, position)
        index = max(0, sum(where <= position for where, _ in edges[:-1]) - 1)
        (first, begin), (last, finish) = edges[index], edges[index + 1]
        finish = min([finish, *(s.start for s in silences if begin < s.start < finish)])
        share = (finish - begin) / (last - first)
        start = begin + share * max(0, position - first)
        position += len(word)
        words.append((start, min(finish, begin + share * (position + 1 - first))))
    return _apart(words, duration)


def _apart(words: list[tuple[float, float]], duration: float) -> tuple[tuple[float, float], ...]:
    """Return the words in order, inside the sound, none shorter than MIN_WORD_S."""
    starts = [max(0.0, start) for start, _ in words]
    for index in range(1, len(starts)):
        starts[index] = max(starts[index], starts[index - 1] + MIN_WORD_S)
    for index in reversed(range(len(starts))):
        latest = starts[index + 1] if index + 1 < len(starts) else duration
        starts[index] = min(starts[index], latest - MIN_WORD_S)
    ends = [
        max(start + MIN_WORD_S, min(end, after))
        for start, (_, end), after in zip(starts, words, [*starts[1:], duration], strict=True)
    ]
    return tuple(zip(starts, ends, strict=True))


def _trim(samples: Samples, sample_rate: int) -> tuple[Samples, float]:
    """Return the samples without silence at either end, and the seconds cut off in front."""
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    if not len(loud):
        return samples, 0.0
    first, last = int(loud[0]), int(loud[-1]) + 1
    return samples[first:last], first / sample_rate

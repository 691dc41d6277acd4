"""Make the demo's spoken answer: espeak-ng's voice, exact word times, a little room noise.

Usage: python tools/make_demo_answer.py [FOLDER]

Writes answer.flac and transcript.json.  The words' times are the synthesiser's own (its
word events), so the transcript is the truth of what was said and not a recognition.  The
same espeak-ng version gives the same bytes.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from voicecoach.audio import resample
from voicecoach.documents import to_json
from voicecoach.types import Transcript, Word

SAMPLE_RATE = 16_000
NOISE_DB = -80.0
PEAK = 0.13
LEADING_SILENCE_S = 1.3
TRAILING_SILENCE_S = 0.8
RATE_WPM = 168
HELD_RATE_WPM = 95
VOICE = b"en-us+m3"

# What is said, and the silence after it in seconds.  A line that is one hesitation is held.
SCRIPT: tuple[tuple[str, float], ...] = (
    ("So,", 0.15),
    ("um,", 0.4),
    ("last autumn I was working on the order service of an online shop,", 0.3),
    ("and one Friday evening the queue of unpaid orders began to grow.", 0.6),
    ("Nobody from the payment team was around,", 0.2),
    ("and our dashboards, you know, showed only that something was slow, not why.", 0.7),
    ("I was on call,", 0.15),
    (
        "so it was my job to decide whether to switch the new retry logic off before the weekend.",
        1.6,
    ),
    ("I had, like,", 0.2),
    ("twenty minutes and half of the logs.", 0.5),
    ("First I wrote down what we knew and what we did not know.", 0.5),
    ("Then I checked the one thing I could check quickly,", 0.15),
    ("which was whether the slow calls all came from the new code.", 0.4),
    ("They did,", 0.1),
    ("uh,", 0.35),
    ("nine out of ten of them.", 0.6),
    ("So I switched the retries off for one region, watched it for five minutes,", 0.2),
    ("and then I rolled it back everywhere,", 0.2),
    ("because it was a change we could undo.", 2.2),
    ("I told the payment team what I had done and why,", 0.2),
    ("and on Monday I wrote a test with them that shows the same fault.", 0.7),
    ("As a result the queue was empty again before midnight,", 0.2),
    ("and the customers got their orders.", 0.5),
    ("What I learned is that a decision you can take back should not wait for all the facts.", 0.0),
)


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_uint64),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)
_RETRIEVAL, _WORD, _LIST_END, _UTF8, _BY_CHARACTER, _RATE = 1, 1, 0, 1, 1, 1


class Voice:
    """espeak-ng as a library: samples and the second at which each word begins."""

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            sys.exit("espeak-ng is missing; `make setup-dev` installs it.")
        self._library = ctypes.CDLL(name)
        self.sample_rate = int(self._library.espeak_Initialize(_RETRIEVAL, 500, None, 0))
        self._library.espeak_SetVoiceByName(VOICE)
        self._callback = _CALLBACK(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)
        self._chunks: list[npt.NDArray[np.int16]] = []
        self._words: list[tuple[int, float]] = []

    def _receive(self, samples: object, n_samples: int, events: object) -> int:
        if samples and n_samples:
            self._chunks.append(np.ctypeslib.as_array(samples, (n_samples,)).copy())  # type: ignore[call-overload]
        index = 0
        while events[index].type != _LIST_END:  # type: ignore[index]
            event = events[index]  # type: ignore[index]
            if event.type == _WORD:
                self._words.append((event.text_position - 1, event.audio_position / 1000))
            index += 1
        return 0

    def say(self, text: str, rate_wpm: int) -> tuple[npt.NDArray[np.float32], list[float]]:
        """Return float32 samples in [-1, 1], trimmed, and each word's start in seconds."""
        self._chunks, self._words = [], []
        self._library.espeak_SetParameter(_RATE, rate_wpm, 0)
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._chunks).astype(np.float32) / 32768
        trimmed, cut = trim(samples, self.sample_rate)
        starts = self._starts(text, cut + len(trimmed) / self.sample_rate)
        return trimmed, spread([start - cut for start in starts], len(trimmed) / self.sample_rate)

    def _starts(self, text: str, duration: float) -> list[float]:
        """Return the second each word begins at.

        "of an" is one event to the synthesiser; such words share its time by their letters.
        """
        events = [*self._words, (len(text) + 1, duration)]
        starts: list[float] = []
        position = 0
        for word in text.split():
            position = text.index(word, position)
            index = max(0, sum(where <= position for where, _ in events) - 1)
            (first, start), (last, end) = events[index], events[index + 1]
            starts.append(start + (end - start) * max(0, position - first) / (last - first))
            position += len(word)
        return starts


def spread(starts: list[float], duration: float) -> list[float]:
    """Return the starts at least 60 ms apart and before the end: events can fall together."""
    apart = 0.06
    for index in range(len(starts)):
        earliest = starts[index - 1] + apart if index else 0.0
        starts[index] = max(starts[index], earliest)
    for index in reversed(range(len(starts))):
        latest = starts[index + 1] if index + 1 < len(starts) else duration
        starts[index] = min(starts[index], latest - apart)
    return starts


def trim(
    samples: npt.NDArray[np.float32], sample_rate: int
) -> tuple[npt.NDArray[np.float32], float]:
    """Return the samples without silence at either end, and the seconds cut off in front."""
    loud = np.flatnonzero(np.abs(samples) > 0.004)
    first, last = int(loud[0]), int(loud[-1]) + 1
    return samples[first:last], first / sample_rate


def build() -> tuple[npt.NDArray[np.float32], Transcript]:
    """Return the answer's samples at SAMPLE_RATE and its words with their times."""
    voice = Voice()
    pieces = [np.zeros(round(LEADING_SILENCE_S * SAMPLE_RATE), np.float32)]
    words: list[Word] = []
    clock = LEADING_SILENCE_S
    for text, silence in SCRIPT:
        held = text in {"um,", "uh,"}
        spoken, begins = voice.say(text, HELD_RATE_WPM if held else RATE_WPM)
        spoken = resample(spoken, voice.sample_rate, SAMPLE_RATE)
        duration = len(spoken) / SAMPLE_RATE
        ends = [*begins[1:], duration]
        for word, begin, end in zip(text.split(), begins, ends, strict=True):
            words.append(Word(word, round(clock + begin, 3), round(clock + end, 3), 1.0))
        rest = TRAILING_SILENCE_S if text == SCRIPT[-1][0] else silence
        pieces += [spoken, np.zeros(round(rest * SAMPLE_RATE), np.float32)]
        clock += duration + round(rest * SAMPLE_RATE) / SAMPLE_RATE
    samples = np.concatenate(pieces)
    noise = np.random.default_rng(20261124).standard_normal(len(samples))
    samples = samples / np.max(np.abs(samples)) * PEAK + noise * 10 ** (NOISE_DB / 20)
    transcript = Transcript(
        engine="shipped",
        model=None,
        language="en",
        text=" ".join(word.text for word in words),
        words=tuple(words),
    )
    return samples.astype(np.float32), transcript


def main() -> None:
    """Write both files and say how long and how large they are."""
    default = Path(__file__).parent.parent / "voicecoach" / "demo_answer"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    samples, transcript = build()
    soundfile.write(folder / "answer.flac", samples, SAMPLE_RATE, subtype="PCM_16")
    (folder / "transcript.json").write_text(to_json(transcript, indent=1) + "\n", "utf-8")
    size = (folder / "answer.flac").stat().st_size
    print(f"{folder}: {len(samples) / SAMPLE_RATE:.1f} s, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

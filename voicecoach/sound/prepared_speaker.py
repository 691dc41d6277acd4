"""Says questions that were synthesised ahead; where one voice fails, the next one speaks.

A natural voice needs a second or more for a question.  It is made while the candidate reads the
last report, kept in memory, and played like every other sound: the moment of its last sample is
as exact as without.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from voicecoach.errors import SpeakerError
from voicecoach.sound.devices import find_device
from voicecoach.sound.files import Samples, resample
from voicecoach.sound.playback import SpokenSpan, play
from voicecoach.sound.speaker import Synthesiser
from voicecoach.sound.spoken_text import PARAGRAPH

MAX_KEPT = 16
"""Texts kept in memory: one of 25 s takes 2 MB."""

PAUSE_S = 0.6
"""Between two paragraphs: what a speaker leaves between two thoughts (own rule)."""


@dataclass(slots=True)
class _Job:
    """One text: under way until ``done`` is set, then with its sound or its failure."""

    done: threading.Event = field(default_factory=threading.Event)
    samples: Samples | None = None
    sample_rate: int = 0
    error: Exception | None = None


class PreparedSpeaker:
    """Asks with the first of several voices that works.

    Parameters
    ----------
    voices
        In the order in which they are tried; one that failed is not asked again.
    output
        Speaker: its number or part of its name; the system's default if not given.
    """

    def __init__(self, voices: Sequence[Synthesiser], output: str | None = None) -> None:
        self._voices = list(voices)
        self._output = output
        self._lock = threading.Lock()
        self._synthesising = threading.Lock()
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._warning: SpeakerError | None = None

    def prepare(self, text: str) -> None:
        """Begin to synthesise ``text`` in the background, unless it is there already."""
        self._begin(text)

    def say(self, text: str) -> SpokenSpan:
        """Say ``text`` and return when its last sample was heard.

        Raises
        ------
        SpeakerError
            If no voice works, there is no speaker, or it does not finish in time.
        """
        device = find_device(self._output, "output")
        samples, sample_rate = self.synthesise(text)
        span = play(samples, sample_rate, device)
        with self._lock:
            warning, self._warning = self._warning, None
        return replace(span, warning=warning)

    def synthesise(self, text: str) -> tuple[Samples, int]:
        """Return the sound of ``text``: what was prepared, else made now.

        Raises
        ------
        SpeakerError
            If no voice works.
        """
        job = self._begin(text)
        job.done.wait()  # each voice has its own limit
        if job.error is not None:
            with self._lock:
                self._jobs.pop(text, None)
            raise job.error
        assert job.samples is not None  # noqa: S101 - done without an error
        return job.samples, job.sample_rate

    def _begin(self, text: str) -> _Job:
        with self._lock:
            job = self._jobs.get(text)
            if job is not None:
                self._jobs.move_to_end(text)
                return job
            job = self._jobs[text] = _Job()
            while len(self._jobs) > MAX_KEPT:
                self._jobs.popitem(last=False)
        threading.Thread(target=self._work, args=(text, job), daemon=True).start()
        return job

    def _work(self, text: str, job: _Job) -> None:
        try:
            with self._synthesising:  # one process at a time: the machine has other work
                job.samples, job.sample_rate = self._first_that_works(text)
        except Exception as error:  # noqa: BLE001 - raised where the text is to be said
            job.error = error
        finally:
            job.done.set()

    def _first_that_works(self, text: str) -> tuple[Samples, int]:
        while True:
            try:
                return _with_pauses(self._voices[0], text)
            except SpeakerError as error:
                if len(self._voices) == 1:
                    raise
                del self._voices[0]
                with self._lock:
                    self._warning = error


def _with_pauses(voice: Synthesiser, text: str) -> tuple[Samples, int]:
    """Return the sound of all paragraphs of a text, with a pause between two."""
    pieces: list[Samples] = []
    rate = 0
    for paragraph in text.split(PARAGRAPH):
        if not paragraph.strip() and pieces:
            continue
        samples, own_rate = voice.synthesise(paragraph)
        if pieces:
            pieces.append(np.zeros(round(PAUSE_S * rate), np.float32))
            samples = samples if own_rate == rate else resample(samples, own_rate, rate)
        rate = rate or own_rate
        pieces.append(samples)
    return np.concatenate(pieces), rate

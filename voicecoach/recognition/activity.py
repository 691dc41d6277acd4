"""Samples to speech spans and to held sounds: from the signal alone, no model to download."""

from __future__ import annotations

import numpy as np

from voicecoach.recognition.held_sounds import find_held_sounds
from voicecoach.recognition.pitch import RATE
from voicecoach.recognition.voice_activity import find_speech
from voicecoach.recognition.voice_variation import measure_variation
from voicecoach.sound.files import Samples, clipped_share, resample
from voicecoach.types import Activity


def find_activity(samples: Samples, sample_rate: int) -> Activity:
    """Return where there is voice, where a voiced sound is held, and how much the voice varies.

    Parameters
    ----------
    samples
        Mono float32 of shape (n,), nominally in [-1, 1]; any level.
    sample_rate
        In Hz, 8000 or more.

    Returns
    -------
    Activity
        Ordered, disjoint spans in seconds; gaps below 120 ms are closed.
    """
    sound = resample(np.nan_to_num(samples).astype(np.float32), sample_rate, RATE)
    speech = find_speech(sound)
    duration = round(len(samples) / sample_rate, 3)
    if not speech:
        return Activity(duration, ())
    voice = measure_variation(sound, speech, sample_rate, clipped_share(samples))
    return Activity(duration, speech, find_held_sounds(sound, speech), voice)

"""Samples to words: a protocol, and faster-whisper behind it.

``whisper`` runs the model, ``placing`` puts words where the voice is, ``guards`` says which
of them to doubt.  Only ``whisper`` imports faster-whisper, and only when it loads a model.
"""

from voicecoach.transcriber.guards import Heard, find_flags
from voicecoach.transcriber.placing import place_words
from voicecoach.transcriber.whisper import FasterWhisperTranscriber, Transcriber

__all__ = [
    "FasterWhisperTranscriber",
    "Heard",
    "Transcriber",
    "find_flags",
    "place_words",
]

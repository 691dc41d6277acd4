"""Samples to words: what is common to all recognisers, and faster-whisper behind it.

``cutting`` says where a recording is cut, ``base`` turns pieces into a transcript, ``live``
does so while the recording is made, ``whisper`` runs the model, ``second`` tries again,
``placing`` puts words where the voice is, ``guards`` says which of them to doubt.  Only
``whisper`` imports faster-whisper, and only when it loads a model.
"""

from voicecoach.transcriber.base import Transcriber
from voicecoach.transcriber.guards import Heard, find_flags
from voicecoach.transcriber.live import LiveTranscription
from voicecoach.transcriber.placing import place_words
from voicecoach.transcriber.whisper import FasterWhisperTranscriber

__all__ = [
    "FasterWhisperTranscriber",
    "Heard",
    "LiveTranscription",
    "Transcriber",
    "find_flags",
    "place_words",
]

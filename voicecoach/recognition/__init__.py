"""Samples to words: what is common to all recognisers, and faster-whisper behind it.

``cutting`` says where a recording is cut, ``base`` turns pieces into a transcript, ``live``
does so while the recording is made, ``whisper`` runs the model, ``second`` tries again,
``placing`` puts words where the voice is, ``guards`` says which of them to doubt.  Only
``whisper`` imports faster-whisper, and only when it loads a model.
"""

from voicecoach.recognition.alignment import place_words
from voicecoach.recognition.doubts import RecognisedSegment, find_flags
from voicecoach.recognition.live import LiveTranscription
from voicecoach.recognition.transcriber import Transcriber
from voicecoach.recognition.whisper import FasterWhisperTranscriber

__all__ = [
    "FasterWhisperTranscriber",
    "LiveTranscription",
    "RecognisedSegment",
    "Transcriber",
    "find_flags",
    "place_words",
]

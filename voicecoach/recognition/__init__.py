"""Samples to words: what is common to all recognisers, and faster-whisper behind it.

``chunking`` says where a recording is cut, ``transcriber`` turns pieces into a transcript,
``live`` does so while the recording is made (``pending`` settles the beginning meanwhile),
``whisper`` holds a model and ``decoding`` asks it, ``retry`` tries again, ``alignment`` puts
words where the voice is, ``islands`` weighs voice that no word covers, ``confidence`` says how
far a word may be trusted, ``doubts`` which ones to flag.  Only ``whisper`` and ``decoding``
import faster-whisper, and only when a model is loaded.
"""

from voicecoach.recognition.alignment import place_words
from voicecoach.recognition.doubts import find_flags
from voicecoach.recognition.live import LiveTranscription
from voicecoach.recognition.segment import RecognisedSegment
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

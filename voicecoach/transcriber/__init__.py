"""Samples to words."""

from voicecoach.transcriber.whisper import FasterWhisperTranscriber, Transcriber

__all__ = ["FasterWhisperTranscriber", "Transcriber"]

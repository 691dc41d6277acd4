"""Writes an answer as one HTML file to keep or send, with the sound inside."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voicecoach.errors import AudioError
from voicecoach.library import Answer
from voicecoach.report.answer_view import ReportView
from voicecoach.report.html_page import render_page


def render_one_file(view: ReportView, recording: Path | None) -> tuple[str, str]:
    """Return the page with the sound inside, and the reason if it has no sound.

    Parameters
    ----------
    recording
        The audio file; None, or a file that cannot be read, gives a page without player.
    """
    if recording is None:
        return render_page(view), "this answer has no recording; the page will be silent."
    from voicecoach.sound.encoding import encode_mp3
    from voicecoach.sound.files import N_PEAKS, find_peaks, load_audio

    try:
        sound = base64.b64encode(encode_mp3(recording)).decode("ascii")
        peaks = tuple(find_peaks(load_audio(recording).samples, N_PEAKS))
    except AudioError as error:
        return render_page(view), f"{error.message} The page will be silent."
    full = replace(view, audio_href=f"data:audio/mpeg;base64,{sound}", peaks=scaled(peaks))
    return render_page(full), ""


def scaled(peaks: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Scale peaks so that the loudest is 1: a quiet recording is drawn as large as a loud one."""
    loudest = max((max(abs(low), abs(high)) for low, high in peaks), default=0.0) or 1.0
    return tuple((round(low / loudest, 3), round(high / loudest, 3)) for low, high in peaks)


def file_name(answer: Answer) -> str:
    """Return a name that sorts by date: ``2026-11-24_incomplete-information_take-1``."""
    entry = answer.entry
    question = entry.answer.partition("_")[2] or "answer"
    return f"{entry.started:%Y-%m-%d}_{question}_take-{entry.take}"

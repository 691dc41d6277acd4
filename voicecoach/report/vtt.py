"""The transcript as WebVTT captions: every player shows them over the recording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from voicecoach.errors import TranscriptError
from voicecoach.report.answer_view import ReportView
from voicecoach.report.transcript_view import Passage, TextRun, build_passages, transcript_origin
from voicecoach.report.wording import clean

MAX_CUE_CHARACTERS = 84
"""Two lines of 42 characters: what subtitle guidelines allow on the screen at once."""
MIN_CUE_S = 0.1


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    name: str
    part: str
    text: str


def render_vtt(view: ReportView) -> str:
    """Return a WebVTT file: each cue is a sentence or less, named and classed by its STAR part.

    Raises
    ------
    TranscriptError
        If the answer has no words with times.
    """
    cues = list(_cues(build_passages(view.analysis)))
    if not cues:
        raise TranscriptError(
            "There are no captions: the answer has no words with times.",
            "Export it as md or json, or analyse its recording with a model.",
            code="no-times",
        )
    head = f"WEBVTT - {_escape(clean(view.title))}"
    notes = [f"NOTE\n{_escape(line)}" for line in _notes(view)]
    blocks = [
        f"{cue.name}\n{_stamp(cue.start)} --> {_stamp(cue.end)}\n{_dress(cue)}" for cue in cues
    ]
    return "\n\n".join([head, *notes, *blocks]) + "\n"


def _notes(view: ReportView) -> Iterator[str]:
    if view.prompt:
        yield f"Question: {clean(view.prompt)}"
    yield transcript_origin(view.analysis)
    parts = view.analysis.star.parts
    if parts is not None:
        verdicts = (
            f"{name} {getattr(parts, name).verdict}"
            for name in ("situation", "task", "action", "result")
        )
        yield f"STAR: {', '.join(verdicts)}"


def _dress(cue: _Cue) -> str:
    return f"<c.{cue.part}>{_escape(cue.text)}</c>" if cue.part != "other" else _escape(cue.text)


def _cues(passages: tuple[Passage, ...]) -> Iterator[_Cue]:
    number, last_start = 0, 0.0
    for passage in passages:
        for pieces in _chunks(passage.pieces):
            start, end = pieces[0].start, pieces[-1].end
            if start is None or end is None:
                continue
            number += 1
            # players drop a cue that begins before the one above it, or ends where it begins
            start = last_start = max(start, last_start)
            end = max(end, start + MIN_CUE_S)
            text = " ".join(piece.text for piece in pieces)
            name = f"{number} {passage.part}" if passage.part != "other" else str(number)
            yield _Cue(start, end, name, passage.part, text)


def _chunks(pieces: tuple[TextRun, ...]) -> Iterator[list[TextRun]]:
    """Split a sentence into captions short enough to read; pauses are left out."""
    chunk: list[TextRun] = []
    for piece in pieces:
        if piece.kind in ("pause", "sound"):
            continue
        length = sum(len(other.text) + 1 for other in chunk) + len(piece.text)
        if chunk and length > MAX_CUE_CHARACTERS:
            yield chunk
            chunk = []
        chunk.append(piece)
    if chunk:
        yield chunk


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

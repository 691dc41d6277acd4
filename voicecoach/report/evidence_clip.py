"""Finds the part of the recording that shows the priority: a button of the report plays it."""

from __future__ import annotations

from dataclasses import dataclass

from voicecoach.analysis.advice.priority import unclear_part
from voicecoach.types import PARTS, Analysis, Note, PacePoint, Priority, Sentence

LISTEN_S = 12.0
"""Seconds played: enough to hear a beginning or an end in its context. Own choice."""

AFTER_GAP_S = 6.0
"""Seconds played after the place where something is missing: what comes there instead."""

DENSE_S = 10.0
"""Where fillers are many, the ten seconds that hold most of them are played."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A part of the recording to play (seconds), and the label of its button."""

    label: str
    start: float
    end: float


def find_proof(analysis: Analysis) -> Proof | None:
    """Return where to hear what the priority says; None where nothing in the sound shows it."""
    priority = analysis.priority
    begin, stop = _spoken(analysis)
    if priority is None or begin is None or stop is None:
        return None
    shown = _in_delivery(analysis, priority.code)
    if shown is not None:
        return shown
    for note in analysis.notes:
        if _shows(note, priority) and note.start is not None:
            return Proof("Hear it", note.start, note.end or note.start + LISTEN_S)
    return _in_star(analysis, priority.code, begin, stop)


def _shows(note: Note, priority: Priority) -> bool:
    """Return whether a note is about what the priority says; several parts may be weak."""
    if note.code != priority.code:
        return False
    part = unclear_part(priority)
    return part is None or note.message.lower().startswith(part)


def _spoken(analysis: Analysis) -> tuple[float | None, float | None]:
    measures = analysis.measures
    words = analysis.transcript.words if analysis.transcript else ()
    timed = [word for word in words if word.start is not None]
    if timed:
        return timed[0].start, timed[-1].end
    if measures.response_latency_s is not None and measures.span_s is not None:
        start = max(measures.response_latency_s, 0.0)
        return start, start + measures.span_s
    return None, None


def _in_star(analysis: Analysis, code: str, begin: float, stop: float) -> Proof | None:
    """Return where the weak STAR part is, or where the missing one belongs."""
    if code in ("missing-result", "weak-result", "no-lesson"):
        return Proof("Hear how you end", max(begin, stop - LISTEN_S), stop)
    if code in ("missing-situation", "stopped-early"):
        return Proof("Hear how you begin", begin, min(begin + LISTEN_S, stop))
    if code == "no-number" and (place := _part(analysis, "result")):
        return Proof("Hear your result", *place)
    if code == "own-part-unclear" and (place := _part(analysis, "action")):
        return Proof("Hear your action", place[0], min(place[1], place[0] + 2 * LISTEN_S))
    if code in ("missing-task", "missing-action") and (anchor := _before_gap(analysis, code)):
        start, end = anchor
        return Proof("Hear where it would come", start, min(stop, end + AFTER_GAP_S))
    if code in ("too-short", "too-long"):
        return _by_length(analysis, code)
    return None


def _before_gap(analysis: Analysis, code: str) -> tuple[float, float] | None:
    """Return start and end of the sentence after which a task or an action would come."""
    parts = ("situation",) if code == "missing-task" else ("task", "situation")
    for part in parts:
        told = [s for s in analysis.star.sentences if s.part == part]
        if told and told[-1].start is not None and told[-1].end is not None:
            return max(told[-1].start, told[-1].end - LISTEN_S), told[-1].end
    return None


def _by_length(analysis: Analysis, code: str) -> Proof | None:
    """Return the shortest part of an answer that is too short, the longest of one too long."""
    told = [
        (place[1] - place[0], name, place) for name in PARTS if (place := _part(analysis, name))
    ]
    if not told:
        return None
    _, name, place = min(told) if code == "too-short" else max(told)
    which = "shortest" if code == "too-short" else "longest"
    return Proof(
        f"Hear the {which} part, your {name}", place[0], min(place[1], place[0] + 2 * LISTEN_S)
    )


def _part(analysis: Analysis, name: str) -> tuple[float, float] | None:
    """Return start and end of the first run of sentences that belong to a part."""
    run: list[Sentence] = []
    for sentence in analysis.star.sentences:
        if sentence.part == name:
            run.append(sentence)
        elif run:
            break
    if not run or run[0].start is None or run[-1].end is None:
        return None
    return run[0].start, run[-1].end


def _in_delivery(analysis: Analysis, code: str) -> Proof | None:
    def pace(point: PacePoint) -> float:
        return point.wpm

    if code in ("pace-fast", "pace-slow") and analysis.pace:
        point = (max if code == "pace-fast" else min)(analysis.pace, key=pace)
        label = "Hear the fastest stretch" if code == "pace-fast" else "Hear the slowest stretch"
        return Proof(label, point.start, point.end)
    starts = [f.start for f in analysis.fillers if f.start is not None]
    if code == "many-fillers" and starts:
        densest = max(starts, key=lambda s: sum(s <= other < s + DENSE_S for other in starts))
        return Proof("Hear the ten seconds with most of them", densest, densest + DENSE_S)
    return None

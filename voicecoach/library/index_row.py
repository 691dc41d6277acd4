"""Makes the index's row of a take: a summary of its figures, and its texts for the search."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voicecoach.analysis.measures import pace_spread
from voicecoach.json_files import to_json
from voicecoach.library.folders import RECORDING_FILE, AnswerFolder, SessionFolder, TakeFolder
from voicecoach.library.reading import (
    Problems,
    find_audio,
    read_corrections,
    read_marks,
    read_notes,
    read_question,
    read_session,
    read_shown,
    read_transcript,
)
from voicecoach.library.records import Entry, Problem, Summary, TakeState, Texts
from voicecoach.types import PARTS, Analysis


def read_entry(folder: TakeFolder, n_takes: int, root: Path) -> Entry:
    """Return the summary of one take from its files."""
    return read_row(folder, n_takes, root)[0]


def read_row(folder: TakeFolder, n_takes: int, root: Path) -> tuple[Entry, Texts]:
    """Return the summary and the searchable texts of one take, from its files."""
    problems = Problems(root)
    answer, session = folder.path.parent, folder.path.parent.parent
    record = read_session(session, problems)
    question = read_question(answer, problems)
    analysis, _ = read_shown(folder, read_corrections(folder, problems), problems)
    stored = read_transcript(folder, problems)  # always read, so that a broken file is reported
    transcript = (analysis.transcript if analysis else None) or stored
    has_transcript = transcript is not None or folder.transcript.exists()
    audio = find_audio(folder, root)
    marks = read_marks(answer, problems)
    notes = read_notes(folder, problems)
    entry = Entry(
        session=session.name,
        answer=answer.name,
        take=folder.number,
        n_takes=n_takes,
        started=record.started if record else started_from_name(session.name),
        pack=record.pack if record else session.name.partition("_")[2],
        question_id=question.id if question else answer.name.partition("_")[2],
        stage=question.stage if question else "",
        kind=question.kind if question else None,
        prompt=question.prompt if question else "",
        has_audio=audio is not None,
        state=_state(audio, analysis is not None, has_transcript),
        summary=summarise(analysis) if analysis else None,
        problems=problems.as_tuple(),
        qualities=question.qualities if question else (),
        target_s=question.target_s if question else None,
        starred=marks.starred,
        story=marks.story,
        has_notes=bool(notes.strip()),
        n_bytes=measure_files(folder.path),
    )
    return entry, Texts(transcript.text if transcript else "", entry.prompt, notes, marks.story)


def measure_files(folder: Path) -> int:
    """Return the bytes of the files in one folder; links count as themselves."""
    try:
        with os.scandir(folder) as items:
            return sum(item.stat(follow_symlinks=False).st_size for item in items)
    except OSError:
        return 0


def _state(audio: Path | None, has_analysis: bool, has_transcript: bool) -> TakeState:
    if audio is not None and audio.name == RECORDING_FILE and not has_analysis:
        return "unfinished"
    if audio is None and not has_analysis and not has_transcript:
        return "empty"
    if not has_analysis:
        return "no-analysis"
    return "complete" if has_transcript else "no-transcript"


def summarise(analysis: Analysis) -> Summary:
    """Return the figures that lists and trends need."""
    measures, parts = analysis.measures, analysis.star.parts
    minutes = (measures.span_s or 0.0) / 60
    rates, wpm = measures.fillers_per_minute, measures.speech_rate_wpm
    return Summary(
        total_s=measures.total_s,
        span_s=measures.span_s,
        phonation_s=measures.phonation_s,
        n_words=measures.n_words,
        speech_rate_wpm=measures.speech_rate_wpm,
        fillers_per_minute=measures.fillers_per_minute,
        star=tuple(getattr(parts, name).verdict for name in PARTS) if parts else (),
        priority=analysis.priority.code if analysis.priority else None,
        engine=analysis.transcript.engine if analysis.transcript else None,
        articulation_rate_wpm=measures.articulation_rate_wpm,
        response_latency_s=measures.response_latency_s,
        pause_s=measures.pause_s,
        # counts are computed back from the rates, which are exact enough (three decimals)
        n_fillers=(round(rates[0] * minutes), round(rates[1] * minutes)) if rates else None,
        n_spoken=round(wpm * minutes) if wpm is not None else None,
        shown=tuple(q.name for q in analysis.content.qualities if q.evidence),
        pitch_variation_semitones=measures.pitch_variation_semitones,
        level_variation_db=measures.level_variation_db,
        pace_thirds_wpm=measures.pace_thirds_wpm,
        n_repetitions=measures.n_repetitions,
        pace_spread_wpm=pace_spread(analysis.pace),
    )


def started_from_name(name: str) -> datetime:
    """Return the time in a session's folder name (local time); the epoch if it has none."""
    try:
        return datetime.strptime(name[:16], "%Y-%m-%dT%H-%M").astimezone()
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def take_fingerprint(folder: TakeFolder) -> str:
    """Return a text that changes whenever a file behind the take's entry changes."""
    marks: list[str] = []
    try:
        with os.scandir(folder.path) as items:
            for item in sorted(items, key=lambda item: item.name):
                if not item.name.startswith("."):
                    status = item.stat()
                    marks.append(f"{item.name}:{status.st_size}:{status.st_mtime_ns}")
    except OSError:
        marks.append("unreadable")
    answer = AnswerFolder(folder.path.parent)
    for file in (answer.record, answer.marks, SessionFolder(answer.path.parent).record):
        try:
            status = file.stat()
            marks.append(f"{file.name}:{status.st_size}:{status.st_mtime_ns}")
        except OSError:
            marks.append(f"{file.name}:-")
    return " ".join(marks)


def entry_to_json(entry: Entry) -> str:
    """Return an entry as the index stores it."""
    return to_json(entry)


def entry_from_json(text: str) -> Entry:
    """Return an entry from the index; plain code, since 10,000 of them are read at once."""
    data: dict[str, Any] = json.loads(text)
    data["started"] = datetime.fromisoformat(data["started"])
    data["problems"] = tuple(Problem(**problem) for problem in data["problems"])
    data["qualities"] = tuple(data["qualities"])
    data["target_s"] = tuple(data["target_s"]) if data["target_s"] else None
    if summary := data["summary"]:
        for name in ("fillers_per_minute", "n_fillers", "pace_thirds_wpm"):
            summary[name] = tuple(summary[name]) if summary[name] else None
        summary["star"] = tuple(summary["star"])
        summary["shown"] = tuple(summary["shown"])
        data["summary"] = Summary(**summary)
    return Entry(**data)

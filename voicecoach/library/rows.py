"""A take as the index stores it: its entry as JSON, and what tells that its files changed."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from typing import Any

from voicecoach.library.records import Entry, Problem, Summary, TakeFolder


def take_fingerprint(folder: TakeFolder) -> str:
    """Return what changes whenever a file that the take's entry is made from changes."""
    marks: list[str] = []
    try:
        with os.scandir(folder.path) as items:
            for item in sorted(items, key=lambda item: item.name):
                if not item.name.startswith("."):
                    status = item.stat()
                    marks.append(f"{item.name}:{status.st_size}:{status.st_mtime_ns}")
    except OSError:
        marks.append("unreadable")
    answer = folder.path.parent
    for file in (answer / "answer.json", answer / "marks.json", answer.parent / "session.json"):
        try:
            status = file.stat()
            marks.append(f"{file.name}:{status.st_size}:{status.st_mtime_ns}")
        except OSError:
            marks.append(f"{file.name}:-")
    return " ".join(marks)


def entry_to_json(entry: Entry) -> str:
    """Return an entry as the index stores it."""
    return json.dumps(asdict(entry), default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    assert isinstance(value, datetime)  # noqa: S101 - the only such field of Entry
    return value.isoformat()


def entry_from_json(text: str) -> Entry:
    """Return an entry from the index; plain code, since 10,000 of them are read at once."""
    data: dict[str, Any] = json.loads(text)
    data["started"] = datetime.fromisoformat(data["started"])
    data["problems"] = tuple(Problem(**problem) for problem in data["problems"])
    data["qualities"] = tuple(data["qualities"])
    data["target_s"] = tuple(data["target_s"]) if data["target_s"] else None
    if summary := data["summary"]:
        for name in ("fillers_per_minute", "n_fillers"):
            summary[name] = tuple(summary[name]) if summary[name] else None
        summary["star"] = tuple(summary["star"])
        summary["shown"] = tuple(summary["shown"])
        data["summary"] = Summary(**summary)
    return Entry(**data)

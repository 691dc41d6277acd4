"""Transcripts and captions of other tools: who said what, and when; pure, text in, lines out.

SubRip (.srt), WebVTT (.vtt; Zoom, Teams, YouTube), Otter ("Name  0:06" above the words), Zoom
("[Name] 10:03:12"), Rev ("Name: (00:06)"), "[00:00:06] Name:", and lines "Name: words" alone.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

MAX_NAME_WORDS = 5
MAX_NAME_LETTERS = 40
"""A name before a colon; longer is a sentence."""

INTERVIEWERS = frozenset(
    [
        "interviewer",
        "interviewers",
        "recruiter",
        "host",
        "moderator",
        "question",
        "questions",
        "q",
        "coach",
        "voicecoach",
        "unknown",
    ]
)
CANDIDATES = frozenset(["candidate", "interviewee", "applicant", "answer", "a", "me", "you", "i"])
HEADINGS = frozenset(
    [
        "situation",
        "task",
        "action",
        "actions",
        "result",
        "results",
        "outcome",
        "context",
        "background",
        "reflection",
        "learning",
        "learnings",
        "lesson",
        "lessons",
        "note",
        "notes",
        "example",
        "challenge",
        "summary",
        "star",
        "title",
        "date",
        "tags",
        "topic",
        "http",
        "https",
        "mailto",
    ]
)
"""What stands before a colon in a candidate's own notes and is nobody's name."""


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody said at once; ``speaker`` is empty and times null where none stand there."""

    text: str
    speaker: str = ""
    start: float | None = None
    end: float | None = None

    @property
    def n_words(self) -> int:
        """How many words it holds."""
        return len(self.text.split())


_TIME = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?"
_ARROW = re.compile(rf"^\s*({_TIME})\s*-->\s*({_TIME})(?:\s.*)?$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_NAME = r"[^\W_][^:\[\]()<>\t]{0,39}?"
_STAMPED = (
    # [00:00:06] Name: words        (0:06) Name: words        00:00:06 Name: words
    re.compile(
        rf"^[\[(]?(?P<at>{_TIME})[\])]?\s*[-–—]?\s*(?:(?P<name>{_NAME}):\s)?\s*(?P<text>\S.*)$"
    ),
    # Name: (0:06) words            Name [0:06]: words
    re.compile(rf"^(?P<name>{_NAME}):?\s*[\[(](?P<at>{_TIME})[\])]:?\s*(?P<text>\S.*)$"),
)
_ABOVE = (
    # Name  0:06                    Name (0:06)        Speaker 1 | 00:06
    re.compile(rf"^(?P<name>{_NAME})\s*[:|,–—-]?\s+[\[(]?(?P<at>{_TIME})[\])]?:?$"),
    re.compile(rf"^(?P<name>{_NAME})\s*[\[(](?P<at>{_TIME})[\])]:?$"),
    # [Name] 10:03:12
    re.compile(rf"^\[(?P<name>[^\]]{{1,40}})\]\s*(?P<at>{_TIME})$"),
    # 0:06 Name                     [0:06] Name:
    re.compile(rf"^[\[(]?(?P<at>{_TIME})[\])]?\s+(?P<name>{_NAME}):?$"),
    # [00:00:06]
    re.compile(rf"^[\[(]?(?P<at>{_TIME})[\])]?(?P<name>)$"),
)
_LABEL = re.compile(rf"^(?P<name>{_NAME}):\s+(?P<text>\S.*)$")


def read_lines(text: str) -> tuple[Line, ...] | None:
    """Return who said what; None where the text is no transcript of a tool but plain words."""
    rows = [row.strip("\ufeff\u200e\u200f ").rstrip() for row in text.splitlines()]
    if any(_ARROW.match(row) for row in rows):
        return _close_gaps(_read_cues(rows))
    for read in (_read_stamped, _read_above):
        if found := read(rows):
            return _close_gaps(found)
    return _read_labelled(rows)


def _seconds(text: str) -> float:
    total = 0.0
    for part in text.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def _read_cues(rows: Sequence[str]) -> list[Line]:
    """Read SubRip and WebVTT: a row of two times, then text until an empty row."""
    found: list[Line] = []
    times: tuple[float, float] | None = None
    words: list[str] = []

    def close() -> None:
        if times is not None:
            found.extend(_cue(" ".join(words), *times))

    for number, row in enumerate(rows):
        arrow = _ARROW.match(row)
        if arrow:
            close()
            times, words = (_seconds(arrow[1]), _seconds(arrow[2])), []
        elif not row:
            close()
            times = None
        elif times is not None and not _is_number_of_next(rows, number):
            words.append(row)
    close()
    return found


def _is_number_of_next(rows: Sequence[str], number: int) -> bool:
    """Return whether a row is the number of the cue that begins in the next row."""
    following = rows[number + 1] if number + 1 < len(rows) else ""
    return rows[number].isdecimal() and _ARROW.match(following) is not None


def _cue(text: str, start: float, end: float) -> list[Line]:
    """Return one cue as lines: a WebVTT cue can hold several voices."""
    parts = _VOICE.split(text)
    spoken = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    lines = []
    for voice, words in spoken:
        said = html.unescape(_TAG.sub("", words)).strip()
        speaker = html.unescape(voice).strip()
        if not speaker and (label := _label(said)):
            speaker, said = label
        if said:
            lines.append(Line(said, speaker, start, max(start, end)))
    return lines


def _read_stamped(rows: Sequence[str]) -> list[Line]:
    """Read rows that begin with their moment: ``[00:00:06] Name: words``."""
    found: list[Line] = []
    n_rows = 0
    for row in filter(None, rows):
        n_rows += 1
        stamped = next((m for pattern in _STAMPED if (m := pattern.match(row))), None)
        if stamped is not None:
            name = stamped["name"] or ""
            found.append(Line(stamped["text"], name.strip(), _seconds(stamped["at"])))
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {row}")
    stamped_share = len(found) / max(1, n_rows)
    return found if len(found) >= 1 and stamped_share >= 0.3 and not _all_above(rows) else []


def _all_above(rows: Sequence[str]) -> bool:
    """Return whether the moments stand in rows of their own."""
    return sum(_above(row) is not None for row in rows) > sum(
        any(p.match(row) for p in _STAMPED) and _above(row) is None for row in rows
    )


def _above(row: str) -> re.Match[str] | None:
    return next((found for pattern in _ABOVE if (found := pattern.match(row))), None)


def _read_above(rows: Sequence[str]) -> list[Line]:
    """Read a name and a moment in a row, and what was said below it."""
    found: list[Line] = []
    for row in filter(None, rows):
        if above := _above(row):
            found.append(Line("", above["name"].strip(), _seconds(above["at"])))
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {row}".strip())
    return [line for line in found if line.text]


def _read_labelled(rows: Sequence[str]) -> tuple[Line, ...] | None:
    """Read ``Name: words`` without times; None where those are a candidate's own headings."""
    found: list[Line] = []
    for row in filter(None, rows):
        label = _label(row)
        if label:
            found.append(Line(label[1], label[0]))
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {row}")
        else:
            return None
    names = Counter(line.speaker.casefold() for line in found)
    told = any(name in INTERVIEWERS | CANDIDATES for name in names)
    # a name that comes once may be any word with a colon: a dialogue has names that come again
    if len(names) < 2 or not (told or sum(names.values()) > len(names)):
        return None
    return tuple(found)


def _label(text: str) -> tuple[str, str] | None:
    """Return (name, words) of ``Name: words``; None where no name stands there."""
    found = _LABEL.match(text)
    if not found:
        return None
    name = found["name"].strip().strip("*_")
    if name.casefold() in HEADINGS or len(name) > MAX_NAME_LETTERS:
        return None
    words = name.split()
    if len(words) > MAX_NAME_WORDS or not (words[0][0].isupper() or words[0][0].isdigit()):
        return None
    # in a sentence, small words follow; in a name, capitals and numbers do
    if any(
        word[0].islower() for word in words[1:] if word not in {"de", "van", "von", "da", "bin"}
    ):
        return None
    return name, found["text"]


def _close_gaps(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give lines without an end that of the next line's start, when that comes later."""
    done: list[Line] = []
    for number, line in enumerate(lines):
        following = lines[number + 1].start if number + 1 < len(lines) else None
        if line.end is None and line.start is not None and following is not None:
            done.append(replace(line, end=max(line.start, following)))
        else:
            done.append(line)
    return tuple(done)

"""What every rendering gets: one take's analysis with what belongs to showing it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from voicecoach.types import Analysis, Question

DEFAULT_PART_SHARES = (0.15, 0.10, 0.60, 0.15)
"""Situation, task, action, result; the advice pages of careers offices differ by a few per cent
(20/10/60/10, 15/10/60/15, 10/10/60/20)."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """One take, ready to be rendered.

    Parameters
    ----------
    analysis
        The analysis document.
    title
        A few words that name the answer.
    when
        When the sitting began, with its offset; None for a file from elsewhere.
    take, n_takes
        Which take this is, of how many.
    audio_href
        Where a page finds the sound: a ``data:`` URL or a path; None without sound.
    question
        The question as it was asked, for what the interviewer listens for.
    part_shares
        Share of the time that the pack expects for each STAR part, adding up to 1.
    peaks
        (lowest, highest) sample in [-1, 1] of equal slices of the recording, for a waveform.
    ref
        What the command line calls this take; empty for a file from elsewhere.
    """

    analysis: Analysis
    title: str
    when: datetime | None = None
    take: int = 1
    n_takes: int = 1
    audio_href: str | None = None
    question: Question | None = None
    part_shares: tuple[float, float, float, float] = DEFAULT_PART_SHARES
    peaks: tuple[tuple[float, float], ...] = ()
    ref: str = ""

    @property
    def prompt(self) -> str:
        """The question as it was asked; empty where there was none."""
        if self.question is not None:
            return self.question.prompt
        return self.analysis.question.prompt if self.analysis.question else ""

    @property
    def byline(self) -> str:
        """Date, take and pack on one line; only what is known."""
        pack = self.analysis.question.pack if self.analysis.question else ""
        date = f"{self.when.day} {self.when:%B %Y, %H:%M}" if self.when else ""
        take = f"take {self.take} of {self.n_takes}" if self.n_takes > 1 else f"take {self.take}"
        return ", ".join(part for part in (date, take if date else "", pack) if part)

    @property
    def duration_s(self) -> float | None:
        """Length of the recording, for a time axis."""
        if self.analysis.recording is not None:
            return self.analysis.recording.duration_s
        return self.analysis.measures.total_s


def title_of(question_id: str | None) -> str:
    """Return a question's id as a title: ``incomplete-information`` → Incomplete information."""
    words = re.sub(r"[-_]+", " ", question_id or "").strip()
    return words[:1].upper() + words[1:] if words else "Answer"

"""What every rendering gets: one take's analysis with what belongs to showing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from voicecoach.analysis.advice.story import DEFAULT_SHARES
from voicecoach.report.wording import title_of as title_of  # where faces look for it
from voicecoach.types import Analysis, Question


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
    personal_medians
        By figure's key: the median over one's own earlier answers, and how many they are.
    origins
        For each word the index it has, or came from, in the untouched transcript; empty
        where every word is its own.
    edited
        Indices of the words that the candidate changed.
    """

    analysis: Analysis
    title: str
    when: datetime | None = None
    take: int = 1
    n_takes: int = 1
    audio_href: str | None = None
    question: Question | None = None
    part_shares: tuple[float, float, float, float] = DEFAULT_SHARES
    peaks: tuple[tuple[float, float], ...] = ()
    ref: str = ""
    personal_medians: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    origins: tuple[int, ...] = ()
    edited: frozenset[int] = frozenset()

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

"""One take prepared for showing: its analysis, with title, date, sound and waveform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from voicecoach.analysis import RULES_VERSION
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
        When the session began, with its offset from UTC; None for a file from elsewhere.
    take, n_takes
        Number of this take, counted from 1, and number of takes of this answer.
    audio_href
        Address of the sound for a page: a ``data:`` URL or a path; None without sound.
    question
        The question as it was asked; the page shows what its interviewer listens for.
    part_shares
        Share of the time that the pack expects for each STAR part, adding up to 1.
    peaks
        (lowest, highest) sample in [-1, 1] of equal slices of the recording, for a waveform.
    ref
        Name of this take on the command line; empty for a file from elsewhere.
    personal_medians
        For each figure's key: the candidate's median over earlier answers, and their number.
    origins
        For each shown word its index in the uncorrected transcript; empty where no correction
        changed the number of words.
    edited
        Indices of the words that the candidate changed.
    notes
        The candidate's notes in Markdown, where they are given away with the answer.
    pack_title
        Title of the question's pack; its name is shown where this is empty.
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
    notes: str = ""
    pack_title: str = ""

    @property
    def prompt(self) -> str:
        """The question as it was asked; empty where there was none."""
        if self.question is not None:
            return self.question.prompt
        return self.analysis.question.prompt if self.analysis.question else ""

    @property
    def byline(self) -> str:
        """Date, take, pack and outdated rules on one line; only what is known."""
        pack = self.pack_title or (self.analysis.question.pack if self.analysis.question else "")
        date = f"{self.when.day} {self.when:%B %Y, %H:%M}" if self.when else ""
        take = f"take {self.take} of {self.n_takes}" if self.n_takes > 1 else f"take {self.take}"
        parts = (date, take if date else "", pack, self.other_rules)
        return ", ".join(part for part in parts if part)

    @property
    def other_rules(self) -> str:
        """By which rules it was analysed, where those of this version are others; else empty."""
        version = self.analysis.rules_version
        known = version in {"", RULES_VERSION}
        return "" if known else f"analysed by rules {version}, now {RULES_VERSION}"

    @property
    def duration_s(self) -> float | None:
        """Length of the recording, for a time axis."""
        if self.analysis.recording is not None:
            return self.analysis.recording.duration_s
        return self.analysis.measures.total_s

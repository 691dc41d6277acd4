"""What else a transcript of real speech shows: times, doubts, marks and the filler range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import mean, median

from benchmarks.transcript_scores import HESITATION, align, right_words, spoken_tokens
from voicecoach.report.figures import count_fillers
from voicecoach.types import Analysis, Word

MARKED_BELOW = 0.5
"""Words less probable than this bear (?) in a report."""

TORN = re.compile(r"^[-.,:’'%/]\w|^[%,.]|^\W+$")
"""A written word that is the rest of another."""

MARKERS = re.compile(r"\b(you know|i mean|sort of|kind of)\b")
"""Fillers besides hesitations that a truth without punctuation shows."""

OVERLAP_S = 0.1
"""Shared time from which on a hesitation counts as found in its place."""

TimedWord = tuple[float, float, str]


@dataclass
class SpeechScore:
    """Lists of what was seen, one entry each; summaries are properties."""

    start_errors: list[float] = field(default_factory=list)
    hesitation_errors: list[float] = field(default_factory=list)
    n_placed: int = 0
    n_timed_hesitations: int = 0
    n_torn: int = 0
    flagged: dict[str, list[bool]] = field(default_factory=dict)
    """For each code whether each word under such a flag was really said."""
    flags: dict[str, list[bool]] = field(default_factory=dict)
    """For each code whether most words under each flag were really said."""
    marked: list[bool] = field(default_factory=list)
    """Of each word marked (?) whether it is right; hesitations left out."""
    unmarked: list[bool] = field(default_factory=list)
    ranges: list[tuple[str, int, int, int]] = field(default_factory=list)
    """Name, lower and upper end, truth."""

    def add(
        self,
        name: str,
        truth: Sequence[str],
        timed: Sequence[TimedWord] | None,
        analysis: Analysis,
        *,
        with_words: bool,
    ) -> None:
        """Take in one clip; ``with_words`` says whether its words can be judged."""
        transcript = analysis.transcript
        words = transcript.words if transcript else ()
        self.n_torn += sum(bool(TORN.match(word.text)) for word in words)
        if timed:
            self._time(timed, words)
        if with_words:
            self._doubt(truth, analysis)
        self._range(name, truth, analysis)

    def _time(self, timed: Sequence[TimedWord], words: Sequence[Word]) -> None:
        said = spoken_tokens(text for _, _, text in timed)
        heard = spoken_tokens(word.text for word in words)
        for i, j in align(said, heard):
            if i is None or j is None or said[i].text != heard[j].text:
                continue
            start, end, _ = timed[said[i].index]
            word = words[heard[j].index]
            error = (word.start or 0.0) - start
            if said[i].text != HESITATION:
                self.start_errors.append(error)
                continue
            self.hesitation_errors.append(error)
            self.n_timed_hesitations += 1
            shared = min(end, word.end or 0.0) - max(start, word.start or 0.0)
            self.n_placed += shared > min(OVERLAP_S, (end - start) / 2)

    def _doubt(self, truth: Sequence[str], analysis: Analysis) -> None:
        if analysis.transcript is None:
            return
        words = analysis.transcript.words
        right = right_words(truth, [word.text for word in words])
        for word, good in zip(words, right, strict=True):
            if spoken_tokens([word.text])[:1] and not spoken_tokens([word.text])[0].hesitates:
                low = (word.probability or 0.0) < MARKED_BELOW
                (self.marked if low else self.unmarked).append(good)
        for flag in analysis.transcript.flags:
            under = [
                good
                for word, good in zip(words, right, strict=True)
                if (word.start or 0.0) >= (flag.start or 0.0) - 1e-6
                and (word.end or 0.0) <= (flag.end or 0.0) + 1e-6
            ]
            if under:
                self.flagged.setdefault(flag.code, []).extend(under)
                self.flags.setdefault(flag.code, []).append(2 * sum(under) > len(under))

    def _range(self, name: str, truth: Sequence[str], analysis: Analysis) -> None:
        low, high = count_fillers(analysis)
        said = sum(token.hesitates for token in spoken_tokens(truth))
        said += max(len(MARKERS.findall(" ".join(truth).lower())), _true_markers(truth, analysis))
        self.ranges.append((name, low, high, said))

    def rows(self) -> list[tuple[str, str]]:
        """Return (what, value) for a table."""
        wrong = [not good for good in self.marked]
        missed = [not good for good in self.unmarked]
        inside = [low <= said <= high for _, low, high, said in self.ranges]
        rows = [
            ("torn words", str(self.n_torn)),
            (
                "word starts: mean error, within 0.1 s",
                f"{_mean([abs(e) for e in self.start_errors]):.2f} s, "
                f"{_share([abs(e) <= 0.1 for e in self.start_errors])}",
            ),
            (
                "hesitations in their place, median start error",
                f"{self.n_placed}/{self.n_timed_hesitations}, "
                f"{median(self.hesitation_errors or [0.0]):+.2f} s",
            ),
            ("(?) marked words that are wrong", f"{sum(wrong)}/{len(wrong)} = {_share(wrong)}"),
            (
                "wrong words that are marked (?)",
                f"{sum(wrong)}/{sum(wrong) + sum(missed)} = "
                f"{_share([True] * sum(wrong) + [False] * sum(missed))}",
            ),
        ]
        rows += [
            (
                f"flags “{code}” whose words were said",
                f"{sum(self.flags[code])}/{len(self.flags[code])} "
                f"({sum(self.flagged[code])} of {len(self.flagged[code])} words)",
            )
            for code in sorted(self.flags)
        ]
        rows.append(("filler range holds the truth", f"{sum(inside)}/{len(inside)}"))
        return rows


def _true_markers(truth: Sequence[str], analysis: Analysis) -> int:
    """Return how many words taken for markers were said: which ones are fillers is no hearing."""
    words = analysis.transcript.words if analysis.transcript else ()
    right = right_words(truth, [word.text for word in words])
    return sum(
        f.kind == "marker" and f.word_index is not None and right[f.word_index]
        for f in analysis.fillers
    )


def _mean(values: Sequence[float]) -> float:
    return mean(values) if values else 0.0


def _share(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.0f} %" if values else "–"

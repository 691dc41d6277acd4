"""Compares two takes: does the second do what the first was asked for; figures; words aligned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from voicecoach.analysis.advice.retake import judge_retake
from voicecoach.analysis.words import normalise
from voicecoach.report.figure_scale import number_of, write_number
from voicecoach.report.figures import build_figures
from voicecoach.report.transcript_view import Passage, TextRun, build_passages
from voicecoach.report.wording import PART_TITLES, percent, seconds_text
from voicecoach.types import PARTS, Analysis, Note, SentencePart

MIN_ALIKE = 0.25
"""Share of common words below which two sentences count as different ones. Own choice."""

MAX_ALIGNED = 600
"""Most sentences of a take that are aligned; half an hour has about 300."""

MarkKind = Literal["same", "gone", "new"]


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One figure of both takes; ``change`` is the difference as text, or empty."""

    label: str
    first: str
    second: str
    change: str


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A piece of the transcript, marked as common to both takes or in this one alone."""

    piece: TextRun
    mark: MarkKind


@dataclass(frozen=True, slots=True)
class Side:
    """One take's sentence in a pair of aligned sentences."""

    part: SentencePart
    start: float | None
    pieces: tuple[MarkedPiece, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentences of both takes that say the same; one is None where only one take says it."""

    first: Side | None
    second: Side | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything about two takes side by side."""

    judged: Note | None
    figures: tuple[ComparisonRow, ...]
    parts: tuple[ComparisonRow, ...]
    pairs: tuple[Pair, ...]


def build_comparison(first: Analysis, second: Analysis) -> Comparison:
    """Compare the second take with the first."""
    judged = None
    if first.priority is not None:
        judged = judge_retake(second, second.notes, first, first.priority)
    return Comparison(
        judged=judged,
        figures=_figure_rows(first, second),
        parts=_part_rows(first, second),
        pairs=align(build_passages(first), build_passages(second)),
    )


def _figure_rows(first: Analysis, second: Analysis) -> tuple[ComparisonRow, ...]:
    one = {figure.key: figure for figure in build_figures(first)}
    two = {figure.key: figure for figure in build_figures(second)}
    keys = [*one, *(key for key in two if key not in one)]
    rows = []
    for key in keys:
        label = (two.get(key) or one[key]).label
        said = [figures[key].value if key in figures else "none" for figures in (one, two)]
        rows.append(ComparisonRow(label, said[0], said[1], _change(key, first, second)))
    return tuple(rows)


def _change(key: str, first: Analysis, second: Analysis) -> str:
    before, now = number_of(first, key), number_of(second, key)
    if before is None or now is None:
        return ""
    written = write_number(key, abs(now - before))
    if written == write_number(key, 0.0):
        return "the same"
    return f"{written} {'more' if now > before else 'less'}"


def _part_rows(first: Analysis, second: Analysis) -> tuple[ComparisonRow, ...]:
    if first.star.parts is None or second.star.parts is None:
        return ()
    rows = []
    for name in PARTS:
        said = []
        for parts in (first.star.parts, second.star.parts):
            part = getattr(parts, name)
            amount = f", {seconds_text(part.seconds)}" if part.seconds else ""
            share = f", {percent(part.share)}" if part.share else ""
            said.append(f"{part.verdict}{amount}{share}")
        rows.append(ComparisonRow(PART_TITLES[name], said[0], said[1], ""))
    return tuple(rows)


def align(first: Sequence[Passage], second: Sequence[Passage]) -> tuple[Pair, ...]:
    """Align the sentences of two takes: those that say the same become a pair.

    The alignment keeps the order of both takes and pairs as many common words as possible.
    Inside a pair, single words are compared.
    """
    if max(len(first), len(second)) > MAX_ALIGNED:
        return tuple(
            Pair(*_sides(one, two))
            for one, two in zip(
                [*first, *[None] * (len(second) - len(first))],
                [*second, *[None] * (len(first) - len(second))],
                strict=True,
            )
        )
    return tuple(Pair(*_sides(one, two)) for one, two in _match(first, second))


def _match(
    first: Sequence[Passage], second: Sequence[Passage]
) -> list[tuple[Passage | None, Passage | None]]:
    bags = [[_tokens(passage) for passage in side] for side in (first, second)]
    n, m = len(first), len(second)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    alike = [[_alike(one, two) for two in bags[1]] for one in bags[0]]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
    pairs: list[tuple[Passage | None, Passage | None]] = []
    i = j = 0
    while i < n or j < m:
        if i < n and j < m and alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((first[i], second[j]))
            i, j = i + 1, j + 1
        elif i < n and (j == m or best[i][j] == best[i + 1][j]):
            pairs.append((first[i], None))
            i += 1
        else:
            pairs.append((None, second[j]))
            j += 1
    return pairs


def _tokens(passage: Passage) -> list[str]:
    spoken = (p for p in passage.pieces if p.kind not in ("pause", "sound"))
    return [token for piece in spoken if (token := normalise(piece.text))]


def _alike(one: Sequence[str], two: Sequence[str]) -> float:
    """Return the number of common words times their share; 0 below ``MIN_ALIKE``."""
    if not one or not two:
        return 0.0
    common = len(set(one) & set(two))
    share = 2 * common / (len(set(one)) + len(set(two)))
    return share * common if share >= MIN_ALIKE else 0.0


def _sides(one: Passage | None, two: Passage | None) -> tuple[Side | None, Side | None]:
    if one is None or two is None:
        return (
            _side(one, {}, "gone") if one else None,
            _side(two, {}, "new") if two else None,
        )
    a = [place for place, piece in enumerate(one.pieces) if piece.kind not in ("pause", "sound")]
    b = [place for place, piece in enumerate(two.pieces) if piece.kind not in ("pause", "sound")]
    matcher = SequenceMatcher(
        a=[normalise(one.pieces[place].text) for place in a],
        b=[normalise(two.pieces[place].text) for place in b],
        autojunk=False,
    )
    same_one: dict[int, MarkKind] = {}
    same_two: dict[int, MarkKind] = {}
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            same_one[a[block.a + step]] = "same"
            same_two[b[block.b + step]] = "same"
    return _side(one, same_one, "gone"), _side(two, same_two, "new")


def _side(passage: Passage, marks: dict[int, MarkKind], otherwise: MarkKind) -> Side:
    pieces = tuple(
        MarkedPiece(
            piece, "same" if piece.kind in ("pause", "sound") else marks.get(place, otherwise)
        )
        for place, piece in enumerate(passage.pieces)
    )
    return Side(passage.part, passage.start, pieces)

"""The columns of the table of many answers: names, types and meanings, in order; pure.

CSV and Parquet have the same columns, docs/table.md is generated from them, and a Parquet file
carries the meanings with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from voicecoach.types import PARTS

ColumnKind = Literal["text", "time", "integer", "number"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column; ``kind`` is its type, ``meaning`` a few words with the unit."""

    name: str
    kind: ColumnKind
    meaning: str


PACE_COLUMNS = ("pace_first_third_wpm", "pace_middle_third_wpm", "pace_last_third_wpm")


def _pace_columns() -> Iterator[TableColumn]:
    for name, which in zip(PACE_COLUMNS, ("first", "middle", "last"), strict=True):
        yield TableColumn(name, "number", f"words a minute in the {which} third of the speech")


def _star_columns() -> Iterator[TableColumn]:
    for part in PARTS:
        yield TableColumn(f"{part}_verdict", "text", f"{part}: found, weak or missing")
        yield TableColumn(f"{part}_s", "number", f"time for the {part}, s")
        yield TableColumn(f"{part}_share", "number", f"share of the answer for the {part}, 0 to 1")


WHICH = (
    TableColumn(
        "id",
        "text",
        "first 12 digits of the SHA-256 of the recording (of the words where there is none)",
    ),
    TableColumn("group", "integer", "number of the session, or of the folder the file lies in"),
    TableColumn("ref", "text", "name of the take or file; only with --names"),
    TableColumn("error", "text", "code of the reason where a file could not be analysed"),
    TableColumn("started", "time", "when the session began; ISO 8601 with offset in CSV"),
    TableColumn("take", "integer", "number of the take, from 1"),
)
"""What says which take a row is of; a file in no library has no date and no take."""

FIGURES = (
    TableColumn("pack", "text", "question pack"),
    TableColumn("question", "text", "id of the question in the pack"),
    TableColumn("kind", "text", "kind of question, such as star"),
    TableColumn("target_low_s", "number", "shortest length that the question wants, s"),
    TableColumn("target_high_s", "number", "longest length that the question wants, s"),
    TableColumn("total_s", "number", "length of the recording, s"),
    TableColumn("span_s", "number", "first to last speech, s"),
    TableColumn("phonation_s", "number", "time with voice, without pauses, s"),
    TableColumn("pause_s", "number", "all pauses within the span, s"),
    TableColumn("response_latency_s", "number", "end of the question to the first speech, s"),
    TableColumn("first_word_latency_s", "number", "end of the question to the first real word, s"),
    TableColumn("n_words", "integer", "words, fillers left out"),
    TableColumn("n_pauses", "integer", "pauses of 250 ms and more"),
    TableColumn("n_long_pauses", "integer", "long pauses among them"),
    TableColumn("longest_pause_s", "number", "longest pause, s"),
    TableColumn("speech_rate_wpm", "number", "words a minute of the span"),
    TableColumn("articulation_rate_wpm", "number", "words a minute of phonation"),
    TableColumn("n_hesitations", "integer", "um, uh and the like"),
    TableColumn("n_markers", "integer", "words used as fillers, such as like"),
    TableColumn("n_acoustic", "integer", "held sounds that no word covers"),
    TableColumn("n_fillers_at_least", "integer", "fillers that are certain"),
    TableColumn("n_fillers_likely", "integer", "fillers, with those that are likely"),
    TableColumn("fillers_per_minute_at_least", "number", "certain fillers a minute"),
    TableColumn("fillers_per_minute_likely", "number", "fillers a minute, with likely ones"),
    TableColumn("n_repetitions", "integer", "words said twice in a row"),
    TableColumn("pitch_variation_semitones", "number", "standard deviation of pitch, semitones"),
    TableColumn("level_variation_db", "number", "standard deviation of level, dB"),
    *_pace_columns(),
    *_star_columns(),
    TableColumn("number_in_result", "text", "yes, no, or empty where STAR does not apply"),
    TableColumn("n_i", "integer", "how often “I” stands in the action"),
    TableColumn("n_we", "integer", "how often “we” stands in the action"),
    TableColumn("priority", "text", "code of the one thing to try next"),
    TableColumn("words_from", "text", "engine of the transcript: faster-whisper, text"),
)
"""What was measured and judged; a value that could not be measured is empty, never 0."""

TABLE = (*WHICH, *FIGURES)

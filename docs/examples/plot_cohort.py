"""Draw a cohort from the table that `voicecoach export` writes: pace, fillers, pauses, STAR.

Usage: python plot_cohort.py voicecoach.parquet cohort.png
       python plot_cohort.py voicecoach.csv cohort.png

Needs matplotlib, and pyarrow for Parquet; VoiceCoach itself needs neither.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Mapping[str, Any]

PARTS = ("situation", "task", "action", "result")
VERDICTS = {"found": "#2a7f62", "weak": "#e0a030", "missing": "#b5483a"}
FIGURES = (
    ("speech_rate_wpm", "Speech rate, words a minute"),
    ("fillers_per_minute_likely", "Fillers a minute (likely)"),
    ("longest_pause_s", "Longest pause, s"),
)


def read_rows(file: Path) -> list[Row]:
    """Return the rows of a table; an empty cell is None or an empty text."""
    if file.suffix == ".parquet":
        from pyarrow import parquet

        rows: list[Row] = parquet.read_table(file).to_pylist()
        return rows
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def numbers(rows: Sequence[Row], column: str) -> list[float]:
    """Return the values of a column where there are any."""
    return [float(row[column]) for row in rows if row[column] not in (None, "")]


def draw(rows: Sequence[Row], target: Path) -> None:
    """Draw three distributions and the STAR coverage into one picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(2, 2, figsize=(10, 7), constrained_layout=True)
    for (column, title), place in zip(FIGURES, axes.flat, strict=False):
        values = numbers(rows, column)
        place.hist(values, bins=min(20, max(5, len(values) // 4)), color="#4a6fa5")
        place.set(title=f"{title} (n = {len(values)})", ylabel="answers")
    place = axes.flat[-1]
    counted = [row for row in rows if row["situation_verdict"] not in (None, "")]
    left = [0.0] * len(PARTS)
    for verdict, colour in VERDICTS.items():
        shares = [
            sum(row[f"{part}_verdict"] == verdict for row in counted) / max(1, len(counted))
            for part in PARTS
        ]
        place.barh(PARTS, shares, left=left, color=colour, label=verdict)
        left = [a + b for a, b in zip(left, shares, strict=True)]
    place.invert_yaxis()
    place.set(title=f"STAR parts (n = {len(counted)})", xlabel="share of answers", xlim=(0, 1))
    place.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize="small")
    n_failed = sum(bool(row["error"]) for row in rows)
    groups = len({row["group"] for row in rows})
    failed = f"; {n_failed} files failed" if n_failed else ""
    figure.suptitle(f"{len(rows) - n_failed} answers in {groups} groups{failed}")
    figure.savefig(target, dpi=110)


def main() -> int:
    """Read, draw, and say where the picture is."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    rows = read_rows(Path(sys.argv[1]))
    if not rows:
        print(f"{sys.argv[1]} has no rows.", file=sys.stderr)
        return 1
    draw(rows, Path(sys.argv[2]))
    print(sys.argv[2])
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write the figures and the learning curve into docs/demo-model.md.

Usage: python -m tools.demo_model.document [WORK_FOLDER [CURVE]]

Without WORK_FOLDER the curves stay as they are; CURVE names the one to write ("curve", or
"curve-on" where training went on from the shipped model).
"""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "demo-model.md"
FIGURES = ROOT / "voicecoach" / "demo" / "figures.json"

MAX_POINTS = 16
"""Rows of the learning curve."""


def figures_table(rows: list[dict[str, Any]]) -> str:
    """Return the measured figures as a table."""
    lines = [
        "| texts | voice | noise | words | word error | hesitations: precision, recall "
        "| start error |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        noise = "none" if row["noise_db"] is None else f"{row['noise_db']:.0f} dB"
        lines.append(
            f"| {row['texts']} | `{row['voice']}` | {noise} | {row['words']} "
            f"| {100 * row['word_error']:.1f} % "
            f"| {row['hesitation_precision']:.2f}, {row['hesitation_recall']:.2f} "
            f"| {1000 * row['start_error_s']:.0f} ms |"
        )
    return "\n".join(lines)


def curve_table(log: list[dict[str, Any]]) -> str:
    """Return the learning curve as a table, its points evenly spread over the steps."""
    step = max(1, len(log) // MAX_POINTS)
    points = [*log[step - 1 :: step]]
    if points[-1] is not log[-1]:
        points.append(log[-1])
    lines = [
        "| hours heard | steps | loss: text | sounds | frames | attention "
        "| tokens right | frames right |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['hours']:.1f} | {row['step']} | {row['text']:.2f} | {row['sound']:.2f} "
        f"| {row['label']:.2f} | {row['look']:.2f} | {100 * row['tokens_right']:.0f} % "
        f"| {_percent(row['frames_right'])} |"
        for row in points
    ]
    return "\n".join(lines)


def _percent(share: float) -> str:
    return "" if math.isnan(share) else f"{100 * share:.0f} %"


def replaced(page: str, name: str, table: str) -> str:
    """Return the page with another table between the marks of ``name``."""
    marks = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    return re.sub(marks, lambda m: f"{m[1]}\n{table}\n\n{m[2]}", page, flags=re.DOTALL)


def main() -> None:
    """Write what there is."""
    page = PAGE.read_text("utf-8")
    rows = json.loads(FIGURES.read_text("utf-8"))["rows"]
    page = replaced(page, "figures", figures_table(rows))
    if len(sys.argv) > 1:
        text = Path(sys.argv[1], "log.jsonl").read_text("utf-8")
        name = sys.argv[2] if len(sys.argv) > 2 else "curve"
        page = replaced(page, name, curve_table([json.loads(x) for x in text.splitlines()]))
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()

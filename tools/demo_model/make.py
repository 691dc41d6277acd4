"""From nothing to the shipped model: speech, training, conversion, measurement.

Usage: python -m tools.demo_model.make WORK_FOLDER [--hours N]

Each step goes on where it was stopped: shards that are there are not spoken again, training
resumes from its last checkpoint.  Writes voicecoach/demo/.  See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parents[2] / "voicecoach" / "demo"


def run(step: str, *arguments: object) -> None:
    """Run one step in a process of its own; a step that fails ends everything."""
    print(f"== {step}", flush=True)
    command = [sys.executable, "-m", f"tools.demo_model.{step}", *map(str, arguments)]
    subprocess.run(command, check=True)


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the figures that the demo shows: held-out texts, the demo's voice, a quiet room."""
    quiet = [row for row in rows if row["texts"] == "held out" and row["noise_db"] is None]
    return quiet[0] | {"rows": rows}


def main() -> None:
    """Do everything that is not done yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hours", type=float, default=200.0, help="of speech to hear in all")
    asked: Any = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    run("corpus", asked.folder / "corpus")
    run("train", asked.folder, "--hours", asked.hours)
    run("convert", asked.folder, SHIPPED / "model")
    run("shipped", SHIPPED / "answers")
    run("measure", SHIPPED / "model", "--json", asked.folder / "figures.json")
    rows = json.loads((asked.folder / "figures.json").read_text("utf-8"))
    text = json.dumps(summary(rows), indent=1) + "\n"
    (SHIPPED / "figures.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()

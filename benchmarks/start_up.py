"""What starting costs: `--help` beside `import click`, a 300-word text beside `--version`.

Usage: python -m benchmarks.start_up
Prints the best of RUNS for each and their ratios; the best, since only noise is added.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 7
SENTENCE = "Last year I had to move a slow table and first I measured it so the reads got faster. "


def best_of(*command: str) -> float:
    """Return the shortest wall time of a command in seconds."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, env=os.environ)
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """Print every figure."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VOICECOACH_HOME"] = folder
        text = Path(folder, "answer.txt")
        text.write_text(SENTENCE * 17, "utf-8")
        click = best_of(python, "-c", "import click")
        shown = best_of(python, "-m", "voicecoach", "--help")
        version = best_of(python, "-m", "voicecoach", "--version")
        analysed = best_of(python, "-m", "voicecoach", "analyze", str(text), "--json")
    print(f"import click            {click:6.3f} s")
    print(f"voicecoach --help       {shown:6.3f} s  {shown / click:.2f} times import click")
    print(f"voicecoach --version    {version:6.3f} s")
    print(f"analyze 300 words       {analysed:6.3f} s  {analysed - version:.3f} s beyond start-up")


if __name__ == "__main__":
    main()

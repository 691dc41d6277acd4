"""All attacks one after the other, and their figures as a page.

python -m tools.attack --kills 200 --damaged 1000 --rounds 20 --keep DIR --write docs/lab/attack.md

With ``--keep`` each result is a line in a file of that folder, and a run that was stopped goes on
where it was; delete the folder after the product has changed.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.attack import crowd, damaged, kills
from tools.attack.aftermath import Killed
from tools.attack.ground import make_ground

INTRO = """# What an attack leaves standing

<!-- written by `make attack` (tools/attack); do not edit -->

{when}, {machine}. Every seed makes the same kill or damage again:
`python -m tools.attack.kills --first SEED --count 1`, `python -m tools.attack.damaged --first SEED
--count 1`. A minute of it with fixed seeds runs in every test run (`tests/test_attack.py`).
"""


def kill_table(found: Sequence[Killed]) -> str:
    """Return the figures of the kills, by where in a take's life they fell."""
    lines = [
        "## Kills",
        "",
        "`practice` is killed (SIGKILL) at a seeded moment while a known sound plays into its "
        "microphone; an independent recorder says where that sound was at the kill. The next "
        "start is immediate, and everything that it offers is kept.",
        "",
        "| killed while | kills | not offered | not finished | samples lost by keeping "
        "| stray files |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for phase in dict.fromkeys(kills.PHASES):
        of = [one for one in found if one.phase == phase]
        lines.append(
            f"| {phase} | {len(of)} | {sum(not one.offered for one in of)} "
            f"| {sum(not one.finished for one in of)} "
            f"| {sum(one.n_lost_by_keeping for one in of)} | {sum(one.n_stray for one in of)} |"
        )
    figures = kills.summarise(found)
    hangs = sum(one.phase == "?" for one in found)
    lines += [
        "",
        f"Sound lost while recording, {figures['measured_while_recording']} kills: median "
        f"{figures['lost_median_s']} s, worst {figures['lost_worst_s']} s. "
        f"Runs in which a process did not answer within {kills.PATIENCE_S:g} s: {hangs}.",
    ]
    return "\n".join(lines)


def damage_table(counted: Counter[str], findings: Sequence[damaged.Finding]) -> str:
    """Return how many files were damaged, and what did not hold."""
    lines = [
        "## Damaged files",
        "",
        "One damage a seed: values and bytes of documents, packs, settings, sounds and texts; "
        "links, pipes, folders and devices in the place of files. Then every command and every "
        "page of the site.",
        "",
        "| what | files | defects | hangs | written outside | others unreadable |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    signs = ("defect", "hang", "written outside", "unreadable library")
    for kind, count in sorted(counted.items()):
        of = [finding for finding in findings if finding.kind == kind]
        seeds = [len({f.seed for f in of if f.fault.startswith(sign)}) for sign in signs]
        lines.append(f"| {kind} | {count} | {' | '.join(map(str, seeds))} |")
    return "\n".join(lines)


class Kept:
    """Results of earlier runs, one JSON document a line; with ``file`` None nothing is kept."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self.rows: dict[int, dict[str, Any]] = {}
        if file is not None and file.is_file():
            rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            self.rows = {row["seed"]: row for row in rows}

    def missing(self, seeds: Sequence[int]) -> Iterator[int]:
        """Yield the seeds that have no result."""
        return (seed for seed in seeds if seed not in self.rows)

    def add(self, row: dict[str, Any]) -> None:
        """Keep the result of ``row["seed"]``."""
        self.rows[row["seed"]] = row
        if self._file is not None:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(row) + "\n")


def run_damaged(seeds: Sequence[int], kept: Kept) -> tuple[Counter[str], list[damaged.Finding]]:
    """Run many seeds of damage; return how many of each kind, and what did not hold."""
    with tempfile.TemporaryDirectory(prefix="attack-base-") as base:
        make_ground(Path(base))
        for seed in kept.missing(seeds):
            kind, findings = damaged.run_seed(seed, Path(base))
            row = {"seed": seed, "kind": kind, "findings": [asdict(one) for one in findings]}
            kept.add(row)
    rows = [kept.rows[seed] for seed in seeds]
    found = [damaged.Finding(**one) for row in rows for one in row["findings"]]
    return Counter(row["kind"] for row in rows), found


def run_kills(seeds: Sequence[int], workers: int, kept: Kept) -> list[Killed]:
    """Kill many times with a model of random weights at work."""
    from tests import random_whisper

    with tempfile.TemporaryDirectory(prefix="attack-model-") as folder:
        model = random_whisper.build(Path(folder, "random"))
        kills.run(
            list(kept.missing(seeds)),
            n_workers=workers,
            model=model,
            on_killed=lambda one: kept.add(asdict(one)),
        )
    return [Killed(**kept.rows[seed]) for seed in seeds]


def main(argv: Sequence[str] | None = None) -> int:
    """Run all attacks, print the page, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--damaged", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="folder of the results; goes on where it was")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args(argv)
    began = time.monotonic()
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    parts = [INTRO.format(when=f"{datetime.now(UTC):%Y-%m-%d}", machine=machine)]
    faults: list[Any] = []

    def kept_in(name: str) -> Kept:
        return Kept(options.keep / name if options.keep else None)

    if options.damaged:
        counted, findings = run_damaged(range(1, options.damaged + 1), kept_in("damaged.jsonl"))
        faults += findings
        parts.append(damage_table(counted, findings))
    if options.rounds:
        reported = crowd.run(8, options.rounds)
        faults += reported
        parts.append(
            f"## A crowd\n\nEight processes, {options.rounds} rounds each of recording, "
            f"finishing, marking, correcting, searching and tidying one library: "
            f"{len(reported)} faults."
        )
    if options.kills:
        found = run_kills(range(1, options.kills + 1), options.workers, kept_in("kills.jsonl"))
        faults += [one for one in found if not one.offered or not one.finished or one.n_stray]
        parts.append(kill_table(found))
    page = "\n\n".join(parts) + "\n"
    print(page)
    print(f"{len(faults)} faults in {time.monotonic() - began:.0f} s")
    for fault in faults:
        print(fault)
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(page, "utf-8")
    sys.stdout.flush()
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

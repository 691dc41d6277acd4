"""Seeded kills over the whole life of a take, with a pilot sound that shows every moment.

A known sound (speech over seeded noise, never the same twice) plays into the virtual
microphone without end.  Where the kept sound stops in it, beside where an independent witness
was when the process was killed, is what was lost.

    python -m tools.attack.kills --count 200
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pexpect

from tests.soundcard import SoundCard
from tools.attack.aftermath import (
    Killed,
    compare_kept,
    count_strays,
    find_unfinished,
    measure_loss,
)
from tools.attack.pilot import Pilot, pilot_on_card

PHASES = ("starting", "question", "recording", "recording", "ending", "ending", "reported")
"""Where in a take's life the kill falls; the more, the likelier."""

QUESTION = "push-back"

PATIENCE_S = 150.0
"""How long a process may take to come to its next prompt, on a machine with much else to do."""


def kill_once(seed: int, card: SoundCard, pilot: Pilot, model: Path | None) -> Killed:
    """Start `practice`, kill it at the seed's moment, start it again and keep what it offers."""
    choice = random.Random(seed)
    killed = Killed(seed, choice.choice(PHASES))
    with tempfile.TemporaryDirectory(prefix="attack-kill-") as name:
        folder = Path(name)
        env = _environment(card, folder)
        moment = _run_and_kill(killed, choice, env, model)
        recordings = folder / "home" / "recordings"
        measure_loss(killed, recordings, pilot, moment)
        before = folder / "as-it-was-left"
        if recordings.exists():
            shutil.copytree(recordings, before)
        _start_again(killed, env, recordings, model)
        compare_kept(killed, before, recordings)
        count_strays(killed, folder)
    return killed


def _environment(card: SoundCard, folder: Path) -> dict[str, str]:
    kept = {k: v for k, v in card.env.items() if not k.startswith("VOICECOACH_")}
    (folder / "tmp").mkdir()
    return {
        **kept,
        "VOICECOACH_HOME": str(folder / "home"),
        "VOICECOACH_RECORDINGS": str(folder / "home" / "recordings"),
        "HF_HOME": str(folder / "none"),
        "TMPDIR": str(folder / "tmp"),
        "TERM": "xterm",
        "COLUMNS": "80",
        "OMP_NUM_THREADS": "1",
    }


def _practise(env: dict[str, str], model: Path | None, *options: str) -> pexpect.spawn:
    command = ["-m", "voicecoach", "practice", "--count", "1", "--question", QUESTION]
    command += ["--no-check", *options, *(["--model", str(model)] if model else [])]
    return pexpect.spawn(
        sys.executable,
        command,
        env=env,
        encoding="utf-8",
        codec_errors="replace",
        timeout=PATIENCE_S,
        dimensions=(50, 80),
    )


def _run_and_kill(
    killed: Killed, choice: random.Random, env: dict[str, str], model: Path | None
) -> float:
    """Let the process come to its phase, wait the seed's time, kill it; return when (monotonic)."""
    voice = ["--rate", "300"] if killed.phase == "question" else ["--no-voice"]
    child = _practise(env, model, *voice)
    with contextlib.suppress(pexpect.EOF):
        if killed.phase == "starting":
            time.sleep(choice.uniform(0.0, 2.5))
        elif killed.phase == "question":
            child.expect("Question 1 of 1")
            time.sleep(choice.uniform(0.0, 3.0))
        else:
            child.expect("Speak")
            time.sleep(choice.uniform(0.05, 4.0))
        if killed.phase in {"ending", "reported"}:
            child.send("\r")
            if killed.phase == "ending":
                time.sleep(choice.uniform(0.0, 1.5))
            else:
                child.expect("R records")
    moment = time.monotonic()
    _end(child)
    return moment


def _end(child: pexpect.spawn) -> None:
    """Kill a process, wait until it is gone, and close its terminal."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    with contextlib.suppress(pexpect.ExceptionPexpect, OSError):
        child.wait()
    with contextlib.suppress(pexpect.ExceptionPexpect, OSError):
        child.close(force=True)


def _start_again(killed: Killed, env: dict[str, str], recordings: Path, model: Path | None) -> None:
    """Start at once, keep all that is offered, and see whether everything was finished."""
    unfinished = find_unfinished(recordings)
    child = _practise(env, model, "--no-voice")
    n_offered = 0
    while child.expect(["K keeps", "D deletes", "Speak", pexpect.EOF]) < 2:
        n_offered += 1
        child.send("k" if "K keeps" in (child.after or "") else "d")
        child.expect(["Kept", "Deleted", "Discarded", "stays as it is"])
    child.sendintr()
    with contextlib.suppress(pexpect.TIMEOUT):
        child.expect(pexpect.EOF)
    _end(child)
    killed.offered = n_offered >= len(unfinished)
    left = [take for take in unfinished if take.exists() and take in find_unfinished(recordings)]
    killed.finished = not left
    killed.remarks += [
        f"left unfinished: {sorted(p.name for p in take.iterdir())}" for take in left
    ]


def run(
    seeds: Sequence[int],
    *,
    n_workers: int = 2,
    model: Path | None = None,
    on_killed: Callable[[Killed], object] = lambda _: None,
) -> list[Killed]:
    """Kill once a seed, several at a time on one card; call ``on_killed`` with each result."""
    # a shell's background job ignores Ctrl-C, and so would every process that is started here
    signal.signal(signal.SIGINT, signal.default_int_handler)
    found = []
    with (
        tempfile.TemporaryDirectory(prefix="attack-card-") as folder,
        pilot_on_card(Path(folder)) as (card, pilot),
        ThreadPoolExecutor(n_workers) as pool,
    ):
        for one in pool.map(lambda seed: _guarded(seed, card, pilot, model), seeds):
            found.append(one)
            on_killed(one)
    return found


def _guarded(seed: int, card: SoundCard, pilot: Pilot, model: Path | None) -> Killed:
    try:
        return kill_once(seed, card, pilot, model)
    except (pexpect.TIMEOUT, pexpect.EOF) as error:
        line = str(error).splitlines()[0]
        return Killed(seed, "?", offered=False, finished=False, remarks=[f"hang: {line}"])


def summarise(found: Sequence[Killed]) -> dict[str, object]:
    """Return the figures of many kills."""
    lost = [one.lost_s for one in found if one.lost_s is not None]
    return {
        "kills": len(found),
        "phases": dict(Counter(one.phase for one in found)),
        "measured_while_recording": len(lost),
        "lost_median_s": round(statistics.median(lost), 3) if lost else None,
        "lost_worst_s": max(lost) if lost else None,
        "samples_lost_by_keeping": sum(one.n_lost_by_keeping for one in found),
        "not_offered": sum(not one.offered for one in found),
        "not_finished": sum(not one.finished for one in found),
        "stray_files": sum(one.n_stray for one in found),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Kill many times and print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-model", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="attack-model-") as folder:
        from tests import random_whisper

        model = None if options.no_model else random_whisper.build(Path(folder, "random"))
        seeds = range(options.first, options.first + options.count)
        found = run(
            seeds,
            n_workers=options.workers,
            model=model,
            on_killed=lambda one: print(json.dumps(asdict(one)), flush=True),
        )
    print(json.dumps(summarise(found), indent=1))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

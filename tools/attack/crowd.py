"""Eight processes at once on one library: nothing is lost, nothing breaks, no number comes twice.

python -m tools.attack.crowd --processes 8 --rounds 12
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

WORKER = (
    "from tools.attack.crowd import work; import sys; work(sys.argv[1], *map(int, sys.argv[2:]))"
)


def work(root: str, number: int, rounds: int) -> None:
    """Do what a window does, again and again: record, mark, note, correct, delete, look."""
    from datetime import UTC, datetime

    from tests.samples import complete_star
    from voicecoach.coaching.stored_answer import finish_recording
    from voicecoach.errors import AudioError, LibraryError
    from voicecoach.library import AnswerFolder, Library
    from voicecoach.library.correction_log import writing
    from voicecoach.questions import load_packs

    choice = random.Random(number)
    library = Library(Path(root))
    question = load_packs()[0].questions[0]
    made: list[str] = []
    shared = library.find("question-2", take=1)
    for turn in range(rounds):
        answer = AnswerFolder(library.folder(shared).path.parent)
        if turn % 3 == 0:
            session = library.create_session(question.pack, datetime.now(UTC))
            answer = library.create_answer(session, question)
        take = library.create_take(answer)
        made.append(take.ref)
        _record(take.wav, choice)
        for _ in range(2):  # two windows may finish the same take
            with contextlib.suppress(AudioError, FileNotFoundError):
                finish_recording(take)
        library.save_analysis(take, complete_star())
        with writing(library.folder(shared)):
            note = library.folder(shared).path / "count.txt"
            count = int(note.read_text()) if note.exists() else 0
            note.write_text(str(count + 1))
        try:
            library.save_star(shared, starred=choice.random() < 0.5)
            library.save_story(shared, f"story {number}")
        except LibraryError as error:
            print(f"told: {error}")
        library.entries()
        library.search("orders")
        library.clean_up()
        library.unfinished_takes()
    print(json.dumps(made))


def _record(wav: Path, choice: random.Random) -> None:
    from voicecoach.sound.wav import WavFile

    file = WavFile(wav, 16_000)
    file.write(choice.randbytes(2 * 16_000))
    file.close()


def run(processes: int, rounds: int) -> list[str]:
    """Let a crowd at one library; return what did not hold."""
    from tools.attack.ground import make_ground

    with tempfile.TemporaryDirectory(prefix="attack-crowd-") as folder:
        ground = make_ground(Path(folder))
        env = {**ground.env, "PYTHONPATH": os.pathsep.join([str(Path.cwd())])}
        crowd = [
            subprocess.Popen(
                [sys.executable, "-c", WORKER, str(ground.library), str(n), str(rounds)],
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for n in range(processes)
        ]
        ends = [process.communicate() for process in crowd]
        faults = [
            err[-500:] for process, (_, err) in zip(crowd, ends, strict=True) if process.returncode
        ]
        made = [ref for out, _ in ends for ref in json.loads(out.splitlines()[-1] if out else "[]")]
        return faults + _judge(ground.library, made, processes * rounds)


def _judge(root: Path, made: Sequence[str], expected: int) -> list[str]:
    """Say what of the crowd's work is lost, double or broken."""
    from voicecoach.library import Library

    faults = []
    if len(made) != expected or len(set(made)) != len(made):
        faults.append(f"{expected} takes wanted, {len(made)} made, {len(set(made))} names")
    library = Library(root)
    known = {entry.ref for entry in library.entries(all_takes=True)}
    faults += [f"lost: {ref}" for ref in made if ref not in known]
    faults += [f"{problem.path}: {problem.message}" for problem in library.problems()]
    counted = next(root.rglob("count.txt")).read_text()
    if int(counted) != expected:
        faults.append(f"{expected} corrections wanted, {counted} there")
    strays = [path for path in root.rglob(".*") if path.name not in {".gitignore", ".trash"}]
    faults += [f"stray: {path.name}" for path in strays]
    faults += [f"no FLAC: {ref}" for ref in made if not (root / ref / "audio.flac").exists()]
    return faults


def main(argv: Sequence[str] | None = None) -> int:
    """Run a crowd and print what did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=12)
    options = parser.parse_args(argv)
    faults = run(options.processes, options.rounds)
    for fault in faults:
        print(fault)
    print(f"{options.processes} processes, {options.rounds} rounds: {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())

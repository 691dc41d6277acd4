"""Seeded kills over the whole life of a take, with a pilot that tells every moment.

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
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pexpect
import soundfile

from tests.soundcard import FORMAT, RATE, SoundCard, sound_card

PILOT_S = 40
"""The pilot repeats after this; no take of an attack lasts half as long."""

TAIL_S = 0.6
"""What is looked for in the pilot: the end of what was kept."""

PHASES = ("starting", "question", "recording", "recording", "ending", "ending", "reported")
"""Where in a take's life the kill falls; the more, the likelier."""

QUESTION = "push-back"

PATIENCE_S = 150.0
"""How long a process may take to come to its next prompt, on a machine with much else to do."""


def make_pilot(seed: int = 7) -> np.ndarray:
    """Return PILOT_S seconds of speech over noise at the card's rate, float32 in [-1, 1]."""
    from tools.attack.formats import speech

    words = speech(RATE, 14.0) * 0.5
    pilot = np.random.default_rng(seed).standard_normal(PILOT_S * RATE) * 0.004
    for start in range(0, len(pilot) - len(words), len(words) + RATE // 2):
        pilot[start : start + len(words)] += words
    return pilot.astype(np.float32)


class Pilot:
    """Plays the pilot into a card's microphone and remembers what a witness heard when."""

    def __init__(self, card: SoundCard, folder: Path) -> None:
        self.samples = make_pilot()
        file = folder / "pilot.raw"
        file.write_bytes(np.rint(self.samples * 32767).astype("<i2").tobytes())
        shell = f'while cat "{file}"; do :; done | pacat --playback -d microphone_in --raw '
        shell += f"--format=s16le --rate={RATE} --channels=1 --latency-msec=2000"
        self._player = subprocess.Popen(
            ["/bin/sh", "-c", shell],
            env=card.env,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._witness = subprocess.Popen(
            ["parec", "-d", "microphone", *FORMAT],
            env=card.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._heard: deque[tuple[float, bytes]] = deque(maxlen=4000)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._witness.stdout is not None
        while data := self._witness.stdout.read(960):
            self._heard.append((time.monotonic(), data))

    def stop(self) -> None:
        """End player and witness."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._player.pid, signal.SIGKILL)
        self._player.wait()
        self._witness.kill()
        self._witness.wait()

    def position_at(self, moment: float) -> float:
        """Return where in the pilot (seconds) the microphone was at a monotonic moment."""
        data = b"".join(data for arrived, data in [*self._heard] if arrived <= moment)
        tail = np.frombuffer(data[-round(TAIL_S * RATE) * 2 :], "<i2").astype(np.float32)
        return self.position_of(tail / 32768)[0]

    def position_of(self, tail: np.ndarray) -> tuple[float, float]:
        """Return where in the pilot a stretch of sound ends, and how well it fits there."""
        end = locate(self.samples, tail)
        stop = round(end * RATE) or len(self.samples)
        there = np.concatenate([self.samples, self.samples])[
            stop + len(self.samples) - len(tail) : stop + len(self.samples)
        ]
        quality = float(np.corrcoef(there, tail)[0, 1]) if tail.std() else 0.0
        return end, quality


def locate(pilot: np.ndarray, tail: np.ndarray) -> float:
    """Return the second of the pilot at which a stretch of sound ends."""
    tail = tail - tail.mean()
    long = np.concatenate([pilot, pilot])
    size = 1 << len(long).bit_length()
    product = np.fft.rfft(long, size) * np.conj(np.fft.rfft(tail, size))
    start = int(np.argmax(np.fft.irfft(product, size)[: len(pilot)]))
    return ((start + len(tail)) / RATE) % PILOT_S


@contextlib.contextmanager
def pilot_on_card(folder: Path) -> Iterator[tuple[SoundCard, Pilot]]:
    """Run a card whose microphone hears the pilot without end."""
    with sound_card(folder / "card") as card:
        pilot = Pilot(card, folder)
        try:
            time.sleep(3.0)
            yield card, pilot
        finally:
            pilot.stop()


@dataclass
class Killed:
    """One kill and what became of it.

    ``lost_s`` is sound that was spoken into a running take and is not on disk; None where none
    ran.  ``n_lost_by_keeping`` counts samples on disk that the finished file lacks.
    """

    seed: int
    phase: str
    state: str = ""
    lost_s: float | None = None
    kept_s: float = 0.0
    n_lost_by_keeping: int = 0
    offered: bool = True
    finished: bool = True
    n_stray: int = 0
    remarks: list[str] = field(default_factory=list)


def kill_once(seed: int, card: SoundCard, pilot: Pilot, model: Path | None) -> Killed:
    """Start `practice`, kill it at the seed's moment, start it again and keep what it offers."""
    choice = random.Random(seed)
    killed = Killed(seed, choice.choice(PHASES))
    with tempfile.TemporaryDirectory(prefix="attack-kill-") as name:
        folder = Path(name)
        env = _environment(card, folder)
        moment = _run_and_kill(killed, choice, env, model)
        recordings = folder / "home" / "recordings"
        _look_at_rest(killed, recordings, pilot, moment)
        before = folder / "as-it-was-left"
        if recordings.exists():
            shutil.copytree(recordings, before)
        _start_again(killed, env, recordings, model)
        _compare(killed, before, recordings)
        _count_strays(killed, folder)
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


def _look_at_rest(killed: Killed, recordings: Path, pilot: Pilot, moment: float) -> None:
    """Measure what of the running take is on disk."""
    wavs = list(recordings.rglob("recording.wav"))
    takes = list(recordings.glob("*/*/take-*"))
    files = sorted({path.name for take in takes for path in take.iterdir()})
    killed.state = " ".join(files) if takes else "nothing"
    if killed.phase != "recording" or not wavs:
        return
    data = wavs[0].read_bytes()[44:]
    rate = int.from_bytes(wavs[0].read_bytes()[24:28], "little")
    sound = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / 32768
    killed.kept_s = len(sound) / rate
    if killed.kept_s < TAIL_S:
        return  # too short to be placed: what was said lies within what is asked for
    from voicecoach.sound.files import resample

    end, quality = pilot.position_of(resample(sound, rate, RATE)[-round(TAIL_S * RATE) :])
    if quality < 0.5:
        killed.remarks.append(f"pilot not found ({quality:.2f})")
        return
    lost = (pilot.position_at(moment) - end) % PILOT_S
    killed.lost_s = round(lost if lost < PILOT_S / 2 else lost - PILOT_S, 3)


def _start_again(killed: Killed, env: dict[str, str], recordings: Path, model: Path | None) -> None:
    """Start at once, keep all that is offered, and see whether everything was finished."""
    unfinished = _unfinished(recordings)
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
    left = [take for take in unfinished if take.exists() and take in _unfinished(recordings)]
    killed.finished = not left
    killed.remarks += [
        f"left unfinished: {sorted(p.name for p in take.iterdir())}" for take in left
    ]


def _unfinished(recordings: Path) -> list[Path]:
    """Return the takes that hold a recording and no analysis."""
    found = []
    for take in recordings.glob("*/*/take-*"):
        names = {path.name for path in take.iterdir()}
        if _was_silent(take):
            continue
        if (
            names & {"recording.wav", "audio.flac"} and "analysis.json" not in names
        ) or "recording.wav" in names:
            found.append(take)
    return found


def _was_silent(take: Path) -> bool:
    """Return whether a take was heard to its end and holds no voice: that is a report as well."""
    file = take / "activity.json"
    return file.exists() and not json.loads(file.read_text("utf-8"))["activity"]["speech"]


def _compare(killed: Killed, before: Path, recordings: Path) -> None:
    """Count the samples that were on disk after the kill and are in no finished file."""
    for wav in before.rglob("recording.wav"):
        take = recordings / wav.parent.relative_to(before)
        raw = np.frombuffer(wav.read_bytes()[44:][: (wav.stat().st_size - 44) // 2 * 2], "<i2")
        if (take / "audio.flac").exists():
            kept = soundfile.read(take / "audio.flac", dtype="int16")[0]
        elif (take / "recording.wav").exists():
            continue
        else:
            kept = np.zeros(0, np.int16)
        same = len(kept) >= len(raw) and np.array_equal(kept[: len(raw)], raw)
        killed.n_lost_by_keeping += 0 if same else max(1, len(raw) - len(kept))


DOCUMENTED = frozenset(
    [
        "session.json",
        "answer.json",
        "marks.json",
        "analysis.json",
        "transcript.json",
        "corrections.json",
        "corrected.json",
        "activity.json",
        "notes.md",
        "audio.flac",
        "recording.wav",
        "index.db",
        ".gitignore",
        "gaps.json",
        ".last-take",
    ]
)


def _count_strays(killed: Killed, folder: Path) -> None:
    files = [p for p in (folder / "home" / "recordings").rglob("*") if p.is_file()]
    strays = [path for path in files if path.name not in DOCUMENTED]
    strays += list((folder / "tmp").iterdir())
    killed.n_stray = len(strays)
    killed.remarks += [f"stray {path.relative_to(folder)}" for path in strays]


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

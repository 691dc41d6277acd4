"""A sound card without hardware: a private PulseAudio with one speaker and one microphone.

Whatever is played into the microphone is what programs record; whatever programs play can be
recorded from the speaker's monitor.  Both ends are null sinks with ``norewinds``: an ordinary
null sink works in lumps of two seconds unless somebody asks for less, and takes back ("rewinds")
what its monitor has already handed out whenever a player comes late, so that recordings miss
pieces on a busy machine.  Without rewinding it works in lumps of 50 ms and a late player leaves a
gap of silence, which the server notes (``SoundCard.n_gaps``).
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from tests.waits import wait_until

RATE = 48_000
FORMAT = ("--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10")
PROGRAMS = ("pulseaudio", "pacat", "parec", "paplay", "pactl")
GAP = re.compile(rb"Implicit underrun of 'ALSA Playback'")
"""What the server notes when a program of ours plays and does not deliver in time."""

UNDISTURBED_WITHIN_S = 120.0
"""How long a turn without gaps is tried for."""

Samples = npt.NDArray[np.float32]
Outcome = TypeVar("Outcome")


class Ear:
    """A recording of one end of the card, under way since it was made.

    Parameters
    ----------
    process
        ``parec``, writing raw 16-bit mono at ``RATE`` to its standard output.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._heard = bytearray()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: self._heard, "the first sound of a recording")

    def _read(self) -> None:
        assert self._process.stdout is not None
        while block := os.read(self._process.stdout.fileno(), 65_536):
            self._heard += block

    def heard(self) -> Samples:
        """Return what was heard so far: float32 in -1 to 1, at ``RATE``."""
        data = bytes(self._heard)
        integers = np.frombuffer(data[: len(data) // 2 * 2], np.int16)
        return integers.astype(np.float32) / np.float32(32768)

    def stop(self) -> Samples:
        """End the recording and return all of it."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        return self.heard()


class SoundCard:
    """One private sound server; ``env`` makes programs use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log = folder / "server.log"
        config = folder / "asound.conf"
        self.env = {
            **{k: v for k, v in os.environ.items() if k not in {"DISPLAY", "PULSE_SERVER"}},
            "PULSE_SERVER": f"unix:{folder}/pulse.sock",
            "PULSE_COOKIE": str(folder / "cookie"),
            "PULSE_SINK": "speaker",
            "PULSE_SOURCE": "microphone",
            "ALSA_CONFIG_PATH": str(config),
        }
        config.write_text(
            "</usr/share/alsa/alsa.conf>\n"
            "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
        )

    def start(self) -> None:
        """Start the server and wait until both ends deliver."""
        run = self._folder / "run"
        run.mkdir(mode=0o700)
        modules = (
            f"module-native-protocol-unix auth-anonymous=1 auth-cookie-enabled=0 "
            f"socket={self._folder}/pulse.sock",
            f"module-null-sink sink_name=speaker rate={RATE} channels=2 norewinds=1",
            f"module-null-sink sink_name=microphone_in rate={RATE} channels=1 norewinds=1",
            "module-remap-source master=microphone_in.monitor source_name=microphone",
        )
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no"]
        command += ["--exit-idle-time=-1", "--realtime=no", "--high-priority=no"]
        command += ["--log-level=debug", f"--log-target=newfile:{self._log}"]
        for module in modules:
            command += ["-L", module]
        private = {name: str(run) for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH")}
        env = {**self.env, **private, "PULSE_STATE_PATH": str(run)}
        env.pop("PULSE_SERVER")
        self._server = command, env
        self._start_server()

    def restart(self, after_s: float) -> None:
        """Kill the server, which ends every stream, and start it again some seconds later."""
        self.server.kill()
        self.server.wait()
        time.sleep(after_s)
        (self._folder / "pulse.sock").unlink(missing_ok=True)
        self._start_server()

    def _start_server(self) -> None:
        self.server = self._spawn(*self._server)
        wait_until(self._is_up, "a PulseAudio that knows its microphone")
        for source in ("microphone", "speaker.monitor"):
            self.record(0.1, source)

    def stop(self) -> None:
        """End everything."""
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def play(self, samples: Samples, rate: int = RATE) -> subprocess.Popen[bytes]:
        """Play into the microphone; returns at once."""
        file = self._folder / f"play-{time.monotonic_ns()}.wav"
        soundfile.write(file, samples, rate)
        command = ["paplay", "--latency-msec=2000", "-d", "microphone_in", str(file)]
        return self._spawn(command, self.env)

    @contextlib.contextmanager
    def playing(self, samples: Samples) -> Iterator[None]:
        """Play into the microphone, over and over; the block begins once it is heard there."""
        data = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        player = subprocess.Popen(
            ["pacat", "--playback", "-d", "microphone_in", *FORMAT[:-1], "--latency-msec=500"],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert player.stdin is not None
        pipe = player.stdin

        def feed() -> None:
            with contextlib.suppress(BrokenPipeError):
                while True:
                    pipe.write(data)

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        try:
            if samples.any():
                ear = self.listen("microphone")
                wait_until(lambda: ear.heard().any(), "what is played into the microphone")
                ear.stop()
            yield
        finally:
            player.kill()
            player.wait()
            feeder.join()
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def record(self, seconds: float, source: str = "speaker.monitor") -> Samples:
        """Record ``seconds`` from one end; blocks."""
        ear = self.listen(source)
        n_wanted = round(seconds * RATE)
        wait_until(lambda: len(ear.heard()) >= n_wanted, f"{seconds} s of sound")
        return ear.stop()[:n_wanted]

    def listen(self, source: str = "speaker.monitor") -> Ear:
        """Start recording one end; returns once the first sound has come."""
        command = ["parec", "-d", source, *FORMAT]
        process = subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        return Ear(process)

    def n_gaps(self) -> int:
        """Count the gaps that programs left in what they played, as the server noted them."""
        return len(GAP.findall(self._log.read_bytes()))

    def without_gaps(self, play: Callable[[], Outcome]) -> Outcome:
        """Return what ``play`` returns once it was played without a gap.

        A program that the system does not let run for 30 ms leaves a gap, and what was heard
        then says nothing about the program.  The server itself notes each gap; only a turn that
        it finds flawless counts, and that one turn must be right.  A machine that never gives
        one decides nothing: the test is skipped, and says so.
        """
        end = time.monotonic() + UNDISTURBED_WITHIN_S
        while True:
            n_before = self.n_gaps()
            failure = None
            try:
                outcome = play()
            except AssertionError as error:
                failure = error
            if self.n_gaps() == n_before:
                if failure:
                    raise failure
                return outcome
            if time.monotonic() > end:
                pytest.skip("this machine is too busy to play two seconds without a gap")

    def _is_up(self) -> bool:
        if self.server.poll() is not None:
            raise RuntimeError("PulseAudio did not start")
        command = ("pactl", "list", "short", "sources")
        asked = subprocess.run(command, env=self.env, capture_output=True, check=False)
        return b"microphone" in asked.stdout

    def _spawn(self, command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(command, env=env, stdin=nothing, stdout=nothing, stderr=nothing)
        self._processes.append(process)
        return process


@functools.cache
def urgent() -> tuple[str, ...]:
    """Return what to put before a command that must not wait for the CPU, as no sound card does.

    Where the system allows it (root, as in most containers) this is real-time scheduling, which
    desktops give their sound programs too; elsewhere nothing.
    """
    prefix = ("chrt", "--rr", "3")
    if shutil.which(prefix[0]) is None:
        return ()
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if tried.returncode == 0 else ()


def missing_programs() -> list[str]:
    """Return what a sound card would need and is not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextlib.contextmanager
def sound_card(folder: Path) -> Iterator[SoundCard]:
    """Run a sound card in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    card = SoundCard(folder)
    try:
        card.start()
        yield card
    finally:
        card.stop()


def align(reference: Samples, heard: Samples) -> tuple[int, float]:
    """Return where ``reference`` begins in ``heard`` and how well it correlates there."""
    if len(heard) < 2 or not len(reference):
        return 0, 0.0
    size = 1 << (len(reference) + len(heard)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(reference, size))
    shift = int(np.argmax(np.fft.irfft(product, size)[: max(1, len(heard) - len(reference) + 1)]))
    piece = heard[shift : shift + len(reference)]
    if not piece.any():
        return shift, 0.0
    return shift, float(np.corrcoef(piece, reference[: len(piece)])[0, 1])


def holds(reference: Samples, heard: Samples, *, at_least: float = 0.95) -> bool:
    """Return whether ``heard`` holds all of ``reference``: correlation ``at_least``, to its end."""
    shift, correlation = align(reference, heard)
    return shift + len(reference) <= len(heard) and correlation > at_least

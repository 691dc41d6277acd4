"""A sound card without hardware: a private PulseAudio with one speaker and one microphone.

Whatever is played into the microphone is what programs record; whatever programs play can be
recorded from the speaker's monitor.  Idle null sinks work in lumps of two seconds, so silent
feeders keep both ends awake.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

RATE = 48_000
FORMAT = ("--raw", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=10")
PROGRAMS = ("pulseaudio", "pacat", "parec", "paplay", "pactl")

Samples = npt.NDArray[np.float32]


class SoundCard:
    """One private sound server; ``env`` makes programs use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
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
            f"module-null-sink sink_name=speaker rate={RATE} channels=2",
            f"module-null-sink sink_name=microphone_in rate={RATE} channels=1",
            "module-remap-source master=microphone_in.monitor source_name=microphone",
        )
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no"]
        command += ["--exit-idle-time=-1", "--realtime=no", "--high-priority=no"]
        for module in modules:
            command += ["-L", module]
        private = {name: str(run) for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH")}
        env = {**self.env, **private, "PULSE_STATE_PATH": str(run)}
        env.pop("PULSE_SERVER")
        self.server = self._spawn(command, env)
        end = time.monotonic() + 10
        while b"microphone" not in self._ask("pactl", "list", "short", "sources"):
            if self.server.poll() is not None or time.monotonic() > end:
                raise RuntimeError("PulseAudio did not start")
            time.sleep(0.05)
        with Path("/dev/zero").open("rb") as zeros:
            feed = ["pacat", "--playback", "-d", "microphone_in", *FORMAT]
            self._spawn(feed, self.env, stdin=zeros.fileno())
        self._spawn(["parec", "-d", "speaker.monitor", *FORMAT], self.env)
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

    def record(self, seconds: float, source: str = "speaker.monitor") -> Samples:
        """Record from one end; blocks."""
        recorder = self.start_recording(source)
        wanted = round(seconds * RATE) * 2
        assert recorder.stdout is not None
        data = recorder.stdout.read(wanted)
        recorder.kill()
        recorder.wait()
        return np.frombuffer(data, np.int16).astype(np.float32) / 32768

    def start_recording(self, source: str = "speaker.monitor") -> subprocess.Popen[bytes]:
        """Start recording raw 16-bit mono at RATE to the process's standard output."""
        command = ["parec", "-d", source, *FORMAT]
        return subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def _spawn(
        self, command: list[str], env: dict[str, str], stdin: int = subprocess.DEVNULL
    ) -> subprocess.Popen[bytes]:
        nothing = subprocess.DEVNULL
        process = subprocess.Popen(command, env=env, stdin=stdin, stdout=nothing, stderr=nothing)
        self._processes.append(process)
        return process

    def _ask(self, *command: str) -> bytes:
        return subprocess.run(command, env=self.env, capture_output=True, check=False).stdout


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
    size = 1 << (len(reference) + len(heard)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(reference, size))
    shift = int(np.argmax(np.fft.irfft(product, size)[: max(1, len(heard) - len(reference) + 1)]))
    piece = heard[shift : shift + len(reference)]
    return shift, float(np.corrcoef(piece, reference[: len(piece)])[0, 1])

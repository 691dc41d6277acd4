"""`voicecoach open` on a virtual sound card, and the candidate who visits it and speaks."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.signals import RATE, say
from tests.soundcard import RATE as CARD_RATE
from tests.soundcard import SoundCard
from tests.waits import LIMIT_S
from voicecoach.sound.files import resample

QUESTION = "/practice/incomplete-information?pack=amazon-backend-developer"
ANSWER = (
    "Last autumn I was on call for an online shop, and I decided to turn the retries off. "
    "As a result failures dropped from nine percent to under one."
)
SHORT_ANSWER = "I decided to turn the retries off, and failures dropped to one percent."


@dataclass(frozen=True)
class Coach:
    """A running site, the page that visits it, and what the candidate says."""

    process: subprocess.Popen[str]
    link: str
    page: Any
    card: SoundCard
    recordings: Path

    def address(self, path: str) -> str:
        """Return the address of a page of the site."""
        return self.link.partition("?")[0].rpartition("/")[0] + path

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.address(path))

    def wait_for(self, phase: str) -> None:
        """Wait until the page shows a phase of the session."""
        self.page.wait_for_selector(f'#practice[data-phase="{phase}"]')

    def start(self) -> None:
        """Open the question, start, and wait until the microphone counts."""
        self.go(QUESTION)
        self.page.get_by_role("button", name="Start").click()
        self.wait_for("speaking")

    def begin_to_speak(self, text: str = SHORT_ANSWER) -> subprocess.Popen[bytes]:
        """Begin to say an answer into the microphone; the process ends with it."""
        samples = say(text)
        loud = samples / np.max(np.abs(samples)) * 0.4
        return self.card.play(resample(loud.astype(np.float32), RATE, CARD_RATE))

    def speak(self, text: str = SHORT_ANSWER) -> None:
        """Say an answer into the microphone, to its end."""
        self.begin_to_speak(text).wait()

    def takes(self) -> list[str]:
        """Return the takes on disk and what each holds."""
        return sorted(
            f"{path.name}: {', '.join(sorted(file.name for file in path.iterdir()))}"
            for path in self.recordings.glob("*/*/take-*")
        )


@contextlib.contextmanager
def serving_coach(
    card: SoundCard, home: Path, browser: Any, *, model: Path | None = None, **context: Any
) -> Iterator[Coach]:
    """Run `voicecoach open` on a sound card and visit it; a message in the console fails."""
    env = {name: value for name, value in card.env.items() if not name.startswith("VOICECOACH_")}
    env |= {"VOICECOACH_HOME": str(home), "VOICECOACH_RECORDINGS": str(home / "recordings")}
    env |= {"HF_HOME": str(home / "none"), "VOICECOACH_VOICE_RATE": "300"}
    if model is not None:
        env["VOICECOACH_MODEL"] = str(model)
    command = [sys.executable, "-m", "voicecoach", "open", "--no-browser", "--json", "--port", "0"]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    link = json.loads(process.stdout.readline())["link"]
    visit = browser.new_context(**context)
    visit.set_default_timeout(LIMIT_S * 1000)
    page = visit.new_page()
    messages: list[str] = []
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(link)
    try:
        yield Coach(process, link, page, card, home / "recordings")
        assert messages == [], messages
    finally:
        visit.close()
        process.kill()
        process.wait()

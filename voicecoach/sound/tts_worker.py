"""Speaks one text into a WAV file and ends: run as ``python -m voicecoach.sound.tts_worker``.

pyttsx3's drivers report silence as success, may return before the file is written or never, and
may confuse a second job.  So each process does one job, and its parent limits the time.

Arguments: OUTPUT RATE VOICE (voice empty for the system's own), or ``--voices``.
The text comes on standard input in UTF-8.  Standard output carries the list of voices and nothing
else.  Tried with espeak-ng on Linux; the drivers of Windows and macOS are untested.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

FAILED = 3
NO_ENGINE = 4
"""Exit statuses: the driver failed at this text; the system has no speech synthesis at all."""

MAX_WAIT_S = 60.0
"""Limit for the driver's finished event; the parent's limit is shorter and ends this process."""


def main() -> int:
    """Do one job; return 0, ``FAILED`` or ``NO_ENGINE``."""
    answers = os.dup(1)
    os.dup2(2, 1)  # drivers print messages: send them to standard error
    try:
        import pyttsx3

        engine = pyttsx3.init()
    except (ImportError, OSError, RuntimeError) as error:
        sys.stderr.write(f"{error}\n")
        return NO_ENGINE
    if sys.argv[1] == "--voices":
        os.write(answers, json.dumps(list_voices(engine)).encode())
        return 0
    output, rate, voice = sys.argv[1:4]
    return speak(engine, sys.stdin.buffer.read().decode("utf-8"), output, int(rate), voice)


def list_voices(engine: Any) -> list[dict[str, Any]]:
    """Return the id, name and languages of each voice."""
    return [
        {
            "id": str(voice.id),
            "name": str(voice.name),
            "languages": [str(language) for language in voice.languages or ()],
        }
        for voice in engine.getProperty("voices")
    ]


def speak(engine: Any, text: str, output: str, rate: int, voice: str) -> int:
    """Speak ``text`` into the file ``output`` and return once the driver reports its end."""
    finished: list[bool] = []
    errors: list[object] = []
    engine.connect("finished-utterance", lambda name, completed: finished.append(completed))  # noqa: ARG005
    engine.connect("error", lambda name, exception: errors.append(exception))  # noqa: ARG005
    engine.setProperty("rate", rate)
    engine.setProperty(
        "volume", 1.0
    )  # the parent lowers the volume: at 0 a driver's silence would look like a fault
    if voice:
        engine.setProperty("voice", voice)
    engine.save_to_file(text, output)
    engine.runAndWait()
    began = time.monotonic()
    while not finished and not errors and time.monotonic() - began < MAX_WAIT_S:
        time.sleep(0.005)
    for error in errors:
        sys.stderr.write(f"{error}\n")
    return 0 if finished and not errors else FAILED


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)  # a driver's thread may never end

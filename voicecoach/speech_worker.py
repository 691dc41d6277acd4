"""Speaks one text into a WAV file and ends: run as ``python -m voicecoach.speech_worker``.

pyttsx3 drivers report silence as success, may return before the file is written or not at
all, and mix up a second job.  So: one job, one process, and the parent holds the clock.

Arguments: OUTPUT RATE VOLUME VOICE (voice empty for the system's own), or ``--voices``.
The text comes on standard input.  Nothing is printed on standard output but the voices.
"""

from __future__ import annotations

import json
import os
import sys
import time

LONGEST_WAIT_S = 60.0
"""For the driver's finished event; the parent's own limit is shorter and kills."""


def main() -> int:
    """Do one job; return 0, or 3 where the driver failed."""
    answers = os.dup(1)
    os.dup2(2, 1)  # drivers print on standard output, which is not theirs
    import pyttsx3

    engine = pyttsx3.init()
    if sys.argv[1] == "--voices":
        voices = [
            {"id": voice.id, "name": voice.name, "languages": [str(x) for x in voice.languages]}
            for voice in engine.getProperty("voices")
        ]
        os.write(answers, json.dumps(voices).encode())
        return 0
    output, rate, volume, voice = sys.argv[1:5]
    finished: list[bool] = []
    errors: list[object] = []
    engine.connect("finished-utterance", lambda name, completed: finished.append(completed))  # noqa: ARG005
    engine.connect("error", lambda name, exception: errors.append(exception))  # noqa: ARG005
    engine.setProperty("rate", int(rate))
    engine.setProperty("volume", float(volume))
    if voice:
        engine.setProperty("voice", voice)
    engine.save_to_file(sys.stdin.read(), output)
    engine.runAndWait()
    began = time.monotonic()
    while not finished and not errors and time.monotonic() - began < LONGEST_WAIT_S:
        time.sleep(0.005)
    for error in errors:
        sys.stderr.write(f"{error}\n")
    return 0 if finished and not errors else 3


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)  # a driver's thread may never end

"""Recognises one recording at low priority, as ``python -m`` of this module.

A process of its own, since priority belongs to processes: whatever else the candidate does
goes first.  The job comes as JSON on standard input; on standard output goes one JSON object
a line: ``{"share": …}`` now and then, at last ``{"transcript": …}`` or ``{"error": …}``.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from voicecoach.errors import ExitStatus, VoiceCoachError
from voicecoach.json_files import to_dict
from voicecoach.recognition import FasterWhisperTranscriber
from voicecoach.recognition.activity import find_activity
from voicecoach.sound.files import load_audio

NICENESS = 15
"""Of 19: whatever else runs goes first, but it gets somewhere on a busy machine."""


def main() -> int:
    """Do the job; the exit status is that of the error, if there is one."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    job = json.load(sys.stdin)
    try:
        _report(transcript=_recognise(job))
    except VoiceCoachError as error:
        _report(error={"code": error.code, "message": error.message, "remedy": error.remedy})
        return int(error.exit_status)
    except KeyboardInterrupt:
        return int(ExitStatus.INTERRUPTED)  # the parent says so
    return 0


def _recognise(job: dict[str, Any]) -> dict[str, Any]:
    audio = load_audio(Path(job["audio"]))
    speech = find_activity(audio.samples, audio.sample_rate).speech
    transcriber = FasterWhisperTranscriber(Path(job["model"]), job["name"], job["language"])
    transcript = transcriber.transcribe(
        audio.samples,
        audio.sample_rate,
        glossary=job["glossary"],
        speech=speech,
        on_progress=lambda share: _report(share=round(share, 3)),
    )
    return to_dict(transcript)


def _report(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""Recognises one recording at low priority: run as ``python -m voicecoach.refine_worker``.

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

from voicecoach.activity import find_activity
from voicecoach.documents import to_dict
from voicecoach.errors import ExitStatus, VoiceCoachError
from voicecoach.sound.files import load_audio
from voicecoach.transcriber import FasterWhisperTranscriber
from voicecoach.transcriber.whisper import usable_cores

NICENESS = 15
"""Of 19: whatever else runs goes first, but it gets somewhere on a busy machine."""


def main() -> int:
    """Do the job; the exit status is that of the error, if there is one."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    job = json.load(sys.stdin)
    try:
        _tell(transcript=_recognise(job))
    except VoiceCoachError as error:
        _tell(error={"code": error.code, "message": error.message, "remedy": error.remedy})
        return int(error.exit_status)
    except KeyboardInterrupt:
        return int(ExitStatus.INTERRUPTED)  # the parent says so
    return 0


def _recognise(job: dict[str, Any]) -> dict[str, Any]:
    audio = load_audio(Path(job["audio"]))
    speech = find_activity(audio.samples, audio.sample_rate).speech
    transcriber = FasterWhisperTranscriber(
        Path(job["model"]), job["name"], job["language"], n_workers=min(2, usable_cores())
    )
    transcript = transcriber.transcribe(
        audio.samples,
        audio.sample_rate,
        glossary=job["glossary"],
        speech=speech,
        on_progress=lambda share: _tell(share=round(share, 3)),
    )
    return to_dict(transcript)


def _tell(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

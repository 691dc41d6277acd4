"""Hear a recording again with a larger model, in a worker of low priority."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from voicecoach.errors import ModelError
from voicecoach.json_files import from_json
from voicecoach.recognition.models import ModelFolder
from voicecoach.types import Transcript


def refine(
    audio: Path,
    model: ModelFolder,
    language: str,
    *,
    glossary: Sequence[str] = (),
    on_progress: Callable[[float], None],
) -> Transcript:
    """Return the words of a recording as another model hears them.

    The same windows and settings as ever; only the model and the priority differ.  Interrupting
    ends the worker, and nothing has changed.

    Raises
    ------
    ModelError
        If the model cannot be loaded or fails, or the worker ends without a word.
    """
    job = {
        "audio": str(audio),
        "model": str(model.path),
        "name": model.name,
        "language": language,
        "glossary": list(glossary),
    }
    last: dict[str, Any] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "voicecoach.recognition.refine_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as worker:
        try:
            assert worker.stdin is not None  # noqa: S101 - both are pipes
            assert worker.stdout is not None  # noqa: S101
            worker.stdin.write(json.dumps(job))
            worker.stdin.close()
            for line in worker.stdout:
                last = json.loads(line)
                if "share" in last:
                    on_progress(float(last["share"]))
        except BaseException:
            worker.kill()
            raise
    if "transcript" in last:
        return from_json(json.dumps(last["transcript"]), Transcript, origin="the worker's answer")
    error = last.get("error") or {}
    raise ModelError(
        error.get("message") or f"{model.name} ended without an answer (memory may be short).",
        error.get("remedy") or "What was recognised before is kept; try a smaller model.",
        code=error.get("code") or "model-failed",
    )

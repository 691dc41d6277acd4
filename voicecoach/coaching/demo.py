"""The demo: a session in which recordings answer in place of a microphone.

A synthesiser with a natural voice spoke the answers (tools/record_demo.py).  Everything after the
microphone works as in practice, the recognition model included: no words are stored.  The answers
go into a temporary library.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from voicecoach.coaching.events import SessionUI
from voicecoach.coaching.session import Practice
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import Interrupted
from voicecoach.library import Library
from voicecoach.sound.file_recorder import FileRecorder
from voicecoach.sound.playback import SpokenSpan
from voicecoach.sound.speaker import Speaker
from voicecoach.temporary_folders import temporary_folder
from voicecoach.types import Analysis

FOLDER = Path(__file__).parent.parent / "demo"
PACK = "amazon-backend-developer"


@contextlib.contextmanager
def temporary_library() -> Iterator[Library]:
    """Yield a library in a temporary folder, which is deleted afterwards."""
    with temporary_folder("demo") as folder:
        yield Library(folder / "recordings")


def open_answers(names: Sequence[str], *, hurried: bool) -> FileRecorder:
    """Return a recorder that hands out the recorded answers, one a take.

    Parameters
    ----------
    names
        Names of the answers, in the order of the takes.
    hurried
        Whether they are fed as fast as possible instead of at the speed of speech.
    """
    return FileRecorder([FOLDER / "answers" / f"{name}.flac" for name in names], hurried=hurried)


def hold_demo(
    *,
    workspace: Workspace,
    library: Library,
    ui: SessionUI,
    recorder: FileRecorder,
    question: str,
    speaker: Speaker | None = None,
) -> tuple[Analysis, ...]:
    """Ask one question of the demo and let the recorded answers reply; return their analyses.

    Raises
    ------
    Interrupted
        After Ctrl-C; nothing is kept.
    """
    pack, asked = workspace.find_question(PACK, question)
    practice = Practice(
        library, pack, ui, recorder, speaker=speaker, transcriber=workspace.transcriber
    )
    try:
        return practice.run([asked])
    except Interrupted as error:
        raise Interrupted("The demo was interrupted.", "Nothing of it was kept.") from error


class OnceSpeaker:
    """Says a question before its first take only."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._asked = ""

    def prepare(self, text: str) -> None:
        """Make ``text`` ready in the background."""
        self._speaker.prepare(text)

    def say(self, text: str) -> SpokenSpan:
        """Say ``text`` unless it was the last text said."""
        if text == self._asked:
            now = time.monotonic()
            return SpokenSpan(now, now)
        self._asked = text
        return self._speaker.say(text)

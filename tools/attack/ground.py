"""The ground of a trial: a home with a library of three answers, and a place outside of it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

PRECIOUS = b"not yours\n"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a trial takes place: a home with a library of three answers, and a place outside."""

    folder: Path

    @property
    def home(self) -> Path:
        """The VoiceCoach home."""
        return self.folder / "home"

    @property
    def library(self) -> Path:
        """The recordings."""
        return self.home / "recordings"

    @property
    def outside(self) -> Path:
        """A folder that no command may change."""
        return self.folder / "outside"

    @property
    def env(self) -> dict[str, str]:
        """The environment of the commands."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("VOICECOACH_")}
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        return {
            **kept,
            "VOICECOACH_HOME": str(self.home),
            "VOICECOACH_RECORDINGS": str(self.library),
            "HF_HOME": str(self.folder / "none"),
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "TMPDIR": str(temporary),
        }


def make_ground(folder: Path) -> Ground:
    """Make a home with one answer of two takes and one of one, all with sound."""
    import voicecoach
    from tests.samples import complete_star
    from voicecoach.library import Library
    from voicecoach.questions import load_packs

    ground = Ground(folder)
    sound = Path(voicecoach.__file__).parent / "demo" / "answers" / "slow-page-2.flac"
    library = Library(ground.library)
    question = load_packs()[0].questions[0]
    analysis = complete_star()
    for day, n_takes in ((1, 2), (2, 1)):
        session = library.create_session(question.pack, datetime(2026, 11, day, 9, tzinfo=UTC))
        answer = library.create_answer(session, replace(question, id=f"question-{day}"))
        for _ in range(n_takes):
            take = library.create_take(answer)
            shutil.copy(sound, take.flac)
            assert analysis.transcript is not None
            library.save_transcript(take, analysis.transcript)
            library.save_analysis(take, analysis)
            take.notes.write_text("My *own* notes.\n")
    entry = library.find("last")
    library.save_star(entry, starred=True)
    library.save_story(entry, "The outage")
    ground.outside.mkdir()
    (ground.outside / "precious.txt").write_bytes(PRECIOUS)
    return ground

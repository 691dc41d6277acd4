"""A mock interview without a sound card: recorded answers in place of a microphone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import soundfile

from tests.scripted import ScriptedTranscriber
from voicecoach.coaching.events import Command, Event, QuestionAsked
from voicecoach.coaching.mock import MockInterview
from voicecoach.coaching.mock_store import Mocks
from voicecoach.coaching.session import Practice
from voicecoach.coaching.session_host import HostedUI, SessionHost
from voicecoach.library import Library
from voicecoach.progress.mock_rounds import MockRecord
from voicecoach.questions import load_packs
from voicecoach.sound.file_recorder import FileRecorder
from voicecoach.types import Pack

ANSWER = Path(__file__).parents[2] / "voicecoach" / "demo" / "answers" / "slow-page-2.flac"
STORY = (
    "Last year at my old company the nightly report took six hours and everybody was waiting. "
    "It was my job to make it faster. First I looked at the queries and I added an index."
)
STAGES = {"recruiter-screen": ("about-yourself", "ask-recruiter"),
          "bar-raiser": ("bigger-idea", "ask-bar-raiser")}  # fmt: skip


def small_pack() -> Pack:
    """Return a shipped guide cut down to two stages of two questions."""
    (pack,) = load_packs((), only="amazon-backend-developer")
    kept = {name for names in STAGES.values() for name in names}
    return replace(
        pack,
        stages=tuple(stage for stage in pack.stages if stage.name in STAGES),
        questions=tuple(one for one in pack.questions if one.id in kept),
    )


def begin(
    mocks: Mocks, pack: Pack, *, seed: int | None = None, stage: str | None = None
) -> MockRecord:
    """Return a new mock interview whose file is written, as after the first answer."""
    record = mocks.propose(pack, seed=seed, stage=stage)
    mocks.save(record)
    return record


def short_answer(folder: Path, seconds: float = 6.0) -> Path:
    """Write the beginning of a spoken answer as a file and return it."""
    samples, rate = soundfile.read(ANSWER)
    file = folder / f"{seconds:g}.wav"
    soundfile.write(file, samples[: int(seconds * rate)], rate)
    return file


@dataclass
class Candidate:
    """Answers with what the recorder plays, and ends each answer with it.

    ``stops_at`` is the number of the question at which the candidate stops for today.
    """

    recorder: FileRecorder
    stops_at: int = 0
    ends: bool = True
    goes_on: bool = True
    events: list[Event] = field(default_factory=list)

    def show(self, event: Event) -> None:
        """Keep what was shown."""
        self.events.append(event)

    def poll(self, timeout_s: float) -> Command | None:
        """End the answer when its recording is over."""
        del timeout_s
        take = self.recorder.take
        if take is None or not take.finished or not self.ends:
            return None
        return Command.QUIT if len(self.asked) == self.stops_at else Command.END

    def confirm(self, text: str) -> bool:
        """Agree."""
        del text
        return True

    def asked_to_stop(self) -> bool:
        """Never between two answers."""
        return False

    def choose_next(self, *, last: bool) -> Command:
        """Go on after a break, or stop there."""
        del last
        return Command.NEXT if self.goes_on else Command.QUIT

    @property
    def asked(self) -> list[str]:
        """Ids of the questions that were asked."""
        return [event.question.id for event in self.events if isinstance(event, QuestionAsked)]


def hold(
    mocks: Mocks, record: MockRecord, library: Library, answer: Path, **habits: object
) -> Candidate:
    """Go on with a mock interview as a new process would, and return the candidate."""
    recorder = FileRecorder([answer] * 20, hurried=True)
    candidate = Candidate(recorder, **habits)  # type: ignore[arg-type]
    practice = Practice(
        library=library,
        pack=small_pack(),
        ui=candidate,
        recorder=recorder,
        transcriber=ScriptedTranscriber(lambda *_: STORY),
    )
    MockInterview(mocks, record, practice, candidate).run()
    return candidate


def hosted(library: Library, answer: Path) -> SessionHost:
    """Return what practises on the site, with a recorded answer in place of a microphone."""

    def make(pack: Pack, ui: HostedUI) -> Practice:
        return Practice(
            library=library,
            pack=pack,
            ui=ui,
            recorder=FileRecorder([answer] * 20, hurried=True),
            transcriber=ScriptedTranscriber(lambda *_: STORY),
        )

    return SessionHost(make)

"""The demo's sitting: `practice` with shipped answers where the microphone would be."""

from __future__ import annotations

import contextlib
import json
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from voicecoach.cli.keys import ENTER, ESCAPE, SPACE, KeySource, open_keys
from voicecoach.cli.library_options import view_of
from voicecoach.cli.packs import open_workspace
from voicecoach.cli.rendering import answer_text
from voicecoach.cli.terminal_ui import TerminalUI, clock
from voicecoach.coaching.events import AnswerNow, Command, Event, Reported, TakeEnded
from voicecoach.coaching.session import Practice
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import Interrupted, SpeakerError
from voicecoach.json_files import to_json
from voicecoach.library import Library
from voicecoach.recognition.models import DEMO
from voicecoach.sound.devices import find_device
from voicecoach.sound.file_recorder import FileRecorder
from voicecoach.sound.playback import SpokenSpan, play
from voicecoach.sound.speaker import Speaker
from voicecoach.web.instance import Running
from voicecoach.web.server import prepare
from voicecoach.web.tokens import SiteTokens

FOLDER = Path(__file__).parent.parent / "demo"
PACK = "amazon-backend-developer"


def demonstrate(question: str, answers: Sequence[str], *, voice: bool, as_json: bool) -> None:
    """Hold the sitting on this terminal, one take for each of the shipped ``answers``.

    Raises
    ------
    Interrupted
        After Ctrl-C.
    """
    wiring = open_workspace(model=DEMO)
    with _library_for_now() as library, _keys(wanted=voice) as keys:
        plays = voice and keys.interactive

        def render(event: Reported) -> str:
            if as_json:
                return to_json(event.analysis) + "\n"
            return answer_text(library.load(library.find(event.folder.ref)))

        recorder = FileRecorder(_files(answers), hurried=not plays)
        desk = DemoDesk(keys, render, recorder, wiring.settings.output if plays else "")
        speaker = OnceSpeaker(wiring.speaker()) if voice else None
        _sit(wiring, library, desk, recorder, question, speaker)
    click.echo(_closing(), err=True)


def review(sittings: Mapping[str, Sequence[str]], *, open_browser: bool) -> None:
    """Let every question be answered, then serve the review site on the answers."""
    wiring = open_workspace(model=DEMO)
    with _library_for_now() as library:
        for question, answers in sittings.items():
            recorder = FileRecorder(_files(answers), hurried=True)
            desk = DemoDesk(NoKeys(), lambda _: "", recorder, "")
            _sit(wiring, library, desk, recorder, question, None)
        served = prepare(library, view_of, wiring.packs, port=0)
        served.run(lambda: _report(served.running, open_browser=open_browser))
    click.echo(_closing(), err=True)


def _report(running: Running, *, open_browser: bool) -> None:
    click.echo(running.link("/", running.token))
    click.echo("Ctrl-C ends it, and then these answers are gone.", err=True)
    if open_browser:
        webbrowser.open(running.link("/", SiteTokens(running.token).make_one_time()))


def _sit(
    wiring: Workspace,
    library: Library,
    desk: DemoDesk,
    recorder: FileRecorder,
    question: str,
    speaker: Speaker | None,
) -> None:
    pack, asked = wiring.find_question(PACK, question)
    practice = Practice(
        library, pack, desk, recorder, speaker=speaker, transcriber=wiring.transcriber
    )
    try:
        practice.run([asked])
    except Interrupted as error:
        raise Interrupted("The demo was interrupted.", "Nothing of it was kept.") from error
    finally:
        desk.quiet()


def _files(answers: Sequence[str]) -> list[Path]:
    return [FOLDER / "answers" / f"{name}.flac" for name in answers]


@contextlib.contextmanager
def _library_for_now() -> Iterator[Library]:
    """Yield a library that is gone afterwards: the demo's answers are nobody's recordings."""
    with tempfile.TemporaryDirectory(prefix="voicecoach-demo-") as folder:
        yield Library(Path(folder))


def _closing() -> str:
    figures: dict[str, Any] = json.loads((FOLDER / "figures.json").read_text("utf-8"))
    wrong = 100 * float(figures["word_error"])
    return (
        "\nThe candidate was a synthesiser. The words were recognised just now, by a small model\n"
        f"that knows such voices: {wrong:.0f} in 100 words of texts that are new to it are wrong.\n"
        "It is not for people.\n\n"
        "Now with your own voice: `voicecoach doctor` shows what is missing for that,\n"
        "`voicecoach models fetch base.en` (145 MB, once) gets a recognition model, and\n"
        "`voicecoach practice` asks you. `voicecoach demo --review` opens the demo's answers\n"
        "in the browser."
    )


def _keys(*, wanted: bool) -> contextlib.AbstractContextManager[KeySource]:
    return open_keys() if wanted else contextlib.nullcontext(NoKeys())


class NoKeys:
    """Nobody presses anything."""

    interactive = False

    def read(self, timeout_s: float) -> str | None:
        """Return nothing, after a while."""
        time.sleep(timeout_s)
        return None


class OnceSpeaker:
    """Says the question for the first take; for the second one it is known."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._asked = ""

    def say(self, text: str) -> SpokenSpan:
        """Say ``text`` unless that was the last thing said."""
        if text == self._asked:
            now = time.monotonic()
            return SpokenSpan(now, now)
        self._asked = text
        return self._speaker.say(text)


class DemoDesk(TerminalUI):
    """The terminal, with a candidate who needs no keys: any of them skips to the answer's end.

    Parameters
    ----------
    keys
        Where commands come from.
    render
        Returns the report of a take.
    recorder
        Holds the answers.
    output
        The speaker that plays them; none where it is "".
    """

    def __init__(
        self,
        keys: KeySource,
        render: Callable[[Reported], str],
        recorder: FileRecorder,
        output: str | None,
    ) -> None:
        super().__init__(keys, render)
        self._recorder = recorder
        self._output = output
        self._silenced = threading.Event()
        self._player: threading.Thread | None = None

    def show(self, event: Event) -> None:
        """Show one event; the answer begins to sound with ``AnswerNow``."""
        take = self._recorder.take
        if isinstance(event, AnswerNow) and take is not None:
            how = "Enter skips to the end." if self._output != "" else "Not played here."
            self._say(f"A synthetic candidate answers for {clock(take.duration_s)}.  {how}")
            if self._output != "":
                self._player = threading.Thread(target=self._play, daemon=True)
                self._player.start()
        elif isinstance(event, TakeEnded):
            self.quiet()
            self._say(f"The answer ended after {clock(event.duration_s)}.")
        else:
            super().show(event)

    def poll(self, timeout_s: float) -> Command | None:
        """Return END once the whole answer was heard."""
        take = self._recorder.take
        if self._keys.read(timeout_s) in {ENTER, SPACE, ESCAPE} and take is not None:
            self._silenced.set()
            take.hurry()
        return Command.END if take is not None and take.finished else None

    def choose_next(self, *, last: bool) -> Command:
        """Answer again while there is another take."""
        del last
        return Command.RETAKE if self._recorder.n_left else Command.NEXT

    def quiet(self) -> None:
        """Stop the sound."""
        self._silenced.set()
        if self._player is not None:
            self._player.join()
            self._player = None
        self._silenced.clear()

    def _play(self) -> None:
        """Play the answer; where it cannot be heard nobody needs to wait for it."""
        take = self._recorder.take
        assert take is not None  # noqa: S101 - the thread starts with a take
        try:
            play(*take.sound, find_device(self._output, "output"), self._silenced)
        except SpeakerError as error:
            self._say(f"Not played: {error.message}")
            take.hurry()

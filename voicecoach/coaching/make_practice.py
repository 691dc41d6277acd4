"""A practice session as the settings want it: microphone, voice, model, limits, own terms."""

from __future__ import annotations

from collections.abc import Callable

from voicecoach.coaching.events import SessionUI
from voicecoach.coaching.preparations import own_terms
from voicecoach.coaching.session import Practice
from voicecoach.coaching.session_host import MakePractice
from voicecoach.coaching.take_monitor import Limits
from voicecoach.coaching.workspace import Workspace
from voicecoach.sound.recorder import Recorder
from voicecoach.types import Pack


def make_practice(
    workspace: Workspace,
    pack: Pack,
    ui: SessionUI,
    *,
    recorder: Recorder | None = None,
    with_voice: bool = True,
) -> Practice:
    """Return a session by the settings of a workspace.

    Parameters
    ----------
    recorder
        The microphone; that of the settings if not given.
    with_voice
        Whether the questions are spoken; else they are shown.
    """
    settings = workspace.settings
    return Practice(
        library=workspace.library,
        pack=pack,
        ui=ui,
        recorder=recorder or workspace.recorder(),
        speaker=workspace.speaker() if with_voice else None,
        transcriber=workspace.transcriber,
        limits=Limits(settings.longest_take, settings.stop_after_silence),
        own_words=(*settings.words, *own_terms(workspace.paths)),
        acknowledge=settings.acknowledge,
    )


def practice_from(load: Callable[[], Workspace]) -> MakePractice:
    """Return what builds a session from the settings as they are then, with a voice.

    Parameters
    ----------
    load
        Reads the settings; called for each session, so that a microphone or a model chosen
        meanwhile counts.  A loaded model is kept as long as they stay as they are.
    """
    last: list[Workspace] = []

    def make(pack: Pack, ui: SessionUI) -> Practice:
        now = load()
        if last and last[0].settings == now.settings and last[0].transcriber is not None:
            now = last[0]
        last[:] = [now]
        return make_practice(now, pack, ui)

    return make

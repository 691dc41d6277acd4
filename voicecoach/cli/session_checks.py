"""What comes before a session's first question: recordings left over, microphone, model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from voicecoach.cli.keys import KeySource
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.sound.recorder import SoundDeviceRecorder


def check_session(
    workspace: Workspace, keys: KeySource, *, with_level: bool
) -> SoundDeviceRecorder:
    """Offer what a crash left, check the microphone, say which model is used; return the recorder.

    Parameters
    ----------
    with_level
        Whether to listen to the microphone for two seconds.
    """
    from voicecoach.cli.unfinished_takes import settle_unfinished

    settle_unfinished(workspace, keys)
    recorder = workspace.recorder()
    if with_level:
        _check_level(recorder)
    _say_model(workspace)
    return recorder


def _check_level(recorder: SoundDeviceRecorder) -> None:
    """Listen to the microphone and say what is wrong with it, if anything is."""
    from voicecoach.cli.progress_line import progress
    from voicecoach.sound.recorder import check_microphone

    with progress() as line:
        line.write("Listening to the microphone for two seconds …")
        found = check_microphone(recorder)
    if found.code != "ok":
        click.echo(found.message, err=True)
        click.echo(f"  {found.remedy}", err=True)


def _say_model(workspace: Workspace) -> None:
    """Say which model recognises the words, or that none is here."""
    from voicecoach.cli.progress_line import progress
    from voicecoach.recognition.speed import find_factor

    with progress() as line:
        workspace.measure_models(line.write)
    folder = workspace.model()
    if folder is None:
        click.echo(
            "No recognition model is installed: your answers are recorded and measured,\n"
            "their words can be added later. `voicecoach setup` fetches a model.",
            err=True,
        )
        return
    why = ""
    if not workspace.settings.model and (factor := find_factor(workspace.paths, folder)):
        why = f"; ten seconds of speech take {10 * factor:.1f} s"
    click.echo(f"Words are recognised with {folder.name}, on this machine{why}.", err=True)

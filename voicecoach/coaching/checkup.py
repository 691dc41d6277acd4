"""The checks of `doctor`; each gives a finding with its remedy."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from voicecoach.coaching.natural_voices import NaturalVoice
from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import ConfigError, ExitStatus, ModelError, VoiceCoachError
from voicecoach.recognition.telemetry import find_telemetry, is_silent

State = Literal["ok", "limited", "broken"]
MARKS: dict[State, tuple[str, str]] = {
    "ok": ("ok", "green"),
    "limited": ("limited", "yellow"),
    "broken": ("BROKEN", "red"),
}

LIBRARIES = ("faster-whisper", "pyttsx3", "sounddevice", "soundfile", "numpy", "av")

REMOVE_TELEMETRY = "voicecoach doctor --remove-telemetry"

LOW_SPACE_BYTES = 500_000_000
"""Free bytes below which a warning is given: about 90 minutes of 48 kHz WAV."""

NO_SPACE_BYTES = 50_000_000
"""Free bytes below which recording fails: about 9 minutes of 48 kHz WAV."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Result of one check: its subject, its state, and the command that repairs it."""

    what: str
    state: State
    message: str
    remedy: str = ""
    exit_status: int = ExitStatus.DONE


def run_checks() -> tuple[Finding, ...]:
    """Return every finding; a check that fails never keeps the next from running."""
    findings = [_python(), *_libraries(), _telemetry()]
    try:
        workspace = Workspace.load()
    except ConfigError as error:
        # without settings the other checks would test the defaults, which may not be in use
        return (*findings, Finding("settings", "broken", error.message, error.remedy, 2))
    findings.append(Finding("settings", "ok", _settings(workspace)))
    checks = (_microphone, _speaker, _voice, _model, _recordings, _packs)
    findings.extend(check(workspace) for check in checks)
    return tuple(findings)


def check_first_steps() -> dict[str, Finding]:
    """Return what a first answer needs, ``microphone`` and ``model``; nothing of broken settings.

    It takes a few milliseconds, since it starts no other program.
    """
    try:
        workspace = Workspace.load()
    except ConfigError:
        return {}
    return {finding.what: finding for finding in (_microphone(workspace), _model(workspace))}


def exit_status(findings: Sequence[Finding]) -> int:
    """Return 0 if practice would work, else the status of the first fault."""
    broken = [finding for finding in findings if finding.state == "broken"]
    return next((finding.exit_status or ExitStatus.FAILED for finding in broken), ExitStatus.DONE)


def _python() -> Finding:
    text = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding("Python", "ok", text)


def _libraries() -> Iterator[Finding]:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            yield Finding(
                name, "broken", "is not installed", f"{sys.executable} -m pip install {name}"
            )
    yield Finding("libraries", "ok", ", ".join(found))


def _telemetry() -> Finding:
    folder = find_telemetry()
    if folder is not None:
        return Finding(
            "telemetry",
            "limited",
            f"off; an earlier version of ONNX Runtime left its event store in {folder}",
            REMOVE_TELEMETRY,
        )
    if not is_silent():  # something in this process undid what voicecoach/__init__.py sets
        return Finding("telemetry", "limited", "ONNX Runtime may report", "restart VoiceCoach")
    return Finding("telemetry", "ok", "off: no library here reports anything to anybody")


def _settings(workspace: Workspace) -> str:
    file = workspace.paths.config_file
    return str(file) if file.exists() else f"defaults ({file} does not exist)"


def _guard(what: str, state: State, look: Callable[[], Finding]) -> Finding:
    """Run one check; an expected error becomes a finding with this ``state``."""
    try:
        return look()
    except VoiceCoachError as error:
        return Finding(what, state, error.message, error.remedy, error.exit_status)


def _microphone(workspace: Workspace) -> Finding:
    def look() -> Finding:
        from voicecoach.sound.devices import find_device

        device = find_device(workspace.settings.device, "input")
        return Finding("microphone", "ok", f"{device.name}, {device.sample_rate / 1000:g} kHz")

    return _guard("microphone", "broken", look)


def _speaker(workspace: Workspace) -> Finding:
    def look() -> Finding:
        from voicecoach.sound.devices import find_device

        device = find_device(workspace.settings.output, "output")
        return Finding("speaker", "ok", device.name)

    return _guard("speaker", "limited", look)


def _voice(workspace: Workspace) -> Finding:
    def look() -> Finding:
        from voicecoach.coaching.natural_voices import natural_voice
        from voicecoach.sound.speaker import find_voice, list_voices

        name = workspace.settings.voice
        if name and (natural := natural_voice(name)):
            return _natural_voice(natural, workspace)
        if name:
            return Finding("voice", "ok", find_voice(name).name)
        return Finding("voice", "ok", f"{len(list_voices())} voices, the system's own is used")

    return _guard("voice", "limited", look)


def _natural_voice(voice: NaturalVoice, workspace: Workspace) -> Finding:
    from voicecoach.sound.piper import INSTALL, find_piper

    program = find_piper()
    if program is None:
        text = f"{voice.name} needs the program piper; the system's own voice speaks instead"
        return Finding("voice", "limited", text, INSTALL)
    if not voice.is_here(workspace.paths):
        text = f"{voice.name} is not here; the system's own voice speaks instead"
        return Finding("voice", "limited", text, voice.fetch_command)
    return Finding("voice", "ok", f"{voice.name}, spoken by {program}")


def _model(workspace: Workspace) -> Finding:
    def look() -> Finding:
        folder = workspace.model()
        if folder is None:
            raise ModelError(
                "none is installed: answers are recorded and measured without words",
                "voicecoach setup",
            )
        return Finding("model", "ok", f"{folder.name} in {folder.path}")

    return _guard("model", "broken", look)


def _recordings(workspace: Workspace) -> Finding:
    root = workspace.library.root
    place = root
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            free = shutil.disk_usage(place).free
    except OSError as error:
        return Finding(
            "recordings",
            "broken",
            f"{root} cannot be written: {error.strerror}",
            "choose another folder with --recordings or VOICECOACH_RECORDINGS",
            ExitStatus.FAILED,
        )
    text = f"{root}, {free / 1e9:.1f} GB free"
    if free < NO_SPACE_BYTES:
        return Finding("recordings", "broken", text, "free some space", ExitStatus.FAILED)
    return Finding("recordings", "ok" if free >= LOW_SPACE_BYTES else "limited", text)


def _packs(workspace: Workspace) -> Finding:
    def look() -> Finding:
        packs = workspace.packs()
        # guides that share a part share its questions
        count = len({(one.id, one.prompt) for pack in packs for one in pack.questions})
        return Finding("packs", "ok", f"{len(packs)} packs with {count} questions")

    return _guard("packs", "broken", look)

"""Settings (defaults < config file < VOICECOACH_* < options) and the folders in use."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from voicecoach.errors import ConfigError
from voicecoach.json_files import PRIVATE_FOLDER, write_text
from voicecoach.safe_files import read_regular

APP = "voicecoach"
PREFIX = "VOICECOACH_"


class Settings(BaseModel):
    """All settings with their defaults; times are in seconds.

    In the config file a field has its own name; in the environment it is ``VOICECOACH_``
    followed by the name in capitals.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    recordings: Path | None = Field(None, description="Folder of the recordings.")
    pack: str = Field("amazon-backend-developer", description="Pack that `practice` takes.")
    model: str | None = Field(None, description="Recognition model: a name or a folder.")
    language: str = Field("en", description="Language of the answers.", pattern="^[a-z]{2}$")
    device: str | None = Field(None, description="Microphone: its number or part of its name.")
    output: str | None = Field(None, description="Speaker: its number or part of its name.")
    voice: str | None = Field(None, description="Voice that asks: its id or part of its name.")
    voice_rate: int = Field(170, ge=80, le=400, description="Words a minute of the voice.")
    voice_volume: float = Field(1.0, ge=0, le=1, description="Loudness of the voice.")
    acknowledge: bool = Field(
        True, description="Say “Thank you.” before the next question of a session."
    )
    captions: bool = Field(
        False, description="Show your words on the practice page while you speak."
    )
    stop_after_silence: float | None = Field(
        None, ge=2.5, le=30, description="End a take after this much silence; off by default."
    )
    longest_take: float = Field(600, ge=10, le=3600, description="A take ends here at the latest.")
    words: tuple[str, ...] = Field(
        (), description="Names and terms you use, so that they are recognised."
    )

    @field_validator("words", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Accept a list, or a text with commas, as environment variables have it."""
        terms = value.split(",") if isinstance(value, str) else value
        if not isinstance(terms, list | tuple) or not all(isinstance(t, str) for t in terms):
            return value
        plain = (" ".join(term.split()) for term in terms)
        return tuple(dict.fromkeys(term for term in plain if term))


class Paths:
    """Folders and files of VoiceCoach on this machine.

    ``VOICECOACH_HOME`` puts all of them into one folder (for a test or a USB stick); otherwise
    they lie where the platform keeps such files.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        home = environ.get(f"{PREFIX}HOME")
        self.home = _expand(Path(home)) if home else None

    @property
    def config_file(self) -> Path:
        """The settings file, which need not exist."""
        if self.home:
            return self.home / "config.toml"
        return platformdirs.user_config_path(APP, appauthor=False) / "config.toml"

    @property
    def data(self) -> Path:
        """The folder of models, own packs and recordings."""
        return self.home or platformdirs.user_data_path(APP, appauthor=False)

    @property
    def models(self) -> Path:
        """Folder of the recognition models, one folder each."""
        return self.data / "models"

    @property
    def voices(self) -> Path:
        """One folder a natural voice."""
        return self.data / "voices"

    @property
    def packs(self) -> Path:
        """The user's own question packs."""
        return self.data / "questions"

    @property
    def state(self) -> Path:
        """Folder of facts about running programs, such as the review site's port."""
        if self.home:
            return self.home / "state"
        return platformdirs.user_state_path(APP, appauthor=False)


def load_settings(
    paths: Paths | None = None, environ: Mapping[str, str] | None = None, **options: Any
) -> Settings:
    """Return the settings in force; an option of ``None`` counts as not given.

    Raises
    ------
    ConfigError
        If the file or a variable holds an unknown name or an impossible value.
    """
    environ = os.environ if environ is None else environ
    paths = paths or Paths(environ)
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for name, value in _read_file(paths.config_file).items():
        values[name] = value
        origin[name] = str(paths.config_file)
    for name in Settings.model_fields:
        variable = f"{PREFIX}{name.upper()}"
        if environ.get(variable):
            values[name] = environ[variable]
            origin[name] = variable
    for name, value in options.items():
        if value is not None:
            values[name] = value
            origin[name] = f"--{name.replace('_', '-')}"
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise _explain(error, origin) from error


@dataclass(frozen=True, slots=True)
class InForce:
    """The value in force of a setting, and its origin: ``default``, a file or a variable."""

    name: str
    value: Any
    origin: str
    description: str


def settings_in_force(
    paths: Paths | None = None, environ: Mapping[str, str] | None = None
) -> tuple[InForce, ...]:
    """Return every setting with its value and origin.

    Raises
    ------
    ConfigError
        If the file or a variable holds an unknown name or an impossible value.
    """
    environ = os.environ if environ is None else environ
    paths = paths or Paths(environ)
    settings = load_settings(paths, environ)
    in_file = _read_file(paths.config_file)
    found = []
    for name, field in Settings.model_fields.items():
        variable = f"{PREFIX}{name.upper()}"
        origin = variable if environ.get(variable) else "default"
        if origin == "default" and name in in_file:
            origin = str(paths.config_file)
        found.append(InForce(name, getattr(settings, name), origin, field.description or ""))
    return tuple(found)


def check_setting(name: str, value: object) -> Any:
    """Check and convert a setting's value, which may be a text.

    Raises
    ------
    ConfigError
        If there is no such setting, or the value is impossible.
    """
    try:
        return getattr(Settings.model_validate({name: value}), name)
    except ValidationError as error:
        raise _explain(error, {name: "The command"}) from error


Value = str | float | Sequence[str]


def save_setting(name: str, value: Value | None, paths: Paths | None = None) -> Path:
    """Change one setting in the config file, keep the rest and its comments, return the file."""
    import tomlkit  # takes 30 ms, so only when a setting is saved

    file = (paths or Paths()).config_file
    text = _read_text(file)
    try:
        document = tomlkit.parse(text)
    except (ValueError, RecursionError) as error:
        raise _no_toml(file, error) from error
    if value is None:
        document.pop(name, None)
    else:
        document[name] = value if isinstance(value, str | float | int) else list(value)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    except OSError as error:
        raise ConfigError(
            f"{file.parent} could not be made: {error.strerror}.",
            "Set VOICECOACH_HOME to a folder that you may write.",
        ) from error
    write_text(file, tomlkit.dumps(document))
    return file


def find_recordings(
    settings: Settings, paths: Paths | None = None, here: Path | None = None
) -> Path:
    """Return the recordings folder: settings, else a checkout's, else the user's data folder."""
    paths = paths or Paths()
    if settings.recordings:
        return _expand(settings.recordings)
    if paths.home is None:  # VOICECOACH_HOME moves all of it, inside a checkout too
        try:
            here = here or Path.cwd()
        except OSError:  # the folder one stands in was deleted
            return paths.data / "recordings"
        if (here / "recordings").is_dir() and (here / "voicecoach" / "__init__.py").is_file():
            return here / "recordings"
    return paths.data / "recordings"


def _expand(path: Path) -> Path:
    """Return a path with ``~`` as the user's home."""
    try:
        return path.expanduser()
    except RuntimeError as error:  # a user who is not known here
        raise ConfigError(
            f"There is no folder {path}: its user is not known on this machine.",
            "Write the whole path.",
        ) from error


MAX_SETTINGS_BYTES = 1_000_000
"""A thousand times what anybody sets."""


def _read_file(file: Path) -> dict[str, Any]:
    text = _read_text(file)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also a number of 5,000 digits
        raise _no_toml(file, error) from error


def _read_text(file: Path) -> str:
    """Return the text of the settings; empty where there are none."""
    try:
        data = read_regular(file, MAX_SETTINGS_BYTES + 1)
        if len(data) > MAX_SETTINGS_BYTES:
            raise ConfigError(f"{file} is far too large for settings.", "Look what is in it.")
        return data.decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        raise _no_toml(file, error) from error
    except OSError as error:
        raise ConfigError(
            f"{file} cannot be read: {error.strerror}.",
            "Check its permissions, or set VOICECOACH_HOME to another folder.",
        ) from error


def _no_toml(file: Path, error: Exception) -> ConfigError:
    why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
    return ConfigError(f"{file} is not valid TOML: {why.rstrip('.')}.", "Correct that line.")


def _explain(error: ValidationError, origin: Mapping[str, str]) -> ConfigError:
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0])
    known = ", ".join(Settings.model_fields)
    where = origin.get(name, "a setting")
    if first["type"] == "extra_forbidden":
        return ConfigError(f"{where} sets {name!r}, which does not exist.", f"Known: {known}.")
    return ConfigError(
        f"{where} sets {name!r} to an impossible value: {first['msg']}.",
        f"{Settings.model_fields[name].description}",
    )

"""Settings (defaults < config file < VOICECOACH_* < options) and where things lie."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voicecoach.documents import PRIVATE_FOLDER, write_text
from voicecoach.errors import ConfigError

APP = "voicecoach"
PREFIX = "VOICECOACH_"


class Settings(BaseModel):
    """Everything that can be set, with its default; times in seconds.

    Each field can stand in the config file under its own name, and in the
    environment as ``VOICECOACH_`` followed by the name in capitals.
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
    stop_after_silence: float | None = Field(
        None, ge=2.5, le=30, description="End a take after this much silence; off by default."
    )
    longest_take: float = Field(600, ge=10, le=3600, description="A take ends here at the latest.")


class Places:
    """Where VoiceCoach keeps things.

    ``VOICECOACH_HOME`` moves all of it into one folder (a test, a USB stick);
    otherwise the platform decides.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        environ = os.environ if environ is None else environ
        home = environ.get(f"{PREFIX}HOME")
        self.home = Path(home).expanduser() if home else None

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
        """One folder a recognition model."""
        return self.data / "models"

    @property
    def packs(self) -> Path:
        """The user's own question packs."""
        return self.data / "questions"

    @property
    def cache(self) -> Path:
        """What can be measured again (the speed of a model on this machine)."""
        return (
            self.home / "cache" if self.home else platformdirs.user_cache_path(APP, appauthor=False)
        )


def load_settings(
    places: Places | None = None, environ: Mapping[str, str] | None = None, **options: Any
) -> Settings:
    """Return the settings in force; an option of ``None`` counts as not given.

    Raises
    ------
    ConfigError
        If the file or a variable holds an unknown name or an impossible value.
    """
    environ = os.environ if environ is None else environ
    places = places or Places(environ)
    values: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for name, value in _read_file(places.config_file).items():
        values[name] = value
        origin[name] = str(places.config_file)
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


def save_setting(name: str, value: str | float | None, places: Places | None = None) -> Path:
    """Change one setting in the config file, keep the rest with its comments, return the file."""
    import tomlkit  # 30 ms, only when something is remembered

    file = (places or Places()).config_file
    document = tomlkit.parse(file.read_text("utf-8")) if file.exists() else tomlkit.document()
    if value is None:
        document.pop(name, None)
    else:
        document[name] = value
    file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    write_text(file, tomlkit.dumps(document))
    return file


def find_recordings(
    settings: Settings, places: Places | None = None, here: Path | None = None
) -> Path:
    """Return the recordings folder: settings, else a checkout's, else the user's data folder."""
    if settings.recordings:
        return settings.recordings.expanduser()
    here = here or Path.cwd()
    if (here / "recordings").is_dir() and (here / "voicecoach" / "__init__.py").is_file():
        return here / "recordings"
    return (places or Places()).data / "recordings"


def _read_file(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is no valid TOML: {error}.", "Mend that line.") from error
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error


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

"""A recognition model that is fetched in the background, for a face that looks on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from voicecoach.coaching.workspace import Workspace
from voicecoach.errors import UsageError, VoiceCoachError

FetchPhase = Literal["idle", "fetching", "measuring", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """How far a fetch is: bytes here of bytes in all, and what went wrong if anything did."""

    phase: FetchPhase = "idle"
    name: str = ""
    have_bytes: int = 0
    total_bytes: int = 0
    message: str = ""
    remedy: str = ""


class ModelFetch:
    """Fetches one model at a time, by request alone; an interrupted fetch goes on where it was.

    Parameters
    ----------
    load
        Reads the settings.
    """

    def __init__(self, load: Callable[[], Workspace]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.state = FetchState()

    def start(self, name: str) -> None:
        """Begin to fetch a model whose files are proven by their digests; return at once.

        Raises
        ------
        UsageError
            If one is being fetched already, or there is no such proven model.
        """
        from voicecoach.recognition.fetch import find_known, unproven

        known = find_known(name)
        if not known.proven:
            raise unproven(known)
        with self._lock:
            if self._thread is not None and self._thread.is_alive():
                raise UsageError(
                    f"{self.state.name} is being fetched already.",
                    "Wait until it is here.",
                    code="fetching",
                )
            self.state = FetchState(phase="fetching", name=name, total_bytes=known.download_bytes)
            self._thread = threading.Thread(target=self._fetch, args=(name,), daemon=True)
            self._thread.start()

    def _fetch(self, name: str) -> None:
        from voicecoach.recognition.fetch import fetch_model

        def on_progress(have: int, total: int) -> None:
            self.state = replace(self.state, have_bytes=have, total_bytes=total)

        try:
            workspace = self._load()
            folder = fetch_model(name, workspace.paths, on_progress)
            self.state = replace(self.state, phase="measuring")
            workspace.measure(folder)
        except VoiceCoachError as error:
            self.state = replace(
                self.state, phase="failed", message=error.message, remedy=error.remedy
            )
        except Exception as error:  # noqa: BLE001 - a thread has nobody above it who could show it
            text = f"VoiceCoach made a mistake: {type(error).__name__}: {error}."
            self.state = replace(self.state, phase="failed", message=text)
        else:
            self.state = replace(self.state, phase="done")

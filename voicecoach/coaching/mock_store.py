"""The mock interviews: plain files beside the library, from which each can be resumed."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from voicecoach.coaching.preparations import current_for
from voicecoach.coaching.short_names import resolve_name
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, PackError, UsageError
from voicecoach.json_files import make_folder, plain_unicode, read_document, to_json, write_text
from voicecoach.library import Entry, Library
from voicecoach.library.reading import measure_wav
from voicecoach.library.unfinished import measure_flac
from voicecoach.progress.mock_rounds import MockRecord, plan_rounds
from voicecoach.questions.explaining import suggest
from voicecoach.safe_files import hold_folder
from voicecoach.types import Pack

MAX_FILE_BYTES = 1_000_000
"""A hundred times a long mock interview."""


class Mocks:
    """The folder of mock interviews; it need not exist."""

    def __init__(self, paths: Paths) -> None:
        self.folder = paths.data / "mocks"
        self._paths = paths

    def names(self) -> list[str]:
        """Return the names of all mock interviews, the newest first.

        A file whose name is no UTF-8 is none of ours, and no address leads to it.
        """
        found = (file.stem for file in self.folder.glob("*.json"))
        return sorted((name for name in found if plain_unicode(name) == name), reverse=True)

    def load(self, name: str) -> MockRecord:
        """Return a mock interview by its name, the beginning of it, or ``last``.

        Raises
        ------
        LibraryError
            ``not-found`` if there is none, ``ambiguous`` if several names begin so, ``damaged``
            if its file is broken, ``newer`` if a later version wrote it.
        """
        return self._read(self._find(name))

    def _read(self, name: str) -> MockRecord:
        file = self.folder / f"{name}.json"
        remedy = f"Delete the file {file}: the answers stay."
        found = read_document(file, MockRecord, limit=MAX_FILE_BYTES, remedy=remedy)
        return replace(found, name=name)

    @contextlib.contextmanager
    def hold(self, record: MockRecord) -> Iterator[MockRecord]:
        """Let one process at a time hold a mock interview; yield it as it stands now.

        Raises
        ------
        LibraryError
            ``in-use`` where another process holds one; otherwise as `load`.
        """
        make_folder(self.folder)
        with hold_folder(self.folder) as held:
            if not held:
                raise LibraryError(
                    "A mock interview is being held in another window.",
                    "End it there first.",
                    code="in-use",
                )
            yield self._refresh(record)

    def _refresh(self, record: MockRecord) -> MockRecord:
        """Return what another process made of a record; a new one whose name was taken gets one."""
        if record.name not in self.names():
            return record
        stored = self._read(record.name)
        is_same = stored.started == record.started
        return stored if is_same else replace(record, name=self._free_name(record.name))

    def save(self, record: MockRecord) -> None:
        """Write a mock interview whole or not at all."""
        make_folder(self.folder)
        write_text(self.folder / f"{record.name}.json", to_json(record, indent=2) + "\n")

    def unfinished(self, pack: str = "", stage: str | None = None) -> MockRecord | None:
        """Return the newest mock interview that is not over, of one pack or stage or of any."""
        for name in self.names():
            try:
                found = self.load(name)
            except LibraryError:  # a broken file is named where it is asked for
                continue
            stages = {one.stage for one in found.rounds}
            fits = pack in ("", found.pack) and (stage is None or stages == {stage})
            if fits and not found.is_over:
                return found
        return None

    def propose(
        self,
        pack: Pack,
        *,
        stage: str | None = None,
        seed: int | None = None,
        now: datetime | None = None,
    ) -> MockRecord:
        """Plan a new mock interview and return it; it is written with its first answer.

        Questions of the current plan's requirements come first.

        Parameters
        ----------
        stage
            As for `plan_rounds`.
        seed
            Decides on the questions; another one each time if not given.

        Raises
        ------
        UsageError
            If the pack has no such stage, or no question in it.
        """
        check_stage(pack, stage)
        now = now or datetime.now().astimezone()
        seed = secrets.randbelow(2**31) if seed is None else seed
        current = current_for(self._paths, pack.name)
        preferred = {q for one in current.requirements for q in one.questions} if current else set()
        rounds = plan_rounds(pack, seed=seed, stage=stage, preferred=preferred)
        if not rounds:
            where = f"The stage {stage!r} of {pack.name}" if stage else pack.name
            raise UsageError(f"{where} has no questions.", "Choose another stage or pack.")
        name = self._free_name(f"{now:%Y-%m-%dT%H-%M}_{pack.name}")
        return MockRecord(name, pack.name, now.isoformat(timespec="seconds"), rounds)

    def _free_name(self, name: str) -> str:
        taken = set(self.names())
        numbered = (name if n == 1 else f"{name}-{n}" for n in range(1, len(taken) + 2))
        return next(one for one in numbered if one not in taken)

    def _find(self, name: str) -> str:
        names = self.names()
        if not names:
            raise LibraryError(
                "There is no mock interview yet.", "`voicecoach mock` begins one.", code="not-found"
            )
        return resolve_name(name, names, last=names[0], noun="mock interview")


def choose_mock(
    mocks: Mocks,
    find: Callable[[str], Pack],
    *,
    name: str = "",
    pack: str = "",
    stage: str | None = None,
    new: bool = False,
) -> tuple[MockRecord, Pack]:
    """Return the mock interview to hold and its pack: one to go on with, else a new one.

    Parameters
    ----------
    find
        Returns a pack by its name or file, and the usual one for an empty name.
    name
        Of the mock interview to go on with; without one it is the newest that is not over.
    pack, stage
        Only a mock interview of this pack, of this stage.
    new
        Begin a new one even if an unfinished one exists.

    Raises
    ------
    LibraryError
        As `Mocks.load`.
    PackError
        If the pack is gone.
    UsageError
        As `Mocks.propose`.
    """
    record = mocks.load(name) if name else None
    if record is None and not new:
        record = mocks.unfinished(Path(pack).stem if pack else "", stage)
    if record is None:
        chosen = find(pack)
        return mocks.propose(chosen, stage=stage), chosen
    try:
        return record, find(pack or record.pack)
    except PackError as error:
        raise PackError(
            f"The mock interview {record.name} needs a pack that is gone: {error.message}",
            "Begin a new one: `voicecoach mock --new`.",
            code=error.code,
        ) from error


def measure_bare_takes(
    library: Library, record: MockRecord, takes: Iterable[Entry]
) -> dict[str, float]:
    """Return the seconds of a mock interview's recordings that have no figures, by ``ref``.

    ``takes`` is every take of the library.
    """
    sessions = {name for one in record.rounds for name in one.sessions}
    bare = [take for take in takes if take.session in sessions and take.summary is None]
    found = {}
    for take in bare:
        folder = library.folder(take)
        seconds = measure_flac(folder.flac) if folder.flac.exists() else measure_wav(folder.wav)
        found[take.ref] = seconds or 0.0
    return found


def check_stage(pack: Pack, stage: str | None) -> None:
    """Refuse a stage that a pack does not have.

    Raises
    ------
    UsageError
        With similar names as its remedy.
    """
    known = [one.name for one in pack.stages]
    if stage is not None and stage not in known:
        raise UsageError(
            f"{pack.name} has no stage {stage!r}.", suggest(stage, known), code="no-stage"
        )

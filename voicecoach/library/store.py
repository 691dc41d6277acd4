"""The recordings folder: creates, saves, finds, loads and deletes answers."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from voicecoach import __version__
from voicecoach.analysis.corrections.log import Corrections
from voicecoach.errors import LibraryError
from voicecoach.json_files import PRIVATE_FOLDER, to_dict, to_json, write_text
from voicecoach.library import correction_log, maintenance, marks, reading, trash, unfinished
from voicecoach.library.index import Index, Progress
from voicecoach.library.index_row import read_entry
from voicecoach.library.maintenance import make_new
from voicecoach.library.records import (
    Answer,
    AnswerFolder,
    AnswerRecord,
    Entry,
    LibraryStatus,
    Problem,
    Rebuilt,
    SessionFolder,
    SessionRecord,
    StoredActivity,
    StoredCorrected,
    StoredGaps,
    StoredTranscript,
    TakeFolder,
    UnfinishedTake,
)
from voicecoach.library.refs import find_entry, newest_first, shown_takes
from voicecoach.library.search import ExcerptPiece, find_excerpts, find_matches
from voicecoach.safe_files import real_path
from voicecoach.types import Analysis, Gap, Question, Transcript


class Library:
    """The recordings folder ``root``, which need not exist yet.

    A recording is never overwritten.  What cannot be read is reported, and the rest is returned.

    Parameters
    ----------
    on_progress
        Called with the share done (0 to 1) while many answers are read again; with 1 at the end.
    """

    def __init__(self, root: Path, on_progress: Progress = lambda _: None) -> None:
        self.root = root
        self._index = Index(root, on_progress)

    # --- writing -------------------------------------------------------------------

    def create_session(self, pack: str, started: datetime) -> SessionFolder:
        """Create a session's folder and its ``session.json``.

        Parameters
        ----------
        pack
            Name of the question pack.
        started
            When the session began, with an offset from UTC (``datetime.now().astimezone()``).

        Raises
        ------
        LibraryError
            If the folder cannot be written.
        ValueError
            If ``started`` has no offset.
        """
        if started.tzinfo is None:
            raise ValueError("started needs its offset from UTC")
        self._create_root()
        name = f"{started:%Y-%m-%dT%H-%M}_{_safe_name(pack)}"
        deleted = trash.names_in_trash(self.root, self.root)
        names = (name if n == 1 else f"{name}-{n}" for n in itertools.count(1))
        free = itertools.filterfalse(deleted.__contains__, names)
        path = make_new(self.root, lambda _: next(free))
        session = SessionFolder(path)
        write_text(session.record, _pretty(SessionRecord(pack, started, __version__)))
        return session

    def create_answer(
        self, session: SessionFolder, question: Question | None, *, name: str = ""
    ) -> AnswerFolder:
        """Create the folder of one answer, with the question as it is asked now.

        Parameters
        ----------
        question
            None where the question is not known; then lists show ``name``.
        name
            Name of the folder; by default the question's id.
        """
        first = len(reading.list_folders(session.path, reading.ANSWER_NAME, self._problems())) + 1
        name = _safe_name(name or (question.id if question else ""))
        taken = {path.name[:2] for path in session.path.iterdir()}
        taken |= {name[:2] for name in trash.names_in_trash(self.root, session.path)}
        numbers = [
            n for n in range(first, first + maintenance.MAX_TRIES) if f"{n:02d}" not in taken
        ]
        path = make_new(session.path, lambda n: f"{numbers[n - 1]:02d}_{name}")
        answer = AnswerFolder(path)
        if question is not None:
            write_text(answer.record, _pretty(AnswerRecord(question)))
        return answer

    def create_take(self, answer: AnswerFolder) -> TakeFolder:
        """Create the folder of the next take; no number is used twice, even after deleting."""
        last = trash.last_take_number(self.root, answer)
        return TakeFolder(make_new(answer.path, lambda n: f"take-{last + n}"))

    def save_transcript(self, take: TakeFolder, transcript: Transcript) -> Path:
        """Write ``transcript.json`` whole or not at all and return it."""
        write_text(take.transcript, _pretty(StoredTranscript(transcript)))
        return take.transcript

    def save_analysis(self, take: TakeFolder, analysis: Analysis) -> Path:
        """Write ``analysis.json`` whole or not at all and return it."""
        write_text(take.analysis, to_json(analysis) + "\n")
        return take.analysis

    def save_activity(self, take: TakeFolder, activity: StoredActivity) -> Path:
        """Write ``activity.json``, derived from the audio, and return it."""
        write_text(take.activity, to_json(activity) + "\n")
        return take.activity

    def save_corrections(
        self, take: TakeFolder, corrections: Corrections, corrected: Analysis | None
    ) -> None:
        """Write the log, then the corrected analysis; None where every correction was undone."""
        write_text(take.corrections, _pretty(corrections))
        stored = StoredCorrected(corrections.revision, corrected) if corrected else None
        correction_log.write_corrected(take, to_json(stored) + "\n" if stored else None)

    # --- reading -------------------------------------------------------------------

    def entries(self, *, all_takes: bool = False) -> tuple[Entry, ...]:
        """Return the answers, newest first: one take of each, or every take."""
        found, _ = self._index.read()
        return newest_first(found) if all_takes else shown_takes(found)

    def scan(self) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
        """Return every take, oldest first, and the problems found while reading.

        While nothing changes on disk, the same tuple of takes is returned.
        """
        return self._index.read()

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems found while reading the folder."""
        return self._index.read()[1]

    def find(self, ref: str, *, take: int | None = None) -> Entry:
        """Return the take that ``ref`` names (docs/commands.md), or another take of that answer.

        Parameters
        ----------
        ref
            ``last``, a number from `history` (1 = newest), a question id (its newest
            answer), ``SESSION/NN_question/take-N`` or a part of it, or a path on disk.
        take
            The number of the take; by default the one ``ref`` names, else the last
            that was analysed.

        Raises
        ------
        LibraryError
            If no answer matches, or more than one.
        """
        found, _ = self._index.read()
        entry = find_entry(found, ref, self.root)
        if take is None or take == entry.take:
            return entry
        takes = [e for e in found if (e.session, e.answer) == (entry.session, entry.answer)]
        for other in takes:
            if other.take == take:
                return other
        there = ", ".join(str(e.take) for e in takes)
        raise LibraryError(
            f"{entry.session}/{entry.answer} has no take {take}.",
            f"It has: {there}.",
            code="not-found",
        )

    def take(self, ref: str) -> Entry | None:
        """Return the take whose full name is ``ref``, read from its files; None if there is none.

        Safe for names from a request: each part must look like one that VoiceCoach writes, and
        the folder, with links followed, must lie in this library.
        """
        folder = reading.find_take(self.root, ref)
        if folder is None:
            return None
        takes = reading.list_folders(folder.path.parent, reading.TAKE_NAME, self._problems())
        return read_entry(folder, len(takes), self.root)

    def load(self, entry: Entry) -> Answer:
        """Return everything stored about one take; ``problems`` lists what is broken."""
        problems = self._problems()
        folder = self.folder(entry)
        answer = folder.path.parent
        takes = reading.list_folders(answer, reading.TAKE_NAME, problems)
        corrections = reading.read_corrections(folder, problems)
        analysis, original = reading.read_shown(folder, corrections, problems)
        transcript = reading.read_transcript(folder, problems)
        return Answer(
            entry=entry,
            folder=folder,
            session=reading.read_session(answer.parent, problems),
            question=reading.read_question(answer, problems),
            takes=tuple(TakeFolder(take).number for take in takes),
            recording=reading.find_audio(folder, self.root),
            transcript=transcript or (original.transcript if original else None),
            analysis=analysis,
            notes=reading.read_notes(folder, problems),
            problems=problems.as_tuple(),
            original=original,
            corrections=corrections,
        )

    def load_activity(self, take: TakeFolder, sha256: str) -> StoredActivity | None:
        """Return ``activity.json`` if it was made from the audio with this hash."""
        stored = reading.read_document(take.activity, StoredActivity, self._problems())
        return stored if stored is not None and stored.sha256 == sha256 else None

    def save_gaps(self, take: TakeFolder, gaps: Sequence[Gap]) -> None:
        """Write ``gaps.json``, where sound is missing; nothing where none is."""
        if gaps:
            write_text(take.gaps, to_json(StoredGaps(tuple(gaps))) + "\n")

    def load_gaps(self, take: TakeFolder) -> tuple[Gap, ...]:
        """Return where sound is missing in a take's recording."""
        stored = reading.read_document(take.gaps, StoredGaps, self._problems())
        return stored.gaps if stored else ()

    def folder(self, entry: Entry) -> TakeFolder:
        """Return the folder of a take."""
        return TakeFolder(self.root / entry.session / entry.answer / f"take-{entry.take}")

    def owns(self, path: Path) -> bool:
        """Return whether ``path``, with links followed, lies in this folder."""
        return reading.is_inside(path, self.root)

    def unfinished_takes(self, takes: Iterable[Entry] | None = None) -> tuple[UnfinishedTake, ...]:
        """Return the takes without a report that no running process has locked, oldest first.

        Parameters
        ----------
        takes
            Every take, as `scan` returns them; where they are known, only those are looked at
            that can be unfinished, which is ten times faster in a large library.
        """
        problems = self._problems()
        if takes is None:
            walked = reading.walk_takes(problems)
            folders = [TakeFolder(path) for _, paths in walked for path in paths]
        else:
            wanted = [one for one in takes if unfinished.may_be_unfinished(self.root, one)]
            folders = [self.folder(one) for one in wanted]
        return unfinished.find_unfinished(problems, folders)

    def is_in_use(self, take: TakeFolder) -> bool:
        """Return whether another process is recording or finishing this take right now."""
        return unfinished.is_in_use(take.path.parent.parent, take)

    def clean_up(self) -> int:
        """Remove what dead processes left half-written; return how many files and folders."""
        return unfinished.clean_up(self.root)

    # --- searching, marking ----------------------------------------------------------

    def search(self, query: str) -> frozenset[str]:
        """Return the takes (their ``ref``) in whose texts every word of ``query`` occurs.

        It uses the texts of the last reading: call `entries` first to update them.
        """
        return find_matches(self._index, query)

    def excerpts(self, query: str, refs: Iterable[str]) -> dict[str, tuple[ExcerptPiece, ...]]:
        """Return for each take the excerpt that matches best, split into hits and other text."""
        return find_excerpts(self._index, query, refs)

    def save_notes(self, entry: Entry, text: str, *, seen: str) -> None:
        """Write the notes on a take; see `marks.save_notes`."""
        marks.save_notes(self.root, self.folder(entry), text, seen=seen)

    def save_star(self, entry: Entry, *, starred: bool) -> None:
        """Set or remove the star of a take's answer."""
        marks.save_star(self.root, self._answer(entry), starred=starred)

    def save_story(self, entry: Entry, story: str) -> None:
        """Set the story name of a take's answer; an empty name removes it."""
        marks.save_story(self.root, self._answer(entry), story)

    def _answer(self, entry: Entry) -> AnswerFolder:
        return AnswerFolder(self.folder(entry).path.parent)

    # --- looking after ---------------------------------------------------------------

    def rebuild(self) -> Rebuilt:
        """Rename broken documents (``NAME.damaged-1``), keep the sound, rebuild the index."""
        return maintenance.rebuild(self.root, self._index)

    def status(self) -> LibraryStatus:
        """Count what the folder holds and measure its size."""
        return maintenance.measure_status(self.root, self._index, self.unfinished_takes())

    def find_folder(self, ref: str) -> Path:
        """Return the folder to pass to `delete` for ``ref``.

        The full name of a session or take means that folder; any other name means the answer.
        A parent folder that would be left empty is returned in its place.
        """
        entry = self.find(ref)
        name = ref.strip().strip("/")
        path = self.root / entry.session / entry.answer
        if Path(name).name == entry.session:
            return path.parent
        if reading.TAKE_NAME.fullmatch(Path(name).name) and entry.n_takes > 1:
            return path / f"take-{entry.take}"
        answers = reading.list_folders(path.parent, reading.ANSWER_NAME, self._problems())
        return path.parent if answers == [path] else path

    def delete(self, folder: Path, *, for_good: bool = False) -> Path | None:
        """Move a folder that `find_folder` returned to the trash, or delete it for good.

        Returns its new path in ``.trash``; None where it was deleted for good.

        Raises
        ------
        LibraryError
            If the folder is not a session, answer or take, or cannot be moved.
        """
        if reading.TAKE_NAME.fullmatch(folder.name):
            trash.remember_take(self.root, TakeFolder(folder))
        return maintenance.delete(self.root, folder, for_good=for_good)

    def discard_take(self, folder: TakeFolder) -> None:
        """Delete for good a take that the candidate discarded."""
        maintenance.delete(self.root, folder.path, for_good=True)

    def empty_trash(self) -> int:
        """Empty the trash and return the number of bytes freed."""
        return trash.empty_trash(self.root)

    def list_trash(self) -> tuple[trash.Deleted, ...]:
        """Return what the trash holds, the latest deletion first."""
        return trash.list_trash(self.root)

    def restore(self, number: int) -> Path:
        """Move deletion ``number`` back from the trash; see `trash.restore`."""
        return trash.restore(self.root, number)

    def measure_trash(self) -> int:
        """Return the bytes that emptying the trash would free."""
        return trash.measure_trash(self.root)

    def measure_free(self) -> int:
        """Return the free bytes of the disk."""
        return maintenance.measure_free(self.root)

    def _problems(self) -> reading.Problems:
        return reading.Problems(self.root)

    def _create_root(self) -> None:
        if self.root.is_dir():
            return
        try:
            self.root.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"The recordings folder {self.root} could not be made: {error.strerror}.",
                "Choose another with --recordings.",
                code="cannot-write",
            ) from error
        if any((parent / ".git").exists() for parent in real_path(self.root).parents):
            write_text(self.root / ".gitignore", "*\n")


def _safe_name(name: str) -> str:
    """Turn ``name`` into part of a folder's name: lower case, no separators, no leading dot."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "untitled"


def _pretty(value: SessionRecord | AnswerRecord | StoredTranscript | Corrections) -> str:
    data = to_dict(value)
    return json.dumps(data, ensure_ascii=False, indent=1, default=datetime.isoformat) + "\n"

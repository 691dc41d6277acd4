"""The recordings folder: creates, saves, finds, loads and deletes answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from voicecoach.analysis.corrections.log import Corrections
from voicecoach.json_files import to_json, write_text
from voicecoach.library import (
    correction_log,
    maintenance,
    marks,
    new_folders,
    reading,
    trash,
    unfinished,
)
from voicecoach.library.folders import TAKE_NAME, AnswerFolder, SessionFolder, TakeFolder
from voicecoach.library.index import Index, Progress
from voicecoach.library.index_row import read_entry
from voicecoach.library.records import (
    Answer,
    Entry,
    LibraryStatus,
    Problem,
    Rebuilt,
    StoredActivity,
    StoredCorrected,
    StoredGaps,
    StoredTranscript,
    UnfinishedTake,
)
from voicecoach.library.refs import find_entry, newest_first, shown_takes
from voicecoach.library.search import ExcerptPiece, find_excerpts, find_matches
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
        return new_folders.create_session(self.root, pack, started)

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
        return new_folders.create_answer(self.root, session, question, name)

    def create_take(self, answer: AnswerFolder) -> TakeFolder:
        """Create the folder of the next take; no number is used twice, even after deleting."""
        return new_folders.create_take(self.root, answer)

    def save_transcript(self, take: TakeFolder, transcript: Transcript) -> Path:
        """Write ``transcript.json`` whole or not at all and return it."""
        write_text(take.transcript, to_json(StoredTranscript(transcript), indent=1) + "\n")
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
        write_text(take.corrections, to_json(corrections, indent=1) + "\n")
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
        return find_entry(found, ref, self.root, take=take)

    def take(self, ref: str) -> Entry | None:
        """Return the take whose full name is ``ref``, read from its files; None if there is none.

        Safe for names from a request: each part must look like one that VoiceCoach writes, and
        the folder, with links followed, must lie in this library.
        """
        folder = reading.find_take(self.root, ref)
        if folder is None:
            return None
        takes = reading.list_folders(folder.path.parent, TAKE_NAME, self._problems())
        return read_entry(folder, len(takes), self.root)

    def load(self, entry: Entry) -> Answer:
        """Return everything stored about one take; ``problems`` lists what is broken."""
        return reading.read_answer(entry, self.folder(entry), self._problems())

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
            Those of `perhaps_unfinished`; by default every take's files are looked at, which
            takes ten times as long in a large library.
        """
        return unfinished.find_unfinished(self._problems(), takes)

    def perhaps_unfinished(self, takes: Iterable[Entry]) -> tuple[Entry, ...]:
        """Return those of the takes that `scan` returned that `unfinished_takes` has to look at."""
        return unfinished.select_perhaps_unfinished(self.root, takes)

    def is_in_use(self, take: TakeFolder) -> bool:
        """Return whether another process is recording or finishing this take right now."""
        return unfinished.is_in_use(take.path.parent.parent, take)

    def clean_up(self) -> int:
        """Remove what dead processes left half-written; return how many files and folders."""
        return unfinished.clean_up(self.root)

    def drop_if_not_recorded(self, session: SessionFolder) -> bool:
        """Remove what a session that is over holds without a recording.

        Returns whether the session itself is gone, since nothing was recorded in it.
        """
        return unfinished.remove_if_not_recorded(session.path)

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
        return maintenance.find_folder(self.root, self.find(ref), ref)

    def delete(self, folder: Path, *, for_good: bool = False) -> Path | None:
        """Move a folder that `find_folder` returned to the trash, or delete it for good.

        Returns its new path in ``.trash``; None where it was deleted for good.

        Raises
        ------
        LibraryError
            If the folder is not a session, answer or take, or cannot be moved.
        """
        if TAKE_NAME.fullmatch(folder.name):
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

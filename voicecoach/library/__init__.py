"""The recordings folder: sessions, answers and takes as files, and an index derived from them.

The files decide (docs/data-format.md): a candidate can play, copy, back up and delete them with
a file manager, and VoiceCoach still works.
"""

from voicecoach.library.correction_log import ConflictError
from voicecoach.library.folders import AnswerFolder, SessionFolder, TakeFolder
from voicecoach.library.records import (
    Answer,
    AnswerRecord,
    Entry,
    LibraryStatus,
    Marks,
    Problem,
    Rebuilt,
    SessionRecord,
    StoredActivity,
    StoredTranscript,
    Summary,
    UnfinishedTake,
)
from voicecoach.library.search import ExcerptPiece
from voicecoach.library.store import Library
from voicecoach.library.trash import Deleted

__all__ = [
    "Answer",
    "AnswerFolder",
    "AnswerRecord",
    "ConflictError",
    "Deleted",
    "Entry",
    "ExcerptPiece",
    "Library",
    "LibraryStatus",
    "Marks",
    "Problem",
    "Rebuilt",
    "SessionFolder",
    "SessionRecord",
    "StoredActivity",
    "StoredTranscript",
    "Summary",
    "TakeFolder",
    "UnfinishedTake",
]

"""The recordings folder: sessions, answers, takes; the index that can be rebuilt.

Plain files are the truth (docs/data-format.md): a candidate can listen to them, copy
them, back them up and delete them with a file manager, and VoiceCoach still works.
"""

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
    StoredTranscript,
    Summary,
    TakeFolder,
    UnfinishedTake,
)
from voicecoach.library.store import Library

__all__ = [
    "Answer",
    "AnswerFolder",
    "AnswerRecord",
    "Entry",
    "Library",
    "LibraryStatus",
    "Problem",
    "Rebuilt",
    "SessionFolder",
    "SessionRecord",
    "StoredTranscript",
    "Summary",
    "TakeFolder",
    "UnfinishedTake",
]

"""Question packs: loading, checking and choosing questions.

A pack is a TOML file (docs/packs.md).  All problems of a pack are reported together, each with its
file, question, field and remedy.
"""

from voicecoach.questions.checking import PackProblem, check_pack, suggest
from voicecoach.questions.choosing import (
    choose_questions,
    filter_questions,
    find_pack,
    find_question,
    follow_up_questions,
)
from voicecoach.questions.loading import (
    PackWarning,
    load_pack,
    load_packs,
    locate_packs,
    pack_files,
    shipped_folder,
)
from voicecoach.questions.starting import SCHEMA_FILE, starter_text
from voicecoach.questions.tables import CONDITIONS, KINDS, MAX_ID, Condition, pack_schema

__all__ = [
    "CONDITIONS",
    "KINDS",
    "MAX_ID",
    "SCHEMA_FILE",
    "Condition",
    "PackProblem",
    "PackWarning",
    "check_pack",
    "choose_questions",
    "filter_questions",
    "find_pack",
    "find_question",
    "follow_up_questions",
    "load_pack",
    "load_packs",
    "locate_packs",
    "pack_files",
    "pack_schema",
    "shipped_folder",
    "starter_text",
    "suggest",
]

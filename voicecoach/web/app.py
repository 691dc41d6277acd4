"""Assembles the review site from its page groups, and answers each kind of failure.

A group of pages is a module with ``routes(site)``, named only in ``build_site``.  Pages are read
by GET and change something by POST; the guard has checked both before they run.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.errors import VoiceCoachError
from voicecoach.web import (
    add,
    answers,
    compare,
    correct,
    guide,
    home,
    left_over,
    mock,
    notes,
    pack_editor,
    plan,
    practice,
    quality_grid,
    questions,
    sitting,
    sketches,
    start,
    static_files,
    stories,
    trash,
    trends,
)
from voicecoach.web.bare_page import bare_page
from voicecoach.web.forms import wants_json, wants_page
from voicecoach.web.pages import render_problem, status_of
from voicecoach.web.site import Site


def build_site(site: Site) -> Starlette:
    """Return all pages of a site; the caller wraps them into the guard."""
    routes: list[BaseRoute] = [
        Route("/alive", _prove),
        Route("/quit", _quit(site), methods=["POST"]),
        *static_files.routes(),
        *home.routes(site),
        *questions.routes(site),
        *guide.routes(site),
        *pack_editor.routes(site),
        *practice.routes(site),
        *mock.routes(site),
        *add.routes(site),
        *start.routes(site),
        *left_over.routes(site),
        *trends.routes(site),
        *quality_grid.routes(site),
        *sitting.routes(site),
        *stories.routes(site),
        *sketches.routes(site),
        *plan.routes(site),
        *notes.routes(site),
        *trash.routes(site),
        *answers.routes(site),
        *correct.routes(site),
        *compare.routes(site),
    ]
    return Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: _answer_refused,
            VoiceCoachError: _answer_expected_error,
            Exception: _answer_defect,
        },
    )


async def _prove(request: Request) -> Response:
    """Answer a second start's challenge, which proves that this is the site it looks for."""
    challenge = request.query_params.get("challenge", "")[:64]
    return PlainTextResponse(request.state.prove(challenge))


def _quit(site: Site) -> Callable[[Request], object]:
    async def quit_site(request: Request) -> Response:
        """Show the last page and stop the server."""
        site.quit_site()
        del request
        return bare_page(
            "VoiceCoach has ended",
            "You can close this page. Your answers are safe on this computer.",
            "`voicecoach open` in a terminal opens them again.",
        )

    return quit_site


async def _answer_refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - starlette calls it for no other
    title = TITLES.get(error.status_code, "That did not work")
    sentence = (
        error.detail
        if error.detail.endswith(".")
        else SENTENCES.get(error.status_code, f"{error.detail}.")
    )
    if wants_json(request):
        return JSONResponse({"message": sentence}, error.status_code)
    return render_problem(request, error.status_code, title, sentence)


async def _answer_expected_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, VoiceCoachError)  # noqa: S101 - starlette calls it for no other
    status = status_of(error)
    if wants_json(request):
        return JSONResponse(
            {"code": error.code, "message": error.message, "remedy": error.remedy}, status
        )
    title = TITLES.get(status, "That did not work")
    return render_problem(request, status, title, error.message, error.remedy)


SENTENCES = {
    404: "There is no page at this address. Choose one above.",
    405: "This address takes no such request.",
}
"""What is said where nothing better is known than the status."""

TITLES = {404: "Not found", 405: "That is not possible here"}


async def _answer_defect(request: Request, error: Exception) -> Response:
    del error  # uvicorn logs it
    title = "VoiceCoach made a mistake here"
    sentences = ("What you recorded and wrote is kept.", "Go back and try it once more.")
    if not wants_page(request):
        return PlainTextResponse(f"{title}. {' '.join(sentences)}", 500)
    return bare_page(title, *sentences, status=500, leads_home=True)

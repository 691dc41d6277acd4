"""The pages of the review site: all answers, and one answer with its sound."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from voicecoach.errors import LibraryError
from voicecoach.library import Answer, Library
from voicecoach.report.html import environment, render_page
from voicecoach.report.view import ReportView, title_of
from voicecoach.report.wording import clock
from voicecoach.web.guard import content_policy

ViewOf = Callable[[Answer], ReportView]


def build_site(library: Library, view_of: ViewOf, quit_site: Callable[[], None]) -> Starlette:
    """Return the site over a library; it reads, and analyses nothing.

    Parameters
    ----------
    view_of
        What the renderings need of a stored answer.
    quit_site
        Called when the Quit button is pressed.
    """
    pages = _Pages(library, view_of, quit_site)
    where = "/answer/{session}/{answer}/{take}"
    return Starlette(
        routes=[
            Route("/", pages.home),
            Route(where, pages.answer),
            Route(f"{where}/audio", pages.audio),
            Route("/quit", pages.quit, methods=["POST"]),
        ]
    )


class _Pages:
    def __init__(self, library: Library, view_of: ViewOf, quit_site: Callable[[], None]) -> None:
        self._library = library
        self._view_of = view_of
        self._quit = quit_site

    async def home(self, request: Request) -> Response:
        """Answer with every answer, newest first."""
        del request
        entries = await run_in_threadpool(self._library.entries)
        rows = [
            {
                "href": f"/answer/{entry.ref}",
                "title": title_of(entry.question_id),
                "prompt": entry.prompt,
                "date": f"{entry.started:%Y-%m-%d %H:%M}",
                "takes": entry.n_takes,
                "length": _length(entry.summary.span_s) if entry.summary else "",
                "fillers": entry.summary.fillers_per_minute if entry.summary else None,
                "star": entry.summary.star if entry.summary else (),
                "priority": entry.summary.priority if entry.summary else None,
                "analysed": entry.summary is not None,
            }
            for entry in entries
        ]
        text = environment().get_template("home.html.j2").render(rows=rows)
        return _page(text)

    async def answer(self, request: Request) -> Response:
        """Answer with one take's report; its sound comes from beside it."""
        stored = await run_in_threadpool(self._load, request)
        if stored is None:
            return PlainTextResponse("There is no such answer.", 404)
        try:
            view = self._view_of(stored)
        except LibraryError as error:
            return PlainTextResponse(f"{error.message} {error.remedy}", 404)
        href = f"{request.url.path}/audio" if stored.recording else None
        return _page(render_page(dataclasses.replace(view, audio_href=href)))

    async def audio(self, request: Request) -> Response:
        """Answer with the sound, in the ranges that the browser asks for."""
        stored = await run_in_threadpool(self._load, request)
        if stored is None or stored.recording is None:
            return PlainTextResponse("There is no such sound.", 404)
        kind = "audio/flac" if stored.recording.suffix == ".flac" else "audio/wav"
        return FileResponse(stored.recording, media_type=kind)

    async def quit(self, request: Request) -> Response:
        """End the site."""
        del request
        self._quit()
        return PlainTextResponse("VoiceCoach has ended. You can close this page.")

    def _load(self, request: Request) -> Answer | None:
        """Return the take a path names: by comparison with what is there, never by joining."""
        parts = request.path_params
        ref = f"{parts['session']}/{parts['answer']}/{parts['take']}"
        entries = self._library.entries(all_takes=True)
        entry = next((one for one in entries if one.ref == ref), None)
        return self._library.load(entry) if entry else None


def _length(seconds: float | None) -> str:
    return "" if seconds is None else clock(round(seconds))


def _page(text: str) -> Response:
    policy = content_policy(text.encode())
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})

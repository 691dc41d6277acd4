"""What all pages share: the library, the view of an answer, and how to find a take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from voicecoach.coaching.job_queue import JobQueue
from voicecoach.coaching.machine import Machine
from voicecoach.coaching.session_host import SessionHost
from voicecoach.library import Answer, Entry, Library
from voicecoach.report.answer_view import ReportView
from voicecoach.types import Pack
from voicecoach.web.library_cache import LibraryCache

ViewOf = Callable[[Answer], ReportView]

TAKE = "/answer/{session}/{answer}/{take}"
"""Path below which all pages of one take are found."""


@dataclass(frozen=True)
class Site:
    """Everything that pages are made from.

    Parameters
    ----------
    library
        The recordings folder.
    view_of
        Turns a stored answer into a view; raises LibraryError where it has no analysis.
    load_packs
        Returns the question packs: titles for the pages, questions to practise.
    host
        What practises; None where this site only shows answers.
    jobs
        Does long work in the background; None where this site only shows answers.
    machine
        Tries the microphone and the voice and fetches models; None where this site only shows
        answers.
    default_pack
        The pack that the settings name; empty where none is known.
    quit_site
        Called when the Quit button is pressed; the server puts its own here.
    ending
        Returns whether the site was asked to end: what streams to a page stops then.
    """

    library: Library
    view_of: ViewOf
    load_packs: Callable[[], Sequence[Pack]] = tuple
    host: SessionHost | None = None
    jobs: JobQueue | None = None
    machine: Machine | None = None
    default_pack: str = ""
    quit_site: Callable[[], object] = bool
    ending: Callable[[], bool] = bool

    @cached_property
    def library_cache(self) -> LibraryCache:
        """Snapshot of the library, for pages about many answers."""
        return LibraryCache(self.library, self.load_packs)

    async def find_take(self, request: Request) -> Entry:
        """Return the take named by a path below ``TAKE``.

        Raises
        ------
        HTTPException
            404 where there is none: names are checked against the library (see Library.take).
        """
        parts = request.path_params
        ref = f"{parts['session']}/{parts['answer']}/{parts['take']}"
        return await run_in_threadpool(self.take_named, ref)

    def take_named(self, ref: str) -> Entry:
        """Return a take by its name; 404 where there is none, as ``find_take`` says."""
        entry = self.library.take(ref)
        if entry is None:
            raise HTTPException(
                404, "There is no such answer. If you deleted it, look into the trash."
            )
        return entry

    async def load_take(self, request: Request) -> Answer:
        """Return everything stored about the take named by the path; 404 where there is none."""
        entry = await self.find_take(request)
        return await run_in_threadpool(self.library.load, entry)

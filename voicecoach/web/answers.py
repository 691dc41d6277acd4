"""One answer: its report, its sound, the report as one file."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.analysis.corrections.log import Corrections
from voicecoach.errors import AudioError, LibraryError
from voicecoach.library import Answer, Entry, Library
from voicecoach.library.refs import analysed_takes_like
from voicecoach.progress.baseline import measure_personal_medians
from voicecoach.questions.choosing import main_question
from voicecoach.report.answer_view import ReportView, title_of
from voicecoach.report.edit_history import build_history
from voicecoach.report.html_page import answer_context
from voicecoach.sound.files import N_PEAKS, check_plays, find_peaks, load_audio
from voicecoach.types import Analysis, Measures, Recording, Star
from voicecoach.web.library_cache import LibrarySnapshot
from voicecoach.web.notes import notes_context
from voicecoach.web.onefile import file_name, render_one_file, scaled
from voicecoach.web.pages import download_headers, render
from voicecoach.web.questions import practice_address
from voicecoach.web.site import TAKE, Site

AUDIO_TYPES = {
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".webm": "audio/webm",
}


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of one answer's pages."""

    async def answer(request: Request) -> Response:
        """Send the report of one take; the page fetches its sound from a second address."""
        stored = await site.load_take(request)
        context = await run_in_threadpool(take_context, site, stored)
        context["saved"] = "saved" in request.query_params
        return render(request, "take.html.j2", context)

    async def audio(request: Request) -> Response:
        """Send the sound, in the byte ranges that the browser asks for."""
        stored = await site.load_take(request)
        if stored.recording is None:
            raise HTTPException(404, "There is no sound of this answer.")
        kind = AUDIO_TYPES[stored.recording.suffix.lower()]
        return FileResponse(stored.recording, media_type=kind)

    async def file(request: Request) -> Response:
        """Send the report as one file to keep, with the sound inside, and the notes if wished."""
        stored = await site.load_take(request)
        view = site.view_of(stored)
        if request.query_params.get("notes") == "1":
            view = dataclasses.replace(view, notes=stored.notes)
        text, _ = await run_in_threadpool(render_one_file, view, stored.recording)
        return HTMLResponse(text, headers=download_headers(f"{file_name(stored)}.html"))

    return [Route(TAKE, answer), Route(f"{TAKE}/audio", audio), Route(f"{TAKE}/file", file)]


def take_context(site: Site, stored: Answer) -> dict[str, object]:
    """Return the values for the page of one take, also where files of the take are missing."""
    sound = _Sound.of(site.library, stored)
    try:
        view, notice = site.view_of(stored), None
        can_correct = stored.transcript is not None and bool(stored.transcript.words)
    except LibraryError as error:
        view, notice, can_correct = _bare_view(stored, sound), error, False
    address = f"/answer/{stored.entry.ref}"
    corrections = stored.corrections or Corrections()
    shown = site.library_cache.snapshot()
    titles = shown.titles
    view = dataclasses.replace(
        view,
        title=titles.question(stored.entry.pack, stored.entry.question_id, view.title),
        pack_title=titles.pack(stored.entry.pack) if stored.entry.pack else "",
        personal_medians=measure_personal_medians(shown.answers, stored.entry),
        peaks=sound.peaks,
    )
    context = answer_context(view, audio_href=f"{address}/audio" if sound.plays else None)
    return (
        context
        | notes_context(shown, stored)
        | {
            "entry": stored.entry,
            "address": address,
            "row": {"href": address, "title": view.title, "starred": stored.entry.starred},
            "notice": _without_name(notice, stored.entry) if notice else None,
            "sound_problem": sound.problem,
            "problems": [p for p in stored.problems if notice is None or p.code != "damaged"],
            "can_correct": can_correct,
            "revision": corrections.revision,
            "history": build_history(corrections),
            "holding": [edit.revision for edit in corrections.effective_edits()],
            "can_compare": _compare_address(shown.takes, stored),
            "practise_again": _practice_page(site, shown, stored.entry),
            "can_analyse": _wanted_analysis(site, stored),
            "keep_open": False,
            "others": [number for number in stored.takes if number != stored.entry.take],
        }
    )


def _practice_page(site: Site, shown: LibrarySnapshot, entry: Entry) -> str:
    """Return the page that practises this answer's question; empty where it cannot be.

    Of a follow-up's answer it is the page of the main question.
    """
    question = main_question(entry.question_id)
    known = any(
        pack.name == entry.pack and any(one.id == question for one in pack.questions)
        for pack in shown.packs
    )
    return practice_address(question, entry.pack) if site.host and known else ""


def _wanted_analysis(site: Site, stored: Answer) -> str:
    """Return the label of the button that completes an answer; empty where nothing is missing."""
    if site.jobs is None or stored.recording is None:
        return ""
    if stored.analysis is None:
        return "Analyse it"
    return "Recognise the words" if stored.transcript is None else ""


def _without_name(error: LibraryError, entry: Entry) -> LibraryError:
    """Return the error with "this answer" for the name, which the page shows already."""
    message = error.message.replace(entry.ref, "this answer")
    return LibraryError(message[:1].upper() + message[1:], error.remedy, code=error.code)


def _compare_address(takes: Sequence[Entry], stored: Answer) -> str:
    """Return the address that compares this take with an earlier one; empty without one.

    ``takes`` is every take, in any order.
    """
    if stored.analysis is None:
        return ""
    entry = stored.entry
    before = [other for other in analysed_takes_like(takes, entry) if other.ref != entry.ref]
    earlier = [o for o in before if (o.started, o.answer, o.take) < _moment(entry)]
    if earlier:
        return f"/compare?first={earlier[0].ref}&second={entry.ref}"
    return f"/compare?first={entry.ref}&second={before[-1].ref}" if before else ""


def _moment(entry: Entry) -> tuple[datetime, str, int]:
    return (entry.started, entry.answer, entry.take)


@dataclasses.dataclass(frozen=True)
class _Sound:
    """What the page shows of a take's sound: can it be played, if not why, its waveform."""

    plays: bool
    peaks: tuple[tuple[float, float], ...] = ()
    duration_s: float | None = None
    problem: str = ""

    @classmethod
    def of(cls, library: Library, stored: Answer) -> _Sound:
        if stored.recording is None:
            return cls(plays=False)
        try:
            status = stored.recording.stat()
            known = stored.original.recording if stored.original else None
            heard = library.load_activity(stored.folder, known.sha256) if known else None
            if known is not None and heard is not None:
                _check(stored.recording, status.st_mtime_ns, status.st_size)
                return cls(plays=True, peaks=scaled(heard.peaks), duration_s=known.duration_s)
            peaks, duration_s = _peaks(stored.recording, status.st_mtime_ns, status.st_size)
        except AudioError as error:
            return cls(plays=False, problem=f"{error.message} The rest of the page is complete.")
        except OSError as error:
            return cls(plays=False, problem=f"The sound cannot be read: {error.strerror}.")
        return cls(plays=True, peaks=scaled(peaks), duration_s=duration_s)


@lru_cache(maxsize=1024)
def _check(path: Path, changed: int, size: int) -> None:
    del changed, size
    check_plays(path)


@lru_cache(maxsize=64)
def _peaks(path: Path, changed: int, size: int) -> tuple[tuple[tuple[float, float], ...], float]:
    """Return waveform and length of a file; ``changed`` and ``size`` only key the cache."""
    del changed, size
    audio = load_audio(path)
    return tuple(find_peaks(audio.samples, N_PEAKS)), audio.duration_s


def _bare_view(stored: Answer, sound: _Sound) -> ReportView:
    """Return a view for an answer without analysis: only question, words and waveform."""
    recording = None
    if sound.duration_s is not None:
        recording = Recording(round(sound.duration_s, 3), 0, 0, "", None, 0.0, None)
    empty = Analysis(
        rules_version="",
        voicecoach_version="",
        question=None,
        recording=recording,
        transcript=stored.transcript,
        measures=Measures(),
        star=Star(applicable=False),
    )
    return ReportView(
        empty,
        title_of(stored.entry.question_id),
        when=stored.entry.started,
        take=stored.entry.take,
        n_takes=max(len(stored.takes), 1),
        question=stored.question,
        ref=stored.entry.ref,
    )

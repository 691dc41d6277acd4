"""The first start: a microphone that is heard, a model that is here, the first answer.

Everything `doctor` knows stands here too, with the button that mends it where a page may.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching.checkup import MARKS, check_first_steps, run_checks
from voicecoach.coaching.machine import Machine
from voicecoach.coaching.session_host import SessionHost
from voicecoach.errors import VoiceCoachError
from voicecoach.recognition.known_models import KNOWN_MODELS
from voicecoach.sound.level import MicrophoneCheck
from voicecoach.web.forms import json_of
from voicecoach.web.pages import render
from voicecoach.web.site import Site

CHOICES = frozenset({"device", "output", "voice"})
"""The settings that the page can change."""

MAX_VALUE = 200
"""Letters of a device's name: longer than any that was seen."""

MAX_MEGABYTES = 500
"""Larger models are for those who know why; `voicecoach models` has them all."""


def routes(site: Site) -> list[BaseRoute]:
    """Return the pages of the first start; none where this site only shows answers."""
    if site.machine is None or site.host is None:
        return []
    machine, host = site.machine, site.host

    async def start(request: Request) -> Response:
        """Answer with the three steps and how each stands now."""
        context = await run_in_threadpool(_context, site, machine)
        return render(request, "start.html.j2", context)

    async def rest(request: Request) -> Response:
        """Answer with what stands under the steps: it takes longer, and nobody waits for it."""
        context = await run_in_threadpool(_rest, machine)
        return render(request, "start_rest.html.j2", context)

    async def state(request: Request) -> Response:
        """Answer with how far the model is."""
        del request
        return JSONResponse(asdict(machine.model.state))

    async def choose(request: Request) -> Response:
        """Remember a microphone, speaker or voice."""
        name, value = _field(request, "name"), _field(request, "value")
        if name not in CHOICES or len(value) > MAX_VALUE:
            raise HTTPException(400, "There is no such setting.")
        return await _answer(lambda: machine.choose(name, value), host)

    async def fetch(request: Request) -> Response:
        """Begin to fetch a model; the button has said its size."""
        name = _field(request, "name")
        return await _answer(lambda: machine.model.start(name), None)

    return [
        *_trial_routes(machine, host),
        Route("/start", start),
        Route("/start/rest", rest),
        Route("/start/state", state),
        Route("/start/choose", choose, methods=["POST"]),
        Route("/start/model", fetch, methods=["POST"]),
    ]


def _trial_routes(machine: Machine, host: SessionHost) -> list[BaseRoute]:
    """Return what tries the microphone and the voice."""

    async def microphone(request: Request) -> Response:
        """Record three seconds and say what is wrong with them, if anything is."""
        del request
        return await _answer(machine.try_microphone, host)

    async def level(request: Request) -> Response:
        """Answer with how loud the microphone is just now; null while it is not tried."""
        del request
        return JSONResponse({"level_db": machine.level_db})

    async def sound(request: Request) -> Response:
        """Answer with the three seconds, to be heard."""
        del request
        if not machine.tried_wav:
            raise HTTPException(404, "The microphone has not been tried yet.")
        return Response(machine.tried_wav, media_type="audio/wav")

    async def speaker(request: Request) -> Response:
        """Say a sentence with the chosen voice."""
        del request
        return await _answer(machine.say_sample, host)

    return [
        Route("/start/microphone", microphone, methods=["POST"]),
        Route("/start/microphone.wav", sound),
        Route("/start/level", level),
        Route("/start/speaker", speaker, methods=["POST"]),
    ]


def _field(request: Request, name: str) -> str:
    data = json_of(request)
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, str):
        raise HTTPException(400, f"The request names no {name}.")
    return value


async def _answer(work: Callable[[], MicrophoneCheck | None], host: SessionHost | None) -> Response:
    """Do something with a device and answer with its outcome; not while somebody practises."""
    if host is not None and host.running:
        message = "A question is being practised: the microphone and the speaker are in use."
        return JSONResponse({"message": message, "remedy": "End it first."}, 409)
    try:
        found = await run_in_threadpool(work)
    except VoiceCoachError as error:
        return JSONResponse({"message": error.message, "remedy": error.remedy}, 409)
    return JSONResponse(asdict(found) if found else {})


def _context(site: Site, machine: Machine) -> dict[str, object]:
    found = check_first_steps()
    shown = site.library_cache.snapshot()
    english = machine.settings_language == "en"
    return {
        "microphone": found.get("microphone"),
        "model": found.get("model"),
        "heard": machine.tried is not None and machine.tried.code == "ok",
        "microphones": machine.list_microphones(),
        "chosen": machine.chosen(),
        "models": [
            one
            for one in KNOWN_MODELS
            if one.proven
            and one.megabytes <= MAX_MEGABYTES
            and (english or one.languages != "English")
        ],
        "english": english,
        "fetch": machine.model.state,
        "n_answers": len(shown.answers),
    }


def _rest(machine: Machine) -> dict[str, object]:
    return {
        "equipment": machine.list_equipment(),
        "chosen": machine.chosen(),
        "findings": run_checks(),
        "marks": {state: mark for state, (mark, _) in MARKS.items()},
    }

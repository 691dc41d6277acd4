"""A running session's events as a page's script reads them, and as they stand before it runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from voicecoach.coaching.events import (
    AnswerNow,
    Notice,
    QuestionAsked,
    Reported,
    RoundBegins,
    RoundEnded,
    TakeEnded,
    Working,
)
from voicecoach.coaching.session_host import Choosing, Failed, Finished, HostEvent, SessionHost
from voicecoach.web.questions import question_title
from voicecoach.web.site import Site

LEVEL_S = 0.1
"""How often a page learns the level and the time: ten times a second moves smoothly."""

STILL_THERE_S = 15.0
"""A comment is sent this often, so that a connection that has died is noticed."""

STATES = {
    "asking": "Listen to the question.",
    "speaking": "Speak.",
    "working": "Recognising the words …",
    "choosing": "Your report is here.",
}
"""What a page says of each phase before its first event comes."""


def describe_running(host: SessionHost) -> dict[str, Any]:
    """Return what a page shows of a running session at once, before its script reads the events.

    ``asked`` is the question and ``round`` the round of a mock interview, both as `describe`
    gives them, or None where none has come yet; ``state`` says what goes on.
    """
    events = [event for _, event in host.events_after(0)]
    asked = [event for event in events if isinstance(event, QuestionAsked)]
    rounds = [event for event in events if isinstance(event, RoundBegins)]
    return {
        "asked": describe(asked[-1]) if asked else None,
        "round": describe(rounds[-1]) if rounds else None,
        "state": STATES.get(host.phase, "One moment …"),
    }


async def stream(site: Site, host: SessionHost, after: int) -> AsyncIterator[str]:
    """Yield server-sent events until the session is over; levels between them."""
    quiet = 0.0
    level: tuple[float, float, bool] | None = None
    caption = ""
    while True:
        kept = host.events_after(after)
        for number, event in kept:
            after = number
            yield f"id: {number}\ndata: {json.dumps(describe(event))}\n\n"
        metering = host.metering
        now = (metering.elapsed_s, metering.level_db, metering.paused) if metering else None
        if now is not None and now != level:
            data = {"type": "level", "elapsed_s": now[0], "level_db": now[1], "paused": now[2]}
            yield f"data: {json.dumps(data)}\n\n"
        if metering is not None and metering.caption != caption:
            caption = metering.caption
            yield f"data: {json.dumps({'type': 'caption', 'text': caption})}\n\n"
        quiet = 0.0 if kept or now != level else quiet + LEVEL_S
        level = now
        if not host.running and not host.events_after(after):
            yield f"data: {json.dumps({'type': 'over'})}\n\n"
            return
        if site.ending():
            yield f"data: {json.dumps({'type': 'site-ended'})}\n\n"
            return
        if quiet >= STILL_THERE_S:
            quiet = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(LEVEL_S)


def describe(event: HostEvent) -> dict[str, Any]:
    """Return an event as the page's script reads it."""
    match event:
        case QuestionAsked():
            focus = asdict(event.focus) if event.focus else None
            question = event.question
            return {
                "type": "asking",
                "question": question.id,
                "title": question_title(question),
                "prompt": question.prompt,
                "target_s": question.target_s,
                "is_follow_up": question.follows is not None,
                "take": event.take,
                "number": event.number,
                "total": event.total,
                "focus": focus,
            }
        case AnswerNow():
            return {"type": "speak"}
        case TakeEnded():
            return {"type": "ended", "duration_s": event.duration_s, "why": event.why}
        case Working():
            return {"type": "working", "step": event.step, "share": event.share}
        case Reported():
            return {"type": "report", "take": event.take, "ref": event.folder.ref}
        case Notice():
            return {"type": "notice", "text": event.text, "remedy": event.remedy}
        case Choosing():
            return {"type": "choose", "last": event.last}
        case RoundBegins():
            return {"type": "round", **asdict(event)}
        case RoundEnded():
            return {"type": "round-ended", **asdict(event)}
        case Finished():
            return {"type": "finished", "session": event.session}
        case Failed():
            return {"type": "failed", "message": event.message, "remedy": event.remedy}
    raise AssertionError(f"an event without a description: {event}")

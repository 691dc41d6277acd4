"""The page of the plan: days left, the checklist, what the advert asks for, what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from voicecoach.coaching import plan_changes
from voicecoach.coaching.load_plan import load_plan
from voicecoach.coaching.preparations import (
    AlreadyPreparedError,
    Preparations,
    prepare_for,
)
from voicecoach.coaching.read_advert import MIN_WORDS, AdvertError, lines_of
from voicecoach.config import Paths
from voicecoach.errors import LibraryError, PackError, UsageError
from voicecoach.progress.preparation import Preparation, change_pack
from voicecoach.questions import find_pack
from voicecoach.report.wording import clean, title_of
from voicecoach.web.forms import form_of
from voicecoach.web.pages import render, status_of
from voicecoach.web.site import Site

MAX_FIELD = 200
"""Characters of a company, a role or a requirement that the page takes."""

Change = Callable[[Preparation, dict[str, str]], Preparation]


def routes(site: Site) -> list[BaseRoute]:
    """Return the page of the plan and what its forms do."""
    preparations = Preparations(Paths())

    def changing(change: Change) -> Callable[[Request], object]:
        async def handle(request: Request) -> Response:
            """Change the current preparation as a form asks, and show the plan."""
            await run_in_threadpool(_save, preparations, change, form_of(request))
            return RedirectResponse("/plan", 303)

        return handle

    async def plan(request: Request) -> Response:
        """Answer with the current plan, or with the form that makes one."""
        context = await run_in_threadpool(_context, site, preparations)
        return render(request, "plan.html.j2", context)

    async def new(request: Request) -> Response:
        """Make a plan of a pasted advert; what cannot be one stays in the form, with a sentence."""
        form = form_of(request)
        try:
            await run_in_threadpool(_make, site, preparations, form)
        except (AdvertError, PackError, UsageError) as error:
            context = await run_in_threadpool(_context, site, preparations)
            context |= {"typed": form, "refused": error}
            if isinstance(error, AlreadyPreparedError):
                context["already"] = error.name
            return render(request, "plan.html.j2", context, status=status_of(error))
        return RedirectResponse("/plan", 303)

    async def use(request: Request) -> Response:
        """Make another preparation the current one."""
        await run_in_threadpool(preparations.use, form_of(request).get("name", ""))
        return RedirectResponse("/plan", 303)

    return [
        Route("/plan", plan),
        Route("/plan/new", new, methods=["POST"]),
        Route("/plan/use", use, methods=["POST"]),
        *(
            Route(f"/plan/{name}", changing(one), methods=["POST"])
            for name, one in _changes(site).items()
        ),
    ]


def _changes(site: Site) -> dict[str, Change]:
    """Return what each form of the plan does, by the end of its address."""

    def correct(current: Preparation, form: dict[str, str]) -> Preparation:
        return _correct(site, current, form)

    def tick(current: Preparation, form: dict[str, str]) -> Preparation:
        shown = load_plan(current, site.library, site.library_cache.snapshot().packs)
        return plan_changes.toggle(shown, form["key"])

    def add(current: Preparation, form: dict[str, str]) -> Preparation:
        packs = site.library_cache.snapshot().packs
        return plan_changes.add_requirement(current, form["text"][:MAX_FIELD], packs)

    def question(current: Preparation, form: dict[str, str]) -> Preparation:
        packs = site.library_cache.snapshot().packs
        return plan_changes.add_question(current, _number(form), form["question"], packs)

    def drop(current: Preparation, form: dict[str, str]) -> Preparation:
        number = _number_of([one.text for one in current.requirements], form)
        return plan_changes.drop_requirement(current, number) if number else current

    def drop_own(current: Preparation, form: dict[str, str]) -> Preparation:
        number = _number_of(current.own_questions, form)
        return plan_changes.drop_own_question(current, number) if number else current

    return {
        "tick": tick,
        "add": add,
        "drop": drop,
        "question": question,
        "add-skill": lambda one, form: plan_changes.add_term(one, form["term"][:MAX_FIELD]),
        "drop-skill": lambda one, form: plan_changes.drop_term(one, form["term"]),
        "ask": lambda one, form: plan_changes.add_own_question(one, form["text"][:MAX_FIELD]),
        "drop-ask": drop_own,
        "correct": correct,
    }


def _context(site: Site, preparations: Preparations) -> dict[str, object]:
    shown = site.library_cache.snapshot()
    damaged = preparations.damaged()
    context: dict[str, object] = {
        "plan": None,
        "broken": [str(error) for error in damaged.values()],
        "packs": shown.packs,
        "names": [name for name in preparations.names() if name not in damaged],
        "can_practise": site.host is not None,
        "typed": {},
        "refused": None,
        "already": "",
    }
    try:
        current = preparations.current()
    except LibraryError:  # it is among the damaged ones
        return context
    if current is None:
        return context
    try:
        plan = load_plan(current, site.library, shown.packs)
    except PackError as error:
        return context | {"broken": [*map(str, damaged.values()), str(error)]}
    titles = {question.id: question.title or title_of(question.id)
              for question in plan.pack.questions}  # fmt: skip
    return context | {
        "plan": plan,
        "titles": titles,
        "today": plan.day.today,
        "minutes": f"{plan.day.minutes:.0f}",
    }


def _make(site: Site, preparations: Preparations, form: dict[str, str]) -> None:
    lines = lines_of(form.get("advert", ""))
    if sum(len(line.split()) for line in lines) < MIN_WORDS:
        raise AdvertError("That is hardly any text.", "Paste the whole advert.")
    packs = site.library_cache.snapshot().packs
    cv = form.get("cv", "").strip()
    prepare_for(
        preparations,
        lines,
        packs,
        cv_lines=lines_of(cv) if cv else None,
        interview=_date(form.get("date", "")),
        again=bool(form.get("again")),
    )


def _save(preparations: Preparations, change: Change, form: dict[str, str]) -> None:
    try:
        with preparations.changing():
            current = preparations.current()
            if current is None:
                raise HTTPException(409, "There is no preparation to change.")
            preparations.save(change(current, form))
    except (UsageError, PackError) as error:
        raise HTTPException(400, f"{error.message} {error.remedy}".strip()) from error
    except KeyError as error:
        raise HTTPException(400, "The form says nothing to change.") from error


def _number(form: dict[str, str]) -> int:
    """Return the number of an entry; 0, which is none, where the form has no number."""
    number = form.get("number", "")
    return int(number) if number.isdecimal() and len(number) < 5 else 0


def _number_of(texts: Sequence[str], form: dict[str, str]) -> int:
    """Return the number of the entry with the form's text, from 1; 0 where it is gone already.

    Its place may have changed: a button pressed twice must not take out the next entry as well.
    """
    shown = [clean(text) for text in texts]
    return shown.index(form["text"]) + 1 if form["text"] in shown else 0


def _correct(site: Site, current: Preparation, form: dict[str, str]) -> Preparation:
    """Return the preparation with company, role, guide and date as the form has them."""
    day = _date(form.get("date", ""))
    changed = replace(
        current,
        company=form.get("company", "").strip()[:MAX_FIELD],
        role=form.get("role", "").strip()[:MAX_FIELD],
        interview=day.isoformat() if day else "",
    )
    name = form.get("pack", "")
    if name and name != current.pack:
        changed = change_pack(changed, find_pack(site.library_cache.snapshot().packs, name))
    return changed


def _date(text: str) -> date | None:
    """Return a day; None where none is given.

    Raises
    ------
    UsageError
        If the text is no day.
    """
    text = text.strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text[:40]!r} is no day.", "Write it as 2026-12-31.") from error

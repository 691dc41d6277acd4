"""Writes a pack as plain text: the whole guide, one question in full, or a list of questions.

There are no frames and no symbols without words, so a screen reader can read it aloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from voicecoach.report.plain_page import PlainPage
from voicecoach.report.wording import clock, count, listing, percent, title_of
from voicecoach.types import PARTS, Mistake, Pack, Question, Source, Titled

MAX_WORDS = 1190
"""Five minutes at 238 words a minute, at which adults read English silently: the mean of 190
studies (Brysbaert 2019, How many words do we read per minute?)."""

STALE_DAYS = 365
"""Days after which facts count as old: pay and processes change from year to year. Own rule."""

TITLE_CELLS = 46
KIND_CELLS = 12

KINDS = {
    "star": "an event of your past: situation, task, action, result",
    "introduction": "about yourself: present, past, why here",
    "explain": "something technical, explained aloud",
    "motivation": "why this company and this role",
    "ask_them": "what you ask them",
}
CONDITIONS = {
    "always": "always",
    "no_number": "if you give no number",
    "no_result": "if you give no result",
    "no_task": "if your task stays unclear",
    "no_situation": "if the situation stays unclear",
    "no_action": "if your action stays unclear",
    "only_we": "if you only say we",
    "no_alternative": "if you name no alternative",
    "no_lesson": "if you name no lesson",
    "no_example": "if you give no example",
    "too_short": "if you are brief",
}


def render_list(
    pack: Pack,
    questions: Sequence[Question],
    practised: Mapping[str, tuple[int, date]] | None = None,
    *,
    by: str = "stage",
    quality: str | None = None,
    width: int = 80,
    colour: bool = False,
) -> str:
    """Return questions in groups as text that ends with a line break.

    Parameters
    ----------
    questions
        Those of ``pack`` to list; a group without any is left out.
    practised
        Takes and the day of the last one, by the question's id; a question without was never
        practised.  Nothing is said of it if not given.
    by
        ``stage``, ``quality`` (a question stands under each of its qualities) or ``kind``.
    quality
        With ``by="quality"``: only this group.
    width
        Columns, 40 or more.
    colour
        Whether headings are bold.
    """
    page = PlainPage(width, colour)
    page.heading(f"{pack.title} ({pack.name}), {count(len(questions), 'question')}")
    numbers = {question.id: number for number, question in enumerate(pack.questions, start=1)}
    for title, members in _groups(pack, questions, by, quality):
        page.blank()
        page.heading(title)
        for question in members:
            length = f"{clock(question.target_s[0])} to {clock(question.target_s[1])}"
            named = f"{numbers[question.id]:>3}  {question.title or title_of(question.id)}"
            page.add(
                f"{named:<{TITLE_CELLS}} {_kind(question):<{KIND_CELLS}} {length}", rest="     "
            )
            page.add(question.prompt, indent="     ")
            page.add(_history(question, practised), indent="     ")
    return page.text()


def _history(question: Question, practised: Mapping[str, tuple[int, date]] | None) -> str:
    """Return the question's id, and how often it was practised where that is known."""
    if practised is None:
        return question.id
    n_takes, last = practised.get(question.id, (0, None))
    if not last:
        return f"{question.id}: not practised yet"
    day = f"{last.day} {last:%B %Y}"
    return f"{question.id}: {count(n_takes, 'take')}, the last on {day}"


def render_question(
    pack: Pack, question: Question, *, width: int = 80, colour: bool = False
) -> str:
    """Return one question with everything that belongs to it, ending with a line break."""
    page = PlainPage(width, colour)
    stages = {stage.name: stage.title for stage in pack.stages}
    qualities = {quality.name: quality.title for quality in pack.qualities}
    low, high = question.target_s
    page.heading(question.prompt)
    page.blank()
    page.add(f"Id: {pack.name}/{question.id}")
    page.add(f"Stage: {stages.get(question.stage, question.stage)}")
    page.add(f"Kind: {_kind(question)}, {KINDS[question.kind]}", rest="  ")
    page.add(f"A good answer lasts {clock(low)} to {clock(high)}")
    if question.qualities:
        titles = [qualities.get(name, name) for name in question.qualities]
        page.add(f"Looks for: {listing(titles)}", rest="  ")
    page.section("What the interviewer listens for", question.listens_for)
    page.section("What often goes wrong", question.pitfalls)
    asked = [f"{one.ask} ({CONDITIONS[one.when]})" for one in question.follow_ups]
    page.section("What may be asked next", asked)
    if question.glossary:
        page.section("Terms the recogniser expects", [", ".join(question.glossary)])
    page.blank()
    page.add("Practise it:")
    page.command(f"voicecoach practice {pack.name} --question {question.id}")
    return page.text()


def render_guide(
    pack: Pack, *, today: date, full: bool = False, width: int = 80, colour: bool = False
) -> str:
    """Return a pack as a guide to prepare from, ending with a line break.

    It reads in five minutes: of many qualities only the first are explained.  The words by
    which qualities and mistakes are heard in answers are left out: who learns them by heart
    recites.

    Parameters
    ----------
    today
        Today's date, from which the age of the facts is counted.
    full
        Adds all advice, how each quality is shown, and the questions that candidates ask.
    width
        Columns, 40 or more.
    colour
        Whether headings are bold.
    """
    for n_meanings in range(len(pack.qualities), -1, -1):
        text = _guide(pack, today, full, n_meanings, PlainPage(width, colour))
        if full or len(text.split()) <= MAX_WORDS:
            break
    return text


def _guide(pack: Pack, today: date, full: bool, n_meanings: int, page: PlainPage) -> str:
    """Return the guide with the meanings of so many qualities, the first of the pack."""
    page.heading(pack.title)
    page.add(f"{pack.role}, {pack.company} ({pack.locale})")
    page.blank()
    page.add(pack.summary)
    if note := facts_note(pack, today):
        page.add(note)
    _process(page, pack, full=full)
    _qualities(page, pack, n_meanings, full=full)
    _entries(page, "Skills", pack.skills)
    _entries(page, "The working day", pack.day)
    _entries(page, "Checklist", pack.checklist, numbered=True, texts=full)
    _entries(page, "Common mistakes", pack.mistakes, numbered=True, texts=full)
    _entries(page, "Facts: time, pay, applying", pack.facts)
    if pack.currency:
        page.blank()
        page.add(f"Pay is named in {pack.currency}.")
    if full:
        _entries(page, "Questions candidates ask", pack.faq)
    _sources(page, pack.sources, full=full)
    page.blank()
    page.add(f"Facts last checked on {pack.last_verified}.")
    page.add("Its questions:")
    page.command(f"voicecoach questions list --pack {pack.name}")
    if not full:
        page.add("All advice, and what candidates ask:")
        page.command(f"voicecoach questions show --pack {pack.name} --full")
    return page.text()


def facts_note(pack: Pack, today: date) -> str | None:
    """Return a hint if the pack's facts were last checked more than a year ago, else None."""
    if (today - date.fromisoformat(pack.last_verified)).days <= STALE_DAYS:
        return None
    return (
        f"The facts of {pack.name} were last checked on {pack.last_verified}, more than a year "
        "ago: stages and pay may have changed since."
    )


def _groups(
    pack: Pack, questions: Sequence[Question], by: str, quality: str | None
) -> Iterator[tuple[str, list[Question]]]:
    """Yield each heading with its questions, in the pack's order."""
    if by == "kind":
        for kind, meaning in KINDS.items():
            members = [one for one in questions if one.kind == kind]
            if members:
                yield f"{kind.replace('_', ' ')}: {meaning}", members
        return
    if by == "stage":
        named = [(one.title, one.name) for one in pack.stages]
    else:
        named = [(one.title, one.name) for one in pack.qualities if quality in (None, one.name)]
    for title, name in named:
        members = [one for one in questions if name in _under(one, by)]
        if members:
            yield f"{title} ({name})", members
    others = [one for one in questions if not _under(one, by)]
    if others:
        yield "No quality in particular", others


def _under(question: Question, by: str) -> tuple[str, ...]:
    return (question.stage,) if by == "stage" else question.qualities


def _kind(question: Question) -> str:
    return question.kind.replace("_", " ")


def _process(page: PlainPage, pack: Pack, *, full: bool) -> None:
    page.chapter("The process")
    for number, stage in enumerate(pack.stages, start=1):
        page.blank()
        page.heading(f"{number}. {stage.title}")
        page.add(
            f"{stage.length}. {stage.purpose}" if stage.length else stage.purpose, indent="   "
        )
        page.items(stage.advice if full else (), indent="   ")
    page.blank()
    asked = {question.stage for question in pack.questions}
    practised = next(stage for stage in pack.stages if stage.name in asked)
    page.add("Practise one of them:")
    page.command(f"voicecoach practice {pack.name} --stage {practised.name}")
    shares = [
        f"{part} {percent(share)}" for part, share in zip(PARTS, pack.part_shares, strict=True)
    ]
    page.add(f"Of an answer about the past, each part takes about: {listing(shares)}.")


def _qualities(page: PlainPage, pack: Pack, n_meanings: int, *, full: bool) -> None:
    if not pack.qualities:
        return
    page.chapter("What they look for")
    if full:
        for quality in pack.qualities:
            page.blank()
            page.heading(quality.title)
            page.add(quality.meaning, indent="   ")
            page.items(quality.how_to_show, indent="   ")
        return
    page.blank()
    for quality in pack.qualities[:n_meanings]:
        page.add(f"{quality.title}: {quality.meaning}", rest="   ")
    others = [quality.title for quality in pack.qualities[n_meanings:]]
    if others:
        page.add(f"Also: {listing(others)}.", rest="   ")


def _entries(
    page: PlainPage,
    title: str,
    entries: Sequence[Titled | Mistake],
    *,
    numbered: bool = False,
    texts: bool = True,
) -> None:
    """Add a chapter of headings with their texts, or of headings alone."""
    if not entries:
        return
    page.chapter(title)
    if not texts:
        page.blank()
    for number, entry in enumerate(entries, start=1):
        if texts:
            page.blank()
        page.heading(f"{number}. {entry.title}" if numbered else entry.title)
        if texts:
            page.add(entry.text, indent="   ")


def _sources(page: PlainPage, sources: Sequence[Source], *, full: bool) -> None:
    if not sources:
        return
    page.chapter("Sources")
    page.blank()
    for source in sources:
        page.add(source.title, rest="   ")
        for detail in (source.url, source.note if full else ""):
            if detail:
                page.add(detail, indent="   ")

"""Writes questions as plain text: one with everything that belongs to it, or a list in groups.

There are no frames and no symbols without words, so a screen reader can read it aloud.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from voicecoach.report.plain_page import PlainPage
from voicecoach.report.wording import clock, count, listing, title_of
from voicecoach.types import Pack, Question

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
        Takes and the day of the last one, by the question's id; a question that is missing was
        never practised.  None leaves all of this out.
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

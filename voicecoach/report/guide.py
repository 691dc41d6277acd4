"""Writes a pack as a guide in plain text.

There are no frames and no symbols without words, so a screen reader can read it aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from voicecoach.report.plain_page import PlainPage
from voicecoach.report.wording import listing, percent
from voicecoach.types import PARTS, Mistake, Pack, Source, Titled

MAX_WORDS = 1190
"""Five minutes at 238 words a minute, at which adults read English silently: the mean of 190
studies (Brysbaert 2019, How many words do we read per minute?)."""

STALE_DAYS = 365
"""Days after which facts count as old: pay and processes change from year to year. Own rule."""


def render_guide(
    pack: Pack, *, today: date, full: bool = False, width: int = 80, colour: bool = False
) -> str:
    """Return a pack as a guide to prepare from, ending with a line break.

    It takes five minutes to read: of many qualities only the first are explained.  The words by
    which qualities and mistakes are recognised in answers are left out, since they would invite
    reciting.

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
    _entries(page, "Facts: time, pay, applying", _cited(pack))
    if pack.currency:
        page.blank()
        page.add(f"When you speak of pay, name it in {pack.currency}.")
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


def _cited(pack: Pack) -> list[Titled]:
    """Return the facts, each text with the number of its source behind it."""
    return [
        replace(fact, text=f"{fact.text} [{number}]")
        if (number := source_number(pack, fact))
        else fact
        for fact in pack.facts
    ]


def source_number(pack: Pack, fact: Titled) -> int:
    """Return the place of a fact's source among the pack's, from 1; 0 where it names none."""
    titles = [source.title for source in pack.sources]
    return titles.index(fact.source) + 1 if fact.source in titles else 0


def _sources(page: PlainPage, sources: Sequence[Source], *, full: bool) -> None:
    if not sources:
        return
    page.chapter("Sources")
    page.blank()
    for number, source in enumerate(sources, 1):
        page.add(f"[{number}] {source.title}", rest="   ")
        for detail in (source.url, source.note if full else ""):
            if detail:
                page.add(detail, indent="   ")

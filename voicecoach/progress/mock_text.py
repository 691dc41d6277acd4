"""A mock interview in the terminal, as Markdown, and as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voicecoach.progress.debrief_text import debrief_document
from voicecoach.progress.mock_debrief import MistakeShown, MockDebrief, RoundResult, SpokenWork
from voicecoach.progress.mock_rounds import MockRecord
from voicecoach.progress.round_summary import round_sentences
from voicecoach.report.terminal_layout import print_text
from voicecoach.report.wording import clean, clock, count, listing, seconds_text
from voicecoach.types import FORMAT_VERSION


def mock_lines(found: MockDebrief) -> list[tuple[str, list[str]]]:
    """Return what a mock interview showed as (heading, sentences); both renderings show these."""
    debrief = found.debrief
    if debrief is None:
        return [("", ["Nothing was answered yet."])]
    step = debrief.next_step
    tomorrow: list[str] = []
    if step is not None:
        command = f"voicecoach practice {step.pack} --question {step.question}"
        tomorrow = [step.message, step.try_next, command]
    # a missing part says itself in how many stories
    repeated = [f"{one.text} ({_where(found, one.refs)})" for one in debrief.missing]
    repeated += [
        f"{one.text} ({len(one.refs)} of {count(one.n_of, 'answer')}: {_where(found, one.refs)})"
        for one in debrief.repeated
    ]
    quality = found.titles.quality
    qualities = [f"{quality(name)}: {_where(found, refs)}" for name, refs in debrief.shown]
    if debrief.not_shown:
        names = ", ".join(quality(name) for name in debrief.not_shown)
        qualities.append(f"Asked for and never shown: {names}")
    twice = [
        f"“{name}” was told {len(refs)} times: {_where(found, refs)}. "
        "In an interview that is noticed."
        for name, refs in debrief.twice
    ]
    blocks = [
        ("One thing for tomorrow", tomorrow),
        ("Round by round", [_round_text(found, one) for one in found.rounds]),
        ("Common mistakes that showed", [mistake_text(found, one) for one in found.mistakes]),
        ("What repeated over the rounds", repeated),
        ("Qualities", qualities),
        ("Told twice", twice),
        ("Thinking aloud", [work_text(w) for one in found.rounds for w in one.spoken_work]),
        ("Not reached", _not_reached(found)),
    ]
    if debrief.n_unjudged:
        n = count(debrief.n_unjudged, "answer")
        blocks.append(("", [f"{n} without words could not be judged."]))
    return [(title, [clean(line) for line in lines if line]) for title, lines in blocks if lines]


def _round_text(found: MockDebrief, one: RoundResult) -> str:
    return " ".join([f"{one.round.title}:", *round_sentences(found, one)])


def mistake_text(found: MockDebrief, one: MistakeShown) -> str:
    """Return a mistake as one line: where, what was said, what helps."""
    where = f" ({_where(found, one.refs)})" if one.refs else ""
    return " ".join(filter(None, [f"{one.title}{where}:", one.advice or one.quote]))


def work_text(work: SpokenWork) -> str:
    """Return what was heard of one coding or design answer."""
    said = [f"{work.title}:"]
    if work.length_s is not None:
        said.append(f"{seconds_text(work.length_s)};")
    said.append(f"said: {listing(work.parts)}" if work.parts else "no part of an explanation heard")
    if work.missing:
        said.append(f"; not said: {listing(work.missing)}")
    if work.longest_silence_s is not None:
        said.append(f"; longest silence {seconds_text(work.longest_silence_s)}")
    return " ".join(said).replace(" ;", ";") + "."


def _not_reached(found: MockDebrief) -> list[str]:
    return [text for one in found.rounds if (text := not_reached_text(found, one))]


def not_reached_text(found: MockDebrief, one: RoundResult) -> str:
    """Return which questions a round had no time for, has still to ask, or lost with its pack.

    Empty where there are none.
    """
    why = "no time for" if one.round.state == "ended" else "still open"
    kinds = ((why, one.not_reached), ("no longer in the pack", one.gone))
    titles, pack = found.titles, found.record.pack
    said = [
        f"{why}: {', '.join(titles.question(pack, name) for name in names)}"
        for why, names in kinds
        if names
    ]
    return f"{one.round.title}, {'; '.join(said)}." if said else ""


def _where(found: MockDebrief, refs: Sequence[str]) -> str:
    """Return the rounds of some takes, each once."""
    return ", ".join(dict.fromkeys(filter(None, (found.round_of(ref) for ref in refs))))


def state_text(record: MockRecord) -> str:
    """Return how far a mock interview is: over, or how many of its rounds are."""
    return "over" if record.is_over else f"{record.n_ended} of {len(record.rounds)} rounds over"


def head_of(found: MockDebrief) -> str:
    """Return in one line how far a mock interview is and how long it took."""
    record = found.record
    n_answers = sum(len(one.answers) for one in found.rounds)
    state = state_text(record)
    spoken = seconds_text(found.spent_s)
    return f"{clean(record.started)[:10]}, {state}: {count(n_answers, 'answer')}, {spoken} recorded"


def render_mock(found: MockDebrief, title: str, *, width: int = 80, colour: bool = False) -> str:
    """Return the debrief of a mock interview as text that ends with a line break."""
    content: list[RenderableType] = [
        Text(f"Mock interview: {clean(title)}", "heading"),
        Text(head_of(found), "soft"),
        Text(),
        _table(found.rounds),
    ]
    for heading, lines in mock_lines(found):
        content.append(Text())
        if heading:
            content.append(Text(heading, "heading"))
        content += [Padding(Text(line), (0, 0, 0, 2 if heading else 0)) for line in lines]
    return print_text(Group(*content), width=width, colour=colour)


def _table(rounds: Sequence[RoundResult]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="heading")
    table.add_column("Round", ratio=1)
    table.add_column("Answers", justify="right", no_wrap=True)
    table.add_column("Time", justify="right", no_wrap=True)
    table.add_column("Limit", justify="right", no_wrap=True)
    for one in rounds:
        table.add_row(
            Text(clean(one.round.title)), str(len(one.answers)),
            clock(one.spent_s), clock(one.round.limit_s),
        )  # fmt: skip
    return table


def render_rounds(record: MockRecord, *, heading: str) -> str:
    """Return the rounds of a mock interview before it is held, without its questions' texts."""
    lines = [heading]
    for number, one in enumerate(record.rounds, 1):
        n = count(len(one.questions), "question")
        done = {"ended": "over", "begun": "begun", "waiting": ""}[one.state]
        minutes = f"{one.limit_s / 60:.0f} min"
        state = f" ({done})" if done else ""
        lines.append(f"  {number}. {clean(one.title)}: {n}, {minutes}{state}")
    return "\n".join(lines) + "\n"


def rounds_document(record: MockRecord) -> dict[str, Any]:
    """Return the rounds of a mock interview as plain data; ``questions`` are ids."""
    return {
        "format_version": FORMAT_VERSION,
        "pack": record.pack,
        "rounds": [
            {"stage": one.stage, "title": one.title, "state": one.state, "limit_s": one.limit_s,
             "questions": list(one.questions)}
            for one in record.rounds
        ],
    }  # fmt: skip


def list_document(records: Sequence[MockRecord]) -> dict[str, Any]:
    """Return mock interviews as plain data: how far each is."""
    return {
        "format_version": FORMAT_VERSION,
        "mocks": [
            {"name": one.name, "pack": one.pack, "started": one.started, "over": one.is_over,
             "rounds_over": one.n_ended, "rounds": len(one.rounds)}
            for one in records
        ],
    }  # fmt: skip


def render_mock_markdown(found: MockDebrief, title: str) -> str:
    """Return the debrief of a mock interview as Markdown."""
    return "\n".join(_markdown(found, title)) + "\n"


def _markdown(found: MockDebrief, title: str) -> Iterator[str]:
    yield f"# Mock interview: {_escape(title)}\n"
    yield f"{_escape(head_of(found))}\n"
    yield "| round | answers | time | limit |\n| --- | ---: | ---: | ---: |"
    for one in found.rounds:
        name, limit = _escape(one.round.title), clock(one.round.limit_s)
        yield f"| {name} | {len(one.answers)} | {clock(one.spent_s)} | {limit} |"
    for heading, lines in mock_lines(found):
        yield f"\n## {heading}\n" if heading else ""
        yield from (f"- {_escape(line)}" for line in lines)


def _escape(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in clean(text))


def mock_document(found: MockDebrief) -> dict[str, Any]:
    """Return the debrief of a mock interview as plain data."""
    record = found.record
    return {
        "format_version": FORMAT_VERSION,
        "name": record.name,
        "pack": record.pack,
        "started": record.started,
        "over": record.is_over,
        "recorded_s": round(found.spent_s, 1),
        "rounds": [_round_document(found, one) for one in found.rounds],
        "mistakes": [
            {"code": one.code, "title": one.title, "advice": one.advice or None,
             "quote": one.quote or None, "answers": list(one.refs)}
            for one in found.mistakes
        ],
        "debrief": debrief_document(found.debrief) if found.debrief else None,
    }  # fmt: skip


def _round_document(found: MockDebrief, one: RoundResult) -> dict[str, Any]:
    return {
        "stage": one.round.stage,
        "title": one.round.title,
        "state": one.round.state,
        "limit_s": one.round.limit_s,
        "recorded_s": round(one.spent_s, 1),
        "questions": list(one.round.questions),
        "not_reached": list(one.not_reached),
        "no_longer_in_pack": list(one.gone),
        "answers": [answer.entry.ref for answer in one.answers],
        "qualities": list(one.shown),
        "summary": round_sentences(found, one),
        "thinking_aloud": [
            {"answer": work.ref, "length_s": work.length_s, "said": list(work.parts),
             "not_said": list(work.missing), "longest_silence_s": work.longest_silence_s}
            for work in one.spoken_work
        ],
    }  # fmt: skip

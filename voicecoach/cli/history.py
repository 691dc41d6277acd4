"""`voicecoach history`: lists the answers so far, and the trends of their figures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from voicecoach.cli.library_views import open_library, warn_problems
from voicecoach.cli.options import option, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import JSON, PACK, PLAIN, QUESTION, RECORDINGS, STAGE, Day
from voicecoach.library import Entry
from voicecoach.progress.entry_figures import length_s
from voicecoach.types import FORMAT_VERSION, PARTS

REMARKS = {
    "unfinished": "not finished",
    "no-analysis": "not analysed",
    "no-transcript": "without words",
    "empty": "nothing recorded",
    "complete": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryOptions:
    """The options of `history`."""

    question: str | None = QUESTION.field("Only this question.")
    pack: str | None = PACK.field("Only this pack.", metavar="NAME")
    stage: str | None = STAGE.field()
    since: datetime | None = option(
        "--since", type=Day(), metavar="DATE", help="Only from this day on."
    )
    plain: bool = PLAIN.field("No colour and no sparklines; for screen readers.")
    as_json: bool = JSON.field()
    recordings: Path | None = RECORDINGS.field()

    def fits(self, entry: Entry) -> bool:
        """Return whether an answer is asked for."""
        return (
            self.question in (None, entry.question_id, f"{entry.pack}/{entry.question_id}")
            and self.pack in (None, entry.pack)
            and self.stage in (None, entry.stage)
            and (self.since is None or entry.started.replace(tzinfo=None) >= self.since)
        )


@click.command()
@options_of(HistoryOptions)
def command(options: HistoryOptions) -> None:
    """List your answers, newest first, with trends.

    Each answer stands with its last analysed take. The number is what `show` and `export`
    take. Fillers are "at least to likely", a minute.
    """
    library = open_library(options.recordings)
    numbered = list(enumerate(library.entries(), start=1))
    wanted = [(number, entry) for number, entry in numbered if options.fits(entry)]
    warn_problems(library.problems())
    if options.as_json:
        answers = [entry_document(number, entry) for number, entry in wanted]
        document = {"format_version": FORMAT_VERSION, "answers": answers}
        click.echo(json.dumps(document, ensure_ascii=False))
    elif not numbered:
        click.echo(f"There are no answers in {library.root} yet.", err=True)
        click.echo("  Record one with `voicecoach practice`.", err=True)
    elif not wanted:
        click.echo(f"None of the {len(numbered)} answers matches these filters.", err=True)
    else:
        click.echo(_render(wanted, options.plain), nl=False)


def _render(wanted: list[tuple[int, Entry]], plain: bool) -> str:
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.progress.history_text import HistoryRow, render_history
    from voicecoach.progress.trend_sentences import describe_trends

    titles = Workspace.load().titles({entry.pack for _, entry in wanted})
    rows = []
    for number, entry in wanted:
        summary = entry.summary
        rows.append(
            HistoryRow(
                number=number,
                started=entry.started,
                title=titles.question(entry.pack, entry.question_id),
                take=entry.take,
                n_takes=entry.n_takes,
                length_s=length_s(entry.summary),
                wpm=summary.speech_rate_wpm if summary else None,
                fillers_per_minute=summary.fillers_per_minute if summary else None,
                star=summary.star if summary else (),
                remark=REMARKS[entry.state] if not entry.problems else "has a broken file",
            )
        )
    width, colour = screen(plain=plain)
    sentences = describe_trends(entry for _, entry in wanted)
    return render_history(rows, sentences, width=width, colour=colour, plain=plain)


def entry_document(number: int, entry: Entry) -> dict[str, Any]:
    """Return one answer of the list as plain data; docs/commands.md has its fields."""
    summary = entry.summary
    rates = summary.fillers_per_minute if summary else None
    return {
        "number": number,
        "ref": entry.ref,
        "started": entry.started.isoformat(),
        "pack": entry.pack,
        "question": entry.question_id,
        "stage": entry.stage,
        "kind": entry.kind,
        "prompt": entry.prompt,
        "take": entry.take,
        "n_takes": entry.n_takes,
        "state": entry.state,
        "has_audio": entry.has_audio,
        "length_s": length_s(entry.summary),
        "n_words": summary.n_words if summary else None,
        "speech_rate_wpm": summary.speech_rate_wpm if summary else None,
        "fillers_per_minute": list(rates) if rates else None,
        "star": dict(zip(PARTS, summary.star, strict=False)) if summary and summary.star else None,
        "priority": summary.priority if summary else None,
        "problems": [problem.message for problem in entry.problems],
    }

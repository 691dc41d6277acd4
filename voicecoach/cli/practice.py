"""`voicecoach practice`: hear a question, answer aloud, get the report at once."""

from __future__ import annotations

from pathlib import Path

import click

from voicecoach.types import QuestionKind

KINDS: tuple[QuestionKind, ...] = ("star", "introduction", "explain", "motivation", "ask_them")


@click.command(short_help="Hear a question, answer aloud, get the report at once.")
@click.argument("pack", required=False)
@click.option("--question", "question_ids", multiple=True, metavar="ID", help="Ask this question.")
@click.option("--stage", metavar="NAME", help="Ask questions of one stage.")
@click.option("--quality", metavar="NAME", help="Ask questions that look for one quality.")
@click.option("--kind", type=click.Choice(KINDS), help="Ask questions of one kind.")
@click.option("--count", type=click.IntRange(1, 50), help="How many questions; 3 if not given.")
@click.option("--random", "at_random", is_flag=True, help="In random order, not the pack's.")
@click.option("--seed", type=int, help="The same seed gives the same random order.")
@click.option("--model", metavar="NAME|PATH", help="Recognition model; else the chosen one.")
@click.option(
    "--refine",
    metavar="NAME|PATH",
    help="After the session, hear the answers again with this larger model, at low priority.",
)
@click.option("--device", metavar="NAME", help="Microphone: its number or part of its name.")
@click.option("--output", metavar="NAME", help="Speaker: its number or part of its name.")
@click.option("--voice", metavar="NAME", help="Voice that asks: its id or part of its name.")
@click.option(
    "--rate", "voice_rate", type=click.IntRange(80, 400), metavar="WPM", help="Speed of the voice."
)
@click.option("--no-voice", is_flag=True, help="Show the questions without saying them.")
@click.option("--no-check", is_flag=True, help="Skip the two-second check of the microphone.")
@click.option(
    "--stop-after-silence",
    type=click.FloatRange(2.5, 30),
    metavar="SECONDS",
    help="End a take after this much silence (2.5 or more; 4 suits most). Off by default: "
    "thinking pauses are part of an answer.",
)
@click.option(
    "--longest",
    "longest_take",
    type=click.FloatRange(10, 3600),
    metavar="SECONDS",
    help="Longest take; 600.",
)
@click.option(
    "--follow-ups",
    is_flag=True,
    help="Ask on after each report, as an interviewer would; each reply is an answer of its own.",
)
@click.option("--recordings", type=click.Path(path_type=Path), help="Folder of the recordings.")
@click.option("--json", "as_json", is_flag=True, help="Print analysis documents, not reports.")
def command(
    pack: str | None,
    question_ids: tuple[str, ...],
    stage: str | None,
    quality: str | None,
    kind: QuestionKind | None,
    count: int | None,
    at_random: bool,
    seed: int | None,
    no_voice: bool,
    no_check: bool,
    follow_ups: bool,
    refine: str | None,
    as_json: bool,
    **settings: object,
) -> int:
    r"""Practise with PACK: its name, or a file; the settings' pack if not given.

    The question is spoken and shown. Answer after “Speak.”; Enter ends the take, Space
    pauses, Esc discards after asking. Then the report, and R to record the same answer again.
    What you say is written to disk while you speak and never leaves this machine.

    \b
    voicecoach practice --question push-back
    voicecoach practice --stage bar-raiser --count 2
    voicecoach practice --quality ownership --random
    """
    from voicecoach.cli.sitting import QuestionSelection, SessionOptions, run_session

    if at_random and seed is None:
        import secrets

        seed = secrets.randbelow(2**31)
    choice = QuestionSelection(pack, question_ids, stage, quality, kind, count, seed)
    how = SessionOptions(not no_voice, not no_check, follow_ups, refine, as_json)
    return run_session(choice, settings, how)

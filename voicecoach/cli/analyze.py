"""`voicecoach analyze`: audio files, texts, folders, and answers recorded earlier."""

from __future__ import annotations

import math

import click

from voicecoach.types import MAX_DURATION_S


def _a_number(ctx: click.Context, param: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):  # lies in every range
        raise click.BadParameter("is no number.", ctx, param)
    return value


@click.command(short_help="Analyse audio files, texts, folders or answers recorded earlier.")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE…")
@click.option("--question", metavar="ID", help="Question that was answered (`questions list`).")
@click.option("--pack", metavar="NAME|FILE", help="Pack the question is from.")
@click.option("--model", metavar="NAME|PATH", help="Recognition model; else the chosen one.")
@click.option(
    "--refine",
    metavar="NAME|PATH",
    help="Hear it again with this larger model, at low priority, and say what that changed.",
)
@click.option("--language", metavar="CODE", help="Language of the answer, such as en.")
@click.option(
    "--question-end",
    type=click.FloatRange(min=0, max=MAX_DURATION_S),
    callback=_a_number,
    metavar="SECONDS",
    help="Where in the file the question's sound is over; 0 if not given.",
)
@click.option("--no-words", is_flag=True, help="Measure the sound alone, recognise nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the analysis document, one a line.")
def command(
    inputs: tuple[str, ...],
    question: str | None,
    pack: str | None,
    model: str | None,
    refine: str | None,
    language: str | None,
    question_end: float | None,
    no_words: bool,
    as_json: bool,
) -> int:
    r"""Analyse what was said.

    FILE is audio (anything FFmpeg reads), a text (.txt, .md, or - for standard input), a
    folder of such files, or an answer recorded earlier: `last`, its number in `history`, or
    its folder.  An answer recorded earlier keeps the new analysis; other files are only read.

    \b
    voicecoach analyze answer.m4a --question push-back
    voicecoach analyze last                 adds the words after fetching a model
    voicecoach analyze last --refine small.en
    voicecoach analyze *.wav --json         one document a line
    """
    from voicecoach.cli.analysing import Options, run

    return run(
        inputs,
        Options(question, pack, model, refine, language, question_end, not no_words, as_json),
    )

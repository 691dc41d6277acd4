"""`voicecoach demo`: everything once, without microphone, network or download."""

from __future__ import annotations

import click

SITTINGS: dict[str, tuple[str, ...]] = {
    "slow-query": ("slow-page-1", "slow-page-2"),
    "incomplete-information": ("decision",),
}
"""The demo's questions and the shipped answers to each, one a take."""

DEFAULT_QUESTION = "slow-query"


@click.command(short_help="Everything once, without microphone, network or download.")
@click.option(
    "--question",
    "question",
    type=click.Choice(tuple(SITTINGS)),
    default=DEFAULT_QUESTION,
    help=f"Which question is answered; {DEFAULT_QUESTION}, in two takes, if not given.",
)
@click.option("--review", "in_browser", is_flag=True, help="Open the answers in the browser.")
@click.option("--no-browser", is_flag=True, help="With --review: print the link, open nothing.")
@click.option("--no-voice", is_flag=True, help="Neither say the question nor play the answer.")
@click.option("--json", "as_json", is_flag=True, help="Print the analysis documents.")
def command(
    question: str, in_browser: bool, no_browser: bool, no_voice: bool, as_json: bool
) -> int:
    """Ask a question, let a synthetic candidate answer, report: everything once.

    The answer takes the microphone's place and goes the same way: it is recognised while
    it grows on disk, by a small model that ships with VoiceCoach, then measured and
    reported. That model knows the demo's synthetic voices, not people. On a terminal the
    answer is played, and Enter skips to its end. Nothing is written into your recordings.
    """
    from voicecoach.cli.demonstration import demonstrate, review

    if in_browser:
        review(SITTINGS, open_browser=not no_browser)
    else:
        demonstrate(question, SITTINGS[question], voice=not no_voice, as_json=as_json)
    return 0

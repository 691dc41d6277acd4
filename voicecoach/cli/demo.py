"""`voicecoach demo`: everything once, without microphone, network or download."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

QUESTION = "incomplete-information"
PACK = "amazon-backend-developer"


@click.command(short_help="Everything once, without microphone, network or download.")
@click.option("--no-voice", is_flag=True, help="Show the question without saying it.")
@click.option("--json", "as_json", is_flag=True, help="Print the analysis document.")
def command(no_voice: bool, as_json: bool) -> int:
    """Ask a question, analyse a shipped spoken answer to it, show the report.

    The answer was spoken by a synthesiser. Its sound is measured here and now; its words
    come from a transcript shipped beside it, and the report says so. Nothing is written
    into your recordings.
    """
    from voicecoach.cli.progress import progress
    from voicecoach.cli.rendering import analysis_text
    from voicecoach.cli.wiring import Wiring
    from voicecoach.documents import from_json, to_json
    from voicecoach.listening import Task, listen
    from voicecoach.types import Transcript

    wiring = Wiring.load()
    pack, question = wiring.find_question(PACK, QUESTION)
    if not as_json:
        click.secho("The question", bold=True, err=True)
        click.echo(click.wrap_text(question.prompt, 76, "  ", "  "), err=True)
        if not no_voice:
            _say(wiring, question.prompt)
    with resources.as_file(resources.files("voicecoach") / "demo_answer") as folder:
        stored = Path(folder, "transcript.json").read_bytes()
        transcript = from_json(stored, Transcript, origin="the demo's transcript")
        with progress() as line:
            line.write("Listening to the answer …")
            analysis = listen(
                Path(folder, "answer.flac"),
                Task(question, pack, 0.0),
                transcript=transcript,
                on_progress=line.step,
            ).analysis
    if as_json:
        click.echo(to_json(analysis))
        return 0
    click.echo("", err=True)
    click.echo(analysis_text(analysis, title="Demo"), nl=False)
    click.echo(
        "\nNow with your own voice: `voicecoach doctor` shows what is missing for that,\n"
        "`voicecoach models fetch base.en` (145 MB, once) gets a recognition model, and\n"
        "`voicecoach practice` asks you.",
        err=True,
    )
    return 0


def _say(wiring: object, prompt: str) -> None:
    """Say the question where there is a voice and a speaker; otherwise one line why not."""
    from voicecoach.cli.wiring import Wiring
    from voicecoach.errors import SpeakerError

    assert isinstance(wiring, Wiring)  # noqa: S101 - imported late: it is slow
    try:
        wiring.speaker().say(prompt)
    except SpeakerError as error:
        click.echo(f"  (Not spoken: {error.message})", err=True)

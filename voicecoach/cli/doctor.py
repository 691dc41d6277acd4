"""`voicecoach doctor`: what works here, and the command that repairs what does not."""

from __future__ import annotations

import json
from dataclasses import dataclass

import click

from voicecoach.cli.options import flag, options_of
from voicecoach.cli.progress_line import screen
from voicecoach.cli.shared_options import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorOptions:
    """The options of `doctor`."""

    as_json: bool = JSON.field("Print the findings as JSON.")
    remove_telemetry: bool = flag(
        "--remove-telemetry",
        help="Delete what an earlier version of ONNX Runtime stored about this machine.",
    )


@click.command()
@options_of(DoctorOptions)
def command(options: DoctorOptions) -> int:
    """Check everything that practice needs; each fault has the command that repairs it.

    Exit status 0 only if a practice with words would work: 4 without a microphone, 5
    without a recognition model, 1 for anything else that is broken.
    """
    from dataclasses import asdict

    from voicecoach.coaching.checkup import MARKS, exit_status, run_checks

    if options.remove_telemetry:
        return _remove_telemetry()
    findings = run_checks()
    if options.as_json:
        document = {"format_version": 1, "checks": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        _, coloured = screen()
        width = max(len(finding.what) for finding in findings)
        for finding in findings:
            mark, colour = MARKS[finding.state]
            shown = click.style(f"{mark:<8}", fg=colour) if coloured else f"{mark:<8}"
            click.echo(f"{shown}{finding.what:<{width}}  {finding.message}")
            if finding.remedy:
                click.echo(f"{'':<{8 + width}}  {finding.remedy}")
    return exit_status(findings)


def _remove_telemetry() -> int:
    from voicecoach.errors import ExitStatus, VoiceCoachError
    from voicecoach.recognition.telemetry import find_telemetry
    from voicecoach.recognition.telemetry import remove_telemetry as remove

    folder = find_telemetry()
    if folder is None:
        click.echo("There is nothing to remove.", err=True)
        return ExitStatus.DONE
    try:
        remove(folder)
    except OSError as error:
        raise VoiceCoachError(
            f"{folder} could not be removed: {error.strerror}.", "Delete that folder yourself."
        ) from error
    click.echo(f"Removed {folder}.", err=True)
    return ExitStatus.DONE

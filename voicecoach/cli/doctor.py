"""`voicecoach doctor`: what works here, and the command that repairs what does not."""

from __future__ import annotations

import json

import click

from voicecoach.cli.progress_line import screen


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(as_json: bool) -> int:
    """Check everything that practice needs; each fault has the command that repairs it.

    Exit status 0 only if a practice with words would work: 4 without a microphone, 5
    without a recognition model, 1 for anything else that is broken.
    """
    from dataclasses import asdict

    from voicecoach.coaching.checkup import MARKS, exit_status, run_checks

    findings = run_checks()
    if as_json:
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

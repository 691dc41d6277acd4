"""`voicecoach analyze … --out DIR`: many files, with progress and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.errors import ExitStatus

if TYPE_CHECKING:
    from voicecoach.coaching.batch import BatchProgress
    from voicecoach.coaching.batch_folder import BatchItem, BatchJob
    from voicecoach.coaching.batch_work import BatchFailure
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.errors import VoiceCoachError
    from voicecoach.recognition.models import ModelFolder

MAX_SHOWN_FAILURES = 20


@dataclass(frozen=True, slots=True)
class BatchPlace:
    """Where a batch runs: in ``n_jobs`` processes here, or on the cluster at an address."""

    n_jobs: int
    cluster: str | None = None
    send_files: bool = False


def analyse_many(
    inputs: tuple[str, ...], out: Path, job: BatchJob, place: BatchPlace, *, resume: bool
) -> int:
    """Analyse every file into the folder ``out``; return the exit status.

    Parameters
    ----------
    inputs
        Files, and folders of them.
    job
        What is done with each, as the options say; the model is chosen here where none is named.
    place
        Where it runs.
    resume
        Whether results that are in ``out`` already stay.

    Raises
    ------
    UsageError
        If an input is no file, or ``out`` holds another batch or is written by one.
    """
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.analyse_input import choose_options, expand_inputs
    from voicecoach.coaching.batch_folder import is_done, open_output, plan_batch, write_summary

    workspace = open_workspace(model=job.model, language=job.language)
    items = plan_batch(inputs, expand_inputs(inputs, workspace.library), out)
    # a wrong question is one error here, not one for each file
    choose_options(workspace, question=job.question, pack=job.pack, words=job.words)
    folder = _choose_model(workspace) if job.words else None
    if folder is not None:
        model = str(folder.path.resolve()) if folder.origin == "path" else folder.name
        job = replace(job, model=model)
    job = replace(job, language=workspace.settings.language)
    with open_output(out, job, resume=resume):
        missing = [item for item in items if not is_done(item)]
        if len(missing) < len(items):
            click.echo(f"{len(items) - len(missing)} of {len(items)} are done already.", err=True)
        progress = _run(missing, job, place)
        summary = write_summary(items, out)
    _report(progress)
    click.echo(f"{len(items)} files, {len(progress.failures)} failed; see {summary}", err=True)
    return shared_status(progress.failures)


def shared_status(failures: Iterable[VoiceCoachError | BatchFailure]) -> int:
    """Return the exit status of several inputs: 0, the one of all failures, or 1 if they differ."""
    statuses = {int(failure.exit_status) for failure in failures}
    if len(statuses) == 1:
        return statuses.pop()
    return ExitStatus.FAILED if statuses else ExitStatus.DONE


def _choose_model(workspace: Workspace) -> ModelFolder | None:
    """Return the model that all workers load; measured here, so that none of them has to."""
    from voicecoach.cli.progress_line import progress

    with progress() as line:
        workspace.measure_models(line.write)
    folder = workspace.model()
    if folder is None:
        click.echo(
            "No recognition model is installed: the results hold what needs no words.\n"
            "  `voicecoach setup` gets one, for the words as well.",
            err=True,
        )
    return folder


def _run(items: list[BatchItem], job: BatchJob, place: BatchPlace) -> BatchProgress:
    """Analyse the items and show how far that is."""
    from voicecoach.cli.progress_line import progress
    from voicecoach.coaching.batch import run_batch

    with progress() as line:

        def show(state: BatchProgress) -> None:
            failed = f", {len(state.failures)} failed" if state.failures else ""
            left = f", {_duration(state.left_s)} left" if state.left_s else ""
            line.write(f"{state.n_done} of {state.n_total}{failed}{left}")

        def note(text: str) -> None:
            line.clear()
            click.echo(f"voicecoach: {text}", err=True)

        if place.cluster is None:
            return run_batch(items, job, place.n_jobs, show)
        from voicecoach.coaching.cluster import ClusterOptions, run_on_cluster

        options = ClusterOptions(place.cluster, place.n_jobs, place.send_files)
        return run_on_cluster(items, job, options, show, note)


def _report(progress: BatchProgress) -> None:
    """Name the failures, each with its reason; many of them by their number."""
    for failure in progress.failures[:MAX_SHOWN_FAILURES]:
        named = failure.source in failure.message
        text = failure.message if named else f"{failure.source}: {failure.message}"
        click.echo(f"voicecoach: {text}", err=True)
    rest = progress.failures[MAX_SHOWN_FAILURES:]
    for code, n in sorted(Counter(failure.code for failure in rest).items()):
        click.echo(f"voicecoach: {n} more failed: {code}", err=True)


def _duration(seconds: float) -> str:
    """Return a time as people estimate it: 40 s, 12 min, 3.5 h."""
    if seconds < 100:
        return f"about {seconds:.0f} s"
    if seconds < 6000:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.1f} h"

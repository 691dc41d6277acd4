"""`voicecoach add`: copies recordings and transcripts from elsewhere into the library."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from voicecoach.cli.analyze import ask_speaker
from voicecoach.cli.main import report_error
from voicecoach.cli.many_files import shared_status
from voicecoach.cli.options import option, options_of
from voicecoach.cli.shared_options import (
    JSON,
    MODEL,
    PACK,
    QUESTION,
    RECORDINGS,
    SPEAKER_NAME,
    TRACK,
)
from voicecoach.coaching.failure_document import failure_document
from voicecoach.errors import VoiceCoachError
from voicecoach.types import FORMAT_VERSION

if TYPE_CHECKING:
    from voicecoach.coaching.add_recording import AddedRecording
    from voicecoach.coaching.workspace import Workspace
    from voicecoach.library import SessionFolder
    from voicecoach.types import Pack, Question

DATES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """The options of `add`."""

    question: str | None = QUESTION.field()
    pack: str | None = PACK.field("Pack the question is from.")
    date: datetime | None = option(
        "--date",
        type=click.DateTime(DATES),
        metavar="DATE",
        help="When it was recorded, such as 2026-11-24 or 2026-11-24T18:30; by default when the "
        "file was last changed.",
    )
    model: str | None = MODEL.field()
    track: int | None = TRACK.field()
    speaker: str | None = SPEAKER_NAME.field()
    recordings: Path | None = RECORDINGS.field()
    as_json: bool = JSON.field(
        "Print one JSON document for each file: its place in the library and its analysis."
    )


@click.command(short_help="Bring recordings or transcripts from elsewhere into your library.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@options_of(AddOptions)
def command(files: tuple[str, ...], options: AddOptions) -> int:
    """Copy recordings or transcripts into your library and analyse them there.

    FILE is audio (anything FFmpeg reads), a text (.txt, .md, captions .srt and .vtt), or a
    folder of such files. The sound is copied without loss; FILE itself stays as it is. Without
    --question the answer is named after the file and judged as a story. Afterwards `show`,
    `history` and `review` know it.

    \b
    voicecoach add mock-interview.m4a --question push-back
    voicecoach add *.wav --date 2026-11-24
    """
    from voicecoach.cli.packs import open_workspace
    from voicecoach.coaching.analyse_input import choose_options, expand_inputs

    workspace = open_workspace(model=options.model, recordings=options.recordings)
    context = choose_options(workspace, question=options.question, pack=options.pack).context
    adder = _Adder(workspace, context.question, context.pack, options)
    failures: list[VoiceCoachError] = []
    for item in expand_inputs(files, workspace.library):
        try:
            adder.add(Path(item))
        except VoiceCoachError as error:
            failures.append(error)
            if options.as_json:
                click.echo(failure_document(item, error))
            report_error(error)
    return shared_status(failures)


class _Adder:
    """Adds one file after another; with --date they make one session."""

    def __init__(
        self,
        workspace: Workspace,
        question: Question | None,
        pack: Pack | None,
        options: AddOptions,
    ) -> None:
        self._workspace = workspace
        self._question = question
        self._pack = pack
        self._options = options
        self._session: SessionFolder | None = None

    def add(self, file: Path) -> None:
        """Add one file and print its place in the library.

        Raises
        ------
        VoiceCoachError
            If it cannot be read, copied or recognised.
        """
        from voicecoach.cli.progress_line import progress
        from voicecoach.coaching.add_recording import add_recording

        date = self._options.date
        with progress() as line:
            added = add_recording(
                self._workspace,
                file,
                question=self._question,
                pack=self._pack,
                started=date.astimezone() if date else None,
                session=self._session,
                track=None if self._options.track is None else self._options.track - 1,
                speaker=self._options.speaker,
                ask_speaker=ask_speaker,
                on_progress=line.step,
            )
        if date is not None:
            self._session = added.session
        self._print(file, added)
        if added.failure is not None:
            raise added.failure

    def _print(self, file: Path, added: AddedRecording) -> None:
        ref = added.folder.ref
        if self._options.as_json:
            from voicecoach.json_files import plain_unicode, to_dict

            document = {
                "format_version": FORMAT_VERSION,
                "input": plain_unicode(str(file)),
                "ref": ref,
                "started": added.started.isoformat(),
                "analysis": to_dict(added.analysis) if added.analysis else None,
            }
            click.echo(json.dumps(document, ensure_ascii=False))
        else:
            click.echo(ref)
        sys.stdout.flush()
        when = f"{added.started:%Y-%m-%d %H:%M}"
        click.echo(f"Added as an answer of {when}; `voicecoach show {ref}`.", err=True)
        for notice in added.notices:
            click.echo(f"  {notice}", err=True)
        if added.no_model:
            click.echo(
                "  No recognition model is installed, so there are no words yet.\n"
                f"  `voicecoach setup`, then `voicecoach analyze {ref}` adds them.",
                err=True,
            )

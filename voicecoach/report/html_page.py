"""The report as one self-contained page: readable without JavaScript, playable with it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from voicecoach.report import findings
from voicecoach.report.answer_view import ReportView
from voicecoach.report.evidence_clip import find_proof
from voicecoach.report.figure_scale import build_standing
from voicecoach.report.figures import build_figures, split_figures
from voicecoach.report.notes_html import render_markdown
from voicecoach.report.timeline import build_timeline
from voicecoach.report.transcript_view import Passage, build_passages, transcript_origin
from voicecoach.report.voice_row import build_voice_row
from voicecoach.report.wording import LETTERS, clean, clock, percent, seconds_text, sentence

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """Return the templates of this package; they escape every value put into them."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        clean=clean, clock=clock, percent=percent, seconds=seconds_text, sentence=sentence
    )
    templates.filters["commands"] = mark_commands
    templates.globals["letters"] = LETTERS
    return templates


def mark_commands(text: str) -> Markup:
    """Return a sentence, escaped, with the commands between backquotes marked as code."""
    pieces = clean(text).split("`")
    marked = (
        Markup("<code>{}</code>").format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )
    return Markup("").join(marked)


def render_page(view: ReportView, *, audio_href: str | None = None) -> str:
    """Return one HTML page with its styles, its script and, as a ``data:`` URL, its sound.

    Parameters
    ----------
    view
        The take to show.
    audio_href
        Address of the sound; ``view.audio_href`` by default.  Without it the page shows no
        player and no buttons that play.

    Notes
    -----
    The page names its own Content-Security-Policy: nothing from the network, only this
    style and this script (by hash), no inline handler.
    """
    style, script = _static("report.css"), bundle(MODULES)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{policy_hash(style)}'",
            f"script-src '{policy_hash(script)}'",
            "media-src 'self' data: blob: file:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    template = environment().get_template("page.html.j2")
    # style and script are VoiceCoach's own files, not data, and go in unescaped
    return template.render(
        **answer_context(view, audio_href=audio_href),
        policy=policy,
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
    )


def answer_context(view: ReportView, *, audio_href: str | None = None) -> dict[str, object]:
    """Return the values for ``answer.html.j2``, which the review site includes as well."""
    analysis = view.analysis
    main, others = split_figures(build_figures(analysis))
    return {
        "view": view,
        "audio_href": audio_href if audio_href is not None else view.audio_href,
        "priority": analysis.priority,
        "good": findings.notes_of(analysis, "good"),
        "noticed": [
            (note, findings.place_of(note))
            for note in findings.notes_of(analysis, "warn", "info")
        ],
        "doubts": findings.doubts(analysis),
        "proof": find_proof(analysis),
        "standings": [build_standing(figure, analysis, view.personal_medians) for figure in main],
        "more_standings": [
            *(build_standing(figure, analysis, view.personal_medians) for figure in others),
            *build_voice_row(analysis, view.personal_medians),
        ],
        "parts": findings.build_parts(view),
        "star_remarks": findings.star_remarks(analysis),
        "remarks": [*findings.wording_remarks(analysis), *findings.quality_remarks(analysis)],
        "withheld": findings.withheld_lines(analysis),
        "timeline": build_timeline(view),
        "passages": build_passages(analysis),
        "marks": _marks(build_passages(analysis), view.edited),
        "corrected": any(note.code == "corrected" for note in analysis.notes),
        "origin": transcript_origin(analysis),
        "notes_html": Markup(render_markdown(view.notes)),  # noqa: S704 - cleaned there
    }  # fmt: skip


MARKS = (
    ("filler", "Wavy underlines are fillers"),
    ("doubtful", "dots mark doubtful words"),
    ("pause", "brackets are long pauses"),
    ("edited", "a bar marks your correction"),
)


def _marks(passages: Sequence[Passage], edited: frozenset[int]) -> str:
    """Explain the marks that occur in the transcript."""
    kinds: set[str] = {piece.kind for passage in passages for piece in passage.pieces}
    kinds |= {"edited"} if edited else set()
    legend = ", ".join(text for kind, text in MARKS if kind in kinds)
    return f"{legend[:1].upper()}{legend[1:]}." if legend else ""


MODULES = ("keys.js", "player.js", "words.js", "timeline.js", "answer.js")
"""Script modules of the page, in the order of their imports."""


@cache
def bundle(names: tuple[str, ...]) -> str:
    """Join script modules into one, since a page opened from disk can import no other file.

    They share one scope, so no two modules may declare the same top-level name.
    """
    texts = (_static(name) for name in names)
    lines = (line for text in texts for line in text.splitlines())
    kept = (line.removeprefix("export ") for line in lines if not line.startswith("import "))
    return "\n".join(kept)


@cache
def _static(name: str) -> str:
    return (HERE / "static" / name).read_text("utf-8").strip()


def policy_hash(text: str) -> str:
    """Return how a Content-Security-Policy names a style or script that stands in a page."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"

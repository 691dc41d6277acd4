"""The report as one self-contained page: it reads without JavaScript and plays with it."""

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
from voicecoach.report.figures import build_figures
from voicecoach.report.timeline import build_timeline
from voicecoach.report.transcript_view import Passage, build_passages, transcript_origin
from voicecoach.report.wording import LETTERS, clean, clock, percent, seconds_text, sentence

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    """Return the templates of this package; everything that is put into them is escaped."""
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
    """Return a sentence, escaped, with its commands between backquotes as code."""
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
        Where the sound is; ``view.audio_href`` by default.  Without it nothing can be
        played, and the page shows no control that would do nothing.

    Notes
    -----
    The page names its own Content-Security-Policy: nothing from the network, only this
    style and this script (by hash), no inline handler.
    """
    style, script = _static("report.css"), bundle(MODULES)
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "media-src 'self' data: blob: file:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    template = environment().get_template("page.html.j2")
    # our own two files, never data, go in unescaped
    return template.render(
        **answer_context(view, audio_href=audio_href),
        policy=policy,
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
    )


def answer_context(view: ReportView, *, audio_href: str | None = None) -> dict[str, object]:
    """Return what ``answer.html.j2`` needs; the review site includes the same template."""
    analysis = view.analysis
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
        "standings": [
            build_standing(figure, analysis, view.personal_medians)
            for figure in build_figures(analysis)
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
    }  # fmt: skip


MARKS = (
    ("filler", "Wavy underlines are fillers"),
    ("doubtful", "dots under a word are doubt"),
    ("pause", "brackets are long pauses"),
    ("edited", "a bar beside a word is your correction"),
)


def _marks(passages: Sequence[Passage], edited: frozenset[int]) -> str:
    """Return what the marks in the words mean, for those that occur."""
    kinds: set[str] = {piece.kind for passage in passages for piece in passage.pieces}
    kinds |= {"edited"} if edited else set()
    told = ", ".join(text for kind, text in MARKS if kind in kinds)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


MODULES = ("keys.js", "player.js", "words.js", "timeline.js", "answer.js")
"""The page's own modules, each after those it imports from."""


@cache
def bundle(names: tuple[str, ...]) -> str:
    """Return modules as one: no file beside the page can be imported from disk.

    They share one scope, so no two of them declare the same name at their top.
    """
    texts = (_static(name) for name in names)
    lines = (line for text in texts for line in text.splitlines())
    kept = (line.removeprefix("export ") for line in lines if not line.startswith("import "))
    return "\n".join(kept)


@cache
def _static(name: str) -> str:
    return (HERE / "static" / name).read_text("utf-8").strip()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"

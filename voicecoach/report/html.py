"""The report as one self-contained page: it reads without JavaScript and plays with it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from voicecoach.report import findings
from voicecoach.report.figures import build_figures
from voicecoach.report.passages import build_passages, transcript_origin
from voicecoach.report.timeline import build_timeline
from voicecoach.report.view import ReportView
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
    templates.globals["letters"] = LETTERS
    return templates


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
    style, script = _static("report.css"), _static("report.js")
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
        "figures": build_figures(analysis),
        "parts": findings.build_parts(view),
        "star_remarks": findings.star_remarks(analysis),
        "remarks": [*findings.wording_remarks(analysis), *findings.quality_remarks(analysis)],
        "withheld": findings.withheld_lines(analysis),
        "timeline": build_timeline(view),
        "passages": build_passages(analysis),
        "origin": transcript_origin(analysis),
    }  # fmt: skip


@cache
def _static(name: str) -> str:
    return (HERE / "static" / name).read_text("utf-8").strip()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"

"""The page: self-contained, escaped, readable without script, in every state."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.golden import check_gold, scrub_page
from tests.samples import ALL, QUESTION, STARTED, complete_star, without_transcript
from voicecoach.report.answer_view import ReportView, title_of
from voicecoach.report.figures import build_figures
from voicecoach.report.html_page import render_page
from voicecoach.report.timeline import build_timeline
from voicecoach.types import Analysis, Priority, Word

VOID = {"meta", "br", "input", "link", "img", "hr", "rect", "line", "circle", "path", "polyline"}
SOUND = "data:audio/mpeg;base64,AAAA"


def view_of(analysis: Analysis, *, sound: bool = True) -> ReportView:
    title = title_of(analysis.question.id if analysis.question else None)
    return ReportView(
        analysis, title, when=STARTED, question=QUESTION, ref="S/01_q/take-1",
        audio_href=SOUND if sound and analysis.recording else None,
    )  # fmt: skip


class Page(HTMLParser):
    """Reads a page strictly: tags nest, ids are unique; keeps what tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.inline_styles: list[str] = []
        self.words: list[dict[str, str | None]] = []
        self.headings: list[str] = []
        self.said: list[str] = []
        self.feed(text)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, links, handlers and words."""
        values = dict(attrs)
        if tag not in VOID:
            self.stack.append(tag)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [v or "" for k, v in attrs if k in ("href", "src", "action", "poster")]
        self.handlers += [k for k, _ in attrs if k.startswith("on")]
        self.inline_styles += [v or "" for k, v in attrs if k == "style"]
        if "w" in (values.get("class") or "").split():
            self.words.append(values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Only void elements close themselves."""
        assert tag in VOID

    def handle_endtag(self, tag: str) -> None:
        """Every tag closes the one that is open."""
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if self.stack and self.stack[-1] in ("h1", "h2"):
            self.headings.append(data.strip())
        if "style" not in self.stack and "script" not in self.stack:
            self.said.append(data)


@pytest.mark.parametrize("name", sorted(ALL))
def test_golden(name: str) -> None:
    """Every sample's page is the one that was last looked at."""
    check_gold(f"page-{name}.html", scrub_page(render_page(view_of(ALL[name]()))))


@pytest.mark.parametrize("name", sorted(ALL))
@pytest.mark.parametrize("sound", [True, False])
def test_page_is_self_contained(name: str, sound: bool) -> None:
    """Tags nest, ids are unique, nothing is loaded and nothing is inline but by hash."""
    text = render_page(view_of(ALL[name](), sound=sound))
    page = Page(text)
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.links) <= {SOUND, "#transcript"}
    assert page.handlers == page.inline_styles == []
    assert "http://" not in text
    assert "https://" not in text


def test_policy_fits_the_style_and_the_script() -> None:
    """The policy's hashes are those of what stands in the page."""
    text = render_page(view_of(complete_star()))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}[^>]*>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{digest}&#39;" in policy[1]
    assert "unsafe" not in policy[1]


def test_order_of_the_page() -> None:
    """The one thing to try next, then the words, then everything else."""
    headings = Page(render_page(view_of(complete_star()))).headings
    assert headings[:4] == ["Incomplete information", "Try this next", "Transcript", "Timeline"]
    assert headings[4:7] == ["What went well", "Figures", "STAR"]
    assert headings[-1] == "Keys"


def test_three_figures_and_a_fold() -> None:
    """Length, rate and fillers are seen at once; each other figure is under the fold."""
    text = render_page(view_of(complete_star()))
    first, _, folded = text.partition('<details class="more-figures">')
    assert first.count('class="figure ') == 3
    for label in ("Length", "Speaking rate", "Fillers"):
        assert f'<span class="label">{label}</span>' in first
    assert folded.count('class="figure ') == len(build_figures(complete_star())) - 3


def test_notes_are_given_away_on_request_alone() -> None:
    """They are formatted, and nothing in them runs."""
    view = view_of(complete_star())
    assert "own-notes" not in Page(render_page(view)).ids
    assert ">Notes</h2>" not in render_page(view)
    text = render_page(replace(view, notes="Say **why**\n\n<script>alert(1)</script>"))
    assert "<strong>why</strong>" in text
    assert "&lt;script&gt;alert(1)" in text
    Page(text)


def test_every_word_can_be_heard() -> None:
    """Each word carries its time; a filler of two words is one."""
    analysis = complete_star()
    assert analysis.transcript is not None
    page = Page(render_page(view_of(analysis)))
    assert len(page.words) == len(analysis.transcript.words) - 1  # you know
    starts = [float(word["data-start"] or "") for word in page.words]
    assert starts == sorted(starts)


def test_no_control_without_sound() -> None:
    """Without a recording there is no player, and the text is all there."""
    with_sound = render_page(view_of(complete_star()))
    without = render_page(view_of(complete_star(), sound=False))
    assert "<audio" in with_sound
    assert "<audio" not in without
    assert "the engineer" in " ".join(Page(without).said).replace("\n", " ").replace("  ", " ")


def test_without_words_the_page_says_how_to_get_them() -> None:
    """An answer without transcript looks intended."""
    text = render_page(view_of(without_transcript()))
    assert "voicecoach analyze S/01_q/take-1" in text
    assert "Not measured" in text


def test_everything_is_escaped() -> None:
    """A script in any text stays a text."""
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    analysis = complete_star()
    assert analysis.transcript is not None
    words = tuple(Word(evil, n, n + 0.5, 0.9) for n in range(5))
    odd = replace(
        analysis,
        transcript=replace(analysis.transcript, words=words),
        star=replace(analysis.star, sentences=()),
        fillers=tuple(replace(f, text=evil, word_index=None) for f in analysis.fillers),
        priority=Priority(evil, evil, evil),
        follow_ups=(evil,),
        notes=tuple(replace(note, message=evil) for note in analysis.notes),
    )
    view = replace(view_of(odd), title=evil, question=replace(QUESTION, prompt=evil), ref=evil)
    page = Page(render_page(view))
    assert page.handlers == []
    assert set(page.links) <= {SOUND, "#transcript"}


def test_timeline_stays_on_its_axis() -> None:
    """Every bar lies between 0 and 100 per cent, and the table names each."""
    timeline = build_timeline(view_of(complete_star()))
    assert timeline is not None
    for bar in (*timeline.speech, *timeline.rows):
        assert 0 <= bar.x <= bar.x + bar.width <= 100.001
    assert len(timeline.rows) == 2 + 5 + 4 + len(timeline.pace)
    assert len(timeline.speech) == 11
    assert len(timeline.ticks) <= 9
    assert build_timeline(view_of(ALL["typed-text"]())) is None


def test_waveform_is_drawn_from_peaks() -> None:
    """Peaks become one closed path inside its box."""
    view = replace(view_of(complete_star()), peaks=((-1.0, 1.0), (-0.5, 0.25), (0.0, 0.0)))
    timeline = build_timeline(view)
    assert timeline is not None
    assert timeline.wave.startswith("M0.0 0.0 L")
    assert timeline.wave.endswith("Z")
    assert 'd="M0.0 0.0' in render_page(view)

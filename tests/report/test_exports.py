"""Markdown, WebVTT, CSV and the history list."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from tests.golden import check_gold
from tests.samples import ALL, QUESTION, STARTED, complete_star, introduction, typed_text
from voicecoach.errors import TranscriptError
from voicecoach.progress.history_text import HistoryRow, render_history, sparkline
from voicecoach.report.answer_view import ReportView, title_of
from voicecoach.report.csv_export import COLUMNS, render_csv
from voicecoach.report.markdown import render_markdown
from voicecoach.report.vtt import MAX_CUE_CHARACTERS, render_vtt
from voicecoach.types import Analysis, Measures, Priority, Word


def view_of(analysis: Analysis) -> ReportView:
    title = title_of(analysis.question.id if analysis.question else None)
    return ReportView(analysis, title, when=STARTED, take=1, n_takes=2, ref="S/01_q/take-1")


@pytest.mark.parametrize("name", sorted(ALL))
def test_markdown_golden(name: str) -> None:
    """Every sample's Markdown looks as it was last looked at."""
    check_gold(f"markdown-{name}.md", render_markdown(view_of(ALL[name]())))


def test_markdown_shows_texts_as_they_are() -> None:
    """What is said becomes neither heading, list, table, link nor HTML."""
    analysis = replace(
        complete_star(),
        priority=Priority("x", "# <script>alert(1)</script> | *bold*", "- [a](http://b) `c`"),
    )
    text = render_markdown(view_of(analysis))
    assert "\\# \\<script\\>alert(1)\\</script\\> \\| \\*bold\\*" in text
    assert "\n\\- \\[a\\](http://b) \\`c\\`" in text
    for row in [line for line in text.split("\n") if line.startswith("|")]:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5


def parse_vtt(text: str) -> list[tuple[float, float, str]]:
    """Read a WebVTT file strictly: header, blank lines, stamps, tags."""
    blocks = text.rstrip("\n").split("\n\n")
    assert re.fullmatch(r"WEBVTT( .*)?", blocks[0])
    cues = []
    for block in blocks[1:]:
        lines = block.split("\n")
        if lines[0].startswith("NOTE"):
            assert "-->" not in block
            continue
        assert "-->" not in lines[0]
        stamp = r"(\d\d):([0-5]\d):([0-5]\d)\.(\d{3})"
        found = re.fullmatch(f"{stamp} --> {stamp}", lines[1])
        assert found, lines[1]
        numbers = [int(group) for group in found.groups()]
        start, end = (
            h * 3600 + m * 60 + s + ms / 1000 for h, m, s, ms in (numbers[:4], numbers[4:])
        )
        payload = "\n".join(lines[2:])
        assert payload
        assert not re.search(r"<(?!/?c)|&(?!amp;|lt;|gt;)", payload)
        cues.append((start, end, re.sub(r"<[^>]*>", "", payload)))
    return cues


def test_vtt_golden() -> None:
    """The captions of a complete answer look as they were last looked at."""
    check_gold("captions-complete-star.vtt", render_vtt(view_of(complete_star())))


@pytest.mark.parametrize("name", ["complete-star", "missing-result", "introduction"])
def test_vtt_is_valid_and_complete(name: str) -> None:
    """Cues are in order, short, not empty, and hold every word."""
    analysis = ALL[name]()
    cues = parse_vtt(render_vtt(view_of(analysis)))
    assert analysis.transcript is not None
    assert " ".join(text for _, _, text in cues) == analysis.transcript.text
    for (start, end, text), following in zip(cues, [*cues[1:], None], strict=True):
        assert start < end
        assert len(text) <= MAX_CUE_CHARACTERS
        if following:
            assert start <= following[0]


def test_vtt_survives_odd_words() -> None:
    """Words that look like tags or arrows, and times that run backwards, stay valid."""
    analysis = introduction()
    assert analysis.transcript is not None
    words = (
        Word("a<b>&", 3.0, 3.1, 1.0),
        Word("-->", 2.0, 2.0, 1.0),
        Word("x" * 200, 2.5, 2.6, 1.0),
        Word("y", 9000.0, 9000.5, 1.0),
    )
    odd = replace(
        analysis,
        transcript=replace(analysis.transcript, words=words),
        star=replace(analysis.star, sentences=()),
        fillers=(),
        pauses=(),
    )
    cues = parse_vtt(render_vtt(replace(view_of(odd), title="A --> <b>\nNOTE")))
    assert [start for start, _, _ in cues] == sorted(start for start, _, _ in cues)


def test_vtt_needs_times() -> None:
    """Typed words make no captions, and the error says what does work."""
    with pytest.raises(TranscriptError) as caught:
        render_vtt(view_of(typed_text()))
    assert caught.value.code == "no-times"


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_the_measures() -> None:
    """Each measure stands in its column; what was not measured is empty, not 0."""
    whole, bare = read_csv(
        render_csv([view_of(complete_star()), view_of(ALL["without-transcript"]())])
    )
    measures = complete_star().measures
    assert float(whole["speech_rate_wpm"]) == measures.speech_rate_wpm
    assert int(whole["n_words"]) == measures.n_words
    assert (whole["n_fillers_at_least"], whole["n_fillers_likely"]) == ("3", "5")
    assert whole["result_verdict"] == "weak"
    assert whole["started"] == "2026-11-24T10:03:12+01:00"
    assert bare["n_words"] == bare["speech_rate_wpm"] == bare["situation_verdict"] == ""
    assert read_csv(render_csv([])) == []


def test_csv_has_every_measure() -> None:
    """A measure added to the document gets its column."""
    names = {f.name for f in fields(Measures)} - {"fillers_per_minute", "pace_thirds_wpm"}
    assert names <= set(COLUMNS)
    assert len(set(COLUMNS)) == len(COLUMNS)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=cmd|"/c calc"!A1'])
def test_csv_is_no_formula(text: str) -> None:
    """A question called like a formula stays a text in the spreadsheet."""
    analysis = complete_star()
    assert analysis.question is not None
    odd = replace(analysis, question=replace(analysis.question, id=text))
    (row,) = read_csv(render_csv([view_of(odd)]))
    assert row["question"].startswith("'")


TOLD = ("2 of your last 5 stories were whole; 1 of the 5 before.",)


def history_rows() -> list[HistoryRow]:
    return [
        HistoryRow(
            number, STARTED - timedelta(days=number), title_of(QUESTION.id), 1, 1 + number % 2,
            60.0 + 5 * number, 140.0 + number, (float(number), number + 1.5),
            ("found", "weak", "found", "missing") if number < 4 else (),
            "without words" if number == 2 else "",
        )
        for number in range(1, 6)
    ]  # fmt: skip


def test_history_golden() -> None:
    """The list looks as it was last looked at."""
    check_gold("history.txt", render_history(history_rows(), TOLD))
    check_gold("history-plain.txt", render_history(history_rows(), TOLD, plain=True))


def test_history_tells_star_without_colour() -> None:
    """Found, weak and missing differ in their letters."""
    text = render_history(history_rows())
    assert "StA-" in text
    coloured = render_history(history_rows(), colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text
    assert max(map(len, text.split("\n"))) <= 80


def test_history_bars_need_three() -> None:
    """Of two answers there is no line of bars; a missing figure leaves its answer out."""
    assert "Oldest to newest" not in render_history(history_rows()[:2])
    rows = [replace(row, wpm=None) if row.number == 1 else row for row in history_rows()]
    text = render_history(rows)
    bars = {line.split()[0]: line.split()[1] for line in text.split("\n") if "▁" in line}
    assert len(bars["Words/min"]) == 4
    assert len(bars["Length"]) == 5


def test_sparkline() -> None:
    """The lowest value is the lowest bar, and equal values are level."""
    assert sparkline([1, 2, 3]) == "▁▅█"
    assert sparkline([4, 4]) == "▄▄"

"""Captions and transcripts of other tools: who says what, and when."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.coaching.plain_text import strip_markdown
from voicecoach.coaching.read_text import decode_text, read_text
from voicecoach.coaching.transcript_files import read_lines
from voicecoach.coaching.transcript_speakers import find_speaker, guess_candidate, words_of
from voicecoach.errors import NoSpeechError, TranscriptError, UsageError

SRT = """1
00:00:00,000 --> 00:00:04,000
Last year our export failed.

2
00:00:04,000 --> 00:00:09,000
I read <i>the logs</i>
and fixed it.
"""

VTT = """WEBVTT - made by a tool

NOTE nobody says this

STYLE
::cue { color: red }

intro
00:00.000 --> 00:04.000 align:start
<v Ben Miller>Why did it fail?</v>

00:04.000 --> 00:09.500
<v Anna>I read the <c.loud>logs</c> &amp; fixed <00:06.000>it.
"""

ZOOM = """WEBVTT

1
00:00:03.000 --> 00:00:05.000
Ben Miller: Why did it fail?

2
00:00:05.500 --> 00:00:09.000
Anna Smith: I read the logs.
"""

OTTER = """Ben Miller  0:03
Why did it fail?

Anna Smith  0:06
I read the logs
and fixed it.

Transcribed by a tool
"""

BRACKETS = """[00:00:03] Ben: Why did it fail?
[00:00:06] Anna: I read the logs.
And I fixed it.
"""

TEAMS = """Ben Miller   0:3
Why did it fail?
Anna Smith   0:6
I read the logs.
"""

REV = """Interviewer: (00:03)
Why did it fail?

Anna: (00:06)
I read the logs.
"""

CHAT = """[Ben Miller] 10:00:03
Why did it fail?
[Anna Smith] 10:00:06
I read the logs.
"""

DIALOGUE = """Interviewer: Why did it fail?
Candidate: I read the logs.
Interviewer: And then?
Candidate: I fixed it.
"""

NOTES = """Situation: Last year our export failed.
Task: I had to mend it.
Action: I read the logs.
Result: It runs.
"""


@pytest.mark.parametrize(
    ("text", "speakers", "first_start"),
    [
        (SRT, [""], 0.0),
        (VTT, ["Ben Miller", "Anna"], 0.0),
        (ZOOM, ["Ben Miller", "Anna Smith"], 3.0),
        (OTTER, ["Ben Miller", "Anna Smith"], 3.0),
        (BRACKETS, ["Ben", "Anna"], 3.0),
        (TEAMS, ["Ben Miller", "Anna Smith"], 3.0),
        (REV, ["Interviewer", "Anna"], 3.0),
        (CHAT, ["Ben Miller", "Anna Smith"], 36_003.0),
        (DIALOGUE, ["Interviewer", "Candidate"], None),
    ],
    ids=["srt", "vtt", "zoom", "otter", "brackets", "teams", "rev", "chat", "dialogue"],
)
def test_formats(text, speakers, first_start):
    """Names, moments and words are told apart; neither numbers nor tags are words."""
    lines = read_lines(text)
    assert list(dict.fromkeys(line.speaker for line in lines)) == speakers
    assert lines[0].start == first_start
    said = " ".join(line.text for line in lines if line.speaker == speakers[-1])
    assert "I read the logs" in said
    assert not any(mark in said for mark in ("<", "-->", "00:", "[", "Anna"))


@pytest.mark.parametrize(
    "text",
    [
        "Last year our export failed. I read the logs at 10:30 and fixed it.",
        NOTES,
        "I had one rule: measure first.\nThen I moved the index.",
        "At 9:15: the pager rang.",
        "",
    ],
    ids=["plain", "headings", "a colon", "a time", "nothing"],
)
def test_plain_words_stay_plain(text):
    """An answer that was typed is no dialogue, whatever colons it has."""
    assert read_lines(text) is None


def test_times_are_shared_out_over_a_line():
    """Words follow each other from the line's start to its end, longer words for longer."""
    words = words_of(read_lines(SRT))
    assert " ".join(word.text for word in words) == (
        "Last year our export failed. I read the logs and fixed it."
    )
    assert (words[0].start, words[4].end, words[-1].end) == (0.0, 4.0, 9.0)
    assert all(a.end <= b.start for a, b in itertools.pairwise(words))
    assert words[3].end - words[3].start > words[2].end - words[2].start


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Interviewer", "Anna Smith"], "Anna Smith"),
        (["Ben (Recruiter)", "Anna"], None),
        (["Q", "A"], "A"),
        (["Me", "Ben", "Carl"], "Me"),
        (["Ben", "Anna"], None),
        (["Anna"], "Anna"),
    ],
)
def test_who_the_candidate_is(names, found):
    """Known by their names, or not at all: nobody is guessed by how much they say."""
    assert guess_candidate(names) == found


def test_a_speaker_is_found_by_a_part_of_the_name():
    """Exactly, at the beginning, or inside; two that fit are none."""
    names = ["Anna Smith", "Anna-Lena", "Ben"]
    assert find_speaker(names, "ben") == "Ben"
    assert find_speaker(names, "smith") == "Anna Smith"
    assert find_speaker(names, "anna") is None
    assert find_speaker(names, "zoe") is None


def test_only_the_candidates_words_are_judged(tmp_path):
    """Named, asked for, or refused with the names; and it is said that others were left out."""
    file = tmp_path / "call.vtt"
    file.write_text(VTT)
    read = read_text(file, speaker="anna")
    assert read.transcript.text == "I read the logs & fixed it."
    assert read.transcript.words[0].start == 4.0
    assert "Only the words of Anna are judged (7 of 11)." in read.notices[0]
    asked = read_text(file, ask_speaker=lambda counted: next(iter(counted)))
    assert asked.transcript.text == "Why did it fail?"
    with pytest.raises(UsageError, match=r"Ben Miller \(4 words\), Anna \(7 words\)"):
        read_text(file)
    with pytest.raises(UsageError, match="called 'Zoe'"):
        read_text(file, speaker="Zoe")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
def test_byte_order_marks(encoding):
    """A text that an editor on Windows saved is a text."""
    data = "Ich sagte: “naïve”.".encode(encoding)
    assert decode_text(data, origin="x").transcript.text == "Ich sagte: “naïve”."


def test_no_text_is_one_sentence():
    """Bytes that are no text, and a text without a word."""
    with pytest.raises(TranscriptError, match="neither audio nor UTF-8"):
        decode_text(b"\xff\x00\xd8", origin="x")
    with pytest.raises(NoSpeechError):
        decode_text("WEBVTT\n\n00:01.000 --> 00:02.000\n♪\n".encode(), origin="x")


def test_markdown_is_no_word():
    """Front matter, titles, bullets, emphasis, links, comments and code go; words stay."""
    text = (
        "---\ntitle: My answer\ntags: [star]\n---\n# Situation\n\n"
        "- Last year **our** export _failed_.\n1. I read [the logs](http://x/y).\n"
        "- [ ] I fixed `it`.\n> It runs.\n<!-- not this -->\n```\ncode\n```\n* * *\n"
        "snake_case_name stays, 2 * 3 * 4 too\n"
    )
    words = " ".join(strip_markdown(text).split())
    assert words.startswith("Last year our export failed. I read the logs. I fixed it. It runs.")
    assert words.endswith("snake_case_name stays, 2 * 3 * 4 too")


def test_markdown_only_where_it_is_markdown(tmp_path):
    """A plain text keeps its stars; a .md loses them."""
    for name, expected in (("a.txt", "- I did it."), ("a.md", "I did it.")):
        (tmp_path / name).write_text("- I did it.\n")
        assert read_text(tmp_path / name).transcript.text == expected


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    """Nothing that is text makes the reader fail; times never run backwards inside a line."""
    for line in read_lines(text) or ():
        assert line.end is None or line.start is None or line.end >= line.start
    strip_markdown(text)

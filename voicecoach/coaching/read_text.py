"""A text file to a transcript: plain words, Markdown, captions and transcripts of other tools."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path

from voicecoach.coaching.analyse_audio import AskSpeaker
from voicecoach.coaching.plain_text import decode_bytes, strip_markdown
from voicecoach.coaching.transcript_files import Line, read_lines
from voicecoach.coaching.transcript_speakers import (
    count_speakers,
    find_speaker,
    guess_candidate,
    words_of,
)
from voicecoach.errors import NoSpeechError, TranscriptError, UsageError
from voicecoach.safe_files import read_regular
from voicecoach.types import Transcript, Word

TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text", ".srt", ".vtt"})
"""What counts as a text inside a folder, and is read as one when it is named."""

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})

MAX_TEXT_BYTES = 1_000_000
"""A text longer than this is no spoken answer (an hour of fast speech is about 70 kB)."""

MAX_UTF_BYTES = 4
"""Bytes of a letter in UTF-32."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """The candidate's words; ``notices`` says whose they are where somebody else spoke too."""

    transcript: Transcript
    notices: tuple[str, ...] = ()


def read_text(
    path: Path, *, speaker: str | None = None, ask_speaker: AskSpeaker | None = None
) -> ReadText:
    """Return the candidate's words in a text file; with times where it has them.

    Parameters
    ----------
    speaker
        Who of those who speak the candidate is: a name or a part of it.
    ask_speaker
        Asks who it is, where neither ``speaker`` nor the names say so.

    Raises
    ------
    TranscriptError
        If the file is missing, too large, no text, or holds no word.
    UsageError
        If several people speak and nobody says which is the candidate, or there is no such one.
    """
    try:
        data = read_regular(path, MAX_UTF_BYTES * MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise TranscriptError(
            f"{path} cannot be read: {error.strerror}.", "Check the name and its permissions."
        ) from error
    markdown = path.suffix.lower() in MARKDOWN_SUFFIXES
    return decode_text(
        data, origin=str(path), markdown=markdown, speaker=speaker, ask_speaker=ask_speaker
    )


def decode_text(
    data: bytes,
    *,
    origin: str,
    markdown: bool = False,
    speaker: str | None = None,
    ask_speaker: AskSpeaker | None = None,
) -> ReadText:
    """Return the candidate's words in a text in UTF-8, or in what its byte order mark says.

    Raises
    ------
    TranscriptError, UsageError
        As `read_text`; ``origin`` names the text in the message.
    """
    try:
        text = decode_bytes(data)
    except UnicodeDecodeError as error:
        raise TranscriptError(
            f"{origin} is neither audio nor UTF-8 text.", "Save it as UTF-8, or name an audio file."
        ) from error
    _check_size(text, origin)
    text = strip_markdown(text) if markdown else text
    lines = read_lines(text)
    if lines is None:
        return ReadText(text_transcript(text, origin=origin))
    chosen, notices = _choose(lines, speaker, ask_speaker, origin)
    return ReadText(_transcript(words_of([_clean_line(line) for line in chosen]), origin), notices)


def text_transcript(text: str, *, origin: str) -> Transcript:
    """Return typed or pasted words as a transcript without times.

    Raises
    ------
    TranscriptError
        If the text is too long or holds no word.
    """
    _check_size(text, origin)
    return _transcript(tuple(Word(word) for word in _clean(text).split()), origin)


def _check_size(text: str, origin: str) -> None:
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise TranscriptError(
            f"{origin} holds more than a megabyte of text.", "Name one answer's transcript."
        )


def _clean(text: str) -> str:
    """Return a text without control characters, which would reach the terminal."""
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in text)


def _clean_line(line: Line) -> Line:
    return replace(line, text=_clean(line.text))


def _transcript(words: tuple[Word, ...], origin: str) -> Transcript:
    if not any(any(c.isalnum() for c in word.text) for word in words):
        raise NoSpeechError(f"{origin} holds no word.", "Write or paste the answer into it.")
    text = " ".join(word.text for word in words)
    return Transcript(engine="text", model=None, language="en", text=text, words=words)


def _choose(
    lines: tuple[Line, ...], wanted: str | None, ask: AskSpeaker | None, origin: str
) -> tuple[list[Line], tuple[str, ...]]:
    """Return the candidate's lines, and a sentence where that leaves somebody out."""
    counted = count_speakers(lines)
    if len(counted) < 2 and wanted is None:
        return [*lines], ()
    names = [*counted]
    said = ", ".join(f"{name} ({n} words)" for name, n in counted.items())
    name = find_speaker(names, wanted) if wanted is not None else guess_candidate(names)
    if wanted is not None and name is None:
        there = f"There speak: {said}." if said else "It names no speakers."
        raise UsageError(f"Nobody in {origin} is called {wanted!r}.", there, code="no-speaker")
    if name is None and ask is not None:
        name = ask(counted)
    if name is None:
        raise UsageError(
            f"Several people speak in {origin}: {said}.",
            "Say who you are with --speaker NAME.",
            code="no-speaker",
        )
    notice = f"Only the words of {name} are judged ({counted[name]} of {sum(counted.values())})."
    notices = (notice,) if len(counted) > 1 else ()
    return [line for line in lines if line.speaker == name], notices

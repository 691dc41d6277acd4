"""Bytes of a file to plain words: encodings by their marks, Markdown without its marks; pure.

So a bullet or a title of Markdown is no word.
"""

from __future__ import annotations

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_bytes(data: bytes) -> str:
    """Return a text in UTF-8, or in what its byte order mark says.

    Raises
    ------
    UnicodeDecodeError
        If it is neither.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    return data.decode("utf-8")


_FRONT_MATTER = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
_MARKDOWN = (
    (re.compile(r"(?ms)^(```|~~~).*?^\1[ \t]*$"), ""),  # code is not said
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"(?m)^ {0,3}#{1,6}[ \t].*$"), ""),  # titles are not said either
    (re.compile(r"(?m)^ {0,3}(?:=+|-{3,}|\*{3,}|_{3,})[ \t]*$"), ""),
    (re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+"), ""),
    (re.compile(r"(?m)^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?"), ""),
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
)


def strip_markdown(text: str) -> str:
    """Return what of a Markdown text is words: no front matter, titles, bullets or marks."""
    text = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)
    for pattern, instead in _MARKDOWN:
        text = pattern.sub(instead, text)
    return text

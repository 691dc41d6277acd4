"""Searches the words of transcripts, questions, notes and story names."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from voicecoach.library.index import Index

OPEN, CLOSE = "\ue000", "\ue001"
"""Marks around a match in an excerpt: private characters of Unicode, which ordinary text lacks."""

EXCERPT_WORDS = 28
MAX_QUERY = 200
"""Longest query in characters."""
MAX_TERMS = 12

_TERM = re.compile(r'"([^"]*)"?|(\S+)')


@dataclass(frozen=True, slots=True)
class ExcerptPiece:
    """A piece of an excerpt; ``hit`` is true for the words that were searched for."""

    text: str
    hit: bool


def find_matches(index: Index, query: str) -> frozenset[str]:
    """Return the takes in which every word of ``query`` occurs.

    A word also matches the beginning of a longer one; words in quotes must follow each other.
    A query without any word finds nothing.
    """
    expression = match_expression(query)
    if not expression:
        return frozenset()
    exact = exact_terms(query)
    with index.connect() as connection:
        if not exact:
            rows = connection.execute(
                "SELECT ref FROM takes WHERE id IN (SELECT rowid FROM texts WHERE texts MATCH ?)",
                (expression,),
            )
            return frozenset(ref for (ref,) in rows)
        rows = connection.execute(
            "SELECT ref, words, prompt, notes, story FROM texts JOIN takes ON id = texts.rowid "
            "WHERE texts MATCH ?",
            (expression,),
        )
        return frozenset(
            ref for ref, *texts in rows if all(_holds(texts, pattern) for pattern in exact)
        )


def exact_terms(query: str) -> list[re.Pattern[str]]:
    """Return what finds the terms that hold signs: the index knows words and no C++ or C#."""
    patterns = []
    for quoted, plain in _TERM.findall(query[:MAX_QUERY].replace("\0", " ")):
        term = (quoted or plain).strip(",;:!?()")
        if _SIGNS.search(term) and re.search(r"\w", term):
            before = r"(?<!\w)" if term[0].isalnum() else ""
            after = r"(?![\w+#])" if not plain or term[-1] in "+#" else ""
            patterns.append(re.compile(before + re.escape(term) + after, re.IGNORECASE))
    return patterns


_SIGNS = re.compile(r"[+#]|^\.\w")
"""Signs that make another name of a word: C++, C#, F#, .NET."""


def _holds(texts: Iterable[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(text or "") for text in texts)


def find_excerpts(
    index: Index, query: str, refs: Iterable[str]
) -> dict[str, tuple[ExcerptPiece, ...]]:
    """Return for each take that matches the excerpt with the best match."""
    expression = match_expression(query)
    if not expression:
        return {}
    with index.connect() as connection:
        return {
            ref: pieces for ref in refs if (pieces := _find_excerpt(connection, expression, ref))
        }


def _find_excerpt(
    connection: sqlite3.Connection, expression: str, ref: str
) -> tuple[ExcerptPiece, ...] | None:
    row = connection.execute(
        "SELECT snippet(texts, -1, ?, ?, '…', ?) FROM texts "
        "WHERE texts MATCH ? AND rowid = (SELECT id FROM takes WHERE ref = ?)",
        (OPEN, CLOSE, EXCERPT_WORDS, expression, ref),
    ).fetchone()
    return split_excerpt(row[0]) if row else None


def match_expression(query: str) -> str:
    """Return a query for SQLite's FTS5, each term quoted so that none acts as an operator."""
    terms: list[str] = []
    for quoted, plain in _TERM.findall(query[:MAX_QUERY].replace("\0", " ")):
        phrase = " ".join(re.findall(r"\w+", quoted or plain))
        if phrase:
            whole = quoted or _SIGNS.search(plain)
            terms.append(f'"{phrase}"' if whole else f'"{phrase}"*')
    return " ".join(terms[:MAX_TERMS])


def split_excerpt(text: str) -> tuple[ExcerptPiece, ...]:
    """Split an excerpt at its marks; marks in the text itself are dropped."""
    pieces: list[ExcerptPiece] = []
    for number, part in enumerate(text.split(OPEN)):
        hit, _, rest = part.partition(CLOSE) if number and CLOSE in part else ("", "", part)
        pieces += [ExcerptPiece(hit, True)] if hit else []
        pieces += [ExcerptPiece(rest.replace(CLOSE, ""), False)] if rest else []
    return tuple(pieces)

"""How a written question is said: marks dropped, short forms and figures read out; pure.

Speech engines read letters as they stand: "p99" becomes "pninety-nine", "$1.2M" "dollar one point
two em".  The rules here turn what is written into what a person says, in English; what no rule
can know (a product's name) stands in a pack's ``say`` table.  Plain numbers are left to the engine,
which reads them well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from voicecoach.sound.spoken_terms import (
    CURRENCIES,
    MONTHS,
    RESPELT,
    SAID_AS_WORDS,
    SCALES,
    SHORT_FORMS,
    TERMS,
    UNITS,
    USERS,
)

PARAGRAPH = "\n\n"
"""Between two paragraphs the speaker makes a short pause."""

THANKS = "Thank you."
"""What an interviewer says before the next question."""

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SCALE = r"(?:thousand|million|billion|bn|mn|[kKmMbB])"
_MONEY = re.compile(
    rf"([$€£¥])\s?({_NUMBER})(?:\s?[-–]\s?[$€£¥]?({_NUMBER}))?(?:\s?({_SCALE})(?![\w%]))?"
)
_SCALED = re.compile(rf"\b({_NUMBER})([kKMB]|bn)(?!\w)")
_UNIT = re.compile(rf"\b({_NUMBER})\s?({'|'.join(map(re.escape, UNITS))})(?!\w)")
_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_CAPITALS = re.compile(r"(?<![\w'-])([A-Z]{2,5})(s?)(?![\w])")

_MARKDOWN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"```\w*"), " "),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"^\s{0,3}(?:#{1,6}|>|[-*+]|\d+[.)])\s+", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"`+"), ""),
    (re.compile(r"<?https?://\S+"), ""),
)
_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[’‘ʼ`´]"), "'"),
    (re.compile(r"[\"“”„«»‹›]|(?<!\w)'|'(?!\w)"), ""),
    (re.compile(r"\s+[–—-]{1,3}\s+|—"), ", "),
    (re.compile(r"(?<=\d)\s?[–-]\s?(?=\d)"), " to "),
    (re.compile(r"\s*[(\[{]\s*"), ", "),
    (re.compile(r"\s*[)\]}](?=\s*[.,;:?!])"), ""),
    (re.compile(r"\s*[)\]}]"), ","),
    (re.compile(r"…|\.{3}"), "."),
)
_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b[pP]({_NUMBER})\b"), r"P \1"),
    (re.compile(r"(?<=\d)\s?%"), " percent"),
    (re.compile(r"\b(\d+)[x×](?!\w)"), r"\1 times"),
    (re.compile(r"(?:>=|≥)\s?(?=\d)"), "at least "),
    (re.compile(r"(?:<=|≤)\s?(?=\d)"), "at most "),
    (re.compile(r"(?<!\w)>\s?(?=\d)"), "more than "),
    (re.compile(r"(?<!\w)<\s?(?=\d)"), "less than "),
    (re.compile(r"~\s?(?=\d)"), "about "),
    (re.compile(r"(?<!\w)#(?=\d)"), "number "),
    (re.compile(r"(?<!\w)v(?=\d)"), "version "),
    (re.compile(r"\s*(?:→|->|=>)\s*"), " to "),
    (re.compile(r"\s*&\s*"), " and "),
    (re.compile(r"(?<=\w)\.js\b"), " J-S"),
    (re.compile(r"(?<=[A-Za-z])/(?=[A-Za-z])"), " "),
)
_USE = re.compile(rf"((?:^|[.!?]\s+)(?=Use (?!of\b))|\b(?:{USERS})\s+(?=use\b))([Uu])se\b")
"""The verb "use", which espeak-ng reads as the noun at the start of a sentence and behind most
nouns, and piper with it (its phonemes, 2026-11-28)."""

_RESPELT = re.compile(rf"\b({'|'.join(RESPELT)})(s?)\b", re.IGNORECASE)

_TASK = re.compile(
    r"(?<=[.!?])\s+(?=(?:Tell me about|Give me an example|Describe a (?:time|situation))\b)"
)
"""Where an introduction ends and what is asked begins."""


def spoken_text(text: str, say: Iterable[tuple[str, str]] = (), *, thanks: bool = False) -> str:
    """Return a question as it is said.

    Parameters
    ----------
    text
        The question as it is written, Markdown marks included.
    say
        What the pack knows better: pairs of a term, as it is written, and how it is said.
    thanks
        Whether the interviewer acknowledges the last answer first.

    Returns
    -------
    str
        Words for a speech engine; a blank line stands for a short pause.
    """
    for pattern, instead in _MARKDOWN:
        text = pattern.sub(instead, text)
    for term, spoken in sorted(say, key=lambda pair: -len(pair[0])):
        text = _replace_term(text, term, spoken)
    for table in (TERMS, SHORT_FORMS):
        for term, spoken in table.items():
            text = _replace_term(text, term, spoken)
    text = _RESPELT.sub(lambda found: RESPELT[found[1].lower()] + found[2], text)
    text = _DATE.sub(_say_date, text)
    text = _MONEY.sub(_say_money, text)
    text = _SCALED.sub(lambda found: f"{found[1]} {SCALES[found[2].lower()]}", text)
    text = _UNIT.sub(lambda found: f"{found[1]} {UNITS[found[2]]}", text)
    for pattern, instead in (*_MARKS, *_SIGNS):
        text = pattern.sub(instead, text)
    text = _CAPITALS.sub(_say_capitals, text)
    text = _USE.sub(lambda found: f"{found[1]}{'Y' if found[2] == 'U' else 'y'}ooz", text)
    text = "".join(c for c in text if c.isprintable() or c.isspace())
    text = _tidy(" ".join(text.split()))
    text = _TASK.sub(PARAGRAPH, text)
    return f"{THANKS}{PARAGRAPH}{text}" if thanks else text


def _replace_term(text: str, term: str, spoken: str) -> str:
    """Put ``spoken`` in place of a whole term; one that ends a sentence leaves its full stop."""
    pattern = re.compile(rf"(?<![\w.]){re.escape(term)}(?!\w)")

    def instead(found: re.Match[str]) -> str:
        rest = text[found.end() :]
        ends = term.endswith(".") and (not rest.strip() or re.match(r"\s+[A-Z]", rest))
        return spoken + ("." if ends and term == "etc." else "")

    return pattern.sub(instead, text)


def _say_date(found: re.Match[str]) -> str:
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:  # no date: part numbers look like this
        return found[0]
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _say_money(found: re.Match[str]) -> str:
    currency = CURRENCIES[found[1]]
    low, high, scale = found[2], found[3], found[4]
    plural = currency if currency == "yen" else f"{currency}s"
    if high or scale:
        amount = f"{low} to {high}" if high else low
        return f"{amount} {SCALES[scale.lower()]} {plural}" if scale else f"{amount} {plural}"
    whole, _, cents = low.partition(".")
    unit = currency if whole == "1" else plural
    if len(cents) == len("00"):
        return f"{whole} {unit}" + (f" {int(cents)}" if int(cents) else "")
    return f"{low} {unit if not cents else plural}"


def _say_capitals(found: re.Match[str]) -> str:
    """Return an abbreviation letter by letter, unless it is said as a word.

    Hyphens hold the letters together: engines read a lone A as the article.
    """
    if found[0] in SAID_AS_WORDS or found[1] in SAID_AS_WORDS:
        return found[0]
    return "-".join(found[1]) + ("'s" if found[2] else "")


_TIDY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s+([,.;:?!])"), r"\1"),
    (re.compile(r",\s*([,.;:?!])"), r"\1"),
    (re.compile(r"^[,;:\s]+"), ""),
)


def _tidy(text: str) -> str:
    """Return the text without the commas and spaces that the rules left over."""
    for pattern, instead in _TIDY:
        text = pattern.sub(instead, text)
    return text.strip()

"""The requirements of an advert: entries of lists under a heading, and sentences that sound so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voicecoach.progress.advert_terms import (
    ABOUT_A_NAME,
    ADDED_WISH,
    CUES,
    HEADING_WORDS,
    HEADINGS,
    MUSTS,
    NOT_ASKED,
    OFFERS,
    WISHED,
    Heading,
)

UNKNOWN = "unknown"
"""What a section is about whose heading no rule knows."""

MAX_HEADING_WORDS = 8
"""Words of a line that may be a heading."""

MIN_REQUIREMENT_WORDS, MAX_REQUIREMENT_WORDS = 1, 60
"""Words of a requirement; longer ones are paragraphs about something else."""

SPEAKS_OF_YOU = re.compile(r"You(?!['’]ll|['’]d| will| would)['’ ]")
"""How a sentence begins that says who the reader is; "you will" says what is done there."""

MAX_OPENING_WORDS = 25
"""Words of a sentence that opens a list and has no mark of a heading."""

OPENS = re.compile(
    r"following (skills|experience|requirements|qualifications|attributes|qualities|criteria)[^.]*$"
    r"|^(our |the |your )?(benefits|perks)\b",
    re.IGNORECASE,
)
"""How a longer line sounds that opens a list."""

MIN_LIST, MAX_ENTRY_WORDS = 2, 45
"""Lines that make a list without marks, and words of each.  Own rule."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that the advert asks for; ``must`` is False where it is only wished for."""

    text: str
    must: bool = True


def find_requirements(lines: Sequence[str]) -> Iterator[Requirement]:
    """Yield what an advert asks for, line by line; the same may come twice.

    Parameters
    ----------
    lines
        As ``coaching.read_advert.read_lines`` returns them.
    """
    lines = _mark_lists(lines)
    announced = any(kind == "wanted" for _, kind, _ in sections(lines))
    for line, section, is_heading in sections(lines):
        # where no heading announces requirements, a list under an unknown one may hold them
        kind = "wanted" if section == UNKNOWN and not announced else section
        if is_heading:
            continue
        is_entry = line.startswith("- ")
        text = line.removeprefix("- ")
        if is_entry and kind in ("wanted", "wished"):
            if _is_long_enough(text) and not (OFFERS.search(text) or NOT_ASKED.search(text)):
                yield Requirement(text.rstrip(" ;,."), kind == "wanted" and _is_must(text))
            continue
        if kind in ("other", "stack"):
            continue
        for sentence in _sentences(text):
            addresses = kind == "wanted" and SPEAKS_OF_YOU.match(sentence)
            if not (addresses or CUES.search(sentence)) or _asks_nothing(sentence):
                continue
            if is_entry and kind == "duties" and not re.search(r"years|must|required", sentence):
                continue
            if _is_long_enough(sentence):
                yield Requirement(sentence.rstrip(" ;,."), kind != "wished" and _is_must(sentence))


def _asks_nothing(sentence: str) -> bool:
    """Return whether a sentence offers something, asks for nothing, or only opens a list."""
    opens_list = sentence.endswith((":", "?"))
    offers = OFFERS.search(sentence) and not MUSTS.search(sentence)
    return bool(opens_list or offers or NOT_ASKED.search(sentence))


def _is_must(text: str) -> bool:
    """Return whether a requirement is one; a wish that is only added to it takes nothing away."""
    core = ADDED_WISH.split(text, maxsplit=1)[0]
    return bool(MUSTS.search(text)) or not WISHED.search(core if len(core.split()) > 1 else text)


def _is_long_enough(text: str) -> bool:
    return MIN_REQUIREMENT_WORDS <= len(text.split()) <= MAX_REQUIREMENT_WORDS


def sections(lines: Sequence[str]) -> Iterator[tuple[str, Heading, bool]]:
    """Yield each line, what its section is about, and whether it is the heading of one.

    Before the first heading a section is about nothing: the text is empty.
    """
    kind, after_heading = "", False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        heading = _heading_of(line, before_list=following.startswith("- "))
        parts = after_heading or (
            kind in ("wanted", "wished", "other")
            and line.endswith(":")
            and not (line.startswith("# ") or line.isupper())
        )
        if heading is not None and not (heading == UNKNOWN and parts and kind):
            kind = heading  # "Languages:" only parts what a heading above announces
        after_heading = heading is not None
        yield line, kind, heading is not None


def part_headings(lines: Sequence[str]) -> list[str]:
    """Return the lines with a heading that opens a paragraph on a line of its own.

    "What you bring. You know SQL." becomes "# What you bring" and "You know SQL."
    """
    parted: list[str] = []
    for line in lines:
        first = _sentences(line)[0].rstrip(".?!")
        rest = line[len(first) :].lstrip(".?! ")
        if rest and not line.startswith(("- ", "# ")) and is_bare_heading(first):
            parted += [f"# {first}", rest]
        else:
            parted.append(line)
    return parted


def _mark_lists(lines: Sequence[str]) -> list[str]:
    """Return the lines with ``- `` before the entries of lists that were copied without marks.

    Below a heading that is known, at least ``MIN_LIST`` lines of one sentence each are a list,
    unless they speak to the reader as paragraphs do.
    """
    marked = list(lines)
    body: list[int] = []
    before = ""
    for at, (line, kind, is_heading) in enumerate([*sections(lines), ("", "end", True)]):
        if is_heading and kind != before:
            if body[1:] and len(_sentences(lines[body[-1]])) > 1:
                body.pop()  # a closing paragraph belongs to no list
            if before in ("wanted", "wished", "duties") and _is_list([lines[n] for n in body]):
                for n in body:
                    marked[n] = f"- {lines[n]}"
            body, before = [], kind
        elif not is_heading and not line.endswith(":"):
            body.append(at)
    return marked


def _is_list(texts: Sequence[str]) -> bool:
    if any(text.startswith("- ") for text in texts):
        return False
    single = [t for t in texts if len(_sentences(t)) == 1 and len(t.split()) <= MAX_ENTRY_WORDS]
    speaking = [t for t in texts if re.match(r"(You|We|Our|As|In|This|If)\b", t)]
    if len(texts) < MIN_LIST and not (texts and texts[0][-1].isalnum()):
        return False  # one line alone is an entry where it has no stop
    return len(single) > 0.75 * len(texts) and len(speaking) < 0.5 * len(texts)


def _sentences(text: str) -> list[str]:
    # some begin every sentence with a small letter: "we pay well. you know SQL."
    begins = r"[a-zA-Z]" if text[:1].islower() else r"[A-Z“\"]"
    return re.split(rf"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?={begins})", text)


def _heading_of(line: str, *, before_list: bool) -> Heading | None:
    """Return what a heading announces, ``UNKNOWN`` where no rule says; None for other lines."""
    plain = line.removeprefix("# ").split(" | ")[-1].strip(" :…")
    if not line.startswith("# "):
        n_words = len(plain.split())
        if not n_words or line.startswith("- ") or n_words > MAX_OPENING_WORDS:
            return None
        if found := OPENS.search(plain):
            return "wanted" if "following" in found[0].casefold() else "other"
        shouted = plain.isupper() and len(plain) > 3
        opens_list = before_list and plain[:1].isupper() and plain[-1] not in ".!?,;"
        marked = line.endswith(":") or shouted or opens_list or is_bare_heading(plain)
        if n_words > MAX_HEADING_WORDS or not marked:
            return None
    if ABOUT_A_NAME.match(plain) and not re.search(r"\b([Rr]ole|[Jj]ob|[Pp]osition)\b", plain):
        return "other"
    return next((kind for kind, pattern in HEADINGS if pattern.search(plain)), UNKNOWN)


def is_bare_heading(text: str) -> bool:
    """Return whether a line without a mark reads like a heading: a few words that announce."""
    if text[-1:] in ".!,;" or len(text.split()) > 8 or not text[:1].isupper():
        return False
    if ABOUT_A_NAME.match(text):
        return True
    for _, pattern in HEADINGS:
        if found := pattern.search(text):
            rest = [
                word[0].replace("’", "'").casefold()
                for word in re.finditer(r"[\w'’-]+", text)
                if word.end() <= found.start() or word.start() >= found.end()
            ]
            return all(word in HEADING_WORDS or len(word) < 3 for word in rest)
    return False

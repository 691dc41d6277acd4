"""An advert or a CV as lines of text: plain text, Markdown, a saved page, or a PDF."""

from __future__ import annotations

import logging
import re
from pathlib import Path

from voicecoach.coaching.advert_page import BULLET, PageReader
from voicecoach.coaching.advert_tables import read_pipes
from voicecoach.errors import VoiceCoachError
from voicecoach.progress.advert_requirements import is_bare_heading
from voicecoach.safe_files import read_regular

MAX_ADVERT_BYTES = 10_000_000
"""A saved page with everything in it; adverts have some kilobytes."""

MAX_PAGES = 50
"""Pages of a PDF that are read: no advert and no CV is longer."""

MIN_WORDS = 20
"""Words below which a text says nothing about a job."""

MAX_LETTERS = 100_000
"""Of text alone: the length of a hundred adverts or of a small book."""

FULL = 0.85
"""Share of the longest line from which one counts as full: letters differ in width.  Own rule."""


class AdvertError(VoiceCoachError):
    """An advert or a CV cannot be read, or holds no text."""

    default_code = "advert"


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file; headings begin with ``# ``, entries of a list with ``- ``.

    The kind is known by what the file holds: ``%PDF``, the head of a page saved with its
    pictures (``.mhtml``), an HTML element, else text.

    Raises
    ------
    AdvertError
        If it cannot be read, or holds fewer than ``MIN_WORDS`` words.
    """
    try:
        data = read_regular(path, MAX_ADVERT_BYTES + 1)
    except FileNotFoundError:
        raise AdvertError(f"There is no file {path}.", "Check its name and folder.") from None
    except OSError as error:
        raise AdvertError(
            f"{path} cannot be read: {error.strerror}.", "Check that it is a file you may read."
        ) from error
    if len(data) > MAX_ADVERT_BYTES:
        raise AdvertError(f"{path} is far too large for an advert.", "Save its text alone.")
    if data.startswith(b"%PDF"):
        lines = _read_pdf(path)
    elif _is_whole_page(data):
        lines = lines_of(_page_of(path, data))
    else:
        lines = lines_of(_decode(path, data))
    if sum(len(line.split()) for line in lines) < MIN_WORDS:
        raise AdvertError(
            f"{path} holds hardly any text.",
            "A scanned page is a picture: copy the advert's text into a text file.",
        )
    return lines


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, Markdown or HTML, as ``read_lines`` does.

    Raises
    ------
    AdvertError
        If it is longer than ``MAX_LETTERS``.
    """
    if re.search(
        r"<(html|body|div|ul|ol|p|h[1-6]|table|section|main)\b", text[:5000], re.IGNORECASE
    ):
        reader = PageReader()
        reader.feed(text)
        reader.close()
        return _check_length(reader.lines())
    return join_lines(text.splitlines())


def _check_length(lines: list[str]) -> list[str]:
    if sum(map(len, lines)) > MAX_LETTERS:
        raise AdvertError("That is far too long for an advert.", "Keep the text of one job alone.")
    return lines


def _is_whole_page(data: bytes) -> bool:
    """Return whether it is a page that a browser saved with its pictures, in the form of a mail."""
    head = data[:4096].lower()
    return b"mime-version:" in head and b"multipart/related" in head


def _page_of(path: Path, data: bytes) -> str:
    from email import message_from_bytes, policy  # 30 ms, only for such a page

    for part in message_from_bytes(data, policy=policy.default).walk():
        if part.get_content_type() == "text/html":
            try:
                return str(part.get_content())
            except (LookupError, ValueError) as error:  # an unknown alphabet, a broken encoding
                raise AdvertError(
                    f"{path} is no saved page that can be read.",
                    "Save the page as HTML alone, or copy its text into a text file.",
                ) from error
    raise AdvertError(f"{path} is a saved page without text.", "Save the page as HTML alone.")


def _decode(path: Path, data: bytes) -> str:
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise AdvertError(
            f"{path} is no text, page or PDF.", "Save the advert as text, HTML or PDF."
        )
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16" if is_utf16 else "utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode("latin-1")


def _read_pdf(path: Path) -> list[str]:
    from pypdf import PdfReader  # 100 ms, only for a PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks help nobody here
    try:
        reader = PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [page.extract_text() or "" for page in reader.pages[:MAX_PAGES]]
    except Exception as error:  # a damaged PDF ends pypdf with an error of any kind
        raise AdvertError(
            f"{path} is no PDF that can be read.", "Print it to a new PDF."
        ) from error
    if locked:
        raise AdvertError(f"{path} is locked by a password.", "Save a copy without it.")
    return join_lines("\n".join(pages).splitlines())


def join_lines(raw: list[str]) -> list[str]:
    """Return lines with bullets as ``- `` and what was broken at the margin joined again.

    A line goes on where the one before has no stop and it begins in small letters, or where its
    first word would not have fitted into the one before.

    Raises
    ------
    AdvertError
        If they are longer than ``MAX_LETTERS`` together.
    """
    _check_length(raw)
    raw = [re.sub(r"^(> ?)+", "", line) for line in raw]  # a quotation in Markdown
    raw = read_pipes(raw)
    widest = max((len(line.rstrip()) for line in raw), default=0)
    lines: list[str] = []
    before_length = last = 0
    for line in raw:
        text = " ".join(line.replace("\u200b", "").split())
        is_bullet = bool(BULLET.match(line)) and len(text) > 2
        is_heading = text.startswith("#")
        if lines and text[:1] in (":", ",", ";") and text:
            # what was bold in a page stands on a line of its own when it is copied
            lines[last] += text
            continue
        if lines and lines[-1] and text and not is_bullet and not is_heading:
            # the next word stands on a line of its own only where it had no room
            room = before_length + 1 + len(text.split()[0])
            full = room > FULL * widest > FULL * 50 and not is_bare_heading(text)
            stops = ".!?…" if full else ".!?…:;"
            goes_on = full or text[0].islower()
            if goes_on and lines[-1][-1] not in stops and not lines[-1].startswith("#"):
                lines[-1] = f"{lines[-1]} {text}"
                before_length = len(line.rstrip())
                continue
        if is_bullet:
            text = "- " + BULLET.sub("", line, count=1).strip()
        lines.append(_without_marks(text))
        last = len(lines) - 1 if lines[-1] else last
        before_length = len(line.rstrip())
    return [line for line in lines if line]


def _without_marks(text: str) -> str:
    """Return a line without Markdown's emphasis, links and code; headings as one ``# ``."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^#+\s*", "# ", text)
    bold = re.fullmatch(r"(\*\*|__)(.+?):?\1:?", text)
    if bold:
        return f"# {bold[2]}"
    text = re.sub(r"\*\*|__|`", "", text)
    return re.sub(r"(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])", r"\1", text).strip()

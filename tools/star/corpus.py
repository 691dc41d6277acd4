"""The corpus of spoken answers, labelled by sentence: reading it, and what makes it wrong.

Files are plain text, answers apart by a blank line (tools/star/corpus/README.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicecoach.analysis.words import normalise

FOLDER = Path(__file__).parent / "corpus"
CHALLENGE = Path(__file__).parent / "challenge"
"""Talk that sounds like a story: measured, never trained on."""

LABELS = "STARN"
STORY = "STAR"
STORY_FROM = 3
"""A text with so many parts found is taken for a story."""
KINDS = ("complete", "incomplete", "not-star")
_LINE = re.compile(r"^([A-Z])\|\s*(\S.*)$")
_HEADER = re.compile(r"^(kind|job|question|missing|weak|order|note):\s*(.*)$")


class CorpusError(ValueError):
    """An answer of the corpus that is not as the format says."""


@dataclass(frozen=True)
class Answer:
    """One labelled answer.

    ``sentences`` pairs a label of ``LABELS`` with the words; ``missing`` and ``weak`` hold
    labels; ``group`` is what must not be both trained on and tested on.
    """

    slug: str
    kind: str
    question: str
    sentences: tuple[tuple[str, str], ...]
    missing: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    job: str = ""
    order: str = ""
    group: str = ""

    @property
    def labels(self) -> frozenset[str]:
        """The labels that any sentence bears."""
        return frozenset(label for label, _ in self.sentences)

    @property
    def text(self) -> str:
        """All words as one text."""
        return " ".join(text for _, text in self.sentences)

    @property
    def tokens(self) -> list[str]:
        """All words, normalised."""
        return [token for word in self.text.split() if (token := normalise(word))]


def load_corpus(folder: Path = FOLDER) -> tuple[Answer, ...]:
    """Return every answer of the folder's ``*.txt`` in the order of names; raise what is wrong."""
    answers: list[Answer] = []
    for path in sorted(folder.glob("*.txt")):
        for number, block in enumerate(path.read_text("utf-8").split("\n\n"), start=1):
            if block.strip():
                answers.append(_read(block.strip().splitlines(), f"{path.name}, block {number}"))
    seen: set[str] = set()
    for answer in answers:
        if answer.slug in seen:
            raise CorpusError(f"{answer.slug}: this name is used twice")
        seen.add(answer.slug)
    return tuple(answers)


def _read(lines: Sequence[str], place: str) -> Answer:
    if not lines[0].startswith("# "):
        raise CorpusError(f"{place}: the first line is not '# name'")
    slug = lines[0][2:].strip()
    fields: dict[str, str] = {}
    sentences: list[tuple[str, str]] = []
    for line in lines[1:]:
        if header := _HEADER.match(line):
            fields[header[1]] = header[2].strip()
        elif (said := _LINE.match(line)) and said[1] in LABELS:
            sentences.append((said[1], said[2].strip()))
        else:
            raise CorpusError(f"{place} ({slug}): neither a field nor a sentence: {line!r}")
    answer = Answer(
        slug,
        fields.get("kind", ""),
        fields.get("question", ""),
        tuple(sentences),
        frozenset(re.findall("[A-Z]", fields.get("missing", ""))),
        frozenset(re.findall("[A-Z]", fields.get("weak", ""))),
        fields.get("job", ""),
        fields.get("order", ""),
        slug,
    )
    for problem in problems(answer):
        raise CorpusError(f"{place} ({slug}): {problem}")
    return answer


def problems(answer: Answer) -> Iterator[str]:
    """Yield what contradicts itself in an answer."""
    if answer.kind not in KINDS:
        yield f"kind is {answer.kind!r}, not one of {', '.join(KINDS)}"
    if not answer.question or not answer.sentences:
        yield "no question or no sentences"
    parts = answer.labels & frozenset(STORY)
    if answer.kind == "not-star" and parts:
        yield f"no story, yet sentences are labelled {', '.join(sorted(parts))}"
    if answer.kind == "complete" and len(parts) < 4:
        yield f"complete, yet no sentence is labelled {', '.join(sorted(set(STORY) - parts))}"
    if answer.kind == "incomplete":
        if both := answer.missing & parts:
            yield f"{', '.join(sorted(both))} is missing and labelled"
        gone = frozenset(STORY) - parts - answer.missing - answer.weak
        if gone:
            yield f"{', '.join(sorted(gone))} is neither labelled nor missing nor weak"

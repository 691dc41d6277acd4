"""What the report says of each part: its seconds, its share, its best sentence and why."""

from __future__ import annotations

from collections.abc import Sequence

from voicecoach.analysis.sentences import total_seconds
from voicecoach.types import PartName, Sentence, StarPart, Verdict

NOT_PLAIN = "Not heard plainly. "
"""Begins the reason of a part that is missing, but not so surely as to be the priority."""

MIN_HINT = 0.25
"""Probability from which the best sentence of a weak part is shown as a hint of it, without a
reason in words: a less likely one merely stands where others say it.  Own rule."""

MISSING_HINTS = {
    "situation": "One sentence would do: when and where it was, and what stood at stake.",
    "task": "One sentence would do: “It was my job to …”.",
    "action": "Say what you yourself did: “First I …, then I …”.",
    "result": "One sentence would do: “As a result, … went from … to …”.",
}


def explain_missing(name: PartName, sentences: Sequence[Sentence], *, sure: bool) -> StarPart:
    """Return a part that is missing; where that is not sure, the reason says so."""
    why = MISSING_HINTS[name]
    if name == "task" and any(s.part == "situation" for s in sentences):
        why = "Not stated apart from the situation. " + why
    elif not sure:
        why = NOT_PLAIN + why
    return StarPart("missing", 0.0, 0.0, "", why)


def explain_part(
    name: PartName,
    verdict: Verdict,
    best: int,
    reasons: Sequence[str],
    sentences: Sequence[Sentence],
) -> StarPart:
    """Return a part that is found or weak.

    ``best`` is its most likely sentence, ``reasons`` what that says in words.
    """
    mine = [s for s in sentences if s.part == name]
    seconds = total_seconds(mine)
    share = round(_share(seconds, mine, sentences), 3)
    is_hint = bool(mine and (reasons or sentences[best].probability >= MIN_HINT))
    if verdict == "weak" and not is_hint:
        why = f"No sentence says it plainly. {MISSING_HINTS[name]}"
        return StarPart("weak", seconds, share, "", why)
    nearest = "The sentence nearest to it." if verdict == "weak" else "Its plainest sentence."
    why = f"It says {_listed(reasons)}." if reasons else nearest
    if verdict == "weak":
        why += " Say it more plainly."
    elif not mine and sentences[best].part != "other":
        why += f" It is told in one sentence with the {sentences[best].part}."
    return StarPart(verdict, seconds, share, sentences[best].text, why)


def _listed(reasons: Sequence[str]) -> str:
    return " and ".join([", ".join(reasons[:-1]), reasons[-1]]) if reasons[1:] else reasons[0]


def _share(seconds: float | None, mine: Sequence[Sentence], sentences: Sequence[Sentence]) -> float:
    """Return a part's share of the story: of its seconds, or of its words without times."""
    told = [s for s in sentences if s.part != "other"]
    whole = total_seconds(told)
    if seconds is not None and whole:
        return seconds / whole
    n_mine, n_all = (sum(s.last_word - s.first_word + 1 for s in some) for some in (mine, told))
    return n_mine / n_all if n_all else 0.0

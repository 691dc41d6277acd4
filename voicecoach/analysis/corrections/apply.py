"""Applies the candidate's decisions on fillers and STAR to what the rules found."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from voicecoach.analysis.corrections.log import (
    Change,
    CorrectedWords,
    FillerChange,
    PartChange,
    VerdictChange,
    WordChange,
    find_anchor,
    nearest_word,
)
from voicecoach.analysis.fillers import HESITATION
from voicecoach.analysis.sentences import total_seconds
from voicecoach.analysis.star.outcome import count_ownership, find_quantified
from voicecoach.analysis.words import normalise
from voicecoach.types import (
    PARTS,
    Filler,
    PartName,
    Sentence,
    Star,
    StarPart,
    StarParts,
    Transcript,
    Verdict,
)

CERTAIN = 1.0
"""Probability of everything that the candidate decided."""

SAME_SOUND_S = 0.3
"""Largest shift of a held sound's start between two versions of the rules."""

RULED = "Corrected by hand."


def rule_fillers(
    fillers: Sequence[Filler],
    corrected: CorrectedWords,
    original: Transcript,
    changes: Iterable[Change],
) -> tuple[Filler, ...]:
    """Return the fillers without those struck and with those kept or added, in order."""
    kept = list(fillers)
    for change in changes:
        if not isinstance(change, FillerChange):
            continue
        index = _word_of(change, corrected, original)
        kept = [one for one in kept if not _is_meant(one, change, index)]
        if change.ruling != "strike" and (ruled := _ruled(change, index, corrected)) is not None:
            kept.append(ruled)
    return tuple(sorted(kept, key=lambda f: (f.start is None, f.start or 0.0, f.word_index or 0)))


def _word_of(change: FillerChange, corrected: CorrectedWords, original: Transcript) -> int | None:
    """Return the index of the filler's first word among the corrected words."""
    if change.at is None:
        return None
    origin = find_anchor(original.words, change.at)
    if origin is None:
        return None
    wanted = normalise(change.text.split()[0]) if change.text.split() else ""
    for index, one in enumerate(corrected.origins):
        if one == origin and normalise(corrected.transcript.words[index].text) == wanted:
            return index
    return None


def _is_meant(filler: Filler, change: FillerChange, index: int | None) -> bool:
    if change.at is not None:
        if index is None or filler.word_index is None:
            return False
        return filler.word_index <= index < filler.word_index + len(filler.text.split())
    return (
        filler.word_index is None
        and filler.start is not None
        and change.start is not None
        and abs(filler.start - change.start) <= SAME_SOUND_S
    )


def _ruled(change: FillerChange, index: int | None, corrected: CorrectedWords) -> Filler | None:
    if change.at is None:  # a held sound that the candidate says was one is a hesitation
        return Filler(change.start, change.end, change.text, "hesitation", None, CERTAIN)
    if index is None:
        return None
    n_words = len(change.text.split())
    words = corrected.transcript.words[index : index + n_words]
    text = " ".join(normalise(word.text) for word in words)
    kind = "hesitation" if n_words == 1 and HESITATION.match(text) else "marker"
    return Filler(words[0].start, words[-1].end, text, kind, index, CERTAIN)  # type: ignore[arg-type]


def rule_star(
    star: Star,
    corrected: CorrectedWords,
    original: Transcript,
    skip: frozenset[int],
    changes: Iterable[Change],
) -> Star:
    """Return STAR with the candidate's parts and verdicts; everything derived is counted again.

    Parameters
    ----------
    skip
        Indices of the words that are fillers.
    """
    if star.parts is None:
        return star
    sentences, moved = list(star.sentences), False
    verdicts: dict[PartName, Verdict] = {}
    for change in changes:
        if isinstance(change, VerdictChange):
            verdicts[change.part] = change.verdict
        elif isinstance(change, PartChange):
            sentences, hit = _relabel(sentences, change, corrected, original)
            moved = moved or hit
    if not moved and not verdicts:
        return star
    gone = {name for name, verdict in verdicts.items() if verdict == "missing"}
    labelled = tuple(
        dataclasses.replace(s, part="other", cues=(RULED,)) if s.part in gone else s
        for s in sentences
    )
    parts = StarParts(
        *(_part(name, getattr(star.parts, name), labelled, verdicts.get(name)) for name in PARTS)
    )
    told = dict.fromkeys(s.part for s in labelled if s.part != "other")
    return dataclasses.replace(
        star,
        sentences=labelled,
        parts=parts,
        order=tuple(name for name in told if name in PARTS),
        quantified_result=find_quantified(labelled),
        ownership=count_ownership(corrected.transcript.words, labelled, skip),
    )


def _relabel(
    sentences: list[Sentence],
    change: PartChange,
    corrected: CorrectedWords,
    original: Transcript,
) -> tuple[list[Sentence], bool]:
    """Give the sentences whose middle word lies in a corrected range their new part."""
    first = nearest_word(original.words, change.first)
    last = nearest_word(original.words, change.last)
    if first is None or last is None:
        return sentences, False
    found, hit = [], False
    for sentence in sentences:
        middle = corrected.origins[(sentence.first_word + sentence.last_word) // 2]
        if first <= middle <= last:
            hit = True
            sentence = dataclasses.replace(
                sentence, part=change.part, probability=CERTAIN, cues=(RULED,)
            )
        found.append(sentence)
    return found, hit


def _part(
    name: PartName, before: StarPart, sentences: Sequence[Sentence], ruled: Verdict | None
) -> StarPart:
    mine = [s for s in sentences if s.part == name]
    verdict = ruled or _verdict(before.verdict, mine)
    seconds = total_seconds(mine)
    told = [s for s in sentences if s.part != "other"]
    whole = total_seconds(told)
    if seconds is not None and whole:
        share = seconds / whole
    else:
        share = _n_words(mine) / max(1, _n_words(told))
    texts = [s.text for s in mine]
    by_hand = ruled is not None or any(RULED in s.cues for s in mine) or verdict != before.verdict
    quote = before.quote
    if verdict == "missing":
        quote = ""
    elif texts and quote not in texts:
        quote = next((s.text for s in mine if RULED in s.cues), max(texts, key=len))
    why = before.why if not by_hand else f"You said so: {verdict}. {RULED}"
    return StarPart(verdict, seconds, round(share, 3), quote, why)


def _verdict(before: Verdict, mine: Sequence[Sentence]) -> Verdict:
    """Return the verdict after sentences moved: missing if none is left, found if one was added."""
    if not mine:
        return "missing"
    return "found" if any(RULED in s.cues for s in mine) else before


def _n_words(sentences: Sequence[Sentence]) -> int:
    return sum(s.last_word - s.first_word + 1 for s in sentences)


def count_corrections(changes: Iterable[Change]) -> dict[str, int]:
    """Count the words, fillers, STAR sentences and verdicts that differ from the original.

    A place that was changed twice counts once; a word with its old text again does not count.
    """
    final: dict[tuple[str, object], bool] = {}
    for change in changes:
        if isinstance(change, WordChange):
            final["word", change.at.index] = change.text.strip() != change.at.text
        elif isinstance(change, FillerChange):
            place = change.at.index if change.at else change.start
            final["filler", place] = True
        elif isinstance(change, PartChange):
            final["STAR sentence", (change.first.index, change.last.index)] = True
        else:
            final["verdict", change.part] = True
    counts: dict[str, int] = {}
    for (what, _), holds in final.items():
        counts[what] = counts.get(what, 0) + holds
    return {what: number for what, number in counts.items() if number}

"""Findings as text: STAR parts, notes, wording, and what could not be measured."""

from __future__ import annotations

from dataclasses import dataclass

from voicecoach.report.answer_view import ReportView
from voicecoach.report.wording import (
    PART_TITLES,
    clean,
    clock,
    listing,
    lower_first,
    moments,
    percent,
    seconds_text,
    sentence,
    times,
)
from voicecoach.types import PARTS, Analysis, Mention, Note, PartName, Severity, Verdict

WITHHELD_LABELS = {
    "speech_rate_wpm": "speaking rate",
    "articulation_rate_wpm": "rate without pauses",
    "pitch_variation_semitones": "pitch variation",
    "level_variation_db": "level variation",
    "pace_thirds_wpm": "pace by thirds",
    "fillers_per_minute": "fillers a minute",
    "n_words": "number of words",
    "n_hesitations": "hesitations",
    "n_markers": "filler words",
    "n_acoustic": "held sounds",
    "n_repetitions": "repetitions",
    "n_pauses": "number of pauses",
    "n_long_pauses": "long pauses",
    "longest_pause_s": "longest pause",
    "pause_s": "time in pauses",
    "response_latency_s": "time before you spoke",
    "first_word_latency_s": "time to the first word",
    "phonation_s": "speaking time",
    "span_s": "length of the answer",
    "total_s": "length of the recording",
    "star": "STAR coverage",
    "pace": "pace",
    "pauses": "pauses",
    "fillers": "fillers",
    "content": "wording",
    "transcript": "words",
    "recording": "sound",
    "rates": "speaking rate",
    "times": "everything that needs the sound",
    "words": "everything that needs words",
}

SHOWN_ELSEWHERE = frozenset(
    {"quality-not-shown", "part-missing", "part-weak", "task-not-apart", "vague-verb", "hedge"}
)
"""Codes left out of the list of notes: each stands beside its quality, STAR part or words."""

MAX_WE = 2
"""Sentences with "we" that are quoted: enough to show what is meant."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """One STAR part, ready to be shown; ``share`` and ``expected`` lie in [0, 1]."""

    name: PartName
    title: str
    verdict: Verdict
    seconds: float | None
    share: float | None
    expected: float
    quote: str
    quote_start: float | None
    why: str

    @property
    def amount(self) -> str:
        """Seconds, share and expected share as text."""
        parts = []
        if self.seconds:
            parts.append(seconds_text(self.seconds))
        if self.share:
            parts.append(f"{percent(self.share)} of the answer")
        parts.append(f"about {percent(self.expected)} expected")
        return ", ".join(parts)


def build_parts(view: ReportView) -> tuple[PartLine, ...]:
    """Return the four STAR parts; empty where STAR does not apply or was not measured."""
    parts = view.analysis.star.parts
    if not view.analysis.star.applicable or parts is None:
        return ()
    lines = []
    for name, expected in zip(PARTS, view.part_shares, strict=True):
        part = getattr(parts, name)
        start = next((s.start for s in view.analysis.star.sentences if s.text == part.quote), None)
        lines.append(
            PartLine(
                name,
                PART_TITLES[name],
                part.verdict,
                part.seconds,
                part.share,
                expected,
                clean(part.quote),
                start,
                sentence(part.why),
            )
        )
    return tuple(lines)


def star_remarks(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Return (label, text) for ownership, the number in the result and the order of the parts."""
    star, remarks = analysis.star, []
    if not star.applicable:
        return ()
    has_action = any(one.part == "action" for one in star.sentences)
    if star.ownership is not None and has_action:  # without one there is nothing to count in
        i, we = star.ownership.i, star.ownership.we
        said = f'in the action "I" {times(i)}, "we" {times(we)}'
        remarks.append(("I and we", said + _we_sentences(analysis)))
    if star.quantified_result is not None:
        found = star.quantified_result
        text = f'yes: "{clean(found.quote)}"' if found.found else "none found"
        remarks.append(("Number in result", text))
    order = [name for name in star.order if name in PARTS]
    if len(order) > 1 and order != [name for name in PARTS if name in order]:
        remarks.append(("Order", ", then ".join(order)))
    return tuple(remarks)


def _we_sentences(analysis: Analysis) -> str:
    """Quote the first sentences of the action that say "we"."""
    quotes = [
        _placed(f'"{clean(s.text)}"', clock(s.start))
        for s in analysis.star.sentences
        if s.part == "action" and "we" in [w.strip(",.").lower() for w in s.text.split()]
    ]
    return f"; we: {'; '.join(quotes[:MAX_WE])}" if quotes else ""


def wording_remarks(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Return (label, text) on repeated phrases, hedges and vague verbs, with their places."""
    content, remarks = analysis.content, []
    if content.repeated_phrases:
        said = "; ".join(
            _placed(f'"{clean(p.text)}" {times(p.count)}', moments(p.starts))
            for p in content.repeated_phrases
        )
        remarks.append(("Said again", said))
    if content.hedges:
        remarks.append(("Hedges", "; ".join(_mention(m) for m in content.hedges)))
    if content.vague_verbs:
        remarks.append(("Vague verbs", "; ".join(_mention(m) for m in content.vague_verbs)))
    return tuple(remarks)


def quality_remarks(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Return (quality, quote that shows it or advice how to) for the qualities asked for."""
    hints = iter([note.message for note in analysis.notes if note.code == "quality-not-shown"])
    remarks = []
    for quality in analysis.content.qualities:
        if quality.evidence:
            text = f'shown by "{clean(quality.quote)}"'
        else:
            hint = next(hints, "").partition("words. ")[2]
            text = f"not shown yet. {clean(hint)}" if hint else "no sentence shows it yet"
        remarks.append((clean(quality.name.replace("-", " ").capitalize()), text))
    return tuple(remarks)


def _placed(text: str, place: str) -> str:
    return f"{text} ({place})" if place else text


def _mention(mention: Mention) -> str:
    text = _placed(f'"{clean(mention.text)}"', clock(mention.start))
    # several stand in one line, each with a semicolon behind it
    return f"{text}, rather: {clean(mention.instead).rstrip('.')}" if mention.instead else text


def notes_of(analysis: Analysis, *severities: Severity) -> tuple[Note, ...]:
    """Return the notes of these severities, except the one that is the priority."""
    first = analysis.priority.code if analysis.priority else ""
    return tuple(
        note
        for note in analysis.notes
        if note.severity in severities
        and (note.severity == "good" or note.code != first)
        and note.code not in SHOWN_ELSEWHERE
    )


def place_of(note: Note) -> str:
    """Return ``0:38`` or ``0:38 to 0:51``; empty where the note has no place."""
    start, end = clock(note.start), clock(note.end)
    return f"{start} to {end}" if end and end != start else start


def withheld_lines(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Return (what, why) of everything withheld; values with the same reason share a line."""
    reasons: dict[str, list[str]] = {}
    for item in analysis.withheld:
        key = item.what.rpartition(".")[2]
        label = WITHHELD_LABELS.get(key, clean(key.replace("_", " ")))
        labels = reasons.setdefault(lower_first(clean(item.why)), [])
        if label not in labels:
            labels.append(label)
    return tuple((listing(labels), why) for why, labels in reasons.items())


def doubts(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Return (place, message) for each doubtful part of the transcript that no note tells of."""
    told = {note.message for note in analysis.notes}
    flags = analysis.transcript.flags if analysis.transcript else ()
    return tuple(
        (
            f"{clock(f.start)} to {clock(f.end)}" if f.start is not None else "",
            sentence(f.message),
        )
        for f in flags
        if f.message not in told
    )

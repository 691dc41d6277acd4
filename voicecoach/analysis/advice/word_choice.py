"""Notes on the words: qualities, mistakes, repetitions, vague verbs, hedges."""

from __future__ import annotations

from collections.abc import Iterator

from voicecoach.analysis.disfluencies import find_false_starts
from voicecoach.analysis.mistakes import find_mistakes
from voicecoach.analysis.star.number_words import names_number
from voicecoach.analysis.star.outcome import is_lesson_alone
from voicecoach.analysis.words import begins_sentence, ends_sentence, normalise_text
from voicecoach.types import Analysis, Note, Pack, Sentence, Star

MAX_QUOTE_WORDS = 18
"""About one line of a report; a longer quote is not read.  Own rule."""


MIN_QUOTED_WORDS = 4
"""A shorter sentence ("Yeah.") is no proof of anything.  Own rule."""


def shorten(text: str, most: int = MAX_QUOTE_WORDS) -> str:
    """Return a sentence cut to so many words, with an ellipsis where something is left out."""
    words = text.split()
    if len(words) <= most:
        return text
    return " ".join(words[:most]).rstrip(",;:") + " …"


def find_quoted(star: Star, quote: str) -> Sentence | None:
    """Return the sentence that is quoted; None where no sentence of the answer reads so."""
    return next((s for s in star.sentences if s.text == quote), None)


def place_of(star: Star, quote: str) -> tuple[float | None, float | None]:
    """Return start and end of the sentence that is quoted, in seconds; null without times."""
    found = find_quoted(star, quote)
    return (found.start, found.end) if found else (None, None)


def sentences_of(star: Star, part: str) -> tuple[Sentence, ...]:
    """Return the sentences of one part, in their order."""
    return tuple(sentence for sentence in star.sentences if sentence.part == part)


def outcomes_of(star: Star) -> tuple[Sentence, ...]:
    """Return the sentences of the result without those that say only what was learned."""
    return tuple(s for s in sentences_of(star, "result") if not is_lesson_alone(s.text))


DOUBTFUL_PROBABILITY = 0.5
"""Words that the recogniser gives less are shown as doubtful, and are not praised."""


def holds_doubt(draft: Analysis, quote: str, *, numbers_alone: bool = False) -> bool:
    """Return whether a sentence of the answer holds a word that may never have been said.

    With ``numbers_alone`` only the words of its numbers are looked at, and stretches in doubt.
    """
    said = find_quoted(draft.star, quote)
    if said is None or draft.transcript is None:
        return False
    words = draft.transcript.words[said.first_word : said.last_word + 1]
    doubted = [w.text for w in words if (w.probability or 1.0) < DOUBTFUL_PROBABILITY]
    if any(not numbers_alone or names_number(text) for text in doubted):
        return True
    start, end = said.start, said.end
    if start is None or end is None:
        return False
    return any(
        flag.start is not None and flag.end is not None and flag.start < end and start < flag.end
        for flag in draft.transcript.flags
    )


def is_unsure(draft: Analysis, quote: str) -> bool:
    """Return whether a sentence holds a doubted word, or its beginning or end is a guess."""
    return holds_doubt(draft, quote) or is_guessed_cut(draft, quote)


def quoted(draft: Analysis, quote: str) -> str:
    """Return what follows a praise: its sentence in quotes, or a full stop where that is unsure.

    Nobody is shown a sentence that was never said so.
    """
    return "." if is_unsure(draft, quote) else f": “{shorten(quote)}”"


def is_guessed_cut(draft: Analysis, quote: str) -> bool:
    """Return whether a sentence of the answer begins or ends where no punctuation says so."""
    said = find_quoted(draft.star, quote)
    if said is None or draft.transcript is None:
        return False
    words = draft.transcript.words
    begins = begins_sentence(words, said.first_word)
    written = ends_sentence(words[said.last_word].text)
    ends = written or (said.last_word == len(words) - 1 and not is_broken_off(quote))
    return not (begins and ends)


HANGING = frozenset(
    {"a", "an", "the", "my", "our", "your", "their", "and", "but", "or", "because", "if", "of"}
    | {"from", "into", "than", "whether"}
)
"""With one of these last a sentence is not finished."""


def is_broken_off(text: str) -> bool:
    """Return whether a text without a mark at its end stops in the middle of a sentence."""
    last = text.split()[-1:]
    return not any(map(ends_sentence, last)) and normalise_text(" ".join(last)) in HANGING


MAX_OF_A_KIND = 2
"""More examples of one habit help nobody; all stand under "Wording".  Own rule."""

MANY_HEDGES = 3
"""One "I think" is honest; from three on they take the answer back.  Own rule."""


def word_choice_notes(draft: Analysis, pack: Pack | None) -> Iterator[Note]:
    """Yield what the words show; nothing where the words are withheld."""
    if draft.transcript is None or draft.measures.n_words is None:
        return
    yield from find_mistakes(draft.star.sentences, draft.transcript.words, pack)
    known = {quality.name: quality for quality in pack.qualities} if pack else {}
    for quality in draft.content.qualities:
        listed = known.get(quality.name)
        title = listed.title if listed else quality.name
        if quality.evidence and not holds_doubt(draft, quality.quote):
            place = place_of(draft.star, quality.quote)
            message = f"{title} is heard{quoted(draft, quality.quote)}"
            yield Note("quality-shown", "good", message, *place)
        elif not quality.evidence:
            hint = f" {listed.how_to_show[0]}" if listed and listed.how_to_show else ""
            message = f"{title} was not heard in so many words.{hint}"
            yield Note("quality-not-shown", "info", message)
    for phrase in draft.content.repeated_phrases[:MAX_OF_A_KIND]:
        message = f"You say “{phrase.text}” {phrase.count} times."
        yield Note("repeated-phrase", "info", message, phrase.starts[0])
    broken = find_false_starts(draft.transcript.words)
    if broken:
        message = "You break off and begin anew" + (f" {len(broken)} times" * (len(broken) > 1))
        yield Note("false-start", "info", f"{message}.", broken[0].start, broken[0].end)
    for verb in draft.content.vague_verbs[:MAX_OF_A_KIND]:
        yield Note("vague-verb", "info", f"“{verb.text}”: {verb.instead}", verb.start, verb.end)
    hedges = draft.content.hedges
    if len(hedges) >= MANY_HEDGES:
        message = f"{len(hedges)} hedges, such as “{hedges[0].text}”: {hedges[0].instead}"
        yield Note("hedge", "info", message, hedges[0].start, hedges[0].end)

"""Whether another language was spoken than the recogniser was told to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from voicecoach.recognition.segment import RecognisedSegment
from voicecoach.types import Flag

LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""Names of the languages that Whisper knows best; another is called by its two letters."""


def doubt_language(
    heard: Sequence[RecognisedSegment], language: str, duration: float
) -> tuple[Flag, ...]:
    """Return the doubt that another language was spoken than was asked for, if most pieces say so.

    Its words are those of a recogniser that was told to write ``language``: no figure of them
    means anything.
    """
    found = Counter(one.language for one in heard if one.language)
    if not found:
        return ()
    likeliest, n_pieces = found.most_common(1)[0]
    if likeliest == language or 2 * n_pieces <= found.total():
        return ()
    spoken, wanted = (LANGUAGES.get(one, f"“{one}”") for one in (likeliest, language))
    message = (
        f"This sounds like {spoken}, and was recognised as {wanted}: the words say nothing. "
        f"Say `--language {likeliest}`, with a model that knows it (`voicecoach models list`)."
    )
    return (Flag("other-language", 0.0, round(duration, 3), message),)

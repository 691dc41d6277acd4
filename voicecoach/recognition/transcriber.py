"""From samples to a transcript, whatever recognises the words.

A recogniser turns one piece of sound into words.  Everything around it is the same for each of
them, for the microphone and for a file: where to cut (``chunking``), whether a piece holds voice
at all, when to try again (``retry``), where the words lie (``alignment``), what was perhaps said
between them (``islands``), which to doubt (``doubts``).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from voicecoach.recognition.alignment import place_words, within
from voicecoach.recognition.chunking import cut_windows
from voicecoach.recognition.doubts import find_flags
from voicecoach.recognition.islands import Island, keep_unwritten, weigh_islands
from voicecoach.recognition.pitch import RATE
from voicecoach.recognition.retry import hear_rest, is_spoilt, retry_doubtful
from voicecoach.recognition.segment import RecognisedSegment, follow, shift
from voicecoach.recognition.spoken_language import doubt_language
from voicecoach.recognition.voice_activity import find_speech
from voicecoach.sound.files import Samples, resample
from voicecoach.types import Span, Transcript, Word

MAX_HINT_LETTERS = 400
"""About 100 tokens of the 223 that a prompt may have; a longer hint crowds out the first."""

SECOND_TRIES = 2
"""Extra decodings a piece at most: each costs a window of 30 s."""

Share = Callable[[float], None]

Ask = Callable[[], bool]
"""Asked between the steps of a hearing, each of which takes a moment that cannot be cut short."""


class GivenUpError(Exception):
    """A hearing was given up between two of its steps: its words are wanted no more."""


def never() -> bool:
    """Return no."""
    return False


def always() -> bool:
    """Return yes."""
    return True


class Transcriber(ABC):
    """Whatever turns sound into words; a subclass recognises one piece at a time.

    ``engine``, ``model`` and ``language`` are what the transcript says of itself; ``prompt``
    is the hint of the recogniser's own whose words must not come back as an answer;
    ``n_workers`` pieces of a file are recognised at once.
    """

    engine: str
    model: str | None
    language: str
    prompt: str = ""
    n_workers: int = 1
    second_tries: int = SECOND_TRIES

    @abstractmethod
    def load(self) -> None:
        """Make ready, nothing the second time; raise ModelError if that fails."""

    @abstractmethod
    def recognise(
        self,
        sound: Samples,
        *,
        glossary: Sequence[str] = (),
        retry: bool = False,
        settled: str = "",
        live: bool = False,
        given_up: Ask = never,
    ) -> tuple[RecognisedSegment, ...]:
        """Return the words of one piece of at most 30 s, mono float32 of 16 kHz.

        Times are seconds from its first sample.  ``retry`` marks a second try: without the
        prompt, and against loops.  ``settled`` is the beginning of the text where it is known;
        it is part of what is returned.  ``live`` says that the speech may go on.  ``given_up`` is
        asked between two steps; if it says yes, GivenUpError is raised.  The same sound gives the
        same words.  May be called from several threads at once.
        """

    def weigh_hesitations(
        self,
        sound: Samples,
        words: Sequence[Word],
        islands: Sequence[Island],
        given_up: Ask = never,
    ) -> tuple[float, ...]:
        """Return for each island the log-odds of a hesitation in it.

        ``sound`` and ``words`` are those of the last piece that this thread recognised.  A
        recogniser that cannot tell returns nothing, and once ``given_up`` says yes the islands
        left over are not weighed.
        """
        del sound, words, islands, given_up
        return ()

    def hear(
        self,
        samples: Samples,
        sample_rate: int,
        *,
        glossary: Sequence[str] = (),
        speech: Sequence[Span] | None = None,
        settled: str = "",
        live: bool = False,
        once: bool = False,
        hurried: Ask = never,
        awaited: Ask = never,
        given_up: Ask = never,
    ) -> tuple[RecognisedSegment, ...]:
        """Return the words of one piece at its own rate, tried again where they are doubtful.

        A piece without voice is not decoded: a recogniser would invent something.

        Parameters
        ----------
        samples, sample_rate
            The piece, mono float32, at most 30 s.
        glossary
            Terms to expect.
        speech
            Where there is voice, in seconds of the piece; looked for where it is not given.
        settled
            How the text begins, where that is known already.
        live
            Whether it is heard while somebody speaks.
        once
            Whether it is decoded once, whatever comes of it: neither gone on with where the text
            ends before the voice does, nor tried again.
        hurried
            Whether somebody waits: then only a loop, a stock phrase or the prompt is tried again,
            and once.
        awaited
            Whether the words are wanted without what may have been said between them, by now.
        given_up
            Whether the words are wanted no more.  Where they are known already they are returned,
            without what may have been said between them.

        Raises
        ------
        GivenUpError
            If the words are wanted no more before they are known.
        """
        sound = resample(samples, sample_rate, RATE)
        if speech is None:
            speech = find_speech(sound)
        if not speech:
            return ()
        recognise = partial(self.recognise, glossary=glossary, live=live)
        first = recognise(sound, settled=settled, given_up=given_up)
        most = 0 if once else self.second_tries
        if not once:
            first = hear_rest(
                first,
                lambda at: recognise(sound[at:]),
                speech,
                len(sound),
            )
        if most and hurried():
            most = int(is_spoilt(first, self.hint_of(glossary)))
        heard = retry_doubtful(
            first,
            lambda first, end: recognise(sound[first:end], retry=True),
            speech,
            n_samples=len(sound),
            prompt=self.hint_of(glossary),
            most=most,
            hurried=hurried,
        )
        placed = place_words([w for one in heard for w in one.words], speech, len(sound) / RATE)
        possible = weigh_islands(
            placed,
            speech,
            lambda words, islands: self.weigh_hesitations(
                sound, words, islands, lambda: given_up() or awaited()
            ),
        )
        if tuple(heard) != tuple(first):
            before = place_words([w for one in first for w in one.words], speech, len(sound) / RATE)
            possible = (*possible, *keep_unwritten(before, placed))
        return (*heard, RecognisedSegment((), 0.0, possible)) if possible else heard

    def transcribe(
        self,
        samples: Samples,
        sample_rate: int,
        *,
        glossary: Sequence[str] = (),
        speech: Sequence[Span] | None = None,
        on_progress: Share | None = None,
    ) -> Transcript:
        """Return the words with their times, and a flag wherever they are doubtful.

        Parameters
        ----------
        samples
            Mono float32 of shape (n,) in [-1, 1].
        sample_rate
            In Hz, 8000 or more.
        glossary
            Terms to expect; given with every piece, the first 400 letters of them.
        speech
            Where there is voice: words are placed there, and nothing is recognised where
            there is none at all.
        on_progress
            Told the share that is done, in [0, 1], never less than before.

        Raises
        ------
        ModelError
            If the model cannot be loaded or fails.
        """
        progress = on_progress or (lambda _: None)
        heard: list[RecognisedSegment] = []
        if len(samples) and (speech is None or speech):
            sound = resample(samples, sample_rate, RATE)
            spans = find_speech(sound) if speech is None else speech
            pieces = cut_windows(spans, len(sound), RATE)
            self.load()
            with ThreadPoolExecutor(self.n_workers) as pool:
                found = [
                    pool.submit(
                        self.hear,
                        sound[p.first : p.end],
                        RATE,
                        glossary=glossary,
                        speech=within(spans, p.first / RATE, p.end / RATE),
                    )
                    for p in pieces
                ]
                try:
                    for piece, future in zip(pieces, found, strict=True):
                        heard = follow(heard, shift(future.result(), piece, RATE))
                        progress(min(1.0, piece.end / len(sound)))
                except BaseException:  # Ctrl-C: what has not begun never does
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise
        progress(1.0)
        return self.transcript(heard, speech, len(samples) / sample_rate, glossary)

    def transcript(
        self,
        heard: Sequence[RecognisedSegment],
        speech: Sequence[Span] | None,
        duration: float,
        glossary: Sequence[str] = (),
    ) -> Transcript:
        """Return what was heard as a transcript: placed into the speech, doubts flagged.

        Parameters
        ----------
        heard
            Of all pieces, in seconds of the recording.
        speech
            Where there is voice; None if it is not known.
        duration
            Of the recording in seconds.
        glossary
            That was given to the recogniser.
        """
        placed = place_words([w for one in heard for w in one.words], speech, duration)
        return Transcript(
            engine=self.engine,
            model=self.model,
            language=self.language,
            text=" ".join(word.text for word in placed),
            words=placed,
            flags=(
                *doubt_language(heard, self.language, duration),
                *find_flags(heard, placed, speech, self.hint_of(glossary)),
            ),
            possible_hesitations=tuple(p for one in heard for p in one.possible_hesitations),
        )

    def hint_of(self, glossary: Sequence[str]) -> str:
        """Return everything that the recogniser was told before it listened."""
        return f"{self.prompt} {hint_from(glossary) or ''}".strip()


def hint_from(glossary: Iterable[str]) -> str | None:
    """Return the terms as one hint, each once, as many as fit; nothing if there are none."""
    hint = ""
    for term in dict.fromkeys(" ".join(term.split()) for term in glossary):
        longer = f"{hint}, {term}" if hint else term
        if term and len(longer) <= MAX_HINT_LETTERS:
            hint = longer
    return hint or None

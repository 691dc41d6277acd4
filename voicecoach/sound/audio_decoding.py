"""Any file to frames of sound: every format FFmpeg knows, also damaged, joined and odd ones.

A packet that cannot be decoded is passed over and the report names the gap; a rate or a
number of channels that changes on the way becomes that of the beginning.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voicecoach.errors import AudioError
from voicecoach.safe_files import open_regular
from voicecoach.types import MAX_DURATION_S, Gap

DAMAGED_WHY = "the file is damaged there"
CUT_WHY = "the file ends before the length that it declares"

MIN_GAP_S = 0.15
"""A shorter jump of a file's own times is rounding: a packet of AAC or MP3 holds 26 ms."""

MIN_TAIL_S = 0.5
"""Encoders pad their end, and containers round their length, by up to this."""

MAX_ERRORS = 100_000
"""Packets of an hour of AMR; a file with more of them is no sound."""

SAFE_PROTOCOLS = "file,pipe"
"""A file that is a playlist may name addresses: nothing but files is opened."""


@contextmanager
def open_audio(path: Path) -> Iterator[Any]:
    """Yield the opened PyAV container of ``path``, which holds at least one audio stream.

    Raises
    ------
    AudioError
        If the file is missing, empty or no audio; also where decoding it fails inside.
    """
    check_readable(path)
    import av

    try:
        with contextlib.closing(
            # with the protocol in front, a colon in the name is a colon
            av.open(
                f"file:{path}",
                metadata_errors="ignore",
                options={"protocol_whitelist": SAFE_PROTOCOLS},
            )
        ) as container:
            if not container.streams.audio:
                raise AudioError(f"{path} holds no sound.", "Name an audio file.", code="no-audio")
            if any(stream.codec_context is None for stream in container.streams.audio):
                raise AudioError(
                    f"{path} holds sound in a form that cannot be decoded.",
                    "Convert it to WAV, FLAC or MP3.",
                    code="unreadable-audio",
                )
            yield container
    except UNREADABLE as error:
        raise AudioError(
            f"{path} is no audio that can be read: {_reason(error)}.",
            "Name a WAV, FLAC, MP3, M4A, OGG or WebM file.",
            code="unreadable-audio",
        ) from error
    except av.error.FFmpegError as error:
        raise AudioError(
            f"{path} is no audio that can be read: {_reason(error)}.",
            "Name a WAV, FLAC, MP3, M4A, OGG or WebM file.",
            code="unreadable-audio",
        ) from error


UNREADABLE = (ValueError, IndexError, OverflowError, ZeroDivisionError, UnicodeError)
"""What PyAV itself raises for headers that make no sense."""


def check_readable(path: Path) -> None:
    """Raise AudioError where a file is missing, empty, or no file at all."""
    try:
        if path.is_dir():
            raise AudioError(f"{path} is a folder.", "Name a file in it.", code="unreadable-audio")
        with open_regular(path) as file:
            if not file.read(1):
                raise AudioError(f"{path} is empty.", "Record the answer again.", code="empty")
    except FileNotFoundError as error:
        raise AudioError(
            f"There is no file {path}.", "Check the name.", code="not-found"
        ) from error
    except OSError as error:
        raise AudioError(
            f"{path} cannot be read: {error.strerror}.", "Check its permissions."
        ) from error


class AudioDecoder:
    """Decodes one sound track of a container from its beginning to its end.

    Parameters
    ----------
    container
        What `open_audio` yields.
    track
        Number of the sound track, the first is 0.
    sample_format
        FFmpeg's name of the samples wanted, ``fltp`` for planes of float32.
    """

    def __init__(self, container: Any, track: int = 0, sample_format: str = "fltp") -> None:
        self._container = container
        self._stream = container.streams.audio[track]
        self._format = sample_format
        self.rate = int(self._stream.rate or 0)
        """Hz of what is yielded; the stream's own."""
        self.layout = self._stream.layout.name if self._stream.layout else "stereo"
        self.n_samples = 0
        """Samples yielded so far."""
        self.gaps: tuple[Gap, ...] = ()
        """Where sound is missing, once all is decoded."""
        self._resamplers: dict[tuple[object, ...], Any] = {}
        self._n_errors = 0
        self._undecoded_s = 0.0
        self._jumps: list[tuple[float, float]] = []
        self._next_pts: float | None = None
        self._first_pts = 0.0

    def frames(self) -> Iterator[Any]:
        """Yield frames of one rate, layout and format; go on behind what cannot be decoded.

        Raises
        ------
        AudioError
            If it is longer than VoiceCoach analyses.
        av.error.FFmpegError
            If nothing of it can be decoded.
        """
        for frame in self._decoded():
            self._note_jump(frame)
            yield from self._even(frame)
            check_length(self.n_samples / max(1, self.rate))
        for resampler in self._resamplers.values():
            yield from self._count(resampler.resample(None))
        self._note_end()

    def _decoded(self) -> Iterator[Any]:
        """Yield the frames that can be decoded."""
        import av

        last: Exception | None = None
        for packet in self._packets():
            try:
                yield from packet.decode()
            except av.error.FFmpegError as error:
                last = error
                self._n_errors += 1
                self._undecoded_s += _duration_s(packet)
        if not self.n_samples and last is not None:
            raise last

    def _packets(self) -> Iterator[Any]:
        """Yield the packets; go on after an error, as long as there is one to be had."""
        import av

        packets = self._container.demux(self._stream)
        while self._n_errors < MAX_ERRORS:
            try:
                yield next(packets)
            except (StopIteration, av.error.EOFError):
                return
            except av.error.FFmpegError:
                self._n_errors += 1
                if not self.n_samples:
                    raise
                packets = self._container.demux(self._stream)
                self._n_errors += 100  # a container that stays stuck ends soon

    def _even(self, frame: Any) -> Iterator[Any]:
        """Yield a frame as the first ones were, whatever it is."""
        import av

        if not self.n_samples and not self._resamplers:
            self.rate, self.layout = int(frame.sample_rate), frame.layout.name
        key = (frame.sample_rate, frame.layout.name, frame.format.name)
        if key not in self._resamplers:
            for other in self._resamplers.values():
                yield from self._count(other.resample(None))
            self._resamplers = {
                key: av.AudioResampler(format=self._format, layout=self.layout, rate=self.rate)
            }
        frame.pts = None  # times that jump would be filled or refused
        yield from self._count(self._resamplers[key].resample(frame))

    def _count(self, frames: Iterator[Any]) -> Iterator[Any]:
        for frame in frames:
            self.n_samples += frame.samples
            yield frame

    def _note_jump(self, frame: Any) -> None:
        """Note where a file's own times say that something is missing."""
        if frame.pts is None or frame.time_base is None:
            return
        at = float(frame.pts * frame.time_base)
        if self._next_pts is None:
            self._first_pts = at
        elif self._undecoded_s:
            self._add_gap(max(at - self._next_pts, self._undecoded_s), DAMAGED_WHY)
            self._undecoded_s = 0.0
        elif at - self._next_pts >= MIN_GAP_S:
            # lost, or paused while it was recorded: the declared length will tell
            self._jumps.append((self._position_s, at - self._next_pts))
        self._next_pts = at + frame.samples / max(1, int(frame.sample_rate))

    def _note_end(self) -> None:
        """Compare what was decoded with the length that the container declares."""
        if self._undecoded_s:
            self._add_gap(self._undecoded_s, DAMAGED_WHY)
        declared = self._declared_s()
        if declared is None or not self.rate:
            return
        missing = declared - self._position_s - sum(gap.duration for gap in self.gaps)
        for start, seconds in self._jumps:
            if missing >= MIN_TAIL_S and seconds <= missing + MIN_TAIL_S:
                self._add_gap(seconds, DAMAGED_WHY, start)
                missing -= seconds
        if missing >= MIN_TAIL_S:
            self._add_gap(missing, CUT_WHY)
        self.gaps = tuple(sorted(self.gaps, key=lambda gap: gap.start))

    def _declared_s(self) -> float | None:
        """Return the length that the file declares; None where it only estimates it."""
        stream, container = self._stream, self._container
        if container.format.name in ESTIMATED and not self._n_errors:
            return None
        if stream.duration is not None and stream.time_base is not None:
            return float(stream.duration * stream.time_base)
        if container.duration is not None and len(container.streams) == 1:
            return float(container.duration) / 1_000_000 - max(0.0, self._first_pts)
        return None

    @property
    def _position_s(self) -> float:
        return self.n_samples / max(1, self.rate)

    def _add_gap(self, seconds: float, why: str, start: float | None = None) -> None:
        start = self._position_s if start is None else start
        self.gaps = (*self.gaps, Gap(round(start, 3), round(seconds, 3), why))


def _duration_s(packet: Any) -> float:
    if packet.duration is None or packet.time_base is None:
        return 0.0
    return max(0.0, float(packet.duration * packet.time_base))


ESTIMATED = frozenset({"mp3", "aac", "amr", "ac3", "adts"})
"""Formats without an index: their length is worked out from the first packets' size."""


def check_length(seconds: float) -> None:
    """Raise AudioError where a recording is longer than VoiceCoach analyses."""
    if seconds > MAX_DURATION_S:
        raise AudioError(
            f"The recording is longer than {MAX_DURATION_S / 3600:.0f} hours.",
            "Cut out the answer.",
            code="too-long",
        )


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).rstrip(".").lower()

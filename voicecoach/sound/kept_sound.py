"""What can be asked of a running take, wherever its sound comes from."""

from __future__ import annotations

from voicecoach.sound.take_writer import TakeWriter


class KeptSound:
    """The sound that a take has kept so far.

    Parameters
    ----------
    writer
        Writes the take and measures what it keeps.
    """

    def __init__(self, writer: TakeWriter) -> None:
        self._writer = writer

    @property
    def elapsed_s(self) -> float:
        """Seconds kept so far."""
        return self._writer.n_samples / self._writer.rate

    @property
    def disk_failed(self) -> bool:
        """Whether the file cannot be written any more; the microphone may be as good as before."""
        return self._writer.failure is not None

    @property
    def level_db(self) -> float:
        """RMS of the last 20 ms in dB of full scale, -90 to 0."""
        return self._writer.meter.level_db

    @property
    def peak_db(self) -> float:
        """Loudest sample of the last second in dB of full scale, -90 to 0."""
        return self._writer.meter.peak_db

    @property
    def heard_voice(self) -> bool:
        """Whether anything kept sounded like a voice (``voicecoach.sound.level``)."""
        return self._writer.last_voice is not None

    @property
    def silence_s(self) -> float:
        """Seconds kept since the last sound like a voice, or since the beginning."""
        return (self._writer.n_samples - (self._writer.last_voice or 0)) / self._writer.rate

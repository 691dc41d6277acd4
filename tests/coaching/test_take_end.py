"""Why a take ends, and what is said on the way: a lost microphone, a full disk, a gap."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.samples import question
from voicecoach.coaching.events import Notice
from voicecoach.coaching.take_monitor import Limits, TakeMonitor
from voicecoach.types import Gap


@dataclass
class Take:
    """A take of which everything is known."""

    elapsed_s: float = 5.0
    level_db: float = -30.0
    peak_db: float = -20.0
    silence_s: float = 0.0
    heard_voice: bool = True
    paused: bool = False
    lost: str | None = None
    disk_failed: bool = False
    gaps: tuple[Gap, ...] = ()
    channels_cancel: bool = False


@dataclass
class UI:
    """Notes what is shown, and ends the take after some looks."""

    n_looks: int = 3
    shown: list[object] = field(default_factory=list)

    def show(self, event: object) -> None:
        """Note it."""
        self.shown.append(event)

    def poll(self, timeout_s: float) -> None:
        """Nobody presses a key."""
        del timeout_s


class Silent:
    """No words."""

    caption = ""

    def notices(self) -> list[Notice]:
        """Nothing to say."""
        return []

    remarks = notices


@pytest.mark.parametrize(
    ("sentence", "disk_failed", "clause"),
    [
        ("The microphone X is gone.", False, "the microphone was lost"),
        ("The recording cannot be written: No space left on device.", True, "not be written"),
    ],
)
def test_a_full_disk_is_told_as_a_full_disk(sentence, disk_failed, clause):
    """Nobody is sent to look for a microphone that is as good as before."""
    ui = UI()
    take = Take(lost=sentence, disk_failed=disk_failed)
    monitor = TakeMonitor(take, Silent(), ui, question(), Limits())
    assert clause in monitor.wait()
    (notice,) = [event for event in ui.shown if isinstance(event, Notice)]
    assert notice.text == sentence


def test_a_gap_and_cancelling_channels_are_told_once():
    """Where and how much is missing, and that one channel is kept alone."""
    take, ui = Take(gaps=(Gap(3.0, 4.5, "the microphone did not answer"),)), UI()
    take.channels_cancel = True
    monitor = TakeMonitor(take, Silent(), ui, question(), Limits(longest_take_s=10))

    def look_and_end(timeout_s: float) -> None:
        del timeout_s
        take.elapsed_s += 2.0

    ui.poll = look_and_end  # type: ignore[method-assign]
    assert "longest take" in monitor.wait()
    told = [event.text for event in ui.shown if isinstance(event, Notice)]
    assert sum("4.5 s are missing at 3 s" in text for text in told) == 1
    assert sum("cancel each other" in text for text in told) == 1

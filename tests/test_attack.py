"""A minute of attack with fixed seeds; `make attack` goes on for an hour (docs/lab/attack.md)."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import voicecoach
from tests import random_whisper
from tests.soundcard import RATE
from tools.attack import crowd, damaged, kills
from tools.attack.formats import encode
from tools.attack.ground import make_ground
from tools.attack.pilot import PILOT_S, TAIL_S, locate, make_pilot

pytestmark = pytest.mark.attack

SEEDS = {
    "library": (3, 7, 11, 19, 23, 31),
    "pack": (1, 5, 12, 1046),
    "settings": (2, 27, 42),
    "sound": (4, 9, 222, 1147),
    "text": (6, 8),
}
"""Among them those that once found a hang or a defect."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the home that each trial damages a copy of, its sound a few seconds long."""
    folder = tmp_path_factory.mktemp("ground")
    ground = make_ground(folder)
    sound = encode("flac")
    for file in ground.library.rglob("*.flac"):
        file.write_bytes(sound)
    return folder


@pytest.fixture(scope="module")
def clean() -> Iterator[ProcessPoolExecutor]:
    """Give a process without threads: the trials fork, and a fork keeps the locks of others."""
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=_load_everything) as process:
        yield process


def _load_everything() -> None:
    """Import what each trial would import anew in its fork."""
    import starlette.testclient  # noqa: F401

    for module in pkgutil.walk_packages(voicecoach.__path__, "voicecoach."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


@pytest.mark.parametrize(
    ("kind", "seed"), [(kind, seed) for kind, seeds in SEEDS.items() for seed in seeds]
)
def test_damage_is_no_defect(base: Path, clean: ProcessPoolExecutor, kind: str, seed: int) -> None:
    """No command fails by itself, hangs, writes outside or loses the other answers."""
    _, findings = clean.submit(damaged.run_seed, seed, base, kind).result()
    assert findings == []


def test_a_crowd_loses_nothing() -> None:
    """Eight processes at one library."""
    assert crowd.run(8, 3) == []


@pytest.mark.soundcard
@pytest.mark.voice
def test_a_kill_costs_less_than_a_second(soundcard: object, tmp_path: Path) -> None:
    """One kill of each kind: what was said is kept, offered at once, finished, and tidied up."""
    del soundcard  # its programs are there
    model = random_whisper.build(tmp_path / "random")
    found = kills.run((1, 7, 10), n_workers=3, model=model)
    assert {one.phase for one in found} == {"question", "recording", "ending"}
    for one in found:
        assert one.lost_s is None or one.lost_s < 1.0, one
        assert one.n_lost_by_keeping == 0, one
        assert one.offered and one.finished, one  # noqa: PT018
        assert one.n_stray == 0, one


def test_the_pilot_shows_every_moment() -> None:
    """Any stretch of it is found at its own place: else no loss could be measured."""
    pilot = make_pilot()
    size = round(TAIL_S * RATE)
    for end in (size, 9 * RATE, 20 * RATE + 123, len(pilot)):
        assert locate(pilot, pilot[end - size : end]) == pytest.approx(
            end / RATE % PILOT_S, abs=0.001
        )

"""One library and one site for all tests of a worker that only read."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.web.practice_of_weeks import Weeks, build
from tests.web.site import serving
from tests.web.spoken import RealLibrary, build_library
from voicecoach.web.instance import Running


def _need_espeak() -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")


def _fingerprint(root: Path) -> dict[str, str]:
    """Return a digest of each file that holds what was recorded, and not what can be built anew."""
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(root.glob("2*/**/*"))
        if file.is_file()
    }


@contextmanager
def _unchanged(root: Path) -> Iterator[None]:
    """Fail if a test has changed the library that all of them share."""
    before = _fingerprint(root)
    yield
    assert _fingerprint(root) == before, "a test changed the library that others read"


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealLibrary]:
    """Two spoken takes, earlier answers, and one answer in every odd state; only to be read."""
    _need_espeak()
    real = build_library(tmp_path_factory.mktemp("answers") / "recordings")
    with _unchanged(real.library.root):
        yield real


@pytest.fixture(scope="session")
def answers_site(answers: RealLibrary) -> Iterator[Running]:
    """Serve ``answers``; only to be read."""
    with serving(answers.library) as running:
        yield running


@pytest.fixture(scope="session")
def spoken_weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    """Weeks of spoken practice; only to be read."""
    _need_espeak()
    weeks = build(tmp_path_factory.mktemp("weeks") / "recordings")
    with _unchanged(weeks.library.root):
        yield weeks


@pytest.fixture(scope="session")
def weeks_site(spoken_weeks: Weeks) -> Iterator[Running]:
    """Serve ``spoken_weeks``; only to be read."""
    with serving(spoken_weeks.library) as running:
        yield running

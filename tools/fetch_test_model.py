"""Bring the recognition model that the tests run on into .venv/models, once.

Usage: python -m tools.fetch_test_model

Does nothing where its files have their digests already, and where VOICECOACH_TEST_MODELS names
a folder that holds the model.
"""

from __future__ import annotations

import sys

from tests.real_model import FOLDER, NAME
from voicecoach.cli.fetching import fetch_here
from voicecoach.config import Paths
from voicecoach.errors import VoiceCoachError
from voicecoach.recognition.archives import matches
from voicecoach.recognition.fetch import find_known


def main() -> None:
    """Fetch the model unless it is there, whole."""
    model, folder = find_known(NAME), FOLDER
    if all((folder / f.name).is_file() and matches(folder / f.name, f) for f in model.files):
        return
    # a home of its own: nothing of a developer's settings or recordings is touched
    home = Paths({"VOICECOACH_HOME": str(folder.parents[1])})
    if home.models != folder.parent:
        sys.exit(f"{folder} does not hold {NAME} as it was published.")
    try:
        fetch_here(model, home)
    except VoiceCoachError as error:
        sys.exit(f"{error.message} {error.remedy}")


if __name__ == "__main__":
    main()

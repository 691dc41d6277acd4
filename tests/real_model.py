"""The real recognition model of the tests: tiny.en, which `make setup-dev` fetches once.

VOICECOACH_TEST_MODELS names another folder that holds it (a cache of CI, say).
"""

from __future__ import annotations

import os
from pathlib import Path

NAME = "tiny.en"
ROOT = Path(__file__).parents[1]

FOLDER = Path(os.environ.get("VOICECOACH_TEST_MODELS") or ROOT / ".venv" / "models") / NAME
"""Read once: no test sees the variables of whoever runs it."""

"""Golden files: what a rendering must look like, kept beside the tests (tests/gold/README.md)."""

from __future__ import annotations

import os
import re
from pathlib import Path

GOLD = Path(__file__).parent / "gold"
UPDATE = "UPDATE_GOLD"


def check_gold(name: str, text: str) -> None:
    """Compare ``text`` with tests/gold/``name``; with UPDATE_GOLD=1, write it instead."""
    file = GOLD / name
    if os.environ.get(UPDATE) == "1":
        file.write_text(text, "utf-8")
    assert file.exists(), f"{file} is missing: run with {UPDATE}=1 and look at it"
    assert file.read_text("utf-8") == text, f"{name} changed: see tests/gold/README.md"


def scrub_page(text: str) -> str:
    """Take out of a page what changes without meaning: the style, the script and their hashes."""
    text = re.sub(r"<style>.*?</style>", "<style>…</style>", text, flags=re.DOTALL)
    script = r"<script type=.module.>.*?</script>"
    text = re.sub(script, "<script>…</script>", text, flags=re.DOTALL)
    text = re.sub(r"sha256-[A-Za-z0-9+/=]+", "sha256-…", text)
    return re.sub(r"VoiceCoach \d[\w.]*", "VoiceCoach X", text)

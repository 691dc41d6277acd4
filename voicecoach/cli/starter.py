"""The starter pack that `questions new` writes: small, commented, sound."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from voicecoach.documents import PRIVATE_FOLDER, write_text
from voicecoach.errors import UsageError

STARTER = """# A question pack for VoiceCoach. Every line may be changed; docs/packs.md explains each field.
name = "{name}"                      # the file's name without .toml
title = "{title}"
company = "any company"
role = "the role you apply for"
locale = "en-GB"
summary = "What this pack prepares for, in a sentence."
last_verified = "{today}"            # when you last checked its facts
company_terms = []                   # words that show you studied the company: products, values

[[stages]]                           # the rounds, in their order
name = "interview"
title = "The interview"
purpose = "They want to know how you worked when it mattered."
length = "45 minutes"
advice = ["Prepare one story for each quality."]

[[qualities]]                        # what they look for
name = "ownership"
title = "Ownership"
meaning = "You look after a problem until it is solved, also where it is not your job."
how_to_show = ["Say what you did after the first fix."]
phrases = ["i took it on", "nobody owned", "until it was"]   # what one says to show it

[[questions]]
id = "own-a-problem"
stage = "interview"
kind = "star"                        # star, introduction, explain, motivation or ask_them
prompt = "Tell me about a problem you made your own."   # as it is spoken
target_s = [90, 150]                 # shortest and longest good answer in seconds
qualities = ["ownership"]
listens_for = ["what you did that nobody had asked for"]
pitfalls = ["telling what the team did"]
glossary = []                        # terms the recogniser should expect

[[questions.follow_ups]]
when = "no_number"                   # always, no_number, no_result, only_we, no_lesson, too_short, ...
ask = "How did you know that it was solved?"
"""


def write_starter(name: str, output: Path | None, folder: Path) -> Path:
    """Write the starter and return its file.

    Raises
    ------
    UsageError
        If the name has the wrong form or the file is there already.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise UsageError(f"{name!r} is no pack name.", "Use lower-case words joined by hyphens.")
    if output is not None and output.stem != name:
        raise UsageError(f"The file must be called {name}.toml.", f"--output …/{name}.toml")
    file = output or folder / f"{name}.toml"
    if file.exists():
        raise UsageError(f"{file} is there already.", "Choose another name; nothing was changed.")
    file.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    title = name.replace("-", " ").capitalize()
    today = datetime.now(UTC).date().isoformat()
    write_text(file, STARTER.format(name=name, title=title, today=today))
    return file

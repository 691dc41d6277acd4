"""Damaged files: libraries, packs, settings, sounds and texts, each seed one damage.

python -m tools.attack.damaged --count 1000
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.attack.evil import damage_bytes, damage_document, replace_name
from tools.attack.ground import PRECIOUS, Ground, make_ground
from tools.attack.trial import Outcome, fork, run_forked


@dataclass(frozen=True, slots=True)
class Finding:
    """A seed that did not hold: what was damaged, how, and what happened."""

    seed: int
    kind: str
    what: str
    fault: str
    argv: tuple[str, ...] = ()


# --- libraries -----------------------------------------------------------------------

DOCUMENTS = ("session.json", "answer.json", "marks.json", "analysis.json", "transcript.json")
NAMES = (
    *DOCUMENTS,
    "notes.md",
    "audio.flac",
    "index.db",
    "index.db-journal",
    ".trash",
    "corrections.json",
    "corrected.json",
    "activity.json",
    ".corrections.lock",
    ".audio.flac.partial",
    "take-1",
    "recording.wav",
)


def damage_library(ground: Ground, choice: random.Random) -> str:
    """Damage one file of the newest answer; return what was done."""
    (session,) = ground.library.glob("2026-11-02T*")
    (answer,) = session.glob("01_*")
    take = answer / "take-1"
    places = {"session.json": session, "answer.json": answer, "marks.json": answer}
    places |= {"index.db": ground.library, "index.db-journal": ground.library}
    places |= {".trash": ground.library, "take-1": answer}
    if choice.random() < 0.65:
        name = choice.choice(DOCUMENTS)
        path = places.get(name, take) / name
        damage = damage_document if choice.random() < 0.7 else damage_bytes
        path.write_bytes(damage(path.read_bytes(), choice))
        return f"{name}: {damage.__name__}"
    name = choice.choice(NAMES)
    path = places.get(name, take) / name
    return f"{name}: {replace_name(path, ground.outside, choice)}"


LIBRARY_COMMANDS: tuple[tuple[str, ...], ...] = (
    ("history",),
    ("history", "--json"),
    ("show", "last"),
    ("show", "question-2", "--json"),
    ("show", "question-1"),
    ("data", "status", "--json"),
    ("export", "question-2", "--format", "html", "--output", "page.html"),
    ("export", "question-2", "--format", "md", "--output", "page.md"),
    ("export", "question-2", "--format", "csv", "--output", "page.csv"),
    ("export", "question-2", "--format", "vtt", "--output", "page.vtt"),
    ("analyze", "question-2", "--no-words"),
    ("data", "delete", "question-2", "--yes"),
    ("data", "rebuild"),
    ("history", "--json"),
    ("show", "question-1"),
    ("data", "delete", "--empty-trash", "--yes"),
)

PAGES = ("/", "/?q=outage", "/trends", "/practised", "/trash")


def try_library(ground: Ground, choice: random.Random) -> tuple[str, list[Outcome]]:
    """Damage the library, run every command over it, and look whether the rest is readable."""
    what = damage_library(ground, choice)
    outcomes = [fork(lambda: visit(ground.library), ("site",), ground.env, ground.folder)]
    outcomes += [run_forked(a, ground.env, ground.folder) for a in LIBRARY_COMMANDS]
    for outcome in outcomes:
        if outcome.argv == ("show", "question-1") and outcome.status != 0:
            outcomes.append(Outcome(outcome.argv, 1, outcome.output, "unreadable library"))
    kept = {p.name: p.read_bytes() for p in ground.outside.iterdir() if p.is_file()}
    if kept != {"precious.txt": PRECIOUS}:
        outcomes.append(Outcome(("outside",), 1, str(sorted(kept)), "written outside"))
    return what, outcomes


def visit(root: Path) -> int:
    """Open every page about the library and about each take; 500 is a defect."""
    from starlette.testclient import TestClient

    from voicecoach.cli.library_views import view_of
    from voicecoach.library import Library
    from voicecoach.web.app import build_site
    from voicecoach.web.site import Site

    library = Library(root)
    site = build_site(Site(library, view_of))

    async def app(scope, receive, send):  # type: ignore[no-untyped-def]
        scope.setdefault("state", {})["form_token"] = "token"
        await site(scope, receive, send)

    client = TestClient(app, raise_server_exceptions=False)
    pages = list(PAGES)
    pages += [f"/answer/{entry.ref}" for entry in library.entries(all_takes=True)]
    pages += [f"{page}/transcript" for page in pages if page.startswith("/answer")]
    for page in pages:
        if client.get(page).status_code == 500:
            print(f"this is a defect: {page} answers 500", file=sys.stderr)
    return 0


# --- packs, settings, sounds, texts ----------------------------------------------------


def try_pack(ground: Ground, choice: random.Random) -> tuple[str, list[Outcome]]:
    """Damage a question pack among the user's own."""
    from importlib import resources

    shipped = sorted(Path(str(resources.files("voicecoach") / "questions")).rglob("*.toml"))
    shipped = shipped or sorted(Path("questions").resolve().rglob("*.toml"))
    data = choice.choice(shipped).read_bytes()
    own = ground.home / "questions" / "mine.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    what = _damage_toml(own, data, choice, ground)
    commands = (
        ("questions", "check", str(own)),
        ("questions", "list"),
        ("questions", "show", "mine/push-back"),
        ("history", "--json"),
        ("doctor", "--json"),
    )
    return what, [run_forked(argv, ground.env, ground.folder) for argv in commands]


SETTINGS = b"""# mine
pack = "amazon-backend-developer"
language = "en"
voice_rate = 170
voice_volume = 0.8
longest_take = 300
words = ["Postgres", "Kubernetes"]
"""


def try_settings(ground: Ground, choice: random.Random) -> tuple[str, list[Outcome]]:
    """Damage the settings."""
    file = ground.home / "config.toml"
    what = _damage_toml(file, SETTINGS, choice, ground)
    commands: tuple[tuple[str, ...], ...] = (
        ("config", "list"),
        ("config", "set", "voice_rate", "180"),
        ("history", "--json"),
        ("doctor", "--json"),
        ("practice", "--count", "1", "--no-voice"),
    )
    return what, [run_forked(argv, ground.env, ground.folder) for argv in commands]


TOML = (
    "= 5 = 5",
    "= nan",
    "= inf",
    f"= {'9' * 5000}",
    f"= {'[' * 4000}{']' * 4000}",
    "= 0001-01-01T00:00:00Z",
    "= {a={a={a={a=1}}}}",
    "= '\\u0000'",
    "= -1",
    '= ""',
)


def _damage_toml(file: Path, data: bytes, choice: random.Random, ground: Ground) -> str:
    kind = choice.random()
    if kind < 0.15:
        file.write_bytes(data)
        return f"{file.name}: {replace_name(file, ground.outside, choice)}"
    if kind < 0.5:
        file.write_bytes(damage_bytes(data, choice))
        return f"{file.name}: damage_bytes"
    lines = data.decode().split("\n")
    at = choice.choice([n for n, line in enumerate(lines) if "=" in line])
    evil = choice.choice(TOML)
    lines[at] = f"{lines[at].partition('=')[0]}{evil}"
    file.write_text("\n".join(lines), "utf-8")
    return f"{file.name}: {evil[:20]}"


SOUNDS = ("wav", "flac", "mp3", "m4a", "ogg", "webm", "mkv", "amr.3gp", "aiff")


def try_sound(ground: Ground, choice: random.Random) -> tuple[str, list[Outcome]]:
    """Damage a sound file of one of many formats."""
    kind = choice.choice(SOUNDS)
    data = _sound(kind)
    file = ground.folder / f"answer.{kind}"
    if choice.random() < 0.1:
        file.write_bytes(data + _sound(choice.choice(SOUNDS)))
        what = f"{kind}: joined"
    elif choice.random() < 0.1:
        file.write_bytes(data)
        what = f"{kind}: {replace_name(file, ground.outside, choice)}"
    else:
        file.write_bytes(damage_bytes(data, choice))
        what = f"{kind}: damage_bytes"
    argv = ("analyze", str(file), "--no-words", "--json")
    return what, [run_forked(argv, ground.env, ground.folder)]


_SOUNDS: dict[str, bytes] = {}


def _sound(kind: str) -> bytes:
    """Return six seconds of the demo's speech in one format."""
    if kind not in _SOUNDS:
        from tools.attack.formats import encode

        _SOUNDS[kind] = encode(kind)
    return _SOUNDS[kind]


TEXTS: dict[str, bytes] = {
    "srt": b"1\n00:00:01,000 --> 00:00:04,000\nAnna: I moved the index.\n\n"
    b"2\n00:00:04,500 --> 00:00:06,000\nBen: And then?\n",
    "vtt": b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Anna>I moved the index.</v>\n",
    "txt": b"[00:00:06] Anna: I moved the index.\n[00:00:12] Ben: And then?\n",
    "md": b"---\ntitle: x\n---\n# Answer\n\n- I moved the index.\n",
}


def try_text(ground: Ground, choice: random.Random) -> tuple[str, list[Outcome]]:
    """Damage a transcript or captions."""
    kind = choice.choice(sorted(TEXTS))
    file = ground.folder / f"answer.{kind}"
    data = TEXTS[kind]
    if choice.random() < 0.3:
        data = data.replace(b"00:0", choice.choice((b"9" * 5000 + b":", b"-1:", b"NaN:")), 1)
    file.write_bytes(damage_bytes(data, choice))
    argv = ("analyze", str(file), "--json")
    return f"{kind}: damage_bytes", [run_forked(argv, ground.env, ground.folder)]


Trial = Callable[[Ground, random.Random], tuple[str, list[Outcome]]]
TRIALS: tuple[tuple[str, Trial, float], ...] = (
    ("library", try_library, 0.35),
    ("pack", try_pack, 0.15),
    ("settings", try_settings, 0.15),
    ("sound", try_sound, 0.25),
    ("text", try_text, 0.10),
)


def run_seed(seed: int, base: Path, only: str | None = None) -> tuple[str, list[Finding]]:
    """Run one trial on a fresh copy of the ground ``base``; return its kind and what failed."""
    choice = random.Random(seed)
    names, trials, weights = zip(*TRIALS, strict=True)
    number = choice.choices(range(len(names)), weights)[0] if only is None else names.index(only)
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        shutil.copytree(base, Path(folder, "ground"), symlinks=True)
        what, outcomes = trials[number](Ground(Path(folder, "ground")), choice)
        for path in Path(folder).rglob("*"):
            if not path.is_symlink() and path.exists() and not os.access(path, os.R_OK):
                path.chmod(0o700)
    found = [Finding(seed, names[number], what, o.fault, o.argv) for o in outcomes if o.fault]
    return names[number], found


def main(argv: Sequence[str] | None = None) -> int:
    """Run many seeds and print what did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--only", choices=[name for name, _, _ in TRIALS])
    options = parser.parse_args(argv)
    counted: Counter[str] = Counter()
    found: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="attack-base-") as base:
        make_ground(Path(base))
        for seed in range(options.first, options.first + options.count):
            kind, findings = run_seed(seed, Path(base), options.only)
            counted[kind] += 1
            found += findings
            for finding in findings:
                print(json.dumps([seed, finding.kind, finding.what, finding.fault, finding.argv]))
                sys.stdout.flush()
    faulty = {finding.seed for finding in found}
    print(f"{dict(counted)}: {len(faulty)} seeds with faults")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""The pages for people: their links lead somewhere, and what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voicecoach.errors import ExitStatus

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors that a page's headings give."""
    headings = re.findall(r"^#+ (.+)$", CODE_BLOCK.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that exists, and every anchor one of its headings."""
    text = CODE_BLOCK.sub("", page.read_text("utf-8"))
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_the_glossary_has_each_term_once() -> None:
    """Two explanations of one term would drift apart."""
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE)
    terms = [term.strip() for row in rows if row not in {"term", "---"} for term in row.split(",")]
    assert len(terms) > 60
    assert len(terms) == len(set(terms))


def test_contributing_names_what_exists() -> None:
    """The files and names that the usual changes lead to are where the page says."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = re.findall(r"`((?:voicecoach|tests)/[\w/.]+\.(?:py|j2))`", text)
    assert len(paths) >= 9
    for path in paths:
        assert (ROOT / path).exists() or "NAME" in path, path
    for path, name in (
        ("voicecoach/analysis/fillers.py", "HESITATION"),
        ("voicecoach/analysis/fillers.py", "class _Judge"),
        ("voicecoach/analysis/__init__.py", "RULES_VERSION"),
        ("tests/analysis/test_fillers.py", "ORDINARY"),
        ("voicecoach/cli/export.py", "FORMATS"),
        ("voicecoach/cli/export.py", "def _render"),
        ("voicecoach/sound/level.py", "def judge_microphone"),
        ("voicecoach/web/app.py", "def build_site"),
        ("voicecoach/cli/main.py", "COMMANDS"),
    ):
        assert name in (ROOT / path).read_text("utf-8"), (path, name)


def test_every_room_of_the_map_exists() -> None:
    """Design and contributing name the rooms as they are."""
    for page in ("docs/design.md", "CONTRIBUTING.md"):
        text = (ROOT / page).read_text("utf-8")
        for room in sorted((ROOT / "voicecoach").glob("*/__init__.py")):
            assert f"`{room.parent.name}" in text, (page, room.parent.name)


def test_files_of_the_rooms_exist() -> None:
    """Each module that the table "Inside the rooms" names is in its room."""
    text = (ROOT / "docs" / "design.md").read_text("utf-8")
    table = text.partition("Inside the rooms:")[2].partition("###")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)
    assert len(rows) >= 7
    for room, row in rows:
        for name in re.findall(r"`(\w+)/?`", row):
            place = ROOT / "voicecoach" / room / name
            assert place.is_dir() or place.with_suffix(".py").exists() or name[0].isupper(), place


def test_exit_statuses_stand_in_one_place() -> None:
    """The table is on the page of commands alone; other pages link to it."""
    row = f"| {ExitStatus.MODEL_MISSING.value} | {ExitStatus.MODEL_MISSING.meaning} |"
    assert [page.name for page in PAGES if row in page.read_text("utf-8")] == ["commands.md"]
    for name in ("README.md", "docs/design.md"):
        assert "commands.md#exit-statuses" in (ROOT / name).read_text("utf-8")

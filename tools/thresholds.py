"""The thresholds of the rules, read from where they are defined: one table for the docs.

A threshold is a constant in capitals at the top of a module, a number or numbers, and the
text under it says what it is and where it comes from.  Constants in a row, without a blank
line between, share one text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "voicecoach"
RULES = ("analysis", "recognition", "sound/files.py", "sound/level.py")
"""Where what is measured or judged is decided; how wide a table is printed is no rule."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """One or more constants with one meaning; ``meaning`` is empty where nobody wrote it."""

    module: str
    names: tuple[str, ...]
    values: tuple[str, ...]
    meaning: str


def find_thresholds() -> Iterator[Threshold]:
    """Yield every threshold of the rules, in the order of the files."""
    for name in RULES:
        place = PACKAGE / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            yield from read_module(file)


def read_module(file: Path) -> Iterator[Threshold]:
    """Yield the thresholds of one module."""
    module = file.relative_to(PACKAGE).with_suffix("").as_posix().removesuffix("/__init__")
    open_ones: list[tuple[str, str]] = []
    ended = 0
    for node in ast.parse(file.read_text("utf-8")).body:
        found = _constants(node)
        if open_ones and (not found or node.lineno > ended + 1):
            yield _close(module, open_ones, "" if found else _text(node))
            open_ones = []
        open_ones += found
        ended = node.end_lineno or node.lineno
    if open_ones:
        yield _close(module, open_ones, "")


def _close(module: str, constants: list[tuple[str, str]], meaning: str) -> Threshold:
    names, values = zip(*constants, strict=True)
    return Threshold(module, names, values, meaning)


def _constants(node: ast.stmt) -> list[tuple[str, str]]:
    """Return (name, value) of each constant that a statement sets to numbers."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        target, value = node.target, node.value
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target, value = node.targets[0], node.value
    else:
        return []
    targets = target.elts if isinstance(target, ast.Tuple) else [target]
    names = [one.id for one in targets if isinstance(one, ast.Name)]
    if len(names) != len(targets) or not all(name.isupper() for name in names):
        return []
    try:
        content = ast.literal_eval(value)
    except ValueError:
        return []
    if isinstance(target, ast.Tuple):
        return [(n, show(v)) for n, v in zip(names, content, strict=True) if is_number(v)]
    return [(names[0], show(content))] if is_number(content) else []


def is_number(value: object) -> bool:
    """Return whether a value is a number, or numbers together."""
    if isinstance(value, dict):
        return bool(value) and all(is_number(one) for one in value.values())
    if isinstance(value, tuple):
        return bool(value) and all(is_number(one) for one in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


def show(value: object) -> str:
    """Return a value as people write it."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {show(one)}" for name, one in value.items())
    if isinstance(value, tuple):
        return ", ".join(show(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(node: ast.stmt) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split())
    return ""


def thresholds_table() -> str:
    """Return the table as Markdown."""
    lines = ["| constant | value | what it is, and its source |", "| --- | --- | --- |"]
    module = ""
    for one in find_thresholds():
        if one.module != module:
            module = one.module
            lines.append(f"| **{module}** | | |")
        names = "<br>".join(f"`{name}`" for name in one.names)
        meaning = one.meaning.replace("``", "`").replace("|", "\\|")
        lines.append(f"| {names} | {'<br>'.join(one.values)} | {meaning} |")
    return "\n".join(lines)

"""Check the order of the house: no import circle, no crowded root, no name with two meanings.

Usage: python tools/check_house.py

Prints one line for each breach, and ends with status 1 if there is one:

- modules that import each other in a circle, also in ways that only type checkers follow;
- more than eight files in the package's root;
- a class name that occurs twice;
- a file name that occurs twice, except a command or a page named after the module that it shows
  (``TWINS`` says which and why).
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import grimp

PACKAGE = Path(__file__).parent.parent / "voicecoach"

MAX_ROOT_FILES = 8

TWINS: dict[str, tuple[frozenset[str], str]] = {
    "config": (frozenset({"", "cli"}), "the command shows and changes what the module reads"),
    "models": (frozenset({"recognition", "cli"}), "the command lists and fetches the models"),
    "devices": (frozenset({"sound", "cli"}), "the command lists and tries the devices"),
    "demo": (frozenset({"coaching", "cli"}), "the command shows the use case"),
    "correct": (frozenset({"coaching", "web"}), "the page asks for the use case"),
    "trash": (frozenset({"library", "web"}), "the page shows the library's trash"),
    "trends": (frozenset({"progress", "web"}), "the page shows the trends"),
    "add": (frozenset({"cli", "web"}), "the command and the page add recordings"),
    "practice": (frozenset({"cli", "web"}), "the command and the page practise a question"),
    "questions": (frozenset({"cli", "web"}), "the command and the page list the questions"),
    "guide": (frozenset({"report", "web"}), "the page shows the guide that the report prints"),
    "mock": (
        frozenset({"coaching", "cli", "web"}),
        "the command and the page hold the mock interview",
    ),
    "sketches": (frozenset({"coaching", "web"}), "the page shows and changes the sketches"),
    "plan": (frozenset({"progress", "cli", "web"}), "the command and the page show the plan"),
    "stories": (frozenset({"progress", "cli", "web"}), "the command and the page show the stories"),
    "quality_grid": (frozenset({"progress", "web"}), "the page shows the grid"),
}
"""File names that may occur twice: in which folders, and why a reader takes both for one thing."""


def find_circles(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of modules that reach each other by imports; Tarjan's algorithm, 1972.

    Parameters
    ----------
    imports
        For each module the modules that it imports.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    circles: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        path.append(module)
        for other in imports.get(module, ()):
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            at = path.index(module)
            group, path[at:] = path[at:], []
            if len(group) > 1:
                circles.append(sorted(group))

    for module in imports:
        if module not in order:
            visit(module)
    return circles


def check_circles() -> Iterator[str]:
    """Yield each circle of modules."""
    graph = grimp.build_graph(PACKAGE.name, cache_dir=None)
    imports = {
        module: sorted(graph.find_modules_directly_imported_by(module))
        for module in sorted(graph.modules)
    }
    for circle in find_circles(imports):
        yield f"imports in a circle: {', '.join(circle)}"


def check_root(package: Path) -> Iterator[str]:
    """Yield a breach if too many files lie beside the rooms."""
    files = sorted(file.name for file in package.glob("*.py"))
    if len(files) > MAX_ROOT_FILES:
        yield f"{len(files)} files in the root, {MAX_ROOT_FILES} may be: {', '.join(files)}"


def check_classes(package: Path) -> Iterator[str]:
    """Yield each class name that occurs twice."""
    places: dict[str, list[str]] = defaultdict(list)
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(file.relative_to(package.parent)))
    for name, files in sorted(places.items()):
        if len(files) > 1:
            yield f"class {name} occurs {len(files)} times: {', '.join(files)}"


def check_files(package: Path, twins: Mapping[str, tuple[frozenset[str], str]]) -> Iterator[str]:
    """Yield each file name that occurs twice and is not on the list, and each idle list entry."""
    folders: dict[str, set[str]] = defaultdict(set)
    for file in package.rglob("*.py"):
        if not file.stem.startswith("__"):
            folder = file.parent.relative_to(package).as_posix()
            folders[file.stem].add("" if folder == "." else folder)
    for name, found in sorted(folders.items()):
        if len(found) > 1 and found != twins.get(name, (frozenset(), ""))[0]:
            places = ", ".join(f"{folder or package.name}/{name}.py" for folder in sorted(found))
            yield f"file name {name} occurs {len(found)} times: {places}"
    for name, (allowed, _) in sorted(twins.items()):
        if not allowed <= folders.get(name, set()):
            yield f"{name} is on the list of twins and is no twin any more"


def main() -> int:
    """Print every breach and return the exit status."""
    breaches = [
        *check_circles(),
        *check_root(PACKAGE),
        *check_classes(PACKAGE),
        *check_files(PACKAGE, TWINS),
    ]
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

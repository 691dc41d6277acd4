"""The check of the house finds what it is meant to find, and nothing in this house."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_house import check_classes, check_files, check_root, find_circles, main


@pytest.mark.parametrize(
    ("imports", "circles"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b"], "b": ["a"]}, [["a", "b"]]),
        ({"a": ["b", "d"], "b": ["c"], "c": ["a"], "d": ["e"], "e": []}, [["a", "b", "c"]]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c", "a"]}, [["a", "b"], ["c", "d"]]),
    ],
)
def test_circles(imports: dict[str, list[str]], circles: list[list[str]]) -> None:
    """Every group of modules that reach each other, and no other."""
    assert sorted(find_circles(imports)) == circles


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a package with two rooms that share a file name and a class name."""
    package = tmp_path / "house"
    for room in ("sound", "cli"):
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").touch()
        (package / room / "devices.py").write_text("class Device:\n    pass\n")
    return package


def test_a_class_name_that_occurs_twice(package: Path) -> None:
    """It is named with both places."""
    (breach,) = check_classes(package)
    assert "class Device occurs 2 times" in breach
    assert "house/sound/devices.py" in breach


def test_a_file_name_that_occurs_twice(package: Path) -> None:
    """It is a breach unless it is on the list for just these folders."""
    allowed = {"devices": (frozenset({"sound", "cli"}), "reason")}
    assert "devices occurs 2 times" in next(check_files(package, {}))
    assert list(check_files(package, allowed)) == []
    (package / "devices.py").touch()
    assert "devices occurs 3 times" in next(check_files(package, allowed))


def test_a_list_entry_without_a_use(package: Path) -> None:
    """Who renames a twin takes it off the list."""
    twins = {name: (frozenset({"sound", "cli"}), "reason") for name in ("devices", "gone")}
    (breach,) = check_files(package, twins)
    assert breach.startswith("gone")


def test_a_crowded_root(package: Path) -> None:
    """Eight files are enough."""
    for number in range(8):
        (package / f"module_{number}.py").touch()
    assert list(check_root(package)) == []
    (package / "one_more.py").touch()
    assert "9 files in the root" in next(check_root(package))


def test_this_house(capsys: pytest.CaptureFixture[str]) -> None:
    """No breach."""
    assert main() == 0, capsys.readouterr().out

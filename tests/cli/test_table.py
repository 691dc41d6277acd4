"""`voicecoach export --format csv|parquet`: many answers as one table, without anybody's name."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.samples import complete_star, fill_library, introduction, missing_result
from voicecoach.coaching.table_export import render_table
from voicecoach.library import AnswerFolder
from voicecoach.report.table_columns import TABLE
from voicecoach.types import Measures

STORY = (
    "Last year our tests took {n} minutes. It was my job to make them faster. "
    "First I measured which were slow. As a result they went from {n} minutes to nine."
)


@pytest.fixture(scope="module")
def analysed(tmp_path_factory):
    """Give a folder that `analyze --out` made: three people's texts, one empty; only to be read."""
    folder = tmp_path_factory.mktemp("analysed")
    people = folder / "cohort"
    for number, name in enumerate(["Jane-Doe", "John-Roe", "Zoe-Poe"]):
        (people / name).mkdir(parents=True)
        text = STORY.format(n=20 + number) if number < 2 else ""
        (people / name / f"{name}-answer.txt").write_text(text)
    subprocess.run(
        [sys.executable, "-m", "voicecoach", "analyze", people, "--out", "results", "--no-words"],
        cwd=folder,
        env={**os.environ, "VOICECOACH_HOME": str(folder / "home")},
        check=False,  # it ends with the failure of the empty one
        capture_output=True,
    )
    return folder / "results"


@pytest.fixture
def results(analysed, tmp_path):
    """Give the test a copy of that folder."""
    return shutil.copytree(analysed, tmp_path / "results")


@pytest.fixture
def library(own_home):
    """Store two answers, one of them with a second take."""
    library, (newest, _) = fill_library(own_home / "recordings", introduction(), complete_star())
    folder = AnswerFolder(library.folder(newest).path.parent)
    library.save_analysis(library.create_take(folder), missing_result())
    return library


def csv_rows(run_cli, *arguments):
    """Return the rows that an export prints."""
    done = run_cli("export", "--format", "csv", "-o", "-", *arguments)
    assert done.status == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def parquet_rows(run_cli, target, *arguments):
    """Return the rows of an exported Parquet file and its schema."""
    from pyarrow import parquet

    done = run_cli("export", "--format", "parquet", "-o", target, *arguments)
    assert done.status == 0, done.stderr
    table = parquet.read_table(target)
    return table.to_pylist(), table.schema


def test_nobody_is_named_unless_asked(run_cli, results):
    """Neither names of files nor of folders stand in a table; --names adds them."""
    text = run_cli("export", results, "--format", "csv", "-o", "-").stdout
    assert not any(name in text for name in ("Jane", "Doe", "Roe", "Poe"))
    rows = csv_rows(run_cli, results)
    assert [row["group"] for row in rows] == ["1", "2", "3"]
    assert [row["error"] != "" for row in rows] == [False, False, True]
    assert len({row["id"] for row in rows[:2]}) == 2
    named = csv_rows(run_cli, results, "--names")
    assert named[0]["ref"] == "Jane-Doe/Jane-Doe-answer.txt"


def test_the_library_shows_an_added_file_by_no_name(run_cli, library, tmp_path):
    """A recording named after who speaks gives a row without that name."""
    file = tmp_path / "Jane-Doe.txt"
    file.write_text(STORY.format(n=30))
    assert run_cli("add", file).status == 0
    text = run_cli("export", "--format", "csv", "-o", "-").stdout
    assert "jane" not in text.lower()
    assert "jane-doe" in run_cli("export", "--format", "csv", "-o", "-", "--names").stdout.lower()


def test_what_gives_no_row_is_said(run_cli, library, own_home):
    """A take that is not analysed is counted beside the table, an empty library is named."""
    entry = library.entries()[0]
    (library.folder(entry).path / "analysis.json").unlink()
    done = run_cli("export", "--format", "csv", "-o", "-", "--all-takes")
    assert len(done.stdout.splitlines()) == 3
    assert "without a row: 1." in done.stderr
    for form in ("csv", "parquet"):
        target = own_home / f"none.{form}"
        none = run_cli("export", "--format", form, "--recordings", own_home / "none", "-o", target)
        assert none.status == 0
        assert "no answer yet" in none.stderr
        assert target.stat().st_size > 100


def test_parquet_holds_what_csv_holds(run_cli, library, tmp_path):
    """Both formats have the same rows and columns; Parquet gives types and meanings."""
    rows, schema = parquet_rows(run_cli, tmp_path / "all.parquet", "--all-takes", "--names")
    texts = csv_rows(run_cli, "--all-takes", "--names")
    assert len(rows) == len(texts) == 3
    assert schema.names == list(texts[0]) == [column.name for column in TABLE]
    kinds = {"text": "string", "integer": "int64", "number": "double"}
    for column in TABLE:
        field = schema.field(column.name)
        assert field.metadata[b"meaning"].decode() == column.meaning
        assert str(field.type) == kinds.get(column.kind, "timestamp[us, tz=UTC]")
        for value, text in zip((row[column.name] for row in rows), texts, strict=True):
            cell = text[column.name]
            if column.kind == "time":
                assert value.isoformat()[:10] == cell[:10]
            elif column.kind in ("integer", "number"):
                assert value == (float(cell) if cell else None), column.name
            else:
                assert (value or "") == cell


def test_a_name_that_is_no_unicode_gives_a_table_too():
    """Linux allows any bytes in a file's name; those that are no text become question marks."""
    from pyarrow import parquet

    table = render_table([{"group": 1, "ref": "Zo\udceb.txt"}], "parquet")
    assert parquet.read_table(io.BytesIO(table)).to_pylist()[0]["ref"] == "Zo?.txt"


def test_types_are_those_of_the_measures():
    """A figure that is counted is a whole number in the table, one that is measured is not."""
    kinds = {column.name: column.kind for column in TABLE}
    for name, declared in Measures.__annotations__.items():
        if name in kinds:
            assert kinds[name] == ("integer" if "int" in str(declared) else "number"), name


def test_without_the_library_one_sentence_says_so(run_cli, library, tmp_path, monkeypatch):
    """Parquet without pyarrow is refused and names the extra; no file is left."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    target = tmp_path / "x.parquet"
    done = run_cli("export", "--format", "parquet", "-o", target)
    assert done.status == 2
    assert "voicecoach[parquet]" in done.stderr
    assert not target.exists()


def test_what_does_not_go_together_is_refused(run_cli, library, results):
    """Takes of a folder, and every take of one answer, make no sense."""
    takes = run_cli("export", results, "--format", "csv", "--all-takes")
    assert takes.status == 2
    assert "Leave out --take and --all-takes." in takes.stderr
    assert run_cli("export", results, "--format", "csv", "--take", "2").status == 2
    assert run_cli("export", "last", "--format", "csv", "--all-takes").status == 2
    page = run_cli("export", results)
    assert page.status == 2
    assert "--format csv" in page.stderr


@pytest.mark.parametrize("text", ["{", "{}", "5", "[" * 100_000])
def test_a_damaged_result_is_named_and_the_rest_is_a_table(run_cli, results, text):
    """A file that holds no result gets no row, is named with what to do, and the status is 1."""
    file = next(results.rglob("Jane*.json"))
    file.write_text(text)
    done = run_cli("export", results, "--format", "csv", "-o", "-")
    assert done.status == 1
    assert f"{file} is damaged" in " ".join(done.stderr.split())
    assert "--resume" in done.stderr
    assert "rebuild" not in done.stderr
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 2


def test_the_reason_of_a_failure_may_be_no_unicode(run_cli, results, tmp_path):
    """Half a character in a failure's code becomes a question mark in both formats."""
    file = next(results.rglob("Zoe*.json"))
    file.write_text('{"error": {"code": "\\ud800"}}')
    assert csv_rows(run_cli, results)[2]["error"] == "?"
    assert parquet_rows(run_cli, tmp_path / "o.parquet", results)[0][2]["error"] == "?"


def test_the_example_says_what_it_needs():
    """The example script prints how it is used when called without files."""
    script = Path(__file__).parents[2] / "docs" / "examples" / "plot_cohort.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "voicecoach export" in done.stderr

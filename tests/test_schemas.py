"""The published schemas: fresh, strict, and true of what VoiceCoach writes and reads."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.samples import complete_star, introduction, typed_text, without_transcript, zero_words
from tools.write_schemas import ROOT, SCHEMAS, main
from voicecoach.json_files import to_dict
from voicecoach.questions import shipped_folder, starter_text


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "docs" / "schema" / name).read_text("utf-8"))
    return loaded


def plain(value: object) -> Any:
    """Return a value as a JSON reader sees it: lists for tuples, texts for dates."""
    return json.loads(json.dumps(value, default=str))


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for each in node.values():
            yield from objects(each)
    elif isinstance(node, list):
        for each in node:
            yield from objects(each)


def test_the_committed_schemas_are_fresh() -> None:
    """Whoever changes a type or a table writes the schemas anew."""
    assert main(["--check"]) == 0


def test_check_names_what_is_stale_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stale and missing schemas fail the check; writing mends it."""
    assert main(["--check"], tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
    told = capsys.readouterr().err
    assert all(name in told for name in SCHEMAS)
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    file = tmp_path / "docs/schema/pack.schema.json"
    file.write_text("{}", "utf-8")
    assert main(["--check"], tmp_path) == 1
    assert file.read_text("utf-8") == "{}"


PARTS = ["companies.schema.json", "roles.schema.json", "countries.schema.json"]


@pytest.mark.parametrize("name", ["pack.schema.json", "analysis.schema.json", *PARTS])
def test_schemas_are_schemas_and_closed(name: str) -> None:
    """Each is valid itself, allows no unknown field, and explains every field."""
    Draft202012Validator.check_schema(schema(name))
    found = list(objects(schema(name)))
    assert len(found) >= 4
    for each in found:
        if "properties" not in each:  # a table of the candidate's own keys, such as `say`
            assert each["additionalProperties"]["type"] == "string"
            continue
        assert each["additionalProperties"] is False
        assert all(rule.get("description") for rule in each["properties"].values())


@pytest.mark.parametrize(
    "sample", [complete_star, introduction, typed_text, without_transcript, zero_words]
)
def test_analyses_fit(sample: Any) -> None:
    """What VoiceCoach writes fits; with a field more, less or wrong it does not."""
    validator = Draft202012Validator(schema("analysis.schema.json"))
    analysis = sample()
    document = plain(to_dict(analysis))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert not validator.is_valid({**document, "mood": "good"})
    assert not validator.is_valid({**document, "format_version": 2})
    assert not validator.is_valid({**document, "withheld": None})
    for field in document:
        assert not validator.is_valid({key: document[key] for key in document if key != field})
    wrong = plain(document)
    wrong["notes"] = [{**note, "severity": "bad"} for note in document["notes"]]
    assert validator.is_valid(wrong) == (not document["notes"])


@pytest.mark.parametrize("file", sorted(shipped_folder().glob("*/*.toml")), ids=lambda f: f.stem)
def test_shipped_parts_fit(file: Path) -> None:
    """An editor that knows the schema of the folder finds no fault in the shipped parts."""
    validator = Draft202012Validator(schema(f"{file.parent.name}.schema.json"))
    document = plain(tomllib.loads(file.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(document)] == []
    assert not validator.is_valid({**document, "stage": []})
    document.pop("title")
    assert not validator.is_valid(document)


def test_the_starter_fits() -> None:
    """What people start from is valid by the schema that lies beside it, and no riddle is."""
    validator = Draft202012Validator(schema("pack.schema.json"))
    document = plain(tomllib.loads(starter_text("mine", today=date(2026, 11, 24))))
    assert [error.message for error in validator.iter_errors(document)] == []
    document["questions"][0]["kind"] = "riddle"
    assert not validator.is_valid(document)

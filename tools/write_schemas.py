"""Write the JSON Schemas of packs, of their parts, and of the analysis, to docs/schema/.

Usage: python tools/write_schemas.py [--check]

With --check nothing is written; the status is 1 if a schema is stale.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from voicecoach.questions import pack_schema, part_schema
from voicecoach.types import FORMAT_VERSION, Analysis

ROOT = Path(__file__).parent.parent
FRACTIONS = frozenset({"probability", "clipped_fraction", "share"})
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def build_pack_schema() -> dict[str, Any]:
    """Return the schema of a pack file, as its TOML reads as JSON."""
    return {"$schema": DIALECT, "title": "VoiceCoach question pack", **tidied(pack_schema())}


def build_analysis_schema() -> dict[str, Any]:
    """Return the schema of the analysis document, format 1."""
    schema = tidied(TypeAdapter(Analysis).json_schema(mode="serialization"))
    meanings = tomllib.loads((ROOT / "tools" / "schema-meanings.toml").read_text("utf-8"))
    for name, part in {"Analysis": schema, **schema["$defs"]}.items():
        part["additionalProperties"] = False
        # what is written, not what may be read: all fields are there, the empty ones as null
        part["required"] = list(part["properties"])
        for field, rule in part["properties"].items():
            describe(
                rule, meanings.get(name, {}).get(field) or meanings["everywhere"][field], field
            )
    properties = schema["properties"]
    version = properties.pop("format_version")
    first = {"type": "integer", "const": FORMAT_VERSION, "description": version["description"]}
    schema["properties"] = {"format_version": first, **properties}
    return {"$schema": DIALECT, "title": "VoiceCoach analysis, format 1", **schema}


def describe(rule: dict[str, Any], meaning: str, field: str) -> None:
    """Add to one field what it means, and the range where the type does not show it."""
    rule.pop("default", None)  # the document states every value
    rule["description"] = meaning
    if field in FRACTIONS:
        for option in rule.get("anyOf", [rule]):
            if option.get("type") == "number":
                option.update(minimum=0, maximum=1)


def tidied(node: Any) -> Any:
    """Return a schema without generated titles, its descriptions as prose."""
    if isinstance(node, list):
        return [tidied(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, each in node.items():
        if key == "title" and isinstance(each, str):
            continue  # made up from the field's name
        if key == "description" and isinstance(each, str):
            kept[key] = re.sub(r"\s+", " ", each.replace("``", "`")).strip()
        else:
            kept[key] = tidied(each)
    return kept


def build_part_schema(kind: str) -> dict[str, Any]:
    """Return the schema of the part files in the folder ``kind``: companies, roles, countries."""
    return {"$schema": DIALECT, "title": f"VoiceCoach: {kind}", **tidied(part_schema(kind))}


SCHEMAS = {
    "docs/schema/pack.schema.json": build_pack_schema,
    "docs/schema/companies.schema.json": partial(build_part_schema, "companies"),
    "docs/schema/roles.schema.json": partial(build_part_schema, "roles"),
    "docs/schema/countries.schema.json": partial(build_part_schema, "countries"),
    "docs/schema/analysis.schema.json": build_analysis_schema,
}


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Write or check the schemas below ``root``; return the exit status."""
    stale = []
    for name, build in SCHEMAS.items():
        text = json.dumps(build(), indent=2, ensure_ascii=False) + "\n"
        file = root / name
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
            print(f"wrote {name}")
    if stale and "--check" in arguments:
        print(f"stale: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

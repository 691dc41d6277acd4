"""Write the JSON Schemas of packs and of the analysis document into docs/schema/.

Usage: python tools/write_schemas.py [--check]

With --check nothing is written; the status is 1 if a schema is stale.
"""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from voicecoach import types
from voicecoach.questions.tables import PackTable
from voicecoach.types import FORMAT_VERSION, Analysis

FOLDER = Path(__file__).parent.parent / "docs" / "schema"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def analysis_schema() -> dict[str, Any]:
    """Return the schema of the analysis document: every key is there, no other is."""
    schema = TypeAdapter(Analysis).json_schema(mode="serialization")
    schema["properties"]["format_version"] = {"const": FORMAT_VERSION}
    for name, part in [("Analysis", schema), *schema["$defs"].items()]:
        part["additionalProperties"] = False
        part["required"] = list(part["properties"])
        part["description"] = first_paragraph(getattr(types, name))
        for field in part["properties"].values():
            field.pop("default", None)
    return {"$schema": DIALECT, "title": "VoiceCoach analysis, format 1", **schema}


def first_paragraph(kind: type) -> str:
    """Return a class's description on one line."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


def pack_schema() -> dict[str, Any]:
    """Return the schema of question packs, for editors."""
    return {
        "$schema": DIALECT,
        **PackTable.model_json_schema(),
        "title": "VoiceCoach question pack",
    }


def main() -> None:
    """Write or check both."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, schema in (("analysis", analysis_schema()), ("pack", pack_schema())):
        file = FOLDER / f"{name}.schema.json"
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(file.name)
        if "--check" not in sys.argv:
            file.write_text(text, "utf-8")
            print(f"wrote {file.name}")
    if stale and "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(stale)}; run `make docs`")


if __name__ == "__main__":
    main()

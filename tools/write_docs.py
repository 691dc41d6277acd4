"""Write the generated pages of docs/.

Usage: python tools/write_docs.py [--check]

With --check nothing is written; the status is 1 if a page is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tests.web import hostile
from tools.thresholds import thresholds_table
from voicecoach.analysis.advice import NOTE_CODES
from voicecoach.cli.main import COMMANDS, voicecoach
from voicecoach.errors import ExitStatus
from voicecoach.report.table_columns import TABLE

ROOT = Path(__file__).parent.parent
HINT = "<!-- written by tools/write_docs.py; do not edit -->\n"


def commands_page() -> str:
    """Return the page of all commands: their own help texts."""
    lines = [
        "# Commands\n",
        HINT,
        "Data goes to standard output, messages to standard error. `--json` wherever a program "
        "might read. Colour only on a terminal, none with `NO_COLOR`.\n",
        "## Exit statuses\n",
        "They are the same for every command. With several inputs `analyze` goes on after one "
        "fails and ends with the status that all failures share, otherwise with 1.\n",
        "| status | meaning |\n| --- | --- |",
        *(f"| {status.value} | {status.meaning} |" for status in ExitStatus),
        "",
    ]
    context = click.Context(voicecoach, info_name="voicecoach")
    for name in COMMANDS:
        command = voicecoach.get_command(context, name)
        assert command is not None
        lines += help_of(command, context, name, level=2)
    return "\n".join(lines)


def help_of(command: click.Command, parent: click.Context, name: str, *, level: int) -> list[str]:
    """Return the help of one command and its subcommands."""
    context = click.Context(command, info_name=name, parent=parent, max_content_width=92)
    context.terminal_width = 92
    lines = [f"{'#' * level} {context.command_path}\n", "```", command.get_help(context), "```\n"]
    if isinstance(command, click.Group):
        for sub in command.list_commands(context):
            child = command.get_command(context, sub)
            assert child is not None
            lines += help_of(child, context, sub, level=level + 1)
    return lines


def data_page() -> str:
    """Return the page of the analysis document: one table a value, from the schema."""
    file = ROOT / "docs" / "schema" / "analysis.schema.json"
    schema = json.loads(file.read_text("utf-8"))
    intro = (ROOT / "tools" / "data-format-intro.md").read_text("utf-8")
    lines = [intro.rstrip() + "\n", HINT, "## The analysis document\n", *table(schema)]
    for name, part in sorted(schema.get("$defs", {}).items()):
        lines += [f"### {name}\n", part.get("description", "").strip() + "\n", *table(part)]
    return "\n".join(lines)


def table(schema: dict[str, Any]) -> Iterator[str]:
    """Yield the rows of one object's fields."""
    if "properties" not in schema:
        yield f"{kind_of(schema)}\n"
        return
    yield "| field | type | meaning |"
    yield "| --- | --- | --- |"
    for name, field in schema["properties"].items():
        meaning = field.get("description", "").replace("\n", " ")
        yield f"| `{name}` | {kind_of(field)} | {meaning} |"
    yield ""


def kind_of(field: dict[str, Any]) -> str:
    """Return a field's type in a few words, linked where it is another value."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(kind_of(option) for option in field["anyOf"])
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if field.get("type") == "array":
        if "prefixItems" in field:
            return "[" + ", ".join(kind_of(item) for item in field["prefixItems"]) + "]"
        return f"list of {kind_of(field.get('items', {}))}"
    return str(field.get("type", "any"))


def notes_page() -> str:
    """Return the page of all note codes."""
    rows = "\n".join(f"| `{code}` | {meaning} |" for code, meaning in NOTE_CODES.items())
    return (
        f"# Notes\n\n{HINT}\n"
        "Each finding carries one of these codes; codes never change their meaning.\n\n"
        f"| code | meaning |\n| --- | --- |\n{rows}\n"
    )


def thresholds_page() -> str:
    """Return the page of every threshold, as the code has them."""
    return (
        f"# Every threshold\n\n{HINT}\n"
        "The numbers that the rules compare with, and why each has its value. Those that training "
        "chooses for the STAR model: [methods-star.md](methods-star.md).\n\n"
        f"{thresholds_table()}\n"
    )


KINDS = {"text": "string", "integer": "int64", "number": "double", "time": "timestamp, UTC"}


def table_page() -> str:
    """Return the page of the table of all answers: each column with type and meaning."""
    rows = "\n".join(
        f"| `{one.name}` | {one.kind} | {KINDS[one.kind]} | {one.meaning} |" for one in TABLE
    )
    intro = (ROOT / "tools" / "table-intro.md").read_text("utf-8")
    head = "| column | CSV | Parquet | meaning |\n| --- | --- | --- | --- |"
    return f"{intro.rstrip()}\n\n{HINT}\n{head}\n{rows}\n"


PAGES = {
    "docs/table.md": table_page,
    "docs/commands.md": commands_page,
    "docs/data-format.md": data_page,
    "docs/notes.md": notes_page,
    "docs/hostile-requests.md": hostile.page,
    "docs/thresholds.md": thresholds_page,
}


def main() -> None:
    """Write or check every page."""
    stale = []
    for name, build in PAGES.items():
        text = build()
        file = ROOT / name
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            file.write_text(text, "utf-8")
            print(f"wrote {name}")
    if stale and "--check" in sys.argv:
        sys.exit(f"stale: {', '.join(stale)}; run `make docs`")


if __name__ == "__main__":
    main()

"""`voicecoach prepare` and `voicecoach plan`: made, shown, corrected, ticked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.samples import missing_result, store
from voicecoach.cli.practice import SessionOptions, choose
from voicecoach.coaching.workspace import Workspace
from voicecoach.library import Library

RunCli = Callable[..., Any]
ADVERTS = Path(__file__).parents[1] / "adverts"


def test_from_the_advert_to_a_tick(run_cli: RunCli, own_home: Path) -> None:
    """The plan stands there at once; a line is ticked, a row dropped, another added."""
    made = run_cli("prepare", ADVERTS / "backend.md", "--date", "2099-12-10")
    assert made.status == 0
    assert made.stdout.startswith("Senior Backend Engineer at Larkfield Payments\n")
    assert "Kept in" in made.stderr
    assert max(map(len, made.stdout.split("\n"))) <= 80
    plan = json.loads(run_cli("plan", "--json").stdout)
    assert plan["interview"] == "2099-12-10"
    assert plan["due_today"]
    by_hand = next(n for n, item in enumerate(plan["checklist"], 1) if not item["n_of"])
    ticked = json.loads(run_cli("plan", "--tick", by_hand, "--json").stdout)
    assert ticked["checklist"][by_hand - 1]["done"]
    assert run_cli("plan", "--tick", "999").status == 2
    run_cli("plan", "--drop", "1")
    run_cli("plan", "--add", "Database transactions", "--company", "Larkfield")
    after = json.loads(run_cli("plan", "--json").stdout)
    texts = [row["text"] for row in after["requirements"]]
    before = [row["text"] for row in plan["requirements"]]
    assert texts == [*before[1:], "Database transactions"]
    assert after["company"] == "Larkfield"
    run_cli("plan", "--met", "1", "--add-skill", "Pulsar", "--drop-skill", "python")
    run_cli("plan", "--ask", "What broke last?", "--question", "1", "production-incident")
    marked = json.loads(run_cli("plan", "--json").stdout)
    assert marked["requirements"][0]["ticked"]
    assert "production-incident" in marked["requirements"][0]["questions"]
    terms = [one["term"] for one in marked["terms"]]
    assert "Pulsar" in terms
    assert "Python" not in terms
    assert "1  What broke last?" in run_cli("plan").stdout
    assert run_cli("plan", "--met", "999").status == 2
    assert json.loads(run_cli("plan", "--drop-ask", "1", "--json").stdout)["own_questions"] == []
    other = json.loads(run_cli("plan", "--pack", "data-engineer", "--json").stdout)
    assert other["pack"] == "data-engineer"


def test_a_story_to_tell_again(run_cli: RunCli, own_home: Path) -> None:
    """Its command stands on a line of its own and can be copied into a shell."""
    library = Library(own_home / "recordings")
    store(library, missing_result(), datetime.now().astimezone() - timedelta(days=9))
    name = "The queue that failed every evening while I was on call"
    library.save_story(library.find("last"), name)
    run_cli("prepare", ADVERTS / "backend.md")
    lines = [line.strip() for line in run_cli("plan").stdout.splitlines()]
    (command,) = [line for line in lines if "--story" in line]
    pack = json.loads(run_cli("plan", "--json").stdout)["pack"]
    assert command == f"voicecoach practice {pack} --story '{name}'"


def test_several(run_cli: RunCli, own_home: Path) -> None:
    """The last one made is current; --use goes back to another."""
    run_cli("prepare", ADVERTS / "backend.md")
    run_cli("prepare", ADVERTS / "data.html")
    listed = run_cli("plan", "--list").stdout.splitlines()
    assert [line[0] for line in listed] == [" ", "*"]
    first = listed[0][2:]
    assert run_cli("plan", "--use", first).stdout.startswith("Senior Backend Engineer")
    assert run_cli("plan", "--use", "never").status == 1


def test_the_same_advert_again(run_cli: RunCli, own_home: Path) -> None:
    """One plan is enough: the second is refused with the way to the first, unless it is wished."""
    run_cli("prepare", ADVERTS / "backend.md")
    refused = run_cli("prepare", ADVERTS / "backend.md")
    assert refused.status == 1
    assert "There is a plan for this advert already" in refused.stderr
    (name,) = [line[2:] for line in run_cli("plan", "--list").stdout.splitlines()]
    assert f"plan --use {name}" in refused.stderr
    assert run_cli("prepare", ADVERTS / "backend.md", "--again").status == 0
    assert len(run_cli("plan", "--list").stdout.splitlines()) == 2


def test_a_damaged_plan_hides_no_other(run_cli: RunCli, own_home: Path) -> None:
    """The list marks it and says what to do; --use goes on with another."""
    run_cli("prepare", ADVERTS / "data.html")
    run_cli("prepare", ADVERTS / "backend.md")
    file = Path(run_cli("plan", "--list").stdout.partition("* ")[2].split()[0] + ".json")
    (broken,) = own_home.rglob(file.name)
    broken.write_text("{")
    listed = run_cli("plan", "--list")
    assert listed.status == 0
    assert sorted(line[0] for line in listed.stdout.splitlines()) == [" ", "!"]
    assert str(broken) in listed.stderr
    shown = run_cli("plan")
    assert shown.status == 1
    other = next(line[2:] for line in listed.stdout.splitlines() if line[0] == " ")
    assert other in shown.stderr
    assert run_cli("plan", "--use", other).status == 0


def test_what_was_not_found_is_said(run_cli: RunCli, own_home: Path, tmp_path: Path) -> None:
    """Nonsense gives a sentence; where the role is given, a plan that says what is blank."""
    poem = tmp_path / "poem.txt"
    poem.write_text("The curfew tolls the knell of parting day,\n" * 8)
    refused = run_cli("prepare", poem)
    assert refused.status == 1
    assert "No job was found" in refused.stderr
    made = run_cli("prepare", poem, "--role", "Poet")
    assert made.status == 0
    for blank in ("company was not found", "No requirement was found"):
        assert blank in made.stderr
    (tmp_path / "empty.txt").write_text("")
    empty = run_cli("prepare", tmp_path / "empty.txt")
    assert empty.status == 1
    assert "hardly any text" in empty.stderr


def test_nothing_prepared(run_cli: RunCli, own_home: Path) -> None:
    """Without a preparation `plan` says how to make one."""
    result = run_cli("plan")
    assert (result.status, result.stdout) == (0, "")
    assert "voicecoach prepare ADVERT" in result.stderr
    for options in (("--json",), ("--ask", "What broke last?")):
        failed = run_cli("plan", *options)  # a script sees that nothing was shown or changed
        assert (failed.status, failed.stdout) == (1, "")
        assert "voicecoach prepare ADVERT" in failed.stderr


def test_next_follows_the_plan(run_cli: RunCli, own_home: Path) -> None:
    """`practice --next` without a pack asks what the current plan's requirements ask first."""
    run_cli("prepare", ADVERTS / "data.html")
    plan = json.loads(run_cli("plan", "--json").stdout)
    pack, questions = choose(Workspace.load(), None, SessionOptions(due_next=True))
    assert pack.name == "data-engineer"
    assert [question.id for question in questions] == plan["due_today"]
    wanted = {name for row in plan["requirements"] for name in row["questions"]}
    assert questions[0].id in wanted


def test_a_day_that_is_none(run_cli: RunCli, own_home: Path) -> None:
    """It is refused in words, with a day as it must be written."""
    for command in (("plan", "--date"), ("history", "--since")):
        refused = run_cli(*command, "31.12.2026")
        assert refused.status == 2
        assert "'31.12.2026' is no day. Write year, month and day: 2026-12-10." in refused.stderr
        assert "%" not in refused.stderr


def test_a_change_beside_the_list(run_cli: RunCli, own_home: Path) -> None:
    """It is refused, not left out in silence."""
    run_cli("prepare", ADVERTS / "backend.md")
    refused = run_cli("plan", "--list", "--ask", "What broke last?")
    assert refused.status == 2
    assert "--ask" in refused.stderr
    assert json.loads(run_cli("plan", "--json").stdout)["own_questions"] == []

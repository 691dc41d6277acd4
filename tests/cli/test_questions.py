"""`voicecoach questions`: what it lists, shows, checks and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete

from tests.waits import LIMIT_S
from voicecoach.cli.main import voicecoach
from voicecoach.questions import load_pack, load_packs, pack_schema, starter_text

RunCli = Callable[..., Any]
DEFAULT = "amazon-backend-developer"


@pytest.fixture
def own_packs(own_home: Path) -> Path:
    """Return the folder of own packs, with one sound pack called `mine` in it."""
    folder = own_home / "questions"
    folder.mkdir(parents=True)
    text = starter_text("mine", today=date(2020, 1, 2))
    (folder / "mine.toml").write_text(text, "utf-8")
    return folder


def break_pack(folder: Path, name: str = "broken") -> Path:
    file = folder / f"{name}.toml"
    text = starter_text(name, today=date(2026, 11, 24))
    broken = text.replace('kind = "star"', 'kind = "stars"').replace('role = "', 'rolle = "')
    file.write_text(broken, "utf-8")
    return file


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def test_list_shows_every_question_of_the_settings_pack(run_cli: RunCli) -> None:
    """All of them, in 80 columns, without colour; other packs are named beside the data."""
    result = run_cli("questions", "list")
    assert result.status == 0
    pack = next(pack for pack in load_packs() if pack.name == DEFAULT)
    shown = " ".join(result.stdout.split())
    for question in pack.questions:
        assert f"{question.title} {question.kind.replace('_', ' ')}" in shown
        assert f"{question.prompt} {question.id}: not practised yet" in shown
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    assert "\x1b" not in result.stdout
    assert "behavioural-core" in result.stderr


@pytest.mark.parametrize("by", ["stage", "quality", "kind"])
def test_list_groups(run_cli: RunCli, own_packs: Path, by: str) -> None:
    """Each grouping has its headings."""
    result = run_cli("questions", "list", "--pack", "mine", "--by", by)
    headings = [line for line in result.stdout.splitlines() if line and line[0] != " "]
    assert (
        headings[1:]
        == {
            "stage": ["First call (first-call)", "Interview with the team (interview)"],
            "quality": ["Ownership (ownership)", "No quality in particular"],
            "kind": [
                "star: an event of your past: situation, task, action, result",
                "introduction: about yourself: present, past, why here",
                "ask them: what you ask them",
            ],
        }[by]
    )


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (["--stage", "first-call"], ["about-yourself"]),
        (["--quality", "ownership"], ["finished-it"]),
        (["--kind", "ask_them"], ["your-questions"]),
        (["--stage", "interview", "--kind", "star"], ["finished-it"]),
        (["--stage", "interview", "--kind", "introduction"], []),
    ],
)
def test_list_filters(run_cli: RunCli, own_packs: Path, filters: list[str], ids: list[str]) -> None:
    """Filters go together; text and JSON show the same; nothing is an answer as well."""
    document = json.loads(run_cli("questions", "list", "--pack", "mine", *filters, "--json").stdout)
    assert document["format_version"] == 1
    (pack,) = document["packs"]
    assert pack["name"] == "mine"
    assert [question["id"] for question in pack["questions"]] == ids
    text = run_cli("questions", "list", "--pack", "mine", *filters)
    assert text.status == 0
    assert all(any(line.startswith(f"{one}:") for line in lines_of(text.stdout)) for one in ids)
    assert ("No question fits" in text.stderr) == (not ids)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--pack", "mine", "--stage", "interveiw"], "Did you mean interview?"),
        (["--pack", "mine", "--quality", "owner"], "Did you mean ownership?"),
        (["--kind", "riddle"], "riddle"),
        (["--all", "--pack", "mine"], "do not go together"),
    ],
)
def test_list_of_what_is_not_there(
    run_cli: RunCli, own_packs: Path, options: list[str], told: str
) -> None:
    """A wrong name is a usage error that offers the nearest."""
    result = run_cli("questions", "list", *options)
    assert (result.status, result.stdout) == (2, "")
    assert told in result.stderr


def test_list_all(run_cli: RunCli, own_packs: Path) -> None:
    """Every pack; a filter that a pack does not know leaves that pack out."""
    document = json.loads(run_cli("questions", "list", "--all", "--json").stdout)
    usual = {pack.name for pack in load_packs() if not pack.variant_of}
    assert {pack["name"] for pack in document["packs"]} == usual | {"mine"}
    assert usual >= {DEFAULT, "backend-developer", "behavioural-core"}
    text = run_cli("questions", "list", "--all", "--stage", "hiring-manager")
    assert text.stdout.startswith("Amazon")
    assert "mine" not in text.stdout


def test_list_by_file(run_cli: RunCli, tmp_path: Path, own_packs: Path) -> None:
    """A pack can be a file anywhere, also one that is found anyway."""
    file = tmp_path / "elsewhere.toml"
    file.write_text(starter_text("elsewhere", today=date(2026, 11, 24)), "utf-8")
    assert run_cli("questions", "list", "--pack", str(file)).stdout.startswith("Elsewhere")
    found = run_cli("questions", "list", "--pack", str(own_packs / "mine.toml"))
    assert found.stdout.startswith("Mine (mine), 3 questions")
    missing = run_cli("questions", "list", "--pack", str(tmp_path / "no.toml"))
    assert missing.status == 1
    assert "no such file" in missing.stderr


def test_old_facts_are_told(run_cli: RunCli, own_packs: Path) -> None:
    """A pack last checked years ago says so, on standard error in lists."""
    result = run_cli("questions", "list", "--pack", "mine")
    assert "last checked on 2020-01-02" in result.stderr
    assert "2020-01-02" not in result.stdout
    assert "last checked" not in run_cli("questions", "list", "--pack", DEFAULT).stdout


def test_show_one_question(run_cli: RunCli) -> None:
    """Everything that belongs to it."""
    result = run_cli("questions", "show", "finished-it", "--json")
    assert result.status == 1  # not in any pack here
    pack = next(pack for pack in load_packs() if pack.name == DEFAULT)
    question = next(one for one in pack.questions if one.follow_ups and one.pitfalls)
    shown = " ".join(run_cli("questions", "show", question.id).stdout.split())
    asked = [follow_up.ask for follow_up in question.follow_ups]
    for part in (question.prompt, *question.listens_for, *question.pitfalls, *asked):
        assert part in shown
    assert f"practice {DEFAULT} --question {question.id}" in shown
    document = json.loads(run_cli("questions", "show", question.id, "--json").stdout)
    assert document["format_version"] == 1
    assert document["question"]["prompt"] == question.prompt
    assert document["question"]["target_s"] == list(question.target_s)


def test_show_finds_questions_in_other_packs(run_cli: RunCli, own_packs: Path) -> None:
    """The settings' pack first, then any; a pack asked for is the only one."""
    assert "mine/finished-it" in run_cli("questions", "show", "finished-it").stdout
    assert f"{DEFAULT}/about-yourself" in run_cli("questions", "show", "about-yourself").stdout
    assert "mine/about-yourself" in run_cli("questions", "show", "mine/about-yourself").stdout
    own = run_cli("questions", "show", "about-yourself", "--pack", "mine")
    assert "mine/about-yourself" in own.stdout
    other = run_cli("questions", "show", "finished-it", "--pack", DEFAULT)
    assert other.status == 1
    near = run_cli("questions", "show", "abuot-yourself")
    assert "Did you mean about-yourself" in near.stderr
    pack = run_cli("questions", "show", "mine")
    assert "--pack mine" in pack.stderr


def test_show_the_guide(run_cli: RunCli) -> None:
    """The whole pack, in the order in which one prepares."""
    result = run_cli("questions", "show", "--pack", DEFAULT)
    assert result.status == 0
    headings = [line for line in result.stdout.splitlines() if line.isupper()]
    assert headings == [
        "THE PROCESS",
        "WHAT THEY LOOK FOR",
        "SKILLS",
        "THE WORKING DAY",
        "CHECKLIST",
        "COMMON MISTAKES",
        "FACTS: TIME, PAY, APPLYING",
        "SOURCES",
    ]
    assert "QUESTIONS CANDIDATES ASK" not in result.stdout
    full = run_cli("questions", "show", "--pack", DEFAULT, "--full").stdout
    assert "QUESTIONS CANDIDATES ASK" in full
    text = " ".join(full.split())
    for part in ("£26,600", "Bar raiser round", "8. ", "5. ", "Facts last checked on"):
        assert part in text
    document = json.loads(run_cli("questions", "show", "--pack", DEFAULT, "--json").stdout)
    assert set(document) == {"format_version", "pack"}
    assert len(document["pack"]["stages"]) == 5


def test_the_setting_decides_the_pack(run_cli: RunCli, own_packs: Path) -> None:
    """Without --pack the settings' one."""
    result = run_cli("questions", "show", env={"VOICECOACH_PACK": "mine"})
    assert result.stdout.startswith("Mine\n")
    wrong = run_cli("questions", "list", env={"VOICECOACH_PACK": "minee"})
    assert wrong.status == 1
    assert "Did you mean mine?" in wrong.stderr


def test_a_broken_own_pack_keeps_nobody_from_another(run_cli: RunCli, own_packs: Path) -> None:
    """It is named in a warning; asked for itself it is an error that tells everything."""
    file = break_pack(own_packs)
    other = run_cli("questions", "list", "--pack", "mine", "--json")
    assert other.status == 0
    json.loads(other.stdout)
    assert f"{file} has 3 problems and is left out" in other.stderr
    assert "stars" not in other.stderr
    asked = run_cli("questions", "list", "--pack", "broken")
    assert asked.status == 1
    assert "'stars' is not known" in asked.stderr
    assert "left out" not in asked.stderr


def test_check(run_cli: RunCli, own_packs: Path) -> None:
    """Without FILE everything there is; status 1 with every problem if one is broken."""
    sound = run_cli("questions", "check")
    assert sound.status == 0, sound.stdout
    n_sound = sound.stdout.count(": sound")
    assert n_sound == len(sound.stdout.splitlines()) > 40
    assert f"{own_packs / 'mine.toml'}: sound" in sound.stdout
    file = break_pack(own_packs)
    result = run_cli("questions", "check")
    assert result.status == 1
    assert result.stdout.count(": sound") == n_sound
    assert f"{file}: 3 problems" in result.stdout
    for part in ("question finished-it, kind: 'stars'", "Did you mean star?", "rolle: does not"):
        assert part in result.stdout
    assert run_cli("questions", "check", str(own_packs / "mine.toml")).status == 0
    for name in ("broken", "broken.toml", str(file)):
        assert run_cli("questions", "check", name).status == 1
    nothing = run_cli("questions", "check", "nothing.toml")
    assert nothing.status == 1
    assert "no such file" in nothing.stdout


def test_check_as_json(run_cli: RunCli, own_packs: Path) -> None:
    """Each file with its problems, each problem with its place and remedy."""
    file = break_pack(own_packs)
    result = run_cli("questions", "check", "mine", str(file), "--json")
    assert result.status == 1
    document = json.loads(result.stdout)
    mine, broken = document["files"]
    assert (mine["sound"], mine["problems"]) == (True, [])
    assert broken["sound"] is False
    kind = next(problem for problem in broken["problems"] if problem["field"] == "kind")
    assert kind["file"] == str(file)
    assert kind["question"] == "finished-it"
    assert kind["remedy"] == "Did you mean star?"
    assert kind["line"] is None


def test_check_tells_shadowing(run_cli: RunCli, own_packs: Path) -> None:
    """A pack called like another is a problem, also where the file itself is sound."""
    shadow = own_packs / "behavioural-core.toml"
    shadow.write_text(starter_text("behavioural-core", today=date(2026, 11, 24)), "utf-8")
    result = run_cli("questions", "check")
    assert result.status == 1
    assert f"{shadow}: 1 problem" in result.stdout
    assert "is called like the pack" in result.stdout
    listed = run_cli("questions", "list")
    assert listed.status == 1
    assert "Two packs are called 'behavioural-core'" in listed.stderr


def test_new_writes_a_pack_that_works(run_cli: RunCli, own_home: Path) -> None:
    """It passes the check, every command finds it, and an editor gets its schema."""
    result = run_cli("questions", "new", "my-company")
    assert result.status == 0
    file = Path(result.stdout.strip())
    assert file == own_home / "questions" / "my-company.toml"
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert run_cli("questions", "check", str(file)).status == 0
    assert run_cli("questions", "list", "--pack", "my-company").status == 0
    assert load_pack(file).name == "my-company"
    assert file.read_text("utf-8").startswith("#:schema ./pack.schema.json\n")
    assert json.loads((file.parent / "pack.schema.json").read_text("utf-8")) == pack_schema()


def test_new_writes_elsewhere(run_cli: RunCli, tmp_path: Path) -> None:
    """--output names a file or a folder, and nothing else is written there."""
    folder = tmp_path / "out"
    folder.mkdir()
    assert run_cli("questions", "new", "one", "--output", str(folder / "one.toml")).status == 0
    assert run_cli("questions", "new", "two", "--output", str(folder)).status == 0
    assert sorted(file.name for file in folder.iterdir()) == ["one.toml", "two.toml"]
    for file in folder.iterdir():
        assert run_cli("questions", "check", str(file)).status == 0


def test_new_never_overwrites(run_cli: RunCli, own_packs: Path, tmp_path: Path) -> None:
    """Not the same file, not a pack of the same name elsewhere, shipped ones included."""
    before = (own_packs / "mine.toml").read_bytes()
    again = run_cli("questions", "new", "mine")
    assert again.status == 1
    assert "exists already" in again.stderr
    assert (own_packs / "mine.toml").read_bytes() == before
    for name in ("mine", DEFAULT):
        elsewhere = tmp_path / f"{name}.toml"
        assert run_cli("questions", "new", name, "--output", str(elsewhere)).status == 1
        assert not elsewhere.exists()


@pytest.mark.parametrize("name", ["My Company", "../up", "a/b"])
def test_new_refuses_such_names(run_cli: RunCli, own_home: Path, name: str) -> None:
    """A name becomes a file's, so it may not lead elsewhere."""
    result = run_cli("questions", "new", name)
    assert result.status == 2
    assert "lower-case" in result.stderr
    assert not list(own_home.rglob("*.toml"))


def test_new_needs_a_fitting_and_writable_file(run_cli: RunCli, tmp_path: Path) -> None:
    """A file of another name, or below a file, is refused with the reason."""
    other = run_cli("questions", "new", "one", "--output", str(tmp_path / "two.toml"))
    assert other.status == 2
    assert "one.toml" in other.stderr
    (tmp_path / "file").write_text("", "utf-8")
    below = run_cli("questions", "new", "one", "--output", str(tmp_path / "file" / "one.toml"))
    assert below.status == 1
    assert "could not be written" in below.stderr


@pytest.mark.parametrize(
    ("arguments", "incomplete", "expected"),
    [
        (["list", "--pack"], "behav", ["behavioural-core"]),
        (["list", "--pack", "mine", "--stage"], "", ["first-call", "interview"]),
        (["list", "--pack", "mine", "--quality"], "own", ["ownership"]),
        (["show", "--pack", "mine"], "f", ["finished-it"]),
        (["show", "--pack", "nothing"], "f", []),
        (["check"], "min", ["mine"]),
    ],
)
def test_completion(
    own_packs: Path, arguments: list[str], incomplete: str, expected: list[str]
) -> None:
    """The shell offers packs, questions, stages and qualities; broken packs disturb nobody."""
    break_pack(own_packs)
    completion = ShellComplete(voicecoach, {}, "voicecoach", "_VOICECOACH_COMPLETE")
    found = completion.get_completions(["questions", *arguments], incomplete)
    assert [item.value for item in found if item.type == "plain"] == expected


def test_the_help_names_every_command() -> None:
    """Each has a line of help."""
    group = voicecoach.get_command(click.Context(voicecoach), "questions")
    assert isinstance(group, click.Group)
    assert set(group.commands) == {"list", "show", "check", "new"}
    assert all(each.help for each in group.commands.values())


def test_listing_stays_light() -> None:
    """No number cruncher, device library or database is loaded for a list of questions."""
    code = (
        "import sys; from voicecoach.cli.main import run; status = run(['questions', 'list']);"
        "heavy = {'numpy', 'sounddevice', 'soundfile', 'av', 'faster_whisper', 'sqlite3', 'rich'};"
        "print(sorted(heavy & set(sys.modules)), status, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S, check=True
    )
    assert done.stderr.splitlines()[-1] == "[] 0"


def test_list_says_what_was_practised(run_cli: RunCli, own_home: Path) -> None:
    """Counted over guides that share the question; the number in front chooses it."""
    pack = next(pack for pack in load_packs(only=DEFAULT))
    question = pack.questions[1]
    take = "2026-11-03T09-15_amazon-data-engineer/01_" + question.id + "/take-1"
    (own_home / "recordings" / take).mkdir(parents=True)
    text = run_cli("questions", "list").stdout
    assert f"{question.id}: 1 take, the last on 3 November 2026" in text
    document = json.loads(run_cli("questions", "list", "--json").stdout)
    listed = document["packs"][0]["questions"][1]
    assert (listed["number"], listed["practised"]) == (2, 1)
    assert listed["last_practised"] == "2026-11-03"
    assert f"{DEFAULT}/{question.id}" in run_cli("questions", "show", "2").stdout
    assert run_cli("questions", "show", "200").status == 1


def test_check_looks_at_guides(run_cli: RunCli, own_home: Path) -> None:
    """A part is looked at in each guide it belongs to; a guide by its name with its parts."""
    role = json.loads(run_cli("questions", "check", "data-engineer", "--json").stdout)
    names = {guide["guide"] for guide in role["guides"]}
    assert {"data-engineer", "google-data-engineer", "bank-data-engineer-ireland"} <= names
    assert all("data-engineer" in name for name in names)
    one = run_cli("questions", "check", "civil-service-product-manager")
    assert one.status == 0
    assert one.stdout.count(": sound") == 4
    broken = own_home / "questions" / "companies" / "acme.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text('name = "acme"\ntakes = 3\n', "utf-8")
    result = run_cli("questions", "check")
    assert result.status == 1
    assert f"{broken}: " in result.stdout
    assert "1 broken" in result.stderr

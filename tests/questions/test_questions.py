"""Question packs: sound ones load, broken ones are told in full, none shadows another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.errors import PackError, UsageError
from voicecoach.questions import (
    CONDITIONS,
    KINDS,
    PackWarning,
    check_pack,
    choose_questions,
    filter_questions,
    find_pack,
    find_question,
    load_pack,
    load_packs,
    locate_packs,
    starter_text,
)
from voicecoach.report.guide import facts_note, render_guide
from voicecoach.report.question_text import render_list, render_question
from voicecoach.types import FollowUp, Pack

SOUND = '''
name = "small"
title = "Small"
company = "any company"
role = "Tester"
locale = "en-GB"
summary = "A small pack."
last_verified = "2026-11-24"
part_shares = { situation = 0.2, task = 0.1, action = 0.5, result = 0.2 }

[[stages]]
name = "first-call"
title = "First call"
purpose = "They get to know you."
length = "30 minutes"
advice = ["Stand up."]

[[stages]]
name = "panel"
title = "Panel"
purpose = "They compare you."
length = "1 hour"

[[qualities]]
name = "ownership"
title = "Ownership"
meaning = "You see things through."
phrases = ["i made sure"]

[[qualities]]
name = "teamwork"
title = "Teamwork"
meaning = "You help others."

[[questions]]
id = "about-yourself"
stage = "first-call"
kind = "introduction"
prompt = "Tell me about yourself."
target_s = [60, 120]
listens_for = ["A thread."]

[[questions]]
id = "own-it"
stage = "panel"
kind = "star"
prompt = "Tell me about a problem you owned."
target_s = [90, 150]
qualities = ["ownership", "teamwork"]
listens_for = ["Your own part."]
pitfalls = ["Saying we."]
glossary = ["PostgreSQL"]
follow_ups = [{ when = "no_number", ask = "How much was it?" }]

[[facts]]
title = "Salary"
text = """About 40,000 pounds,
said a friend."""

[[sources]]
title = "A friend"
'''

# what is broken: what stands in the sound pack, what stands there instead, and what must be told
BROKEN = {
    "unknown stage": (
        'stage = "panel"',
        'stage = "panle"',
        "own-it",
        "stage",
        "Did you mean panel?",
    ),
    "unknown quality": (
        '["ownership", "teamwork"]',
        '["owner", "teamwork"]',
        "own-it",
        "qualities",
        "Did you mean ownership?",
    ),
    "unknown kind": ('kind = "star"', 'kind = "stars"', "own-it", "kind", "Did you mean star?"),
    "unknown condition": (
        '"no_number"',
        '"no_numbers"',
        "own-it",
        "follow_ups.#1.when",
        "Did you mean no_number",
    ),
    "unknown key of the pack": ('role = "T', 'rolle = "T', "", "rolle", "Did you mean `role`?"),
    "unknown key of a question": (
        'glossary = ["P',
        'glosary = ["P',
        "own-it",
        "glosary",
        "Did you mean `glossary`?",
    ),
    "unknown key of a stage": (
        'advice = ["S',
        'advise = ["S',
        "",
        "stages.first-call.advise",
        "Did you mean `advice`?",
    ),
    "unknown key of a follow-up": (
        'ask = "How',
        'asks = "How',
        "own-it",
        "follow_ups.#1.asks",
        "Did you mean `ask`?",
    ),
    "key of the pack below a table": (
        'pitfalls = ["Saying we."]',
        'company_terms = ["a"]',
        "own-it",
        "company_terms",
        "Move `company_terms` to the top",
    ),
    "key nobody knows": (
        'title = "A friend"',
        'title = "A"\nxyz = 1',
        "",
        "sources.#1.xyz",
        "Remove",
    ),
    "missing title": ('title = "Small"\n', "", "", "title", "Add `title = …`."),
    "missing prompt": (
        'prompt = "Tell me about yourself."\n',
        "",
        "about-yourself",
        "prompt",
        "Add `prompt = …`. The question, as it is spoken",
    ),
    "missing id": ('id = "own-it"\n', "", "question 2", "id", "Add `id = …`."),
    "nothing listened for": (
        'listens_for = ["A thread."]',
        "listens_for = []",
        "about-yourself",
        "listens_for",
        "Write at least one.",
    ),
    "empty prompt": (
        '"Tell me about yourself."',
        '"  "',
        "about-yourself",
        "prompt",
        "Write at least one.",
    ),
    "long prompt": (
        '"Tell me about yourself."',
        f'"{"Tell me. " * 60}"',
        "about-yourself",
        "prompt",
        "Shorten it to 400",
    ),
    "brackets in the prompt": (
        "about yourself.",
        "about (yourself).",
        "about-yourself",
        "prompt",
        "as it is spoken",
    ),
    "markdown in the prompt": (
        "about yourself.",
        "about **yourself**.",
        "about-yourself",
        "prompt",
        "as it is spoken",
    ),
    "address in the prompt": (
        "about yourself.",
        "about https://example.com",
        "about-yourself",
        "prompt",
        "as it is spoken",
    ),
    "brackets in a follow-up": (
        "How much was it?",
        "How much [was] it?",
        "own-it",
        "follow_ups.#1.ask",
        "as it is spoken",
    ),
    "same id twice": (
        'id = "own-it"',
        'id = "about-yourself"',
        "about-yourself",
        "id",
        "its own id",
    ),
    "same stage twice": (
        'name = "panel"',
        'name = "first-call"',
        "",
        "stages.name",
        "its own name",
    ),
    "id with capitals": ('id = "own-it"', 'id = "Own It"', "Own It", "id", "lower-case words"),
    "target upside down": (
        "[90, 150]",
        "[150, 90]",
        "own-it",
        "target_s",
        "shortest good answer first",
    ),
    "target of one": ("[90, 150]", "[90]", "own-it", "target_s", "[90, 150]"),
    "target of three": ("[90, 150]", "[90, 120, 150]", "own-it", "target_s", "[90, 150]"),
    "target too short": ("[90, 150]", "[5, 150]", "own-it", "target_s.#1", "10 to 900 seconds"),
    "target too long": ("[90, 150]", "[90, 901]", "own-it", "target_s.#2", "10 to 900 seconds"),
    "target in words": ("[90, 150]", '["90", "150"]', "own-it", "target_s.#1", "[90, 150]"),
    "shares beyond 1": ("action = 0.5", "action = 0.6", "", "part_shares", "Change one share"),
    "share below 0": ("action = 0.5", "action = -0.5", "", "part_shares.action", "from 0 to 1"),
    "share forgotten": ("task = 0.1, ", "", "", "part_shares.task", "Add `task = …`."),
    "impossible date": ("2026-11-24", "2026-02-30", "", "last_verified", '"2026-11-24"'),
    "date of another form": ("2026-11-24", "24/11/2026", "", "last_verified", '"2026-11-24"'),
    "date that is a number": ('"2026-11-24"', "20261124", "", "last_verified", '"2026-11-24"'),
    "locale": ('"en-GB"', '"english"', "", "locale", '"en-GB"'),
    "name that is not the file's": (
        'name = "small"',
        'name = "large"',
        "",
        "name",
        'name = "small"',
    ),
    "number for a text": ('role = "Tester"', "role = 7", "", "role", "quotation marks"),
    "text for a list": (
        'advice = ["Stand up."]',
        'advice = "Stand up."',
        "",
        "stages.first-call.advice",
        "list",
    ),
    "source without scheme": (
        'title = "A friend"',
        'title = "A"\nurl = "example.com"',
        "",
        "sources.#1.url",
        "https://",
    ),
    "invisible character": (
        "A small pack.",
        "A \\u001b[31msmall pack.",
        "",
        "summary",
        "Type the text again",
    ),
    "turned text": ("A small pack.", "A \\u202esmall pack.", "", "summary", "Type the text again"),
}


@pytest.fixture
def small(tmp_path: Path) -> Pack:
    return load_pack(write(tmp_path, SOUND))


def write(folder: Path, text: str, name: str = "small") -> Path:
    file = folder / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_a_sound_pack_becomes_its_values(small: Pack) -> None:
    """Every field arrives; texts over several lines become one paragraph."""
    assert [stage.name for stage in small.stages] == ["first-call", "panel"]
    assert small.part_shares == (0.2, 0.1, 0.5, 0.2)
    assert small.facts[0].text == "About 40,000 pounds, said a friend."
    first, second = small.questions
    assert (first.pack, first.target_s, first.qualities) == ("small", (60.0, 120.0), ())
    assert second.follow_ups == (FollowUp("no_number", "How much was it?"),)
    assert second.glossary == ("PostgreSQL",)


def test_what_may_be_left_out_has_the_usual_values(tmp_path: Path) -> None:
    """Without part_shares the usual ones hold; a date may be a date of TOML; a mark is no harm."""
    text = "\n".join(line for line in SOUND.split("\n") if not line.startswith("part_shares"))
    file = write(tmp_path, "\ufeff" + text.replace('"2026-11-24"', "2026-11-24"))
    pack = load_pack(file)
    assert pack.part_shares == (0.15, 0.10, 0.60, 0.15)
    assert pack.last_verified == "2026-11-24"


@pytest.mark.parametrize(
    "prompt", ["What is C# for?", "How does TCP/IP work?", "Why? - How so; 'yes': 100 %!"]
)
def test_what_can_be_said_is_allowed(tmp_path: Path, prompt: str) -> None:
    """Names with a slash or a sharp inside are spoken as people speak them."""
    assert check_pack(write(tmp_path, SOUND.replace("Tell me about yourself.", prompt))) == ()


@pytest.mark.parametrize("case", BROKEN)
def test_each_break_names_file_question_field_and_remedy(tmp_path: Path, case: str) -> None:
    """One thing broken is one problem, told with its place and what to do."""
    old, new, question, field, remedy = BROKEN[case]
    assert SOUND.count(old) >= 1
    file = write(tmp_path, SOUND.replace(old, new))
    problems = [one for one in check_pack(file) if (one.question, one.field) == (question, field)]
    assert len(problems) == 1, check_pack(file)
    problem = problems[0]
    assert problem.file == str(file)
    assert problem.message
    assert remedy in problem.remedy
    assert problem.message.endswith(".")
    assert problem.remedy[-1] in ".?"
    told = str(problem)
    assert told.isprintable()
    for part in (str(file), question, field, problem.message, problem.remedy):
        assert part in told
    with pytest.raises(PackError) as caught:
        load_pack(file)
    assert problem.message in caught.value.message
    assert str(file) in caught.value.message
    assert "questions check" in caught.value.remedy


# those that break a second thing: a stage renamed leaves its question without one, and so on
SEVERAL = {"same stage twice": 2, "missing id": 1, "unknown key of the pack": 2, "brackets": 1,
           "unknown key of a follow-up": 2, "target in words": 2}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_one_break_is_not_told_many_times(tmp_path: Path, case: str) -> None:
    """Nobody has to find the one mistake among its echoes."""
    old, new, *_ = BROKEN[case]
    problems = check_pack(write(tmp_path, SOUND.replace(old, new)))
    assert len(problems) == SEVERAL.get(case, 1), [str(one) for one in problems]


def test_everything_is_told_at_once(tmp_path: Path) -> None:
    """Errors of fields do not hide contradictions between fields, nor the other way round."""
    text = SOUND
    for case in ("missing title", "unknown stage", "target upside down", "unknown quality"):
        text = text.replace(*BROKEN[case][:2])
    fields = {problem.field for problem in check_pack(write(tmp_path, text))}
    assert fields == {"title", "stage", "target_s", "qualities"}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (SOUND.replace('title = "Small"', 'title = "Small'), 3, "valid TOML"),
        (SOUND + "\n[[questions]\n", len((SOUND + "\n[[questions]").splitlines()), "valid TOML"),
        (SOUND + '\n[small]\na = 1\na = 2\n', None, "valid TOML"),
        ("advice = [\n'a',\n", 2, "valid TOML"),
        ("", None, "is empty"),
        ("# only a remark\n", None, "is empty"),
    ],
)  # fmt: skip
def test_files_that_are_no_toml(tmp_path: Path, text: str, line: int | None, what: str) -> None:
    """An error of syntax carries its line, as far as TOML knows it."""
    (problem,) = check_pack(write(tmp_path, text))
    assert what in problem.message
    assert problem.remedy
    if line is not None:
        assert problem.line == line
        assert f"line {line}" in str(problem)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder and another encoding are problems, not crashes."""
    (missing,) = check_pack(tmp_path / "nothing.toml")
    assert "no such file" in missing.message
    (folder,) = check_pack(tmp_path)
    assert "cannot be read" in folder.message
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'name = "latin"\ntitle = "M\xfcnchen"\n')
    (encoding,) = check_pack(latin)
    assert "UTF-8" in encoding.message
    assert encoding.line == 2


@given(
    junk=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["id", "name", "stage", "x", ""]), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    key=st.sampled_from(["name", "stages", "qualities", "questions", "part_shares", "faq", "new"]),
)
def test_no_content_crashes_the_check(
    tmp_path_factory: pytest.TempPathFactory, junk: object, key: str
) -> None:
    """Whatever stands where, the answer is a list of problems that can be printed."""
    import tomlkit

    if junk is None:
        return
    try:
        text = tomlkit.dumps({key: junk})
    except (TypeError, ValueError, tomlkit.exceptions.TOMLKitError):
        return  # TOML has no such value (null inside a list)
    problems = check_pack(write(tmp_path_factory.mktemp("junk"), text))
    assert problems
    assert all(problem.message and problem.remedy for problem in problems)


# --- which packs there are ---------------------------------------------------------------


SHIPPED = load_packs()


USUAL = [pack for pack in SHIPPED if not pack.variant_of]


@pytest.mark.parametrize("pack", USUAL, ids=lambda pack: pack.name)
def test_shipped_guides_can_be_read(pack: Pack) -> None:
    """Every guide fits 80 columns save addresses and commands, and holds what the pack holds."""
    guide = render_guide(pack, today=date(2026, 12, 1), full=True)
    for line in guide.splitlines():
        assert len(line) <= 80 or "http" in line or "voicecoach " in line
    for entry in (*pack.stages, *pack.qualities, *pack.checklist, *pack.mistakes, *pack.faq):
        assert " ".join(entry.title.split()) in " ".join(guide.split())


def test_shipped_questions_can_be_read() -> None:
    """Each question, in the first guide that has it, shows everything that belongs to it."""
    shown = {question.id: (pack, question) for pack in USUAL for question in pack.questions}
    for pack, question in shown.values():
        text = " ".join(render_question(pack, question).split())
        for part in (question.prompt, *question.listens_for, *question.pitfalls):
            assert part in text


def test_there_are_shipped_packs() -> None:
    """The tests above have something to look at."""
    assert len(load_packs()) >= 3


def test_a_broken_own_pack_is_left_out_and_told(tmp_path: Path) -> None:
    """Other packs stay usable; the broken one is named."""
    file = write(tmp_path, "name = 1", "mine")
    with pytest.warns(PackWarning, match=r"mine\.toml"):
        packs = load_packs(user_folder=tmp_path)
    assert {pack.name for pack in packs} == {pack.name for pack in load_packs()}
    told: list[Path] = []
    load_packs(user_folder=tmp_path, on_broken=lambda broken, _: told.append(broken))
    assert told == [file]


def test_a_broken_pack_asked_for_is_an_error(tmp_path: Path) -> None:
    """A file named on the command line is not left out quietly."""
    with pytest.raises(PackError, match=r"mine\.toml"):
        load_packs([write(tmp_path, "name = 1", "mine")])


def test_no_pack_shadows_another(tmp_path: Path) -> None:
    """Two files of one name are an error that names both; one file named twice is none."""
    own, other = tmp_path / "own", tmp_path / "other"
    mine, second = write(own, SOUND), write(other, SOUND)
    assert find_pack(load_packs([mine], user_folder=own), "small").title == "Small"
    with pytest.raises(PackError) as caught:
        load_packs([second], user_folder=own)
    assert caught.value.code == "shadowed"
    assert str(mine) in caught.value.message
    assert str(second) in caught.value.message
    assert "Rename" in caught.value.remedy
    write(own, "broken", "behavioural-core")
    with pytest.raises(PackError, match="Two packs"):
        locate_packs(user_folder=own)


# --- which question is meant -------------------------------------------------------------


def test_finding(small: Pack) -> None:
    """By id, by pack and id; the nearest is offered, several are named."""
    assert find_question([small], "own-it")[1] is small.questions[1]
    assert find_question([small], "small/own-it")[0] is small
    with pytest.raises(PackError, match=r"Did you mean own-it"):
        find_question([small], "own-itt")
    with pytest.raises(PackError, match=r"Did you mean small"):
        find_question([small], "smallx/own-it")
    assert find_question([small], "2")[1] is small.questions[1]
    with pytest.raises(PackError, match=r"no question 3"):
        find_question([small], "3")
    # guides that share a part share its questions; what only has the same id is another one
    assert find_question([small, small], "own-it")[1] is small.questions[1]
    other = replace(small, questions=(replace(small.questions[1], prompt="Another?"),))
    with pytest.raises(PackError, match=r"small/own-it, small/own-it"):
        find_question([small, other], "own-it")


def test_choosing(small: Pack) -> None:
    """By stage, quality and kind, in the pack's order, at most so many."""
    first, second = small.questions
    assert choose_questions(small, count=5) == (first, second)
    assert choose_questions(small, count=1) == (first,)
    assert choose_questions(small, count=5, stage="panel") == (second,)
    assert choose_questions(small, count=5, quality="teamwork") == (second,)
    assert choose_questions(small, count=5, kind="introduction") == (first,)
    named = choose_questions(small, count=1, question_ids=("own-it", "small/about-yourself"))
    assert named == (second, first)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"stage": "panle"}, "Did you mean panel?"),
        ({"quality": "ownershipp"}, "Did you mean ownership?"),
        ({"kind": "stars"}, "Did you mean star?"),
        ({"stage": "first-call", "kind": "star"}, "questions list --pack small"),
        ({"count": 0}, "one or more"),
    ],
)
def test_choosing_what_is_not_there(small: Pack, wanted: dict[str, str], told: str) -> None:
    """What cannot be asked is said, with what can."""
    with pytest.raises(UsageError) as caught:
        choose_questions(small, **{"count": 3, **wanted})  # type: ignore[arg-type]
    assert told in caught.value.remedy


@given(seed=st.integers(), count=st.integers(1, 60), kind=st.none() | st.sampled_from(KINDS))
def test_choosing_at_random(seed: int, count: int, kind: str | None) -> None:
    """The same seed gives the same questions; each fits and none comes twice."""
    pack = SHIPPED[0]
    chosen = choose_questions(pack, count=count, kind=kind, seed=seed)  # type: ignore[arg-type]
    assert chosen == choose_questions(pack, count=count, kind=kind, seed=seed)  # type: ignore[arg-type]
    fitting = filter_questions(pack, kind=kind)  # type: ignore[arg-type]
    assert set(chosen) <= set(fitting)
    assert len({one.id for one in chosen}) == len(chosen) == min(count, len(fitting))


# --- what is written from a pack ---------------------------------------------------------


@pytest.mark.parametrize("schema", [None, "./pack.schema.json"])
def test_the_starter_is_sound(tmp_path: Path, schema: str | None) -> None:
    """What people start from passes, has every field, and tells every condition and kind."""
    text = starter_text("my-company", today=date(2027, 1, 2), schema=schema)
    pack = load_pack(write(tmp_path, text, "my-company"))
    assert (pack.name, pack.title, pack.last_verified) == ("my-company", "My company", "2027-01-02")
    assert text.startswith("#:schema ./pack.schema.json\n") == (schema is not None)
    composed = {"parts", "variant_of", "currency"}  # of guides alone
    for name in set(Pack.__dataclass_fields__) - composed:
        assert getattr(pack, name), name
    assert all(word in text for word in (*CONDITIONS, *KINDS))


@pytest.mark.parametrize("name", ["", "My Pack", "a/b", "../up", "-a", "a--b", "x" * 61, "ä"])
def test_the_starter_refuses_such_names(name: str) -> None:
    """A name becomes a file's and a folder's."""
    with pytest.raises(UsageError, match="lower-case"):
        starter_text(name, today=date(2027, 1, 2))


def test_lists_stand_in_groups(small: Pack) -> None:
    """A question stands once by stage and kind, and under each of its qualities."""
    assert render_list(small, small.questions).count("own-it\n") == 1
    by_kind = render_list(small, small.questions, by="kind")
    assert by_kind.index("star: an event") < by_kind.index("introduction: about")
    by_quality = render_list(small, small.questions, by="quality")
    assert by_quality.count("own-it\n") == 2
    assert "No quality in particular" in by_quality
    one = render_list(small, small.questions[1:], by="quality", quality="teamwork")
    assert "Ownership" not in one


@pytest.mark.parametrize("width", [10, 40, 80, 100])
def test_pages_keep_their_width(small: Pack, width: int) -> None:
    """Text is wrapped; commands and ids are never cut. Bold only on request."""
    plain = render_guide(small, today=date(2026, 12, 1), width=width)
    for line in plain.splitlines():
        assert len(line) <= max(width, 40) or "voicecoach " in line
    bold = render_guide(small, today=date(2026, 12, 1), width=width, colour=True)
    assert "\x1b" not in plain
    assert bold.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain


def test_old_facts_are_told_gently(small: Pack) -> None:
    """After a year, and not before."""
    assert facts_note(small, date(2027, 11, 24)) is None
    note = facts_note(small, date(2027, 11, 25))
    assert note
    assert "last checked on 2026-11-24" in note
    assert note in " ".join(render_guide(small, today=date(2028, 1, 1)).split())


def test_lists_say_what_was_practised(small: Pack) -> None:
    """A number to choose by, a title, and how often: nothing of it where it is not known."""
    text = render_list(small, small.questions, {"own-it": (2, date(2026, 11, 3))})
    assert "  2  Own it " in text
    assert "own-it: 2 takes, the last on 3 November 2026" in text
    assert "about-yourself: not practised yet" in text
    assert "practised" not in render_list(small, small.questions)


def test_a_pack_that_is_a_link_to_itself_is_one_problem(run_cli, own_home):
    """The other packs are there, and the check names the file."""
    folder = own_home / "questions"
    folder.mkdir(parents=True)
    (folder / "mine.toml").symlink_to("mine.toml")
    for argv in (("questions", "list"), ("questions", "check", folder / "mine.toml"), ("doctor",)):
        result = run_cli(*argv)
        assert "defect" not in result.stderr, result.stderr
    assert "mine" in run_cli("questions", "check", folder / "mine.toml").stdout

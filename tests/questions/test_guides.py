"""Guides out of parts: a company, a role, a country; what each brings, and what is checked."""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from voicecoach.errors import PackError
from voicecoach.questions import (
    check_all,
    find_pack,
    find_parts,
    find_question,
    load_packs,
    locate_packs,
    shipped_folder,
)
from voicecoach.questions.pack_parts import read_part
from voicecoach.questions.part_tables import CompanyTable
from voicecoach.report.guide import render_guide, source_number
from voicecoach.types import Pack

WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction by adults, the mean of 190 studies (Brysbaert 2019)."""

FIRST = json.loads((Path(__file__).parent / "first_packs.json").read_text("utf-8"))
"""The three packs as they were before there were parts: answers that are stored name these."""

GUIDES = {pack.name: pack for pack in load_packs()}
COMPANIES = ("amazon", "bank", "civil-service", "google", "microsoft", "start-up")
ROLES = (
    "backend-developer",
    "customer-support",
    "data-engineer",
    "frontend-developer",
    "product-manager",
    "site-reliability-engineer",
)

COMPANY = """
name = "acme"
title = "Acme"
company = "Acme"
summary = "Two rounds."
last_verified = "2026-11-24"
company_terms = ["anvils"]
[[stages]]
name = "call"
title = "Call"
purpose = "They get to know you."
length = "30 minutes"
[[stages]]
name = "day"
title = "Day on site"
purpose = "They see you work."
length = "A day"
takes = ["skills", "team"]
[[qualities]]
name = "ownership"
title = "Acme ownership"
meaning = "You keep the anvil."
[[questions]]
id = "why-acme"
title = "Why Acme?"
stage = "call"
kind = "motivation"
prompt = "Why Acme?"
target_s = [45, 90]
qualities = ["ownership"]
listens_for = ["Anvils."]
[[questions]]
id = "only-support"
title = "Only for support"
stage = "call"
kind = "star"
prompt = "Tell me about a customer with an anvil."
target_s = [45, 90]
listens_for = ["Anvils."]
roles = ["customer-support"]
[[facts]]
title = "Age"
text = "Old."
source = "The chronicle"
[[sources]]
title = "The chronicle"
url = "https://acme.example/chronicle"
read = "2026-11-24"
"""


def write_part(folder: Path, text: str, name: str = "acme", kind: str = "companies") -> Path:
    file = folder / kind / f"{name}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def problems_of(folder: Path, *names: str) -> list[str]:
    checked = check_all(names, folder)
    told = [str(one) for problems in checked.files.values() for one in problems]
    return told + [str(one) for guide in checked.guides for one in guide.problems]


@pytest.mark.parametrize("name", FIRST)
def test_the_first_packs_keep_their_meaning(name: str) -> None:
    """Each question of then is there under its id, asked in the same stage in the same words."""
    guide, then = GUIDES[name], FIRST[name]
    assert [stage.name for stage in guide.stages] == then["stages"]
    assert {quality.name for quality in guide.qualities} >= set(then["qualities"])
    assert (guide.company, guide.role) == (then["company"], then["role"])
    assert guide.locale == then["locale"]
    questions = {question.id: question for question in guide.questions}
    changed = []
    for question_id, old in then["questions"].items():
        now = questions[question_id]
        assert (now.stage, now.kind, list(now.target_s)) == (
            old["stage"],
            old["kind"],
            old["target_s"],
        )
        assert list(now.qualities) == old["qualities"]
        if now.prompt != old["prompt"]:
            changed.append(question_id)
    # asked at Amazon for every role, where it said "this backend role"
    assert changed == (["about-yourself"] if name == "amazon-backend-developer" else [])


def test_six_companies_and_six_roles_make_36_guides() -> None:
    """Each is there, sound, and brings both: what the company asks and what the role needs."""
    checked = check_all((), None)
    assert [str(one) for problems in checked.files.values() for one in problems] == []
    sound = {one.guide.name: one.problems for one in checked.guides}
    roles = {role: {one.id for one in GUIDES[role].questions} for role in ROLES}
    for company in COMPANIES:
        for role in ROLES:
            guide = GUIDES[f"{company}-{role}"]
            assert sound[guide.name] == ()
            ids = {one.id for one in guide.questions}
            assert len(ids - roles[role]) >= 10
            assert len(ids & roles[role]) >= 15
            assert guide.stages
            assert guide.skills
            assert guide.day
            assert guide.facts
            assert guide.currency == "GBP"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_enough_to_practise(role: str) -> None:
    """At least 25 questions, of several kinds, with every field that helps to practise."""
    questions = GUIDES[role].questions
    assert len(questions) >= 25
    assert len({question.kind for question in questions}) >= 4


def test_every_question_says_what_it_listens_for() -> None:
    """A title for one line, what counts, what goes wrong; no two questions are twins.

    An id means one question in all guides: by it practice is counted.
    """
    asked = [question for pack in GUIDES.values() for question in pack.questions]
    every = {question.id: question for question in asked}
    assert all(every[question.id].prompt == question.prompt for question in asked)
    for question in every.values():
        assert 0 < len(question.title) <= 40, question.id
        assert len(question.listens_for) >= 2, question.id
        assert question.pitfalls, question.id
        assert question.follow_ups, question.id
    prompts = Counter(question.prompt for question in every.values())
    assert [prompt for prompt, times in prompts.items() if times > 1] == []
    for guide in GUIDES.values():
        titles = Counter(question.title for question in guide.questions)
        assert [title for title, times in titles.items() if times > 1] == [], guide.name
    lines = Counter(line for one in every.values() for line in (*one.listens_for, *one.pitfalls))
    assert [line for line, times in lines.items() if times > 1] == []


@pytest.mark.parametrize("name", sorted(name for name in GUIDES if not GUIDES[name].variant_of))
def test_a_guide_reads_in_five_minutes_without_cues(name: str) -> None:
    """Measured in words, for the longest as well; the words to recite are nowhere."""
    guide = GUIDES[name]
    text = render_guide(guide, today=date(2026, 11, 28))
    assert len(text.split()) <= 5 * WORDS_A_MINUTE
    explained = [one.title for one in guide.qualities if f"\n{one.title}: " in text]
    assert len(explained) >= 4
    assert explained == [one.title for one in guide.qualities][: len(explained)]
    asked = {question.stage for question in guide.questions}
    stage = text.partition(f"practice {name} --stage ")[2].split()[0]
    assert stage in asked
    whole = text + render_guide(guide, today=date(2026, 11, 28), full=True)
    assert "Said as" not in whole
    cues = [phrase for quality in guide.qualities for phrase in quality.phrases]
    quoted = [cue for cue in cues if f'"{cue}"' in whole]
    assert quoted == []


def test_a_guide_of_another_country_has_its_own_facts() -> None:
    """Currency, language and customs change; the questions are the same."""
    here, there = GUIDES["google-data-engineer"], GUIDES["google-data-engineer-united-states"]
    assert there.variant_of == here.name
    assert (there.currency, there.locale) == ("USD", "en-US")
    assert there.title.endswith("(United States)")
    assert [one.id for one in there.questions] == [one.id for one in here.questions]
    assert there.facts != here.facts
    assert "£" not in " ".join(fact.text for fact in there.facts)
    assert not any(name.startswith("civil-service-") for name in _elsewhere())


def _elsewhere() -> list[str]:
    return [name for name, guide in GUIDES.items() if guide.variant_of]


def test_a_shared_question_is_found_where_it_comes_from() -> None:
    """The craft's in the guide of the role alone, the company's in its first guide."""
    packs = tuple(GUIDES.values())
    assert find_question(packs, "follow-a-request")[0].name == "backend-developer"
    assert find_question(packs, "hard-decision")[0].name == "behavioural-core"
    assert find_question(packs, "why-amazon")[0].name == "amazon-backend-developer"


def test_a_new_company_needs_only_its_own_part(tmp_path: Path) -> None:
    """One file of one's own makes a guide for every role and country there is."""
    write_part(tmp_path, COMPANY)
    packs = load_packs(user_folder=tmp_path)
    new = {pack.name for pack in packs} - set(GUIDES)
    assert {f"acme-{role}" for role in ROLES} <= new
    guide = find_pack(packs, "acme-frontend-developer")
    ids = [question.id for question in guide.questions]
    assert ids[0] == "why-acme"
    assert "only-support" not in ids
    role = GUIDES["frontend-developer"]
    assert {question.stage for question in guide.questions[1:]} == {"day"}
    assert set(ids[1:]) < {question.id for question in role.questions}
    # the company's meaning holds where both define a quality
    support = find_pack(packs, "acme-customer-support")
    assert "only-support" in [question.id for question in support.questions]
    assert "Acme ownership" in [quality.title for quality in guide.qualities]
    assert guide.company_terms == ("anvils",)
    assert problems_of(tmp_path, "acme") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('source = "The chronicle"', 'source = "A rumour"', "facts.#1.source"),
        ('read = "2026-11-24"', "", "sources.#1.read"),
        (
            'url = "https://acme.example/chronicle"\n',
            "",
            "facts.#1.source: 'The chronicle' has no url",
        ),
        ('title = "Why Acme?"\n', "", "question why-acme, title"),
        ('title = "Why Acme?"', f'title = "{"x" * 41}"', "question why-acme, title"),
        ('takes = ["skills", "team"]', 'takes = ["skill"]', "Did you mean skills?"),
        ('takes = ["skills", "team"]', "", "asks none of the role's questions"),
        ('roles = ["customer-support"]', 'roles = ["customer-suport"]', "Did you mean customer-"),
        ('title = "Acme"', 'title = "Acme"\nonly_countries = ["irland"]', "Did you mean ireland?"),
        ('id = "why-acme"', 'id = "introduce-yourself"', ""),
        ('length = "A day"\n', 'length = "A day"\nroles = ["data-engineer"]\n', ""),
        ('qualities = ["ownership"]', 'qualities = ["pride"]', "not a quality of this pack"),
        ('name = "acme"', 'name = "acne"', "differs from the file's name"),
        ('title = "Why Acme?"', 'title = "Why?"\nanvil = 1', "anvil"),
    ],
)
def test_what_is_wrong_with_a_part_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Alone or only in combination, each problem has its place; the shipped ones stay sound."""
    assert old in COMPANY
    write_part(tmp_path, COMPANY.replace(old, new, 1))
    problems = problems_of(tmp_path, "acme")
    if told:
        assert any(told in problem for problem in problems), problems
        assert problems_of(tmp_path, "amazon") == []
    else:  # sound as well: a question of one's own id, a stage for one role alone
        assert all("introduce-yourself" not in one or "twice" in one for one in problems)


def test_two_questions_of_one_id_are_told_with_their_guide(tmp_path: Path) -> None:
    """Only where they meet: in the guide that has both parts."""
    write_part(tmp_path, COMPANY.replace('"why-acme"', '"follow-a-request"'))
    problems = problems_of(tmp_path)
    assert problems
    for problem in problems:
        assert "acme-backend-developer" in problem
        assert "follow-a-request" in problem
        assert "stands twice" in problem


def test_a_broken_part_keeps_nobody_from_the_others(tmp_path: Path) -> None:
    """It is told and left out, and with it the guides that need it."""
    file = write_part(tmp_path, COMPANY.replace('kind = "star"', 'kind = "stars"'))
    told: list[Path] = []
    packs = load_packs(user_folder=tmp_path, on_broken=lambda broken, _: told.append(broken))
    assert told == [file]
    assert {pack.name for pack in packs} == set(GUIDES)


def test_no_part_and_no_pack_shadows_another(tmp_path: Path) -> None:
    """Not a part a part, nor a pack a guide."""
    amazon = (shipped_folder() / "companies" / "amazon.toml").read_text("utf-8")
    write_part(tmp_path, amazon, "amazon")
    with pytest.raises(PackError) as caught:
        find_parts(tmp_path)
    assert caught.value.code == "shadowed"
    other = tmp_path / "other"
    other.mkdir()
    (other / "google-data-engineer.toml").write_text("broken", "utf-8")
    with pytest.raises(PackError, match="google-data-engineer"):
        locate_packs(user_folder=other)


def test_a_part_is_read_once_until_it_changes(tmp_path: Path) -> None:
    """The same table, or the same problems, as long as the file is what it was."""
    file = tmp_path / "companies" / "acme.toml"
    assert read_part(file, CompanyTable)[0] is None
    write_part(tmp_path, COMPANY)
    table, problems = read_part(file, CompanyTable)
    assert table is not None
    assert problems == ()
    assert read_part(file, CompanyTable)[0] is table
    file.write_text(COMPANY.replace('name = "acme"', 'name = "acne"'), "utf-8")
    os.utime(file, ns=(1, 1))  # whatever the clock of the disk
    assert "acne" in str(read_part(file, CompanyTable)[1])


def test_guides_are_remembered_until_a_file_changes(tmp_path: Path) -> None:
    """The site asks every few seconds: the same guides, and new ones after a change."""
    file = write_part(tmp_path, COMPANY)
    first = load_packs(user_folder=tmp_path)
    again = load_packs(user_folder=tmp_path)
    assert all(one is other for one, other in zip(first, again, strict=True))
    file.write_text(COMPANY.replace('"Two rounds."', '"Two short rounds."'), "utf-8")
    changed = find_pack(load_packs(user_folder=tmp_path), "acme-data-engineer")
    assert changed.summary.startswith("Two short rounds.")
    told: list[Path] = []
    file.write_text("broken", "utf-8")
    for _ in range(2):  # what is broken is told each time
        load_packs(user_folder=tmp_path, on_broken=lambda broken, _: told.append(broken))
    assert told == [file, file]


def test_names_are_known_without_reading(tmp_path: Path) -> None:
    """Completion in a shell may not read a file for each name; a broken part is still a name."""
    write_part(tmp_path, "broken")
    names = locate_packs(user_folder=tmp_path)
    assert "acme-data-engineer" in names
    assert all(names[guide] is None for guide in ("acme-data-engineer", "data-engineer"))


def test_each_fact_shows_where_it_was_read() -> None:
    """In each guide the number behind a fact is that of its source, which has an address."""
    for pack in GUIDES.values():
        text = render_guide(pack, today=date(2026, 11, 29), width=10_000)
        for fact in pack.facts:
            number = source_number(pack, fact)
            assert f"{fact.text} [{number}]\n" in text
            assert f"[{number}] {fact.source}\n   http" in text


def test_each_fact_names_a_source_and_a_day() -> None:
    """Nothing without where it was read: an address and a day."""
    import tomllib

    parts: list[Path] = [file for _, file in find_parts(None).all()]
    for file in parts:
        part = tomllib.loads(file.read_text("utf-8"))
        sources = {source["title"]: source for source in part.get("sources", [])}
        for fact in part.get("facts", []):
            source = sources[fact["source"]]
            assert date.fromisoformat(source["read"]) <= date(2026, 12, 31)
            assert source.get("url"), (file, fact["title"])


def test_a_pack_of_parts_is_a_pack(tmp_path: Path) -> None:
    """What the rest of the program takes for granted of every pack holds for each guide."""
    for guide in GUIDES.values():
        assert isinstance(guide, Pack)
        assert len(guide.name) <= 60
        stages = [stage.name for stage in guide.stages]
        order = [stages.index(question.stage) for question in guide.questions]
        assert order == sorted(order)
        assert {question.pack for question in guide.questions} == {guide.name}

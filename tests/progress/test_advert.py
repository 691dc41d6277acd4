"""Adverts in many styles and a PDF: what is found, against our own reading of them."""

from __future__ import annotations

import re
import tomllib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.pdf import write_pdf
from voicecoach.coaching.read_advert import AdvertError, join_lines, lines_of, read_lines
from voicecoach.progress.advert import Advert, choose_guide, read_advert
from voicecoach.progress.advert_company import find_company
from voicecoach.progress.advert_requirements import find_requirements
from voicecoach.progress.advert_role import find_role
from voicecoach.progress.advert_skills import find_terms
from voicecoach.questions import load_packs
from voicecoach.types import Pack

ADVERTS = Path(__file__).parents[1] / "adverts"
LABELS: dict[str, dict[str, Any]] = tomllib.loads((ADVERTS / "labels.toml").read_text("utf-8"))

ENOUGH = 0.8
"""Precision and recall of requirements and of terms, each, that the issue asks for."""


@pytest.fixture(scope="module")
def packs() -> tuple[Pack, ...]:
    """Return the shipped guides."""
    return load_packs(())


def words_of(text: str) -> set[str]:
    """Return the words of a requirement."""
    return set(re.findall(r"\w+", text.casefold()))


def is_among(text: str, others: list[str]) -> bool:
    """Return whether a requirement is one of ``others``, give or take a few words."""
    mine = words_of(text)
    return any(len(mine & words_of(o)) > 0.7 * len(mine | words_of(o)) for o in others)


def measure(found: list[str], wanted: list[str]) -> tuple[float, float]:
    """Return precision and recall."""
    right = sum(is_among(one, wanted) for one in found)
    met = sum(is_among(one, found) for one in wanted)
    return right / max(len(found), 1), met / len(wanted)


def read(name: str, packs: tuple[Pack, ...]) -> Advert:
    """Return what is found in one of the adverts."""
    return read_advert(read_lines(ADVERTS / LABELS[name]["file"]), packs)


@pytest.mark.parametrize("name", LABELS)
def test_requirements(name: str, packs: tuple[Pack, ...]) -> None:
    """What is asked for is found, and what is no requirement is not."""
    advert, label = read(name, packs), LABELS[name]
    precision, recall = measure(
        [one.text for one in advert.requirements], label["musts"] + label["wished"]
    )
    assert precision >= ENOUGH
    assert recall >= ENOUGH
    wished = [one.text for one in advert.requirements if not one.must]
    assert all(is_among(one, label["wished"]) for one in wished if one)


def test_requirements_of_all_adverts(packs: tuple[Pack, ...]) -> None:
    """Also over those whose style no rule was made for."""
    n_found = n_wanted = right = met = 0
    for name, label in LABELS.items():
        found = [one.text for one in read(name, packs).requirements]
        wanted = label["musts"] + label["wished"]
        n_found, n_wanted = n_found + len(found), n_wanted + len(wanted)
        right += sum(is_among(one, wanted) for one in found)
        met += sum(is_among(one, found) for one in wanted)
    assert right >= 0.9 * n_found
    assert met >= 0.9 * n_wanted


@pytest.mark.parametrize("name", LABELS)
def test_terms(name: str, packs: tuple[Pack, ...]) -> None:
    """Skills and tools, by their names."""
    found = {term.casefold() for term in read(name, packs).terms}
    wanted = {term.casefold() for term in LABELS[name]["terms"]}
    assert len(found & wanted) >= ENOUGH * len(found)
    assert len(found & wanted) >= ENOUGH * len(wanted)


@pytest.mark.parametrize("name", LABELS)
def test_company_role_and_guide(name: str, packs: tuple[Pack, ...]) -> None:
    """Who hires for what, and the guide to build on."""
    advert, label = read(name, packs), LABELS[name]
    assert advert.company == label["company"]
    assert advert.role.casefold() == label["role"].casefold()
    guide = choose_guide(advert, packs)
    assert guide is not None
    assert guide.name == label["guide"]


def test_a_known_company_has_its_guide(packs: tuple[Pack, ...]) -> None:
    """An advert of a company with a part of its own is prepared with that."""
    advert = Advert("Amazon", "Data Engineer II", (), ())
    guide = choose_guide(advert, packs)
    assert guide is not None
    assert guide.name == "amazon-data-engineer"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Backend / Full-stack Engineer", "Backend / Full-stack Engineer"),
        ("Front-end / Back-end Developer", "Front-end / Back-end Developer"),
        ("DevOps / Site Reliability Engineer (Leeds)", "DevOps / Site Reliability Engineer"),
        ("Title: UX / UI Designer", "UX / UI Designer"),
        ("DevOps Engineer // Ledgerline // Leeds", "DevOps Engineer"),
        ("Data Engineer / Leeds", "Data Engineer"),
        ("Ledgerline is hiring: Data Analyst (m/f/d)", "Data Analyst"),
        ("We are hiring", ""),
        ("Head of Customer Success", "Head of Customer Success"),
        ("Teacher of Mathematics", "Teacher of Mathematics"),
        ("Title: Head of Sales / Marketing", "Head of Sales / Marketing"),
    ],
)
def test_a_title_of_two(line: str, role: str) -> None:
    """A stroke joins two names of one job; a double one, or a place, is no part of the title."""
    assert find_role([line]) == role


def test_a_company_named_in_a_list() -> None:
    """A label says it wherever it stands; an entry of a list without one does not."""
    assert find_company(["- Company: Northwind Ltd", "Data Engineer"], ()) == "Northwind Ltd"
    assert find_company(["- You have worked at Northwind"], ()) == ""


def test_a_pdf(tmp_path: Path, packs: tuple[Pack, ...]) -> None:
    """The same advert as a PDF gives the same requirements, broken lines joined again."""
    text = (ADVERTS / "sre.txt").read_text("utf-8")
    file = write_pdf(tmp_path / "advert.pdf", text.splitlines())
    from_pdf, plain = read_advert(read_lines(file), packs), read("sre", packs)
    assert [one.text for one in from_pdf.requirements] == [o.text for o in plain.requirements]
    assert (from_pdf.company, from_pdf.role, from_pdf.terms) == (
        plain.company,
        plain.role,
        plain.terms,
    )


def test_a_page_saved_with_its_pictures(tmp_path: Path, packs: tuple[Pack, ...]) -> None:
    """A browser's .mhtml gives what the page itself gives; without a page it gets a sentence."""
    whole = EmailMessage()
    whole.set_content((ADVERTS / "page.html").read_text("utf-8"), subtype="html", cte="base64")
    whole.make_related()
    whole.add_related(b"GIF89a", "image", "gif")
    file = tmp_path / "advert.mhtml"
    file.write_bytes(bytes(whole))
    assert read_advert(read_lines(file), packs) == read("page", packs)
    whole.set_payload(whole.get_payload()[1:])
    file.write_bytes(bytes(whole))
    with pytest.raises(AdvertError, match="without text"):
        read_lines(file)


@pytest.mark.parametrize(
    ("lines", "company"),
    [
        (["Data Engineer", "Ledgerline helps farmers."], "Ledgerline"),
        (["We're Ledgerline!", "We count sheep."], "Ledgerline"),
        (["At Ledgerline, we count sheep."], "Ledgerline"),
        (["The company is Ledgerline Digital, a publisher."], "Ledgerline Digital"),
        (["DevOps Engineer - Ludlow", "You work in Ludlow."], ""),
        (["We are partnering with a bank.", "Ledgerline", "About Ledgerline"], ""),
        (["Bank of Harrow Hill", "Position: Analyst"], "Bank of Harrow Hill"),
        (["Our client is growing.", "About Ledgerline", "Ledgerline is hiring."], ""),
        (["We are Hiring!", "Python is a plus.", "London is the place."], ""),
        (["You have worked at Ledgerline before."], ""),
        (["# About viasto", "viasto is in Berlin.", "Write to me@viasto.example"], "viasto"),
        (["Our team uses Docker.", "https://github.com/Docker"], ""),
        (["Data is our data.", "Write to jobs@data.example or me@gmail.com, by Gmail."], ""),
        (["Ledger Line counts sheep.", "https://jobs.lever.co/ledgerline/17"], "Ledger Line"),
    ],
)
def test_who_hires(lines: list[str], company: str) -> None:
    """Several places together name who hires; one alone, a tool, a town or an agency do not."""
    assert find_company(lines, ()) == company


@pytest.mark.parametrize(
    ("text", "must"),
    [
        ("Three years of SQL, ideally in a bank", True),
        ("Fluent English; German is a plus", True),
        ("Ideally three years of SQL", False),
        ("Knowledge of FHIR is welcome", False),
    ],
)
def test_a_wish_added_to_a_must(text: str, must: bool) -> None:
    """What is only added as a wish leaves the requirement a must."""
    (found,) = find_requirements(["# What you bring", f"- {text}"])
    assert found.must is must


def test_a_list_without_marks() -> None:
    """Lines below a heading that a page was copied from are its entries; benefits are none."""
    wanted = ["Good SQL", "First contact with dbt", "A driving licence"]
    lines = ["Requirements", *wanted, "Our benefits", "A desk", "A dog", "A door"]
    assert [one.text for one in find_requirements(lines)] == wanted


def test_headings_that_open_a_paragraph() -> None:
    """What follows on the same line belongs to them; a sentence that only begins so is none."""
    found = read_advert(
        [
            "Ledgerline is small.",
            "What you'll need to succeed. You write Go. You stay kind at three in the morning.",
            "What's in it for you. You have a desk by the window.",
        ],
        (),
    )
    texts = [one.text for one in found.requirements]
    assert texts == ["You write Go", "You stay kind at three in the morning"]


def asked_for(text: str) -> list[tuple[str, bool]]:
    """Return the requirements of a text, and whether each is a must."""
    return [(one.text, one.must) for one in find_requirements(lines_of(text))]


def test_a_table_of_criteria() -> None:
    """Each row's last cell says whether it is asked for or wished for."""
    rows = (
        ("Knowledge of the GDPR", "Essential"),
        ("A certificate", "Desirable"),
        ("Tact", "Essential"),
    )
    cells = "".join(f"<tr><td>{text}</td><td>{how}</td></tr>" for text, how in rows)
    head = "<tr><th>Criteria</th><th>Essential / Desirable</th></tr>"
    page = f"<h3>Person specification</h3><table>{head}{cells}</table>"
    assert asked_for(page) == [(text, how == "Essential") for text, how in rows]


def test_a_table_of_criteria_in_two_columns() -> None:
    """What stands under "Essential" is asked for, what stands under "Desirable" wished for."""
    head = "<tr><th></th><th>Essential</th><th>Desirable criteria</th></tr>"
    rows = (
        "<tr><td>Skills</td><td><ul><li>SQL</li><li>Git</li></ul></td><td>Kafka</td></tr>"
        "<tr><td>Other</td><td></td><td>A driving licence</td></tr>"
    )
    page = f"<h3>Person specification</h3><table>{head}{rows}</table>"
    assert asked_for(page) == [
        ("SQL", True),
        ("Git", True),
        ("Kafka", False),
        ("A driving licence", False),
    ]


def test_a_page_that_is_laid_out_by_a_table_keeps_all_its_lines() -> None:
    """Only a short row with a word for it says how much something is asked for."""
    text = "<h1>Lecturer</h1><p>Teach.</p><p>A degree is essential and a doctorate desirable.</p>"
    lines = ["# Lecturer", "Teach.", "A degree is essential and a doctorate desirable."]
    assert lines_of(f"<table><tr><td>{text}</td></tr></table>") == lines
    row = "<tr><td>Degree</td><td>Essential: a first one, desirable: a second one</td></tr>"
    assert lines_of(f"<table>{row}</table>") == [
        "Degree",
        "Essential: a first one, desirable: a second one",
    ]
    inner = "<table><tr><td>SQL</td><td>Essential</td></tr></table>"
    assert lines_of(f"<table><tr><td>{text}{inner}</td></tr></table>") == [
        *lines,
        "# Essential",
        "- SQL",
    ]
    assert lines_of("<p>Teach.</p><p>Required</p></tr><p>Rest</p>") == [
        "Teach.",
        "Required",
        "Rest",
    ]


GRID = (("", "Essential", "Desirable"), ("Skills", "Tact", "Welsh"), ("Training", "", "A degree"))


@pytest.mark.parametrize(
    "text",
    [
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in GRID)
        + "</table>",
        "\n".join(f"| {' | '.join(row)} |" for row in (GRID[0], ("---",) * 3, *GRID[1:])),
    ],
)
def test_a_table_with_a_column_for_each(text: str) -> None:
    """The head of a column says whether what stands below is asked for; empty cells keep place."""
    assert asked_for(text) == [
        ("Tact", True),
        ("Welsh", False),
        ("A degree", False),
    ]


def test_a_table_that_only_lays_out_a_page() -> None:
    """Cells without such a head are lines of their own, also with another table inside."""
    inner = "<table><tr><td>Tact</td><td>Desirable</td></tr></table>"
    text = f"<table><tr><td>Data Analyst</td><td>Leeds</td></tr><tr><td>{inner}</td></tr></table>"
    assert lines_of(text) == ["Data Analyst", "Leeds", "# Desirable", "- Tact"]


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        ("Must know SQL; a bit of Go is nice to have.",
         [("Must know SQL; a bit of Go is nice to have", True)]),
        ("What we'd love to see\n→ Three years in product\nExtra points\n→ Welsh",
         [("Three years in product", True), ("Welsh", False)]),
        ("Essential criteria\nTact\nDesirable criteria\nWelsh",
         [("Tact", True), ("Welsh", False)]),
        ("Skills\nTact\nPatience\nThis post is in Leeds. There are 27 days of leave.",
         [("Tact", True), ("Patience", True)]),
        ("Required from September\nThe person will:\n- have tact\nWe can offer:\n- a laptop",
         [("have tact", True)]),
        ("Skills we need\nWrite to ada@brindle.example with what you have written.", []),
    ],
)  # fmt: skip
def test_requirements_of_lines(text: str, requirements: list[tuple[str, bool]]) -> None:
    """Arrows, criteria of one line each, a closing paragraph, an address to write to."""
    assert asked_for(text) == requirements


def test_lines_of_a_pdf() -> None:
    """A line that had room for more ends there; a heading never goes on with the line before."""
    long = "Build the dashboards that support and finance open each morning, and keep them in order"
    lines = [f"• {long}", "Required qualifications", f"• {long}", "and tidy", "SQL", "Python"]
    joined = [f"- {long}", "Required qualifications", f"- {long} and tidy", "SQL", "Python"]
    assert join_lines(lines) == joined


def test_a_quotation_in_markdown() -> None:
    """Its marks are no part of what it says; what a copy breaks off at a colon is joined."""
    assert lines_of("> ## Skills\n>\n> * SQL") == ["# Skills", "- SQL"]
    assert lines_of("Modelling\n\n: you know what grain is") == [
        "Modelling: you know what grain is"
    ]


def test_what_is_no_advert(tmp_path: Path, packs: tuple[Pack, ...]) -> None:
    """Empty files, pictures, folders and broken PDFs get a sentence; nonsense finds nothing."""
    empty = tmp_path / "empty.txt"
    empty.write_text("\n \n")
    picture = tmp_path / "advert.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing that follows is one")
    blank = write_pdf(tmp_path / "scan.pdf", [])
    for file in (empty, picture, broken, blank, tmp_path, tmp_path / "not-there.txt"):
        with pytest.raises(AdvertError) as caught:
            read_lines(file)
        assert caught.value.remedy
    poem = tmp_path / "poem.txt"
    poem.write_text("The curfew tolls the knell of parting day,\n" * 8)
    found = read_advert(read_lines(poem), packs)
    assert (found.company, found.role, found.requirements, found.terms) == ("", "", (), ())
    endless = tmp_path / "endless.txt"
    endless.write_text("word " * 100_000)
    with pytest.raises(AdvertError, match="far too long"):
        read_lines(endless)


def test_one_long_line_is_read_at_once(packs: tuple[Pack, ...]) -> None:
    """A page pasted as one line is read in time that grows with its length alone."""
    line = "We use Kafka and Postgres, Alpha, Beta and Gamma in Our Big House. " * 1400
    assert "Kafka" in read_advert([line], packs).terms


def test_thousands_of_addresses_are_read_at_once() -> None:
    """Only the first addresses are compared with the text: a page of links takes no longer."""
    lines = [f"https://name{number}.example/jobs" for number in range(3000)]
    assert find_company([*lines, "Name7 is in Ludlow"], ()) == "Name7"


def test_a_page_whose_tags_do_not_match(tmp_path: Path) -> None:
    """Text inside a form is text, and what is left open inside a menu ends with it."""
    text = "You bring five years of Python and write services that many people use. " * 3
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><form><nav><svg>menu</nav><p>{text}</p></form></body></html>")
    assert [line for line in read_lines(page) if "Python" in line] == [text.strip()]
    assert not [line for line in read_lines(page) if "menu" in line]


def test_text_of_windows(tmp_path: Path) -> None:
    """Without a byte order mark it is not UTF-16, whatever its length."""
    for more in ("", "."):
        file = tmp_path / "advert.txt"
        file.write_bytes(("Ihr Profil – we look for a café manager. " * 8 + more).encode("cp1252"))
        assert "café" in read_lines(file)[0]


def test_words_that_are_tools_too(packs: tuple[Pack, ...]) -> None:
    """Go and React count in their spelling alone, C++ and .NET as they are written."""
    assert find_terms(["We go and react, and spark joy."], packs) == ()
    assert find_terms(["Go, React; C++ and .NET."], packs) == ("Go", "React", "C++", ".NET")
    assert find_terms(["TypeScript"], packs) == ("TypeScript",)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("We use Figma, Ledgerline and Metabase.", ("Figma", "Ledgerline", "Metabase")),
        ("Experience with Ledgerline would be useful.", ("Ledgerline",)),
        ("- Ledger Line, Zendesk: you have lived in one", ("Ledger Line", "Zendesk")),
        ("You have run an A/B test and written unit tests.", ("A/B testing", "unit testing")),
        ("You have been on call.", ("on-call",)),
        ("Testing, Docker and German", ("Docker",)),
        ("Strong Python and SQL, and you live in Leeds.", ("Python", "SQL")),
        ("Experience with people in Ludlow. Ask Ines, or Amir.", ()),
        ("You will work with Sarah Jones and Tom.", ()),
        ("You work with Product and Design.", ()),
        ("Experience in Healthcare, Fintech or Retail", ()),
        ("You have worked in the Public Sector.", ()),
        ("You are ready to go and Meet people. Our stack: Go.", ("Go",)),
        ("Our stack: Go and Ledgerline.", ("Go", "Ledgerline")),
        ("You do R&D. Vacancy R-794.", ()),
        ("Go through our plan and ask.", ()),
        ("Analyst / Python / Permanent / Ludlow", ("Python",)),
        ("Banks such as Larkfield, Tolland and Brindle trust us.", ()),
        ("SQL, Azure SQL and html", ("SQL", "Azure SQL", "HTML")),
        ("Agile methods at an agile start-up", ("Agile",)),
    ],
)
def test_names_by_the_company_they_keep(
    packs: tuple[Pack, ...], text: str, terms: tuple[str, ...]
) -> None:
    """A tool no list has is found among tools or behind "experience with"; people are not."""
    assert find_terms([text], packs) == terms

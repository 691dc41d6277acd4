"""Editing one's own pack in the page, with a script and without one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import address, check_looks, follow, until, visiting
from tests.web.site import get, post, post_json, serving
from voicecoach.coaching import own_packs
from voicecoach.coaching.own_packs import find_own_pack
from voicecoach.library import Library


def test_begin_edit_and_save_without_a_script(own_home: Path) -> None:
    """Forms alone do it: a name, the text, the faults, a refusal that loses nothing."""
    folder = own_home / "questions"
    with serving(Library(own_home / "recordings"), with_jobs=True) as running:
        assert "You have none yet" in get(running, "/packs")[1]
        status, page, _ = post(running, "/packs", name="My Company!")
        assert status == 400
        assert "cannot be called" in page
        status, _, where = post(running, "/packs", name="my-company")
        assert (status, where) == (303, "/packs/my-company")
        pack = find_own_pack(folder, "my-company")
        broken = pack.text.replace("\n", "\r\n") + "oops\r\n"
        status, _, where = post(running, where, text=broken, digest=pack.digest)
        assert status == 303
        _, page = get(running, where)
        assert "1 problem" in page
        assert "oops" in page
        assert "not used until corrected" in get(running, "/packs")[1]
        status, page, _ = post(running, where, text="mine <b>", digest=pack.digest)
        assert status == 409
        assert "changed by another program" in page
        assert "mine &lt;b&gt;" in page  # what was written is still there to copy
        assert find_own_pack(folder, "my-company").text == pack.text + "oops\n"
        assert get(running, "/packs/..%2fconfig")[0] == 404


def test_a_refused_text_can_be_saved_when_it_is_better(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody else changed the file: the next try is not taken for a clash."""
    with serving(Library(own_home / "recordings"), with_jobs=True) as running:
        _, _, where = post(running, "/packs", name="my-company")
        pack = find_own_pack(own_home / "questions", "my-company")
        with monkeypatch.context() as patched:
            patched.setattr(own_packs, "MAX_PACK_CHARACTERS", 10)
            status, page, _ = post(running, where, text=pack.text + "# mine\n", digest=pack.digest)
        assert status == 413
        assert "# mine" in page
        found = re.search('name="digest" value="([0-9a-f]+)"', page)
        assert found
        status, _, _ = post(running, where, text=pack.text + "# mine\n", digest=found[1])
        assert status == 303


def test_a_text_that_cannot_be_checked_or_edited_is_refused_in_a_sentence(own_home: Path) -> None:
    """Half a character, a text without end, a file that is no text: no page breaks."""
    folder = own_home / "questions"
    with serving(Library(own_home / "recordings"), with_jobs=True) as running:
        post(running, "/packs", name="my-company")
        (folder / "odd.toml").write_bytes(b"x = '\xff'\n")
        status, half = post_json(running, "/packs/my-company/check", {"text": "\ud800"})
        large, refused = post_json(running, "/packs/my-company/check", {"text": "#" * 300_001})
        odd, page = get(running, "/packs/odd")
        saved, _, _ = post(running, "/packs/odd", text="x = 'y'\n", digest="")
        listed, names = get(running, "/packs")
    assert status == 200
    assert "half of a character" in half["problems"][0]["message"]
    assert large == 413
    assert "over 300,000 characters" in refused["message"]
    assert odd == saved == 409
    assert "no UTF-8 text" in page
    assert (folder / "odd.toml").read_bytes() == b"x = '\xff'\n"
    assert listed == 200
    assert "1 problem" in names


def test_a_file_of_any_name_has_its_page(own_home: Path) -> None:
    """What means something in an address is quoted there: its page opens, and saving leads back."""
    folder = own_home / "questions"
    folder.mkdir(parents=True)
    (folder / "a&b #1?.toml").write_text("x = 1\n", "utf-8")
    with serving(Library(own_home / "recordings"), with_jobs=True) as running:
        _, names = get(running, "/packs")
        path = "/packs/a%26b%20%231%3F"
        opened, page = get(running, path)
        digest = re.search('name="digest" value="([0-9a-f]+)"', page)
        assert digest
        saved, _, where = post(running, path, text="x = 2\n", digest=digest[1])
    assert f'href="{path}"' in names
    assert opened == 200
    assert f'action="{path}"' in page
    assert (saved, where) == (303, path)


@pytest.mark.browser
def test_the_checker_speaks_while_one_writes(own_home: Path, browser: Any) -> None:
    """Its lines stand beside the text, lead to the place, and go away with the fault."""
    with serving(Library(own_home / "recordings"), with_jobs=True) as running:
        with visiting(browser, running, "/packs") as page:
            page.get_by_label("Name").fill("my-company")
            follow(page, page.get_by_role("button", name="Begin"))
            verdict = page.locator(".outcome")
            assert verdict.inner_text() == "No problems"
            text = page.locator("#pack-text")
            whole = text.input_value()
            text.fill("oops\n" + whole)
            until(page, "() => document.querySelector('.outcome').textContent === '1 problem'")
            assert page.locator(".saved").inner_text() == "Not saved yet."
            page.locator(".verdict button").click()
            chosen = "() => document.getElementById('pack-text').selectionStart"
            assert page.evaluate(chosen) == 0
            practise = page.locator("[data-practise]")
            assert practise.is_visible()
            page.keyboard.press("Control+s")
            until(page, "() => document.querySelector('.saved').textContent === 'Saved.'")
            assert practise.is_hidden()
            check_looks(page, "a pack with a problem")
            text.fill(whole + "# a note of mine\n")
            until(page, "() => document.querySelector('.outcome').textContent === 'No problems'")
            page.keyboard.press("Control+s")
            until(page, "() => document.querySelector('.saved').textContent === 'Saved.'")
        saved = find_own_pack(own_home / "questions", "my-company")
        assert saved.text.endswith("# a note of mine\n")
        with visiting(browser, running) as page:
            for path in ("/packs", "/packs/my-company"):
                page.goto(address(running, path))
                check_looks(page, path)

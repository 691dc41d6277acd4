"""The answer's page in a real browser: sound plays, words follow, keys and timeline work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import (
    AUDIO,
    NOW,
    PLAYS,
    last_jump,
    needs_chromium,
    until,
    until_still,
    visiting,
)
from tests.web.spoken import STATES, RealLibrary
from voicecoach.types import Word
from voicecoach.web.instance import Running

pytestmark = [*needs_chromium, pytest.mark.voice]


@pytest.fixture
def real(answers: RealLibrary) -> RealLibrary:
    """Return the library that all share: nothing in this file changes it."""
    return answers


@pytest.fixture
def running(answers_site: Running) -> Running:
    """Return its site."""
    return answers_site


@pytest.fixture
def page(browser: Any, running: Running, real: RealLibrary) -> Iterator[Any]:
    """Open the first take."""
    with visiting(browser, running, real.path("first")) as page:
        until(page, f"{AUDIO}.readyState > 0")
        yield page


def word(real: RealLibrary, text: str) -> Word:
    """Return a word of the first take, as the synthesiser timed it."""
    return next(w for w in real.spoken.transcript.words if w.text.strip(",.") == text)


def click_word(page: Any, text: str) -> None:
    """Click the first word with this text."""
    page.locator(".words .w", has_text=text).first.click()


def stop(page: Any) -> None:
    """Stop the sound and put the keyboard's focus on nothing."""
    page.evaluate(f"{AUDIO}.pause(); document.activeElement.blur()")


@pytest.mark.parametrize("text", ["lock", "decide", "watched"])
def test_a_click_on_a_word_plays_from_there(page: Any, real: RealLibrary, text: str) -> None:
    """The sound is sent to within 50 ms of the word, and moves on from it."""
    click_word(page, text)
    start = word(real, text).start or 0
    assert last_jump(page) == pytest.approx(start, abs=0.05)
    until(page, f"{NOW} > {start} + 0.4")


def test_the_sound_is_where_the_words_say(page: Any, real: RealLibrary) -> None:
    """What is heard begins when its word begins: measured in the sound that is played."""
    start = word(real, "told").start or 0  # the words before it: a pause of 2.2 s, then "I"
    first = next(w for w in real.spoken.transcript.words if (w.start or 0) > start - 0.5).start or 0
    page.locator("h1").click()
    heard = page.evaluate(
        """async ([audio, from]) => {
          const element = document.querySelector(audio);
          const context = new AudioContext();
          await context.resume();
          const analyser = context.createAnalyser();
          analyser.fftSize = 256;
          context.createMediaElementSource(element).connect(analyser).connect(context.destination);
          const samples = new Float32Array(256);
          element.currentTime = from;
          await element.play();
          while (!element.ended) {
            await new Promise((done) => setTimeout(done, 5));
            analyser.getFloatTimeDomainData(samples);
            if (element.currentTime > from + 0.1 && samples.some((one) => Math.abs(one) > 0.02))
              return element.currentTime;
          }
          return null;
        }""",
        [".player audio", first - 0.8],
    )
    assert heard is not None
    assert abs(heard - first) < 0.25  # the graph plays a little behind the element's clock


def test_follow_lights_the_word_being_spoken(page: Any, real: RealLibrary) -> None:
    """While it plays, the word that lights up is the one whose time it is."""
    note_lit_words(page)
    click_word(page, "First")
    until(page, "window.lit.length > 6")
    for time, text in page.evaluate("window.lit"):
        near = {
            w.text
            for w in real.spoken.transcript.words
            if (w.start or 0) - 0.05 <= time <= (w.end or 0) + 0.3  # and the gap after it
        }
        assert text in near or near & set(text.split()), (time, text, near)  # a filler is one piece


def note_lit_words(page: Any) -> None:
    """Note in ``window.lit`` each word that lights up, and where the sound is at that moment."""
    page.evaluate(
        f"""() => {{
          window.lit = [];
          new MutationObserver((changes) => {{
            for (const change of changes)
              if (change.target.matches(".w.now"))
                window.lit.push([{NOW}, change.target.textContent.trim()]);
          }}).observe(document.body, {{ subtree: true, attributeFilter: ["class"] }});
        }}"""
    )


def test_following_pauses_when_scrolled_by_hand(browser: Any, running: Running, real: Any) -> None:
    """Scrolling by hand is not undone; a button leads back to the word being spoken."""
    with visiting(
        browser, running, real.path("first"), viewport={"width": 700, "height": 420}
    ) as page:
        until(page, f"{AUDIO}.readyState > 0")
        note_lit_words(page)
        # words go on being spoken however long a busy machine takes
        page.evaluate(
            f"document.documentElement.style.scrollBehavior = 'auto'; {AUDIO}.loop = true"
        )
        click_word(page, "First")
        until(page, "document.querySelector('.w.now') !== null")
        page.mouse.move(300, 100)
        page.mouse.wheel(0, -100)
        until(page, "!document.querySelector('.to-now').hidden")  # the hand was noticed
        page.mouse.wheel(0, -3000)
        until(page, "scrollY < 60")
        page.evaluate("window.lit.length = 0")
        until(page, "window.lit.length > 4")
        assert page.evaluate("scrollY") < 60
        page.evaluate("document.querySelector('.to-now').click()")
        until(
            page,
            "(() => { const box = document.querySelector('.w.now')?.getBoundingClientRect();"
            " return box && box.top > 0 && box.bottom < innerHeight; })()",
        )
        assert page.evaluate("document.querySelector('.to-now').hidden")


def test_the_proof_plays_and_stops_at_its_end(page: Any) -> None:
    """The button beside the priority plays its stretch, no more."""
    button = page.locator("button.hear")
    begin, end = (float(button.get_attribute(f"data-{name}")) for name in ("start", "end"))
    page.evaluate(f"{AUDIO}.playbackRate = 0.5")  # a late look at the time costs half as much
    button.click()
    assert last_jump(page) == pytest.approx(begin, abs=0.05)
    until(page, f"{NOW} >= {end}")
    until(page, f"!({PLAYS})")
    assert page.evaluate(NOW) < end + 1


def test_keys(page: Any, real: RealLibrary) -> None:
    """Space, arrows, words, speed, fillers, pauses and parts; the help lists them all."""
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(page, f"{NOW} > 0.2")
    page.keyboard.press("Space")
    until(page, f"!({PLAYS})")
    page.evaluate(f"{AUDIO}.currentTime = 7")
    page.keyboard.press("ArrowRight")
    assert last_jump(page) == pytest.approx(12, abs=0.05)
    page.keyboard.press("ArrowLeft")
    assert last_jump(page) == pytest.approx(7, abs=0.05)
    starts = [w.start or 0 for w in real.spoken.transcript.words]
    following = next(start for start in starts if start > 7.02)
    page.keyboard.press("Shift+ArrowRight")
    assert last_jump(page) == pytest.approx(following, abs=0.05)
    assert page.evaluate(NOW) == pytest.approx(following, abs=0.05)  # it stands still there
    page.keyboard.press(">")
    assert page.evaluate(f"{AUDIO}.playbackRate") == 1.25
    for _ in range(9):
        page.keyboard.press("<")
    assert page.evaluate(f"[{AUDIO}.playbackRate, {AUDIO}.preservesPitch]") == [0.5, True]
    for _ in range(9):
        page.keyboard.press(">")
    assert page.evaluate(f"{AUDIO}.playbackRate") == 2
    for key, kind in (("p", "pauses"), ("f", "fillers"), ("s", "parts")):
        page.evaluate(f"{AUDIO}.currentTime = 0")
        places = page.evaluate(
            f"[...document.querySelectorAll('.timeline .{kind} .jump')]"
            ".map((one) => Number(one.dataset.start)).sort((a, b) => a - b)"
        )
        page.keyboard.press(key)
        assert last_jump(page) == pytest.approx(places[0], abs=0.05)
        until(page, f"{NOW} > {places[0]} + 0.1")
        stop(page)
        page.evaluate(f"{AUDIO}.currentTime = {places[-1]} + 1.5")
        page.keyboard.press(key.upper())
        assert last_jump(page) == pytest.approx(places[-1], abs=0.05)
        stop(page)


def leave_dialog(page: Any) -> None:
    """Close the dialog and wait until the focus has left it: that takes the browser a frame."""
    page.keyboard.press("Escape")
    until(page, "!document.activeElement.closest('dialog')")


def test_keys_are_silent_in_fields_and_can_be_changed_and_switched_off(page: Any) -> None:
    """WCAG 2.1.4: a letter in the search field is a letter; keys are one's own."""
    page.keyboard.press("/")
    page.keyboard.type("if l? ")
    assert page.locator(".search input").input_value() == "if l? "
    assert not page.evaluate(PLAYS)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.evaluate("document.querySelector('dialog.keys').open")
    page.locator("dialog.keys [data-action=toggle]").click()
    page.keyboard.press("k")
    assert page.locator("dialog.keys [data-action=toggle]").inner_text() == "k"
    leave_dialog(page)
    page.keyboard.press("Space")
    assert not page.evaluate(PLAYS)
    page.keyboard.press("k")
    until(page, PLAYS)
    page.reload()
    until(page, f"{AUDIO}.readyState > 0")
    page.keyboard.press("k")
    until(page, PLAYS)
    stop(page)
    page.keyboard.press("?")
    page.locator(".keys-on").uncheck()
    leave_dialog(page)
    page.keyboard.press("k")
    assert not page.evaluate(PLAYS)
    page.locator("[data-act=help]").click()
    page.locator(".keys-usual").click()
    page.locator(".keys-close").click()
    page.locator("h1").click()
    page.keyboard.press("Space")
    until(page, PLAYS)


@pytest.mark.parametrize("kind", ["pauses", "pace", "fillers", "parts"])
def test_everything_on_the_timeline_can_be_heard(page: Any, kind: str) -> None:
    """A press on a pause, a window of pace, a filler, a part plays from where it begins."""
    thing = page.locator(f".timeline .{kind} .jump").last
    start = float(thing.get_attribute("data-start"))
    thing.click()
    assert last_jump(page) == pytest.approx(start, abs=0.05)
    until(page, f"{NOW} > {start}")


def test_the_timeline_goes_anywhere_and_closer(page: Any) -> None:
    """A press on bare ground goes there; the closer look scrolls; the table has the same places."""
    page.locator("svg.timeline").scroll_into_view_if_needed()
    until_still(page, "svg.timeline")
    box = page.locator("svg.timeline").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] - 4)
    duration = page.evaluate(f"{AUDIO}.duration")
    assert last_jump(page) == pytest.approx(duration / 2, abs=0.5)
    page.locator(".zoom select").select_option("8")
    assert page.evaluate("document.querySelector('svg.timeline').clientWidth") > 7 * box["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("details.table summary").click()
    button = page.locator("details.table button.at").nth(3)
    button.click()
    assert last_jump(page) == pytest.approx(float(button.get_attribute("data-start")), abs=0.05)


def test_a_stretch_loops(page: Any, real: RealLibrary) -> None:
    """Marked words loop; the same button ends it; two presses set a stretch without a mouse."""
    first, last = word(real, "decide"), word(real, "whether")
    page.evaluate(
        """() => {
          const words = [...document.querySelectorAll('.words .w')];
          const one = words.find((w) => w.textContent === 'decide');
          const two = words.find((w) => w.textContent === 'whether');
          document.getSelection().setBaseAndExtent(one.firstChild, 0, two.firstChild, 3);
        }"""
    )
    page.keyboard.press("l")
    until_looped(page, first.start or 0, last.end or 0)
    page.keyboard.press("l")
    until(page, f"{NOW} > {last.end} + 0.6")
    stop(page)
    page.evaluate(f"{AUDIO}.currentTime = 4; document.getSelection().empty()")
    page.keyboard.press("l")
    page.evaluate(f"{AUDIO}.currentTime = 5")
    page.keyboard.press("l")
    until_looped(page, 4, 5)
    stop(page)
    page.evaluate(
        f"""() => new Promise((done) => {{
          {AUDIO}.addEventListener("seeked", () => setTimeout(done, 300), {{ once: true }});
          {AUDIO}.currentTime = 9;
        }})"""
    )
    assert page.evaluate(NOW) == pytest.approx(9, abs=0.05), "a loop that rests leaves one alone"


def until_looped(page: Any, start: float, end: float) -> None:
    """Wait until the sound has gone back twice from the end of a stretch to its start."""
    page.evaluate("window.jumps.length = 0")
    # where the browser never arrived the page sends the sound to the same place once more
    jumps = "window.jumps.filter((jump) => jump.from !== jump.to)"
    until(page, f"{jumps}.length > 1")
    for jump in page.evaluate(jumps):
        assert jump["to"] == pytest.approx(start, abs=0.05)
        assert jump["from"] >= end - 0.05


def test_search_finds_words_in_a_row(page: Any) -> None:
    """Matches span words, are counted, and each can be gone to."""
    page.keyboard.press("/")
    page.keyboard.type("lock files")
    assert page.locator(".w.hit").all_text_contents() == ["lock", "files,"]
    page.locator(".search input").fill("was")
    assert page.locator(".search [role=status]").inner_text() == "1 of 3"
    page.keyboard.press("Enter")
    assert page.locator(".search [role=status]").inner_text() == "2 of 3"
    page.locator(".search-back").click()
    assert page.locator(".search [role=status]").inner_text() == "1 of 3"
    page.locator(".search input").fill("zebra")
    assert page.locator(".search [role=status]").inner_text() == "not found"


def test_words_by_keyboard_alone(page: Any, real: RealLibrary) -> None:
    """One stop for Tab; arrows go from word to word; Enter plays; the focus is never covered."""
    page.emulate_media(reduced_motion="reduce")  # gliding would still be under way when asked
    first = page.locator(".words .w").first
    first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "autumn"
    page.keyboard.press("Enter")
    until(page, PLAYS)
    assert page.evaluate(NOW) >= (word(real, "autumn").start or 0) - 0.05
    assert page.locator(".words .w[tabindex='0']").count() == 1
    stop(page)
    covered = page.evaluate(
        """() => {
          const bar = document.querySelector('.player').getBoundingClientRect();
          const hidden = [];
          const all = '#answer button, #answer summary, #answer a';
          for (const one of document.querySelectorAll(all)) {
            if (one.checkVisibility() === false) continue;
            one.focus();
            const box = one.getBoundingClientRect();
            if (box.top >= bar.top || box.bottom <= 0) hidden.push(one.outerHTML.slice(0, 80));
          }
          return hidden;
        }"""
    )
    assert covered == []


def test_figures_open_to_formula_source_and_median(page: Any) -> None:
    """Each figure says what it is, how it is computed, from where, and how one usually does."""
    rate = page.locator(".figure", has_text="Speaking rate")
    assert "your median of 5 earlier answers: 146 words a minute" in rate.inner_text()
    rate.locator("summary").click()
    opened = rate.locator(".opened").inner_text()
    assert "60 × words without fillers ÷ seconds" in opened
    assert "Tauroza and Allison 1990" in opened
    for figure in page.locator(".figure").all():
        assert "Formula" in (figure.text_content() or "")


@pytest.mark.parametrize("name", sorted(STATES))
def test_every_state_says_what_it_is(
    browser: Any, running: Running, real: RealLibrary, name: str
) -> None:
    """Its sentence stands there, and a player only where there is sound."""
    with visiting(browser, running, real.path(name)) as page:
        assert STATES[name] in page.locator("#answer").inner_text()
        has_sound = name not in ("without-sound", "broken-sound")
        assert page.locator(".player").count() == (1 if has_sound else 0)


def test_doubt_and_pauses_are_marked_in_more_than_colour(page: Any) -> None:
    """Fillers are wavy, doubts dotted, pauses written out in place."""
    style = "getComputedStyle(document.querySelector('{}')).textDecorationStyle"
    assert page.evaluate(style.format("mark")) == "wavy"
    assert page.evaluate(style.format(".w.doubtful")) == "dotted"
    assert page.locator(".w.doubtful").text_content() == "lock"
    assert page.locator(".words .pause").all_text_contents() == ["(pause 1.6 s)", "(pause 2.2 s)"]


def test_it_reads_without_javascript(browser: Any, running: Running, real: RealLibrary) -> None:
    """Words, figures and the browser's own player are there; no control that does nothing."""
    with visiting(browser, running, real.path("first"), java_script_enabled=False) as page:
        assert "First I read the lock files," in page.locator(".passages").inner_text()
        assert page.locator(".player audio[controls]").is_visible()
        for hidden in (".controls", ".search", ".zoom", ".correct-mode", ".undo", ".to-now"):
            assert not page.locator(hidden).first.is_visible()
        page.locator(".figure summary").first.click()
        assert page.locator(".figure .opened").first.is_visible()


def test_it_prints(page: Any, tmp_path: Path) -> None:
    """On paper there is the whole transcript and no control."""
    page.emulate_media(media="print")
    assert not page.locator(".player").is_visible()
    assert not page.locator(".search").is_visible()
    assert not page.locator(".take-bar").is_visible()
    frame = page.locator(".passages").evaluate("(one) => [one.scrollHeight, one.clientHeight]")
    assert frame[0] <= frame[1] + 2
    page.pdf(path=tmp_path / "answer.pdf")
    assert (tmp_path / "answer.pdf").stat().st_size > 10_000


def test_reduced_motion_is_honoured(browser: Any, running: Running, real: RealLibrary) -> None:
    """Nothing glides for who asked for stillness."""
    with visiting(browser, running, real.path("first"), reduced_motion="reduce") as page:
        page.evaluate(
            "() => { Element.prototype.scrollBy = window.scrollBy"
            " = (how) => { window.how = how.behavior; }; }"
        )
        page.keyboard.press("/")
        page.keyboard.type("payment")
        assert page.evaluate("window.how ?? 'auto'") == "auto"
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"

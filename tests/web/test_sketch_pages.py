"""The pages of a sketch: written, refused, in view while one speaks, compared; no browser."""

from __future__ import annotations

from pathlib import Path

from tests.coaching.mock_interview import hosted, short_answer
from tests.waits import wait_until
from tests.web.site import get, post, serving
from voicecoach.coaching.events import Command
from voicecoach.library import Library

PACK = "amazon-backend-developer"
STORY = "The <report>"
FIELDS = {"situation": "Nightly report took six hours", "task": "Ask the insurance company"}


def test_from_a_sketch_to_a_take(own_home: Path, tmp_path: Path) -> None:
    """It is kept, shown as key words beside the question, and what the take left out is said."""
    library = Library(own_home / "recordings")
    host = hosted(library, short_answer(tmp_path))
    with serving(library, host=host) as running:
        _, none = get(running, "/practice/push-back")
        assert post(running, "/stories/sketch", story="", task="x")[0] == 400
        status, refused, _ = post(running, "/stories/sketch", story="x", task="word " * 41)
        status_saved, _, where = post(running, "/stories/sketch", story=STORY, **FIELDS)
        _, saved = get(running, where)
        broken = own_home / "sketches" / "old.json"
        broken.write_text("{")
        _, stories = get(running, f"/stories?pack={PACK}")
        _, question = get(running, "/practice/push-back")
        post(running, "/practice/push-back", pack=PACK, story=STORY)
        wait_until(lambda: host.phase == "speaking", "the candidate may speak")
        _, speaking = get(running, f"/practice/push-back?pack={PACK}")
        host.send(Command.END)
        wait_until(lambda: host.phase == "choosing", "the report")
        (entry,) = library.entries()
        _, report = get(running, f"/answer/{entry.ref}/practised")
        host.send(Command.QUIT)
        wait_until(lambda: not host.running, "the session is over")
        _, told = get(running, "/stories/sketch?story=The+%3Creport%3E")
    assert 'name="story"' not in none
    assert status == 400
    assert "The task has 41 words" in refused
    assert status_saved == 303
    assert "Sketch of The &lt;report&gt;" in saved
    assert "Nightly · report · took · six · hours" in saved
    assert "not told yet" in stories
    assert f"{broken} is damaged" in stories
    assert '<option value="The &lt;report&gt;">' in question
    hidden = speaking.partition('data-story="The &lt;report&gt;"')[2][:8]
    assert not hidden.startswith(" hidden")
    assert entry.story == STORY
    assert "Told, nothing left out." in report
    assert "Not heard: Ask, insurance." in report
    assert "The take compared, your best" in told


def test_a_blocked_folder_loses_no_sketch(own_home: Path) -> None:
    """The page says why it is not kept, and still holds it."""
    own_home.mkdir(exist_ok=True)
    (own_home / "sketches").write_text("", "utf-8")
    with serving(Library(own_home / "recordings")) as running:
        status, page, _ = post(running, "/stories/sketch", story=STORY, **FIELDS)
    assert status == 400
    assert "cannot be made" in page
    assert FIELDS["task"] in page

"""What clumsy fingers and broken disks do: one sentence, a status, and nothing lost."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.samples import complete_star
from tests.web.spoken import FIRST, QUESTION
from voicecoach.errors import ExitStatus, LibraryError
from voicecoach.library import Library


def stored(home: Path):
    """Return a library with one take that was analysed, its sound gone."""
    library = Library(home / "recordings")
    session = library.create_session(QUESTION.pack, FIRST)
    answer = library.create_answer(session, QUESTION)
    take = library.create_take(answer)
    library.save_analysis(take, complete_star())
    return library, answer, take


def test_a_broken_star_is_not_written_over(own_home):
    """Neither giving nor taking the star, nor a name for the story, destroys what is there."""
    library, answer, _ = stored(own_home)
    entry = library.find("last")
    for text, code in (('{"starred": true, "story": "The outa', "damaged"),
                       ('{"format_version": 2, "story": "The outage"}', "newer")):  # fmt: skip
        answer.marks.write_text(text)
        for change in (
            lambda: library.save_star(entry, starred=True),
            lambda: library.save_star(entry, starred=False),
            lambda: library.save_story(entry, "Another"),
        ):
            with pytest.raises(LibraryError) as caught:
                change()
            assert caught.value.code == code
            assert answer.marks.read_text() == text


def test_an_analysis_whose_sound_is_gone_is_kept(run_cli, own_home):
    """`analyze` refuses, `data status` names the take."""
    _, _, take = stored(own_home)
    before = take.analysis.read_bytes()
    result = run_cli("analyze", "last", "--no-words")
    assert result.status == ExitStatus.FAILED
    assert "sound" in result.stderr
    assert "left as it is" in result.stderr
    assert take.analysis.read_bytes() == before
    problems = json.loads(run_cli("data", "status", "--json").stdout)["problems"]
    assert [problem["code"] for problem in problems] == ["no-sound"]


def test_a_newer_analysis_is_kept(run_cli, own_home):
    """The advice is to update, and nothing writes over it."""
    _, _, take = stored(own_home)
    text = take.analysis.read_text().replace('"format_version": 1', '"format_version": 99', 1)
    assert "99" in text
    take.analysis.write_text(text)
    shown = run_cli("show", "last")
    assert "Update" in shown.stderr
    assert "rebuild" not in shown.stderr
    result = run_cli("analyze", "last", "--no-words")
    assert result.status == ExitStatus.FAILED
    assert "newer" in result.stderr
    assert take.analysis.read_text() == text


def test_rebuild_sets_a_broken_transcript_aside(run_cli, own_home):
    """Named by `data status`, moved by `data rebuild`, then silent."""
    _, _, take = stored(own_home)
    take.transcript.write_text('{"transcript": {"eng')
    assert "transcript.json" in run_cli("data", "status").stdout
    assert "Set aside" in run_cli("data", "rebuild").stdout
    assert not take.transcript.exists()
    assert "transcript.json" not in run_cli("show", "last").stderr


@pytest.mark.parametrize("content", [b"", b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0", b"junk" * 99])
def test_a_recording_without_sound_says_so(run_cli, own_home, content):
    """It is not re-encoded, and the way out is named."""
    _, answer, _ = stored(own_home)
    take = Library(own_home / "recordings").create_take(answer)
    take.wav.write_bytes(content)
    result = run_cli("analyze", take.ref, "--no-words")
    assert result.status == ExitStatus.FAILED
    assert "holds neither sound nor words" in result.stderr
    assert "data delete" in result.stderr


def test_a_pasted_answer_is_no_file(run_cli):
    """It is told where a text belongs."""
    result = run_cli("analyze", "So I decided to go. " * 30)
    assert result.status == ExitStatus.USAGE
    assert "analyze -" in result.stderr
    assert run_cli("analyze", "").status == ExitStatus.USAGE
    assert run_cli("analyze", "x.wav", "--question-end", "nan").status == ExitStatus.USAGE


def program(*argv: str, **options) -> subprocess.CompletedProcess[bytes]:
    """Run the program in a process of its own."""
    command = [sys.executable, "-m", "voicecoach", *argv]
    return subprocess.run(command, capture_output=True, check=False, **options)


def test_standard_input_must_be_text():
    """Bytes that are no UTF-8 are one sentence, not a report."""
    done = program("analyze", "-", "--json", input=b"I decided caf\xe9 \xff to go\n")
    assert done.returncode == ExitStatus.FAILED
    assert b"UTF-8" in done.stderr
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("history >&-", 0),
        ("history --json >&-", 0),
        ("analyze - <&-", 3),
        ("history --json >/dev/full", 1),
        ("--help >/dev/full", 1),
    ],
)
def test_streams_that_are_closed_or_full(line, status):
    """No defect, whatever the shell did with the streams."""
    command = f"{sys.executable} -m voicecoach {line}"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert "defect" not in done.stderr
    assert "Traceback" not in done.stderr


def test_nobody_there_to_confirm(own_home):
    """Deleting asks; where nobody answers, it says how to go on and deletes nothing."""
    _, _, take = stored(own_home)
    done = program("data", "delete", "last", stdin=subprocess.DEVNULL)
    assert done.returncode == ExitStatus.USAGE
    assert b"--yes" in done.stderr
    assert take.analysis.exists()


def test_export_leaves_what_is_no_file(run_cli, own_home, tmp_path):
    """A pipe stays a pipe; a link leads to the file that is written."""
    stored(own_home)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    result = run_cli("export", "last", "--format", "md", "-o", str(pipe), "--force")
    assert result.status == ExitStatus.USAGE
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    link, target = tmp_path / "link.md", tmp_path / "target.md"
    link.symlink_to(target)
    assert run_cli("export", "last", "--format", "md", "-o", str(link)).status == ExitStatus.DONE
    assert link.is_symlink()
    assert target.read_text()


def test_a_defect_is_kept_for_its_owner(run_cli, own_home, monkeypatch):
    """The file with the details is readable by its owner alone."""
    monkeypatch.setattr("voicecoach.library.Library.scan", lambda _: 1 / 0)
    monkeypatch.setattr("voicecoach.library.Library.entries", lambda *_, **__: 1 / 0)
    assert run_cli("history").status == ExitStatus.FAILED
    (file,) = own_home.rglob("last-defect.txt")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_setting_must_be_possible(run_cli):
    """A pack that does not exist is not set; an option names itself."""
    assert run_cli("config", "set", "pack", "nope").status != ExitStatus.DONE
    assert "--rate" in run_cli("practice", "--rate", "5").stderr


def test_a_pack_nested_without_end(run_cli, tmp_path):
    """It is broken, and no defect."""
    deep = tmp_path / "deep.toml"
    deep.write_text("a=" + "[" * 5000)
    result = run_cli("questions", "check", str(deep))
    assert result.status == ExitStatus.FAILED
    assert "1 problem" in result.stdout

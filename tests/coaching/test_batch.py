"""Many files at once: the same bytes as one by one, resumed after any stop, one bad file alone."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import soundfile

from tests import real_model
from tests.waits import LIMIT_S, wait_until
from voicecoach.coaching import batch
from voicecoach.coaching.batch import run_batch
from voicecoach.coaching.batch_folder import (
    SETTINGS,
    SUMMARY,
    BatchItem,
    BatchJob,
    is_done,
    open_output,
)
from voicecoach.coaching.batch_work import finish_item, state_of
from voicecoach.coaching.workspace import load_demo_audio
from voicecoach.errors import ExitStatus, LibraryError

STORY = (
    "Last year our tests took {n} minutes. It was my job to make them faster. "
    "First I measured which were slow. As a result they went from {n} minutes to nine."
)


@pytest.fixture
def folder(tmp_path):
    """Give a folder of twenty texts, some in a folder of their own."""
    place = tmp_path / "in"
    (place / "late").mkdir(parents=True)
    for n in range(20):
        file = place / ("late" if n > 14 else "") / f"answer-{n:02}.txt"
        file.write_text(STORY.format(n=n + 20))
    return place


def results(out):
    """Return the documents of a batch by their names."""
    return {
        file.relative_to(out).as_posix(): file.read_text("utf-8")
        for file in out.rglob("*.json")
        if file.name != SETTINGS
    }


def start(*arguments):
    """Start `voicecoach analyze` as a process of its own."""
    command = [sys.executable, "-m", "voicecoach", "analyze", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def children_of(pid):
    """Return the running processes that a process has started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for thread in threads for child in thread.read_text().split()]


@pytest.mark.model
def test_the_bytes_are_those_of_one_by_one(run_cli, folder, tmp_path, monkeypatch):
    """Texts and recordings give the same document in two processes as alone."""
    audio = load_demo_audio()
    for n in range(3):
        piece = audio.samples[n * audio.sample_rate :][: (5 + n) * audio.sample_rate]
        soundfile.write(folder / f"spoken-{n}.wav", piece, audio.sample_rate)
    (folder / "broken.wav").write_bytes(b"This is no sound.")
    (folder / "silent.wav").write_bytes(b"")
    model = ("--model", str(real_model.FOLDER))
    out = tmp_path / "out"
    done = run_cli("analyze", folder, *model, "--jobs", "2", "--out", out)
    assert done.status == ExitStatus.FAILED
    assert "25 files, 2 failed" in done.stderr
    one_by_one = [sys.executable, "-m", "voicecoach", "analyze", folder, *model, "--json"]
    done = subprocess.run(one_by_one, capture_output=True, text=True, check=False)
    alone = done.stdout.splitlines()
    names = sorted(file for file in folder.rglob("*") if file.is_file())
    together = results(out)
    assert len(together) == len(names) == 25
    for file, text in zip(names, alone, strict=True):
        assert together[f"{file.relative_to(folder).as_posix()}.json"] == f"{text}\n", file
    rows = list(csv.DictReader((out / SUMMARY).open(encoding="utf-8")))
    by_name = {row["input"]: row for row in rows}
    assert len(by_name) == 25
    assert by_name["broken.wav"]["error"] == "unreadable-audio"
    assert by_name["silent.wav"]["error"] == "no-speech"
    assert int(by_name["spoken-0.wav"]["n_words"]) > 5
    assert by_name["late/answer-15.txt"]["situation_verdict"] == "found"


def test_a_killed_batch_is_gone_on_with(run_cli, folder, tmp_path):
    """After SIGKILL nothing half is left, no worker lives on, and --resume does the rest alone."""
    out = tmp_path / "out"
    process = start(folder, "--jobs", "2", "--out", out)
    wait_until(lambda: len(results(out)) >= 2, "the first results")
    workers = children_of(process.pid)
    process.kill()
    process.communicate(timeout=LIMIT_S)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers), "their end")
    before = {name: (out / name).stat().st_mtime_ns for name in results(out)}
    for name in before:
        assert "measures" in json.loads((out / name).read_text("utf-8"))
    again = run_cli("analyze", folder, "--jobs", "2", "--out", out)
    assert again.status == ExitStatus.USAGE
    assert "--resume" in again.stderr
    done = run_cli("analyze", folder, "--jobs", "2", "--out", out, "--resume")
    assert done.status == ExitStatus.DONE
    assert f"{len(before)} of 20 are done already." in done.stderr
    assert len(results(out)) == 20
    assert {name: (out / name).stat().st_mtime_ns for name in before} == before


def test_other_settings_do_not_mix(run_cli, folder, tmp_path):
    """A batch is not gone on with under other settings; changed files are analysed again."""
    out = tmp_path / "out"
    assert run_cli("analyze", folder, "--out", out, "--no-words").status == ExitStatus.DONE
    other = run_cli("analyze", folder, "--out", out, "--resume", "--language", "de", "--no-words")
    assert other.status == ExitStatus.USAGE
    assert "other settings" in other.stderr
    (folder / "answer-03.txt").write_text("I changed my answer. It is another one now.")
    assert run_cli("analyze", folder, "--out", out, "--no-words", "--resume").status == 0
    assert "another one now" in results(out)["answer-03.txt.json"]


@pytest.mark.parametrize("data", [b"{}", b"5", b"[" * 100_000, b"\xff\xfe", b'{"error": 1}'])
def test_a_damaged_result_is_not_done(tmp_path, data):
    """An input whose result holds no analysis is analysed again."""
    item = BatchItem(tmp_path / "a.txt", tmp_path / "a.txt.json")
    item.source.write_text("I.")
    item.target.write_bytes(data)
    assert not is_done(item)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[" * 100_000, None])
def test_settings_that_cannot_be_read_are_one_sentence(tmp_path, data):
    """Damaged settings, or a pipe in their place, are named and nothing is waited for."""
    file = tmp_path / SETTINGS
    if data is None:
        os.mkfifo(file)
    else:
        file.write_bytes(data)
    with (
        pytest.raises(LibraryError, match="is damaged") as caught,
        open_output(tmp_path, BatchJob(), resume=True),
    ):
        pass
    assert str(file) in caught.value.message


def test_two_batches_do_not_write_into_one_folder(run_cli, folder, tmp_path):
    """The second is refused while the first runs, with --resume too, and changes nothing."""
    out = tmp_path / "out"
    with open_output(out, BatchJob(language="en", words=False), resume=False):
        settings = (out / SETTINGS).read_bytes()
        for more in ((), ("--resume",)):
            done = run_cli("analyze", folder, "--no-words", "--out", out, *more)
            assert done.status == ExitStatus.USAGE
            assert f"Another batch is writing into {out}." in done.stderr
        assert (out / SETTINGS).read_bytes() == settings
        assert not results(out)
    assert run_cli("analyze", folder, "--no-words", "--out", out).status == ExitStatus.DONE


def test_a_file_that_changes_meanwhile_is_no_result(tmp_path):
    """What was read is gone: the document says so, and the input does not count as done."""
    item = BatchItem(tmp_path / "a.txt", tmp_path / "a.txt.json")
    item.source.write_text(STORY.format(n=20))
    before = state_of(item.source)
    item.source.write_text(STORY.format(n=2000))
    failure = finish_item(item, before, "{}", None)
    assert failure is not None
    assert failure.code == json.loads(item.target.read_text("utf-8"))["error"]["code"] == "changed"
    assert str(item.source) in failure.message
    assert not is_done(item)
    item.source.unlink()
    assert finish_item(item, before, "{}", None) is not None


def test_a_name_that_leaves_no_room_for_a_result_is_told_first(run_cli, tmp_path):
    """It is told before anything is analysed, and not in the middle as a full disk."""
    place = tmp_path / "in"
    place.mkdir()
    (place / f"{'long' * 58}.txt").write_text(STORY.format(n=20))
    done = run_cli("analyze", place, "--no-words", "--out", tmp_path / "out")
    assert done.status == ExitStatus.USAGE
    assert "Give the file a shorter name." in done.stderr
    assert not (tmp_path / "out").exists()
    shorter = f"{'long' * 57}.txt"
    (place / f"{'long' * 58}.txt").rename(place / shorter)
    assert run_cli("analyze", place, "--no-words", "--out", tmp_path / "out").status == 0
    assert [*results(tmp_path / "out")] == [f"{shorter}.json"]


def test_ctrl_c_ends_it_and_keeps_what_is_there(folder, tmp_path):
    """SIGINT ends the workers too; the message says how to go on."""
    out = tmp_path / "out"
    process = start(folder, "--jobs", "2", "--out", out)
    wait_until(lambda: results(out), "the first result")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=LIMIT_S)
    if process.returncode != ExitStatus.DONE:  # it may have been done before the signal came
        assert process.returncode == ExitStatus.INTERRUPTED
        assert "--resume goes on" in said


@pytest.mark.parametrize("max_tries", [1, 2])
def test_a_worker_that_dies_costs_one_file_at_most(folder, tmp_path, monkeypatch, max_tries):
    """Its file is tried once more in a new process; if that dies as well, the rest is done."""
    monkeypatch.setattr(batch, "MAX_TRIES", max_tries)
    items = [BatchItem(file, tmp_path / f"{file.name}.json") for file in folder.glob("*.txt")]

    def kill_one():
        wait_until(multiprocessing.active_children, "a worker")
        multiprocessing.active_children()[0].kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    progress = run_batch(items, BatchJob(words=False), 2, lambda _: None)
    killer.join()
    assert progress.n_done == len(items)
    expected = ["worker-died"] if max_tries == 1 else []
    assert [failure.code for failure in progress.failures] == expected
    written = [json.loads(item.target.read_text("utf-8")) for item in items]
    assert sum("error" in document for document in written) == len(expected)


def test_what_makes_no_sense_is_refused(run_cli, folder, tmp_path):
    """Options that need each other, inputs that are no files, and two results of one name."""
    out = tmp_path / "out"
    assert run_cli("analyze", folder, "--jobs", "2").status == ExitStatus.USAGE
    assert run_cli("analyze", folder, "--out", out, "--json").status == ExitStatus.USAGE
    assert run_cli("analyze", "last", "--out", out).status == ExitStatus.USAGE
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "answer-01.txt").write_text(STORY.format(n=30))
    clash = run_cli("analyze", folder, tmp_path / "other", "--out", out)
    assert clash.status == ExitStatus.USAGE
    assert "would both be" in clash.stderr
    assert not out.exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(run_cli, folder, tmp_path):
    """A file lies on the way to it: the message names the folder and the option."""
    (tmp_path / "file").write_text("")
    done = run_cli("analyze", folder, "--no-words", "--out", tmp_path / "file" / "out")
    assert done.status == ExitStatus.FAILED
    assert f"The folder {tmp_path / 'file' / 'out'} could not be made" in done.stderr
    assert "--out" in done.stderr


def test_a_document_that_cannot_be_written_is_one_sentence(folder, tmp_path):
    """A file lies where the folder of results should: a worker says so, without a traceback."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "late").write_text("")
    process = start(folder, "--no-words", "--jobs", "1", "--out", tmp_path / "out")
    _, said = process.communicate(timeout=LIMIT_S)
    assert process.returncode == ExitStatus.FAILED
    assert "late could not be made" in said
    assert "Traceback" not in said

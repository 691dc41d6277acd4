"""`analyze`, `demo` and `doctor` as one runs them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import soundfile

from tests import random_whisper, signals
from tests.sound.test_files import CODECS, write
from voicecoach.errors import ExitStatus

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "schema" / "analysis.schema.json").read_text()
)
STORY = (
    "Last year I was working on a payment service and our tests took forty minutes. "
    "It was my job to make them faster before the release. First I measured which were slow. "
    "Then I moved those to the night. As a result the tests went from forty minutes to nine."
)


def validate(text):
    """Return the document if it fits the published schema."""
    document = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


def test_a_text(run_cli, tmp_path):
    """A text gives a document with null times and a STAR verdict on each part."""
    file = tmp_path / "answer.txt"
    file.write_text(STORY)
    document = validate(run_cli("analyze", file, "--json").stdout)
    assert document["measures"]["span_s"] is None
    verdicts = {name: part["verdict"] for name, part in document["star"]["parts"].items()}
    assert verdicts == dict.fromkeys(["situation", "task", "action", "result"], "found")
    assert document["star"]["quantified_result"]["found"]
    assert " ".join(s["text"] for s in document["star"]["sentences"]) == STORY


def test_standard_input(run_cli):
    """`-` reads the text from standard input."""
    assert "STAR" in run_cli("analyze", "-", input=STORY).stdout


@pytest.mark.voice
def test_audio_without_a_model(run_cli, tmp_path):
    """Sound alone gives pauses and latency, and says why the words are missing."""
    answer = signals.with_noise(signals.answer([0.5, 2.0, 3.5], lead=1.5), 20)
    file = tmp_path / "answer.wav"
    soundfile.write(file, answer.samples, answer.rate)
    result = run_cli("analyze", file, "--json")
    assert result.status == 0
    document = validate(result.stdout)
    found = [(p["start"], p["end"], p["kind"]) for p in document["pauses"]]
    assert [kind for *_, kind in found] == ["brief", "long", "stall"]
    for (start, end, _), truth in zip(found, answer.pauses, strict=True):
        assert start == pytest.approx(truth.start, abs=0.1)
        assert end == pytest.approx(truth.end, abs=0.1)
    assert document["measures"]["response_latency_s"] == pytest.approx(1.5, abs=0.1)
    assert {item["what"] for item in document["withheld"]} >= {"words", "star"}
    assert "voicecoach setup" in result.stderr


def test_silence_is_status_3(run_cli, tmp_path):
    """A silent file: one sentence, status 3."""
    file = tmp_path / "silent.wav"
    soundfile.write(file, np.zeros(16_000 * 300), 16_000)
    result = run_cli("analyze", file)
    assert result.status == ExitStatus.NO_SPEECH
    assert "No speech was heard in silent.wav" in result.stderr


@pytest.mark.parametrize("n_samples", [None, 0, 100])
def test_an_empty_recording_is_status_3(run_cli, tmp_path, n_samples):
    """No byte, no sample, or a few: nobody was heard."""
    file = tmp_path / "empty.wav"
    if n_samples is None:
        file.touch()
    else:
        soundfile.write(file, np.zeros(n_samples), 16_000)
    result = run_cli("analyze", file)
    assert result.status == ExitStatus.NO_SPEECH
    assert "No speech was heard in empty.wav" in result.stderr


def test_bad_files_end_in_one_sentence_and_the_rest_goes_on(run_cli, tmp_path):
    """In a folder each bad file has its error in its place, the others their document."""
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "1-empty.wav").write_bytes(b"")
    (tmp_path / "answers" / "2-story.txt").write_text(STORY)
    (tmp_path / "answers" / "3-noise.mp3").write_bytes(b"no mp3 at all" * 100)
    result = run_cli("analyze", tmp_path / "answers", "--json")
    first, second, third = map(json.loads, result.stdout.splitlines())
    assert set(first) == set(third) == {"format_version", "input", "error"}
    assert first["error"]["code"] == "no-speech"
    assert second["measures"]["n_words"] == len(STORY.split())
    assert result.status == ExitStatus.FAILED
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("argv", "status"),
    [
        (["nosuch.wav"], ExitStatus.USAGE),
        (["last"], ExitStatus.FAILED),
        (["--question", "nosuch", "-"], ExitStatus.FAILED),
        (["--pack", "nosuch", "--question", "x", "-"], ExitStatus.FAILED),
        (["--pack", "amazon-backend-developer", "-"], ExitStatus.USAGE),
        (["--model", "base.en", __file__.replace(".py", ".wav")], ExitStatus.USAGE),
        ([], ExitStatus.USAGE),
    ],
)
def test_wrong_use_is_told(run_cli, argv, status):
    """Each wrong use has its sentence and its status."""
    result = run_cli("analyze", *argv, input=STORY)
    assert result.status == status, result.stderr
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_model_that_was_asked_for_is_status_5(run_cli, tmp_path):
    """--model of a model that is not here names the command that gets it."""
    file = tmp_path / "tone.wav"
    soundfile.write(file, np.sin(np.arange(16_000 * 2) / 10) * 0.3, 16_000)
    result = run_cli("analyze", file, "--model", "base.en")
    assert result.status == ExitStatus.MODEL_MISSING
    assert "models fetch base.en" in result.stderr


def test_doctor_names_the_remedy(run_cli):
    """Without model the doctor is not content and names the command that mends it."""
    result = run_cli("doctor")
    assert result.status in {ExitStatus.DEVICE, ExitStatus.MODEL_MISSING}
    assert "voicecoach setup" in result.stdout
    checks = json.loads(run_cli("doctor", "--json").stdout)["checks"]
    assert {check["what"] for check in checks} >= {"Python", "microphone", "voice", "model"}


@pytest.mark.voice
def test_words_from_a_model(run_cli, tmp_path):
    """With a model the real decoding path runs, and its words land in the document."""
    model = random_whisper.build(tmp_path / "random")
    answer = signals.answer([0.5, 1.2])
    file = tmp_path / "answer.flac"
    soundfile.write(file, answer.samples * 0.5, answer.rate)
    result = run_cli("analyze", file, "--json", "--model", model)
    assert result.status == 0, result.stderr
    document = validate(result.stdout)
    transcript = document["transcript"]
    assert (transcript["engine"], transcript["model"]) == ("faster-whisper", "random")
    times = [edge for word in transcript["words"] for edge in (word["start"], word["end"])]
    assert times == sorted(times)
    assert all(0 <= time <= document["recording"]["duration_s"] for time in times)


@pytest.mark.voice
@pytest.mark.parametrize("rate", [8_000, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("suffix", list(CODECS))
def test_every_format_gives_a_valid_document(run_cli, tmp_path, suffix, channels, rate):
    """WAV, FLAC, MP3, M4A, OGG and WebM, mono and stereo: one document each, with its pause."""
    answer = signals.answer([1.2], rate=rate)
    file = tmp_path / f"answer.{suffix}"
    write(file, answer.samples * np.float32(0.5), rate, channels)
    document = validate(run_cli("analyze", file, "--json").stdout)
    (pause,) = [p for p in document["pauses"] if p["kind"] == "long"]
    assert pause["end"] - pause["start"] == pytest.approx(1.2, abs=0.1)

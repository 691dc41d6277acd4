"""Files as people have them: damaged, joined, oddly named, with two tracks or opposite phase."""

from __future__ import annotations

import io
import os
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tools.attack.formats import encode, speech
from voicecoach.coaching.analyse_audio import AnswerContext, analyse_file, find_track
from voicecoach.errors import AudioError
from voicecoach.sound.encoding import copy_as_flac
from voicecoach.sound.files import check_plays, load_audio
from voicecoach.sound.take_writer import TakeWriter

HEAD_BYTES = 20
"""What a container writes before a packet stays, so that only sound is damaged."""


def spoil_packets(data: bytes, numbers: set[int]) -> bytes:
    """Overwrite whole packets of a file, so that they cannot be decoded."""
    spoilt = bytearray(data)
    with av.open(io.BytesIO(data)) as container:
        packets = [p for p in container.demux(audio=0) if p.size and p.pos is not None]
        for number in numbers:
            packet = packets[number]
            start, end = packet.pos + HEAD_BYTES, packet.pos + packet.size
            spoilt[start:end] = b"\xff" * (end - start)
    return bytes(spoilt)


@pytest.mark.parametrize("kind", ["m4a", "mkv", "flac"])
def test_one_damaged_packet_costs_that_packet(tmp_path, kind):
    """Everything behind it is there; what is missing is told with its place."""
    file = tmp_path / f"answer.{kind}"
    data = encode(kind)
    file.write_bytes(data)
    whole = load_audio(file)
    assert whole.gaps == ()
    spoilt = spoil_packets(data, {30, 31})
    file.write_bytes(spoilt)
    damaged = load_audio(file)
    assert damaged.duration_s > whole.duration_s - 0.5
    missing = sum(gap.duration for gap in damaged.gaps)
    assert missing == pytest.approx(whole.duration_s - damaged.duration_s, abs=0.15)


def test_a_lost_page_is_told_at_its_place(tmp_path):
    """A second of an Ogg file is gone: the rest is there, and where it is missing is said."""
    file = tmp_path / "answer.ogg"
    data = encode("ogg")
    with av.open(io.BytesIO(data)) as container:
        places = sorted({p.pos for p in container.demux(audio=0) if p.size})
    file.write_bytes(data[: places[2]] + b"\0" * (places[3] - places[2]) + data[places[3] :])
    audio = load_audio(file)
    (gap,) = audio.gaps
    assert gap.duration == pytest.approx(1.0, abs=0.1)
    assert gap.start == pytest.approx(2.0, abs=0.1)
    assert audio.duration_s == pytest.approx(5.0, abs=0.2)


def test_the_report_says_what_is_missing(tmp_path):
    """The figures say that they are of a file that is not whole, and how much is not there."""
    file = tmp_path / "answer.m4a"
    file.write_bytes(spoil_packets(encode("m4a"), set(range(60, 110))))
    analysis = analyse_file(file, AnswerContext()).analysis
    said = [one.why for one in analysis.withheld if one.what == "sound"]
    assert len(said) == 1
    assert "s are missing at 0:0" in said[0]
    assert "damaged" in said[0]
    assert analyse_file(_write(tmp_path, encode("m4a")), AnswerContext()).analysis.withheld[:1] != (
        said[0],
    )


def _write(folder: Path, data: bytes, name: str = "whole.m4a") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_a_file_that_breaks_off_says_so(tmp_path):
    """Half a Matroska file is decoded as far as it goes; the rest is told by its own length."""
    file = tmp_path / "answer.flac"
    file.write_bytes(encode("flac"))
    whole = load_audio(file).duration_s
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    half = load_audio(file)
    assert 1.0 < half.duration_s < whole - 1.0
    (*_, last) = half.gaps
    assert half.duration_s + sum(g.duration for g in half.gaps) == pytest.approx(whole, abs=0.3)
    assert last.start == pytest.approx(half.duration_s, abs=0.1)


@pytest.mark.parametrize(
    ("rates", "channels"), [((44_100, 48_000), (1, 1)), ((44_100, 44_100), (1, 2))]
)
def test_rate_and_channels_that_change(tmp_path, rates, channels):
    """Joined files of other rates or channels are one sound of the first one's rate."""
    parts = []
    for rate, n in zip(rates, channels, strict=True):
        samples = speech(rate, 4.0)
        parts.append(encode("mp3", np.stack([samples] * n) if n > 1 else samples, rate=rate))
    file = tmp_path / "joined.mp3"
    file.write_bytes(b"".join(parts))
    audio = load_audio(file)
    assert audio.sample_rate == 44_100
    assert audio.duration_s == pytest.approx(8.0, abs=0.3)
    flac = tmp_path / "copy.flac"
    copy_as_flac(file, flac)
    assert soundfile.info(flac).duration == pytest.approx(8.0, abs=0.3)


@pytest.mark.parametrize(
    "name", ["2026-11-24T10:03.mp3", "file:x.mp3", "http:x.mp3", "-x %03d #?.mp3", "ü\n€.mp3"]
)
def test_any_name_the_disk_takes(tmp_path, name):
    """A colon is a colon, and nothing in a name is an address or an option."""
    file = tmp_path / name
    file.write_bytes(encode("mp3"))
    assert load_audio(file).duration_s == pytest.approx(6.0, abs=0.2)
    check_plays(file)
    os.chdir(tmp_path)
    assert load_audio(Path(name)).duration_s > 5


def test_a_playlist_opens_no_address(tmp_path, monkeypatch):
    """A file that names an address is no sound, and nobody is asked for it."""
    file = tmp_path / "answer.mp3"
    file.write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(AudioError):
        load_audio(file)


def two_tracks(first: np.ndarray, second: np.ndarray, rate: int = 48_000) -> bytes:
    """Return a Matroska file with two sound tracks."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as container:
        streams = [container.add_stream("pcm_s16le", rate=rate, layout="mono") for _ in range(2)]
        for stream, samples in zip(streams, (first, second), strict=True):
            for at in range(0, len(samples), 4800):
                block = np.rint(samples[at : at + 4800] * 32767).astype(np.int16)[None, :]
                frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
                frame.sample_rate, frame.pts = rate, at
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return buffer.getvalue()


@pytest.mark.parametrize("speaking", [0, 1])
def test_the_track_with_speech_is_taken(tmp_path, speaking, run_cli):
    """Whichever it is, it is found and named; --track chooses another."""
    voice = speech(48_000)
    tracks = [np.zeros_like(voice), voice]
    file = tmp_path / "call.mkv"
    file.write_bytes(two_tracks(*(tracks if speaking else tracks[::-1])))
    track, notices = find_track(file)
    assert track == speaking
    result = run_cli("analyze", file, "--no-words", "--json")
    assert result.status == 0
    assert f"2 sound tracks; number {speaking + 1} has the speech" in result.stderr
    assert notices[0] in result.stderr
    other = run_cli("analyze", file, "--no-words", "--track", str(2 - speaking))
    assert other.status == 3
    assert run_cli("analyze", file, "--no-words", "--track", "3").status == 1


def test_opposite_phase_is_not_silence(tmp_path):
    """The louder channel is taken where both cancel each other, and the report says so."""
    voice = speech(16_000)
    file = tmp_path / "phase.wav"
    soundfile.write(file, np.stack([voice * 0.5, -voice], axis=1), 16_000)
    audio = load_audio(file)
    assert audio.louder_channel == 1
    assert np.corrcoef(audio.samples, -voice)[0, 1] > 0.999
    analysis = analyse_file(file, AnswerContext()).analysis
    assert any("cancel each other" in one.why for one in analysis.withheld)


@pytest.mark.parametrize(("gain", "told"), [(1, False), (20, True)])
def test_a_recording_that_was_too_loud_says_so(tmp_path, gain, told):
    """Syllables that are cut off spoil everything behind them: the report says what to do."""
    file = tmp_path / "loud.wav"
    voice = speech(16_000)
    voice = voice / np.abs(voice).max() * 0.5
    soundfile.write(file, np.clip(voice * gain, -1, 1), 16_000)
    analysis = analyse_file(file, AnswerContext()).analysis
    assert any("too loud" in one.why for one in analysis.withheld) is told


@pytest.mark.parametrize("other", [0.0, 1.0, "noise"])
def test_ordinary_stereo_is_the_mean(tmp_path, other):
    """A silent second channel, the same one, or another noise is no opposite phase."""
    voice = speech(16_000)
    noise = np.random.default_rng(1).standard_normal(len(voice)) * voice.std()
    second = noise if other == "noise" else voice * other
    file = tmp_path / "stereo.wav"
    soundfile.write(file, np.stack([voice, second], axis=1), 16_000)
    assert load_audio(file).louder_channel is None


@pytest.mark.parametrize(
    ("factor", "cancels"), [(-1.0, True), (-0.6, True), (1.0, False), (0.0, False)]
)
def test_a_microphone_whose_channels_cancel(tmp_path, factor, cancels):
    """From half a second of sound on the louder channel is kept; ordinary stereo is the mean."""
    rate = 16_000
    voice = (speech(rate) * 20_000).astype(np.int16)
    both = np.stack([voice, (voice * factor).astype(np.int16)], axis=1)
    writer = TakeWriter(tmp_path / "take.wav", rate, 2)
    writer.add_block(0.0, both[:320].tobytes())
    writer.command("begin", 0.0)
    for number, at in enumerate(range(320, len(both), 320)):
        writer.add_block(0.02 * (number + 1), both[at : at + 320].tobytes())
    writer.close()
    assert writer.channels_cancel == cancels
    kept = soundfile.read(tmp_path / "take.wav", dtype="int16")[0]
    late = slice(3 * rate, 5 * rate)
    expected = voice if cancels else voice * (1 + factor) / 2
    assert np.abs(kept[late].astype(float)).max() == pytest.approx(
        np.abs(expected[late]).max(), rel=0.02
    )


def test_companions_of_other_systems_are_passed_over(tmp_path, run_cli):
    """`._Answer 1.mp3` beside `Answer 1.mp3` is no error of the folder."""
    (tmp_path / "Answer 1.mp3").write_bytes(encode("mp3"))
    (tmp_path / "._Answer 1.mp3").write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X        ")
    result = run_cli("analyze", tmp_path, "--no-words", "--json")
    assert result.status == 0, result.stderr
    assert len(result.stdout.splitlines()) == 1

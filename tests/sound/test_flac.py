"""A finished take: what lies in the WAV is in the FLAC, whatever the header says."""

from __future__ import annotations

import os
import struct
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from voicecoach.errors import AudioError
from voicecoach.safe_files import create_file
from voicecoach.sound import flac as module
from voicecoach.sound.flac import encode_flac
from voicecoach.sound.wav import DATA_SIZE_AT, HEADER, WavFile

RATE = 44_100


def noise(seconds: float, seed: int = 1) -> np.ndarray:
    """Return 16-bit noise."""
    return np.random.default_rng(seed).integers(-9000, 9000, round(seconds * RATE), np.int16)


def write_take(folder: Path, samples: np.ndarray, *, header_behind: int = 0) -> Path:
    """Write a take's WAV whose header may be so many samples behind its sound."""
    wav = WavFile(folder / "recording.wav", RATE)
    wav.write(samples.tobytes())
    wav.close()
    path = folder / "recording.wav"
    if header_behind:
        with path.open("r+b") as file:
            file.seek(DATA_SIZE_AT)
            file.write(struct.pack("<I", 2 * (len(samples) - header_behind)))
    return path


def test_flac_is_proven_and_private(tmp_path):
    """The copy equals the original sample for sample and is its owner's alone."""
    samples = noise(2.5)
    wav, flac = write_take(tmp_path, samples), tmp_path / "audio.flac"
    encode_flac(wav, flac)
    assert np.array_equal(soundfile.read(flac, dtype="int16")[0], samples)
    assert flac.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audio.flac", "recording.wav"]


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 5 * RATE), st.integers(1, 6 * RATE), st.booleans())
def test_a_header_that_is_behind_costs_no_sample(tmp_path_factory, behind, length, odd_byte):
    """The file's length is the truth: 5 s or one block behind, every sample is in the FLAC."""
    folder = tmp_path_factory.mktemp("take")
    samples = noise(6)[:length]
    wav = write_take(folder, samples, header_behind=min(behind, length))
    if odd_byte:  # the kernel wrote half a sample before the kill
        with wav.open("ab") as file:
            file.write(b"x")
    encode_flac(wav, folder / "audio.flac")
    assert np.array_equal(soundfile.read(folder / "audio.flac", dtype="int16")[0], samples)


def test_a_copy_that_differs_is_refused(tmp_path, monkeypatch):
    """Without proof there is no FLAC, and the WAV stays."""
    wav = write_take(tmp_path, noise(1))

    def write_less(descriptor, path, layout):
        with soundfile.SoundFile(
            descriptor, "w", RATE, 1, "PCM_16", format="FLAC", closefd=False
        ) as target:
            target.write(next(module._read_blocks(path, layout))[:-1])

    monkeypatch.setattr(module, "_write_flac", write_less)
    with pytest.raises(AudioError, match="could not be re-encoded"):
        encode_flac(wav, tmp_path / "audio.flac")
    assert [path.name for path in tmp_path.iterdir()] == ["recording.wav"]


def test_a_recording_that_grows_is_refused(tmp_path, monkeypatch):
    """Somebody who still writes loses nothing: no FLAC takes the WAV's place."""
    wav = write_take(tmp_path, noise(1))
    prove = module._prove_equal

    def prove_and_grow(*args):
        prove(*args)
        with wav.open("ab") as file:
            file.write(bytes(882))

    monkeypatch.setattr(module, "_prove_equal", prove_and_grow)
    with pytest.raises(AudioError, match="still growing"):
        encode_flac(wav, tmp_path / "audio.flac")
    assert not (tmp_path / "audio.flac").exists()


@pytest.mark.parametrize("subtype", ["PCM_24", "FLOAT"])
def test_more_than_16_bits_are_not_rounded_away(tmp_path, subtype):
    """A finer file put there by hand stays what it is."""
    wav = tmp_path / "recording.wav"
    soundfile.write(wav, noise(1) / 32768, RATE, subtype=subtype)
    before = wav.read_bytes()
    with pytest.raises(AudioError, match="16-bit"):
        encode_flac(wav, tmp_path / "audio.flac")
    assert wav.read_bytes() == before


def test_stereo_stays_stereo(tmp_path):
    """A two-channel WAV put there by hand keeps both."""
    both = noise(1).reshape(-1, 2)
    soundfile.write(tmp_path / "recording.wav", both, RATE, subtype="PCM_16")
    encode_flac(tmp_path / "recording.wav", tmp_path / "audio.flac")
    assert np.array_equal(soundfile.read(tmp_path / "audio.flac", dtype="int16")[0], both)


def test_the_partial_file_is_not_written_through(tmp_path):
    """A link in its place leads nowhere; a dead process's is replaced, a living one's left."""
    outside = tmp_path / "outside.txt"
    outside.write_text("not yours")
    folder = tmp_path / "take-1"
    folder.mkdir()
    wav, flac = write_take(folder, noise(1)), folder / "audio.flac"
    partial = folder / ".audio.flac.partial"
    partial.symlink_to(outside)
    with pytest.raises(AudioError):
        encode_flac(wav, flac)
    assert outside.read_text() == "not yours"
    partial.unlink()
    partial.write_bytes(b"left by a crash")
    encode_flac(wav, flac)
    assert not partial.exists()
    held = create_file(partial)
    with pytest.raises(AudioError) as caught:
        encode_flac(wav, flac)
    assert caught.value.code == "busy"
    os.close(held)


def test_two_at_once(tmp_path):
    """Of two that finish the same take both succeed or one is told; the FLAC is whole."""
    samples = noise(4)
    wav, flac = write_take(tmp_path, samples), tmp_path / "audio.flac"
    errors: list[AudioError] = []

    def finish():
        try:
            encode_flac(wav, flac)
        except AudioError as error:
            errors.append(error)

    threads = [threading.Thread(target=finish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {error.code for error in errors} <= {"busy"}
    assert np.array_equal(soundfile.read(flac, dtype="int16")[0], samples)


def test_nothing_but_a_header(tmp_path):
    """44 bytes are no recording."""
    wav = write_take(tmp_path, noise(0))
    assert wav.stat().st_size == HEADER.size
    with pytest.raises(AudioError) as caught:
        encode_flac(wav, tmp_path / "audio.flac")
    assert caught.value.code == "empty"

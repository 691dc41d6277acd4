"""WAV files whose writer may die at any byte, and those of other programs."""

from __future__ import annotations

import errno
import os
import struct
import wave

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from voicecoach.errors import AudioError
from voicecoach.sound.wav import WavFile, repair_wav

RATE = 16_000
SOUND = np.random.default_rng(5).integers(-20_000, 20_000, RATE, dtype=np.int16)


def write(path, samples=SOUND):
    """Write samples in blocks and leave the file open, as a killed writer does."""
    file = WavFile(path, RATE)
    for at in range(0, len(samples), 320):
        file.write(samples[at : at + 320].tobytes())
    return file


def test_the_header_is_right_while_the_file_is_open(tmp_path):
    """Another reader, and a strict one, reads every block before the file is closed."""
    file = write(tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as reader:
        assert reader.getnframes() == RATE
        assert reader.readframes(RATE) == SOUND.tobytes()
    file.close()


def test_it_is_private_and_never_overwrites(tmp_path):
    """Only the owner may read it, and a file that is there stays."""
    write(tmp_path / "a.wav").close()
    assert (tmp_path / "a.wav").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        WavFile(tmp_path / "a.wav", RATE)
    assert soundfile.info(tmp_path / "a.wav").frames == RATE


class FullDisk:
    """A file on a disk with room for ``room`` more bytes."""

    def __init__(self, file, room):
        self._file = file
        self._room = room

    def write(self, data):
        """Take what there is room for, then refuse."""
        if self._file.tell() + len(data) <= os.fstat(self._file.fileno()).st_size:
            return self._file.write(data)  # no new room is needed
        taken = self._file.write(bytes(data[: self._room]))
        self._room -= taken
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        return taken

    def __getattr__(self, name):
        return getattr(self._file, name)


@pytest.mark.parametrize("room", [0, 1, 7, 319, 320, 321, 639])
def test_a_full_disk_leaves_whole_blocks(tmp_path, room):
    """A write that stops in the middle leaves a readable file with what fitted before."""
    path = tmp_path / "a.wav"
    file = write(path, SOUND[:3200])
    file._file = FullDisk(file._file, room)
    with pytest.raises(OSError, match="No space left"):
        file.write(SOUND[3200:3520].tobytes())
    file.close()
    with wave.open(str(path)) as reader:
        assert reader.readframes(RATE) == SOUND[:3200].tobytes()
    assert repair_wav(path) == 0.2


@given(cut=st.integers(44, 44 + 2 * RATE), stale=st.sampled_from([0, 320, 0xFFFFFFFF, None]))
def test_whatever_was_written_is_found_again(tmp_path_factory, cut, stale):
    """Cut at any byte, with any stale size, the file holds every whole sample and opens."""
    path = tmp_path_factory.mktemp("cut") / "a.wav"
    write(path).close()
    data = bytearray(path.read_bytes()[:cut])
    if stale is not None:
        struct.pack_into("<I", data, 40, stale)
        struct.pack_into("<I", data, 4, 8)
    path.write_bytes(data)
    whole = (cut - 44) // 2
    assert repair_wav(path) == whole / RATE
    once = path.read_bytes()
    assert repair_wav(path) == whole / RATE
    assert path.read_bytes() == once
    with wave.open(str(path)) as reader:
        assert reader.readframes(RATE) == SOUND[:whole].tobytes()


def test_killed_between_the_two_sizes(tmp_path):
    """The sound's size is right and the file's own is not: a strict reader reads it after."""
    path = tmp_path / "a.wav"
    write(path).close()
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, 4, 36)
    path.write_bytes(data)
    assert repair_wav(path) == 1.0
    assert struct.unpack_from("<I", path.read_bytes(), 4)[0] == path.stat().st_size - 8


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT", "PCM_U8"])
@pytest.mark.parametrize("channels", [1, 2])
def test_other_programs_files(tmp_path, subtype, channels):
    """Any sample format, with its sizes lost: the seconds are right and the sound is the same."""
    path = tmp_path / "other.wav"
    samples = np.repeat(SOUND[:, None] / 32768, channels, axis=1)
    soundfile.write(path, samples, RATE, subtype)
    before, _ = soundfile.read(path)
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    struct.pack_into("<I", data, at, 0)
    path.write_bytes(data)
    assert repair_wav(path) == pytest.approx(1.0)
    after, _ = soundfile.read(path)
    assert np.array_equal(before, after)


def test_chunks_behind_the_sound_stay(tmp_path):
    """A sound file with a title behind its sound is left as it is."""
    path = tmp_path / "titled.wav"
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16") as file:
        file.write(SOUND)
        file.title = "My answer"
    before = path.read_bytes()
    assert before.index(b"LIST") > before.index(b"data")
    assert repair_wav(path) == 1.0
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "data",
    [b"", b"RIFF", b"ID3" + bytes(60), b"RIFF\0\0\0\0WAVE", b"RIFF\0\0\0\0WAVEdata\0\0\0\0\0\0"],
    ids=["empty", "four bytes", "an MP3", "no sound", "sound of no format"],
)
def test_what_is_no_wav_is_left_alone(tmp_path, data):
    """One sentence, and not a byte is changed."""
    path = tmp_path / "x.wav"
    path.write_bytes(data)
    with pytest.raises(AudioError, match=r"x\.wav is not a WAV file"):
        repair_wav(path)
    assert path.read_bytes() == data


def test_a_missing_file_is_one_sentence(tmp_path):
    """A file that is not there is named."""
    with pytest.raises(AudioError, match="cannot be repaired"):
        repair_wav(tmp_path / "none.wav")

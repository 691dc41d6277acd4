"""Decoding, resampling and encoding of real files in every format, whole and broken."""

from __future__ import annotations

import os

import av
import numpy as np
import pytest
import soundfile

from voicecoach.errors import AudioError
from voicecoach.sound.encoding import copy_as_flac, encode_mp3
from voicecoach.sound.files import Audio, find_peaks, load_audio, measure_recording, resample

CODECS = {
    "wav": "pcm_s16le",
    "flac": "flac",
    "mp3": "libmp3lame",
    "m4a": "aac",
    "ogg": "libopus",
    "webm": "libopus",
}


def tone(seconds=1.5, rate=48_000):
    """Return a swelling tone: its envelope shows shifts."""
    t = np.arange(round(seconds * rate)) / rate
    return (0.4 * np.sin(2 * np.pi * 440 * t) * np.sin(np.pi * t / seconds)).astype(np.float32)


def write(path, samples, rate, channels):
    """Encode samples with FFmpeg's own encoders."""
    codec = CODECS[path.suffix[1:]]
    layout = "stereo" if channels == 2 else "mono"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        stream.layout = layout
        stacked = np.stack([samples] * channels)
        frame = av.AudioFrame.from_ndarray(stacked, format="fltp", layout=layout)
        frame.sample_rate = rate
        to = av.AudioResampler(
            stream.format.name if stream.format else "fltp", layout, rate, stream.frame_size or 0
        )
        for part in [*to.resample(frame), *to.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("suffix", list(CODECS))
def test_every_format(tmp_path, suffix, channels, rate):
    """Each format, mono and stereo, at each rate, is decoded whole."""
    path = tmp_path / f"tone.{suffix}"
    write(path, tone(rate=rate), rate, channels)
    sound = load_audio(path)
    # AAC fills its last frame: 1024 samples and as many in front, 0.26 s at 8 kHz
    assert sound.duration_s == pytest.approx(1.5, abs=0.27 if suffix == "m4a" else 0.1)
    assert sound.samples.dtype == np.float32
    assert sound.samples.ndim == 1
    # a codec moves single samples, not the power: 0.4 over twice the square root of two, twice
    whole = np.sqrt(np.sum(sound.samples**2) / (1.5 * sound.sample_rate))
    assert whole == pytest.approx(0.2, abs=0.02)


def test_stereo_becomes_the_mean(tmp_path):
    """Left and right are mixed, not added."""
    path = tmp_path / "stereo.wav"
    left = tone()
    soundfile.write(path, np.stack([left, np.zeros_like(left)], axis=1), 48_000)
    assert np.allclose(load_audio(path).samples, left / 2, atol=1e-3)


@pytest.mark.parametrize("suffix", ["flac", "mp3", "ogg", "wav"])
def test_a_file_that_breaks_off_is_read_so_far(tmp_path, suffix):
    """Half a file gives about half the sound."""
    path = tmp_path / f"cut.{suffix}"
    rng = np.random.default_rng(1)
    write(path, (rng.standard_normal(96_000) * 0.1).astype(np.float32), 16_000, 1)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert 1.5 < load_audio(path).duration_s < 4.5


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"Tell me about yourself.\n" * 50, "unreadable-audio"),
        (b"RIFF\x00\x00\x00\x00WAVE", "unreadable-audio"),
        (bytes(5000), "unreadable-audio"),
    ],
    ids=["empty", "text", "half a header", "zeros"],
)
def test_what_is_no_audio(tmp_path, content, code):
    """Each broken file has one sentence that names it."""
    path = tmp_path / "answer.wav"
    path.write_bytes(content)
    with pytest.raises(AudioError) as caught:
        load_audio(path)
    assert caught.value.code == code
    assert "answer.wav" in caught.value.message
    assert caught.value.remedy


def test_missing_folder_and_forbidden(tmp_path):
    """A missing file, a folder and a forbidden file are told apart."""
    with pytest.raises(AudioError, match="There is no file"):
        load_audio(tmp_path / "none.wav")
    with pytest.raises(AudioError, match="is a folder"):
        load_audio(tmp_path)
    path = tmp_path / "secret.wav"
    soundfile.write(path, tone(), 48_000)
    path.chmod(0)
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    with pytest.raises(AudioError, match="cannot be read"):
        load_audio(path)


def test_too_short(tmp_path):
    """Fifty milliseconds are no answer."""
    path = tmp_path / "short.wav"
    soundfile.write(path, tone(0.05), 48_000)
    with pytest.raises(AudioError, match="less than"):
        load_audio(path)


@pytest.mark.parametrize(("rate", "to"), [(48_000, 16_000), (44_100, 16_000), (8_000, 16_000)])
def test_resampling_keeps_time(rate, to):
    """Length is exact and nothing moves."""
    samples = tone(rate=rate)
    other = resample(samples, rate, to)
    assert len(other) == round(len(samples) * to / rate)
    expected = tone(rate=to)
    middle = slice(1000, len(expected) - 1000)
    assert np.corrcoef(other[middle], expected[middle])[0, 1] > 0.999


def test_mp3_for_pages_is_small(tmp_path):
    """A second takes less than 11 kB, three minutes so less than 2 MB; the length is kept."""
    wav = tmp_path / "recording.wav"
    rng = np.random.default_rng(1)
    soundfile.write(wav, rng.standard_normal(20 * 16_000) * 0.1, 16_000)
    mp3 = tmp_path / "page.mp3"
    mp3.write_bytes(encode_mp3(wav))
    assert mp3.stat().st_size < 20 * 11_000
    assert load_audio(mp3).duration_s == pytest.approx(20, abs=0.2)


def test_figures_of_a_recording():
    """Peak, clipping and noise floor are what the samples say."""
    rng = np.random.default_rng(1)
    samples = (rng.standard_normal(48_000) * 0.001).astype(np.float32)
    samples[10_000:20_000] = 0.5
    samples[15_000:15_480] = 1.0
    found = measure_recording(Audio(samples, 48_000), "0" * 64)
    assert (found.duration_s, found.n_samples, found.peak_db) == (1.0, 48_000, 0.0)
    assert found.clipped_fraction == pytest.approx(0.01)
    assert found.noise_floor_db == pytest.approx(-60, abs=1)


def test_digital_silence_has_no_level():
    """Silence has no level in dB: null, not minus infinity."""
    found = measure_recording(Audio(np.zeros(16_000, np.float32), 16_000), "0" * 64)
    assert found.peak_db is None
    assert found.noise_floor_db is None


def test_peaks():
    """Each slice gives its lowest and highest sample, also where there are more slices."""
    samples = np.array([0.1, -0.2, 0.3, 0.4], np.float32)
    assert find_peaks(samples, 2) == [(-0.2, 0.1), (0.3, 0.4)]
    assert len(find_peaks(samples, 9)) == 9


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_s24le", "flac", "libmp3lame", "libopus"])
def test_copies_keep_every_sample(tmp_path, codec):
    """The FLAC of any file decodes to what the file decodes to: exactly, or within 24 bits."""
    suffix = {"libmp3lame": ".mp3", "libopus": ".ogg", "flac": ".flac"}.get(codec, ".wav")
    source = tmp_path / f"source{suffix}"
    samples = np.random.default_rng(3).uniform(-0.9, 0.9, (48_000, 2)).astype(np.float32)
    if codec in {"libmp3lame", "libopus"}:
        kind = ("MP3", "MPEG_LAYER_III") if codec == "libmp3lame" else ("OGG", "OPUS")
        soundfile.write(source, samples * 0.3, 48_000, format=kind[0], subtype=kind[1])
    else:
        soundfile.write(source, samples, 48_000, subtype="PCM_24" if "24" in codec else "PCM_16")
    copy_as_flac(source, tmp_path / "copy.flac")
    one, other = load_audio(source), load_audio(tmp_path / "copy.flac")
    assert one.sample_rate == other.sample_rate
    assert len(one.samples) == len(other.samples)
    assert np.max(np.abs(one.samples - other.samples)) <= 2**-23
    assert soundfile.info(tmp_path / "copy.flac").channels == 2
    assert [file.name for file in tmp_path.iterdir() if "partial" in file.name] == []

"""Recognition while the recording is made: the file's words, soon, whatever goes wrong."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import numpy as np
import pytest

from tests import random_whisper, signals
from tests.scripted import ScriptedTranscriber, fluent
from tests.waits import LIMIT_S, wait_until
from voicecoach.errors import ModelError
from voicecoach.recognition import FasterWhisperTranscriber, LiveTranscription, pending
from voicecoach.recognition.agreement import MIN_SETTLED_S
from voicecoach.recognition.chunking import cut
from voicecoach.recognition.islands import EVEN_LOG_ODDS
from voicecoach.recognition.live import LAGGING_S
from voicecoach.recognition.pending import AGAIN_S, MAX_REST_S, MIN_REST_S
from voicecoach.recognition.transcriber import never
from voicecoach.sound.files import load_audio, resample
from voicecoach.sound.wav import WavFile
from voicecoach.types import Word

RATE = signals.RATE

pytestmark = pytest.mark.voice


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Give the module one loaded model of random weights."""
    folder = random_whisper.build(tmp_path_factory.mktemp("model"))
    loaded = FasterWhisperTranscriber(folder, "random")
    loaded.load()
    return loaded


def integers(samples):
    """Return samples as a microphone delivers them."""
    return np.clip(np.rint(samples * 32767), -32768, 32767).astype(np.int16)


class Recording:
    """A WAV in the making."""

    def __init__(self, path, samples, rate=RATE):
        self.path = path
        self.rate = rate
        self.samples = integers(samples)
        self.at = 0
        self._wav = WavFile(path, rate)

    def write(self, seconds=None, block=0.02):
        """Write the next seconds (all that is left if not given) in blocks, as fast as it goes."""
        rest = len(self.samples) / self.rate - self.at / self.rate
        end = self.at + round((rest if seconds is None else seconds) * self.rate)
        while self.at < min(end, len(self.samples)):
            size = min(round(block * self.rate), end - self.at)
            self._wav.write(self.samples[self.at : self.at + size].tobytes())
            self.at += size

    def close(self):
        """Close it."""
        self._wav.close()


def live_words(transcriber, path, samples, rate=RATE, glossary=(), step=None):
    """Return what is recognised while the file is written, and the finished file's audio."""
    recording = Recording(path, samples, rate)
    live = LiveTranscription(transcriber, path, glossary=glossary)
    while step and recording.at < len(recording.samples):
        recording.write(step)
        time.sleep(0.005)
    recording.write()
    recording.close()
    live.end()
    assert live.wait(LIMIT_S)
    return live.words(), load_audio(path)


@pytest.mark.parametrize("seed", range(3))
def test_every_piece_of_speech_is_heard_once(tmp_path, model, seed):
    """Whatever is settled early: the pieces are in order, apart, and hold all of the speech."""
    rng = np.random.default_rng(seed)
    rate = (16_000, 44_100, 48_000)[seed % 3]
    spoken = signals.answer(
        list(rng.uniform(0.15, 0.5, int(rng.integers(2, 12)))),
        voice=signals.VOICES[seed % 3],
        lead=float(rng.uniform(0, 1)),
        tail=float(rng.uniform(0, 1)),
    )
    noisy = signals.with_noise(spoken, float(rng.uniform(12, 30)), seed=seed)
    path = tmp_path / "take.wav"
    recording = Recording(path, resample(noisy.samples, RATE, rate), rate)
    live = LiveTranscription(model, path, glossary=("bala", "dimo gune"))
    while recording.at < len(recording.samples):
        recording.write(3.0)
        wait_until(lambda: live.waiting_s < 25, "what was written")
    recording.close()
    live.end()
    assert live.wait(LIMIT_S)
    edges = [edge / rate for piece in live.pieces for edge in (piece.first, piece.end)]
    assert edges == sorted(edges)
    for span in spoken.speech:
        inside = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > span.start]
        assert inside[0][0] <= span.start + 0.1
    assert edges[-1] >= spoken.speech[-1].end - 0.1
    audio = load_audio(path)
    found = model.transcript(live.words(), spoken.speech, audio.duration_s)
    times = [t for word in found.words for t in (word.start, word.end)]
    assert times == sorted(times)
    assert found.words


@pytest.fixture
def eager(monkeypatch):
    """Let what is pending be heard again however long that takes: this machine may be busy."""
    monkeypatch.setattr(pending, "MAX_LOAD", 1e9)


@pytest.mark.usefixtures("eager")
def test_what_two_hearings_agree_on_is_not_heard_again(tmp_path):
    """Half a minute without a pause: its beginning is settled meanwhile, little is left."""
    scripted = ScriptedTranscriber(counting)
    recording = Recording(tmp_path / "a.wav", unbroken(34.0))
    live = LiveTranscription(scripted, recording.path)
    for n in range(1, 17):
        recording.write(2.0)
        heard_from = 2.0 * n - AGAIN_S
        wait_until(
            lambda limit=heard_from: live._pending.heard_to / RATE >= limit or limit < 8, "a trial"
        )
        shown = live.last_words(9).split()
        assert len(shown) <= 9
        assert bool(shown) is bool(live.pieces or live._pending.last_heard)
        numbers = [int(word.removeprefix("word")) for word in shown]
        assert all(b - a == 1 or b == 0 for a, b in pairwise(numbers))  # a piece counts anew
    assert live.pieces
    assert live.done_s >= MIN_SETTLED_S
    live.end()
    assert live.wait(LIMIT_S)
    assert [piece.end for piece in live.pieces[:-1]] == [p.first for p in live.pieces[1:]]
    words = [word.text for one in live.words() for word in one.words]
    assert len(words) > 60


def test_the_end_gives_up_what_is_heard_meanwhile(tmp_path):
    """The key comes while what is pending is heard: that is left, and the last piece heard."""
    scripted = ScriptedTranscriber()
    recording = Recording(tmp_path / "a.wav", unbroken(9.0))
    scripted.gate.clear()
    live = LiveTranscription(scripted, recording.path)
    recording.write()
    wait_until(lambda: scripted.n_begun == 1, "a hearing of what is pending")
    assert not live.pieces
    live.end()
    scripted.gate.set()
    assert live.wait(LIMIT_S)
    assert scripted.n_given_up == 1
    assert len(scripted.calls) == 1
    assert scripted.calls[0][0] == pytest.approx(9.0, abs=0.5)
    assert len(live.words()[0].words) == len(fluent(scripted.calls[0][0]).split())


@pytest.mark.usefixtures("eager")
def test_of_a_long_last_piece_only_the_end_is_heard_again(tmp_path):
    """What two hearings have settled stays; the last seconds are heard, and no word twice."""
    scripted = ScriptedTranscriber(counting)
    recording = Recording(tmp_path / "a.wav", unbroken(20.0))
    live = LiveTranscription(scripted, recording.path)
    for seconds in (12.0, 6.0):
        recording.write(seconds)
        wait_until(lambda: live._pending.heard_to == recording.at, "a hearing of all of it")
    recording.write()
    live.end()
    assert live.wait(LIMIT_S)
    *before, (last, _, _) = scripted.calls
    assert max(seconds for seconds, _, _ in before) > MAX_REST_S > last > MIN_REST_S
    (piece,) = live.pieces
    words = [word for one in live.words() for word in one.words]
    assert len(words) == pytest.approx(3 * (piece.end - piece.first) / RATE, abs=2)
    starts = [word.start for word in words]
    assert starts == sorted(starts)


class Weighing(ScriptedTranscriber):
    """Leaves a second of voice without words, which it takes for a hesitation once it weighs it."""

    def __init__(self):
        super().__init__(lambda seconds, _: [w for w in counting(seconds, _) if w.start // 1 != 3])
        self.n_weighing = 0
        self.may_weigh = threading.Event()
        self.may_weigh.set()

    def weigh_hesitations(self, sound, words, places, given_up=never):
        """Return even odds for each place, none of them once it is given up."""
        del sound, words
        self.n_weighing += 1
        self.may_weigh.wait(LIMIT_S)
        return () if given_up() else (EVEN_LOG_ODDS,) * len(places)


@pytest.mark.usefixtures("eager")
def test_the_key_loses_no_hesitation_that_was_weighed_before(tmp_path):
    """Once it has come nothing is weighed that was before: what was found then counts."""
    weighing = Weighing()
    recording = Recording(tmp_path / "a.wav", unbroken(20.0))
    live = LiveTranscription(weighing, recording.path)
    recording.write(12.0)
    wait_until(lambda: live._pending.heard_to == recording.at, "a hearing of all of it")
    weighing.may_weigh.clear()
    n_before = weighing.n_weighing
    recording.write(6.0)
    wait_until(lambda: weighing.n_weighing > n_before, "the next hearing's weighing")
    recording.write()
    live.end()
    weighing.may_weigh.set()
    assert live.wait(LIMIT_S)
    (found,) = [p for one in live.words() for p in one.possible_hesitations]
    assert 2.9 < found.start < found.end < 4.2
    assert 4 < weighing.calls[-1][0] < MAX_REST_S  # it has a second without words, too


def test_an_answer_that_was_never_heard_before_is_weighed_after_the_key(tmp_path):
    """A short one without a silence behind it: nothing else could find its hesitation."""
    recording = Recording(tmp_path / "a.wav", unbroken(5.0))
    live = LiveTranscription(Weighing(), recording.path)
    recording.write()
    live.end()
    assert live.wait(LIMIT_S)
    (found,) = [p for one in live.words() for p in one.possible_hesitations]
    assert 2.9 < found.start < found.end < 4.2


def unbroken(seconds):
    """Return so many seconds of speech without a pause to cut at."""
    return np.tile(signals.answer([0.1] * 12, lead=0.0, tail=0.0).samples, 3)[
        : round(seconds * RATE)
    ]


def counting(seconds, _retry):
    """Return three words a second, each with its number: the same whatever comes behind."""
    return tuple(Word(f"word{n}", n / 3, (n + 0.9) / 3, 0.9) for n in range(int(3 * seconds)))


def test_the_tail_is_done_before_the_end(tmp_path):
    """Half a second of silence and the last piece is decoded: the end adds nothing to do."""
    spoken = signals.answer([0.2, 0.2], tail=0.0)
    scripted = ScriptedTranscriber()
    recording = Recording(tmp_path / "a.wav", np.append(spoken.samples, np.zeros(RATE * 2)))
    live = LiveTranscription(scripted, recording.path)
    recording.write()
    wait_until(lambda: len(scripted.calls) == 1, "the first piece")
    live.end()
    assert live.wait(LIMIT_S)
    assert len(scripted.calls) == 1
    assert live.n_thrown_away == 0
    assert [w.text for w in live.words()[0].words][:3] == ["word1", "word2", "word3"]
    assert live.last_words(100) == " ".join(w.text for w in live.words()[0].words)


def test_a_loop_at_the_end_costs_one_more_decoding(tmp_path):
    """Somebody waits: what is spoilt is heard once more without the prompt, and nothing else."""
    spoken = signals.answer([0.2, 0.2], tail=0.0)

    def script(seconds, again):
        return "we moved the index then" if again else "so " * round(20 * seconds)

    scripted = ScriptedTranscriber(script)
    recording = Recording(tmp_path / "a.wav", np.append(spoken.samples, np.zeros(RATE * 2)))
    live = LiveTranscription(scripted, recording.path)
    recording.write()
    live.end()
    assert live.wait(LIMIT_S)
    assert [again for _, _, again in scripted.calls] == [False, True]
    assert [w.text for w in live.words()[0].words] == ["we", "moved", "the", "index", "then"]


def test_a_tail_that_was_none_is_thrown_away(tmp_path):
    """Who speaks on after 0.8 s is recognised as one piece."""
    spoken = signals.answer([0.9, 0.2], tail=0.0)
    scripted = ScriptedTranscriber()
    recording = Recording(tmp_path / "a.wav", spoken.samples)
    live = LiveTranscription(scripted, recording.path)
    recording.write(spoken.speech[0].end + 0.7)
    wait_until(lambda: len(scripted.calls) == 1, "the first piece")
    recording.write()
    live.end()
    assert live.wait(LIMIT_S)
    (whole,) = cut(load_audio(recording.path).samples, RATE)
    assert [call[0] for call in scripted.calls][-1] == pytest.approx(
        (whole.end - whole.first) / RATE, abs=0.01
    )
    assert live.n_thrown_away == 1
    assert len(live.words()) == 1


def test_a_queue_that_grows_is_told(tmp_path):
    """A recogniser that is too slow: the seconds that wait are known, and none is lost."""
    spoken = signals.answer([0.5] * 40)
    scripted = ScriptedTranscriber()
    scripted.gate.clear()
    recording = Recording(tmp_path / "a.wav", spoken.samples)
    live = LiveTranscription(scripted, recording.path)
    recording.write()
    wait_until(lambda: live.waiting_s > LAGGING_S, "a queue that has grown")
    assert live.waiting_s == pytest.approx(spoken.duration_s, abs=25)
    scripted.gate.set()
    live.end()
    assert live.wait(LIMIT_S)
    assert live.waiting_s == 0
    n_pieces = len(cut(load_audio(recording.path).samples, RATE))
    assert len(live.words()) == n_pieces >= 5


def test_recognition_that_dies_leaves_the_recording(tmp_path):
    """An error in the worker is kept for whoever asks; the file goes on growing."""

    def die(_seconds, _again):
        raise ModelError("The model failed.", "Try another.")

    spoken = signals.answer([0.5] * 12)
    recording = Recording(tmp_path / "a.wav", spoken.samples)
    live = LiveTranscription(ScriptedTranscriber(die), recording.path)
    recording.write()
    wait_until(lambda: live.finished, "the end of the worker")
    assert live.failure is not None
    with pytest.raises(ModelError, match="failed"):
        live.words()
    recording.close()
    assert len(load_audio(recording.path).samples) == len(spoken.samples)


def test_even_a_bug_is_a_model_error(tmp_path):
    """Whatever a recogniser raises, the worker ends with one sentence."""
    spoken = signals.answer([0.2])
    recording = Recording(tmp_path / "a.wav", spoken.samples)
    live = LiveTranscription(ScriptedTranscriber(lambda *_: 1 / 0), recording.path)
    recording.write()
    live.end()
    assert live.wait(LIMIT_S)
    with pytest.raises(ModelError, match="ZeroDivisionError"):
        live.words()


def test_cancelling_ends_the_worker(tmp_path):
    """A discarded take leaves no thread behind."""
    recording = Recording(tmp_path / "a.wav", signals.answer([0.2] * 9).samples)
    live = LiveTranscription(ScriptedTranscriber(), recording.path)
    recording.write(3)
    live.cancel()
    assert live.finished


def test_memory_is_bounded(tmp_path):
    """After minutes no more sound is held than one piece needs."""
    spoken = signals.answer([0.4] * 60)
    recording = Recording(tmp_path / "a.wav", spoken.samples)
    live = LiveTranscription(ScriptedTranscriber(), recording.path)
    recording.write()
    live.end()
    assert live.wait(LIMIT_S)
    assert live._wav.kept_s <= 30


def test_silence_gives_no_words(tmp_path):
    """Nothing said, nothing recognised, no decoding at all."""
    scripted = ScriptedTranscriber()
    heard, _ = live_words(scripted, tmp_path / "a.wav", np.zeros(5 * RATE, np.float32))
    assert heard == ()
    assert scripted.calls == []

"""Windows of synthetic speech as the network meets them: features, tokens, where each word is.

Features are those of faster-whisper: 80 log-mel bands, floor 8 below the loudest moment of
the recording, zeros after its end.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import torch
from faster_whisper.feature_extractor import FeatureExtractor
from torch import Tensor

from tools.demo_model.corpus import Shard
from tools.demo_model.network import N_MELS, N_POSITIONS, N_TEXT_POSITIONS
from tools.demo_model.tokens import MOMENT_S, Tokens
from tools.demo_model.voice import SAMPLE_RATE, Samples
from voicecoach.recognition.whisper import PROMPT

FRAME = round(MOMENT_S * SAMPLE_RATE)
"""Samples of one position of the encoder (0.02 s, two frames of features)."""

WINDOW_S = 30.0
MAX_INITIAL_S = 1.0
"""faster-whisper never lets a first segment begin later."""

PROMPT_SHARE, NO_MOMENTS_SHARE, SILENT_SHARE = 0.55, 0.35, 0.015
NOISE_SHARE = 0.06
"""Of the decoder's input tokens that are replaced by others: so that it listens."""

MAX_PADDING = 120
"""Positions: 2.4 s."""

DRAWS = 8
"""Sentences drawn until one fits into what is left of a window."""

DIGITAL_SILENCE_SHARE = 0.2
IGNORED = -100
QUESTIONS = Path(__file__).parents[2] / "questions"


@dataclass(frozen=True)
class Lengths:
    """How long windows are, in seconds, and how many are padded to all 30 s."""

    shortest_s: float
    longest_s: float
    full_share: float = 0.0


@dataclass
class Window:
    """One window: sound, per position the label and the sound, the tokens to write."""

    samples: Samples
    labels: np.ndarray
    sounds: np.ndarray
    offset: int = 0
    cut: bool = False
    segments: list[list[tuple[int, int, int]]] = field(default_factory=list)
    """Each token of a segment with the positions (first, end) at which it is said."""
    spans: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True)
class Batch:
    """Tensors of one step."""

    mel: Tensor
    offset: Tensor
    tokens: Tensor
    targets: Tensor
    first: Tensor
    end: Tensor
    labels: Tensor
    sounds: Tensor
    seconds: float


class Batches:
    """An endless supply of windows from shards, ``weights`` saying how often each speaks."""

    def __init__(
        self,
        shards: Sequence[Shard],
        weights: Sequence[float],
        tokens: Tokens,
        sounds: Sequence[str],
        seed: int,
        seconds: float = 240.0,
    ) -> None:
        self._shards, self._weights, self._tokens = shards, weights, tokens
        self._numbers = [
            np.array([sounds.index(name) for name in shard.sounds]) for shard in shards
        ]
        self._rng = random.Random(seed)
        self._noise = np.random.default_rng(seed)
        self._seconds = seconds
        self._filters = torch.from_numpy(FeatureExtractor(feature_size=N_MELS).mel_filters)
        self._shape = torch.hann_window(400)

    def make(self, lengths: Lengths) -> Batch:
        """Return the next batch."""
        rng = self._rng
        longest = rng.uniform(lengths.shortest_s, lengths.longest_s)
        full = rng.random() < lengths.full_share
        n = max(1, round(self._seconds / (WINDOW_S if full else longest)))
        n_positions = round(longest / MOMENT_S)
        windows = [self._window(n_positions, full=full) for _ in range(n)]
        # some silence of the kind that fills a window up: the network learns to pass over it
        padding = rng.randint(0, MAX_PADDING) if rng.random() < 0.5 else 0
        return self._tensors(windows, N_POSITIONS if full else n_positions + padding)

    def _window(self, n_positions: int, *, full: bool) -> Window:
        rng = self._rng
        space = N_POSITIONS - n_positions
        last = not full and rng.random() < 0.15
        begins = full or rng.random() < 0.6
        offset = space if last else 0 if begins else rng.randint(0, space)
        window = Window(
            np.zeros(n_positions * FRAME, np.float32),
            np.full(n_positions, self._tokens.end, np.int64),
            np.zeros(n_positions, np.int64),
            offset,
        )
        if rng.random() < SILENT_SHARE:
            self._disturb(window, 0.02)
            return window
        longest = n_positions * MOMENT_S
        clock = rng.uniform(0.0, 0.5) if rng.random() < 0.8 else rng.uniform(0.0, 0.2 * longest)
        index = rng.choices(range(len(self._shards)), self._weights)[0]
        ends = rng.uniform(0.3, 1.0) if full or rng.random() < 0.3 else 1.0
        while clock < ends * longest - 0.5:
            clock = self._add(window, index, clock)
            clock += rng.uniform(0.1, 0.8) if rng.random() < 0.8 else rng.uniform(0.8, 3.0)
            if window.cut:
                break
        self._disturb(window, 10 ** (rng.uniform(-30, -0.5) / 20))
        return window

    def _add(self, window: Window, index: int, clock: float) -> float:
        """Place a sentence at ``clock``; return where it ends (the window's end if cut)."""
        shard = self._shards[index]
        at = round(clock * SAMPLE_RATE)
        room = len(window.samples)
        for _ in range(DRAWS):
            number = self._rng.randrange(len(shard))
            first, end = (int(x) for x in shard.first_sample[number : number + 2])
            finish = at + end - first
            if finish <= room - FRAME:
                break
        goes_on = window.offset + room // FRAME == N_POSITIONS
        if finish > room - FRAME:
            if not goes_on or not window.segments or finish < room + FRAME:
                return WINDOW_S
            window.cut = True
        taken = min(finish, room) - at
        if taken <= 0:
            window.cut = False
            return WINDOW_S
        window.samples[at : at + taken] = shard.samples[first : first + taken] / np.float32(32768)
        self._label(window, index, number, at / SAMPLE_RATE)
        return finish / SAMPLE_RATE

    def _label(self, window: Window, index: int, number: int, clock: float) -> None:
        shard, n = self._shards[index], len(window.labels)
        first, end = shard.first_sound[number : number + 2]
        places = np.rint((shard.sound_times[first:end] + clock) / MOMENT_S).astype(int)
        for name, (a, b) in zip(shard.sound_name[first:end], places, strict=True):
            window.sounds[a:b] = self._numbers[index][name]
        first, end = shard.first_word[number : number + 2]
        times = shard.word_times[first:end] + clock
        segment: list[tuple[int, int, int]] = []
        for at, (start, finish) in enumerate(times):
            text = shard.texts[shard.word_text[first + at]]
            after = times[at + 1][0] if at + 1 < len(times) else finish + 0.3
            segment += self._place(window, text, (start, finish, min(after, finish + 0.5)), n)
        if window.cut:
            window.spans.append((float(times[0][0]), WINDOW_S))
            return
        window.segments.append(segment)
        window.spans.append((float(times[0][0]), float(times[-1][1])))

    def _place(
        self, window: Window, text: str, times: tuple[float, float, float], n: int
    ) -> list[tuple[int, int, int]]:
        """Share a word's time among its tokens; its mark and the silence belong together."""
        tokens = self._tokens.word(text)
        spoken = [t for t in tokens if not self._tokens.is_punctuation(t)] or [tokens[0]]
        start, finish, after = (round(t / MOMENT_S) for t in times)
        sizes = [max(1, len(self._tokens.decode([t]).strip())) for t in spoken]
        edges = start + np.rint(np.cumsum([0, *sizes]) / sum(sizes) * (finish - start)).astype(int)
        placed = []
        for k, token in enumerate(spoken):
            a, b = int(edges[k]), max(int(edges[k]) + 1, int(edges[k + 1]))
            window.labels[a : min(b, n)] = token
            placed.append((token, a, b))
        if len(tokens) > len(spoken):
            placed += [(t, finish - 1, max(after, finish + 1)) for t in tokens[len(spoken) :]]
        elif after > finish:
            token, a, b = placed[-1]
            placed[-1] = (token, a, max(b, after))
        return placed

    def _disturb(self, window: Window, peak: float) -> None:
        """Set the level and add room noise of one colour."""
        rng, samples = self._rng, window.samples
        loudest = float(np.abs(samples).max())
        if loudest > 0:
            samples *= peak / loudest
        if rng.random() < DIGITAL_SILENCE_SHARE:
            return
        noise = self._noise.standard_normal(len(samples), dtype=np.float32)
        colour = rng.random()
        if colour < 0.6:
            # a first-order low pass in blocks of a few samples sounds like a room
            width = rng.choice((2, 4, 8, 16))
            noise = np.convolve(noise, np.full(width, width**-0.5, np.float32), "same")
        level = peak * 10 ** (-rng.uniform(18, 65) / 20) * 0.3
        window.samples = samples + noise.astype(np.float32) * np.float32(level)

    def _features(self, windows: Sequence[Window], n_positions: int) -> Tensor:
        sound = torch.from_numpy(np.stack([window.samples for window in windows]))
        spectrum = torch.stft(sound, 400, 160, window=self._shape, return_complex=True)
        power = spectrum[..., :-1].abs().square()
        logs = (self._filters @ power).clamp(min=1e-10).log10()
        loudest = logs.amax((1, 2), keepdim=True)
        loudest = loudest + torch.rand(len(windows), 1, 1).sub(0.5).clamp(min=0)
        logs = (torch.maximum(logs, loudest - 8.0) + 4.0) / 4.0
        return torch.nn.functional.pad(logs, (0, 2 * n_positions - logs.shape[-1]))

    def _tensors(self, windows: Sequence[Window], n_positions: int) -> Batch:
        rows = [self._row(window) for window in windows]
        longest = max(len(row[0]) for row in rows)
        tokens = np.full((len(rows), longest), self._tokens.end, np.int64)
        targets = np.full((len(rows), longest), IGNORED, np.int64)
        places = np.zeros((2, len(rows), longest), np.int64)
        labels = np.full((len(rows), n_positions), self._tokens.end, np.int64)
        sounds = np.zeros((len(rows), n_positions), np.int64)
        for i, (window, row) in enumerate(zip(windows, rows, strict=True)):
            n = len(row[0])
            tokens[i, :n], targets[i, :n] = row[0], row[1]
            places[:, i, :n] = np.array(row[2]).T
            labels[i, : len(window.labels)] = window.labels
            sounds[i, : len(window.sounds)] = window.sounds
        return Batch(
            self._features(windows, n_positions),
            torch.tensor([window.offset for window in windows]),
            torch.from_numpy(tokens),
            torch.from_numpy(targets),
            torch.from_numpy(places[0]),
            torch.from_numpy(places[1]),
            torch.from_numpy(labels),
            torch.from_numpy(sounds),
            len(windows) * n_positions * MOMENT_S,
        )

    def _row(self, window: Window) -> tuple[list[int], list[int], list[tuple[int, int]]]:
        """Return input tokens, what follows each, and where that is said (0, 0: nowhere)."""
        rng, tokens = self._rng, self._tokens
        nowhere = (0, 0)
        prompt = self._prompt() if rng.random() < PROMPT_SHARE else []
        output: list[tuple[int, tuple[int, int]]] = []
        with_moments = rng.random() >= NO_MOMENTS_SHARE
        if not window.segments:
            output.append((tokens.no_speech, nowhere))
        elif not with_moments:
            output.append((tokens.no_moments, nowhere))
        shift = window.offset * MOMENT_S
        for index, segment in enumerate(window.segments):
            start, end = window.spans[index]
            begins = MAX_INITIAL_S if not index and not window.offset else WINDOW_S
            said = [(token, (a, b)) for token, a, b in segment]
            if with_moments:
                moments = tokens.moment(min(start, begins) + shift), tokens.moment(end + shift)
                said = [(moments[0], _around(start)), *said, (moments[1], _around(end))]
            output += said
        if window.cut and window.segments and with_moments:
            start = window.spans[-1][0]
            output.append((tokens.moment(start + shift), _around(start)))
        last = round(window.spans[-1][1] / MOMENT_S) if window.segments and not window.cut else 0
        output.append((tokens.end, (last, last + 15) if last else nowhere))
        targets = [token for token, _ in output]
        inputs = [tokens.start, *targets[:-1]]
        inputs[1:] = [
            rng.randrange(256, tokens.end)
            if token < tokens.end and rng.random() < NOISE_SHARE
            else token
            for token in inputs[1:]
        ]
        if targets[0] == tokens.no_moments:
            targets[0] = IGNORED  # it is given, never written
        if prompt:
            inputs = [tokens.previous, *prompt, *inputs]
        before = len(inputs) - len(targets)
        places = [nowhere] * before + [place for _, place in output]
        row = inputs, [IGNORED] * before + targets, places
        return tuple(part[:N_TEXT_POSITIONS] for part in row)  # type: ignore[return-value]

    def _prompt(self) -> list[int]:
        rng = self._rng
        terms: list[str] = []
        if rng.random() < 0.5:
            terms = rng.sample(glossary(), rng.randint(1, 8))
        hint = self._tokens.text(", ".join(terms)) if terms else []
        return hint + (self._tokens.text(PROMPT) if not terms or rng.random() < 0.5 else [])


def _around(moment: float) -> tuple[int, int]:
    """Return the positions at which a moment is seen."""
    position = round(moment / MOMENT_S)
    return max(0, position - 2), position + 3


@cache
def glossary() -> tuple[str, ...]:
    """Return the terms of the shipped packs: the recogniser is given them as a hint."""
    terms: set[str] = set()
    for file in QUESTIONS.glob("*.toml"):
        for question in tomllib.loads(file.read_text("utf-8"))["questions"]:
            terms.update(question.get("glossary", ()))
    return tuple(sorted(terms))

"""Train the demo's model; goes on where it was stopped.

Usage: python -m tools.demo_model.train FOLDER [--hours N] [--decay-from N] [--begin-with MODEL]

FOLDER holds corpus/ and tokenizer.json (made from it if missing) and gets checkpoint.pt and
log.jsonl.  ``hours`` is the audio to have heard in all when it ends.  With a converted model to
begin with, that model's tokenizer and weights are taken where no checkpoint is: ``heard`` says
how many hours it has had.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import shutil
import signal
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from tools.demo_model.batches import IGNORED, Batch, Batches, Lengths
from tools.demo_model.corpus import VOICES, Shard, load_shard
from tools.demo_model.network import Network, Shape
from tools.demo_model.tokens import Tokens, train_tokenizer
from tools.demo_model.unpack import fill_network

SCHEDULE = (
    (0.0, Lengths(4.0, 8.0)),
    (10.0, Lengths(3.0, 10.0, 0.04)),
    (25.0, Lengths(3.0, 16.0, 0.12)),
    (40.0, Lengths(3.0, 20.0, 0.25)),
)
"""From so many hours on, windows of these lengths: short ones teach more a second."""

MUON_RATE, ADAM_RATE = 3e-3, 2e-3
WARM_UP_STEPS = 150
SAVE_EVERY_S = 240.0
TOKENIZER_TEXTS = 60_000


class Training:
    """Network, optimizers and how far they are."""

    def __init__(
        self, folder: Path, seconds: float, begin_with: Path | None = None, heard: float = 0.0
    ) -> None:
        self.folder = folder
        if begin_with is not None:
            shutil.copyfile(begin_with / "tokenizer.json", folder / "tokenizer.json")
        shards = [load_shard(folder / "corpus" / voice) for voice in VOICES]
        if not (folder / "tokenizer.json").is_file():
            train_tokenizer(_texts(shards), folder / "tokenizer.json")
        self.tokens = Tokens(folder / "tokenizer.json")
        sounds = _sounds(shards, folder / "sounds.json")
        self.shape = Shape(self.tokens.size, self.tokens.end + 1, len(sounds))
        self.network = Network(self.shape)
        self.optimizers = _optimizers(self.network)
        # half the memory traffic; the weights themselves stay in float32
        self.fast = copy.deepcopy(self.network).bfloat16()
        self.step, self.heard_s = 0, heard * 3600
        if begin_with is not None:
            fill_network(self.network, begin_with)
        self._resume()
        weights = list(VOICES.values())
        self.batches = Batches(shards, weights, self.tokens, sounds, 1000 + self.step, seconds)

    def _resume(self) -> None:
        path = self.folder / "checkpoint.pt"
        if not path.is_file():
            return
        state = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        for optimizer, stored in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(stored)
        self.step, self.heard_s = state["step"], state["heard_s"]

    def save(self) -> None:
        """Write checkpoint.pt whole or not at all."""
        path = self.folder / "checkpoint.pt"
        state = {
            "network": self.network.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "shape": asdict(self.shape),
            "step": self.step,
            "heard_s": self.heard_s,
        }
        torch.save(state, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)

    def advance(self, rate: float) -> dict[str, float]:
        """Take one step at a share of the full learning rate; return its figures."""
        lengths = [lengths for hours, lengths in SCHEDULE if self.heard_s >= hours * 3600][-1]
        batch = self.batches.make(lengths)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["full_rate"] * rate
            optimizer.zero_grad(set_to_none=True)
        exact, fast = list(self.network.parameters()), list(self.fast.parameters())
        with torch.no_grad():
            torch._foreach_copy_(fast, exact)
        loss, figures = measure(self.fast, batch)
        loss.backward()
        for one, other in zip(exact, fast, strict=True):
            one.grad = None if other.grad is None else other.grad.float()
            other.grad = None
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
        self.step += 1
        self.heard_s += batch.seconds
        return figures


def measure(network: Network, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """Return the loss and its parts, with the share of tokens and frames that are right."""
    states, middle = network.encode(batch.mel.to(network.conv1.weight.dtype), batch.offset)
    logits, logs = network.decode(batch.tokens, states)
    logits = logits.float()
    text = functional.cross_entropy(
        logits.flatten(0, 1), batch.targets.flatten(), ignore_index=IGNORED
    )
    sounds = network.sound_out(middle).float()
    sound = functional.cross_entropy(sounds.flatten(0, 1), batch.sounds.flatten())
    labels, wanted = network.label_out(states[:, ::2]).float(), batch.labels[:, ::2]
    label = functional.cross_entropy(labels.flatten(0, 1), wanted.flatten())
    look = _looking(network.shape, batch, logs)
    known = batch.targets != IGNORED
    with torch.no_grad():
        right = (logits.argmax(-1) == batch.targets)[known].float().mean()
        spoken = wanted != network.shape.n_labels - 1
        frames = (labels.argmax(-1) == wanted)[spoken].float().sum() / spoken.sum().clamp(min=1)
    parts = {"text": text, "sound": sound, "label": label, "look": look}
    figures = {name: float(value.detach()) for name, value in parts.items()}
    figures |= {"tokens_right": float(right), "frames_right": float(frames)}
    return text + 0.3 * sound + 0.5 * label + 0.5 * look, figures


def _looking(shape: Shape, batch: Batch, logs: list[Tensor]) -> Tensor:
    """Return how far the guided heads look from where each token is said.

    Those of the first layer find the token that was written last, those of the others the one
    that comes next: it lies behind.
    """
    before = [functional.pad(edge[:, :-1], (1, 0)) for edge in (batch.first, batch.end)]
    total = _distance(shape, logs[0], *before)
    for layer in logs[1:]:
        total = total + _distance(shape, layer, batch.first, batch.end)
    return total / len(logs)


def _distance(shape: Shape, logs: Tensor, first: Tensor, end: Tensor) -> Tensor:
    where = torch.arange(logs.shape[-1])
    inside = (where >= first[..., None]) & (where < end[..., None])
    size = inside.sum(-1)
    target = inside / size.clamp(min=1)[..., None]
    chosen = logs[:, : shape.guided_heads].mean(1)
    return -(chosen * target).sum() / (size > 0).sum().clamp(min=1)


def _optimizers(network: Network) -> list[torch.optim.Optimizer]:
    matrices = [
        weight
        for stack in (network.encoder, network.decoder)
        for weight in stack.parameters()
        if weight.ndim == 2
    ]
    chosen = {id(weight) for weight in matrices}
    others = [weight for weight in network.parameters() if id(weight) not in chosen]
    return [
        torch.optim.Muon(
            [{"params": matrices, "full_rate": MUON_RATE}],
            lr=MUON_RATE,
            weight_decay=0.02,
            adjust_lr_fn="match_rms_adamw",
            ns_steps=4,
        ),
        torch.optim.AdamW(
            [{"params": others, "full_rate": ADAM_RATE}],
            lr=ADAM_RATE,
            betas=(0.9, 0.98),
            weight_decay=0.01,
        ),
    ]


def _sounds(shards: list[Shard], file: Path) -> list[str]:
    """Return the sounds' names in the order of the network's outputs, the same on every start."""
    if not file.is_file():
        names = dict.fromkeys(name for shard in shards for name in shard.sounds)
        file.write_text(json.dumps(list(names)), "utf-8")
    return [str(name) for name in json.loads(file.read_text("utf-8"))]


def _texts(shards: list[Shard]) -> list[str]:
    return [
        " ".join(shard.texts[n] for n in shard.word_text[a:b])
        for shard in shards
        for a, b in zip(
            shard.first_word[: TOKENIZER_TEXTS // len(shards)],
            shard.first_word[1:],
            strict=False,
        )
    ]


def main() -> None:
    """Train until the audio asked for has been heard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hours", type=float, default=200.0)
    parser.add_argument("--decay-from", type=float, default=None)
    parser.add_argument("--batch-seconds", type=float, default=240.0)
    parser.add_argument("--begin-with", type=Path, help="a converted model's folder")
    parser.add_argument("--heard", type=float, default=0.0, help="hours that model has heard")
    parser.add_argument("--most-rate", type=float, default=1.0, help="share of the full rate")
    asked: Any = parser.parse_args()
    torch.set_num_threads(min(2, os.cpu_count() or 1))
    decay_from = 0.7 * asked.hours if asked.decay_from is None else asked.decay_from
    training = Training(asked.folder, asked.batch_seconds, asked.begin_with, asked.heard)
    began = saved = time.monotonic()
    mean: dict[str, float] = {}
    before_s = training.heard_s
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    while training.heard_s < asked.hours * 3600 and not ended.is_set():
        hours = training.heard_s / 3600
        left = (asked.hours - hours) / max(1e-9, asked.hours - decay_from)
        rate = min(asked.most_rate, (training.step + 1) / WARM_UP_STEPS, max(0.02, left))
        for name, value in training.advance(rate).items():
            mean[name] = 0.95 * mean.get(name, value) + 0.05 * value
        if training.step % 25 == 0:
            speed = (training.heard_s - before_s) / (time.monotonic() - began)
            line = {"step": training.step, "hours": round(training.heard_s / 3600, 2)}
            line |= {name: round(value, 4) for name, value in mean.items()}
            line |= {"rate": round(rate, 3), "seconds_a_second": round(speed, 1)}
            with (asked.folder / "log.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        if time.monotonic() - saved > SAVE_EVERY_S:
            training.save()
            saved = time.monotonic()
    training.save()


if __name__ == "__main__":
    main()

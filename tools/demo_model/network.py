"""Whisper's network in torch, small, with two extra outputs that exist only while it learns.

The encoder also says which sound and which token each frame belongs to, and some heads of
the decoder's cross-attention are shown where to look: the synthesiser knows both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

N_MELS = 80
N_POSITIONS = 1500
N_TEXT_POSITIONS = 448


@dataclass(frozen=True)
class Shape:
    """The sizes of a network."""

    n_tokens: int
    n_labels: int
    n_sounds: int
    width: int = 160
    heads: int = 5
    encoder_layers: int = 4
    decoder_layers: int = 3
    guided_heads: int = 2
    """Of the last decoder layers, in the last two."""


def sinusoids(length: int, width: int) -> Tensor:
    """Return Whisper's position encodings of shape (length, width)."""
    step = math.log(10_000) / (width // 2 - 1)
    scales = torch.exp(-step * torch.arange(width // 2))
    angles = torch.arange(length)[:, None] * scales[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    """Queries over keys and values of the same or another sequence."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.value, self.out = nn.Linear(width, width), nn.Linear(width, width)

    def _split(self, x: Tensor) -> Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(
        self, x: Tensor, over: Tensor, *, causal: bool = False, weights: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Return the result and, if asked, the weights' logarithms (batch, head, to, from)."""
        if over is x:
            q, k, v = map(self._split, _together(x, self.query, self.key, self.value))
        else:
            q = self._split(self.query(x))
            k, v = map(self._split, _together(over, self.key, self.value))
        if weights:
            scores = (q @ k.transpose(-1, -2)) * q.shape[-1] ** -0.5
            logs = scores.float().log_softmax(-1)
            mixed = logs.exp().to(v.dtype) @ v
        else:
            logs = None
            mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=causal)
        return self.out(mixed.transpose(1, 2).flatten(2)), logs


def _together(x: Tensor, *layers: nn.Linear) -> tuple[Tensor, ...]:
    """Return several layers of the same input: one product of matrices instead of several."""
    weight = torch.cat([layer.weight for layer in layers])
    bias = torch.cat([layer.bias for layer in layers])
    return functional.linear(x, weight, bias).chunk(len(layers), dim=-1)


class Block(nn.Module):
    """Self-attention, cross-attention in the decoder, feed-forward; norms in front."""

    def __init__(self, width: int, heads: int, *, cross: bool) -> None:
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(width), Attention(width, heads)
        if cross:
            self.cross_norm, self.cross = nn.LayerNorm(width), Attention(width, heads)
        self.feed_norm = nn.LayerNorm(width)
        self.feed_in, self.feed_out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor, over: Tensor | None = None) -> tuple[Tensor, Tensor | None]:
        """Return the sequence and the cross-attention's weights."""
        y = self.norm(x)
        x = x + self.attention(y, y, causal=over is not None)[0]
        logs = None
        if over is not None:
            y, logs = self.cross(self.cross_norm(x), over, weights=True)
            x = x + y
        y = self.feed_out(functional.gelu(self.feed_in(self.feed_norm(x))))
        return x + y, logs


class Network(nn.Module):
    """Log-mel frames to tokens."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, heads = shape.width, shape.heads
        self.shape = shape
        self.conv1 = nn.Conv1d(N_MELS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.register_buffer("positions", sinusoids(N_POSITIONS, width))
        self.encoder = nn.ModuleList(
            Block(width, heads, cross=False) for _ in range(shape.encoder_layers)
        )
        self.encoder_norm = nn.LayerNorm(width)
        self.embedding = nn.Embedding(shape.n_tokens, width)
        self.text_positions = nn.Parameter(torch.randn(N_TEXT_POSITIONS, width) * 0.02)
        self.decoder = nn.ModuleList(
            Block(width, heads, cross=True) for _ in range(shape.decoder_layers)
        )
        self.decoder_norm = nn.LayerNorm(width)
        self.sound_out = nn.Linear(width, shape.n_sounds)
        self.label_out = nn.Linear(width, shape.n_labels)
        nn.init.normal_(self.embedding.weight, std=0.02)

    def encode(self, mel: Tensor, offset: Tensor) -> tuple[Tensor, Tensor]:
        """Return the states and those of the middle layer.

        ``mel`` has shape (batch, N_MELS, 2 n); ``offset`` (batch) is the position at which
        each window's first frame lies.
        """
        x = functional.gelu(self.conv1(mel))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)
        where = (offset[:, None] + torch.arange(x.shape[1])[None]).clamp(max=N_POSITIONS - 1)
        x = x + self.positions[where]
        middle = x
        for index, block in enumerate(self.encoder):
            x, _ = block(x)
            if index == len(self.encoder) // 2 - 1:
                middle = x
        return self.encoder_norm(x), middle

    def decode(self, tokens: Tensor, states: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Return the logits after each token and every layer's cross-attention logarithms."""
        x = self.embedding(tokens) + self.text_positions[: tokens.shape[1]]
        logs = []
        for block in self.decoder:
            x, weights = block(x, states)
            logs.append(weights)
        return self.decoder_norm(x) @ self.embedding.weight.T, logs

"""A converted model back to weights: training can go on where only the shipped model is left.

Reads CTranslate2's file of named arrays (its binary version 6): int8 matrices come with a scale
for each row.  The outputs that exist only while the network learns are not in it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import torch

from tools.demo_model.network import Block, Network

Arrays = dict[str, npt.NDArray[np.float32]]

BINARY_VERSION = 6
_TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}


@dataclass(frozen=True)
class _File:
    file: BinaryIO

    def number(self, form: str) -> int:
        return int(struct.unpack(f"<{form}", self.file.read(struct.calcsize(form)))[0])

    def text(self) -> str:
        return self.file.read(self.number("H")).rstrip(b"\0").decode()


def read_arrays(file: Path) -> Arrays:
    """Return the arrays of a model.bin by name, scales already applied."""
    raw: dict[str, npt.NDArray[np.generic]] = {}
    with file.open("rb") as stream:
        source = _File(stream)
        version = source.number("I")
        if version != BINARY_VERSION:
            raise ValueError(f"{file}: binary version {version}, not {BINARY_VERSION}")
        source.text()
        source.number("I")
        for _ in range(source.number("I")):
            name = source.text()
            shape = [source.number("I") for _ in range(source.number("B"))]
            kind = np.dtype(_TYPES[source.number("B")])
            data = stream.read(source.number("I"))
            raw[name] = np.frombuffer(data, kind).reshape(shape)
        for _ in range(source.number("I")):
            alias, name = source.text(), source.text()
            raw[alias] = raw[name]
    return {name: _scaled(raw, name) for name in raw if not name.endswith("_scale")}


def _scaled(raw: dict[str, npt.NDArray[np.generic]], name: str) -> npt.NDArray[np.float32]:
    values = raw[name].astype(np.float32)
    scale = raw.get(f"{name}_scale")
    if scale is None:
        return values
    rows = values.reshape(len(values), -1) / scale.astype(np.float32).reshape(-1, 1)
    return rows.reshape(values.shape)


def fill_network(network: Network, model: Path) -> None:
    """Copy the weights of a converted model's folder into a network of its shape."""
    arrays = read_arrays(model / "model.bin")
    with torch.no_grad():
        for name, layer in (("conv1", network.conv1), ("conv2", network.conv2)):
            _conv(layer, arrays, f"encoder/{name}")
        _norm(network.encoder_norm, arrays, "encoder/layer_norm")
        _norm(network.decoder_norm, arrays, "decoder/layer_norm")
        network.embedding.weight.copy_(_tensor(arrays, "decoder/embeddings/weight"))
        network.text_positions.copy_(_tensor(arrays, "decoder/position_encodings/encodings"))
        for side, blocks in (("encoder", network.encoder), ("decoder", network.decoder)):
            for index, block in enumerate(blocks):
                assert isinstance(block, Block)
                _block(block, arrays, f"{side}/layer_{index}")


def _block(block: Block, arrays: Arrays, path: str) -> None:
    own = block.attention
    _norm(block.norm, arrays, f"{path}/self_attention/layer_norm")
    _linear(arrays, f"{path}/self_attention/linear_0", own.query, own.key, own.value)
    _linear(arrays, f"{path}/self_attention/linear_1", own.out)
    if hasattr(block, "cross"):
        _norm(block.cross_norm, arrays, f"{path}/attention/layer_norm")
        _linear(arrays, f"{path}/attention/linear_0", block.cross.query)
        _linear(arrays, f"{path}/attention/linear_1", block.cross.key, block.cross.value)
        _linear(arrays, f"{path}/attention/linear_2", block.cross.out)
    _norm(block.feed_norm, arrays, f"{path}/ffn/layer_norm")
    _linear(arrays, f"{path}/ffn/linear_0", block.feed_in)
    _linear(arrays, f"{path}/ffn/linear_1", block.feed_out)


def _tensor(arrays: Arrays, name: str) -> torch.Tensor:
    return torch.from_numpy(arrays[name].copy())


def _norm(layer: torch.nn.LayerNorm, arrays: Arrays, path: str) -> None:
    layer.weight.copy_(_tensor(arrays, f"{path}/gamma"))
    layer.bias.copy_(_tensor(arrays, f"{path}/beta"))


def _conv(layer: torch.nn.Conv1d, arrays: Arrays, path: str) -> None:
    layer.weight.copy_(_tensor(arrays, f"{path}/weight").reshape(layer.weight.shape))
    assert layer.bias is not None
    layer.bias.copy_(_tensor(arrays, f"{path}/bias"))


def _linear(arrays: Arrays, path: str, *layers: torch.nn.Linear) -> None:
    n = len(layers)
    weights = _tensor(arrays, f"{path}/weight").chunk(n)
    biases = _tensor(arrays, f"{path}/bias").chunk(n)
    for layer, weight, bias in zip(layers, weights, biases, strict=True):
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)

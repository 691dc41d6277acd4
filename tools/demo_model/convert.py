"""A checkpoint to a folder that faster-whisper loads.

Usage: python -m tools.demo_model.convert FOLDER MODEL_FOLDER
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from ctranslate2.specs import WhisperSpec

from tools.demo_model.network import N_MELS, Block, Network, Shape
from tools.demo_model.tokens import Tokens

STORED_AS = "int8_float16"
"""Matrices as they are computed with, the rest (places above all) in half: a fifth of the size."""


def convert(folder: Path, target: Path) -> None:
    """Write the model of ``folder``'s checkpoint into ``target``."""
    state = torch.load(folder / "checkpoint.pt", weights_only=True)
    network = Network(Shape(**state["shape"]))
    network.load_state_dict(state["network"])
    tokens = Tokens(folder / "tokenizer.json")
    shape = network.shape
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    _fill(spec, network)
    spec.register_vocabulary(tokens.vocabulary())
    spec.config.suppress_ids = [tokens.start, tokens.previous]
    space = tokens.vocabulary().index("Ġ")
    spec.config.suppress_ids_begin = [space, tokens.end]
    spec.config.lang_ids = [tokens.vocabulary().index("<|en|>")]
    spec.config.alignment_heads = [
        [shape.decoder_layers - 1, head] for head in range(shape.guided_heads)
    ]
    spec.validate()
    spec.optimize(quantization=STORED_AS)
    target.mkdir(parents=True, exist_ok=True)
    spec.save(str(target))
    shutil.copyfile(folder / "tokenizer.json", target / "tokenizer.json")
    bands = {"feature_size": N_MELS}
    (target / "preprocessor_config.json").write_text(json.dumps(bands) + "\n", "utf-8")


def _array(tensor: torch.Tensor) -> Any:
    return np.ascontiguousarray(tensor.detach().float().numpy())


def _norm(target: Any, layer: torch.nn.LayerNorm) -> None:
    target.gamma, target.beta = _array(layer.weight), _array(layer.bias)


def _linear(target: Any, *layers: torch.nn.Linear) -> None:
    target.weight = _array(torch.cat([layer.weight for layer in layers]))
    target.bias = _array(torch.cat([layer.bias for layer in layers]))


def _block(target: Any, block: Block) -> None:
    own = block.attention
    _norm(target.self_attention.layer_norm, block.norm)
    _linear(target.self_attention.linear[0], own.query, own.key, own.value)
    _linear(target.self_attention.linear[1], own.out)
    if hasattr(block, "cross"):
        _norm(target.attention.layer_norm, block.cross_norm)
        _linear(target.attention.linear[0], block.cross.query)
        _linear(target.attention.linear[1], block.cross.key, block.cross.value)
        _linear(target.attention.linear[2], block.cross.out)
    _norm(target.ffn.layer_norm, block.feed_norm)
    _linear(target.ffn.linear_0, block.feed_in)
    _linear(target.ffn.linear_1, block.feed_out)


def _fill(spec: Any, network: Network) -> None:
    encoder, decoder = spec.encoder, spec.decoder
    for target, layer in ((encoder.conv1, network.conv1), (encoder.conv2, network.conv2)):
        target.weight, target.bias = _array(layer.weight), _array(layer.bias)
    encoder.position_encodings.encodings = _array(network.positions)
    _norm(encoder.layer_norm, network.encoder_norm)
    for target, block in zip(encoder.layer, network.encoder, strict=True):
        _block(target, block)
    decoder.embeddings.weight = _array(network.embedding.weight)
    decoder.position_encodings.encodings = _array(network.text_positions)
    decoder.projection.weight = _array(network.embedding.weight)
    _norm(decoder.layer_norm, network.decoder_norm)
    for target, block in zip(decoder.layer, network.decoder, strict=True):
        _block(target, block)


def main() -> None:
    """Convert and say how large the folder is."""
    folder, target = map(Path, sys.argv[1:3])
    convert(folder, target)
    size = sum(file.stat().st_size for file in target.iterdir())
    print(f"{target}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

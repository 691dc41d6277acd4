"""A faster-whisper model folder with random weights: real files, real decoding, no meaning.

Built with ctranslate2's own specification and a real tokenizer, so that loading, prompts,
beam search and word alignment are those of a trained model of the same shape.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from faster_whisper.tokenizer import _LANGUAGE_CODES
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

DIM = 64
HEADS = 2
LAYERS = 2
AUDIO_POSITIONS = 1500
TEXT_POSITIONS = 448
N_TIMESTAMPS = 1501

SHARPNESS = 8.0
"""Standard deviation of the logits: high enough that no decoding counts as a failed guess, which
would repeat it at five temperatures."""

ENDING = 2.0
"""Advantage of the end over a word, in SHARPNESS: texts stay short."""

MOMENTS = -2.0
"""Advantage of a moment over a word, in SHARPNESS: 1501 moments together must not outweigh the
words."""

SYLLABLES = tuple(c + v for c in "bdfgklmnprstvz" for v in "aeiou")
WORDS = tuple(a + b for a in SYLLABLES[:20] for b in SYLLABLES[20:40])
"""Invented words, each one token with the space before it, as most English words are."""


def build(
    folder: Path,
    seed: int = 1,
    *,
    multilingual: bool = False,
    n_mels: int = 80,
    dim: int = DIM,
    heads: int = HEADS,
    layers: int = LAYERS,
    n_words: int = 0,
    ending: float = ENDING,
    moments: float = MOMENTS,
) -> Path:
    """Write the model's files into ``folder`` and return it; the same seed, the same bytes.

    ``n_words`` more invented words make the vocabulary as large as a published model's;
    ``ending`` and ``moments`` far below 0 let texts run on, without times, until they are cut off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(multilingual, n_words)
    tokenizer.save(str(folder / "tokenizer.json"))
    n_text = tokenizer.get_vocab_size()
    names = {token: index for index, token in _by_index(tokenizer).items()}
    vocabulary = [token for _, token in sorted(_by_index(tokenizer).items())]
    vocabulary += [f"<|{index * 0.02:.2f}|>" for index in range(N_TIMESTAMPS)]
    spec = WhisperSpec(layers, heads, layers, heads)
    end = names["<|endoftext|>"]
    _fill(spec, np.random.default_rng(seed), dim, n_mels, len(vocabulary), end, ending, moments)
    spec.register_vocabulary(vocabulary)
    spec.config.suppress_ids = [names["<|startoftranscript|>"], names["<|startofprev|>"]]
    spec.config.suppress_ids_begin = [names["Ġ"], names["<|endoftext|>"]]
    spec.config.lang_ids = [
        index for token, index in names.items() if token[2:-2] in _LANGUAGE_CODES
    ]
    spec.config.alignment_heads = [[layers - 1, head] for head in range(heads)]
    assert names["<|notimestamps|>"] == n_text - 1
    spec.validate()
    spec.save(str(folder))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": n_mels}))
    return folder


def _by_index(tokenizer: Tokenizer) -> dict[int, str]:
    return {index: token for token, index in tokenizer.get_vocab().items()}


def _tokenizer(multilingual: bool, n_words: int) -> Tokenizer:
    """Return a tokenizer like Whisper's: bytes, whole words, special tokens at the end."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [f"Ġ{word}" for word in WORDS]
    vocabulary = {token: index for index, token in enumerate([*alphabet, *words])}
    merges: list[tuple[str, str]] = []
    for word in words:
        left = word[0]
        for letter in word[1:]:
            pair = (left, letter)
            left += letter
            if left not in vocabulary:
                vocabulary[left] = len(vocabulary)
            if pair not in merges:
                merges.append(pair)
    for number in range(n_words):  # without merges: written, never read
        vocabulary[f"Ġword{number}"] = len(vocabulary)
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    # an English-only model has the tokens of one language too, as the published ones do
    languages = _LANGUAGE_CODES if multilingual else ("en",)
    special = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in languages)]
    special += ["<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>"]
    special += ["<|nospeech|>", "<|notimestamps|>"]
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in special])
    return tokenizer


def _fill(
    spec: Any,
    random: np.random.Generator,
    dim: int,
    n_mels: int,
    n_vocabulary: int,
    end: int,
    ending: float,
    moments: float,
) -> None:
    def array(*shape: int, scale: float | None = None) -> Any:
        size = scale if scale is not None else 1.0 / np.sqrt(shape[-1])
        return (random.standard_normal(shape) * size).astype(np.float32)

    def norm(target: Any) -> None:
        target.gamma, target.beta = np.ones(dim, np.float32), np.zeros(dim, np.float32)

    def linear(target: Any, n_out: int, n_in: int) -> None:
        target.weight, target.bias = array(n_out, n_in), np.zeros(n_out, np.float32)

    def attention(target: Any, *outputs: int) -> None:
        norm(target.layer_norm)
        for layer, n_out in zip(target.linear, outputs, strict=True):
            linear(layer, n_out, dim)

    def feed_forward(target: Any) -> None:
        norm(target.layer_norm)
        linear(target.linear_0, 4 * dim, dim)
        linear(target.linear_1, dim, 4 * dim)

    encoder, decoder = spec.encoder, spec.decoder
    for convolution, channels in ((encoder.conv1, n_mels), (encoder.conv2, dim)):
        convolution.weight = array(dim, channels, 3, scale=1 / np.sqrt(3 * channels))
        convolution.bias = np.zeros(dim, np.float32)
    encoder.position_encodings.encodings = array(AUDIO_POSITIONS, dim, scale=0.5)
    norm(encoder.layer_norm)
    for layer in encoder.layer:
        attention(layer.self_attention, 3 * dim, dim)
        feed_forward(layer.ffn)
    decoder.embeddings.weight = array(n_vocabulary, dim, scale=1.0)
    decoder.position_encodings.encodings = array(TEXT_POSITIONS, dim, scale=1.0)
    norm(decoder.layer_norm)
    for layer in decoder.layer:
        attention(layer.self_attention, 3 * dim, dim)
        attention(layer.attention, dim, 2 * dim, dim)
        feed_forward(layer.ffn)
    decoder.projection.weight = array(n_vocabulary, dim, scale=SHARPNESS / np.sqrt(dim))
    bias = np.zeros(n_vocabulary, np.float32)
    bias[:256] = -4.0 * SHARPNESS  # single bytes are rare, words are the rule
    bias[end] = ending * SHARPNESS  # an answer ends sooner or later
    bias[end + 1 :] = moments * SHARPNESS
    decoder.projection.bias = bias

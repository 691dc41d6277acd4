"""The tokenizer of the demo's model: byte-level pairs learnt from its texts, Whisper's layout.

Text tokens first, then the special ones in the order of Whisper's English models, then 1501
moments in steps of 0.02 s.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

N_TEXT = 1400
"""256 bytes, the common words as one token each, pieces for the others."""

N_MOMENTS = 1501
MOMENT_S = 0.02

END, START = "<|endoftext|>", "<|startoftranscript|>"
PREVIOUS, NO_SPEECH, NO_MOMENTS = "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"
SPECIAL = (
    END,
    START,
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    PREVIOUS,
    NO_SPEECH,
    NO_MOMENTS,
)


def train_tokenizer(texts: Iterable[str], path: Path) -> None:
    """Learn the text tokens and write tokenizer.json."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=N_TEXT,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((f" {text}" for text in texts), trainer)
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL])
    tokenizer.save(str(path))


class Tokens:
    """Words to token numbers and the numbers of the special tokens."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        number = self._tokenizer.token_to_id
        self.end, self.start = number(END), number(START)
        self.previous, self.no_speech = number(PREVIOUS), number(NO_SPEECH)
        self.no_moments = number(NO_MOMENTS)
        self.first_moment = self.no_moments + 1
        self.size = self.first_moment + N_MOMENTS

    def moment(self, seconds: float) -> int:
        """Return the token of a moment in the window."""
        return self.first_moment + min(N_MOMENTS - 1, max(0, round(seconds / MOMENT_S)))

    @lru_cache(maxsize=100_000)  # noqa: B019 - one instance lives as long as the program
    def word(self, text: str) -> tuple[int, ...]:
        """Return the tokens of one word with the space before it."""
        return tuple(self._tokenizer.encode(f" {text}", add_special_tokens=False).ids)

    def text(self, text: str) -> list[int]:
        """Return the tokens of a text with a space before it."""
        return list(self._tokenizer.encode(f" {text}", add_special_tokens=False).ids)

    def is_punctuation(self, token: int) -> bool:
        """Tell whether a text token is only a mark after a word."""
        return self._tokenizer.id_to_token(token) in {",", ".", "?", "!"}

    def decode(self, tokens: Iterable[int]) -> str:
        """Return the text of the text tokens."""
        return str(self._tokenizer.decode([t for t in tokens if t < self.end]))

    def vocabulary(self) -> list[str]:
        """Return every token's name by its number."""
        names = {index: name for name, index in self._tokenizer.get_vocab().items()}
        words = [names[index] for index in range(self.first_moment)]
        return words + [f"<|{index * MOMENT_S:.2f}|>" for index in range(N_MOMENTS)]

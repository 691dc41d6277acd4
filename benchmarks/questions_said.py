"""Are questions said as they are meant: each shipped question spoken, recognised, and compared.

Usage: python -m benchmarks.questions_said MODEL OUT.jsonl [VOICE] [WORD…]
       python -m benchmarks.questions_said MODEL OUT.jsonl VOICE --plain

Speaks every question of the shipped guides with VOICE (`system` by default), recognises it with
MODEL (a name or a folder; greedy, no hint), and adds a line to OUT for each; a second start goes on
where the first ended.  With WORDs only questions that hold one of them are spoken.  With --plain
thirty sentences about everyday things are spoken instead: what is heard otherwise there belongs to
the voice and the recogniser, not to what is asked.  At the end it prints the word error and the
words that differ, the most frequent first.  A difference is counted against what is written or what
is said, whichever is nearer: "p99" may come back as either.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.transcript_scores import Token, align, spoken_tokens
from voicecoach.coaching.natural_voices import make_speaker
from voicecoach.config import Paths, load_settings
from voicecoach.questions import load_packs
from voicecoach.recognition.models import require_model
from voicecoach.sound.files import resample
from voicecoach.sound.spoken_text import spoken_text

PLAIN = Path(__file__).parent / "plain_sentences.txt"
N_SHOWN = 60
RATE = 16_000

BRITISH = (
    (re.compile(r"(?<=[a-z]{2})our(?=(?:s|ed|ing|ite|able|al|ally)?$)"), "or"),
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|es|ed|ing|ation|ations|er|ers)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})lys(?=(?:e|es|ed|ing)$)"), "lyz"),
    (re.compile(r"(?<=[a-z]{2})t[r]e(?=s?$)"), "ter"),
    (re.compile(r"(?<=[a-z])ll(?=(?:ed|ing|er|ers)$)"), "l"),
    (re.compile(r"ence(?=s?$)"), "ense"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"practise"), "practice"),
    (re.compile(r"programme"), "program"),
)
"""Two spellings of one word are no error; the rules need be alike on both sides, not right."""


def tokens(text: str) -> list[Token]:
    """Return a text as single words in one form; letters that stand alone in a row are one word."""
    found: list[str] = []
    letters = ""
    for token in spoken_tokens(text.split()):
        if len(token.text) == 1 and token.text.isalpha() and token.text not in {"a", "i"}:
            letters += token.text
            continue
        if letters and token.text in {"a", "i", "s"} and len(letters) < 4:
            letters += "" if token.text == "s" else token.text
            continue
        found += [letters] if letters else []
        letters = ""
        word = token.text
        for pattern, instead in BRITISH:
            word = pattern.sub(instead, word)
        found.append(word)
    found += [letters] if letters else []
    return [Token(word, number) for number, word in enumerate(found)]


def differences(truth: str, heard: str) -> tuple[int, list[tuple[str, str]]]:
    """Return the number of words and the pairs (meant, heard) that differ."""
    said, got = tokens(truth), tokens(heard)
    pairs = [
        ("" if i is None else said[i].text, "" if j is None else got[j].text)
        for i, j in align(said, got)
    ]
    return len(said), [(one, other) for one, other in pairs if one != other]


def compare(line: dict[str, Any]) -> tuple[int, list[tuple[str, str]]]:
    """Return the differences of one question to what is written or what is said: the fewer."""
    return min(
        (differences(line[truth], line["heard"]) for truth in ("written", "said")),
        key=lambda found: len(found[1]),
    )


def questions(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, prompt, what is said) of every shipped question, each prompt once."""
    seen: set[str] = set()
    for pack in load_packs(()):
        for question in pack.questions:
            prompt = question.prompt
            if prompt in seen or (words and not any(word in prompt for word in words)):
                continue
            seen.add(prompt)
            yield f"{pack.name}/{question.id}", prompt, spoken_text(prompt, pack.say)


def plain_sentences() -> Iterator[tuple[str, str, str]]:
    """Yield (name, sentence, what is said) of every sentence about everyday things."""
    for number, line in enumerate(PLAIN.read_text("utf-8").splitlines(), 1):
        yield f"plain/{number}", line, spoken_text(line)


def main() -> int:
    """Speak, recognise, write and sum up."""
    from faster_whisper import WhisperModel

    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    model_name, out = sys.argv[1], Path(sys.argv[2])
    voice = sys.argv[3] if len(sys.argv) > 3 else "system"
    lines = [json.loads(row) for row in out.read_text().splitlines()] if out.exists() else []
    done = {(line["name"], line["said"]) for line in lines}
    speaker = make_speaker(load_settings(voice=None if voice == "system" else voice), Paths())
    model = WhisperModel(
        str(require_model(model_name, Paths()).path), compute_type="int8", cpu_threads=1
    )
    with out.open("a", encoding="utf-8") as file:
        chosen = plain_sentences() if sys.argv[4:] == ["--plain"] else questions(sys.argv[4:])
        for name, prompt, said in chosen:
            if (name, said) in done:
                continue
            samples, rate = speaker.synthesise(said)
            quiet = np.zeros(RATE // 2, np.float32)  # a first word needs something before it
            sound = np.concatenate([quiet, resample(samples, rate, RATE), quiet])
            segments, _ = model.transcribe(sound, language="en", beam_size=1, temperature=0.0)
            heard = " ".join(segment.text.strip() for segment in segments)
            lines.append({"name": name, "written": prompt, "said": said, "heard": heard})
            file.write(json.dumps(lines[-1], ensure_ascii=False) + "\n")
            file.flush()
    summarise(lines)
    return 0


def summarise(lines: Sequence[dict[str, Any]]) -> None:
    """Print the word error over all lines, and the differences that come most often."""
    n_words, n_wrong, counted = 0, 0, Counter[tuple[str, str]]()
    for line in lines:
        n, wrong = compare(line)
        n_words, n_wrong = n_words + n, n_wrong + len(wrong)
        counted.update(wrong)
    share = 100 * n_wrong / max(1, n_words)
    print(f"{len(lines)} questions, {n_words} words, {n_wrong} heard otherwise: {share:.1f} %")
    for (meant, heard), n in counted.most_common(N_SHOWN):
        print(f"{n:4} {meant or '-':>20} {heard or '-'}")


if __name__ == "__main__":
    sys.exit(main())

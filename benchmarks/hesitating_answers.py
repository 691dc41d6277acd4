"""Answers with known hesitations, said by a natural voice, for `benchmarks.real_speech`.

Usage: python -m benchmarks.hesitating_answers VOICE.onnx FOLDER [--piper PROGRAM]

Writes FOLDER/NAME.flac and FOLDER/manifest.jsonl.  Voice and program are those of
`tools.record_demo`; the program draws noise, so every run sounds a little different.  Twelve
answers that nobody tuned anything by: hesitations at the beginning, inside a phrase, twice in a
row, with and without a pause, words used as fillers, and two answers without any.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import soundfile

from benchmarks.tables import render_table
from benchmarks.transcript_scores import spoken_tokens
from tools.record_demo import BITS, MARK, SAMPLE_RATE, record

ANSWERS: dict[str, str] = {
    "conflict": """
        So, um, I worked with a designer who wanted to change every page.
        We, uh, we did not agree about the order of the work.
        I asked her to, um, show me three customers who were stuck.
        [pause 1.2]
        After that, uh, we changed one page first, and we measured it.
    """,
    "failure": """
        Uh, last year I promised a release for the end of March.
        I did not ask the, um, the operations team, and that was my mistake.
        Um, we were two weeks late.
        Since then I, uh, I write down who must agree before I name a date.
    """,
    "leading": """
        I led a small team of four people, and one of them was new.
        Every morning we looked at the list together for ten minutes.
        I gave the new colleague the easiest part, and I read her changes on the same day.
        After six weeks she worked alone, and the team delivered on time.
    """,
    "pressure": """
        Well, um, it was, uh, a Friday evening, and the payments stopped.
        Um, I called the, um, the colleague who had written it.
        He was, uh, on a train, so I had to decide alone.
        [pause 1.6]
        I, um, turned the new version off, and, uh, the payments came back.
    """,
    "learning": """
        I wanted to learn how the, um, compiler works.
        So I read one chapter every evening, and I wrote a small one myself.
        You know, the first version was terrible.
        But, um, after two months it could run the tests of our product.
    """,
    "customer": """
        A customer called us because her report was empty.
        Uh, I asked her to read the name of the file to me.
        [pause 0.9]
        It was, um, an old file, and the import did not say so.
        I wrote a message that says what is wrong, and she thanked me.
    """,
    "disagreeing": """
        My manager wanted to, uh, rewrite the whole service.
        I mean, I understood why, because nobody liked the code.
        Um, um, I made a list of what it would cost us.
        We decided to, um, replace one part in each quarter.
    """,
    "deadline": """
        We had, um, three weeks for a project of, uh, six weeks.
        I asked the customer which half he needed first.
        He said that, um, the search was the most important part.
        So we delivered the search in three weeks, and the rest a month later.
    """,
    "quality": """
        I found the same bug for the third time in one year.
        So I looked at how we test, and not at the bug.
        Nobody ran the slow tests before a release, because they took two hours.
        I split them into four parts, and now they take thirty minutes.
        Since then the bug has not come back.
    """,
    "numbers": """
        Um, the old system answered in, uh, four seconds.
        I, um, looked at the slowest two percent of the calls.
        They all, uh, asked the same table twice.
        [pause 2.2]
        Um, now it answers in three hundred milliseconds.
    """,
    "weakness": """
        I think my weakness is that I, um, do too much myself.
        Um, in my last project I wrote half of the code.
        [pause 1.0]
        So now I, uh, ask every Monday who else could do it.
        It is, you know, sort of hard for me, but it works.
    """,
    "motivation": """
        Uh, I like to see how people use what I built.
        In my last job I sat beside, um, the nurses for one day.
        They needed, uh, two screens for one task, and they never told us.
        Um, so we made one screen of it.
        [pause 1.3]
        That, um, was the best day of the year.
    """,
}


def main() -> None:
    """Say every answer and list it with what is said in it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("voice", type=Path, help="en_US-joe-medium.onnx, its .json beside it")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--piper", default="piper", help="the program; on the path if not given")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    lines, rows = [], []
    for name, text in ANSWERS.items():
        samples = record(text, options.voice, options.piper)
        file = options.folder / f"{name}.flac"
        soundfile.write(file, samples, SAMPLE_RATE, subtype=BITS)
        truth = said_in(text)
        entry = {"id": name, "file": file.name, "truth": truth, "kind": "spontaneous"}
        lines.append(json.dumps(entry))
        tokens = spoken_tokens(truth.split())
        rows.append(
            (name, f"{len(samples) / SAMPLE_RATE:.0f} s", str(sum(t.hesitates for t in tokens)))
        )
    (options.folder / "manifest.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    print(render_table(["answer", "length", "hesitations"], rows))


def said_in(text: str) -> str:
    """Return the words of a text without pauses, capitals and punctuation."""
    return " ".join(re.sub(r"[^\w' ]", " ", MARK.sub(" ", text).lower()).split())


if __name__ == "__main__":
    main()

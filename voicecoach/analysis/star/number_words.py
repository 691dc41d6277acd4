"""Reading numbers in digits and in words, and the words around them that tell what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = ("twenty thirty forty fifty sixty seventy eighty ninety").split()
SCALES = frozenset(["hundred", "thousand", "million", "billion", "dozen"])
WORDS = (
    {word: value for value, word in enumerate(ONES)}
    | {word: 10 * (2 + place) for place, word in enumerate(TENS)}
    | dict.fromkeys(SCALES, 100)
)
MANY = frozenset(["hundreds", "thousands", "millions", "billions", "dozens"])
FACTORS = frozenset(
    "double doubled doubling triple tripled tripling halved halving quadrupled tenfold twofold "
    "threefold fourfold fivefold sixfold hundredfold".split()
)
NO_FACTOR_AFTER = frozenset(
    "check checked checking down book booked booking shift shifts room rooms bed beds".split()
)
"""What follows "double" where nothing was multiplied: "double-checked", "doubled down"."""
_NTH = "third quarter fourth fifth sixth seventh eighth ninth tenth twentieth hundredth thousandth"
FRACTIONS = frozenset(["half", *_NTH.split(), *(f"{nth}s" for nth in _NTH.split())])
FRACTION_AFTER = frozenset("of the as what our its their less more fewer lower higher".split())
FRACTION_ENDS = frozenset(["", *"off in from and over since within by but after on at".split()])
"""What follows a fraction of what was named before: "we cut a third off", "a tenth in a year"."""
PARTS_OF_ONE = frozenset({("a", "half"), ("a", "quarter"), ("a", "third"), ("three", "quarters")})
"""What a number may end in: "two and a half"."""
PERCENT = frozenset({"%", "percent", "percentage"})
SHORT_UNITS = frozenset(
    "second seconds minute minutes hour hours millisecond milliseconds ms sec secs min mins "
    "point points star stars euro euros dollar dollars pound pounds cent cents grand percent "
    "percentage times fold megabytes gigabytes terabytes kilobytes mb gb tb kb metres meters "
    "kilometres kilometers miles kilos tonnes tons litres liters degrees pixels millimetres "
    "centimetres watts".split()
)
LONG_UNITS = frozenset("day days week weeks month months quarter quarters sprint sprints".split())
YEARS = frozenset(["year", "years"])
COMPARING = frozenset(
    "faster fewer less more higher lower cheaper shorter quicker slower smaller larger earlier "
    "sooner early ahead late reduction increase improvement drop rise instead rather extra "
    "additional other another saved left remaining".split()
)
BOUNDS = frozenset(
    "by to from under below over above within only just than nearly almost about around roughly "
    "approximately least most all every exceeded exceeding reached reaching beyond up down some "
    "another additional further extra nearly".split()
)
CHANGING = frozenset(
    "reduced reduces increased increases improved improves saved saves grew grows cut cuts "
    "dropped drops fell falls rose rises went goes shrank boosted decreased raised shortened "
    "gained won earned sold moved migrated delivered shipped served serves trained hired "
    "recovered lost signed launched adopted closed handled handles processed processes attracted "
    "received published closes took takes caught prevented removed retired supports supported "
    "scaled came brought recruited resolved completed counted finished finishes collected built "
    "produces stays lasts costs cost use uses using ran runs runs".split()
)
FOLLOWING = frozenset(
    "adopted copied joined signed followed enrolled reused use bought renewed supported took "
    "came returned switched passed left stayed quit".split()
)
NAMES = frozenset(
    "room week phase option chapter step number level version sprint tier grade line floor "
    "section page gate platform story part season carriage day route iso soc port covid python "
    "java sql windows node area building unit team ticket task v track plan channel form press "
    "episode round block district table bus tram train flight item point question priority "
    "article paragraph year release model type class zone ward hall lane".split()
)
BEFORE_YEAR = frozenset("in since of by until during from early late for mid around".split())
MONTHS = frozenset(
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec".split()
)
TEAMS = frozenset(
    "team teams group crew family staff department squad class board company committee panel "
    "band unit choir".split()
)
PEOPLE = frozenset(
    "us them colleagues engineers developers people person persons man members member brothers "
    "sisters children friends nurses students bosses managers teammates partners".split()
)
AGO = frozenset("later ago after before afterwards old".split())
LASTING = frozenset("without no not never zero stable still since".split())
SURE = frozenset(
    "sure certain convinced committed behind honest clear sorry positive focused ready "
    "responsible invested dedicated confident right wrong true worth effort".split()
)
GIVING = frozenset("give gives gave given giving put".split())
"""Who gives a hundred percent names no figure."""
ALIVE = frozenset("i he she we i'm he's she's".split())
TURNING = frozenset("was were turned am is aged age".split())
"""After one of ALIVE and one of these stands an age, or how many one was."""
MOVED = frozenset(
    "fell fall dropped drop rose rise grew grow reduced reduce increased increase decreased cut "
    "improved improve raised shortened shrank went up down lower higher faster slower".split()
)
"""What moves by a number; else "by five" is a clock time."""
CLOCK_ENDS = frozenset(["", *"and so the that on in we i it".split()])


def token_at(tokens: Sequence[str], index: int) -> str:
    """Return a token, or an empty text where there is none."""
    return tokens[index] if 0 <= index < len(tokens) else ""


DIGITS = re.compile(
    r"(?P<money>[$€£])?(?P<value>\d{1,3}(?:,\d{3})+|\d+)(?P<point>\.\d+)?"
    r"(?P<unit>%|x|k|m|b|bn|mn|ms|s|sec|secs|min|mins|h|hr|hrs|kb|mb|gb|tb|kg|km|pp|rps|qps|fps)?\+?"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number among tokens: its first and last token, its size, what is written onto it."""

    first: int
    last: int
    value: float
    unit: str = ""


def quantity_tokens(text: str) -> list[str]:
    """Return the words of a text in lower case; %, $, € and £ stay, "10-minute" becomes two."""
    out: list[str] = []
    plain = text.replace("’", "'").replace("–", "-").replace("—", " ").replace("%", "% ").lower()
    plain = re.sub(r"([$€£])\s+(?=\d)", r"\1", plain)
    plain = re.sub(
        r"(?<![\d/])(?!24/7)([\d.]+)/([\d.]*\d)(?:(?:st|nd|rd|th)s?\b)?(?![\d/])",
        r"\1 out of \2",
        plain,
    )
    for word in re.sub(r"(?<=[\d+km])/(?=[a-z])", " per ", plain).split():
        bare = word.strip("\"'“”()[]…*").strip(".,;:!?").strip("\"'“”()[]")
        if bare == "%" and out:
            out[-1] += "%"
        elif re.fullmatch(r"\d[\d.,]*[a-z%]*-\d[\d.,]*[a-z%]*", bare) or (
            "-" in bare and not bare.startswith("-")
        ):
            out += [part for part in bare.split("-") if part]
        elif bare:
            out.append(bare.lstrip("~+-<>≤≥≈±"))
    return [token for token in out if token]


def read_numbers(tokens: Sequence[str]) -> list[Number]:
    """Return the numbers among tokens, those in words joined: "two hundred thousand" is one."""
    found: list[Number] = []
    i = 0
    while i < len(tokens):
        if match := DIGITS.fullmatch(tokens[i]):
            value = float(match["value"].replace(",", "") + (match["point"] or ""))
            scaled = token_at(tokens, i + 1) in SCALES
            last = _with_part(tokens, i + scaled)
            unit = (match["money"] or "") + (match["unit"] or "+" * tokens[i].endswith("+"))
            found.append(Number(i, last, value * (100 if scaled else 1), unit))
            i = last + 1
        elif tokens[i] in WORDS:
            first, value = i, 0.0
            while _continues(tokens, i, first):
                value = max(value, 1) * 100 if tokens[i] in SCALES else value + _word(tokens[i])
                i += 1
            last = _with_part(tokens, i - 1)
            found.append(Number(first, last, value))
            i = last + 1
        else:
            i += 1
    return found


def _with_part(tokens: Sequence[str], last: int) -> int:
    """Return the last token of a number that may go on: "two and a half"."""
    goes_on = token_at(tokens, last + 1) == "and" and tuple(tokens[last + 2 : last + 4])
    return last + 3 if goes_on in PARTS_OF_ONE else last


def _word(token: str) -> float:
    return float(WORDS.get(token, 0))


def _continues(tokens: Sequence[str], i: int, first: int) -> bool:
    """Return whether the number in words that began at ``first`` goes on at ``i``."""
    token = token_at(tokens, i)
    if token in WORDS:
        return True
    return (
        i > first
        and token in {"and", "point"}
        and token_at(tokens, i + 1) in WORDS
        and (token == "point" or tokens[i - 1] in SCALES)
    )


def names_number(text: str) -> bool:
    """Return whether a word is a number or part of one: "9%", "forty", "half"."""
    known = WORDS.keys() | FACTORS | FRACTIONS | MANY | {"twice"}
    return any(
        token in known or any(sign.isdigit() for sign in token) for token in quantity_tokens(text)
    )

"""What the action and the result hold: I and we, and a number that says how much changed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicecoach.analysis.words import normalise, normalise_text
from voicecoach.types import Ownership, QuantifiedResult, Sentence, Word

_WORD = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand|million|billion|dozen)"
)
_NUMBER = (
    rf"(?:\d[\d.,]*(?:k|m|x|bn|ms)?|(?:a )?{_WORD}(?:[ -](?:and )?{_WORD})*(?: point {_WORD})?)"
)
_FRACTION = r"(?:half|a third|two thirds|a quarter|three quarters|a fifth|a tenth)"
_AMOUNT = rf"(?:{_NUMBER}|{_FRACTION}|double|twice|triple)"
_UNIT = (
    r"(?:percent|per cent|hours?|days?|weeks?|months?|minutes?|seconds?|milliseconds?|times|euros?|"
    r"pounds?|dollars?|people|users?|customers?|calls?|tickets?|orders?|complaints?|errors?|points?)"
)
_ABOUT = r"(?:about|around|roughly|almost|nearly|over|more than|less than|under|only|just|at least)"
_CHANGE = (
    r"(?:reduced|increased|improved|saved|grew|cut|dropped|fell|rose|went (?:from|down|up)|shrank|"
    r"doubled|halved|tripled|boosted|decreased|raised|shortened|exceeded|gained|won|earned|sold|"
    r"moved|migrated|delivered|shipped|served|trained|hired|recovered|lost)"
)

QUANTIFIED = re.compile(
    rf"\b(?:{_CHANGE}(?:\W+\w+){{0,6}}?\W+{_AMOUNT}|"
    rf"by (?:{_ABOUT} )*{_AMOUNT}|"
    rf"from (?:{_ABOUT} )*{_AMOUNT}(?:\W+\w+){{0,3}}?\W+to (?:{_ABOUT} )*{_AMOUNT}|"
    rf"{_NUMBER}(?: {_UNIT})? (?:down |up )?to {_NUMBER} {_UNIT}|"
    rf"{_AMOUNT}(?: {_UNIT})? (?:faster|fewer|less|more|higher|lower|cheaper|shorter|quicker|"
    rf"slower|reduction|increase|improvement|instead of)|"
    rf"instead of {_NUMBER}|{_NUMBER} (?:out of|in every) {_NUMBER}|"
    rf"all but {_NUMBER}|lost no(?:body| \w+)|{_NUMBER} of (?:the )?{_NUMBER}|"
    rf"{_FRACTION} (?:of|the|as)|{_ABOUT} {_NUMBER} \w+|zero \w+|not a single|"
    rf"(?:once|twice|{_NUMBER} times) (?:a|an|per|every) (?:day|week|month|shift|year|hour|night)|"
    rf"{_NUMBER} (?:percent|per cent)|within {_NUMBER} {_UNIT}|twice as|halved|doubled|tripled)"
    rf"(?=\W|$)"
)
"""A number beside a verb of change, a comparison or a share; "a team of twelve" is none.

Spoken numbers count: "cut it by half", "forty to nine minutes", "about a third".
"""

AMOUNT = re.compile(
    rf"(?<!\bin )(?<!\bwithin )(?<!\bfor )(?<!\buntil )(?<!\bhad )(?<!\bafter )(?<!\bwere )"
    rf"\b{_NUMBER} {_UNIT}(?<!people)(?<!users)(?<!customers)(?=\W|$)"
)
"""A quantity that can change; how long one had, or how many people one was, is none."""


def find_quantified(sentences: Sequence[Sentence]) -> QuantifiedResult:
    """Return the first sentence of the result that says how much changed."""
    for sentence in sentences:
        if sentence.part == "result" and QUANTIFIED.search(normalise_text(sentence.text)):
            return QuantifiedResult(True, sentence.text)
    return QuantifiedResult(False, "")


def find_amount(text: str) -> str:
    """Return the last quantity with its unit in a text ("six hours"); empty where there is none."""
    found = AMOUNT.findall(normalise_text(text))
    return found[-1] if found else ""


def count_ownership(
    words: Sequence[Word], sentences: Sequence[Sentence], skip: frozenset[int]
) -> Ownership:
    """Return how often I and we are said inside the action; ``skip`` holds the fillers."""
    tokens = [
        normalise(words[i].text).partition("'")[0]
        for s in sentences
        if s.part == "action"
        for i in range(s.first_word, s.last_word + 1)
        if i not in skip
    ]
    return Ownership(i=tokens.count("i"), we=tokens.count("we"))

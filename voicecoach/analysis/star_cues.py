"""The cues of the four parts: a name, a pattern, a weight for each part.

The cues are named after what careers pages teach; the weights come from a logistic
regression on labelled example answers that stay outside the project, rounded and adjusted by
hand (docs/methods-star.md has the figures).  A trained model will take this table's place
behind the same function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DID = (
    "built|wrote|called|proposed|analysed|analyzed|created|designed|implemented|introduced|"
    "organised|organized|scheduled|started|began|decided|asked|spoke|talked|met|checked|reviewed|"
    "researched|developed|set up|put together|broke|mapped|moved|added|changed|fixed|tested|"
    "explained|presented|suggested|prioritised|prioritized|listened|gathered|collected|prepared|"
    "took|made|ran|measured|contacted|sat down|worked with|reached out|communicated|delegated|"
    "documented|trained|switched|rolled|told|showed|drafted|sent|investigated|traced|pulled|"
    "invited|split|removed|replaced|planned|arranged|offered|created|identified|used|shared|"
    "led|brought|collaborated|encouraged|assigned|negotiated|found|looked|focused|stayed|gave"
)
_CHANGE = (
    "reduced|increased|improved|saved|grew|cut|dropped|fell|rose|went from|went down|went up|"
    "doubled|halved|tripled|boosted|decreased|raised|shortened|exceeded|gained|won|earned"
)
_NUMBER = (
    r"(?:\d[\d.,]*\s?(?:%|percent|per cent|k|m|million|thousand|hours?|days?|weeks?|minutes?|"
    r"seconds?|times|x)?|half|a third|a quarter|twice|double|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)\b)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue; ``weights`` in log-odds for situation, task, action, result."""

    name: str
    pattern: re.Pattern[str]
    weights: tuple[float, float, float, float]


def _cue(name: str, pattern: str, weights: tuple[float, float, float, float]) -> Cue:
    return Cue(name, re.compile(rf"\b(?:{pattern})(?=\W|$)"), weights)


CUES: tuple[Cue, ...] = (
    _cue(
        "a time or place anchor",
        r"last (?:year|spring|summer|autumn|fall|winter|month|week|quarter)|(?:two|three|four|a few|"
        r"several|some|\d+) years ago|(?:in|at|during) my (?:previous|last|current|first|final|old) "
        r"\w+|when i (?:was|worked|joined|started|took)|while i was|while working|during (?:my|a|the)|"
        r"back in|at the time|in (?:19|20)\d\d|early on|as an? \w+ \w+,? i|"
        r"one (?:day|morning|evening|friday|monday|night|time)|there was a time|in my (?:time|role) "
        r"(?:at|as)|a (?:year|month|while) ago|recently|my (?:last|previous|first) \w+",
        (2.6, -1.0, -1.5, -1.4),
    ),
    _cue(
        "was or were with a role",
        r"i was (?:working|a|an|the|part|leading|on call|on the|in charge|employed|interning|"
        r"managing)|i worked (?:as|at|for|in|on)|we were (?:working|building|launching|running|"
        r"preparing)|i had (?:just|recently)",
        (2.5, -0.8, -1.4, -0.9),
    ),
    _cue(
        "how things stood",
        r"there (?:was|were) (?:a|an|no|some|two|many)|we had (?:a|an|no|two|three)|(?:the|our) "
        r"(?:\w+ )?(?:team|project|company|client|customers?|systems?|service|database|api|queue|app|"
        r"site|process|users) (?:was|were|had|ran|started|began|needed|kept|wanted)|was (?:slow|"
        r"failing|behind|down|struggling|under|broken|unhappy|about to)|began to|kept (?:failing|"
        r"crashing)|(?:nobody|no one) (?:knew|was|had|from)|didn't have|did not have|unexpectedly|"
        r"i noticed|we noticed|was often|were often",
        (1.4, -0.5, -0.8, -0.3),
    ),
    _cue(
        "what had to be done",
        r"had to|needed to|was (?:asked|told|tasked|assigned|expected|required) (?:to|with)|"
        r"(?:my|our) (?:\w+ )?(?:goal|job|role|task|responsibility|objective|aim|challenge|mission) "
        r"(?:was|became)|(?:was|were) responsible for|it was (?:up to me|my (?:job|task|"
        r"responsibility))|the (?:challenge|goal|task|aim|question|problem) was|tasked|i wanted to|"
        r"had been asked|assigned me|asked me|deadline|responsib\w+|in charge of|"
        r"the (?:ask|objective) was|i took the lead",
        (-0.2, 3.2, -1.9, -1.9),
    ),
    _cue(
        "I and a verb of doing",
        rf"i (?:\w+ly |then |also |first |have |personally )?(?:{_DID})",
        (-1.5, -1.2, 2.3, -1.6),
    ),
    _cue(
        "we and a verb of doing",
        rf"we (?:\w+ly |then |also |first )?(?:{_DID})",
        (-0.2, -0.6, 0.8, 0.0),
    ),
    _cue(
        "steps in order",
        r"first(?:ly)?|second(?:ly)?|then|next|after that|to begin with|step|once|instead of|"
        r"in order to|to do (?:this|that)|by \w+ing|afterwards|meanwhile",
        (-1.1, -0.2, 0.8, -0.4),
    ),
    _cue(
        "what came of it",
        r"as a result|in the end|ultimately|eventually|(?:this|that|which) (?:led|resulted|meant|"
        r"allowed|helped|saved|reduced|increased|improved)|(?:we|i|the team) (?:managed|were able|"
        r"was able) to|the (?:result|outcome|impact) (?:was|of)|resulting in|because of (?:this|that)|"
        r"thanks to|success\w*|it paid off|delivered|on time|ahead of schedule|was resolved|"
        r"were resolved|recovered|completed|shipped|launched|adopted|rolled out|smooth\w*|"
        r"without (?:any|a single|further)|zero|bought in|became the standard|now standard|by the end",
        (-0.9, -0.6, -1.1, 2.0),
    ),
    _cue("a verb of change", _CHANGE, (-1.2, -0.4, -1.0, 1.7)),
    _cue(
        "a change with a number",
        rf"(?:{_CHANGE})(?:\W+\w+){{0,6}}?\W+{_NUMBER}|by {_NUMBER}|from {_NUMBER}"
        rf"(?:\W+\w+){{0,2}}?\W+to {_NUMBER}|{_NUMBER} (?:faster|fewer|less|more|higher|lower|"
        rf"reduction|increase|improvement)|within {_NUMBER}",
        (-0.7, -0.8, -0.7, 1.6),
    ),
    _cue(
        "what was learned",
        r"i(?:'ve)? learn(?:ed|t)|what i (?:learned|learnt|took)|taught me|lesson|takeaway|"
        r"since then|ever since|since the|(?:is|are) still|looking back|next time|to this day|"
        r"feedback|thanked|was promoted|prais\w*|promotion|award|appreciat\w*|recognised|recognized|"
        r"satisf\w*|happy with|pleased|learned to|years? later|months? later",
        (-0.7, -0.2, -1.4, 2.0),
    ),
)

BIAS: tuple[float, float, float, float] = (-1.5, -2.4, -0.6, -1.3)
"""Log-odds of each part for a sentence without any cue."""

QUANTIFIED = next(cue.pattern for cue in CUES if cue.name == "a change with a number")

EPISODE = re.compile(
    r"\b(?:(?:i|we|they|he|she|it|team|manager|customer|client) (?:\w+ly |also |then |first )?"
    rf"(?:\w{{2,}}ed|was|were|had|went|got|came|knew|said|saw|{_DID})|there (?:was|were))\b"
)
IMAGINED = re.compile(r"\b(?:if i (?:were|had|was)|i would|i'd|would be)\b")
GENERAL = re.compile(
    r"\b(?:i (?:usually|always|typically|generally|often|would|believe|tend|like to|will|try to|"
    r"think|feel|prefer|am|enjoy|'m|'d)|i'd|in general|generally speaking|it is important|"
    r"you (?:should|need|have|can)|is defined|means that|refers to|if i (?:were|had|was)|"
    r"people should|the best way)\b"
)


def find_cues(sentence: str) -> Iterator[Cue]:
    """Yield the cues of a lower-case sentence."""
    return (cue for cue in CUES if cue.pattern.search(sentence))

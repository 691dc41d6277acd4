"""Checks the candidate's questions: open ones, about the work, not answered on the website."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from voicecoach.analysis.kinds.parts import Said, pattern
from voicecoach.types import Note

ASKING = re.compile(
    r"^(?:and |so |well |then |also |yes |okay |um |uh |maybe )*(?:what|how|why|when|where|who|which|"
    r"could|can|would|do|does|is|are|tell me|i'd (?:like|love) to (?:know|hear|understand)|"
    r"i (?:was wondering|wonder|would like to know|wanted to ask))\b"
)
WEBSITE = pattern(
    r"what does (?:the|your) company do|how many employees|salary|holidays?|the pay|how much do you "
    r"pay|working hours|when was (?:the|your) company"
)
CLOSED = re.compile(
    r"^(?:and |so |well |also )*(?:do|does|did|is|are|can|could|will|would|have|has)\b"
)
OPEN_AFTER_ALL = re.compile(
    r"^(?:and |so |well |also )*(?:could|can|would) you (?:tell|describe|explain|walk|say)"
)
WORK = pattern(
    r"on-?call|paged|team|first (?:month|months|week|weeks|year|six|ninety)|six months|success|"
    r"hardest|biggest|challenge|roadmap|code review|deploy|release|incident|decide|decision|"
    r"day to day|typical (?:day|week)|feedback|mentor|learn|technical debt|customers|service"
)

FEWEST = 2
"""Fewest questions to ask; the packs' checklists advise to write down five.  Own rule."""


def check_questions(said: Sequence[Said]) -> Iterator[Note]:
    """Yield the notes on the candidate's questions."""
    asked = [one for one in said if ASKING.match(one.plain) or one.text.endswith("?")]
    if not asked:
        message = "You asked no question: ask what you want to know before you say yes."
        yield Note("ask-no-question", "warn", message)
        return
    count = f"You ask {len(asked)} question{'s' if len(asked) > 1 else ''}."
    yield Note("ask-questions", "good", count, asked[0].start, asked[0].end)
    if len(asked) < FEWEST:
        message = "You ask one question: bring two or three."
        yield Note("ask-few", "info", message, asked[0].start, asked[0].end)
    at_work = next((one for one in asked if WORK.search(one.plain)), None)
    if at_work is None:
        message = "No question is about the work itself: the team, the first months, what is hard."
        yield Note("ask-work-missing", "info", message)
    else:
        message = f"You ask about the work: “{at_work.text}”"
        yield Note("ask-work", "good", message, at_work.start, at_work.end)
    for one in asked:
        if WEBSITE.search(one.plain):
            message = f"“{one.text}” is answered elsewhere: ask what only they know."
            yield Note("ask-website", "warn", message, one.start, one.end)
        elif CLOSED.match(one.plain) and not OPEN_AFTER_ALL.match(one.plain):
            message = f"“{one.text}” can be answered with yes or no: begin with how or what."
            yield Note("ask-closed", "info", message, one.start, one.end)

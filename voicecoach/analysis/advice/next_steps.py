"""What to try next for each finding, and a smaller step where that was too much at once."""

from __future__ import annotations

TRY: dict[str, str] = {
    "own-part-unclear": "Say I for what you did, and name who did the rest.",
    "blame": "Tell it as a fact without an adjective, then begin the next sentence with I.",
    "not-my-area": "Go on with: “It was not mine, but I …”.",
    "mistake-heard": "Leave that sentence out of the next take.",
    "motivation-perks": "Keep pay and place for the offer; give two reasons about the work.",
    "introduction-private": "Begin with your present role, and stay with work for ninety seconds.",
    "ask-work-missing": "Ask one thing about the work: the first six months, the on-call load.",
    "too-short": "Give the action more room: two more steps, and why you chose them.",
    "too-long": "Cut the situation to two sentences and keep the action and the result.",
    "situation-long": "Cut the setting to two sentences: when and where, and what was at stake.",
    "pace-fast": "Stop for one breath after each part of the story.",
    "pace-slow": "Decide on your three steps before you begin, and say them in a row.",
    "many-fillers": "When you look for a word, close your mouth and wait; it sounds calm.",
    "pauses-inside": "Finish the sentence first, then think.",
    "late-start": "Begin with “Let me think of a good example”, then think.",
    "ask-few": "Bring three: about the work, the people, and how success is judged.",
    "explain-depends": "Say what it depends on, and what you would do in each case.",
    "empty-words": "Put one thing you did in its place: it shows what the word only claims.",
    "part-weak": "Say that part in one plain sentence of its own.",
    "no-lesson": "End with: “Since then I …”, one thing you do differently.",
    "hedge": "Say it once without the hedge, and hear how it sounds.",
    "ask-no-question": "Ask: “What would a good first six months look like in this role?”",
    "ask-website": "Ask instead what no page can tell: what is hard about the work just now.",
    "ask-closed": "Turn it round: begin the same question with what or how.",
    "introduction-present-missing": "First sentence: “I am a … at …, where I …”.",
    "introduction-why-here-missing": "Last sentence: “What I want from this role is …”.",
    "introduction-past-missing": "In the middle: “Before that I …, and that taught me …”.",
    "introduction-proof-missing": "Add: “One thing I built there is …, and it …”.",
    "motivation-company-missing": "Finish this sentence: “I use (or read about) your …, and …”.",
    "motivation-link-missing": "Add: “In my own work I …, and that is why …”.",
    "motivation-generic": "Replace it with one fact that is true of this company alone.",
    "motivation-give-missing": "Add: “The first thing I would like to work on is …”.",
    "explain-definition-missing": "Begin: “… is a … that …”, in words a friend would know.",
    "explain-example-missing": "Add: “For example, in my last project …”.",
    "explain-comparison-missing": "Add: “The alternative is …; it costs …, and this costs …”.",
    "explain-decision-missing": "End: “So I would take …, unless …”.",
}
"""Advice where the answer's own words make it no more concrete."""

SMALLER: dict[str, str] = {
    "no-episode": "Do not tell the story yet. Say one sentence with a month and a place in it.",
    "missing-result": "Before you record, say only the last sentence: how it ended. Then begin.",
    "weak-result": "Before you record, say only the last sentence: how it ended. Then begin.",
    "missing-action": "Before you record, write down three verbs of what you did. Use all three.",
    "missing-situation": "Say only your first sentence, with when and where in it, three times.",
    "missing-task": "Add six words after the situation: “and I had to …”.",
    "no-number": "Guess first: was it nearer ten, a hundred or a thousand? Say “about …”.",
    "own-part-unclear": "Change one sentence alone: the first that says we now says I.",
    "too-short": "Add one sentence alone: why you did the hardest step that way.",
    "too-long": "Leave out one sentence alone: the one you could miss most easily.",
    "situation-long": "Leave out one sentence of the setting, whichever you miss least.",
    "many-fillers": "Record your first two sentences alone, without a filler; begin again if one "
    "slips in.",
    "pace-fast": "Record your first two sentences alone, with a full breath between them.",
    "pace-slow": "Read your last answer aloud once, then tell it in the same time.",
    "pauses-inside": "Record one sentence alone: think it to its end first, then say it.",
    "hedge": "Say one of those sentences alone, without the hedge.",
}
"""A smaller step towards the same thing, for who got the same advice twice."""

SMALLER_STEP = "Take only the sentence it is about, say it better once, and record that alone."
"""Where nothing more fitting is known."""


def smaller_step(code: str) -> str:
    """Return a smaller step towards what a priority asks for."""
    return SMALLER.get(code, SMALLER_STEP)

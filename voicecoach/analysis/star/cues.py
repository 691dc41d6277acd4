"""The named cues of the STAR model: what careers pages teach to say, as patterns.

Patterns see plain tokens (language.py): lower case, contractions apart, numbers as "#".
Their weights are learned (star_model.json); ``REASONS`` are what the report shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_DID = (
    "built|wrote|called|proposed|analy[sz]ed|created|designed|implemented|introduced|organi[sz]ed|"
    "scheduled|started|began|decided|asked|spoke|talked|met|checked|reviewed|researched|developed|"
    "set up|put|broke|mapped|moved|added|changed|fixed|tested|explained|presented|suggested|"
    "prioriti[sz]ed|listened|gathered|collected|prepared|took|made|ran|measured|contacted|sat|"
    "worked|reached|communicated|delegated|documented|trained|switched|rolled|told|showed|drafted|"
    "sent|investigated|traced|pulled|invited|split|removed|replaced|planned|arranged|offered|"
    "identified|used|shared|led|brought|collaborated|encouraged|assigned|negotiated|found|looked|"
    "focused|stayed|gave|went|rang|drew|printed|bought|opened|picked|read|counted|compared|tried|"
    "walked|drove|stopped|turned|cut|cleaned|copied|typed|stood|kept|said|taught|borrowed|held|"
    "phoned|emailed|mailed|swapped|rewrote|rebuilt|wrapped|marked|noted|logged|booked|ordered"
)
_CHANGE = (
    "reduced|increased|improved|saved|grew|cut|dropped|fell|rose|went from|went down|went up|"
    "doubled|halved|tripled|boosted|decreased|raised|shortened|exceeded|gained|won|earned|"
    "came down|down to|up to|went to|shrank|climbed|lost"
)
_THING = (
    "team|project|company|client|customers?|systems?|service|database|app|site|process|users?|"
    "manager|boss|shop|kitchen|school|class|ward|place|machine|line|report|data"
)

PATTERNS: dict[str, str] = {
    "a time": r"last (?:year|spring|summer|autumn|fall|winter|month|week|quarter|christmas)|"
    r"(?:#|a few|several|some|couple of|a) (?:years?|months?|weeks?|winters?|summers?) ago|"
    r"back in|at the time|at that time|in (?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december)|early on|one (?:day|morning|evening|friday|monday|"
    r"saturday|sunday|night|time|afternoon)|there was (?:a|this|one) time|recently|the week "
    r"(?:of|before)|that (?:summer|winter|spring|autumn|year|week)",
    "a place or a job": r"(?:in|at|during) my (?:previous|last|current|first|final|old|second) \w+|"
    r"when i (?:was|worked|joined|started|took)|while i was|while working|(?:my|our) (?:last|"
    r"previous|first|old) (?:job|company|role|team|employer|place)|i was at|i used to work|"
    r"i worked (?:as|at|for|in|on)|in my (?:time|role) (?:at|as)|during (?:my|the)",
    "was or were with a role": r"i was (?:working|a|an|the|part|leading|on|in charge|employed|"
    r"interning|managing|doing|running|helping|responsible)|we were (?:working|building|launching|"
    r"running|preparing|a|an|about|supposed)|i had (?:just|recently|been)|we had (?:just|recently|"
    r"been)",
    "how things stood": r"there (?:was|were) (?:a|an|no|some|#|many|this|these|nobody)|we had "
    r"(?:a|an|no|#|this|these)|(?:the|our|my|this) (?:\w+ )?(?:" + _THING + r") (?:was|were|had|"
    r"kept|wanted|did not)|(?:nobody|no one) (?:knew|was|had|from|could)|did not have|"
    r"unexpectedly|(?:i|we) noticed|(?:was|were) often|had been|kept \w+ing",
    "something was wrong": r"(?:was|were) (?:slow|failing|behind|down|struggling|under|broken|"
    r"unhappy|furious|angry|late|missing|stuck|wrong|dead|gone|short|full)|broke|crash\w*|fail\w*|"
    r"complain\w*|the problem|an? (?:issue|outage|mess|disaster|bug|fault|leak|argument|conflict)|"
    r"kept (?:\w+ing)|not working|did not work|ran out|fell apart|went wrong",
    "had to, needed to": r"had to|needed to|have to|need to|(?:was|were) (?:supposed|meant|due|"
    r"expected|required|to) (?:to|be|by)|must",
    "was asked to": r"(?:was|were|been|got|being) (?:asked|told|tasked|assigned|given|expected|"
    r"put in charge|handed)|(?:asked|told|wanted|assigned|expected|gave|needed) (?:me|us)|"
    r"(?:my|the|our) (?:\w+ )?(?:boss|manager|lead|chef|head|director|teacher|client) (?:\w+ )?"
    r"(?:asked|wanted|said|gave|needed|told)|can you|could you",
    "my job was": r"(?:my|our|the) (?:\w+ )?(?:goal|job|role|task|responsibility|objective|aim|"
    r"challenge|mission|question|assignment|brief|ask|target|bit|part) (?:\w+ )?(?:was|became|is)|"
    r"responsib\w+|(?:was|were) (?:\w+ )?(?:up to|on|down to|mine|with) me|(?:was|were) mine|"
    r"fell to me|(?:landed|ended up) (?:on|with) (?:me|my)|in charge of|tasked|i took (?:the lead|"
    r"it on|over)|mine to",
    "a goal or a deadline": r"deadline|by (?:monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|christmas|easter|noon|midnight|the end of|next)|before (?:the|christmas|monday|"
    r"friday|easter|we|they|it)|in order to|so that (?:we|it|they|the)|without (?:\w+ing|losing)|"
    r"i wanted to|we wanted to|the (?:tricky|hard|difficult) (?:bit|part|thing)|the (?:point|idea) "
    r"was",
    "I and a verb of doing": rf"i (?:\w+ly |then |also |first |just |have |even |actually )*"
    rf"(?:{_DID})",
    "we and a verb of doing": rf"we (?:\w+ly |then |also |first |just |all |both )*(?:{_DID})",
    "steps in order": r"firstly|first (?:i|we|of all|came|thing)|(?:i|we) first|secondly|"
    r"(?:(?<!since )(?<!until )(?<!back )(?<!by )(?<!just )(?<!more ))then(?= \w)|"
    r"next (?:i|we|step|came)|after that|to begin with|step (?:#|one|by step)|"
    r"once (?:i|we|that|this|it|they|he|she|the|everyone|everybody)|afterwards|"
    r"meanwhile|the (?:first|next|second|last) (?:thing|step)|started (?:by|with)|"
    r"so (?:i|we)(?! (?:had|have|was|were|am|are|could|did|do|would) )",
    "a way of doing": r"by \w+ing|instead of \w+ing",
    "a decision": r"decided|chose|figured|thought|realis\w+|realiz\w+|what i did|my (?:idea|"
    r"thinking|plan)|ended up \w+ing|went with|agreed",
    "what came of it": r"as a result|in the end|ultimately|eventually|(?:this|that|which|it) "
    r"(?:led|resulted|meant|allowed|helped|saved|reduced|increased|improved|worked|held)|(?:we|i|"
    r"the team|they) (?:managed|were able|was able)|the (?:result|outcome|impact|upshot)|resulting "
    r"in|thanks to|success\w*|paid off|delivered|on time|ahead of|(?:was|were|got) (?:resolved|"
    r"solved|fixed)|recovered|completed|shipped|launched|adopted|smooth\w*|without (?:any|a "
    r"single|further)|zero|became (?:the|a)|by the end",
    "a verb of change": _CHANGE,
    "a change with a number": rf"(?:{_CHANGE})(?: \w+){{0,6}}? #|by #|from #(?: \w+){{0,4}}? to "
    r"(?:about |under |around )?#|# (?:\w+ )?(?:faster|fewer|less|more|higher|lower|reduction|"
    r"increase|improvement|better)|within #|instead of (?:\w+ )?#|(?:under|below|over|down to|only) "
    r"#|not (?:a single|one)",
    "what was learned": r"learn(?:ed|t|ing)?|what i (?:learned|learnt|took)|taught me|lesson|"
    r"takeaway|looking back|next time|(?:would|should) have|if i (?:could|had|did) (?:\w+ )*again|"
    r"differently|regret",
    "how it has been since": r"since then|ever since|(?:is|are|am|does|do) still|still (?:use|uses|"
    r"using|there|works?|going|do|does|have|has|in)|to this day|these days|(?:nowadays|now) (?:we|"
    r"they|i|it|the|every)|(?:has|have) not|years? (?:later|on)|months? later|(?:has|have) (?:been|"
    r"become|had|never|kept)|from then on|every \w+ (?:now|since)|after that (?:we|it|the|nobody)",
    "feedback": r"feedback|thank(?:s|ed)? (?:me|us|you)|thanked|promot\w+|prais\w+|award|"
    r"appreciat\w*|recogni[sz]ed|satisf\w*|(?:was|were) (?:\w+ )?(?:happy|pleased|delighted|proud|"
    r"relieved)|compliment\w*|well done|good job|hired|signed|renewed",
    "an imagined case": r"if i (?:were|was|had|found|saw|noticed)|i would|i 'd|would be|if (?:you|"
    r"somebody|someone|there|they)|suppose|imagine|let us say|say you",
    "a habit": r"usually|always|typically|generally|often|normally|tend to|every time|whenever|"
    r"most of the time|i try to|i like to|i make sure|my approach",
    "an opinion or a wish": r"i (?:think|believe|feel|prefer|enjoy|love|hope|guess|want|would "
    r"like)|in my (?:opinion|view)|important|for me|the best way|it is about|the key",
    "a definition": r"(?:is|are) (?:a|an|the|when|where|defined|used|called)|means|refers to|such "
    r"as|for example|you (?:can|should|need|have|get|do|are)|type of|kind of thing|which (?:is|are|"
    r"means)|it (?:is|has|does|can)",
    "about oneself now": r"i am (?:a|an|the|currently|very|looking|also)|i have (?:been|worked|a|"
    r"#|always)|i work|i live|my (?:name|strengths?|weakness\w*|background|degree) (?:is|are)|"
    r"strengths?|currently",
    "talk about the talk": r"good question|does that|let me|to be honest|i could (?:tell|talk|go)|"
    r"comes to mind|where was i|what else|that is (?:it|about it|the story|all)|answer (?:the|your|"
    r"it)|sorry|tell you|anyway|hope that|example",
}

CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<![^ ])(?:{pattern})(?![^ ])") for name, pattern in PATTERNS.items()
}


def find_cues(sentence: str) -> Iterator[str]:
    """Yield the names of the cues in a sentence of plain tokens."""
    return (name for name, pattern in CUES.items() if pattern.search(sentence))


REASONS: dict[str, dict[str, str]] = {
    "situation": {
        "a time": "when it was",
        "a place or a job": "where you worked",
        "was or were with a role": "what you were doing then",
        "how things stood": "how things stood",
        "something was wrong": "what was wrong",
    },
    "task": {
        "had to, needed to": "what had to be done",
        "was asked to": "what you were asked for",
        "my job was": "what your job was",
        "a goal or a deadline": "what the goal or the deadline was",
    },
    "action": {
        "I and a verb of doing": "what you did",
        "we and a verb of doing": "what you did together",
        "steps in order": "in which order",
        "a way of doing": "how you did it",
        "a decision": "what you decided",
    },
    "result": {
        "what came of it": "what came of it",
        "a change with a number": "how much changed",
        "a verb of change": "what changed",
        "what was learned": "what you learned",
        "how it has been since": "how it has been since",
        "feedback": "how others took it",
    },
}
"""For each part the cues that a reader would name as its reason, as ends of "It says …"."""


def find_reasons(sentence: str, part: str) -> tuple[str, ...]:
    """Return what a sentence of plain tokens says that belongs to a part, in words."""
    found = set(find_cues(sentence))
    reasons = [words for cue, words in REASONS.get(part, {}).items() if cue in found]
    if "how much changed" in reasons and "what changed" in reasons:
        reasons.remove("what changed")
    return tuple(reasons)

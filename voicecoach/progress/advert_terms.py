"""Words by which an advert is read: headings, how requirements sound, who hires for what."""

from __future__ import annotations

import re

Heading = str
"""``wanted``, ``wished``, ``duties``, ``stack`` (tools that are used there) or ``other``."""

ABOUT_A_NAME = re.compile(
    r"(?:About|Why(?: [Jj]oin| [Ww]ork (?:at|for|with))?|Life [Aa]t|Working (?:[Aa]t|[Ff]or|[Ww]ith)"
    r"|Who (?:is|are)|Inside|Join(?:ing)?|More about) (?!You|Us\b|The\b|This|Your|Our|Role|Job|We\b|Me\b)[A-Z0-9]"
)
"""A heading of what stands there about the company, by its name."""

HEADING_WORDS = frozenset(
    """
    a an the and or of for in to on at with by from as is are be will do does if it that this these what who
    why how when where you your you'll you'd you're you've we we'd we're we've our us i me my they their
    key main core required essential desired desirable preferred technical professional personal general
    basic minimum additional other following specific ideal successful candidate candidates applicant person
    experience expertise skills skill knowledge abilities requirements qualifications qualification responsibilities
    duties tasks role job position post team company work day looking need needed have bring great good ideally
    succeed success thrive want expect like offer offered get about more some things nice must should must-haves nice-to-haves plus bonus
    points criteria competencies attributes competences education background profile strengths summary details
    """.split()
)
"""Words of which headings are made; a line with others is a sentence or an entry of a table."""

HEADINGS: tuple[tuple[Heading, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("wished", r"\bbe (great|good|lovely|nice|helpful|useful|a bonus) (if|to have)|nice.to.have|good.to.have|great.to.have|not a must|would be lovely|desirable"
         r"|desired|bonus|preferred|a plus|plus points|pluses|ideally|would be great|would help"
         r"|helpful|useful|advantage|extra credit|not (essential|required|needed)|even better"
         r"|optional|icing|^plus$|^pluses$|gold stars?|we.d love(?! to see)|(extra|brownie) points?"
         r"|von vorteil|wünschenswert"),
        ("stack", r"^((our|the|your) )?(tech(nical|nology)? ?)?(stack|environment)$|^(our )?tech(nology|nologies)?$"
         r"|^(our |the )?tools( (and technologies|we use|of the trade))?$|what we use|we work with"),
        ("other", r"benefit|we (can )?offer|our offer|what you(.ll| will)? get|what.s in it|perks|salary|pay and"
         r"|package|compensation|remuneration|reward|how to apply|to apply|\bapply\b|\bapplications?\b"
         r"|about us|about the (company|team|department)|who we are|our (values|story|team|mission|culture)"
         r"|why (join|work|us)|equal|diversity|inclusion|privacy|cookie|interview process"
         r"|the process|how we (hire|work)|timeline|deadline|location|closing|contact|hours"
         r"|similar jobs|selection|we give|in return|in exchange|next steps|working here|life at"
         r"|success (looks|means|is measured)|small print|the practical|what you can expect|the money|holiday|^(you )?gets?$|^offers?$|the (deal|perks)"
         r"|wir bieten|bieten wir|über uns|(dein|ihr)e vorteile|bewerbung|bewirb dich"),
        ("wanted", r"require|looking for|look for|we.re after|you( wi|.)ll (bring|need|have)"
         r"|you(.d)? (bring|have|need)|must.have|essential|qualification|your (profile|strengths)"
         r"|who you are|about you|person specification|the person|(the|ideal) candidate|criteria"
         r"|behaviours|competenc|skills|knowledge|expertise|\babilities|attributes|experience|we (ask|expect)"
         r"|expect(ed)? (from|of) you|expectations|what it takes|to succeed|you should|need from you"
         r"|your background|we need|you are|you.re|this (is|sounds like) you|a good fit|minimum"
         r"|hear from you if|talk to you if|apply if|(right|fit) (for you )?if|this is for you|you (might|may|could) be"
         r"|following (skills|experience|requirements|qualifications|attributes|qualities|criteria)|what matters|^musts?$|who are you|(who|you) (would|will|should|might) fit|who fits|won.t budge"
         r"|^(so )?you[?]?$|^security\b|clearance|eligib|pre-employment|we.d love to see"
         r"|anforderungen|(dein|ihr) profil|mitbringst|mitbringen|bringst du mit|qualifikation"),
        ("duties", r"responsib|accountab|what you( wi|.)ll (do|be)|what you do|the role|your role"
         r"|this role|day.to.day|your (day|week|work|tasks|impact|challenge)|a day in|duties|the job"
         r"|the work|you will|you.ll|about the (job|role)|tasks|mission|main activities|purpose|the gig|aufgaben"),
    )
)  # fmt: skip
"""What a heading announces; the first that fits counts."""

CUES = re.compile(
    r"\b(you have|you.ve (?!found|read|seen|come|made|got)|you.ll (also )?(have|need|bring|know|be (able|comfortable|confident))"
    r"|you (will |do |would |.d )?need|your (\w+ ){1,3}needs? to be|hear from you if|you know|you can (?!find|choose|expect|also|take|read|see|learn|get|apply|grow|have|be|work (from|with)|work at)|(you|they|he or she) should|you must|you are (comfortable|confident|able"
    r"|fluent|used)|you.re (comfortable|confident|able|fluent|used)|must (have|be|hold)|(candidates?|applicants?|holder) must|required"
    r"|(solid|strong|good|proven|hands-on|deep|working|some|previous|practical|commercial) "
    r"(\w+ ){0,3}(experience|knowledge|understanding|command|grasp|skills)\b|experience (with|in|of"
    r"|as|\w+ing)|knowledge of|familiar(ity)? with|proficien|fluen(t|cy)"
    r"|degree in|years.? (of )?(\w+ ){0,3}experience|\d+\+? years(?! (ago|old|of growth|in business|later|now))|(?<!our )(?<!their )(?<!your )ability to|able to|track record"
    r"|comfortable (with|in|working)|confident (with|in)|someone who\b|somebody who\b|(role|position|job|post)( and)? requires"
    r"|(looking for|seek(ing)?|want) (an? )?(\w+ ){0,2}(individuals?|people|candidates?|person|developers|engineers) (who|with)"
    r"|you.ve (\w+ )?(built|run|worked|shipped|led|written)|you have (\w+ )?(built|run|worked"
    r"|shipped|led|written)|(is|are|would be) (highly |very )?(a plus|a bonus|essential|desirable|helpful|welcome"
    r"|needed)|nice to have|ideally|would be (\w+ )?(great|good|helpful|useful|advantage|an advantage|a treat)"
    r"|you ought to|we hope (that )?you|you should be|(we.d|we would) like (you to have|someone|somebody)|matters to us|we (value|expect)"
    r"|we (want|need) (you|a person|people who)|be (somebody|someone) who|(is|are) expected|part of the job|exposure to|keen to (see|hear from))",
    re.IGNORECASE,
)
"""How a requirement sounds in running text."""

WISHED = re.compile(
    r"nice to have|a plus\b|bonus|desirable|ideally|hear from you if|preferabl[ey]|would be (great|helpful|good|lovely)"
    r"|helpful|useful|advantage|would help|welcome|preferred|not (a must|essential|required)|even better|gold stars?"
    r"|(bonus|extra|brownie) points?|\bhelps if\b|a treat\b|von vorteil|wünschenswert",
    re.IGNORECASE,
)
"""How a wish sounds that is no must."""

ADDED_WISH = re.compile(
    r"\s*[,;(–—] ?(?=ideally|preferably|[^,;(]*\b(a plus|a bonus|an advantage|nice to have|desirable|preferred)\b)",
    re.IGNORECASE,
)
"""Where a wish is added to a requirement: "three years of SQL, ideally in a bank"."""

MUSTS = re.compile(
    r"^must\b|\b(you|candidates?|applicants?) must\b|candidates? (have|has|should|will have|need)\b",
    re.IGNORECASE,
)
"""How a must sounds, whatever else the sentence wishes for."""

NOT_ASKED = re.compile(
    r"\b(we|it|that) (do not|don.t|does not|doesn.t) (mind|matter|care|ask|require)"
    r"|no matter (where|what|how)|reasonable (adjustments|accommodations?)|(please )?let us know|advertised by"
    r"|employment (agency|business)|^show (more|less)$|\w@\w"
    r"|^required (from|for|by) (january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
"""How a sentence sounds that names something in order not to ask for it."""

OFFERS = re.compile(
    r"^(After|Established|Founded|Since|Launched) |hours (are|per week)|you.ll (also )?have (significant|full|real|access|autonomy|responsib|(a|the|an|every|plenty of|lots of) (\w+ )?(chance|opportunit|freedom|say|impact|support|buddy))"
    r"|\b(candidates?|applicants?) (\w+ ){0,5}(are|will be|is) (\w+ )?(evaluated|assessed|shortlisted|contacted|invited|asked)|"
    r"[£$€] ?\d|\b\d+ ?%|\b\d+ days\b|\b(we offer|you.ll (get|receive|join|report|work (with|from|on|in|alongside))|we.ll (pay|give)"
    r"|salary|pension|mortgage|holiday|annual leave|bonus of|per year|apply (by|with|at|now)|cookies?"
    r"|equal opportunit|health insurance|stock options|we (are|.re) an?\b|founded in)",
    re.IGNORECASE,
)
"""How an offer or a notice sounds, which is no requirement."""

ROLE_NOUNS = (
    "engineer developer manager analyst designer specialist officer adviser advisor administrator "
    "scientist architect lead consultant assistant programmer representative agent executive "
    "researcher owner coordinator technician operator director associate nurse teacher tester advocate"
).split()
"""Words in which a title of a job ends."""

ORGANISATIONS = frozenset(
    {"Council", "Bank", "Ltd", "Limited", "plc", "PLC", "Inc", "GmbH", "University", "College",
     "School", "Trust", "Group", "Agency", "Ministry", "Department", "Foundation", "Hospital",
     "Society", "Institute", "Company", "Services", "Technologies", "Systems",
     "AG", "SE", "KG", "BV", "NV", "AB", "SA", "LLC", "LLP", "Corp", "Corporation"}
)  # fmt: skip
"""Words in which the name of an organisation ends."""

AGENCIES = frozenset(
    {"Recruitment", "Recruiting", "Recruiters", "Staffing", "Talent", "Search", "Resourcing"}
)
"""Words in which the name of an agency ends, which hires for another."""

FOR_A_CLIENT = re.compile(r"\b(my|our) clients?,? (is|are|has|have|seeks?|needs?|requires?|wants?)\b|"
                          r"\bon behalf of (my|our|a|an|their) |\b(we['’]re|we are|to be|is) partner(ing|ed) with an? "
                          r"|\bis working with one of ", re.IGNORECASE)  # fmt: skip
"""How an agency speaks of who hires."""

NO_COMPANY = frozenset(
    """
    us you the this our your we they it about who what why how role team job company join a an i if in as
    we're we've you'll you're people engineering data product customer there these those that least for
    and or but to from with by on please apply remote hybrid note experience knowledge skills financial hiring growing looking recruiting
    essential desirable required preferred security software technology design marketing finance sales operations all any each every no when
    where while since by reporting based working previous strong good great excellent senior junior
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december christmas
    """.split()
)
"""Words with which no company's name begins where one could stand.  "About you", "at least"."""

NO_EMPLOYERS = frozenset(
    {"linkedin", "facebook", "twitter", "instagram", "youtube", "glassdoor", "indeed", "medium",
     "stack overflow", "github", "gitlab", "zoom", "teams", "meetup", "gmail", "outlook", "hotmail",
     "yahoo", "icloud"}
)  # fmt: skip
"""Names that stand at the foot of pages or are where one applies."""

ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("site-reliability-engineer", r"site reliab|\bsre\b|dev\s?ops|platform engineer"
         r"|infrastructure engineer|systems engineer"),
        ("data-engineer", r"data (platform )?engineer|analytics engineer|etl developer"),
        ("frontend-developer", r"front.?end|\bui (developer|engineer)|web developer"),
        ("product-manager", r"product (manager|owner|lead)"),
        ("customer-support", r"customer (support|service|care|success|advis)|support (specialist"
         r"|agent|adviser|advisor|officer|lead|associate|assistant|representative|team)|help ?desk|service desk|contact centre"),
        ("backend-developer", r"back.?end|software (engineer|developer)|softwareentwickl|(python|java|go|api"
         r"|server|node\S*|ruby|php|\.net|c#) (software )?(engineer|developer)|full.?stack"),
    )
)  # fmt: skip
"""Which role of the shipped parts a title means; the first that fits counts."""

ANY_ROLE = "behavioural-core"
"""The part for a role that no other part is for."""

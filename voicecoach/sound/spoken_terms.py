"""How months, units, terms and short forms are said in English: the tables of `spoken_text`."""

from __future__ import annotations

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

CURRENCIES = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"}
"""Signs before an amount."""

SCALES = {
    "k": "thousand",
    "m": "million",
    "mn": "million",
    "b": "billion",
    "bn": "billion",
    "thousand": "thousand",
    "million": "million",
    "billion": "billion",
}
"""Letters and words behind an amount."""

UNITS = {
    "ms": "milliseconds",
    "µs": "microseconds",
    "KB": "kilobytes",
    "MB": "megabytes",
    "GB": "gigabytes",
    "TB": "terabytes",
    "PB": "petabytes",
    "QPS": "queries a second",
    "RPS": "requests a second",
    "rps": "requests a second",
    "km": "kilometres",
    "kg": "kilograms",
}
"""Units behind a figure."""

TERMS = {
    "gRPC": "G-R-P-C",
    "NoSQL": "no S-Q-L",
    "MySQL": "my S-Q-L",
    "PostgreSQL": "postgres Q-L",
    "GraphQL": "graph Q-L",
    "SQLite": "S-Q-L-ite",
    "k8s": "kubernetes",
    "kubectl": "kube control",
    "OAuth": "oh-auth",
    "nginx": "engine x",
    "NGINX": "engine x",
    "iOS": "i-O-S",
    "macOS": "mac O-S",
    "DevOps": "dev ops",
    "SaaS": "sass",
    "PaaS": "pass",
    "IaC": "infrastructure as code",
    "C++": "C plus plus",
    "C#": "C sharp",
    "F#": "F sharp",
    ".NET": "dot net",
    "CI/CD": "C-I C-D",
    "A/B": "A-B",
    "TCP/IP": "T-C-P I-P",
    "I/O": "I-O",
    "UI/UX": "U-I and U-X",
    "24/7": "twenty-four seven",
    "and/or": "and or",
    "R&D": "R and D",
    "Q&A": "Q and A",
    "YAML": "yammel",
    "JSON": "jason",
    "JWT": "J-W-T",
}
"""Names and terms that engines read wrongly."""

RESPELT = {
    "async": "a-sync",
    "asynchronous": "a-synchronous",
    "backend": "back-end",
    "endpoint": "end-point",
    "idempotent": "eye-dempotent",
    "kubernetes": "koobernettees",
    "postgres": "post-gress",
    "redis": "reddis",
}
"""Words that espeak-ng stresses or splits wrongly ("buh-KEND", "uh-SINK"), and piper with it: by
its phonemes, 2026-11-29.  In small letters; also said so with a capital or a plural."""

SHORT_FORMS = {
    "e.g.": "for example",
    "i.e.": "that is",
    "etc.": "and so on",
    "vs.": "versus",
    "vs": "versus",
    "approx.": "approximately",
    "incl.": "including",
    "w/o": "without",
    "w/": "with",
}
"""Abbreviations of words."""

SAID_AS_WORDS = frozenset(
    [
        "AND",
        "NOT",
        "OR",
        "BUT",
        "YOU",
        "YOUR",
        "NO",
        "YES",
        "WHY",
        "HOW",
        "WHAT",
        "ALL",
        "ONE",
        "ANY",
        "THE",
        "OK",
        "STAR",
        "REST",
        "CRUD",
        "ACID",
        "SOLID",
        "RAM",
        "ROM",
        "NASA",
        "NATO",
        "LAN",
        "WAN",
        "VAT",
        "PIN",
        "SIM",
        "BASE",
        "CAP",
        "AIDS",
        "LIFO",
        "FIFO",
    ]
)
"""Capitals that are read as a word, not letter by letter."""

USERS = (
    "people|somebody|someone|everybody|everyone|anybody|anyone|nobody"
    "|users|customers|teams|developers|engineers|colleagues"
)
"""Words behind which "use" is a verb, as an alternative of a pattern."""

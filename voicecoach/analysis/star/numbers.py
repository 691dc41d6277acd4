"""Quantities as people say and recognisers write them: "9%", "$1,200", "3x", "half a second".

A quantity says how much: a share, a sum, an amount with its unit, a rate, a comparison, a count
of things.  A date, a clock time, a version, "one of", the size of the own team and a name with a
number in it ("room 12") do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from voicecoach.analysis.star.number_words import (
    AGO,
    ALIVE,
    BEFORE_YEAR,
    BOUNDS,
    CHANGING,
    CLOCK_ENDS,
    COMPARING,
    DIGITS,
    FACTORS,
    FOLLOWING,
    FRACTION_AFTER,
    FRACTION_ENDS,
    FRACTIONS,
    GIVING,
    LASTING,
    LONG_UNITS,
    MANY,
    MONTHS,
    MOVED,
    NAMES,
    NO_FACTOR_AFTER,
    PEOPLE,
    PERCENT,
    SHORT_UNITS,
    SURE,
    TEAMS,
    TURNING,
    WORDS,
    YEARS,
    Number,
    quantity_tokens,
    read_numbers,
    token_at,
)

SMALL = 12
"""Up to this a bare count needs a reason to be one: "the two teams" says nothing of how much."""

HOURS = 24
"""Hours of a day: "at 30" is no clock time."""

DAYS = 31
"""Days of a month: "by October 100 were back" is no date."""

WINDOW = 6
"""So many words before a number may hold the verb that makes it a change."""


def holds_quantity(text: str) -> bool:
    """Return whether a sentence says how much: a share, a sum, an amount, a rate, a comparison."""
    tokens = quantity_tokens(text)
    return (
        _says_factor(tokens)
        or _says_none_left(tokens)
        or _says_how_often(tokens)
        or any(_is_quantity(tokens, number) for number in read_numbers(tokens))
    )


def _says_factor(tokens: Sequence[str]) -> bool:
    """Return whether there is a factor, many, or a fraction: "halved", "hundreds", "by half"."""
    for i, token in enumerate(tokens):
        after = token_at(tokens, i + 1)
        if token in MANY or (token in FACTORS and after not in NO_FACTOR_AFTER):
            return True
        if token == "twice" and after in {"as", "the", "a", "an", "per", "more", "what"}:
            return True
        if token in FRACTIONS and _is_share(tokens, i):
            return True
    return False


def _is_share(tokens: Sequence[str], i: int) -> bool:
    """Return whether the fraction at ``i`` is a share: "half of", "by a third", "half a second"."""
    token, before, after = tokens[i], token_at(tokens, i - 1), token_at(tokens, i + 1)
    if token == "half":
        if after in {"a", "an"}:
            unit, behind = token_at(tokens, i + 2), token_at(tokens, i + 3)
            short = unit in SHORT_UNITS and before not in {"after", "last"} and behind not in AGO
            return short or behind in COMPARING
        return after in FRACTION_AFTER or before in {"by", "in", "to"} or _changes(tokens, i)
    if token.endswith("s"):
        return before in {"two", "three", "four"}
    if before not in {"a", "one"}:
        return before == "by"
    # "we hired a third engineer" is no share
    is_share = after in FRACTION_AFTER or after == ""
    return is_share or (after in FRACTION_ENDS and _changes(tokens, i))


def _says_none_left(tokens: Sequence[str]) -> bool:
    """Return whether nothing is left, counted: "zero incidents", "not a single complaint"."""
    said = " ".join(tokens)
    return "every single" not in said and bool(
        re.search(
            r"\b(?:not (?:a|one) single|without (?:a|one) single|lost no|all but (?:one|a few)|"
            r"not one (?!of us\b)\w+|no (?:more )?than one|orders? of magnitude)\b",
            said,
        )
    )


def _says_how_often(tokens: Sequence[str]) -> bool:
    """Return whether a rate is said: "once a week", "four times per shift"."""
    periods = r"(?:minute|hour|day|night|week|month|quarter|year|shift|season|sprint)"
    return bool(
        re.search(
            rf"\b(?:once|twice|several times|times) (?:a|an|per|every|each) {periods}\b",
            " ".join(tokens),
        )
    )


def _is_quantity(tokens: Sequence[str], number: Number) -> bool:
    """Return whether a number says how much."""
    after = token_at(tokens, number.last + 1)
    if number.unit.startswith(("$", "€", "£")) or number.unit in {"x", "pp", "rps", "qps"}:
        return True
    if number.unit == "%" or after in PERCENT or tokens[number.last + 1 :][:2] == ["per", "cent"]:
        return not _is_devotion(tokens, number)
    if _is_no_amount(tokens, number):
        return False
    if number.unit or _is_ratio(tokens, number):
        return True
    if after in SHORT_UNITS | LONG_UNITS | YEARS:
        return _is_span(tokens, number)
    if after in {"per", "a"} and token_at(tokens, number.last + 2) in LONG_UNITS | YEARS | {"hour"}:
        return True
    if number.value == 1:
        return False
    if number.value > SMALL:
        return True
    return _is_counted(tokens, number)


def _is_devotion(tokens: Sequence[str], number: Number) -> bool:
    """Return whether a percentage says how wholly, not how much: "I gave a hundred percent"."""
    before = tokens[max(0, number.first - 4) : number.first]
    rest = tokens[number.last + 1 : number.last + 5]
    is_of_things = [token for token in rest if token not in PERCENT][:2] == ["of", "the"]
    given = not GIVING.isdisjoint(before) and not is_of_things
    return number.value >= 100 and (given or not SURE.isdisjoint(rest[:3]))


def _is_no_amount(tokens: Sequence[str], number: Number) -> bool:
    """Return whether a number is a date, a clock time, an age, a name, an own team or "one of"."""
    if (is_date := _is_date(tokens, number)) is not None:
        return is_date
    if _is_clock_time(tokens, number):
        return True
    before, after = token_at(tokens, number.first - 1), token_at(tokens, number.last + 1)
    earlier = token_at(tokens, number.first - 2)
    if before in TURNING and (earlier in ALIVE or before.startswith("age")) and not number.unit:
        return after not in SHORT_UNITS | LONG_UNITS | COMPARING | {"out"}
    if before in NAMES and not number.unit and after not in SHORT_UNITS:
        return True
    if before == "of" and earlier in TEAMS | {"age"}:
        return True
    if after == "of" and token_at(tokens, number.last + 2) in {"us", "them", "my", "our"}:
        return number.value <= SMALL
    if after in PEOPLE and before in {"the", "my", "our", "us", "we"}:
        return True
    if after in {"person", "man", "member"} and token_at(tokens, number.last + 2) in TEAMS:
        return True
    if number.value == 1 and after in {"single", "of", "time", "day", "morning", "evening"}:
        soon = COMPARING.intersection(tokens[number.last + 2 : number.last + 3])
        return not (after == "day" and (soon or before in {"within", "in", "under", "by"}))
    return False


def _is_date(tokens: Sequence[str], number: Number) -> bool | None:
    """Return whether a number is a year or a day of a month; None where it is neither."""
    before, after = token_at(tokens, number.first - 1), token_at(tokens, number.last + 1)
    written = tokens[number.first]
    if 1900 <= number.value <= 2099 and "," not in written and not number.unit:
        return before in BEFORE_YEAR | MONTHS or after == "" or len(written) == 4
    if written == "twenty" and after == "" and number.last > number.first:
        return before in MONTHS or "in" in {before, token_at(tokens, number.first - 2)}
    if (
        (before in MONTHS and (number.value <= DAYS or written == "twenty"))
        or after in MONTHS
        or (after == "of" and token_at(tokens, number.last + 2) in MONTHS)
    ):
        return True
    return None


def _is_clock_time(tokens: Sequence[str], number: Number) -> bool:
    """Return whether a number is a clock time: "7 am", "at two", "done by five"."""
    before, after = token_at(tokens, number.first - 1), token_at(tokens, number.last + 1)
    if after in {"am", "pm", "o'clock", "a.m", "p.m"}:
        return True
    if number.unit or number.value > HOURS:
        return False
    if before == "by" and after in CLOCK_ENDS and number.value <= SMALL:
        return MOVED.isdisjoint(tokens[max(0, number.first - WINDOW) : number.first])
    return before in {"at", "past"} and after not in SHORT_UNITS | LONG_UNITS


def _is_ratio(tokens: Sequence[str], number: Number) -> bool:
    """Return whether two numbers are compared: "nine out of ten", "forty to nine", "1 in 50"."""
    rest = tokens[number.last + 1 : number.last + 6]
    for link in (
        ["out", "of"],
        ["in", "every"],
        ["of", "the"],
        ["in"],
        ["instead", "of"],
        ["of"],
        ["to"],
    ):
        if rest[: len(link)] == link and len(rest) > len(link):
            then = rest[len(link)]
            if then in WORDS or DIGITS.fullmatch(then):
                return link != ["in"] or not (1900 <= float(re.sub(r"\D", "", then) or 0) <= 2099)
    before = tokens[max(0, number.first - 5) : number.first]
    return (
        before[-2:] in (["all", "but"], ["factor", "of"])
        or before[-2:] == ["instead", "of"]
        or (
            "from" in before
            and "to" in rest
            and any(t in WORDS or DIGITS.fullmatch(t) for t in rest)
        )
    )


def _is_span(tokens: Sequence[str], number: Number) -> bool:
    """Return whether a number with a unit is an amount: "in 22 minutes", not "two weeks later"."""
    unit = token_at(tokens, number.last + 1)
    before = tokens[max(0, number.first - 3) : number.first]
    behind = tokens[number.last + 2 : number.last + 5]
    if AGO.intersection(behind[:2]) and not COMPARING.intersection(behind[:2]):
        return _changes(tokens, number.first)
    if before[-1:] and before[-1] in {
        "after",
        "last",
        "past",
        "previous",
        "next",
        "first",
        "another",
    }:
        return False
    if unit in SHORT_UNITS:
        return True
    if "for" in before[-2:] or "following" in before[-1:]:
        return bool(LASTING.intersection(tokens))
    return (
        bool(COMPARING.intersection(behind[:3]))
        or bool(BOUNDS.intersection(before))
        or "in" in before[-2:]
        or _changes(tokens, number.first)
    )


def _is_counted(tokens: Sequence[str], number: Number) -> bool:
    """Return whether a small count says how much: beside a change, a bound or a comparison."""
    before = tokens[max(0, number.first - 2) : number.first]
    behind = tokens[number.last + 1 : number.last + 4]
    return (
        bool(BOUNDS.intersection(before))
        or bool(COMPARING.intersection(behind[:2]))
        or (
            before[-1:] not in (["the"], ["my"], ["our"], ["both"])
            and _changes(tokens, number.first)
        )
        or (before[-1:] in ([], ["and"]) and not FOLLOWING.isdisjoint(behind))
        or number.value == 0
    )


def _changes(tokens: Sequence[str], index: int) -> bool:
    """Return whether a verb of change stands in the few words before."""
    return not CHANGING.isdisjoint(tokens[max(0, index - WINDOW) : index])

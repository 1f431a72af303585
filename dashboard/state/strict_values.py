"""One value of an address, or of a route's argument, read strictly: what isn't plainly meant is said, never guessed.

`declarations` hands the same bounds and sentences to the scripts, whose reader is `strict_values.js`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from linkage.errors import UsageError, nearest

MOST_NUMBER = 9_999_999_999
"""The largest number that any field may say."""
MOST_DAY = 999_999
"""The last day that may be asked for: in the 28th century."""
MOST_PLACE = 9_999
"""The largest place in an answer: a wave, a step, a proof."""

NO_NUMBER = "'{value}' is no number for '{name}': it has to be {expects}."
NO_CHOICE = "There is no {name} '{value}'. There is: {choices}.{hint}"
WHOLE = "a whole number from {least} to {most}"
HINT = " Did you mean '{near}'?"

_DIGITS = re.compile(r"[0-9]{1,10}")


def whole_number(name: str, text: str, least: int, most: int) -> int:
    """The whole number that a text is: digits alone, no sign, no space, no exponent.

    >>> whole_number("on-day", "60", 0, MOST_DAY)
    60

    Raises:
        UsageError: it is anything else; the sentence names the field, what was given and what it expects.
    """
    if _DIGITS.fullmatch(text) and least <= int(text) <= most:
        return int(text)
    raise UsageError(NO_NUMBER.format(value=short(text), name=name, expects=expected_number(least, most)))


def expected_number(least: int, most: int) -> str:
    """What a number has to be, in words.

    >>> expected_number(1, 9_999)
    'a whole number from 1 to 9,999'
    """
    return WHOLE.format(least=f"{least:,}", most=f"{most:,}")


def choice(name: str, text: str, choices: Iterable[str]) -> str:
    """The text, if it is one of the choices (a blank one may be there and isn't named).

    Raises:
        UsageError: it is none of them; the sentence names them all, and the nearest.
    """
    known = list(choices)
    if text in known:
        return text
    near = nearest(text.casefold(), filter(None, known))
    hint = HINT.format(near=near) if near else ""
    named = ", ".join(filter(None, known))
    raise UsageError(NO_CHOICE.format(name=name, value=short(text), choices=named, hint=hint))


def short(text: str) -> str:
    """A text that somebody typed, cut to what a sentence can hold."""
    return text if len(text) <= 60 else text[:59] + "…"

"""Tokens, the visibly invented values of identifiers, and the checks that recognise values which look real.

A token is `PREFIX-0000000042`: never 18 characters with a date in it, never an 11-digit mobile number. Knows no
world, so that the checks of a world's folder can use it.
Check digit: GB 11643-1999 (ISO 7064 MOD 11-2), weights 2^(17-i) mod 11.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

_WIDTH = 10
MOST_RESIDENTS = 2_000_000_000
"""The most residents that a city can have: their numbers have ten digits, and companies are numbered from 10^10 on."""

_CHECK_CHARACTERS = "10X98765432"
_WEIGHTS = tuple(2 ** (17 - i) % 11 for i in range(17))
_CITIZEN_NUMBER = re.compile(r"[1-8][0-9]{16}[0-9Xx]")
_MOBILE_NUMBER = re.compile(r"1[3-9][0-9]{9}")


def token(prefix: str, number: int) -> str:
    """A visibly invented value of an identifier: its prefix and a number of ten digits.

    >>> token("SYN", 4711003)
    'SYN-0004711003'
    """
    return f"{prefix}-{number:0{_WIDTH}d}"


def token_column(prefix: str, numbers: Iterable[int]) -> list[str]:
    """The token of each number, and a blank for -1.

    >>> token_column("SYN", [4711003, -1])
    ['SYN-0004711003', '']
    """
    return [f"{prefix}-{number:0{_WIDTH}d}" if number >= 0 else "" for number in numbers]


def resident(number: int) -> str:
    """The id of a resident.

    >>> resident(4711003)
    'R0004711003'
    """
    return f"R{number:0{_WIDTH}d}"


def company(number: int) -> str:
    """The id of a company.

    >>> company(123)
    'C0000123'
    """
    return f"C{number:07d}"


def trailing_number(text: str) -> tuple[str, int]:
    """A text without the digits at its end, and the number that they make (0 where there are none).

    >>> trailing_number("unpaid-court-judgment:R0000000042")
    ('unpaid-court-judgment:R', 42)
    >>> trailing_number("abc")
    ('abc', 0)
    """
    stem = text.rstrip("0123456789")
    digits = text[len(stem) :][-18:]
    return stem, int(digits) if digits else 0


def looks_like_citizen_number(cell: str) -> bool:
    """Whether a cell is 18 characters with a real date and a right check character.

    >>> looks_like_citizen_number("SYN-00000000000042")
    False
    """
    text = unicodedata.normalize("NFKC", cell).strip()
    if not _CITIZEN_NUMBER.fullmatch(text):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11] == text[17].upper()


def looks_like_mobile_number(cell: str) -> bool:
    """Whether a cell is 11 digits that start with 13 to 19.

    >>> looks_like_mobile_number("TEL-0000000042")
    False
    """
    text = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
    return _MOBILE_NUMBER.fullmatch(text.strip()) is not None

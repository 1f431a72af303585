"""The guard against real people's data: values that look real are refused, and messages never repeat them.

A message never repeats a value that looks real, never carries a character that turns a line round, and stays
short. Knows no table and no file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from linkage.errors import Place, RealDataError, nearest
from linkage.tokens import looks_like_citizen_number, looks_like_mobile_numbers

_CITIZEN = re.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
_LONG_NUMBER = re.compile("[0-9]{11}")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SHORTEST_CITIZEN = 18
_LONGEST_HINT = 80
_MOST_HINTS = 500
_PLACEHOLDER = "[not shown]"

REAL_SHAPES = ((11, b"1"), (18, b"12345678"))
"""How long a cell of plain ASCII is, and how it begins, that `citizen_fault` or `mobile_fault` could be about."""


def looks_real(text: str) -> bool:
    """Whether a citizen number stands anywhere in a text.

    >>> looks_real("SYN-0004711003"), looks_real("Li Wei")
    (False, False)
    """
    if len(text) < _SHORTEST_CITIZEN:
        return False
    return any(looks_like_citizen_number(number) for number in _CITIZEN.findall(_normalized(text)))


def safe_text(text: str, width: int = 60) -> str:
    """A cell as a message may show it: one short line, nothing invisible, nothing that looks real.

    >>> safe_text("rail-tickts"), safe_text("two" + chr(10) + "lines"), safe_text("a" * 99, 5)
    ('rail-tickts', 'two\\\\nlines', 'aaaaa…')
    """
    text = _hide_real_values(text)
    short = text if len(text) <= width else text[:width] + "…"
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in short)


def invisible_character(text: str) -> str:
    """The code of the first character that can't be seen or turns the line round, or nothing.

    >>> invisible_character("plain"), invisible_character("a" + chr(0x202E) + "b")
    ('', 'U+202E')
    """
    match = _INVISIBLE.search(text)
    return f"U+{ord(match.group()):04X}" if match else ""


def nearest_name(name: str, known: Collection[str]) -> str:
    """The known name nearest to a misspelt one, or a blank; of very many, only one that differs in its capitals."""
    if len(name) > _LONGEST_HINT:
        return ""
    if len(known) > _MOST_HINTS:
        return safe_text(next((other for other in (name.upper(), name.lower()) if other in known), ""))
    return safe_text(nearest(name, known))


def citizen_fault(place: Place) -> RealDataError:
    """The fault of a cell that looks like a citizen number."""
    return RealDataError(place, "what looks like a real citizen number", "an invented value, such as SYN-0000000042")


def mobile_fault(file: str, column: str, cells: Sequence[tuple[int, str]]) -> RealDataError | None:
    """The fault of a column of mobile numbers, if it is one; `cells` come with their lines."""
    if not looks_like_mobile_numbers(cell for _, cell in cells):
        return None
    line = next(number for number, cell in cells if _MOBILE.search(_normalized(cell)))
    return RealDataError(
        Place(file, line, column),
        "a column of what look like real mobile numbers",
        "invented values, such as TEL-0000000042",
    )


def may_hold_real_numbers(text: str) -> bool:
    """Whether cells may hold what `citizen_fault` or `mobile_fault` are about; no needs no look at each of them.

    A quick look for eleven digits in a row, or for letters beyond ASCII, among which digits may hide.

    >>> may_hold_real_numbers("SYN-0000000007,1"), may_hold_real_numbers("a,00000000007")
    (False, True)
    """
    return not text.isascii() or _LONG_NUMBER.search(text) is not None


def column_label(head: str, position: int) -> str:
    """A column's name in messages: its number where the name itself is a number."""
    return f"column {position + 1}" if _hide_real_values(head) != head else safe_text(head)


def _normalized(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _hide_real_values(text: str) -> str:
    plain = _normalized(text)
    if not (_CITIZEN.search(plain) or _MOBILE.search(plain)):
        return text
    return _MOBILE.sub(_PLACEHOLDER, _CITIZEN.sub(_PLACEHOLDER, plain))

"""The guard against real people's data: values that look real are refused, and messages never repeat them.

A Chinese citizen number is refused in any cell. Of the other kinds, which more numbers look like by accident, a column
is refused in which most filled cells are of one kind: Chinese mobiles, and those of `personal_values`.

A message never repeats a value that looks real, never carries a character that turns a line round, and stays
short. Knows no table and no file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from linkage.errors import Place, RealDataError, nearest
from linkage.tokens import looks_like_citizen_number, looks_like_mobile_number
from linkage.world.personal_values import PERSONAL_KINDS, hide_personal_values, personal_kind, plain

_CITIZEN = re.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
_NUMBERS = re.compile(r"[0-9]{3}(?:[0-9]{8}|[- ][0-9]{2}[- ][0-9]{4}|[0-9][- ][0-9]{4})")
_LETTERS_FIRST = re.compile(r"[A-Za-z]{2} ?[0-9]{2}[- ]?[0-9A-Za-z]{2}")
_BLANK_WORDS = frozenset({"nan", "none", "null", "na", "n/a", "-"})
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_SHORTEST_CITIZEN = 18
_LONGEST_HINT = 80
_MOST_HINTS = 500
_PLACEHOLDER = "[not shown]"
_MOBILES = "mobile"


class Shape(NamedTuple):
    """How long a cell of plain ASCII is, and which bytes stand at some places of it, that a fault could be about."""

    least: int
    most: int
    at: tuple[tuple[int, bytes], ...]


_DIGITS = b"0123456789"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
REAL_SHAPES = (
    Shape(11, 11, ((0, b"1"), (1, b"3456789"))),  # mobiles
    Shape(18, 18, ((0, b"12345678"), (1, _DIGITS))),  # citizen numbers
    Shape(11, 11, ((0, _DIGITS), (3, b"-"), (6, b"-"))),  # Social Security numbers
    Shape(13, 23, ((0, b"23456"), (1, _DIGITS), (2, _DIGITS))),  # cards
    Shape(15, 42, ((0, _LETTERS), (1, _LETTERS), (2, _DIGITS), (3, _DIGITS))),  # accounts
    Shape(9, 9, ((0, _LETTERS), (2, _DIGITS), (7, _DIGITS), (8, b"ABCDabcd"))),  # insurance numbers
    Shape(9, 30, ((0, b"+"),)),  # telephone numbers
    Shape(13, 34, ((0, b"t"), (3, b":"), (4, b"+"))),  # the same behind tel:
)
"""The shapes of all that the guard refuses, but for what `REAL_MARKS` tells."""

REAL_MARKS = (b"@",)
"""What stands somewhere in every e-mail address."""


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


def column_fault(file: str, column: str, cells: Sequence[tuple[int, str]]) -> RealDataError | None:
    """The fault of a column in which most filled cells look like one kind of real value; `cells` come with lines."""
    kinds: Counter[str] = Counter()
    filled = 0
    for _, cell in cells:
        if cell and (text := cell.strip()) and text.lower() not in _BLANK_WORDS:
            filled += 1
            kinds[_kind_of(text)] += 1
    del kinds[""]
    kind = next((word for word, count in kinds.items() if count * 2 > filled), "")
    if not kind:
        return None
    line = next(number for number, cell in cells if _kind_of(cell) == kind)
    if kind == _MOBILES:
        found, expected = "real mobile numbers", "invented values, such as TEL-0000000042"
    else:
        found, expected = f"real {PERSONAL_KINDS[kind].called}", PERSONAL_KINDS[kind].instead
    return RealDataError(Place(file, line, column), f"a column of what look like {found}", expected)


def _kind_of(cell: str) -> str:
    """The kind of real value that a cell looks like; blank for none."""
    return _MOBILES if looks_like_mobile_number(cell) else personal_kind(cell)


def may_hold_real_numbers(text: str) -> bool:
    """Whether cells may hold what `citizen_fault` or `column_fault` are about; no needs no look at each of them.

    A quick look for shapes that such values have, or for letters beyond ASCII, among which digits may hide.

    >>> may_hold_real_numbers("SYN-0000000007,1"), may_hold_real_numbers("a,00000000007")
    (False, True)
    """
    if not text.isascii() or "@" in text or "+" in text:
        return True
    return _NUMBERS.search(text) is not None or _LETTERS_FIRST.search(text) is not None


def column_label(head: str, position: int) -> str:
    """A column's name in messages: its number where the name itself is a number."""
    return f"column {position + 1}" if _hide_real_values(head) != head else safe_text(head)


def _normalized(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _hide_real_values(text: str) -> str:
    normal = plain(text)
    hidden = hide_personal_values(_MOBILE.sub(_PLACEHOLDER, _CITIZEN.sub(_PLACEHOLDER, normal)), _PLACEHOLDER)
    return text if hidden == normal else hidden

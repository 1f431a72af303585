"""Text metrics: how wide a text is and where its lines break, before any browser has drawn it.

Box widths come from these, so the table errs on the wide side: Arial's widths, stretched by what the wider
system fonts need. A Chinese character takes one em. Knows nothing of boxes.
"""

from __future__ import annotations

import re
from functools import lru_cache

STACK = (
    '"Inter","Segoe UI","Helvetica Neue",Arial,"Liberation Sans","Noto Sans",Roboto,"DejaVu Sans Condensed",'
    '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
)
"""The font stack: each is on some machine without asking the network."""

LINE = 1.16
"""The height of a line of text, in ems."""

_WIDTHS = {
    0.24: "ijl'|",
    0.30: " !,./:;I[]\\tf",
    0.36: '()-r`"*',
    0.51: "cksvxyzJ",
    0.57: "abdeghnopqu0123456789L?_$#~+<>=FTZ",
    0.68: "ABEKPSVXYCDHNRUw&",
    0.78: "GOQ…—→✕✓≠±",
    0.86: "mM%",
    0.98: "W@",
}
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
_WIDE = "\u2e80-\U0010ffff"
_PIECE = re.compile(rf"[{_WIDE}]|[^\s/{_WIDE}-]*[/-]+ ?|[^\s/{_WIDE}-]+ ?")
_WORD = re.compile(rf"[{_WIDE}]+ ?|[^\s/{_WIDE}]*/ ?|[^\s/{_WIDE}]+ ?")
_TWO_SCRIPTS = re.compile(rf"[A-Za-z].*[{_WIDE}]|[{_WIDE}].*[A-Za-z]", re.DOTALL)
_CHINESE_PART = re.compile(rf"(?<=[^{_WIDE}\s]) +(?=[{_WIDE}]+[^{_WIDE}\s]*$)")
"""Where the Chinese of a name in two languages begins."""
_MAX_LENGTH = 200
_SPARE = 1.015
_SPARE_WIDE = 1.005
_BOLD = 1.06


def _is_wide(character: str) -> bool:
    return character >= "\u2e80"


def _ems(character: str) -> float:
    """The width of a narrow character in ems; what the table doesn't know is taken as wide."""
    return _WIDTH_OF.get(character, 0.62 if character.isascii() else 0.78)


@lru_cache(maxsize=8192)
def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text, in the units of `size`.

    >>> width("法院", 20) > width("ab", 20)
    True
    """
    wide = sum(map(_is_wide, text))  # one em each, in any font and weight
    narrow = sum(_ems(character) for character in text if not _is_wide(character)) if wide < len(text) else 0.0
    return (wide * _SPARE_WIDE + narrow * _SPARE * (_BOLD if bold else 1.0)) * size


def _pieces(text: str, hyphens: bool = True) -> list[str]:
    """A text cut where a line may break: after spaces and slashes; at hyphens, also between Chinese characters."""
    return (_PIECE if hyphens else _WORD).findall(" ".join(text[:_MAX_LENGTH].split()))


def line_limit(text: str, lines: int) -> int:
    """How many lines a text may take: a name in Latin letters and Chinese ones after each other, one line more.

    >>> line_limit("Courts", 2), line_limit("法院", 2), line_limit("Courts 法院", 2)
    (2, 2, 3)
    """
    return lines + 1 if _TWO_SCRIPTS.search(text[:_MAX_LENGTH]) else lines


@lru_cache(maxsize=8192)
def wrap(text: str, size: float, room: float, lines: int = 2, bold: bool = False) -> tuple[str, ...]:
    """The lines of a text: at most so many, of about one length; what is left over ends in an ellipsis.

    A name in two languages may take one line more.

    >>> wrap("published black and red lists", 10, 90)
    ('published black', 'and red lists')
    >>> wrap("cases", 10, 90)
    ('cases',)
    >>> wrap("Spending orders 限制消费令", 10, 90)
    ('Spending orders', '限制消费令')
    """
    hyphens, lines = False, line_limit(text, lines)
    if in_two_languages := _wrap_by_language(text, size, room, lines, bold):
        return in_two_languages
    rows = _fill_lines(text, size, room, bold, hyphens)
    if len(rows) > lines or any(width(row, size, bold) > room for row in rows):
        hyphens = True
        rows = _fill_lines(text, size, room, bold, hyphens)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], " ".join(rows[lines - 1 :])]
        return tuple(shorten(row, size, room, bold) for row in rows)
    narrow = room
    while len(rows) > 1 and narrow > size:
        even = _fill_lines(text, size, narrow, bold, hyphens)
        if len(even) != len(rows):
            break
        rows, narrow = even, narrow - size / 4
    return tuple(shorten(row, size, room, bold) for row in rows)


def by_language(text: str) -> tuple[str, ...]:
    """A name or a word in two languages as its two parts; any other is one part.

    >>> by_language("refused 已拒绝"), by_language("refused")
    (('refused', '已拒绝'), ('refused',))
    """
    chinese = _CHINESE_PART.search(text[:_MAX_LENGTH])
    return (text[: chinese.start()].strip(), text[chinese.start() :].strip()) if chinese else (text,)


def _wrap_by_language(text: str, size: float, room: float, lines: int, bold: bool) -> tuple[str, ...]:
    """A name in two languages with each on lines of its own, if it fits so; else nothing."""
    parts = by_language(text)
    if len(parts) == 1 or width(text, size, bold) <= room:
        return ()
    rows = [row for part in parts for row in wrap(part, size, room, max(1, lines - 1), bold)]
    fits = len(rows) <= lines and not any(row.endswith("…") for row in rows)
    return tuple(rows) if fits else ()


def _splits_chinese(rows: tuple[str, ...]) -> bool:
    """Whether a Chinese name begins on a line with other words, and goes on below."""
    return any(_TWO_SCRIPTS.search(row) and _is_wide(row[-1]) for row in rows[:-1])


def _fill_lines(text: str, size: float, room: float, bold: bool, hyphens: bool) -> list[str]:
    """The lines of a text by greedy filling: each as full as the room allows; a longer word stands alone."""
    rows = [""]
    for piece in _pieces(text, hyphens):
        if rows[-1] and width((rows[-1] + piece).rstrip(), size, bold) > room:
            rows.append("")
        rows[-1] += piece
    return [row.rstrip() for row in rows]


def shorten(text: str, size: float, room: float, bold: bool = False) -> str:
    """The text, or as many of its words as fit with an ellipsis; of a first word that is too long, what fits."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size, bold) > room:
        kept = kept[:-1]
    in_a_word = text[len(kept) : len(kept) + 1].isalnum() and not _is_wide(kept[-1:] or " ")
    if in_a_word and " " in kept.strip():
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(" ,;:-") + "…"


def narrowest(text: str, size: float, lines: int = 2, bold: bool = False) -> float:
    """The least room in which a text has at most so many lines and no ellipsis."""
    whole = width(text, size, bold)
    room = max((width(piece.rstrip(), size, bold) for piece in _pieces(text)), default=0.0)
    room = max(room, whole / line_limit(text, lines))
    while room < whole:
        rows = wrap(text, size, room, lines, bold)
        if not any(row.endswith("…") for row in rows) and not _splits_chinese(rows):
            break
        room += size / 4
    return min(room, whole)

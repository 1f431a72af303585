"""Pieces of Markdown: tables whose cells can hold anything, code, and text that was written for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a blank line around it; no cell can break it.

    >>> table(["a", "b"], [["1|2", "3"]])
    '\\n| a | b |\\n|---|---|\\n| 1\\\\|2 | 3 |\\n'
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n" + "".join(_line(line, place) for place, line in enumerate(lines))


def _line(cells: Sequence[str], place: int) -> str:
    if place == 1:
        return f"|{'|'.join(cells)}|\n"
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |\n"


def code(text: str) -> str:
    """Text as code within a line; blank text stays blank.

    >>> code("--seed"), code("a`b"), code("")
    ('`--seed`', '`` a`b ``', '')
    """
    if "`" in text:
        return f"`` {text} ``"
    return f"`{text}`" if text else ""


def block(text: str, language: str = "text") -> str:
    """Text as a block of code."""
    return f"\n```{language}\n{text.rstrip()}\n```\n"


def plain(text: str) -> str:
    """Text from a declaration, in which `<` and lists mean what a reader sees: nothing is taken for HTML.

    >>> plain("D < until, `a<b`"), plain("one of *")
    ('D &lt; until, `a<b`', 'one of \\\\*')
    """
    parts = re.split(r"(`+[^`]*`+)", text)
    return "".join(part if place % 2 else _escaped(part) for place, part in enumerate(parts))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")

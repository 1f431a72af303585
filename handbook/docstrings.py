"""A docstring in Google's style as Markdown: its sections, its lists and its examples."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Any

from handbook.markdown import block, code, plain, table

SECTIONS = ("Args", "Attributes", "Returns", "Raises")
_HEADS = re.compile(rf"^({'|'.join(SECTIONS)}):$", re.MULTILINE)
_ENTRY = re.compile(r"^(\w+): (.*(?:\n[ ].*)*)", re.MULTILINE)
_LISTED = {"Args": "argument", "Attributes": "attribute", "Raises": "error"}
_OF = {"Args": "what it is", "Attributes": "what it is", "Raises": "when"}


def docstring_page(thing: Any) -> str:
    """What a function or a class says of itself, as Markdown.

    >>> def half(number: int) -> float:
    ...     '''Half of a number.
    ...
    ...     Args:
    ...         number: any number.
    ...     '''
    >>> print(docstring_page(half))
    Half of a number.
    <BLANKLINE>
    | argument | what it is |
    |---|---|
    | `number` | any number. |
    <BLANKLINE>
    """
    text, _, examples = (inspect.getdoc(thing) or "").partition("\n>>>")
    opening, *parts = _HEADS.split(text)
    sections = [_section(head, _dedented(body)) for head, body in zip(parts[::2], parts[1::2], strict=True)]
    shown = block(f">>>{examples}", "pycon") if examples else ""
    return f"{plain(opening.strip())}\n{''.join(sections)}{shown}"


def _dedented(body: str) -> str:
    return textwrap.dedent(body.strip("\n")).strip()


def _section(head: str, body: str) -> str:
    if head in _LISTED:
        rows = [(code(name), plain(meaning)) for name, meaning in _ENTRY.findall(body)]
        return table([_LISTED[head], _OF[head]], rows)
    return f"\n**{head}** {plain(body)}\n"

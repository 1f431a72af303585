"""Cells: from text to a value by the column's declared kind, and back; and the names that a cell mentions.

A cell that can't be read gives a `Misread` (the text, what was expected, the nearest word) and never an exception, so
that reading goes on to the next cell. Knows no file and no other row.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from linkage.world.composites import DISTRICT, JOINED_BY, in_order, parts_of
from linkage.world.model import Hop, Threshold, default_of
from linkage.world.real_data_guard import nearest_name, safe_text

MOST_DAYS = 36_500
MOST_TEXT = 20_000

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "sources": "source",
        "quotes": "quote",
        "agencies": "agency",
        "identifiers": "identifier",
        "databases": "database",
        "registers": "register row",
        "columns": "column",
        "record_kinds": "record kind",
        "links": "link",
        "services": "service",
        "rules": "rule",
        "readings": "reading",
        "cards": "card",
        "figures": "figure",
        "stories": "story",
    }
)
"""The noun for one row of a table."""

_LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "per_100k": (0, 100_000),
        "hours": (0, 1_000_000),
        "amount": (0, 10**15),
        "value": (-(10**15), 10**15),
        "at_least": (1, 1_000),
        "points": (-1_000_000, 1_000_000),
        "residents": (1, 10**10),
        "values": (1, DISTRICT),
    }
)
"""The smallest and largest number of a column, by its name; shares and days have theirs by their kind."""

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ID = 100
_WHOLE = re.compile(r"(-?[0-9]{1,18})(?:\.0+)?")
_DECIMAL = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,40})?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_SCORE = re.compile(r"score(<|>=)(-?[0-9]{1,7})")


class Misread(NamedTuple):
    """A cell that can't be read."""

    found: str
    expected: str
    nearest: str = ""


SILENT = Misread("", "")
"""A cell that can't be used, and that another fault reports already."""


def read_cell(text: str, declared: Field[Any]) -> Any:
    """The value of a cell, or a `Misread`. A blank means the column's default, where it may be blank."""
    if len(text) > MOST_TEXT:
        return Misread(f"a cell of {len(text)} characters", f"at most {MOST_TEXT}")
    if text:
        return _READERS[declared.metadata["kind"]](text, declared)
    if declared.metadata["required"]:
        return Misread("a blank cell", expected_text(declared))
    return default_of(declared)


def cell_text(value: Any) -> str:
    """A value as the text of its cell: `read_cell` gives it back.

    >>> cell_text(0.5), cell_text(30.0), cell_text(True), cell_text(None), cell_text(("a", "b"))
    ('0.5', '30', 'yes', '', 'a b')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return plain_number(value)
    if isinstance(value, tuple) and not isinstance(value, Threshold):
        return " ".join(str(item) for item in value)
    return str(value)


def plain_number(value: float) -> str:
    """A number in as few digits as give it back, without an exponent.

    >>> plain_number(0.00001), plain_number(20000.0)
    ('0.00001', '20000')
    """
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def limits(declared: Field[Any]) -> tuple[float, float]:
    """The smallest and the largest number that a column takes."""
    by_kind: dict[str, tuple[float, float]] = {"share": (0, 1), "days": (0, MOST_DAYS)}
    return by_kind.get(declared.metadata["kind"]) or _LIMITS[declared.name]


def names_in(value: Any, declared: Field[Any]) -> Iterator[tuple[str, str]]:
    """The names that a cell mentions, each with the table (or several with bars) where it has to stand."""
    kind, to = declared.metadata["kind"], declared.metadata["to"]
    if kind == "chain":
        for hop in value:
            yield hop.register, "databases"
            yield from ((part, "identifiers") for part in parts_of(hop.identifier))
    elif kind == "composite":
        yield from ((part, to) for part in parts_of(value) if value)
    elif to and value and not isinstance(value, Threshold):
        names = (value,) if kind == "ref" else value
        yield from ((name, to) for name in names if name != "*")


def expected_text(declared: Field[Any]) -> str:
    """The values that a column accepts, in words."""
    kind, choices = declared.metadata["kind"], declared.metadata["choices"]
    if choices:
        return f"one of {', '.join(choices)}" if kind != "statuses" else f"some of {', '.join(choices)}"
    if kind in {"share", "days", "number", "integer"}:
        least, most = (plain_number(limit) for limit in limits(declared))
        return f"{_NUMBER_NOUNS[kind]} from {least} to {most}"
    if kind in {"ref", "refs", "quotes"}:
        noun = "the name" if kind == "ref" else "names, with spaces between them,"
        return f"{noun} of {with_article(declared.metadata['to'])}"
    return _EXPECTED[kind]


def with_article(tables: str) -> str:
    """The noun of a table's row with its article, or of several tables' with bars between them.

    >>> with_article("databases|agencies")
    'a database or an agency'
    """
    nouns = [NOUNS[table] for table in tables.split("|")]
    return " or ".join(f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}" for noun in nouns)


_NUMBER_NOUNS: Mapping[str, str] = MappingProxyType(
    {"share": "a share", "days": "whole days", "number": "a plain number", "integer": "a whole number"}
)
_EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "id": "a short name in lower case with hyphens, such as court-judgments",
        "text": "some text",
        "yesno": "yes or no",
        "carries": "* or record kinds with spaces between them",
        "chain": "REGISTER.IDENTIFIER, with spaces between several",
        "composite": "the name of an identifier, or of several with + between them",
        "when": "record kinds with spaces between them, or score<600, or score>=650",
        "what_if": "a what-if, such as cut:LINK,drop:IDENTIFIER",
    }
)


def _misread(text: str, declared: Field[Any], nearest: str = "") -> Misread:
    return Misread(safe_text(text), expected_text(declared), nearest)


def _id(text: str, declared: Field[Any]) -> Any:
    if len(text) > _LONGEST_ID:
        return Misread(f"{safe_text(text, 20)}, a name of {len(text)} characters", f"at most {_LONGEST_ID}")
    return text if is_id(text) else _misread(text, declared, right_id(text))


def is_id(text: str) -> bool:
    """Whether a text can name a row."""
    return ID.fullmatch(text) is not None and len(text) <= _LONGEST_ID


def right_id(text: str) -> str:
    """The name that a misspelt one means: in lower case, hyphens between its words; blank where that is none either.

    >>> right_id("Loan"), right_id("rail_tickets "), right_id("?")
    ('loan', 'rail-tickets', '')
    """
    meant = "-".join(re.split(r"[\s_-]+", text.strip().lower()))
    return meant if is_id(meant) else ""


def _text(text: str, declared: Field[Any]) -> Any:
    return text


def _choice(text: str, declared: Field[Any]) -> Any:
    choices = declared.metadata["choices"]
    return text if text in choices else _misread(text, declared, nearest_name(text, choices))


def _names(text: str, declared: Field[Any]) -> Any:
    names = text.split()
    repeated = next((name for name, count in Counter(names).items() if count > 1), "")
    return Misread(f"{safe_text(repeated)} twice", "each name once") if repeated else tuple(names)


def _statuses(text: str, declared: Field[Any]) -> Any:
    names, choices = _names(text, declared), declared.metadata["choices"]
    if isinstance(names, Misread):
        return names
    wrong = next((name for name in names if name not in choices), "")
    return _misread(wrong, declared, nearest_name(wrong, choices)) if wrong else names


def _carries(text: str, declared: Field[Any]) -> Any:
    names = _names(text, declared)
    return names if isinstance(names, Misread) or "*" not in names or len(names) == 1 else _misread(text, declared)


def _number(text: str, declared: Field[Any]) -> Any:
    least, most = limits(declared)
    value = float(text) if _DECIMAL.fullmatch(text) else None
    if value is not None and least <= value <= most:
        return value + 0.0
    meant = point_for_comma(text)
    return _misread(text, declared, meant if meant and least <= float(meant) <= most else "")


def point_for_comma(text: str) -> str:
    """The number that one with a decimal comma means; blank where it has none, or where the comma may part thousands.

    >>> point_for_comma("0,8"), point_for_comma("12,50"), point_for_comma("1,000")
    ('0.8', '12.50', '')
    """
    meant = text.replace(",", ".")
    return meant if "," in text and _DECIMAL.fullmatch(meant) and not _THOUSANDS.fullmatch(text) else ""


def _whole(text: str, declared: Field[Any]) -> Any:
    least, most = limits(declared)
    whole = _WHOLE.fullmatch(text)
    value = int(whole.group(1)) if whole else None
    if value is not None and least <= value <= most:
        return value
    meant = whole_for_comma(text)
    return _misread(text, declared, meant if meant and least <= int(meant) <= most else "")


def whole_for_comma(text: str) -> str:
    """The whole number that one with a comma means; blank where it has none, or isn't whole.

    >>> whole_for_comma("30,0"), whole_for_comma("1,000"), whole_for_comma("2,5")
    ('30', '1000', '')
    """
    if _THOUSANDS.fullmatch(text):
        return text.replace(",", "")
    whole = _WHOLE.fullmatch(text.replace(",", "."))
    return whole.group(1) if "," in text and whole else ""


def _yesno(text: str, declared: Field[Any]) -> Any:
    return (
        text == "yes" if text in {"yes", "no"} else _misread(text, declared, nearest_name(text.lower(), ("yes", "no")))
    )


def _chain(text: str, declared: Field[Any]) -> Any:
    hops = [word.split(".") for word in text.split()]
    wrong = next((hop for hop in hops if len(hop) != 2 or not all(hop) or not _is_composite(hop[1])), None)
    return _misread(".".join(wrong), declared) if wrong else tuple(Hop(hop[0], in_order(hop[1])) for hop in hops)


def _composite(text: str, declared: Field[Any]) -> Any:
    return in_order(text) if _is_composite(text) else _misread(text, declared)


def _is_composite(text: str) -> bool:
    """Whether a text names identifiers, each once, with `+` between them."""
    parts = text.split(JOINED_BY)
    return all(parts) and len(set(parts)) == len(parts)


def _when(text: str, declared: Field[Any]) -> Any:
    if not re.search("[<>=]", text):
        return _names(text, declared)
    score = _SCORE.fullmatch(text)
    return Threshold(score.group(1), int(score.group(2))) if score else _misread(text, declared)


_READERS: Mapping[str, Callable[[str, Field[Any]], Any]] = MappingProxyType(
    {
        "id": _id,
        "text": _text,
        "ref": _text,
        "refs": _names,
        "quotes": _names,
        "carries": _carries,
        "choice": _choice,
        "status": _choice,
        "number_status": _choice,
        "statuses": _statuses,
        "share": _number,
        "number": _number,
        "days": _whole,
        "integer": _whole,
        "yesno": _yesno,
        "chain": _chain,
        "composite": _composite,
        "when": _when,
        "what_if": _text,
    }
)
"""The reader of a cell of each kind."""

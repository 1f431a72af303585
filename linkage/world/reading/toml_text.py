"""TOML as text: reading it so that no file can hang or crash the reader, finding a setting's line, writing it.

Knows nothing of the settings' meaning.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linkage.errors import BadTableError, FaultError, Place
from linkage.world.reading.cells import plain_number
from linkage.world.reading.syntax_words import toml_words
from linkage.world.real_data_guard import citizen_fault, looks_real, safe_text

MOST_CHARACTERS = 200_000
MOST_NAMES = 500
"""Of one table, or in one list of names."""

_MOST_DOTS = 40
"""Of a line, outside quotation marks: tomllib's time grows with the square of a dotted name's length."""

_QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*',
    re.DOTALL,
)
_AT_LINE = re.compile(r"at line (\d+)")
_LONG_NUMBER = re.compile(r"[0-9_]{1000}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def parse_toml(file: str, text: str) -> dict[str, Any]:
    """The file as plain values."""
    if len(text) > MOST_CHARACTERS:
        raise BadTableError(Place(file), f"{len(text)} characters", f"at most {MOST_CHARACTERS}")
    for number, line in enumerate(_QUOTED.sub(_newlines_only, text).split("\n"), start=1):
        if line.count(".") > _MOST_DOTS:
            raise BadTableError(Place(file, number), "a line of dotted names", f"at most {_MOST_DOTS} dots")
    try:
        values = tomllib.loads(text)
    except RecursionError as error:
        raise BadTableError(Place(file), "lists in lists without end", "plain values") from error
    except ValueError as error:
        raise _not_toml(file, text, error) from error
    if len(values) > MOST_NAMES:
        raise BadTableError(Place(file), f"{len(values)} names", f"at most {MOST_NAMES} of one table")
    return values


def _newlines_only(quoted: re.Match[str]) -> str:
    return "\n" * quoted.group().count("\n")


def _not_toml(file: str, text: str, error: ValueError) -> BadTableError:
    """tomllib says where as text; of a number that is too long, Python's int() speaks, and says nothing."""
    at, long = _AT_LINE.search(str(error)), _LONG_NUMBER.search(text)
    if at or not long:
        line = int(at.group(1)) if at else len(text.rstrip().split("\n"))
        return BadTableError(Place(file, line), toml_words(error), "TOML")
    line = text.count("\n", 0, long.start()) + 1
    return BadTableError(Place(file, line), "a number of more than 1000 digits", "a number in sensible size")


def guard_toml(file: str, lines: Mapping[str, int], raw: object, path: str = "") -> Iterator[FaultError]:
    """Citizen numbers among names and values."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from guard_toml(file, lines, key, path)
            yield from guard_toml(file, lines, value, f"{path}.{safe_text(key)}" if path else safe_text(key))
    elif isinstance(raw, list):
        for value in raw:
            yield from guard_toml(file, lines, value, path)
    elif looks_real(_as_text(raw)):
        yield citizen_fault(Place(file, line_of(lines, path), path))


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and value.bit_length() <= 64 else ""


def lines_of(text: str) -> dict[str, int]:
    """The line of each setting, and of each table that its dotted name passes.

    >>> lines_of("title = 'A'" + chr(10) + "[people]" + chr(10) + "officers.small = 1")
    {'title': 1, 'people': 2, 'people.officers': 3, 'people.officers.small': 3}
    """
    lines: dict[str, int] = {}
    section: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        start, equals, _ = line.partition("=")
        if not equals and start.strip().startswith("["):
            section = names = _parts(start.strip().strip("[]"))
        elif equals:
            names = section + _parts(start)
        else:
            continue
        for count in range(1, min(len(names), _MOST_DOTS) + 1):
            lines.setdefault(".".join(names[:count]), number)
    return lines


def line_of(lines: Mapping[str, int], column: str) -> int | None:
    """The line of a setting, or of the nearest table round it."""
    while column and column not in lines:
        column = column.rpartition(".")[0]
    return lines.get(column)


def _parts(name: str) -> list[str]:
    return [part.strip().strip("\"'") for part in name.split(".")]


def section(path: Sequence[str], values: Mapping[str, Any]) -> str:
    """A table with its head, or nothing where it is empty."""
    return f"[{'.'.join(map(_key, path))}]\n{pairs(values)}" if values else ""


def pairs(values: Mapping[str, Any]) -> str:
    """Settings, one a line."""
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in values.items())


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _value(name)


def _value(value: Any) -> str:
    """A value in TOML; pairs become an inline table."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (int, float)):
        return plain_number(value)
    if value and isinstance(value[0], tuple):
        return "{ " + ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value) + " }"
    return "[" + ", ".join(_value(item) for item in value) + "]"

"""TOML as text: read so that no file can hang or fell the reader, searched for a setting's line, and written.

Knows nothing of what the settings mean.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linkage.errors import BadTableError, FaultError, Place
from linkage.world.cells import plain_number
from linkage.world.guard import citizen_fault, looks_real, shown

MOST_CHARACTERS = 1_000_000

_MOST_DOTS = 40
"""Of a line, outside quotation marks: tomllib's time grows with the square of a dotted name's length."""

_QUOTED = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|\'\'\'.*?(?:\'\'\'|\Z)|"(?:\\.|[^"\\\n])*"?|\'[^\'\n]*\'?|#[^\n]*',
    re.DOTALL,
)
_AT_LINE = re.compile(r"at line (\d+)")
_LONG_NUMBER = re.compile(r"[0-9]{1000}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def parsed(file: str, text: str) -> dict[str, Any]:
    """The file as plain values."""
    if len(text) > MOST_CHARACTERS:
        raise BadTableError(Place(file), f"{len(text)} characters", f"at most {MOST_CHARACTERS}")
    for number, line in enumerate(_QUOTED.sub(_emptied, text).split("\n"), start=1):
        if line.count(".") > _MOST_DOTS:
            raise BadTableError(Place(file, number), "a line of dotted names", f"at most {_MOST_DOTS} dots")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadTableError(Place(file), "lists in lists without end", "plain values") from error
    except ValueError as error:
        raise _not_toml(file, text, error) from error


def _emptied(quoted: re.Match[str]) -> str:
    return "\n" * quoted.group().count("\n")


def _not_toml(file: str, text: str, error: ValueError) -> BadTableError:
    """tomllib says where as text; of a number that is too long, Python's int() speaks, and says nothing."""
    at, long = _AT_LINE.search(str(error)), _LONG_NUMBER.search(text)
    if at or not long:
        return BadTableError(Place(file, int(at.group(1)) if at else None), shown(str(error), 200), "TOML")
    line = text.count("\n", 0, long.start()) + 1
    return BadTableError(Place(file, line), "a number of more than 1000 digits", "a number in sensible size")


def guard_toml(file: str, text: str, raw: object, path: str = "") -> Iterator[FaultError]:
    """Citizen numbers among names and values."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from guard_toml(file, text, key, path)
            yield from guard_toml(file, text, value, f"{path}.{shown(key)}" if path else shown(key))
    elif isinstance(raw, list):
        for value in raw:
            yield from guard_toml(file, text, value, path)
    elif looks_real(_as_text(raw)):
        yield citizen_fault(Place(file, line_of(text, path), path))


def _as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and value.bit_length() <= 64 else ""


def line_of(text: str, column: str) -> int | None:
    """The line of the longest name that leads to a setting."""
    section, best, found = "", "", None
    for number, line in enumerate(text.split("\n"), start=1):
        start, equals, _ = line.partition("=")
        if not equals and start.strip().startswith("["):
            section = name = _dotted(start.strip().strip("[]"))
        elif equals:
            name = ".".join(each for each in (section, _dotted(start)) if each)
        else:
            continue
        if f"{column}.".startswith(f"{name}.") and len(name) > len(best):
            best, found = name, number
    return found


def _dotted(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def section(path: Sequence[str], values: Mapping[str, Any]) -> str:
    """A table with its head, or nothing where it is empty."""
    return f"[{'.'.join(map(_key, path))}]\n{pairs(values)}" if values else ""


def pairs(values: Mapping[str, Any]) -> str:
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
        return "{ " + ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value) + " }"
    return "[" + ", ".join(_value(each) for each in value) + "]"

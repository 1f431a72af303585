"""A TOML file of a title and a list of tables - a lesson, a tour - read strictly, with every fault at once.

Knows which settings there may be and of what sort; nothing of their meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from linkage.errors import BadTableError, BadWorldError, FaultError, Place, nearest
from linkage.world.reading.toml_text import parse_toml
from linkage.world.real_data_guard import looks_real, safe_text

MAX_BYTES = 200_000
"""The largest file that is read, in bytes."""

EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "text": "a text",
        "texts": "a list of texts",
        "number": "a whole number from 0 on",
        "table": "a table in braces",
        "tables": "one table or more",
    }
)
"""The sorts that a setting can have, and what is expected of each. A sort that ends in `!` has to be there."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        BadWorldError: it can't be read.
    """
    try:
        with path.open("rb") as opened:
            return opened.read(MAX_BYTES + 1).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        fault = BadTableError(Place(path.name), f"a file that can't be read ({type(error).__name__})", "a TOML file")
        raise BadWorldError(f"{path.name}: 1 fault", [fault]) from error


class TableReader:
    """Reads one file, collecting its faults; `rows` holds the line of each of its listed tables."""

    def __init__(self, file: str, text: str, listed: str) -> None:
        self.file, self.faults = file, list[FaultError]()
        self.listed = listed
        head = f"[[{listed}]]"
        self.rows = [number for number, line in enumerate(text.split("\n"), start=1) if line.strip() == head]
        self.raw: dict[str, Any] = {}
        try:
            self.raw = parse_toml(file, text)
        except BadTableError as fault:
            self.faults.append(fault)
        if looks_real(text):
            self.fault(None, "", "what looks like a real person's number", "invented people only")

    def fault(self, row: int | None, column: str, found: str, expected: str, near: str = "") -> None:
        """Keep a fault of this file."""
        self.faults.append(BadTableError(Place(self.file, row, column), found, expected, near))

    def name(self) -> str:
        """The file's name without its suffix, which names what it holds; a fault where an address couldn't hold it."""
        name = Path(self.file).stem
        if not _NAME.fullmatch(name):
            self.fault(None, "", f"a file named '{safe_text(name)}'", "small letters, digits and hyphens")
        return name

    def row(self, index: int) -> int | None:
        """The line of a listed table, by its place."""
        return self.rows[index] if index < len(self.rows) else None

    def settings(
        self, raw: Mapping[str, Any], known: Mapping[str, str], row: int | None, inside: str
    ) -> dict[str, Any]:
        """The settings of a table that have the right type; a fault for each that has not, is unknown or is missing."""
        path = f"{inside}." if inside else ""
        settings = {}
        for name, value in raw.items():
            if name not in known:
                expected = f"one of {', '.join(known)}"
                self.fault(row, path + safe_text(name), "an unknown setting", expected, nearest(name, known))
            elif not _has_type(value, known[name].rstrip("!")):
                self.fault(row, path + name, "something else", self._expected(known[name].rstrip("!")))
            else:
                settings[name] = value
        for name, sort in known.items():
            if sort.endswith("!") and name not in raw:
                self.fault(row, path + name, "nothing", self._expected(sort.rstrip("!")))
        return settings

    def _expected(self, sort: str) -> str:
        return f"one [[{self.listed}]] or more" if sort == "tables" else EXPECTED[sort]


def _has_type(value: object, sort: str) -> bool:
    """Whether a value is of a sort: text, texts, number, table or tables."""
    if sort == "text":
        return isinstance(value, str) and bool(value.strip())
    if sort == "number":
        return type(value) is int and 0 <= value <= 1_000_000
    if sort == "table":
        return isinstance(value, dict)
    inner = str if sort == "texts" else dict
    return isinstance(value, list) and bool(value) and all(isinstance(item, inner) and item for item in value)

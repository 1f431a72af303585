"""A file (or a few CSV files) that is to be imported: read once, parsed as far as every format needs it, and guarded.

Knows JSON, XML and CSV, and no format that is written in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from linkage.errors import BadTableError, LinkageError, Place, RealDataError, nearest
from linkage.world.reading.csv_text import CsvTable, read_bytes, read_csv_table, text_of
from linkage.world.reading.syntax_words import json_words, xml_words
from linkage.world.real_data_guard import citizen_fault, column_fault, column_label, looks_real, safe_text

MOST_BYTES = 50_000_000
_FORBIDDEN = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_BLANKS = re.compile(r"\s*")
_ENDINGS = (".csv", ".tsv", ".txt")


@dataclass(frozen=True)
class ImportSource:
    """What was given: its name, and what it says as JSON, as XML or as CSV tables."""

    name: str
    text: str = ""
    json: Any = None
    xml: ElementTree.Element | None = None
    tables: Mapping[str, CsvTable] = field(default_factory=dict)

    def fault(self, where: str, found: str, expected: str) -> BadTableError:
        """The fault of something in the file: the place is an element's name, such as `node 'a'`."""
        return BadTableError(Place(safe_text(self.name), None, safe_text(where, 120)), safe_text(found, 200), expected)


def read_source(paths: Sequence[Path]) -> ImportSource:
    """The file, the CSV files, or the folder of CSV files at these paths; real-looking values are refused first.

    Raises:
        LinkageError: there is no such file, or several that aren't CSV.
        BadTableError: a file that can't be read as JSON, XML or CSV.
        RealDataError: values that look like real people's.
    """
    files = _files(paths)
    if len(files) > 1 or files[0].suffix.lower() in _ENDINGS:
        tables = {path.name: read_csv_table(path.name, read_bytes(path), "a line of column names") for path in files}
        source = ImportSource(files[0].parent.name if len(files) > 1 else files[0].stem, tables=tables)
    else:
        source = _parsed(files[0].name, text_of(read_bytes(files[0], MOST_BYTES), safe_text(files[0].name)))
    guard(source)
    return source


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files that are meant: a folder means the CSV files in it."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            if (path / "world.toml").exists():
                raise LinkageError(f"'{path}' is a world already: every verb opens it as it is.")
            files += sorted(each for each in path.iterdir() if each.suffix.lower() in _ENDINGS)
        elif not path.exists():
            raise LinkageError(f"There is no file '{path}'.{_near(path)}")
        else:
            files.append(path)
    if not files:
        raise LinkageError(f"There is no CSV file in '{paths[0]}': expected one of edges, and one of nodes.")
    if len(files) > 1 and not all(path.suffix.lower() in _ENDINGS for path in files):
        raise LinkageError("Several files at once are CSV files of nodes and edges: give any other file alone.")
    return files


def _near(path: Path) -> str:
    """A hint at the file whose name is nearest."""
    there = [each.name for each in path.parent.iterdir()] if path.parent.is_dir() else []
    near = nearest(path.name, there)
    return f" Did you mean '{near}'?" if near else ""


def _parsed(name: str, text: str) -> ImportSource:
    """A text as JSON (also one value a line) or XML, as its first character says."""
    first = text.lstrip()[:1]
    if first in ("{", "["):
        return ImportSource(name, text, json=_json_value(name, text))
    if first == "<":
        return ImportSource(name, text, xml=_xml_root(name, text))
    found = f"a file that begins with '{safe_text(first)}'" if first else "an empty file"
    raise BadTableError(Place(safe_text(name), 1), found, "JSON ({ or [), XML (<), or a file that ends in .csv")


def _json_value(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise BadTableError(Place(safe_text(name)), "lists in lists without end", "plain JSON") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines):
            return [_json_line(name, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if str(error).startswith("Extra data"):
            return list(_json_values(name, text))
        raise _json_fault(name, text, error) from error


def _json_values(name: str, text: str) -> Iterator[Any]:
    """JSON values one after another, each over as many lines as its author liked."""
    decoder, place = json.JSONDecoder(), 0
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            row = text.count("\n", 0, place) + 1
            raise BadTableError(Place(safe_text(name), row), "a value that isn't JSON", "JSON values") from error
        yield value
        place = _BLANKS.match(text, place).end()  # type: ignore[union-attr] # blanks may be none


def _json_line(name: str, number: int, line: str) -> Any:
    """One line of a file that has one JSON value a line."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadTableError(
            Place(safe_text(name), number), "a line that isn't JSON", "one JSON value a line"
        ) from error


def _json_fault(name: str, text: str, error: ValueError) -> BadTableError:
    line = error.lineno if isinstance(error, json.JSONDecodeError) else None
    return BadTableError(Place(safe_text(name), line), json_words(text, error), "JSON")


def _xml_root(name: str, text: str) -> ElementTree.Element:
    """The root of an XML file. A document type is refused: entities could grow without end, or read other files."""
    if forbidden := _FORBIDDEN.search(text):
        line = text.count("\n", 0, forbidden.start()) + 1
        raise BadTableError(Place(safe_text(name), line), f"<!{forbidden[1].upper()}", "XML without a document type")
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - without a document type no entity can grow
    except ElementTree.ParseError as error:
        line = error.position[0] if error.position else None
        raise BadTableError(Place(safe_text(name), line), xml_words(error), "XML") from error


def object_in(value: Any) -> dict[str, Any]:
    """A JSON object, or an empty one for anything else: what may be missing needs no fault."""
    return value if isinstance(value, dict) else {}


def list_in(value: Any) -> list[Any]:
    """A JSON list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


# the guard


def guard(source: ImportSource) -> None:
    """Refuse a source in which a value, or most values of a column, look like real people's.

    Raises:
        RealDataError: the place of the first such value, and never the value.
    """
    columns: dict[str, list[tuple[int, str]]] = {}
    file = safe_text(source.name)
    for column, line, text in _cells(source):
        if looks_real(text):
            raise citizen_fault(Place(file, line or None, column_label(column, 0)))
        columns.setdefault(column, []).append((line, text))
    for column, cells in columns.items():
        fault: RealDataError | None = column_fault(file, column_label(column, 0), cells)
        if fault is not None:
            raise fault


def _cells(source: ImportSource) -> Iterator[tuple[str, int, str]]:
    """Every text of a source, with the column, key or attribute that it stands under, and its line (0: unknown)."""
    for table in source.tables.values():
        for line, cells in table.lines:
            for head, cell in zip(table.heads, cells, strict=False):
                yield head, line, cell
    if source.json is not None:
        yield from _json_cells("", source.json)
    if source.xml is not None:
        for element in source.xml.iter():
            tag = element.tag.rpartition("}")[2]
            yield element.get("key") or tag, 0, (element.text or "").strip()
            for name, value in element.attrib.items():
                yield name, 0, value


def _json_cells(column: str, value: Any) -> Iterator[tuple[str, int, str]]:
    waiting = [(column, value)]
    while waiting:
        column, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(key), inner) for key, inner in value.items()]
            yield from (("", 0, str(key)) for key in value)
        elif isinstance(value, list):
            waiting += [(column, inner) for inner in value]
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            yield column, 0, str(value)

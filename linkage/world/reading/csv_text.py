"""CSV files as text: the contents of a folder, and a file as heads and lines of cells, whatever they say.

Every fault here belongs to a whole file (it isn't there, isn't a file, isn't text, is too large, has an open
quotation mark) and ends its reading. Knows no column and no world.
"""

from __future__ import annotations

import csv
import io
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from linkage.errors import BadTableError, Place
from linkage.vocabulary import count_of
from linkage.world.reading.syntax_words import csv_words
from linkage.world.real_data_guard import safe_text

Contents = Mapping[str, Callable[[], bytes]]
"""The files of a folder by name, each read when it is needed: from a disk, or from memory."""

MOST_BYTES = 20_000_000
MOST_LINES = 20_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 131_072
"""Of a line; the csv module holds no longer cell either."""

_DELIMITERS = ",;\t"
_SEPARATOR_LINE = re.compile(r'"?sep=(?P<separator>[^"\n]|)"?[,;\t ]*', re.IGNORECASE)
"""The line with which a spreadsheet says what parts the cells."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be."""

    bytes: int = MOST_BYTES
    lines: int = MOST_LINES
    columns: int = MOST_COLUMNS


WORLD_LIMITS = Limits()
"""The limits of a world's own tables."""


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file as text: each line with its number in the file."""

    file: str
    heads: tuple[str, ...]
    head_line: int
    lines: tuple[tuple[int, tuple[str, ...]], ...]


def folder_contents(folder: Path) -> Contents:
    """The CSV and TOML files that lie in a folder, each read when it is needed."""
    wanted = sorted(name for name in os.listdir(folder) if name.lower().endswith((".csv", ".toml")))
    return {name: partial(read_bytes, folder / name) for name in wanted}


def memory_contents(files: Mapping[str, bytes]) -> Contents:
    """The contents of a folder whose files are in memory."""
    return {name: partial(_check_size, data, name, MOST_BYTES) for name, data in files.items()}


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a plain file. Pipes, devices, folders and symbolic links are refused unopened."""
    file = safe_text(path.name)
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise BadTableError(Place(file), _file_kind(mode), "a plain file")
        with path.open("rb") as opened_file:
            return _check_size(opened_file.read(most + 1), file, most)
    except OSError as error:
        raise BadTableError(Place(file), f"a file that can't be read ({error.strerror})", "a plain file") from error


def text_of(data: bytes, file: str) -> str:
    """The bytes of a file as text, with line ends made alike."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadTableError(Place(file, 1), "text in UTF-16", "UTF-8 (in a spreadsheet: save as CSV UTF-8)")
    if b"\0" in data:
        raise BadTableError(Place(file, _line_number(data, data.index(b"\0"))), "a NUL byte", "text in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(file, _line_number(data, error.start))
        raise BadTableError(
            place, "bytes that aren't UTF-8", "text in UTF-8 (in a spreadsheet: save as CSV UTF-8)"
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_csv_table(
    file: str, data: bytes, expected: str = "a line of column names", limits: Limits = WORLD_LIMITS
) -> CsvTable:
    """A CSV file as text, whoever wrote it: the one reader of a world's tables and of the agencies'.

    Commas, semicolons or tabs may part the cells, and a line `sep=;` may say so. Marks of the encoding, blank lines,
    blank cells behind the last column and white space around a cell mean nothing.

    Args:
        expected: what should stand in the first line, in words.
    """
    text = text_of(data, file)
    if (lines := text.count("\n")) > limits.lines:
        raise BadTableError(Place(file), f"{lines} lines", f"at most {limits.lines}")
    rows = _rows(file, text)
    head_line, heads = next(rows, (1, ()))
    if not heads:
        raise BadTableError(Place(file, 1), "an empty file", expected)
    if len(heads) > limits.columns:
        raise BadTableError(Place(file, head_line), count_of(len(heads), "column"), f"at most {limits.columns}")
    return _trimmed(CsvTable(file, heads, head_line, tuple(rows)))


def _trimmed(table: CsvTable) -> CsvTable:
    """The table without the columns behind its last named one, if all of their cells are blank.

    A single row that is longer than the others stays so, and is a fault: a cell may have been added in its middle.
    """
    named, widths = _filled_width(table.heads), {len(cells) for _, cells in table.lines}
    widest = max(widths) if len(widths) == 1 else 0
    whole = max(len(table.heads), widest)
    if whole == named or any(any(cells[named:whole]) for _, cells in table.lines):
        return table
    lines = tuple((line, cells[:named] if len(cells) <= whole else cells) for line, cells in table.lines)
    return replace(table, heads=table.heads[:named], lines=lines)


def _filled_width(cells: tuple[str, ...]) -> int:
    """How many cells there are up to the last one that isn't blank."""
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return width


def _rows(file: str, text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row that isn't blank, with the line it begins on."""
    delimiter, is_said = _separator(file, text)
    reader = csv.reader(_lines(file, text), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            if is_said and any(row):
                begins, is_said = reader.line_num + 1, False
                continue
            cells = tuple(map(str.strip, row))
            if any(cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        fault = f"a row that can't be read: {csv_words(error)}"
        raise BadTableError(
            Place(file, begins), fault, "cells with commas between them, quotation marks closed"
        ) from error


def _lines(file: str, text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline="\n"), start=1):
        if len(line) > MOST_CHARACTERS:
            raise BadTableError(Place(file, number), f"a line of {len(line)} characters", f"at most {MOST_CHARACTERS}")
        yield line


def delimiter_of(text: str) -> str:
    """The delimiter of the cells: column names hold none of the candidates, so the first line decides, or says it."""
    first = _first_line(text)
    said = _SEPARATOR_LINE.fullmatch(first)
    return (said["separator"] or ",") if said else max(_DELIMITERS, key=first.count)


def _separator(file: str, text: str) -> tuple[str, bool]:
    """The delimiter of the cells, and whether a line of its own says it."""
    is_said = _SEPARATOR_LINE.fullmatch(_first_line(text)) is not None
    delimiter = delimiter_of(text)
    if delimiter not in _DELIMITERS:
        found = f"cells parted by '{safe_text(delimiter)}'"
        raise BadTableError(Place(file, 1), found, "cells parted by commas, semicolons or tabs")
    return delimiter, is_said


def _first_line(text: str) -> str:
    """The first line that isn't blank."""
    return next((line for line in text[:MOST_CHARACTERS].split("\n") if line.strip()), "")


def _check_size(data: bytes, file: str, most: int) -> bytes:
    if len(data) > most:
        raise BadTableError(Place(safe_text(file)), "a larger file", f"at most {most // 1_000_000} MB")
    return data


def _line_number(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _file_kind(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a symbolic link"
    if stat.S_ISDIR(mode):
        return "a folder"
    return "a pipe" if stat.S_ISFIFO(mode) else "a device"

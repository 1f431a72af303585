"""One reader of CSV text behind both doors: a world's folder, and the agencies' tables."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkage.errors import BadTableError, BadWorldError
from linkage.population import agency_files
from linkage.population.own_tables import agency_reader
from linkage.population.tables import generate_tables
from linkage.world.reading.csv_text import read_csv_table
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.validation.check import check_files

WORLD = folders.find("tiny")


@dataclass(frozen=True)
class Style:
    """How a program writes a CSV file."""

    separator: str
    says_separator: bool
    mark: bool
    line_end: str
    quotes: int
    columns: int
    rows: int
    blank_lines: bool
    spaces: str

    def write(self, data: bytes) -> bytes:
        """The same table as this program writes it."""
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        width = len(rows[0]) + self.columns
        text = io.StringIO()
        if self.says_separator:
            text.write(f"sep={self.separator}{self.line_end}")
        writer = csv.writer(text, delimiter=self.separator, lineterminator=self.line_end, quoting=self.quotes)  # type: ignore[arg-type]
        for row in rows:
            writer.writerow([*(f"{self.spaces}{cell}{self.spaces}" for cell in row), *[""] * self.columns])
            if self.blank_lines:
                text.write(self.line_end)
        for _ in range(self.rows):
            writer.writerow([""] * width)
        return (b"\xef\xbb\xbf" if self.mark else b"") + text.getvalue().encode("utf-8")


STYLES = some.builds(
    Style,
    separator=some.sampled_from(",;\t"),
    says_separator=some.booleans(),
    mark=some.booleans(),
    line_end=some.sampled_from(["\n", "\r\n", "\r"]),
    quotes=some.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    columns=some.integers(0, 3),
    rows=some.integers(0, 4),
    blank_lines=some.booleans(),
    spaces=some.sampled_from(["", " ", "  "]),
)


@cache
def world_files() -> dict[str, bytes]:
    """The files of the tiny world."""
    return {path.name: path.read_bytes() for path in WORLD.iterdir() if path.suffix in (".csv", ".toml")}


@cache
def agency_tables() -> dict[str, bytes]:
    """The agencies' tables of sixty residents, as files."""
    with TemporaryDirectory() as folder:
        tables = generate_tables(folders.load("tiny"), 1, 60)
        paths = agency_files.write(tables, Path(folder) / "tables")
        return {path.name: path.read_bytes() for path in paths if path.suffix == ".csv"}


def read_tables(files: dict[str, bytes]) -> dict[str, object]:
    """What the door of `--tables` reads from files."""
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        tables = agency_reader.read(folders.load("tiny"), Path(folder))
        return {name: list(rows) for name, (_, rows) in agency_files.as_rows(tables).items()}


@given(STYLES)
def test_a_world_is_the_same_whichever_program_wrote_its_tables(style: Style) -> None:
    files = {name: style.write(data) if name.endswith(".csv") else data for name, data in world_files().items()}
    world, faults = check_files("tiny", files)
    assert faults == []
    assert world is not None
    assert fingerprint(world) == fingerprint(folders.load("tiny"))


@given(STYLES)
def test_agency_tables_are_the_same_whichever_program_wrote_them(style: Style) -> None:
    written = {name: style.write(data) for name, data in agency_tables().items()}
    assert read_tables(written) == read_tables(agency_tables())


SPOILT = {
    "utf-16": (lambda text: text.encode("utf-16"), "text in UTF-16"),
    "latin": (lambda text: text.encode() + b"\xe9\n", "bytes that aren't UTF-8"),
    "nul": (lambda text: text.encode() + b"\0\n", "a NUL byte"),
    "open-quote": (lambda text: (text + '"open').encode(), "a row that can't be read"),
    "pipe": (lambda text: ("sep=|\n" + text).encode(), "cells parted by '|'"),
    "empty": (lambda text: b"\n\n", "an empty file"),
    "one-cell-more": (lambda text: (text.rstrip() + ",more\n").encode(), "cells"),
}
"""What makes a file unreadable, and the words that say so."""


@pytest.mark.parametrize("kind", SPOILT)
@given(data=some.data())
def test_a_spoilt_file_is_one_fault_at_one_place_through_either_door(kind: str, data: some.DataObject) -> None:
    spoil, words = SPOILT[kind]
    table = data.draw(some.sampled_from(["services.csv", "links.csv", "rules.csv"]))
    _, faults = check_files("tiny", world_files() | {table: spoil(world_files()[table].decode())})
    assert [fault.place.file for fault in faults if words in fault.found] == [table]
    with_rows = [name for name, content in agency_tables().items() if content.count(b"\n") > 1]
    roll = data.draw(some.sampled_from(with_rows))
    with pytest.raises(BadWorldError) as refused:
        read_tables(agency_tables() | {roll: spoil(agency_tables()[roll].decode())})
    assert [fault.place.file for fault in refused.value.faults() if words in fault.found] == [roll]


# -- a table by itself


def cells(text: str) -> list[tuple[str, ...]]:
    """The heads and the lines of a text."""
    table = read_csv_table("some.csv", text.encode())
    return [table.heads, *(row for _, row in table.lines)]


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "\nsep=;"])
def test_the_line_with_which_a_spreadsheet_says_its_separator_is_no_row(said: str) -> None:
    table = read_csv_table("some.csv", f"{said}\nid;name\na;1,5\n".encode())
    assert (table.heads, table.lines[0][1]) == (("id", "name"), ("a", "1,5"))
    assert table.lines[0][0] == said.count("\n") + 3


def test_a_blank_column_that_is_filled_somewhere_stays() -> None:
    assert cells("id,name,\na,b,\nc,d,e\n") == [("id", "name", ""), ("a", "b", ""), ("c", "d", "e")]


def test_a_comma_behind_every_row_is_no_cell_and_behind_one_row_is_a_cell() -> None:
    assert cells("id,name\na,b,\nc,d,\n") == [("id", "name"), ("a", "b"), ("c", "d")]
    assert cells("id,name\na,b,\nc,d\n") == [("id", "name"), ("a", "b", ""), ("c", "d")]


def test_lines_are_counted_in_the_file_whatever_is_passed_over() -> None:
    table = read_csv_table("some.csv", b'sep=,\nid,name\n\na,"two\nlines"\n,,\nb,c\n')
    assert [line for line, _ in table.lines] == [4, 7]


def test_a_separator_that_nobody_reads_is_named() -> None:
    with pytest.raises(BadTableError, match=r"found cells parted by '\|', expected cells parted by commas"):
        cells("sep=|\nid|name\n")

"""Given tables in a folder of CSV files, as columns of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from linkage.errors import BadTableError
from linkage.population.agency_files import TRUTH
from linkage.population.own_tables.fault_list import FaultList
from linkage.population.own_tables.table_shape import KNOWN_BESIDE, check_columns, shape_of
from linkage.population.text_tables.agency_columns import Texts, TextTable, plain_heads, plain_table, table_of
from linkage.vocabulary import count_of
from linkage.world.model import World
from linkage.world.reading.csv_text import Limits, read_csv_table

LIMITS = Limits(bytes=200_000_000, lines=20_000_000)


class CsvTables:
    """The CSV files of one folder.

    Args:
        faults: where what is wrong with them is noted.
    """

    def __init__(self, world: World, folder: Path, faults: FaultList) -> None:
        self.world, self.folder, self.faults = world, folder, faults
        self.further: dict[str, tuple[str, ...]] = {}
        """Of each table the columns that mean nothing here."""
        self._texts: Texts = {}

    def others(self) -> list[str]:
        """The names of CSV files that mean nothing here."""
        known = {*self.world.databases, *TRUTH, *KNOWN_BESIDE}
        files = sorted(path for path in self.folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
        return [path.stem for path in files if path.name.removesuffix(".csv") not in known]

    def tables(self) -> Iterator[tuple[str, TextTable]]:
        """Every table that is there and can be read."""
        for name in (*self.world.databases, *TRUTH):
            path = self.folder / f"{name}.csv"
            if not path.is_file():
                if path.exists() or path.is_symlink():
                    self.faults.table(BadTableError, name, None, "", "something that is no file", "a plain file")
                continue
            try:
                if (size := path.stat().st_size) > LIMITS.bytes:
                    expected = f"at most {LIMITS.bytes:,} bytes"
                    self.faults.table(BadTableError, name, None, "", f"{size:,} bytes", expected)
                    continue
                yield name, self._read(name, path.read_bytes())
            except BadTableError as fault:
                self.faults.add(fault)
            except OSError as error:
                found = f"a file that can't be read ({error.strerror})"
                self.faults.table(BadTableError, name, None, "", found, "a plain file")

    def _read(self, name: str, data: bytes) -> TextTable:
        shape, heads = shape_of(self.world, name), plain_heads(data)
        table = None
        if heads is not None and len(set(heads)) == len(heads) and "" not in heads and not _has_blank_row(data, heads):
            table = plain_table(data, heads)
            if table is not None:
                self.further[name] = check_columns(self.faults, name, shape, heads, 1)
        if table is None:
            text = read_csv_table(self.faults.file_of(name), data, limits=LIMITS)
            self.further[name] = check_columns(self.faults, name, shape, text.heads, text.head_line)
            table = table_of(text.heads, self._rows_of_length(name, text.lines, len(text.heads)), self._texts)
        return table

    def _rows_of_length(
        self, name: str, lines: Iterable[tuple[int, Sequence[str]]], width: int
    ) -> Iterator[tuple[int, Sequence[str]]]:
        """The rows with their lines; those of another length are faults."""
        for number, cells in lines:
            if len(cells) == width:
                yield number, cells
            else:
                found, expected = count_of(len(cells), "cell"), count_of(width, "cell")
                self.faults.table(BadTableError, name, number, "", found, expected)


def _has_blank_row(data: bytes, heads: Sequence[str]) -> bool:
    """Whether a row of blanks stands somewhere, which the reader of any other file passes over."""
    blank_row = b"\n" + b"," * (len(heads) - 1)
    return blank_row + b"\n" in data or data.endswith(blank_row)

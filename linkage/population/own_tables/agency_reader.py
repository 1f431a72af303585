"""The agency tables of a folder or a SQLite file, read and checked before they are trusted.

Needed are the databases' tables with their accounts and identifiers; what else there may be, and what lacks without
it, stands in `own_tables.filled_tables`. The guard of design 3.4 looks at every cell: a folder that looks like real
people's data is refused, and no value is repeated. What is written, and what the tables are called, stands in
`agency_files`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from linkage.errors import BadWorldError, LinkageError
from linkage.population.agency_files import ABOUT
from linkage.population.own_tables.cell_checks import HashedTables, ValueChecks, check_real_data, check_words
from linkage.population.own_tables.csv_tables import CsvTables
from linkage.population.own_tables.fault_list import FaultList
from linkage.population.own_tables.filled_tables import FilledTables, remarks_on_lacks, subjects_of
from linkage.population.own_tables.pair_reader import add_given_pairs
from linkage.population.own_tables.reference_checks import ReferenceChecks
from linkage.population.own_tables.sqlite_tables import SqliteTables
from linkage.population.own_tables.table_shape import check_tables, left_out, shape_of
from linkage.population.tables import Tables
from linkage.population.text_tables.agency_columns import TextTable
from linkage.population.text_tables.text_columns import collector_paused
from linkage.world.model import World


def read(world: World, path: Path, seed: int | None = None) -> Tables:
    """The tables of a folder of CSVs or of a SQLite file, checked before they are trusted.

    Args:
        seed: what somebody says is the seed of these tables; None: what their `about` says.

    Raises:
        LinkageError: there are no tables; the seed isn't the one that `about` says.
        BadWorldError: with every fault: tables that are missing or unknown, columns, references, real-looking values.
    """
    if not path.exists():
        raise LinkageError(f"There are no agency tables at '{path}'.")
    with collector_paused():
        tables = _AgencyReader(world.everything, path).read(seed)
        add_given_pairs(tables, path)
        return tables


class _AgencyReader:
    """Reads the tables of one folder or file."""

    def __init__(self, world: World, path: Path) -> None:
        self.world, self.path = world, path
        self.faults = FaultList(self._file)

    def _file(self, name: str) -> str:
        """What a table is called in messages."""
        if self.path.is_dir():
            return f"{name}.csv"
        return f"{self.path.name} (table {name})" if name else self.path.name

    def read(self, seed: int | None) -> Tables:
        """The tables in memory, with remarks on what was left out and what lacks."""
        read_tables, remarks = self._read_tables()
        self._stop_at_faults()
        remarks += remarks_on_lacks(read_tables, self.world)
        hashed = HashedTables(read_tables)
        check_words(self.faults, hashed)
        self._stop_at_faults()
        ValueChecks(self.faults, self.world, hashed).check()
        subjects = subjects_of(read_tables, self.world)
        ReferenceChecks(self.faults, self.world, hashed, subjects).check()
        self._stop_at_faults()
        del hashed
        about = list(read_tables.get(ABOUT, ()))
        tables = FilledTables(self.world, read_tables, subjects).fill()
        tables.draws.seed, tables.draws.seed_known = self._seed(about, seed)
        tables.remarks = tuple(remarks)
        return tables

    def _read_tables(self) -> tuple[dict[str, TextTable], list[str]]:
        """The tables with the columns that mean something, and remarks on all others."""
        source = (CsvTables if self.path.is_dir() else SqliteTables)(self.world, self.path, self.faults)
        tables = dict(source.tables())
        if not self.faults or tables:
            check_tables(self.faults, self.world, tables, source.others())
        check_real_data(self.faults, tables)
        if isinstance(source, SqliteTables):
            for name, fault, count in source.untyped:
                if not self.faults.names(name, fault.place.column):
                    self.faults.add(fault, count)
        remarks = left_out(self.path.name, source.others())
        for name, further in source.further.items():
            remarks += left_out(f"{self._file(name)}, columns", further)
            if name in tables and further:
                known = shape_of(self.world, name).columns
                columns = {head: column for head, column in tables[name].columns.items() if head in known}
                tables[name] = replace(tables[name], columns=columns)
        return tables, remarks

    def _stop_at_faults(self) -> None:
        if self.faults:
            number = self.faults.number
            raise BadWorldError(f"{self.path}: {number:,} fault{'s' * (number != 1)}", self.faults.merged())

    def _seed(self, about: list[dict[str, str]], seed: int | None) -> tuple[int, bool]:
        """The seed of these tables, and whether anybody says it."""
        stated = int(about[0]["seed"].partition(".")[0]) if about else None
        if stated is not None and seed is not None and stated != seed:
            raise LinkageError(
                f"The tables at '{self.path}' were made from seed {stated}, as they say, and not from {seed}."
            )
        known = seed if stated is None else stated
        return (1, False) if known is None else (known, True)

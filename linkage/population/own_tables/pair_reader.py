"""Reads pairs that a linker elsewhere found (Splink, dedupe, fastLink …), beside the agency tables.

A folder of tables may hold `matches/LINK.csv` with the columns `a`, `b` and `probability`; a SQLite file a table
`matches` with a column `link` before them. Then that link's join is these pairs: an account of its source named `a`
finds the one of its target named `b` where the probability is at least the link's threshold (`links.csv`, blank 0.5),
and its key and its registers aren't read. Where a side is a list, its name there is the subject; of two rows for one
pair the larger probability counts. Source: design 11.4, 11.11.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from linkage.errors import BadTableError, BadWorldError, FaultError, Place, nearest
from linkage.population.tables import Tables
from linkage.population.text_tables.text_columns import GivenPairs
from linkage.world.model import Link, World
from linkage.world.reading.csv_text import Limits, read_bytes, read_csv_table
from linkage.world.real_data_guard import safe_text

FOLDER = "matches"
"""The folder beside the tables, or the table in a SQLite file, that holds the pairs."""

COLUMNS = ("a", "b", "probability")

_LIMITS = Limits(bytes=1_000_000_000, lines=20_000_000)
_MOST_PLACES = 3  # of a fault's places that are named

_MOST_COMPARED = 100_000  # names among which the nearest is looked for

PairRow = tuple[Place, tuple[str, ...]]
"""A row's place and its cells: a, b and probability as they are written."""


def add_given_pairs(tables: Tables, path: Path) -> None:
    """Read the pairs that stand beside agency tables, if any do, into those tables.

    Raises:
        BadWorldError: every fault in them: a link, account or subject that isn't there, a probability that is none.
    """
    faults: list[FaultError] = []
    for link, rows in _pair_tables(tables.world, path, faults).items():
        tables.given_pairs[link] = _read_pairs(tables, tables.world.links[link], rows, faults)
    if faults:
        raise BadWorldError("faults in the pairs", faults)


def paired_world(world: World, tables: Tables) -> World:
    """The world whose links with given pairs join by these: nothing else of theirs is read, blank or not."""
    paired = frozenset(tables.given_pairs)
    if world.paired == paired:
        return world
    folder = None if world.folder is None else replace(world.folder, paired=paired)
    return replace(world, paired=paired, folder=folder)


def _pair_tables(world: World, path: Path, faults: list[FaultError]) -> dict[str, list[PairRow]]:
    """The rows of each link's pairs."""
    if path.is_dir():
        files = sorted((path / FOLDER).glob("*.csv")) if (path / FOLDER).is_dir() else []
        found = {file.stem: _csv_rows(file, faults) for file in files if _is_link(world, file.stem, file.name, faults)}
        return {link: rows for link, rows in found.items() if rows is not None}
    tables: dict[str, list[PairRow]] = {}
    for link, place, cells in _sqlite_rows(path, faults):
        if link in world.links or (link not in tables and _is_link(world, link, f"table {FOLDER}", faults)):
            tables.setdefault(link, []).append((place, cells))
    return tables


def _is_link(world: World, name: str, file: str, faults: list[FaultError]) -> bool:
    if name in world.links:
        return True
    place = Place(f"{FOLDER}/{safe_text(file)}" if file.endswith(".csv") else file)
    fault = BadTableError(place, f"pairs of '{safe_text(name)}'", "a link of this world", nearest(name, world.links))
    if str(fault) not in map(str, faults):
        faults.append(fault)
    return False


def _csv_rows(file: Path, faults: list[FaultError]) -> list[PairRow] | None:
    shown = f"{FOLDER}/{safe_text(file.name)}"
    try:
        table = read_csv_table(shown, read_bytes(file, _LIMITS.bytes), ",".join(COLUMNS), _LIMITS)
    except FaultError as fault:
        faults.append(fault)
        return None
    heads = [head.casefold() for head in table.heads]
    lacking = [column for column in COLUMNS if column not in heads]
    if lacking:
        place = Place(shown, table.head_line)
        known = [head for head in table.heads if head.casefold() not in COLUMNS]
        found = f"the columns {', '.join(map(safe_text, table.heads))}"
        faults.append(BadTableError(place, found, f"a column '{lacking[0]}'", nearest(lacking[0], known)))
        return None
    places = [heads.index(column) for column in COLUMNS]
    rows: list[PairRow] = []
    for line, cells in table.lines:
        filled = (*cells, *[""] * (len(heads) - len(cells)))
        rows.append((Place(shown, line), tuple(filled[place] for place in places)))
    return rows


def _sqlite_rows(path: Path, faults: list[FaultError]) -> Iterator[tuple[str, Place, tuple[str, ...]]]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(matches)")]
        if not columns:
            return
        lacking = [column for column in ("link", *COLUMNS) if column not in columns]
        if lacking:
            found = f"the columns {', '.join(map(safe_text, columns))}"
            faults.append(BadTableError(Place(f"table {FOLDER}"), found, f"a column '{lacking[0]}'"))
            return
        rows = connection.execute("SELECT rowid, link, a, b, probability FROM matches ORDER BY rowid")
        for number, *cells in rows:
            link, a, b, probability = ("" if cell is None else f"{cell}".strip() for cell in cells)
            yield link, Place(f"table {FOLDER}", number), (a, b, probability)


def _read_pairs(tables: Tables, link: Link, rows: Iterable[PairRow], faults: list[FaultError]) -> GivenPairs:
    """The pairs of one link; each kind of fault once, with its number and first places."""
    pairs = GivenPairs()
    known = {side: _names(tables, database) for side, database in (("a", link.source), ("b", link.target))}
    faulty: dict[tuple[str, str], list[tuple[Place, str]]] = {}
    for place, (a, b, written) in rows:
        probability = _probability(written)
        for side, name, database in (("a", a, link.source), ("b", b, link.target)):
            if name not in known[side]:
                sort = "subject" if tables.world.is_list(database) else "account"
                faulty.setdefault((side, f"{'an' if sort == 'account' else 'a'} {sort} of '{database}'"), []).append(
                    (place, name)
                )
        if probability is None:
            faulty.setdefault(("probability", "a number from 0 to 1"), []).append((place, written))
        elif a in known["a"] and b in known["b"]:
            pairs.add(a, b, probability)
    for (column, expected), found in faulty.items():
        faults.append(_grouped_fault(column, expected, found, known.get(column, {})))
    return pairs


def _names(tables: Tables, database: str) -> Mapping[str, object]:
    """The names by which pairs name what is at one end of a link: accounts, or of a list subjects it can hold."""
    if tables.world.is_list(database):
        return {person: True for person in tables.people if tables.can_hold(database, person)}
    return dict.fromkeys(tables.table(database).ids)


def _probability(text: str) -> float | None:
    try:
        probability = float(text)
    except ValueError:
        return None
    return probability if 0 <= probability <= 1 else None


def _grouped_fault(
    column: str, expected: str, found: list[tuple[Place, str]], known: Mapping[str, object]
) -> FaultError:
    """One fault for all cells of a column that are wrong in one way."""
    place, cell = found[0]
    what = f"'{safe_text(cell)}'" if cell else "a blank cell"
    rows = ", ".join(f"{each.row}" for each, _ in found[:_MOST_PLACES])
    more = "" if len(found) == 1 else f" ({len(found):,} such cells: rows {rows}{', …' * (len(found) > _MOST_PLACES)})"
    near = ""
    if column == "probability" and _probability(cell.replace(",", ".")) is not None:
        near = cell.replace(",", ".")
    elif cell and len(known) <= _MOST_COMPARED:
        near = nearest(cell, known)
    return BadTableError(Place(place.file, place.row, column), what + more, expected, near)

"""The tables of a generated town as somebody else would have them: other column names in each, noise columns beside.

`python -m tests.renamed_tables WORLD RESIDENTS SEED` prints how well overlaps alone find the identifiers again.
"""

from __future__ import annotations

import random
import sys
from itertools import combinations

from linkage.own_data.identifier_candidates import Candidates, IdentifierColumns, find_candidates
from linkage.own_data.table_files import OwnTable, own_tables
from linkage.population.agency_files import TRUTH, as_rows
from linkage.population.tables import generate_tables
from linkage.world.reading.csv_text import CsvTable
from linkage.world.storage.folders import load

Place = tuple[str, str]


def renamed_tables(world: str, residents: int = 400, seed: int = 1) -> tuple[list[OwnTable], dict[Place, str]]:
    """The rolls of a town with a name of its own for each column and three noise columns; and what each column is."""
    town = generate_tables(load(world), seed, residents)
    town.visit_all()
    chance = random.Random(seed)
    texts, meanings = [], {}
    for number, (name, (columns, rows)) in enumerate(as_rows(town).items()):
        if name in TRUTH or not rows:
            continue
        identifiers = columns[2:]
        heads = [f"{letter}{number}" for letter in "abcdefgh"[: len(identifiers)]]
        meanings |= {(name, head): identifier for head, identifier in zip(heads, identifiers, strict=True)}
        lines = []
        for line, (_, subject, *cells) in enumerate(rows, start=2):
            day = f"20{chance.randint(10, 19)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            amount = f"{chance.randint(1, 5000)}.{chance.randint(0, 99):02d}"
            lines.append((line, (str(line - 1), day, amount, subject, *cells)))
        texts.append(CsvTable(f"{name}.csv", (*("n", "when", "paid"), f"who{number}", *heads), 1, tuple(lines)))
    return own_tables(texts), meanings


def found(tables: list[OwnTable]) -> Candidates:
    """What is found in such tables, where each says its subject."""
    subjects = {table.name: next(head for head in table.columns if head.startswith("who")) for table in tables}
    return find_candidates(tables, (), subjects)


def pairs_of(rows: tuple[IdentifierColumns, ...]) -> set[frozenset[Place]]:
    """Every two columns that are said to hold the same."""
    return {
        frozenset([(one.table, one.head), (other.table, other.head)])
        for row in rows
        for one, other in combinations(row.facts, 2)
    }


def true_pairs(meanings: dict[Place, str]) -> set[frozenset[Place]]:
    """Every two columns of different tables that do hold the same."""
    return {
        frozenset([one, other])
        for one, other in combinations(meanings, 2)
        if meanings[one] == meanings[other] and one[0] != other[0]
    }


def precision_and_recall(world: str, residents: int = 400, seed: int = 1) -> tuple[int, int, int]:
    """How many pairs of columns are suggested rightly, are suggested, and are true."""
    tables, meanings = renamed_tables(world, residents, seed)
    suggested, true = pairs_of(found(tables).suggestions), true_pairs(meanings)
    return len(suggested & true), len(suggested), len(true)


def main() -> None:
    """Print the figures of one town."""
    world, residents, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    right, suggested, true = precision_and_recall(world, residents, seed)
    print(
        f"{world}, {residents:,} residents, seed {seed}: {suggested} pairs of columns suggested, {right} of them right "
        f"(precision {right / max(1, suggested):.2f}); {true} pairs hold the same (recall {right / max(1, true):.2f})"
    )


if __name__ == "__main__":
    main()

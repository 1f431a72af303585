"""Which tables and columns somebody's own tables need, which they may lack, and which are none of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from linkage.errors import BadTableError, nearest
from linkage.population.agency_files import DRAWN, TRUTH
from linkage.population.own_tables.fault_list import FaultList
from linkage.world.model import World
from linkage.world.real_data_guard import column_label, safe_text

KNOWN_BESIDE = ("datapackage", "matches")
"""Tables beside the agencies' that other readers read."""

UNTYPED = (*DRAWN, "about")
"""Tables with numbers in them."""

_MAY_LACK = {"people": ("group", "household")}
_MOST_LISTED = 8


class TableShape(NamedTuple):
    """The columns of a table: all that mean something, and those among them that it may lack."""

    columns: tuple[str, ...]
    may_lack: tuple[str, ...] = ()


def shape_of(world: World, name: str) -> TableShape:
    """The columns of one table of a world."""
    if name in TRUTH:
        return TableShape(TRUTH[name], _MAY_LACK.get(name, ()))
    return TableShape(("account", "subject", *world.databases[name].identifiers), ("subject",))


def check_columns(faults: FaultList, name: str, shape: TableShape, heads: Sequence[str], line: int) -> tuple[str, ...]:
    """Report columns that lack or stand twice; returns those that mean nothing here.

    A column that may lack is a fault where another is called nearly so.
    """
    further = tuple(head for head in heads if head not in shape.columns)
    for position, head in enumerate(heads):
        if head in heads[:position]:
            label = column_label(head, position)
            faults.table(BadTableError, name, line, label, "the column twice", "each column once")
    for column in shape.columns:
        if column not in heads:
            meant = nearest(column, [head for head in further if head])
            if column not in shape.may_lack or meant:
                found = f"no such column, but '{safe_text(meant)}'" if meant else "no such column"
                faults.table(BadTableError, name, line, column, found, f"a column '{column}'")
    return further


def check_tables(faults: FaultList, world: World, found: Collection[str], others: Collection[str]) -> None:
    """Report each database without a table, with the name that stands there instead.

    Args:
        found: the tables that are there.
        others: the names of files (or tables) that mean nothing here.
    """
    for name in world.databases:
        if name not in found and not faults.names(name, ""):
            faults.table(BadTableError, name, None, "", "no such table", f"a table '{name}'", nearest(name, others))
    for name in TRUTH:
        meant = nearest(name, others) if name not in found and not faults.names(name, "") else ""
        if meant:
            faults.table(BadTableError, name, None, "", f"'{safe_text(meant)}' instead", f"a table '{name}', or none")


def left_out(what: str, names: Collection[str]) -> list[str]:
    """A remark that some files or columns are left out; nothing where there are none."""
    if not names:
        return []
    listed = ", ".join(safe_text(name, 30) or "without a name" for name in list(names)[:_MOST_LISTED])
    more = f" and {len(names) - _MOST_LISTED:,} more" if len(names) > _MOST_LISTED else ""
    return [f"{what}: left out: {listed}{more}"]

"""The option `--tables` of the verbs that count everybody: the people of somebody's own tables, and nobody else.

What reads tables is loaded when there are some.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from linkage.answers.asked_numbers import USUAL_SEED
from linkage.errors import UsageError
from linkage.world.model import World

if TYPE_CHECKING:
    from linkage.population.tables import Tables

_ABOUT_INVENTED = (
    ("residents", "--residents", "says how many people are invented"),
    ("workers", "--workers", "says how many processes share the work of inventing people"),
    ("dask", "--dask", "says where people are invented and counted"),
    ("range", "--range", "invents other people with other numbers"),
    ("seeds", "--seeds", "invents other people"),
    ("tornado", "--tornado", "invents other people with other numbers"),
    ("draw", "--draw", "invents other people with other numbers"),
)
"""Options that only make sense where people are invented, and why."""


def check_own_tables(arguments: Namespace) -> None:
    """Raise a `UsageError` where `--tables` stands beside an option about invented people."""
    for name, option, does in _ABOUT_INVENTED if arguments.tables else ():
        if getattr(arguments, name, None):
            raise UsageError(f"{option} {does}; --tables brings its own people. Leave one of the two out.")


def own_tables(arguments: Namespace, world: World) -> Tables | None:
    """The tables that the arguments name, or that lie in the world's folder, read and checked; None: there are none.

    Those of the folder are left aside, with a note, where an option asks for invented people.

    Raises:
        UsageError: an option that is about invented people only.
        BadWorldError: the tables have faults.
        LinkageError: there are none, or of another seed.
    """
    check_own_tables(arguments)
    path = arguments.tables or _tables_of_folder(arguments, world)
    if not path:
        return None
    from linkage.population.own_tables import agency_reader

    tables = agency_reader.read(world, Path(path), arguments.seed if arguments.tables else None)
    print_remarks(tables)
    return tables


def _tables_of_folder(arguments: Namespace, world: World) -> str:
    """The path of the tables in the world's folder; blank where there are none, or invented people are meant."""
    path = world.everything.own_tables
    options = [option for name, option, _ in _ABOUT_INVENTED if getattr(arguments, name, None)]
    if arguments.seed not in (None, USUAL_SEED):
        options.append("--seed")
    if path and options:
        note = f"{' and '.join(options)} asks for invented people: the tables in {path} are left aside."
        print(f"remark: {note}", file=sys.stderr)
        return ""
    return path


def print_remarks(tables: Tables) -> None:
    """Print what was left out of given tables, and what lacks in them."""
    for remark in tables.remarks:
        print(f"remark: {remark}", file=sys.stderr)

"""The option `--tables` of the verbs that count everybody: the people of somebody's own tables, and nobody else."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from linkage.errors import UsageError
from linkage.population import agency_reader
from linkage.population.tables import Tables
from linkage.world.model import World

_ABOUT_INVENTED = (
    ("residents", "--residents", "says how many people are invented"),
    ("workers", "--workers", "says how many processes share the work of inventing people"),
    ("dask", "--dask", "says where people are invented and counted"),
    ("in_range", "--range", "invents other people with other numbers"),
)
"""Options that only make sense where people are invented, and why."""


def check_own_tables(arguments: Namespace) -> None:
    """Raise a `UsageError` where `--tables` stands beside an option about invented people."""
    for name, option, does in _ABOUT_INVENTED if arguments.tables else ():
        if getattr(arguments, name, None):
            raise UsageError(f"{option} {does}; --tables brings its own people. Leave one of the two out.")


def own_tables(arguments: Namespace, world: World) -> Tables | None:
    """The tables that the arguments name, read and checked; None: they name none.

    Raises:
        UsageError: an option that is about invented people only.
        BadWorldError: the tables have faults.
        LinkageError: there are none, or of another seed.
    """
    check_own_tables(arguments)
    if not arguments.tables:
        return None
    tables = agency_reader.read(world, Path(arguments.tables), arguments.seed)
    print_remarks(tables)
    return tables


def print_remarks(tables: Tables) -> None:
    """Print what was left out of given tables, and what lacks in them."""
    for remark in tables.remarks:
        print(f"remark: {remark}", file=sys.stderr)

"""Somebody's own tables, where a question about everybody is asked of them instead of invented people."""

from __future__ import annotations

from pathlib import Path

from linkage.answers.asked_numbers import USUAL_SEED
from linkage.errors import UsageError
from linkage.population.own_tables import agency_reader
from linkage.population.tables import Tables
from linkage.world.model import World


def given_tables(world: World, path: str | Path | None, seed: int, **about_invented: int | None) -> Tables | None:
    """The tables at a path, read and checked; without a path those in the world's folder; None: people are invented.

    Args:
        world: the world of which they are.
        path: a folder or a SQLite file; None or a blank: those that lie in the world's folder.
        seed: their seed, if it isn't 1; what their `about` says comes first.
        about_invented: arguments that say something of invented people only.

    Returns:
        The tables in memory; None where there is no path.

    Raises:
        UsageError: one of those arguments is given beside a path.
        BadWorldError: the tables have faults.
        LinkageError: there are none, or of another seed.
    """
    if path is None or path == "":
        invents = seed != USUAL_SEED or any(given is not None for given in about_invented.values())
        own = world.everything.own_tables
        return agency_reader.read(world, Path(own)) if own and not invents else None
    for name, given in about_invented.items():
        if given is not None:
            raise UsageError(f"{name}= is about invented people; tables= brings its own. Leave one of the two out.")
    return agency_reader.read(world, Path(path), None if seed == 1 else seed)

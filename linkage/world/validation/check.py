"""The check of a world folder: it is read as a whole, and every fault in it is reported at once.

Everywhere else values are trusted, and functions are short because of it. `CHECKS` lists what is checked, one function
for each concern; each passes over the cells that another fault reports already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from linkage.errors import BadTableError, FaultError, Place
from linkage.world.model import TABLES, World
from linkage.world.reading.csv_text import Contents, folder_contents, memory_contents
from linkage.world.reading.partial_world import PartialWorld, mark_unsound, read_partial_world, reading_faults
from linkage.world.reading.rows import limit_faults
from linkage.world.reading.settings import SETTINGS_FILE
from linkage.world.real_data_guard import safe_text
from linkage.world.validation import join_checks, name_checks, rule_checks

CHECKS: tuple[Callable[[PartialWorld], Iterator[FaultError]], ...] = (
    name_checks.setting_references,
    name_checks.evidence,
    name_checks.quotes,
    name_checks.tokens,
    name_checks.reserved_names,
    name_checks.rules_called_as_links,
    name_checks.what_ifs,
    name_checks.services,
    name_checks.comparisons,
    name_checks.voices,
    join_checks.registers,
    join_checks.register_figures,
    join_checks.column_errors,
    join_checks.shared_values,
    join_checks.links,
    join_checks.keys,
    join_checks.removal_cycles,
    rule_checks.effects,
    rule_checks.premises,
    rule_checks.bases,
    rule_checks.scores_second,
)
"""The checks across rows, which run once every name has been looked up."""

OWN_TABLES = "tables"
"""The folder in a world's folder that holds agency tables of its own, which are read without being asked for."""

_ORDER = {file: place for place, file in enumerate([SETTINGS_FILE, *(f"{table}.csv" for table in TABLES)])}


def check(folder: Path) -> tuple[World | None, list[FaultError]]:
    """The world that a folder holds, or every fault in it, in the order of its files and their lines."""
    name = folder.resolve().name
    try:
        world, faults = check_contents(name, folder_contents(folder))
        own_tables = folder / OWN_TABLES
        if world is not None and own_tables.is_dir():
            world = replace(world, own_tables=str(own_tables.resolve()))
        return world, faults
    except OSError as error:
        found = f"no folder that can be read ({error.strerror})"
        return None, [BadTableError(Place(safe_text(name)), found, f"a folder with {SETTINGS_FILE}")]


def check_files(name: str, files: Mapping[str, bytes]) -> tuple[World | None, list[FaultError]]:
    """The world that files in memory hold, by their names, or every fault in them: no disk is read."""
    return check_contents(name, memory_contents(files))


def check_contents(name: str, contents: Contents) -> tuple[World | None, list[FaultError]]:
    """The world that the contents of a folder hold, or every fault in them."""
    draft = read_partial_world(name, contents)
    faults = reading_faults(draft, contents)
    reference_faults = limit_faults(name_checks.references(draft))
    draft = mark_unsound(draft, reference_faults)
    faults += reference_faults
    for find_faults in CHECKS:
        faults += limit_faults(find_faults(draft))
    return (None if faults else draft.world), sorted(faults, key=_position)


def _position(fault: FaultError) -> tuple[int, str, int, str]:
    place = fault.place
    return _ORDER.get(place.file, len(_ORDER)), place.file, place.row or 0, place.column

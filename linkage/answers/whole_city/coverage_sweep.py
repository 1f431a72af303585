"""Sweeps over a coverage: the world with one `coverage` cell changed.

Coverage is no intervention: it is the share who have an account, or whose cell is filled, and people are drawn from it.
So a point of such a sweep is another world with other people: the numbers are those of `city` on a copy of
the folder with that cell changed (a test changes the cell). Named `DATABASE.IDENTIFIER` it is the share of a
register's rows whose identifier is filled (wrong rows are filled first); named `DATABASE` alone, the share of
subjects with an account in a roll.
"""

from __future__ import annotations

from dataclasses import replace

from linkage.errors import WhatIfError, nearest
from linkage.world.model import ACCOUNT_PER_VALUE, World


def coverages(world: World) -> dict[str, float]:
    """Every register column and roll with a coverage, and its share (0-1) in the folder; a blank is 1.

    >>> from linkage.world.storage import folders
    >>> coverages(folders.load("tiny"))["subscribers.national-id"]
    0.84
    """
    everything = world.everything
    registers = {
        f"{row.database}.{row.to}": 1.0 if row.coverage is None else row.coverage
        for row in everything.registers.values()
        if row.carries_figures
    }
    rolls = {
        row.id: 1.0 if row.coverage is None else row.coverage
        for row in everything.databases.values()
        if row.kind == "roll" and row.identifiers[0] not in ACCOUNT_PER_VALUE
    }
    return registers | rolls


def with_coverage(world: World, target: str, share: str) -> World:
    """The world with that coverage, before any what-if.

    Raises:
        WhatIfError: nothing of that name has a coverage, or the share isn't between 0 and 1.
    """
    everything = world.everything
    known = coverages(everything)
    if target not in known:
        nearest_name = nearest(target, known)
        hint = f" Did you mean '{nearest_name}'?" if nearest_name else ""
        raise WhatIfError(f"'coverage:{target}': no register column and no roll of that name has a coverage.{hint}")
    if not 0 <= float(share) <= 1:
        raise WhatIfError(f"'coverage:{target}={share}': a coverage is a share from 0 to 1.")
    database, _, to = target.partition(".")
    if not to:
        row = replace(everything.databases[database], coverage=float(share))
        return replace(everything, databases={**everything.databases, database: row})
    registers = {
        key: replace(row, coverage=float(share))
        if (row.database, row.to) == (database, to) and row.carries_figures
        else row
        for key, row in everything.registers.items()
    }
    return replace(everything, registers=registers)

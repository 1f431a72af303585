"""Other coverages: the folder with one `coverage` cell changed, for sweeps.

Coverage is no intervention: it says who has an account, or whose cell is filled, and people are made from it. So a
point of such a sweep is another folder, and its people are made anew: the numbers are those of `city` on a copy of
the folder with that cell changed (a test changes the cell). Named `DATABASE.IDENTIFIER` it is the share of a
register's rows whose identifier is filled (wrong rows are filled first); named `DATABASE` alone, the share of
subjects with an account in a roll.
"""

from __future__ import annotations

from dataclasses import replace

from linkage.errors import WhatIfError, nearest
from linkage.population.residents import A_VALUE_EACH
from linkage.world.model import World


def coverages(world: World) -> dict[str, float]:
    """What has a coverage, and its share (0-1) as the folder says it; a blank is 1.

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
        if row.kind == "roll" and row.identifiers[0] not in A_VALUE_EACH
    }
    return registers | rolls


def with_coverage(world: World, named: str, share: str) -> World:
    """The folder with that coverage: all it says, before any what-if.

    Raises:
        WhatIfError: nothing of that name has a coverage, or the share isn't between 0 and 1.
    """
    everything = world.everything
    known = coverages(everything)
    if named not in known:
        near = nearest(named, known)
        hint = f" Did you mean '{near}'?" if near else ""
        raise WhatIfError(f"'coverage:{named}': no register column and no roll of that name has a coverage.{hint}")
    if not 0 <= float(share) <= 1:
        raise WhatIfError(f"'coverage:{named}={share}': a coverage is a share from 0 to 1.")
    database, _, to = named.partition(".")
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

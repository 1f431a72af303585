"""To whom a service is closed: itself, or because a service that it needs is closed. Each subject counts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from linkage.citywide.counts.distinct_counts import Door, count_distinct
from linkage.citywide.counts.row_flags import merged_flags
from linkage.citywide.engine.column_fixpoint import EffectBatch
from linkage.citywide.engine.subject_index import SubjectIndex
from linkage.population.households import Flags, Numbers
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.needs_chains import NeedsChains


class ClosedTotal(NamedTuple):
    """How many a service is closed to: residents and companies; and how many of both only because of what it needs."""

    residents: int
    companies: int
    by_needs: int

    def plus(self, other: ClosedTotal) -> ClosedTotal:
        """The total of two parts of a city."""
        return ClosedTotal(*(first + second for first, second in zip(self, other, strict=True)))


def closed_services(
    by_door: Mapping[Door, list[EffectBatch]],
    counts: Mapping[Door, Numbers],
    chains: NeedsChains,
    subject_index: SubjectIndex,
    residents_groups: int,
) -> dict[str, ClosedTotal]:
    """To how many each service is closed, of those that are closed to anybody.

    Args:
        by_door: all effects by service and effect.
        counts: for each of these the subjects by group, counted already.
        residents_groups: how many of the subject index's groups are age groups.
    """

    def count(doors: list[Door]) -> Numbers:
        if len(doors) == 1:
            return counts[doors[0]]
        return count_distinct([batch for door in doors for batch in by_door[door]], subject_index).groups

    closed = {}
    for service, chain in chains:
        own, everywhere = (
            [door for door in _closing_doors(services) if door in by_door] for services in (chain[:1], chain)
        )
        if everywhere:
            groups = count(everywhere)
            own_groups = count(own) if own else np.zeros_like(groups)
            closed[service] = _closed_total(groups, own_groups, residents_groups)
    return closed


def closed_services_on_day(
    rows: Mapping[str, Flags],
    doors: Mapping[str, Door],
    chains: NeedsChains,
    subject_index: SubjectIndex,
    residents_groups: int,
) -> dict[str, ClosedTotal]:
    """The same of the rows in force on a day.

    Args:
        rows: for each rule, the flags of the subjects on whom it falls.
        doors: rule → its service and effect.
    """
    closed = {}
    for service, chain in chains:
        own, everywhere = (
            merged_flags(subject_index, (flags for rule, flags in rows.items() if doors[rule] in closing))
            for closing in (_closing_doors(chain[:1]), _closing_doors(chain))
        )
        if everywhere.any():
            groups = subject_index.by_group(everywhere)
            closed[service] = _closed_total(groups, subject_index.by_group(own), residents_groups)
    return closed


def _closing_doors(services: Sequence[str]) -> list[Door]:
    return [(service, effect) for service in services for effect in sorted(CLOSING_EFFECTS)]


def _closed_total(groups: Numbers, own_groups: Numbers, residents_groups: int) -> ClosedTotal:
    by_needs = int(np.sum(groups) - np.sum(own_groups))
    return ClosedTotal(int(groups[:residents_groups].sum()), int(groups[residents_groups:].sum()), by_needs)

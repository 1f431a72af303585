"""What can be removed from a world: links, register columns, identifiers, rules; and what each removal ends.

A removal is an intervention with a cost; which interventions are removals, and of what sort, their classes declare
(`removal_sort`). Taking a column or an identifier away ends every link that joins on it or translates through it, so
one removal may end many links. Knows no people and no spread. Source: design 5, "Cuts".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from linkage.errors import LinkageError, UsageError, nearest
from linkage.world.model import World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.intervention_registry import INTERVENTIONS


class Removable(NamedTuple):
    """One thing taken away: its text as a what-if, what it ends, what it costs."""

    text: str
    intervention: Intervention
    links: frozenset[str]  # the links that carry nothing without it
    rules: frozenset[str]
    cost: int | Fraction


_SORTS = tuple(kind.removal_sort for kind in INTERVENTIONS.values() if kind.removal_sort)

USUAL = tuple(dict.fromkeys(sort.name for sort in _SORTS if sort.usual))
"""What removals are of unless said otherwise: links and columns."""

AMONG = tuple(dict.fromkeys([*USUAL, *(sort.name for sort in _SORTS)]))
"""What removals can be of: links, columns, identifiers, rules."""


def removables(
    world: World, among: Iterable[str] = USUAL, costs: Mapping[str, int | Fraction] = MappingProxyType({})
) -> tuple[Removable, ...]:
    """Everything of some sorts that can be removed from a world, by its text.

    Args:
        among: any of `links`, `columns` (the `to` of a row of `registers.csv` that carries figures), `identifiers`,
            `rules`.
        costs: by id (of a link, `REGISTER.IDENTIFIER`, of an identifier, of a rule) or by text; the others cost 1.

    Raises:
        UsageError: a sort or a cost that can't be.
        LinkageError: a cost of something that this world lacks.
    """
    sorts = tuple(among)
    for sort in sorts:
        if sort not in AMONG:
            near = nearest(sort, AMONG)
            hint = f" Did you mean '{near}'?" if near else ""
            raise UsageError(f"Nothing can be removed among '{sort}', only among {', '.join(AMONG)}.{hint}")
    if costs:
        _check_costs(world, costs)
    found = (_removable(world, removal, costs) for removal in _removals(world, sorts))
    return tuple(sorted(found, key=lambda removable: removable.text))


def _removals(world: World, sorts: Iterable[str]) -> Iterator[Intervention]:
    """The interventions of some sorts that take something away from a world."""
    for kind in INTERVENTIONS.values():
        if kind.removal_sort and kind.removal_sort.name in sorts:
            yield from kind.removals(world)


def _check_costs(world: World, costs: Mapping[str, int | Fraction]) -> None:
    known = {
        name
        for state in (world, world.everything)
        for removal in _removals(state, AMONG)
        for name in (removal.text, _id(removal))
    }
    for name, cost in costs.items():
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"Nothing called '{name}' can be removed, so it has no cost.{hint}")
        if cost <= 0:
            raise UsageError(f"'{name}' can't cost {cost}: a cost is a number above 0.")


def _removable(world: World, removal: Intervention, costs: Mapping[str, int | Fraction]) -> Removable:
    cost = costs.get(removal.text, costs.get(_id(removal), 1)) if costs else 1
    return Removable(removal.text, removal, removal.ended_links(world), removal.ended_rules(world), cost)


def _id(removal: Intervention) -> str:
    """What a removal is called without its verb."""
    return removal.text.partition(":")[2]

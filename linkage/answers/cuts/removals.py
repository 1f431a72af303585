"""What can be removed from a world, by sort (links, register columns, databases …), and what each removal ends.

A removal is an intervention with a cost; which interventions are removals, and of what sort, their classes declare
(`removal_sorts`). Taking a column or an identifier away ends every link that joins on it or translates through it, so
one removal may end many links. Knows no people and no spread. Source: design 5, "Cuts".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from numbers import Rational
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


_SORTS = tuple(sort for kind in INTERVENTIONS.values() for sort in kind.removal_sorts)

USUAL = tuple(dict.fromkeys(sort.name for sort in _SORTS if sort.usual))
"""What removals are of unless said otherwise: links and columns."""

AMONG = tuple(dict.fromkeys([*USUAL, *(sort.name for sort in _SORTS)]))
"""What removals can be of: links, columns, identifiers, rules, databases, agencies."""


def removables(
    world: World,
    among: Iterable[str] = USUAL,
    costs: Mapping[str, int | Fraction] = MappingProxyType({}),
    but: Collection[str] = (),
) -> tuple[Removable, ...]:
    """Everything of some sorts that can be removed from a world, by its text.

    Args:
        among: any of `links`, `columns` (the `to` of a row of `registers.csv` that carries figures), `identifiers`,
            `rules`, `databases`, `agencies` (all databases of one at once).
        costs: by id (of a link, `REGISTER.IDENTIFIER`, of an identifier, a rule, a database, an agency) or by text;
            the others cost 1.
        but: databases that aren't to be taken out, nor the agencies that keep them.

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
    found = {removal.text: removal for removal in _removals(world, sorts) if removal.isolates.isdisjoint(but)}
    return tuple(_removable(world, found[text], costs) for text in sorted(found))


def _removals(world: World, sorts: Iterable[str]) -> Iterator[Intervention]:
    """The interventions of some sorts that take something away from a world."""
    for kind in INTERVENTIONS.values():
        for sort in kind.removal_sorts:
            if sort.name in sorts:
                yield from kind.removals(world, sort.name)


def _check_costs(world: World, costs: Mapping[str, int | Fraction]) -> None:
    known = {
        name
        for state in (world, world.everything)
        for removal in _removals(state, AMONG)
        for name in removal.priced_as(state)
    }
    for name, cost in costs.items():
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"Nothing called '{name}' can be removed, so it has no cost.{hint}")
        if isinstance(cost, bool) or not isinstance(cost, Rational):
            raise UsageError(f"'{name}' can't cost {cost!r:.60}: a cost is a whole number or a Fraction.")
        if cost <= 0:
            raise UsageError(f"'{name}' can't cost {cost}: a cost is a number above 0.")


def _removable(world: World, removal: Intervention, costs: Mapping[str, int | Fraction]) -> Removable:
    cost = next((costs[name] for name in removal.priced_as(world) if name in costs), 1) if costs else 1
    return Removable(removal.text, removal, removal.ended_links(world), removal.ended_rules(world), cost)


def cost_of(text: str) -> tuple[str, Fraction]:
    """A removal's id and its cost, of a text such as `ID=N`."""
    id_, equals, number = text.rpartition("=")
    if not (equals and id_ and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", number)):
        raise UsageError(f"--cost is written ID=N, with a number above 0, not '{text}'.")
    return id_, Fraction(number)

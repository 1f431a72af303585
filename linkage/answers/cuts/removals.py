"""What can be removed from a world: links, register columns, identifiers, rules; and what each removal ends.

A removal is an intervention with a cost. Taking a column or an identifier away ends every link that joins on it or
translates through it, so one removal may end many links. Knows no people and no spread. Source: design 5, "Cuts".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from linkage.errors import LinkageError, UsageError, nearest
from linkage.world.link_paths import columns_of
from linkage.world.model import World
from linkage.world.what_if.interventions import CutLink, DropIdentifier, ForgetColumn, Intervention, RuleOff


class Removable(NamedTuple):
    """One thing taken away: its text as a what-if, what it ends, what it costs."""

    text: str
    intervention: Intervention
    links: frozenset[str]  # the links that carry nothing without it
    rules: frozenset[str]
    cost: int | Fraction


AMONG = ("links", "columns", "identifiers", "rules")
"""What removals can be of."""

USUAL = ("links", "columns")
"""What they are of unless said otherwise."""


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
    ends = _links_by_column(world)
    found = (_made(each, ends, costs) for sort in AMONG if sort in sorts for each in _SORTS[sort](world))
    return tuple(sorted(found, key=lambda removal: removal.text))


def _links_by_column(world: World) -> dict[tuple[str, str], set[str]]:
    """The links that need a column: (database, identifier), and, for an identifier anywhere, (blank, identifier)."""
    found: dict[tuple[str, str], set[str]] = {}
    for link in world.links.values():
        for database, column in columns_of(link):
            found.setdefault((database, column), set()).add(link.id)
            found.setdefault(("", column), set()).add(link.id)
    return found


def _check_costs(world: World, costs: Mapping[str, int | Fraction]) -> None:
    known = {
        name
        for sort in AMONG
        for one in (world, world.everything)
        for each in _SORTS[sort](one)
        for name in (each.text, _id(each))
    }
    for name, cost in costs.items():
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"Nothing called '{name}' can be removed, so it has no cost.{hint}")
        if cost <= 0:
            raise UsageError(f"'{name}' can't cost {cost}: a cost is a number above 0.")


def _made(
    each: Intervention, ends: Mapping[tuple[str, str], set[str]], costs: Mapping[str, int | Fraction]
) -> Removable:
    text = each.text
    cost = costs.get(text, costs.get(_id(each), 1)) if costs else 1
    return Removable(text, each, _ended(each, ends), frozenset({each.rule} if isinstance(each, RuleOff) else ()), cost)


def _ended(each: Intervention, ends: Mapping[tuple[str, str], set[str]]) -> frozenset[str]:
    """The links that carry nothing any more."""
    if isinstance(each, CutLink):
        return frozenset({each.link})
    if isinstance(each, ForgetColumn):
        return frozenset(ends.get((each.register, each.identifier), ()))
    if isinstance(each, DropIdentifier):
        return frozenset(ends.get(("", each.identifier), ()))
    return frozenset()


def _id(each: Intervention) -> str:
    """What a removal is called without its verb."""
    return each.text.partition(":")[2]


def _columns(world: World) -> list[Intervention]:
    """The columns that registers fill: a folder's rows with figures, as far as this world keeps the register."""
    rows = [row for row in world.everything.registers.values() if row.carries_figures]
    there = {(row.database, row.to) for row in rows if row.database in world.databases}
    return [ForgetColumn(*column) for column in sorted(there - world.blank)]


_SORTS: Mapping[str, Callable[[World], list[Intervention]]] = MappingProxyType(
    {
        "links": lambda world: [CutLink(link) for link in world.links],
        "columns": _columns,
        "identifiers": lambda world: [DropIdentifier(identifier) for identifier in world.identifiers],
        "rules": lambda world: [RuleOff(rule) for rule in world.rules],
    }
)

"""Whose spread a story tells: the resident who fits, lowest number first.

In the first block of the population, among those who fit the story's `subject` (for a record alone: adults, or
companies, whom the kind's home can hold), the one with accounts in most of the databases of `has` (blank: all).
Rolls count only: a list has no accounts beforehand. Of equals, residents come before companies. Source: design 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from linkage.errors import NobodyFitsError
from linkage.population.households import BLOCK, HOLDERS
from linkage.population.tables import Account, Tables, of_town
from linkage.world.model import Story, World

FITS: Mapping[str, str] = {
    "adult": "an adult",
    "parent": "a parent of a child under 18",
    "officer": "an officer of a company",
    "company": "a company",
    "misregistered": "somebody whose value is registered on somebody else",
    "namesake": "somebody who shares a name and birth date",
}
"""What a story can look for, in words."""


def choose(world: World, tables: Tables, kind: str, fits: str = "", has: Iterable[str] = ()) -> str:
    """The subject who fits.

    Args:
        kind: the record kind: whoever is chosen can hold it at home.
        fits: a story's `subject`; blank for a record alone.
        has: the databases to have accounts in; blank for all.

    Raises:
        NobodyFitsError: with the smallest population that has somebody.
    """
    everything = world.everything
    home = everything.record_kinds[kind].home
    rolls = [name for name in (has or everything.databases) if everything.databases[name].kind == "roll"]
    best, most, company = "", -1, False
    for people in tables.subjects():
        for who in people:
            if fitting(tables, who, kind, fits):
                count = sum(1 for roll in rolls if tables.of(roll, who))
                if count > most or (count == most and company and tables.people[who].kind == "resident"):
                    best, most, company = who, count, tables.people[who].kind == "company"
        if most == len(rolls) and not (company and fits != "company" and everything.databases[home].holds == "both"):
            break
    if not best:
        raise _nobody(tables, kind, fits)
    return best


def fitting(tables: Tables, who: str, kind: str, fits: str) -> bool:
    """Whether somebody fits, and can have a record of that kind."""
    person = tables.people[who]
    if person.group == "under-18" or not tables.can_hold(tables.world.record_kinds[kind].home, who):
        return False
    return _SUBJECTS[fits](tables, who)


def _is_namesake(tables: Tables, who: str) -> bool:
    weak = [name for name, identifier in tables.world.identifiers.items() if identifier.strength == "weak"]
    return any(len(tables.owners(name, value)) > 1 for name in weak for value in tables.values(who, name))


def _is_misregistered(tables: Tables, who: str) -> bool:
    """Whether a register row of somebody's own names somebody else."""
    for row in tables.world.registers.values():
        for account in tables.of(row.database, who):
            if names_another(tables, account, row.from_, row.to):
                return True
    return False


def names_another(tables: Tables, account: Account, given: str, gives: str) -> bool:
    """Whether a register's row, found by its subject's own value, holds a value that the subject doesn't own."""
    value, found = account.values.get(given), account.values.get(gives)
    if not value or not found or account.subject not in tables.owners(given, value):
        return False
    owners = tables.owners(gives, found)
    return bool(owners) and account.subject not in owners


_HOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "adult": "resident",
        "parent": "resident",
        "officer": "resident",
        "company": "company",
        "namesake": "resident",
    }
)
_SUBJECTS: Mapping[str, Callable[[Tables, str], bool]] = {
    "": lambda tables, who: True,
    "adult": lambda tables, who: tables.people[who].kind == "resident",
    "parent": lambda tables, who: bool(tables.related("parent", who)),
    "officer": lambda tables, who: bool(tables.related("officer", who)),
    "company": lambda tables, who: tables.people[who].kind == "company",
    "misregistered": _is_misregistered,
    "namesake": _is_namesake,
}


def _nobody(tables: Tables, kind: str, fits: str) -> NobodyFitsError:
    home = tables.world.record_kinds[kind].home
    what = FITS.get(fits, "a subject") + f" whom '{home}' can hold"
    if tables.town is None:
        return NobodyFitsError(f"Nobody in these tables is {what}.")
    asked = tables.town.residents
    smallest = _smallest(tables, kind, fits)
    if smallest is None:
        return NobodyFitsError(f"Nobody among {asked:,} residents is {what}, nor in the whole first block.")
    return NobodyFitsError(
        f"Nobody among {asked:,} residents is {what}. The smallest population that has one is {smallest:,}.", smallest
    )


def _smallest(tables: Tables, kind: str, fits: str) -> int | None:
    """The smallest population in which somebody fits: found in a full block, then narrowed."""
    town = tables.town
    home = tables.world.databases[tables.world.record_kinds[kind].home]
    can_be = any(home.can_hold(holder) for holder in HOLDERS if _HOLDERS.get(fits, holder) == holder)
    if town is None or town.residents >= BLOCK or not can_be:
        return None
    full = of_town(tables.world, tables.seed, BLOCK)
    for neighbourhood, people in enumerate(full.subjects()):
        if any(fitting(full, who, kind, fits) for who in people):
            return _narrow(tables, kind, fits, neighbourhood)
    return None


def _narrow(tables: Tables, kind: str, fits: str, neighbourhood: int) -> int:
    """Within a neighbourhood that has somebody, how many residents it takes (more residents only add)."""
    low, high = neighbourhood * 256, (neighbourhood + 1) * 256
    while low < high:
        middle = (low + high) // 2
        town = of_town(tables.world, tables.seed, middle)
        town.visit(neighbourhood)
        if any(fitting(town, who, kind, fits) for who in town.people):
            high = middle
        else:
            low = middle + 1
    return low


def story_population(story: Story) -> int:
    """The population that a story looks in unless one is asked for."""
    return story.residents or 1_000

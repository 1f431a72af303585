"""The subject of a story: the resident or company whose record it follows.

In the first block of the population, among those who fit the story's `subject` (for a record alone: adults, or
companies, whom the kind's home can hold), the one with accounts in most of the databases of `has` (blank: all);
of equals a resident before a company, then the lowest number. Rolls count only: a list has no accounts beforehand.
Source: design 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from linkage.errors import NobodyFitsError
from linkage.population.account_table import Account
from linkage.population.households import BLOCK, HOLDERS
from linkage.population.tables import Tables, generate_tables
from linkage.vocabulary import count_of
from linkage.world.model import Story, World

STORY_SUBJECTS: Mapping[str, str] = {
    "adult": "an adult",
    "parent": "a parent of a child under 18",
    "officer": "an officer of a company",
    "company": "a company",
    "misregistered": "somebody whose value is registered on somebody else",
    "namesake": "somebody who shares a name and birth date",
}
"""The subjects that a story can look for, in words."""


def choose_subject(world: World, tables: Tables, kind: str, fits: str = "", has: Iterable[str] = ()) -> str:
    """The subject of a story or record: the first that fits, with the most accounts.

    Args:
        kind: the record kind, whose home must be able to hold the subject.
        fits: a story's `subject`; blank for a record alone.
        has: the databases to have accounts in; blank for all.

    Raises:
        NobodyFitsError: with the smallest population that has somebody.
    """
    everything = world.everything
    home = everything.record_kinds[kind].home
    rolls = [name for name in (has or everything.databases) if everything.databases[name].kind == "roll"]
    best, most, company = "", -1, False
    for subjects in tables.subjects():
        for subject in subjects:
            if fits_story(tables, subject, kind, fits):
                count = sum(1 for roll in rolls if tables.of(roll, subject))
                if count > most or (count == most and company and tables.people[subject].kind == "resident"):
                    best, most, company = subject, count, tables.people[subject].kind == "company"
        if most == len(rolls) and not (company and fits != "company" and everything.databases[home].holds == "both"):
            break
    if not best:
        raise _nobody_fits(tables, kind, fits)
    return best


def fits_story(tables: Tables, subject: str, kind: str, fits: str) -> bool:
    """Whether a subject fits a story, and can have a record of that kind."""
    person = tables.people[subject]
    if person.group == "under-18" or not tables.can_hold(tables.world.record_kinds[kind].home, subject):
        return False
    return _CONDITIONS[fits](tables, subject)


def _is_namesake(tables: Tables, subject: str) -> bool:
    weak = [
        name
        for name, identifier in tables.world.identifiers.items()
        if identifier.strength == "weak" and identifier.values is None and not identifier.shared_by
    ]
    return any(len(tables.owners(name, value)) > 1 for name in weak for value in tables.values(subject, name))


def _is_misregistered(tables: Tables, subject: str) -> bool:
    """Whether a register row of the subject names somebody else."""
    for row in tables.world.registers.values():
        for account in tables.of(row.database, subject):
            if names_another(tables, account, row.from_, row.to):
                return True
    return False


def names_another(tables: Tables, account: Account, from_identifier: str, to_identifier: str) -> bool:
    """Whether a register's row, found by its subject's own value, holds a value that the subject doesn't own."""
    value, registered = account.values.get(from_identifier), account.values.get(to_identifier)
    if not value or not registered or account.subject not in tables.owners(from_identifier, value):
        return False
    owners = tables.owners(to_identifier, registered)
    return bool(owners) and account.subject not in owners


_HOLDER_OF_SUBJECT: Mapping[str, str] = MappingProxyType(
    {
        "adult": "resident",
        "parent": "resident",
        "officer": "resident",
        "company": "company",
        "namesake": "resident",
    }
)
_CONDITIONS: Mapping[str, Callable[[Tables, str], bool]] = {
    "": lambda tables, subject: True,
    "adult": lambda tables, subject: tables.people[subject].kind == "resident",
    "parent": lambda tables, subject: bool(tables.related("parent", subject)),
    "officer": lambda tables, subject: bool(tables.related("officer", subject)),
    "company": lambda tables, subject: tables.people[subject].kind == "company",
    "misregistered": _is_misregistered,
    "namesake": _is_namesake,
}


def _nobody_fits(tables: Tables, kind: str, fits: str) -> NobodyFitsError:
    home = tables.world.record_kinds[kind].home
    description = STORY_SUBJECTS.get(fits, "a subject") + f" whom '{home}' can hold"
    if tables.population is None:
        return NobodyFitsError(f"Nobody in these tables is {description}.")
    residents = tables.population.residents
    nobody = f"Nobody among {count_of(residents, 'resident')}"
    smallest = _smallest_population(tables, kind, fits)
    if smallest is None:
        return NobodyFitsError(f"{nobody} is {description}, nor in the whole first block.")
    return NobodyFitsError(
        f"{nobody} is {description}. The smallest population that has one is {smallest:,}.",
        smallest,
    )


def _smallest_population(tables: Tables, kind: str, fits: str) -> int | None:
    """The smallest population in which somebody fits: sought in a full block, then by bisection."""
    population = tables.population
    home = tables.world.databases[tables.world.record_kinds[kind].home]
    can_be = any(home.can_hold(holder) for holder in HOLDERS if _HOLDER_OF_SUBJECT.get(fits, holder) == holder)
    if population is None or population.residents >= BLOCK or not can_be:
        return None
    full = generate_tables(tables.world, tables.seed, BLOCK)
    for neighbourhood, subjects in enumerate(full.subjects()):
        if any(fits_story(full, subject, kind, fits) for subject in subjects):
            return _bisect_population(tables, kind, fits, neighbourhood)
    return None


def _bisect_population(tables: Tables, kind: str, fits: str, neighbourhood: int) -> int:
    """The smallest population that has somebody in a neighbourhood, by bisection (more residents only add)."""
    low, high = neighbourhood * 256, (neighbourhood + 1) * 256
    while low < high:
        middle = (low + high) // 2
        population = generate_tables(tables.world, tables.seed, middle)
        population.visit(neighbourhood)
        if any(fits_story(population, subject, kind, fits) for subject in population.people):
            high = middle
        else:
            low = middle + 1
    return low


def story_population(story: Story) -> int:
    """The population that a story looks in unless one is asked for."""
    return story.residents or 1_000

"""The scene of the picture of accounts: one person's accounts, the values that they share, and the people they reach.

Values (a national ID, phones, payment accounts) are pills in the middle; accounts stand around them in their
agencies' frames, with a tie to each value that they hold. A wrong match shows as a tie that leads to another person's
value. The caller fills it from the agency tables; this module knows no tables and no steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from linkage.drawing.scene import Key, Light


@dataclass(frozen=True, slots=True)
class Person:
    """A subject in the picture; the first one is the picture's subject."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an identifier, and its true owner (of several, the first in the picture)."""

    identifier: str
    value: str
    owner: str

    @property
    def id(self) -> str:
        """Its data-id."""
        return value_id(self.identifier, self.value)


def value_id(identifier: str, value: str) -> str:
    """The data-id of a value."""
    return f"value:{identifier}:{value}"


@dataclass(frozen=True, slots=True)
class Account:
    """A row of a database: `id` is DATABASE/NUMBER, `values` are pairs (identifier, value)."""

    id: str
    label: str
    agency: str
    agency_label: str
    owner: str
    values: tuple[tuple[str, str], ...]

    @property
    def database(self) -> str:
        """The database that the row stands in."""
        return self.id.rpartition("/")[0]

    def tie_id(self, identifier: str) -> str:
        """The data-id of the line to its value of an identifier."""
        return f"tie:{self.id}/{identifier}"


@dataclass(frozen=True, slots=True)
class AccountScene:
    """Persons, their values, and accounts; `keys` are the identifiers of the legend, with their names."""

    title: str
    people: tuple[Person, ...]
    values: tuple[Value, ...]
    accounts: tuple[Account, ...]
    keys: tuple[Key, ...] = ()
    lang: str = "en"

    @property
    def subject(self) -> str:
        """The person whose accounts the picture shows."""
        return self.people[0].id if self.people else ""

    def owners(self, account: Account) -> set[str]:
        """The owners of the values that an account holds."""
        owner_of = {(value.identifier, value.value): value.owner for value in self.values}
        return {owner_of[pair] for pair in account.values if pair in owner_of}


class JoinedValues(NamedTuple):
    """What one comparison joined on: identifiers with their values, and the register they came from, if one did."""

    pairs: Sequence[tuple[str, str]]
    register: str | None = None


def account_light(
    scene: AccountScene,
    account: str,
    joined: Sequence[JoinedValues],
    source: str = "",
    wrong: bool = False,
) -> tuple[Light, ...]:
    """The parts that one step lights: the account at which it arrives, and the values and ties that led to it.

    Args:
        account: the step's account.
        joined: the step's joined values, in order.
        source: the account that the step came from.
    """
    on = ("on", "wrong") if wrong else ("on",)
    lights = [Light(f"account:{account}", on)]
    lights += [Light(value_id(*pair), ("on",)) for pairs, _ in joined for pair in pairs]
    if joined:
        first, last = joined[0], joined[-1]
        lights += [Light(f"tie:{source}/{identifier}", ("on",)) for identifier, _ in first.pairs] if source else []
        lights += [Light(f"tie:{account}/{identifier}", on) for identifier, _ in last.pairs]
    for before, after in pairwise(joined):
        lights += _register_light(scene, before, after)
    return tuple(dict.fromkeys(lights))


def _register_light(scene: AccountScene, before: JoinedValues, after: JoinedValues) -> Iterable[Light]:
    """The parts that a register lights: the row that turned one value into the next, and its two ties."""
    for account in scene.accounts:
        if account.database == after.register and {*before.pairs, *after.pairs} <= set(account.values):
            yield Light(f"account:{account.id}", ("used",))
            for identifier, _ in (*before.pairs, *after.pairs):
                yield Light(account.tie_id(identifier), ("on",))

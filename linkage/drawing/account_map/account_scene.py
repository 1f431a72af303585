"""The second picture: one person's accounts around the values that tie them, and whoever else they lead to.

Values (a national ID, phones, payment accounts) are pills in the middle; accounts stand around them in their
agencies' frames and hang on the values that they hold. A wrong match shows as a tie that leads to another person's
value. Filled from the agency tables by whoever draws; knows no tables and no steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from linkage.drawing.scene import Key, Light


@dataclass(frozen=True, slots=True)
class Person:
    """A subject in the picture; the first one is the one it is about."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an identifier, and whose it truly is (of several owners, the first in the picture)."""

    identifier: str
    value: str
    owner: str

    @property
    def id(self) -> str:
        """Its data-id."""
        return f"value:{self.identifier}:{self.value}"


@dataclass(frozen=True, slots=True)
class Account:
    """A row of a database: `id` is DATABASE/NUMBER, `holds` its values (identifier, value)."""

    id: str
    label: str
    agency: str
    agency_label: str
    owner: str
    holds: tuple[tuple[str, str], ...]

    @property
    def database(self) -> str:
        """The database that the row stands in."""
        return self.id.rpartition("/")[0]

    def tie(self, identifier: str) -> str:
        """The data-id of the line to the value that it holds."""
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
        """Whom the picture is about."""
        return self.people[0].id if self.people else ""

    def owners(self, account: Account) -> set[str]:
        """Whose values an account holds."""
        whose = {(value.identifier, value.value): value.owner for value in self.values}
        return {whose[held] for held in account.holds if held in whose}


def account_light(
    scene: AccountScene,
    account: str,
    joined: Sequence[tuple[str, str, str | None]],
    source: str = "",
    wrong: bool = False,
) -> tuple[Light, ...]:
    """What one step lights here: the account it arrives at, and the values and ties that led there.

    Args:
        account: the step's account.
        joined: the step's joined values, each (identifier, value, register or None), in order.
        source: the account that the step came from.
    """
    on = ("on", "wrong") if wrong else ("on",)
    lights = [Light(f"account:{account}", on)]
    lights += [Light(f"value:{identifier}:{value}", ("on",)) for identifier, value, _ in joined]
    if joined:
        first, last = joined[0], joined[-1]
        lights += [Light(f"tie:{source}/{first[0]}", ("on",))] if source else []
        lights += [Light(f"tie:{account}/{last[0]}", on)]
    for before, after in pairwise(joined):
        lights += _register_light(scene, before, after)
    return tuple(dict.fromkeys(lights))


def _register_light(
    scene: AccountScene, before: tuple[str, str, str | None], after: tuple[str, str, str | None]
) -> Iterable[Light]:
    """The register's row that turned one value into the next."""
    for each in scene.accounts:
        if each.database == after[2] and {before[:2], after[:2]} <= set(each.holds):
            yield Light(f"account:{each.id}", ("used",))
            yield Light(each.tie(before[0]), ("on",))
            yield Light(each.tie(after[0]), ("on",))

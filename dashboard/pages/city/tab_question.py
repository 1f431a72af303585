"""What a tab of the City page is asked, as the address has it, and the recipe that gives its answer again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.counts_view import city_command
from dashboard.services.best_job import MOST
from dashboard.state.reproduce import city_of_tables
from dashboard.state.strict_values import MOST_DAY, whole_number
from dashboard.state.view_state import address
from linkage.answers.cuts.removals import cost_of
from linkage.answers.whole_city.best_removals import MAX_COST


class TabQuestion(NamedTuple):
    """The question of a tab, as the address has it.

    Args:
        door: the service and effect in front, as `service/effect`.
        day: the day of a count, a sweep or a range; None: any day.
        over: the axes of a sweep, with commas.
        measure: what a sweep counts.
        group: the age group for whom the best removals are sought.
        among: the kinds of things that may be removed, with commas; blank: the usual ones.
        weigh: `yes` where lost rewards are weighed against spared residents.
        spare: further services that are to be spared at the same time, with commas.
        costs: what removals cost, as `ID=N` with commas; the others cost 1.
        budget: how many removals at most, or with costs how much in all.
        objective: `doors` where every door counts; blank: residents.
        without: the identifier that is gone, where a trade-off is over keys.
        match: the keys that are matched on instead, with commas; blank: all that are offered.
    """

    door: str = ""
    day: int | None = None
    over: str = ""
    measure: str = ""
    group: str = ""
    among: str = ""
    weigh: str = ""
    spare: str = ""
    costs: str = ""
    budget: int = MOST
    objective: str = ""
    without: str = ""
    match: str = ""

    @classmethod
    def read(cls, parts: Mapping[str, str]) -> TabQuestion:
        """The question in a request's arguments.

        Raises:
            UsageError: a day or a budget that is no whole number.
        """
        texts = {name: parts.get(name, "") for name in cls._fields if name not in ("day", "budget")}
        budget = parts.get("budget", "")
        most = whole_number("budget", budget, 1, MAX_COST) if budget else MOST
        return cls(day=read_day(parts), budget=most, **texts)

    @property
    def services(self) -> tuple[str, ...]:
        """The services that are to be spared: the one in front and those that were added."""
        named = (self.door.partition("/")[0], *map(str.strip, self.spare.split(",")))
        return tuple(dict.fromkeys(filter(None, named)))

    @property
    def prices(self) -> tuple[tuple[str, Fraction], ...]:
        """What removals cost, by id.

        Raises:
            UsageError: a text that is no id and number.
        """
        return tuple(cost_of(text.strip()) for text in self.costs.split(",") if text.strip())


def read_day(parts: Mapping[str, str]) -> int | None:
    """The day that a request's arguments name; None where they name none.

    Raises:
        UsageError: it is no whole number.
    """
    day = parts.get("day", "")
    return whole_number("day", day, 0, MOST_DAY) if day else None


def city_arguments(query: CityQuery) -> str:
    """The arguments that every function of `linkage` about a city takes, as Python text."""
    return f"what_if={query.what_if!r}, residents={query.residents}, seed={query.state.seed}"


_OF_A_DAY = ("day", "sweep", "range", "seeds", "tornado")
"""The tabs that may count what is in force on one day."""


def tab_address(query: CityQuery, question: TabQuestion, tab: str) -> str:
    day = question.day if tab in _OF_A_DAY else None
    fields = {
        "sweep": ("over", "measure"),
        "tornado": ("measure",),
        "trade": ("over", "without", "match"),
        "best": ("group", "among", "weigh", "spare", "costs", "budget", "objective"),
    }.get(tab, ())
    places = {name: getattr(question, name) for name in fields}
    return f"/city{address(replace(query.state, tab=tab, door=question.door, on_day=day, **places))}"


def tab_recipe(query: CityQuery, question: TabQuestion, tab: str, verb: Sequence[str], python: str) -> dict[str, str]:
    """The address, command and Python that give an answer again.

    Args:
        verb: the command, which goes before the world, and its options, which go behind.
        python: the expression for the answer.
    """
    command_name, *options = verb
    city_options = shlex.split(city_command(query.world, query.what_if, query.state, query.residents))[3:]
    imports = "from fractions import Fraction\n\n" if "Fraction(" in python else ""
    recipe = {
        "address": tab_address(query, question, tab),
        "command": shlex.join(["linkage", command_name, query.world.id, *options, *city_options]),
        "python": f"{imports}import linkage\nanswer = {python}\nanswer",
    }
    return city_of_tables(recipe, query.tables) if query.tables else recipe

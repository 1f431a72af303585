"""The best removals for a whole city: those that spare the most residents, or open the most doors, for what they cost.

A resident is spared who is restricted before and not after. With a service, restricted means that it is closed to them,
itself or by a service that it needs; where nothing closes it, that they are slowed, fined or made to wait there. With
several services, it means any of these at any of them. Without one, any restriction at all. Where doors count, each
resident at each of the services (without one: at each of all) counts by itself, and a door newly closed against it.
Wrong matches, households and companies count as in `city`.

Every set of removals within the limit is tried on classes of residents (`removal_question`, `subset_search`), or run,
up to a few hundred; beyond that the answer is the best found, with a bound. Every answer has been run on everybody.
Source: design 5, "Cuts".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from types import MappingProxyType

from linkage.answers.cuts.protection_goal import DATABASE_TARGET
from linkage.answers.cuts.removals import USUAL, Removable
from linkage.answers.whole_city.removal_question import OBJECTIVES, Outcome, RemovalQuestion
from linkage.answers.whole_city.resident_classes import Weights
from linkage.answers.whole_city.subset_search import BestSubsets, Subset, SubsetSearch
from linkage.citywide.whole_population import WholePopulation
from linkage.errors import LinkageError, UsageError, unknown
from linkage.world.model import World
from linkage.world.what_if.parser import under

MAX_LISTED = 20
"""How many equally good sets are listed."""

MAX_REMOVALS = 10
"""The most removals that can be asked for."""

MAX_COST = 1_000
"""The most that removals may cost in all, where some cost more or less than 1."""


@dataclass(frozen=True)
class RemovalChoice:
    """The best removals of one total cost: all that are equally good (up to a few), and what the first of them does."""

    cost: int | Fraction
    cuts: tuple[tuple[Removable, ...], ...]
    more: bool
    exact: bool
    bound: int
    score: int
    outcome: Outcome

    @property
    def size(self) -> int:
        """How many removals the first cut has."""
        return len(self.cuts[0])


@dataclass(frozen=True)
class BestRemovals:
    """The answer: a choice for each total cost, where all cost 1 each number from one to k.

    `by`: `families` (resident classes), or `runs` of each set. `priced`: some removals that can matter don't cost 1;
    then a total is listed only where it spares more than every lower one. `unfound_bound`: if not None, not every set
    within the limit was tried, and this is what none of them scores more than.
    """

    world: World
    seed: int | None
    what_if: str
    services: tuple[str, ...]
    objective: str
    limit: int
    group: str
    weigh_rewards: bool
    doors: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]
    residents: int
    restricted: Weights
    always_restricted: Weights | None
    by: str
    priced: bool
    choices: tuple[RemovalChoice, ...]
    unfound_bound: int | None
    can_remove: bool
    own_tables: bool = False

    @property
    def best(self) -> RemovalChoice | None:
        """The choice with the highest score; of equally good ones the cheapest. None: nothing helps."""
        choice = max(self.choices, key=lambda choice: (choice.score, -choice.cost), default=None)
        return choice if choice is not None and choice.score > 0 else None


def best_removals(
    population: WholePopulation,
    limit: int,
    service: str | Iterable[str] = "",
    what_if: str = "",
    among: Iterable[str] = USUAL,
    group: str = "",
    weigh_rewards: bool = False,
    costs: Mapping[str, int | Fraction] = MappingProxyType({}),
    objective: str = "spared",
) -> BestRemovals:
    """The best removals, for each number of them (with costs: each total cost that spares more) up to a limit.

    Args:
        limit: how much removals may cost in all; each costs 1 unless `costs` says otherwise.
        service: the service to be protected, or several; blank: every restriction counts.
        among: what may be removed: any of `links`, `columns`, `identifiers`, `rules`, `databases`, `agencies`; the
            databases whose rules close the service are left out.
        group: count this age group's residents only.
        weigh_rewards: count a resident who loses a reward against one who is spared; where doors count, each reward.
        costs: what removals cost, by id; the others cost 1.
        objective: `spared` counts residents, `doors` each resident at each service, less the doors newly closed.

    Raises:
        LinkageError: a service, group or priced removal that isn't there.
        UsageError: an unknown sort of removal, a database to protect, or a number or a cost out of range.
    """
    services = tuple(dict.fromkeys(filter(None, [service] if isinstance(service, str) else service)))
    _check_targets(population.world, services)
    if objective not in OBJECTIVES:
        raise UsageError(unknown("objective", objective, OBJECTIVES))
    if not 1 <= limit <= (MAX_COST if costs else MAX_REMOVALS):
        raise UsageError(f"most= needs a number from 1 to {MAX_COST if costs else MAX_REMOVALS:,}, not {limit:,}.")
    world = under(population.world, what_if).flawless
    question = RemovalQuestion(population, world, services, objective, among, costs, group, weigh_rewards)
    priced = any(removal.cost != 1 for alike in question.removables for removal in alike)
    if limit > MAX_REMOVALS and not priced:
        raise UsageError(
            f"most= needs a number from 1 to {MAX_REMOVALS}, not {limit:,}: every removal that matters here costs 1."
        )
    by, search, always_restricted = question.search_method()
    chosen = _best_by_cost if priced else _best_by_size
    choices, unfound_bound = chosen(question, search, limit)
    doors = {(world.rules[rule].service, world.rules[rule].effect) for rule in question.goals}
    return BestRemovals(
        world,
        population.seed,
        what_if,
        services,
        objective,
        limit,
        group,
        weigh_rewards,
        tuple(sorted(doors)),
        question.groups,
        population.residents,
        question.restricted,
        always_restricted,
        by,
        priced,
        choices,
        unfound_bound,
        bool(question.removables),
        population.people is None,
    )


def _check_targets(world: World, services: Iterable[str]) -> None:
    for service in services:
        if service.startswith(DATABASE_TARGET):
            raise UsageError(f"A whole city protects services, not '{service}': databases are for one record's cut.")
        if service not in world.services:
            raise LinkageError(unknown("service", service, world.services))


def _best_by_size(
    question: RemovalQuestion, search: SubsetSearch, limit: int
) -> tuple[tuple[RemovalChoice, ...], int | None]:
    """The best of each number, until no more removals could spare anybody else; and the bound if not all were tried."""
    choices: list[RemovalChoice] = []
    for size in range(1, min(limit, len(search.removals)) + 1):
        choices.append(_choice(question, size, search.best(size, MAX_LISTED)))
        if choices[-1].score >= search.bound:
            break
    return tuple(choices), None if all(choice.exact for choice in choices) else search.bound


def _best_by_cost(
    question: RemovalQuestion, search: SubsetSearch, limit: int
) -> tuple[tuple[RemovalChoice, ...], int | None]:
    """The best of each total cost that spares more than every lower one; and the bound if not all were tried."""
    costs = {index: question.removables[index][0].cost for index in search.removals}
    found = search.best_by_cost(costs, limit, MAX_LISTED)
    return tuple(_choice(question, cost, subsets) for cost, subsets in found.best), (
        None if found.exact else search.bound
    )


def _choice(question: RemovalQuestion, cost: int | Fraction, subsets: BestSubsets) -> RemovalChoice:
    cuts = [removal for subset in subsets.sets for removal in islice(_cuts(question, subset), MAX_LISTED + 1)]
    cuts.sort(key=lambda cut: (len(cut), tuple(removal.text for removal in cut)))
    outcome = question.outcome(cuts[0])
    return RemovalChoice(
        cost,
        tuple(cuts[:MAX_LISTED]),
        len(cuts) > MAX_LISTED,
        subsets.exact,
        subsets.bound,
        question.score(outcome),
        outcome,
    )


def _cuts(question: RemovalQuestion, subset: Subset) -> Iterator[tuple[Removable, ...]]:
    """Every combination of removals that a subset stands for: one of each group that ends the same."""
    for removals in product(*(question.removables[index] for index in subset)):
        yield tuple(sorted(removals, key=lambda removal: removal.text))

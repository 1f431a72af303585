"""The best k removals for a whole city: those that spare the most residents.

Spared is who is restricted before and not after. With a service, restricted means that it is closed to them, itself or
by a service that it needs; where nothing closes it, that they are slowed, fined or made to wait there. Without one,
any restriction at all. Wrong matches, households and companies count as in `city`.

The ways to everybody are followed once and residents with the same ways put together (`trails`, `families`); then
every set of k removals is tried on those families. Scores, and listings that need several kinds, are no ways: there
the sets are run, up to a few hundred; beyond that the answer is the best found, with a bound. What is shown has been
run on everybody. Source: design 5, "Cuts".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.answers.cuts.protection_goal import BURDENS, closing_rules
from linkage.answers.cuts.relevant_subworld import relevant_subworld
from linkage.answers.cuts.removals import USUAL, Removable, removables
from linkage.answers.whole_city.reach_conditions import ReachConditions, TooManyWaysError, can_follow
from linkage.answers.whole_city.resident_classes import ResidentClasses, Table, Weights, grouped
from linkage.answers.whole_city.subset_search import MOST_SETS, BestSubsets, Chosen, SubsetSearch
from linkage.citywide.counts.totals import CityPart
from linkage.citywide.durations.active_effects import numbers_of
from linkage.citywide.engine.account_joins import AccountJoins, all_blocks
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnRun
from linkage.citywide.workers import KEPT, STRETCH, without_texts
from linkage.errors import LinkageError, UsageError, nearest, unknown
from linkage.population.households import Flags
from linkage.population.residents import Residents
from linkage.vocabulary import RESTRICTIONS
from linkage.world.model import World
from linkage.world.what_if.parser import under

MOST = 20
"""How many equally good sets are listed."""

LARGEST = 10
"""The most removals that can be asked for."""

_RUNS = 300
_WORK = 40_000_000_000
_CELLS = 8_000_000


class WholePopulation:
    """Everybody of a city in this process: made at the first question, kept for the next ones where memory allows."""

    def __init__(self, world: World, seed: int = 1, residents: int | None = None) -> None:
        self.world = world.everything
        self.town = Residents(without_texts(self.world), seed, residents or self.world.population)
        self._kept: CityPart | None = None

    def parts(self) -> Iterator[CityPart]:
        """The city, in one part; or, if it is too large to be kept, made and forgotten part by part."""
        blocks = all_blocks(self.town)
        if len(blocks) <= KEPT:
            if self._kept is None:
                self._kept = CityPart(AccountJoins(self.town, blocks))
            yield self._kept
            return
        for low in range(0, len(blocks), STRETCH):
            yield CityPart(AccountJoins(self.town, blocks[low : low + STRETCH]))


class Outcome(NamedTuple):
    """Residents by age group: who are restricted no more, who newly are, and who lose a reward somewhere."""

    spared: Weights
    newly: Weights
    lose_reward: Weights


@dataclass(frozen=True)
class Choice:
    """The best removals of one size: all that are equally good (up to a few), and what the first of them does."""

    size: int
    cuts: tuple[tuple[Removable, ...], ...]
    more: bool
    exact: bool
    bound: int
    score: int
    outcome: Outcome


@dataclass(frozen=True)
class BestRemovals:
    """The answer: a choice for each size from one to k. `by`: families, or runs where ways don't tell all."""

    world: World
    seed: int
    what_if: str
    service: str
    group: str
    weighed: bool
    doors: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]
    residents: int
    restricted: Weights
    stuck: Weights | None
    by: str
    choices: tuple[Choice, ...]

    @property
    def best(self) -> Choice | None:
        """The choice with the highest score; of equally good ones the smallest. None: nothing helps."""
        found = max(self.choices, key=lambda each: (each.score, -each.size), default=None)
        return found if found is not None and found.score > 0 else None


def best_removals(
    everyone: WholePopulation,
    most: int,
    service: str = "",
    what_if: str = "",
    among: Iterable[str] = USUAL,
    group: str = "",
    weigh_rewards: bool = False,
) -> BestRemovals:
    """The best removals, for each number of them from one to `most`.

    Args:
        service: the service to be protected; blank: every restriction counts.
        among: what may be removed: any of `links`, `columns`, `identifiers`, `rules`.
        group: count this age group's residents only.
        weigh_rewards: count a resident who loses a reward against one who is spared.

    Raises:
        LinkageError: a service or group that isn't there.
        UsageError: a sort of removal or a number that can't be.
    """
    if not 1 <= most <= LARGEST:
        raise UsageError(f"--best needs a number from 1 to {LARGEST}, not {most:,}.")
    if service and service not in everyone.world.services:
        raise LinkageError(unknown("service", service, everyone.world.services))
    question = _Asking(everyone, under(everyone.world, what_if), service, among, group, weigh_rewards)
    return question.answer(most, what_if)


class _Before(NamedTuple):
    """One part before anything is removed: who is restricted, and who has rewards, by service."""

    part: CityPart
    restricted: Flags
    rewarded: dict[str, Flags]


class _Asking:
    """One question: the rules that count, the removals that can matter, and what happens before any of them."""

    def __init__(
        self, everyone: WholePopulation, world: World, service: str, among: Iterable[str], group: str, weigh: bool
    ) -> None:
        self.everyone, self.service, self.group, self.weigh = everyone, service, group, weigh
        self.world = without_texts(world)
        town = everyone.town
        self.groups = tuple(town.group_names("resident"))
        if group and group not in self.groups:
            near = nearest(group, self.groups)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"There is no age group '{group}', only {', '.join(self.groups)}.{hint}")
        self.counted = np.array([not group or name == group for name in self.groups], dtype=np.int64)
        self.services = {rule.id: rule.service for rule in world.rules.values() if rule.effect == "reward"}
        self.named = world
        self.goals = self._goals(closing_rules(world, service) if service else None)
        self.removables = self._that_matter(removables(self.world, among))

    # what counts

    def _goals(self, closing: frozenset[str] | None) -> frozenset[str]:
        """The rules that restrict: any; or those that close the service, if it is closed to anybody; or that burden."""
        rules = self.world.rules.values()
        if closing is None:
            return frozenset(rule.id for rule in rules if rule.effect in RESTRICTIONS)
        self.goals = closing
        if any(before.restricted.any() for before in self._before()):
            return closing
        self.__dict__.pop("befores", None)
        return frozenset(rule.id for rule in rules if rule.service == self.service and rule.effect in BURDENS) | closing

    def _that_matter(self, listed: Iterable[Removable]) -> list[list[Removable]]:
        """Removals that end something on a way to the goals; those that end the same stand together."""
        near = relevant_subworld(self.world, self.goals)
        found: dict[tuple[frozenset[str], frozenset[str]], list[Removable]] = {}
        for each in listed:
            if each.links & set(near.links) or each.rules & set(near.rules):
                ends = (each.links, each.rules) if self.weigh else (each.links & set(near.links), each.rules)
                found.setdefault(ends, []).append(each)
        return sorted(found.values(), key=lambda each: each[0].text)

    # running

    @cached_property
    def befores(self) -> list[_Before]:
        """Each part before anything is removed; kept only where parts are."""
        return list(self._run_before())

    def _before(self) -> Iterable[_Before]:
        kept = len(all_blocks(self.everyone.town)) <= KEPT
        return self.befores if kept else self._run_before()

    def _run_before(self) -> Iterator[_Before]:
        world = relevant_subworld(self.world, [*self.goals, *self.services])
        for part in self.everyone.parts():
            restricted, rewarded = self._flags(ColumnRun(CityRules.of(world), part.shard).go())
            yield _Before(part, restricted, rewarded)

    def _flags(self, run: ColumnRun) -> tuple[Flags, dict[str, Flags]]:
        numbers = [(hit.rule.id, numbers_of(hit)) for hit in run.hits]
        roster = run.shard.roster
        residents = np.asarray(roster.groups < len(self.groups))
        restricted, rewarded = roster.nobody(), dict[str, Flags]()
        for rule, where in numbers:
            if rule in self.goals:
                restricted[where] = True
            if rule in self.services:
                rewarded.setdefault(self.services[rule], roster.nobody())[where] = True
        return restricted & residents, {service: flags & residents for service, flags in rewarded.items()}

    def _by_group(self, part: CityPart, flags: Flags) -> Weights:
        roster = part.shard.roster
        return np.asarray(roster.by_group(np.pad(flags, (0, roster.size - len(flags))))[: len(self.groups)])

    def outcome(self, removed: Collection[Removable], rewards: bool = True) -> Outcome:
        """What some removals do, run on everybody."""
        world = self.world
        for each in removed:
            world = each.intervention.apply(world)
        goals = [*self.goals, *(self.services if rewards else ())]
        world = relevant_subworld(world, [rule for rule in goals if rule in world.rules])
        plan, none = CityRules.of(world), np.zeros(len(self.groups), dtype=np.int64)
        total = Outcome(none, none, none)
        for part, before, had in self._before():
            after, have = self._flags(ColumnRun(plan, part.shard).go())
            lost = np.zeros(len(after), dtype=np.bool_)
            for service, flags in had.items() if rewards else ():
                lost |= _only(flags, have.get(service), len(after))
            one = (_only(before, after, len(after)), _only(after, before, len(after)), lost)
            total = Outcome(*(old + self._by_group(part, new) for old, new in zip(total, one, strict=True)))
        return total

    # choosing

    def answer(self, most: int, what_if: str) -> BestRemovals:
        """Choose, run what was chosen, say what it does."""
        restricted = np.zeros(len(self.groups), dtype=np.int64)
        for before in self._before():
            restricted = restricted + self._by_group(before.part, before.restricted)
        by, choosing, stuck = self._choosing(restricted)
        doors = {(self.world.rules[rule].service, self.world.rules[rule].effect) for rule in self.goals}
        return BestRemovals(
            self.named,
            self.everyone.town.seed,
            what_if,
            self.service,
            self.group,
            self.weigh,
            tuple(sorted(doors)),
            self.groups,
            self.everyone.town.residents,
            restricted,
            stuck,
            by,
            tuple(self._choices(choosing, most)),
        )

    def _choices(self, choosing: SubsetSearch, most: int) -> Iterator[Choice]:
        """The best of each size, until nobody is left whom more removals could spare."""
        for size in range(1, min(most, len(choosing.removals)) + 1):
            choice = self._choice(size, choosing.best(size, MOST))
            yield choice
            if choice.score >= choosing.bound:
                return

    def _choice(self, size: int, found: BestSubsets) -> Choice:
        cuts = [each for sets in found.sets for each in islice(self._cuts(sets), MOST + 1)]
        cuts.sort(key=lambda cut: tuple(each.text for each in cut))
        outcome = self.outcome(cuts[0])
        return Choice(
            size, tuple(cuts[:MOST]), len(cuts) > MOST, found.exact, found.bound, self._score(outcome), outcome
        )

    def _cuts(self, chosen: Chosen) -> Iterator[tuple[Removable, ...]]:
        """Every way to write some removals: those that end the same stand for each other."""
        for one in product(*(self.removables[place] for place in chosen)):
            yield tuple(sorted(one, key=lambda each: each.text))

    def _score(self, outcome: Outcome) -> int:
        lost = outcome.lose_reward if self.weigh else np.zeros_like(outcome.spared)
        return int(((outcome.spared - lost) * self.counted).sum())

    def _choosing(self, restricted: Weights) -> tuple[str, SubsetSearch, Weights | None]:
        try:
            if can_follow(self._followed()):
                spared, lost = self._grouped()
                return "families", self._on_families(spared, lost), spared.stuck
        except TooManyWaysError:
            pass
        return "runs", self._on_runs(restricted), None

    def _followed(self) -> World:
        return relevant_subworld(self.world, [*self.goals, *(self.services if self.weigh else ())])

    def _grouped(self) -> tuple[ResidentClasses, ResidentClasses]:
        """Residents by the ways to a restriction, and by the ways to each service that rewards them."""
        plan, hitting = CityRules.of(self._followed()), self._hitting()
        none = np.zeros(len(self.groups), dtype=np.int64)
        spared = lost = ResidentClasses({}, none, none)
        for before in self._before():
            shard = before.part.shard
            reached = ReachConditions(plan, shard, hitting).follow()
            goals = dict.fromkeys(self.goals, "")
            spared = spared.joined(grouped(reached, goals, shard.roster, len(self.groups)))
            if self.weigh:
                lost = lost.joined(grouped(reached, self.services, shard.roster, len(self.groups)))
        return spared, lost

    def _hitting(self) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for place, (each, *_) in enumerate(self.removables):
            for text in (*(f"cut:{link}" for link in each.links), *(f"off:{rule}" for rule in each.rules)):
                found[text] = found.get(text, 0) | 1 << place
        return found

    def _on_families(self, spared: ResidentClasses, lost: ResidentClasses) -> SubsetSearch:
        gains = Table(spared.families, len(self.removables), self.counted)
        losses = Table(lost.families, len(self.removables), self.counted)
        useful = [place for place in range(len(self.removables)) if gains.hits[place].any()]

        def scores(sets: NDArray[np.int64]) -> NDArray[np.float64]:
            return gains.scores(sets) - losses.scores(sets) if self.weigh else gains.scores(sets)

        bound = int(gains.scores(np.array([useful], dtype=np.int64))[0]) if useful else 0
        most = min(MOST_SETS, _WORK // max(1, gains.size + losses.size))
        at_once = max(1, min(4_096, _CELLS // max(1, gains.width + losses.width)))
        return SubsetSearch(useful, scores, bound, most, at_once)

    def _on_runs(self, restricted: Weights) -> SubsetSearch:
        known: dict[Chosen, int] = {}

        def score(chosen: Chosen) -> int:
            if chosen not in known:
                removed = [self.removables[place][0] for place in chosen]
                known[chosen] = self._score(self.outcome(removed, rewards=self.weigh))
            return known[chosen]

        def scores(sets: NDArray[np.int64]) -> NDArray[np.float64]:
            return np.array([score(tuple(sorted(each))) for each in sets.tolist()], dtype=np.float64)

        every = range(len(self.removables))
        return SubsetSearch(every, scores, int((restricted * self.counted).sum()), _RUNS)


def _only(some: Flags, others: Flags | None, size: int) -> Flags:
    """Who is flagged among some and not among others."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[: len(some)] = some
    if others is not None:
        flags[: len(others)] &= ~others
    return flags

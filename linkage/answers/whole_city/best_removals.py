"""The best k removals for a whole city: those that spare the most residents.

A resident is spared who is restricted before and not after. With a service, restricted means that it is closed to them,
itself or by a service that it needs; where nothing closes it, that they are slowed, fined or made to wait there.
Without one, any restriction at all. Wrong matches, households and companies count as in `city`.

The conditions under which each resident is reached are computed once and residents with the same conditions form a
class (`reach_conditions`, `resident_classes`); then every set of k removals is tried on these classes
(`subset_search`). Scores, and listings that need several kinds, have no such conditions: there each set is run, up to a
few hundred; beyond that the answer is the best found, with a bound. Every answer has been run on everybody. Source:
design 5, "Cuts".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.answers.cuts.protection_goal import closing_rules
from linkage.answers.cuts.relevant_subworld import relevant_subworld
from linkage.answers.cuts.removals import USUAL, Removable, removables
from linkage.answers.whole_city.resident_classes import ClassTable, ResidentClasses, Weights, group_residents
from linkage.answers.whole_city.subset_search import MAX_SUBSETS, BestSubsets, Subset, SubsetSearch
from linkage.citywide.durations.active_effects import subject_numbers
from linkage.citywide.engine.account_joins import AccountJoins, all_blocks
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint
from linkage.citywide.engine.reach_conditions import ReachConditions, TooManyConditionsError, can_follow
from linkage.citywide.engine.table_joins import TableJoins
from linkage.citywide.workers import BLOCKS_PER_CHUNK, MAX_KEPT_BLOCKS, strip_texts
from linkage.errors import LinkageError, UsageError, nearest, unknown
from linkage.population.households import Flags
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.residents import Residents
from linkage.population.tables import Tables
from linkage.vocabulary import HINDERING_EFFECTS, RESTRICTIONS, REWARDS
from linkage.world.model import World
from linkage.world.what_if.parser import under

MAX_LISTED = 20
"""How many equally good sets are listed."""

MAX_REMOVALS = 10
"""The most removals that can be asked for."""

_MAX_RUNS = 300  # sets that are run on everybody
_MAX_OPERATIONS = 40_000_000_000  # conditions times classes times sets
_MAX_CELLS = 8_000_000  # conditions and classes of all sets that are scored together


class WholePopulation:
    """Everybody of a city in this process: computed at the first question, kept for later ones where memory allows.

    Args:
        tables: somebody's own tables, whose people are meant instead: seed and residents then say nothing.
    """

    def __init__(self, world: World, seed: int = 1, residents: int | None = None, tables: Tables | None = None) -> None:
        self.world, self.seed = world.everything, seed if tables is None else tables.stated_seed
        self.people: Residents | None = None
        self._kept: CityPartition | None = None
        self.keeps_partitions = True
        if tables is not None:
            self.world = paired_world(self.world, tables)
            self.residents, self._kept = tables.number_of_residents, CityPartition(TableJoins(tables))
            self.groups = self._kept.joins.group_names("resident")
            return
        self.people = Residents(strip_texts(self.world), seed, residents or self.world.population)
        self.residents, self.groups = self.people.residents, self.people.group_names("resident")
        self.keeps_partitions = len(all_blocks(self.people)) <= MAX_KEPT_BLOCKS

    def partitions(self) -> Iterator[CityPartition]:
        """The city in one partition; or, too large to be kept, in several that are computed and forgotten in turn."""
        if self._kept is not None or self.people is None:
            yield from filter(None, [self._kept])
            return
        blocks = all_blocks(self.people)
        if self.keeps_partitions:
            self._kept = CityPartition(AccountJoins(self.people, blocks))
            yield self._kept
            return
        for low in range(0, len(blocks), BLOCKS_PER_CHUNK):
            yield CityPartition(AccountJoins(self.people, blocks[low : low + BLOCKS_PER_CHUNK]))


class Outcome(NamedTuple):
    """Residents by age group, `int64[groups]` each: spared, newly restricted, and losing a reward somewhere."""

    spared: Weights
    newly_restricted: Weights
    lose_reward: Weights


@dataclass(frozen=True)
class RemovalChoice:
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
    """The answer: a choice for each size from one to k. `by`: `families` (resident classes), or `runs` of each set."""

    world: World
    seed: int | None
    what_if: str
    service: str
    group: str
    weigh_rewards: bool
    doors: tuple[tuple[str, str], ...]
    groups: tuple[str, ...]
    residents: int
    restricted: Weights
    always_restricted: Weights | None
    by: str
    choices: tuple[RemovalChoice, ...]
    own_tables: bool = False

    @property
    def best(self) -> RemovalChoice | None:
        """The choice with the highest score; of equally good ones the smallest. None: nothing helps."""
        choice = max(self.choices, key=lambda choice: (choice.score, -choice.size), default=None)
        return choice if choice is not None and choice.score > 0 else None


def best_removals(
    population: WholePopulation,
    max_size: int,
    service: str = "",
    what_if: str = "",
    among: Iterable[str] = USUAL,
    group: str = "",
    weigh_rewards: bool = False,
) -> BestRemovals:
    """The best removals, for each number of them from one to `max_size`.

    Args:
        service: the service to be protected; blank: every restriction counts.
        among: what may be removed: any of `links`, `columns`, `identifiers`, `rules`, `databases`, `agencies`; the
            databases whose rules close the service are left out.
        group: count this age group's residents only.
        weigh_rewards: count a resident who loses a reward against one who is spared.

    Raises:
        LinkageError: a service or group that isn't there.
        UsageError: an unknown sort of removal, or a number out of range.
    """
    if not 1 <= max_size <= MAX_REMOVALS:
        raise UsageError(f"--best needs a number from 1 to {MAX_REMOVALS}, not {max_size:,}.")
    if service and service not in population.world.services:
        raise LinkageError(unknown("service", service, population.world.services))
    question = _RemovalQuestion(
        population, under(population.world, what_if).fully_enforced, service, among, group, weigh_rewards
    )
    return question.answer(max_size, what_if)


class _Baseline(NamedTuple):
    """A partition before anything is removed: who is restricted, and who has rewards, by service (`bool[subjects]`)."""

    partition: CityPartition
    restricted: Flags
    rewarded: dict[str, Flags]


class _RemovalQuestion:
    """One question: the rules that count, the removals that can matter, and the baseline before any of them."""

    def __init__(
        self,
        population: WholePopulation,
        world: World,
        service: str,
        among: Iterable[str],
        group: str,
        weigh_rewards: bool,
    ) -> None:
        self.population, self.service, self.group, self.weigh_rewards = population, service, group, weigh_rewards
        self.world = strip_texts(world)
        self.groups = population.groups
        if group and group not in self.groups:
            near = nearest(group, self.groups)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"There is no age group '{group}', only {', '.join(self.groups)}.{hint}")
        self.group_weights = np.array([not group or name == group for name in self.groups], dtype=np.int64)
        self.services = {rule.id: rule.service for rule in world.rules.values() if rule.effect in REWARDS}
        self.named = world
        self.goals = self._restricting_rules(closing_rules(world, service) if service else None)
        closing_databases = {world.rules[rule].database for rule in self.goals} if service else ()
        self.removables = self._relevant_removals(removables(self.world, among, but=closing_databases))

    # what counts

    def _restricting_rules(self, closing: frozenset[str] | None) -> frozenset[str]:
        """The rules that count: all that restrict; those that close the service; if none does, those that burden."""
        rules = self.world.rules.values()
        if closing is None:
            return frozenset(rule.id for rule in rules if rule.effect in RESTRICTIONS)
        self.goals = closing
        if any(baseline.restricted.any() for baseline in self._baselines()):
            return closing
        self.__dict__.pop("kept_baselines", None)
        return (
            frozenset(rule.id for rule in rules if rule.service == self.service and rule.effect in HINDERING_EFFECTS)
            | closing
        )

    def _relevant_removals(self, candidates: Iterable[Removable]) -> list[list[Removable]]:
        """Removals that end a link or rule on a route to the goals; those that end the same are grouped."""
        relevant = relevant_subworld(self.world, self.goals)
        by_ends: dict[tuple[frozenset[str], frozenset[str]], list[Removable]] = {}
        for removal in candidates:
            if removal.links & set(relevant.links) or removal.rules & set(relevant.rules):
                ends = (
                    (removal.links, removal.rules)
                    if self.weigh_rewards
                    else (removal.links & set(relevant.links), removal.rules)
                )
                by_ends.setdefault(ends, []).append(removal)
        return sorted(by_ends.values(), key=lambda group: group[0].text)

    # runs

    @cached_property
    def kept_baselines(self) -> list[_Baseline]:
        """The baseline of each partition; kept only where partitions are."""
        return list(self._run_baselines())

    def _baselines(self) -> Iterable[_Baseline]:
        return self.kept_baselines if self.population.keeps_partitions else self._run_baselines()

    def _run_baselines(self) -> Iterator[_Baseline]:
        world = relevant_subworld(self.world, [*self.goals, *self.services])
        for partition in self.population.partitions():
            restricted, rewarded = self._flags_of_run(ColumnFixpoint(CityRules.of(world), partition).run())
            yield _Baseline(partition, restricted, rewarded)

    def _flags_of_run(self, run: ColumnFixpoint) -> tuple[Flags, dict[str, Flags]]:
        numbers = [(batch.rule.id, subject_numbers(batch)) for batch in run.effects]
        subject_index = run.partition.subject_index
        residents = np.asarray(subject_index.groups < len(self.groups))
        restricted, rewarded = subject_index.empty_flags(), dict[str, Flags]()
        for rule, members in numbers:
            if rule in self.goals:
                restricted[members] = True
            if rule in self.services:
                rewarded.setdefault(self.services[rule], subject_index.empty_flags())[members] = True
        return restricted & residents, {service: flags & residents for service, flags in rewarded.items()}

    def _by_group(self, partition: CityPartition, flags: Flags) -> Weights:
        subject_index = partition.subject_index
        return np.asarray(
            subject_index.by_group(np.pad(flags, (0, subject_index.size - len(flags))))[: len(self.groups)]
        )

    def outcome(self, removals: Collection[Removable], rewards: bool = True) -> Outcome:
        """The outcome of some removals, run on everybody."""
        world = self.world
        for removal in removals:
            world = removal.intervention.apply(world)
        goals = [*self.goals, *(self.services if rewards else ())]
        world = relevant_subworld(world, [rule for rule in goals if rule in world.rules])
        city_rules, none = CityRules.of(world), np.zeros(len(self.groups), dtype=np.int64)
        total = Outcome(none, none, none)
        for partition, before, rewarded_before in self._baselines():
            after, rewarded_after = self._flags_of_run(ColumnFixpoint(city_rules, partition).run())
            lost = np.zeros(len(after), dtype=np.bool_)
            for service, flags in rewarded_before.items() if rewards else ():
                lost |= _difference(flags, rewarded_after.get(service), len(after))
            changes = (_difference(before, after, len(after)), _difference(after, before, len(after)), lost)
            total = Outcome(*(old + self._by_group(partition, new) for old, new in zip(total, changes, strict=True)))
        return total

    # the search

    def answer(self, max_size: int, what_if: str) -> BestRemovals:
        """The best removals up to a size, each run on everybody."""
        restricted = np.zeros(len(self.groups), dtype=np.int64)
        for baseline in self._baselines():
            restricted = restricted + self._by_group(baseline.partition, baseline.restricted)
        by, search, always_restricted = self._search_method(restricted)
        doors = {(self.world.rules[rule].service, self.world.rules[rule].effect) for rule in self.goals}
        return BestRemovals(
            self.named,
            self.population.seed,
            what_if,
            self.service,
            self.group,
            self.weigh_rewards,
            tuple(sorted(doors)),
            self.groups,
            self.population.residents,
            restricted,
            always_restricted,
            by,
            tuple(self._best_by_size(search, max_size)),
            self.population.people is None,
        )

    def _best_by_size(self, search: SubsetSearch, max_size: int) -> Iterator[RemovalChoice]:
        """The best of each size, until no more removals could spare anybody else."""
        for size in range(1, min(max_size, len(search.removals)) + 1):
            choice = self._best_of_size(size, search.best(size, MAX_LISTED))
            yield choice
            if choice.score >= search.bound:
                return

    def _best_of_size(self, size: int, subsets: BestSubsets) -> RemovalChoice:
        cuts = [removal for subset in subsets.sets for removal in islice(self._cuts(subset), MAX_LISTED + 1)]
        cuts.sort(key=lambda cut: tuple(removal.text for removal in cut))
        outcome = self.outcome(cuts[0])
        return RemovalChoice(
            size,
            tuple(cuts[:MAX_LISTED]),
            len(cuts) > MAX_LISTED,
            subsets.exact,
            subsets.bound,
            self._score(outcome),
            outcome,
        )

    def _cuts(self, subset: Subset) -> Iterator[tuple[Removable, ...]]:
        """Every combination of removals that a subset stands for: one of each group that ends the same."""
        for removals in product(*(self.removables[index] for index in subset)):
            yield tuple(sorted(removals, key=lambda removal: removal.text))

    def _score(self, outcome: Outcome) -> int:
        lost = outcome.lose_reward if self.weigh_rewards else np.zeros_like(outcome.spared)
        return int(((outcome.spared - lost) * self.group_weights).sum())

    def _search_method(self, restricted: Weights) -> tuple[str, SubsetSearch, Weights | None]:
        try:
            if can_follow(self._relevant_world()):
                restricted_classes, reward_classes = self._classes_of_residents()
                return (
                    "families",
                    self._search_on_classes(restricted_classes, reward_classes),
                    restricted_classes.always_restricted,
                )
        except TooManyConditionsError:
            pass
        return "runs", self._search_by_runs(restricted), None

    def _relevant_world(self) -> World:
        return relevant_subworld(self.world, [*self.goals, *(self.services if self.weigh_rewards else ())])

    def _classes_of_residents(self) -> tuple[ResidentClasses, ResidentClasses]:
        """The classes of residents by the conditions of a restriction, and of a reward at each service."""
        city_rules, removal_masks = CityRules.of(self._relevant_world()), self._removal_masks()
        none = np.zeros(len(self.groups), dtype=np.int64)
        restricted_classes = reward_classes = ResidentClasses({}, none, none)
        for baseline in self._baselines():
            partition = baseline.partition
            conditions = ReachConditions(city_rules, partition, removal_masks).compute()
            goal_ends = dict.fromkeys(self.goals, "")
            restricted_classes = restricted_classes.merge(
                group_residents(conditions, goal_ends, partition.subject_index, len(self.groups))
            )
            if self.weigh_rewards:
                reward_classes = reward_classes.merge(
                    group_residents(conditions, self.services, partition.subject_index, len(self.groups))
                )
        return restricted_classes, reward_classes

    def _removal_masks(self) -> Mapping[str, int]:
        masks: dict[str, int] = {}
        for index, (removal, *_) in enumerate(self.removables):
            for text in (*(f"cut:{link}" for link in removal.links), *(f"off:{rule}" for rule in removal.rules)):
                masks[text] = masks.get(text, 0) | 1 << index
        return masks

    def _search_on_classes(self, restricted_classes: ResidentClasses, reward_classes: ResidentClasses) -> SubsetSearch:
        gains = ClassTable(restricted_classes.classes, len(self.removables), self.group_weights)
        losses = ClassTable(reward_classes.classes, len(self.removables), self.group_weights)
        useful = [index for index in range(len(self.removables)) if gains.breaks[index].any()]

        def scores(subsets: NDArray[np.int64]) -> NDArray[np.float64]:
            return gains.scores(subsets) - losses.scores(subsets) if self.weigh_rewards else gains.scores(subsets)

        bound = int(gains.scores(np.array([useful], dtype=np.int64))[0]) if useful else 0
        max_subsets = min(MAX_SUBSETS, _MAX_OPERATIONS // max(1, gains.size + losses.size))
        batch_size = max(1, min(4_096, _MAX_CELLS // max(1, gains.width + losses.width)))
        return SubsetSearch(useful, scores, bound, max_subsets, batch_size)

    def _search_by_runs(self, restricted: Weights) -> SubsetSearch:
        known_scores: dict[Subset, int] = {}

        def score(subset: Subset) -> int:
            if subset not in known_scores:
                removals = [self.removables[index][0] for index in subset]
                known_scores[subset] = self._score(self.outcome(removals, rewards=self.weigh_rewards))
            return known_scores[subset]

        def scores(subsets: NDArray[np.int64]) -> NDArray[np.float64]:
            return np.array([score(tuple(sorted(subset))) for subset in subsets.tolist()], dtype=np.float64)

        indices = range(len(self.removables))
        return SubsetSearch(indices, scores, int((restricted * self.group_weights).sum()), _MAX_RUNS)


def _difference(first: Flags, second: Flags | None, size: int) -> Flags:
    """The first flags without the second (None: without none), cut or padded to a size."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[: len(first)] = first
    if second is not None:
        flags[: len(second)] &= ~second
    return flags

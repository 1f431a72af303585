"""A question after the best removals for a city: what counts, the removals that can matter, what a set of them does.

What counts stands in `ends`: for each end the rules by which a resident is restricted there. Where residents are
counted there is one end; where doors are counted, each service is an end, and every resident at every end counts.
The conditions under which each resident is reached are computed once, and those with the same conditions form a class
(`reach_conditions`, `resident_classes`). Scores, and listings that need several kinds, have no such conditions: there
each set is run. Source: design 5, "Cuts".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from linkage.answers.cuts.protection_goal import closing_rules
from linkage.answers.cuts.relevant_subworld import relevant_subworld
from linkage.answers.cuts.removals import Removable, removables
from linkage.answers.whole_city.resident_classes import ClassTable, ResidentClasses, Weights, group_residents
from linkage.answers.whole_city.subset_search import MAX_SUBSETS, Subset, SubsetSearch
from linkage.citywide.durations.active_effects import subject_numbers
from linkage.citywide.engine.city_partition import CityPartition
from linkage.citywide.engine.city_rules import CityRules
from linkage.citywide.engine.column_fixpoint import ColumnFixpoint
from linkage.citywide.engine.reach_conditions import ReachConditions, TooManyConditionsError, can_follow
from linkage.citywide.whole_population import WholePopulation
from linkage.citywide.workers import strip_texts
from linkage.errors import LinkageError, nearest
from linkage.population.households import Flags
from linkage.vocabulary import HINDERING_EFFECTS, RESTRICTIONS, REWARDS
from linkage.world.model import World

OBJECTIVES = ("spared", "doors")
"""What can be counted: residents who are spared, or every door that is open again, one for each resident there."""

_MAX_RUNS = 300  # sets that are run on everybody
_MAX_OPERATIONS = 40_000_000_000  # conditions times classes times sets
_MAX_CELLS = 8_000_000  # conditions and classes of all sets that are scored together


class Outcome(NamedTuple):
    """Residents (or doors) by age group, `int64[groups]` each: spared, newly restricted, and losing a reward."""

    spared: Weights
    newly_restricted: Weights
    lose_reward: Weights


class _Baseline(NamedTuple):
    """A partition before anything is removed: who is restricted, by end, and who has rewards, by service."""

    partition: CityPartition
    restricted: dict[str, Flags]
    rewarded: dict[str, Flags]


class RemovalQuestion:
    """One question: the rules that count, the removals that can matter, and the baseline before any of them.

    Args:
        world: under the what-if.
        services: those to be protected; none: every restriction, or with `doors` every service.
        costs: what removals cost, by id; the others cost 1.
    """

    def __init__(
        self,
        population: WholePopulation,
        world: World,
        services: Sequence[str],
        objective: str,
        among: Iterable[str],
        costs: Mapping[str, int | Fraction],
        group: str,
        weigh_rewards: bool,
    ) -> None:
        self.population, self.objective, self.weigh_rewards = population, objective, weigh_rewards
        self.named, self.world = world, strip_texts(world)
        self.groups = population.groups
        if group and group not in self.groups:
            near = nearest(group, self.groups)
            hint = f" Did you mean '{near}'?" if near else ""
            raise LinkageError(f"There is no age group '{group}', only {', '.join(self.groups)}.{hint}")
        self.group_weights = np.array([not group or name == group for name in self.groups], dtype=np.int64)
        self.reward_services = {rule.id: rule.service for rule in world.rules.values() if rule.effect in REWARDS}
        candidates = removables(world, among, costs)
        self._count_at(self._restricting_rules(services))
        closing_databases = {world.rules[rule].database for rule in self.goals} if services else set[str]()
        self.removables = self._relevant_removals(
            removal for removal in candidates if removal.intervention.isolates.isdisjoint(closing_databases)
        )

    # what counts

    @property
    def goals(self) -> frozenset[str]:
        """The rules that count at any end."""
        return frozenset().union(*self.ends.values())

    def _count_at(self, ends: Mapping[str, frozenset[str]]) -> None:
        """Count at other ends from now on; what was run for others is forgotten."""
        if ends != self.__dict__.get("ends"):
            self.__dict__.pop("kept_baselines", None)
            self.ends = dict(ends)
            self.ends_by_rule: dict[str, list[str]] = {}
            for end, rules in self.ends.items():
                for rule in rules:
                    self.ends_by_rule.setdefault(rule, []).append(end)

    def _restricting_rules(self, services: Sequence[str]) -> dict[str, frozenset[str]]:
        """By end the rules that count: all that restrict; at a service those that close it; if none does, that burden.

        A service counts as closed if any of its closing rules falls on a resident before anything is removed.
        """
        if not services and self.objective == "spared":
            return {"": frozenset(rule.id for rule in self.world.rules.values() if rule.effect in RESTRICTIONS)}
        ends = {service: closing_rules(self.named, service) for service in services or sorted(self.named.services)}
        self._count_at(ends)
        closed = {service for each in self._baselines() for service, flags in each.restricted.items() if flags.any()}
        ends = {
            service: rules if service in closed else rules | self._hindering_rules(service)
            for service, rules in ends.items()
        }
        return ends if self.objective == "doors" or len(ends) == 1 else {"": frozenset().union(*ends.values())}

    def _hindering_rules(self, service: str) -> frozenset[str]:
        rules = self.world.rules.values()
        return frozenset(rule.id for rule in rules if rule.service == service and rule.effect in HINDERING_EFFECTS)

    def _relevant_removals(self, candidates: Iterable[Removable]) -> list[list[Removable]]:
        """Removals that end a link or rule on a route to the goals; those that end, and cost, the same are grouped."""
        relevant = relevant_subworld(self.world, self.goals)
        alike: dict[tuple[frozenset[str], frozenset[str], int | Fraction], list[Removable]] = {}
        for removal in candidates:
            if removal.links & set(relevant.links) or removal.rules & set(relevant.rules):
                links = removal.links if self.weigh_rewards else removal.links & set(relevant.links)
                alike.setdefault((links, removal.rules, removal.cost), []).append(removal)
        return sorted(alike.values(), key=lambda group: group[0].text)

    # runs

    @cached_property
    def kept_baselines(self) -> list[_Baseline]:
        """The baseline of each partition; kept only where partitions are."""
        return list(self._run_baselines())

    def _baselines(self) -> Iterable[_Baseline]:
        return self.kept_baselines if self.population.keeps_partitions else self._run_baselines()

    def _run_baselines(self) -> Iterator[_Baseline]:
        world = relevant_subworld(self.world, [*self.goals, *self.reward_services])
        for partition in self.population.partitions():
            restricted, rewarded = self._flags_of_run(ColumnFixpoint(CityRules.of(world), partition).run())
            yield _Baseline(partition, restricted, rewarded)

    def _flags_of_run(self, run: ColumnFixpoint) -> tuple[dict[str, Flags], dict[str, Flags]]:
        numbers = [(batch.rule.id, subject_numbers(batch)) for batch in run.effects]
        subject_index = run.partition.subject_index
        residents = np.asarray(subject_index.groups < len(self.groups))
        restricted, rewarded = dict[str, Flags](), dict[str, Flags]()
        for rule, members in numbers:
            for end in self.ends_by_rule.get(rule, ()):
                restricted.setdefault(end, subject_index.empty_flags())[members] = True
            if rule in self.reward_services:
                rewarded.setdefault(self.reward_services[rule], subject_index.empty_flags())[members] = True
        for flags in (*restricted.values(), *rewarded.values()):
            flags &= residents
        return restricted, rewarded

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
        goals = [*self.goals, *(self.reward_services if rewards else ())]
        world = relevant_subworld(world, [rule for rule in goals if rule in world.rules])
        city_rules, none = CityRules.of(world), np.zeros(len(self.groups), dtype=np.int64)
        total = Outcome(none, none, none)
        for partition, before, rewarded_before in self._baselines():
            after, rewarded_after = self._flags_of_run(ColumnFixpoint(city_rules, partition).run())
            changes = (
                self._number_ended(partition, before, after),
                self._number_ended(partition, after, before),
                self._number_ended(partition, rewarded_before, rewarded_after) if rewards else none,
            )
            total = Outcome(*(old + new for old, new in zip(total, changes, strict=True)))
        return total

    def _number_ended(
        self, partition: CityPartition, before: Mapping[str, Flags], after: Mapping[str, Flags]
    ) -> Weights:
        """By group, how many are flagged before and not after: residents anywhere, or each at every end."""
        size = max((len(flags) for flags in (*before.values(), *after.values())), default=0)
        ended = [_difference(flags, after.get(end), size) for end, flags in before.items()]
        if self.objective == "doors":
            return self._sum(self._by_group(partition, flags) for flags in ended)
        anywhere = np.zeros(size, dtype=np.bool_)
        for flags in ended:
            anywhere |= flags
        return self._by_group(partition, anywhere)

    def _sum(self, parts: Iterable[Weights]) -> Weights:
        return sum(parts, np.zeros(len(self.groups), dtype=np.int64))

    @cached_property
    def restricted(self) -> Weights:
        """How many are restricted before anything is removed, by group: residents, or doors."""
        return self._sum(self._number_ended(each.partition, each.restricted, {}) for each in self._baselines())

    # the search

    def score(self, outcome: Outcome) -> int:
        """Spared, less those who lose a reward where that is weighed, less the doors newly closed where doors count."""
        lost = outcome.lose_reward if self.weigh_rewards else np.zeros_like(outcome.spared)
        if self.objective == "doors":
            lost = lost + outcome.newly_restricted
        return int(((outcome.spared - lost) * self.group_weights).sum())

    def search_method(self) -> tuple[str, SubsetSearch, Weights | None]:
        """How sets are scored, on `families` of residents or by `runs`; the search; who stays restricted, if known."""
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
        return "runs", self._search_by_runs(), None

    def _relevant_world(self) -> World:
        return relevant_subworld(self.world, [*self.goals, *(self.reward_services if self.weigh_rewards else ())])

    def _classes_of_residents(self) -> tuple[ResidentClasses, ResidentClasses]:
        """The classes of residents by the conditions of a restriction, and of a reward at each service."""
        city_rules, removal_masks = CityRules.of(self._relevant_world()), self._removal_masks()
        none = np.zeros(len(self.groups), dtype=np.int64)
        restricted_classes = reward_classes = ResidentClasses({}, none, none)
        for baseline in self._baselines():
            partition = baseline.partition
            conditions = ReachConditions(city_rules, partition, removal_masks).compute()
            for rules in self.ends.values():  # a resident at one end is spared by itself: the classes are added up
                restricted_classes = restricted_classes.merge(
                    group_residents(conditions, dict.fromkeys(rules, ""), partition.subject_index, len(self.groups))
                )
            for targets in self._reward_targets() if self.weigh_rewards else ():
                reward_classes = reward_classes.merge(
                    group_residents(conditions, targets, partition.subject_index, len(self.groups))
                )
        return restricted_classes, reward_classes

    def _reward_targets(self) -> list[dict[str, str]]:
        """The rewards that are lost together: all of a resident's; where doors count, those at each service alone."""
        if self.objective == "spared":
            return [self.reward_services]
        services = sorted(set(self.reward_services.values()))
        return [{rule: "" for rule, at in self.reward_services.items() if at == service} for service in services]

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

    def _search_by_runs(self) -> SubsetSearch:
        known_scores: dict[Subset, int] = {}

        def score(subset: Subset) -> int:
            if subset not in known_scores:
                removals = [self.removables[index][0] for index in subset]
                known_scores[subset] = self.score(self.outcome(removals, rewards=self.weigh_rewards))
            return known_scores[subset]

        def scores(subsets: NDArray[np.int64]) -> NDArray[np.float64]:
            return np.array([score(tuple(sorted(set(subset)))) for subset in subsets.tolist()], dtype=np.float64)

        indices = range(len(self.removables))
        return SubsetSearch(indices, scores, int((self.restricted * self.group_weights).sum()), _MAX_RUNS)


def _difference(first: Flags, second: Flags | None, size: int) -> Flags:
    """The first flags without the second (None: without none), cut or padded to a size."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[: len(first)] = first
    if second is not None:
        flags[: len(second)] &= ~second
    return flags

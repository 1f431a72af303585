"""The best removals by cost, by doors and for several services against brute force: every set applied and spread.

The brute force knows what-ifs and the readable engine, and nothing of reach conditions, classes, columns or search.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import linkage
from linkage.answers.cuts.removals import removables
from linkage.answers.whole_city import removal_question
from linkage.answers.whole_city.best_removals import BestRemovals, best_removals
from linkage.answers.whole_city.best_report import best_json
from linkage.answers.whole_city.subset_search import SubsetSearch
from linkage.citywide.whole_population import WholePopulation
from linkage.cli.command_line import main
from linkage.errors import LinkageError, UsageError
from linkage.population.tables import Tables, generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.vocabulary import RESTRICTIONS
from linkage.world.model import Threshold, World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

BURDENS = {"slow", "fine", "wait"}
PEOPLE = "roll residents national-id phone"
Texts = tuple[str, ...]
Door = tuple[str, str]
"""A resident, and a service; blank: wherever."""


class DoorsByHand:
    """What a set of removals opens, door by door, by spreading everything again."""

    def __init__(
        self,
        world: World,
        services: Sequence[str],
        objective: str,
        residents: int,
        seed: int = 1,
        tables: Tables | None = None,
    ) -> None:
        self.world, self.objective = world, objective
        self.anywhere = not services and objective == "spared"
        self.services = list(services) or sorted(world.services)
        self.tables = tables or generate_tables(world.everything, seed, residents)
        if tables is None:
            self.tables.visit_all()
        self.rows: dict[Texts, list[tuple[str, str, str]]] = {}
        self.closed = {service for service in self.services if self.at(service, (), closing=True)}

    def effects(self, texts: Texts) -> list[tuple[str, str, str]]:
        if texts not in self.rows:
            spread = spread_from(
                CompiledRules.of(under(self.world, ",".join(texts)).flawless), self.tables, self.tables.records.values()
            )
            self.rows[texts] = [(r.subject, r.service, r.effect) for r in spread.effects if r.subject[0] == "R"]
        return self.rows[texts]

    def at(self, service: str, texts: Texts, closing: bool) -> set[str]:
        needed, each = set[str](), service
        while each and each not in needed:
            needed.add(each)
            each = self.world.services[each].needs
        closed = {who for who, at, effect in self.effects(texts) if effect == "refuse" and at in needed}
        burdened = {who for who, at, effect in self.effects(texts) if effect in BURDENS and at == service}
        return closed if closing else closed | burdened

    def restricted(self, texts: Texts) -> set[Door]:
        if self.anywhere:
            return {(who, "") for who, _, effect in self.effects(texts) if effect in RESTRICTIONS}
        doors = {(who, service) for service in self.services for who in self.at(service, texts, service in self.closed)}
        return doors if self.objective == "doors" else {(who, "") for who, _ in doors}

    def lost(self, texts: Texts) -> set[Door]:
        before, after = (
            {(who, at) for who, at, effect in self.effects(each) if effect == "reward"} for each in ((), texts)
        )
        return before - after if self.objective == "doors" else {(who, "") for who, _ in before - after}

    def score(self, texts: Texts, weigh: bool, group: str = "") -> int:
        before, after = self.restricted(()), self.restricted(texts)

        def count(doors: Iterable[Door]) -> int:
            return sum(not group or self.tables.people[who].group == group for who, _ in doors)

        newly = count(after - before) if self.objective == "doors" else 0
        return count(before - after) - newly - (count(self.lost(texts)) if weigh else 0)


def sets_by_cost(costs: dict[str, Fraction], limit: int) -> Iterator[tuple[Fraction, Texts]]:
    for size in range(1, len(costs) + 1):
        found = False
        for texts in combinations(sorted(costs), size):
            if (total := sum((costs[text] for text in texts), Fraction())) <= limit:
                found = True
                yield total, texts
        if not found:
            return


def steps(best: dict[Fraction, int]) -> list[tuple[Fraction, int]]:
    """The totals that score above 0 and more than every lower one."""
    return [(c, s) for c, s in sorted(best.items()) if s > max([0, *(best[low] for low in best if low < c)])]


def holds(answer: BestRemovals, by_hand: DoorsByHand, costs: dict[str, Fraction]) -> None:
    """Every choice is what brute force over all sets finds: totals, scores and what the cut does."""
    assert int(answer.restricted.sum()) == len(by_hand.restricted(()))
    scored = [
        (total, texts, by_hand.score(texts, answer.weigh_rewards, answer.group))
        for total, texts in sets_by_cost(costs, answer.limit)
    ]
    best: dict[Fraction, int] = {}
    for total, _, score in scored:
        best[total] = max(score, best.get(total, score))
    for choice in answer.choices:
        texts = tuple(removal.text for removal in choice.cuts[0])
        before, after = by_hand.restricted(()), by_hand.restricted(texts)
        found = (choice.outcome.spared, choice.outcome.newly_restricted, choice.outcome.lose_reward)
        wanted = (before - after, after - before, by_hand.lost(texts))
        assert [int(weights.sum()) for weights in found] == [len(doors) for doors in wanted]
        ages = Counter(by_hand.tables.people[who].group for who, _ in before - after)
        assert {age: int(n) for age, n in zip(answer.groups, choice.outcome.spared, strict=True) if n} == ages
        for cut in choice.cuts:
            assert sum(costs[removal.text] for removal in cut) == choice.cost
            assert by_hand.score(tuple(sorted(r.text for r in cut)), answer.weigh_rewards, answer.group) == choice.score
        assert choice.score <= best[Fraction(choice.cost)] <= choice.bound
    top = max([0, *(score for _, _, score in scored)])
    if answer.unfound_bound is not None:
        assert top <= answer.unfound_bound
    elif answer.priced:
        assert [(choice.cost, choice.score) for choice in answer.choices] == steps(best)
    else:
        assert all(choice.score == best[Fraction(choice.size)] for choice in answer.choices)
        assert max([0, *(choice.score for choice in answer.choices)]) == top


def random_costs(world: World, rng: Random) -> dict[str, Fraction]:
    """A cost for every removal of the usual sorts; few are cheap, so that the sets can be counted by hand."""
    texts = [removal.text for removal in removables(world)]
    costs = {text: Fraction(rng.choice(("1", "1.3", "1.5", "2", "2.25"))) for text in texts}
    for text in rng.sample(texts, min(2, len(texts))):
        costs[text] = Fraction(rng.choice(("0.5", "0.7")))
    return costs


def try_worlds(folder: Path, seeds: Iterable[int], residents: int, record_count: Callable[..., None]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for seed in seeds:
        rng = Random(seed)
        world = folders.load(write_world(folder / f"world-{seed}", rng, scores=seed % 4 == 0))
        priced, weigh = random_costs(under(world, ""), rng), rng.random() < 0.4
        several = rng.sample(sorted(world.services), min(2, len(world.services)))
        everyone = WholePopulation(world, seed, residents)
        for services, objective in (((), "doors"), (several, "doors"), (several, "spared"), ((), "spared")):
            costs = priced if rng.random() < 0.6 else dict.fromkeys(priced, Fraction(1))
            answer = best_removals(everyone, 2, services, weigh_rewards=weigh, costs=costs, objective=objective)
            by_hand = DoorsByHand(world, services, objective, residents, seed)
            holds(answer, by_hand, costs)
            counts[answer.by] += 1
            counts["priced"] += answer.priced
            counts["choices"] += len(answer.choices)
            counts["not_exact"] += answer.unfound_bound is not None
    record_count("best removals by cost and doors against brute force", **counts)
    return counts


@pytest.mark.thorough
def test_costs_doors_and_several_services_are_as_brute_force_says_in_random_worlds(
    tmp_path: Path, record_count: Callable[..., None]
) -> None:
    counts = try_worlds(tmp_path, (3, 4, 6, 7), 30, record_count)
    assert counts["families"]
    assert counts["runs"]
    assert counts["priced"]


@pytest.mark.prove
@pytest.mark.parametrize("first", range(300, 380, 8))
def test_costs_doors_and_several_services_are_as_brute_force_says_in_80_random_worlds(
    first: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    try_worlds(tmp_path, range(first, first + 8), 60, record_count)


@pytest.mark.parametrize("objective", ["spared", "doors"])
@pytest.mark.parametrize("services", [[], ["high-speed-rail"], ["loan", "high-speed-rail"]])
def test_in_tiny_no_set_within_a_cost_is_better(services: list[str], objective: str) -> None:
    world = folders.load("tiny")
    costs = random_costs(world, Random(5))
    answer = best_removals(WholePopulation(world, 1, 250), 3, services, costs=costs, objective=objective, group="18-34")
    holds(answer, DoorsByHand(world, services, objective, 250), costs)
    assert answer.best is not None


@pytest.mark.parametrize("seed", range(40))
def test_the_best_of_every_cost_are_found_or_not_called_the_best(seed: int) -> None:
    """Scores of any shape; where there are too many sets to try, nothing wrong is called exact."""
    rng = Random(seed)
    removals = rng.sample(range(20), 7)
    costs = {removal: Fraction(rng.randint(1, 12), rng.choice((1, 2, 3, 4))) for removal in removals}
    values = {frozenset(each): rng.randint(-3, 9) for size in range(1, 8) for each in combinations(removals, size)}

    def scores(sets: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return np.array([float(values[frozenset(each)]) for each in sets.tolist()])

    limit, bound = rng.randint(1, 12), rng.choice((9, 12))
    paid = {each: sum(costs[removal] for removal in each) for each in values}
    best: dict[Fraction, int] = {}
    for each, total in paid.items():
        if total <= limit:
            best[Fraction(total)] = max(values[each], best.get(Fraction(total), -99))
    for most in (200, rng.randint(0, 60)):
        found = SubsetSearch(removals, scores, bound, most, rng.choice((1, 5, 64))).best_by_cost(costs, limit, 200)
        exact = [(total, subsets) for total, subsets in found.best if subsets.exact]
        assert [(total, subsets.score) for total, subsets in exact] == steps(best)[: len(exact)]
        for total, subsets in exact:
            wanted = {each for each in values if paid[each] == total and values[each] == subsets.score}
            assert {frozenset(each) for each in subsets.sets} == wanted
            assert len(subsets.sets) == len(wanted)
        for total, subsets in found.best:
            assert subsets.score <= best[Fraction(total)] <= subsets.bound
        if found.exact:
            assert len(exact) == len(found.best) == len(steps(best))
        assert found.exact or most < 200


def test_a_cost_of_one_changes_nothing() -> None:
    everyone = WholePopulation(folders.load("tiny"), 1, 1_000)
    plain = best_json(best_removals(everyone, 2))
    assert best_json(best_removals(everyone, 2, costs={"defaulter-list-to-rail-tickets": Fraction(1)})) == plain
    assert [choice["cost"] for choice in plain["choices"]] == [1, 2]


def test_too_many_priced_sets_are_called_best_found_with_a_bound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(removal_question, "_MAX_OPERATIONS", 1)
    world = folders.load("tiny")
    costs = random_costs(world, Random(5))
    answer = best_removals(WholePopulation(world, 1, 250), 3, costs=costs)
    assert answer.unfound_bound is not None
    assert not any(choice.exact for choice in answer.choices)
    holds(answer, DoorsByHand(world, (), "spared", 250), costs)
    options = ["--city", "--best", "3", "--residents", "250", "--cost", "defaulter-list-to-rail-tickets=0.5"]
    assert main(["cut", "tiny", *options]) == 0
    assert "not every set that costs 3 or less was tried (none scores more than" in capsys.readouterr().out


def test_one_resident_may_be_spared_only_when_all_their_doors_are_open() -> None:
    everyone, services = WholePopulation(folders.load("tiny"), 1, 2_000), ("loan", "high-speed-rail")
    spared, doors = (best_removals(everyone, 1, services, objective=each) for each in ("spared", "doors"))
    alone = [best_removals(everyone, 1, service) for service in services]
    assert int(doors.restricted.sum()) == sum(int(each.restricted.sum()) for each in alone)
    assert int(spared.restricted.sum()) < int(doors.restricted.sum())


def test_command_line_and_python_say_what_was_counted_and_what_it_costs(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--protect", "loan", "--protect", "high-speed-rail", "--objective", "doors", "--residents", "2000"]
    command = ["cut", "tiny", "--city", "--best", "3", "--cost", "defaulter-list-to-rail-tickets=2.5", *options]
    assert main([*command, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["objective"], said["protect"], said["exact"]) == ("doors", ["loan", "high-speed-rail"], True)
    found = linkage.best(
        "tiny",
        ["loan", "high-speed-rail"],
        3,
        costs={"defaulter-list-to-rail-tickets": Fraction(5, 2)},
        objective="doors",
        residents=2_000,
    )
    assert found["cost"].tolist() == [choice["cost"] for choice in said["choices"]]
    assert found["spared"].tolist() == [choice["spared"] for choice in said["choices"]]
    assert list(found.attrs["cuts"].values()) == [choice["cuts"] for choice in said["choices"]]
    assert (found.attrs["objective"], found.attrs["exact"]) == ("doors", True)
    assert main(command) == 0
    output = capsys.readouterr().out
    assert f"{said['restricted']:,} doors are closed at Bank loan or High-speed rail" in output
    assert f"cost 1, the best: {said['choices'][0]['spared']:,} doors open again" in output


def test_what_is_too_dear_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    world = folders.load("tiny")
    costs = {removal.text: Fraction(5) for removal in removables(world)}
    answer = best_json(best_removals(WholePopulation(world, 1, 500), 4, costs=costs))
    assert answer["choices"] == []
    assert answer["why_not"] == "Nothing helps: no removals that cost 4 or less spare anybody."


def test_what_cannot_be_asked_is_the_library_s_own_error() -> None:
    everyone = WholePopulation(folders.load("tiny"), 1, 100)
    with pytest.raises(UsageError, match="Did you mean 'doors'"):
        best_removals(everyone, 1, objective="door")
    with pytest.raises(UsageError, match="protects services, not 'database:rail-tickets'"):
        best_removals(everyone, 1, ["loan", "database:rail-tickets"])
    with pytest.raises(LinkageError, match="loan"):
        best_removals(everyone, 1, ["high-speed-rail", "lone"])


def below(hand: SimpleNamespace, score: int, service: str) -> Any:
    rule = hand.rule(f"{service}-looks", f"score: fine > refuse {service}")
    return type(rule)(
        **{name: getattr(rule, name) for name in rule.__slots__} | {"when": Threshold("<", score)}  # a score's rule
    )


def test_a_door_that_points_had_kept_open_counts_against_what_closes_it(hand: SimpleNamespace) -> None:
    """Cutting the good deeds opens the bus, and closes the plane that their points had kept open."""
    world = hand.world(
        {"courts": PEOPLE, "score": PEOPLE, "deeds": "list residents national-id", "rail": PEOPLE},
        {"fine": "courts", "good": "deeds", "low": "rail"},
        [
            hand.link("fine-to-score", "courts > score: national-id", carries="fine"),
            hand.link("good-to-score", "deeds > score: national-id", carries="good"),
        ],
        [
            hand.rule("makes-amends", "courts: fine > list good"),
            hand.rule("minus", "score: fine > points", points=-100),
            hand.rule("plus", "score: good > points", points=80),
            hand.rule("odd", "score: good > refuse bus"),
            below(hand, -10, "train"),
            below(hand, -50, "plane"),
        ],
        services=["train", "plane", "bus"],
    )
    people = {"R1": "national-id=S1", "R2": "national-id=S2"}
    accounts = {f"{at}/{who}": f"{who} {id_}" for who, id_ in people.items() for at in ("courts", "score", "rail")}
    tables = hand.tables(world, people, accounts, [f"fine {who} courts/{who}" for who in people])
    by_hand, among = DoorsByHand(world, (), "doors", 2, tables=tables), ("links",)
    opened = by_hand.restricted(()) - by_hand.restricted(("cut:good-to-score",))
    assert len(opened) > 0 == by_hand.score(("cut:good-to-score",), weigh=False)
    answer = best_removals(WholePopulation(world, tables=tables), 1, among=among, objective="doors")
    assert (answer.by, best_json(answer)["best"]) == ("runs", ["cut:fine-to-score"])
    holds(answer, by_hand, {removal.text: Fraction(1) for removal in removables(world, among)})


def test_where_doors_count_every_reward_that_is_lost_counts_against_them(hand: SimpleNamespace) -> None:
    """One link closes three doors and brings two rewards, the other closes two: the other is the better cut."""
    doors = {"hub": ("train", "plane", "bus"), "port": ("ship", "taxi")}
    world = hand.world(
        {"courts": PEOPLE, "hub": PEOPLE, "port": PEOPLE},
        {"fine": "courts"},
        [hand.link(f"to-{at}", f"courts > {at}: national-id", carries="fine") for at in doors],
        [
            *(hand.rule(f"no-{door}", f"{at}: fine > refuse {door}") for at, shut in doors.items() for door in shut),
            *(hand.rule(f"gives-{gift}", f"hub: fine > reward {gift}") for gift in ("gift", "prize")),
        ],
        services=["train", "plane", "bus", "ship", "taxi", "gift", "prize"],
    )
    accounts = {f"{at}/R1": "R1 national-id=S1" for at in ("courts", "hub", "port")}
    tables = hand.tables(world, {"R1": "national-id=S1"}, accounts, ["fine R1 courts/R1"])
    among = ("links",)
    answer = best_removals(WholePopulation(world, tables=tables), 1, among=among, objective="doors", weigh_rewards=True)
    assert (answer.by, [[removal.text for removal in cut] for cut in answer.choices[0].cuts]) == (
        "families",
        [["cut:to-port"]],
    )
    holds(
        answer,
        DoorsByHand(world, (), "doors", 1, tables=tables),
        {removal.text: Fraction(1) for removal in removables(world, among)},
    )

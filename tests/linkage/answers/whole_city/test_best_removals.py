"""The best k removals for a city against brute force: every set applied, everybody spread again, people compared.

The brute force knows what-ifs and the readable engine, and nothing of reach conditions, classes or columns.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest

from linkage.answers.cuts.removals import USUAL, removables
from linkage.answers.whole_city import removal_question
from linkage.answers.whole_city.best_removals import BestRemovals, best_removals
from linkage.answers.whole_city.best_report import best_json
from linkage.answers.whole_city.subset_search import SubsetSearch
from linkage.citywide import whole_population
from linkage.citywide.engine import reach_conditions
from linkage.citywide.whole_population import WholePopulation
from linkage.cli.command_line import main
from linkage.errors import LinkageError, UsageError
from linkage.population.tables import generate_tables
from linkage.spread.cascade import spread_from
from linkage.spread.compiled_rules import CompiledRules
from linkage.vocabulary import RESTRICTIONS
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

BURDENS = {"slow", "fine", "wait"}
Texts = tuple[str, ...]


class BruteForce:
    """Whom a set of removals spares, by spreading everything again."""

    def __init__(self, world: World, service: str, residents: int, what_if: str = "", seed: int = 1) -> None:
        self.world, self.service, self.residents, self.what_if, self.seed = world, service, residents, what_if, seed
        self.tables = generate_tables(world.everything, seed, residents)
        self.tables.visit_all()
        self.seen: dict[Texts, tuple[set[str], set[str], set[tuple[str, str]]]] = {}
        closed, burdened, _ = self.people(())
        self.closes = bool(closed)
        self.before = closed or burdened

    def people(self, texts: Texts) -> tuple[set[str], set[str], set[tuple[str, str]]]:
        """Residents to whom the service is closed (blank: any restriction), those burdened there, and rewards."""
        if texts not in self.seen:
            what_if = ",".join([*([self.what_if] if self.what_if else []), *texts])
            spread = spread_from(
                CompiledRules.of(under(self.world, what_if).flawless), self.tables, self.tables.records.values()
            )
            rows = [row for row in spread.effects if row.subject[0] == "R"]
            if self.service:
                closed = {row.subject for row in rows if row.effect == "refuse" and row.service in self.needed()}
            else:
                closed = {row.subject for row in rows if row.effect in RESTRICTIONS}
            burdened = {row.subject for row in rows if row.service == self.service and row.effect in BURDENS}
            self.seen[texts] = closed, burdened, {(row.subject, row.service) for row in rows if row.effect == "reward"}
        return self.seen[texts]

    def needed(self) -> set[str]:
        """The service, and what it needs."""
        services, service = set[str](), self.service
        while service and service not in services:
            services.add(service)
            service = self.world.services[service].needs
        return services

    def restricted(self, texts: Texts) -> set[str]:
        closed, burdened, _ = self.people(texts)
        return closed if self.closes else closed | burdened

    def spared(self, texts: Texts) -> set[str]:
        return self.before - self.restricted(texts)

    def losing(self, texts: Texts) -> set[str]:
        return {subject for subject, _ in self.people(())[2] - self.people(texts)[2]}

    def best(self, size: int, weigh: bool = False, among: Iterable[str] = USUAL, group: str = "") -> int:
        """The highest score of any set of exactly that many."""
        texts = [removal.text for removal in removables(under(self.world, self.what_if), among)]
        return max((self.score(tuple(sorted(subset)), weigh, group) for subset in combinations(texts, size)), default=0)

    def score(self, texts: Texts, weigh: bool, group: str = "") -> int:
        def count(people: set[str]) -> int:
            return sum(not group or self.tables.people[person].group == group for person in people)

        return count(self.spared(texts)) - (count(self.losing(texts)) if weigh else 0)


def holds(answer: BestRemovals, brute: BruteForce, most: int = 1) -> None:
    """Each choice is as good as brute force says, and does to everybody what it says."""
    assert int(answer.restricted.sum()) == len(brute.before)
    for choice in answer.choices:
        texts = tuple(removal.text for removal in choice.cuts[0])
        outcome = choice.outcome
        assert int(outcome.spared.sum()) == len(brute.spared(texts))
        assert int(outcome.newly_restricted.sum()) == len(brute.restricted(texts) - brute.before)
        assert int(outcome.lose_reward.sum()) == len(brute.losing(texts))
        groups = Counter(brute.tables.people[person].group for person in brute.spared(texts))
        assert {g: int(n) for g, n in zip(answer.groups, outcome.spared, strict=True) if n} == groups
        expected = brute.best(choice.size, answer.weigh_rewards, group=answer.group)
        assert choice.score <= expected <= choice.bound
        if choice.exact:
            assert choice.score == expected
            for cut in choice.cuts:
                assert (
                    brute.score(tuple(removal.text for removal in cut), answer.weigh_rewards, answer.group) == expected
                )
    if len(answer.choices) < most and answer.restricted.sum():  # it stopped: nobody is left whom more would spare
        high = max((choice.score for choice in answer.choices), default=0)
        assert brute.best(most, answer.weigh_rewards, group=answer.group) <= high


def try_worlds(
    folder: Path, seeds: Iterable[int], most: int, residents: int, record_count: Callable[..., None]
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for seed in seeds:
        rng = Random(seed)
        world = folders.load(write_world(folder / f"world-{seed}", rng, scores=seed % 5 == 0))
        services = ["", rng.choice(sorted(world.services))]
        for service in services:
            everyone = WholePopulation(world, seed, residents)
            answer = best_removals(everyone, most, service, weigh_rewards=rng.random() < 0.4)
            holds(answer, BruteForce(world, service, residents, seed=seed), most)
            counts[answer.by] += 1
            counts["sets"] += len(answer.choices)
            counts["not exact"] += sum(not choice.exact for choice in answer.choices)
    record_count("best removals against brute force", **{key.replace(" ", "_"): n for key, n in counts.items()})
    return counts


@pytest.mark.thorough
def test_no_other_removals_spare_more_residents_in_random_worlds(
    tmp_path: Path, record_count: Callable[..., None]
) -> None:
    counts = try_worlds(tmp_path, (3, 5, 7, 12, 13), 2, 40, record_count)
    assert counts["families"]


@pytest.mark.prove
@pytest.mark.parametrize("first", range(100, 200, 10))
def test_no_other_removals_spare_more_in_100_random_worlds(
    first: int, tmp_path: Path, record_count: Callable[..., None]
) -> None:
    try_worlds(tmp_path, range(first, first + 10), 2, 120, record_count)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(200, 206))
def test_no_other_three_removals_spare_more(seed: int, tmp_path: Path, record_count: Callable[..., None]) -> None:
    try_worlds(tmp_path, [seed], 3, 60, record_count)


@pytest.mark.parametrize(("name", "service"), [("tiny", "high-speed-rail"), ("tiny", "school-place")])
@pytest.mark.parametrize("weigh", [False, True])
def test_in_tiny_the_best_two_are_the_best_of_all_pairs(name: str, service: str, weigh: bool) -> None:
    world = folders.load(name)
    service = service if service in world.services else ""
    holds(
        best_removals(WholePopulation(world, 1, 250), 2, service, weigh_rewards=weigh), BruteForce(world, service, 250)
    )


def test_one_age_group_alone_may_be_what_counts() -> None:
    world = folders.load("tiny")
    answer = best_removals(WholePopulation(world, 1, 250), 2, group="under-18")
    holds(answer, BruteForce(world, "", 250))
    assert answer.best is not None
    assert answer.best.score == answer.best.outcome.spared[0] > 0


def test_a_what_if_stands_before_the_removals() -> None:
    world, what_if = folders.load("tiny"), "drop:phone"
    answer = best_removals(WholePopulation(world, 2, 500), 1, "", what_if)
    holds(answer, BruteForce(world, "", 500, what_if, 2))


def test_rules_and_identifiers_can_be_among_what_is_removed() -> None:
    world, among = folders.load("tiny"), ("identifiers", "rules")
    answer = best_removals(WholePopulation(world, 1, 500), 1, among=among)
    brute = BruteForce(world, "", 500)
    assert answer.choices[0].score == brute.best(1, among=among)
    assert {removal.text.partition(":")[0] for cut in answer.choices[0].cuts for removal in cut} <= {"drop", "off"}


def test_classes_and_runs_choose_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    world = folders.load("beijing")
    everyone = WholePopulation(world, 1, 4_000)
    by_classes = best_removals(everyone, 1, "loan")
    monkeypatch.setattr(removal_question, "can_follow", lambda world: False)
    by_runs = best_removals(everyone, 1, "loan")
    assert (by_classes.by, by_runs.by) == ("families", "runs")
    assert by_runs.choices[0].cuts == by_classes.choices[0].cuts
    assert by_runs.choices[0].score == by_classes.choices[0].score


def test_where_there_are_too_many_conditions_the_sets_are_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach_conditions, "MAX_COLUMNS", 2)
    assert best_removals(WholePopulation(folders.load("tiny"), 1, 500), 1).by == "runs"


def test_too_many_sets_are_called_best_found_with_a_bound(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(removal_question, "_MAX_OPERATIONS", 1)
    world = folders.load("tiny")
    answer = best_removals(WholePopulation(world, 1, 250), 2)
    assert not any(choice.exact for choice in answer.choices)
    holds(answer, BruteForce(world, "", 250))
    assert main(["cut", "tiny", "--city", "--best", "2", "--residents", "250"]) == 0
    assert "best found, not known to be the best (none spares more than" in capsys.readouterr().out


def test_a_city_in_chunks_gives_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    world = folders.load("tiny")
    whole = best_json(best_removals(WholePopulation(world, 1, 70_000), 2, "loan", weigh_rewards=True))
    monkeypatch.setattr(whole_population, "MAX_KEPT_BLOCKS", 1)
    monkeypatch.setattr(whole_population, "BLOCKS_PER_CHUNK", 1)
    assert best_json(best_removals(WholePopulation(world, 1, 70_000), 2, "loan", weigh_rewards=True)) == whole


def test_a_second_question_on_the_same_people_rests_on_nothing_asked_before() -> None:
    world = folders.load("tiny")
    everyone = WholePopulation(world, 1, 3_000)
    first = best_json(best_removals(everyone, 2, "loan"))
    best_removals(everyone, 2, "", "drop:phone")
    assert (
        best_json(best_removals(everyone, 2, "loan"))
        == first
        == best_json(best_removals(WholePopulation(world, 1, 3_000), 2, "loan"))
    )


def test_two_removals_may_spare_everybody_though_each_alone_spares_nobody() -> None:
    """Neither sub- nor supermodular: 0 and 1 are two routes to the same ten residents, 2 spares three alone."""

    def scores(sets: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return np.array([10.0 * ({0, 1} <= set(s)) + 3.0 * (2 in s) for s in sets.tolist()])

    search = SubsetSearch(range(3), scores, 13)
    assert [search.best(size, 5).sets for size in (1, 2, 3)] == [((2,),), ((0, 1),), ((0, 1, 2),)]
    climb = SubsetSearch(range(3), scores, 13, max_subsets=0).best(2, 5)
    assert (climb.exact, climb.bound) == (False, 13)
    assert climb.score <= 10


def test_the_command_line_says_who_is_spared_and_who_loses_a_reward(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["cut", "tiny", "--city", "--best", "1", "--protect", "high-speed-rail", "--residents", "5000"]
    assert main(options) == 0
    output = capsys.readouterr().out
    assert "1 removal, the best: 99 residents spared (100.0%)" in output
    assert "lose a reward: nobody" in output
    assert main([*options, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["best"] == ["cut:defaulter-list-to-rail-tickets"]
    assert answer["choices"][0]["spared_by_group"] == {"18-34": 42, "35-59": 35, "60-plus": 22}


def test_asked_for_one_age_group_all_numbers_in_front_are_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["cut", "tiny", "--city", "--best", "1", "--protect", "high-speed-rail", "--residents", "5000"]
    assert main([*options, "--group", "18-34"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "42 residents aged 18-34 are barred from High-speed rail, or a service that it needs"
    assert "1 removal, the best: 42 residents aged 18-34 spared (100.0%)" in lines
    assert "    of all ages, spared: 42 18-34, 35 35-59, 22 60-plus" in lines
    assert main([*options, "--group", "18-34", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    (choice,) = answer["choices"]
    assert answer["restricted"] == choice["spared"] == choice["score"] == 42
    assert (sum(answer["restricted_by_group"].values()), sum(choice["spared_by_group"].values())) == (99, 99)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--city"], "--city needs --best K"),
        (["--city", "--best", "99"], "a number from 1 to 10"),
        (["--city", "--best", "1", "--protect", "lone"], "Did you mean 'loan'?"),
        (["--city", "--best", "1", "--group", "under-19"], "Did you mean 'under-18'?"),
        (["--city", "--best", "1", "--among", "link"], "Did you mean 'links'?"),
        (["--city", "--best", "1", "--record", "unpaid-court-judgment"], "exclude each other"),
        (["--city", "--best", "1", "--cost", "defaulter-list-to-rail=1"], "Did you mean"),
        (["--city", "--best", "1", "--cost", "defaulter-list-to-rail-tickets=0"], "a number above 0"),
        (["--city", "--best", "20", "--cost", "defaulter-list-to-rail-tickets=1"], "every removal that matters here"),
        (["--city", "--best", "1", "--protect", "database:rail-tickets"], "A whole city protects services"),
        (["--best", "1", "--objective", "doors", "--protect", "loan"], "it needs --city"),
        (["--best", "1", "--protect", "loan"], "it needs --city"),
        ([], "--protect needs a service"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_the_nearest_name(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cut", "tiny", "--residents", "100", *options]) in (1, 2)
    assert message in capsys.readouterr().err


def test_errors_are_the_library_s_own() -> None:
    everyone = WholePopulation(folders.load("tiny"), 1, 100)
    with pytest.raises(LinkageError, match="loan"):
        best_removals(everyone, 1, "lone")
    with pytest.raises(UsageError):
        best_removals(everyone, 0)

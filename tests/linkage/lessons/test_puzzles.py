"""Puzzles: answers are run, hints are true."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from linkage.answers.cuts.worst_case_resident import worst_case_resident
from linkage.answers.spread_question import Question
from linkage.errors import LinkageError, UsageError
from linkage.lessons.puzzles import Puzzle, make_puzzle
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.brute_force_cuts import BruteForceCuts, Texts
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import write_world


@pytest.fixture(scope="module")
def hangzhou() -> World:
    return folders.load("hangzhou")


def bikes(world: World, most: int = 1) -> Puzzle:
    """Shared bikes stay open to drivers, and volunteers still get theirs."""
    return make_puzzle(
        world, Question(record_kind="traffic-violation"), "shared-bike", most, kept_rewards=["shared-bike"]
    )


def test_an_answer_that_protects_and_keeps_the_rewards_solves_it(hangzhou: World) -> None:
    assert bikes(hangzhou).check("cut:offences-to-credit").solved


def test_an_answer_that_protects_but_loses_a_reward_does_not(hangzhou: World) -> None:
    verdict = bikes(hangzhou).check("cut:credit-to-qianjiang")
    assert not verdict.solved
    assert {row.record_kind for row in verdict.lost} == {"blood-donation", "volunteer-service"}
    assert "a reward is lost" in verdict.sentence


def test_an_answer_that_leaves_a_way_open_is_shown_the_way(hangzhou: World) -> None:
    verdict = bikes(hangzhou).check("cut:court-to-tickets")
    assert not verdict.solved
    assert verdict.surviving[-1].service == "shared-bike"


def test_too_many_removals_are_too_many(hangzhou: World) -> None:
    assert "at most 1" in bikes(hangzhou).check("cut:offences-to-credit,cut:court-to-tickets").sentence
    assert bikes(hangzhou).check("cut:offences-to-credit, cut:offences-to-credit").solved


def test_the_hints_lead_to_the_only_solution(hangzhou: World) -> None:
    hints = bikes(hangzhou).hints
    assert hints[0].kind == "number"
    assert hints[-1].items == ("cut:offences-to-credit",)
    assert ("cut:credit-to-qianjiang",) in [hint.items for hint in hints if hint.kind == "loses"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("cut:offences-to-credi", "Did you mean 'cut:offences-to-credit'?"),
        ("drop:national-id", "only links, columns"),
        ("anything", "There is no 'anything'"),
    ],
)
def test_what_cannot_be_removed_is_said_kindly(answer: str, message: str, hangzhou: World) -> None:
    with pytest.raises(LinkageError, match=message.replace("?", r"\?")):
        bikes(hangzhou).check(answer)


def test_a_puzzle_names_what_is_there(hangzhou: World) -> None:
    with pytest.raises(LinkageError, match="shared-bike"):
        make_puzzle(hangzhou, Question(record_kind="traffic-violation"), "shared-bike", 1, kept_rewards=["shared-bik"])
    with pytest.raises(UsageError, match="1 to 4"):
        bikes(hangzhou, most=5)


@pytest.mark.thorough
@pytest.mark.parametrize("worlds", [15, pytest.param(150, marks=pytest.mark.prove)])
def test_solutions_are_those_of_brute_force_and_every_hint_is_true(worlds: int, tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    for seed in range(worlds):
        path = write_world(tmp_path / f"world-{seed}", Random(seed), scores=seed % 5 == 0)
        world = folders.load(path)
        for kind in under(world).record_kinds:
            brute = BruteForceCuts(under(world), worst_case_resident(under(world), kind), True, read(path))
            for service in world.everything.services:
                if not brute.protects(frozenset(), service):
                    compare(make_puzzle(world, Question(record_kind=kind), service, 2), brute, counts)
    print(dict(counts))
    assert counts["solved"] > worlds
    assert counts["hints"] > 2 * worlds


def compare(puzzle: Puzzle, brute: BruteForceCuts, counts: Counter[str]) -> None:
    service = puzzle.found_cuts.cuts.service
    working = [sets for size in (1, 2) if (sets := brute.working(service, size))]
    expected: set[Texts] = working[0] if working else set()
    assert {frozenset(removal.text for removal in cut) for cut in puzzle.solutions} == expected
    for cut in list(expected)[:5]:
        assert puzzle.check(",".join(cut)).solved
    texts = sorted({removal.text for removal in puzzle.removables} & set(brute.removables))
    for pair in list(combinations(texts, 2))[:10]:
        assert puzzle.check(",".join(pair)).solved is brute.protects(frozenset(pair), service)
    counts["solved" if expected else "can't be solved"] += 1
    for hint in puzzle.hints:
        assert is_true(hint.kind, hint.items, puzzle, brute, expected), (hint, brute.world.id)
        counts["hints"] += 1


def is_true(kind: str, items: tuple[str, ...], puzzle: Puzzle, brute: BruteForceCuts, expected: set[Texts]) -> bool:
    service, links = puzzle.found_cuts.cuts.service, brute.world.links
    match kind:
        case "number":
            return items == (str(min(len(cut) for cut in expected)),)
        case "way":
            return not brute.protects(frozenset(f"cut:{link}" for link in links if link not in items), service)
        case "passes":
            links_in = {f"cut:{link.id}" for link in links.values() if link.target == items[0]}
            home = brute.world.record_kinds[puzzle.found_cuts.record_kind].home
            listed = {kind.home for kind in brute.world.record_kinds.values()} - {home}
            return items[0] in listed or brute.protects(frozenset(links_in), service)
        case "begins":
            return any(items[0] in cut for cut in expected)
    return False

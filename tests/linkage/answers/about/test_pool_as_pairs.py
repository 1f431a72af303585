"""A pool as pairs: who still gets what from whom, from which day, and what only the pool itself did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from linkage.answers.about.about_report import pairs_text
from linkage.answers.about.pool_as_pairs import PoolAsPairs, pool_as_pairs, pooling_databases
from linkage.answers.spread_question import Question, spread_everybody
from linkage.cli.command_line import main
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.storage.folders import load, worlds
from linkage.world.what_if.parser import parse, under

HUB = "credit-hub"


@pytest.fixture(scope="module")
def beijing() -> World:
    """The world of the five articles."""
    return load("beijing")


@pytest.fixture(scope="module")
def pool(beijing: World) -> PoolAsPairs:
    """Its platform, in pairs."""
    return pool_as_pairs(under(beijing), HUB)


def pools(world: World) -> Iterator[tuple[str, str]]:
    """Every reading of a world, with each database that pools in it."""
    for reading in ["", *(f"reading:{id_}" for id_ in world.readings)]:
        yield from ((reading, hub) for hub in pooling_databases(under(world, reading)))


def rows(world: World, *texts: str) -> dict[tuple[str, str, str, str], tuple[int, int | None, bool]]:
    """Every effect of 300 residents under a what-if: its day, its end, and whether it is the wrong person's."""
    _, _, spread = spread_everybody(world, Question(what_if=",".join(filter(None, texts)), residents=300))
    return {(e.subject, e.service, e.effect, e.rule): (e.day, e.until, e.wrong) for e in spread.effects}


@pytest.mark.prove
@pytest.mark.parametrize("name", [world.id for world in worlds()])
def test_in_pairs_everybody_meets_what_the_pool_handed_on_on_the_same_day(name: str) -> None:
    """What the pool decides itself is switched off on both sides: that is the difference, and it is said."""
    world = load(name)
    for reading, hub in pools(world):
        pairs = pool_as_pairs(under(world, reading), hub)
        own = [f"off:{rule}" for rule in pairs.decides]
        pooled, paired = rows(world, reading, *own), rows(world, reading, pairs.text, *own)
        assert pooled.keys() <= paired.keys()
        assert all(paired[row][0] == pooled[row][0] for row in pooled)
        assert pairs.wider or paired == pooled


def test_the_citys_platform_pools_and_a_register_does_not(beijing: World) -> None:
    assert pooling_databases(under(beijing))[0] == HUB
    assert "subscribers" not in pooling_databases(under(beijing))


def test_a_world_in_which_nothing_pools_has_no_hub() -> None:
    assert pooling_databases(under(load("elsewhere"))) == ()


def test_every_link_into_the_pool_is_cut_and_every_pair_is_added_once(beijing: World, pool: PoolAsPairs) -> None:
    texts = pool.text.split(",")
    live = under(beijing).links.values()
    assert {text for text in texts if text.startswith("cut:")} == {
        f"cut:{link.id}" for link in live if link.target == HUB
    }
    added = [text for text in texts if text.startswith("add:")]
    assert "add:tax-file>published-lists:national-id" in added
    assert len(added) == len(set(added)) == len(pool.pairs)


def test_days_of_both_links_add_up_and_so_do_the_removals(pool: PoolAsPairs) -> None:
    texts = pool.text.split(",")
    assert "delay:tax-file>published-lists:national-id=60" in texts  # 30 to the platform, 30 from it
    assert "removal:tax-file>published-lists:national-id=10" in texts  # 7 and 3


def test_a_removal_that_one_of_both_never_passes_on_never_comes(beijing: World) -> None:
    world = under(beijing)
    quiet = replace(world.links["hub-to-lists"], remove_days=None)
    pairs = pool_as_pairs(replace(world, links={**world.links, "hub-to-lists": quiet}), HUB)
    assert not [text for text in pairs.text.split(",") if text.startswith("removal:tax-file>published-lists")]


def test_shares_of_both_links_are_multiplied(beijing: World) -> None:
    world = under(beijing, "share:tax-to-hub=0.5,share:hub-to-lists=0.5")
    assert "share:tax-file>published-lists:national-id=0.25" in pool_as_pairs(world, HUB).text.split(",")


def test_what_the_pool_itself_decides_is_said_and_not_kept(pool: PoolAsPairs) -> None:
    assert pool.decides == ("hub-blacklists", "hub-makes-wait", "hub-redlists", "hub-refuses-civil-service")


def test_a_pair_that_would_bring_more_than_the_pool_did_is_named_with_what_it_brings(pool: PoolAsPairs) -> None:
    wider = {pair.added.link: pair.wider for pair in pool.wider}
    assert wider["rail-tickets>published-lists:national-id"] == ("tax-evasion", "unpaid-court-judgment")
    assert "defaulter-list>published-lists:national-id" not in wider  # a firm's record has no national ID


def test_two_ways_between_the_same_databases_are_one_pair_as_quick_as_the_quicker(beijing: World) -> None:
    world = under(beijing, "reading:everything,delay:blood-to-hub=5")
    (pair,) = [p for p in pool_as_pairs(world, HUB).pairs if p.added.link == "volunteer-records>city-score:national-id"]
    assert (len(pair.paths), pair.uneven, pair.days) == (2, True, 35)


def test_the_what_if_is_one_that_anybody_could_have_written(beijing: World, pool: PoolAsPairs) -> None:
    assert parse(pool.text, beijing) == pool.interventions


def test_what_a_reading_adds_can_not_be_cut_so_it_is_no_hub_there() -> None:
    lists = under(load("jiangsu"), "reading:lists")
    assert pooling_databases(lists) == ()
    with pytest.raises(LinkageError, match="what a reading adds"):
        pool_as_pairs(lists, "published-lists")


def test_a_database_that_is_not_there_gets_the_nearest_name(beijing: World) -> None:
    with pytest.raises(LinkageError, match="credit-hub"):
        pool_as_pairs(under(beijing), "credit-hubb")


@pytest.mark.thorough
def test_the_command_prints_the_pairs_and_what_they_can_not_keep(
    beijing: World, pool: PoolAsPairs, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["about", "beijing", HUB]) == 0
    printed = capsys.readouterr().out
    assert all(line in printed for line in pairs_text(under(beijing), pool))
    assert pool.text in printed

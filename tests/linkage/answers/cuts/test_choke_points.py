"""Choke points: what every path to a service passes through."""

from __future__ import annotations

from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from linkage.answers.cuts.choke_points import ChokePoint, choke_points
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.spread_question import Question
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.oracles.random_worlds import write_world

PEOPLE = "roll residents national-id phone"


def world_with(hand: SimpleNamespace, *links: tuple[str, str]) -> World:
    return hand.world(
        dict.fromkeys(("courts", "middle", "rail"), PEOPLE),
        {"fine": "courts"},
        [hand.link(id_, words) for id_, words in links],
        [hand.rule("refuses", "rail: fine > refuse train")],
        services=["train", "bus"],
    )


def test_of_two_parallel_links_neither_is_a_choke_point(hand: SimpleNamespace) -> None:
    world = world_with(
        hand,
        ("by-id", "courts > middle: national-id"),
        ("by-phone", "courts > middle: phone"),
        ("on", "middle > rail: phone"),
    )
    assert [point.id for point in choke_points(world, "fine", "train")] == ["courts", "middle", "on", "rail", "refuses"]


def test_a_single_link_is_one(hand: SimpleNamespace) -> None:
    world = world_with(hand, ("by-id", "courts > rail: national-id"))
    assert ChokePoint("link", "by-id") in choke_points(world, "fine", "train")


def test_where_there_is_no_way_there_is_no_choke_point(hand: SimpleNamespace) -> None:
    world = world_with(hand, ("by-id", "courts > middle: national-id"))
    assert choke_points(world, "fine", "train") == ()
    assert choke_points(world, "fine", "bus") == ()
    assert choke_points(world, "no such kind", "train") == ()


def test_a_link_that_is_passed_with_one_kind_or_another_is_one(hand: SimpleNamespace) -> None:
    """The fine goes by the link, or the listing that it brings does: never without the link."""
    world = hand.world(
        {"courts": PEOPLE, "list": "list residents national-id", "middle": PEOPLE, "rail": PEOPLE},
        {"fine": "courts", "listed": "list"},
        [
            hand.link("a", "courts > middle: phone"),
            hand.link("b", "list > middle: national-id"),
            hand.link("shared", "middle > rail: phone"),
        ],
        [hand.rule("lists", "courts: fine > list listed"), hand.rule("refuses", "rail: fine listed > refuse train")],
        services=["train"],
    )
    points = choke_points(world, "fine", "train")
    assert ChokePoint("link", "shared") in points
    assert ChokePoint("database", "middle") in points
    assert ChokePoint("link", "a") not in points


@pytest.mark.parametrize("worlds", [20, pytest.param(200, marks=pytest.mark.prove)])
def test_a_link_that_is_a_choke_point_is_a_cut_by_itself(worlds: int, tmp_path: Path, record_count) -> None:
    number = 0
    for seed in range(worlds):
        world = folders.load(write_world(tmp_path / f"world-{seed}", Random(seed)))
        for kind in under(world).record_kinds:
            for service in world.everything.services:
                links = {f"cut:{p.id}" for p in choke_points(under(world), kind, service) if p.kind == "link"}
                found_cuts = find_cuts(world, Question(record_kind=kind), service, among=["links"])
                alone = {cut[0].text for cut in found_cuts.cuts.cuts if len(cut) == 1}
                assert found_cuts.cuts.size == 0 or not found_cuts.protection.closed_services or links <= alone
                number += len(links & alone)
    record_count("choke points", worlds=worlds, links=number)
    assert number > worlds // 4

"""The report of a city: what it keeps of its baseline changes no answer; the share of its inputs that are assumed."""

from __future__ import annotations

import json

import pytest

from linkage.answers.whole_city.assumed_inputs import AssumedInputs
from linkage.answers.whole_city.city_report import CityCounter
from linkage.vocabulary import SCORE_EFFECTS, weakest
from linkage.world.link_paths import first_blank, hops_of, kinds_carried
from linkage.world.model import Rule, World
from linkage.world.storage.folders import load, worlds
from linkage.world.what_if.parser import under

QUESTIONS = (
    ("", None), ("drop:phone", None), ("drop:phone", 60), ("", 60), ("reading:everything", None), ("drop:phone", 9),
    ("drop:phone", 10), ("drop:phone", 11), ("drop:phone", 12), ("drop:phone", 60), ("reading:everything", 60),
)  # fmt: skip


def test_an_answer_is_the_same_whatever_was_asked_before() -> None:
    world = load("tiny")
    with CityCounter(world, 1, 3_000) as kept:
        for what_if, day in QUESTIONS:
            with CityCounter(world, 1, 3_000) as fresh:
                expected = json.dumps(fresh.answer(what_if, day, by_link=day is None))
            assert json.dumps(kept.answer(what_if, day, by_link=day is None)) == expected, (what_if, day)
        assert len(kept._baselines) == 4


def upstream_rows(world: World, door: tuple[str, str]) -> dict[str, bool]:
    """The rows behind a service's effect and whether each is assumed, by running over all rows until none is new."""
    known: dict[str, bool] = {}
    arrivals: set[tuple[str, str]] = set()

    def add(name: str, *statuses: str) -> None:
        known[name] = weakest(statuses) == "assumed"

    def add_rule(rule: Rule) -> None:
        add(f"rule {rule.id}", rule.status, rule.number_status)
        scored = [r for r in world.rules.values() if r.effect in SCORE_EFFECTS and r.database == rule.database]
        kinds = rule.kinds if rule.threshold is None else [kind for row in scored for kind in row.kinds]
        arrivals.update((rule.database, kind) for kind in kinds)

    for rule in world.rules.values():
        if (rule.service, rule.effect) == door:
            add_rule(rule)
    before = None
    while before != (len(known), len(arrivals)):
        before = len(known), len(arrivals)
        for kind in world.record_kinds.values():
            if (kind.home, kind.id) in arrivals:
                add(f"kind {kind.id}", kind.status, kind.number_status)
                for rule in [rule for rule in world.rules.values() if rule.lists == kind.id]:
                    add_rule(rule)
        for link in world.links.values():
            for name in kinds_carried(world, link):
                if (link.target, name) in arrivals and first_blank(world, link) is None:
                    rows = [world.registers[hop] for hop in hops_of(link)]
                    add(f"link {link.id}", *(s for row in (link, *rows) for s in (row.status, row.number_status)))
                    arrivals.add((link.source, name))
    return known


def worlds_and_what_ifs() -> list[tuple[str, str]]:
    """Every bundled world as it is, with all rows, and without each of its identifiers."""
    return [
        (world.id, what_if)
        for world in worlds()
        for what_if in ("", "reading:everything", *(f"drop:{identifier}" for identifier in load(world.id).identifiers))
    ]


@pytest.mark.parametrize(("name", "what_if"), worlds_and_what_ifs())
def test_the_share_of_assumed_inputs_is_that_of_all_rows_upstream(name: str, what_if: str) -> None:
    folder = load(name)
    world = under(folder, what_if)
    inputs = AssumedInputs(world)
    doors = {(rule.service, rule.effect) for rule in world.rules.values()}
    for door in doors:
        rows = upstream_rows(world, door)
        assert inputs.share(door) == round(sum(rows.values()) / len(rows), 4), door
    assert inputs.share(("nothing", "refuse")) == 0.0

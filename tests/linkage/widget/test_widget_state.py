"""What the live map's script is given equals what the library answers, for every story of every bundled world."""

from __future__ import annotations

import html
import json
import re
from functools import cache

import pytest

import linkage
from linkage.answers.trace.highlights import highlights
from linkage.answers.trace.trace_report import status_badge
from linkage.api.notebook import Trace
from linkage.drawing.markup import legal
from linkage.widget.live_map import LiveMap
from linkage.widget.widget_state import Json
from linkage.world.storage import folders

STORIES = [
    pytest.param(name, story, id=f"{name}-{story}")
    for name in linkage.worlds()["id"]
    for story in folders.load(name).everything.stories
]


@cache
def trace_of(name: str, story: str) -> Trace:
    return linkage.trace(name, story)


def parts_of(picture: str) -> set[str]:
    """The data-ids of a picture, with those that a part stands for."""
    found = re.findall(r' data-id="([^"]*)"(?: data-parts="([^"]*)")?', picture)
    return {html.unescape(id) for part, more in found for id in (part, *more.split())}


def drawn_lights(telling: Json) -> set[str]:
    """The parts that a telling lights; a door that closes with another has no row of its own for that."""
    return {part for part in lit(telling) if not part.endswith("/closed")}


def lit(telling: Json) -> dict[str, set[str]]:
    """What all steps of a telling light together."""
    classes: dict[str, set[str]] = {}
    for number, *names in (light for step in telling["steps"] for light in step["lights"]):
        classes.setdefault(telling["parts"][number], {"on"}).update(names)
    return classes


def check_steps(told: Json, trace: Trace) -> None:
    """The steps are the library's: sentences, days, badges, what they light, how many doors are closed at the end."""
    steps = trace.spread.steps
    assert [step["id"] for step in told["steps"]] == trace.steps["id"].tolist()
    assert [step["sentence"] for step in told["steps"]] == trace.steps["sentence"].tolist()
    assert [step["day"] for step in told["steps"]] == trace.steps["day"].tolist()
    assert [step["badge"] for step in told["steps"]] == [status_badge(trace.world, step) for step in steps]
    assert [step["wrong"] for step in told["steps"]] == trace.steps["wrong"].tolist()
    wanted = highlights(trace.world, steps)
    assert lit(told) == {legal(part): {"on", *classes} for part, classes in wanted.items()}
    counts = [step["closed"] for step in told["steps"]]
    assert counts == sorted(counts)
    assert counts[-1:] == [len(set(trace.closed) & set(trace.world.everything.doors))][: len(steps)]


@pytest.mark.parametrize(("name", "story"), STORIES)
def test_every_story_is_told_as_the_library_tells_it(name: str, story: str) -> None:
    trace = trace_of(name, story)
    told = json.loads(json.dumps(LiveMap(trace).story))
    check_steps(told, trace)
    assert drawn_lights(told) <= parts_of(told["pictures"]["map"])


@pytest.mark.parametrize(("name", "story"), STORIES)
def test_every_story_under_a_cut_is_the_librarys_own(name: str, story: str) -> None:
    """The first link that carries something is cut: what is typed is what `under` answers."""
    trace = trace_of(name, story)
    live = LiveMap(trace)
    links = trace.world.everything.links
    copied_by = {step.by for step in trace.spread.steps if step.kind == "linked"}
    assert bool(live.story["example"]) == bool(copied_by & links.keys())
    if not live.story["example"]:
        return  # nothing is copied, or only by links that the story's own what-if adds
    live.what_if = live.story["example"]
    after = trace.under(f"{trace.what_if},{live.what_if}".strip(","))
    change = json.loads(json.dumps(live.reply["change"]))
    check_steps(change, after)
    assert after.what_if in change["stamp"][1]
    assert {part for part, _ in change["opened"]} == {f"service:{id}" for id in set(trace.closed) - set(after.closed)}
    assert {part for part, _ in change["shut"]} == {f"service:{id}" for id in set(after.closed) - set(trace.closed)}
    picture = change["wide"] or live.story["pictures"]["map"]
    off = {change["parts"][number] for number in change["off"]}
    assert legal(f"link:{live.what_if.removeprefix('cut:')}") in off | set(parts_of(picture))
    assert drawn_lights(change) <= parts_of(picture)


def test_a_what_if_that_adds_parts_has_one_map_for_both_sides() -> None:
    live = trace_of("elsewhere", "arrears").live_map()
    live.what_if = linkage.fallback("elsewhere", "national-id", "name-birth-date").text
    change = live.reply["change"]
    drawn = parts_of(change["wide"])
    assert parts_of(live.story["pictures"]["map"]) <= drawn
    assert drawn_lights(change) | drawn_lights(live.story) <= drawn
    absent = {change["parts"][number] for number in change["absent_before"]}
    assert absent
    assert not absent & set(lit(live.story))


def test_a_cut_moves_nothing() -> None:
    live = trace_of("tiny", "court-fine").live_map("cut:defaulter-list-to-rail-tickets")
    assert live.reply["change"]["wide"] == ""
    assert live.reply["change"]["absent"] == live.reply["change"]["absent_before"] == []


def test_the_switches_of_the_box_can_all_be_typed() -> None:
    live = trace_of("tiny", "court-fine").live_map()
    assert len(live.story["switches"]) == 35
    for text, sentence in live.story["switches"]:
        live.type_what_if(text)
        assert live.fault == ""
        assert live.reply["change"]["sentences"] == [sentence]

"""What switches change in a story: differences alone, over a map that doesn't move."""

from __future__ import annotations

import re
from functools import cache

from linkage.answers.spread_question import Question, ask
from linkage.book.book_story import book_story
from linkage.book.part_numbers import PartNumbers
from linkage.book.story_changes import StoryChanges
from linkage.book.switch_list import SwitchedWorlds, book_switches
from linkage.world.storage.folders import load


@cache
def changes(name: str, story: str) -> StoryChanges:
    world = load(name)
    answer = ask(world, Question(story=story))
    return StoryChanges(answer, book_switches(world), SwitchedWorlds(world), PartNumbers())


def test_equal_outcomes_stand_once() -> None:
    told = changes("tiny", "court-fine").json()
    assert len(told["switches"]) == 35
    assert len(told["outcomes"]) < 20
    unchanged = [outcome for outcome in told["outcomes"] if not outcome["rows"] and outcome["steps"] == 7]
    assert all(outcome["gone"] == outcome["lit"] == [] for outcome in unchanged)


def test_one_map_has_every_part_of_every_reading() -> None:
    of = changes("beijing", "court-fine")
    wide = of.wide_scene
    assert wide is not None
    drawn = {part.id for part in (*wide.nodes, *wide.edges)}
    for scene in of.scenes:
        assert {part.id for part in (*scene.nodes, *scene.edges)} <= drawn
    assert not any(part.off for part in (*wide.nodes, *wide.edges))


def test_the_map_of_a_story_is_drawn_once_for_all_switches_that_add_nothing() -> None:
    of = changes("beijing", "court-fine")
    told = of.json()
    texts = [of.switches[number].text for number in told["wide"]]
    assert texts
    assert all(text.startswith("reading:") for text in texts)


def test_what_a_switch_takes_out_is_named() -> None:
    of = changes("tiny", "court-fine")
    told = of.json()
    number = next(n for n, switch in enumerate(of.switches) if switch.text == "cut:defaulter-list-to-rail-tickets")
    off = {of.parts.ids[part] for part in told["switches"][number][1:]}
    assert "link:defaulter-list-to-rail-tickets" in off


def test_every_light_of_a_story_is_a_part_of_one_of_its_pictures() -> None:
    world = load("tiny")
    story = book_story(ask(world, Question(story="wrong-person")), book_switches(world), SwitchedWorlds(world))
    drawn = set()
    for picture in story["pictures"].values():
        for part, parts in re.findall(r' data-id="([^"]*)"(?: data-parts="([^"]*)")?', picture):
            drawn |= {part, *parts.split()}
    lit = {story["parts"][number] for step in story["steps"] for number, *_ in (*step["lights"], *step["accounts"])}
    assert lit - drawn == set()

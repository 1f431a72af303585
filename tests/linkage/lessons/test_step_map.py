"""The map beside a step: before the answer it has nothing of what is asked, after it what decides; cuts are choices."""

from __future__ import annotations

from functools import cache

import pytest

from linkage.answers.spread_question import Question, ask
from linkage.lessons import catalogue
from linkage.lessons.step_map import StepMap, lit_after, step_map
from linkage.world.storage import folders

load = cache(folders.load)


def map_of(id_: str, part: int) -> StepMap:
    lesson = catalogue.load(id_)
    return step_map(load(lesson.world), lesson.stops[part - 1])


@pytest.mark.parametrize(
    ("id_", "part"), [(id_, part) for id_ in catalogue.paths() for part in range(1, len(catalogue.load(id_).stops) + 1)]
)
def test_every_step_of_every_lesson_has_a_map_with_the_record_at_home_lit(id_: str, part: int) -> None:
    shown = map_of(id_, part)
    drawn = {node.id for node in shown.scene.nodes}
    assert any(part.startswith("record:") for part in drawn & shown.lights.keys())
    assert any(part.startswith("database:") for part in drawn & shown.lights.keys())


def test_what_closes_is_not_on_the_map_before_the_answer() -> None:
    shown = map_of("one-record-many-doors", 4)
    assert not [node.id for node in shown.scene.nodes if node.kind == "service"]
    assert {"service:flight", "service:loan"} <= shown.lights_after.keys()
    assert "service:ordinary-train" not in shown.lights_after


def test_a_puzzles_lines_are_its_choices() -> None:
    shown = map_of("protect-the-train", 3)
    assert shown.picks["link:defaulters-to-rail"] == ("cut:defaulters-to-rail",)
    assert set(shown.picks) <= {edge.id for edge in shown.scene.edges}


def test_where_an_identifier_is_a_choice_the_lines_that_it_joins_stand_for_it() -> None:
    shown = map_of("one-record-many-doors", 6)
    assert shown.picks["link:defaulters-to-air"] == ("drop:national-id",)


def test_after_a_cut_the_line_is_off_and_the_train_is_gone_where_that_is_enough() -> None:
    puzzle = catalogue.load("protect-the-train").stops[2].puzzle
    assert puzzle
    one = lit_after(load("beijing"), puzzle, "cut:defaulters-to-rail")
    assert "off" in one["link:defaulters-to-rail"]
    assert "gone" not in one["service:high-speed-rail"]
    both = lit_after(load("beijing"), puzzle, "cut:defaulters-to-rail,cut:orders-to-rail")
    assert both["service:high-speed-rail"] == ("gone",)


def test_a_day_shows_what_is_in_force_then() -> None:
    before = ask(load("beijing"), Question(story="paid-late"))
    assert "flight" in before.spread.closed(before.subject)
    shown = map_of("paid-but-refused", 5)
    assert "service:flight" in shown.lights_after
    assert len(shown.lights_after) < len(shown.lights)

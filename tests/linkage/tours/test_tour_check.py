"""Tours are held against their worlds: every stop answers, and no sentence contradicts what is shown there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from linkage.answers.spread_question import Question, ask
from linkage.tours.tour_catalogue import load_tour, tour_paths
from linkage.tours.tour_check import check_tour, closed_services, services_said
from linkage.world.storage import folders
from tests.linkage.tours.test_tour_file import TOUR

load = cache(folders.load)


def told(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "talk.toml"
    path.write_text(text, encoding="utf-8")
    return [fault.sentence() for fault in check_tour(path, load).faults]


@pytest.mark.thorough
def test_both_demonstrations_of_the_readme_are_bundled_and_have_no_fault() -> None:
    assert {"thirty-seconds", "five-minutes"} <= set(tour_paths())
    for path in tour_paths().values():
        assert [fault.sentence() for fault in check_tour(path, load).faults] == []


def test_thirty_seconds_take_about_seven_presses_from_the_first_storys_start() -> None:
    tour = load_tour("thirty-seconds")
    first = dict(tour.stops[0].view.parts)
    assert tour.presses == 7
    assert first == {"world": "beijing", "story": next(iter(load("beijing").everything.stories))}


def test_five_minutes_lead_over_the_pages_that_the_readme_names() -> None:
    pages = dict.fromkeys(stop.view.page for stop in load_tour("five-minutes").stops)
    assert list(pages) == ["stage", "why", "join", "what-if", "city", "lessons"]


def test_every_stop_of_a_bundled_tour_has_notes_and_every_tour_an_end() -> None:
    for name in tour_paths():
        tour = load_tour(name)
        assert all(stop.note for stop in tour.stops)
        assert tour.end.ask
        assert tour.end.tries


def test_a_sound_tour_has_no_fault(tmp_path: Path) -> None:
    assert told(tmp_path, TOUR) == []


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        (
            "story=court-fine&wave",
            "story=court-fin&wave",
            "row 4, column at, story: found 'court-fin', expected a story",
        ),
        ("why=high-speed-rail", "why=high-sped-rail", "row 8, column at, why: found 'high-sped-rail'"),
        ("wave=1", "wave=99", "row 4, column at, wave: found 99, expected at most"),
        ("wave=1", "what-if=drop:fone", "row 4, column at, what-if: found"),
        ('world = "tiny"', 'world = "tini"', "column at, world: found 'tini'"),
        ("/why?story=court-fine&why=high-speed-rail", "/lessons?lesson=one-recrd", "lesson: found 'one-recrd'"),
        ("/why?story=court-fine&why=high-speed-rail", "/lessons?lesson=two-readings&part=9", "expected at most 6"),
        (
            "/why?story=court-fine&why=high-speed-rail",
            "/join?story=court-fine&join=s99",
            "a step of this spread that joins",
        ),
        (
            '"/why?story=court-fine&why=high-speed-rail"\nwalk = 2',
            '"/"\nwalk = 9',
            "found walk = 9, expected at most",
        ),
        ('at = "/city"', 'at = "/city?story=court-fin"', "end.try.at, story"),
    ],
)
def test_what_a_stop_names_and_the_world_lacks_is_a_fault_with_its_place(
    tmp_path: Path, wrong: str, right: str, says: str
) -> None:
    assert any(says in line for line in told(tmp_path, TOUR.replace(wrong, right, 1)))


def test_the_nearest_name_is_told(tmp_path: Path) -> None:
    assert "did you mean 'court-fine'?" in told(tmp_path, TOUR.replace("court-fine&wave", "court-fin&wave"))[0]


def test_a_stop_may_name_the_rule_that_why_shows(tmp_path: Path) -> None:
    rule = next(iter(load("tiny").everything.rules))
    assert told(tmp_path, TOUR.replace("why=high-speed-rail", f"why={rule}")) == []


@pytest.mark.parametrize(
    ("say", "numbers"),
    [
        ("15 services close.", [15]),
        ("All sixteen services stay open.", [16]),
        ("Of 25 services 16 of 25 services close", [25, 16, 25]),
        ("Eight databases, one number.", []),
    ],
)
def test_the_numbers_of_services_in_a_sentence_are_found(say: str, numbers: list[int]) -> None:
    assert services_said(say) == numbers


def test_a_sentence_that_contradicts_the_number_of_closed_services_is_a_fault(tmp_path: Path) -> None:
    answer = ask(load("tiny"), Question(story="court-fine"))
    waves = len(answer.spread.waves)
    closed = closed_services(answer, waves)
    assert 0 < closed == len(answer.spread.closed(answer.subject))
    last = TOUR.replace("wave=1", f"wave={waves}")
    assert told(tmp_path, last.replace("One.", f"{closed} services are closed.")) == []
    (fault,) = told(tmp_path, last.replace("One.", "21 services are closed."))
    assert "row 4, column say: found 21 services, expected" in fault


def test_what_is_said_before_the_record_spreads_may_not_name_what_closes_later(tmp_path: Path) -> None:
    answer = ask(load("tiny"), Question(story="court-fine"))
    closed = closed_services(answer, len(answer.spread.waves))
    assert closed_services(answer, 0) == 0
    assert told(tmp_path, TOUR.replace("wave=1", "wave=0").replace("One.", f"{closed} services are closed.")) != []

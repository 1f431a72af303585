"""A tour's file is read strictly: every fault at once, each with its place and the nearest name."""

from __future__ import annotations

import pytest

from linkage.errors import BadWorldError, LinkageError
from linkage.tours.tour_catalogue import find_tour
from linkage.tours.tour_file import parse_tour

TOUR = """title = "A talk"
world = "tiny"

[[stops]]
say = "One."
at = "/?story=court-fine&wave=1"

[[stops]]
say = "Two."
at = "/why?story=court-fine&why=high-speed-rail"
walk = 2
note = "Point at the colour."

[end]
ask = "And now?"
try = [{ label = "City", at = "/city" }]
"""


def faults(text: str, file: str = "talk.toml") -> list[str]:
    with pytest.raises(BadWorldError) as caught:
        parse_tour(text, file)
    return caught.value.lines()


def test_a_tour_has_its_stops_their_addresses_notes_and_its_end() -> None:
    tour = parse_tour(TOUR, "talk.toml")
    first, second = tour.stops
    assert (tour.id, tour.title, tour.world, tour.presses) == ("talk", "A talk", "tiny", 4)
    assert first.view.address == "/?world=tiny&story=court-fine&wave=1"
    assert (second.view.page, second.walk, second.note) == ("why", 2, "Point at the colour.")
    assert (tour.end.ask, tour.end.tries[0].label, tour.end.tries[0].view.page) == ("And now?", "City", "city")


def test_a_stop_may_stand_in_another_world_than_its_tour() -> None:
    tour = parse_tour(TOUR.replace("/?story", "/?world=beijing&story"), "talk.toml")
    assert dict(tour.stops[0].view.parts)["world"] == "beijing"


@pytest.mark.parametrize(
    ("wrong", "right", "says"),
    [
        ("/?story", "/stoge?story", "talk.toml, row 4, column at: found the page '/stoge', expected one of /, /why"),
        ("/why?", "/whi?", "row 8, column at: found the page '/whi', expected one of"),
        ("wave=1", "wve=1", "found the part 'wve', expected one of world"),
        ("wave=1", "wave=x", "found wave 'x', expected a whole number from 0 on"),
        ("wave=1", "drawing=acounts", "expected one of map, accounts, matrix; did you mean 'accounts'?"),
        ("/?story", "http://127.0.0.1:8050/?story", "expected an address from the / on"),
        ("walk = 2", "walk = 200", "row 8, column walk: found 200, expected at most 99 presses"),
        ('say = "Two."', "", "row 8, column say: found nothing, expected a text"),
        ("note =", "notes =", "column notes: found an unknown setting"),
    ],
)
def test_a_fault_names_its_line_what_was_found_and_what_was_expected(wrong: str, right: str, says: str) -> None:
    assert any(says in line for line in faults(TOUR.replace(wrong, right, 1))), faults(TOUR.replace(wrong, right, 1))


def test_all_faults_of_a_file_are_told_at_once() -> None:
    assert (
        len(faults(TOUR.replace("wave=1", "wave=x").replace("walk = 2", 'walk = "two"').replace("ask =", "aks ="))) == 3
    )


def test_a_nearest_page_is_named() -> None:
    assert "did you mean 'city'?" in faults(TOUR.replace('"/city"', '"/ciyt"'))[0]


@pytest.mark.parametrize("text", ["", "stops = 1", "title = 'x'\nworld = 'tiny'", "[[stops]]", "title = [", "\x00"])
def test_what_is_no_tour_is_a_fault_and_never_a_crash(text: str) -> None:
    assert faults(text)


def test_a_real_persons_number_is_refused_and_never_repeated() -> None:
    lines = faults(TOUR.replace("Point at", "11010519491231002X"))
    assert "11010519491231002X" not in " ".join(lines)


def test_a_files_name_has_to_fit_into_an_address() -> None:
    assert "small letters, digits and hyphens" in faults(TOUR, "My talk.toml")[0]


def test_a_file_that_is_not_there_is_called_a_file() -> None:
    with pytest.raises(LinkageError, match=r"There is no file 'talk\.toml'\."):
        find_tour("talk.toml")

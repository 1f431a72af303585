"""What the browser is told of a tour, by its name or of a file's text; and that any address may be a stop."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.state.view_state import FIELDS, read_address
from linkage.tours.tour_catalogue import load_tour, tour_paths
from linkage.tours.tour_model import CHOICES, NUMBERS, TEXTS
from tests.linkage.tours.test_tour_file import TOUR


@pytest.fixture(scope="module")
def client() -> Any:
    return create_app("tiny").server.test_client()


def test_the_parts_of_a_stops_address_are_the_fields_of_the_screen() -> None:
    """All but the tour itself, and how the screen shows things: those stay as the presenter has them."""
    own = {"tour", "stop", "walked", "theme", "room", "lang", "names"}
    assert {*TEXTS, *NUMBERS, *CHOICES} == FIELDS.keys() - own
    for name, least in NUMBERS.items():
        assert FIELDS[name].metadata["least"] == least
    for name, choices in CHOICES.items():
        assert tuple(filter(None, FIELDS[name].metadata["choices"])) == choices
    assert all("least" not in FIELDS[name].metadata and "choices" not in FIELDS[name].metadata for name in TEXTS)


def test_the_screen_understands_every_address_of_every_bundled_tour() -> None:
    for name in tour_paths():
        tour = load_tour(name)
        for view in [stop.view for stop in tour.stops] + [link.view for link in tour.end.tries]:
            assert read_address(view.address.partition("?")[2])[1] == ()


def test_the_list_has_the_shortest_talk_first_and_names_the_world_that_is_served(client: Any) -> None:
    answer = client.get("/_tours").json
    assert [tour["id"] for tour in answer["tours"]][:2] == ["thirty-seconds", "five-minutes"]
    assert answer["world"] == "tiny"


def test_a_tour_comes_with_pages_fields_and_notes_and_its_faults_apart(client: Any) -> None:
    tour = client.get("/_tours/one?name=thirty-seconds").json
    assert tour["stops"][2]["page"] == "stage"
    assert tour["stops"][2]["fields"] == {"world": "beijing", "story": "court-fine", "wave": "2"}
    assert tour["stops"][2]["note"]
    assert client.get("/_tours/faults?name=thirty-seconds").json == [""] * len(tour["stops"])


def test_an_unknown_tour_is_a_sentence_with_the_nearest_name(client: Any) -> None:
    answer = client.get("/_tours/one?name=thirty-second")
    assert answer.json == {"refused": ["There is no tour 'thirty-second'. Did you mean 'thirty-seconds'?"]}


@pytest.mark.parametrize("name", ["../lessons/two-readings", "/etc/passwd", "pyproject.toml", ""])
def test_an_address_never_names_a_file(client: Any, name: str) -> None:
    assert "refused" in client.get("/_tours/one", query_string={"name": name}).json


def test_a_files_text_is_read_checked_and_not_kept(client: Any) -> None:
    read = client.post("/_tours/read", json={"name": "talk.toml", "text": TOUR}).json
    assert [stop["say"] for stop in read["stops"]] == ["One.", "Two."]
    assert "world" not in read["stops"][0]["fields"]
    assert read["faults"] == ["", ""]
    assert "refused" in client.get("/_tours/one?name=talk").json


def test_a_stop_that_is_gone_from_the_world_says_so_at_its_place(client: Any) -> None:
    text = TOUR.replace("court-fine&why", "court-fin&why")
    faults = client.post("/_tours/read", json={"name": "talk.toml", "text": text}).json["faults"]
    assert faults[0] == ""
    assert faults[1].startswith("talk.toml, row 8, column at, story: found 'court-fin'")


@pytest.mark.parametrize(
    "body", [None, [], {"name": 1}, {"text": 3}, {"name": "x.toml", "text": "title = ["}, {"text": ""}]
)
def test_what_is_no_tour_is_refused_with_sentences(client: Any, body: object) -> None:
    answer = client.post("/_tours/read", json=body)
    assert answer.status_code == 200
    assert all(isinstance(line, str) and line for line in answer.json["refused"])

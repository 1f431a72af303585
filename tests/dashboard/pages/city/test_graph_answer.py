"""Each figure of the City page has the very numbers of the table beside it; nothing is drawn of nobody."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from typing import Any

import pytest

from dashboard.app import create_app
from dashboard.pages.city import city_answers as city
from dashboard.pages.city.graph_answer import kind_figure, link_figure, range_figure, swept_figure
from dashboard.pages.city.tab_question import TabQuestion
from dashboard.services.app_context import AppContext
from linkage.world.storage.folders import load

WORLDS_AND_WHAT_IFS = [("tiny", ""), ("tiny", "drop:phone"), ("beijing", "drop:phone")]
PICTURES = ["door", "kinds", "link", "range", "sweep"]
OVER = {"tiny": "share:subscribers-to-defaulter-list=0..1/0.5", "beijing": "share:judgments-to-defaulters=0..1/0.5"}


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    """An app with the tiny world; the others by name."""
    app = create_app("tiny")
    yield app
    app.context.cities.close()


def search(world: str, what_if: str = "") -> str:
    return f"?world={world}&what-if={what_if}&residents=4000"


def ask(app: Any, path: str, **parts: str) -> Any:
    """The answer at a path of the page, once it is counted."""
    for _ in range(400):
        answer = app.server.test_client().get(f"/_city{path}", query_string=parts).get_json()
        if answer["status"] != "counting":
            return answer
        time.sleep(0.05)
    raise AssertionError(answer)


def figure(app: Any, picture: str, **parts: str) -> Any:
    return ask(app, "/figure", picture=picture, **parts)


def table_rows(app: Any, picture: str, **parts: str) -> list[dict[str, str]]:
    """The rows of the file behind a picture, without its stamp."""
    text = app.server.test_client().get("/_city/csv", query_string={"picture": picture, **parts}).get_data(as_text=True)
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.lstrip('"').startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


@pytest.mark.parametrize(("world", "what_if"), WORLDS_AND_WHAT_IFS)
def test_the_curve_has_the_days_of_its_table(app: Any, world: str, what_if: str) -> None:
    asked = search(world, what_if)
    counted = ask(app, "", search=asked)
    for door in counted["doors"][:4]:
        drawn = figure(app, "door", search=asked, door=door["id"])["figure"]["data"]
        sides = ["before", "after"] if what_if else ["after"]
        lines = [
            [list(point) for point in zip(line["x"], line["customdata"], line["y"], strict=True)] for line in drawn
        ]
        assert lines == [door["days"][side] for side in sides if door["days"][side]]
        rows = table_rows(app, "days", search=asked)
        service, effect = door["id"].split("/")
        of_door = [row for row in rows if (row["service"], row["effect"]) == (service, effect)]
        in_file = [
            [
                [int(row[name]) for name in ("day", "first_reached", "reached")]
                for row in of_door
                if row["counted"] == side
            ]
            for side in sides
        ]
        assert lines == [days for days in in_file if days]
        assert all(line["name"].startswith(door["name"]) for line in drawn)


@pytest.mark.parametrize(("world", "what_if"), WORLDS_AND_WHAT_IFS)
def test_the_heat_map_has_the_cells_of_its_table(app: Any, world: str, what_if: str) -> None:
    asked = search(world, what_if)
    answer = figure(app, "kinds", search=asked)
    (drawn,) = answer["figure"]["data"]
    cells = {
        (door, kind): (residents, companies)
        for kind, counts, more in zip(answer["rows"], drawn["z"], drawn["customdata"], strict=True)
        for door, residents, companies in zip(answer["columns"], counts, more, strict=True)
        if residents is not None
    }
    rows = table_rows(app, "kinds", search=asked)
    in_file = {
        (f"{row['service']}/{row['effect']}", row["record_kind"]): (int(row["residents"]), int(row["companies"]))
        for row in rows
    }
    assert cells == {cell: counts for cell, counts in in_file.items() if any(counts)}
    assert cells


@pytest.mark.parametrize(("world", "what_if"), WORLDS_AND_WHAT_IFS)
def test_the_bars_of_links_have_the_rows_of_their_table(app: Any, world: str, what_if: str) -> None:
    asked = {"search": search(world, what_if), "door": "loan/refuse"}
    counted = ask(app, "/link", **asked)
    fair, alone = figure(app, "link", **asked)["figure"]["data"]
    drawn = [row for row in counted["rows"] if row["value"] or row["alone"]]
    assert list(zip(fair["x"], alone["x"], fair["customdata"], strict=True)) == [
        (row["value"], row["alone"], ", ".join(row["with"]) or "none") for row in drawn
    ]
    assert len(set(fair["y"])) == len(drawn)
    assert list(fair["y"]) == list(alone["y"])
    in_file = table_rows(app, "link", **asked)
    assert [int(row["alone"]) for row in in_file if float(row["value"]) or int(row["alone"])] == alone["x"]


@pytest.mark.parametrize(("world", "what_if"), WORLDS_AND_WHAT_IFS)
def test_the_ranges_have_the_rows_of_their_table(app: Any, world: str, what_if: str) -> None:
    asked = search(world, what_if)
    counted = ask(app, "/range", search=asked)
    bars, marks, _ = figure(app, "range", search=asked)["figure"]["data"]
    drawn = [(count, low, low + more) for count, low, more in zip(marks["x"], bars["base"], bars["x"], strict=True)]
    city = ask(app, "", search=asked)
    shown = [
        cells["change"] if what_if else cells
        for door in city["doors"]
        if door["id"] in counted["rows"]
        for cells in (counted["rows"][door["id"]][f"{whom}_through_links"] for whom in ("residents", "companies"))
    ]
    rows = [(row["count"], row["least"], row["most"]) for row in shown]
    assert drawn == [row for row in rows if any(row)]
    assert [tuple(ends) for ends in bars["customdata"]] == [(low, high) for _, low, high in drawn]


@pytest.mark.parametrize("world", ["tiny", "beijing"])
@pytest.mark.parametrize("second", ["", ",correct:unpaid-court-judgment=0..60/30"], ids=["line", "grid"])
def test_a_sweep_has_the_points_of_its_table(app: Any, world: str, second: str) -> None:
    asked = {
        "search": search(world),
        "door": "flight/refuse",
        "over": OVER[world] + second,
        "measure": "doors",
        "day": "60",
    }
    rows = [[*row[:-1], int(row[-1])] for row in ask(app, "/sweep", **asked)["rows"]]
    (drawn,) = figure(app, "sweep", **asked)["figure"]["data"]
    if second:
        points = [
            [x, y, count]
            for place, x in enumerate(drawn["x"])
            for y, count in zip(drawn["y"], [line[place] for line in drawn["z"]], strict=True)
        ]
        assert points == rows
    else:
        assert [list(point) for point in zip(drawn["x"], drawn["y"], strict=True)] == rows
    in_file = table_rows(app, "sweep", **asked)
    assert [int(list(row.values())[-1]) for row in in_file] == [row[-1] for row in rows]


@pytest.mark.parametrize("picture", PICTURES)
def test_a_figure_says_that_everybody_is_invented_in_either_theme(app: Any, picture: str) -> None:
    asked = {"search": search("tiny"), "door": "loan/refuse", "over": OVER["tiny"], "measure": "doors"}
    grounds = set()
    for theme in ("dark", "light"):
        answer = figure(app, picture, theme=theme, **asked)
        layout = answer["figure"]["layout"]
        words = layout["title"]["text"].replace("<br>", " ")
        assert load("tiny").label_line in words
        assert "4,000 invented residents" in words
        assert answer["config"]["displaylogo"] is False
        assert answer["config"]["plotlyServerURL"] == ""
        assert answer["config"]["toImageButtonOptions"]["filename"] == f"tiny-city-{picture}"
        grounds.add(layout["paper_bgcolor"])
    assert len(grounds) == 2


def test_names_are_those_that_the_page_shows(app: Any) -> None:
    asked = search("beijing") + "&names=zh"
    counted = ask(app, "", search=asked)
    (door,) = [door for door in counted["doors"] if door["id"] == "loan/refuse"]
    (line,) = figure(app, "door", search=asked, door="loan/refuse")["figure"]["data"]
    assert line["name"] == f"{door['name']} · {door['word']}"
    assert door["name"] != "Bank loan"


@pytest.mark.parametrize("picture", ["door", "figures", "best", "nothing", ""])
def test_where_there_is_nothing_to_draw_there_is_no_figure(app: Any, picture: str) -> None:
    assert figure(app, picture, search=search("tiny"), door="no-service/refuse") == {"status": "none"}


def test_of_no_rows_nothing_is_drawn() -> None:
    tiny = load("tiny")
    nobody = {"doors": [], "kinds": [], "changed": False, "residents": 0}
    assert kind_figure(nobody, tiny) is None
    assert link_figure({"rows": []}, tiny, 0) is None
    assert range_figure(nobody, tiny, {"rows": {}, "residents": 0}) is None
    assert swept_figure({"rows": [], "axes": [], "measure": {"says": "doors"}, "day": None}, tiny, 0) is None


def test_two_links_of_one_name_keep_a_bar_each() -> None:
    row = {"name": "A → B (<phone)", "value": 2.5, "alone": 3, "with": []}
    drawn = link_figure({"rows": [{**row, "link": "one"}, {**row, "link": "two"}]}, load("tiny"), 10)
    assert drawn is not None
    bars, _ = drawn.json("dark", "file")["figure"]["data"]
    assert list(bars["y"]) == ["A → B (&lt;phone)", "A → B (&lt;phone) (two)"]


def test_a_figure_of_a_city_that_is_not_counted_waits() -> None:
    context = AppContext.serving("tiny")
    try:
        answer = city.figure_answer(context, search("tiny"), "link", TabQuestion(door="loan/refuse"), "dark")
        assert answer["status"] in ("counting", "counted")
    finally:
        context.cities.close()

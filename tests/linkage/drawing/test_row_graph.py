"""The graph of a world's rows: every column of every row, typed, in every format that keeps rows."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import networkx as nx
import pytest

from linkage.answers.exports.export import export_world
from linkage.cli.command_line import main
from linkage.drawing.row_graph import KINDS, attribute_name, row_graph
from linkage.world.model import TABLES, World, shown_columns
from linkage.world.reading.cells import cell_text
from linkage.world.storage import folders
from linkage.world.what_if.parser import under

READERS: dict[str, Callable[[str], nx.DiGraph]] = {
    "graphml": lambda text: nx.parse_graphml(text, force_multigraph=True),
    "gexf": lambda text: nx.read_gexf(io.BytesIO(text.encode())),
    "cytoscape": lambda text: nx.cytoscape_graph(json.loads(text)),
    "json": lambda text: nx.node_link_graph(json.loads(text), edges="edges"),
}


@pytest.fixture(scope="module")
def beijing() -> World:
    return folders.load("beijing")


def cells(world: World) -> dict[tuple[str, str], dict[str, object]]:
    """The cells of every row that aren't blank, by table and id."""
    return {
        (table, row.id): {
            head: getattr(row, declared.name)
            for head, declared in shown_columns(TABLES[table]).items()
            if cell_text(getattr(row, declared.name))
        }
        for table in TABLES
        for row in getattr(world, table).values()
    }


@pytest.mark.parametrize("links", ["nodes", "edges"])
@pytest.mark.parametrize("form", READERS)
def test_every_cell_of_every_row_is_there_and_numbers_are_numbers(beijing: World, form: str, links: str) -> None:
    graph = READERS[form](export_world(under(beijing), form, links=links).text)
    elements = [held for _, held in graph.nodes(data=True)] + [held for *_, held in graph.edges(data=True)]
    tables = {kind: table for table, kind in KINDS.items()}
    rows = {}
    for held in elements:
        table = tables.get(str(held.get("kind")))
        if table == "registers":
            rows[table, f"{held['database']}.{held['from']}>{held['to']}"] = held
        elif table == "columns":
            rows[table, f"{held['database']}.{held['identifier']}"] = held
        elif table and "row_id" in held:
            rows[table, held["row_id"]] = held
    expected = cells(beijing)
    assert rows.keys() == expected.keys()
    for (table, id_), row in expected.items():
        for head, value in row.items():
            if form == "gexf" and attribute_name(table, head) == "label":
                continue
            found = rows[table, id_][attribute_name(table, head)]
            if isinstance(value, (int, float)) and not isinstance(value, tuple):
                assert found == value
                assert isinstance(found, (int, float))
            else:
                assert found == cell_text(value)


def test_a_register_row_stands_between_its_two_identifiers_and_a_link_names_those_it_goes_by() -> None:
    graph = row_graph(folders.load("tiny"))
    row = "register:subscribers.phone>national-id"
    assert set(graph.predecessors(row)) >= {"identifier:phone", "database:subscribers"}
    assert "identifier:national-id" in set(graph.successors(row))
    assert [link for link, held in graph.nodes(data=True) if held["kind"] == "link" and graph.has_edge(link, row)]


def test_what_a_link_translates_by_opens_no_way_for_records() -> None:
    """Between two databases there is a path exactly where links and rules make one."""
    graph = row_graph(folders.load("tiny"))
    for node in nx.descendants(graph, "register:subscribers.phone>national-id"):
        assert node.partition(":")[0] in {"identifier", "register", "quote", "source"}


def test_two_parallel_links_stay_two_edges(beijing: World) -> None:
    graph = row_graph(beijing, "edges")
    links = [held["row_id"] for *_, held in graph.edges(data=True) if held["kind"] == "link"]
    assert sorted(links) == sorted(beijing.links)
    assert len({(tail, head) for tail, head, held in graph.edges(data=True) if held["kind"] == "link"}) < len(links)


@pytest.mark.parametrize("form", READERS)
def test_nodes_are_labelled_by_their_names(form: str) -> None:
    graph = READERS[form](export_world(under(folders.load("tiny")), form).text)
    held = graph.nodes["database:defaulter-list"]
    assert held["name"] == held["label"] == "Defaulter list"


def test_each_row_says_whether_it_is_there_in_the_reading(beijing: World) -> None:
    graph = READERS["json"](export_world(under(beijing), "json").text)
    there = {held["row_id"] for _, held in graph.nodes(data=True) if held["kind"] == "link" and held["in_reading"]}
    assert there == set(under(beijing).links) != set(beijing.links)


def test_links_as_edges_are_for_formats_that_keep_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "tiny", "--to", "dot", "--links", "edges"]) == 2
    assert "--links edges is for graphml, gexf, cytoscape, json" in capsys.readouterr().err

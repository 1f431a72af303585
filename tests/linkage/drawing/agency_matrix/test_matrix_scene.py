"""The matrix of agencies holds each link of the map once, in the cell of its sender and its receiver."""

from __future__ import annotations

from pathlib import Path

from linkage.drawing.agency_matrix.matrix_scene import matrix_scene
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World
from tests.shapes import dense_world


def test_every_link_stands_in_the_cell_of_its_agencies(beijing: World) -> None:
    scene = world_scene(beijing, "unpaid-court-judgment")
    matrix = matrix_scene(scene)
    agency_of = {f"database:{row.id}": row.agency for row in beijing.databases.values()}
    cells = [
        (matrix.rows[cell.sender].agency.id, matrix.rows[cell.receiver].agency.id, link.id)
        for cell in matrix.cells
        for link in cell.links
    ]
    expected = [
        (agency_of[edge.source], agency_of[edge.target], edge.id) for edge in scene.edges if edge.kind == "link"
    ]
    assert sorted(cells) == sorted(expected)


def test_a_link_of_a_dense_world_is_folded_in_no_matrix(tmp_path: Path) -> None:
    matrix = matrix_scene(world_scene(dense_world(tmp_path, 1), "fine"))
    assert sum(len(cell.links) for cell in matrix.cells) == 500


def test_rows_stand_in_the_order_in_which_a_record_reaches_them(beijing: World) -> None:
    matrix = matrix_scene(world_scene(beijing, "unpaid-court-judgment"))
    assert matrix.rows[0].agency.id == beijing.databases[beijing.record_kinds["unpaid-court-judgment"].home].agency


def test_every_rule_at_a_service_stands_behind_its_agency(tiny: World) -> None:
    matrix = matrix_scene(world_scene(tiny, "unpaid-court-judgment"))
    for row in matrix.rows:
        databases = {database.partition(":")[2] for database in row.databases}
        assert {tiny.rules[rule.id.partition(":")[2]].database for rule in row.rules} <= databases

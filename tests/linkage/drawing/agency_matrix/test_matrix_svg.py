"""The matrix as SVG: every part bears the data-ids that light it, and it fits where it can."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from linkage.drawing.agency_matrix.matrix_scene import matrix_scene
from linkage.drawing.agency_matrix.matrix_svg import matrix_svg
from linkage.drawing.layout.geometry import COMPACT, WIDE, Canvas
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.shapes import dense_world


def view_box(text: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    assert found
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("canvas", [WIDE, COMPACT], ids=["wide", "compact"])
@pytest.mark.parametrize("name", [entry.id for entry in folders.worlds()])
def test_the_matrix_of_every_bundled_record_fits_its_window(name: str, canvas: Canvas) -> None:
    world = under(folders.load(name))
    for kind in world.record_kinds:
        text = matrix_svg(matrix_scene(world_scene(world, kind)), canvas=canvas)
        assert (kind, view_box(text)) == (kind, (canvas.width, canvas.height))


def test_twenty_four_agencies_and_five_hundred_links_fit(tmp_path: Path) -> None:
    text = matrix_svg(matrix_scene(world_scene(dense_world(tmp_path, 1), "fine")))
    assert view_box(text) == (WIDE.width, WIDE.height)


@pytest.mark.parametrize("name", [entry.id for entry in folders.worlds()])
def test_the_words_above_the_columns_stand_behind_the_records_box(name: str) -> None:
    """The record's name may be longer than every agency's."""
    world = under(folders.load(name))
    for kind in world.record_kinds:
        root = ET.fromstring(matrix_svg(matrix_scene(world_scene(world, kind)), canvas=COMPACT))
        parts = list(root.iter())
        box = next(part for part in parts if part.get("class") == "body")
        caption = next(part for part in parts if (part.text or "").startswith("receives"))
        assert float(caption.get("x", "0")) > float(box.get("x", "0")) + float(box.get("width", "0")), kind


def test_a_cell_names_its_links_and_a_head_its_databases(tiny: World) -> None:
    scene = world_scene(tiny, "unpaid-court-judgment")
    root = ET.fromstring(matrix_svg(matrix_scene(scene)))
    named = {part for group in root.iter() for part in group.get("data-parts", "").split()}
    drawn = {edge.id for edge in scene.edges if edge.kind == "link"}
    drawn |= {node.id for node in scene.nodes if node.kind == "database"}
    assert named == drawn


def test_a_name_that_looks_like_markup_is_text(tmp_path: Path) -> None:
    world = dense_world(tmp_path, 1, databases=3, links=3)
    text = matrix_svg(matrix_scene(world_scene(world, "fine"))).replace("Agency 1", "")
    (tmp_path / "agencies.csv").write_text(
        (tmp_path / "agencies.csv").read_text("utf-8").replace("Agency 1", "<b onclick=x>&"), "utf-8"
    )
    evil = matrix_svg(matrix_scene(world_scene(folders.load(str(tmp_path)), "fine")))
    assert "<b " not in evil
    assert len(list(ET.fromstring(evil).iter())) == len(list(ET.fromstring(text).iter()))

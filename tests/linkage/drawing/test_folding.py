"""A dense map is folded to what can be read, and nothing that it stands for is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linkage.drawing.folding import MOST_LINKS, folded, folded_links, is_dense
from linkage.drawing.scene import Scene
from linkage.drawing.world_scene import world_scene
from linkage.world.model import World
from linkage.world.what_if.parser import under
from tests.shapes import chain_world, dense_world, mesh_world


def link_ids(scene: Scene) -> set[str]:
    return {edge.id for edge in scene.edges if edge.kind == "link"}


def parts(scene: Scene) -> list[str]:
    """All that folds of a scene stand for."""
    lines = [part for edge in scene.edges for part in edge.parts]
    return lines + [part for node in scene.nodes for mark in node.marks for part in mark.parts]


def test_a_bundled_world_is_drawn_whole(beijing: World) -> None:
    scene = world_scene(beijing, "unpaid-court-judgment")
    assert folded(scene) is scene
    assert not is_dense(scene)


@pytest.mark.parametrize("agencies", [0, 3, 8])
def test_every_link_is_drawn_or_stands_in_one_fold(tmp_path: Path, agencies: int) -> None:
    scene = world_scene(dense_world(tmp_path, 1, agencies=agencies), "fine")
    thin = folded(scene)
    assert len(link_ids(thin)) == MOST_LINKS
    assert sorted([*link_ids(thin), *parts(thin)]) == sorted(link_ids(scene))


def test_every_database_keeps_the_link_by_which_it_is_first_reached(tmp_path: Path) -> None:
    thin = folded(world_scene(dense_world(tmp_path, 2), "fine"))
    depths = {node.id: node.depth for node in thin.nodes}
    reached = {
        edge.target for edge in thin.edges if edge.kind == "link" and depths[edge.source] + 1 == depths[edge.target]
    }
    assert reached == {node.id for node in thin.nodes if node.kind == "database" and node.depth}


def test_between_few_agencies_grey_lines_are_drawn(tmp_path: Path) -> None:
    thin = folded(world_scene(dense_world(tmp_path, 3, agencies=3), "fine"))
    grey = [edge for edge in thin.edges if edge.kind == "fold"]
    assert len(grey) == 3
    assert all(edge.labels == (f"{len(edge.parts)} links",) for edge in grey)


def test_a_chain_needs_all_its_links(tmp_path: Path) -> None:
    assert folded_links(world_scene(chain_world(tmp_path), "fine")) == ()


def test_what_a_what_if_cuts_or_adds_moves_no_other_link(tmp_path: Path) -> None:
    world = mesh_world(tmp_path)
    baseline = world_scene(world, "fine")
    changed = world_scene(under(world, "cut:l0-3,cut:l5-6"), "fine", baseline=world)
    assert link_ids(folded(changed)) == link_ids(folded(baseline))
    added = replace(baseline, edges=tuple(replace(edge, added=edge.id == "link:l12-13") for edge in baseline.edges))
    assert link_ids(folded(added)) >= {"link:l12-13"}

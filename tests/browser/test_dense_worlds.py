"""Worlds of other shapes than the bundled ones: a map or a matrix that can be read, and a view that follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import SMALL, WIDE, Watched, served, watched
from tests.browser.label_boxes import faults
from tests.browser.test_stage import press
from tests.shapes import chain_world, dense_world, hub_world, mesh_world

SHAPES = {
    "chain": chain_world,
    "hub": hub_world,
    "mesh": mesh_world,
    "dense-1": lambda folder: dense_world(folder, 1),
    "dense-2": lambda folder: dense_world(folder, 2, agencies=8),
    "dense-3": lambda folder: dense_world(folder, 3, agencies=3),
}
SIZES = {"1920x1080": (WIDE, 18.0), "1024x768": (SMALL, 14.0)}
OUT_OF_VIEW = """() => {
  const place = [...document.querySelectorAll('.picture')].find(e => !e.hidden);
  const room = place.getBoundingClientRect();
  const boxes = [...place.querySelectorAll('.node.database.now, .node.head.now')];
  const seen = boxes.filter(e => {
    const box = e.getBoundingClientRect();
    return box.top >= room.top - 1 && box.bottom <= room.bottom + 1
      && box.left >= room.left - 1 && box.right <= room.right + 1;
  });
  return boxes.length && !seen.length ? boxes.map(e => e.dataset.id) : [];
}"""
OVERPRINTED = """() => {
  const labels = [...document.querySelectorAll('#timeline span')]
    .filter(e => getComputedStyle(e).visibility !== 'hidden').map(e => e.getBoundingClientRect());
  return labels.filter((box, n) => n && box.left < labels[n - 1].right).length;
}"""


@pytest.fixture(scope="module", params=SHAPES)
def shaped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The name of a shape, and the address of an app that shows it."""
    world = SHAPES[request.param](tmp_path_factory.mktemp("shapes") / request.param)
    with served(world) as address:
        yield request.param, address


@pytest.fixture(params=SIZES)
def sized(request: pytest.FixtureRequest, window: Any, shaped: tuple[str, str]) -> Iterator[tuple[str, Watched, float]]:
    """A shape's name, its app in a window, and the least size of letters there."""
    size, least = SIZES[request.param]
    with watched(window, shaped[1], size) as watch:
        yield shaped[0], watch, least


@pytest.mark.thorough
def test_no_labels_overlap(sized: tuple[str, Watched, float]) -> None:
    _, watch, least = sized
    for drawing in ("map", "matrix"):
        page = watch.open(f"?drawing={drawing}")
        assert (drawing, faults(page, least, f"#picture-{drawing} svg.map")) == (drawing, [])
        press(page, "End")
        assert (drawing, faults(page, least, f"#picture-{drawing} svg.map")) == (drawing, [])


def test_the_view_follows_its_step_and_labels_of_times_give_way(sized: tuple[str, Watched, float]) -> None:
    name, watch, _ = sized
    watch.page.emulate_media(reduced_motion="reduce")
    page = watch.open("")
    waves = page.locator("#timeline li").count()
    assert (name, waves) == (name, {"chain": 61, "hub": 4}.get(name, waves))
    for _ in range(waves - 1):
        press(page, "ArrowRight")
        assert page.evaluate(OUT_OF_VIEW) == []
        assert page.evaluate(OVERPRINTED) == 0


def test_a_dense_world_opens_as_a_matrix_and_its_folds_open(shaped: tuple[str, str], window: Any) -> None:
    name, address = shaped
    with watched(window, address, WIDE) as watch:
        page = watch.open("")
        dense = name not in ("chain", "hub")
        assert page.locator("#picture-matrix").is_visible() == dense
        assert page.locator("#picture-map").is_visible() != dense
        if not dense:
            return
        press(page, "End")
        head = page.locator("#picture-matrix .head.on")
        assert head.count() == page.locator("#picture-matrix .head").count()
        page.locator("[data-do='drawing:map']").click()
        assert "drawing=map" in page.url or page.wait_for_url("**drawing=map**") is None
        fold = page.locator("#picture-map [data-parts*=' ']").first
        fold.dispatch_event("click")
        links = page.locator("#about .links button")
        assert links.count() == len((fold.get_attribute("data-parts") or "").split())
        title = links.first.text_content()
        links.first.click()
        assert page.locator("#about h2").text_content() == title

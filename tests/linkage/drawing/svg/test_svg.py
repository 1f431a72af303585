"""The picture as SVG: labels stay text, boxes can be reached by keyboard, every status has a sign."""

from __future__ import annotations

from xml.etree import ElementTree

from linkage.drawing.markup import escape
from linkage.drawing.scene import Scene
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.svg.svg import svg
from linkage.drawing.visual_encoding import STATUS_SIGNS
from linkage.vocabulary import STATUSES
from tests.linkage.drawing.pictures import HOSTILE, parallel_links_scene, part_ids


def test_hostile_labels_stay_text() -> None:
    pictures = (
        svg(parallel_links_scene(HOSTILE), styled=True),
        svg(parallel_links_scene(HOSTILE * 50), compact=True),
    )
    for markup in pictures:
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(markup).iter()}
        assert tags <= {"svg", "g", "rect", "path", "circle", "text", "tspan", "title", "style"}
        assert "<img" not in markup
        assert "\u202e" not in markup


def test_escaping_is_safe_in_attributes() -> None:
    assert escape("\"'") == "&quot;&#39;"


def test_every_box_can_be_reached_and_has_a_name() -> None:
    for element in ElementTree.fromstring(svg(parallel_links_scene())).iter():
        if "node" in (element.get("class") or "").split():
            assert (element.get("tabindex"), element.get("role")) == ("0", "button")
            assert element.get("aria-label")


def test_an_empty_scene_is_an_empty_picture() -> None:
    assert part_ids(svg(Scene("nothing", (), ()))) == set()


def test_every_status_has_a_sign() -> None:
    assert set(STATUS_SIGNS) == set(STATUSES)


def test_the_styles_have_a_dark_and_a_light_cut() -> None:
    assert "[data-theme=light] .map" in styles()
    assert "--ground:#0d1520" in styles()
    assert "--ground:#ffffff" in styles()

"""The map on the screen saved as a file by the browser alone: of the right size, not blank, and saying what it is."""

from __future__ import annotations

import base64
import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, WIDE, watched
from tests.browser.test_escaping import world_with_payload
from tests.browser.test_stage import press

SVG = "{http://www.w3.org/2000/svg}"


def saved(page: Any, form: str) -> Any:
    """The file that is downloaded by the key and a button."""
    press(page, "s")
    with page.expect_download() as got:
        page.locator(f"#saving [data-do='save:{form}']").click()
    assert not page.locator("#saving").is_visible()
    return got.value


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


COUNT = """async encoded => {
  const image = new Image();
  image.src = "data:image/png;base64," + encoded;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const pixels = pen.getImageData(0, 0, image.width, image.height).data;
  const found = {};
  for (let at = 0; at < pixels.length; at += 4 * 37) {
    const colour = [...pixels.slice(at, at + 4)].join(" ");
    found[colour] = (found[colour] || 0) + 1;
  }
  return found;
}"""


def colours(page: Any, png: bytes) -> dict[tuple[int, ...], int]:
    """The number of pixels (of every 37th) of each colour: red, green, blue, alpha."""
    counts = page.evaluate(COUNT, base64.b64encode(png).decode())
    return {tuple(int(part) for part in colour.split()): number for colour, number in counts.items()}


def text_of(svg: str) -> str:
    """The texts of an SVG."""
    return " ".join("".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def viewed(page: Any, place: str = "#picture-map svg") -> tuple[float, float]:
    width, height = page.eval_on_selector(place, "e => [e.viewBox.baseVal.width, e.viewBox.baseVal.height]")
    return width, height


@pytest.mark.thorough
def test_a_png_has_two_pixels_for_each_unit_and_is_not_blank(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=9")
    download = saved(page, "png")
    assert download.suggested_filename.endswith(".png")
    png = Path(download.path()).read_bytes()
    width, height = viewed(page)
    assert size_of(png)[0] == round(2 * width)
    assert 2 * height < size_of(png)[1] < 2 * height + 500
    counts = colours(page, png)
    assert len(counts) > 12
    assert max(counts, key=lambda colour: counts[colour]) == (0x0D, 0x15, 0x20, 255)  # the dark ground
    assert any(red > 190 and green < 110 and blue < 110 for red, green, blue, _ in counts)  # what was reached


@pytest.mark.thorough
def test_an_svg_says_what_it_shows_under_which_reading_and_how_much_is_assumed(stage: Any) -> None:
    page = stage.open("?story=court-fine&what-if=drop:phone&wave=1")
    svg = Path(saved(page, "svg").path()).read_text("utf-8")
    text = text_of(svg)
    assert page.locator("#sentence").inner_text() in text
    assert page.locator("#label").inner_text() in text
    known = "7 steps: 3 reported, 3 alleged, 1 assumed; all their delays and shares assumed"
    assert f"reading: everything · {known}" in text
    assert "What if: drop:phone" in text
    assert "var(" not in svg
    assert "<script" not in svg
    assert "class=" not in svg
    root = ElementTree.fromstring(svg)
    assert len(list(root.iter(f"{SVG}path"))) > 20


@pytest.mark.thorough
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_file_looks_as_the_screen_did(stage: Any, theme: str) -> None:
    """What is hidden stays hidden, what is lit is lit: the colours of the boxes are those of the screen."""
    page = stage.open(f"?story=court-fine&wave=2&theme={theme}")
    screen_colours = page.eval_on_selector_all(
        "#picture-map svg rect.body", "all => all.map(e => [getComputedStyle(e).fill, getComputedStyle(e).stroke])"
    )
    svg = ElementTree.fromstring(Path(saved(page, "svg").path()).read_text("utf-8"))
    file_colours = [[rect.get("fill"), rect.get("stroke")] for rect in svg.iter(f"{SVG}rect")]
    assert all(pair in file_colours for pair in screen_colours)
    hidden_count = page.eval_on_selector_all(
        "#picture-map svg .did", "all => all.filter(e => !e.checkVisibility()).length"
    )
    visible_count = page.eval_on_selector_all(
        "#picture-map svg text", "all => all.filter(e => e.checkVisibility()).length"
    )
    assert hidden_count
    picture = next(element for element in svg if element.tag == f"{SVG}svg")
    assert len(list(picture.iter(f"{SVG}text"))) == visible_count


@pytest.mark.thorough
def test_the_map_of_accounts_is_saved_where_it_is_shown(stage: Any) -> None:
    page = stage.open("?story=court-fine&drawing=accounts&wave=9")
    png = Path(saved(page, "png").path()).read_bytes()
    assert size_of(png)[0] == round(2 * viewed(page, "#picture-accounts svg")[0])
    assert len(colours(page, png)) > 8


@pytest.mark.thorough
def test_the_what_if_map_is_saved_with_its_outcome(stage: Any) -> None:
    page = stage.open("what-if?story=court-fine&what-if=drop:national-id")
    page.wait_for_selector("#what-if-map svg")
    svg = Path(saved(page, "svg").path()).read_text("utf-8")
    assert "What if: drop:national-id" in text_of(svg)
    outcome = re.sub(r"\s+", " ", page.locator("#outcome").text_content()).strip()
    assert outcome[:40] in text_of(svg)
    png = Path(saved(page, "png").path()).read_bytes()
    assert size_of(png)[0] == round(2 * viewed(page, "#what-if-map svg")[0])


@pytest.mark.thorough
def test_the_question_is_answered_by_keyboard(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=1")
    press(page, "s")
    assert page.locator("#saving").is_visible()
    assert page.evaluate("document.activeElement.dataset.do") == "save:png"
    press(page, "Escape")
    assert not page.locator("#saving").is_visible()
    press(page, "s")
    with page.expect_download() as got:
        press(page, "Enter")
    assert got.value.suggested_filename.endswith(".png")


@pytest.mark.thorough
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_in_any_window_the_file_is_whole(window: Any, base: str, size: dict[str, int]) -> None:
    with watched(window, base, size) as watch:
        page = watch.open("?world=beijing&story=court-fine&wave=9")
        png = Path(saved(page, "png").path()).read_bytes()
        assert size_of(png)[0] == round(2 * viewed(page)[0])


@pytest.mark.thorough
def test_hostile_names_are_text_in_the_file(window: Any) -> None:
    from linkage.world.storage import folders
    from tests.browser.conftest import served

    payload = "<img src=x onerror=alert(1)>"
    with served(world_with_payload(folders.load("tiny"), payload)) as address, watched(window, address) as watch:
        page = watch.open("?story=court-fine&wave=9")
        svg = Path(saved(page, "svg").path()).read_text("utf-8")
        assert not [element for element in ElementTree.fromstring(svg).iter() if "img" in element.tag]
        assert size_of(Path(saved(page, "png").path()).read_bytes())[0] > 1_000


def test_the_address_is_shared_with_its_world_and_as_a_code(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=2")
    press(page, "s")
    address = page.locator("#share-address").text_content() or ""
    assert "world=tiny" in address
    assert "story=court-fine&wave=2" in address
    expect(page.locator("#share-qr svg")).to_be_visible()
    with page.expect_download() as download:
        page.locator("#share-page").click()
    assert download.value.suggested_filename == "linkage-tiny-court-fine.html"


def test_every_page_can_be_shared(stage: Any) -> None:
    page = stage.open("why?story=court-fine&why=loan")
    press(page, "s")
    assert "/why?world=tiny" in (page.locator("#share-address").text_content() or "")
    assert not page.locator("[data-do='save:png']").is_visible()

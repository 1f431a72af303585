"""The file that `--plot` writes, in a browser: opened from the disk without a network, it draws and can be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import linkage
from linkage.plots.plot_file import save_figures
from tests.browser.conftest import WIDE

BAR = "#figure-1 .bars path"
SPAN = "document.getElementById('figure-1')._fullLayout.xaxis.range.reduce((low, high) => high - low)"


@pytest.fixture(scope="module")
def table() -> linkage.api.plotting_tables.CityTable:
    return linkage.city("tiny", residents=2_000)


@pytest.fixture
def page(browser: Any, table: Any, tmp_path: Path) -> Iterator[Any]:
    """Two figures of a table in one file; it must request nothing but itself, and have no message on the console."""
    target = save_figures([table.plot("dark"), table.plot("light")], tmp_path / "figures.html")
    context = browser.new_context(viewport=WIDE, accept_downloads=True)
    context.set_offline(True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if is_foreign(request.url, target) else None)
    page.goto(target.as_uri())
    page.wait_for_selector("#figure-2 .bars path", state="attached")
    yield page
    context.close()
    assert complaints == []


def is_foreign(url: str, target: Path) -> bool:
    """Whether a request goes anywhere but to the file; a picture that the page itself makes goes nowhere."""
    return url != target.as_uri() and not url.startswith(("blob:", "data:"))


def middle(box: dict[str, float]) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def span(page: Any) -> float:
    """How many residents the axis of the first figure spans."""
    return float(page.evaluate(SPAN))


def test_it_draws_a_bar_for_each_count(page: Any, table: Any) -> None:
    assert page.locator(BAR).count() == 2 * len(table)
    assert page.locator("#figure-2 .bars path").count() == 2 * len(table)


def test_a_bar_shows_its_exact_value_when_one_points_at_it(page: Any, table: Any) -> None:
    row = int(table["residents"].argmax())
    page.mouse.move(*middle(page.locator(BAR).nth(row).bounding_box()))
    page.wait_for_selector("#figure-1 .hoverlayer .hovertext")
    text = page.locator("#figure-1 .hoverlayer .hovertext").text_content()
    assert f"{table['residents'].iloc[row]:,} residents" in text


def test_a_drag_zooms_and_a_double_click_goes_back(page: Any) -> None:
    before = span(page)
    box = page.locator("#figure-1 .nsewdrag").bounding_box()
    x, y = middle(box)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] / 4, y + box["height"] / 4, steps=5)
    page.mouse.up()
    page.wait_for_function(f"{SPAN} < {before / 2}")
    page.mouse.dblclick(x, y)
    page.wait_for_function(f"{SPAN} > {before * 0.9}")


@pytest.mark.thorough
def test_a_button_saves_the_figure_as_a_picture(page: Any) -> None:
    page.locator("#figure-1").hover()
    with page.expect_download() as waiting:
        page.locator("#figure-1 .modebar-btn[data-title*='Download']").click()
    assert re.fullmatch(r".+\.png", waiting.value.suggested_filename)
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_no_button_sends_the_figure_anywhere(page: Any) -> None:
    titles = page.locator(".modebar-btn").evaluate_all("buttons => buttons.map(button => button.dataset.title)")
    assert "Download plot as a PNG" in titles
    assert not [title for title in titles if "Share" in title or "Edit" in title]

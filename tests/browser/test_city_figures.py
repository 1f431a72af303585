"""The City page's figures in a browser: data as in the table, hover, zoom, save, both themes, and what they cost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import PATIENCE, WIDE
from tests.browser.test_city import RAIL, SHARE, SMALL_CITY, counted, figure_data, open_city
from tests.browser.test_stage import press

PLOT = "#city-figure .js-plotly-plot"
MOST_BYTES = 600_000


def numbers(page: Any, rows: str, cells: str = "td") -> list[list[int]]:
    """The amounts of the rows of a table."""
    texts = page.locator(rows).evaluate_all(
        "(all, cells) => all.map(row => [...row.querySelectorAll(cells)].map(cell => cell.textContent.trim()))", cells
    )
    return [[int(text.replace(",", "")) for text in row if text] for row in texts]


def until(page: Any, what: str) -> None:
    """Wait until something holds; the page's own policy lets no test evaluate text in it again and again."""
    for _ in range(PATIENCE // 50):
        if page.evaluate(what):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never came to hold: {what}")


def layout(page: Any, path: str) -> Any:
    return page.evaluate(f"document.querySelector('{PLOT}')._fullLayout.{path}")


def test_the_curve_has_the_numbers_of_the_table_under_it(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&what-if=drop:phone")
    before, after = figure_data(page)
    days = page.locator(".every-day tbody th").evaluate_all(
        "all => all.map(e => Number(e.textContent.match(/\\d+/)[0]))"
    )
    cells = page.locator(".every-day tbody tr").evaluate_all(
        "all => all.map(row => [...row.querySelectorAll('td')].map(e => e.textContent.trim().replaceAll(',', '')))"
    )
    for line, columns in ((before, (0, 1)), (after, (2, 3))):
        shown = [
            (day, *(int(row[at]) for at in columns)) for day, row in zip(days, cells, strict=True) if row[columns[0]]
        ]
        assert list(zip(line["x"], line["customdata"], line["y"], strict=True)) == shown
        assert shown


def test_the_heat_map_has_the_numbers_of_the_table_under_it(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&tab=kinds")
    (cells,) = figure_data(page)
    drawn = [
        [residents, companies]
        for place in range(len(cells["x"]))
        for residents, companies in zip(
            [row[place] for row in cells["z"]], [row[place] for row in cells["customdata"]], strict=True
        )
        if residents is not None
    ]
    page.locator(".kind-table summary").click()
    page.wait_for_selector(".every-kind")
    shown = numbers(page, ".every-kind tr:has(td)")
    assert sorted(drawn) == sorted(row for row in shown if any(row))
    assert drawn


@pytest.mark.thorough
def test_links_and_sweeps_have_the_numbers_of_the_tables_under_them(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=link")
    page.wait_for_selector(".links tbody tr", timeout=PATIENCE)
    fair, alone = figure_data(page)
    shown = [row for row in numbers(page, ".links tbody tr:has(td)", ".amount") if any(row)]
    assert [(round(share), ends) for share, ends in zip(fair["x"], alone["x"], strict=True)] == [
        tuple(row) for row in shown
    ]
    assert shown
    page = open_city(stage, f"{SMALL_CITY}&tab=sweep&over={SHARE}&measure=doors")
    page.wait_for_selector(".every-point", state="attached", timeout=PATIENCE)
    (line,) = figure_data(page)
    assert line["y"] == [row[-1] for row in numbers(page, ".every-point tbody tr")]


def test_hovering_says_the_exact_number_and_dragging_zooms(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    (line,) = figure_data(page)
    point = page.locator(f"{PLOT} .scatterlayer .point").first
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2 + 1, box["y"] + box["height"] / 2)
    hover = page.locator(f"{PLOT} .hovertext")
    hover.first.wait_for(timeout=PATIENCE)
    assert f"day {line['x'][0]}: {line['y'][0]:,} reached" in hover.first.text_content()
    whole = layout(page, "xaxis.range")
    area = page.locator(f"{PLOT} .nsewdrag").bounding_box()
    across, down = area["x"] + area["width"] * 0.2, area["y"] + area["height"] * 0.2
    page.mouse.move(across, down)
    page.mouse.down()
    page.mouse.move(across + area["width"] * 0.4, down + area["height"] * 0.5, steps=5)
    page.mouse.up()
    until(page, f"document.querySelector('{PLOT}')._fullLayout.xaxis.range[1] < {whole[1]}")


def test_a_figure_is_saved_as_a_picture(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    figure_data(page)
    page.locator(PLOT).hover()
    assert page.locator(f"{PLOT} .modebar-btn--logo, {PLOT} [data-title*='Plotly']").count() == 0
    with page.expect_download() as got:
        page.locator(
            f"{PLOT} .modebar-btn[data-title*='PNG' i], {PLOT} .modebar-btn[data-title*='png' i]"
        ).first.click()
    assert got.value.suggested_filename == "tiny-city-door.png"
    assert Path(got.value.path()).read_bytes().startswith(b"\x89PNG")


def test_a_click_on_a_day_opens_a_story_as_its_row_does(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    (line,) = figure_data(page)
    assert page.locator(f".every-day [data-do='someone:{RAIL}|day={line['x'][0]}']").count() == 1
    point = page.locator(f"{PLOT} .scatterlayer .point").first
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("html[data-page='stage']", state="attached", timeout=PATIENCE)
    page.wait_for_url(re.compile("record="))


def test_the_keyboard_reaches_the_table_behind_a_figure(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=kinds")
    figure_data(page)
    page.locator("#city-above a.again").focus()
    for _ in range(12):
        press(page, "Tab")
        if page.evaluate("document.activeElement.closest('.kind-table') !== null"):
            break
    press(page, "Enter")
    page.wait_for_selector(".every-kind")
    press(page, "Tab")
    assert page.evaluate("document.activeElement.dataset.do").startswith("someone:")
    press(page, "Enter")
    page.wait_for_selector("html[data-page='stage']", state="attached", timeout=PATIENCE)


def test_a_figure_takes_the_colours_of_the_page_and_of_paper(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&theme=dark")
    figure_data(page)
    dark = layout(page, "paper_bgcolor")
    press(page, "t")
    until(page, f"document.querySelector('{PLOT}')._fullLayout.paper_bgcolor !== '{dark}'")
    light = layout(page, "paper_bgcolor")
    assert light == "#ffffff"
    press(page, "t")
    until(page, f"document.querySelector('{PLOT}')._fullLayout.paper_bgcolor === '{dark}'")
    page.emulate_media(media="print")
    until(page, f"document.querySelector('{PLOT}')._fullLayout.paper_bgcolor === '{light}'")
    page.emulate_media(media="screen")
    until(page, f"document.querySelector('{PLOT}')._fullLayout.paper_bgcolor === '{dark}'")


def test_a_what_if_draws_the_new_numbers(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    assert len(figure_data(page)) == 1
    page.locator("[data-do='switch:drop:phone']").click()
    counted(page, 2)
    until(page, f"document.querySelector('{PLOT}').data.length === 2")


@pytest.mark.thorough
def test_only_the_city_page_fetches_plotly_and_what_it_costs(browser: Any, base: str) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    received: dict[str, int] = {}
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    paths: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: paths.update({event["requestId"]: event["response"]["url"]}))
    session.on(
        "Network.loadingFinished",
        lambda event: received.update({paths.get(event["requestId"], ""): int(event["encodedDataLength"])}),
    )
    try:
        page.goto(f"{base}?{SMALL_CITY}")
        page.wait_for_selector("html[data-shown]", state="attached", timeout=60_000)
        page.wait_for_timeout(1_000)
        first_page = dict(received)
        assert not [url for url in first_page if "plotly" in url or "polyfill" in url or "async-graph" in url]
        press(page, "6")
        page.wait_for_timeout(500)
        assert not [url for url in received if "plotly" in url]
        press(page, "5")
        counted(page)
        figure_data(page)
        page.wait_for_timeout(500)
        more = {url: size for url, size in received.items() if url not in first_page}
        scripts = {urlsplit(url).path.rpartition("/")[2] for url in more if urlsplit(url).path.endswith(".js")}
        assert [name for name in scripts if "plotly" in name] == ["linkage.plotly.js"]
        assert sum(more.values()) <= MOST_BYTES
        assert sum(more.values()) > 400_000
        assert {urlsplit(url).hostname for url in received if url.startswith("http")} == {"127.0.0.1"}
        assert complaints == []
    finally:
        context.close()

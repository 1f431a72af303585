"""The City page in a browser: progress then numbers, before and after, from a bar to a story, by keyboard alone."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard.app import create_app
from dashboard.services.city_jobs import CityJobs
from linkage.answers.whole_city.city_report import CityCounter
from linkage.world.model import World
from tests.browser.conftest import PATIENCE, SMALL, WIDE, running, watched
from tests.browser.test_stage import press

SMALL_CITY = "residents=3000"
CUT = "cut:defaulter-list-to-rail-tickets"
RAIL = "high-speed-rail/refuse"
SHARE = "share:subscribers-to-defaulter-list=0..1/0.25"


def open_city(watch: Any, query: str = SMALL_CITY) -> Any:
    """The page at an address, counted."""
    page = watch.open(f"city?{query}")
    counted(page)
    return page


def counted(page: Any, times: int = 1) -> None:
    """Wait until so many counts were shown."""
    page.wait_for_selector(",".join(f"html[data-counted='{n}']" for n in range(times, times + 9)), state="attached")


def count_of(page: Any) -> int:
    return int(page.evaluate("document.documentElement.dataset.counted || 0"))


def row(page: Any, door: str) -> Any:
    return page.locator(f"#city-services tr:has([data-do='door:{door}'])")


def residents(page: Any, door: str) -> int:
    """The number of residents in a service's row."""
    return amount(row(page, door))


def amount(row_: Any) -> int:
    """The first count of a row, without the spread that stands behind it."""
    own_text = "e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent).join('')"
    return int(row_.locator("td.amount").first.evaluate(own_text).replace(",", ""))


def figure_data(page: Any) -> Any:
    """What the figure on the page draws, once it is of what is shown."""
    page.wait_for_selector("#city-figure:not(.is-old, [hidden]) .js-plotly-plot .main-svg", timeout=PATIENCE)
    return page.evaluate(
        "document.querySelector('#city-figure .js-plotly-plot').data.map(({ type, name, x, y, z, base, customdata }) =>"
        " ({ type, name, x, y, z, base, customdata }))"
    )


# -- the numbers


def test_the_page_opens_on_the_first_service_with_its_sentence(stage: Any) -> None:
    page = open_city(stage)
    page.wait_for_selector("html[data-spread]", state="attached", timeout=PATIENCE)  # from then on no number changes
    first = page.locator("#city-services tbody tr[aria-current]")
    name, number = first.locator(".pick").inner_text(), first.locator("td.amount").first.inner_text()
    assert re.match(
        rf"{name}: {number} of 3,000 residents barred through links", page.locator("#city-says").inner_text()
    )
    assert page.title().startswith("City")


@pytest.mark.thorough
def test_before_and_after_stand_at_an_address(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&what-if={CUT}&door={RAIL}")
    says = page.locator("#city-facts").inner_text()
    before = residents(open_city(stage, SMALL_CITY), RAIL)
    page = open_city(stage, f"{SMALL_CITY}&what-if={CUT}&door={RAIL}")
    after = residents(page, RAIL)
    assert 0 <= after < before
    assert f"{before - after:,} fewer" in says
    assert f"{before:,} before" in says.splitlines()
    assert row(page, RAIL).locator(".was").count() == 1
    lines = {line["name"].rpartition(" ")[2]: line["y"][-1] for line in figure_data(page)}
    assert lines == {"(before)": before, **({"(after)": after} if after else {})}


@pytest.mark.thorough
def test_a_switch_counts_at_once_and_is_a_step_in_the_history(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    before, times = residents(page, RAIL), count_of(page)
    page.locator("[data-do='switch:drop:national-id']").click()
    counted(page, times + 1)
    assert residents(page, RAIL) < before
    assert "what-if=drop:national-id" in page.url
    assert page.locator("[data-do='switch:drop:national-id']").get_attribute("aria-pressed") == "true"
    page.go_back()
    counted(page, times + 2)
    assert residents(page, RAIL) == before


@pytest.mark.thorough
def test_the_reading_above_asks_the_whole_city(stage: Any) -> None:
    page = open_city(stage)
    times = count_of(page)
    page.locator("#ask-reading").select_option("documented")
    counted(page, times + 1)
    assert "what-if=reading" in page.url


@pytest.mark.thorough
def test_a_switch_keeps_the_service_in_front(stage: Any) -> None:
    page = open_city(stage)
    page.locator(f"[data-do='door:{RAIL}']").click()
    times = count_of(page)
    page.locator("[data-do='switch:confirmed']").click()
    counted(page, times + 1)
    assert row(page, RAIL).get_attribute("aria-current") == "true"
    page.wait_for_timeout(200)
    assert f"door={RAIL}" in page.url


# -- from a bar to a story


def test_a_click_on_a_bar_opens_a_story_on_the_stage(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&what-if=drop:phone")
    page.locator(f"[data-do='someone:{RAIL}']").click()
    page.wait_for_selector("html[data-page='stage']", state="attached")
    page.wait_for_url(re.compile("record="))
    address = page.url
    for part in ("record=", "resident=R", "residents=3000", "what-if=drop:phone"):
        assert part in address
    page.wait_for_timeout(500)
    press(page, "End")
    closed = page.locator("#doors li:not([hidden]) .door.refuse").evaluate_all("all => all.map(e => e.dataset.do)")
    assert "about:service:high-speed-rail" in closed


def test_the_stages_corner_shows_the_citys_number_for_the_same_what_if(stage: Any) -> None:
    page = open_city(stage)
    number = residents(page, RAIL)
    page.locator(f"[data-do='someone:{RAIL}']").click()
    page.wait_for_selector("html[data-page='stage']", state="attached")
    page.wait_for_url(re.compile("record="))
    page.wait_for_timeout(300)
    press(page, "End")
    corner = page.locator("#city-corner")
    corner.wait_for(state="visible", timeout=PATIENCE)
    text = corner.inner_text()
    assert re.match(
        r"In the whole city, [\d,]+ of 3,000 residents are \w+ by such a record \([\d,]+ for any reason\): ", text
    )
    if "High-speed" in text:
        assert text.endswith(f"are barred by such a record ({number:,} for any reason): High-speed rail")


@pytest.mark.thorough
def test_without_a_counted_city_the_corner_stays_empty(stage: Any) -> None:
    page = stage.open("?story=court-fine&residents=1234&wave=9")
    page.wait_for_timeout(1_500)
    assert page.locator("#city-corner").is_hidden()


# -- pictures


def test_every_picture_has_its_table_its_file_and_its_recipe(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    for tab, tables, files in (("door", 3, 3), ("kinds", 1, 1), ("figures", 0, 0)):
        page.locator(f"[data-do='tab:{tab}']").click()
        assert page.locator(".city table").count() >= tables
        assert page.locator(".city a[download]").count() >= files
    page.locator("[data-do='tab:door']").click()
    with page.expect_download() as got:
        page.locator("[data-key='csv:groups']").click()
    assert got.value.suggested_filename == "tiny-city-groups.csv"
    page.locator("[data-key='again:day']").click()
    assert "linkage city tiny" in page.locator("#recipe").inner_text()


@pytest.mark.thorough
def test_a_heat_map_cell_says_its_number_in_full(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&tab=kinds")
    page.locator(".kind-table summary").click()
    page.wait_for_selector(".every-kind button")
    names = page.locator(".every-kind button").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert names
    assert all(re.search(r": [\d,]+ (residents?|compan(y|ies))", name) for name in names)


@pytest.mark.thorough
def test_a_range_is_drawn_on_request_and_stands_beside_every_count(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    assert "when assumed figures vary" not in page.locator("#city-facts").inner_text()
    page.locator("[data-do='tab:range']").click()
    page.wait_for_selector(".ranges tbody tr", timeout=PATIENCE)
    assert "assumed figures drawn between half and double, 24 times" in page.locator("#city-picture").inner_text()
    fact = re.search(
        r"([\d,]+) to ([\d,]+) when assumed figures vary, on 3,000 residents", page.locator("#city-facts").inner_text()
    )
    assert fact
    low, high = (int(number.replace(",", "")) for number in fact.groups())
    assert low <= residents(page, RAIL) <= high
    assert "×" in row(page, RAIL).inner_text()


@pytest.mark.thorough
def test_what_would_spare_most_is_tried_with_a_click(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=best")
    choice = page.locator(".choice").first
    choice.wait_for(timeout=PATIENCE)
    assert "proven best" in choice.inner_text()
    before = residents(page, RAIL)
    spared = int(re.sub(r"\D", "", choice.locator(".spared strong").inner_text()))
    times = count_of(page)
    choice.locator("[data-do^='switch:cut:']").first.click()
    counted(page, times + 1)
    assert residents(page, RAIL) == before - spared
    assert "what-if=cut:" in page.url
    page.locator("#city-what-if .off").first.click()
    counted(page, times + 2)
    assert residents(page, RAIL) == before


@pytest.mark.thorough
def test_what_would_spare_most_is_asked_of_one_age_group_and_among_other_sorts(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=best")
    page.wait_for_selector(".choice", timeout=PATIENCE)
    page.locator("[data-sets='group']").select_option("60-plus")
    expect(page.locator(".by-best .large").first).to_contain_text("of them aged 60-plus")
    for sort in ("rules", "links", "columns"):
        page.wait_for_selector(".by-best [role=status]", state="detached")
        page.locator(f"[data-sets='among-{sort}']").click()
    page.wait_for_selector(".choice code:has-text('off:')", state="attached", timeout=PATIENCE)
    page.locator("[data-key='again:best']").click()
    assert "--among rules --group 60-plus" in page.locator("#recipe").inner_text()
    expect(page).to_have_url(re.compile(r"group=60-plus&among=rules"))


@pytest.mark.thorough
def test_what_would_spare_most_counts_doors_of_several_services_at_a_price(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=best")
    page.wait_for_selector(".choice", timeout=PATIENCE)
    page.locator("[data-sets='objective']").select_option("doors")
    page.wait_for_selector(".choice .spared:has-text('doors open again')", timeout=PATIENCE)
    page.locator(".best-form summary").click()
    page.locator("[data-sets='spare-loan']").click()
    page.wait_for_selector(".by-best h2:has-text('Bank loan')", timeout=PATIENCE)
    page.locator("[data-sets='costs']").fill("defaulter-list-to-rail-tickets=1.5")
    page.locator("[data-sets='costs']").press("Tab")
    page.wait_for_selector(".choice h3:has-text('cost 2.5')", timeout=PATIENCE)
    page.locator("[data-key='again:best']").click()
    words = "--objective doors --cost defaulter-list-to-rail-tickets=1.5"
    assert f"--protect high-speed-rail --protect loan {words}" in page.locator("#recipe").inner_text()


@pytest.mark.thorough
def test_the_service_in_front_is_the_one_to_be_protected(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=best")
    page.wait_for_selector(".choice", timeout=PATIENCE)
    page.locator("[data-do='door:loan/refuse']").click()
    page.wait_for_selector(".by-best h2:has-text('Bank loan')")
    page.wait_for_selector(".by-best .large:has-text('barred from Bank loan')", timeout=PATIENCE)
    page.locator("[data-key='again:best']").click()
    assert "--protect loan" in page.locator("#recipe").inner_text()


@pytest.mark.thorough
def test_a_day_is_said_in_a_field_and_in_the_address(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=day&on-day=0")
    row_ = page.locator(".on-day tr[aria-current]")
    row_.wait_for(timeout=PATIENCE)
    first = amount(row_)
    page.locator("[data-sets='on-day']").fill("60")
    page.locator("[data-sets='on-day']").press("Enter")
    page.wait_for_selector(".aside h2:has-text('day 60')")
    page.locator(".on-day tr[aria-current]").wait_for(timeout=PATIENCE)
    later = amount(page.locator(".on-day tr[aria-current]"))
    assert first < later <= residents(page, RAIL)
    page.wait_for_url(re.compile("on-day=60"))


@pytest.mark.thorough
def test_a_link_can_be_cut_from_the_table_of_links(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}&tab=link")
    button = page.locator(f"[data-do='switch:{CUT}']")
    button.wait_for(timeout=PATIENCE)
    times = count_of(page)
    button.click()
    counted(page, times + 1)
    page.wait_for_selector(".by-link [role=status]", state="detached")
    assert f"what-if={CUT}" in page.url
    assert page.locator(f"#city-picture [data-do='switch:{CUT}']").count() == 0  # a link that is cut can't be cut again


@pytest.mark.thorough
def test_a_sweep_is_chosen_counted_drawn_and_stands_in_the_address(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&door={RAIL}")
    page.locator("[data-do='tab:sweep']").click()
    page.locator("[data-sets='first']").select_option("share:subscribers-to-defaulter-list")
    page.locator("[data-sets='first-step']").fill("0.5")
    page.locator("[data-do='sweep']").click()
    page.wait_for_selector(".every-point", state="attached", timeout=PATIENCE)
    (line,) = figure_data(page)
    assert len(line["x"]) == len(line["y"]) == 3
    page.wait_for_url(re.compile(re.escape("over=share:subscribers-to-defaulter-list=0..1/0.5")))
    assert "measure=refuse:high-speed-rail" in page.url
    assert page.locator(".every-point tbody tr").count() == 3
    last = page.locator(".every-point tbody tr").last.locator("td").last
    assert int(last.text_content().replace(",", "")) == residents(page, RAIL)  # as the world says it
    page.reload()
    page.wait_for_selector(".every-point", state="attached", timeout=PATIENCE)
    page.locator("[data-sets='second']").select_option("correct:unpaid-court-judgment")
    page.locator("[data-sets='day']").fill("60")
    page.locator("[data-do='sweep']").click()
    page.wait_for_selector(".every-point tbody tr:nth-child(21)", state="attached", timeout=PATIENCE)
    (grid,) = figure_data(page)
    assert [len(line) for line in grid["z"]] == [3] * 7
    with page.expect_download() as got:
        page.locator("[data-key='csv:sweep']").click()
    assert got.value.suggested_filename == "tiny-city-sweep.csv"


@pytest.mark.thorough
def test_a_sweep_that_can_not_be_counted_says_why(stage: Any) -> None:
    page = open_city(
        stage, f"{SMALL_CITY}&door={RAIL}&tab=sweep&over=correct:unpaid-court-judgment=0..400/1&measure=doors"
    )
    page.wait_for_selector(".aside .large:has-text('401 points are more')", timeout=PATIENCE)
    assert page.locator(".sweep-form").count() == 1


def test_reported_figures_are_folded_where_the_window_is_low_and_unfold_by_a_press(window: Any, base: str) -> None:
    with watched(window, base, {"width": 1366, "height": 768}) as watch:
        page = open_city(watch, f"world=beijing&{SMALL_CITY}&door=flight/refuse")
        cards, button = page.locator(".reported-one"), page.locator("#city-figures [aria-expanded]")
        expect(button).to_have_attribute("aria-expanded", "false")
        assert cards.count() == 0
        # Plotly may draw a figure anew, and take its title away meanwhile.
        title = "document.querySelector('#city-figure .ytitle')?.getBoundingClientRect()"
        strip = "document.getElementById('city-figures').getBoundingClientRect()"
        above = f"{title}?.height > 0 && {title}.bottom < {strip}.top"
        assert any(page.evaluate(above) or page.wait_for_timeout(100) for _ in range(PATIENCE // 100))
        button.press("Enter")
        expect(cards.first).to_be_visible()
        expect(button).to_be_focused()
        button.press("Enter")
        assert cards.count() == 0


@pytest.mark.thorough
def test_reported_figures_stand_in_a_strip_without_any_bar(window: Any, base: str) -> None:
    with watched(window, base) as watch:
        page = open_city(watch, f"world=beijing&{SMALL_CITY}&door=flight/refuse")
        strip = page.locator("#city-figures")
        text = strip.inner_text()
        assert "more than 11,000,000 blocked bookings" in text
        assert "to the end of May 2018" in text
        assert "Bookings, not people" in text
        assert strip.locator(".bar, .track, svg").count() == 0
        body = page.locator("#city-body").inner_text()
        assert "11,000,000" not in body
        assert "4,000,000" not in body
        page.locator("#city-figures [data-do='tab:figures']").click()
        table = page.locator(".every-figure")
        assert "more than 4,000,000" in table.inner_text()
        assert table.locator(".bar, .track, svg").count() == 0


# -- progress


class Slowly(CityCounter):
    """A city counter that reports its progress, and waits until the test lets it go on."""

    let_go = threading.Event()

    def answer(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        progress: Callable[[int, int], None] = named.get("progress") or (lambda done, of: None)
        progress(3, 7)
        assert self.let_go.wait(30)
        return super().answer(*arguments, **named)


@pytest.fixture
def slow_base() -> Iterator[str]:
    """An app whose cities take as long as a test wants."""

    def make(world: World, seed: int, residents: int) -> CityCounter:
        return Slowly(world, seed, residents)

    Slowly.let_go.clear()
    app = create_app("tiny")
    app.context.cities = CityJobs(make)
    with running(app.server) as address:
        yield address
        Slowly.let_go.set()
        app.context.cities.close()


@pytest.mark.thorough
def test_a_first_visit_shows_progress_and_then_the_numbers(window: Any, slow_base: str) -> None:
    with watched(window, slow_base) as watch:
        page = watch.open(f"city?{SMALL_CITY}")
        page.wait_for_selector("#city-progress-bar[value='3'][max='7']", timeout=PATIENCE)
        assert "3,000 invented residents" in page.locator("#city-progress-says").inner_text()
        assert "3 of 7" in page.locator("#city-progress-says").inner_text()
        assert page.locator("#city-body").is_hidden()
        press(page, "1")  # nobody is held up: the stage is there at once
        page.wait_for_selector("#picture-map svg")
        press(page, "5")
        Slowly.let_go.set()
        counted(page)
        assert page.locator("#city-progress").is_hidden()
        assert residents(page, RAIL) > 0


# -- everyone


def test_the_page_is_worked_by_keyboard_alone(stage: Any) -> None:
    page = stage.open(f"?{SMALL_CITY}")
    press(page, "5")
    counted(page)
    page.wait_for_selector("html[data-spread]", state="attached")  # no number gets a spread behind it any more
    first = page.locator("#city-says").inner_text()
    press(page, "ArrowRight")
    assert page.locator("#city-says").inner_text() != first
    press(page, "ArrowLeft")
    assert page.locator("#city-says").inner_text() == first
    bar = "#city-services tr[aria-current] .open-one"
    for _ in range(40):
        press(page, "Tab")
        if page.evaluate(f"document.activeElement === document.querySelector({bar!r})"):
            break
    press(page, "Enter")
    page.wait_for_selector("html[data-page='stage']", state="attached")


@pytest.mark.thorough
def test_the_focus_stays_on_the_switch_that_was_pressed(stage: Any) -> None:
    page = open_city(stage)
    page.locator("[data-do='switch:confirmed']").focus()
    times = count_of(page)
    press(page, " ")
    counted(page, times + 1)
    assert page.evaluate("document.activeElement.dataset.do") == "switch:confirmed"


@pytest.mark.thorough
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize(
    "tab", ["services", "door", "kinds", "day", "link", "best", "sweep", "trade", "range", "figures"]
)
@pytest.mark.parametrize(
    "query", ["world=beijing&what-if=reading:everything,drop:phone", "world=tiny&what-if=confirmed"]
)
def test_nothing_scrolls_sideways(window: Any, base: str, query: str, tab: str, size: dict[str, int]) -> None:
    with watched(window, base, size) as watch:
        page = open_city(watch, f"{query}&{SMALL_CITY}&tab={tab}")
        page.wait_for_selector(".aside [role=status], .by-sweep > .large", state="detached")
        scrolling = page.evaluate(
            "[document.documentElement, ...document.querySelectorAll('.city, .city *')]"
            ".filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1"
            " && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))"
            ".map(e => e.id || e.className || e.tagName)"
        )
        assert scrolling == []
        beyond = page.evaluate(
            "[...document.querySelectorAll('.city button, .city td, .city th, .city p, .city h1, .city h2')]"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        assert beyond == []


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "least"), [(WIDE, 18), (SMALL, 14)])
def test_letters_are_large_enough_for_the_last_row(window: Any, base: str, size: dict[str, int], least: int) -> None:
    with watched(window, base, size) as watch:
        page = open_city(watch, f"world=beijing&{SMALL_CITY}")
        small = page.evaluate(
            "least => [...document.querySelectorAll('.bars .pick, .bars td.amount, .city-head h1, .curve text')]"
            ".filter(e => e.checkVisibility() && e.textContent)"
            ".filter(e => { const r = e.ownerSVGElement ? e.getScreenCTM().a : 1;"
            " return parseFloat(getComputedStyle(e).fontSize) * r < least })"
            ".map(e => e.textContent)",
            least,
        )
        assert small == []


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "least"), [(WIDE, 17), (SMALL, 14)], ids=["wide", "small"])
@pytest.mark.parametrize(
    "query", ["tab=door", f"tab=sweep&over={SHARE}", f"tab=sweep&over={SHARE},correct:unpaid-court-judgment=0..90/30"]
)
def test_letters_in_a_figure_are_large_enough(
    window: Any, base: str, query: str, size: dict[str, int], least: int
) -> None:
    with watched(window, base, size) as watch:
        page = open_city(watch, f"{SMALL_CITY}&{query}&measure=doors&on-day=60")
        figure_data(page)
        letters = page.eval_on_selector_all(
            "#city-figure :is(g.xtick, g.ytick, .legendtext, .xtitle, .ytitle, .gtitle)",
            "all => all.map(e => e.matches('g') ? e.querySelector('text') : e).filter(Boolean)"
            ".map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent])",
        )
        assert len(letters) > 6
        assert [letter for letter in letters if letter[0] < least] == []


def test_a_picture_or_service_that_is_not_there_is_said_and_stays_said_while_it_is_counted(stage: Any) -> None:
    page = open_city(stage, f"{SMALL_CITY}&tab=swep&door=hotl/refuse&on-day=60days")
    for said in ("Did you mean 'sweep'?", "There is no door 'hotl/refuse'", "'60days' is no number for 'on-day'"):
        expect(page.locator("#remark")).to_contain_text(said)

"""The live map's script in a plain page, with as small a model as can be: Python answers, and nothing is requested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import expect

import linkage
from linkage.api.notebook import Trace
from linkage.widget.live_map import LiveMap
from linkage.widget.widget_state import style_sheet
from linkage.world.storage import folders
from tests.browser.conftest import serious_violations
from tests.browser.test_escaping import PAYLOADS, world_with_payload

NARROW, LAPTOP, WIDE = 390, 1024, 1920
AROUND = 118
"""How high JupyterLab's own bars are together, above and below a notebook."""
MOUNT = """
async ([state, script]) => {
  const listeners = {};
  const changed = {};
  const take = (news) => {
    for (const [name, value] of Object.entries(news)) {
      if (JSON.stringify(state[name]) === JSON.stringify(value)) continue;
      state[name] = value;
      (listeners["change:" + name] || []).slice().forEach((listener) => listener());
    }
  };
  window.take = take;
  const model = {
    get: (name) => state[name],
    set: (name, value) => { changed[name] = value; take({ [name]: value }); },
    save_changes: () => {
      const news = { ...changed };
      for (const name of Object.keys(changed)) delete changed[name];
      if (window.python) window.python(news).then(take);
    },
    on: (event, listener) => (listeners[event] = [...(listeners[event] || []), listener]),
    off: (event, listener) => (listeners[event] = (listeners[event] || []).filter((each) => each !== listener)),
  };
  window.listeners = listeners;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const module = await import(address);
  window.end = module.default.render({ model, el: document.getElementById("cell") });
}
"""
"""Mounts the script as `anywidget` does: from its text, with a model that both sides read and write."""
PAGE = """<!doctype html><html lang="en"><head><title>notebook</title></head>
<body style="margin:0"><main id="cell"></main></body></html>"""


def built(name: str) -> str:
    return (files("linkage.widget") / "built" / name).read_text("utf-8")


def shared(live: LiveMap[Trace]) -> dict[str, Any]:
    """What Python may change of what a page shares with it."""
    return {"reply": live.reply, "typed": live.reply["text"], "side": live.side, "position": live.position}


@contextmanager
def mounted(
    browser: Any,
    live: LiveMap[Trace],
    width: int = LAPTOP,
    theme: str = "light",
    kernel: bool = True,
    patience: int = 0,
) -> Iterator[Any]:
    """A page with the live map, as wide as said; it may request nothing and complain of nothing."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    context.set_offline(True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("blob:") else complaints.append(request.url))

    def python(news: dict[str, Any]) -> dict[str, Any]:
        if "typed" in news:
            live.type_what_if(news["typed"])
        else:
            live.go(news.get("side", live.side), news.get("position", live.position))
        return shared(live)

    if kernel:
        page.expose_function("python", python)
    page.set_content(PAGE)
    page.evaluate(f"document.body.dataset.jpThemeLight = '{str(theme == 'light').lower()}'")
    story = {**live.story, "patience": patience or live.story["patience"]}
    state = {"story": story, "style_sheet": style_sheet() + built("live_map.css"), **shared(live)}
    page.evaluate(MOUNT, [state, built("live_map.js")])
    try:
        yield page
    finally:
        context.close()
    assert complaints == []


def live_map(what_if: str = "", world: str = "tiny", story: str = "court-fine") -> LiveMap[Trace]:
    return linkage.trace(world, story).live_map(what_if)


def lit(page: Any) -> set[str]:
    """The boxes of the map that are on."""
    return set(page.locator(".map .node.on").evaluate_all("parts => parts.map(part => part.dataset.id)"))


def places(page: Any) -> list[str]:
    """Where every part of the map stands, as its drawing says."""
    return page.locator(".map [data-id]").evaluate_all(
        "parts => parts.map(part => part.dataset.id + ' ' + JSON.stringify(part.getBBox()))"
    )


def ask(page: Any, text: str) -> None:
    page.get_by_label("What if").fill(text)
    page.keyboard.press("Enter")


def test_keys_step_through_the_map_and_python_hears_of_it(browser: Any) -> None:
    live = live_map()
    with mounted(browser, live) as page:
        expect(page.locator(".sentence")).to_have_text(live.story["opening"])
        assert lit(page) == set()
        page.locator(".picture").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".sentence")).to_have_text(live.before.sentence(live.before.spread.steps[0]))
        assert lit(page) == {"record:unpaid-court-judgment", "database:defaulter-list"}
        page.keyboard.press("End")
        expect(page.locator(".where")).to_have_text("Step 7 of 7, day 21")
        expect(page.locator(".doors")).to_have_text("3 of 5 services closed to Li")
        assert {f"service:{service}" for service in live.before.closed} <= lit(page)
        page.keyboard.press("Home")
        page.keyboard.press("ArrowLeft")
        expect(page.locator(".where")).to_have_text("Step 0 of 7")
        assert live.position == 0


def test_buttons_slider_and_list_lead_to_the_same_steps(browser: Any) -> None:
    live = live_map()
    with mounted(browser, live) as page:
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Back").click()
        expect(page.locator(".where")).to_have_text("Step 1 of 7, day 0")
        page.get_by_role("slider").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", page.locator(".where").text_content())
        expect(page.locator(".where")).to_contain_text("Step 2 of 7")
        page.get_by_text("Every step").click()
        page.locator("li button").nth(4).click()
        expect(page.locator(".where")).to_contain_text("Step 5 of 7")
        expect(page.locator("li[aria-current=step]")).to_have_count(1)
        assert live.position == 5


def test_each_step_has_its_sentence_and_its_badge(browser: Any) -> None:
    live = live_map(world="beijing")
    with mounted(browser, live) as page:
        page.locator(".picture").focus()
        for step in live.story["steps"]:
            page.keyboard.press("ArrowRight")
            expect(page.locator(".sentence")).to_have_text(step["sentence"])
            expect(page.locator(".basis .badge")).to_have_text(step["badge"])


def test_a_what_if_lights_the_doors_that_open_on_a_map_that_stays(browser: Any) -> None:
    live = live_map()
    with mounted(browser, live) as page:
        before = places(page)
        ask(page, "cut:defaulter-list-to-rail-tickets")
        expect(page.locator(".opens")).to_contain_text("Opens: ")
        opened = set(page.locator(".map .service.opened").evaluate_all("parts => parts.map(part => part.dataset.id)"))
        assert live.after is not None
        assert opened == {f"service:{service}" for service in set(live.before.closed) - set(live.after.closed)}
        assert opened
        expect(page.locator(".foot").last).to_contain_text("what-if: cut:defaulter-list-to-rail-tickets")
        assert not opened & lit(page)
        assert places(page) == before
        page.get_by_role("button", name="Before", exact=True).click()
        expect(page.locator(".map .opened")).to_have_count(0)
        assert opened <= lit(page)
        assert live.side == "before"
        page.get_by_role("button", name="Take back").click()
        expect(page.get_by_role("button", name="After", exact=True)).to_be_hidden()
        assert live.what_if == ""


def test_a_fault_says_the_nearest_right_name_and_leaves_the_map(browser: Any) -> None:
    live = live_map("cut:defaulter-list-to-rail-tickets")
    with mounted(browser, live) as page:
        before = places(page), lit(page)
        ask(page, "drop:fone")
        expect(page.get_by_role("alert")).to_have_text("There is no identifier 'fone'. Did you mean 'phone'?")
        expect(page.get_by_label("What if")).to_have_attribute("aria-invalid", "true")
        assert (places(page), lit(page)) == before
        ask(page, "drop:phone")
        expect(page.get_by_role("alert")).to_be_hidden()
        assert live.what_if == "drop:phone"


def test_keys_typed_into_the_box_move_no_step_and_no_cell(browser: Any) -> None:
    with mounted(browser, live_map()) as page:
        page.evaluate("window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))")
        page.get_by_label("What if").fill("drop")
        for key in ("ArrowLeft", "Home", "j"):
            page.keyboard.press(key)
        page.locator(".picture").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator(".where")).to_contain_text("Step 1 of 7")
        assert page.evaluate("window.heard") == []


NOTEBOOK_KEYS = """
window.notebook = [];
document.addEventListener("keydown", (event) => {
  const lent = (element) => element.hasAttribute("data-lm-suppress-shortcuts");
  for (let element = event.target; element && !lent(element); element = element.parentElement)
    if (element.matches(":focus, body")) return window.notebook.push(event.key);
}, true);
"""
"""Hears keys as JupyterLab and Notebook 7 do: first of all, from the focus outwards, up to where they are lent."""


@pytest.mark.parametrize(
    ("place", "kept", "left"),
    [
        (
            ".picture",
            ["ArrowRight", "Home", "b", "d", "Shift+Enter"],
            ["Control+s", "Control+Shift+c", "Control+Enter"],
        ),
        ("#what-if", ["b", "ArrowLeft", "Control+a", "Control+z", "Shift+Home"], ["Control+s"]),
    ],
)
def test_a_notebook_gets_its_own_keys_and_none_of_the_map(
    browser: Any, place: str, kept: list[str], left: list[str]
) -> None:
    with mounted(browser, live_map()) as page:
        page.evaluate(NOTEBOOK_KEYS)
        page.evaluate("document.body.append(Object.assign(document.createElement('button'), { id: 'cell-below' }))")
        page.locator(place).focus()
        for key in kept:
            page.keyboard.press(key)
        assert page.evaluate("notebook") == []
        for key in left:
            page.keyboard.press(key)
        assert page.evaluate("notebook.filter((key) => key.length === 1 || key === 'Enter')") == [
            key.split("+")[-1].upper() if "Shift" in key else key.split("+")[-1] for key in left
        ]
        page.locator("#cell-below").focus()
        page.evaluate("notebook.length = 0")
        page.keyboard.press("b")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("notebook") == ["b", "ArrowRight"]


@pytest.mark.parametrize(("width", "height"), [(934, 650), (1488, 962)])
def test_the_map_is_seen_with_its_buttons_and_its_sentence(browser: Any, width: int, height: int) -> None:
    """What JupyterLab leaves to a map, beside its file browser, in a window of 1366 by 768 and one of 1920 by 1080."""
    live = live_map(world="beijing")
    with mounted(browser, live, width) as page:
        page.set_viewport_size({"width": width, "height": height + AROUND})
        page.locator(".picture").focus()
        for _ in live.before.spread.steps:
            page.keyboard.press("ArrowRight")
            for part in (".picture", ".bar >> nth=0", ".sentence", ".counts"):
                box = page.locator(part).bounding_box()
                assert box["y"] + box["height"] <= height


def test_what_is_new_stays_in_view_where_the_cell_gets_narrower(browser: Any) -> None:
    with mounted(browser, live_map(world="beijing")) as page:
        page.locator(".picture").focus()
        page.keyboard.press("End")
        page.set_viewport_size({"width": NARROW, "height": 900})
        expect(page.locator(".picture .service.now").first).to_be_in_viewport(ratio=1)
        shown, new = (page.locator(css).first.bounding_box() for css in (".picture", ".picture .service.now"))
        assert shown["x"] <= new["x"]
        assert new["x"] + new["width"] <= shown["x"] + shown["width"]


def test_what_adds_parts_draws_one_map_for_both_sides(browser: Any) -> None:
    live = live_map(world="beijing")
    with mounted(browser, live) as page:
        ask(page, "reading:everything")
        expect(page.get_by_text("the map is drawn anew")).to_be_visible()
        after = places(page)
        page.get_by_role("button", name="Before", exact=True).click()
        expect(page.get_by_role("button", name="Before", exact=True)).to_have_attribute("aria-pressed", "true")
        assert places(page) == after
        assert page.locator(".map .absent").count() > 0


def test_python_moves_the_map_too(browser: Any) -> None:
    live = live_map()
    with mounted(browser, live) as page:
        live.what_if = "drop:national-id"
        live.position = 1
        page.evaluate("news => window.take(news)", shared(live))
        expect(page.get_by_label("What if")).to_have_value("drop:national-id")
        expect(page.locator(".where")).to_contain_text("Step 1 of ")
        page.evaluate("window.end()")
        assert page.evaluate("Object.values(window.listeners).flat().length") == 0


def test_without_python_the_steps_go_on_and_the_box_says_what_it_needs(browser: Any) -> None:
    with mounted(browser, live_map(), kernel=False, patience=300) as page:
        ask(page, "drop:phone")
        expect(page.get_by_text("Asked …")).to_be_visible()
        expect(page.get_by_text("run this cell again")).to_be_visible()
        page.get_by_role("button", name="Next").click()
        expect(page.locator(".where")).to_contain_text("Step 1 of 7")


@pytest.mark.parametrize("payload", PAYLOADS, ids=["img", "script", "svg", "markup"])
def test_texts_of_a_world_stay_texts(browser: Any, payload: str) -> None:
    live = linkage.trace(world_with_payload(folders.load("tiny"), payload), "court-fine").live_map("drop:phone")
    with mounted(browser, live) as page:
        page.get_by_text("Every step").click()
        ask(page, payload)
        expect(page.get_by_role("alert")).to_be_visible()
        assert payload in page.locator("li").first.inner_text()
        assert payload in page.locator(".soft").first.inner_text()
        assert page.title() == "notebook"
        assert page.locator("#cell img, #cell script, .live b > b, [onload], [onerror]").count() == 0


def overflow(page: Any) -> float:
    return float(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [NARROW, LAPTOP, WIDE])
def test_it_fits_any_width_and_axe_finds_nothing(browser: Any, width: int, theme: str) -> None:
    with mounted(browser, live_map("cut:defaulter-list-to-rail-tickets"), width, theme) as page:
        page.get_by_text("Every step").click()
        assert page.locator(".live").get_attribute("data-theme") == theme
        assert overflow(page) <= 0
        assert serious_violations(page) == []
        ask(page, "drop:fone")
        expect(page.get_by_role("alert")).to_be_visible()
        assert serious_violations(page) == []
        assert overflow(page) <= 0

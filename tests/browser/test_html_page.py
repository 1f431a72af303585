"""The one-file page in a browser, from a file's address: stepped through by keys, without requests, and small.

Its policy forbids every request; a request all the same, or a message on the console, fails the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.answers.exports.export import export_spread
from linkage.answers.spread_question import Question, ask
from linkage.world.model import World
from linkage.world.storage import folders
from tests.browser.conftest import HUGE, SMALL, WIDE
from tests.browser.label_boxes import faults
from tests.browser.test_escaping import PAYLOADS, world_with_payload

WORLDS = [entry.id for entry in folders.worlds()]
EXAMPLES = [("tiny", "court-fine"), ("tiny", "wrong-person"), ("beijing", "court-fine"), ("hangzhou", "volunteer")]
Opening = Callable[..., Any]


@contextmanager
def opened_file(window: Any, folder: Path, text: str, size: dict[str, int] = WIDE) -> Iterator[Any]:
    """The page, opened from a file; it must request nothing but itself and have no message on the console."""
    target = folder / "page.html"
    target.write_text(text, encoding="utf-8")
    page = window.new_page()
    complaints: list[str] = []
    page.set_viewport_size(size)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url != target.as_uri() else None)
    try:
        page.goto(target.as_uri())
        page.wait_for_selector("html[data-shown]", state="attached")
        yield page
    finally:
        page.close()
    assert complaints == []


def page_of(name: str | World, story: str, theme: str = "dark") -> str:
    """The page of a story."""
    world = folders.load(name) if isinstance(name, str) else name
    return export_spread(ask(world, Question(story=story)), "html", theme).text


def keys(page: Any, *named: str) -> None:
    for key in named:
        page.keyboard.press(key)


def dom(page: Any) -> str:
    markup: str = page.evaluate("document.documentElement.outerHTML")
    return markup


def lit_count(page: Any) -> int:
    count: int = page.locator("svg.map .on").count()
    return count


@pytest.mark.thorough
@pytest.mark.parametrize("name", WORLDS)
def test_every_story_is_told_by_keys_to_its_end_and_back_to_the_same_page(
    window: Any, tmp_path: Path, name: str
) -> None:
    world = folders.load(name)
    for story in world.stories:
        answer = ask(world, Question(story=story))
        text = page_of(name, story)
        assert len(text.encode()) <= 80_000, story
        with opened_file(window, tmp_path, text) as page:
            start = dom(page)
            keys(page, *["ArrowRight"] * len(answer.spread.waves))
            end = dom(page)
            keys(page, "ArrowRight")
            assert dom(page) == end, story
            assert page.locator("#waves .reached").count() == len(answer.spread.steps)
            shut = len(set(answer.spread.closed(answer.subject)) & set(world.doors))
            assert page.locator("#shut").inner_text() == str(shut), story
            keys(page, *["ArrowLeft"] * len(answer.spread.waves))
            assert dom(page) == start, story
            keys(page, "End")
            assert dom(page) == end, story
            keys(page, "Home")
            assert dom(page) == start, story


def place(page: Any) -> str:
    """What stands behind the address's #."""
    return str(page.evaluate("location.hash"))


def test_the_address_keeps_the_step_over_a_reload_and_a_link_opens_it(window: Any, tmp_path: Path) -> None:
    waves = ask(folders.load("tiny"), Question(story="court-fine")).spread.waves
    with opened_file(window, tmp_path, page_of("tiny", "court-fine")) as page:
        assert place(page) == ""
        keys(page, "ArrowRight", "ArrowRight")
        assert place(page) == "#wave=2"
        for pressed in ("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft", "End"):
            keys(page, pressed)
            said, shown = place(page), dom(page)
            page.reload()
            page.wait_for_selector("html[data-shown]", state="attached")
            assert (place(page), dom(page)) == (said, shown)
        keys(page, "Home")
        assert place(page) == ""
        page.evaluate("location.hash = '#wave=1&step=1'")
        expect(page.locator("#waves [aria-current=step]")).to_have_count(1)
        before = len(waves[0])
        assert page.locator("#waves .reached").count() == before + 1
        keys(page, *["Shift+ArrowLeft"] * (before + 1))
        assert place(page) == ""


@pytest.mark.parametrize(
    "said",
    ["wave=2nd", "wave=1e1", "wave=-1", "wave=+1", "wave= 1", "wave=99", "wave=0&step=99", "wave=1&", "stp=1", "٣"],
)
def test_a_place_that_means_none_is_the_start_with_a_remark(window: Any, tmp_path: Path, said: str) -> None:
    with opened_file(window, tmp_path, page_of("tiny", "court-fine")) as page:
        page.evaluate("said => { location.hash = '#' + said }", said)
        expect(page.locator("#remark")).to_contain_text(
            "is no place here: wave takes 0 to 2, step one of the next wave's."
        )
        assert lit_count(page) == 0
        keys(page, "ArrowRight")
        expect(page.locator("#remark")).to_have_text("")
        assert place(page) == "#wave=1"


@pytest.mark.thorough
def test_with_shift_the_keys_go_step_by_step(window: Any, tmp_path: Path) -> None:
    with opened_file(window, tmp_path, page_of("tiny", "court-fine")) as page:
        start = dom(page)
        for number in range(1, 8):
            keys(page, "Shift+ArrowRight")
            assert page.locator("#waves .reached").count() == number
            assert page.locator("#waves [aria-current=step]").count() == 1
        for _ in range(7):
            keys(page, "Shift+ArrowLeft")
        assert dom(page) == start


@pytest.mark.thorough
def test_a_clicker_and_the_buttons_do_what_the_arrows_do(window: Any, tmp_path: Path) -> None:
    with opened_file(window, tmp_path, page_of("tiny", "court-fine")) as page:
        start = dom(page)
        keys(page, "PageDown")
        after = dom(page)
        keys(page, "PageUp")
        assert dom(page) == start
        page.get_by_role("button", name="Next").click()
        assert lit_count(page) > 0
        assert dom(page) == after
        page.get_by_role("button", name="Back").click()
        assert dom(page) == start


@pytest.mark.thorough
def test_a_wave_shows_its_sentence_its_key_its_badge_and_its_quote(window: Any, tmp_path: Path) -> None:
    with opened_file(window, tmp_path, page_of("tiny", "court-fine")) as page:
        keys(page, "ArrowRight", "ArrowRight")
        assert "Rail tickets" in page.locator("#sentence").inner_text()
        (subject,) = {record.subject for record in ask(folders.load("tiny"), Question(story="court-fine")).records}
        assert f"SYN-{subject[1:]}" in page.locator("#basis").inner_text()
        assert page.locator("#basis i").first.inner_text() == "reported"
        assert page.locator("#quote q").count() == 1
        assert page.locator("#quote cite").inner_text().strip("- ")
        assert page.locator("footer").inner_text().startswith("invented people - a teaching model")


@pytest.mark.thorough
@pytest.mark.parametrize(("first", "second"), [("dark", "light"), ("light", "dark")])
def test_t_turns_dark_into_light(window: Any, tmp_path: Path, first: str, second: str) -> None:
    with opened_file(window, tmp_path, page_of("tiny", "court-fine", first)) as page:
        ground = "getComputedStyle(document.querySelector('svg.map')).backgroundColor"
        assert page.evaluate("document.documentElement.dataset.theme") == first
        before = page.evaluate(ground)
        keys(page, "t")
        assert page.evaluate("document.documentElement.dataset.theme") == second
        assert {before, page.evaluate(ground)} == {"rgb(13, 21, 32)", "rgb(255, 255, 255)"}


def wrong_match_story() -> tuple[str, str]:
    """A bundled world and a story of it that has a wrong match."""
    for name in WORLDS:
        for story in folders.load(name).stories:
            answer = ask(folders.load(name), Question(story=story))
            if any(step.wrong and step.kind == "linked" for step in answer.spread.steps):
                return name, story
    pytest.fail("no bundled story has a wrong match")


@pytest.mark.thorough
def test_a_wrong_match_has_its_sign_on_the_map(window: Any, tmp_path: Path) -> None:
    with opened_file(window, tmp_path, page_of(*wrong_match_story())) as page:
        assert page.locator(".node .mistaken").count() > 0
        assert not page.locator(".node .mistaken").first.is_visible()
        keys(page, "End")
        assert page.locator(".node.wrong .mistaken").first.is_visible()
        assert page.locator(".edge.wrong .casing").count() > 0


def test_without_a_script_the_map_the_steps_and_the_quotes_are_there(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page_of("tiny", "court-fine"), encoding="utf-8")
    without = browser.new_context(java_script_enabled=False)
    page = without.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator("svg.map").is_visible()
    assert "Li is refused: High-speed rail" in page.locator("#waves").inner_text()
    assert page.locator("#quotes li").count() > 0
    without.close()


@pytest.mark.parametrize("payload", PAYLOADS, ids=["img", "script", "svg", "markup"])
def test_a_world_full_of_markup_is_shown_as_text(window: Any, tmp_path: Path, payload: str) -> None:
    world = world_with_payload(folders.load("tiny"), payload)
    for story in ("wrong-person", "court-fine"):
        with opened_file(window, tmp_path, page_of(world, story)) as page:
            assert payload in page.locator("h1").inner_text()
            assert payload in page.locator("#sentence").inner_text()
            keys(page, "End", "ArrowLeft", "Shift+ArrowLeft")
            assert not page.title().startswith("run")
            assert page.locator("img, figure script, b > b, [onload], [onerror], section script").count() == 0


@pytest.mark.thorough
@pytest.mark.parametrize(("size", "least"), [(WIDE, 18), (SMALL, 14), (HUGE, 28)], ids=["1920", "1024", "3840"])
@pytest.mark.parametrize(("name", "story"), EXAMPLES)
def test_the_map_can_be_read_at_every_size(
    window: Any, tmp_path: Path, name: str, story: str, size: dict[str, int], least: float
) -> None:
    with opened_file(window, tmp_path, page_of(name, story), size) as page:
        assert faults(page, least) == []
        keys(page, "End")
        assert faults(page, least) == []


@pytest.mark.thorough
def test_the_svg_file_opens_by_itself_and_can_be_read(window: Any, tmp_path: Path) -> None:
    for name, story in EXAMPLES:
        target = tmp_path / "map.svg"
        export_spread(ask(folders.load(name), Question(story=story)), "svg").save(target)
        page = window.new_page()
        urls: list[str] = []
        page.set_viewport_size(WIDE)
        page.on("request", lambda request, urls=urls: urls.append(request.url))
        page.goto(target.as_uri())
        assert faults(page, 14) == []
        assert page.evaluate("getComputedStyle(document.querySelector('.node.on rect.body')).fill") != "rgb(0, 0, 0)"
        assert urls == [target.as_uri()]
        page.close()

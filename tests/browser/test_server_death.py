"""The server is killed, stopped or restarted in the middle of a demo, or the page sleeps: what the audience sees.

Every page is right within five seconds after the server is back, and nobody has touched anything.
"""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDE
from tests.browser.test_stage import SENTENCE, press


@contextmanager
def running(port: int, world: str = "tiny") -> Iterator[subprocess.Popen[str]]:
    """`linkage serve` as a process of its own, listening."""
    command = [sys.executable, "-m", "linkage", "serve", world, "--port", str(port), "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            assert f":{port}/" in server.stderr.readline()
            yield server
        finally:
            server.kill()


@pytest.fixture
def port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that may complain: its server dies."""
    window = browser.new_context(viewport=WIDE, reduced_motion="reduce", color_scheme="dark")
    yield window.new_page()
    window.close()


def open_page(page: Any, port: int, query: str) -> None:
    page.goto(f"http://127.0.0.1:{port}/{query}")
    page.wait_for_selector("html[data-shown]", state="attached")


@pytest.mark.thorough
def test_a_killed_server_is_said_and_the_same_step_is_there_when_it_is_back(page: Any, port: int) -> None:
    with running(port) as server:
        open_page(page, port, "?story=court-fine&wave=1&theme=light")
        before, doors = page.locator(SENTENCE).inner_text(), page.locator("#doors-shut").inner_text()
        server.kill()
        expect(page.locator("#stale")).to_be_visible(timeout=3_000)
        press(page, "ArrowRight", "ArrowLeft")
        assert page.locator(SENTENCE).inner_text() == before
    with running(port):
        expect(page.locator("#stale")).to_be_hidden(timeout=5_000)
        assert page.locator(SENTENCE).inner_text() == before
        page.reload()
        page.wait_for_selector("html[data-shown]", state="attached")
        assert (page.locator(SENTENCE).inner_text(), page.locator("#doors-shut").inner_text()) == (before, doors)
        expect(page).to_have_url(re.compile("wave=1&theme=light$"))


@pytest.mark.thorough
def test_what_was_asked_of_a_killed_server_is_asked_again_by_itself(page: Any, port: int) -> None:
    with running(port) as server:
        open_page(page, port, "?story=court-fine")
        server.kill()
        expect(page.locator("#stale")).to_be_visible(timeout=3_000)
        press(page, "2")
    with running(port):
        expect(page.locator("#stale")).to_be_hidden(timeout=5_000)
        expect(page.locator("#why-title")).to_contain_text("closed to Li?")


def test_the_accounts_that_were_asked_of_a_killed_server_come_once_it_is_back(page: Any, port: int) -> None:
    page.route("**/_account-map*", lambda route: route.abort())  # the server dies before it is asked ahead
    with running(port) as server:
        open_page(page, port, "?story=court-fine&wave=1")
        server.kill()
        press(page, "d")
        expect(page.locator("#stale")).to_be_visible(timeout=5_000)
        assert page.locator("#picture-accounts svg").count() == 0
        page.unroute("**/_account-map*")
    with running(port):
        expect(page.locator("#picture-accounts svg")).to_be_visible(timeout=5_000)
        assert page.locator("#picture-accounts .on").count() > 0


@pytest.mark.thorough
def test_a_server_that_is_back_with_another_world_shows_that_world(page: Any, port: int) -> None:
    with running(port) as server:
        open_page(page, port, "")
        server.kill()
        expect(page.locator("#stale")).to_be_visible(timeout=3_000)
    with running(port, "hangzhou"):
        expect(page).to_have_title(re.compile("Hangzhou"), timeout=5_000)
        expect(page.locator(SENTENCE)).not_to_be_empty()
        expect(page.locator("#stale")).to_be_hidden()


@pytest.mark.prove
def test_one_heartbeat_that_is_missed_says_nothing(page: Any, port: int) -> None:
    missed = []

    def miss_every_second(route: Any) -> None:
        missed.append(len(missed) % 2 == 0)
        route.abort() if missed[-1] else route.continue_()

    with running(port):
        open_page(page, port, "")
        page.evaluate(
            "() => { window.seen = 0; const banner = document.querySelector('#stale');"
            "new MutationObserver(() => { window.seen += !banner.hidden; }).observe(banner, { attributes: true }) }"
        )
        page.route("**/_alive", miss_every_second)
        page.wait_for_timeout(5_000)
        assert sum(missed) >= 2
        assert page.evaluate("window.seen") == 0


BACK = 5_000
"""Milliseconds after which every page is right again."""

FILLED = {
    "1": ("#sentence", "Li has not paid"),
    "2": ("#why-title", "closed to Li?"),
    "3": ("#join-title", "→"),
    "4": ("#groups", "Links"),
    "5": ("#city-kicker", "residents"),
    "6": ("#world-list", "Quotes"),
    "7": ("#lesson-list", "min"),
}
"""For the key of each page, where it says something once it has its answer, and what."""

SWITCH = "#groups .toggle[role=switch]"


def expect_filled(page: Any, key: str) -> None:
    """Expect that a page has its answer in time, whoever has to make it first."""
    selector, text = FILLED[key]
    expect(page.locator(selector)).to_contain_text(text, timeout=BACK, ignore_case=True)


def wait_until_stale(page: Any) -> None:
    """Wait until the page says that the server is away."""
    expect(page.locator("#stale")).to_be_visible(timeout=BACK)


@contextmanager
def pages_of(browser: Any, count: int) -> Iterator[list[Any]]:
    """Some windows, each of its own browser context."""
    windows = [browser.new_context(viewport=WIDE, reduced_motion="reduce", color_scheme="dark") for _ in range(count)]
    try:
        yield [window.new_page() for window in windows]
    finally:
        for window in windows:
            window.close()


@pytest.mark.thorough
def test_pages_first_opened_while_the_server_is_away_fill_by_themselves(browser: Any, port: int) -> None:
    with pages_of(browser, len(FILLED)) as pages:
        with running(port) as server:
            for page, key in zip(pages, FILLED, strict=True):  # from Lessons no page is asked for beforehand
                open_page(page, port, "lessons?story=court-fine" if key != "7" else "world?story=court-fine")
            server.kill()
            for page, key in zip(pages, FILLED, strict=True):
                press(page, key)
                wait_until_stale(page)
                expect(page.locator("#stale")).to_contain_text("this page is still empty. Start it again")
        with running(port):
            for page, key in zip(pages, FILLED, strict=True):
                page.bring_to_front()
                expect_filled(page, key)
                expect(page.locator("#stale")).to_be_hidden()


@pytest.mark.prove
def test_a_page_left_while_the_server_was_away_is_there_when_somebody_comes_back_to_it(page: Any, port: int) -> None:
    with running(port) as server:
        open_page(page, port, "?story=court-fine")
        server.kill()
        wait_until_stale(page)
        press(page, "6", "4", "2", "1")
        expect(page.locator("#stale")).to_contain_text("This story still works")
    with running(port):
        expect(page.locator("#stale")).to_be_hidden(timeout=BACK)
        for key in "642":
            press(page, key)
            expect_filled(page, key)


@pytest.mark.thorough
def test_a_question_that_fell_between_two_heartbeats_is_asked_again(page: Any, port: int) -> None:
    with running(port) as server:
        open_page(page, port, "?story=court-fine")
        page.route("**/_alive", lambda route: route.abort())
        server.kill()
        press(page, "6")
        page.unroute("**/_alive")
    with running(port):
        expect_filled(page, "6")


@pytest.mark.thorough
def test_the_banner_covers_neither_the_time_line_nor_a_control(page: Any, port: int) -> None:
    with running(port) as server:
        open_page(page, port, "?story=court-fine&wave=1")
        server.kill()
        wait_until_stale(page)
    banner = page.locator("#stale").bounding_box()
    for selector in ("#timeline", "header.head", "#label"):
        other = page.locator(selector).bounding_box()
        assert other["y"] + other["height"] <= banner["y"] + 1 or other["y"] >= banner["y"] + banner["height"] - 1


@pytest.mark.prove
def test_the_next_pages_are_fetched_beforehand_so_that_they_need_no_server(page: Any, port: int) -> None:
    with running(port) as server:
        with page.expect_event(
            "requestfinished", lambda request: '"output":"..what-if.data' in (request.post_data or "")
        ):
            open_page(page, port, "?story=court-fine")
        server.kill()
        wait_until_stale(page)
        for key in "234":
            press(page, key)
            expect_filled(page, key)
            expect(page.locator("#stale")).to_contain_text("What stands here still holds")


@pytest.mark.prove
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_a_switch_pressed_while_nobody_answers_is_not_lit_until_it_is_answered(
    page: Any, port: int, stop: signal.Signals
) -> None:
    with running(port) as server:
        open_page(page, port, "what-if?story=court-fine")
        switch = page.locator(SWITCH).nth(1)
        server.send_signal(stop)
        switch.click()
        wait_until_stale(page)
        expect(switch).to_have_attribute("aria-checked", "false")
        if stop == signal.SIGSTOP:
            server.send_signal(signal.SIGCONT)
            expect(switch).to_have_attribute("aria-checked", "true", timeout=BACK)
            return
    with running(port):
        expect(switch).to_have_attribute("aria-checked", "true", timeout=BACK)
        expect(page.locator("#chosen")).not_to_be_empty()


@pytest.mark.prove
def test_a_server_that_slept_answers_what_was_asked_meanwhile(browser: Any, port: int) -> None:
    with pages_of(browser, 3) as pages, running(port) as server:
        for page in pages:
            open_page(page, port, "?story=court-fine")
        server.send_signal(signal.SIGSTOP)
        for page, key in zip(pages, "256", strict=True):
            press(page, key)
        wait_until_stale(pages[-1])
        server.send_signal(signal.SIGCONT)
        for page, key in zip(pages, "256", strict=True):
            page.bring_to_front()
            expect_filled(page, key)
            expect(page.locator("#stale")).to_be_hidden(timeout=BACK)


@pytest.mark.prove
def test_a_page_that_slept_while_the_server_was_started_anew_is_right_when_it_wakes(page: Any, port: int) -> None:
    sleep = page.context.new_cdp_session(page)
    with running(port) as server:
        open_page(page, port, "?story=court-fine")
        press(page, "6")
        expect_filled(page, "6")
        sleep.send("Page.setWebLifecycleState", {"state": "frozen"})
        server.kill()
    with running(port):
        sleep.send("Page.setWebLifecycleState", {"state": "active"})
        press(page, "4")
        expect_filled(page, "4")
        expect(page.locator("#stale")).to_be_hidden(timeout=BACK)


@pytest.mark.thorough
def test_a_server_killed_while_many_click_answers_all_of_them_when_it_is_back(browser: Any, port: int) -> None:
    with pages_of(browser, 4) as pages:
        with running(port) as server:
            for page in pages:
                open_page(page, port, "what-if?story=court-fine")
            for page in pages:
                page.bring_to_front()
                page.locator(SWITCH).nth(1).click()
            server.kill()
        with running(port):
            for page in pages:
                page.bring_to_front()
                switch = page.locator(SWITCH).nth(1)
                expect(page.locator("#stale")).to_be_hidden(timeout=BACK)
                expect(switch).to_have_attribute("aria-checked", "true", timeout=BACK)
                expect(page.locator("#chosen")).not_to_be_empty()

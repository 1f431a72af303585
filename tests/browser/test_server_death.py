"""The server is killed in the middle of a demo and started again: what the audience sees."""

from __future__ import annotations

import re
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
    window = browser.new_context(viewport=WIDE, reduced_motion="reduce")
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

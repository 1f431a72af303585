"""One server and one browser for the whole run; a test fails on any console error and any request that leaves.

The browser's path stands in CHROMIUM (`run.py test` puts it there). Without one these tests skip and say so; where
CI=true that is a failure.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from dashboard.app import create_app
from dashboard.server import listen
from linkage.world.model import World
from tests.conftest import CI

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ONE_IN = {False: 24, True: 20}
"""One of so many cases of a test is run: on a developer's machine (False), and where CI=true (True)."""
PATIENCE = 20_000
"""Milliseconds that anything on the screen may take: generous, for machines that do something else as well."""
WIDE = {"width": 1920, "height": 1080}
SMALL = {"width": 1024, "height": 768}
HUGE = {"width": 3840, "height": 2160}
SEEN_HINTS = "try { localStorage.setItem('linkage-hints', 'seen') } catch {}"
"""What makes a window one that has been here before: the hints of a first visit have tests of their own."""
EMPTY = "map.css"
"""Where a page waits that no test uses: of the same site, so that its process is used again (half a second less)."""
SPARE: WeakKeyDictionary[Any, list[Any]] = WeakKeyDictionary()
"""The pages of a window that no test uses at the moment."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser, and there `make test` runs a part: the rest carries the mark `prove`.

    To open a page costs a second of a core: of n cases of one test a few are opened, spread evenly.
    """
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            cases[item.nodeid.partition("[")[0]].append(item)
    for same in cases.values():
        for place in set(range(len(same))) - evenly(len(same), ONE_IN[CI]):
            same[place].add_marker(pytest.mark.prove)


def evenly(number: int, one_in: int) -> set[int]:
    """About one in so many indices of a sequence, evenly spread: the last, and with several the first, too."""
    often = max(1 if number < one_in else 2, number // one_in)
    return {round(place * (number - 1) / max(1, often - 1)) for place in range(often)} if often > 1 else {number - 1}


@contextmanager
def running(application: Any, port: int = 0) -> Iterator[str]:
    """A web application at a port (0: any free one); its address."""
    server = listen(application, "127.0.0.1", port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}/"
    finally:
        server.task_dispatcher.shutdown()
        pulled = threading.Event()
        server.trigger.pull_trigger(partial(_close_channels, server, pulled))
        pulled.set()
        thread.join(3)


@contextmanager
def served(world: World | str) -> Iterator[str]:
    """The app of a world at any free port; its address."""
    with running(create_app(world).server) as address:
        yield address


def _close_channels(server: Any, pulled: threading.Event) -> None:
    """Close all connections of the server, in its own thread; otherwise its loop would wait for them to end.

    Not before the trigger is pulled: a worker may wake the loop first, and the trigger would be closed under the hand.
    """
    pulled.wait(3)
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()


@pytest.fixture(scope="session")
def base() -> Iterator[str]:
    """The address of the app; it opens on the tiny world, and knows the others by name."""
    with served("tiny") as address:
        yield address


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """The one browser of the run."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as library:
        started = library.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


class Watched:
    """A page, and everything that it complained about."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.complaints: list[str] = []
        self._listeners = {"console": self._on_console, "pageerror": self._on_error, "request": self._on_request}
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def done(self) -> None:
        """Stop listening to the page."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def _on_error(self, error: Any) -> None:
        self.complaints.append(f"page error: {error}")

    def _on_console(self, message: Any) -> None:
        url = message.location["url"]
        # A message of the test before, or of its icon, may come late.
        late = url.startswith("http://127.0.0.1:") and not url.startswith(self.base)
        if message.type in ("error", "warning") and not late:
            self.complaints.append(f"console {message.type}: {message.text} ({url})")

    def _on_request(self, request: Any) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            self.complaints.append(f"a request left the machine: {request.url}")

    def open(self, query: str = "") -> Any:
        """The stage at an address, shown."""
        self.page.goto(self.base + query)
        self.page.wait_for_selector("html[data-shown]", state="attached", timeout=60_000)
        if "drawing=accounts" in query:
            self.page.wait_for_selector("#picture-accounts svg")
        return self.page


@contextmanager
def watched(window: Any, base: str, size: dict[str, int] = WIDE) -> Iterator[Watched]:
    """An empty page of the window's; it must not complain. The next test of the window gets the same one.

    A first page costs two seconds of a core, one that stands already less than half of that.
    """
    spare = SPARE.setdefault(window, [])
    page = spare.pop() if spare else window.new_page()
    page.bring_to_front()  # a page behind another is drawn once a second
    page.set_viewport_size(size)
    watch = Watched(page, base)
    try:
        yield watch
    finally:
        watch.done()
        page.goto(f"{base}{EMPTY}")
    assert watch.complaints == []
    spare.append(page)


@pytest.fixture(scope="session")
def window(browser: Any) -> Iterator[Any]:
    """The browser context of all pages, so that they share the cache."""
    context = browser.new_context(reduced_motion="reduce", color_scheme="dark")
    context.add_init_script(SEEN_HINTS)
    yield context
    context.close()


@pytest.fixture
def stage(window: Any, base: str) -> Iterator[Watched]:
    """The stage in a 1920x1080 window."""
    with watched(window, base) as watch:
        yield watch


@pytest.fixture
def small_stage(window: Any, base: str) -> Iterator[Watched]:
    """The stage in a 1024x768 window."""
    with watched(window, base, SMALL) as watch:
        yield watch


def serious_violations(page: Any) -> list[str]:
    """What axe finds in a page that is serious or critical: the rule, the place and how it is mended."""
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]

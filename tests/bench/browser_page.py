"""A page of the app in a real browser, for what is measured there: opened, shown, and weighed on the wire."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.browser.conftest import FLAGS, WIDE, served

# How long a change takes until it is painted: from the key to the task after the next frame. A page says when it asks.
STOPWATCH = """
  window.times = [];
  const channel = new MessageChannel();
  let pressed = 0;
  channel.port1.onmessage = () => window.times.push(performance.now() - pressed);
  const painted = () => requestAnimationFrame(() => channel.port2.postMessage(0));
  document.addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
"""


class OpenPage(NamedTuple):
    """A page that is open: Playwright's page, the app's address, and the bytes of each answer as they came."""

    page: Any
    base: str
    received: list[int]

    def show(self, address: str = "") -> None:
        """Go to an address of the app, and wait until it is shown and quiet."""
        self.page.goto(self.base + address)
        self.page.wait_for_selector("html[data-shown]", state="attached", timeout=120_000)
        self.page.wait_for_timeout(500)


@contextmanager
def opened_page(world: str) -> Iterator[OpenPage]:
    """A blank page of a wide window, and the app with a world; both are gone afterwards."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with served(world) as base, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport=WIDE)
        received: list[int] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
        yield OpenPage(page, base, received)
        browser.close()


def median_and_worst(milliseconds: list[float]) -> str:
    """How some times are written in the table.

    >>> median_and_worst([10, 20, 40])
    '20 ms median, 40 ms worst'
    """
    return f"{statistics.median(milliseconds):.0f} ms median, {max(milliseconds):.0f} ms worst"

"""The World page, measured in a real browser: from a key in the search field to the painted table."""

from __future__ import annotations

import os
import shutil
import statistics
from typing import Any

from tests.bench.measure import Figure
from tests.browser.conftest import FLAGS, WIDE, served

KEYS = "credit" + "\b" * 6 + "rail" + "\b" * 4
"""What is typed, and taken away again: from all rows to a few, and back."""
ROUNDS = 3
PAUSE = 250
"""Milliseconds between keys."""
WORLD, TABLE = "beijing", "quotes"

# From the key to the task after the frame that shows what it changed.
WATCH = """() => {
  window.times = [];
  const channel = new MessageChannel();
  let pressed = 0;
  channel.port1.onmessage = () => window.times.push(performance.now() - pressed);
  document.addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  document.addEventListener("input", () => requestAnimationFrame(() => channel.port2.postMessage(0)), true);
}"""


def measure(world: str = WORLD, table: str = TABLE) -> list[float]:
    """Milliseconds from a key to its picture; the first round warms up."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with served(world) as base, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport=WIDE)
        page.goto(f"{base}world?table={table}")
        page.wait_for_selector("html[data-shown]", state="attached", timeout=120_000)
        page.wait_for_timeout(500)
        times = _type(page)
        browser.close()
    return times


def _type(page: Any) -> list[float]:
    """Type the keys, round after round; the first one warms up."""
    page.evaluate(WATCH)
    page.locator("#world-find").focus()
    for key in KEYS * (ROUNDS + 1):
        page.keyboard.press("Backspace" if key == "\b" else key)
        page.wait_for_timeout(PAUSE)
    times: list[float] = page.evaluate("window.times")
    return times[len(KEYS) :]


def figures() -> list[Figure]:
    """The line for the table."""
    times = measure()
    return [
        Figure(
            f"a key in the World page's search field to paint ({len(times)} keys, {WORLD}, {TABLE})",
            f"{statistics.median(times):.0f} ms median, {max(times):.0f} ms worst",
            "≤ 100 ms median",
        )
    ]

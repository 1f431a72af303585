"""The What-if page, measured in a real browser: from a switch to the painted map, the server asked in between."""

from __future__ import annotations

import os
import shutil
import statistics
from typing import Any

from tests.bench.measure import Figure
from tests.browser.conftest import FLAGS, WIDE, served

SWITCHES = 20
PAUSE = 400
"""Milliseconds between switches."""
WORLD, STORY = "beijing", "court-fine"

# From the key on a switch to the task after the frame that shows the answer: each answer changes the list of what was
# asked, and all else in the same task.
WATCH = """() => {
  window.times = [];
  const channel = new MessageChannel();
  let pressed = 0;
  channel.port1.onmessage = () => window.times.push(performance.now() - pressed);
  document.addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  new MutationObserver(() => requestAnimationFrame(() => channel.port2.postMessage(0)))
    .observe(document.getElementById("chosen"), { childList: true, characterData: true, subtree: true });
}"""


def measure(world: str = WORLD, story: str = STORY) -> list[float]:
    """Milliseconds from a switch to its picture: what-ifs that the server was never asked before."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with served(world) as base, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport=WIDE)
        page.goto(f"{base}what-if?story={story}")
        page.wait_for_selector("html[data-shown]", state="attached", timeout=120_000)
        page.wait_for_timeout(500)
        times = _switch(page)
        browser.close()
    return times


def _switch(page: Any) -> list[float]:
    """Flip one switch after the other, each on top of those before; the first two warm up."""
    page.evaluate(WATCH)
    switches = page.locator("#groups [data-group=links] [role=switch], #groups [data-group=rules] [role=switch]")
    page.evaluate("for (const each of document.querySelectorAll('#groups > details')) each.open = true")
    for number in range(SWITCHES + 2):
        switches.nth(number).focus()
        page.keyboard.press(" ")
        page.wait_for_timeout(PAUSE)
    times: list[float] = page.evaluate("window.times")
    return times[2:]


def figures() -> list[Figure]:
    """The line for the table."""
    times = measure()
    return [
        Figure(
            f"a what-if switch to paint ({len(times)} switches, {WORLD}, {STORY})",
            f"{statistics.median(times):.0f} ms median, {max(times):.0f} ms worst",
            "≤ 100 ms median",
        )
    ]

"""The stage, measured in a real browser: key to paint, and what the first page weighs on the wire."""

from __future__ import annotations

import os
import shutil
import statistics
from typing import Any

from tests.bench.measure import Figure
from tests.browser.conftest import FLAGS, WIDE, served

PRESSES = 50
EVERY = 250
"""Milliseconds between presses: quicker than anybody goes through a story."""
WORLD = "beijing"

# From the moment of the key to the task after the next frame: by then the frame is painted.
WATCH = """() => {
  window.times = [];
  const channel = new MessageChannel();
  let pressed = 0;
  channel.port1.onmessage = () => window.times.push(performance.now() - pressed);
  document.addEventListener("keydown", (event) => {
    pressed = event.timeStamp;
    requestAnimationFrame(() => channel.port2.postMessage(0));
  }, true);
}"""


def measure(world: str = WORLD) -> dict[str, float]:
    """Milliseconds from a key to its picture (median and worst of 50), and the bytes of the first page."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with served(world) as base, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport=WIDE)
        weighed = _weigh(page)
        page.goto(base)
        page.wait_for_selector("html[data-shown]", state="attached", timeout=120_000)
        page.wait_for_timeout(300)
        first_page = sum(weighed)
        times = _press(page)
        browser.close()
    return {
        "key_to_paint_median_ms": statistics.median(times),
        "key_to_paint_worst_ms": max(times),
        "first_page_bytes": first_page,
    }


def _weigh(page: Any) -> list[int]:
    """The bytes of every answer as they cross the wire, headers included."""
    weighed: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: weighed.append(event["encodedDataLength"]))
    return weighed


def _press(page: Any) -> list[float]:
    """Forward to the end and back to the start, again and again; the first lap warms up."""
    laps = page.locator("#timeline li").count() - 1
    keys = (["ArrowRight"] * laps + ["ArrowLeft"] * laps) * (PRESSES // laps + 2)
    page.evaluate(WATCH)
    for key in keys[: 2 * laps + PRESSES]:
        page.keyboard.press(key)
        page.wait_for_timeout(EVERY)
    return list(page.evaluate("window.times"))[2 * laps : 2 * laps + PRESSES]


def figures() -> list[Figure]:
    """The lines for the table."""
    results = measure()
    median, worst = results["key_to_paint_median_ms"], results["key_to_paint_worst_ms"]
    return [
        Figure(
            f"a step on the stage, key to paint ({PRESSES} presses, {WORLD})",
            f"{median:.0f} ms median, {worst:.0f} ms worst",
            "≤ 30 ms median, ≤ 60 ms worst",
        ),
        Figure(f"first page on the wire ({WORLD})", f"{results['first_page_bytes'] / 1e6:.2f} MB", "≤ 0.6 MB"),
    ]

"""The City page at 22 million in a real browser: the first visit, and each switch to new numbers on screen."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from typing import Any

from tests.bench.measure import Figure
from tests.browser.conftest import FLAGS, WIDE, served

WORLD = "beijing"
WHAT_IFS = (
    "confirmed", "drop:phone", "drop:face", "drop:national-id", "drop:payment-account", "drop:plate",
    "drop:company-number", "drop:name-birth-date",
)  # fmt: skip

# From the click to the task after the frame that shows the new numbers.
WATCH = """() => {
  window.times = [];
  const channel = new MessageChannel();
  let pressed = 0;
  channel.port1.onmessage = () => window.times.push(performance.now() - pressed);
  document.addEventListener("click", (event) => (pressed = event.timeStamp), true);
  new MutationObserver(() => requestAnimationFrame(() => channel.port2.postMessage(0)))
    .observe(document.documentElement, { attributes: true, attributeFilter: ["data-counted"] });
}"""


def measure(world: str = WORLD, residents: int | None = None) -> tuple[float, float, list[float]]:
    """Seconds to the first sign of progress and to the first numbers; milliseconds of each switch to a new what-if."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with served(world) as base, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        page = browser.new_page(viewport=WIDE)
        page.goto(f"{base}?story=")  # so that scripts are cached, and only the city is measured
        page.wait_for_selector("html[data-shown]", state="attached", timeout=60_000)
        start = time.perf_counter()
        page.keyboard.press("5") if residents is None else page.goto(f"{base}city?residents={residents}")
        page.wait_for_selector("#city-progress:not([hidden]), html[data-counted]", state="attached")
        sign = time.perf_counter() - start
        page.wait_for_selector("html[data-counted]", state="attached", timeout=300_000)
        first = time.perf_counter() - start
        times = _switch(page)
        browser.close()
    return sign, first, times


def _switch(page: Any) -> list[float]:
    """Each switch on, then on top of it the next: every what-if is new; the first one warms up."""
    page.wait_for_timeout(1_000)
    page.evaluate(WATCH)
    for name in WHAT_IFS:
        counted = int(page.evaluate("document.documentElement.dataset.counted"))
        page.locator(f"[data-do='switch:{name}']").click()
        page.wait_for_selector(f"html[data-counted='{counted + 1}']", state="attached", timeout=60_000)
        page.wait_for_timeout(300)
    times: list[float] = page.evaluate("window.times")
    return times[1:]


def figures() -> list[Figure]:
    """The lines for the table."""
    sign, first, times = measure()
    return [
        Figure(
            f"first visit of the City page, 22,000,000 residents of {WORLD}, scripts cached",
            f"progress after {sign:.1f} s, numbers after {first:.1f} s",
            "never a frozen page",
        ),
        Figure(
            f"a what-if switch to new numbers on screen, 22,000,000 residents ({len(times)} switches)",
            f"{statistics.median(times):.0f} ms median, {max(times):.0f} ms worst",
            "≤ 300 ms",
        ),
    ]

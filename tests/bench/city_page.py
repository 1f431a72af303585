"""The City page at 22 million in a real browser: the first visit, and each switch to new numbers on screen."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from tests.bench.browser_page import median_and_worst, opened_page
from tests.bench.measure import Figure

WORLD = "beijing"
WHAT_IFS = (
    "confirmed", "drop:phone", "drop:face", "drop:national-id", "drop:payment-account", "drop:plate",
    "drop:company-number", "drop:name-birth-date",
)  # fmt: skip

# From the click to the task after the frame that shows the new numbers, and after the one that shows the new figure.
WATCH = """() => {
  window.times = { counted: [], drawn: [] };
  let pressed = 0;
  let waiting = new Set();
  document.addEventListener("click", (event) => {
    pressed = event.timeStamp;
    waiting = new Set(["counted", "drawn"]);
  }, true);
  for (const [name, times] of Object.entries(window.times)) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.delete(name) && times.push(performance.now() - pressed);
    new MutationObserver(() => requestAnimationFrame(() => channel.port2.postMessage(0)))
      .observe(document.documentElement, { attributes: true, attributeFilter: ["data-" + name] });
  }
}"""


class Measured(NamedTuple):
    """Seconds to the first sign of progress and to the first numbers; milliseconds of switches, to numbers and figure.

    Args:
        bytes_more: what this page and its figure bring over the wire that the first page did not.
    """

    sign: float
    first: float
    numbers: list[float]
    figures: list[float]
    bytes_more: int


def measure(world: str = WORLD, residents: int | None = None) -> Measured:
    """What one visit of the page takes, from a first page that is loaded."""
    with opened_page(world) as opened:
        page = opened.page
        opened.show("?story=")  # so that scripts are cached, and only the city is measured
        opened.received.clear()
        start = time.perf_counter()
        page.keyboard.press("5") if residents is None else page.goto(f"{opened.base}city?residents={residents}")
        page.wait_for_selector("#city-progress:not([hidden]), html[data-counted]", state="attached")
        sign = time.perf_counter() - start
        page.wait_for_selector("html[data-counted]", state="attached", timeout=300_000)
        first = time.perf_counter() - start
        page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
        page.wait_for_timeout(1_000)
        bytes_more = sum(opened.received)
        times = _switch(page)
    return Measured(sign, first, times["counted"][1:], times["drawn"][1:], bytes_more)


def _switch(page: Any) -> dict[str, list[float]]:
    """Each switch on, then on top of it the next: every what-if is new; the first one warms up."""
    page.evaluate(WATCH)
    for name in WHAT_IFS:
        counted = int(page.evaluate("document.documentElement.dataset.counted"))
        page.locator(f"[data-do='switch:{name}']").click()
        page.wait_for_selector(f"html[data-counted='{counted + 1}']", state="attached", timeout=60_000)
        page.wait_for_timeout(1_200)  # the figure, and the one of the other theme
    times: dict[str, list[float]] = page.evaluate("window.times")
    return times


def figures() -> list[Figure]:
    """The lines for the table."""
    sign, first, times, drawn, bytes_more = measure()
    return [
        Figure(
            f"first visit of the City page, 22,000,000 residents of {WORLD}, scripts cached",
            f"progress after {sign:.1f} s, numbers after {first:.1f} s",
            "never a frozen page",
        ),
        Figure(
            f"a what-if switch to new numbers on screen, 22,000,000 residents ({len(times)} switches)",
            median_and_worst(times),
            "≤ 300 ms",
        ),
        Figure(
            f"a what-if switch to the new figure on screen, 22,000,000 residents ({len(drawn)} switches)",
            median_and_worst(drawn),
            "≤ 300 ms",
        ),
        Figure(
            "the City page with its first figure, over the wire beyond the first page",
            f"{bytes_more / 1e6:.2f} MB",
            "≤ 0.6 MB",
        ),
    ]

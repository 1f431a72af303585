"""The stage, measured in a real browser: key to paint, and what the first page weighs on the wire."""

from __future__ import annotations

import statistics
from typing import Any

from tests.bench.browser_page import STOPWATCH, opened_page
from tests.bench.measure import Figure

PRESSES = 50
EVERY = 250
"""Milliseconds between presses: quicker than anybody goes through a story."""
WORLD = "beijing"

WATCH = f"""() => {{
  {STOPWATCH}
  document.addEventListener("keydown", painted, true);
}}"""


def measure(world: str = WORLD) -> dict[str, float]:
    """Milliseconds from a key to its picture (median and worst of 50), and the bytes of the first page."""
    with opened_page(world) as opened:
        opened.show()
        first_page = sum(opened.received)
        times = _press(opened.page)
    return {
        "key_to_paint_median_ms": statistics.median(times),
        "key_to_paint_worst_ms": max(times),
        "first_page_bytes": first_page,
    }


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
            "≤ 16 ms median, ≤ 33 ms worst",
        ),
        Figure(f"first page on the wire ({WORLD})", f"{results['first_page_bytes'] / 1e6:.2f} MB", "≤ 0.4 MB"),
    ]

"""The World page, measured in a real browser: from a key in the search field to the painted table."""

from __future__ import annotations

from typing import Any

from tests.bench.browser_page import STOPWATCH, median_and_worst, opened_page
from tests.bench.measure import Figure

KEYS = "credit" + "\b" * 6 + "rail" + "\b" * 4
"""What is typed, and taken away again: from all rows to a few, and back."""
ROUNDS = 3
PAUSE = 250
"""Milliseconds between keys."""
WORLD, TABLE = "beijing", "quotes"

WATCH = f"""() => {{
  {STOPWATCH}
  document.addEventListener("input", painted, true);
}}"""


def measure(world: str = WORLD, table: str = TABLE) -> list[float]:
    """Milliseconds from a key to its picture; the first round warms up."""
    with opened_page(world) as opened:
        opened.show(f"world?table={table}")
        return _type(opened.page)


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
            median_and_worst(times),
            "≤ 100 ms median",
        )
    ]

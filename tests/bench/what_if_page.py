"""The What-if page, measured in a real browser: from a switch to the painted map, the server asked in between."""

from __future__ import annotations

from typing import Any

from tests.bench.browser_page import STOPWATCH, median_and_worst, opened_page
from tests.bench.measure import Figure

SWITCHES = 20
PAUSE = 400
"""Milliseconds between switches."""
WORLD, STORY = "beijing", "court-fine"

# Each answer changes the list of what was asked, and all else in the same task.
WATCH = f"""() => {{
  {STOPWATCH}
  new MutationObserver(painted)
    .observe(document.getElementById("chosen"), {{ childList: true, characterData: true, subtree: true }});
}}"""


def measure(world: str = WORLD, story: str = STORY) -> list[float]:
    """Milliseconds from a switch to its picture: what-ifs that the server was never asked before."""
    with opened_page(world) as opened:
        opened.show(f"what-if?story={story}")
        return _switch(opened.page)


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
            median_and_worst(times),
            "≤ 100 ms median",
        )
    ]

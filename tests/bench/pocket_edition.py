"""The pocket edition: how long it takes to make, how large it is, and when a phone that is slow first paints it."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from linkage.book.book_page import book
from linkage.world.storage.folders import load
from tests.bench.measure import Figure
from tests.browser.conftest import FLAGS

WORLD = "beijing"
TIMES = 5
SLOWER = 4
"""How many times slower than this one the phone's processor is taken to be."""


def first_paints(file: Path) -> list[float]:
    """Milliseconds from asking for a file to its first paint with content, in a new window each time."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        times = [_first_paint(browser, file) for _ in range(TIMES)]
        browser.close()
    return times


def _first_paint(browser: Any, file: Path) -> float:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-shown]", state="attached")
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    found: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.close()
    return found


def _processor_seconds() -> float:
    """Seconds that this process and those that it has ended used of a processor."""
    return sum(os.times()[:4])


def figures() -> list[Figure]:
    """The lines for the table."""
    start, before = time.perf_counter(), _processor_seconds()
    text = book(load(WORLD))
    made, used = time.perf_counter() - start, _processor_seconds() - before
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "book.html"
        file.write_text(text, encoding="utf-8")
        paints = first_paints(file)
    return [
        Figure(
            f"`export {WORLD} --to book`, 22,000,000 residents, in process",
            f"{made:.1f} s, {used:.1f} s of a processor",
            "≤ 30 s",
        ),
        Figure(f"the file of the book of {WORLD}", f"{len(text.encode()) / 1e6:.2f} MB", "≤ 3 MB"),
        Figure(
            f"first paint of the book of {WORLD} at 390x844, processor slowed four times (median of {TIMES})",
            f"{statistics.median(paints):.0f} ms median, {max(paints):.0f} ms worst",
            "≤ 1 s",
        ),
    ]

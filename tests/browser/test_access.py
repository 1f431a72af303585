"""Keyboard, screen reader, contrast: axe finds nothing serious or critical, in dark and light, map and accounts."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import SMALL, WIDE, watched
from tests.browser.test_stage import press

WAIVED: dict[str, str] = {}
"""Rule → why a part of Mantine or AG Grid may break it: one line and reason each."""

STATES = {
    "start": ("", []),
    "middle": ("?story=court-fine&wave=2", []),
    "light": ("?story=court-fine&wave=2&theme=light", []),
    "explained": ("?story=court-fine&wave=2", ["click:#picture-map [data-id='service:loan'] .body"]),
    "explained-light": ("?story=court-fine&wave=2&theme=light", ["click:#picture-map [data-id='service:loan'] .body"]),
    "keys": ("", ["?"]),
    "outline": ("?story=court-fine&wave=1", ["click:#outlined summary"]),
    "story-list": ("", ["click:#ask-story"]),
    "find": ("", ["/"]),
    "accounts": ("?story=wrong-person&drawing=accounts&wave=2", []),
    "what-if": ("?what-if=cut:defaulter-list-to-rail-tickets&wave=2", []),
    "wrong": ("?story=wrong-person&wave=2&theme=light", []),
}


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_serious(window: Any, base: str, name: str, size: dict[str, int]) -> None:
    query, doings = STATES[name]
    if size is SMALL and name in ("outline", "story-list"):
        pytest.skip("folded away in a small window")
    with watched(window, base, size) as watch:
        page = watch.open(query)
        for each in doings:
            page.locator(each[6:]).click() if each.startswith("click:") else press(page, each)
        page.wait_for_timeout(100)
        found = Axe().run(page).response["violations"]
    bad = [
        f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
        for each in found
        if each["impact"] in ("serious", "critical") and each["id"] not in WAIVED
        for node in each["nodes"]
    ]
    assert bad == []


def test_every_control_is_reached_by_tab_and_shows_it(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=1")
    wanted = set(
        page.evaluate(
            "[...document.querySelectorAll('button, input, summary, a[href], [tabindex=\"0\"]')]"
            ".filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.closest('dialog'))"
            ".map((e, i) => { e.dataset.test = i; return String(i) })"
        )
    )
    reached, invisible = set(), []
    for _ in range(len(wanted) + 5):
        press(page, "Tab")
        here = page.evaluate(
            "(() => { const e = document.activeElement, again = e.querySelector && e.querySelector('.again');"
            "const shown = getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).borderColor !== '' && "
            "e.matches('input') || again && getComputedStyle(again).stroke !== 'none' || "
            "e.matches('.edge') && getComputedStyle(e.querySelector('.line')).strokeWidth !== '2px';"
            "return [e.dataset.test || '', Boolean(shown), e.outerHTML.slice(0, 80)] })()"
        )
        reached.add(here[0])
        if here[0] and not here[1]:
            invisible.append(here[2])
    assert wanted - reached == set()
    assert invisible == []


def test_motion_is_off_for_those_who_ask(stage: Any) -> None:
    page = stage.open()
    seconds = page.evaluate("getComputedStyle(document.querySelector('#picture-map .body')).transitionDuration")
    assert seconds in ("0s", "0s, 0s")

"""Keyboard, screen reader, contrast: axe finds nothing serious or critical, in dark and light, map and accounts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import SMALL, WIDE, serious_violations, watched
from tests.browser.test_stage import press

STATES = {
    "start": ("", []),
    "middle": ("?story=court-fine&wave=2", []),
    "light": ("?story=court-fine&wave=2&theme=light", []),
    "explained": ("?story=court-fine&wave=2", ["click:#picture-map [data-id='service:loan'] .body"]),
    "explained-light": ("?story=court-fine&wave=2&theme=light", ["click:#picture-map [data-id='service:loan'] .body"]),
    "keys": ("", ["?"]),
    "outline": ("?story=court-fine&wave=1", ["click:#outlined summary"]),
    "find": ("", ["/"]),
    "accounts": ("?story=wrong-person&drawing=accounts&wave=2", []),
    "matrix": ("?story=wrong-person&drawing=matrix&wave=2", []),
    "what-if": ("?what-if=cut:defaulter-list-to-rail-tickets&wave=2", []),
    "wrong": ("?story=wrong-person&wave=2&theme=light", []),
    "day": ("?story=court-fine&on-day=370", []),
    "day-light": ("?story=court-fine&on-day=370&theme=light", []),
    "why": ("why?world=beijing&story=court-fine&why=loan", ["ArrowRight", "ArrowRight"]),
    "why-light": ("why?world=beijing&story=wrong-phone&theme=light", []),
    "why-not": ("why?story=court-fine&why=monthly-pass", []),
    "join": ("join?world=beijing&story=wrong-phone", []),
    "join-light": ("join?world=beijing&story=wrong-phone&theme=light", []),
    "join-clerk": ("join?world=beijing&story=wrong-phone", ["click:[data-do='sees:clerk']"]),
    "join-person": ("join?world=beijing&story=wrong-phone&theme=light", ["click:[data-do='sees:person']"]),
    "what-if-page": ("what-if?story=court-fine&what-if=drop:national-id", ["/"]),
    "what-if-light": ("what-if?story=court-fine&what-if=drop:national-id&theme=light", ["i"]),
    "what-if-two": ("what-if?story=court-fine&what-if=drop:phone&beside=reading:documented,expire:*=9", ["i"]),
    "what-if-two-light": (
        "what-if?story=court-fine&what-if=cut:defaulter-list-to-rail-tickets&beside=drop:phone&theme=light",
        [],
    ),
    "what-if-nothing": ("what-if?world=beijing&story=court-fine&what-if=drop:fone&theme=light", ["/"]),
    "city": ("city?residents=3000&what-if=drop:phone", []),
    "city-light": ("city?world=beijing&residents=3000&what-if=reading:press,confirmed&theme=light", []),
    "city-kinds": ("city?world=beijing&residents=20000&tab=kinds", []),
    "city-kinds-light": ("city?world=beijing&residents=20000&tab=kinds&what-if=drop:phone&theme=light", []),
    "city-figures": ("city?world=beijing&residents=3000&tab=figures", []),
    "city-range": ("city?residents=3000&tab=range&theme=light", ["ArrowRight"]),
    "city-days": ("city?residents=3000&tab=door&theme=light", ["ArrowRight"]),
    "city-best": ("city?residents=3000&tab=best&door=loan/refuse", []),
    "city-links-light": ("city?residents=3000&tab=link&theme=light", []),
    "city-one-day": ("city?residents=3000&tab=day&what-if=confirmed", []),
    "city-sweep": (
        "city?residents=3000&tab=sweep&over=share:subscribers-to-defaulter-list=0..1/0.5,"
        "correct:unpaid-court-judgment=0..90/30&measure=doors&on-day=60&theme=light",
        [],
    ),
    "city-trade": (
        "city?world=elsewhere&what-if=reading:filled-in&residents=3000&tab=trade&door=passport/refuse",
        ["click:#city-below summary"],
    ),
    "saving": ("?story=court-fine&wave=1", ["s"]),
    "city-cannot": ("city?residents=900000000", []),
    "world": ("world?world=beijing", []),
    "world-conflicts-light": ("world?world=beijing&table=conflicts&theme=light", []),
    "world-row": ("world?world=beijing&table=links&row=defaulters-to-rail", []),
    "world-row-light": ("world?world=beijing&table=rules&row=orders-refuse-private-school&theme=light", []),
    "world-voices": ("world?world=beijing&table=voices", []),
    "world-found-light": ("world?table=quotes&theme=light", ["/", "x"]),
    "world-glossary": ("world?table=glossary", []),
    "what-if-reproduced": ("what-if?story=court-fine&what-if=drop:phone", ["i", "click:[data-key='again:before']"]),
}


LOOKS = [
    pytest.param(name, size, id=f"{name}-{word}")
    for name in STATES
    for size, word in ((WIDE, "wide"), (SMALL, "small"))
    if size is WIDE or name != "outline"  # folded away in a small window
]


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "size"), LOOKS)
def test_axe_finds_nothing_serious(window: Any, base: str, name: str, size: dict[str, int]) -> None:
    query, actions = STATES[name]
    with watched(window, base, size) as watch:
        page = watch.open(query)
        if query.startswith("city") and name != "city-cannot":
            page.wait_for_selector("html[data-counted]", state="attached")
            page.wait_for_selector(".aside [role=status], .by-sweep > .large", state="detached")
        for action in actions:
            page.locator(action[6:]).click() if action.startswith("click:") else press(page, action)
        page.wait_for_timeout(100)
        assert serious_violations(page) == []


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query",
    [
        "?story=court-fine&wave=1",
        "?story=court-fine&on-day=3",
        "why?story=court-fine",
        "join?story=court-fine",
        "city?residents=3000&what-if=drop:phone",
        "city?residents=3000&tab=sweep",
        "world?table=links",
    ],
)
def test_every_control_is_reached_by_tab_and_shows_it(stage: Any, query: str) -> None:
    page = stage.open(query)
    if query.startswith("city"):
        page.wait_for_selector("html[data-counted]", state="attached")
        page.wait_for_selector(".by-sweep > .large", state="detached")
        page.wait_for_selector("html[data-spread]", state="attached")  # counted anew, rows are drawn anew
    controls = set(
        page.evaluate(
            "[...document.querySelectorAll('button, input, select, summary, a[href], [tabindex=\"0\"]')]"
            ".filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.closest('dialog'))"
            ".map((e, i) => { e.dataset.test = i; return String(i) })"
        )
    )
    reached, invisible = set(), []
    for _ in range(len(controls) + 5):
        press(page, "Tab")
        focus = page.evaluate(
            "(() => { const e = document.activeElement, again = e.querySelector && e.querySelector('.again');"
            "const shown = getComputedStyle(e).outlineStyle !== 'none' || getComputedStyle(e).borderColor !== '' && "
            "e.matches('input') || again && getComputedStyle(again).stroke !== 'none' || "
            "e.matches('.edge') && getComputedStyle(e.querySelector('.line')).strokeWidth !== '2px';"
            "return [e.dataset.test || '', Boolean(shown), e.outerHTML.slice(0, 80)] })()"
        )
        reached.add(focus[0])
        if focus[0] and not focus[1]:
            invisible.append(focus[2])
    assert controls - reached == set()
    assert invisible == []


def test_motion_is_off_for_those_who_ask(stage: Any) -> None:
    page = stage.open()
    seconds = page.evaluate("getComputedStyle(document.querySelector('#picture-map .body')).transitionDuration")
    assert seconds in ("0s", "0s, 0s")

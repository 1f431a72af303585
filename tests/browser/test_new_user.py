"""A question as somebody new would ask it, answered with the keys that the README and the page name, and no others.

"The train was refused in the court-fine story: which single change would have prevented it, and what else would that
change?" Walked on `beijing`, which `make run` opens: from the first page to Why, and from there to What-if.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched, served, watched
from tests.browser.test_stage import press, texts

OUTCOME = "#outcome .sentence"
RULE_OFF = "Switch off the rule “Rail tickets: refuse High-speed train (rail-refuses-court-list)”."


@pytest.fixture
def first_page(window: Any) -> Iterator[Watched]:
    """The address that `make run` opens."""
    with served("beijing") as base, watched(window, base) as watch:
        watch.open()
        yield watch


def tab_to(page: Any, says: str) -> None:
    """Press Tab until a control with these words has the focus."""
    for _ in range(400):
        press(page, "Tab")
        words = page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText || ''")
        if words.startswith(says):
            return
    raise AssertionError(f"Tab does not reach '{says}'")


@pytest.mark.thorough
def test_which_single_change_would_have_prevented_it_and_what_else_would_it_change(first_page: Watched) -> None:
    page = first_page.page

    # The story is told by one key, to its end.
    expect(page.locator("#ask-story")).to_have_value("court-fine")
    press(page, "End")
    expect(page.locator("#doors")).to_contain_text("High-speed train")

    # 2 is Why; the train stands in the list of closed doors.
    press(page, "2")
    expect(page.locator("#why-list")).to_contain_text("High-speed train")
    tab_to(page, "High-speed train")
    press(page, "Enter")
    expect(page.locator("#why-title")).to_have_text("Why is High-speed train closed to Li?")

    # No single link: three proofs. Two larger single changes lift it, and each can be tried.
    rest = page.locator("#why-rest")
    expect(rest).to_contain_text("no single change is enough: there are 3 separate ways, and one always remains")
    lifts = texts(page, "#why-rest .removals:not(.least) .lifts .says")
    assert lifts[0] == "No database stores the national ID."
    assert lifts[1] == RULE_OFF

    # The first: Tab to its "Try it". What-if says what else opens, in a sentence and door by door.
    tab_to(page, "Try it: No database stores the national ID.")
    press(page, "Enter")
    expect(page.locator("#chosen li span")).to_have_text("No database stores the national ID.")
    expect(page.locator(OUTCOME)).to_have_text("All 16 services are open again; Li is no longer named in public.")
    assert texts(page, ".doors-cell strong") == ["16", "0"]
    assert "High-speed train" in texts(page, ".is-opened .effects a")
    assert len(texts(page, ".is-opened .effects a")) == 16

    # The second, set beside the first: only the train opens; the table shows where the two differ.
    tab_to(page, "Compare with a second what-if")
    press(page, "Enter")
    expect(page.locator(".chosen-side")).to_have_count(2)
    press(page, "/")
    page.keyboard.type("national ID drop:")
    press(page, "Enter", " ")
    expect(page.locator("#chosen .chosen-side").nth(1)).not_to_contain_text("No database stores the national ID")
    expect(page.locator(".doors-cell strong").nth(2)).to_have_text("16")
    press(page, "/")
    page.keyboard.press("Control+a")
    page.keyboard.type("off: rail court-list")
    press(page, "Enter", " ")
    expect(page.locator("#chosen .chosen-side").nth(1)).to_contain_text(RULE_OFF)
    expect(page.locator(OUTCOME).nth(1)).to_have_text("High-speed train is open again.")
    assert texts(page, ".doors-cell strong") == ["16", "0", "15"]
    differ = texts(page, ".differ tbody th b")
    assert "High-speed train" not in differ
    assert "Flight" in differ


@pytest.mark.thorough
def test_a_link_that_was_thought_to_do_it_is_tried_and_taken_back(first_page: Watched) -> None:
    page = first_page.page
    press(page, "4")
    expect(page.locator("#chosen .hint")).to_contain_text("Turn off a switch")
    press(page, "/")
    page.keyboard.type("defaulter rail")
    press(page, "Enter", " ")
    expect(page.locator(OUTCOME)).to_have_text("2 effects come or end on other days.")
    assert texts(page, ".doors-cell strong") == ["16", "16"]
    press(page, "/")
    page.keyboard.press("Control+a")
    page.keyboard.type("spending rail")
    press(page, "Enter", " ")
    expect(page.locator(OUTCOME)).to_have_text("First-class train and High-speed train are open again.")
    press(page, "Control+z", "Control+z")
    expect(page.locator("#chosen .hint")).to_contain_text("Nothing changed yet.")
    expect(page.locator(OUTCOME)).to_have_text("")
    assert texts(page, ".doors-cell strong") == ["16", "16"]

"""The Why page as somebody who asks for reasons uses it: by keys, by the pointer, by address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, WIDE, watched
from tests.browser.label_boxes import faults
from tests.browser.test_stage import press, texts

LOAN = "why?world=beijing&story=court-fine&why=loan"
HOTEL = "why?world=beijing&story=court-fine&why=star-hotel"
TITLE = "#why-title"


def lit_parts(page: Any) -> set[str]:
    """The parts of the small map that are on."""
    return set(page.evaluate("[...document.querySelectorAll('#why-picture .on')].map(e => e.dataset.id)"))


def without_tags(page: Any) -> set[str]:
    """The lit parts without effect rows: the whole map says there only what a rule does."""
    return {part for part in lit_parts(page) if not part.startswith("effect:")}


def tab_to(page: Any, selector: str, limit: int = 120) -> None:
    """Go by Tab until something has the focus."""
    for _ in range(limit):
        press(page, "Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


# -- the question and its proof


def test_it_opens_on_the_first_door_with_its_proof_quotes_and_badges(stage: Any) -> None:
    page = stage.open("why?story=court-fine")
    expect(page.locator(TITLE)).to_have_text("Why is Bank loan closed to Li?")
    assert texts(page, "#why-lines .badge") == ["reported", "assumed"]
    assert texts(page, "#why-lines blockquote")[0] == "failing to pay court-mandated fines"
    expect(page.locator("#why-facts")).to_contain_text("1 way")
    expect(page.locator("#why-facts")).to_contain_text("Only as strong as its weakest step: assumed")
    expect(page.locator("#why-facts")).to_contain_text("its figures: assumed")


@pytest.mark.thorough
def test_a_restriction_of_somebody_else_can_be_asked_about(stage: Any) -> None:
    page = stage.open("why?story=court-fine")
    page.locator("#why-list button", has_text="Private school").first.click()
    expect(page.locator(TITLE)).to_contain_text("Private school")
    expect(page.locator("#why-lines li[data-line]")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/why\?story=court-fine&why=school-enrolment-refuse-private-school@R\d{10}$"))


@pytest.mark.thorough
def test_a_pointer_over_a_line_lights_its_path_on_the_small_map_and_leaving_it_lights_all(stage: Any) -> None:
    page = stage.open(LOAN)
    everything = lit_parts(page)
    assert {"database:court-judgments", "database:loan-accounts", "service:loan"} <= everything
    page.locator("#why-lines li[data-line='1'] button.says").hover()
    assert {"database:court-judgments", "database:defaulter-list"} <= lit_parts(page)
    assert "service:loan" not in lit_parts(page)
    assert page.locator("#why-picture [data-id='database:defaulter-list'].now").count() == 1
    page.locator(TITLE).hover()
    assert lit_parts(page) == everything


@pytest.mark.thorough
def test_a_line_that_gets_the_focus_lights_its_path_too(stage: Any) -> None:
    page = stage.open(LOAN)
    page.locator("#why-lines li[data-line='1'] button.says").focus()
    assert "service:loan" not in lit_parts(page)
    expect(page.locator("#why-lines li[data-line='1']")).to_have_class(re.compile("now"))


@pytest.mark.thorough
def test_the_whole_map_and_only_the_path_show_the_same_proof(stage: Any) -> None:
    page = stage.open(LOAN)
    on_path = without_tags(page)
    parts = "#why-picture [data-id]"
    few = page.locator(parts).count()
    page.get_by_role("button", name="Whole map").click()
    assert page.locator(parts).count() > 2 * few
    assert without_tags(page) == on_path
    page.get_by_role("button", name="Only this way").click()
    assert page.locator(parts).count() == few


@pytest.mark.thorough
def test_another_proof_of_the_same_door_is_a_click_away(stage: Any) -> None:
    page = stage.open(HOTEL)
    expect(page.locator("#why-facts")).to_contain_text("2 separate ways")
    shown = lit_parts(page)
    page.locator("#why-proofs button").nth(1).click()
    other = lit_parts(page)
    assert "database:defaulter-list" in shown ^ other
    expect(page.locator("#why-proofs button").nth(1)).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(250)
    assert page.url.endswith("&proof=2")


# -- what follows


def verdicts(page: Any, card: str = "What one change would reopen it?") -> dict[str, str]:
    """Each removal and what it would do."""
    rows = page.locator(".card", has=page.get_by_role("heading", name=card)).locator(".removals li").all()
    return {row.locator(".says").inner_text(): row.locator(".verdict").inner_text() for row in rows}


def test_it_says_which_single_removal_would_lift_it_and_how_many_proofs_the_others_leave(stage: Any) -> None:
    removals = verdicts(stage.open(HOTEL))
    assert {text: what for text, what in removals.items() if text.startswith("Cut the link")} == {
        "Cut the link Court judgments → Defaulter list (judgments-to-defaulters).": "✕ 1 other way remains",
        "Cut the link Defaulter list → Spending orders.": "✕ 1 other way remains",
        "Cut the link Court judgments → Spending orders.": "✕ 1 other way remains",
        "Cut the link Court judgments → Defaulter list (judgments-to-defaulters). "
        "Cut the link Court judgments → Spending orders.": "✓ reopens it",
        "Cut the link Defaulter list → Spending orders. "
        "Cut the link Court judgments → Spending orders.": "✓ reopens it",
    }
    assert set(verdicts(stage.open(LOAN)).values()) >= {"✓ reopens it"}


@pytest.mark.thorough
def test_where_nothing_alone_lifts_it_the_reason_is_said(stage: Any) -> None:
    page = stage.open("why?story=court-fine&why=loan")
    expect(page.locator("#why-rest .large")).to_have_text(
        "none: the rule acts where the record is kept first, Defaulter list; no link is involved"
    )


@pytest.mark.thorough
def test_a_removal_is_tried_on_the_what_if_page(stage: Any) -> None:
    page = stage.open("why?story=court-fine&why=high-speed-rail")
    page.locator("#why-rest .removals .try").first.click()
    expect(page).to_have_url(re.compile(r"/what-if\?story=court-fine&what-if=cut:defaulter-list-to-rail-tickets"))


@pytest.mark.thorough
def test_it_says_how_the_accounts_became_one_person_join_by_join(stage: Any) -> None:
    page = stage.open(LOAN)
    card = page.locator(".card", has=page.get_by_role("heading", name="How the databases knew it was the same person"))
    expect(card.locator("p").first).to_have_text("3 accounts at 2 agencies were matched by national ID.")
    expect(card.locator(".joins > li")).to_have_count(2)
    assert re.match(r"SYN-\d{10}$", card.locator(".joins code").first.inner_text())
    card.locator(".try").last.click()
    expect(page.locator("#join-title")).to_have_text("Defaulter list → Loan accounts")


@pytest.mark.thorough
def test_a_wrong_match_is_marked_in_the_proof_and_in_the_person(stage: Any) -> None:
    page = stage.open("why?world=beijing&story=wrong-phone")
    expect(page.locator("#why-facts")).to_contain_text("wrong person")
    expect(page.locator("#why-rest")).to_contain_text("They do not all belong to the same person.")
    assert page.locator("#why-lines li.is-wrong").count() == 3
    expect(page.locator("#why-rest")).to_contain_text("a row of its Phone subscribers names the wrong person")


@pytest.mark.thorough
def test_it_says_who_could_put_it_right_and_which_copies_stay_until_when(stage: Any) -> None:
    page = stage.open(LOAN)
    card = page.locator(".card", has=page.get_by_role("heading", name="Who could correct it?"))
    expect(card).to_contain_text(
        "Courts: the original unpaid court judgment is in its Court judgments. Everyone else holds a copy."
    )
    rows = {row.locator("b").inner_text(): row.locator("td").all_inner_texts()[1:]
            for row in card.locator("tbody tr:not(.the-door)").all()}  # fmt: skip
    assert rows["Rail tickets"] == ["never deleted", "until day 63"]
    assert rows["Loan accounts"] == ["never deleted", "until day 63"]
    assert card.locator(".the-door td").all_inner_texts() == ["The effect itself", "never deleted", "until day 63"]


def test_an_open_door_says_why_it_is_not_closed_and_shows_how_far_the_record_came(stage: Any) -> None:
    page = stage.open("why?story=court-fine&why=monthly-pass")
    expect(page.locator(TITLE)).to_have_text("Monthly pass is open to Li.")
    expect(page.locator("#why-lines")).to_contain_text("Why not?")
    expect(page.locator("#why-lines .large")).to_contain_text("2")
    assert "database:rail-tickets" in lit_parts(page)


# -- by keyboard, by address, back


def test_by_keyboard_alone_a_door_is_chosen_its_proof_walked_and_another_proof_opened(stage: Any) -> None:
    page = stage.open("?world=beijing&story=court-fine")
    press(page, "2")
    expect(page.locator(TITLE)).to_be_visible()
    tab_to(page, "#why-list button")
    while "Star hotel" not in page.evaluate("document.activeElement.textContent"):
        press(page, "Tab")
    press(page, "Enter")
    expect(page.locator(TITLE)).to_have_text("Why is Star hotel closed to Li?")
    assert "Star hotel" in page.evaluate("document.activeElement.textContent"), "the focus stays where it was"
    press(page, "ArrowRight", "ArrowRight")
    expect(page.locator("#why-lines li.now")).to_have_attribute("data-line", "1")
    press(page, "End")
    assert "service:star-hotel" in lit_parts(page)
    press(page, "Shift+ArrowRight")
    expect(page.locator("#why-proofs button").nth(1)).to_have_attribute("aria-pressed", "true")
    press(page, "Shift+ArrowLeft", "ArrowRight", "PageUp")
    expect(page.locator("#why-proofs button").nth(0)).to_have_attribute("aria-pressed", "true")
    assert page.locator("#why-lines li.now").count() == 0


@pytest.mark.thorough
def test_going_back_asks_the_last_question_again_and_then_the_page_before(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    press(page, "2")
    expect(page.locator(TITLE)).to_have_text("Why is Bank loan closed to Li?")
    page.locator("#why-list button", has_text="High-speed rail").first.click()
    expect(page.locator(TITLE)).to_have_text("Why is High-speed rail closed to Li?")
    page.go_back()
    expect(page.locator(TITLE)).to_have_text("Why is Bank loan closed to Li?")
    page.go_back()
    expect(page.locator("#sentence")).to_be_visible()
    page.go_forward()
    expect(page.locator(TITLE)).to_have_text("Why is Bank loan closed to Li?")


@pytest.mark.thorough
def test_the_address_opens_the_same_proof_in_a_new_window(stage: Any, window: Any) -> None:
    page = stage.open(f"{HOTEL}&proof=2&theme=light")
    with watched(window, stage.base) as new_window:
        again = new_window.open(page.url.removeprefix(stage.base))
        assert again.locator("#why-lines").inner_text() == page.locator("#why-lines").inner_text()
        assert lit_parts(again) == lit_parts(page)
        assert again.locator("#why-proofs [aria-pressed=true]").inner_text().startswith("Way 2")


@pytest.mark.thorough
def test_an_unknown_door_is_answered_with_the_nearest(stage: Any) -> None:
    page = stage.open("why?story=court-fine&why=high-speed-rial")
    expect(page.locator("#remark")).to_contain_text("Did you mean 'high-speed-rail'?")
    expect(page.locator(TITLE)).to_have_text("Why is Bank loan closed to Li?")


@pytest.mark.thorough
def test_a_number_says_how_it_is_made_again(stage: Any) -> None:
    page = stage.open(LOAN)
    page.locator("#why-facts .again").click()
    expect(page.locator("#recipe")).to_contain_text("linkage why beijing loan --all --story court-fine")
    press(page, "Escape")
    expect(page.locator("#recipe")).to_be_hidden()


@pytest.mark.thorough
@pytest.mark.parametrize("story", ["beijing&story=court-fine&why=loan", "beijing&story=wrong-phone", "tiny"])
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
def test_the_path_can_be_read_and_nothing_scrolls_sideways(
    window: Any, base: str, size: dict[str, int], story: str
) -> None:
    with watched(window, base, size) as watch:
        page = watch.open(f"why?world={story}")
        assert faults(page, 14.0, "#why-picture svg.map") == []

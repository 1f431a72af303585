"""The stage as a presenter uses it: by keys, by clicks, by address."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from linkage.world.storage import folders
from tests.browser.conftest import WIDE, served, watched

STORIES = [(world.id, story) for world in folders.worlds() for story in folders.load(world.folder).stories]
SENTENCE = "#sentence"

# The whole page as text; that Dash waits for an answer is no part of the picture.
DOM = """() => {
  const copy = document.querySelector(".page").cloneNode(true);
  copy.querySelector("#city-corner").remove(); // a number that comes when some city is counted
  copy.querySelector("#picture-accounts[hidden]")?.replaceChildren(); // comes when nothing was pressed for a while
  for (const each of copy.querySelectorAll("[data-dash-is-loading]")) each.removeAttribute("data-dash-is-loading");
  return copy.outerHTML;
}"""


BACKGROUND = ("/_alive", "/_favicon", "/_city/corner", "/_account-map")


def is_background(url: str) -> bool:
    """Whether a request has no key as its cause: the heartbeat, the icon, the corner's number, what is asked ahead."""
    return any(path in url for path in BACKGROUND)


def press(page: Any, *keys: str) -> None:
    """Press some keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def first_difference(first: str, second: str) -> tuple[str, str]:
    """The text around the first difference of two pages."""
    place = next(at for at, (left, right) in enumerate(zip(first + "<", second + ">", strict=False)) if left != right)
    return first[max(0, place - 80) : place + 80], second[max(0, place - 80) : place + 80]


def texts(page: Any, selector: str) -> list[str]:
    """The texts that are visible at a selector."""
    return [element.inner_text() for element in page.locator(selector).all() if element.is_visible()]


def lit_parts(page: Any) -> set[str]:
    """The parts of the map that are on."""
    return set(page.evaluate("[...document.querySelectorAll('#picture-map .on')].map(e => e.dataset.id)"))


def test_it_opens_on_the_first_story_with_one_sentence_and_one_key_hint(stage: Any) -> None:
    page = stage.open()
    expect(page.locator(SENTENCE)).to_have_text("Li has not paid what a court ordered.")
    assert texts(page, "#hint") == ["Press → to see what happens next"]
    assert lit_parts(page) == set()


@pytest.mark.parametrize(("world", "story"), STORIES, ids=lambda name: name)
def test_every_story_goes_forward_and_back_by_keys_to_the_same_page(stage: Any, world: str, story: str) -> None:
    page = stage.open(f"?world={world}&story={story}")
    waves = page.locator("#timeline li").count() - 1
    forward = [page.evaluate(DOM)]
    for _ in range(waves):
        press(page, "ArrowRight")
        forward.append(page.evaluate(DOM))
    assert len(set(forward)) == len(forward), "every press changes the page"
    backward = [page.evaluate(DOM)]
    for _ in range(waves):
        press(page, "PageUp")
        backward.append(page.evaluate(DOM))
    assert [
        first_difference(first, second)
        for first, second in zip(forward, backward[::-1], strict=True)
        if first != second
    ] == []


@pytest.mark.parametrize("drawing", ["map", "accounts", "matrix"])
def test_shift_and_arrow_go_step_by_step_and_back_the_same_way(stage: Any, drawing: str) -> None:
    page = stage.open(f"?story=court-fine&drawing={drawing}")
    steps = page.locator("#outline li[data-at]").count()
    forward = [page.evaluate(DOM)]
    while len(page.locator("#outline li.told").all()) < steps:
        press(page, "Shift+ArrowRight")
        forward.append(page.evaluate(DOM))
    assert len(forward) == steps + 1
    for before in reversed(forward[:-1]):
        press(page, "Shift+ArrowLeft")
        assert page.evaluate(DOM) == before


@pytest.mark.parametrize("key", ["ArrowRight", "PageDown", " "])
def test_a_key_shows_the_next_wave(stage: Any, key: str) -> None:
    page = stage.open("?story=court-fine")
    press(page, key)
    expect(page.locator(SENTENCE)).to_contain_text("Bank loan closes to Li")
    assert "service:loan" in lit_parts(page)


@pytest.mark.thorough
def test_the_buttons_do_what_the_keys_do(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    page.get_by_role("button", name="Next").click()
    by_button = page.locator(SENTENCE).inner_text()
    page.get_by_role("button", name="Back", exact=True).click()
    press(page, "ArrowRight")
    assert page.locator(SENTENCE).inner_text() == by_button


@pytest.mark.thorough
def test_home_and_end_go_to_the_start_and_the_end(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    press(page, "End")
    assert texts(page, "#doors-shut") == ["3"]
    press(page, "Home")
    assert texts(page, "#doors-shut") == ["0"]


@pytest.mark.thorough
def test_a_clicker_works_while_a_select_has_the_focus(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    page.locator("#ask-story").focus()
    press(page, "PageDown")
    expect(page.locator(SENTENCE)).to_contain_text("Bank loan closes to Li")


def test_the_step_shows_its_sentence_key_quote_and_badge(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    press(page, "ArrowRight", "Shift+ArrowRight")
    expect(page.locator(SENTENCE)).to_have_text(
        "“Unpaid court judgment” is copied to Rail tickets on day 1. Li is matched by national ID."
    )
    assert texts(page, "#keys .key b") == ["national ID"]
    assert re.match(r"SYN-\d{10}$", texts(page, "#keys .key code")[0])
    assert texts(page, "#quotes blockquote")[0] == "banning them from travelling by air or high-speed train"
    assert "quoted word for word" in texts(page, "#quotes figcaption")[0]
    assert texts(page, "#badges .badge") == ["reported"]


@pytest.mark.thorough
def test_an_assumed_step_says_that_no_source_stands_behind_it(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    press(page, "Shift+ArrowRight", "Shift+ArrowRight")
    expect(page.locator("#badges .badge")).to_have_text("assumed")
    expect(page.locator("#quotes .none")).to_contain_text("our assumption")


@pytest.mark.thorough
def test_doors_close_one_by_one_with_their_days(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    press(page, "ArrowRight", "ArrowRight")
    rows = texts(page, "#doors .what")
    assert {"Bank loan", "High-speed rail", "Package tour", "Private school"} == set(rows)
    assert texts(page, "#doors-all") == ["of 5 services closed to Li"]
    assert all(text.startswith("day ") for text in texts(page, "#doors .when"))


def test_a_clicked_door_shows_its_proof_with_quotes_and_the_weakest_badge(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=2")
    page.locator("#picture-map [data-id='service:private-school'] .body").click()
    expect(page.locator("#about h2")).to_have_text("Private school")
    proof = page.locator("#about .proof").first
    assert proof.locator("li").count() == 3
    expect(proof.locator(".weakest .badge")).to_have_text("alleged")
    expect(proof.locator("blockquote").last).to_contain_text("reducing access to good schools")


@pytest.mark.thorough
def test_a_door_that_is_still_open_shows_no_proof(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    page.locator("#picture-map [data-id='service:high-speed-rail'] .body").click()
    expect(page.locator("#about h2")).to_have_text("High-speed rail")
    assert page.locator("#about .proof").count() == 0


def test_a_clicked_link_explains_itself_and_escape_closes_it(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=2")
    page.locator("#picture-map [data-id='link:defaulter-list-to-rail-tickets'] .label").click()
    panel = page.locator("#about")
    expect(panel).to_contain_text("presses debtors to pay")
    expect(panel).to_contain_text("the person is not told, but it is on a public list")
    expect(panel.locator("blockquote").first).to_be_visible()
    press(page, "Escape")
    expect(panel).to_be_hidden()


@pytest.mark.thorough
def test_what_the_keyboard_reaches_explains_itself(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=2")
    page.locator("#picture-map [data-id='link:defaulter-list-to-school-enrolment']").focus()
    press(page, "Shift+Tab", "Tab")
    expect(page.locator("#about h2")).to_have_text("Defaulter list → School enrolment")
    press(page, "Enter")
    expect(page.locator("#about")).to_be_focused()
    press(page, "Escape")
    expect(page.locator("#picture-map [data-id='link:defaulter-list-to-school-enrolment']")).to_be_focused()


@pytest.mark.thorough
def test_the_next_step_closes_what_was_pointed_at(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=1")
    page.locator("#picture-map [data-id='database:defaulter-list'] .body").click()
    press(page, "ArrowRight")
    expect(page.locator("#about")).to_be_hidden()
    expect(page.locator("#quotes")).to_be_visible()


def test_another_story_is_asked_for_and_the_keys_work_at_once(stage: Any) -> None:
    page = stage.open()
    page.locator("#ask-story").select_option(label="A skipped fare (Wang)")
    expect(page.locator(SENTENCE)).to_contain_text("Wang skipped a fare")
    press(page, "ArrowRight")
    expect(page.locator(SENTENCE)).to_contain_text("Payment accounts")
    expect(page).to_have_url(re.compile(r"story=skipped-fare&wave=1$"))


@pytest.mark.thorough
def test_a_record_is_asked_for_instead_of_a_story(stage: Any) -> None:
    page = stage.open()
    page.locator(".tools [data-do='ask']").click()
    page.locator("#ask-record").select_option(label="phone bills paid on time")
    expect(page.locator(SENTENCE)).to_contain_text("has a record: phone bills paid on time.")
    expect(page.locator("#ask-story")).to_have_value("")


@pytest.mark.thorough
def test_a_resident_is_asked_for_by_id(stage: Any) -> None:
    page = stage.open("?record=unpaid-court-judgment")
    page.locator(".tools [data-do='ask']").click()
    page.locator("#ask-resident").fill("R0000000042")
    press(page, "Enter")
    expect(page.locator(SENTENCE)).to_contain_text("R0000000042")
    expect(page).to_have_url(re.compile("resident=R0000000042"))


def test_a_reading_changes_the_run_and_says_how(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=2")
    page.locator("#ask-reading").select_option(label="Documented")
    expect(page.locator("#difference")).to_contain_text("Bank loan is open again")
    expect(page.locator("#label")).to_contain_text("reading: Documented")
    expect(page).to_have_url(re.compile("what-if=reading:documented"))


def test_going_back_in_the_browser_brings_the_last_question_back(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    page.locator("#ask-story").select_option(label="A skipped fare (Wang)")
    expect(page.locator(SENTENCE)).to_contain_text("Wang skipped a fare")
    page.go_back()
    expect(page.locator(SENTENCE)).to_contain_text("Li has not paid")
    expect(page.locator("#ask-story")).to_have_value("court-fine")


@pytest.mark.thorough
@pytest.mark.parametrize("keys", [["ArrowRight"], ["ArrowRight", "ArrowRight"], ["ArrowRight", "Shift+ArrowRight"]])
def test_the_address_opens_the_same_step_in_a_new_window(stage: Any, window: Any, keys: list[str]) -> None:
    page = stage.open("?story=court-fine&what-if=cut:defaulter-list-to-school-enrolment")
    press(page, "t", *keys)
    page.wait_for_timeout(250)
    with watched(window, stage.base) as new_window:
        again = new_window.open(page.url.removeprefix(stage.base))
        assert again.locator(SENTENCE).inner_text() == page.locator(SENTENCE).inner_text()
        assert lit_parts(again) == lit_parts(page)
        assert again.locator("html").get_attribute("data-theme") == "light"


@pytest.mark.thorough
def test_the_address_is_the_one_that_python_would_write(stage: Any) -> None:
    from dashboard.state.view_state import address, read_address

    page = stage.open("?story=court-fine&what-if=keep:reported%2Balleged,expire:*=365&residents=1000")
    press(page, "t", "ArrowRight")
    page.wait_for_timeout(250)
    search = page.evaluate("location.search")
    state, remarks = read_address(search)
    assert (address(state), remarks) == (search, ())
    assert state.what_if == "keep:reported+alleged,expire:*=365"


@pytest.mark.thorough
def test_a_what_if_says_what_it_keeps_and_what_it_loses(stage: Any) -> None:
    page = stage.open("?story=court-fine&what-if=forget:subscribers.national-id")
    expect(page.locator("#difference")).to_contain_text("Nothing changes")


def test_an_address_that_means_nothing_is_answered_kindly(stage: Any) -> None:
    page = stage.open("?story=court-fin&stroy=1&wave=99")
    expect(page.locator("#remark")).to_contain_text("Did you mean 'court-fine'?")
    expect(page.locator("#remark")).to_contain_text("Did you mean 'story'?")
    expect(page.locator("#remark")).to_contain_text("'99' is no number for 'wave': it has to be a whole number from 0")


def test_a_number_that_is_not_plainly_one_is_said_and_the_place_stays_at_its_default(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=2nd&on-day=1e9&theme=lihgt")
    for said in ("'2nd' is no number for 'wave'", "'1e9' is no number for 'on-day'", "Did you mean 'light'?"):
        expect(page.locator("#remark")).to_contain_text(said)
    expect(page.locator("#sentence")).to_have_text("Li has not paid what a court ordered.")
    expect(page).not_to_have_url(re.compile("wave|on-day|theme"))


@pytest.mark.thorough
def test_dark_and_light_by_key(stage: Any) -> None:
    page = stage.open()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    press(page, "t")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark, light) == ("rgb(13, 21, 32)", "rgb(255, 255, 255)")
    press(page, "t")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_what_dash_tells_late_does_not_undo_a_key(stage: Any) -> None:
    """The address is told a moment after it was written; a key may be pressed in between."""
    page = stage.open()
    state = "document.documentElement.dataset.theme + document.documentElement.classList.contains('room')"
    late = "() => { %s; dash_clientside.shell.route('/', '?story=court-fine'); return %s }"
    pressed = "for (const key of 'tl') document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))"
    assert page.evaluate(late % (pressed, state)) == "lighttrue"


@pytest.mark.thorough
def test_the_outline_tells_the_same_steps_as_text(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    page.locator("#outlined summary").click()
    steps = texts(page, "#outline li[data-at] button")
    press(page, "End")
    assert steps[0].startswith("Li gets a record in Defaulter list: unpaid court judgment.")
    assert page.locator("#outline li[aria-current=step]").count() == len(steps) - 2
    page.locator("#outline li[data-at] button").nth(2).click()
    assert steps[2].startswith(page.locator(SENTENCE).inner_text())


@pytest.mark.thorough
def test_a_change_is_announced_to_a_screen_reader(stage: Any) -> None:
    page = stage.open()
    assert page.locator(SENTENCE).get_attribute("aria-live") == "polite"


@pytest.mark.thorough
def test_the_keys_are_shown_by_a_question_mark(stage: Any) -> None:
    page = stage.open()
    press(page, "?")
    expect(page.locator("#help")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#help")).to_be_hidden()


@pytest.mark.thorough
def test_a_name_is_found_on_the_map(stage: Any) -> None:
    page = stage.open("?story=court-fine")
    press(page, "/")
    page.keyboard.type("rail t")
    expect(page.locator("#picture-map [data-id='database:rail-tickets']")).to_have_class(re.compile("found"))
    press(page, "Enter")
    expect(page.locator("#about h2")).to_have_text("Rail tickets")
    press(page, "Escape", "Escape")
    assert page.locator("#picture-map .found").count() == 0


@pytest.mark.thorough
def test_the_picture_can_be_blacked_out_and_brought_back(stage: Any) -> None:
    page = stage.open()
    press(page, "b")
    expect(page.locator(SENTENCE)).to_be_hidden()
    press(page, "b")
    expect(page.locator(SENTENCE)).to_be_visible()


def test_no_key_asks_the_server(stage: Any) -> None:
    """At the server's own machine not even the first one for the accounts, which were asked for beforehand."""
    page = stage.open("?story=court-fine")
    page.wait_for_selector("#picture-accounts svg", state="attached")
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    press(page, "ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "t", "d", "End", "Home")
    page.wait_for_timeout(200)
    assert [url for url in urls if not is_background(url) or "/_account-map" in url] == []


def test_the_accounts_come_when_they_are_asked_for_lit_up_to_the_step(stage: Any) -> None:
    whole = stage.open("?story=wrong-person&drawing=accounts&wave=2")
    lit = "[...document.querySelectorAll('#picture-accounts .on')].map(part => part.dataset.id)"
    expected = whole.evaluate(lit)
    page = stage.open("?story=wrong-person&wave=2")
    press(page, "d")
    page.wait_for_selector("#picture-accounts svg")
    assert page.evaluate(lit) == expected != []
    page.locator("#picture-accounts [data-id^='account:']").first.click()
    expect(page.locator("#about .kind")).to_have_text("account", ignore_case=True)


@pytest.mark.thorough
def test_a_dead_server_is_said_within_three_seconds_and_the_steps_still_work(browser: Any) -> None:
    with served("tiny") as base:
        window = browser.new_context(viewport=WIDE)
        page = window.new_page()
        page.goto(base)
        page.wait_for_selector("html[data-shown]", state="attached")
        page.route("**/_alive", lambda route: route.abort())
        expect(page.locator("#stale")).to_be_visible(timeout=3_000)
        press(page, "ArrowRight")
        expect(page.locator(SENTENCE)).to_contain_text("Bank loan closes to Li")
        page.unroute("**/_alive")
        expect(page.locator("#stale")).to_be_hidden(timeout=5_000)
        window.close()


def test_two_voices_speak_once_the_story_is_told(stage: Any) -> None:
    page = stage.open("?world=beijing&story=court-fine")
    expect(page.locator("#voices")).to_be_hidden()
    press(page, "End")
    world = folders.load("beijing")
    cards = [world.cards[card] for card in world.stories["court-fine"].voices]
    expect(page.locator("#voices figcaption a")).to_have_text([card.title for card in cards])
    quotes = {quote.quote for quote in world.quotes.values() if quote.quote}
    assert set(texts(page, "#voices blockquote")) <= quotes
    press(page, "ArrowLeft")
    expect(page.locator("#voices")).to_be_hidden()
    press(page, "ArrowRight")
    page.locator("#voices a").first.click()
    expect(page.locator("#world-row h2")).to_contain_text(cards[0].title)


@pytest.mark.parametrize("what_if", ["drop:national-id", "cut:defaulters-to-app"])
def test_what_a_what_if_changes_is_read_whole_before_the_first_step(window: Any, base: str, what_if: str) -> None:
    with watched(window, base, {"width": 1366, "height": 768}) as watch:
        page = watch.open(f"?world=beijing&story=court-fine&what-if={what_if}")
        told, said = page.locator("#told").bounding_box(), page.locator("#difference").bounding_box()
        assert told
        assert said
        assert said["y"] + said["height"] <= told["y"] + told["height"] + 1


def test_starting_over_goes_back_to_the_map(stage: Any) -> None:
    page = stage.open("?story=court-fine&wave=1")
    press(page, "d")
    expect(page.locator("[data-do='drawing:accounts']")).to_have_attribute("aria-pressed", "true")
    press(page, "r")
    expect(page.locator("[data-do='drawing:map']")).to_have_attribute("aria-pressed", "true")
    assert "drawing" not in page.url


@pytest.mark.parametrize("key", ["ArrowRight", "PageDown", "ArrowLeft", "End", "2"])
def test_a_key_on_the_black_screen_brings_the_picture_back_and_goes_no_step(stage: Any, key: str) -> None:
    page = stage.open("?story=court-fine&wave=1")
    sentence = page.locator(SENTENCE).inner_text()
    press(page, "b", key)
    expect(page.locator(SENTENCE)).to_be_visible()
    expect(page.locator(SENTENCE)).to_have_text(sentence)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_screen_is_as_dark_or_light_as_the_system_asks_until_somebody_chooses(stage: Any, system: str) -> None:
    other = {"light": "dark", "dark": "light"}[system]
    stage.page.emulate_media(color_scheme=system)
    page = stage.open("?story=court-fine")
    expect(page.locator("html")).to_have_attribute("data-theme", system)
    press(page, "t")
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    expect(page).to_have_url(re.compile(f"theme={other}"))
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", other)
    page.emulate_media(color_scheme="dark")

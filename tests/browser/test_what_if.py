"""The What-if page as somebody uses it: by keyboard alone, before and after on one map, undo, files, addresses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, watched
from tests.browser.test_stage import press, texts

OUTCOME = "#outcome .sentence"
CUT = "cut:defaulter-list-to-rail-tickets"
FINE = "what-if?story=court-fine"
ALL_SHUT = {"high-speed-rail", "loan", "package-tour", "private-school"}
"""Li's three doors, and the one that closes to the children."""

PLACES = """() => Object.fromEntries([...document.querySelectorAll("#what-if-map [data-id]")].map((each) => {
  const { x, y, width, height } = each.getBoundingClientRect();
  const words = each.classList.contains("row"); // a sign and "refused" take the place of "open"
  return [each.dataset.id + "|" + each.classList[0], [words ? 0 : x, y, words ? 0 : width, height].map(Math.round)];
}))"""

LATE = """async (before) => {
  document.activeElement.click();
  const asks = dash_clientside.shell.route("/what-if", before)[3];
  if (typeof asks === "string") dash_clientside.set_props("what-if-asks", { data: asks });
}"""
"""A switch is flipped, and only then Dash hears of the address that was there before."""


def find(page: Any, words: str) -> None:
    """Search for a switch and go to the first that is found."""
    press(page, "/")
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    press(page, "ArrowDown")


def go(page: Any, name: str, tabs: int = 250, key: str = "Tab") -> None:
    """Press Tab until a control of that name has the focus."""
    for _ in range(tabs):
        press(page, key)
        says = page.evaluate(
            "(() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.textContent.trim()"
            " || (e.labels && e.labels[0] ? e.labels[0].textContent.trim() : '') })()"
        )
        if says == name:
            return
    raise AssertionError(f"Tab does not reach '{name}'")


def doors(page: Any) -> list[str]:
    """The numbers of closed doors, before and in each what-if."""
    return texts(page, ".doors-cell strong")


def shut(page: Any) -> set[str]:
    """The doors that the map shows as closed."""
    parts = page.evaluate("[...document.querySelectorAll('#what-if-map .service.on')].map(e => e.dataset.id)")
    return {part.removeprefix("service:") for part in parts}


def elements(page: Any, part: str) -> str:
    """The HTML inside a part of the page, without the comments by which its templates know their places."""
    inner: str = page.locator(part).inner_html()
    return re.sub(r"<!--.*?-->", "", inner)


# -- switches, undo and redo


def test_a_switch_is_found_flipped_and_taken_back_by_keyboard(stage: Any) -> None:
    page = stage.open(FINE)
    assert shut(page) == ALL_SHUT
    find(page, "defaulter rail")
    press(page, " ")
    expect(page.locator(OUTCOME)).to_have_text("High-speed rail and Package tour are open again.")
    assert (doors(page), shut(page)) == (["3", "1"], {"loan", "private-school"})
    press(page, "Control+z")
    expect(page.locator(".doors-line")).to_have_text("3 → 3 of 5 services closed")
    expect(page.locator(OUTCOME)).to_have_text("")
    assert shut(page) == ALL_SHUT
    press(page, "Control+Shift+z")
    expect(page.locator(OUTCOME)).to_contain_text("open again")
    expect(page).to_have_url(re.compile(rf"what-if={CUT}$"))


def test_switches_flipped_at_once_are_all_on(stage: Any) -> None:
    page = stage.open(FINE)
    find(page, "cut: defaulter")
    press(page, " ", "ArrowDown", " ", "ArrowDown", " ")
    expect(page.locator("#chosen li")).to_have_count(3)
    on = "#groups [data-group=links] [role=switch][aria-checked=true]"
    expect(page.locator(on)).to_have_count(3)


@pytest.mark.thorough
def test_undo_goes_back_as_often_as_it_is_pressed(stage: Any) -> None:
    page = stage.open(FINE)
    for words in ("cut: defaulter rail", "drop: phone", "confirmed"):
        find(page, words)
        press(page, " ")
        page.wait_for_timeout(200)
    expect(page.locator("#chosen li")).to_have_count(3)
    press(page, "Control+z", "Control+z")
    expect(page.locator("#chosen li")).to_have_count(1)
    press(page, "Control+y", "Control+y")
    expect(page.locator("#chosen li")).to_have_count(3)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator("#chosen li")).to_have_count(2)


@pytest.mark.thorough
def test_going_back_in_the_browser_takes_the_last_switch_back(stage: Any) -> None:
    page = stage.open(FINE)
    find(page, "drop: phone")
    press(page, " ")
    expect(page.locator("#chosen li")).to_have_count(1)
    page.go_back()
    expect(page.locator("#chosen li")).to_have_count(0)
    expect(page.locator("#groups [title='drop:phone']")).to_have_attribute("aria-checked", "false")
    page.go_forward()
    expect(page.locator("#chosen li")).to_have_count(1)


@pytest.mark.thorough
def test_the_focus_stays_on_a_switch_that_is_flipped(stage: Any) -> None:
    page = stage.open(FINE)
    find(page, "defaulter rail")
    press(page, " ")
    expect(page.locator("#chosen li")).to_have_count(1)
    expect(page.locator(f"#groups [title='{CUT}']")).to_be_focused()


@pytest.mark.thorough
def test_a_change_is_taken_back_by_its_own_button_and_the_focus_is_not_lost(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if={CUT},drop:phone")
    page.locator("#chosen .off").first.focus()
    press(page, "Enter")
    expect(page.locator("#chosen li")).to_have_count(1)
    assert page.evaluate("document.activeElement.className") == "off"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("drop: phone", "drop:phone"),
        ("forget: subscribers", "forget:subscribers.national-id"),
        ("off: loan", "off:defaulter-list-refuse-loan"),
        ("reading: documented", "reading:documented"),
        ("off: believed", "off:school-enrolment-refuse-private-school"),
        ("confirmed", "confirmed"),
        ("only: financial", "only:financial"),
    ],
)
def test_there_is_a_switch_of_every_kind(stage: Any, words: str, text: str) -> None:
    page = stage.open(FINE)
    find(page, words)
    press(page, " ")
    expect(page.locator("#chosen li").first).to_have_attribute("title", text.split(",")[0])
    expect(page).to_have_url(re.compile(re.escape(f"what-if={text}") + "$"))


def test_a_link_on_the_map_is_cut_by_keyboard_and_by_click(stage: Any) -> None:
    page = stage.open(FINE)
    link = page.locator("#what-if-map [data-id='link:defaulter-list-to-rail-tickets']")
    link.focus()
    press(page, "Enter")
    expect(page.locator(OUTCOME)).to_contain_text("open again")
    expect(link).to_have_attribute("aria-pressed", "true")
    expect(link).to_be_focused()
    press(page, " ")
    expect(page.locator("#chosen li")).to_have_count(0)


@pytest.mark.thorough
def test_a_box_on_the_map_shows_the_switches_that_have_to_do_with_it(stage: Any) -> None:
    page = stage.open(FINE)
    page.locator("#what-if-map [data-id='database:rail-tickets'] .body").click()
    expect(page.locator("#near")).to_contain_text("Rail tickets")
    titles = texts(page, "#groups [role=switch]")
    assert titles
    assert all("ail" in title or "fare" in title.lower() for title in titles), titles


# -- numbers and texts


@pytest.mark.thorough
def test_days_are_changed_by_a_number(stage: Any) -> None:
    page = stage.open(FINE)
    find(page, "corrected unpaid court")
    page.keyboard.type("30")
    press(page, "Enter")
    expect(page.locator("#chosen li")).to_contain_text("is found to be wrong, and the original is deleted on day 30")
    expect(page.locator(".is-shorter h3 b").first).to_have_text(re.compile(r"\d"))


@pytest.mark.thorough
def test_a_number_that_can_not_be_is_said_beside_it_and_changes_nothing(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if=drop:phone")
    find(page, "corrected unpaid court")
    page.keyboard.type("soon")
    press(page, "Enter")
    expect(page.locator(".figure .fault:visible")).to_contain_text("needs a whole number")
    expect(page.locator("#chosen li")).to_have_count(1)


@pytest.mark.thorough
def test_an_unknown_name_is_answered_with_the_nearest_and_what_was_written_stays(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if=drop:phone")
    box = page.locator("#what-if-text")
    box.fill("drop:phone, forget:subscriber.national-id")
    press(page, "Enter")
    expect(page.locator("#keeping .faults")).to_contain_text("Did you mean 'subscribers'?")
    expect(box).to_have_value("drop:phone, forget:subscriber.national-id")
    expect(page.locator("#chosen li")).to_have_count(1)
    box.fill("drop:phone, forget:subscribers.national-id")
    press(page, "Enter")
    expect(page.locator("#chosen li")).to_have_count(2)
    expect(page.locator("#keeping .faults")).to_be_hidden()


@pytest.mark.thorough
def test_an_unknown_name_in_the_address_is_answered_kindly(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if=drop:fone")
    expect(page.locator("#remark")).to_contain_text("Did you mean 'phone'?")
    expect(page.locator("#chosen .hint")).to_contain_text("Nothing changed yet.")
    expect(page.locator(".doors-line")).to_have_text("3 → 3 of 5 services closed")
    expect(page.locator(OUTCOME)).to_have_text("")


@pytest.mark.thorough
def test_a_search_that_finds_nothing_says_so(stage: Any) -> None:
    page = stage.open(FINE)
    press(page, "/")
    page.keyboard.type("unicorn")
    expect(page.locator("#near")).to_have_text("No switch matches 'unicorn'.")


@pytest.mark.thorough
def test_a_card_that_changes_no_run_says_why(stage: Any) -> None:
    page = stage.open("what-if?world=beijing&story=court-fine")
    find(page, "22 million")
    press(page, "Enter")
    card = page.locator("#groups .row", has_text="22 million or 21.7 million?")
    expect(card).to_contain_text("no effect in this model - why?")
    expect(card.locator(".says")).to_contain_text("A what-if cannot change the population")


# -- before and after on the same map


@pytest.mark.parametrize("what_if", [CUT, "drop:national-id", "off:defaulter-list-refuse-loan", "expire:*=9"])
def test_nothing_on_the_map_moves_but_what_changes_is_shown(stage: Any, what_if: str) -> None:
    page = stage.open(FINE)
    before = page.evaluate(PLACES)
    stage.open(f"{FINE}&what-if={what_if}")
    assert page.evaluate(PLACES) == before
    press(page, "ArrowLeft")
    assert page.evaluate(PLACES) == before


def test_before_and_after_are_one_key_apart(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if={CUT}")
    assert shut(page) == {"loan", "private-school"}
    press(page, "ArrowLeft")
    assert shut(page) == ALL_SHUT
    link = page.locator("#what-if-map [data-id='link:defaulter-list-to-rail-tickets']")
    expect(link).not_to_have_class(re.compile(r"\boff\b"))
    press(page, "ArrowRight")
    assert shut(page) == {"loan", "private-school"}
    expect(link).to_have_class(re.compile(r"\boff\b"))


@pytest.mark.thorough
def test_what_a_what_if_adds_is_on_the_map_after_it_and_not_before(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if=add:rail-tickets>school-enrolment:national-id")
    if page.locator("#remark").inner_text():
        pytest.fail(page.locator("#remark").inner_text())
    new = page.locator("#what-if-map [data-id^='link:rail-tickets>']")
    expect(new).to_have_class(re.compile(r"\bon\b"))
    press(page, "ArrowLeft")
    expect(new).to_have_class(re.compile(r"\boff\b"))


# -- two side by side


@pytest.mark.thorough
def test_two_what_ifs_stand_side_by_side_with_their_differences_only(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if={CUT}")
    go(page, "Compare with a second what-if")
    press(page, "Enter")
    expect(page.locator(".chosen-side")).to_have_count(2)
    expect(page.locator("#changed")).to_contain_text("Both have the same result.")
    find(page, "off: loan")
    press(page, " ")
    expect(page.locator(".differ tbody tr")).to_have_count(1)
    assert texts(page, ".differ tbody tr th b") == ["Bank loan"]
    assert texts(page, ".differ tbody td.open") == ["open"]
    assert doors(page) == ["3", "1", "0"]
    assert shut(page) == {"private-school"}
    press(page, "ArrowLeft")
    assert shut(page) == {"loan", "private-school"}
    expect(page).to_have_url(re.compile(rf"what-if={CUT}&beside={CUT},off:"))
    go(page, "Remove B")
    press(page, "Enter")
    expect(page.locator(".chosen-side")).to_have_count(1)


@pytest.mark.thorough
def test_a_switch_is_kept_though_dash_hears_of_the_one_before_it_only_now(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if={CUT}")
    before = page.evaluate("window.location.search")
    find(page, "off: loan")
    page.evaluate(LATE, before)
    page.wait_for_timeout(900)
    expect(page.locator("#chosen li")).to_have_count(2)


@pytest.mark.thorough
def test_a_second_what_if_that_changes_nothing_stays_beside_the_first(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if={CUT}&beside=drop:phone")
    page.get_by_role("group", name="Editing:").get_by_role("button", name="B").click()
    find(page, "drop: phone")
    press(page, " ")
    expect(page).to_have_url(re.compile(rf"what-if={CUT}&beside=reading:everything$"))
    expect(page.locator(".chosen-side")).to_have_count(2)
    find(page, "off: loan")
    press(page, " ")
    expect(page).to_have_url(re.compile(rf"what-if={CUT}&beside=off:defaulter-list-refuse-loan$"))


@pytest.mark.thorough
def test_without_the_first_the_second_is_all_there_is(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if={CUT}&beside=drop:phone")
    page.locator("#chosen .off").first.click()
    expect(page.locator(".chosen-side")).to_have_count(1)
    expect(page).to_have_url(re.compile("what-if=drop:phone$"))


# -- files and addresses


@pytest.mark.thorough
def test_a_what_if_is_saved_to_a_file_and_opened_from_it(stage: Any, tmp_path: Path) -> None:
    page = stage.open(f"{FINE}&what-if={CUT},drop:phone")
    go(page, "Name")
    page.keyboard.type("Phones, and the train!")
    go(page, "Save to a file")
    with page.expect_download() as download:
        press(page, "Enter")
    assert download.value.suggested_filename == "phones-and-the-train.toml"
    saved = tmp_path / "saved.toml"
    download.value.save_as(saved)
    assert tomllib.loads(saved.read_text()) == {
        "title": "Phones, and the train!",
        "world": "tiny",
        "what_if": [CUT, "drop:phone"],
    }
    stage.open(FINE)
    go(page, "Open a file")
    focused = page.locator("input[type=file]:focus")  # Enter opens the browser's own dialogue there
    focused.set_input_files(saved)
    expect(page.locator("#chosen li")).to_have_count(2)
    assert page.get_by_label("Name", exact=True).input_value() == "Phones, and the train!"
    press(page, "Control+z")
    expect(page.locator("#chosen li")).to_have_count(0)


@pytest.mark.thorough
def test_a_file_with_faults_is_answered_with_each_of_them(stage: Any, tmp_path: Path) -> None:
    page = stage.open(f"{FINE}&what-if=drop:phone")
    bad = tmp_path / "bad.toml"
    bad.write_text('title = "x"\nwhat_if = ["drop:fone", "cut:defaulter-list-to-rail"]\n')
    page.locator("input.file").set_input_files(bad)
    expect(page.locator("#keeping .faults li")).to_have_count(2)
    assert "phone" in texts(page, "#keeping .faults li")[0]
    expect(page.locator("#chosen li")).to_have_count(1)


@pytest.mark.thorough
def test_a_file_of_another_world_opens_that_world(stage: Any, tmp_path: Path) -> None:
    page = stage.open(f"{FINE}&seed=3&residents=900&wave=2&proof=2&measure=refuse:loan")
    file = tmp_path / "beijing.toml"
    file.write_text('title = "No names"\nworld = "beijing"\nwhat_if = ["forget:subscribers.national-id"]\n')
    page.locator("input.file").set_input_files(file)
    expect(page).to_have_url(re.compile("/what-if.world=beijing&what-if=forget:subscribers.national-id$"))
    expect(page.locator("#chosen li")).to_have_count(1)


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query", [f"&what-if={CUT}", f"&what-if={CUT},expire:*=30&beside=reading:documented&theme=light"]
)
def test_the_address_shows_the_same_in_a_new_window(stage: Any, window: Any, query: str) -> None:
    page = stage.open(FINE)
    page.locator("#what-if-text").fill("drop:phone")
    page = stage.open(FINE + query)
    page.wait_for_timeout(300)
    with watched(window, stage.base) as new_window:
        again = new_window.open(page.url.removeprefix(stage.base))
        for part in ("#chosen", "#outcome", "#changed", "#what-if-map"):
            assert elements(again, part) == elements(page, part), part


@pytest.mark.thorough
def test_the_what_if_is_kept_from_page_to_page(stage: Any) -> None:
    page = stage.open(f"{FINE}&what-if={CUT}&beside=drop:phone")
    press(page, "1")
    expect(page.locator("#difference")).to_contain_text("High-speed rail and Package tour are open again")
    press(page, "2")
    expect(page.locator("#why-title")).not_to_be_empty()
    press(page, "4")
    expect(page.locator(".chosen-side")).to_have_count(2)
    expect(page).to_have_url(re.compile(rf"what-if\?story=court-fine&what-if={CUT}&beside=drop:phone(&|$)"))


# -- what stands there can be read


LONG = (
    "reading:press,cut:defaulters-to-rail,cut:orders-to-rail,cut:defaulters-to-air,confirmed,expire:*=365,"
    "delay:defaulters-to-hub=9,drop:phone,removal:judgments-to-defaulters=never,only:financial,drop:face"
)
ASKED = {
    "nothing": "what-if?world=beijing&story=court-fine&what-if=forget:subscribers.national-id",
    "much": "what-if?world=beijing&story=court-fine&what-if=drop:national-id",
    "long": f"what-if?world=beijing&story=court-fine&what-if={LONG}",
    "two": "what-if?world=beijing&story=court-fine&what-if=reading:press&beside=drop:national-id",
    "many": "what-if?world=beijing&story=namesake&what-if=drop:national-id&beside=reading:documented",
    "scores": "what-if?world=jiangsu&what-if=cut:cases-to-score",
    "rewards": "what-if?world=hangzhou&what-if=drop:national-id",
}
CUT_OFF = """() => [...document.querySelectorAll("#outcome p, .what-if-tools .button, .sift, #changed .card")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.scrollHeight > each.clientHeight + 2 || each.scrollWidth > each.clientWidth + 2)
  .map((each) => (each.id || each.className) + ": " + each.textContent)"""


FULL = """() => [...document.querySelectorAll("#outcome")].filter((each) => each.scrollHeight > each.clientHeight + 2)
  .map((each) => each.textContent)"""
"""What has to be scrolled: only two long sentences side by side in a small window."""


@pytest.mark.thorough
@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("small", [False, True], ids=["wide", "small"])
def test_no_sentence_is_cut_off_and_nothing_scrolls_sideways(window: Any, base: str, name: str, small: bool) -> None:
    with watched(window, base, SMALL if small else {"width": 1920, "height": 1080}) as watch:
        page = watch.open(ASKED[name])
        assert page.evaluate(CUT_OFF) == []
        assert name == "many" or page.evaluate(FULL) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.thorough
def test_in_a_small_window_the_panels_fold_and_keys_open_and_close_them(small_stage: Any) -> None:
    page = small_stage.open(f"{FINE}&what-if={CUT}")
    expect(page.locator("#switches")).to_be_hidden()
    expect(page.locator(".doors-line")).to_have_text("3 → 1 of 5 services closed")
    press(page, "/")
    expect(page.locator("#sift")).to_be_focused()
    press(page, "Escape")
    expect(page.locator("#switches")).to_be_hidden()
    press(page, "i")
    expect(page.locator("#changed")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#changed")).to_be_hidden()


@pytest.mark.thorough
def test_without_the_number_they_match_on_a_name_in_one_switch_and_one_sentence(stage: Any) -> None:
    page = stage.open("what-if?world=elsewhere&story=arrears&what-if=confirmed")
    said = "Without the Social Security number they match on name and birth date"
    find(page, said)
    press(page, " ")
    chosen = page.locator(".chosen-side li")
    expect(chosen).to_have_count(2)
    expect(chosen.nth(1)).to_contain_text(f"{said}.")
    expect(page.locator("#outcome")).to_contain_text("11 services stay closed to Reed")
    assert "add:offset-file" in page.url
    chosen.nth(1).locator("button").click()
    expect(chosen).to_have_count(1)
    expect(page).to_have_url(re.compile("what-if=confirmed$"))

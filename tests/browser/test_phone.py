"""The pupils' page on a phone: follows the class, votes, survives a restart; nothing is cut or small."""

from __future__ import annotations

import http.cookiejar
import json
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from dashboard.app import create_app
from dashboard.classroom.access import BOARD, AccessGate
from tests.browser.conftest import SMALL, Watched, running, serious_violations, watched
from tests.browser.test_prediction_tally import from_elsewhere
from tests.browser.test_stage import press

PHONE = {"width": 390, "height": 844}
SIZES = {"390x844": PHONE, "360x640": {"width": 360, "height": 640}, "768x1024": {"width": 768, "height": 1024}}
LESSON = "one-record-many-doors"
QUESTION = f"lessons?lesson={LESSON}&part=2"
PLACES = {
    "one": QUESTION,
    "several": f"lessons?lesson={LESSON}&part=4",
    "told": f"lessons?lesson={LESSON}&part=4&told=yes",
    "discuss": f"lessons?lesson={LESSON}&part=7",
    "stage": "?world=beijing&story=court-fine&wave=3",
    "names": "?world=beijing&story=court-fine&wave=3&names=both",
    "wrong": "?world=beijing&story=wrong-phone&wave=9",
    "day": "?world=beijing&story=court-fine&on-day=45",
    "why": "why?world=beijing&story=court-fine&why=loan",
    "city": "city?residents=3000",
}


@contextmanager
def served_class(port: int = 0) -> Iterator[str]:
    """An app that is served to a class, at a port; its address."""
    app = create_app("tiny")
    AccessGate("KITES", ["http://127.0.0.1/"]).install(app.server)
    with running(from_elsewhere(app.server.wsgi_app), port) as address:
        yield address


@pytest.fixture(scope="module")
def class_base() -> Iterator[str]:
    """The address of an app that is served to a class."""
    with served_class() as address:
        yield address


@pytest.fixture
def presenter(browser: Any, class_base: str) -> Iterator[Watched]:
    """The browser at the machine that serves."""
    context = browser.new_context(reduced_motion="reduce")
    with watched(context, class_base) as watch:
        context.request.post(f"{class_base}_class/begin", data={})
        yield watch
    context.close()


@contextmanager
def held_phone(browser: Any, base: str, **how: Any) -> Iterator[Watched]:
    """A phone that came in by the QR code's address."""
    headers = {"X-Elsewhere": "yes"}
    context = browser.new_context(reduced_motion="reduce", has_touch=True, extra_http_headers=headers, **how)
    with watched(context, base, PHONE) as watch:
        watch.page.goto(f"{base}{BOARD[1:]}?code=KITES")
        yield watch
    context.close()


@pytest.fixture
def phone(browser: Any, class_base: str) -> Iterator[Any]:
    """A pupil's phone, in."""
    with held_phone(browser, class_base) as watch:
        yield watch.page


def present(presenter: Watched, query: str) -> Any:
    """The presenter's page at an address, in front."""
    page = presenter.open(query)
    page.bring_to_front()
    return page


def shown_at(presenter: Watched, phone: Any, place: str) -> None:
    """Have a phone show a place: the presenter's machine is told directly, as its page tells it."""
    path, _, search = PLACES[place].partition("?")
    body = {"window": "test", "page": path or "stage", "search": f"?{search}"}
    answer = presenter.page.request.post(f"{presenter.base}_class/place", data=body)
    assert answer.ok
    turn = presenter.page.request.get(f"{presenter.base}_class/now").json()["turn"]
    phone.bring_to_front()
    expect(phone.locator("#phone")).to_have_attribute("data-shown", str(turn))
    for door in phone.locator("summary").all()[:4]:
        door.click()


# -- the class, followed


@pytest.mark.thorough
def test_a_pupil_comes_in_by_the_code_and_follows_votes_and_sees_the_bars(presenter: Watched, phone: Any) -> None:
    expect(phone).to_have_url(f"{presenter.base}phone")
    page = present(presenter, QUESTION)
    phone.bring_to_front()
    expect(phone.locator(".ask")).to_have_text("How many services are closed to Li at some point?")
    before = phone.locator("[data-choice='3']").bounding_box()
    phone.tap("[data-choice='0']")
    phone.tap("[data-choice='3']")
    expect(phone.locator(".standing")).to_contain_text("Counted.")
    assert phone.locator("[data-choice='3']").bounding_box() == before  # a tap moves nothing
    expect(phone.locator("[aria-pressed=true]")).to_have_text(["✕16"])
    page.bring_to_front()
    expect(page.locator(".class-count")).to_have_text("1 vote")
    press(page, "ArrowRight")
    phone.bring_to_front()
    expect(phone.locator(".result.right")).to_contain_text("1 of 1 (100 %)")
    expect(phone.locator(".result.right")).to_contain_text("your answer")
    page.bring_to_front()
    press(page, "ArrowRight")
    phone.bring_to_front()
    expect(phone.locator(".kicker")).to_contain_text("step 3 of 7")
    page.bring_to_front()
    page.goto(f"{presenter.base}?story=court-fine&wave=3")
    page.wait_for_selector("html[data-shown]", state="attached")
    sentence = page.locator("#sentence").inner_text()
    phone.bring_to_front()
    expect(phone.locator("h1")).to_have_text(sentence)
    assert phone.evaluate("performance.getEntriesByType('navigation').length") == 1  # no page was loaded anew


@pytest.mark.thorough
def test_a_late_joiner_comes_in_where_the_class_is_and_each_door_opens_to_its_proof(
    presenter: Watched, phone: Any
) -> None:
    present(presenter, "?world=beijing&story=court-fine&wave=3")
    phone.bring_to_front()
    door = phone.locator("details").filter(has_text="Flight")
    door.locator("summary").tap()
    expect(door.locator("li").first).to_be_visible()
    expect(door.locator("blockquote").first).to_be_visible()


@pytest.mark.prove
def test_the_switch_in_the_presenters_window_stops_and_starts_it(presenter: Watched, phone: Any) -> None:
    page = present(presenter, QUESTION)
    phone.bring_to_front()
    expect(phone.locator(".ask")).to_be_visible()
    window = page.context.new_page()
    window.goto(f"{presenter.base}presenter")
    window.click("#share")
    expect(window.locator("#share")).to_have_text("Phones follow: off")
    phone.bring_to_front()
    expect(phone.locator("h1")).to_contain_text("You are in.")
    window.click("#share")
    phone.bring_to_front()
    expect(phone.locator(".ask")).to_be_visible()
    window.close()


@pytest.mark.thorough
def test_reset_votes_asks_everybody_again(presenter: Watched, phone: Any) -> None:
    page = present(presenter, QUESTION)
    phone.bring_to_front()
    phone.tap("[data-choice='2']")
    expect(phone.locator(".standing")).to_contain_text("Counted.")
    page.request.post(f"{presenter.base}_class/begin", data={})
    expect(phone.locator(".standing")).to_have_text("The votes were reset: choose again.")
    expect(phone.locator("[aria-pressed=true]")).to_have_count(0)


@pytest.mark.thorough
def test_an_answer_after_the_reveal_is_said_to_be_late(presenter: Watched, phone: Any) -> None:
    present(presenter, QUESTION)
    phone.bring_to_front()
    phone.tap("[data-choice='1']")
    expect(phone.locator(".standing")).to_contain_text("Counted.")
    presenter.page.request.post(f"{presenter.base}_class/show", data={"lesson": LESSON, "part": 2})
    phone.tap("[data-choice='0']")
    expect(phone.locator(".standing")).to_have_text("Your answer came after the reveal and isn't counted.")


@pytest.mark.thorough
def test_in_a_narrow_window_the_app_offers_the_page_for_phones(phone: Any, class_base: str) -> None:
    phone.goto(f"{class_base}?story=court-fine")
    offer = phone.locator("#phone-offer")
    expect(offer).to_be_visible()
    phone.set_viewport_size(SMALL)
    expect(offer).to_be_hidden()
    phone.set_viewport_size(PHONE)
    offer.click()
    expect(phone).to_have_url(f"{class_base}phone")


def test_a_phone_without_the_code_is_asked_for_it_and_says_what_was_wrong(browser: Any, class_base: str) -> None:
    context = browser.new_context(viewport=PHONE, extra_http_headers={"X-Elsewhere": "yes"})
    page = context.new_page()
    page.goto(f"{class_base}phone")
    expect(page.locator("main")).to_contain_text("Enter the class code shown on the board.")
    page.fill("input", "WRONG")
    page.click("button")
    expect(page.get_by_role("alert")).to_have_text("'WRONG' is not the class code.")
    assert page.evaluate(CUT) == []
    page.fill("input", "kites")
    page.click("button")
    expect(page).to_have_url(f"{class_base}phone")
    expect(page.locator("h1")).to_be_visible()
    context.close()


@pytest.mark.prove
def test_a_phone_that_slept_asks_at_once_when_it_wakes(presenter: Watched, phone: Any) -> None:
    present(presenter, QUESTION)
    phone.bring_to_front()
    expect(phone.locator(".ask")).to_be_visible()
    hide = "value => Object.defineProperty(document, 'hidden', { configurable: true, get: () => value })"
    wake = "() => document.dispatchEvent(new Event('visibilitychange'))"
    phone.evaluate(hide, True)
    phone.wait_for_timeout(2_500)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.wait_for_timeout(2_500)
    assert asked == []
    phone.evaluate(hide, False)
    phone.evaluate(wake)
    phone.wait_for_timeout(300)
    assert [url.rpartition("/")[2].partition("?")[0] for url in asked] == ["now"]


@pytest.mark.thorough
def test_text_gets_in_as_text(presenter: Watched, phone: Any) -> None:
    presenter.page.goto(f"{presenter.base}map.css")
    evil = "<img src=x onerror=alert(1)>"
    place = {"tag": "t", "boot": "b", "resets": 0, "turn": 9_999, "shared": True, "page": "lessons", "title": evil,
             "lesson": "x", "lessonTitle": evil, "part": 1, "parts": 1, "say": evil, "told": False, "task": None,
             "question": {"ask": evil, "several": False, "choices": [evil, "x" * 400]}}  # fmt: skip
    phone.route("**/_class/now?*", lambda route: route.fulfill(json=place))
    expect(phone.locator("h1")).to_have_text(evil)
    assert phone.locator("img").count() == 0
    assert phone.evaluate(CUT) == []


# -- what can be read and hit

CUT = """() => {
  const faults = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) faults.push('scrolls sideways by ' + wide);
  const seen = [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && e.clientWidth);
  for (const e of seen) {
    const box = e.getBoundingClientRect();
    const words = e.tagName + ' ' + e.textContent.trim().slice(0, 40);
    if (box.right > innerWidth + 1 || box.left < -1) faults.push('stands out: ' + words);
    const spills = e.scrollHeight > e.clientHeight + 2 && getComputedStyle(e).overflow !== 'visible';
    if (e.scrollWidth > e.clientWidth + 2 || spills)
      faults.push('cut: ' + words);
    if (e.matches('button, summary, a, input') && (box.height < 43.5 || box.width < 43.5))
      faults.push('small target ' + Math.round(box.width) + 'x' + Math.round(box.height) + ': ' + words);
    if (e.childElementCount === 0 && e.textContent.trim() && parseFloat(getComputedStyle(e).fontSize) < 14)
      faults.push('small letters: ' + words);
  }
  const blocks = 'h1, h2, h3, p, button, summary, blockquote, figcaption, .badge, li > span';
  const texts = seen.filter(e => e.matches(blocks));
  for (const a of texts) for (const b of texts) {
    if (a === b || a.contains(b) || b.contains(a) || !(a.compareDocumentPosition(b) & 4)) continue;
    const [x, y] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
    const across = Math.min(x.right, y.right) - Math.max(x.left, y.left);
    const down = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
    const both = a.textContent.slice(0, 30) + ' / ' + b.textContent.slice(0, 30);
    if (across > 1 && down > 1) faults.push('overlap: ' + both);
  }
  return faults;
}"""
"""What of the page is cut, stands out, lies on something else, or is too small to be read or hit; a sentence each."""


@pytest.mark.thorough
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_cut_and_everything_can_be_hit(presenter: Watched, phone: Any, place: str, size: str) -> None:
    phone.set_viewport_size(SIZES[size])
    shown_at(presenter, phone, place)
    assert phone.evaluate(CUT) == []
    phone.evaluate("document.documentElement.style.fontSize = '200%'")
    assert phone.evaluate(CUT) == []


@pytest.mark.thorough
@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_serious_on_a_phone(presenter: Watched, phone: Any, place: str, theme: str) -> None:
    phone.emulate_media(color_scheme=theme)
    shown_at(presenter, phone, place)
    expect(phone.locator("html")).to_have_attribute("data-theme", theme)
    assert serious_violations(phone) == []


@pytest.mark.thorough
def test_these_tests_notice_what_is_cut_and_what_is_small(presenter: Watched, phone: Any) -> None:
    shown_at(presenter, phone, "one")
    phone.add_style_tag(content="button{width:500px;min-height:0!important;height:20px;font-size:12px!important}")
    faults = " ".join(phone.evaluate(CUT))
    assert all(word in faults for word in ("sideways", "stands out", "small target", "small letters"))


# -- a whole class, and a server that is started anew


@dataclass
class SimulatedPhone:
    """A phone without a screen: asks and votes as `phone.js` does."""

    base: str
    choice: int

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.opener.addheaders = [("X-Elsewhere", "yes")]
        self.come_in()

    def come_in(self) -> None:
        """Give the class code."""
        self.opener.open(f"{self.base}_class?code=KITES", timeout=30).read()

    def ask(self, path: str) -> Any:
        """The JSON at an address."""
        return json.load(self.opener.open(self.base + path, timeout=30))

    def vote(self) -> str:
        """Vote on the question on the screen; why it was not counted."""
        place = self.ask("_class/now")
        choices = [self.choice % len(place["question"]["choices"])]
        body = json.dumps({"lesson": place["lesson"], "part": place["part"], "choices": choices}).encode()
        request = urllib.request.Request(
            f"{self.base}_class/predict", body, {"Content-Type": "application/json"}, method="POST"
        )
        return str(json.load(self.opener.open(request, timeout=30))["refused"])


def all_at_once(phones: list[SimulatedPhone], act: Callable[[SimulatedPhone], Any]) -> list[Any]:
    """What each phone gets when all of them act at the same time, in threads."""
    results: list[Any] = [None] * len(phones)

    def run(number: int) -> None:
        results[number] = act(phones[number])

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(phones))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.prove
def test_sixty_phones_one_held_a_presenter_and_the_board_through_a_restart(browser: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    home = browser.new_context(reduced_motion="reduce")
    page, board = home.new_page(), home.new_page()
    held = browser.new_context(viewport=PHONE, has_touch=True, extra_http_headers={"X-Elsewhere": "yes"}).new_page()
    with served_class(port) as base:
        held.goto(f"{base}_class?code=KITES")
        board.goto(f"{base}_class")
        page.goto(base + QUESTION)
        page.wait_for_selector("html[data-shown]", state="attached")
        page.bring_to_front()
        held.bring_to_front()
        held.tap("[data-choice='1']")
        expect(held.locator(".standing")).to_contain_text("Counted.")
        phones = all_at_once([SimulatedPhone] * 60, lambda kind: kind(base, 1))  # type: ignore[list-item, operator]
        for number, phone in enumerate(phones):
            phone.choice = number
        assert all_at_once(phones, SimulatedPhone.vote) == [""] * 60
        board.bring_to_front()
        expect(board.locator("#tally-count")).to_contain_text("61 votes")
        with board.expect_download() as download:
            board.click("#tally-results")
        rows = download.value.path().read_text("utf-8").splitlines()
        assert [row.split(",")[-4] for row in rows[1:]] == ["15", "16", "15", "15"]
    held.bring_to_front()
    expect(held.locator("#away")).to_be_visible()
    held.tap("[data-choice='3']")
    expect(held.locator(".standing")).to_contain_text("Not sent yet")
    with served_class(port):
        page.bring_to_front()
        expect(page.locator(".class-count")).to_have_text("1 vote")  # the held one has sent its vote by itself
        held.bring_to_front()
        expect(held.locator("#away")).to_be_hidden()
        expect(held.locator(".standing")).to_contain_text("Counted.")
        all_at_once(phones, SimulatedPhone.come_in)
        assert all_at_once(phones, SimulatedPhone.vote) == [""] * 60
        page.bring_to_front()
        expect(page.locator(".class-count")).to_have_text("61 votes")
        press(page, "ArrowRight")
        held.bring_to_front()
        expect(held.locator(".result").nth(3)).to_contain_text("16 of 61")
        assert {phone["told"] for phone in all_at_once(phones, lambda phone: phone.ask("_class/now"))} == {True}
    home.close()
    held.context.close()


@pytest.mark.prove
def test_a_phone_that_held_its_answer_sends_it_again_after_a_restart_without_a_touch(browser: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    home = browser.new_context(reduced_motion="reduce")
    page = home.new_page()
    held = browser.new_context(viewport=PHONE, has_touch=True, extra_http_headers={"X-Elsewhere": "yes"}).new_page()
    with served_class(port) as base:
        held.goto(f"{base}_class?code=KITES")
        page.goto(base + QUESTION)
        page.bring_to_front()
        page.wait_for_selector("html[data-shown]", state="attached")
        held.bring_to_front()
        held.tap("[data-choice='2']")
        expect(held.locator(".standing")).to_contain_text("Counted.")
        page.bring_to_front()
        press(page, "ArrowRight")  # the answer is shown: the restart comes after the reveal
        held.bring_to_front()
        expect(held.locator(".result").nth(2)).to_contain_text("1 of 1")
    with served_class(port) as base:
        held.reload()
        page.bring_to_front()
        expect(page.locator(".class-count")).to_have_text("1 vote")
        expect(page.locator("#class-line")).to_contain_text("voting closed")
        held.bring_to_front()
        expect(held.locator(".result").nth(2)).to_contain_text("1 of 1")
        expect(held.locator(".result").nth(2)).to_contain_text("your answer")
    home.close()
    held.context.close()

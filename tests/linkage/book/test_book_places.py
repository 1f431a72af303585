"""Which views of the app a book holds, and where."""

from __future__ import annotations

import pytest

from linkage.book.book_places import BookPlaces
from linkage.lessons.lesson_model import View

PLACES = BookPlaces("tiny", ["court-fine", "officer"], ["drop:phone"])


def view(page: str, **parts: str) -> View:
    return View(page, tuple((name.replace("_", "-"), value) for name, value in parts.items()))


@pytest.mark.parametrize(
    ("shown", "place"),
    [
        (view("stage", story="officer", wave="2"), "page=stage&story=officer&wave=2"),
        (view("stage", wave="1"), "page=stage&story=court-fine&wave=1"),
        (view("stage", what_if="drop:phone"), "page=what-if&story=court-fine&what-if=drop:phone"),
        (view("city", what_if="drop:phone", tab="day"), "page=city&what-if=drop:phone"),
        (view("world", table="conflicts"), "page=world"),
    ],
)
def test_a_view_of_a_story_or_a_single_switch_has_its_place(shown: View, place: str) -> None:
    assert PLACES.place(shown) == place


@pytest.mark.parametrize(
    "shown",
    [
        view("stage", world="beijing"),
        view("stage", story="gone"),
        view("stage", record="unpaid-phone-bill"),
        view("what-if", what_if="drop:phone,drop:plate"),
        view("what-if", beside="drop:phone"),
    ],
)
def test_what_a_book_does_not_hold_has_no_place(shown: View) -> None:
    assert PLACES.place(shown) == ""

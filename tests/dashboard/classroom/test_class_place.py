"""The place of a class: one window's word holds, and a restart is told from a change."""

from __future__ import annotations

from dashboard.classroom.class_place import GRACE_SECONDS, ClassPlace, PresenterPlace
from dashboard.state.view_state import State

FIRST = PresenterPlace("lessons", State(lesson="one-record-many-doors", part=2))
SECOND = PresenterPlace("stage", State(story="court-fine", wave=2))


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_class_is_nowhere_before_somebody_tells() -> None:
    assert ClassPlace().now == (0, None)


def test_a_place_is_told_and_only_a_change_is_a_turn() -> None:
    place = ClassPlace()
    assert place.tell("a", FIRST) == "a"
    assert place.tell("a", FIRST) == "a"
    assert place.now == (1, FIRST)
    place.tell("a", SECOND)
    assert place.now == (2, SECOND)
    place.tell("a", None)
    assert place.now == (3, None)


def test_a_window_that_says_the_same_again_never_takes_anothers_place() -> None:
    place = ClassPlace()
    place.tell("a", FIRST)
    assert place.tell("b", SECOND) == "b"
    assert place.tell("a", FIRST, again=True) == "b"
    assert place.now == (2, SECOND)


def test_after_a_restart_the_first_that_says_it_again_is_heard() -> None:
    place = ClassPlace()
    assert place.tell("a", FIRST, again=True) == "a"
    assert place.now == (1, FIRST)


def test_two_starts_have_two_words() -> None:
    assert ClassPlace().boot != ClassPlace().boot


def test_only_a_place_told_again_after_a_restart_is_regathered_and_after_a_while() -> None:
    clock = Clock()
    fresh, restarted = ClassPlace(clock), ClassPlace(clock)
    fresh.tell("a", FIRST)
    restarted.tell("a", FIRST, again=True)
    assert not restarted.is_regathered
    clock.seconds = GRACE_SECONDS + 1
    assert restarted.is_regathered
    assert not fresh.is_regathered
    restarted.tell("a", SECOND)
    assert not restarted.is_regathered


def test_another_world_at_the_same_place_is_a_turn() -> None:
    place = ClassPlace()
    place.tell("a", FIRST)
    place.touch()
    assert place.now == (2, FIRST)

"""The values used last: what is kept, what goes, and what is never kept."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.services.recent_values import RecentValues


def filled(*keys: str, most: int = 3) -> RecentValues[str, str]:
    """A store in which every key's value is the key in capital letters."""
    store: RecentValues[str, str] = RecentValues(most)
    for key in keys:
        store.put(key, key.upper())
    return store


def test_the_value_used_longest_ago_makes_room() -> None:
    store = filled("a", "b", "c")
    store.get("a")
    store.put("d", "D")
    assert sorted(store.values()) == ["A", "C", "D"]


def test_looking_at_all_values_uses_none_of_them() -> None:
    store = filled("a", "b", "c")
    store.get("a")
    store.values()
    store.forget_value("nobody's")
    store.put("d", "D")
    assert store.get("a") == "A"
    assert store.get("b") is None


def test_old_keys_and_single_values_are_forgotten() -> None:
    store = filled("a", "b", "c")
    store.forget(lambda key: key == "a")
    store.forget_value(store.get("b") or "")
    assert store.values() == ["C"]


def test_a_value_is_made_once_and_kept_only_if_it_still_holds() -> None:
    store, made = filled(), []

    def make() -> str:
        made.append("made")
        return "new"

    assert store.get_or_make("a", make, lambda: False) == "new"
    assert [store.get_or_make("a", make) for _ in range(2)] == ["new", "new"]
    assert made == ["made", "made"]


class SlowMaker:
    """Makes values one by one, and holds them back until it is let go."""

    def __init__(self, fails: bool = False) -> None:
        self.fails, self.times = fails, 0
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.times += 1
        number = self.times
        self.begun.set()
        self.go.wait(10)
        if self.fails:
            raise ValueError("it can't be made")
        return f"value {number}"


def test_of_thirty_who_ask_at_once_one_makes_the_value() -> None:
    store, make = filled(), SlowMaker()
    with ThreadPoolExecutor(30) as pool:
        first = pool.submit(store.get_or_make, "a", make)
        assert make.begun.wait(10)
        others = [pool.submit(store.get_or_make, "a", make) for _ in range(29)]
        make.go.set()
        assert {each.result(10) for each in (first, *others)} == {"value 1"}
    assert make.times == 1


def test_a_fault_is_everybodys_who_waited_and_is_tried_again_by_the_next() -> None:
    store, make = filled(), SlowMaker(fails=True)
    with ThreadPoolExecutor(5) as pool:
        asked = [pool.submit(store.get_or_make, "a", make) for _ in range(5)]
        assert make.begun.wait(10)
        make.go.set()
        for each in asked:
            with pytest.raises(ValueError, match="can't be made"):
                each.result(10)
    make.fails = False
    assert store.get_or_make("a", make).startswith("value")


def test_who_asks_after_a_key_was_forgotten_does_not_get_what_was_begun_before() -> None:
    store, make = filled(), SlowMaker()
    with ThreadPoolExecutor(2) as pool:
        before = pool.submit(store.get_or_make, "a", make, lambda: False)
        assert make.begun.wait(10)
        store.forget(lambda key: key == "a")
        after = pool.submit(store.get_or_make, "a", make)
        make.go.set()
        assert {before.result(10), after.result(10)} == {"value 1", "value 2"}
    assert store.get("a") == after.result()

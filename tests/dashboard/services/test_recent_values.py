"""The values used last: what is kept, what goes, and what is never kept."""

from __future__ import annotations

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

"""When removal notices come, on accounts and matches written by hand; worlds with circles are in test_agreement."""

from __future__ import annotations

from math import inf

import pytest

from linkage.spread.durations import slowest

NEVER = inf


def by(days: float, repaired: float = inf):  # type: ignore[no-untyped-def]
    """What a match makes of a day: later by its days, or the day of its repair."""
    return lambda day: min(day + days, repaired)


CIRCLE = {"home": [("a", by(1))], "a": [("b", by(2))], "b": [("a", by(5)), ("c", by(1))], "c": [("b", by(7))]}
REPAIRED = {"home": [("a", by(0))], "a": [("b", by(26, repaired=2))], "b": [("c", by(7))], "c": [("a", by(0))]}


@pytest.mark.parametrize(
    ("ways", "end", "found"),
    [
        (CIRCLE, 10, {"a": 11, "b": 13, "c": 14}),
        (CIRCLE, NEVER, {"a": NEVER, "b": NEVER, "c": NEVER}),
        (REPAIRED, NEVER, {"a": NEVER, "b": 2, "c": 9}),
        (REPAIRED, 1, {"a": 1, "b": 2, "c": 9}),
        ({"home": [("a", by(inf)), ("a", by(3, repaired=2))]}, 1, {"a": NEVER}),
    ],
    ids=["a circle", "a circle of what never ends", "a repair in a circle", "ended before the repair", "two matches"],
)
def test_a_copy_lasts_until_the_slowest_notice_has_come(ways, end, found) -> None:  # type: ignore[no-untyped-def]
    assert slowest(["home"], ways, end) == {"home": end, **found}


def test_copies_that_feed_each_other_keep_nothing_alive() -> None:
    ways = {"home": [("a", by(0))], "a": [("b", by(0))], "b": [("a", by(0))]}
    assert slowest(["home"], ways, 4) == {"home": 4, "a": 4, "b": 4}

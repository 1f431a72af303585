"""Durations: removal notices on accounts and matches written by hand; worlds with circles are in test_agreement."""

from __future__ import annotations

from math import inf

import pytest

from linkage.spread.durations import latest_arrivals

NEVER = inf


def arrival_day(days: float, repaired: float = inf):  # type: ignore[no-untyped-def]
    """The arrival function of a match: later by its days, or the day of its repair."""
    return lambda day: min(day + days, repaired)


CIRCLE = {
    "home": [("a", arrival_day(1))],
    "a": [("b", arrival_day(2))],
    "b": [("a", arrival_day(5)), ("c", arrival_day(1))],
    "c": [("b", arrival_day(7))],
}
REPAIRED = {
    "home": [("a", arrival_day(0))],
    "a": [("b", arrival_day(26, repaired=2))],
    "b": [("c", arrival_day(7))],
    "c": [("a", arrival_day(0))],
}


@pytest.mark.parametrize(
    ("edges", "end", "latest"),
    [
        (CIRCLE, 10, {"a": 11, "b": 13, "c": 14}),
        (CIRCLE, NEVER, {"a": NEVER, "b": NEVER, "c": NEVER}),
        (REPAIRED, NEVER, {"a": NEVER, "b": 2, "c": 9}),
        (REPAIRED, 1, {"a": 1, "b": 2, "c": 9}),
        ({"home": [("a", arrival_day(inf)), ("a", arrival_day(3, repaired=2))]}, 1, {"a": NEVER}),
    ],
    ids=["a circle", "a circle of what never ends", "a repair in a circle", "ended before the repair", "two matches"],
)
def test_a_copy_lasts_until_the_slowest_notice_has_come(edges, end, latest) -> None:  # type: ignore[no-untyped-def]
    assert latest_arrivals(["home"], edges, end) == {"home": end, **latest}


def test_copies_that_feed_each_other_keep_nothing_alive() -> None:
    edges = {"home": [("a", arrival_day(0))], "a": [("b", arrival_day(0))], "b": [("a", arrival_day(0))]}
    assert latest_arrivals(["home"], edges, 4) == {"home": 4, "a": 4, "b": 4}

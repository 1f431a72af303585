"""What a city is asked beside the usual. Workers are sent this, so everything in it can be sent."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.citywide.durations.expiry import Slowest


@dataclass(frozen=True)
class CountQuery:
    """What is counted beside the usual.

    Args:
        by_link: also, for each link, how many rows stop if it alone is cut.
        on_day: count the rows in force on this day only.
        slowest: says when a removal notice has come to every account (`ends`); needed for a day.
    """

    by_link: bool = False
    on_day: int | None = None
    slowest: Slowest | None = None

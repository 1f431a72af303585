"""The options of a count. Worker processes are sent this, so everything in it can be pickled."""

from __future__ import annotations

from dataclasses import dataclass

from linkage.citywide.counts.link_game import LinkGame
from linkage.citywide.durations.expiry import LatestRemovals
from linkage.world.needs_chains import NeedsChains


@dataclass(frozen=True)
class CountQuery:
    """What a count is about, beside the world.

    Args:
        game: what is to be shared among links (see `link_game`); None: nothing.
        on_day: count only the rows in force on this day.
        latest_removals: computes when a removal notice has come to every account (see `expiry`); needed for a day.
        without_links: also count residents and companies with every link cut.
        needs_chains: services to be counted as closed, itself or by what they need (see `closed_services`).
    """

    game: LinkGame | None = None
    on_day: int | None = None
    latest_removals: LatestRemovals | None = None
    without_links: bool = False
    needs_chains: NeedsChains = ()

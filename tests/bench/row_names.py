"""What `make bench` measures: the name of every row, part by part, without what stands in brackets.

The page beside this file says of each what it measures and what not; a test holds page, names and the parts together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_CUT = "`cut beijing --record {} --protect {}`{}, in process"
_EVERYTHING = " under `reading:everything`"
_BEST = "best {} for {}, 22,000,000 residents, people there"
_PEERS = (
    "this city",
    "pandas",
    "DuckDB, recursive SQL, its join table reused",
    "DuckDB with USING KEY, its join table reused",
    "networkx, a graph a record",
)

LISTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "spreads": (
            "spreads with steps and causes, 2,000 holders of `beijing`, one core",
            "`linkage --help`",
            "load and check `beijing`",
        ),
        "map_layout": (
            "a map of 24 databases and 500 links for two sizes of window",
            "the map of unpaid-court-judgment in `beijing` for two sizes of window",
        ),
        "own_tables": (
            "`effects` of everybody, 100,000 residents of `tiny`",
            "`trace --tables`, the tables of 1,000,000 residents of `tiny`",
            "`matches`, one link over the tables of 1,000,000 residents of `tiny`, in process",
            "a trace as JSON in a full circle of 12 databases, in process",
        ),
        "smallest_cuts": (
            _CUT.format("unpaid-court-judgment", "flight", ""),
            _CUT.format("unpaid-phone-bill", "loan", ""),
            _CUT.format("unpaid-court-judgment", "flight", _EVERYTHING),
            _CUT.format("subway-fare-evasion", "subway-ride", _EVERYTHING),
            "the cuts of unpaid-court-judgment and flight with all that each also loses and gains",
        ),
        "pocket_edition": (
            "`export beijing --to book`, 22,000,000 residents, in process",
            "the file of the book of beijing",
            "first paint of the book of beijing at 390x844, processor slowed four times",
        ),
        "stage_page": ("a step on the stage, key to paint", "first page on the wire"),
        "what_if_page": ("a what-if switch to paint",),
        "cold_loads": (
            "300 cold loads at once, 6 connections each",
            "2,000 requests for made-up versions of a style sheet",
        ),
        "world_page": ("a key in the World page's search field to paint",),
        "lecture_hall": (
            "the first question of a story, server's processor time",
            "a new what-if on the stage, server's processor time",
            "240 clients clicking every 2-5 s for 40 s, 96 new questions a minute",
        ),
        "hostile_class": (
            "a hostile class for 40 s while the presenter clicks",
            "a hostile class that also asks for long work for 40 s while the presenter clicks",
        ),
        "class_cities": ("30 students asking for 7 whole cities of 22,000,000 at once",),
        "city_page": (
            "first visit of the City page, 22,000,000 residents of beijing, scripts cached",
            "a what-if switch to new numbers on screen, 22,000,000 residents",
            "a what-if switch to the new figure on screen, 22,000,000 residents",
            "the City page with its first figure, over the wire beyond the first page",
        ),
        "city_counts": (
            "`city beijing`, 22,000,000 residents, from nothing",
            "where the time of `city beijing` goes",
            "20 what-ifs never asked before, each with its baseline",
            "`city --on-day 60`, from nothing",
            "`city --by-link`, from nothing",
            "22,000,000 residents without errors, and with ten columns in error, from nothing",
            "a link added on two identifiers at once, 22,000,000 residents",
            "the fallback from the national ID on them, 22,000,000 residents",
            "`trace` of resident 4,711,003 of 22,000,000",
        ),
        "city_doubts": (
            "`city --range 24` of a what-if, 22,000,000 residents, from nothing",
            "`city --seeds 5` of a what-if, 22,000,000 residents, from nothing",
            "`city --tornado` of all figures, 1,000,000 residents, from nothing",
        ),
        "best_removals": (
            "best removal for `flight`, 22,000,000 residents, people made for it",
            _BEST.format(1, "`flight`"),
            _BEST.format(3, "`flight`"),
            _BEST.format(3, "any restriction"),
            _BEST.format(4, "any restriction"),
            _BEST.format(3, f"`loan`{_EVERYTHING}"),
            _BEST.format(3, f"any restriction{_EVERYTHING}"),
            "a sweep of ten points and two measures, 1,000,000 residents",
        ),
        "peers": tuple(f"{size} residents: {peer}" for size in ("100,000", "1,000,000") for peer in _PEERS),
    }
)
"""The rows of each part, in the order of the table."""

MORE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lecture_hall": tuple(
            f"240 clients clicking every 2-5 s for {seconds} s, 96 new questions a minute" for seconds in (300, 1200)
        ),
        "hostile_class": (
            "a hostile class for 120 s while the presenter clicks",
            "a hostile class that also asks for long work for 120 s while the presenter clicks",
        ),
        "city_counts": ("1,300,000,000 residents",),
        "peers": ("100,000 residents: DuckDB", "1,000,000 residents: DuckDB"),
    }
)
"""Rows that come only with --all; and where DuckDB isn't installed."""

ROWS = tuple(row for part in LISTED for row in (*LISTED[part], *MORE.get(part, ())))
"""All of them."""


def named(what: str) -> str:
    """The name of a row: without how often it was measured, and what else stands in brackets.

    >>> named("`linkage --help` (median of 5)")
    '`linkage --help`'
    """
    return re.sub(r"\s*\([^)]*\)", "", what)

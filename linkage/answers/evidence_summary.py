"""How well some statements are known, in one line: how many are reported, how many of them second-hand, whose figures.

Steps of a spread and rows of a world (links, rules) are such statements: each has a status, quotes as evidence, and a
status of its figures (delays, shares, rates).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

from linkage.vocabulary import STATUSES
from linkage.world.model import World


class Statement(Protocol):
    """What has a status, evidence, and a status of its figures (blank: it has none)."""

    @property
    def status(self) -> str: ...
    @property
    def number_status(self) -> str: ...
    @property
    def evidence(self) -> tuple[str, ...]: ...


def is_second_hand(world: World, statement: Statement) -> bool:
    """Whether a statement rests only on quotes from texts that nobody here has seen."""
    quotes = [world.everything.quotes[quote] for quote in statement.evidence if quote in world.everything.quotes]
    return bool(quotes) and all(quote.checked == "told" for quote in quotes)


def evidence_summary(world: World, statements: Iterable[Statement], noun: str = "steps") -> str:
    """How well some statements are known, strongest first, and whose their figures are.

    >>> from linkage.world.storage.folders import load
    >>> tiny = load("tiny")
    >>> evidence_summary(tiny, [])
    'no steps'
    >>> evidence_summary(tiny, tiny.links.values(), "links")
    '7 links: 1 reported, 1 planned, 1 view, 1 alleged, 3 assumed; all their delays and shares assumed'
    """
    listed = list(statements)
    if not listed:
        return f"no {noun}"
    counts = Counter(statement.status for statement in listed)
    parts = [f"{counts[status]} {status}{_told(world, listed, status)}" for status in STATUSES if counts[status]]
    return f"{len(listed)} {noun if len(listed) > 1 else noun.removesuffix('s')}: {', '.join(parts)}{_figures(listed)}"


def _told(world: World, statements: Sequence[Statement], status: str) -> str:
    """How many of those with a status are second-hand, in brackets."""
    number = sum(statement.status == status and is_second_hand(world, statement) for statement in statements)
    return f" ({number} second-hand)" if number and status != "assumed" else ""


def _figures(statements: Sequence[Statement]) -> str:
    """How many of the statements with figures have assumed ones."""
    statuses = [statement.number_status for statement in statements if statement.number_status]
    assumed = statuses.count("assumed")
    if not statuses:
        return ""
    if len(statuses) == 1:
        return f"; its delays and shares {'' if assumed else 'not '}assumed"
    share = {0: "none of their", len(statuses): "all their"}.get(assumed, f"{assumed} of their {len(statuses)}")
    return f"; {share} delays and shares assumed"

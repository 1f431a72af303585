"""The same sharing without the pool: a hub's links taken apart into links from each source to each target.

A database that several others fill and several others read *pools*. "In pairs" means: every link into it is cut, and
each source whose records it handed on sends them to that target itself, by the identifiers of both links, after the
days of both. The links out of it stay, for records that are born in it. All of this is interventions that anybody can
write, so text, address and command line carry it.

What it keeps: which database gets a kind of record from which, by which identifiers, on which day, when a removal
comes, and what share passes (one draw now stands for two: as many pass, but not the same ones).

What it can't keep, it says. What the pool itself decides (`decides`): its rules see only what is born there now. A link
that is added carries everything its source knows (design 5), so also kinds that the pool did not hand on, or only once
they were confirmed: where that would reach a rule or a link of the target it is named (`wider`), and there the pairs do
more than the pool did. Two ways between the same databases become one link, as quick as the quicker (`uneven`, where
they differ). Two links that join the hub on different identifiers are no pair (`apart`): there the pool itself was the
register. And the hub's own rows go: in a roll without an account for everybody some had none, and of somebody's several
phones the pool kept one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from linkage.errors import LinkageError, unknown
from linkage.world.link_paths import first_blank, kinds_carried, known_kinds
from linkage.world.model import Link, World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.link_interventions import AddLink, CutLink, Delay, Removal, Share

Way = tuple[Link, Link]
"""A link into a hub, and one out of it."""


class Pair(NamedTuple):
    """From one source to one target without the hub: the link that is added, for one or more ways through it."""

    added: AddLink
    ways: tuple[tuple[Link, Link], ...]
    kinds: tuple[str, ...]
    wider: tuple[str, ...]  # kinds that the added link brings beyond these, to something that looks at them

    @property
    def days(self) -> int:
        """How long the quickest way takes."""
        return min(_days(way) for way in self.ways)

    @property
    def uneven(self) -> bool:
        """Whether its ways differ in days or shares: then the added link takes the quickest and the widest."""
        return len({(_days(way), _removed(way), _share(way)) for way in self.ways}) > 1


class PoolAsPairs(NamedTuple):
    """A hub in pairs: the interventions, and what they can't keep."""

    hub: str
    interventions: tuple[Intervention, ...]
    pairs: tuple[Pair, ...]
    apart: tuple[
        tuple[str, str], ...
    ]  # links into and out of the hub that hand records on, and that no pair can stand for
    decides: tuple[str, ...]  # the hub's own rules

    @property
    def text(self) -> str:
        """The what-if."""
        return ",".join(each.text for each in self.interventions)

    @property
    def wider(self) -> tuple[Pair, ...]:
        """The pairs that do more than the hub did."""
        return tuple(pair for pair in self.pairs if pair.wider)


def hubs(world: World) -> tuple[str, ...]:
    """The databases that pool, those with the most sources first: two others or more fill them, and two read them.

    None whose links are partly of a reading's own adding: a what-if can't name those.

    >>> from linkage.world.what_if.parser import under
    >>> from linkage.world.storage.folders import load
    >>> hubs(under(load("beijing"), ""))
    ('credit-hub', 'defaulter-list', 'spending-orders')
    """
    fill: dict[str, set[str]] = {name: set() for name in world.databases}
    read: dict[str, set[str]] = {name: set() for name in world.databases}
    for link in _live(world):
        fill[link.target].add(link.source)
        read[link.source].add(link.target)
    found = [name for name in world.databases if min(len(fill[name]), len(read[name])) > 1]
    pooling = [name for name in found if not _unnamed(world, name)]
    return tuple(sorted(pooling, key=lambda name: (-len(fill[name]), -len(read[name]), name)))


def _live(world: World) -> list[Link]:
    """The links that carry anything."""
    return [link for link in world.links.values() if first_blank(world, link) is None and kinds_carried(world, link)]


def _unnamed(world: World, hub: str) -> list[str]:
    """The links into a hub that the folder doesn't have."""
    return [link.id for link in _links(world, hub)[0] if link.id not in world.everything.links]


def _links(world: World, hub: str) -> tuple[list[Link], list[Link]]:
    """The links into a database and out of it that carry anything."""
    live = _live(world)
    return [link for link in live if link.target == hub], [link for link in live if link.source == hub]


def in_pairs(world: World, hub: str) -> PoolAsPairs:
    """A hub's links in this world taken apart into pairs.

    Raises:
        LinkageError: a database that this world lacks; a link of it that no what-if can name.
    """
    if hub not in world.databases:
        raise LinkageError(unknown("database", hub, world.databases))
    if unnamed := _unnamed(world, hub):
        raise LinkageError(
            f"'{hub}' can't be taken apart here: a what-if can't cut what a reading adds ({unnamed[0]})."
        )
    into, out = _links(world, hub)
    ways = [(one, other) for one in into for other in out if one.source != other.target and _kinds(world, (one, other))]
    known = known_kinds(world)
    together: dict[AddLink, list[Way]] = {}
    for one, other in ways:
        if one.last == other.key:
            added = AddLink(one.source, other.target, one.key, (*one.via, *other.via))
            together.setdefault(added, []).append((one, other))
    pairs = tuple(_pair(world, added, tuple(found), known) for added, found in together.items())
    cuts = [CutLink(link.id) for link in into]
    return PoolAsPairs(
        hub,
        (*cuts, *(each for pair in pairs for each in _changes(pair))),
        pairs,
        tuple((one.id, other.id) for one, other in ways if one.last != other.key and _same_side(world, one, other)),
        tuple(rule.id for rule in world.rules.values() if rule.database == hub),
    )


def _same_side(world: World, one: Link, other: Link) -> bool:
    """Whether one link finds residents where the other takes residents, or companies where it takes companies."""
    identifiers = world.everything.identifiers
    return identifiers[one.last].holds == identifiers[other.key].holds


def _kinds(world: World, way: Way) -> tuple[str, ...]:
    """What comes in by one link and goes out by the other."""
    out = set(kinds_carried(world, way[1]))
    return tuple(kind for kind in kinds_carried(world, way[0]) if kind in out)


def _pair(world: World, added: AddLink, ways: tuple[Way, ...], known: Mapping[tuple[str, str], frozenset[str]]) -> Pair:
    kinds = {kind for way in ways for kind in _kinds(world, way)}
    handed = {kind for way in ways for kind in _kinds(world, way) if _whole(world, way, kind)}
    side = world.everything.identifiers[added.key].holds
    beyond = (known[added.source, side] - handed) & _wanted(world, added.target, kinds)
    return Pair(added, ways, tuple(sorted(kinds)), tuple(sorted(beyond)))


def _whole(world: World, way: Way, kind: str) -> bool:
    """Whether a way hands on records of a kind confirmed or not."""
    return not world.record_kinds[kind].suspected or all(link.needs == "any" for link in way)


def _wanted(world: World, database: str, confirmed: Collection[str]) -> set[str]:
    """The kinds that a rule or a link at a database looks at.

    Args:
        confirmed: of these, confirmed records come in any case; they count where unconfirmed ones are wanted too.
    """
    found: set[str] = set()
    for rule in world.rules.values():
        if rule.database == database:
            found |= set(rule.kinds).difference(confirmed if rule.needs == "confirmed" else ())
    for link in world.links.values():
        if link.source == database:
            found |= set(kinds_carried(world, link)).difference(confirmed if link.needs == "confirmed" else ())
    return found


def _days(way: Way) -> int:
    return sum(link.add_days or 0 for link in way)


def _removed(way: Way) -> int | None:
    """How long a removal takes; none: it never comes."""
    days = [link.remove_days for link in way if link.remove_days is not None]
    return sum(days) if len(days) == len(way) else None


def _share(way: Way) -> float:
    return math.prod(1.0 if link.share is None else link.share for link in way)


def _changes(pair: Pair) -> Iterator[Intervention]:
    """The link that is added, with the days and the share of the two that it stands for."""
    link = pair.added.link
    yield pair.added
    if pair.days:
        yield Delay(link, pair.days)
    removed = [_removed(way) for way in pair.ways]
    if None not in removed:
        yield Removal(link, max(days for days in removed if days is not None))
    share = max(_share(way) for way in pair.ways)
    if share < 1:
        yield Share(link, share)

"""A pool as pairs: the what-if that replaces a pooling database by direct links from each source to each target.

A database that several others fill and several others read *pools*. "In pairs" means: every link into it is cut, and
each source whose records it passed on sends them to that target itself, by the identifiers of both links, after the
days of both. The links out of it stay, for records that are born in it. All of this is interventions that anybody can
write, so text, address and command line carry it.

What it keeps: which database gets a kind of record from which, by which identifiers, on which day, when a removal
comes, and what share passes (one draw now stands for two: as many pass, but not the same ones).

What it can't keep, it says. What the pool itself decides (`decides`): its rules see only what is born there now. A link
that is added carries everything its source knows (design 5), so also kinds that the pool did not pass on, or only once
they were confirmed: where that would reach a rule or a link of the target it is named (`wider`), and there the pairs do
more than the pool did. Two paths between the same databases become one link, as quick as the quicker (`uneven`, where
they differ). Two links that join the pool on different identifiers are no pair (`apart`): there the pool itself was the
register. And the pool's own rows are lost: in a roll without an account for everybody some had none, and of somebody's
several phones the pool kept one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from linkage.errors import LinkageError, unknown
from linkage.world.composites import parts_of
from linkage.world.link_paths import first_blank, kinds_carried, known_kinds
from linkage.world.model import Link, World
from linkage.world.what_if.intervention import Intervention
from linkage.world.what_if.link_interventions import AddLink, CutLink, Delay, Removal, Share

LinkPath = tuple[Link, Link]
"""A path through a pool: a link into it, and a link out of it."""


class Pair(NamedTuple):
    """The direct link from one source to one target, which replaces one or more paths through the pool."""

    added: AddLink
    paths: tuple[LinkPath, ...]
    kinds: tuple[str, ...]
    wider: tuple[str, ...]  # kinds that the added link brings beyond these, to something that looks at them

    @property
    def days(self) -> int:
        """How many days the quickest path takes."""
        return min(_add_days(path) for path in self.paths)

    @property
    def uneven(self) -> bool:
        """Whether its paths differ in days or shares: then the added link takes the quickest and the widest."""
        return len({(_add_days(path), _remove_days(path), _share(path)) for path in self.paths}) > 1


class PoolAsPairs(NamedTuple):
    """A pool in pairs: the interventions of the what-if, and what they can't keep."""

    pool: str
    interventions: tuple[Intervention, ...]
    pairs: tuple[Pair, ...]
    apart: tuple[tuple[str, str], ...]  # links into and out of the pool that no pair can replace
    decides: tuple[str, ...]  # the pool's own rules

    @property
    def text(self) -> str:
        """The text of the what-if."""
        return ",".join(intervention.text for intervention in self.interventions)

    @property
    def wider(self) -> tuple[Pair, ...]:
        """The pairs that bring more kinds than the pool did."""
        return tuple(pair for pair in self.pairs if pair.wider)


def pooling_databases(world: World) -> tuple[str, ...]:
    """The databases that pool: two others or more fill them and two read them; those with the most sources first.

    None with a link that a reading adds: a what-if can't name it.

    >>> from linkage.world.what_if.parser import under
    >>> from linkage.world.storage.folders import load
    >>> pooling_databases(under(load("beijing"), ""))
    ('credit-hub', 'defaulter-list', 'spending-orders')
    """
    fill: dict[str, set[str]] = {name: set() for name in world.databases}
    read: dict[str, set[str]] = {name: set() for name in world.databases}
    for link in _live_links(world):
        fill[link.target].add(link.source)
        read[link.source].add(link.target)
    pools = [name for name in world.databases if min(len(fill[name]), len(read[name])) > 1]
    pooling = [name for name in pools if not _links_added_by_reading(world, name)]
    return tuple(sorted(pooling, key=lambda name: (-len(fill[name]), -len(read[name]), name)))


def _live_links(world: World) -> list[Link]:
    """The links that carry anything."""
    return [link for link in world.links.values() if first_blank(world, link) is None and kinds_carried(world, link)]


def _links_added_by_reading(world: World, pool: str) -> list[str]:
    """The links into a pool that a reading adds: the folder doesn't have them."""
    return [link.id for link in _links_in_and_out(world, pool)[0] if link.id not in world.everything.links]


def _links_in_and_out(world: World, pool: str) -> tuple[list[Link], list[Link]]:
    """The links into a database and out of it that carry anything."""
    live = _live_links(world)
    return [link for link in live if link.target == pool], [link for link in live if link.source == pool]


def pool_as_pairs(world: World, pool: str) -> PoolAsPairs:
    """A pool's links in this world, replaced by pairs.

    Raises:
        LinkageError: a database that this world lacks; a link of it that no what-if can name.
    """
    if pool not in world.databases:
        raise LinkageError(unknown("database", pool, world.databases))
    if added_links := _links_added_by_reading(world, pool):
        raise LinkageError(
            f"'{pool}' can't be taken apart here: a what-if can't cut what a reading adds ({added_links[0]})."
        )
    links_in, links_out = _links_in_and_out(world, pool)
    paths = [
        (link_in, link_out)
        for link_in in links_in
        for link_out in links_out
        if link_in.source != link_out.target and _kinds_passed(world, (link_in, link_out))
    ]
    known = known_kinds(world)
    paths_by_link: dict[AddLink, list[LinkPath]] = {}
    for link_in, link_out in paths:
        if link_in.last == link_out.key:
            added = AddLink(link_in.source, link_out.target, link_in.key, (*link_in.via, *link_out.via))
            paths_by_link.setdefault(added, []).append((link_in, link_out))
    pairs = tuple(_pair(world, added, tuple(replaced), known) for added, replaced in paths_by_link.items())
    cuts = [CutLink(link.id) for link in links_in]
    apart = [path for path in paths if path[0].last != path[1].key and _same_holders(world, *path)]
    return PoolAsPairs(
        pool,
        (*cuts, *(intervention for pair in pairs for intervention in _interventions(pair))),
        pairs,
        tuple((link_in.id, link_out.id) for link_in, link_out in apart),
        tuple(rule.id for rule in world.rules.values() if rule.database == pool),
    )


def _same_holders(world: World, link_in: Link, link_out: Link) -> bool:
    """Whether the last identifier of one link and the key of another are held by the same kind of subject."""
    identifiers = world.everything.identifiers
    return identifiers[parts_of(link_in.last)[0]].holds == identifiers[parts_of(link_out.key)[0]].holds


def _kinds_passed(world: World, path: LinkPath) -> tuple[str, ...]:
    """The record kinds that come in by a path's first link and go out by its second."""
    kinds_out = set(kinds_carried(world, path[1]))
    return tuple(kind for kind in kinds_carried(world, path[0]) if kind in kinds_out)


def _pair(
    world: World, added: AddLink, paths: tuple[LinkPath, ...], known: Mapping[tuple[str, str], frozenset[str]]
) -> Pair:
    kinds = {kind for path in paths for kind in _kinds_passed(world, path)}
    passed = {kind for path in paths for kind in _kinds_passed(world, path) if _passes_unconfirmed(world, path, kind)}
    holders = world.everything.identifiers[parts_of(added.key)[0]].holds
    wider = (known[added.source, holders] - passed) & _kinds_used(world, added.target, kinds)
    return Pair(added, paths, tuple(sorted(kinds)), tuple(sorted(wider)))


def _passes_unconfirmed(world: World, path: LinkPath, kind: str) -> bool:
    """Whether a path passes on the records of a kind whether they are confirmed or not."""
    return not world.record_kinds[kind].suspected or all(link.needs == "any" for link in path)


def _kinds_used(world: World, database: str, confirmed: Collection[str]) -> set[str]:
    """The record kinds that a rule or a link at a database uses.

    Args:
        confirmed: of these kinds confirmed records come in any case; they count only where unconfirmed ones are used.
    """
    kinds: set[str] = set()
    for rule in world.rules.values():
        if rule.database == database:
            kinds |= set(rule.kinds).difference(confirmed if rule.needs == "confirmed" else ())
    for link in world.links.values():
        if link.source == database:
            kinds |= set(kinds_carried(world, link)).difference(confirmed if link.needs == "confirmed" else ())
    return kinds


def _add_days(path: LinkPath) -> int:
    return sum(link.add_days or 0 for link in path)


def _remove_days(path: LinkPath) -> int | None:
    """How many days a removal takes along a path; None: it never comes."""
    days = [link.remove_days for link in path if link.remove_days is not None]
    return sum(days) if len(days) == len(path) else None


def _share(path: LinkPath) -> float:
    return math.prod(1.0 if link.share is None else link.share for link in path)


def _interventions(pair: Pair) -> Iterator[Intervention]:
    """The added link of a pair, with the days and the share of the paths that it replaces."""
    link = pair.added.link
    yield pair.added
    if pair.days:
        yield Delay(link, pair.days)
    removed = [_remove_days(path) for path in pair.paths]
    if None not in removed:
        yield Removal(link, max(days for days in removed if days is not None))
    share = max(_share(path) for path in pair.paths)
    if share < 1:
        yield Share(link, share)

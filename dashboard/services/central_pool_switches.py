"""Pooled, or in pairs: each database that pools as a switch that takes it apart, with what pairs can't keep.

The what-if is the library's (`about.pool_as_pairs`); here it gets its words. A text that is too long for an address is
named, not offered: the command line takes it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dashboard.state.labels import Labels
from dashboard.state.view_state import MAX_LENGTH
from linkage.answers.about.pool_as_pairs import PoolAsPairs, pool_as_pairs, pooling_databases
from linkage.answers.sentences import name
from linkage.world.model import World

Json = dict[str, Any]


def pool_switch_group(world: World, labels: Labels) -> Json:
    """The switches of the What-if page: one for each database that pools under a reading."""
    pools = (
        pool_group(world, pairs, labels)
        for hub in pooling_databases(world)
        if (pairs := pool_as_pairs(world, hub)).pairs
    )
    return {"id": "pooled", "title": labels("pooled.group"), "rows": [_row(pool) for pool in pools]}


def _row(pool: Json) -> Json:
    """A row as `switches` has them."""
    near = [f"database:{pool['hub']}"]
    about = " ".join([pool["says"], *pool["notes"]])
    return {"text": pool["text"], "title": pool["title"], "near": near, "here": True, "about": about}


def pool_group(world: World, pairing: PoolAsPairs, labels: Labels) -> Json:
    """A pool in pairs: its what-if (blank: too long for an address), a title, and what it does and can't keep."""
    fits = len(quote(pairing.text)) <= MAX_LENGTH // 2
    notes = [labels("pooled.wider", **_ends(world, pair), kinds=_kinds(world, pair.wider)) for pair in pairing.wider]
    if any(pair.uneven for pair in pairing.pairs):
        notes.append(labels("pooled.uneven"))
    if pairing.apart:
        notes.append(labels("pooled.apart", count=len(pairing.apart)))
    if pairing.decides:
        notes.append(labels("pooled.decides", rules=", ".join(pairing.decides)))
    if not fits:
        notes.append(labels("pooled.long", command=f"linkage about {world.id} {pairing.pool}"))
    return {
        "hub": pairing.pool,
        "text": pairing.text if fits else "",
        "title": labels("pooled.title", hub=name(world.databases, pairing.pool)),
        "says": labels("pooled.says", count=len(pairing.pairs)),
        "notes": notes,
    }


def _ends(world: World, pair: Any) -> dict[str, str]:
    ends = {"source": pair.added.source, "target": pair.added.target}
    return {end: name(world.databases, database) for end, database in ends.items()}


def _kinds(world: World, kinds: tuple[str, ...]) -> str:
    return ", ".join(name(world.record_kinds, kind) for kind in kinds)

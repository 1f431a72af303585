"""Pooled, or in pairs: each database that pools as a switch that takes it apart, with what pairs can't keep.

The what-if is the library's (`about.pool_as_pairs`); here it gets its words. A text that is too long for an address is
named, not offered: the command line takes it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dashboard.state.labels import Labels
from dashboard.state.view_state import LONGEST
from linkage.answers.about.pool_as_pairs import PoolAsPairs, hubs, in_pairs
from linkage.answers.sentences import name
from linkage.world.model import World

Json = dict[str, Any]


def group(world: World, labels: Labels) -> Json:
    """The switches of the What-if page: one for each database that pools under a reading."""
    told_of = (pool_group(world, found, labels) for hub in hubs(world) if (found := in_pairs(world, hub)).pairs)
    return {"id": "pooled", "title": labels("pooled.group"), "rows": [_row(each) for each in told_of]}


def _row(each: Json) -> Json:
    """A row as `switches` has them."""
    near = [f"database:{each['hub']}"]
    about = " ".join([each["says"], *each["notes"]])
    return {"text": each["text"], "title": each["title"], "near": near, "here": True, "about": about}


def pool_group(world: World, pairing: PoolAsPairs, labels: Labels) -> Json:
    """A pool in pairs: its what-if (blank: too long for an address), a title, and what it does and can't keep."""
    fits = len(quote(pairing.text)) <= LONGEST // 2
    notes = [labels("pooled.wider", **_ends(world, pair), kinds=_kinds(world, pair.wider)) for pair in pairing.wider]
    if any(pair.uneven for pair in pairing.pairs):
        notes.append(labels("pooled.uneven"))
    if pairing.apart:
        notes.append(labels("pooled.apart", count=len(pairing.apart)))
    if pairing.decides:
        notes.append(labels("pooled.decides", rules=", ".join(pairing.decides)))
    if not fits:
        notes.append(labels("pooled.long", command=f"linkage about {world.id} {pairing.hub}"))
    return {
        "hub": pairing.hub,
        "text": pairing.text if fits else "",
        "title": labels("pooled.title", hub=name(world.databases, pairing.hub)),
        "says": labels("pooled.says", count=len(pairing.pairs)),
        "notes": notes,
    }


def _ends(world: World, pair: Any) -> dict[str, str]:
    ends = {"source": pair.added.source, "target": pair.added.target}
    return {end: name(world.databases, each) for end, each in ends.items()}


def _kinds(world: World, kinds: tuple[str, ...]) -> str:
    return ", ".join(name(world.record_kinds, kind) for kind in kinds)

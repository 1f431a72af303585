"""The fallback: without one identifier, agencies match on what else they hold - a name, a birth date, an address.

Dropping an identifier ends every link that joins on it. The fallback adds a link wherever both ends hold all parts of
another key, so that dropping can be answered with the false and the missed matches of that key. An added link carries
every record at once and never takes one back: the widest case; only a share below all is kept. Source: design 11.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from linkage.errors import LinkageError, unknown
from linkage.world.composites import composite_of, parts_of
from linkage.world.link_connects import connection_fault
from linkage.world.link_paths import columns_of, first_blank, joins_on
from linkage.world.model import Link, World
from linkage.world.what_if.identifier_interventions import DropIdentifier
from linkage.world.what_if.intervention import Intervention, key_name
from linkage.world.what_if.link_interventions import AddLink, Share


class Fallback(NamedTuple):
    """What agencies do without an identifier: the what-if, and which links it replaces and which it can't.

    Args:
        dropped: the identifier that nobody holds any more.
        key: the identifier, or several with `+`, that they match on instead.
        text: the what-if.
        replaced: the links that another one stands in for.
        ended: the links that end, since an end of them lacks a part of the key.
    """

    dropped: str
    key: str
    text: str
    replaced: tuple[str, ...]
    ended: tuple[str, ...]

    def sentence(self, world: World) -> str:
        """What it says, in words."""
        return f"Without the {key_name(world, self.dropped)} they match on {key_name(world, self.key)}."


def fallback(world: World, dropped: str, key: str) -> Fallback:
    """What agencies do without an identifier if they match on a key.

    Args:
        world: the world under a reading: its live links are replaced.

    Raises:
        LinkageError: the identifier, or a part of the key, isn't one of the world's, or the key holds the identifier.

    >>> from linkage.world.storage.folders import load
    >>> fallback(load("tiny"), "payment-account", "phone").text
    'drop:payment-account,add:payment-accounts>rail-tickets:phone,share:payment-accounts>rail-tickets:phone=0.9'
    """
    known = world.everything.identifiers
    for name in (dropped, *parts_of(key)):
        if name not in known:
            raise LinkageError(unknown("identifier", name, known))
    if dropped in parts_of(key):
        raise LinkageError(f"Without '{dropped}' nobody can match on '{key}': name other identifiers.")
    added: dict[AddLink, float] = {}
    replaced, ended = [], []
    for link in _links_joined_on(world, dropped):
        new = AddLink(link.source, link.target, composite_of(parts_of(key)))
        if _connects(world, new):
            share = 1.0 if link.share is None else link.share
            added[new] = max(share, added.get(new, 0.0))
            replaced.append(link.id)
        else:
            ended.append(link.id)
    parts = [DropIdentifier(dropped).text, *(new.text for new in added)]
    parts += [Share(new.link, share).text for new, share in added.items() if share < 1]
    return Fallback(dropped, key, ",".join(parts), tuple(replaced), tuple(ended))


def fallbacks(world: World) -> Iterator[Fallback]:
    """The fallbacks that a world offers: without each strong identifier, on each weak one, and on all of them at once.

    Only those that stand in for some link.
    """
    identifiers = world.everything.identifiers.values()
    weak = [row.id for row in identifiers if row.strength == "weak" and row.holds == "residents"]
    keys = [*weak, *([composite_of(weak)] if len(weak) > 1 else [])]
    for row in identifiers:
        if row.strength == "strong" and row.holds == "residents":
            for key in keys:
                found = fallback(world, row.id, key)
                if found.replaced:
                    yield found


def summed_up(interventions: Sequence[Intervention], world: World) -> list[tuple[str, str]]:
    """The text and the sentence of each intervention; those of a fallback in one.

    Args:
        world: the world under the reading from which the fallback starts.
    """
    entries = [(intervention.text, intervention.sentence(world)) for intervention in interventions]
    texts = {text for text, _ in entries}
    if not any(isinstance(intervention, AddLink) for intervention in interventions):
        return entries
    for found in fallbacks(world):
        parts = found.text.split(",")
        if texts.issuperset(parts):
            place = next(place for place, (text, _) in enumerate(entries) if text == parts[0])
            entries[place] = found.text, found.sentence(world)
            entries = [entry for entry in entries if entry[0] not in parts]
    return entries


def _links_joined_on(world: World, identifier: str) -> list[Link]:
    """The live links that need a column of an identifier."""
    live = (link for link in world.links.values() if first_blank(world, link) is None)
    return [link for link in live if any(held == identifier for _, held in columns_of(link))]


def _connects(world: World, added: AddLink) -> bool:
    """Whether a link can be added, and joins under the world's reading."""
    link = added.new_link()
    if link.id in world.links or connection_fault(world.everything, link) is not None:
        return False
    return all(joins_on(world, *column) for column in columns_of(link))

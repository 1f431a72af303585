"""All about a link, rule or database, as data and as text: the JSON of `linkage about`, and what a terminal shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from linkage.answers.about.pool_as_pairs import PoolAsPairs, hubs, in_pairs
from linkage.answers.about.row_about import Behind, Passing, Row, RowAbout, touching
from linkage.answers.sentences import name
from linkage.vocabulary import LABEL
from linkage.world.model import TABLES, Hop, Link, Rule, Source, Threshold, World, columns
from linkage.world.reading.cells import NOUNS, written

CHECKED: Mapping[str, str] = MappingProxyType(
    {"file": "read in the file", "read": "read at its address", "told": "told by another source, text not seen"}
)
"""How a quote was checked, in words."""

HOW: Mapping[str, str] = MappingProxyType(
    {"switches": "it switches this", "quotes": "it rests on the same quote", "answers": "it answers such a card"}
)
"""How a card speaks of a row, in words."""

_APART = ("id", "name", "name_zh", "about", "status", "number_status", "evidence")
"""The columns that are said in another way than as a fact."""


def about_json(found: RowAbout) -> dict[str, Any]:
    """`about --format json`."""
    world, row = found.world.everything, found.row
    return {
        "world": world.id,
        "what_if": found.what_if,
        "table": found.table,
        "id": row.id,
        "title": title(world, row),
        "about": getattr(row, "about", ""),
        "held": found.held,
        "status": row.status,
        "number_status": row.number_status,
        "row": {head: written(getattr(row, each.name)) for head, each in columns(TABLES[found.table]).items()},
        "links": [link.id for link in touching(world, row.id)[0]] if found.table == "databases" else [],
        "rules": [rule.id for rule in touching(world, row.id)[1]] if found.table == "databases" else [],
        "kinds": list(found.kinds),
        "readings": [reading.id for reading in found.readings],
        "evidence": [_behind_json(each) for each in found.evidence],
        "cards": [
            {"id": card.id, "kind": card.kind, "title": card.title, "what_if": card.what_if, "how": how}
            for card, how in found.cards
        ],
        "removal": found.removal,
        "stories": [_passing_json(each) for each in found.stories],
        "in_pairs": _pairs_json(pairing) if (pairing := pairing_of(found)) else None,
    }


def _behind_json(behind: Behind) -> dict[str, Any]:
    quote = behind.quote
    return {
        "id": quote.id,
        "quote": quote.quote or None,
        "says": quote.says,
        "caution": quote.caution,
        "checked": quote.checked,
        "chain": [{"id": each.id, "title": each.title, "publisher": each.publisher} for each in behind.chain],
    }


def _passing_json(passing: Passing) -> dict[str, Any]:
    return {
        "story": passing.story.id,
        "title": passing.story.title,
        "steps": passing.steps,
        "day": passing.day,
        "opened": list(passing.opened),
        "shut": list(passing.shut),
        "says": passing.says,
    }


def _pairs_json(pairing: PoolAsPairs) -> dict[str, Any]:
    return {
        "what_if": pairing.text,
        "wider": {pair.added.text: list(pair.wider) for pair in pairing.wider},
        "uneven": [pair.added.text for pair in pairing.pairs if pair.uneven],
        "apart": [list(each) for each in pairing.apart],
        "decides": list(pairing.decides),
    }


def pairing_of(found: RowAbout) -> PoolAsPairs | None:
    """A database that pools, in pairs; nothing of any other row."""
    if found.table != "databases" or found.row.id not in hubs(found.world):
        return None
    return in_pairs(found.world, found.row.id)


def title(world: World, row: Row) -> str:
    """What a row is called."""
    databases = world.databases
    if isinstance(row, Link):
        return f"{name(databases, row.source)} → {name(databases, row.target)}"
    if isinstance(row, Rule):
        where = name(world.services, row.service) if row.service else name(world.record_kinds, row.lists)
        return f"{name(databases, row.database)}: {' '.join(filter(None, (row.effect, where)))}"
    return row.name


def about_text(found: RowAbout) -> str:
    """`about` on a terminal."""
    world, row = found.world.everything, found.row
    lines = [f"{NOUNS[found.table]} {row.id}: {title(world, row)}", LABEL, ""]
    lines += [text] if (text := getattr(row, "about", "")) else []
    lines.append(_known(found))
    lines += ["", *(f"  {head:<12} {text}" for head, text in facts(world, found))]
    lines += ["", *_evidence(found)]
    if found.cards:
        lines += ["", "cards that speak of it:"]
        lines += [f"  {card.id:<22} {card.kind}: {card.title} ({HOW[how]})" for card, how in found.cards]
    lines += ["", *_without(found)]
    if pairing := pairing_of(found):
        lines += ["", *pairs_text(found.world, pairing)]
    return "\n".join(lines) + "\n"


def _known(found: RowAbout) -> str:
    figures = f", its figures {found.row.number_status}" if found.row.number_status else ""
    held = "" if found.held else " It is left out here."
    kept = ", ".join(f"'{each.title}'" for each in found.readings) or "none"
    return f"Known: {found.row.status}{figures}. Readings that keep it: {kept}.{held}"


def facts(world: World, found: RowAbout) -> Iterator[tuple[str, str]]:
    """The columns of a row with their values in words; a blank that means something says what."""
    for head, each in columns(TABLES[found.table]).items():
        if head in _APART:
            continue
        value = getattr(found.row, each.name)
        blank = re.search(r"\(blank: ([^)]*)\)", each.metadata["meaning"])
        text = _said(world, value) or (blank[1] if blank else "")
        if text:
            yield head.replace("_", " "), text
    if found.table == "databases":
        links, rules = touching(world, found.row.id)
        yield "links", " ".join(link.id for link in links) or "none"
        yield "rules", " ".join(rule.id for rule in rules) or "none"
    if found.kinds:
        yield "can bring", ", ".join(name(world.record_kinds, kind) for kind in found.kinds)


def _said(world: World, value: Any) -> str:
    """A value in words; names of rows are said, everything else stands as in its file."""
    if isinstance(value, Threshold):
        return str(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Hop):
        hops = (f"{name(world.identifiers, hop.identifier)} ({name(world.databases, hop.register)})" for hop in value)
        return " → ".join(hops)
    if isinstance(value, tuple):
        return ", ".join(_named(world, each) for each in value)
    return _named(world, value) if isinstance(value, str) else written(value)


def _named(world: World, text: str) -> str:
    tables = (world.databases, world.identifiers, world.record_kinds, world.services, world.agencies)
    return next((name(table, text) for table in tables if text in table), "everything" if text == "*" else text)


def _evidence(found: RowAbout) -> Iterator[str]:
    """Every quote in full, with the sources behind it."""
    if not found.evidence:
        yield "No quote: this is ours." if found.row.status == "assumed" else "No quote."
        return
    yield "evidence:"
    for quote, chain in found.evidence:
        yield f"  “{quote.quote}”" if quote.quote else f"  {quote.says}"
        caution = f" ({quote.caution})" if quote.caution else ""
        yield f"    {quote.id}, {CHECKED[quote.checked]}{caution}: {' > '.join(map(_source, chain))}"


def _source(source: Source) -> str:
    return ", ".join(filter(None, (source.title, source.publisher, source.date)))


def _without(found: RowAbout) -> Iterator[str]:
    """What falls if it is taken away, a line a story."""
    if not found.stories:
        yield f"No story passes here; without it ({found.removal or 'nothing to take away'}) all end as they do."
        return
    yield f"without it ({found.removal}):"
    for each in found.stories:
        passes = (
            f"{each.steps} step{'' if each.steps == 1 else 's'} from day {each.day}"
            if each.steps
            else "another way is quicker"
        )
        yield f"  {each.story.id:<16} {passes}: {each.says}"


def pairs_text(world: World, pairing: PoolAsPairs) -> Iterator[str]:
    """A hub in pairs, and what that can't keep."""
    everything = world.everything
    yield f"{name(everything.databases, pairing.hub)} pools. The same sharing in pairs, as a what-if:"
    yield f"  {pairing.text}"
    for pair in pairing.wider:
        kinds = ", ".join(name(everything.record_kinds, kind) for kind in pair.wider)
        yield f"  does more than the pool: {pair.added.text} also brings {kinds}"
    for pair in pairing.pairs:
        if pair.uneven:
            yield f"  sooner than the pool for some: {pair.added.text}"
    for one, other in pairing.apart:
        yield f"  not in pairs, because the pool itself is the register: {one}, then {other}"
    if pairing.decides:
        yield f"  not kept, because the pool itself decides it: {' '.join(pairing.decides)}"

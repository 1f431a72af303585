"""The report of one row (`linkage about`): a link, rule or database as JSON and as text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from linkage.answers.about.pool_as_pairs import PoolAsPairs, pool_as_pairs, pooling_databases
from linkage.answers.about.row_about import AffectedStory, QuoteChain, Row, RowAbout, links_and_rules_at
from linkage.answers.sentences import name, within_quotes
from linkage.world.model import TABLES, Hop, Link, Rule, Source, Threshold, World, shown_columns
from linkage.world.reading.cells import NOUNS, cell_text

CHECK_LABELS: Mapping[str, str] = MappingProxyType(
    {"file": "quoted word for word", "read": "read online", "told": "second-hand: we have not seen the original"}
)
"""How a quote was checked, in words."""

CARD_LABELS: Mapping[str, str] = MappingProxyType(
    {"switches": "it switches this", "quotes": "it rests on the same quote", "answers": "it answers such a card"}
)
"""How a card is related to a row, in words."""

_NOT_FACTS = ("id", "name", "name_zh", "about", "status", "number_status", "evidence")
"""The columns of a row that the report shows elsewhere than among its facts."""


def about_json(row_about: RowAbout) -> dict[str, Any]:
    """All about a row as JSON: what `about --format json` prints."""
    world, row = row_about.world.everything, row_about.row
    return {
        "world": world.id,
        "what_if": row_about.what_if,
        "table": row_about.table,
        "id": row.id,
        "title": row_title(world, row),
        "about": getattr(row, "about", ""),
        "held": row_about.held,
        "status": row.status,
        "number_status": row.number_status,
        "row": {
            head: cell_text(getattr(row, column.name))
            for head, column in shown_columns(TABLES[row_about.table]).items()
        },
        "links": [link.id for link in links_and_rules_at(world, row.id)[0]] if row_about.table == "databases" else [],
        "rules": [rule.id for rule in links_and_rules_at(world, row.id)[1]] if row_about.table == "databases" else [],
        "kinds": list(row_about.kinds),
        "readings": [reading.id for reading in row_about.readings],
        "evidence": [_quote_json(quote_chain) for quote_chain in row_about.evidence],
        "cards": [
            {"id": card.id, "kind": card.kind, "title": card.title, "what_if": card.what_if, "how": relation}
            for card, relation in row_about.cards
        ],
        "removal": row_about.removal,
        "stories": [_story_json(story) for story in row_about.stories],
        "in_pairs": _pairs_json(pool_pairs) if (pool_pairs := find_pool_as_pairs(row_about)) else None,
    }


def _quote_json(quote_chain: QuoteChain) -> dict[str, Any]:
    quote = quote_chain.quote
    return {
        "id": quote.id,
        "quote": quote.quote or None,
        "says": quote.says,
        "caution": quote.caution,
        "checked": quote.checked,
        "chain": [
            {"id": source.id, "title": source.title, "publisher": source.publisher} for source in quote_chain.chain
        ],
    }


def _story_json(affected: AffectedStory) -> dict[str, Any]:
    return {
        "story": affected.story.id,
        "title": affected.story.title,
        "steps": affected.steps,
        "day": affected.day,
        "opened": list(affected.opened),
        "shut": list(affected.shut),
        "says": affected.says,
    }


def _pairs_json(pool_pairs: PoolAsPairs) -> dict[str, Any]:
    return {
        "what_if": pool_pairs.text,
        "wider": {pair.added.text: list(pair.wider) for pair in pool_pairs.wider},
        "uneven": [pair.added.text for pair in pool_pairs.pairs if pair.uneven],
        "apart": [list(links) for links in pool_pairs.apart],
        "decides": list(pool_pairs.decides),
    }


def find_pool_as_pairs(row_about: RowAbout) -> PoolAsPairs | None:
    """The pairs that could replace a row, where it is a database that pools; else None."""
    if row_about.table != "databases" or row_about.row.id not in pooling_databases(row_about.world):
        return None
    return pool_as_pairs(row_about.world, row_about.row.id)


def row_title(world: World, row: Row) -> str:
    """The title of a row: its name, or what a link connects, or what a rule does."""
    databases = world.databases
    if isinstance(row, Link):
        return f"{name(databases, row.source)} → {name(databases, row.target)}"
    if isinstance(row, Rule):
        target = name(world.services, row.service) if row.service else name(world.record_kinds, row.lists)
        return f"{name(databases, row.database)}: {' '.join(filter(None, (row.effect, target)))}"
    return row.name


def about_text(row_about: RowAbout) -> str:
    """All about a row as text: what `about` prints."""
    world, row = row_about.world.everything, row_about.row
    lines = [f"{NOUNS[row_about.table]} {row.id}: {row_title(world, row)}", world.label_line, ""]
    lines += [text] if (text := getattr(row, "about", "")) else []
    lines.append(_status_sentence(row_about))
    lines += ["", *(f"  {head:<12} {text}" for head, text in row_facts(world, row_about))]
    lines += ["", *_evidence_lines(row_about)]
    if row_about.cards:
        lines += ["", "cards that speak of it:"]
        for card, relation in row_about.cards:
            lines.append(f"  {card.id:<22} {card.kind}: {card.title} ({CARD_LABELS[relation]})")
    lines += ["", *_story_lines(row_about)]
    if pool_pairs := find_pool_as_pairs(row_about):
        lines += ["", *pairs_text(row_about.world, pool_pairs)]
    return "\n".join(lines) + "\n"


def _status_sentence(row_about: RowAbout) -> str:
    figures = f", its figures {row_about.row.number_status}" if row_about.row.number_status else ""
    absence = "" if row_about.held else " It is left out here."
    readings = ", ".join(f"'{reading.title}'" for reading in row_about.readings) or "none"
    return f"Known: {row_about.row.status}{figures}. Readings that keep it: {readings}.{absence}"


def row_facts(world: World, row_about: RowAbout) -> Iterator[tuple[str, str]]:
    """The columns of a row with their values in words; for a blank its meaning, where it has one."""
    for head, column in shown_columns(TABLES[row_about.table]).items():
        if head in _NOT_FACTS:
            continue
        value = getattr(row_about.row, column.name)
        blank = re.search(r"\(blank: ([^)]*)\)", column.metadata["meaning"])
        text = _value_text(world, value) or (blank[1] if blank else "")
        if text:
            yield head.replace("_", " "), text
    if row_about.table == "databases":
        links, rules = links_and_rules_at(world, row_about.row.id)
        yield "links", " ".join(link.id for link in links) or "none"
        yield "rules", " ".join(rule.id for rule in rules) or "none"
    if row_about.kinds:
        yield "can bring", ", ".join(name(world.record_kinds, kind) for kind in row_about.kinds)


def _value_text(world: World, value: Any) -> str:
    """A value in words: names for ids of rows, everything else as in its file."""
    if isinstance(value, Threshold):
        return str(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Hop):
        hops = (f"{name(world.identifiers, hop.identifier)} ({name(world.databases, hop.register)})" for hop in value)
        return " → ".join(hops)
    if isinstance(value, tuple):
        return ", ".join(_row_name(world, item) for item in value)
    return _row_name(world, value) if isinstance(value, str) else cell_text(value)


def _row_name(world: World, text: str) -> str:
    tables = (world.databases, world.identifiers, world.record_kinds, world.services, world.agencies)
    return next((name(table, text) for table in tables if text in table), "everything" if text == "*" else text)


def _evidence_lines(row_about: RowAbout) -> Iterator[str]:
    """Every quote in full, with its chain of sources."""
    if not row_about.evidence:
        yield "No quote: this is ours." if row_about.row.status == "assumed" else "No quote."
        return
    yield "evidence:"
    for quote, chain in row_about.evidence:
        yield f"  “{within_quotes(quote.quote)}”" if quote.quote else f"  {quote.says}"
        caution = f" ({quote.caution})" if quote.caution else ""
        yield f"    {quote.id}, {CHECK_LABELS[quote.checked]}{caution}: {' > '.join(map(_source_text, chain))}"


def _source_text(source: Source) -> str:
    return ", ".join(filter(None, (source.title, source.publisher, source.date)))


def _story_lines(row_about: RowAbout) -> Iterator[str]:
    """What changes in the stories if the row is taken away, a line a story."""
    if not row_about.stories:
        yield f"No story passes here; without it ({row_about.removal or 'nothing to take away'}) all end as they do."
        return
    yield f"without it ({row_about.removal}):"
    for affected in row_about.stories:
        steps = (
            f"{affected.steps} step{'' if affected.steps == 1 else 's'} from day {affected.day}"
            if affected.steps
            else "another way is quicker"
        )
        yield f"  {affected.story.id:<16} {steps}: {affected.says}"


def pairs_text(world: World, pool_pairs: PoolAsPairs) -> Iterator[str]:
    """A pool in pairs as lines of text, with what the pairs can't keep."""
    everything = world.everything
    yield f"{name(everything.databases, pool_pairs.pool)} pools. The same sharing in pairs, as a what-if:"
    yield f"  {pool_pairs.text}"
    for pair in pool_pairs.wider:
        kinds = ", ".join(name(everything.record_kinds, kind) for kind in pair.wider)
        yield f"  does more than the pool: {pair.added.text} also brings {kinds}"
    for pair in pool_pairs.pairs:
        if pair.uneven:
            yield f"  sooner than the pool for some: {pair.added.text}"
    for link_in, link_out in pool_pairs.apart:
        yield f"  not in pairs, because the pool itself is the register: {link_in}, then {link_out}"
    if pool_pairs.decides:
        yield f"  not kept, because the pool itself decides it: {' '.join(pool_pairs.decides)}"

"""Checks of names and claims: whether every reference exists, and every reported claim has evidence.

References of all tables (from the columns' declarations) and of `world.toml`, what-ifs, evidence, quotes,
tokens, and names that would collide with others. Knows nothing of joins and rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import Field, replace
from typing import Any

from linkage.errors import BadTableError, FaultError, MissingSourceError, Place, UnknownNameError
from linkage.vocabulary import SERVICE_EFFECTS
from linkage.world.model import TABLES, People, World, card_quote, columns
from linkage.world.reading.cells import is_id, names_in, right_id, with_article
from linkage.world.reading.partial_world import PartialWorld
from linkage.world.real_data_guard import nearest_name, safe_text
from linkage.world.validation.cycles import functional_cycles
from linkage.world.what_if import parser
from linkage.world.what_if.intervention_registry import EVERYTHING

_RESERVED = frozenset(
    {"people", "values", "relations", "records", "draws", "about", "enforced", "false", "matches", "errors"}
)
"""Files that stand beside the databases' own when agency tables are written."""

_DEVICES = frozenset({"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)})
"""Names that no file can have on Windows."""

_LONGEST_TOKEN = 12


def references(draft: PartialWorld) -> Iterator[FaultError]:
    """References that stand in no table; for a table that is missing altogether, one fault."""
    files_by_table: dict[str, list[str]] = {}
    for place, value, declared in _cells(draft):
        for name, tables in names_in(value, declared):
            if tables in draft.tables and draft.tables[tables].absent:
                files_by_table.setdefault(tables, []).append(place.file)
            elif (fault := _unknown(draft, place, name, tables)) is not None:
                yield fault
    for missing, files in files_by_table.items():
        if draft.tables[missing].complete:
            expected = f"the table of what {', '.join(dict.fromkeys(files))} name"
            yield BadTableError(Place(f"{missing}.csv"), "no such file", expected)


def setting_references(draft: PartialWorld) -> Iterator[FaultError]:
    """Names in `world.toml` that stand in no table, and agencies that don't stand in the lanes once."""
    world = draft.world
    if world.baseline and world.baseline != EVERYTHING:
        yield from _check_name(draft, "baseline", world.baseline, "readings")
    for database in world.bases:
        yield from _check_name(draft, f"scores.{safe_text(database)}", database, "databases")
    for identifier, _ in _own_values(draft):
        yield from _check_name(draft, f"people.values.{safe_text(identifier)}", identifier, "identifiers")
    for lane, agencies in world.lanes.items():
        for agency in agencies:
            yield from _check_name(draft, f"lanes.{lane}", agency, "agencies")
    yield from _lane_faults(draft)


def evidence(draft: PartialWorld) -> Iterator[FaultError]:
    """Reported claims and figures that rest on no quote."""
    for table in (table for table, row_type in TABLES.items() if "status" in columns(row_type)):
        for row in draft.rows(table):
            claims = {"status": row.status, "number_status": getattr(row, "number_status", "")}
            reported = [head for head, status in claims.items() if status == "reported"]
            if reported and not row.evidence and draft.sound(table, row.id, "evidence"):
                expected = f"a quote, since the {reported[0]} is reported"
                yield MissingSourceError(draft.place(table, row.id, "evidence"), "no evidence", expected)


def quotes(draft: PartialWorld) -> Iterator[FaultError]:
    """Quotes that claim to stand in a file and are blank, or that claim to be unseen (`told`) and aren't blank."""
    for quote in draft.world.quotes.values():
        if not draft.sound("quotes", quote.id, "quote", "checked"):
            continue
        place = draft.place("quotes", quote.id, "quote")
        if quote.checked == "file" and not quote.quote:
            yield BadTableError(place, "a blank cell", "the quote's own words, since checked is file")
        if quote.checked == "told" and quote.quote:
            yield BadTableError(place, safe_text(quote.quote), "a blank cell, since the text was not seen (told)")


def tokens(draft: PartialWorld) -> Iterator[FaultError]:
    """Prefixes of fake values: capitals, and each identifier its own."""
    owners: dict[str, str] = {}
    for identifier in draft.rows("identifiers"):
        if not draft.sound("identifiers", identifier.id, "token"):
            continue
        token, place = identifier.token, draft.place("identifiers", identifier.id, "token")
        if not (token.isascii() and token.isalpha() and token.isupper() and len(token) <= _LONGEST_TOKEN):
            yield BadTableError(place, safe_text(token), f"at most {_LONGEST_TOKEN} capital letters, such as SYN")
        elif token in owners:
            yield BadTableError(place, token, f"a prefix of its own: {safe_text(owners[token])} has this one")
        owners.setdefault(token, identifier.id)


def reserved_names(draft: PartialWorld) -> Iterator[FaultError]:
    """Databases whose table would overwrite another file, and a reading named like no reading."""
    for database in draft.world.databases:
        if database in _RESERVED | _DEVICES:
            why = f"a name other than {', '.join(sorted(_RESERVED))}" if database in _RESERVED else "another name"
            yield BadTableError(draft.place("databases", database, "id"), database, f"{why}: its table is a file")
    if EVERYTHING in draft.world.readings:
        place = draft.place("readings", EVERYTHING, "id")
        yield BadTableError(place, EVERYTHING, "another name: this one means all that the folder says")


def rules_called_as_links(draft: PartialWorld) -> Iterator[FaultError]:
    """A rule and a link that share an id: `threshold:ID` couldn't say which is meant (design 11.11)."""
    for rule in draft.world.rules.keys() & draft.world.links.keys():
        place = draft.place("rules", rule, "id")
        yield BadTableError(place, f"'{safe_text(rule)}', as a link is called", "a name that no link has")


def what_ifs(draft: PartialWorld) -> Iterator[FaultError]:
    """What-ifs that can't be read, and readings that start from each other in a cycle."""
    if not draft.complete("databases", "identifiers", "registers", "record_kinds", "links", "rules", "readings"):
        return
    known = draft.world.databases
    registers = {key: row for key, row in draft.world.registers.items() if row.database in known}
    world = replace(draft.world, registers=registers)
    for place, text, declared in _cells(draft):
        if declared.metadata["kind"] == "what_if":
            yield from _what_if_faults(world, place, text)
    first = {name: row.what_if.partition(",")[0].strip() for name, row in draft.world.readings.items()}
    after = {name: text.removeprefix("reading:") for name, text in first.items() if text.startswith("reading:")}
    yield from _cycle_faults(draft, "readings", "what_if", after)


def services(draft: PartialWorld) -> Iterator[FaultError]:
    """Services that need one another in a cycle."""
    after = {service.id: service.needs for service in draft.world.services.values() if service.needs}
    yield from _cycle_faults(draft, "services", "needs", after)


def comparisons(draft: PartialWorld) -> Iterator[FaultError]:
    """Figures to be compared with a count that doesn't exist: `compare` is SERVICE/EFFECT."""
    for figure in draft.world.figures.values():
        service, slash, effect = figure.compare.partition("/")
        place = draft.place("figures", figure.id, "compare")
        if not figure.compare or not draft.sound("figures", figure.id, "compare"):
            continue
        if not slash:
            yield BadTableError(place, safe_text(figure.compare), "SERVICE/EFFECT, such as flight/refuse")
        elif effect not in SERVICE_EFFECTS:
            expected = f"one of {', '.join(sorted(SERVICE_EFFECTS))} after the slash"
            yield BadTableError(place, safe_text(effect), expected, nearest_name(effect, SERVICE_EFFECTS))
        elif (fault := _unknown(draft, place, service, "services")) is not None:
            yield fault


def voices(draft: PartialWorld) -> Iterator[FaultError]:
    """Stories whose voices aren't two different cards, each with a quote whose text was seen."""
    if not draft.complete("cards", "quotes"):
        return
    for story in draft.world.stories.values():
        place = draft.place("stories", story.id, "voices")
        if not story.voices or not draft.sound("stories", story.id, "voices"):
            continue
        if len(set(story.voices)) != 2 or len(story.voices) != 2:
            yield BadTableError(place, safe_text(" ".join(story.voices)), "two different cards, or none")
        for card in story.voices:
            if card in draft.world.cards and not card_quote(draft.world, card):
                expected = "a card whose evidence has a quote with its own words"
                yield BadTableError(place, f"{safe_text(card)}, which quotes nobody", expected)


def _cells(draft: PartialWorld) -> Iterator[tuple[Place, Any, Field[Any]]]:
    """Every cell that could be read: its place, its value, its column."""
    for table, row_type in TABLES.items():
        heads = columns(row_type).items()
        for row in draft.rows(table):
            for head, declared in heads:
                if draft.sound(table, row.id, head):
                    yield draft.place(table, row.id, head), getattr(row, declared.name), declared


def _unknown(draft: PartialWorld, place: Place, name: str, tables: str) -> UnknownNameError | None:
    """The fault of a name, if it stands in none of some tables and these could be read.

    A row with a misspelt name has its fault already: no other name is measured against it, and who means it is right.
    """
    names = tables.split("|")
    known: list[Mapping[str, Any]] = [getattr(draft.world, table) for table in names]
    if any(name in rows for rows in known) or not draft.complete(*names):
        return None
    right = [[other for other in rows if is_id(other)] for rows in known]
    if any(right_id(other) == name for rows in known for other in rows if not is_id(other)):
        return None
    hint = next((hint for rows in right if (hint := nearest_name(name, rows))), "")
    return UnknownNameError(place, safe_text(name), with_article(tables), hint)


def _check_name(draft: PartialWorld, column: str, name: str, table: str) -> Iterator[FaultError]:
    fault = _unknown(draft, draft.setting(column), name, table)
    if fault is not None:
        yield fault


def _own_values(draft: PartialWorld) -> Iterator[tuple[str, Any]]:
    """The identifiers that `[people.values]` speaks of, apart from the defaults."""
    default = dict(People().values)
    yield from ((name, weights) for name, weights in draft.world.people.values if default.get(name) != weights)


def _lane_faults(draft: PartialWorld) -> Iterator[FaultError]:
    """Agencies that stand in two lanes, or in none; a misspelt one counts as the nearest known one."""
    known = draft.world.agencies
    placed = Counter(agency for agencies in draft.world.lanes.values() for agency in agencies)
    if not placed or not draft.settled("lanes") or not draft.complete("agencies"):
        return
    intended = placed.keys() | {nearest_name(agency, known) for agency in placed if agency not in known}
    for agency in (agency for agency in known if placed[agency] > 1):
        yield BadTableError(draft.setting("lanes"), f"{safe_text(agency)} twice", "each agency once")
    for agency in (agency for agency in known if agency not in intended):
        yield BadTableError(draft.setting("lanes"), f"no {safe_text(agency)}", "each agency once, or no lanes at all")


def _what_if_faults(world: World, place: Place, text: str) -> Iterator[FaultError]:
    for found, expected, nearest in parser.check_text(text, world):
        fault_type = UnknownNameError if nearest else BadTableError
        yield fault_type(place, safe_text(found), safe_text(expected, 400), nearest)


def _cycle_faults(draft: PartialWorld, table: str, column: str, after: dict[str, str]) -> Iterator[FaultError]:
    for cycle in functional_cycles(after):
        chain = safe_text(" → ".join((*cycle, cycle[0])), 200)
        yield BadTableError(draft.place(table, cycle[0], column), chain, "no circle")

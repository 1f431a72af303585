"""Checks of joins: whether links connect and registers translate, by the identifiers that databases hold.

Also the one bound on a world's shape: cycles of removals, whose simple paths have to be listed.
Knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from linkage.errors import BadTableError, FaultError
from linkage.world.composites import parts_of
from linkage.world.link_connects import key_fault
from linkage.world.link_paths import hops_of
from linkage.world.model import ACCOUNT_PER_VALUE, Database, Link, RegisterRow
from linkage.world.reading.partial_world import PartialWorld
from linkage.world.real_data_guard import nearest_name, safe_text
from linkage.world.validation.cycles import long_cycle

MOST_IN_A_CYCLE = 12


def links(draft: PartialWorld) -> Iterator[FaultError]:
    """Links that lead nowhere, or whose chain of identifiers doesn't connect."""
    rows = draft.world.registers.values()
    sure = draft.complete("registers") and all(
        draft.sound("registers", row.id, "database", "from", "to") for row in rows
    )
    for link in draft.world.links.values():
        yield from _ends(draft, link)
        yield from _start(draft, link)
        if draft.sound("links", link.id, "key", "via"):
            yield from _translations(draft, link) if sure else ()
            yield from _end(draft, link)


def registers(draft: PartialWorld) -> Iterator[FaultError]:
    """Registers that are lists, or translate what they don't hold."""
    for row in draft.world.registers.values():
        yield from _columns(draft, row)
        if row.database in draft.world.databases and draft.world.is_list(row.database):
            place = draft.place("registers", row.id, "database")
            yield BadTableError(place, f"{safe_text(row.database)}, which is a list", "a roll")
        wrong = (row.wrong_household or 0) + (row.wrong_stranger or 0)
        if wrong > 1 + 1e-9:
            place = draft.place("registers", row.id, "wrong_stranger")
            yield BadTableError(place, f"{wrong:g} together with wrong_household", "together at most 1")


def register_figures(draft: PartialWorld) -> Iterator[FaultError]:
    """Figures given twice: a register's cells are filled once, and a reverse row reads the same ones."""
    filled: dict[tuple[str, str], RegisterRow] = {}
    for row in draft.rows("registers"):
        if not row.carries_figures:
            continue
        filling_row, reverse = filled.get((row.database, row.to)), filled.get((row.database, row.from_))
        place = draft.place("registers", row.id, "coverage")
        if filling_row is not None:
            expected = f"none: the row {safe_text(filling_row.id)} fills {safe_text(row.to)}"
            yield BadTableError(place, "figures", expected)
        elif reverse is not None and reverse.from_ == row.to:
            yield BadTableError(place, "figures", f"none: the row {safe_text(reverse.id)} has them")
        filled.setdefault((row.database, row.to), row)


def removal_cycles(draft: PartialWorld) -> Iterator[FaultError]:
    """A cycle of more databases than simple paths can be listed for, among links that pass removals on."""
    follows: dict[str, set[str]] = {}
    passing = [link for link in draft.world.links.values() if link.remove_days is not None]
    for link in passing:
        follows.setdefault(link.source, set()).add(link.target)
    cycle = long_cycle(follows, MOST_IN_A_CYCLE)
    if cycle:
        inside = (link for link in passing if link.source in cycle and link.target in cycle)
        first = min(inside, key=lambda link: draft.lines["links", link.id])
        found = f"{len(cycle)} databases in a circle: {', '.join(cycle)}"
        expected = f"at most {MOST_IN_A_CYCLE} among links with remove_days (blank: removals never pass)"
        yield BadTableError(draft.place("links", first.id, "remove_days"), safe_text(found, 400), expected)


def _sound_database(draft: PartialWorld, database: str) -> Database | None:
    """A database, if its columns could be read."""
    row = draft.world.databases.get(database)
    return row if row is not None and draft.sound("databases", database, "identifiers") else None


def _ends(draft: PartialWorld, link: Link) -> Iterator[FaultError]:
    place = draft.place("links", link.id, "target")
    if not draft.sound("links", link.id, "source", "target"):
        return
    if link.source == link.target:
        yield BadTableError(place, safe_text(link.target), "another database than the source")
        return
    source, target = draft.world.databases.get(link.source), draft.world.databases.get(link.target)
    ends = [database for database in (source, target) if database and draft.sound("databases", database.id, "holds")]
    if len(ends) == 2 and "both" not in {database.holds for database in ends} and ends[0].holds != ends[1].holds:
        found = f"{safe_text(ends[1].id)}, which holds {ends[1].holds}"
        yield BadTableError(place, found, f"a database that can hold {ends[0].holds}, as the source does")


def _start(draft: PartialWorld, link: Link) -> Iterator[FaultError]:
    source = _sound_database(draft, link.source)
    if source and draft.sound("links", link.id, "source", "key"):
        for part in _lacking(source, link.key):
            place = draft.place("links", link.id, "key")
            yield BadTableError(place, safe_text(part), *_expected_identifier(source, part))


def _translations(draft: PartialWorld, link: Link) -> Iterator[FaultError]:
    """Each register translates what came before it."""
    for register, from_identifier, to_identifier in hops_of(link):
        if (register, from_identifier, to_identifier) not in draft.world.registers:
            found = safe_text(f"{register}.{to_identifier} after {from_identifier}", 200)
            expected = safe_text(f"a row of registers.csv: {register} from {from_identifier} to {to_identifier}", 200)
            place = draft.place("links", link.id, "via")
            yield BadTableError(place, found, expected, _other_translation(draft, register, from_identifier))


def _end(draft: PartialWorld, link: Link) -> Iterator[FaultError]:
    target = _sound_database(draft, link.target)
    if target and draft.sound("links", link.id, "target"):
        for part in _lacking(target, link.last):
            place = draft.place("links", link.id, "via" if link.via else "key")
            yield BadTableError(place, safe_text(part), *_expected_identifier(target, part))


def _lacking(database: Database, key: str) -> list[str]:
    """The identifiers of a key that a database doesn't hold."""
    return [part for part in parts_of(key) if part not in database.identifiers]


def keys(draft: PartialWorld) -> Iterator[FaultError]:
    """Keys that name both kinds of subject, or that find far too many accounts (design 11.2)."""
    if not draft.complete("identifiers"):
        return
    for link in draft.world.links.values():
        sound = draft.sound("links", link.id, "key", "via")
        if sound and (fault := key_fault(draft.world, link)) is not None:
            place = draft.place("links", link.id, "via" if link.via else "key")
            yield BadTableError(place, safe_text(fault, 200), "a key that names few accounts of one kind of subject")


def shared_values(draft: PartialWorld) -> Iterator[FaultError]:
    """Identifiers of which many share a value, though an account is opened for each, or companies have them."""
    weighted = {name for name, _ in draft.world.people.values} | ACCOUNT_PER_VALUE
    for identifier in draft.world.identifiers.values():
        if identifier.values is None and not identifier.shared_by:
            continue
        column = "shared_by" if identifier.shared_by else "values"
        place = draft.place("identifiers", identifier.id, column)
        if identifier.holds == "companies":
            yield BadTableError(
                place, f"{column} of an identifier that names companies", "none: residents share values"
            )
        elif identifier.id in weighted:
            expected = "none: of this identifier one has none, one or several values of one's own"
            yield BadTableError(place, f"{column} of {safe_text(identifier.id)}", expected)


def column_errors(draft: PartialWorld) -> Iterator[FaultError]:
    """Errors in columns that aren't there, of a list, or that a register's coverage speaks of already."""
    filled = {(row.database, row.to) for row in draft.world.registers.values() if row.carries_figures}
    for row in draft.world.columns.values():
        database = _sound_database(draft, row.database)
        if database is None or not draft.sound("columns", row.id, "database", "identifier"):
            continue
        place = draft.place("columns", row.id, "identifier")
        if database.kind == "list":
            found = f"{safe_text(database.id)}, which is a list"
            yield BadTableError(
                draft.place("columns", row.id, "database"), found, "a roll: a list's rows are filled rightly"
            )
        elif row.identifier not in database.identifiers:
            yield BadTableError(place, safe_text(row.identifier), *_expected_identifier(database, row.identifier))
        elif row.key in filled:
            found = f"{safe_text(row.identifier)}, whose filled and wrong cells registers.csv states"
            yield BadTableError(place, found, "another column: this one has its coverage there")


def _other_translation(draft: PartialWorld, register: str, from_identifier: str) -> str:
    """A translation of an identifier that a register does offer, or a blank."""
    rows = draft.world.registers
    return next(
        (f"{register}.{to}" for database, from_, to in rows if (database, from_) == (register, from_identifier)), ""
    )


def _expected_identifier(database: Database, name: str) -> tuple[str, str]:
    """The identifiers that a database holds, in words, and the one nearest to a name that it doesn't hold."""
    held = ", ".join(database.identifiers)
    return safe_text(f"an identifier of {database.id}: {held}", 200), nearest_name(name, database.identifiers)


def _columns(draft: PartialWorld, row: RegisterRow) -> Iterator[FaultError]:
    database = _sound_database(draft, row.database)
    for head, identifier in (("from", row.from_), ("to", row.to)):
        for part in _lacking(database, identifier) if database else ():
            if database and draft.sound("registers", row.id, "database", head):
                place = draft.place("registers", row.id, head)
                yield BadTableError(place, safe_text(part), *_expected_identifier(database, part))
    if row.from_ == row.to:
        place = draft.place("registers", row.id, "to")
        yield BadTableError(place, safe_text(row.to), "another identifier than the one in from")
    elif row.carries_figures and len(parts_of(row.to)) > 1:
        place = draft.place("registers", row.id, "to")
        yield BadTableError(place, safe_text(row.to), "one identifier, or a row without figures")

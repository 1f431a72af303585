"""The identifiers of one's own tables: columns of one name that share values, and columns that somebody names.

Never by overlap alone: columns of different names that share values are suggested, with the text to give. Every column
that is left out has its reason. Knows no tokens and no world.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from linkage.errors import LinkageError, UsageError, nearest, unknown
from linkage.own_data.column_facts import FEW, ROW_NUMBERS, TEXT, ColumnFacts
from linkage.own_data.column_overlap import Overlap, overlaps
from linkage.own_data.near_misses import near_miss
from linkage.own_data.table_files import OwnTable, given_name, plain_name
from linkage.world.real_data_guard import safe_text

BY_NAME, BY_YOU = "one name", "you"
ONE_TABLE = "only one table has a column of that name"
NOTHING_SHARED = "shares no value with a column of that name in another table"
BY_CHANCE = "no more in common than numbers of one range have by chance"
THE_SUBJECT = "the subject, which is the truth and no identifier"
_CONTAINED = 0.9
_LEAST_SHARE = 0.02
_LEAST_SHARED = 2
_COMPOSITE = "\x1f"


@dataclass(frozen=True)
class IdentifierColumns:
    """An identifier: in each of its tables the column that holds it, or several whose values stand together."""

    name: str
    heads: Mapping[str, tuple[str, ...]]  # table → columns
    by: str
    facts: tuple[ColumnFacts, ...] = ()
    shared: tuple[Overlap, ...] = ()
    title: str = ""  # what people call it, where its name has lost letters of that

    @property
    def tables(self) -> list[str]:
        """The tables that hold it."""
        return list(self.heads)


@dataclass(frozen=True)
class LeftOut:
    """A column that is no identifier, and why."""

    table: str
    column: str
    reason: str


@dataclass(frozen=True)
class Candidates:
    """What was found: identifiers in their order, suggestions by overlap, and columns left out."""

    identifiers: tuple[IdentifierColumns, ...]
    suggestions: tuple[IdentifierColumns, ...]
    left_out: tuple[LeftOut, ...]


def find_candidates(
    tables: Sequence[OwnTable], named: Sequence[str] = (), subjects: Mapping[str, str] | None = None
) -> Candidates:
    """The identifiers, suggestions and left-out columns of some tables.

    Args:
        named: what somebody says: texts such as `phone=shop.tel,clinic.mobile`.
        subjects: table → the column that says the truth.

    Raises:
        UsageError: a text that names no columns, or columns that share nothing.
    """
    subjects = subjects or {}
    given = [_given_identifier(tables, text, subjects) for text in named]
    _refuse_what_is_named_twice(given)
    used = {(table, head) for row in given for table, heads in row.heads.items() for head in heads}
    columns = [
        ColumnFacts(table.name, head, plain_name(head) or head, cells)
        for table in tables
        for head, cells in table.columns.items()
        if subjects.get(table.name) != head
    ]
    free = [column for column in columns if (column.table, column.head) not in used]
    all_overlaps = overlaps(free)
    found, left_out = _by_name(free, all_overlaps, {row.name: row for row in given})
    identifiers = _in_order(tables, found, len(given))
    taken = {(fact.table, fact.head) for row in identifiers for fact in row.facts}
    suggestions = _suggestions([row for row in all_overlaps if _is_telling(row, taken)], identifiers)
    subject_rows = [LeftOut(table, head, THE_SUBJECT) for table, head in subjects.items()]
    suggested = {(fact.table, fact.head) for row in suggestions for fact in row.facts}
    rest = [row for row in left_out if row.reason != ONE_TABLE or (row.table, row.column) not in suggested]
    rest = _with_near_misses(rest, free)
    return Candidates(tuple(identifiers), tuple(suggestions), (*subject_rows, *rest))


def _with_near_misses(left_out: Sequence[LeftOut], columns: Sequence[ColumnFacts]) -> list[LeftOut]:
    """The columns left out; where two of one name would share values but for how those are written, that is said."""
    strangers = {(row.table, row.column) for row in left_out if row.reason == NOTHING_SHARED}
    groups: dict[str, list[ColumnFacts]] = {}
    for column in columns:
        if (column.table, column.head) in strangers:
            groups.setdefault(_alike(column.name), []).append(column)
    said: dict[tuple[str, str], str] = {}
    for group in groups.values():
        if (reason := near_miss(group)) is not None:
            said |= {(column.table, column.head): f"{NOTHING_SHARED}; {reason}" for column in group}
    return [replace(row, reason=said.get((row.table, row.column), row.reason)) for row in left_out]


def column_of(tables: Sequence[OwnTable], text: str) -> tuple[OwnTable, tuple[str, ...]]:
    """The table and the columns that a text names: `TABLE.COLUMN`, or `TABLE.COLUMN+COLUMN`.

    Raises:
        UsageError: it names none; the message has the nearest.
    """
    fitting = [table for table in tables if text.startswith(f"{table.name}.")]
    if not fitting:
        start = text.partition(".")[0]
        known = [table.name for table in tables]
        raise UsageError(
            unknown("table", safe_text(start), known)
            + f" An identifier's columns are written TABLE.COLUMN: '{safe_text(text)}'."
        )
    table = max(fitting, key=lambda row: len(row.name))
    heads = tuple(_head(table, part.strip()) for part in text.removeprefix(f"{table.name}.").split("+"))
    return table, heads


def _head(table: OwnTable, text: str) -> str:
    by_name = {plain_name(head): head for head in table.columns}
    if text in table.columns:
        return text
    if plain_name(text) in by_name and plain_name(text):
        return by_name[plain_name(text)]
    hint = nearest(text[:80], table.columns)
    more = f" Did you mean '{safe_text(hint)}'?" if hint else f" It has {safe_text(', '.join(table.columns), 200)}."
    raise UsageError(f"The table '{table.name}' has no column '{safe_text(text)}'.{more}")


def joined_cells(table: OwnTable, heads: Sequence[str]) -> tuple[str, ...]:
    """The cells of a column; of several one text a row, blank where a part is."""
    if len(heads) == 1:
        return table.columns[heads[0]]
    parts = zip(*(table.columns[head] for head in heads), strict=True)
    return tuple(_COMPOSITE.join(row) if all(row) else "" for row in parts)


def _given_identifier(tables: Sequence[OwnTable], text: str, subjects: Mapping[str, str]) -> IdentifierColumns:
    name, equals, places = text.partition("=")
    id_ = plain_name(name)
    if not equals or not id_:
        hint = " NAME is made of Latin letters, digits and hyphens." if equals and name.strip() else ""
        raise UsageError(f"--identifier is written NAME=TABLE.COLUMN,TABLE.COLUMN, not '{safe_text(text)}'.{hint}")
    heads: dict[str, tuple[str, ...]] = {}
    for place in filter(None, map(str.strip, places.split(","))):
        table, columns = column_of(tables, place)
        if table.name in heads:
            raise UsageError(
                f"--identifier {id_} names two columns of '{table.name}'. Columns that make one value together are "
                f"joined with +, as in {table.name}.{'+'.join(heads[table.name])}+{columns[0]}."
            )
        if subjects.get(table.name) in columns:
            raise UsageError(f"'{safe_text(place)}' is the --subject: the truth is no identifier.")
        heads[table.name] = columns
    by_name = {table.name: table for table in tables}
    facts = tuple(
        ColumnFacts(table, "+".join(columns), id_, joined_cells(by_name[table], columns))
        for table, columns in heads.items()
    )
    return IdentifierColumns(id_, heads, BY_YOU, facts, tuple(overlaps(facts)))


def _refuse_what_is_named_twice(given: Sequence[IdentifierColumns]) -> None:
    names = [row.name for row in given]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise UsageError(f"--identifier names '{twice}' twice. List all of its columns in one, with commas.")


def _by_name(
    columns: Sequence[ColumnFacts], all_overlaps: Sequence[Overlap], given: dict[str, IdentifierColumns]
) -> tuple[list[IdentifierColumns], list[LeftOut]]:
    """The identifiers that columns of one name make, with columns that were named added; and what is left out."""
    groups: dict[str, list[ColumnFacts]] = {}
    for column in columns:
        groups.setdefault(_alike(column.name), []).append(column)
    found: list[IdentifierColumns] = []
    left_out: list[LeftOut] = []
    by_key = {_alike(name): name for name in given}
    for key, group in groups.items():
        name = by_key.get(key, group[0].name)
        known = given.get(name)
        fitting, reasons = _fitting(group, all_overlaps, known)
        left_out += [LeftOut(column.table, column.head, reason) for column, reason in reasons]
        if known is not None:
            given[name] = _joined(known, fitting)
        elif fitting:
            found.append(_identifier(name, fitting))
    for row in given.values():
        sharing = {id(fact) for overlap in row.shared for fact in (overlap.left, overlap.right)}
        for fact in row.facts:
            if id(fact) not in sharing:
                place = safe_text(f"{fact.table}.{fact.head}", 80)
                raise UsageError(f"--identifier {row.name}: {place} shares no value with another of its columns.")
    return [*given.values(), *found], left_out


def _alike(name: str) -> str:
    """A name as it is compared: `e-mail` is `email`, `customer-id` is `customerid`."""
    return name.replace("-", "")


def _fitting(
    group: Sequence[ColumnFacts], all_overlaps: Sequence[Overlap], known: IdentifierColumns | None
) -> tuple[list[ColumnFacts], list[tuple[ColumnFacts, str]]]:
    """The columns of one name that make an identifier, and for the others the reason why not."""
    others = [*group, *(known.facts if known else ())]
    only_beside = {FEW, ROW_NUMBERS, TEXT}
    sure = any(not column.why_none for column in group) or known is not None
    open_columns, reasons = [], []
    for column in group:
        why = column.why_none
        if why and not (why in only_beside and sure and (why != ROW_NUMBERS or column.is_running)):
            reasons.append((column, why))
        elif known is not None and column.table in known.heads:
            reasons.append((column, f"'{known.name}' has another column of this table"))
        elif len({row.table for row in others}) == 1:
            reasons.append((column, why or ONE_TABLE))
        else:
            open_columns.append(column)
    pairs = _within(all_overlaps, open_columns, known)
    good = [row for row in pairs if not row.by_chance or max(row.left_share, row.right_share) >= _CONTAINED]
    sharing = {id(column) for row in good for column in (row.left, row.right)}
    by_chance = {id(column) for row in pairs for column in (row.left, row.right)} - sharing
    for column in open_columns:
        if id(column) not in sharing:
            reasons.append((column, column.why_none or (BY_CHANCE if id(column) in by_chance else NOTHING_SHARED)))
    return [column for column in open_columns if id(column) in sharing], reasons


def _within(
    all_overlaps: Sequence[Overlap], columns: Sequence[ColumnFacts], known: IdentifierColumns | None
) -> list[Overlap]:
    """The overlaps among some columns, and with those of an identifier that was named."""
    if known is not None:
        return overlaps([*known.facts, *columns])
    inside = {id(column) for column in columns}
    return [row for row in all_overlaps if id(row.left) in inside and id(row.right) in inside]


def _identifier(name: str, columns: Sequence[ColumnFacts], by: str = BY_NAME) -> IdentifierColumns:
    heads = {column.table: (column.head,) for column in columns}
    return IdentifierColumns(name, heads, by, tuple(columns), tuple(overlaps(columns)))


def _joined(known: IdentifierColumns, columns: Sequence[ColumnFacts]) -> IdentifierColumns:
    """An identifier that was named, with further columns of its name."""
    heads = {**known.heads, **{column.table: (column.head,) for column in columns}}
    facts = (*known.facts, *columns)
    return replace(known, heads=heads, facts=facts, shared=tuple(overlaps(facts)))


def _in_order(
    tables: Sequence[OwnTable], identifiers: Sequence[IdentifierColumns], given: int
) -> list[IdentifierColumns]:
    """Identifiers that were named first, then the others as their columns stand in the files; ids that can be names."""
    order = {(table.name, head): (n, m) for n, table in enumerate(tables) for m, head in enumerate(table.columns)}
    rest = sorted(identifiers[given:], key=lambda row: min(order[fact.table, fact.head] for fact in row.facts))
    named = [*identifiers[:given], *rest]
    return [
        row if plain_name(row.name) else replace(row, name=f"identifier-{number}", title=given_name(row.name))
        for number, row in enumerate(named, start=1)
    ]


def _is_telling(row: Overlap, taken: Collection[tuple[str, str]]) -> bool:
    """Whether an overlap of columns with different names is worth a suggestion."""
    both = (row.left, row.right)
    if _alike(row.left.name) == _alike(row.right.name) or all((fact.table, fact.head) in taken for fact in both):
        return False
    if row.by_chance or any(fact.why_none and fact.why_none != FEW for fact in both):
        return False
    if all(fact.why_none for fact in both):
        return False
    least = min(_LEAST_SHARED, row.left.distinct, row.right.distinct)
    return row.shared >= least and max(row.left_share, row.right_share) >= _LEAST_SHARE


def _suggestions(telling: Sequence[Overlap], identifiers: Sequence[IdentifierColumns]) -> list[IdentifierColumns]:
    """Columns that overlap, put together as far as no table has two of them."""
    groups: list[list[ColumnFacts]] = [list(row.facts) for row in identifiers]
    for row in sorted(telling, key=lambda row: -max(row.left_share, row.right_share)):
        left, right = (_group_of(groups, fact) for fact in (row.left, row.right))
        if left is not right and not {fact.table for fact in left} & {fact.table for fact in right}:
            groups = [group for group in groups if group is not left and group is not right] + [[*left, *right]]
    known = {fact.name for row in identifiers for fact in row.facts}
    fresh = [group for group in groups if len(group) > 1 and not any(_is_all_of(row, group) for row in identifiers)]
    names = {row.name for row in identifiers}
    return [_suggestion(group, names & {fact.name for fact in group} if known else set()) for group in fresh]


def _is_all_of(row: IdentifierColumns, group: Sequence[ColumnFacts]) -> bool:
    return {id(fact) for fact in row.facts} == {id(fact) for fact in group}


def _group_of(groups: list[list[ColumnFacts]], fact: ColumnFacts) -> list[ColumnFacts]:
    found = next((group for group in groups if any(other is fact for other in group)), None)
    if found is None:
        found = [fact]
        groups.append(found)
    return found


def _suggestion(group: Sequence[ColumnFacts], names: Collection[str]) -> IdentifierColumns:
    name = next(iter(sorted(names)), "") or plain_name(group[0].name) or "identifier"
    return _identifier(name, group, "overlap")


def suggestion_text(row: IdentifierColumns) -> str:
    """The argument that takes a suggestion.

    The first column's name serves as the identifier's.
    """
    columns = ",".join(
        f"{table}.{'+'.join(plain_name(head) or head for head in heads)}" for table, heads in row.heads.items()
    )
    return f"--identifier {row.name}={columns}"


def subject_columns(tables: Sequence[OwnTable], text: str) -> dict[str, str]:
    """The column of each table that says the truth: of one name in all tables, or `TABLE.COLUMN,…`.

    Raises:
        LinkageError: no table has it.
    """
    if not text:
        return {}
    if "." in text and any(text.startswith(f"{table.name}.") for table in tables):
        named = [column_of(tables, place.strip()) for place in text.split(",") if place.strip()]
        return {table.name: heads[0] for table, heads in named}
    wanted = plain_name(text) or text
    found = {
        table.name: head
        for table in tables
        for head in table.columns
        if head == text or (plain_name(head) or head) == wanted
    }
    if not found:
        known: Iterable[str] = sorted({head for table in tables for head in table.columns})
        raise LinkageError(unknown("column", safe_text(text), [safe_text(name) for name in known]))
    return found


def left_out_lines(rows: Iterable[LeftOut]) -> list[str]:
    """The columns left out, a line a reason."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(row.reason, []).append(safe_text(f"{row.table}.{row.column}", 80))
    return [f"left out ({reason}): {', '.join(places)}" for reason, places in reasons.items()]

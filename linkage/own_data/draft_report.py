"""What was found in one's own tables, told: identifiers and their overlaps, suggestions, what was left out, links.

No value of the tables stands in it: names of tables and columns, counts and shares only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linkage.own_data.column_overlap import Overlap
from linkage.own_data.draft_folder import Draft
from linkage.own_data.identifier_candidates import BY_NAME, IdentifierColumns, left_out_lines, suggestion_text
from linkage.own_data.near_misses import written_otherwise
from linkage.vocabulary import count_of
from linkage.world.real_data_guard import safe_text

Json = dict[str, Any]


def draft_json(drafted: Draft) -> Json:
    """What was found, as data."""
    return {
        "world": drafted.world.id,
        "truth": drafted.truth,
        "subjects": drafted.world.population,
        "tables": [
            {
                "name": table.name,
                "file": table.file,
                "rows": len(table),
                "left_out": drafted.left_out_tables.get(table.name, ""),
            }
            for table in drafted.tables
        ],
        "identifiers": [
            {**_identifier_json(row), "token": drafted.prefixes.get(row.name, ""), "by": row.by}
            for row in drafted.candidates.identifiers
        ],
        "suggestions": [
            {**_identifier_json(row), "argument": suggestion_text(row)} for row in drafted.candidates.suggestions
        ],
        "left_out": [
            {"table": row.table, "column": safe_text(row.column), "reason": row.reason}
            for row in drafted.candidates.left_out
        ],
        "links": [
            {
                "link": row.id,
                "source": row.source,
                "target": row.target,
                "key": row.key,
                "via": f"{row.register}.{row.last}" if row.register else "",
            }
            for row in drafted.plan.links
        ],
        "read_as_blank": _blank_words(drafted),
    }


def draft_text(drafted: Draft) -> str:
    """What was found, in lines for people."""
    return "\n".join(_lines(drafted)) + "\n"


def _lines(drafted: Draft) -> Iterator[str]:
    rows = sum(len(table) for table in drafted.tables)
    yield f"{count_of(len(drafted.tables), 'table')}, {count_of(rows, 'row')}; real-looking values: none found"
    for name, why in drafted.left_out_tables.items():
        yield f"left out: the table {name} ({why})"
    yield "identifiers:"
    for row in drafted.candidates.identifiers:
        by = "columns of one name" if row.by == BY_NAME else "as you say"
        token = f", tokens {drafted.prefixes[row.name]}-…" if row.name in drafted.prefixes else ""
        yield f"  {row.name} ({by}{token}): {', '.join(_places(row))}"
        for overlap in row.shared:
            yield f"    {_overlap_line(overlap)}"
            number, what = written_otherwise(overlap.left, overlap.right)
            if number:
                yield f"      {number:,} more would be the same if {what} didn't count: write them alike"
    if drafted.candidates.suggestions:
        yield "columns of different names that overlap, not taken; if they mean the same, add:"
    for row in drafted.candidates.suggestions:
        yield f"  {suggestion_text(row)}"
        yield from (f"    {_overlap_line(overlap)}" for overlap in row.shared)
    yield from left_out_lines(drafted.candidates.left_out)
    for blank in _blank_words(drafted):
        cells = count_of(blank["cells"], "cell")
        yield f"read as blank: {cells} '{blank['word']}' in {blank['table']}.{blank['column']}"
    yield f"{drafted.truth}; {count_of(drafted.world.population, 'subject')}"
    yield f"a record is born at {drafted.plan.home}; candidate links, each assumed:"
    for link in drafted.plan.links:
        yield f"  {link.id}"


def _places(row: IdentifierColumns) -> list[str]:
    return [safe_text(f"{table}.{'+'.join(heads)}", 80) for table, heads in row.heads.items()]


def _overlap_line(row: Overlap) -> str:
    left, right = (safe_text(f"{fact.table}.{fact.head}", 80) for fact in (row.left, row.right))
    return (
        f"{left} and {right}: {count_of(row.shared, 'value')} in common, {row.left_share:.0%} of the first's, "
        f"{row.right_share:.0%} of the second's"
    )


def _identifier_json(row: IdentifierColumns) -> Json:
    return {
        "name": row.name,
        "columns": [
            {"table": fact.table, "column": safe_text(fact.head), "values": fact.distinct} for fact in row.facts
        ],
        "overlaps": [
            {
                "left": f"{overlap.left.table}.{safe_text(overlap.left.head)}",
                "right": f"{overlap.right.table}.{safe_text(overlap.right.head)}",
                "shared": overlap.shared,
                "left_share": round(overlap.left_share, 4),
                "right_share": round(overlap.right_share, 4),
                "more_if_written_alike": written_otherwise(overlap.left, overlap.right)[0],
            }
            for overlap in row.shared
        ],
    }


def _blank_words(drafted: Draft) -> list[Json]:
    """Where words such as `nan` stand in an identifier's column, and were read as blanks."""
    return [
        {"table": fact.table, "column": safe_text(fact.head), "word": word, "cells": cells}
        for row in drafted.candidates.identifiers
        for fact in row.facts
        for word, cells in sorted(fact.blank_words.items())
    ]

"""The joins of a story as data for the book: each match with its tables, its SQL, and who learns of it."""

from __future__ import annotations

from typing import Any

from linkage.answers import sentences
from linkage.answers.spread_question import Answer
from linkage.answers.trace.join_view import JoinTable, join_view
from linkage.drawing.visual_encoding import look

Json = dict[str, Any]
_NEIGHBOURS = 2
"""How many other rows of each table stand around the one that a join uses."""


def story_joins(answer: Answer, places: dict[str, int]) -> list[Json]:
    """Every match of a story, in the order of its steps.

    Args:
        places: the place of each step, by its id.
    """
    linked = [step for step in answer.spread.steps if step.kind == "linked"]
    rows = []
    for step in sorted(linked, key=lambda joining: places[joining.id]):
        join = join_view(answer, step, _NEIGHBOURS)
        rows.append(
            {
                "place": places[step.id],
                "from": answer.spread.by_id[step.causes[-1]].database,
                "tables": [_table(answer, table) for table in join.tables],
                "sql": join.sql,
                "wrong": join.wrong,
                "clerk": join.clerk,
                "person": join.person,
            }
        )
    return rows


def _table(answer: Answer, table: JoinTable) -> Json:
    """One table of a join: its columns with their looks, some rows, which of them joins and by which columns."""
    everything = answer.world.everything
    names = sentences.names(answer.subject, answer.name)
    identifiers = table.columns[2:]
    return {
        "database": table.database,
        "columns": [[look(column, everything.identifiers).name, column] for column in identifiers],
        "rows": [[row[0], names.get(row[1], row[1]), *row[2:]] for row in table.rows],
        "row": table.row,
        "joined": [identifiers.index(column) for column in table.joined_columns],
        "opened": table.opened,
    }

"""The question that a verb's options ask: whose record, among which people, what if; and what removals cost."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from linkage.answers.spread_question import Question
from linkage.cli.options.own_tables_option import check_own_tables
from linkage.cli.options.seed_option import seed_of
from linkage.errors import UsageError


def question_of(arguments: Namespace, what_if: str | None = None) -> Question:
    """The question about a spread that the arguments ask.

    Args:
        arguments: what the command line was given.
        what_if: a what-if that stands in for that of the arguments.

    Raises:
        UsageError: a story and a record kind at once.
    """
    if getattr(arguments, "story", "") and getattr(arguments, "record", ""):
        raise UsageError("--story and --record exclude each other: a story has a record of its own.")
    check_own_tables(arguments)
    return Question(
        story=getattr(arguments, "story", ""),
        record_kind=getattr(arguments, "record", ""),
        resident=getattr(arguments, "resident", ""),
        what_if=",".join(arguments.what_if) if what_if is None else what_if,
        seed=seed_of(arguments),
        seed_stated=bool(arguments.tables) and arguments.seed is not None,
        residents=arguments.residents,
        with_own=getattr(arguments, "with_own", False),
        tables=Path(arguments.tables) if arguments.tables else None,
    )

"""How verbs print: JSON with its stamp, and CSV."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkage.answers.exports.provenance_stamp import json_stamp
from linkage.answers.exports.safe_csv import csv_text
from linkage.cli.options.seed_option import seed_of
from linkage.world.model import World
from linkage.world.storage.folders import taken_name
from linkage.world.what_if.parser import reading_of

if TYPE_CHECKING:
    from linkage.population.tables import Tables


def print_json(answer: Any) -> int:
    """Print an answer as JSON; returns the exit code 0."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


def print_csv(arguments: Namespace, head: Sequence[str], rows: Iterable[list[str]]) -> None:
    """Print a table as CSV; with `--excel` behind the mark by which a spreadsheet knows UTF-8."""
    sys.stdout.write(("\ufeff" if arguments.excel else "") + csv_text(list(head), rows))


_ASKED = (
    "service", "why_not", "every", "story", "record", "resident", "with_own", "log", "what_if", "on_day", "residents",
    "city", "protect", "among", "cost", "best", "objective", "group", "weigh_rewards", "by_link", "measure", "over",
    "range", "range_of", "seeds", "tornado", "draw",
)  # fmt: skip
"""The options on which an answer depends, seed and tables aside."""


def print_stamped(answer: Mapping[str, Any], arguments: Namespace, world: World, tables: Tables | None = None) -> int:
    """Print an answer as JSON, with a stamp by which it can be kept and asked again; returns the exit code 0.

    Args:
        tables: the people, where they may be somebody's own.
    """
    seed = seed_of(arguments) if tables is None else tables.stated_seed
    own: dict[str, Any] = {"own_tables": True} if getattr(arguments, "tables", None) else {}
    if tables is not None and tables.remarks:
        own["remarks"] = list(tables.remarks)
    asked = _asked(arguments)
    whole_city = arguments.verb in ("city", "sweep")  # else a story may bring a reading of its own
    reading = {"reading": reading_of(world, ",".join(asked.get("what_if", ())))} if whole_city else {}
    stamp = {**json_stamp(world, seed), **own, "verb": arguments.verb, **reading, "asked": asked}
    return print_json({**answer, "stamp": stamp})


def _asked(arguments: Namespace) -> dict[str, Any]:
    """The options that were given, apart from those on which no answer depends."""
    given = {name: getattr(arguments, name, None) for name in _ASKED}
    given["what_if"] = [text for text in arguments.what_if if text.strip(" ,")]
    return {name: value for name, value in given.items() if value not in (None, "", []) and value is not False}


def print_taken_name(folder: Path) -> None:
    """Print a remark where a new world takes the place of the bundled one of its name."""
    if remark := taken_name(folder):
        print(f"remark: {remark}", file=sys.stderr)

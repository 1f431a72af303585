"""The option `-o FILE` of `effects`: its rows into a file, as CSV or Parquet."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path

from linkage.answers.exports.effect_table import effect_table
from linkage.answers.exports.output_place import check_output_place
from linkage.answers.exports.tidy_table import TableForm, check_form, form_of, save_table
from linkage.errors import UsageError
from linkage.vocabulary import count_of


def check_effects_file(arguments: Namespace) -> None:
    """Find out before the spread whether its rows can be written.

    Raises:
        UsageError: another ending than .csv or .parquet, or a form that is printed.
        LinkageError: the file can't be written, or is there already.
    """
    if arguments.out:
        form = _form(arguments)
        if arguments.format == "json" or (arguments.excel and form != "csv"):
            option = "--excel" if arguments.excel else "--format json"
            raise UsageError(f"{option} doesn't go with -o '{arguments.out}', whose ending says how it is written.")
        check_output_place(Path(arguments.out), "effects.csv", arguments.overwrite, keeps_own=True)
        check_form(form)
    elif arguments.overwrite:
        raise UsageError("--overwrite says that -o may replace a file: it needs -o FILE.")


def save_effects(arguments: Namespace, rows: Iterable[Sequence[str]]) -> int:
    """Write the rows of `effects`, and say how many; returns the exit code 0."""
    table = effect_table(rows)
    save_table(Path(arguments.out), table, _form(arguments), {}, arguments.excel)
    print(f"{arguments.out}: {count_of(len(table.rows), 'row')}", file=sys.stderr)
    return 0


def _form(arguments: Namespace) -> TableForm:
    form = form_of(Path(arguments.out))
    if form in (None, "json"):
        raise UsageError(f"-o '{arguments.out}' doesn't say how the rows are written: end it in .csv or .parquet.")
    return form

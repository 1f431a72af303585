"""The verb `study`: the worlds, what-ifs, measures and seeds of one file, counted into one table."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from linkage.answers.exports.output_place import check_output_place
from linkage.answers.exports.tidy_table import TableForm, check_form, form_of, save_table
from linkage.answers.studies.study_file import find_study, read_study
from linkage.answers.studies.study_run import about_study, run_study
from linkage.cli.streams import progress
from linkage.errors import UsageError
from linkage.vocabulary import count_of


def study(arguments: Namespace) -> int:
    """Write a study's table. Nothing is counted before the file is right and the table can be written.

    Raises:
        UsageError: two forms at once.
        BadWorldError: with every fault of the study's file.
        LinkageError: the table is there already, or can't be written.
    """
    path = find_study(arguments.file)
    out, form = Path(arguments.out), _form(arguments)
    read = read_study(path)
    check_output_place(out, f"{read.name}.{form}", arguments.overwrite, keeps_own=True)
    check_form(form)
    for remark in read.remarks:
        print(f"remark: {remark}", file=sys.stderr)
    table = run_study(read, arguments.workers, progress)
    save_table(out, table, form, about_study(read), arguments.excel)
    print(f"{out}: {count_of(len(table.rows), 'row')}", file=sys.stderr)
    return 0


def _form(arguments: Namespace) -> TableForm:
    """The form of the table: what `--format` says, else what the file's ending says, else CSV."""
    ending = form_of(Path(arguments.out))
    if arguments.excel and ending in ("json", "parquet"):
        raise UsageError(f"--excel is for CSV, and '{arguments.out}' ends as {ending}: leave one of the two out.")
    if arguments.format == "json":
        if ending == "parquet":
            raise UsageError(f"--format json and '{arguments.out}' say two things: leave --format out for Parquet.")
        return "json"
    return ending or "csv"

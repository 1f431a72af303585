"""The verbs of the command line that ask one question and print its answer; each returns an exit code.

This file knows the shapes of answers (`trace.trace_report`) and nothing of how they are computed.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from linkage.answers import sentences
from linkage.answers.spread_question import (
    ask,
    question_tables,
    spread_everybody,
    unanswerable_stories,
)
from linkage.answers.trace import person_log, trace_report
from linkage.cli.options.effects_file import check_effects_file, save_effects
from linkage.cli.options.own_tables_option import print_remarks
from linkage.cli.options.question_options import question_of
from linkage.cli.printing import print_csv, print_json, print_stamped
from linkage.errors import UsageError
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.population.text_tables.text_columns import collector_paused
from linkage.spread.steps import Spread
from linkage.vocabulary import count_of
from linkage.world.model import Figure, World, shown_columns
from linkage.world.storage import folders, schema
from linkage.world.validation import check as validation
from linkage.world.validation import quote_checks
from linkage.world.validation.world_warnings import warnings_of
from linkage.world.what_if.parser import under, with_reading


def _print_note(text: str) -> None:
    print(text, file=sys.stderr)


def worlds(arguments: Namespace) -> int:
    """List the bundled worlds."""
    bundled = folders.worlds()
    if arguments.format == "json":
        return print_json([{"id": id_, "title": title, "folder": str(folder)} for id_, title, folder in bundled])
    for id_, title, folder in bundled:
        print(f"{id_:<16} {title:<32} {folder}")
    return 0


def check(arguments: Namespace) -> int:
    """Print every fault of a world folder at once, else its warnings; the exit code is 1 where there is a fault."""
    folder = folders.find(arguments.world)
    world, faults = validation.check(folder)
    if world is not None and arguments.sources:
        faults = [*faults, *quote_checks.check_sources(folder, Path(arguments.sources))]
        if arguments.record and not faults:
            quote_checks.write_verified(folder, Path(arguments.sources))
    if world is not None:
        faults = [*faults, *unanswerable_stories(world)]
    warnings = [] if faults else warnings_of(folder)
    if arguments.format == "json":
        print_json([fault.fields() for fault in (*faults, *warnings)])
    else:
        for fault in faults:
            print(fault.sentence())
        for warning in warnings:
            print(f"warning: {warning.sentence()}")
        told = [count_of(len(faults), "fault"), *([count_of(len(warnings), "warning")] if warnings else [])]
        print(f"{folder.resolve().name}: {', '.join(told)}")
    if world is not None and arguments.describe and not faults:
        schema.write_data_package(folder)
    return 1 if faults or (arguments.strict and warnings) else 0


def trace(arguments: Namespace) -> int:
    """Print one spread, step by step."""
    answer = ask(folders.load(arguments.world), question_of(arguments))
    print_remarks(answer.tables)
    of_log = (person_log.log_json, person_log.log_rows, person_log.log_text)
    of_trace = (trace_report.trace_json, trace_report.trace_rows, trace_report.trace_text)
    as_json, as_rows, as_text = of_log if arguments.log else of_trace
    if arguments.format == "json":
        return print_stamped(as_json(answer, arguments.on_day), arguments, answer.world, answer.tables)
    if arguments.format == "csv":
        print_csv(arguments, *as_rows(answer, arguments.on_day))
    else:
        sys.stdout.write(as_text(answer, arguments.on_day))
    return 0


def effects(arguments: Namespace) -> int:
    """Print every effect of everybody, or write them into a file."""
    check_effects_file(arguments)
    with collector_paused():
        return _print_everybody(arguments)


def _print_everybody(arguments: Namespace) -> int:
    question = question_of(arguments)
    world, tables, spread = spread_everybody(folders.load(arguments.world), question)
    print_remarks(tables)
    rows = trace_report.effect_rows(spread, arguments.on_day)
    if arguments.out:
        return save_effects(arguments, rows)
    if arguments.format == "csv":
        print_csv(arguments, trace_report.EFFECT_COLUMNS, rows)
        return 0
    if arguments.format == "json":
        return print_json([trace_report.row_json(trace_report.EFFECT_COLUMNS, row) for row in rows])
    _print_effects(world, question.what_if, tables, spread, rows)
    return 0


def _print_effects(world: World, what_if: str, tables: Tables, spread: Spread, rows: Sequence[Sequence[str]]) -> None:
    subjects_by_effect: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        subjects_by_effect.setdefault((row[1], row[2]), set()).add(row[0])
    people = sentences.whose_people(tables.stated_seed, tables.own)
    print(
        f"world {world.id}, {people}, {count_of(tables.number_of_residents, 'resident')}, "
        f"{count_of(len(spread.records), 'record')}, "
        f"what-if: {with_reading(world, what_if)}"
    )
    for (service, effect), subjects in sorted(subjects_by_effect.items()):
        name = sentences.name(world.everything.services, service) or "-"
        print(f"{name:<28} {effect:<8} {len(subjects):>8,} {'subject' if len(subjects) == 1 else 'subjects'}")
    print(f"{count_of(len(rows), 'row')} (--format csv prints them)")
    print(world.label_line)


def figures(arguments: Namespace) -> int:
    """Print the reported figures, each with what it is not."""
    world = folders.load(arguments.world)
    columns = shown_columns(Figure)
    rows = [{head: getattr(figure, head) for head in columns} for figure in world.figures.values()]
    if arguments.format == "json":
        return print_json(rows)
    for figure in world.figures.values():
        bound = "" if figure.bound == "exact" else f"{figure.bound} "
        print(
            f"{bound}{figure.value:,.10g} {figure.unit}, {figure.area}, {figure.period}"
            f" - {world.sources[figure.source].title}"
        )
        if figure.why_not:
            print(f"    {figure.why_not}")
    return 0


def generate(arguments: Namespace) -> int:
    """Write the agency tables, and their SQLite file.

    Raises:
        UsageError: tables that are given, or no folder to write into.
    """
    world = folders.load(arguments.world)
    question = question_of(arguments)
    if question.tables is not None:
        raise UsageError("generate makes tables; --tables can't stand here.")
    if not arguments.out:
        raise UsageError("--out needs a folder to write into.")
    if question.story or question.record_kind or question.resident:
        answer = ask(world, question)
        tables, world = answer.tables, answer.world
    else:
        world, tables = under(world, question.what_if), question_tables(world, question, question.residents or 1_000)
    tables.visit_all()
    links = {**world.everything.links, **world.links} if arguments.draws else None
    files = agency_files.write(tables, Path(arguments.out), links, arguments.overwrite, world)
    _print_note(
        f"{count_of(len(files), 'file')}, {count_of(trace_report.count_accounts(tables), 'account')} "
        f"of {count_of(len(tables.people), 'subject')}: {arguments.out}"
    )
    return 0

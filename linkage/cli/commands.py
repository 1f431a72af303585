"""The verbs of the command line that ask one question and print its answer; each returns an exit code.

This file knows the shapes of answers (`trace.trace_report`) and nothing of how they are computed.
"""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from linkage.answers import sentences
from linkage.answers.cuts import cut_report
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.cuts.removals import USUAL, cost_of
from linkage.answers.cuts.single_removals import lifting_text, single_removals
from linkage.answers.spread_question import (
    Answer,
    ask,
    find_effect,
    question_tables,
    spread_everybody,
    unanswerable_stories,
)
from linkage.answers.trace import person_log, trace_report
from linkage.answers.trace.proof_text import proof_text
from linkage.answers.uncertainty.range_text import doubt_lines, doubt_table
from linkage.answers.whole_city import city_report, city_text
from linkage.cli.options.doubt_options import doubted, doubts_of
from linkage.cli.options.effects_file import check_effects_file, save_effects
from linkage.cli.options.overwrite_option import check_file_option
from linkage.cli.options.own_tables_option import own_tables, print_remarks
from linkage.cli.options.plot_option import plot_city
from linkage.cli.options.question_options import question_of, seed_of
from linkage.cli.printing import print_csv, print_json, print_stamped, progress
from linkage.errors import LinkageError, NoProofError, UsageError, unknown
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.population.text_tables.text_columns import collector_paused
from linkage.spread.proofs import MOST_PROOFS, DerivationGraph, proofs
from linkage.spread.steps import Effect, Spread
from linkage.spread.why_not import why_not
from linkage.vocabulary import CLOSING_EFFECTS, count_of
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


def why(arguments: Namespace) -> int:
    """Print the proofs of an effect, or why there is none.

    Raises:
        LinkageError: there is no such service.
        NoProofError: `--not` was asked of a service that is closed.
    """
    answer = ask(folders.load(arguments.world), question_of(arguments))
    print_remarks(answer.tables)
    services = answer.world.everything.services
    if arguments.service not in services:
        raise LinkageError(unknown("service", arguments.service, services))
    derivations = DerivationGraph(answer.plan, answer.tables, answer.spread)
    effect = find_effect(answer.spread, arguments.service, answer.subject)
    if effect is None or arguments.why_not:
        return _print_why_not(arguments, answer, effect)
    result = proofs(derivations, effect, MOST_PROOFS if arguments.every else 1)
    lifting = single_removals(answer, effect, (*USUAL, "databases", "agencies"))
    if arguments.format == "json":
        names = sentences.names(answer.subject, answer.name)
        answered = {
            "effect": trace_report.effect_json(answer.spread, effect, result),
            "proofs": [
                [trace_report.step_json(answer.world, step, names) for step in proof] for proof in result.proofs
            ],
            "count": result.count,
            "why_not": None,
            "lifts": [single.removal.text for single in lifting.removals if single.lifts],
        }
        return print_stamped(answered, arguments, answer.world, answer.tables)
    sys.stdout.write(proof_text(answer, result, lifting_text(answer, lifting)))
    return 0


def _print_why_not(arguments: Namespace, answer: Answer, effect: Effect | None) -> int:
    """Print why a service stays open; an error if the question is the wrong way round."""
    name = answer.world.everything.services[arguments.service].name
    refused = effect is not None and effect.effect in CLOSING_EFFECTS and effect.subject == answer.subject
    if arguments.why_not and refused:
        raise NoProofError(f"{name} is closed to {answer.name}: ask 'why' without --not.")
    reason = why_not(answer.plan, answer.tables, answer.spread, arguments.service, answer.subject)
    if arguments.format == "json":
        answered: dict[str, Any] = {"effect": None, "proofs": [], "count": 0, "why_not": reason._asdict()}
        print_stamped(answered, arguments, answer.world, answer.tables)
    else:
        print(f"{name} is not closed to {answer.name}: {reason.sentence}")
    return 0 if arguments.why_not else 1


def cut(arguments: Namespace) -> int:
    """Print the smallest cuts that protect a service from a record."""
    story, record = arguments.story, arguments.record
    arguments.story, arguments.record = "", ""
    question = replace(question_of(arguments), story=story, record_kind=record)
    among = [sort.strip() for sort in arguments.among.split(",") if sort.strip()] or USUAL
    costs = dict(cost_of(text) for text in arguments.cost)
    result = find_cuts(folders.load(arguments.world), question, arguments.protect, among, costs)
    if result.answer is not None:
        print_remarks(result.answer.tables)
    if arguments.format == "json":
        arguments.story, arguments.record = story, record
        return print_stamped(cut_report.cut_json(result), arguments, result.world)
    sys.stdout.write(cut_report.cut_text(result))
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


def city(arguments: Namespace) -> int:
    """Print the counts of the whole city.

    Raises:
        UsageError: a measure without anything that it is shared among.
    """
    if arguments.measure and not arguments.by_link:
        raise UsageError("--measure says what --by-link shares among the links: it needs --by-link.")
    check_file_option(arguments, arguments.plot, "figures.html", "--plot")
    world = folders.load(arguments.world)
    start, what_if = time.perf_counter(), ",".join(arguments.what_if)
    doubted(arguments)
    tables = own_tables(arguments, world)
    with city_report.CityCounter(
        world, seed_of(arguments), arguments.residents, arguments.workers, arguments.dask, tables
    ) as counter:
        answer = counter.answer(
            what_if,
            arguments.on_day,
            arguments.by_link,
            progress,
            arguments.measure,
        )
    answer |= doubts_of(arguments, world, what_if, None, tables, progress)
    if arguments.timings:
        answer["timings"] = city_report.timings(start)
    if arguments.format == "csv":
        print_csv(arguments, *(doubt_table(answer) or (city_text.CSV_COLUMNS, city_text.city_rows(answer))))
    elif arguments.format == "json":
        print_stamped(answer, arguments, world, tables)
    else:
        sys.stdout.write(city_text.city_text(world, answer, doubt_lines(world, answer)))
    if arguments.timings and arguments.format == "text":
        _print_note(", ".join(f"{name.replace('_', ' ')} {number}" for name, number in answer["timings"].items()))
    return plot_city(arguments, world, answer)


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

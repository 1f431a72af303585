"""The verbs of the command line that ask one question and print its answer; each returns an exit code.

This file knows the shapes of answers (`trace.trace_report`) and nothing of how they are computed.
"""

from __future__ import annotations

import json
import re
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from linkage.answers import sentences
from linkage.answers.compare import compare as compare_effects
from linkage.answers.compare import compare_closed_services, count_changes
from linkage.answers.compare import comparison_sentence as change_sentence
from linkage.answers.cuts import cut_report
from linkage.answers.cuts.find_cuts import find_cuts
from linkage.answers.cuts.removals import USUAL
from linkage.answers.exports.provenance_stamp import json_stamp
from linkage.answers.spread_question import (
    Answer,
    Question,
    ask,
    combined_what_if,
    find_effect,
    question_tables,
    spread_everybody,
    unanswerable_stories,
    under_what_if,
)
from linkage.answers.trace import trace_report
from linkage.answers.trace.proof_text import proof_text
from linkage.answers.whole_city import city_report, city_text
from linkage.cli.options.effects_file import check_effects_file, save_effects
from linkage.cli.options.own_tables_option import check_own_tables, own_tables, print_remarks
from linkage.cli.options.plot_option import plot_change, plot_city
from linkage.errors import LinkageError, NoProofError, UsageError, unknown
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.population.text_columns import collector_paused
from linkage.spread.proofs import MOST_PROOFS, DerivationGraph, proofs
from linkage.spread.steps import Effect, Spread
from linkage.spread.why_not import why_not
from linkage.vocabulary import CLOSING_EFFECTS
from linkage.world.model import Figure, World, shown_columns
from linkage.world.storage import folders, schema
from linkage.world.validation import check as validation
from linkage.world.validation import quote_checks
from linkage.world.validation.world_warnings import warnings_of
from linkage.world.what_if.parser import under


def print_json(answer: Any) -> int:
    """Print an answer as JSON; returns the exit code 0."""
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


def print_csv(arguments: Namespace, head: Sequence[str], rows: Iterable[list[str]]) -> None:
    """Print a table as CSV; with `--excel` behind the mark by which a spreadsheet knows UTF-8."""
    sys.stdout.write(("\ufeff" if arguments.excel else "") + trace_report.csv_text(list(head), rows))


_ASKED = (
    "service", "why_not", "every", "story", "record", "resident", "with_own", "what_if", "on_day", "residents", "city",
    "protect", "among", "cost", "best", "objective", "group", "weigh_rewards", "by_link", "measure", "in_range", "over",
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
    stamp = {**json_stamp(world, seed), **own, "verb": arguments.verb, "asked": _asked(arguments)}
    return print_json({**answer, "stamp": stamp})


def _asked(arguments: Namespace) -> dict[str, Any]:
    """The options that were given, apart from those on which no answer depends."""
    given = {name: getattr(arguments, name, None) for name in _ASKED}
    given["what_if"] = [text for text in arguments.what_if if text.strip(" ,")]
    return {name: value for name, value in given.items() if value not in (None, "", []) and value is not False}


def _print_note(text: str) -> None:
    print(text, file=sys.stderr)


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


def seed_of(arguments: Namespace) -> int:
    """The seed of the invented people: 1 unless one is given."""
    return 1 if arguments.seed is None else int(arguments.seed)


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
        told = [_number_of(faults, "fault"), *([_number_of(warnings, "warning")] if warnings else [])]
        print(f"{folder.name}: {', '.join(told)}")
    if world is not None and arguments.describe and not faults:
        schema.write_data_package(folder)
    return 1 if faults or (arguments.strict and warnings) else 0


def _number_of(things: Sequence[object], noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def trace(arguments: Namespace) -> int:
    """Print one spread, step by step."""
    answer = ask(folders.load(arguments.world), question_of(arguments))
    print_remarks(answer.tables)
    if arguments.format == "json":
        return print_stamped(trace_report.trace_json(answer, arguments.on_day), arguments, answer.world, answer.tables)
    if arguments.format == "csv":
        print_csv(arguments, *trace_report.trace_rows(answer, arguments.on_day))
    else:
        sys.stdout.write(trace_report.trace_text(answer, arguments.on_day))
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
    if arguments.format == "json":
        names = sentences.names(answer.subject, answer.name)
        answered = {
            "effect": trace_report.effect_json(answer.spread, effect, result),
            "proofs": [
                [trace_report.step_json(answer.world, step, names) for step in proof] for proof in result.proofs
            ],
            "count": result.count,
            "why_not": None,
        }
        return print_stamped(answered, arguments, answer.world, answer.tables)
    sys.stdout.write(proof_text(answer, result))
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


def compare(arguments: Namespace) -> int:
    """Print what a what-if changes for a story; of two what-ifs, what the second changes against the first.

    Raises:
        UsageError: no what-if, or more than two.
    """
    if not 1 <= len(arguments.what_if) <= 2:
        raise UsageError("compare takes one --what-if, or two to set side by side.")
    world = folders.load(arguments.world)
    first, second = ("", arguments.what_if[0]) if len(arguments.what_if) == 1 else arguments.what_if
    questions = question_of(arguments, first), question_of(arguments, second)
    tables = own_tables(arguments, world)
    city_rows = _city_changes(arguments, world, questions, tables) if arguments.city else []
    before = ask(world, questions[0], tables)
    after = under_what_if(before, ask(world, questions[1], before.tables).what_if)
    return _print_change(arguments, before, after, city_rows)


def _city_changes(
    arguments: Namespace, world: World, questions: tuple[Question, Question], tables: Tables | None
) -> list[dict[str, Any]]:
    """What changes for the whole city between two questions, a row a service and effect.

    Args:
        tables: somebody's own, before anything is imposed on them.
    """
    first, second = (combined_what_if(world.everything, question) for question in questions)
    with city_report.CityCounter(world, seed_of(arguments), arguments.residents, tables=tables) as counter:
        return counter.compare(first, second, progress)


_DOORS = ("opened", "shut", "stay")


def _print_change(arguments: Namespace, before: Answer, after: Answer, city_rows: list[dict[str, Any]]) -> int:
    """Print the change in the format that the arguments ask for, and draw it where they have `--plot`."""
    changes = compare_effects(before.spread.effects, after.spread.effects)
    sentence = change_sentence(before.world, before.spread, after.spread, before.subject, before.name)
    columns = ["change", *trace_report.EFFECT_CELLS]
    rows = [[change.change, *trace_report.effect_cells(change.effect)] for change in changes]
    moves = dict(zip(_DOORS, compare_closed_services(before.spread, after.spread, before.subject), strict=True))
    answer = {
        "world": before.world.id,
        "seed": before.tables.stated_seed,
        "residents": before.residents,
        "what_if": [trace_report.what_if_texts(before.world, side.what_if) for side in (before, after)],
        "counts": count_changes(changes),
        "doors": moves,
        "sentence": sentence,
        "effects": [trace_report.row_json(columns, row) for row in rows],
        **({"city": city_rows} if arguments.city else {}),
    }
    if arguments.format == "csv":
        print_csv(arguments, columns, rows)
    elif arguments.format == "json":
        print_stamped(answer, arguments, before.world, before.tables)
    else:
        _print_change_text(arguments, before, after, answer, rows)
    return plot_change(arguments, before.world, answer, _city_residents(arguments, before))


def _print_change_text(
    arguments: Namespace, before: Answer, after: Answer, answer: dict[str, Any], rows: Sequence[Sequence[str]]
) -> None:
    print(trace_report.trace_heading(after))
    for change, *cells in rows:
        if change != "same":
            print("  ".join(cell for cell in (change, *cells) if cell))
    print(", ".join(f"{number} {change}" for change, number in answer["counts"].items()))
    print("doors: " + ", ".join(f"{len(services)} {move}" for move, services in answer["doors"].items()))
    print(answer["sentence"])
    if arguments.city:
        print("\n".join(city_text.comparison_lines(before.world, answer["city"], _city_residents(arguments, before))))
    print(after.world.label_line)


def _city_residents(arguments: Namespace, answer: Answer) -> int:
    """How many residents the city of `compare` has."""
    return answer.residents if answer.tables.own else arguments.residents or answer.world.population


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


def cost_of(text: str) -> tuple[str, Fraction]:
    """A removal's id and its cost, of a text such as `ID=N`."""
    id_, equals, number = text.rpartition("=")
    if not (equals and id_ and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", number)):
        raise UsageError(f"--cost is written ID=N, with a number above 0, not '{text}'.")
    return id_, Fraction(number)


def effects(arguments: Namespace) -> int:
    """Print every effect of everybody, or write them into a file."""
    check_effects_file(arguments)
    with collector_paused():
        return _print_everybody(arguments)


def _print_everybody(arguments: Namespace) -> int:
    world, tables, spread = spread_everybody(folders.load(arguments.world), question_of(arguments))
    print_remarks(tables)
    rows = trace_report.effect_rows(spread, arguments.on_day)
    if arguments.out:
        return save_effects(arguments, rows)
    if arguments.format == "csv":
        print_csv(arguments, trace_report.EFFECT_COLUMNS, rows)
        return 0
    if arguments.format == "json":
        return print_json([trace_report.row_json(trace_report.EFFECT_COLUMNS, row) for row in rows])
    _print_effects(world, tables, spread, rows)
    return 0


def _print_effects(world: World, tables: Tables, spread: Spread, rows: Sequence[Sequence[str]]) -> None:
    subjects_by_effect: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        subjects_by_effect.setdefault((row[1], row[2]), set()).add(row[0])
    people = sentences.whose_people(tables.stated_seed, tables.own)
    print(f"world {world.id}, {people}, {tables.number_of_residents:,} residents, {len(spread.records):,} records")
    for (service, effect), subjects in sorted(subjects_by_effect.items()):
        name = sentences.name(world.everything.services, service) or "-"
        print(f"{name:<28} {effect:<8} {len(subjects):>8,} subjects")
    print(f"{len(rows):,} rows (--format csv prints them)")
    print(world.label_line)


def city(arguments: Namespace) -> int:
    """Print the counts of the whole city.

    Raises:
        UsageError: a measure without anything that it is shared among.
    """
    if arguments.measure and not arguments.by_link:
        raise UsageError("--measure says what --by-link shares among the links: it needs --by-link.")
    world = folders.load(arguments.world)
    start = time.perf_counter()
    tables = own_tables(arguments, world)
    with city_report.CityCounter(
        world, seed_of(arguments), arguments.residents, arguments.workers, arguments.dask, tables
    ) as counter:
        answer = counter.answer(
            ",".join(arguments.what_if),
            arguments.on_day,
            arguments.by_link,
            arguments.in_range,
            progress,
            arguments.measure,
        )
    if arguments.timings:
        answer["timings"] = city_report.timings(start)
    if arguments.format == "csv":
        print_csv(arguments, city_text.CSV_COLUMNS, city_text.city_rows(answer))
    elif arguments.format == "json":
        print_stamped(answer, arguments, world, tables)
    else:
        sys.stdout.write(city_text.city_text(world, answer))
    if arguments.timings and arguments.format == "text":
        _print_note(", ".join(f"{name.replace('_', ' ')} {number}" for name, number in answer["timings"].items()))
    return plot_city(arguments, world, answer)


def progress(done: int, of: int) -> None:
    """Print how far a long count is, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r{done} of {of} counted", end="" if done < of else "\n", file=sys.stderr, flush=True)


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
    files = agency_files.write(tables, Path(arguments.out), links, arguments.overwrite)
    _print_note(
        f"{len(files)} files, {trace_report.count_accounts(tables):,} accounts "
        f"of {len(tables.people):,} subjects: {arguments.out}"
    )
    return 0

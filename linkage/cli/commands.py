"""What each verb of the command line does: ask, then print. Each returns an exit code.

Knows the shapes of answers (`trace.trace_report`) and nothing of how they come about.
"""

from __future__ import annotations

import json
import re
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace
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
from linkage.answers.spread_question import (
    Answer,
    Question,
    ask,
    find_effect,
    question_tables,
    spread_everybody,
    unanswerable_stories,
    under_what_if,
)
from linkage.answers.trace import trace_report
from linkage.answers.trace.proof_text import proof_text
from linkage.answers.whole_city import city_report
from linkage.errors import LinkageError, NoProofError, UsageError, unknown
from linkage.population import agency_files
from linkage.population.tables import Tables
from linkage.spread.proofs import MOST, DerivationGraph, Proofs, proofs
from linkage.spread.steps import Effect, Spread
from linkage.spread.why_not import WhyNot, why_not
from linkage.vocabulary import LABEL
from linkage.world.model import World
from linkage.world.storage import folders, schema
from linkage.world.validation import check as door
from linkage.world.validation import quote_checks
from linkage.world.what_if.parser import under


def print_json(answer: Any) -> int:
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def question_of(a: Namespace, what_if: str | None = None) -> Question:
    if getattr(a, "story", "") and getattr(a, "record", ""):
        raise UsageError("--story and --record exclude each other: a story has a record of its own.")
    return Question(
        story=getattr(a, "story", ""),
        record_kind=getattr(a, "record", ""),
        resident=getattr(a, "resident", ""),
        what_if=",".join(a.what_if) if what_if is None else what_if,
        seed=a.seed,
        residents=a.residents,
        with_own=getattr(a, "with_own", False),
        tables=Path(a.tables) if a.tables else None,
    )


def worlds(a: Namespace) -> int:
    """The bundled worlds."""
    found = folders.worlds()
    if a.format == "json":
        return print_json([{"id": id_, "title": title, "folder": str(folder)} for id_, title, folder in found])
    for id_, title, folder in found:
        print(f"{id_:<16} {title:<32} {folder}")
    return 0


def check(a: Namespace) -> int:
    """Every fault of a world folder at once."""
    folder = folders.find(a.world)
    world, faults = door.check(folder)
    if world is not None and a.sources:
        faults = [*faults, *quote_checks.check_sources(folder, Path(a.sources))]
        if a.record and not faults:
            quote_checks.record(folder, Path(a.sources))
    if world is not None:
        faults = [*faults, *unanswerable_stories(world)]
    if a.format == "json":
        print_json([fault.fields() for fault in faults])
    else:
        for fault in faults:
            print(fault.sentence())
        print(f"{folder.name}: {len(faults)} fault{'' if len(faults) == 1 else 's'}")
    if world is not None and a.describe and not faults:
        schema.write_data_package(folder)
    return 1 if faults else 0


def new(a: Namespace) -> int:
    """A copy of a world, to start one's own."""
    folders.new(Path(a.name), a.source)
    _say(f"{a.name} is ready: change its tables, then 'linkage check {a.name}'.")
    return 0


def trace(a: Namespace) -> int:
    """One spread."""
    answer = ask(folders.load(a.world), question_of(a))
    if a.format == "json":
        return print_json(trace_report.trace_json(answer, a.on_day))
    if a.format == "csv":
        sys.stdout.write(trace_report.csv_text(*trace_report.trace_rows(answer, a.on_day)))
    else:
        sys.stdout.write(trace_report.trace_text(answer, a.on_day))
    return 0


def why(a: Namespace) -> int:
    """The proofs of an effect, or why there is none."""
    answer = ask(folders.load(a.world), question_of(a))
    services = answer.world.everything.services
    if a.service not in services:
        raise LinkageError(unknown("service", a.service, services))
    web = DerivationGraph(answer.plan, answer.tables, answer.spread)
    effect = find_effect(answer.spread, a.service, answer.subject)
    if effect is None or a.why_not:
        return _why_not(a, answer, effect)
    found = proofs(web, effect, MOST if a.every else 1)
    if a.format == "json":
        called = sentences.names(answer.subject, answer.name)
        return print_json(
            {
                "effect": trace_report.effect_json(answer.spread, effect, found),
                "proofs": [[trace_report.step_json(answer.world, s, called) for s in proof] for proof in found.proofs],
                "count": found.count,
                "why_not": None,
            }
        )
    _print_proofs(answer, found)
    return 0


def _why_not(a: Namespace, answer: Answer, effect: Effect | None) -> int:
    """Why a door stays open; an error if the question is the wrong way round."""
    name = answer.world.everything.services[a.service].name
    refused = effect is not None and effect.effect == "refuse" and effect.subject == answer.subject
    if a.why_not and refused:
        raise NoProofError(f"{name} is closed to {answer.name}: ask 'why' without --not.")
    found = why_not(answer.plan, answer.tables, answer.spread, a.service, answer.subject)
    if a.format == "json":
        print_json({"effect": None, "proofs": [], "count": 0, "why_not": _why_not_json(found)})
    else:
        print(f"{name} is not closed to {answer.name}: {found.sentence}")
    return 0 if a.why_not else 1


def _why_not_json(found: WhyNot) -> dict[str, str]:
    return found._asdict()


def _print_proofs(answer: Answer, found: Proofs) -> None:
    sys.stdout.write(proof_text(answer, found))


def compare(a: Namespace) -> int:
    """What one or two what-ifs change for a story: against the story's own world, or against each other."""
    if not 1 <= len(a.what_if) <= 2:
        raise UsageError("compare takes one --what-if, or two to set side by side.")
    world = folders.load(a.world)
    first, second = ("", a.what_if[0]) if len(a.what_if) == 1 else a.what_if
    before = ask(world, question_of(a, first))
    after = under_what_if(before, ask(world, question_of(a, second), before.tables).what_if)
    return _print_change(a, before, after, _city_change(a, before, after) if a.city else [])


def _city_change(a: Namespace, before: Answer, after: Answer) -> list[dict[str, Any]]:
    """The same two worlds, counted for the whole city."""
    with city_report.CityCounter(before.world, a.seed, a.residents) as counted:
        return counted.compared(before.what_if, after.what_if, progress)


_DOORS = ("opened", "shut", "stay")


def _print_change(a: Namespace, before: Answer, after: Answer, city_rows: list[dict[str, Any]]) -> int:
    changes = compare_effects(before.spread.effects, after.spread.effects)
    said = change_sentence(before.world, before.spread, after.spread, before.subject, before.name)
    head = ["change", *trace_report.EFFECT_COLUMNS[:-1]]
    rows = [[change.change, *_effect_cells(change.effect)] for change in changes]
    if a.format == "csv":
        sys.stdout.write(trace_report.csv_text(head, rows))
        return 0
    if a.format == "json":
        return print_json(
            {
                "world": before.world.id,
                "seed": before.tables.seed,
                "residents": before.residents,
                "what_if": [trace_report.what_if_texts(before.world, each.what_if) for each in (before, after)],
                "counts": count_changes(changes),
                "doors": dict(
                    zip(_DOORS, compare_closed_services(before.spread, after.spread, before.subject), strict=True)
                ),
                "sentence": said,
                "effects": [dict(zip(head, row, strict=True)) for row in rows],
                **({"city": city_rows} if a.city else {}),
            }
        )
    print(trace_report.trace_heading(after))
    for change, row in zip(changes, rows, strict=True):
        if change.change != "same":
            print("  ".join(cell for cell in row if cell))
    numbers = count_changes(changes)
    print(", ".join(f"{number} {change}" for change, number in numbers.items()))
    moved = zip(_DOORS, compare_closed_services(before.spread, after.spread, before.subject), strict=True)
    print("doors: " + ", ".join(f"{len(listed)} {how}" for how, listed in moved))
    print(said)
    if a.city:
        print("\n".join(city_report.compared_lines(before.world, city_rows, a.residents or before.world.population)))
    print(LABEL)
    return 0


def _effect_cells(effect: Effect) -> list[str]:
    until = "" if effect.until is None else str(effect.until)
    wrong = "yes" if effect.wrong else "no"
    return [
        effect.subject,
        effect.service,
        effect.effect,
        effect.rule,
        effect.falls_on,
        str(effect.day),
        until,
        wrong,
    ]


def cut(a: Namespace) -> int:
    """The least that protects a service."""
    story, record = a.story, a.record
    a.story, a.record = "", ""
    question = replace(question_of(a), story=story, record_kind=record)
    among = [sort.strip() for sort in a.among.split(",") if sort.strip()] or USUAL
    found = find_cuts(folders.load(a.world), question, a.protect, among, dict(_cost(text) for text in a.cost))
    if a.format == "json":
        return print_json(cut_report.cut_json(found))
    sys.stdout.write(cut_report.cut_text(found))
    return 0


def _cost(text: str) -> tuple[str, Fraction]:
    """`ID=N`: what a removal costs."""
    id_, equals, number = text.rpartition("=")
    if not (equals and id_ and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", number)):
        raise UsageError(f"--cost is written ID=N, with a number above 0, not '{text}'.")
    return id_, Fraction(number)


def effects(a: Namespace) -> int:
    """Every effect of everybody."""
    world, tables, spread = spread_everybody(folders.load(a.world), question_of(a))
    rows = trace_report.effect_rows(spread, a.on_day)
    if a.format == "csv":
        sys.stdout.write(trace_report.csv_text(trace_report.EFFECT_COLUMNS, rows))
        return 0
    if a.format == "json":
        return print_json([dict(zip(trace_report.EFFECT_COLUMNS, row, strict=True)) for row in rows])
    _print_effects(world, tables, spread, rows)
    return 0


def _print_effects(world: World, tables: Tables, spread: Spread, rows: Sequence[Sequence[str]]) -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        found.setdefault((row[1], row[2]), set()).add(row[0])
    people = sum(person.kind == "resident" for person in tables.people.values())
    print(f"world {world.id}, seed {tables.seed}, {people:,} residents, {len(spread.records):,} records")
    for (service, effect), subjects in sorted(found.items()):
        print(
            f"{sentences.name(world.everything.services, service) or '-':<28} {effect:<8} {len(subjects):>8,} subjects"
        )
    print(f"{len(rows):,} rows (--format csv prints them)")
    print(LABEL)


def city(a: Namespace) -> int:
    """The whole city."""
    world = folders.load(a.world)
    start = time.perf_counter()
    with city_report.CityCounter(world, a.seed, a.residents, a.workers, a.dask) as counted:
        answer = counted.answer(",".join(a.what_if), a.on_day, a.by_link, a.in_range, progress)
    if a.timings:
        answer["timings"] = city_report.timings(start)
    if a.format == "csv":
        sys.stdout.write(trace_report.csv_text(city_report.CITY_COLUMNS, city_report.rows(answer)))
        return 0
    if a.format == "json":
        return print_json(answer)
    sys.stdout.write(city_report.text(world, answer))
    if a.timings:
        _say(", ".join(f"{name.replace('_', ' ')} {number}" for name, number in answer["timings"].items()))
    return 0


def progress(done: int, of: int) -> None:
    """How far a long count is, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r{done} of {of} counted", end="" if done < of else "\n", file=sys.stderr, flush=True)


def figures(a: Namespace) -> int:
    """The reported figures, each with what it is not."""
    world = folders.load(a.world)
    rows = [asdict(figure) for figure in world.figures.values()]
    if a.format == "json":
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


def generate(a: Namespace) -> int:
    """The agency tables."""
    world = folders.load(a.world)
    question = question_of(a)
    if question.tables is not None:
        raise UsageError("generate makes tables; --tables can't stand here.")
    if not a.out:
        raise UsageError("--out needs a folder to write into.")
    if question.story or question.record_kind or question.resident:
        answer = ask(world, question)
        tables, changed = answer.tables, answer.world
    else:
        changed, tables = under(world, question.what_if), question_tables(world, question, question.residents or 1_000)
    tables.visit_all()
    links = {**changed.everything.links, **changed.links} if a.draws else None
    written = agency_files.write(tables, Path(a.out), links)
    _say(
        f"{len(written)} files, {trace_report.count_accounts(tables):,} accounts "
        f"of {len(tables.people):,} subjects: {a.out}"
    )
    return 0

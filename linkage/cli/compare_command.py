"""The verb `compare` of two what-ifs: what changes for a story, and for the city."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from linkage.answers.compare import compare as compare_effects
from linkage.answers.compare import compare_closed_services, count_changes
from linkage.answers.compare import comparison_sentence as change_sentence
from linkage.answers.spread_question import Answer, Question, ask, combined_what_if, under_what_if
from linkage.answers.trace import trace_report
from linkage.answers.uncertainty.range_text import doubt_lines, doubt_table
from linkage.answers.whole_city import city_report, city_text
from linkage.cli.options.doubt_options import doubted, doubts_of
from linkage.cli.options.overwrite_option import check_file_option
from linkage.cli.options.own_tables_option import own_tables
from linkage.cli.options.plot_option import plot_change
from linkage.cli.options.question_options import question_of
from linkage.cli.options.seed_option import seed_of
from linkage.cli.printing import print_csv, print_stamped
from linkage.cli.streams import progress
from linkage.errors import UsageError
from linkage.population.tables import Tables
from linkage.world.model import World
from linkage.world.storage import folders


def compare(arguments: Namespace) -> int:
    """Print what a what-if changes for a story; of two what-ifs, what the second changes against the first.

    Raises:
        UsageError: no what-if, or more than two.
    """
    if not 1 <= len(arguments.what_if) <= 2:
        raise UsageError("compare takes one --what-if, or two to set side by side.")
    check_file_option(arguments, arguments.plot, "figures.html", "--plot")
    world = folders.load(arguments.world)
    first, second = ("", arguments.what_if[0]) if len(arguments.what_if) == 1 else arguments.what_if
    questions = question_of(arguments, first), question_of(arguments, second)
    tables = own_tables(arguments, world)
    doubted(arguments)
    city_rows = _city_changes(arguments, world, questions, tables) if arguments.city else []
    doubts = _doubts(arguments, world, questions, tables)
    before = ask(world, questions[0], tables)
    after = under_what_if(before, ask(world, questions[1], before.tables).what_if)
    return _print_change(arguments, before, after, city_rows, doubts)


def _doubts(
    arguments: Namespace, world: World, questions: tuple[Question, Question], tables: Tables | None
) -> dict[str, Any]:
    """How sure the city's change is, where that is asked: the same draws and people on both sides."""
    first, second = (combined_what_if(world.everything, question) for question in questions)
    return doubts_of(arguments, world, second, first, tables, progress)


def _city_changes(
    arguments: Namespace, world: World, questions: tuple[Question, Question], tables: Tables | None
) -> list[dict[str, Any]]:
    """What changes for the whole city between two questions, a row a service and effect.

    Args:
        tables: somebody's own, before anything is imposed on them.
    """
    first, second = (combined_what_if(world.everything, question) for question in questions)
    with city_report.CityCounter(
        world, seed_of(arguments), arguments.residents, tables=tables, takes_part=True
    ) as counter:
        return counter.compare(first, second, progress)


_DOORS = ("opened", "shut", "stay")


def _print_change(
    arguments: Namespace, before: Answer, after: Answer, city_rows: list[dict[str, Any]], doubts: dict[str, Any]
) -> int:
    """Print the change in the format that the arguments ask for, and draw it where they have `--plot`."""
    changes = compare_effects(before.spread.effects, after.spread.effects)
    sentence = change_sentence(before.world, before.spread, after.spread, before.subject, before.name)
    columns = ["change", *trace_report.EFFECT_CELLS, *trace_report.DOUBT_CELLS]
    rows = [[change.change, *trace_report.doubted_cells(change.effect)] for change in changes]
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
        **doubts,
    }
    if arguments.format == "csv":
        city_table = city_text.comparison_table(city_rows) if arguments.city else None
        print_csv(arguments, *(doubt_table(doubts) or city_table or (columns, rows)))
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
    for line in doubt_lines(before.world, answer):
        print(line)
    print(after.world.label_line)


def _city_residents(arguments: Namespace, answer: Answer) -> int:
    """How many residents the city of `compare` has."""
    return answer.residents if answer.tables.own else arguments.residents or answer.world.population

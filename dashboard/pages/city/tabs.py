"""The tabs of the City page that are counted on request: one day, each link and its match, best removals, sweeps.

Each is computed in the background: the result is an answer, or the progress, or a sentence why there is none. The
numbers are those of `linkage city --on-day`, `city --by-link`, `matches`, `cut --city --best`, `sweep` and `tradeoff`;
each tab has its recipe and its table. The scripts beside this file are `tabs.js` and those that it imports.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from dashboard.pages.city.best_tab import best_answer, best_rows
from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.counts_view import door_id
from dashboard.pages.city.sure_tabs import spread_answer, spread_rows, tornado_answer, tornado_table_rows
from dashboard.pages.city.sweep_jobs import FILE_PATIENCE, default_measure, read_sweep, sweep_work
from dashboard.pages.city.tab_question import TabQuestion, city_arguments, tab_recipe
from dashboard.pages.city.trade_tab import trade_answer, trade_rows
from dashboard.services.app_context import AppContext
from dashboard.services.city_jobs import Counter, Progress, Work
from dashboard.state.labels import labels_in
from linkage.answers.exports.provenance_stamp import world_provenance
from linkage.answers.exports.safe_csv import csv_text
from linkage.answers.match_report import MATCH_COLUMNS
from linkage.answers.sentences import name
from linkage.world.what_if.parser import under

Json = dict[str, Any]
TAB_LABELS = (
    "city.tab_day", "city.tab_link", "city.tab_best", "city.tab_sweep", "city.working", "city.day_title",
    "city.day_ask", "city.in_force", "city.ever", "city.day_note", "city.link_title", "city.link",
    "city.link_alone", "city.link_with",
    "city.link_share", "city.link_note", "city.tab_match", "city.match_title", "city.match_note", "city.match_right",
    "city.match_wrong", "city.match_precision", "city.match_found", "city.match_missed", "city.match_misled",
    "city.match_recall", "city.try", "city.tried", "city.best_title", "city.best_any",
    "city.best_restricted", "city.best_stuck", "city.best_one", "city.best_many", "city.best_exact", "city.best_found",
    "city.best_spared", "city.best_of", "city.best_newly", "city.best_lose", "city.best_as_good", "city.best_more",
    "city.best_note", "city.best_group", "city.best_everybody", "city.best_among", "city.best_links", "city.best_aged",
    "city.best_columns", "city.best_identifiers", "city.best_rules", "city.best_databases",
    "city.best_agencies", "city.best_weigh", "city.best_objective", "city.best_by_residents", "city.best_by_doors",
    "city.best_budget", "city.best_costs", "city.best_costs_hint", "city.best_also", "city.best_doors",
    "city.best_doors_stuck", "city.best_opened", "city.best_newly_closed", "city.best_rewards_lost", "city.best_cost",
    "city.sweep_title",
    "city.sweep_first", "city.sweep_second", "city.sweep_none", "city.sweep_from",
    "city.sweep_to", "city.sweep_step", "city.sweep_measure", "city.sweep_day", "city.sweep_ever", "city.sweep_count",
    "city.sweep_hint", "city.sweep_days", "city.sweep_near", "city.sweep_far", "city.sweep_at", "city.sweep_begin",
    "city.no_answer",
)  # fmt: skip
"""Interface texts that the scripts of the tabs show."""


# -- of one day ---------------------------------------------------------------------------------------------------


def day_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """How many subjects each restriction in force on one day reaches, as first shown and under the what-if."""
    day = question.day or 0

    def work(city: Counter) -> Generator[tuple[int, int], None, Json]:
        yield 0, 0
        return city.answer(query.what_if, on_day=day)

    answer = _ask_city(context, query, ("day", str(day)), work, patience)
    if isinstance(answer, Progress):
        return _progress_json(answer)
    after = {door_id((row["service"], row["effect"])): row for row in answer["effects"]}
    before = {
        door_id((row["service"], row["effect"])): row
        for row in answer["baseline" if "baseline" in answer else "effects"]
    }
    return {
        "status": "counted",
        "day": day,
        "rows": {
            door: {"before": _subject_counts(before.get(door)), "after": _subject_counts(after.get(door))}
            for door in before | after
        },
        "recipe": _city_recipe(query, question._replace(day=day), "day", "--on-day", str(day)),
    }


def _subject_counts(row: Json | None) -> Json:
    return {"residents": row["residents"], "companies": row["companies"]} if row else {"residents": 0, "companies": 0}


def _day_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    head = ["service", "effect", "day", "residents_before", "companies_before", "residents", "companies"]
    return head, [
        [*door.split("/"), str(answer["day"]), *(str(row[side][subjects]) for side in _SIDES for subjects in _SUBJECTS)]
        for door, row in answer["rows"].items()
    ]


# -- by link ------------------------------------------------------------------------------------------------------


def link_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """For each link its fair share of the restrictions, how many end if it alone is cut, and which links back it up."""

    def work(city: Counter) -> Generator[tuple[int, int], None, Json]:
        yield 0, 0
        return city.answer(query.what_if, by_link=True, measures=("restrictions",))

    answer = _ask_city(context, query, ("link",), work, patience)
    if isinstance(answer, Progress):
        return _progress_json(answer)
    rows = [
        {
            **row,
            "name": _link_name(query, row["link"]),
            "with": [_link_name(query, link) for link in row["with"] or ()],
        }
        for row in answer["by_link"]
        if row["measure"] == "restrictions"
    ]
    recipe = _city_recipe(query, question, "link", "--by-link", "--measure", "restrictions")
    return {"status": "counted", "rows": rows, "recipe": recipe}


def _link_name(query: CityQuery, link: str) -> str:
    """A link in words: its two ends and the identifiers it joins on."""
    row = under(query.world, query.what_if).links[link]
    keys = dict.fromkeys([row.key, *(hop.identifier for hop in row.via)])
    databases, identifiers = query.world.databases, query.world.identifiers
    ends = f"{name(databases, row.source)} → {name(databases, row.target)}"
    return f"{ends} ({', '.join(name(identifiers, key) for key in keys)})"


def _link_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    head = ["link", "name", "shapley", "value", "alone"]
    return [*head, "with"], [[*(str(row[column]) for column in head), "; ".join(row["with"])] for row in answer["rows"]]


# -- how good each match is ---------------------------------------------------------------------------------------


def match_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """Of each link the pairs of its match, right and wrong, and the accounts that it finds, misses and misleads."""
    answer = context.matches.ask(query.world, query.state.seed, query.residents, query.what_if, patience)
    if answer is None:
        return {"status": "counting", "done": 0, "of": 0}
    rows = [{**row, "name": _link_name(query, row["link"])} for row in sorted(answer["rows"], key=_by_fault)]
    asked = f"what_if={query.what_if!r}, residents={answer['of']}, seed={query.state.seed}"
    recipe = tab_recipe(query, question, "match", ["matches"], f"linkage.matches({query.world.id!r}, {asked})")
    of = ["--residents", str(answer["of"]), *(["--seed", str(query.state.seed)] if query.state.seed != 1 else [])]
    of = ["--tables", query.tables] if query.tables else of
    what_if = ["--what-if", query.what_if] if query.what_if else []
    recipe["command"] = shlex.join(["linkage", "matches", query.world.id, *of, *what_if])
    return {"status": "counted", "rows": rows, "of": answer["of"], "recipe": recipe}


def _by_fault(row: Json) -> tuple[int, float]:
    """The order of matches: the most wrong pairs first, then by the share of those who are missed."""
    return -row["wrong"], row["recall"] if row["recall"] is not None else 1.0


def _match_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    head = ["link", "name", *(column for column in MATCH_COLUMNS if column not in ("link", "group"))]
    rows = [["" if row[column] is None else str(row[column]) for column in head] for row in answer["rows"]]
    return [*head, "counted_on_residents"], [[*row, str(answer["of"])] for row in rows]


# -- a sweep ------------------------------------------------------------------------------------------------------


def sweep_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """A measure of the city at every value of one figure, or on a grid of two."""
    question = question if question.measure else question._replace(measure=default_measure(query, question.door))
    plan = read_sweep(query, question.over, question.measure, question.day)
    key = ("sweep", question.over, question.measure, str(question.day))
    answer = _ask_city(context, query, key, sweep_work(plan, query), patience)
    if isinstance(answer, Progress):
        return _progress_json(answer)
    day = [] if question.day is None else ["--on-day", str(question.day)]
    figures = [word for axis in question.over.split(",") for word in ("--over", axis)]
    arguments = f"{question.over.split(',')!r}, {question.measure!r}, {city_arguments(query)}"
    python = f"linkage.sweep({query.world.id!r}, {arguments}{f', on_day={question.day}' if day else ''})"
    verb = ["sweep", *figures, "--measure", question.measure, *day]
    return {"status": "counted", **answer, "recipe": tab_recipe(query, question, "sweep", verb, python)}


def _sweep_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    head = [*(axis["text"] for axis in answer["axes"]), answer["measure"]["text"]]
    return head, [[str(cell) for cell in row] for row in answer["rows"]]


# -- how sure it is -----------------------------------------------------------------------------------------------


def range_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """How far each count and change may move, over draws of every assumed figure."""
    return _with_recipe(query, question, "range", *spread_answer(context, query, "range", question.day, patience))


def seeds_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """How far each count and change moves by chance, over other invented people."""
    return _with_recipe(query, question, "seeds", *spread_answer(context, query, "seeds", question.day, patience))


def figures_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """Which assumed figures a measure rests on, each alone at half and at twice."""
    answer = tornado_answer(context, query, question.measure, question.door, question.day, patience)
    return _with_recipe(query, question, "tornado", *answer)


def _with_recipe(
    query: CityQuery, question: TabQuestion, tab: str, answer: Json, verb: Sequence[str], python: str
) -> Json:
    """An answer with its recipe, once it is counted."""
    if answer["status"] != "counted":
        return answer
    call = python.replace("{city}", city_arguments(query))
    return {**answer, "recipe": tab_recipe(query, question, tab, verb, call)}


# -- parts that the tabs share ------------------------------------------------------------------------------------

_SIDES = ("before", "after")
_SUBJECTS = ("residents", "companies")


def _ask_city(
    context: AppContext, query: CityQuery, key: tuple[str, ...], work: Work, patience: float
) -> Json | Progress:
    return context.cities.work((query.world, query.state.seed, query.residents), query.what_if, key, work, patience)


def _progress_json(progress: Progress) -> Json:
    return {"status": "counting", "done": progress.done, "of": progress.of}


def _city_recipe(query: CityQuery, question: TabQuestion, tab: str, *options: str) -> dict[str, str]:
    more = f"on_day={question.day}" if tab == "day" else "by='link', measures='restrictions'"
    return tab_recipe(
        query, question, tab, ["city", *options], f"linkage.city({query.world.id!r}, {city_arguments(query)}, {more})"
    )


class Tab(NamedTuple):
    """A tab: the function that answers it, the one that makes its table, and the label of that table's stamp."""

    answer: Callable[..., Json]
    rows: Callable[[CityQuery, Json], tuple[list[str], list[list[str]]]]
    stamp: str


TABS: Mapping[str, Tab] = MappingProxyType(
    {
        "day": Tab(day_answer, _day_rows, "city.day_stamp"),
        "link": Tab(link_answer, _link_rows, "city.link_stamp"),
        "match": Tab(match_answer, _match_rows, "city.match_stamp"),
        "best": Tab(best_answer, best_rows, "city.best_stamp"),
        "sweep": Tab(sweep_answer, _sweep_rows, "city.sweep_stamp"),
        "trade": Tab(trade_answer, trade_rows, "city.trade_stamp"),
        "range": Tab(range_answer, spread_rows, "city.range_stamp"),
        "seeds": Tab(seeds_answer, spread_rows, "city.seeds_stamp"),
        "tornado": Tab(figures_answer, tornado_table_rows, "city.tornado_stamp"),
    }
)
"""The tabs by their names in the address."""


def tab_csv(context: AppContext, query: CityQuery, picture: str, question: TabQuestion) -> str | None:
    """The table behind a tab as CSV, formula cells neutralised, a stamp below; None while it is still counted.

    Raises:
        LinkageError: it can't be answered.
    """
    answer = TABS[picture].answer(context, query, question, patience=FILE_PATIENCE)
    if answer["status"] != "counted":
        return None
    head, rows = TABS[picture].rows(query, answer)
    stamp = [
        *world_provenance(under(query.world, query.what_if), query.what_if),
        f"seed {query.state.seed}, {query.residents:,} residents",
        labels_in(query.state.lang)(TABS[picture].stamp, **question._asdict()),
    ]
    return csv_text(head, [*rows, *([f"# {line}"] for line in stamp)])

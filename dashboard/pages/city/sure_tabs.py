"""The tab *How sure?* of the City page: draws of the assumed figures, other invented people, one figure at a time.

Each is worked out in the background, with and without the what-if on the same people; the numbers are those of
`linkage city --range`, `--seeds` and `--tornado`. The script beside this file is `sure_tab.js`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.counts_view import door_id
from dashboard.pages.city.sweep_jobs import default_measure
from dashboard.services.app_context import AppContext
from dashboard.state.labels import Labels, labels_in
from linkage.answers.uncertainty.asked_city import COUNTS, NO_RANGE, AskedCity
from linkage.answers.uncertainty.range_text import RANGE_COLUMNS, TORNADO_COLUMNS, range_rows, tornado_rows
from linkage.errors import LinkageError

Json = dict[str, Any]
SPREAD_TABS = ("range", "seeds")
"""The tabs that show a least, a median and a most of each count."""
SURE_LABELS = (
    "city.tab_range", "city.tab_seeds", "city.tab_tornado", "city.sure_ways", "city.sure_range", "city.sure_count",
    "city.sure_least", "city.sure_median", "city.sure_most", "city.sure_change", "city.sure_sign", "city.sure_of",
    "city.sure_measure", "city.sure_figure", "city.sure_value", "city.sure_at", "city.sure_still", "city.sure_shown",
    "city.range_head", "city.range_fact", "city.sure_chance", "city.sure_five", "city.sure_day",
)  # fmt: skip
"""Interface texts that the script of the tab shows."""


def spread_answer(
    context: AppContext, query: CityQuery, way: str, day: int | None, patience: float
) -> tuple[Json, list[str], str]:
    """The answer of a tab of spreads, the option of its command, and the call of its Python.

    Args:
        day: only what is in force on it is counted; None: whatever day it is.
    """
    labels = labels_in(query.state.lang)
    answer = _ask(context, query, way, "", day, patience)
    if "effects" not in answer:
        return answer, [], ""
    numbers = {"residents": f"{answer['residents']:,}", "draws": answer.get("draws"), "figures": answer.get("figures")}
    numbers["seeds"] = len(answer.get("seeds", ()))
    label = labels("city.range_label" if way == "range" else "city.seeds_label", **numbers)
    rows = {door_id((row["service"], row["effect"])): _without_lists(row) for row in answer["effects"]}
    verb = ["city", f"--{way}", *_day_option(day)]
    call = "linkage.ranges" if way == "range" else "linkage.seeds"
    of = answer["draws"] if way == "range" else len(answer["seeds"])
    shown = {"status": "counted", "rows": rows, "residents": answer["residents"], "day": day, "of": of}
    shown["label"] = _with_day(label, day, labels)
    return shown, verb, f"{call}({query.world.id!r}, {{city}}{_day_argument(day)})"


def _without_lists(row: Json) -> Json:
    """A row's counts without those of each draw, which only the command lists."""
    return {count: _without_list(row[count]) for count in COUNTS}


def _without_list(cells: Json) -> Json:
    kept = {key: value for key, value in cells.items() if key != "listed"}
    return {key: _without_list(value) if isinstance(value, dict) else value for key, value in kept.items()}


def tornado_answer(
    context: AppContext, query: CityQuery, measure: str, door: str, day: int | None, patience: float
) -> tuple[Json, list[str], str]:
    """The answer of the tornado, the option of its command, and the call of its Python.

    Args:
        day: as in `spread_answer`.
    """
    measure = measure or default_measure(query, door)
    answer = _ask(context, query, "tornado", measure, day, patience)
    if "figures" not in answer:
        return answer, [], ""
    labels = labels_in(query.state.lang)
    label = _with_day(labels("city.tornado_label", residents=f"{answer['residents']:,}"), day, labels)
    moves = answer["moves"]
    more = f", moves={moves!r}" if moves != "count" else ""
    shown = {**answer, "status": "counted", "label": label, "day": day}
    call = f"linkage.tornado({query.world.id!r}, {measure!r}, {{city}}{_day_argument(day)}{more})"
    return shown, ["city", "--tornado", measure, *_day_option(day)], call


def _with_day(label: str, day: int | None, labels: Labels) -> str:
    """A label, and behind it the day that is counted on."""
    return label if day is None else f"{label} {labels('city.sure_on_day', day=day)}"


def _day_option(day: int | None) -> list[str]:
    return [] if day is None else ["--on-day", str(day)]


def _day_argument(day: int | None) -> str:
    return "" if day is None else f", on_day={day}"


def _ask(context: AppContext, query: CityQuery, way: str, measure: str, day: int | None, patience: float) -> Json:
    """The answer, or how far it is.

    Raises:
        LinkageError: people who are given; a measure that isn't there.
    """
    if query.own is not None:
        raise LinkageError(NO_RANGE)
    asked = AskedCity.of(query.world, query.what_if, query.state.seed, query.residents, on_day=day)
    asked = replace(asked, steps_back=True)
    answer = context.doubts.ask(asked, way, measure, patience)
    if isinstance(answer, tuple):
        return {"status": "counting", "done": answer[0], "of": answer[1]}
    return answer


def spread_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    """The table of a tab of spreads, with its heads."""
    effects = [
        {"service": door.partition("/")[0], "effect": door.partition("/")[2], **row}
        for door, row in answer["rows"].items()
    ]
    return RANGE_COLUMNS, _texts(range_rows({"effects": effects}))


def tornado_table_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    """The table of the tornado, with its heads."""
    return TORNADO_COLUMNS, _texts(tornado_rows(answer))


def _texts(rows: list[list[Any]]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]

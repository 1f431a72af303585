"""All figures that an answer of the command line has, from the JSON that it prints: what `--plot` writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from linkage.plots.change_bars import change_bars
from linkage.plots.count_bars import count_bars
from linkage.plots.day_curve import day_curve
from linkage.plots.figure_names import LABEL_NAME, FigureNames, in_city, with_names
from linkage.plots.kind_heat_map import kind_heat_map
from linkage.plots.link_bars import link_bars
from linkage.plots.plot_theme import Theme
from linkage.plots.range_bars import range_bars
from linkage.plots.sweep_figures import sweep_figure
from linkage.plots.tornado_bars import tornado_bars
from linkage.vocabulary import LABEL

if TYPE_CHECKING:
    from linkage.plots.plot_theme import Figure

Json = Mapping[str, Any]
HOLDERS = ("residents", "companies")


def city_figures(answer: Json, names: FigureNames, theme: Theme = "dark") -> list[Figure]:
    """The figures of `linkage city`: counts, the curve by day, record kinds; by link and ranges where they are.

    Args:
        answer: the JSON of `city`.
        names: the world's names (`figure_names.world_names`).
        theme: `dark` or `light`.

    Returns:
        The figures. With a what-if, counts and curve have both sides, before and after.
    """
    rows = _both_sides(answer)
    side = ["side"] if "baseline" in answer else []
    residents = answer["residents"]
    counts = _table(rows, ["service", "effect", *HOLDERS, *side], names, residents)
    figures = [count_bars(counts, theme, f"Reached, by service{_day_in_words(answer)}")]
    if "on_day" not in answer:
        days = [
            {**row, "day": day, "first_reached": first, "reached": reached}
            for row in rows
            for day, first, reached in row["by_day"]
        ]
        columns = ["service", "effect", "day", "first_reached", "reached", *side]
        figures.append(day_curve(_table(days, columns, names, residents), theme))
    columns = ["service", "effect", "record_kind", *HOLDERS]
    figures.append(kind_heat_map(_table(answer["by_record_kind"], columns, names, residents), theme))
    if "by_link" in answer:
        figures += [_link_figure(answer, summary["measure"], theme) for summary in answer["by_link_measures"]]
    return figures + doubt_figures(answer, names, theme)


def _link_figure(answer: Json, measure: str, theme: Theme) -> Figure:
    """What each link brings of one measure."""
    rows = [{**row, "with": ", ".join(row["with"] or ())} for row in answer["by_link"] if row["measure"] == measure]
    table = _table(rows, ["link", "value", "alone", "with"], {}, answer["residents"])
    return link_bars(table, theme, f"What each link brings: {measure}{_day_in_words(answer)}")


def _both_sides(answer: Json) -> list[dict[str, Any]]:
    """The rows of effects; with a what-if first those before it."""
    if "baseline" not in answer:
        return list(answer["effects"])
    before = [{**row, "side": "before"} for row in answer["baseline"]]
    return before + [{**row, "side": "after"} for row in answer["effects"]]


def _day_in_words(answer: Json) -> str:
    return f", in force on day {answer['on_day']}" if "on_day" in answer else ""


def doubt_figures(answer: Json, names: FigureNames, theme: Theme = "dark") -> list[Figure]:
    """The figures of how sure an answer is: its ranges, those of its changes, seeds and tornado, where they are.

    Args:
        answer: the JSON of `city` or `compare`.
        names: the world's names.
        theme: `dark` or `light`.

    Returns:
        No figure, or some.
    """
    figures = []
    for doubt, of in (("range", "every assumed figure drawn anew"), ("seeds", "other invented people")):
        for side, what in (("", "counts"), ("change", "the change")) if doubt in answer else ():
            table = spread_table(answer[doubt], names, side)
            if len(table):
                figures.append(range_bars(table, theme, f"How far {what} may move: {of}"))
    if "tornado" in answer:
        figures.append(tornado_bars(tornado_table(answer["tornado"], names), theme, TORNADO_TITLE))
    return figures


TORNADO_TITLE = "Which figures move it: each alone, at half and at twice"


def spread_table(ranges: Json, names: FigureNames, side: str = "") -> pd.DataFrame:
    """The ranges of residents and of companies, each a row where anybody is counted.

    Args:
        ranges: the JSON of `--range` or `--seeds`.
        side: blank: the counts; or `before`, or `change`, where there are any.
    """
    cells = [
        (row, holder, row[holder] if not side else row[holder].get(side))
        for row in ranges["effects"]
        for holder in HOLDERS
    ]
    rows = [
        {"service": row["service"], "effect": row["effect"], **part, "counted": holder}
        for row, holder, part in cells
        if part and (part["least"] or part["most"] or part["count"])
    ]
    return _table(rows, ["service", "effect", "counted", *SPREAD], names, ranges["residents"])


SPREAD = ("count", "least", "median", "most")


def tornado_table(tornado: Json, names: FigureNames) -> pd.DataFrame:
    """What each figure, in words, moves of the measure, or where that is what is asked of its change."""
    of_change = tornado["moves"] == "change"
    columns = ["figure", "low", "high", "at_low", "at_high"]
    ends = {end: f"change_{end}" if of_change else end for end in columns[3:]}
    rows = [{**row, **{end: row[column] for end, column in ends.items()}} for row in tornado["figures"]]
    words = {row["figure"]: row["says"] for row in tornado["figures"]}
    table = _table(rows, columns, {**names, "figure": words}, tornado["residents"])
    change = "change of " if of_change else ""
    table.attrs |= {"count": tornado["change" if of_change else "count"], "measure": f"{change}{tornado['says']}"}
    return table


def swept_figures(
    table: Sequence[Json],
    units: Mapping[str, str],
    axes: int,
    residents: int,
    theme: Theme = "dark",
    *,
    names: FigureNames = MappingProxyType({}),
) -> list[Figure]:
    """The figure of `linkage sweep`; of a grid, one for each measure.

    Args:
        table: the rows of the JSON of `sweep`.
        units: the unit of every column, by its name, in the order of the columns.
        axes: how many figures were swept.
        residents: how many residents the city has.
        theme: `dark` or `light`.
        names: the world's names, its label among them.

    Returns:
        One figure, or one a measure.
    """
    columns = list(units)
    swept, measures = columns[:axes], columns[axes:]
    parts = [columns] if axes == 1 else [[*swept, measure] for measure in measures]
    return [sweep_figure(_units_of(_table(table, part, names, residents), units), axes, theme) for part in parts]


def _units_of(table: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    table.attrs["units"] = dict(units)
    return table


def change_figures(answer: Json, names: FigureNames, city_residents: int, theme: Theme = "dark") -> list[Figure]:
    """The figures of `linkage compare`: the effects that change; with `--city` everybody before and after.

    Args:
        answer: the JSON of `compare`.
        names: the world's names.
        city_residents: how many residents the city has.
        theme: `dark` or `light`.

    Returns:
        One figure, or two.
    """
    changes = _table(answer["effects"], ["service", "effect", "change"], names, answer["residents"])
    figures = [change_bars(changes, theme)]
    if "city" in answer:
        rows = [{**row, **row[side], "side": side} for side in ("before", "after") for row in answer["city"]]
        columns = ["service", "effect", *HOLDERS, "side"]
        counts = _table(rows, columns, in_city(names), city_residents)
        figures.append(count_bars(counts, theme, "In the whole city, before and after"))
    return figures + doubt_figures(answer, in_city(names), theme)


def _table(rows: Iterable[Json], columns: Sequence[str], names: FigureNames, residents: int) -> pd.DataFrame:
    """Rows as a table with the world's names, and with what must be said beside it."""
    table = pd.DataFrame([[row[column] for column in columns] for row in rows], columns=list(columns))
    table.attrs.update(label=names.get(LABEL_NAME, {}).get("", LABEL), residents=residents)
    return with_names(table, names)

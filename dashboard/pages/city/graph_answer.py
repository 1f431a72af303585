"""The figure of a City tab in a theme, made by `linkage.plots` from the very numbers that the table beside it has.

The script `graph.js` beside this file hands it to the page's one `dcc.Graph`. A figure comes once its table is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from linkage.answers.trade_offs.trade_off import TRADE_COLUMNS
from linkage.plots.answer_figures import SPREAD, tornado_table
from linkage.plots.day_curve import day_curve
from linkage.plots.figure_names import as_written
from linkage.plots.kind_heat_map import kind_heat_map
from linkage.plots.link_bars import link_bars
from linkage.plots.plot_file import CONFIG
from linkage.plots.range_bars import range_bars
from linkage.plots.sweep_figures import sweep_figure
from linkage.plots.tornado_bars import MOST_FIGURES, least_rem, tornado_bars
from linkage.plots.trade_off_figure import trade_off_figure
from linkage.world.model import World

if TYPE_CHECKING:
    from linkage.plots.plot_theme import Figure, Theme

Json = Mapping[str, Any]


class TabFigure(NamedTuple):
    """A tab's figure before it has colours.

    Args:
        draw: the function that draws it in a theme.
        rem: its height, in letters.
        rows: for each row of a heat map what it is of; of a curve nothing.
        columns: the same for each column.
    """

    draw: Callable[[Theme], Figure]
    rem: float
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()

    def json(self, theme: Theme, file: str) -> dict[str, Any]:
        """The figure in a theme, as the page takes it.

        Args:
            file: what a picture of it is called, without its ending.
        """
        saved = {"format": "png", "scale": 2, "filename": file}
        return {
            "status": "counted",
            "figure": self.draw(theme).to_plotly_json(),
            "config": {**CONFIG, "toImageButtonOptions": saved, "modeBarButtonsToRemove": list(_NOT_SHOWN)},
            "rem": self.rem,
            "rows": list(self.rows),
            "columns": list(self.columns),
        }


_NOT_SHOWN = ("lasso2d", "select2d", "autoScale2d")
"""Of plotly's buttons those that do nothing here, or the same as another."""


def day_figure(city: Json, world: World, door_id: str) -> TabFigure | None:
    """The curve by day of one service; with a what-if before and after. None where nobody is reached."""
    door = next((door for door in city["doors"] if door["id"] == door_id), None)
    if door is None:
        return None
    sides = ("before", "after") if city["changed"] else ("after",)
    rows = [(*_door_columns(door), *day, side) for side in sides for day in door["days"][side]]
    if not rows:
        return None
    table = pd.DataFrame(rows, columns=[*_DOOR_COLUMNS, "day", "first_reached", "reached", "side"])
    table = _about(table if city["changed"] else table.drop(columns="side"), world, city["residents"])
    title = f"{_title(door)}: reached by day"
    return TabFigure(lambda theme: day_curve(table, theme, title), 25)


def kind_figure(city: Json, world: World, _door_id: str = "") -> TabFigure | None:
    """The heat map of all record kinds and services, under the what-if."""
    names = {kind["id"]: as_written(kind["name"]) for kind in city["kinds"]}
    rows = [
        (
            *_door_columns(door if door["sort"] != "refuse" else {**door, "word": ""}),
            kind,
            names[kind],
            *counts["after"],
        )
        for door in city["doors"]
        for kind, counts in door["kinds"].items()
        if any(counts["after"])
    ]
    if not rows:
        return None
    columns = [*_DOOR_COLUMNS, "record_kind", "kind_name", "residents", "companies"]
    table = _about(pd.DataFrame(rows, columns=columns), world, city["residents"])
    doors = list(dict.fromkeys(f"{row[0]}/{row[1]}" for row in rows))
    kinds = list(dict.fromkeys(row[4] for row in rows))
    return TabFigure(lambda theme: kind_heat_map(table, theme), 19 + 1.7 * len(kinds), kinds, doors)


def link_figure(answer: Json, world: World, residents: int) -> TabFigure | None:
    """The bars of all links, from the answer of the tab."""
    if not any(row["value"] or row["alone"] for row in answer["rows"]):
        return None
    cells = [(row["link"], row["value"], row["alone"], ", ".join(row["with"])) for row in answer["rows"]]
    table = pd.DataFrame(cells, columns=["link", "value", "alone", "with"])
    table["name"] = _distinct((row["name"], row["link"]) for row in answer["rows"])
    table = _about(table, world, residents)
    return TabFigure(lambda theme: link_bars(table, theme), 11 + 2.8 * len(table))


def _distinct(names: Any) -> list[str]:
    """Names as they are written; one that was there before gets its id."""
    distinct: dict[str, None] = {}
    for name, id_ in names:
        distinct[as_written(f"{name} ({id_})" if as_written(name) in distinct else name)] = None
    return list(distinct)


def range_figure(city: Json, world: World, ranges: Json) -> TabFigure | None:
    """A bar for each service from least to most through links: of the change, or with no what-if the count."""
    rows = []
    for door in city["doors"]:
        counts = ranges["rows"].get(door["id"], {})
        for whom in ("residents", "companies"):
            cells = counts.get(f"{whom}_through_links", {})
            cells = cells.get("change", {}) if city["changed"] else cells
            if any(cells.get(column) for column in ("count", "least", "most")):
                rows.append((*_door_columns(door), whom, *(cells[column] for column in SPREAD)))
    if not rows:
        return None
    table = pd.DataFrame(rows, columns=[*_DOOR_COLUMNS, "counted", *SPREAD])
    table = _about(table, world, ranges["residents"])
    what = "the change" if city["changed"] else "counts"
    title = f"How far {what} through links may move{_day_in_words(ranges)}"
    return TabFigure(lambda theme: range_bars(table, theme, title), 18 + 2.2 * len(table))


def tornado_figure(answer: Json, world: World, residents: int) -> TabFigure | None:
    """Two bars for each figure that moves the measure, from the answer of the tab."""
    table = tornado_table(answer, {})
    table = _about(table, world, residents)
    moving = [row for row in answer["figures"] if row["change_swing" if answer["moves"] == "change" else "swing"]]
    if not moving:
        return None
    title = f"Which figures move it{_day_in_words(answer)}"
    rem = least_rem([row["says"] for row in moving[:MOST_FIGURES]])
    return TabFigure(lambda theme: tornado_bars(table, theme, title), rem)


def trade_figure(answer: Json, world: World, residents: int) -> TabFigure | None:
    """A line for each group over all ways to match, from the answer of the tab."""
    points, groups = answer["point_names"], answer["group_names"]
    rows = [
        (
            as_written(points[row["point"]]),
            as_written(groups[row["group"]]),
            *(row[count] for count in TRADE_COLUMNS[2:]),
        )
        for row in answer["rows"]
    ]
    if not any(row[3] or row[4] for row in rows):
        return None
    table = _about(pd.DataFrame(rows, columns=list(TRADE_COLUMNS)), world, residents)
    title = as_written(answer["says"])
    return TabFigure(lambda theme: trade_off_figure(table, theme, title), 34)


def swept_figure(answer: Json, world: World, residents: int) -> TabFigure | None:
    """The line or the grid of a sweep, from the answer of the tab."""
    axes = answer["axes"]
    names = _distinct(zip((axis["name"] for axis in axes), count(1), strict=False))
    measure = as_written(answer["measure"]["says"])
    if not answer["rows"]:
        return None
    table = pd.DataFrame(answer["rows"], columns=[*names, measure])
    units = {name: as_written(axis["unit"]) for name, axis in zip(names, axes, strict=True)}
    table.attrs["units"] = {**units, measure: measure}
    title = f"{measure}{_day_in_words(answer)}"
    rem = 26 if len(axes) == 1 else 28 + 1.6 * len(axes[1]["values"])
    table = _about(table, world, residents)
    return TabFigure(lambda theme: sweep_figure(table, len(axes), theme, title), rem)


def _day_in_words(answer: Json) -> str:
    """The day that an answer is about; blank where it is about none."""
    return "" if answer["day"] is None else f", in force on day {answer['day']}"


_DOOR_COLUMNS = ("service", "effect", "name", "word")


def _door_columns(door: Json) -> tuple[str, str, str, str]:
    """A service and effect as ids and as the page's names for them."""
    service, _, effect = door["id"].partition("/")
    return service, effect, as_written(door["name"]), as_written(door["word"])


def _title(door: Json) -> str:
    return " · ".join(as_written(text) for text in (door["name"], door["word"]) if text)


def _about(table: pd.DataFrame, world: World, residents: int) -> pd.DataFrame:
    """The table with what must be said with its figure: that everybody is invented, and how many they are."""
    table.attrs.update(label=world.label_line, residents=residents)
    return table

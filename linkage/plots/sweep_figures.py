"""A sweep as a picture: a line over one figure, or a grid of cells over two."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from linkage.plots.plot_theme import THEMES, Theme, count_axis, series_styles, short_number, themed
from linkage.plots.series_names import note_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def sweep_figure(table: pd.DataFrame, axes: int, theme: Theme = "dark", title: str = "Sweep") -> Figure:
    """The line of a sweep over one figure, or the grid of one over two.

    Args:
        table: a row a point: the swept figures first, then a column a measure; `attrs["units"]` says their units.
        axes: how many figures were swept: 1 or 2. Of two, the first measure is drawn.
        theme: `dark` or `light`.

    Returns:
        The figure; each point or cell is a row of the table.
    """
    return _line(table, theme, title) if axes == 1 else _grid(table, theme, title)


def _units(table: pd.DataFrame, column: str) -> str:
    units: dict[str, Any] = table.attrs.get("units", {})
    return str(units.get(column, ""))


def _axis_title(table: pd.DataFrame, column: str) -> str:
    """A swept figure and its unit, in lines that are short enough for either axis."""
    return "<br>".join([*textwrap.wrap(column, 36), *textwrap.wrap(_units(table, column), 36)])


def _line(table: pd.DataFrame, theme: Theme, title: str) -> Figure:
    from plotly.graph_objects import Figure, Scatter

    figure, (over, *measures) = Figure(), list(table.columns)
    for style, measure in zip(series_styles(theme), measures, strict=False):
        figure.add_trace(
            Scatter(
                x=table[over].tolist(),
                y=[int(count) for count in table[measure]],
                mode="lines+markers",
                name=_units(table, measure) or measure,
                line={"color": style.colour, "dash": style.dash, "width": 2.5},
                marker={"symbol": style.symbol, "size": 9},
                hovertemplate="%{x}: <b>%{y:,}</b>",
            )
        )
    figure.update_xaxes(title_text=_axis_title(table, over))
    figure.update_yaxes(
        **count_axis((int(count) for measure in measures for count in table[measure]), _units(table, measures[0]))
    )
    figure.update_layout(showlegend=len(measures) > 1)
    return themed(figure, theme, title, note_of(table))


def _grid(table: pd.DataFrame, theme: Theme, title: str) -> Figure:
    from plotly.graph_objects import Figure, Heatmap

    across, down, measure = list(table.columns)[:3]
    columns, rows = (list(dict.fromkeys(table[figure])) for figure in (across, down))
    cells = {(row[across], row[down]): int(row[measure]) for _, row in table.iterrows()}
    colours = THEMES[theme]
    figure = Figure()
    if cells:
        figure.add_trace(
            Heatmap(
                x=[str(value) for value in columns],
                y=[str(value) for value in rows],
                z=[[cells.get((column, row)) for column in columns] for row in rows],
                text=[[short_number(cells.get((column, row), 0)) for column in columns] for row in rows],
                texttemplate="%{text}",
                colorscale=[[0, colours.scale[0]], [1, colours.scale[1]]],
                hovertemplate="%{x} · %{y}: <b>%{z:,}</b><extra></extra>",
                colorbar={"title": {"text": _units(table, measure), "side": "right"}, "tickformat": ",d"},
                xgap=2,
                ygap=2,
            )
        )
    figure.update_xaxes(title_text=_axis_title(table, across), type="category")
    figure.update_yaxes(title_text=_axis_title(table, down), type="category")
    return themed(figure, theme, title, note_of(table))

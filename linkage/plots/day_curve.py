"""How many people are reached by which day: one step line for each service and effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, count_axis, series_styles, themed
from linkage.plots.series_names import note_of, series_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def day_curve(counts: pd.DataFrame, theme: Theme = "dark", title: str = "Reached by day") -> Figure:
    """A step line for each service and effect; a column `side` (before, after) gives each its own dashes.

    Args:
        counts: a row for each service, effect and day: `service`, `effect`, `day` (days after the record), `reached`
            (people and companies reached by that day), `first_reached` (on it); `side`, `name` and `word` where known.
        theme: `dark` or `light`.

    Returns:
        The figure; its points are the rows of the table, none left out and none added.
    """
    from plotly.graph_objects import Figure, Scatter

    figure, styles = Figure(), series_styles(theme)
    columns = [column for column in ("service", "effect") if column in counts]
    for _, door in counts.groupby(columns, sort=False):
        style = next(styles)
        sides = door.groupby("side", sort=False) if "side" in door else [("", door)]
        for side, rows in sides:
            name = series_name(rows.iloc[0])
            figure.add_trace(
                Scatter(
                    x=rows["day"].astype(int).tolist(),
                    y=rows["reached"].astype(int).tolist(),
                    customdata=rows["first_reached"].astype(int).tolist(),
                    mode="lines+markers",
                    name=f"{name} ({side!s})" if side else name,
                    line={
                        "shape": "hv",
                        "color": style.colour,
                        "width": 2.5,
                        "dash": "dot" if side == "before" else style.dash,
                    },
                    marker={"symbol": style.symbol, "size": 8},
                    hovertemplate="day %{x}: <b>%{y:,}</b> reached, %{customdata:,} of them on this day",
                )
            )
    figure.update_xaxes(title_text="days after the record (day 0)")
    figure.update_yaxes(**count_axis(counts["reached"].astype(int), "people and companies reached"))
    figure.update_layout(hovermode="closest")
    return themed(figure, theme, title, note_of(counts))

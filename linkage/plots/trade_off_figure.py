"""Wrong people reached against people missed: a point for each way to match, a line for each age group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, count_axis, series_styles, themed
from linkage.plots.series_names import note_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def trade_off_figure(table: pd.DataFrame, theme: Theme = "dark", title: str = "Wrong and missed") -> Figure:
    """The trade-off: across, who is missed; upwards, who is reached wrongly. The lower left corner is the best.

    Args:
        table: a row a point and group: `point`, `group`, `reached`, `wrongly`, `missed`; everybody comes first.
        theme: `dark` or `light`.

    Returns:
        The figure; each marker is a row of the table.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    groups = list(dict.fromkeys(table["group"]))
    for style, group in zip(series_styles(theme), groups, strict=False):
        rows = table[table["group"] == group]
        first = group == groups[0]
        figure.add_trace(
            Scatter(
                x=rows["missed"].astype(int).tolist(),
                y=rows["wrongly"].astype(int).tolist(),
                mode="lines+markers+text" if first else "lines+markers",
                text=rows["point"].tolist() if first else None,
                textposition="top center",
                customdata=list(zip(rows["point"], rows["reached"].astype(int), strict=True)),
                name=str(group),
                line={"color": style.colour, "dash": style.dash, "width": 2.5 if first else 1.2},
                marker={"symbol": style.symbol, "size": 11 if first else 7},
                hovertemplate="%{customdata[0]}: missed <b>%{x:,}</b>, wrongly <b>%{y:,}</b>, "
                "reached %{customdata[1]:,}<extra>%{fullData.name}</extra>",
            )
        )
    figure.update_xaxes(**count_axis(table["missed"].astype(int), "missed: residents and companies"))
    figure.update_yaxes(**count_axis(table["wrongly"].astype(int), "reached wrongly: residents and companies"))
    return themed(figure, theme, title, note_of(table))

"""Wrong people reached against people missed: a point for each way to match, a line for each age group."""

from __future__ import annotations

import textwrap
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
        The figure; each marker is a row of the table. Groups in which nobody is wrong or missed anywhere aren't drawn.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    groups = _groups(table)
    for style, group in zip(series_styles(theme), groups, strict=False):
        rows = table[table["group"] == group]
        first = group == groups[0]
        figure.add_trace(
            Scatter(
                x=rows["missed"].astype(int).tolist(),
                y=rows["wrongly"].astype(int).tolist(),
                mode="lines+markers+text" if first else "lines+markers",
                text=_labels(rows) if first else None,
                textposition=_sides(rows) if first else None,
                cliponaxis=False,
                customdata=list(zip(rows["point"], rows["reached"].astype(int), strict=True)),
                name=str(group),
                line={"color": style.colour, "dash": style.dash, "width": 2.5 if first else 1.2},
                marker={"symbol": style.symbol, "size": 11 if first else 7},
                hovertemplate="%{customdata[0]}: missed <b>%{x:,}</b>, wrongly <b>%{y:,}</b>, "
                "reached %{customdata[1]:,}<extra>%{fullData.name}</extra>",
            )
        )
    figure.update_xaxes(**count_axis(table["missed"].astype(int), "missed: residents and companies"))
    figure.update_yaxes(**count_axis(table["wrongly"].astype(int), "reached wrongly:<br>residents and companies"))
    themed(figure, theme, title, note_of(table))
    return figure.update_layout(legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"})


def _groups(table: pd.DataFrame) -> list[str]:
    """Everybody, then each group in which somebody is reached wrongly or missed at some point."""
    everybody, *groups = dict.fromkeys(table["group"])
    moved = set(table["group"][(table["wrongly"].astype(int) > 0) | (table["missed"].astype(int) > 0)])
    return [everybody, *(group for group in groups if group in moved)]


_LABEL_LETTERS = 20
_NEAR = 0.06  # of the figure's width and height: nearer than that, two labels would stand on each other


def _sides(rows: pd.DataFrame) -> list[str]:
    """On which side of its marker a label stands: on the inner one, so that it never leaves the figure."""
    across = rows["missed"].astype(int)
    middle = max(across, default=0) / 2
    return ["top left" if x > middle else "top right" for x in across]


def _labels(rows: pd.DataFrame) -> list[str]:
    """What stands beside each marker: its point's name, or nothing where one beside it has its name already."""
    across, upwards = (rows[column].astype(int).tolist() for column in ("missed", "wrongly"))
    wide, high = (max(numbers, default=0) or 1 for numbers in (across, upwards))
    labelled: list[tuple[int, int]] = []
    labels = []
    for name, x, y in zip(rows["point"], across, upwards, strict=True):
        is_near = any(abs(x - x2) < _NEAR * wide and abs(y - y2) < _NEAR * high for x2, y2 in labelled)
        labels.append("" if is_near else "<br>".join(textwrap.wrap(str(name), _LABEL_LETTERS)))
        labelled += [] if is_near else [(x, y)]
    return labels

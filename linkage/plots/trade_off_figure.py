"""Wrong people reached against people missed: a point for each way to match, a line for each age group."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

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
    wrongly = table["wrongly"].astype(int)
    figure.update_yaxes(**count_axis(wrongly, "reached wrongly:<br>residents and companies"))
    figure.update_yaxes(range=[0, _ROOM_FOR_LABELS * max(wrongly.max(), 1)])
    themed(figure, theme, title, note_of(table))
    return figure.update_layout(legend={"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"})


def _groups(table: pd.DataFrame) -> list[str]:
    """Everybody, then each group in which somebody is reached wrongly or missed at some point."""
    everybody, *groups = dict.fromkeys(table["group"])
    moved = set(table["group"][(table["wrongly"].astype(int) > 0) | (table["missed"].astype(int) > 0)])
    return [everybody, *(group for group in groups if group in moved)]


_ROOM_FOR_LABELS = 1.25
"""How many times the highest point the axis goes up, so that a label above it stands in the figure."""

_LABEL_LETTERS = 13
_LETTER, _LINE = 0.028, 0.07
"""A letter's width and a line's height beside a figure as narrow as a telephone, as shares of it."""


class _Box(NamedTuple):
    """The place of a label, in shares of the figure."""

    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: _Box) -> bool:
        """Whether the two stand on each other."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top


def _sides(rows: pd.DataFrame) -> list[str]:
    """On which side of its marker a label stands: on the inner one, so that it never leaves the figure."""
    across = rows["missed"].astype(int)
    middle = max(across, default=0) / 2
    return ["top left" if x > middle else "top right" for x in across]


def _labels(rows: pd.DataFrame) -> list[str]:
    """What stands beside each marker: its point's name, or nothing where another one's stands there already."""
    across, upwards = (rows[column].astype(int) for column in ("missed", "wrongly"))
    places = zip(across / (across.max() or 1), upwards / (upwards.max() or 1), strict=True)
    taken: list[_Box] = []
    labels = []
    for name, (x, y), side in zip(rows["point"], places, _sides(rows), strict=True):
        lines = textwrap.wrap(str(name), _LABEL_LETTERS) or [""]
        wide = _LETTER * max(map(len, lines))
        left = x - wide if side == "top left" else x
        box = _Box(left, left + wide, y, y + _LINE * len(lines))
        is_free = not any(box.meets(other) for other in taken)
        labels.append("<br>".join(lines) if is_free else "")
        taken += [box] if is_free else []
    return labels

"""What each link alone holds up: the rows of effects that stop if it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import THEMES, Theme, category_axis, count_axis, themed
from linkage.plots.series_names import note_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def link_bars(links: pd.DataFrame, theme: Theme = "dark", title: str = "What stops if one link alone is cut") -> Figure:
    """A bar for each link, the longest first.

    Args:
        links: a row a link: `link`, `rows` (rows of effects that stop), `share` (0-1 of all rows); `name` where known.
        theme: `dark` or `light`.

    Returns:
        The figure.
    """
    from plotly.graph_objects import Bar, Figure

    names = (links["name"] if "name" in links else links["link"]).astype(str).tolist()
    figure = Figure(
        Bar(
            y=names,
            x=links["rows"].astype(int).tolist(),
            orientation="h",
            marker={"color": THEMES[theme].series[0]},
            customdata=links["share"].astype(float).tolist(),
            hovertemplate="%{y}: <b>%{x:,}</b> rows of effects stop, %{customdata:.1%} of all<extra></extra>",
        )
    )
    figure.update_xaxes(**count_axis(links["rows"].astype(int), "rows of effects that stop"))
    figure.update_yaxes(**category_axis(names))
    return themed(figure, theme, title, note_of(links))

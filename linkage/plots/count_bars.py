"""How many residents and companies each service restricts or rewards, before and after a what-if."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, count_axis, series_styles, themed
from linkage.plots.series_names import note_of, series_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def count_bars(counts: pd.DataFrame, theme: Theme = "dark", title: str = "Reached, by service") -> Figure:
    """Two bars for each service and effect: its residents, and its companies.

    Args:
        counts: a row for each service and effect: `service`, `effect`, `residents`, `companies`; `name`, `word` where
            known.
        theme: `dark` or `light`.

    Returns:
        The figure.
    """
    from plotly.graph_objects import Bar, Figure

    names = [series_name(row) for _, row in counts.iterrows()]
    figure = Figure()
    for style, column in zip(series_styles(theme), ("residents", "companies"), strict=False):
        figure.add_trace(
            Bar(
                y=names,
                x=counts[column].astype(int).tolist(),
                orientation="h",
                name=column,
                marker={"color": style.colour, "pattern": {"shape": "" if column == "residents" else "/"}},
                hovertemplate=f"%{{y}}: <b>%{{x:,}}</b> {column}<extra></extra>",
            )
        )
    figure.update_xaxes(**count_axis(int(counts[["residents", "companies"]].max().max()), "residents, companies"))
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(barmode="group")
    return themed(figure, theme, title, note_of(counts))

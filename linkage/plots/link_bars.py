"""What each link brings: its fair share of what came through links, beside what ends if it alone is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, category_axis, count_axis, largest_first, series_styles, themed
from linkage.plots.series_names import note_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SERIES = (("value", "fair share", ""), ("alone", "ends if it alone is cut", "/"))
"""The columns that are drawn, what each is called, and how its bars are filled."""


def link_bars(links: pd.DataFrame, theme: Theme = "dark", title: str = "What each link brings") -> Figure:
    """Two bars for each link that brings something: its fair share, and what stops without it; the largest first.

    Args:
        links: a row a link, of one measure: `link`, `value` (blank where it isn't known), `alone`, `with` (the links
            that make it redundant); `name` where known.
        theme: `dark` or `light`.

    Returns:
        The figure.
    """
    from plotly.graph_objects import Bar, Figure

    shown = links[(links["value"].fillna(0).astype(float) != 0) | (links["alone"].astype(int) != 0)]
    names = (shown["name"] if "name" in shown else shown["link"]).astype(str).tolist()
    figure = Figure()
    for style, (column, label, pattern) in zip(series_styles(theme), SERIES, strict=False):
        figure.add_trace(
            Bar(
                y=names,
                x=[None if pd.isna(number) else float(number) for number in shown[column]],
                orientation="h",
                name=label,
                marker={"color": style.colour, "pattern": {"shape": pattern}},
                customdata=[str(others) or "none" for others in shown["with"].fillna("")],
                hovertemplate=f"%{{y}}: <b>%{{x:,.1f}}</b> {label}<br>redundant with: %{{customdata}}<extra></extra>",
            )
        )
    largest = shown[["value", "alone"]].astype(float).fillna(0).max(axis=1)
    figure.update_xaxes(**count_axis(largest.astype(int), "subjects, services and effects"))
    figure.update_yaxes(**category_axis(names), **largest_first(names, largest))
    figure.update_layout(barmode="group")
    return themed(figure, theme, title, note_of(links))

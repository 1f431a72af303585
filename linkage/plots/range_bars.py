"""How far each count, or its change, may move: a bar from least to most, the count and the median on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from linkage.plots.plot_theme import THEMES, Theme, category_axis, count_axis, largest_first, themed
from linkage.plots.series_names import note_of, series_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def range_bars(ranges: pd.DataFrame, theme: Theme = "dark", title: str = "How far counts may move") -> Figure:
    """A bar for each count from the least to the most of all draws, with marks at it and at the median; largest first.

    Args:
        ranges: a row for each service, effect and count: `service`, `effect`, `count`, `least`, `median`, `most`;
            `name`, `word`, and `counted` (whom, as in `residents`) where known.
        theme: `dark` or `light`.

    Returns:
        The figure. It says how far, not how likely.
    """
    from plotly.graph_objects import Bar, Figure, Scatter

    names = [_bar_name(row) for _, row in ranges.iterrows()]
    low, high, count = (ranges[column].astype(int).tolist() for column in ("least", "most", "count"))
    colours = THEMES[theme]
    figure = Figure(
        [
            Bar(
                y=names,
                x=[most - least for least, most in zip(low, high, strict=True)],
                base=low,
                orientation="h",
                name="least to most",
                marker={
                    "color": colours.series[0],
                    "pattern": {"shape": "/", "fillmode": "overlay", "fgcolor": colours.ground},
                },
                customdata=list(zip(low, high, strict=True)),
                hovertemplate="%{y}: least <b>%{customdata[0]:,}</b>, most <b>%{customdata[1]:,}</b><extra></extra>",
            ),
            Scatter(
                y=names,
                x=count,
                mode="markers",
                name="as shown",
                marker={"color": colours.ink, "symbol": "line-ns-open", "size": 18, "line": {"width": 3}},
                hovertemplate="%{y}: <b>%{x:,}</b> as shown<extra></extra>",
            ),
            Scatter(
                y=names,
                x=ranges["median"].astype(float).tolist(),
                mode="markers",
                name="median",
                marker={"color": colours.ink, "symbol": "circle", "size": 7},
                hovertemplate="%{y}: median <b>%{x:,}</b><extra></extra>",
            ),
        ]
    )
    figure.update_xaxes(**count_axis(map(abs, [*low, *high]), "residents and companies"))
    figure.update_yaxes(**category_axis(names), **largest_first(names, count), title_text="service and effect")
    return themed(figure, theme, title, note_of(ranges))


def _bar_name(row: Any) -> str:
    """A service with its effect, and who is counted."""
    return ", ".join(part for part in (series_name(row), _whom(row)) if part)


def _whom(row: Any) -> str:
    """Who is counted, in words: `residents`, or `residents by links`."""
    return str(row.get("counted", "")).replace("_through_links", " by links")

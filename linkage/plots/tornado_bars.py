"""A tornado: for each assumed figure how far a measure moves with that figure alone at its two ends, widest on top."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, category_axis, series_styles, themed
from linkage.plots.series_names import note_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_FIGURES = 20
"""Figures that a tornado shows: those that move the measure most."""
_LABEL_LETTERS = 30
_ENDS = (("at_low", "low"), ("at_high", "high"))


def tornado_bars(figures: pd.DataFrame, theme: Theme = "dark", title: str = "Which figures move it") -> Figure:
    """Two bars a figure from the count as shown: to where it is at the figure's low end, and at its high end.

    Args:
        figures: a row for each assumed figure, those that move the measure most first: `figure`, `low`, `high`,
            `at_low`, `at_high`; in `figure_name` stand their words, where they have any. Its `attrs` hold `count`, the
            measure as shown, and `measure`, what it is in words.
        theme: `dark` or `light`.

    Returns:
        The figure, of the first that move anything. It says how far, not how likely.
    """
    from plotly.graph_objects import Bar, Figure

    count = int(figures.attrs.get("count", 0))
    moving = figures[(figures["at_low"] != count) | (figures["at_high"] != count)][:MOST_FIGURES]
    names = moving["figure_name" if "figure_name" in moving else "figure"].astype(str).tolist()
    figure = Figure()
    for style, (column, end) in zip(series_styles(theme), _ENDS, strict=False):
        reached = moving[column].astype(int).tolist()
        figure.add_trace(
            Bar(
                y=names,
                x=[number - count for number in reached],
                base=count,
                orientation="h",
                name=f"at its {'least' if end == 'low' else 'most'}",
                marker={"color": style.colour, "pattern": {"shape": "/" if end == "low" else ""}},
                customdata=list(zip(moving[end].tolist(), reached, strict=True)),
                hovertemplate="%{y} = %{customdata[0]}: <b>%{customdata[1]:,}</b><extra></extra>",
            )
        )
    figure.update_xaxes(title_text=str(figures.attrs.get("measure", "")) or "count", tickformat=",")
    figure.update_yaxes(**category_axis(names, _LABEL_LETTERS), title_text="assumed figure")
    figure.update_layout(barmode="overlay", meta={"rem": least_rem(names)})
    return themed(figure, theme, title, note_of(figures))


def least_rem(names: Sequence[str]) -> float:
    """The height, in letters, at which no name of a figure stands on the next one's.

    >>> least_rem(["a name"] * 4) < least_rem(["a name that is broken into several lines, as it is long"] * 4)
    True
    """
    lines = max((len(textwrap.wrap(name, _LABEL_LETTERS, break_long_words=False)) for name in names), default=1)
    return 14 + len(names) * (0.3 + 1.1 * lines)

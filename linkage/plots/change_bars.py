"""What a what-if changes: the effects that go, come, or hold for another time, by service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, count_axis, largest_first, series_styles, themed
from linkage.plots.series_names import note_of, series_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

CHANGES = ("gone", "new", "earlier", "later", "shorter", "longer", "same")


def change_bars(changes: pd.DataFrame, theme: Theme = "dark", title: str = "What changes") -> Figure:
    """For each service and effect a bar of its effects, split by what became of them; the longest first.

    Args:
        changes: a row an effect, as `linkage.compare` gives them: `service`, `effect`, `change`.
        theme: `dark` or `light`.

    Returns:
        The figure; its bars add up to the rows of the table.
    """
    from plotly.graph_objects import Bar, Figure

    names = [series_name(row) for _, row in changes.iterrows()]
    order = list(dict.fromkeys(names))
    figure = Figure()
    for style, change in zip(series_styles(theme), CHANGES, strict=False):
        counts = dict.fromkeys(order, 0)
        for name, kind in zip(names, changes["change"], strict=True):
            counts[name] += kind == change
        if any(counts.values()):
            figure.add_trace(
                Bar(
                    y=order,
                    x=list(counts.values()),
                    orientation="h",
                    name=change,
                    marker={"color": style.colour},
                    hovertemplate=f"%{{y}}: <b>%{{x:,}}</b> {change}<extra></extra>",
                )
            )
    figure.update_xaxes(**count_axis((names.count(name) for name in order), "effects"))
    figure.update_yaxes(autorange="reversed", **largest_first(names, [1] * len(names)))
    figure.update_layout(barmode="stack", showlegend=True)  # also where all are "same"
    return themed(figure, theme, title, note_of(changes))

"""How many residents and companies each service restricts or rewards, before and after a what-if."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, count_axis, largest_first, series_styles, themed
from linkage.plots.series_names import note_of, series_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PATTERNS: Mapping[tuple[bool, str], str] = MappingProxyType(
    {
        (False, "residents"): "",
        (False, "companies"): "/",
        (True, "residents"): ".",
        (True, "companies"): "x",
    }
)
"""How bars are filled, by whether they stand before a what-if, and by whom they count."""


def count_bars(counts: pd.DataFrame, theme: Theme = "dark", title: str = "Reached, by service") -> Figure:
    """Two bars for each service and effect: its residents, and its companies; the largest first.

    Args:
        counts: a row for each service and effect: `service`, `effect`, `residents`, `companies`; `name`, `word` where
            known, and `side` (before, after) of a what-if, which has bars of its own.
        theme: `dark` or `light`.

    Returns:
        The figure.
    """
    from plotly.graph_objects import Bar, Figure

    figure = Figure()
    sides = counts.groupby("side", sort=False) if "side" in counts else [("", counts)]
    for side, rows in sides:
        names = [series_name(row) for _, row in rows.iterrows()]
        for style, column in zip(series_styles(theme), ("residents", "companies"), strict=False):
            label = f"{column} ({side!s})" if side else column
            figure.add_trace(
                Bar(
                    y=names,
                    x=rows[column].astype(int).tolist(),
                    orientation="h",
                    name=label,
                    marker={"color": style.colour, "pattern": {"shape": PATTERNS[side == "before", column]}},
                    hovertemplate=f"%{{y}}: <b>%{{x:,}}</b> {label}<extra></extra>",
                )
            )
    largest = [int(count) for column in ("residents", "companies") for count in counts[column]]
    figure.update_xaxes(**count_axis(largest, "residents, companies"))
    everybody = counts["residents"] + counts["companies"]
    names = [series_name(row) for _, row in counts.iterrows()]
    figure.update_yaxes(autorange="reversed", **largest_first(names, everybody))
    figure.update_layout(barmode="group")
    return themed(figure, theme, title, note_of(counts))

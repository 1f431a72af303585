"""Which kind of record comes to which service, and for how many: a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import THEMES, Theme, themed
from linkage.plots.series_names import note_of, series_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def kind_heat_map(counts: pd.DataFrame, theme: Theme = "dark", title: str = "By record kind and service") -> Figure:
    """A cell for each record kind and service, darker or brighter by its residents; the exact number stands in it.

    Args:
        counts: a row for each record kind, service and effect: `record_kind`, `service`, `effect`, `residents`,
            `companies`; `kind_name`, `name` and `word` where known.
        theme: `dark` or `light`.

    Returns:
        The figure. A cell that the table has no row for is empty, not zero.
    """
    from plotly.graph_objects import Figure, Heatmap

    cells: dict[tuple[str, str], tuple[int, int]] = {}
    kinds: dict[str, None] = {}
    doors: dict[str, None] = {}
    for _, row in counts.iterrows():
        kind = str(row["kind_name"] if "kind_name" in row else row["record_kind"])
        door = series_name(row)
        kinds[kind] = doors[door] = None
        cells[kind, door] = (int(row["residents"]), int(row["companies"]))
    grid = [[cells.get((kind, door)) for door in doors] for kind in kinds]
    colours = THEMES[theme]
    figure = Figure()
    if cells:
        figure.add_trace(
            Heatmap(
                x=list(doors),
                y=list(kinds),
                z=[[cell[0] if cell else None for cell in row] for row in grid],
                customdata=[[cell[1] if cell else 0 for cell in row] for row in grid],
                texttemplate="%{z:,}",
                colorscale=[[0, colours.scale[0]], [1, colours.scale[1]]],
                hovertemplate="%{y} → %{x}: <b>%{z:,}</b> residents, %{customdata:,} companies<extra></extra>",
                hoverongaps=False,
                colorbar={"title": {"text": "residents"}, "tickformat": ",d"},
                xgap=2,
                ygap=2,
            )
        )
    figure.update_xaxes(title_text="service and effect")
    figure.update_yaxes(title_text="record kind", autorange="reversed")
    return themed(figure, theme, title, note_of(counts))

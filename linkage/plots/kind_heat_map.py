"""Which kind of record comes to which service, and for how many: a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from linkage.plots.plot_theme import Theme, factor_scale, short_number, themed
from linkage.plots.series_names import note_of, series_name

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def kind_heat_map(counts: pd.DataFrame, theme: Theme = "dark", title: str = "By record kind and service") -> Figure:
    """A cell for each record kind and service, darker or brighter by its residents (each step of colour is a factor).

    Its number stands in it, where there are no residents that of companies (c); hovering says both exactly.

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
    figure = Figure()
    if cells:
        figure.add_trace(
            Heatmap(
                x=list(doors),
                y=list(kinds),
                z=[[cell[0] if cell else None for cell in row] for row in grid],
                customdata=[[cell[1] if cell else 0 for cell in row] for row in grid],
                text=[[_cell_text(*cell) if cell else "" for cell in row] for row in grid],
                texttemplate="%{text}",
                colorscale=factor_scale(max(cell[0] for cell in cells.values()), theme),
                hovertemplate="%{y} → %{x}: <b>%{z:,}</b> residents, %{customdata:,} companies<extra></extra>",
                hoverongaps=False,
                colorbar={"title": {"text": "residents", "side": "right"}, "tickformat": ",d"},
                xgap=2,
                ygap=2,
            )
        )
    figure.update_xaxes(title_text="service and effect", tickangle=-45, showgrid=False)
    figure.update_yaxes(title_text="record kind", autorange="reversed", showgrid=False)
    return themed(figure, theme, title, note_of(counts))


def _cell_text(residents: int, companies: int) -> str:
    """What stands in a cell.

    >>> _cell_text(1_234_567, 3), _cell_text(0, 14)
    ('1.23M', '14c')
    """
    return short_number(residents) if residents or not companies else f"{short_number(companies)}c"

"""A figure as one HTML file that opens without a network: plotly's script for two axes stands in it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from linkage.world.atomic_write import write_file

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SCRIPT = "plotly-cartesian.min.js"
"""npm's plotly.js-cartesian-dist-min, of the version that plotly's Python package was made for; MIT."""


def plotly_script() -> str:
    """plotly's script for figures with two axes, as the screen and every saved figure use it."""
    return (files("linkage.plots") / SCRIPT).read_text("utf-8")


def figure_html(figure: Figure) -> str:
    """A figure as one HTML page.

    Returns:
        The page; it asks for nothing over the network.
    """
    page: str = figure.to_html(include_plotlyjs=False, full_html=False, div_id="figure", config=CONFIG)
    ground = figure.layout.paper_bgcolor or "#ffffff"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Linkage</title>\n'
        f"<style>html,body{{margin:0;height:100%;background:{ground}}}body>div,#figure{{height:100%}}</style>\n"
        f"<script>{plotly_script()}</script></head>\n<body>{page}</body>\n</html>\n"
    )


CONFIG = {"displaylogo": False, "responsive": True, "showTips": False, "plotlyServerURL": ""}
"""Of plotly's own buttons those that serve: zoom, pan, reset, save as PNG. None sends anything anywhere."""


def save_figure(figure: Figure, path: str | Path) -> Path:
    """Write a figure as one HTML file, whole or not at all.

    Raises:
        LinkageError: it can't be written there.
    """
    target = Path(path)
    write_file(target, figure_html(figure))
    return target

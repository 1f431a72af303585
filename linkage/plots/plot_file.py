"""Figures as one HTML file that opens without a network: plotly's script for two axes stands in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from linkage.vocabulary import LABEL
from linkage.world.atomic_write import write_file

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SCRIPT = "plotly-cartesian.min.js"
"""npm's plotly.js-cartesian-dist-min, of the version that plotly's Python package was made for; MIT."""


def plotly_script() -> str:
    """plotly's script for figures with two axes, as the screen and every saved figure use it."""
    return (files("linkage.plots") / SCRIPT).read_text("utf-8")


def figures_html(figures: Sequence[Figure]) -> str:
    """Some figures as one HTML page, one below the other.

    Returns:
        The page; it asks for nothing over the network.
    """
    parts = [
        figure.to_html(include_plotlyjs=False, full_html=False, div_id=f"figure-{number}", config=dict(CONFIG))
        for number, figure in enumerate(figures, start=1)
    ]
    ground = figures[0].layout.paper_bgcolor or "#ffffff"
    height = "100vh" if len(figures) == 1 else "max(70vh, 30rem)"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Linkage</title>\n'
        f'<meta name="description" content="{LABEL}">\n'
        f"<style>html,body{{margin:0;background:{ground}}}"
        f"section,section>div{{height:{height}}}{_least_heights(figures)}</style>\n"
        f"<script>{plotly_script()}</script></head>\n<body>\n"
        + "\n".join(f"<section>{part}</section>" for part in parts)
        + "\n</body>\n</html>\n"
    )


def _least_heights(figures: Sequence[Figure]) -> str:
    """The style of those figures that say how high they have to be, as many long names stand in them."""
    rems = {number: (figure.layout.meta or {}).get("rem") for number, figure in enumerate(figures, start=1)}
    places = {number: f"section:nth-of-type({number})" for number in rems}
    return "".join(f"{places[n]},{places[n]}>div{{min-height:{rem:g}rem}}" for n, rem in rems.items() if rem)


CONFIG: Mapping[str, object] = MappingProxyType(
    {"displaylogo": False, "showSendToCloud": False, "responsive": True, "showTips": False, "plotlyServerURL": ""}
)
"""Of plotly's own buttons those that serve: zoom, pan, reset, save as PNG. None sends anything anywhere."""


def save_figures(figures: Sequence[Figure], path: str | Path) -> Path:
    """Write figures as one HTML file, whole or not at all.

    Raises:
        LinkageError: it can't be written there.
    """
    target = Path(path)
    write_file(target, figures_html(figures))
    return target

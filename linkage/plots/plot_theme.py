"""How every figure looks: two themes, colours that most kinds of colour blindness tell apart, exact values on hover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from plotly.graph_objects import Figure as Figure

Theme = Literal["dark", "light"]


class Colours(NamedTuple):
    """A theme's colours: what lies behind, letters, lines of the grid, and series in their order."""

    ground: str
    ink: str
    soft: str
    grid: str
    series: tuple[str, ...]
    scale: tuple[str, str]


THEMES: Mapping[str, Colours] = MappingProxyType(
    {
        "dark": Colours(
            ground="#0d1520",
            ink="#f1f5f9",
            soft="#b4c2d2",
            grid="#2b3b4e",
            series=("#56b4e9", "#f0a73c", "#3fd6b4", "#e08fc0", "#f2e45c", "#a9a2ff", "#ff7b7f", "#d9c7a3"),
            scale=("#16212e", "#f0a73c"),
        ),
        "light": Colours(
            ground="#ffffff",
            ink="#10202f",
            soft="#41556b",
            grid="#d3dde7",
            series=("#0b6aa8", "#a75200", "#00755b", "#a1337f", "#746300", "#4d45c9", "#b3211a", "#6a5836"),
            scale=("#f5f8fb", "#a75200"),
        ),
    }
)
"""Okabe and Ito's colours, in a cut for dark and one for light grounds; the same as the map's."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "hexagon")
LETTERS = "Inter, Segoe UI, Helvetica Neue, Arial, Liberation Sans, sans-serif"


class SeriesStyle(NamedTuple):
    """How one series looks. Colour never stands alone: dashes and symbols differ, too."""

    colour: str
    dash: str
    symbol: str


def series_styles(theme: Theme = "dark") -> Iterator[SeriesStyle]:
    """Styles for one series after another, without end.

    >>> [style.dash for style, _ in zip(series_styles(), range(2))]
    ['solid', 'dash']
    """
    colours = THEMES[theme].series
    number = 0
    while True:
        yield SeriesStyle(colours[number % len(colours)], DASHES[number % len(DASHES)], SYMBOLS[number % len(SYMBOLS)])
        number += 1


def themed(figure: Figure, theme: Theme = "dark", title: str = "", note: str = "") -> Figure:
    """The figure in a theme, with a title and, small below it, what must be said with it.

    Args:
        theme: `dark` for a hall, `light` for paper.
        note: such as the label that everybody is invented.
    """
    colours = THEMES[theme]
    axis = {"gridcolor": colours.grid, "zerolinecolor": colours.soft, "linecolor": colours.soft, "automargin": True}
    heading = f"{title}<br><span style='font-size:0.7em;color:{colours.soft}'>{note}</span>" if note else title
    figure.update_layout(
        title={"text": heading, "x": 0, "xanchor": "left", "xref": "paper"} if heading else None,
        paper_bgcolor=colours.ground,
        plot_bgcolor=colours.ground,
        font={"family": LETTERS, "size": 15, "color": colours.ink},
        hoverlabel={"bgcolor": colours.ground, "bordercolor": colours.soft, "font": {"color": colours.ink}},
        margin={"l": 60, "r": 20, "t": 70 if heading else 20, "b": 60},
        autosize=True,
        modebar={"remove": ["sendChartToCloud"]},  # in a notebook, too, no button sends anything anywhere
        template="none",
    )
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    return figure


def count_axis(counts: Iterable[int], title: str) -> dict[str, object]:
    """An axis of whole numbers from 0: no tick stands between two of them.

    Args:
        counts: what is drawn; of nothing the axis is there, too.
        title: what is counted, with its unit.

    >>> count_axis([], "residents")["title_text"]
    'residents'
    """
    ticks = {"dtick": 1} if max(counts, default=0) < 10 else {}
    return {"title_text": title, "rangemode": "tozero", "tickformat": ",", **ticks}

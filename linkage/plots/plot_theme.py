"""How every figure looks: two themes, colours that most kinds of colour blindness tell apart, exact values on hover."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
LETTER_PIXELS = 15
NOTE_LETTERS = 52
AXIS_LETTERS = 24
"""The height of a letter, and the letters of a line below a title and along an axis: as many as a telephone is wide."""
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
    notes = textwrap.wrap(note, NOTE_LETTERS)
    small = f"<br><span style='font-size:0.85em;color:{colours.soft}'>{'<br>'.join(notes)}</span>" if notes else ""
    heading = {"text": title + small, "x": 0.01, "xanchor": "left", "y": 1, "yanchor": "top", "pad": {"t": 18}}
    few = len(figure.data) if len(figure.data) in (2, 3) and figure.layout.showlegend is not False else 0
    figure.update_layout(
        title=heading if title else None,
        paper_bgcolor=colours.ground,
        plot_bgcolor=colours.ground,
        font={"family": LETTERS, "size": LETTER_PIXELS, "color": colours.ink},
        hoverlabel={"bgcolor": colours.ground, "bordercolor": colours.soft, "font": {"color": colours.ink}},
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"} if few else None,
        margin={"l": 60, "r": 20, "t": 26 + 20 * (bool(title) + few) + 17 * len(notes), "b": 60},
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
        title: what is counted, with its unit; a long one is broken into lines, which a telephone is wide enough for.

    >>> count_axis([], "subjects, services and effects")["title_text"]
    'subjects, services and<br>effects'
    """
    ticks = {"dtick": 1} if max(counts, default=0) < 10 else {}
    broken = "<br>".join(textwrap.wrap(title, AXIS_LETTERS))
    return {"title_text": broken, "rangemode": "tozero", "tickformat": ",", **ticks}


def factor_scale(most: int, theme: Theme = "dark", steps: int = 12) -> list[tuple[float, str]]:
    """A scale of colours for counts from 0 to `most` on which each step of colour is a factor, not a difference.

    >>> [round(place, 3) for place, _ in factor_scale(999, steps=3)]
    [0.0, 0.009, 0.099, 1.0]
    """
    low, high = THEMES[theme].scale
    top = math.log1p(max(most, 1))
    places = [math.expm1(top * step / steps) / math.expm1(top) for step in range(steps)]
    return [(place, _mix(low, high, step / steps)) for step, place in enumerate([*places, 1.0])]


def _mix(low: str, high: str, share: float) -> str:
    """A colour between two.

    >>> _mix("#000000", "#ff8000", 0.5)
    '#804000'
    """
    parts = ((int(low[at : at + 2], 16), int(high[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(start + (end - start) * share):02x}" for start, end in parts)


def short_number(number: int) -> str:
    """A number for a small cell: from 10,000 on with three digits.

    >>> [short_number(number) for number in (9_999, 12_345, 999_999, 2_000_000)]
    ['9,999', '12.3k', '1M', '2M']
    """
    for size, unit in ((1_000, "k"), (1_000_000, "M"), (1_000_000_000, "G")):
        rounded = float(f"{number / size:.3g}")
        if number >= 10_000 and rounded < 1_000:
            return f"{rounded:g}{unit}"
    return f"{number:,}"


def largest_first(names: Iterable[str], sizes: Iterable[float]) -> dict[str, object]:
    """The order of an axis of bars whose names have no order of their own: the largest first, else as they come.

    Args:
        names: the bars' names; one that comes several times is as large as all of them together.
        sizes: how large each is, whichever its sign; what isn't a number counts as 0.

    >>> largest_first(["a", "b", "c", "a"], [1, -3, 2, float("nan")])["categoryarray"]
    ['b', 'c', 'a']
    """
    sums: dict[str, float] = {}
    for name, size in zip(names, sizes, strict=True):
        sums[name] = sums.get(name, 0) + (0 if math.isnan(size) else abs(size))
    return {"categoryorder": "array", "categoryarray": sorted(sums, key=lambda name: -sums[name])}


def category_axis(names: Sequence[str], width: int = 30) -> dict[str, object]:
    """An axis of names from top to bottom, long ones broken into lines.

    >>> category_axis(["a long name"], width=6)["ticktext"]
    ['a long<br>name']
    """
    lines = [textwrap.wrap(name, width, break_long_words=False) or [""] for name in names]
    return {
        "tickmode": "array",
        "tickvals": list(names),
        "ticktext": ["<br>".join(parts) for parts in lines],
        "tickfont": {"size": 0.85 * LETTER_PIXELS},
        "autorange": "reversed",
        "showgrid": False,
    }

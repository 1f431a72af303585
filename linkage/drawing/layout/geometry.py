"""The geometry of a finished layout: boxes, frames, routes of edges, labels. Plain values; knows no colours."""

from __future__ import annotations

from dataclasses import dataclass, field

from linkage.drawing.layout.sizes import EffectRow
from linkage.drawing.scene import Scene

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Canvas:
    """The room for a picture, and the sizes of letters that are tried, largest first."""

    width: float
    height: float
    fonts: tuple[float, ...]


WIDE = Canvas(1474, 854, (30, 27, 25, 23, 21, 19.5, 18.1))
"""The map's part of a 1920x1080 window, a little less than planned."""

COMPACT = Canvas(996, 596, (21, 19, 17, 15.5, 14.1))
"""The map's part of a 1024x768 window with its panels folded."""


def wideness(width: float, canvas: Canvas) -> str | None:
    """How many times as wide as its canvas a picture is; nothing if it isn't wider.

    >>> wideness(1474, WIDE), wideness(2211, WIDE)
    (None, '1.5')
    """
    share = width / canvas.width
    return f"{share:.3f}".rstrip("0") if share > 1.001 else None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with lines of words: a node, or an agency's frame with its title."""

    id: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """Words beside an arrow's head: left end, baseline, width; the status sign stands before them."""

    text: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Route:
    """An edge's polyline from box to box, its bundle, its label, and the place of its status sign."""

    edge: str
    points: tuple[Point, ...]
    bundle: str = ""
    label: Label | None = None
    sign: Point | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A scene with a place for everything; `rows` are the effect rows of each service's box."""

    scene: Scene
    width: float
    height: float
    em: float
    boxes: dict[str, Box]
    frames: tuple[Box, ...]
    routes: tuple[Route, ...]
    rows: dict[str, tuple[tuple[EffectRow, Box], ...]] = field(default_factory=dict)
    short_labels: bool = False
    tight: bool = False
    legend_top: float = 0.0
    overflows: bool = False  # higher than its canvas: to be scrolled down, not shrunk

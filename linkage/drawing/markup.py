"""The few pieces of markup that pictures are made of, and the one function through which all text passes.

Knows no scene: strings in, strings out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

Point = tuple[float, float]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def escape(text: object) -> str:
    """Text made harmless in elements and attributes, of SVG and HTML alike.

    Characters that XML forbids, and those that turn the direction of writing, are dropped.

    >>> escape("<img onerror='x'>\\x00")
    '&lt;img onerror=&#39;x&#39;&gt;'
    """
    plain = legal(str(text))
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        plain = plain.replace(character, entity)
    return plain


def legal(text: str) -> str:
    """Text without the characters that XML forbids, and those that turn the direction of writing.

    >>> legal("a\\x00b\\u202ec")
    'abc'
    """
    return _ILLEGAL.sub("", text)


def number(value: float) -> str:
    """A coordinate with one decimal at most.

    >>> number(3.04), number(2.0), number(-0.01)
    ('3', '2', '0')
    """
    shown = f"{value:.1f}".removesuffix(".0")
    return "0" if shown == "-0" else shown


def element(tag: str, inside: str = "", /, **attributes: object) -> str:
    """An element. Attribute names are given with underscores (`class_`, `data_id`, `stroke_width`).

    >>> element("rect", x=1.0, class_="body")
    '<rect x="1" class="body"/>'
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, float) else escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


class Rectangle(Protocol):
    """What has a place and a size."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


def rect(box: Rectangle, class_: str, radius: float, beyond: float = 0.0) -> str:
    """A rounded rectangle as large as a box, or larger by a margin."""
    return element(
        "rect",
        "",
        x=box.x - beyond,
        y=box.y - beyond,
        width=box.width + 2 * beyond,
        height=box.height + 2 * beyond,
        rx=radius,
        class_=class_ or None,
    )


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """A line of words; y is its baseline."""
    return element("text", escape(words) or " ", x=float(x), y=float(y), **attributes)


def icon(shape: str, x: float, y: float, size: float, class_: str = "icon") -> str:
    """A sign drawn in a box from -5 to 5, put where it belongs."""
    return element("path", "", d=shape, class_=class_, transform=_put(x, y, size))


def sign(shapes: Sequence[tuple[str, str]], x: float, y: float, size: float, title: str) -> str:
    """A status sign: some shapes, and the word for it."""
    inside = "".join(element("path", "", d=shape, class_=name) for name, shape in shapes)
    return element("g", element("title", escape(title)) + inside, class_="sign", transform=_put(x, y, size))


def sign_once(id: str, shapes: Sequence[tuple[str, str]]) -> str:
    """A status sign to be used many times (`sign_again`): its colours are its own, since it stands in no picture."""
    line = "var(--s,var(--k))"
    drawn = [
        element("path", d=shape, fill="var(--ground)", stroke=line, stroke_width=1.7)
        if name == "ring"
        else element("path", d=shape, fill=line)
        for name, shape in shapes
    ]
    return element("g", "".join(drawn), id=id)


def sign_again(id: str, x: float, y: float, size: float) -> str:
    """The sign of that id, put where it belongs."""
    return element("use", href=f"#{id}", class_="sign", transform=_put(x, y, size))


def _put(x: float, y: float, size: float) -> str:
    return f"translate({number(x)} {number(y)}) scale({size / 10:.3g})"


def rounded(points: Sequence[Point], radius: float) -> str:
    """A path through corner points, its corners rounded as far as there is room.

    >>> rounded([(0, 0), (10, 0), (10, 20)], 4)
    'M0 0H6Q10 0 10 4V20'
    """
    parts, here = [f"M{_at(points[0])}"], points[0]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        r = min(radius, _length(before, corner) / 2, _length(corner, after) / 2)
        start, end = _toward(corner, before, r), _toward(corner, after, r)
        parts += [_line(here, start), f"Q{_at(corner)} {_at(end)}"]
        here = end
    return "".join([*parts, _line(here, points[-1])])


def _line(start: Point, end: Point) -> str:
    """A straight piece of a path, in as few letters as say it exactly."""
    x, y = number(end[0]), number(end[1])
    if y == number(start[1]):
        return f"H{x}"
    return f"V{y}" if x == number(start[0]) else f"L{x} {y}"


def shortened(points: Sequence[Point], by: float) -> list[Point]:
    """The same corners with the end drawn back, to make room for a head."""
    *most, last = points
    return [*most, _toward(last, most[-1], min(by, _length(most[-1], last) - 0.1))]


def head(points: Sequence[Point], length: float, half: float) -> str:
    """The arrow head at the end of a route."""
    tip, before = points[-1], points[-2]
    back = _toward(tip, before, length)
    across, along = (0.0, half) if abs(tip[1] - before[1]) < 0.05 else (half, 0.0)
    one, other = (back[0] + across, back[1] + along), (back[0] - across, back[1] - along)
    return f"M{_at(tip)}L{_at(one)}L{_at(other)}Z"


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _toward(start: Point, goal: Point, by: float) -> Point:
    whole = _length(start, goal) or 1.0
    return (start[0] + (goal[0] - start[0]) * by / whole, start[1] + (goal[1] - start[1]) * by / whole)

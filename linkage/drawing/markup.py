"""Pieces of SVG and HTML markup: elements, escaped text, signs, paths of edges. Knows no scene: strings in and out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

Point = tuple[float, float]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def escape(text: object) -> str:
    """Text that is harmless in elements and attributes, of SVG and HTML alike; all text of a picture passes through it.

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
    digits = f"{value:.1f}".removesuffix(".0")
    return "0" if digits == "-0" else digits


def element(tag: str, content: str = "", /, **attributes: object) -> str:
    """An element with its content. Attribute names are given with underscores (`class_`, `data_id`, `stroke_width`).

    >>> element("rect", x=1.0, class_="body")
    '<rect x="1" class="body"/>'
    """
    attribute_text = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, float) else escape(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{attribute_text}>{content}</{tag}>" if content else f"<{tag}{attribute_text}/>"


class Rectangle(Protocol):
    """A shape with a place and a size."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


def rect(box: Rectangle, class_: str, radius: float, margin: float = 0.0) -> str:
    """A rounded rectangle as large as a box, or larger by a margin on every side."""
    return element(
        "rect",
        "",
        x=box.x - margin,
        y=box.y - margin,
        width=box.width + 2 * margin,
        height=box.height + 2 * margin,
        rx=radius,
        class_=class_ or None,
    )


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """A line of text; y is its baseline."""
    return element("text", escape(words) or " ", x=float(x), y=float(y), **attributes)


def icon(shape: str, x: float, y: float, size: float, class_: str = "icon") -> str:
    """An icon, drawn in a box from -5 to 5, with its middle at a point."""
    return element("path", "", d=shape, class_=class_, transform=_transform(x, y, size))


def sign(shapes: Sequence[tuple[str, str]], x: float, y: float, size: float, title: str) -> str:
    """A status sign: its shapes, and its title."""
    paths = "".join(element("path", "", d=shape, class_=name) for name, shape in shapes)
    return element("g", element("title", escape(title)) + paths, class_="sign", transform=_transform(x, y, size))


def sign_definition(id: str, shapes: Sequence[tuple[str, str]]) -> str:
    """A status sign to be used many times (`sign_use`), with colours of its own, since no picture's rules reach it."""
    colour = "var(--s,var(--k))"
    paths = [
        element("path", d=shape, fill="var(--ground)", stroke=colour, stroke_width=1.7)
        if name == "ring"
        else element("path", d=shape, fill=colour)
        for name, shape in shapes
    ]
    return element("g", "".join(paths), id=id)


def sign_use(id: str, x: float, y: float, size: float) -> str:
    """A use of the sign of that id, with its middle at a point."""
    return element("use", href=f"#{id}", class_="sign", transform=_transform(x, y, size))


def _transform(x: float, y: float, size: float) -> str:
    return f"translate({number(x)} {number(y)}) scale({size / 10:.3g})"


def rounded_path(points: Sequence[Point], radius: float) -> str:
    """A path through corner points, its corners rounded as far as there is room.

    >>> rounded_path([(0, 0), (10, 0), (10, 20)], 4)
    'M0 0H6Q10 0 10 4V20'
    """
    commands, position = [f"M{_coordinates(points[0])}"], points[0]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        r = min(radius, _length(before, corner) / 2, _length(corner, after) / 2)
        start, end = _toward(corner, before, r), _toward(corner, after, r)
        commands += [_line(position, start), f"Q{_coordinates(corner)} {_coordinates(end)}"]
        position = end
    return "".join([*commands, _line(position, points[-1])])


def _line(start: Point, end: Point) -> str:
    """The command for a straight piece of a path, in as few letters as say it exactly."""
    x, y = number(end[0]), number(end[1])
    if y == number(start[1]):
        return f"H{x}"
    return f"V{y}" if x == number(start[0]) else f"L{x} {y}"


def shorten_path(points: Sequence[Point], length: float) -> list[Point]:
    """The same corners with the end drawn back by a length, to make room for an arrow head."""
    *corners, end = points
    return [*corners, _toward(end, corners[-1], min(length, _length(corners[-1], end) - 0.1))]


def arrow_head(points: Sequence[Point], length: float, half_width: float) -> str:
    """The path of the arrow head at the end of a route."""
    tip, before = points[-1], points[-2]
    base = _toward(tip, before, length)
    x, y = (0.0, half_width) if abs(tip[1] - before[1]) < 0.05 else (half_width, 0.0)
    corners = (base[0] + x, base[1] + y), (base[0] - x, base[1] - y)
    return f"M{_coordinates(tip)}L{_coordinates(corners[0])}L{_coordinates(corners[1])}Z"


def _coordinates(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"


def _length(start: Point, end: Point) -> float:
    """The length of a level or upright line."""
    return abs(start[0] - end[0]) + abs(start[1] - end[1])


def _toward(start: Point, end: Point, length: float) -> Point:
    """The point at a length from the start on the way to the end."""
    whole = _length(start, end) or 1.0
    return (start[0] + (end[0] - start[0]) * length / whole, start[1] + (end[1] - start[1]) * length / whole)

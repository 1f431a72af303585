"""One spread as one HTML file: its map, steps, keys and quotes, told by arrow keys, with no server and no library.

Gets its sentences as arguments and makes none. Every text passes through `markup.escape`; the page's own style and
script stand in it by their hashes, and its policy forbids everything else, so the file can ask nothing of any network.
Without a script the map, the steps and the quotes are all there to be read.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import count, groupby
from types import MappingProxyType

from linkage.drawing.layout.geometry import COMPACT
from linkage.drawing.markup import element, escape
from linkage.drawing.scene import Light, Scene, part_of
from linkage.drawing.svg.css_pruning import classes_in, pruned
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.svg.svg import Still, svg
from linkage.drawing.visual_encoding import WRONG_SIGN, every_look

_STATES = ("on", "now", "wrong", "closed")
_ID = re.compile(r' data-id="([^"]*)"')
_WEAK = frozenset({"assumed", "speculated"})
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "back": "Back",
        "next": "Next",
        "theme": "Dark or light",
        "doors": "of {total} doors closed",
        "steps": "Every step",
        "quotes": "What it rests on",
        "keys": "→ next, ← back (with Shift: one step), Home and End, T dark or light",
    }
)
"""The words on the page that belong to no spread."""


@dataclass(frozen=True, slots=True)
class Key:
    """An identifier that a step joins on: the class of its look, its name, and the value."""

    look: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what it says, what it joins on, its badge, its quotes (places in `quotes`), what it lights.

    `shut` is how many doors are closed once it has come. Quotes of one source stand together.
    """

    sentence: str
    when: str
    keys: tuple[Key, ...]
    status: str
    badge: str
    quotes: tuple[int, ...]
    lights: tuple[Light, ...]
    shut: int


@dataclass(frozen=True, slots=True)
class Wave:
    """All that one press of a key shows."""

    sentence: str
    when: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted sentence, verbatim or blank (then our plain reading of it), and its source."""

    text: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """Everything that the page shows. `stamp`: the label, the reading, what is assumed, version, seed, hash."""

    title: str
    opening: str
    scene: Scene
    waves: tuple[Wave, ...]
    quotes: tuple[Quotation, ...]
    doors: int
    stamp: tuple[str, ...]


MOST_BYTES = 78_000
"""A page that would be larger draws of its map only what the spread lights."""


def page(handout: HtmlPage, theme: str = "dark") -> str:
    """The whole file, in UTF-8 text."""
    whole = _file(handout, theme)
    if len(whole.encode()) <= MOST_BYTES:
        return whole
    lit = {part.id for wave in handout.waves for line in wave.lines for part in line.lights}
    return _file(replace(handout, scene=part_of(handout.scene, lit)), theme)


def _file(handout: HtmlPage, theme: str) -> str:
    drawn = svg(handout.scene, stage=COMPACT, still=Still(small=True))
    places = _places(drawn)
    numbers = count()
    drawn = _ID.sub(lambda _: f' data-id="{next(numbers)}"', drawn)
    drawn = drawn.replace("</svg>", f"<defs>{_mistaken()}</defs></svg>")
    body = _body(handout, drawn, places)
    sheet = _style(body, handout)
    script = _text("html_page.js")
    policy = f"default-src 'none'; style-src {_hash(sheet)}; script-src {_hash(script)}; base-uri 'none'"
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", http_equiv="Content-Security-Policy", content=f"{policy}; form-action 'none'")
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("meta", name="description", content=" - ".join(handout.stamp))
        + element("title", escape(handout.title))
        + f"<style>{sheet}</style>"
    )
    shown = "light" if theme == "light" else "dark"
    return (
        f'<!doctype html>\n<html lang="{escape(handout.scene.lang)}" data-theme="{shown}"><head>{head}</head>\n'
        f"<body>{body}\n<script>{script}</script></body></html>\n"
    )


def _text(name: str) -> str:
    """A file that stands beside this one, without its comments and the white space that indents it."""
    lines = (files("linkage.drawing.formats") / name).read_text("utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if not line.strip().startswith("/*"))


def _hash(text: str) -> str:
    """A text's name in a content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _style(body: str, handout: HtmlPage) -> str:
    """The page's rules and, of the pictures', those that this one can need."""
    lit = {each for wave in handout.waves for line in wave.lines for part in line.lights for each in part.classes}
    classes = classes_in(body) | lit | set(_STATES) | {"again", "casing"}
    looks = [look for look in every_look() if look.name in classes]
    dark = "".join(f".{look.name}{{--k:{look.dark}}}" for look in looks)
    light = "".join(f"[data-theme=light] .{look.name}{{--k:{look.light}}}" for look in looks)
    return "\n".join((_text("html_page.css"), dark + light, pruned(styles(), classes)))


def _mistaken() -> str:
    """The sign of a wrong match, once; the script puts a copy where a step is wrong."""
    inside = element("circle", r="9") + element("path", d=WRONG_SIGN, class_="icon")
    return element("g", inside, id="mistaken", class_="mistaken")


def _places(drawn: str) -> dict[str, list[int]]:
    """The places of the map's parts, by their data-ids (which are escaped in the markup), in the order of the file."""
    found: dict[str, list[int]] = {}
    for place, part in enumerate(_ID.findall(drawn)):
        found.setdefault(part, []).append(place)
    return found


def _body(handout: HtmlPage, drawn: str, places: Mapping[str, Sequence[int]]) -> str:
    """Head, map, the sentence of the moment, every step, every quote, and the label."""
    doors = WORDS["doors"].format(total=handout.doors)
    top = (
        element("h1", escape(handout.title))
        + (element("p", f'<b id="shut">0</b> {escape(doors)}', id="doors"))
        + "".join(
            element("button", sign, type="button", data_do=deed, aria_label=WORDS[deed], title=WORDS[deed])
            for deed, sign in (("back", "←"), ("next", "→"), ("theme", "◐"))
        )
    )
    now = (
        element("p", escape(handout.opening), id="sentence", aria_live="polite")
        + '<div id="basis"></div><blockquote id="quote"></blockquote>'
    )
    listed = (
        element("h2", escape(WORDS["steps"]))
        + element("ol", "".join(_wave(wave, places) for wave in handout.waves) or " ", id="waves")
        + element("h2", escape(WORDS["quotes"]))
        + element("div", _quotations(handout.quotes) or " ", id="quotes")
    )
    foot = "<br/>".join(map(escape, (*handout.stamp, WORDS["keys"])))
    return "\n".join(
        (
            element("header", top),
            element("figure", drawn),
            element("section", now, id="now"),
            element("section", listed, id="list", tabindex="0"),
            element("footer", foot),
        )
    )


def _wave(wave: Wave, places: Mapping[str, Sequence[int]]) -> str:
    """A wave with its steps; a single step says it all."""
    alone = len(wave.lines) == 1
    said = element("p", (" " if alone else f"<span>{escape(wave.sentence)}</span> ") + escape(wave.when))
    return element("li", said + element("ol", "".join(_line(line, places) for line in wave.lines)))


def _line(line: Line, places: Mapping[str, Sequence[int]]) -> str:
    keys = "".join(" " + _key(key) for key in line.keys)
    badge = element("i", escape(line.badge), class_="weak" if line.status in _WEAK else None)
    return element(
        "li",
        f"<span>{escape(line.sentence)}</span>{keys} {badge}",
        data_lit=" ".join(_lit(line.lights, places)) or None,
        data_q=" ".join(map(str, line.quotes)) or None,
        data_shut=line.shut or None,
    )


def _lit(lights: Iterable[Light], places: Mapping[str, Sequence[int]]) -> Iterable[str]:
    """The parts that a step lights, by their places, with their classes but for `on`, which all have."""
    for part in lights:
        more = "".join(f".{each}" for each in part.classes if each != "on")
        for place in places.get(escape(part.id), ()):
            yield f"{place}{more}"


def _key(key: Key) -> str:
    value = " " + element("code", escape(key.value)) if key.value else ""
    return element("b", escape(key.name) + value, class_=key.look)


def _quotations(quotes: Iterable[Quotation]) -> str:
    """The quotes in their order, under the names of their sources."""
    return "".join(
        element("h3", escape(source)) + element("ul", "".join(map(_quotation, listed)))
        for source, listed in groupby(quotes, key=lambda quote: quote.source)
    )


def _quotation(quote: Quotation) -> str:
    if quote.text:
        return element("li", element("q", escape(quote.text)))
    return element("li", escape(f"{quote.says} (text not seen)"))

"""The one-file HTML page of a spread: its map, steps, joined values and quotes, stepped through by the arrow keys.

It needs no server and no library. Gets its sentences as arguments and makes none. Every text passes through
`markup.escape`; the page's own style and script stand in its content security policy by their hashes, and the policy
forbids everything else, so the file can request nothing from any network. Without a script the map, the steps and the
quotes can still be read.
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
from linkage.drawing.scene import Light, Scene, subscene
from linkage.drawing.svg.css_pruning import classes_in, prune, without_unused_variables
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.svg.svg import StaticImage, svg
from linkage.drawing.visual_encoding import WRONG_SIGN, every_look

_STATES = ("on", "now", "wrong", "closed")
_STRING = re.compile(r'("(?:[^"\\\n]|\\.)*")')
_AT_SIGNS = (
    re.compile(r" *([=<>?:,;{}()\[\]&|*]) *"),
    re.compile(r" ?([+-]) (?![+-])"),
    re.compile(r"\((\w+)\)(?==>)"),
)
_LINE_END = re.compile(r"(?<=[;{,(\[])\n|\n(?=[})\]])")
"""What a script can do without: blanks beside signs, brackets around a single argument, ends of lines."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_DATA_ID = re.compile(r' data-id="([^"]*)"(?: data-parts="([^"]*)")?')
_WEAK_STATUSES = frozenset({"assumed", "speculated"})
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "back": "Back",
        "next": "Next",
        "theme": "Dark or light",
        "doors": "of {total} services closed",
        "steps": "Every step",
        "quotes": "What it rests on",
        "no_place": "'#{place}' is no place here: wave takes 0 to {waves}, step one of the next wave's.",
        "keys": "→ next, ← back (with Shift: one step), Home and End, T dark or light",
    }
)
"""The labels on the page that belong to no spread."""


@dataclass(frozen=True, slots=True)
class JoinKey:
    """A value that a step joins on: the class of its identifier's look, the identifier's name, and the value."""

    look: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step: its sentence, day, joined values, status with its badge, quotes and lights.

    `quotes` are indices in `HtmlPage.quotes`; `closed_count` is how many doors are closed after the step.
    """

    sentence: str
    when: str
    keys: tuple[JoinKey, ...]
    status: str
    badge: str
    quotes: tuple[int, ...]
    lights: tuple[Light, ...]
    closed_count: int


@dataclass(frozen=True, slots=True)
class Wave:
    """The steps of one wave, which one press of a key shows."""

    sentence: str
    when: str
    lines: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted sentence, verbatim or blank (then our paraphrase of it), and its source."""

    text: str
    paraphrase: str
    source: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """Everything that the page shows.

    The quotes of one source stand together. `stamp`: the label, the reading, what is assumed, version, seed, hash.
    """

    title: str
    opening: str
    scene: Scene
    waves: tuple[Wave, ...]
    quotes: tuple[Quotation, ...]
    door_count: int
    stamp: tuple[str, ...]


MOST_BYTES = 78_000
"""A page that would be larger draws of its map only what the spread lights."""


def html_page(page: HtmlPage, theme: str = "dark") -> str:
    """The text of the whole file."""
    text = _file(page, theme)
    if len(text.encode()) <= MOST_BYTES:
        return text
    lit = {light.id for wave in page.waves for line in wave.lines for light in line.lights}
    return _file(replace(page, scene=subscene(page.scene, lit)), theme)


def _file(page: HtmlPage, theme: str) -> str:
    picture = svg(page.scene, canvas=COMPACT, image=StaticImage(small=True))
    numbers_by_id = _part_numbers(picture)
    numbers = count()
    picture = _DATA_ID.sub(lambda _: f' data-id="{next(numbers)}"', picture)
    picture = picture.replace("</svg>", f"<defs>{_wrong_sign()}</defs></svg>")
    body = _body(page, picture, numbers_by_id)
    sheet = _style(body, page)
    script = tight_script(_minified("html_page.js"))
    policy = f"default-src 'none'; style-src {_hash(sheet)}; script-src {_hash(script)}; base-uri 'none'"
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", http_equiv="Content-Security-Policy", content=f"{policy}; form-action 'none'")
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("meta", name="description", content=" - ".join(page.stamp))
        + element("title", escape(page.title))
        + f"<style>{sheet}</style>"
    )
    data_theme = "light" if theme == "light" else "dark"
    return (
        f'<!doctype html>\n<html lang="{escape(page.scene.lang)}" data-theme="{data_theme}"><head>{head}</head>\n'
        f"<body>{body}\n<script>{script}</script></body></html>\n"
    )


def _minified(name: str) -> str:
    """The text of a file beside this one, without its comments (the script's types), indentation and blank lines."""
    text = _COMMENT.sub("", (files("linkage.drawing.formats") / name).read_text("utf-8"))
    return "\n".join(stripped for line in text.splitlines() if (stripped := line.strip()))


def tight_script(script: str) -> str:
    """A script without the blanks that only its readers need; what stands in double quotes stays.

    >>> tight_script('const a = [b + 1, " = "];')
    'const a=[b+1," = "];'
    """
    return "".join(part if part.startswith('"') else _tight(part) for part in _STRING.split(script))


def _tight(code: str) -> str:
    """Code without strings, and without the blanks and ends of lines beside its signs."""
    for signs in _AT_SIGNS:
        code = signs.sub(r"\1", code)
    return _LINE_END.sub("", code)


def _hash(text: str) -> str:
    """The hash of a text, as a content security policy writes it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _style(body: str, page: HtmlPage) -> str:
    """The page's style sheet: its own rules, and those of the pictures' rules that this page can need."""
    lights = (light for wave in page.waves for line in wave.lines for light in line.lights)
    light_classes = {name for light in lights for name in light.classes}
    classes = classes_in(body) | light_classes | set(_STATES) | {"again", "casing"}
    looks = [look for look in every_look() if look.name in classes]
    dark = "".join(f".{look.name}{{--k:{look.dark}}}" for look in looks)
    light = "".join(f"[data-theme=light] .{look.name}{{--k:{look.light}}}" for look in looks)
    around = without_unused_variables("\n".join((_minified("colours.css"), _minified("html_page.css"), dark + light)))
    return f"{around}\n{prune(styles(), classes)}"


def _wrong_sign() -> str:
    """The sign of a wrong match, once; the script puts a copy where a step is wrong."""
    shapes = element("circle", r="9") + element("path", d=WRONG_SIGN, class_="icon")
    return element("g", shapes, id="mistaken", class_="mistaken")


def _part_numbers(picture: str) -> dict[str, list[int]]:
    """The numbers of the map's parts in the order of the file, by data-id (escaped as in the markup).

    A link that isn't drawn by itself has the number of what stands for it.
    """
    numbers: dict[str, list[int]] = {}
    for number, (part, links) in enumerate(_DATA_ID.findall(picture)):
        for id in (part, *links.split()):
            numbers.setdefault(id, []).append(number)
    return numbers


def _body(page: HtmlPage, picture: str, numbers: Mapping[str, Sequence[int]]) -> str:
    """The page's body: heading, map, the current sentence, every step, every quote, and the stamp."""
    doors = LABELS["doors"].format(total=page.door_count)
    header = (
        element("h1", escape(page.title))
        + element("p", " ", id="remark", role="status", data_says=_no_place(page))
        + (element("p", f'<b id="shut">0</b> {escape(doors)}', id="doors"))
        + "".join(
            element("button", sign, type="button", data_do=action, aria_label=LABELS[action], title=LABELS[action])
            for action, sign in (("back", "←"), ("next", "→"), ("theme", "◐"))
        )
    )
    current = (
        element("p", escape(page.opening), id="sentence", aria_live="polite")
        + '<div id="basis"></div><blockquote id="quote"></blockquote>'
    )
    steps_and_quotes = (
        element("h2", escape(LABELS["steps"]))
        + element("ol", "".join(_wave(wave, numbers) for wave in page.waves) or " ", id="waves")
        + element("h2", escape(LABELS["quotes"]))
        + element("div", _quotations(page.quotes) or " ", id="quotes")
    )
    footer = "<br/>".join(map(escape, (*page.stamp, LABELS["keys"])))
    return "\n".join(
        (
            element("header", header),
            element("figure", picture),
            element("section", current, id="now"),
            element("section", steps_and_quotes, id="list", tabindex="0"),
            element("footer", footer),
        )
    )


def _no_place(page: HtmlPage) -> str:
    """The remark on an address whose place means none; the script puts that in the place of `{place}`."""
    return LABELS["no_place"].format(place="{place}", waves=len(page.waves))


def _wave(wave: Wave, numbers: Mapping[str, Sequence[int]]) -> str:
    """A wave with its steps; a wave of a single step has no sentence of its own."""
    single = len(wave.lines) == 1
    heading = element("p", (" " if single else f"<span>{escape(wave.sentence)}</span> ") + escape(wave.when))
    return element("li", heading + element("ol", "".join(_step_line(line, numbers) for line in wave.lines)))


def _step_line(line: StepLine, numbers: Mapping[str, Sequence[int]]) -> str:
    keys = "".join(" " + _key(key) for key in line.keys)
    badge = element("i", escape(line.badge), class_="weak" if line.status in _WEAK_STATUSES else None)
    return element(
        "li",
        f"<span>{escape(line.sentence)}</span>{keys} {badge}",
        data_lit=" ".join(_light_codes(line.lights, numbers)) or None,
        data_q=" ".join(map(str, line.quotes)) or None,
        data_shut=line.closed_count or None,
    )


def _light_codes(lights: Iterable[Light], numbers: Mapping[str, Sequence[int]]) -> Iterable[str]:
    """The parts that a step lights: the number of each, with its classes but for `on`, which all have."""
    for light in lights:
        classes = "".join(f".{name}" for name in light.classes if name != "on")
        for number in numbers.get(escape(light.id), ()):
            yield f"{number}{classes}"


def _key(key: JoinKey) -> str:
    value = " " + element("code", escape(key.value)) if key.value else ""
    return element("b", escape(key.name) + value, class_=key.look)


def _quotations(quotes: Iterable[Quotation]) -> str:
    """The quotes in their order, under the names of their sources."""
    return "".join(
        element("h3", escape(source)) + element("ul", "".join(map(_quotation, quotations)))
        for source, quotations in groupby(quotes, key=lambda quote: quote.source)
    )


def _quotation(quote: Quotation) -> str:
    if quote.text:
        return element("li", element("q", escape(quote.text)))
    return element("li", escape(f"{quote.paraphrase} (second-hand)"))

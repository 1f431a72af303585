"""The pocket edition as one HTML file: its data, its script and its style, and a policy that allows nothing else.

The policy names the script and the style by their hashes and forbids everything else, so the file can request nothing
from any network, and no text of a world can run. The script is bundled from `scripts` (`npm run build`) and committed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from linkage.answers.spread_question import Question
from linkage.book.book_data import book_data
from linkage.book.book_labels import LABELS
from linkage.drawing.markup import element, escape
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.visual_encoding import every_look
from linkage.world.model import World

Json = dict[str, Any]


def book(world: World, people: Question | None = None) -> str:
    """A whole world as the text of one HTML file.

    Args:
        people: whose people: its seed and tables are those of every story, its residents those of the city (None: the
            world's population).

    Raises:
        LinkageError: tables that aren't there, or that don't fit the world.
    """
    return book_page(book_data(world, people))


def book_page(data: Json) -> str:
    """The file of a book's data."""
    style, script = styles() + _keys() + _built("book.css"), _built("book.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    world = data["world"]
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", http_equiv="Content-Security-Policy", content=policy)
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("meta", name="description", content=" - ".join(world["stamp"]))
        + element("title", escape(world["title"]))
        + f"<style>{style}</style>"
    )
    return (
        f'<!doctype html>\n<html lang="en" data-theme="dark"><head>{head}</head>\n<body>{_frame(world)}\n'
        f'<script type="application/json" id="book">{_in_script({**data, "labels": dict(LABELS)})}</script>\n'
        f"<script>{script}</script></body></html>\n"
    )


def _frame(world: Json) -> str:
    """What stands around every page: the title, the pages, the story, dark or light; and below it the label."""
    theme = element("button", "◐", type="button", data_do="theme", aria_label=LABELS["theme"], title=LABELS["theme"])
    header = (
        element("h1", escape(world["title"]))
        + element("nav", " ", id="pages", aria_label=LABELS["pages"])
        + element("select", " ", id="story", aria_label=LABELS["story"])
        + theme
    )
    stamp = f"{world['id']} - {world['hash']}"
    return (
        element("header", header, id="top")
        + element("p", " ", id="remark", role="status")
        + element("main", element("noscript", escape(LABELS["no_script"])), id="main", tabindex="0")
        + element("footer", element("b", escape(world["label"])) + " " + escape(stamp), id="label")
    )


def _keys() -> str:
    """The colours of identifiers outside the pictures, dark and light."""
    dark = "".join(f".{look.name}{{--k:{look.dark}}}" for look in every_look())
    return dark + "".join(f"[data-theme=light] .{look.name}{{--k:{look.light}}}" for look in every_look())


def _in_script(data: Json) -> str:
    """Data as JSON that can't end the element that it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _built(name: str) -> str:
    """A file of the bundle."""
    return (files("linkage.book") / "built" / name).read_text("utf-8")


def _hash(text: str) -> str:
    """The hash of a text, as a content security policy writes it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

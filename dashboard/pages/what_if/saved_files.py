"""Saved what-ifs: writes one as a TOML file for the browser to download, reads one from a file or from typed text.

All of it happens in memory; the server stores nothing. The script beside this file is `saved_files.js`.
"""

from __future__ import annotations

import re
from typing import Any

from dashboard.services.app_context import AppContext
from linkage.errors import BadTableError, BadWorldError, LinkageError
from linkage.world.reading.toml_text import parse_toml
from linkage.world.what_if.parser import parse, text_of
from linkage.world.what_if.saved_what_ifs import SavedWhatIf, read_text, toml_text

Json = dict[str, Any]
MAX_CHARACTERS = 20_000
"""Characters of a what-if's file, or of a typed one, that are read: an address holds 8,000, and a file a title, too."""

MOST_FAULTS, LONGEST_FAULT = 20, 300
"""How many faults are told, and how many characters of each."""


def write_file(what_if: object) -> Json:
    """The file of a what-if, as `dcc.Download` takes it.

    Args:
        what_if: `{"title", "world", "text"}`, as the page sends it.
    """
    fields = what_if if isinstance(what_if, dict) else {}
    title, world, text = (str(fields.get(key) or "") for key in ("title", "world", "text"))
    content = toml_text(SavedWhatIf(title, world, text))
    return {"content": content, "filename": f"{file_name(title)}.toml", "type": "application/toml", "base64": False}


def file_name(title: str) -> str:
    """A file name, without its ending, made of a title.

    >>> file_name("Phones without real names!"), file_name("../..")
    ('phones-without-real-names', 'what-if')
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower())[:60].strip("-") or "what-if"


def read_file(context: AppContext, file: object) -> Json:
    """A what-if from a file: its title, world and text; or every fault in it, with the nearest names.

    Args:
        file: `{"name", "text", "world"}`, as the page sends it; a `stamp` comes back.
    """
    fields = file if isinstance(file, dict) else {}
    name, text, world = (str(fields.get(key) or "") for key in ("name", "text", "world"))
    name = re.sub(r"[^\w. -]", "", name)[:60] or "what-if.toml"
    if len(text) > MAX_CHARACTERS:
        return {"faults": [_TOO_LONG], "stamp": fields.get("stamp")}
    try:
        known_world = context.worlds.world(_named_world(context, name, text) or world)
        what_if = read_text(text, known_world, name)
    except BadWorldError as error:
        return {"faults": _told(error.lines()), "stamp": fields.get("stamp")}
    except LinkageError as error:
        return {"faults": _told([str(error)]), "stamp": fields.get("stamp")}
    return {"title": what_if.title, "world": what_if.world, "text": what_if.what_if, "stamp": fields.get("stamp")}


def read_typed_text(context: AppContext, typed: object) -> Json:
    """A typed what-if in its normal form; or every fault in it, with the nearest names.

    Args:
        typed: `{"written", "world", "from"}`, as the page sends it; `from` (the field it was typed in) and a `stamp`
            come back.
    """
    fields = typed if isinstance(typed, dict) else {}
    text, world, place = (str(fields.get(key) or "") for key in ("written", "world", "from"))
    reply = {"from": place, "stamp": fields.get("stamp")}
    if len(text) > MAX_CHARACTERS:
        return {**reply, "faults": [_TOO_LONG]}
    try:
        known_world = context.worlds.world(world)
        return {**reply, "world": known_world.id, "text": text_of(parse(text, known_world))}
    except LinkageError as error:
        return {**reply, "faults": _told([str(error)])}


_TOO_LONG = f"A what-if has at most {MAX_CHARACTERS:,} characters."


def _told(faults: list[str]) -> list[str]:
    """The first faults, each as far as it can be read, and how many more there are."""
    short = [fault if len(fault) <= LONGEST_FAULT else fault[: LONGEST_FAULT - 1] + "…" for fault in faults]
    more = len(short) - MOST_FAULTS
    return [*short[:MOST_FAULTS], *([f"and {more:,} more"] if more > 0 else [])]


def _named_world(context: AppContext, name: str, text: str) -> str:
    """The id of the world that a file names, if the app has it; else blank."""
    try:
        world = parse_toml(name, text).get("world", "")
    except BadTableError:
        return ""
    return str(world) if world in context.worlds.titles else ""

"""Named what-ifs: a file to save one to, and one opened again; what was written by hand is read the same way.

Read in memory; nothing is stored.
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
LARGEST = 200_000
"""Characters of a what-if's file that are read."""


def saved(named: object) -> Json:
    """The file of a what-if, for the browser to keep."""
    given = named if isinstance(named, dict) else {}
    title, world, text = (str(given.get(key) or "") for key in ("title", "world", "text"))
    content = toml_text(SavedWhatIf(title, world, text))
    return {"content": content, "filename": f"{file_name(title)}.toml", "type": "application/toml", "base64": False}


def file_name(title: str) -> str:
    """A title as the name of a file.

    >>> file_name("Phones without real names!"), file_name("../..")
    ('phones-without-real-names', 'what-if')
    """
    return re.sub(r"[^a-z0-9]+", "-", title.lower())[:60].strip("-") or "what-if"


def opened(context: AppContext, file: object) -> Json:
    """A what-if from a file: its title, world and text; or every fault in it, with the nearest names."""
    given = file if isinstance(file, dict) else {}
    name, text, world = (str(given.get(key) or "") for key in ("name", "text", "world"))
    name = re.sub(r"[^\w. -]", "", name)[:60] or "what-if.toml"
    try:
        named = read_text(text[:LARGEST], context.worlds.world(_world(context, name, text[:LARGEST]) or world), name)
    except BadWorldError as error:
        return {"faults": error.lines(), "stamp": given.get("stamp")}
    except LinkageError as error:
        return {"faults": [str(error)], "stamp": given.get("stamp")}
    return {"title": named.title, "world": named.world, "text": named.what_if, "stamp": given.get("stamp")}


def written(context: AppContext, given: object) -> Json:
    """A what-if written by hand, as text; or every fault in it, with the nearest names.

    `from` says where on the page it was written, and comes back.
    """
    said = given if isinstance(given, dict) else {}
    text, world, place = (str(said.get(key) or "") for key in ("written", "world", "from"))
    back = {"from": place, "stamp": said.get("stamp")}
    try:
        found = context.worlds.world(world)
        return {**back, "world": found.id, "text": text_of(parse(text[:LARGEST], found))}
    except LinkageError as error:
        return {**back, "faults": [str(error)]}


def _world(context: AppContext, name: str, text: str) -> str:
    """The world that a file names, if it can be asked for."""
    try:
        found = parse_toml(name, text).get("world", "")
    except BadTableError:
        return ""
    return str(found) if found in context.worlds.titles else ""

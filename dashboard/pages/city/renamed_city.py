"""What the City page tells when somebody looks, with its names as they are to be shown.

The answers are worked out once, in the names of the folder, whatever the switch says; here only their words are said
again. Files keep the folder's names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.sweep_jobs import figure_name
from dashboard.state.display_names import ENGLISH
from dashboard.state.labels import labels_in
from linkage.answers.sentences import name
from linkage.answers.whole_city.sweep import measure_label, read_measure
from linkage.world.what_if.parser import parse, under

Json = dict[str, Any]


def renamed_tab(one: CityQuery, tab: str, found: Json) -> Json:
    """One of the page's asides with its names as they are to be shown; one that isn't there yet has none."""
    if one.state.names == ENGLISH or found.get("status") != "counted" or tab not in _SAID_AGAIN:
        return found
    return {**found, **_SAID_AGAIN[tab](one, found)}


def _links(one: CityQuery, found: Json) -> Json:
    shown = one.shown
    links = under(shown, one.what_if).links

    def title(link: str) -> str:
        row = links[link]
        keys = dict.fromkeys([row.key, *(hop.identifier for hop in row.via)])
        ends = f"{name(shown.databases, row.source)} → {name(shown.databases, row.target)}"
        return f"{ends} ({', '.join(name(shown.identifiers, key) for key in keys)})"

    return {"rows": [{**row, "name": title(row["link"])} for row in found["rows"]]}


def _removals(one: CityQuery, found: Json) -> Json:
    """The service in front, in every sentence that names it, and a sentence a removal."""
    plain = found["service"]
    service = next((each.id for each in one.world.services.values() if each.name == plain), "")
    named = name(one.shown.services, service) if service else plain
    again = {part: str(found[part]).replace(plain, named) if plain else found[part] for part in ("how", "why_not")}
    sentences = {text: parse(text, one.shown)[0].sentence(one.shown) for text in found["sentences"]}
    return {**again, "service": named, "sentences": sentences}


def _swept(one: CityQuery, found: Json) -> Json:
    lines, changed = labels_in(one.state.lang), under(one.shown, one.what_if)
    counted = found["measure"]["text"]
    return {
        "axes": [{**axis, "name": figure_name(axis["text"], changed, lines)} for axis in found["axes"]],
        "measure": {"text": counted, "says": measure_label(read_measure(counted, one.shown), one.shown)},
    }


_SAID_AGAIN: Mapping[str, Callable[[CityQuery, Json], Json]] = MappingProxyType(
    {"link": _links, "best": _removals, "sweep": _swept}
)
"""The asides that name rows of the world, by the name of their tab."""

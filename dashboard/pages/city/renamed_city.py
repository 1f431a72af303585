"""Puts an answer of a City tab into the names shown: English, Chinese or both.

Answers are computed once, with the folder's names; here only the texts that name rows of the world are made again.
Files keep the folder's names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.sweep_jobs import figure_name
from dashboard.pages.city.trade_tab import trade_names
from dashboard.state.labels import labels_in
from linkage.answers.sentences import name
from linkage.answers.uncertainty.figure_words import figure_words
from linkage.answers.whole_city.city_measures import measure_label, read_measure
from linkage.drawing.effect_language import ENGLISH
from linkage.world.what_if.parser import parse, under

Json = dict[str, Any]


def rename_tab(query: CityQuery, tab: str, answer: Json) -> Json:
    """A tab's answer with the names shown; one that is still being counted is returned as it is."""
    if query.state.names == ENGLISH or answer.get("status") != "counted" or tab not in _RENAMED_PARTS:
        return answer
    return {**answer, **_RENAMED_PARTS[tab](query, answer)}


def _link_names(query: CityQuery, answer: Json) -> Json:
    world = query.display_world
    links = under(world, query.what_if).links

    def title(link: str) -> str:
        row = links[link]
        keys = dict.fromkeys([row.key, *(hop.identifier for hop in row.via)])
        ends = f"{name(world.databases, row.source)} → {name(world.databases, row.target)}"
        return f"{ends} ({', '.join(name(world.identifiers, key) for key in keys)})"

    return {"rows": [{**row, "name": title(row["link"])} for row in answer["rows"]]}


def _removal_names(query: CityQuery, answer: Json) -> Json:
    """The name of the service in front, every sentence that has it, and the sentence of each removal."""
    english = answer["service"]
    service = next((row.id for row in query.world.services.values() if row.name == english), "")
    shown_name = name(query.display_world.services, service) if service else english
    texts = {
        part: str(answer[part]).replace(english, shown_name) if english else answer[part] for part in ("how", "why_not")
    }
    sentences = {
        text: parse(text, query.display_world)[0].sentence(query.display_world) for text in answer["sentences"]
    }
    return {**texts, "service": shown_name, "sentences": sentences}


def _sweep_names(query: CityQuery, answer: Json) -> Json:
    labels, changed = labels_in(query.state.lang), under(query.display_world, query.what_if)
    measure = answer["measure"]["text"]
    return {
        "axes": [{**axis, "name": figure_name(axis["text"], changed, labels)} for axis in answer["axes"]],
        "measure": {
            "text": measure,
            "says": measure_label(read_measure(measure, query.display_world), query.display_world),
        },
    }


def _tornado_names(query: CityQuery, answer: Json) -> Json:
    """What is measured, and what each figure is called."""
    world, words = query.display_world, figure_words(query.display_world)
    figures = [{**row, "says": words[row["figure"]]} for row in answer["figures"]]
    return {"says": measure_label(read_measure(answer["measure"], world), world), "figures": figures}


_RENAMED_PARTS: Mapping[str, Callable[[CityQuery, Json], Json]] = MappingProxyType(
    {
        "link": _link_names,
        "match": _link_names,
        "best": _removal_names,
        "sweep": _sweep_names,
        "trade": trade_names,
        "tornado": _tornado_names,
    }
)
"""For each tab whose answer names rows of the world, the function that makes those parts again."""

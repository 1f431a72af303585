"""A tour on paper: one HTML file that prints a page a stop, with its sentence, its map, its notes and its address.

It needs no server and no script. What a stop's map lights is what the stop shows: the waves told there, the proof of
one refusal, or all that is left under a what-if. `page_print` makes a PDF of it where a browser is there.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from linkage.answers.exports.provenance_stamp import world_provenance
from linkage.answers.spread_question import Answer, find_effect
from linkage.answers.trace.highlights import highlights
from linkage.drawing.markup import element, escape
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.svg.svg import StaticImage, svg
from linkage.drawing.world_scene import world_scene
from linkage.errors import LinkageError
from linkage.lessons.lesson_model import View
from linkage.lessons.view_check import ViewCheck, first_line
from linkage.spread.steps import Step
from linkage.tours.tour_check import Load, closed_services
from linkage.tours.tour_model import Ending, Tour, TourStop

_LABELS = MappingProxyType(
    {
        "stop": "{title} - stop {number} of {total}",
        "note": "Notes",
        "walk": "{count} presses within this stop",
        "closed": "{closed} of {total} services closed to {name}",
        "ask": "Ask the room",
        "try": "Try",
        "end": "{title} - the end",
    }
)


def tour_page(tour: Tour, load: Load) -> str:
    """A tour as HTML text; printed, every stop is a page.

    Args:
        load: gives a world by its name.
    """
    worlds = cache(load)
    total = len(tour.stops)
    pages = [_stop_page(tour, number, total, stop, worlds) for number, stop in enumerate(tour.stops, start=1)]
    pages.append(_end_page(tour, tour.end))
    stamp = "<br/>".join(map(escape, world_provenance(worlds(tour.world).everything)))
    style = (files("linkage.tours") / "tour_page.css").read_text("utf-8") + styles()
    hashed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", http_equiv="Content-Security-Policy", content=policy)
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", escape(tour.title))
        + f"<style>{style}</style>"
    )
    body = "".join(pages) + element("footer", stamp)
    return f'<!doctype html>\n<html lang="en" data-theme="light"><head>{head}</head>\n<body>{body}</body></html>\n'


def _stop_page(tour: Tour, number: int, total: int, stop: TourStop, load: Load) -> str:
    kicker = _LABELS["stop"].format(title=tour.title, number=number, total=total)
    walk = element("p", escape(_LABELS["walk"].format(count=stop.walk)), class_="soft") if stop.walk else ""
    note = element("aside", element("h2", _LABELS["note"]) + element("p", escape(stop.note))) if stop.note else ""
    address = element("p", element("code", escape(stop.view.address)), class_="soft")
    head = element("p", escape(kicker), class_="soft") + element("h1", escape(stop.say))
    return element("section", head + _shown(stop, load) + note + walk + address)


def _shown(stop: TourStop, load: Load) -> str:
    """The map of a stop and what it comes to; a lesson's stop has none, and one without an answer says why."""
    if stop.view.page == "lessons":
        return ""
    try:
        answer = ViewCheck("", None, "", load(dict(stop.view.parts)["world"]).everything, stop.view).answer
    except LinkageError as error:
        return element("p", escape(first_line(error)), class_="soft")
    waves = _waves(stop, answer)
    labels = {"closed": closed_services(answer, waves), "total": len(answer.world.doors), "name": answer.name}
    return _map(answer, _lit_steps(stop.view, answer, waves)) + element("p", escape(_LABELS["closed"].format(**labels)))


def _waves(stop: TourStop, answer: Answer) -> int:
    """How many waves are told when a stop is left: on the stage those that it names and walks, elsewhere all."""
    if stop.view.page != "stage":
        return len(answer.spread.waves)
    return min(int(dict(stop.view.parts).get("wave", 0)) + stop.walk, len(answer.spread.waves))


def _lit_steps(view: View, answer: Answer, waves: int) -> list[Step]:
    """The steps that a stop's map lights: the proof that Why shows, else all that is told."""
    service = dict(view.parts).get("why", "")
    effect = find_effect(answer.spread, service, answer.subject) if view.page == "why" and service else None
    if effect:
        return list(answer.spread.proof(answer.spread.by_id[effect.step]))
    return [step for wave in answer.spread.waves[:waves] for step in wave]


def _map(answer: Answer, steps: list[Step]) -> str:
    lit = highlights(answer.world, steps)
    wrong = frozenset(part for part, classes in lit.items() if "wrong" in classes)
    return svg(world_scene(answer.world, answer.records[0].kind), image=StaticImage(lit, wrong, small=True))


def _end_page(tour: Tour, end: Ending) -> str:
    ask = element("h2", _LABELS["ask"]) + element("h1", escape(end.ask)) if end.ask else ""
    rows = "".join(
        element("li", escape(link.label) + " " + element("code", escape(link.view.address))) for link in end.tries
    )
    tries = element("h2", _LABELS["try"]) + element("ul", rows) if rows else ""
    return element(
        "section", element("p", escape(_LABELS["end"].format(title=tour.title)), class_="soft") + ask + tries
    )

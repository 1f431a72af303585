"""The guided talks of a world as data for the book: what each stop says, its notes, and where the book shows it."""

from __future__ import annotations

from typing import Any

from linkage.book.book_places import BookPlaces
from linkage.lessons.lesson_model import View
from linkage.tours.tour_catalogue import load_tour, tour_paths
from linkage.tours.tour_model import Tour
from linkage.world.model import World

Json = dict[str, Any]


def book_tours(world: World, places: BookPlaces) -> list[Json]:
    """The bundled tours of a world, in the order of their ids."""
    tours = [load_tour(name) for name in tour_paths()]
    return [_tour(tour, places) for tour in tours if tour.world == world.id]


def _tour(tour: Tour, places: BookPlaces) -> Json:
    return {
        "id": tour.id,
        "title": tour.title,
        "about": tour.about,
        "stops": [
            {"say": stop.say, "note": stop.note, "walk": stop.walk, **_place(stop.view, places)} for stop in tour.stops
        ],
        "ask": tour.end.ask,
        "tries": [{"label": link.label, **_place(link.view, places)} for link in tour.end.tries],
    }


def _place(view: View, places: BookPlaces) -> Json:
    """Where the book shows a view, and its address in the app."""
    return {"place": places.place(view), "address": view.address}

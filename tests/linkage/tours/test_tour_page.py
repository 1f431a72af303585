"""A tour on paper: a page a stop with its sentence, map and notes; nothing is fetched, nothing gets in as markup."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

from linkage.tours.tour_catalogue import load_tour
from linkage.tours.tour_file import parse_tour
from linkage.tours.tour_page import tour_page
from linkage.world.storage import folders
from tests.linkage.tours.test_tour_file import TOUR

load = cache(folders.load)


def test_every_stop_is_a_page_with_its_sentence_notes_and_address_and_the_end_is_the_last() -> None:
    tour = load_tour("thirty-seconds")
    sections = tour_page(tour, load).split("<section>")[1:]
    assert len(sections) == len(tour.stops) + 1
    for stop, section in zip(tour.stops, sections, strict=False):
        text = unescape(section)
        assert stop.say in text
        assert stop.note in text
        assert stop.view.address in text
        assert "<svg" in section
    assert tour.end.ask in unescape(sections[-1])


def test_a_page_says_how_many_services_are_closed_when_its_stop_is_left() -> None:
    sections = tour_page(load_tour("thirty-seconds"), load).split("<section>")[1:]
    closed = [int(re.findall(r"(\d+) of 25 services closed", section)[0]) for section in sections[:-1]]
    assert closed == [0, 0, 0, 15, 15, 16, 16]


def test_the_map_lights_no_more_than_is_told() -> None:
    sections = tour_page(load_tour("thirty-seconds"), load).split("<section>")[1:]
    lit = [len(re.findall(r'class="[^"]*\bon\b', section)) for section in sections[:6]]
    assert lit == sorted(lit)
    assert lit[0] < lit[2] < lit[5]


def test_a_page_fetches_nothing_and_lets_no_markup_in() -> None:
    page = tour_page(parse_tour(TOUR.replace("One.", "<img src=x onerror=1>"), "talk.toml"), load)
    assert "<img" not in page
    assert "default-src &#39;none&#39;" in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)

"""All data of a book as one value: what its script shows, and what a test holds against the library."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from linkage.answers.exports.provenance_stamp import reading_title, world_provenance
from linkage.answers.sentences import within_quotes
from linkage.answers.spread_question import Answer, Question, ask, given_people
from linkage.book.book_lessons import book_lessons
from linkage.book.book_places import BookPlaces
from linkage.book.book_story import book_story
from linkage.book.book_tours import book_tours
from linkage.book.city_counts import city_counts
from linkage.book.switch_list import BookSwitch, SwitchedWorlds, book_switches, group_title
from linkage.drawing.markup import legal
from linkage.errors import NobodyFitsError
from linkage.population.tables import Tables
from linkage.population.text_tables.text_columns import collector_paused
from linkage.vocabulary import EFFECT_KINDS, STATUSES
from linkage.world.model import Quote, World
from linkage.world.storage.fingerprint import fingerprint
from linkage.world.what_if.intervention import rule_name
from linkage.world.what_if.parser import under

Json = dict[str, Any]
FORMAT = 1
"""The version of this data: it grows when a field goes or means something else."""


def book_data(world: World, people: Question | None = None) -> Json:
    """A world as a book has it: stories, switches, the city, lessons, tours, quotes, names.

    Args:
        people: whose people: its seed and tables are those of every story, its residents those of the city (None: the
            world's population).

    Raises:
        LinkageError: tables that aren't there, or that don't fit the world.
    """
    everything, whose = world.everything, people or Question()
    switches, tables = book_switches(everything), given_people(everything, whose)
    with collector_paused(), ThreadPoolExecutor(1) as beside:  # the city is counted by processes of its own
        counted = beside.submit(city_counts, everything, switches, whose, tables)
        stories = _stories(everything, switches, whose, tables)
        city = counted.result()
    places = BookPlaces(everything.id, [story["id"] for story in stories], [switch.text for switch in switches])
    data: Json = {
        "format": FORMAT,
        "world": _world(everything),
        "names": _names(everything),
        "quotes": {quote.id: _quote(everything, quote) for quote in everything.quotes.values()},
        "switches": [_switch(switch) for switch in switches],
        "stories": stories,
        "city": city,
        "lessons": book_lessons(everything, places),
        "tours": book_tours(everything, places),
    }
    return dict(_legal(data))


def _stories(world: World, switches: tuple[BookSwitch, ...], whose: Question, tables: Tables | None) -> list[Json]:
    answers = _story_answers(world, whose, tables)
    worlds = SwitchedWorlds(answers[0].world.everything if answers else world)
    return [book_story(answer, switches, worlds) for answer in answers]


def _story_answers(world: World, whose: Question, tables: Tables | None) -> list[Answer]:
    """The answer of each story; one that fits nobody of one's own tables is left out."""
    answers = []
    for story in world.stories:
        question = Question(story=story, seed=whose.seed, tables=whose.tables, seed_stated=whose.seed_stated)
        try:
            answers.append(ask(world, question, tables.branch() if tables is not None else None))
        except NobodyFitsError:
            if tables is None:
                raise
    return answers


def _world(world: World) -> Json:
    """What the book says of its world: names, label, hash, the provenance lines of every export."""
    return {
        "id": world.id,
        "title": world.title,
        "question": world.question,
        "about": world.about,
        "label": world.label_line,
        "hash": fingerprint(world),
        "baseline": world.baseline,
        "reading": reading_title(world),
        "population": world.population,
        "stamp": list(world_provenance(under(world))),
        "doors": list(world.doors),
        "everyday": [service for service in world.doors if world.services[service].everyday],
    }


def _names(world: World) -> Json:
    """The names of rows by their ids, and the words of effects and statuses."""
    return {
        "services": {row.id: row.name for row in world.services.values()},
        "instead": {row.id: row.instead for row in world.services.values() if row.instead},
        "databases": {row.id: row.name for row in world.databases.values()},
        "agencies": {row.id: world.agencies[row.agency].name for row in world.databases.values()},
        "identifiers": {row.id: row.name for row in world.identifiers.values()},
        "about": {
            **{f"link:{row.id}": row.about for row in world.links.values() if row.about},
            **{f"rule:{row.id}": row.about for row in world.rules.values() if row.about},
        },
        "rules": {rule: rule_name(world, rule) for rule in world.rules},
        "effects": {
            name: [kind.word, kind.participle, kind.colour, kind.city_word] for name, kind in EFFECT_KINDS.items()
        },
        "statuses": dict(STATUSES),
    }


def _switch(switch: BookSwitch) -> Json:
    return {
        "text": switch.text,
        "group": switch.group,
        "group_title": group_title(switch.group),
        "sentence": switch.sentence,
    }


def _quote(world: World, quote: Quote) -> Json:
    """A quote with its source; blank where its text was not seen, and then what it says in our words."""
    source = world.sources.get(quote.source)
    named = (source.title, source.publisher, source.date) if source else ()
    return {
        "text": within_quotes(quote.quote),
        "says": quote.says,
        "caution": quote.caution,
        "checked": quote.checked,
        "source": " · ".join(part for part in named if part),
    }


def _legal(value: Any) -> Any:
    """A value whose texts have no character that could turn the direction of writing, or that no page allows."""
    if isinstance(value, str):
        return legal(value)
    if isinstance(value, dict):
        return {legal(key): _legal(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_legal(entry) for entry in value]
    return value

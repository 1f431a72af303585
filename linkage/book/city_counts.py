"""The whole city in the book: its counts as the world is, and of every single switch what differs from them.

All are counted on the same people by one counter. A row is a service and an effect; a switch lists the rows whose
numbers differ, each with all its numbers anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from linkage.answers.spread_question import Question
from linkage.answers.whole_city.city_report import CityCounter, city_json
from linkage.book.switch_list import BookSwitch
from linkage.citywide.counts.query import CountQuery
from linkage.population.tables import Tables
from linkage.world.model import World
from linkage.world.needs_chains import needs_chains
from linkage.world.what_if.parser import under

Json = dict[str, Any]
Door = tuple[str, str]
Numbers = tuple[float, ...]
COUNTS = ("residents", "companies", "wrongly", "without_residents", "without_companies", "assumed")
"""The numbers of a row: how many it reaches, how many of them all by wrong matches, how many with every link cut, and
the share of its inputs that is assumed."""

_NONE: Numbers = (0,) * len(COUNTS)


def city_counts(world: World, switches: Sequence[BookSwitch], people: Question, tables: Tables | None = None) -> Json:
    """The counts of the baseline, and what differs under each switch.

    Args:
        people: its seed and its number of residents (None: the world's population).
        tables: somebody's own tables, whose people are counted instead.
    """
    everything = world.everything
    residents = None if tables is not None else people.residents
    with CityCounter(everything, people.seed, residents, tables=tables) as counter:
        worlds = [under(counter.world, text) for text in ("", *(switch.text for switch in switches))]
        query = CountQuery(without_links=True, needs_chains=needs_chains(counter.world))
        totals = counter.counts(worlds, query)
        answers = [city_json(*pair, counter.seed, "") for pair in zip(worlds, totals, strict=True)]
    return _city(answers)


def _city(answers: Sequence[Json]) -> Json:
    """The counts of the first answer, and the differences of the others."""
    rows = [_rows(answer) for answer in answers]
    closed = [_closed(answer) for answer in answers]
    doors = sorted({door for answer_rows in rows for door in answer_rows})
    services = sorted({service for answer_closed in closed for service in answer_closed})
    return {
        **{name: answers[0][name] for name in ("residents", "companies", "records", "seed")},
        "rows": [[*door, *rows[0].get(door, _NONE)] for door in doors],
        "closed": [[service, *closed[0].get(service, (0, 0, 0))] for service in services],
        "switches": [
            {
                "records": answer["records"],
                "rows": _differences(doors, rows[0], rows[number], _NONE),
                "closed": _differences(services, closed[0], closed[number], (0, 0, 0)),
            }
            for number, answer in enumerate(answers[1:], start=1)
        ],
    }


def _rows(answer: Json) -> dict[Door, Numbers]:
    """The numbers of each service and effect of an answer."""
    return {
        (row["service"], row["effect"]): (
            row["residents"],
            row["companies"],
            row["wrongly"],
            row["without_links"]["residents"],
            row["without_links"]["companies"],
            row["assumed_share"],
        )
        for row in answer["effects"]
    }


def _closed(answer: Json) -> dict[str, Numbers]:
    return {row["service"]: (row["residents"], row["companies"], row["by_needs"]) for row in answer["closed"]}


def _differences(
    names: Sequence[Any], before: dict[Any, Numbers], after: dict[Any, Numbers], none: Numbers
) -> list[list[float]]:
    """The places of the names whose numbers differ, each with its numbers after."""
    pairs = [(place, before.get(name, none), after.get(name, none)) for place, name in enumerate(names)]
    return [[place, *now] for place, was, now in pairs if was != now]

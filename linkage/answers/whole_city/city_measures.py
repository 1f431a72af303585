"""What can be measured of a whole city under a what-if, as `sweep` and the City page ask for it.

EFFECT:SERVICE            residents, as `city` counts them (publications and fines without a service: `fine:`)
companies:EFFECT:SERVICE  companies
wrongly:EFFECT:SERVICE    residents and companies all of whose rows for it are wrong
falsely:EFFECT:SERVICE    residents and companies all of whose rows for it are false
closed:SERVICE            residents to whom it is closed, itself or because a service that it needs is closed
restricted                residents with a restriction anywhere, each once
rewarded                  residents with a reward anywhere, each once
doors                     doors closed: residents barred, summed over services
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from linkage.answers.sentences import city_word, name
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.workers import Progress
from linkage.errors import LinkageError, nearest, unknown
from linkage.spread.durations import latest_arrivals
from linkage.vocabulary import CLOSING_EFFECTS, RESTRICTIONS, REWARDS, SERVICE_EFFECTS, WITHOUT_SERVICE
from linkage.world.model import World
from linkage.world.needs_chains import needs_chain

CITY_MEASURES = ("restricted", "rewarded", "doors")
"""The measures of the whole city, over all services."""

DOUBTFUL = ("wrongly", "falsely")
"""Whom a (service, effect) reaches by wrong matches only, or by false records only."""

CLOSED = "closed"
"""The measure of a service that is closed, itself or by what it needs."""

_ONE_DOOR = ("", WITHOUT_SERVICE[0])  # where many doors are counted as one
_ONE_DOOR_MEASURES = ("restricted", "rewarded")
_MERGED = (*_ONE_DOOR_MEASURES, "doors")  # the last only where several effects close doors


class Measure(NamedTuple):
    """What is counted: its text, its unit in words; at a (service, effect), of whom (residents, companies, wrongly,
    falsely).

    Of a closed service the effect is `closed`, and so is `of`.
    """

    text: str
    unit: str
    door: tuple[str, str] | None
    of: str


class ManyWorldCounter(Protocol):
    """Something that counts everybody under several worlds: a `WorkerPool`, or a `CityCounter`."""

    def counts(
        self, worlds: list[World], query: CountQuery | None = None, progress: Progress | None = None
    ) -> list[Totals]:
        """The totals under each world."""


def read_measure(text: str, world: World) -> Measure:
    """Read a measure.

    Raises:
        LinkageError: there is no such measure, service, or effect there.

    >>> from linkage.world.storage import folders
    >>> read_measure("wrongly:refuse:loan", folders.load("tiny")).door
    ('loan', 'refuse')
    """
    units = {"restricted": "residents", "rewarded": "residents", "doors": "services closed to residents"}
    if text in units:
        return Measure(text, units[text], None, text)
    if text.startswith("closed:"):
        return _closed_measure(text, world)
    of, rest = "residents", text
    for whom in ("companies", *DOUBTFUL):
        if text.startswith(f"{whom}:"):
            of, rest = whom, text.partition(":")[2]
    effect, colon, service = rest.partition(":")
    if not colon or effect not in SERVICE_EFFECTS:
        known = [*CITY_MEASURES, CLOSED, *sorted(SERVICE_EFFECTS)]
        near = nearest(effect, known)
        hint = f" Did you mean '{near}'?" if near else ""
        raise LinkageError(
            f"'{text}' measures nothing: {', '.join(CITY_MEASURES)}, EFFECT:SERVICE, "
            f"companies:EFFECT:SERVICE, wrongly:EFFECT:SERVICE, falsely:EFFECT:SERVICE and closed:SERVICE do.{hint}"
        )
    doors = {(rule.service, rule.effect) for rule in world.everything.rules.values() if rule.at_a_service}
    if service and service not in world.everything.services:
        raise LinkageError(unknown("service", service, world.everything.services))
    if (service, effect) not in doors:
        known_doors = sorted(
            f"{door_effect}:{door_service}"
            for door_service, door_effect in doors
            if door_service == service or door_effect == effect
        )
        if service and _can_be_closed(service, world):
            known_doors.append(f"{CLOSED}:{service}")
        raise LinkageError(
            f"No rule of this world brings '{effect}:{service}'; there is {', '.join(known_doors) or 'none'}."
        )
    unit = "residents and companies" if of in DOUBTFUL else of
    return Measure(text, unit, (service, effect), of)


def _closed_measure(text: str, world: World) -> Measure:
    """The measure of a closed service.

    Raises:
        LinkageError: there is no such service, or nothing closes it.
    """
    service = text.partition(":")[2]
    if service not in world.everything.services:
        raise LinkageError(unknown("service", service, world.everything.services))
    if not _can_be_closed(service, world):
        closed = [name for name in world.doors if _can_be_closed(name, world)]
        raise LinkageError(f"No rule of this world closes '{service}'; rules close {', '.join(closed) or 'nothing'}.")
    return Measure(text, "residents", (service, CLOSED), CLOSED)


def measure_names(world: World) -> list[str]:
    """Every measure of a world, as `read_measure` reads it: those of the whole city first, then each service's.

    >>> from linkage.world.storage import folders
    >>> names = measure_names(folders.load("tiny"))
    >>> names[:3], "wrongly:refuse:loan" in names, "closed:loan" in names
    (['restricted', 'rewarded', 'doors'], True, True)
    """
    doors = sorted({f"{rule.effect}:{rule.service}" for rule in world.everything.rules.values() if rule.at_a_service})
    closed = [f"{CLOSED}:{service}" for service in world.everything.services if _can_be_closed(service, world)]
    whom = [f"{of}:{door}" for of in ("companies", *DOUBTFUL) for door in doors]
    return [*CITY_MEASURES, *doors, *closed, *whom]


def _can_be_closed(service: str, world: World) -> bool:
    """Whether a rule closes a service, or one that it needs."""
    chain = needs_chain(world, service)
    rules = world.everything.rules.values()
    return service in world.doors and any(rule.service in chain and rule.effect in CLOSING_EFFECTS for rule in rules)


def measure_label(measure: Measure, world: World) -> str:
    """What a measure counts, in words."""
    if measure.door is None:
        words = {"restricted": "with a restriction anywhere", "rewarded": "with a reward anywhere"}
        return f"{measure.unit} {words[measure.of]}" if measure.of in words else measure.unit
    service = name(world.everything.services, measure.door[0]) or "no service"
    if measure.of == CLOSED:
        return f"{measure.unit} to whom {service} is closed, itself or by what it needs"
    only = f", {measure.of} only" if measure.of in DOUBTFUL else ""
    return f"{measure.unit}, {city_word(measure.door[1])} at {service}{only}"


def measure_worlds(
    city: ManyWorldCounter, worlds: Sequence[World], measures: Sequence[Measure], on_day: int | None
) -> list[tuple[int, ...]]:
    """For each world, the number of each measure. What counts over several effects at once is a world of its own."""
    counted, query = worlds_to_count(worlds, measures, on_day)
    return measure_totals(city.counts(counted, query), worlds, measures)


def worlds_to_count(
    worlds: Sequence[World], measures: Sequence[Measure], on_day: int | None
) -> tuple[list[World], CountQuery]:
    """The worlds that have to be counted for some measures, and how; `measure_totals` reads their totals."""
    merged = _merged_measures(worlds, measures)
    plain = worlds if len(merged) < len(measures) else ()
    all_worlds = [*plain, *(_merged_world(world, of) for of in merged for world in worlds)]
    closed = {measure.door[0] for measure in measures if measure.of == CLOSED and measure.door}
    chains = tuple((service, needs_chain(worlds[0], service)) for service in sorted(closed))
    return all_worlds, CountQuery(on_day=on_day, latest_removals=latest_arrivals, needs_chains=chains)


def measure_totals(
    totals: Sequence[Totals], worlds: Sequence[World], measures: Sequence[Measure]
) -> list[tuple[int, ...]]:
    """For each world, the number of each measure, from the totals of `worlds_to_count`."""
    merged = _merged_measures(worlds, measures)
    plain = len(merged) < len(measures)
    merged_totals = {
        of: totals[len(worlds) * index :][: len(worlds)] for index, of in enumerate(merged, start=int(plain))
    }
    return [
        tuple(_measure_total(measure, merged_totals.get(measure.of, totals)[index]) for measure in measures)
        for index in range(len(worlds))
    ]


def _merged_measures(worlds: Sequence[World], measures: Sequence[Measure]) -> list[str]:
    """The measures that count several effects as one, each of which needs worlds of its own."""
    merged = _MERGED if max(map(_closing_effects, worlds)) > 1 else _ONE_DOOR_MEASURES
    return [measure.of for measure in measures if measure.of in merged]


def _closing_effects(world: World) -> int:
    """How many kinds of effect close doors in a world."""
    return len({rule.effect for rule in world.rules.values()} & CLOSING_EFFECTS)


def _merged_world(world: World, of: str) -> World:
    """A world in which the effects that a measure counts together are one effect."""
    return _with_one_closing_effect(world) if of == "doors" else _at_one_door(world, of)


def _measure_total(measure: Measure, total: Totals) -> int:
    if measure.of in _ONE_DOOR_MEASURES:
        return total.of(_ONE_DOOR)[0]
    if measure.door is None:
        return sum(total.of(door)[0] for door in total.doors if door[1] in CLOSING_EFFECTS)
    if measure.of == CLOSED:
        return total.closed[measure.door[0]].residents if measure.door[0] in total.closed else 0
    if measure.of in DOUBTFUL:
        door_total = total.doors.get(measure.door)
        counts = {} if door_total is None else {"wrongly": door_total.wrongly, "falsely": door_total.falsely}
        return counts.get(measure.of, 0)
    return total.of(measure.door)[measure.of == "companies"]


def _with_one_closing_effect(world: World) -> World:
    """A world with one effect that closes, so that a door which is closed to somebody in two ways counts once."""
    effect = min(CLOSING_EFFECTS)
    closing = {rule.id: replace(rule, effect=effect) for rule in world.rules.values() if rule.effect in CLOSING_EFFECTS}
    return replace(world, rules={**world.rules, **closing})


def _at_one_door(world: World, of: str) -> World:
    """A world whose restrictions (or rewards) all stand at one door, so that whoever has several counts once."""
    effects = RESTRICTIONS if of == "restricted" else REWARDS
    rules = {
        rule.id: replace(rule, service=_ONE_DOOR[0], effect=_ONE_DOOR[1]) if rule.effect in effects else rule
        for rule in world.rules.values()
        if rule.effect in effects or rule.effect not in SERVICE_EFFECTS
    }
    return replace(world, rules=rules)

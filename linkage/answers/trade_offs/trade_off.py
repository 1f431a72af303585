"""The trade-off of matching: how many wrong people an effect reaches, and how many it misses.

Over keys: what agencies match on once an identifier is gone (`world.what_if.fallback`). Over a figure: a column's
errors, or the probability from which a linker's pairs count (`threshold:LINK`), as a sweep goes over it. A strict match
misses people, a loose one takes others for them; the answer counts both, for every age group. Source: design 11.2-11.4.

Missed is who isn't reached, though right matches would reach them in the world as it was, with no cell in error, or at
another point of the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from linkage.answers.uncertainty.asked_city import Steps, finished
from linkage.answers.whole_city.city_measures import read_measure
from linkage.answers.whole_city.sweep import point_what_if, read_axis
from linkage.citywide.counts.wrong_and_missed import Reached, wrong_and_missed
from linkage.citywide.engine.account_joins import AccountJoins, all_blocks
from linkage.citywide.engine.link_joins import LinkJoins
from linkage.citywide.engine.table_joins import TableJoins
from linkage.citywide.workers import Progress
from linkage.errors import LinkageError, UsageError
from linkage.population.own_tables.pair_reader import paired_world
from linkage.population.residents import Residents
from linkage.population.tables import Tables
from linkage.world.composites import parts_of
from linkage.world.model import World
from linkage.world.what_if.fallback import fallback
from linkage.world.what_if.intervention import key_name
from linkage.world.what_if.parser import under

BLOCKS_AT_ONCE = 32
EVERYBODY = "everybody"
"""The name of all groups together."""

TRADE_COLUMNS = ("point", "group", "reached", "wrongly", "missed")
"""The columns of the answer's table."""


class Point(NamedTuple):
    """One way to match: what it is called, and the what-if that gives its numbers."""

    name: str
    what_if: str


class TradeOff(NamedTuple):
    """The answer: of each point, by group, who is reached, reached wrongly, and missed."""

    world: World
    measure: str
    seed: int | None
    residents: int
    points: tuple[Point, ...]
    groups: tuple[str, ...]
    reached: tuple[Reached, ...]
    own_tables: bool = False

    def rows(self) -> list[tuple[str, str, int, int, int]]:
        """A row a point and group, everybody first; groups in which nobody is reached or missed are left out."""
        rows: list[tuple[str, str, int, int, int]] = []
        for point, counts in zip(self.points, self.reached, strict=True):
            everybody = (int(column.sum()) for column in counts)
            by_group = (
                (name, tuple(int(column[place]) for column in counts)) for place, name in enumerate(self.groups)
            )
            for group, numbers in [(EVERYBODY, tuple(everybody)), *by_group]:
                if any(numbers) or group == EVERYBODY:
                    reached, wrongly, missed = numbers
                    rows.append((point.name, group, reached, wrongly, missed))
        return rows


class TradeOffPlan(NamedTuple):
    """A trade-off before it is counted: its points, and at which service and effect people are counted.

    Args:
        world: as its folder says it.
        measure: EFFECT:SERVICE.
        door: the same as service and effect.
        points: the ways to match.
        what_if: what holds at every point.
    """

    world: World
    measure: str
    door: tuple[str, str]
    points: tuple[Point, ...]
    what_if: str = ""

    def steps(
        self, seed: int = 1, residents: int | None = None, tables: Tables | None = None, blocks: int = BLOCKS_AT_ONCE
    ) -> Steps[TradeOff]:
        """The answer, in steps of some blocks of people.

        Args:
            residents: how many (None: the world's population).
            tables: somebody's own tables, whose people are counted instead: seed and residents then say nothing.
            blocks: how many blocks of people a step counts.
        """
        start = under(self.world, self.what_if)
        worlds = [replace(start, columns={}), *(under(self.world, point.what_if) for point in self.points)]
        number = residents or self.world.everything.population
        parts = list(_parts_of_people(self.world, seed, number, tables, blocks))
        totals: list[Reached] = []
        groups: tuple[str, ...] = ()
        for done, make_joins in enumerate(parts, start=1):
            joins = make_joins()
            groups = joins.all_groups
            found = wrong_and_missed(joins, worlds, self.door, len(self.points))
            totals = [one + two for one, two in zip(totals, found, strict=True)] if totals else found
            yield done, len(parts)
        about = (seed, number) if tables is None else (tables.stated_seed, tables.number_of_residents)
        return TradeOff(self.world, self.measure, *about, self.points, groups, tuple(totals), tables is not None)


def plan_trade_off(
    world: World,
    measure: str,
    *,
    over: str = "",
    without: str = "",
    match: Sequence[str] = (),
    what_if: str = "",
    tables: Tables | None = None,
) -> TradeOffPlan:
    """Read and check a trade-off; its arguments are those of `trade_off`.

    Raises:
        UsageError: neither a figure nor keys, or both.
        LinkageError: a name that isn't there; a key that stands in for no link.
    """
    if bool(over) == bool(without) or bool(match) != bool(without):
        raise UsageError("A trade-off goes over a figure, or over keys to match on once an identifier is gone.")
    if tables is not None:
        world = paired_world(world.everything, tables)
    asked = read_measure(measure, world)
    if asked.door is None or asked.of != "residents":
        raise UsageError(f"'{measure}' isn't one effect at a service: EFFECT:SERVICE is, such as refuse:loan.")
    points = tuple(_figure_points(world, over, what_if) if over else _key_points(world, without, match, what_if))
    return TradeOffPlan(world, measure, asked.door, points, what_if)


def trade_off(
    world: World,
    measure: str,
    *,
    over: str = "",
    without: str = "",
    match: Sequence[str] = (),
    what_if: str = "",
    seed: int = 1,
    residents: int | None = None,
    progress: Progress | None = None,
    tables: Tables | None = None,
) -> TradeOff:
    """Wrong people reached against people missed, at every point.

    Args:
        world: as its folder says it.
        measure: EFFECT:SERVICE, such as `refuse:loan`.
        over: a figure as a sweep has it, such as `mistyped:DATABASE.IDENTIFIER=0..0.2/0.05`.
        without: instead of a figure: the identifier that is dropped.
        match: with `without`: the keys that are matched on instead, such as `name-birth-date`; several: several points.
        what_if: what holds at every point.
        residents: how many (None: the world's population).
        progress: called with how many of how many parts of the city are counted.
        tables: somebody's own tables, whose people are counted instead.

    Raises:
        UsageError: neither a figure nor keys, or both.
        LinkageError: a name that isn't there; a key that stands in for no link.
    """
    plan = plan_trade_off(world, measure, over=over, without=without, match=match, what_if=what_if, tables=tables)
    return finished(plan.steps(seed, residents, tables), progress)


def _figure_points(world: World, over: str, what_if: str) -> Iterator[Point]:
    axis = read_axis(over, world, what_if)
    if axis.is_coverage:
        raise UsageError("A coverage can't be traded off: other coverages would be other people.")
    for value in axis.values:
        yield Point(axis.at(value), point_what_if(what_if, [axis], [value]))


def _key_points(world: World, without: str, match: Sequence[str], what_if: str) -> Iterator[Point]:
    start = under(world, what_if)
    for key in dict.fromkeys(match):
        found = fallback(start, without, key)
        if not found.replaced:
            held = ", ".join(parts_of(key))
            raise LinkageError(f"No link could match on {held} instead of '{without}': no two databases both hold it.")
        yield Point(key_name(world, key), ",".join(filter(None, [what_if, found.text])))


def _parts_of_people(
    world: World, seed: int, residents: int, tables: Tables | None, at_once: int
) -> Iterator[Callable[[], LinkJoins]]:
    """The people, some blocks at a time: each part is made when it is called for, and forgotten after."""
    if tables is not None:
        yield partial(TableJoins, tables)
        return
    people = Residents(world.everything, seed, residents)
    blocks = all_blocks(people)
    for first in blocks[::at_once]:
        yield partial(AccountJoins, people, range(first, min(first + at_once, blocks.stop)))

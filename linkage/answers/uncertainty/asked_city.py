"""What is asked about how sure a city's counts are: whose city, under which what-if or pair of what-ifs, on which day.

Its counts are found in populations of their own, piece by piece: a generator says how far it is and returns an answer,
so that a terminal, a page and a test run the same.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from linkage.answers.asked_numbers import asked_number
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals
from linkage.citywide.many_populations import CountTask, count_tasks
from linkage.spread.durations import latest_arrivals
from linkage.world.model import World
from linkage.world.what_if.parser import parse, text_of, under

Json = dict[str, Any]
Door = tuple[str, str]
Answer = TypeVar("Answer")
Steps = Generator[tuple[int, int], None, Answer]
"""Says after each piece how many of how many are done, and returns an answer."""

NO_RANGE = "A range is found by making other people with other numbers; the people of one's own tables are given."
"""Why own tables have no range."""

COUNTS = ("residents", "companies", "residents_through_links", "companies_through_links")
"""What is counted of each service and effect."""


@dataclass(frozen=True)
class AskedCity:
    """A city, and what is counted in it.

    Args:
        world: the world as its folder says it.
        what_if: under which it is counted.
        seed: which invented people; of draws also which draws.
        residents: how many.
        before: the what-if that it is compared with; None: it is compared with nothing.
        on_day: count only what is in force on this day.
        workers: processes (None: as many as pay).
        steps_back: whether these processes let others go first.
    """

    world: World
    what_if: str
    seed: int
    residents: int
    before: str | None = None
    on_day: int | None = None
    workers: int | None = None
    steps_back: bool = False

    @classmethod
    def of(
        cls,
        world: World,
        what_if: str = "",
        seed: int = 1,
        residents: int | None = None,
        before: str | None = None,
        on_day: int | None = None,
        workers: int | None = None,
    ) -> AskedCity:
        """The question with all that it leaves out: a what-if is compared with none, unless `before` says another.

        Raises:
            UsageError: a number of residents that no city has.
            WhatIfError: a what-if that can't be read or applied.
        """
        everything = world.everything
        number = asked_number("residents", everything.population if residents is None else residents)
        for text in (what_if, before or ""):
            under(everything, text)
        if before is None and parse(what_if, everything):
            before = ""
        return cls(everything, what_if, seed, number, before, on_day, workers)

    @property
    def sides(self) -> tuple[str, ...]:
        """The what-ifs that are counted on the same people: the asked one, then the one before it."""
        return (self.what_if,) if self.before is None else (self.what_if, self.before)

    @property
    def query(self) -> CountQuery:
        """What is counted."""
        return CountQuery(None, self.on_day, latest_arrivals, without_links=True)

    def task(self, folder: World, seed: int | None = None) -> CountTask:
        """The people of a folder, counted on each side."""
        seed = self.seed if seed is None else seed
        return CountTask(folder.everything, seed, tuple(under(folder, text) for text in self.sides))

    def json(self) -> Json:
        """The question as every answer repeats it."""
        return {
            "seed": self.seed,
            "residents": self.residents,
            "what_if": self._text(self.what_if),
            **({} if self.before is None else {"before": self._text(self.before)}),
            **({} if self.on_day is None else {"on_day": self.on_day}),
        }

    def _text(self, what_if: str) -> str:
        return text_of(parse(what_if, self.world))


SideCounts = dict[Door, dict[str, int]]
"""Of each service and effect the number of each of `COUNTS`."""


def count_populations(asked: AskedCity, tasks: Sequence[CountTask]) -> Steps[list[list[SideCounts]]]:
    """The counts of each task, on each side."""
    counted: list[list[SideCounts]] = []
    for totals in count_tasks(tasks, asked.residents, asked.query, asked.workers, asked.steps_back):
        counted.append([side_counts(total) for total in totals])
        yield len(counted), len(tasks)
    return counted


def side_counts(total: Totals) -> SideCounts:
    """The counts of some totals; what came through links is the difference to every link cut."""
    counts = {}
    for door in {*total.doors, *(total.without_links or {})}:
        everybody, at_home = total.of(door), (total.without_links or {}).get(door, (0, 0))
        through = (everybody[0] - at_home[0], everybody[1] - at_home[1])
        counts[door] = dict(zip(COUNTS, (*everybody, *through), strict=True))
    return counts


def finished(steps: Steps[Answer], progress: Callable[[int, int], None] | None = None) -> Answer:
    """The answer of some steps, all done.

    Args:
        progress: called with how many of how many are done.
    """
    while True:
        try:
            done, of = next(steps)
        except StopIteration as ended:
            answer: Answer = ended.value
            return answer
        if progress is not None:
            progress(done, of)

"""The city report: the counts of `city` as data, each with the share of its inputs that are assumed.

`city` on a small population equals the distinct subjects in the rows of `effects`, always (a test). Own tables, a
cluster and shares by link have modules of their own, which are loaded when somebody asks for them.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from linkage.answers.asked_numbers import asked_number
from linkage.answers.chance_spread import chance_spread
from linkage.answers.whole_city.assumed_inputs import AssumedInputs
from linkage.citywide import workers as workers_
from linkage.citywide.counts.query import CountQuery
from linkage.citywide.counts.totals import Totals, cumulative_counts
from linkage.citywide.engine.reach_conditions import TooManyConditionsError
from linkage.citywide.worker_start import WaitingWorkers
from linkage.citywide.workers import Progress
from linkage.world.model import World
from linkage.world.needs_chains import needs_chains
from linkage.world.what_if.parser import parse, under

if TYPE_CHECKING:
    from linkage.citywide.counts.link_game import LinkGame
    from linkage.citywide.tables_city import TablesCity
    from linkage.population.tables import Tables

Json = dict[str, Any]
Door = tuple[str, str]
_HOLDERS = ("residents", "companies")
_KEPT_BASELINES = 4


class CityCounter:
    """Counts everybody of a world and seed; columns are computed at the first answer and kept for later ones.

    Answers are exact and don't depend on earlier ones. What the baseline counts is kept, as neither the world nor its
    people change; of somebody's own tables it is counted anew each time. One answer at a time; any thread may ask.

    Args:
        residents: how many (None: the world's population).
        workers: processes (None: as many as pay).
        dask: the address of a Dask scheduler to count on instead.
        tables: somebody's own tables, whose people are counted instead: seed, residents, workers and dask then say
            nothing. Nothing may be imposed on them while they are counted.
        steps_back: whether its processes let others on this machine go first.
        takes_part: whether this process counts a part itself: where it has nothing else to do.
        waiting: workers that are started already.
    """

    def __init__(
        self,
        world: World,
        seed: int = 1,
        residents: int | None = None,
        workers: int | None = None,
        dask: str = "",
        tables: Tables | None = None,
        steps_back: bool = False,
        takes_part: bool = False,
        waiting: WaitingWorkers | None = None,
    ) -> None:
        self.world, self.tables = world.everything, tables
        self.seed = seed if tables is None else tables.stated_seed
        self.residents = world.population if residents is None else asked_number("residents", residents)
        if tables is not None:
            from linkage.population.own_tables.pair_reader import paired_world

            self.world = paired_world(self.world, tables)
            self.residents = tables.number_of_residents
        self._workers, self._dask = workers, dask
        self._steps_back, self._takes_part, self._waiting = steps_back, takes_part, waiting
        self._lock = threading.Lock()
        self._city: workers_.WorkerPool | TablesCity | None = None
        self._baselines: dict[int | None, Totals] = {}  # by day

    def answer(
        self,
        what_if: str = "",
        on_day: int | None = None,
        by_link: bool = False,
        progress: Progress | None = None,
        measures: Sequence[str] = (),
    ) -> Json:
        """The JSON of `city`; with a what-if also the baseline's, and the change.

        Args:
            on_day: count only what is in force on this day.
            by_link: also what each link brings: its fair share, and what stops if it alone is cut.
            progress: called with how many of how many steps are done, from the calling thread.
            measures: what is shared among links (`shared_measures`); none: restrictions, and rewards.

        Raises:
            LinkageError: a name or a measure that isn't there.
        """
        changed, before = under(self.world, what_if), under(self.world)
        with self._lock:
            query = replace(_query(on_day), needs_chains=needs_chains(self.world))
            baseline = self._baselines.get(on_day)
            worlds = [changed, before] if what_if and baseline is None else [changed]
            totals, game = self._play(worlds, query, measures if by_link else None, progress)
            if baseline is None:
                baseline = self._keep_baseline(on_day, totals[-1])
        answer = city_json(changed, totals[0], self.seed, what_if, on_day)
        if game is not None:
            from linkage.answers.whole_city.fair_shares import share_rows

            answer["by_link"], answer["by_link_measures"] = share_rows(game, totals[0].game)
        if what_if:
            answer["baseline"] = city_json(before, baseline, self.seed, "", on_day)["effects"]
            answer["change"] = count_changes(baseline, totals[0])
        if self.tables is not None:
            answer["own_tables"] = True
        return answer

    def _keep_baseline(self, on_day: int | None, totals: Totals) -> Totals:
        """Keep what the baseline counts on a day, or on all; of a few days only."""
        if self.tables is None:
            while len(self._baselines) >= _KEPT_BASELINES:
                self._baselines.pop(next(iter(self._baselines)))
            self._baselines[on_day] = totals
        return totals

    def compare(self, first: str, second: str, progress: Progress | None = None) -> list[Json]:
        """Residents and companies of each service and effect under one what-if and under another, and the change."""
        worlds = [under(self.world, first), under(self.world, second)]
        with self._lock:
            before, after = self._counts(worlds, CountQuery(without_links=True), progress)
        return [_comparison_row(row, before, after) for row in count_changes(before, after)]

    def counts(
        self, worlds: list[World], query: CountQuery | None = None, progress: Progress | None = None
    ) -> list[Totals]:
        """The totals of everybody under several worlds, on the same people."""
        with self._lock:
            return self._counts(worlds, query or CountQuery(), progress)

    def _play(
        self, worlds: list[World], query: CountQuery, measures: Sequence[str] | None, progress: Progress | None
    ) -> tuple[list[Totals], LinkGame | None]:
        """Count, and play the game of the first world's links (measures None: don't)."""
        if measures is None:
            return self._counts(worlds, query, progress), None
        from linkage.answers.whole_city.shared_measures import link_game

        game = link_game(worlds[0], measures, query.on_day)
        try:
            return self._counts(worlds, replace(query, game=game), progress), game
        except TooManyConditionsError:
            game = link_game(worlds[0], measures, query.on_day, follow_routes=False)
            return self._counts(worlds, replace(query, game=game), progress), game

    def _counts(self, worlds: list[World], query: CountQuery, progress: Progress | None) -> list[Totals]:
        if self._city is None and self.tables is not None:
            from linkage.citywide.tables_city import TablesCity

            self._city = TablesCity(self.tables)
        seed = 1 if self.seed is None else self.seed  # of the invented; given tables say their own
        if self._dask:
            from linkage.citywide.dask_cluster import count_on_cluster

            report = progress or (lambda done, of: None)
            return count_on_cluster(self._dask, self.world, seed, self.residents, worlds, query, report)
        if self._city is None:
            people = self.world, seed, self.residents
            how = self._steps_back, self._takes_part, self._waiting
            self._city = workers_.WorkerPool(*people, self._workers, *how)
        try:
            return self._city.counts(worlds, query, progress)
        except BaseException:
            self._city = None
            raise

    def close(self) -> None:
        """End the workers."""
        if self._city is not None:
            self._city.close()
            self._city = None

    def __enter__(self) -> CityCounter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _query(on_day: int | None) -> CountQuery:
    """What an answer counts; when removal notices arrive is asked for where a day is."""
    if on_day is None:
        return CountQuery(without_links=True)
    from linkage.spread.durations import latest_arrivals

    return CountQuery(None, on_day, latest_arrivals, without_links=True)


def city_json(world: World, total: Totals, seed: int | None, what_if: str, on_day: int | None = None) -> Json:
    """Totals as the JSON of `city`; of a day, without the curve by day."""
    inputs = AssumedInputs(world)
    return {
        "world": world.id,
        "seed": seed,
        "residents": total.residents,
        "companies": total.companies,
        "records": sum(total.records.values()),
        "what_if": [intervention.text for intervention in parse(what_if, world)],
        **({} if on_day is None else {"on_day": on_day}),
        "effects": [_effect_row(inputs, total, door, on_day) for door in sorted(total.doors)],
        "closed": [{"service": service, **counts._asdict()} for service, counts in sorted(total.closed.items())],
        "by_record_kind": _kind_rows(total),
    }


def _comparison_row(change: Json, before: Totals, after: Totals) -> Json:
    """A row of `compare --city`: each count before and after, without links and through links, and what changes."""
    door, sides = (change["service"], change["effect"]), {"before": before, "after": after}
    through = {side: through_links(total, door) for side, total in sides.items()}
    return {
        "service": change["service"],
        "effect": change["effect"],
        **{side: _by_holder(total.of(door)) for side, total in sides.items()},
        "change": {holder: change[holder] for holder in _HOLDERS},
        "without_links": {side: _by_holder(links_cut(total, door)) for side, total in sides.items()},
        "through_links": {
            **{side: _by_holder(counts) for side, counts in through.items()},
            "change": _by_holder(_difference(through["after"], through["before"])),
        },
    }


def links_cut(total: Totals, door: Door) -> tuple[int, int]:
    """Residents and companies of a (service, effect) with every link cut: their own agency's record is enough."""
    return (total.without_links or {}).get(door, (0, 0))


def through_links(total: Totals, door: Door) -> tuple[int, int]:
    """What links bring beyond that; negative where they bring points that spare."""
    return _difference(total.of(door), links_cut(total, door))


def _difference(first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
    return first[0] - second[0], first[1] - second[1]


def _by_holder(counts: tuple[int, int]) -> Json:
    return dict(zip(_HOLDERS, counts, strict=True))


def _effect_row(inputs: AssumedInputs, total: Totals, door: Door, on_day: int | None) -> Json:
    door_total = total.doors[door]
    residents, companies = total.of(door)
    return {
        "service": door[0],
        "effect": door[1],
        "residents": residents,
        "companies": companies,
        **_split_by_links(total, door),
        "wrongly": door_total.wrongly,
        "falsely": door_total.falsely,
        **({"by_day": [list(row) for row in cumulative_counts(door_total.count.days)]} if on_day is None else {}),
        "by_group": {
            group: int(number) for group, number in zip(total.groups, door_total.count.groups, strict=True) if number
        },
        "chance": {holder: chance_spread(count) for holder, count in zip(_HOLDERS, total.of(door), strict=True)},
        "assumed_share": inputs.share(door),
    }


def _split_by_links(total: Totals, door: Door) -> Json:
    """What needs no link, and what came through links; nothing where that wasn't counted."""
    if total.without_links is None:
        return {}
    return {
        "without_links": _by_holder(links_cut(total, door)),
        "through_links": _by_holder(through_links(total, door)),
    }


def _kind_rows(total: Totals) -> list[Json]:
    split = total.residents_groups
    return [
        {
            "service": door[0],
            "effect": door[1],
            "record_kind": kind,
            "residents": int(count.groups[:split].sum()),
            "companies": int(count.groups[split:].sum()),
        }
        for door, door_total in sorted(total.doors.items())
        for kind, count in sorted(door_total.kinds.items())
    ]


def count_changes(before: Totals, after: Totals) -> list[Json]:
    """For each door, residents and companies after minus before."""
    changes = []
    for door in sorted({*before.doors, *after.doors}):
        old, new = before.of(door), after.of(door)
        changes.append(
            {"service": door[0], "effect": door[1], "residents": new[0] - old[0], "companies": new[1] - old[1]}
        )
    return changes


def timings(started: float) -> Json:
    """Seconds since a reading of `time.perf_counter`, and the peak memory of this process and of a worker (2^20 bytes).

    Of workers only those that have ended are known, and of them the largest. Windows has no such count of memory. On
    Linux a process' own peak is read where it begins anew with each program; elsewhere it may be that of the program
    that started this one.
    """
    measures: Json = {"seconds": round(time.perf_counter() - started, 3)}
    with contextlib.suppress(ImportError):
        resource = importlib.import_module("resource")
        unit = 1024**2 if sys.platform == "darwin" else 1024
        for name, who in (("peak_megabytes", "RUSAGE_SELF"), ("peak_megabytes_a_worker", "RUSAGE_CHILDREN")):
            measures[name] = round(resource.getrusage(getattr(resource, who)).ru_maxrss / unit, 1)
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        peak = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
        measures["peak_megabytes"] = round(int(peak) / 1024, 1)
    return measures

"""The Python front door to the whole city: count it, find its best removals, sweep its figures.

Counts are of distinct residents and companies, exact, and stand in tables with their units in `attrs["units"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from linkage.answers.cuts.removals import USUAL
from linkage.answers.whole_city import best_removals as bests
from linkage.answers.whole_city import city_report
from linkage.answers.whole_city import sweep as sweeps
from linkage.answers.whole_city.best_report import best_json
from linkage.api.data_frames import frame
from linkage.api.notebook import WhatIf
from linkage.api.world_questions import Which, load
from linkage.errors import UsageError, unknown

BY: Mapping[str, tuple[str, ...]] = {
    "service": ("service", "effect", "residents", "companies", "wrongly", "assumed_share"),
    "day": ("service", "effect", "day", "first_reached", "reached"),
    "group": ("service", "effect", "group", "number"),
    "record_kind": ("service", "effect", "record_kind", "residents", "companies"),
    "link": ("link", "rows", "share"),
}
"""What `city` can count by, and the columns of each."""


def city(
    world: Which,
    what_if: str | WhatIf = "",
    *,
    residents: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    by: str = "service",
    on_day: int | None = None,
) -> pd.DataFrame:
    """The whole city, counted exactly: residents and companies reached, for each service and effect.

    `attrs` holds how many `residents`, `companies` and `records` it has, and the day (None: reached ever); with a
    what-if, `change` is the difference (after minus before, people) by service and effect.

    Args:
        residents: how many people (blank: the world's population).
        workers: processes (blank: as many as pay).
        by: `service`, or the same by `day`, `group` (age group, company size) or `record_kind`; or `link`: how many
            rows of effects (`rows`, and their `share` of all) stop if that link alone is cut.
        on_day: count only what is in force on that day: day ≤ D < until. There is no curve by day then.

    Raises:
        UsageError: another word for `by`, or `by="day"` of one day.

    >>> list(city("tiny", residents=500)["residents"]) == list(city("tiny", residents=500, workers=2)["residents"])
    True
    """
    if by not in BY:
        raise UsageError(unknown("way to count by", by, BY))
    if by == "day" and on_day is not None:
        raise UsageError("by='day' and on_day exclude each other: one day has no curve.")
    loaded = load(world)
    with city_report.CityCounter(loaded, seed, residents, workers) as everybody_:
        found = everybody_.answer(str(what_if), on_day, by_link=by == "link")
    return frame(
        _city_rows(found, by),
        BY[by],
        world=found["world"],
        seed=seed,
        residents=found["residents"],
        companies=found["companies"],
        records=found["records"],
        on_day=on_day,
        **({"change": found["change"]} if "change" in found else {}),
    )


def _city_rows(found: dict[str, Any], by: str) -> list[list[Any]]:
    if by in ("record_kind", "link"):
        return [[row[column] for column in BY[by]] for row in found[f"by_{by}"]]
    rows = found["effects"]
    if by == "day":
        return [[row["service"], row["effect"], *each] for row in rows for each in row["by_day"]]
    if by == "group":
        return [[row["service"], row["effect"], *each] for row in rows for each in row["by_group"].items()]
    return [[row[column] for column in BY[by]] for row in rows]


def best(
    world: Which,
    service: str = "",
    most: int = 3,
    *,
    what_if: str | WhatIf = "",
    among: Iterable[str] = USUAL,
    group: str = "",
    weigh_rewards: bool = False,
    residents: int | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """The best removals for the whole city: for each number of them up to `most`, those that spare the most residents.

    `exact` says whether no others spare more; if not they are the best found, and none spares more than `no_more_than`.
    `attrs` holds how many are `restricted` before, how many stay so `whatever_is_removed` (None: not known), all
    equally good `cuts` by size, the `best` of all, and `why_not`, where nothing has to be or can be removed.

    Args:
        service: whom to spare: those to whom it is closed; blank: those with any restriction.
        most: how many removals at most, from 1 to 10.
        among: what may be removed: `links`, `columns`, `identifiers`, `rules`.
        group: count this age group only.
        weigh_rewards: count a resident who loses a reward against one who is spared.
        residents: how many people (blank: the world's population).

    Raises:
        LinkageError: a service or a group that isn't there.
        UsageError: a number or a sort of removal that can't be.

    >>> found = best("tiny", "high-speed-rail", 2, residents=2_000)
    >>> list(found["removals"])
    ['cut:defaulter-list-to-rail-tickets']
    >>> bool(found["exact"].all())
    True
    """
    everyone = bests.WholePopulation(load(world), seed, residents)
    found = best_json(bests.best_removals(everyone, most, service, str(what_if), among, group, weigh_rewards))
    columns = ["size", "removals", "spared", "newly_restricted", "lose_reward", "equally_good", "exact", "no_more_than"]
    rows = ([*_choice(row), row["exact"], row["bound"]] for row in found["choices"])
    about = ("world", "seed", "residents", "what_if", "restricted", "whatever_is_removed", "by", "best", "why_not")
    cuts = {row["size"]: row["cuts"] for row in found["choices"]}
    return frame(rows, columns, **{each: found[each] for each in about}, cuts=cuts)


def _choice(row: dict[str, Any]) -> list[Any]:
    """The first of the best removals of one size, what it does, and how many are as good."""
    done = [row[column] for column in ("spared", "newly_restricted", "lose_reward")]
    return [row["size"], ",".join(row["cuts"][0]), *done, len(row["cuts"])]


def sweep(
    world: Which,
    over: str | Iterable[str],
    measures: str | Iterable[str],
    what_if: str | WhatIf = "",
    *,
    residents: int | None = None,
    seed: int = 1,
    on_day: int | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """The whole city at every value of a figure, or of a grid of two: a row a point, and a column a measure.

    Args:
        over: a figure and its values, `VERB:ID=FROM..TO/STEP`, as in `removal:LINK=1..90/10`; two for a grid.
        measures: what to count: `EFFECT:SERVICE` (residents), `companies:…`, `wrongly:…`, `restricted`, `rewarded`,
            `doors`.
        residents: how many people (blank: the world's population).
        on_day: count only what is in force on that day.
        workers: processes (blank: as many as pay).

    Raises:
        LinkageError: a name or a measure that isn't there.
        UsageError: a figure that can't be read, or more than 2,000 points.

    >>> made = sweep("tiny", "share:subscribers-to-defaulter-list=0..1/0.5", "refuse:loan", residents=500)
    >>> list(made.columns)
    ['share:subscribers-to-defaulter-list', 'refuse:loan']
    >>> made.attrs["units"]["refuse:loan"]
    'residents, refuse at Bank loan'
    """
    figures, counted = ([each] if isinstance(each, str) else list(each) for each in (over, measures))
    found = sweeps.sweep(load(world), figures, counted, str(what_if), seed, residents, on_day, workers)
    units = {each.text: sweeps.AXES[each.text.partition(":")[0]] for each in found.axes}
    units |= {each.text: sweeps.measure_label(each, found.world) for each in found.measures}
    rows = (dict(row) for row in sweeps.sweep_json(found)["rows"])
    return frame(
        ([row[column] for column in found.columns] for row in rows),
        found.columns,
        units,
        world=found.world.id,
        seed=seed,
        residents=found.residents,
        what_if=found.what_if,
        on_day=on_day,
    )

"""The questions about the whole city: count it, its best removals, its figures swept.

Counts are of distinct residents and companies, exact, and stand in tables with their units in `attrs["units"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from linkage.answers.cuts.removals import USUAL
from linkage.answers.whole_city import city_report, city_text
from linkage.answers.whole_city import sweep as city_sweep
from linkage.answers.whole_city.best_removals import best_removals
from linkage.answers.whole_city.best_report import best_json
from linkage.answers.whole_city.sweep_report import column_units, sweep_json
from linkage.api.checked_arguments import several, whole_numbers
from linkage.api.data_frames import UNITS, frame
from linkage.api.given_tables import given_tables
from linkage.api.notebook import WhatIf, what_if_text
from linkage.api.plotting_tables import CityTable, SweepTable, drawable
from linkage.api.world_questions import WorldOrPath, load
from linkage.citywide.whole_population import WholePopulation
from linkage.errors import UsageError, unknown

BY: Mapping[str, tuple[str, ...]] = {
    "service": tuple(city_text.CSV_COLUMNS),
    "day": ("service", "effect", "day", "first_reached", "reached"),
    "group": ("service", "effect", "group", "number"),
    "record_kind": ("service", "effect", "record_kind", "residents", "companies"),
    "link": ("link", "measure", "shapley", "value", "alone", "with"),
}
"""What `city` can count by, and the columns of each."""

_LINK_UNITS = {"value": "fair share of what came through links"}

_DOOR_UNITS = {
    "spared": "doors open again, one for each resident at each service",
    "newly_restricted": "doors newly closed, one for each resident at each service",
    "lose_reward": "rewards lost, one for each resident at each service",
    "no_more_than": "doors: no removals of this cost open more",
}


@whole_numbers
def city(
    world: WorldOrPath,
    what_if: str | WhatIf = "",
    *,
    residents: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    by: str = "service",
    on_day: int | None = None,
    measures: str | Iterable[str] = (),
    tables: str | Path | None = None,
) -> CityTable:
    """The whole city, counted exactly: residents and companies reached, for each service and effect.

    Args:
        world: a bundled world's name, a folder, or a world.
        what_if: interventions with commas, such as `drop:phone,cut:LINK`, or what `what_if` returned; blank: none.
        residents: how many residents; their companies come with them (None: the world's population).
        seed: which invented people, a whole number.
        workers: how many processes count (None: as many as shorten it, up to 4). It changes no count.
        by: `service`, or the same by `day`, `group` (age group, company size) or `record_kind`; or `link`: what each
            link brings.
        on_day: count only what is in force on that day: day ≤ D < until, in days after the record (day 0). There is
            no count by day then.
        measures: what is shared among the links, where counted by `link`: `restrictions`, `rewards`, or a measure of
            `sweep`, one or several; none: the first two.
        tables: somebody's own tables, whose people are counted instead: a folder or a SQLite file. Their `about` says
            their seed; where they have none, a seed other than 1 says it.

    Returns:
        A table that draws itself (`.plot()`). `service` and `effect` are blank where there is none. The columns, by
        `by`:

        - `service`: `service`, `effect`, `residents` (people), `companies`, `wrongly` (residents and companies all of
          whose rows are wrong), `falsely` (the same of rows that are false), `assumed_share` (share 0-1 of the inputs
          that are assumed), `residents_through_links`, `companies_through_links` (what links bring),
          `residents_without_links`, `companies_without_links` (for whom their own agency's record is enough)
        - `day`: `service`, `effect`, `day` (days after the record), `first_reached` (residents and companies reached
          first on that day), `reached` (by that day)
        - `group`: `service`, `effect`, `group`, `number` (residents or companies)
        - `record_kind`: `service`, `effect`, `record_kind`, `residents`, `companies`
        - `link`: `link`, `measure`, `shapley` (its fair share of what came through links, as a fraction), `value`
          (the same as a number), `alone` (what stops if it alone is cut), `with` (the links that make it redundant:
          cutting both stops more than each alone, with spaces)

        Its `attrs` hold `label`, `units`, `world`, `seed`, `residents`, `companies` and `records` (numbers of them in
        the city), `by`, `names` (of services, effects and record kinds, by id) and `on_day` (None: reached on any
        day); by `service` also `closed` (rows of `service`, `residents`, `companies` to whom it is closed, and
        `by_needs`: how many of both only because a service that it needs is closed), by `link` also `measures` (for
        each `all` and `without_links`: what it comes to with all links, and with none; and how that was found). With a
        what-if also `change`: for each service and effect, `residents` and `companies` after the what-if less those
        before it.

    Raises:
        UsageError: another word for `by`, `by="day"` of one day, or measures without `by="link"`; residents or workers
            beside tables.
        LinkageError: a measure that isn't there, or can't be shared.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.
        WhatIfError: the what-if can't be read or applied.

    >>> list(city("tiny", residents=500)["residents"]) == list(city("tiny", residents=500, workers=2)["residents"])
    True
    """
    if by not in BY:
        raise UsageError(unknown("way to count by", by, BY))
    if by == "day" and on_day is not None:
        raise UsageError("by='day' and on_day exclude each other: one day has no curve.")
    shared = several(measures, "measures")
    if shared and by != "link":
        raise UsageError("measures are shared among links: ask with by='link'.")
    loaded = load(world)
    own = given_tables(loaded, tables, seed, residents=residents, workers=workers)
    with city_report.CityCounter(loaded, seed, residents, workers, tables=own, takes_part=True) as counter:
        answer = counter.answer(what_if_text(what_if), on_day, by_link=by == "link", measures=shared)
    table = frame(
        _city_rows(answer, by),
        BY[by],
        _LINK_UNITS if by == "link" else None,
        label=loaded.label_line,
        by=by,
        world=answer["world"],
        seed=answer["seed"],
        residents=answer["residents"],
        companies=answer["companies"],
        records=answer["records"],
        on_day=on_day,
        **({"closed": answer["closed"]} if by == "service" else {}),
        **({"measures": answer["by_link_measures"]} if by == "link" else {}),
        **({"change": answer["change"]} if "change" in answer else {}),
    )
    return drawable(CityTable, table, loaded)


def _city_rows(answer: dict[str, Any], by: str) -> list[list[Any]]:
    """The rows of the table by `by`, of the JSON of `linkage city`."""
    if by == "record_kind":
        return [[row[column] for column in BY[by]] for row in answer["by_record_kind"]]
    if by == "link":
        rows = ({**row, "with": " ".join(row["with"] or ())} for row in answer["by_link"])
        return [[row[column] for column in BY[by]] for row in rows]
    rows = answer["effects"]
    if by == "day":
        return [[row["service"], row["effect"], *counts] for row in rows for counts in row["by_day"]]
    if by == "group":
        return [[row["service"], row["effect"], *counts] for row in rows for counts in row["by_group"].items()]
    return [city_text.city_cells(row) for row in rows]


@whole_numbers
def best(
    world: WorldOrPath,
    service: str | Iterable[str] = "",
    most: int = 3,
    *,
    what_if: str | WhatIf = "",
    among: Iterable[str] = USUAL,
    group: str = "",
    weigh_rewards: bool = False,
    costs: Mapping[str, int | Fraction] | None = None,
    objective: str = "spared",
    residents: int | None = None,
    seed: int = 1,
    tables: str | Path | None = None,
) -> pd.DataFrame:
    """The best removals for the whole city: for each number of them up to `most`, those that spare the most residents.

    With `costs` `most` is what removals may cost in all: of each total cost the best, where it spares more than every
    lower one.

    Args:
        world: a bundled world's name, a folder, or a world.
        service: whom to spare: those to whom this service is closed, or any of several; blank: those with any
            restriction.
        most: how many removals at most, from 1 to 10; with `costs` how much in all, from 1 to 1,000.
        what_if: interventions that hold before anything is removed, as text or what `what_if` returned; blank: none.
        among: what may be removed: `links`, `columns`, `identifiers`, `rules`.
        group: count the residents of this age group only, in every number; blank: all.
        weigh_rewards: count a resident who loses a reward against one who is spared (with `doors` every reward lost).
        costs: what removals cost, by id, in any unit (a number above 0); the others cost 1.
        objective: `spared` counts residents; `doors` counts every door, one for each resident at each of the services
            (without one: at each of all), less the doors newly closed; all counts are then of doors.
        residents: how many residents (None: the world's population).
        seed: which invented people, a whole number.
        tables: somebody's own tables, whose people are counted instead: a folder or a SQLite file. Their `about` says
            their seed; where they have none, a seed other than 1 says it.

    Returns:
        One row a number of removals, or a total cost: `size` (how many), `cost` (of all), `removals` (the what-if that
        removes them), `spared` (residents restricted no more), `newly_restricted` (residents), `lose_reward`
        (residents), `equally_good` (sets of removals that spare as many, up to 20), `exact` (whether no others of that
        cost spare more; if not, they are the best found) and `no_more_than` (residents: no removals of that cost spare
        more).

        Its `attrs` hold `label`, `units`, `world`, `seed`, `residents` (in the city), `what_if` (a list of texts),
        `restricted` (residents before anything is removed), `whatever_is_removed` (residents who stay restricted with
        everything removed; None: not known), `by` (how it was found: on `families` of residents reached alike, or by
        `runs` of the city), `cuts` (by cost, the equally good sets), `objective`, `exact` (whether no set within `most`
        can be better than all of these), `best` (the best set of all, or None) and `why_not` (why nothing has to be or
        can be removed, or None).

    Raises:
        LinkageError: a service, an age group or a priced removal that isn't there.
        UsageError: a number, a cost, an objective or a sort of removal that can't be; a database to
            protect; residents beside tables.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.
        WhatIfError: the what-if can't be read or applied.

    >>> table = best("tiny", "high-speed-rail", 2, residents=2_000)
    >>> list(table["removals"])
    ['cut:defaulter-list-to-rail-tickets']
    >>> bool(table["exact"].all())
    True
    """
    loaded = load(world)
    own = given_tables(loaded, tables, seed, residents=residents)
    population = WholePopulation(loaded, seed, residents, own)
    answer = best_json(
        best_removals(
            population,
            most,
            several(service, "service"),
            what_if_text(what_if),
            several(among, "among"),
            group,
            weigh_rewards,
            costs or {},
            objective,
        )
    )
    counts = ["spared", "newly_restricted", "lose_reward"]
    columns = ["size", "cost", "removals", *counts, "equally_good", "exact", "no_more_than"]
    rows = ([*_choice_cells(choice), choice["exact"], choice["bound"]] for choice in answer["choices"])
    asked, found = ("world", "seed", "residents", "what_if", "objective"), ("restricted", "whatever_is_removed", "by")
    keys = (*asked, *found, "exact", "best", "why_not")
    cuts = {choice["cost"]: choice["cuts"] for choice in answer["choices"]}
    units = {"cost": UNITS["cost"], **(_DOOR_UNITS if objective == "doors" else {})}
    return frame(rows, columns, units, label=loaded.label_line, **{key: answer[key] for key in keys}, cuts=cuts)


def _choice_cells(choice: dict[str, Any]) -> list[Any]:
    """The first of the best removals of one size, what it does, and how many are as good."""
    counts = [choice[column] for column in ("spared", "newly_restricted", "lose_reward")]
    return [choice["size"], choice["cost"], ",".join(choice["cuts"][0]), *counts, len(choice["cuts"])]


@whole_numbers
def sweep(
    world: WorldOrPath,
    over: str | Iterable[str],
    measures: str | Iterable[str],
    what_if: str | WhatIf = "",
    *,
    residents: int | None = None,
    seed: int = 1,
    on_day: int | None = None,
    workers: int | None = None,
    tables: str | Path | None = None,
) -> SweepTable:
    """The whole city at every value of a figure, or of a grid of two.

    Args:
        world: a bundled world's name, a folder, or a world.
        over: a figure and its values, `VERB:ID=FROM..TO/STEP`, as in `removal:LINK=1..90/10`; two for a grid. The verb
            says the unit: days (`delay`, `removal`, `expire`, `correct`, `repair`, `dispute`), a share 0-1 (`share`,
            `coverage`, `enforced`, `false`),
            record kinds or points (`threshold`).
        measures: what to count, one or several: `EFFECT:SERVICE` (residents), `companies:EFFECT:SERVICE` (companies),
            `wrongly:EFFECT:SERVICE` and `falsely:EFFECT:SERVICE` (residents and companies all of whose rows are wrong,
            or false), `restricted` and `rewarded` (residents with any such effect), `doors` (residents barred, summed
            over services), `closed:SERVICE` (residents to whom it is closed, itself or by a service that it needs).
        what_if: interventions that hold at every point, as text or what `what_if` returned; blank: none.
        residents: how many residents (None: the world's population).
        seed: which invented people, a whole number.
        on_day: count only what is in force on that day, in days after the record (None: reached on any day).
        workers: how many processes count (None: as many as shorten it, up to 4).
        tables: somebody's own tables, whose people are counted instead: a folder or a SQLite file. Their `about` says
            their seed; where they have none, a seed other than 1 says it.

    Returns:
        One row a point: a column for each figure, named by its verb and id as in `removal:LINK`, and a column for each
        measure, named by its text. `attrs["units"]` has the unit of every column; its `attrs` also hold `label`,
        `world`, `seed`, `residents` (in the city), `what_if` (text), `on_day` and `over` (the figures' columns). The
        table draws itself (`.plot()`).

    Raises:
        LinkageError: a name or a measure that isn't there.
        UsageError: a figure that can't be read, or more than 2,000 points; residents or workers beside tables.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.
        WhatIfError: the what-if, or a value of a figure, can't be read or applied.

    >>> table = sweep("tiny", "share:subscribers-to-defaulter-list=0..1/0.5", "refuse:loan", residents=500)
    >>> list(table.columns)
    ['share:subscribers-to-defaulter-list', 'refuse:loan']
    >>> table.attrs["units"]["refuse:loan"]
    'residents, barred at Bank loan'
    """
    figures, counts = several(over, "over"), several(measures, "measures")
    loaded = load(world)
    own = given_tables(loaded, tables, seed, residents=residents, workers=workers)
    options = (what_if_text(what_if), seed, residents, on_day, workers)
    result = city_sweep.sweep(loaded, figures, counts, *options, tables=own)
    rows = (dict(row) for row in sweep_json(result)["rows"])
    table = frame(
        ([row[column] for column in result.columns] for row in rows),
        result.columns,
        column_units(result),
        label=result.world.label_line,
        world=result.world.id,
        seed=result.seed,
        residents=result.residents,
        what_if=result.what_if,
        on_day=on_day,
        over=[axis.text for axis in result.axes],
    )
    return drawable(SweepTable, table)

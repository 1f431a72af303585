"""The questions how sure the counts of a city are: figures drawn anew, other invented people, one figure at a time.

All of it is how far, not how likely. Counts are of distinct residents and companies, exact in each draw.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from linkage.answers.uncertainty.asked_city import COUNTS, AskedCity, Json, finished
from linkage.answers.uncertainty.paired_ranges import DRAWS, SEEDS, draw_steps, range_steps, seed_steps
from linkage.answers.uncertainty.range_text import (
    DRAW_COLUMNS,
    RANGE_COLUMNS,
    TORNADO_COLUMNS,
    draw_rows,
    range_rows,
    tornado_rows,
)
from linkage.answers.uncertainty.tornado import MOVES, tornado_steps
from linkage.api.checked_arguments import whole_numbers
from linkage.api.data_frames import frame
from linkage.api.notebook import WhatIf, what_if_text
from linkage.api.plotting_tables import RangeTable, TornadoTable, drawable
from linkage.api.world_questions import WorldOrPath, load
from linkage.errors import UsageError, unknown
from linkage.world.model import World

_ABOUT = ("seed", "residents", "what_if", "before", "on_day", "draws", "figures", "own_ranges", "seeds", "draw")


@whole_numbers
def ranges(
    world: WorldOrPath,
    what_if: str | WhatIf = "",
    *,
    before: str | WhatIf | None = None,
    residents: int | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    own: Iterable[str] = (),
    on_day: int | None = None,
    workers: int | None = None,
) -> RangeTable:
    """How far the counts of the city and what a what-if changes may move if every assumed figure is drawn anew.

    It is how far, not how likely. The draws are the same with and without the what-if, on the same people.

    Args:
        world: a bundled world's name, a folder, or a world.
        what_if: interventions with commas, as text or what `what_if` returned; blank: none.
        before: the what-if that it is compared with (None: the world without it, where there is a what-if).
        residents: how many residents (None: the world's population).
        seed: which invented people, and which draws, a whole number.
        draws: how often all figures are drawn anew, 1 to 1,000.
        own: ranges of their own, such as `"orders-to-rail.share=0.5..0.9"`; the others are drawn between half and
            twice.
        on_day: count only what is in force on that day, in days after the record (day 0).
        workers: how many processes count (None: as many as shorten it, up to 4). It changes no count.

    Returns:
        A table that draws itself (`.plot()`, `.plot_change()`). One row for each service, effect and `counted`
        (`residents`, `companies`, and of both those `_through_links`): `count` (by the folder's own figures), `least`,
        `median` and `most` (of all draws), `chance` (± twice the square root of a count below 500; else blank); with a
        what-if also `before_count`, `before_least` … and `change_count`, `change_least` …, and `same_sign` (in how many
        draws the change has the sign of `change_count`).

        Its `attrs` hold `label`, `units`, `world`, `said` (how it was drawn, in words), `seed`, `residents`, `what_if`
        and `before` (texts), `draws`, `figures` (how many are drawn), `own_ranges`, `listed` (the counts of each draw,
        in their order, by service, effect, counted and side) and `names` (of services and effects, by id).

    Raises:
        UsageError: too few or too many draws; a range that can't be read, of no figure, or that it can't have.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.
        WhatIfError: a what-if can't be read or applied.

    >>> table = ranges("tiny", "drop:phone", residents=200, draws=2)
    >>> bool((table["least"] <= table["most"]).all())
    True
    """
    loaded = load(world)
    asked = _asked(loaded, what_if, before, residents, seed, on_day, workers)
    return _range_table(loaded, finished(range_steps(asked, draws, tuple(own))))


@whole_numbers
def seeds(
    world: WorldOrPath,
    what_if: str | WhatIf = "",
    *,
    before: str | WhatIf | None = None,
    residents: int | None = None,
    seed: int = 1,
    populations: int = SEEDS,
    on_day: int | None = None,
    workers: int | None = None,
) -> RangeTable:
    """How far the same counts and changes move by chance alone: over several invented populations, by the same figures.

    Args:
        world: a bundled world's name, a folder, or a world.
        what_if: interventions with commas, as text or what `what_if` returned; blank: none.
        before: the what-if that it is compared with (None: the world without it, where there is a what-if).
        residents: how many residents (None: the world's population).
        seed: the first population's seed, a whole number; the others have the next ones.
        populations: how many, 1 to 1,000.
        on_day: count only what is in force on that day, in days after the record (day 0).
        workers: how many processes count (None: as many as shorten it, up to 4). It changes no count.

    Returns:
        The table of `ranges`, over populations instead of draws; its `attrs` hold `seeds` instead of `draws`.

    Raises:
        UsageError: too few or too many populations.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.
        WhatIfError: a what-if can't be read or applied.

    >>> seeds("tiny", residents=200, populations=3).attrs["seeds"]
    [1, 2, 3]
    """
    loaded = load(world)
    asked = _asked(loaded, what_if, before, residents, seed, on_day, workers)
    return _range_table(loaded, finished(seed_steps(asked, populations)))


@whole_numbers
def one_draw(
    world: WorldOrPath,
    draw: int,
    what_if: str | WhatIf = "",
    *,
    before: str | WhatIf | None = None,
    residents: int | None = None,
    seed: int = 1,
    own: Iterable[str] = (),
    on_day: int | None = None,
    workers: int | None = None,
) -> pd.DataFrame:
    """One draw of `ranges` alone: its counts, with and without the what-if, as `ranges` lists them.

    Args:
        world: a bundled world's name, a folder, or a world.
        draw: its number, from 1.
        what_if: interventions with commas, as text or what `what_if` returned; blank: none.
        before: the what-if that it is compared with (None: the world without it, where there is a what-if).
        residents: how many residents (None: the world's population).
        seed: which invented people, and which draws, a whole number.
        own: ranges of their own, as in `ranges`.
        on_day: count only what is in force on that day, in days after the record (day 0).
        workers: how many processes count (None: as many as shorten it, up to 4). It changes no count.

    Returns:
        One row for each service, effect and `counted`: `count`, and with a what-if `before` and `change`. Its `attrs`
        hold `label`, `units`, `world`, `said`, `seed`, `residents`, `draw` and `figures` (each with its `value` in the
        folder and as it is `drawn`).

    Raises:
        UsageError: a draw before the first; a range that can't be read, of no figure, or that it can't have.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.
        WhatIfError: a what-if can't be read or applied.

    >>> one_draw("tiny", 2, residents=200).attrs["draw"]
    2
    """
    loaded = load(world)
    asked = _asked(loaded, what_if, before, residents, seed, on_day, workers)
    answer = finished(draw_steps(asked, draw, tuple(own)))
    units = {
        "before": "residents or companies, before the what-if",
        "change": "residents or companies more than before the what-if",
    }
    return frame(draw_rows(answer), DRAW_COLUMNS, units, **_attributes(loaded, answer))


@whole_numbers
def tornado(
    world: WorldOrPath,
    measure: str,
    what_if: str | WhatIf = "",
    *,
    before: str | WhatIf | None = None,
    residents: int | None = None,
    seed: int = 1,
    own: Iterable[str] = (),
    on_day: int | None = None,
    workers: int | None = None,
    moves: str = "count",
) -> TornadoTable:
    """Which assumed figures a measure rests on: each alone at half and at twice, those that move it most first.

    It is how far, not how likely, and says nothing of several figures together.

    Args:
        world: a bundled world's name, a folder, or a world.
        measure: what is counted, as `sweep` has it: `refuse:loan`, `closed:loan`, `restricted`, `doors` …
        what_if: interventions with commas, as text or what `what_if` returned; blank: none.
        before: the what-if that it is compared with (None: the world without it, where there is a what-if).
        residents: how many residents (None: the world's population).
        seed: which invented people, a whole number.
        own: ranges of their own, as in `ranges`: such a figure goes to the ends of its range.
        on_day: count only what is in force on that day, in days after the record (day 0).
        workers: how many processes count (None: as many as shorten it, up to 4). It changes no count.
        moves: whether those stand first that move the `count` most, or the `change`.

    Returns:
        A table that draws itself (`.plot()`). One row an assumed figure: `figure` (`ID.COLUMN`), `value` (in the
        folder), `low` and `high` (its ends), `at_low` and `at_high` (the measure there), `swing` (how far these and the
        count lie apart); with a what-if also `change_at_low`, `change_at_high` and `change_swing`.

        Its `attrs` hold `label`, `units`, `world`, `said`, `seed`, `residents`, `measure` (in words), `count` (by the
        folder's own figures) and `moves`.

    Raises:
        LinkageError: there is no such measure.
        UsageError: a range that can't be read, of no figure, or that it can't have; another word for `moves`.
        BadWorldError: the folder has faults.
        UnknownNameError: there is no such world.
        WhatIfError: a what-if can't be read or applied.

    >>> table = tornado("tiny", "restricted", residents=200)
    >>> bool(table["swing"].is_monotonic_decreasing)
    True
    """
    if moves not in MOVES:
        raise UsageError(unknown("thing that a figure moves", moves, MOVES))
    loaded = load(world)
    asked = _asked(loaded, what_if, before, residents, seed, on_day, workers)
    answer = finished(tornado_steps(asked, measure, tuple(own), moves))
    numbers = dict.fromkeys(("value", "low", "high"), "the figure's own")
    counts = dict.fromkeys(TORNADO_COLUMNS[4:], str(answer["unit"]))
    attributes = _attributes(loaded, answer)
    attributes |= {key: answer[key] for key in ("count", "moves")} | {"measure": answer["says"]}
    units: dict[str, str] = {**numbers, **counts}
    table = frame(tornado_rows(answer), TORNADO_COLUMNS, units, **attributes)
    drawn = drawable(TornadoTable, table, loaded)
    drawn.attrs["names"] = {**drawn.attrs["names"], "figure": {row["figure"]: row["says"] for row in answer["figures"]}}
    return drawn


def _asked(
    world: World,
    what_if: str | WhatIf,
    before: str | WhatIf | None,
    residents: int | None,
    seed: int,
    on_day: int | None,
    workers: int | None,
) -> AskedCity:
    compared = None if before is None else what_if_text(before, "before")
    return AskedCity.of(world, what_if_text(what_if), seed, residents, compared, on_day, workers)


def _attributes(world: World, answer: Json) -> Json:
    """What a table says beside its rows."""
    kept = {key: answer[key] for key in _ABOUT if key in answer}
    return {"label": world.label_line, "world": world.everything.id, "said": answer["label"], **kept}


def _range_table(world: World, answer: Json) -> RangeTable:
    """Ranges, or seeds, as their table."""
    listed = {
        (row["service"], row["effect"], count, side): part["listed"]
        for row in answer["effects"]
        for count in COUNTS
        for side, part in (("", row[count]), *((side, row[count].get(side)) for side in ("before", "change")))
        if part is not None
    }
    table = frame(range_rows(answer), RANGE_COLUMNS, None, **{**_attributes(world, answer), "listed": listed})
    return drawable(RangeTable, table, world)

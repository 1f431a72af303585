"""The figures of a world that measure something, by name: which are assumed, and the world with others in their place.

A figure's name is `ID.COLUMN`, as in `orders-to-rail.share`, `subscribers.phone.national-id.coverage` for a register's
row, `people.age_groups.18-34` for a weight of `world.toml`. Points, thresholds and how many officers a company has are
no such figures: they are methods, not measures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, NamedTuple

from linkage.world.model import People, World
from linkage.world.reading.cells import limits


class FigureTable(NamedTuple):
    """A table of a world whose rows hold figures.

    Args:
        table: its name.
        columns: the columns that measure something.
        makes_people: whether people are drawn from them.
    """

    table: str
    columns: tuple[str, ...]
    makes_people: bool = True


FIGURE_TABLES = (
    FigureTable("databases", ("coverage",)),
    FigureTable("registers", ("coverage", "wrong_household", "wrong_stranger")),
    FigureTable("record_kinds", ("per_100k", "suspected", "lasts_days")),
    FigureTable("links", ("share", "add_days", "remove_days"), makes_people=False),
    FigureTable("rules", ("after_days", "term_days"), makes_people=False),
    FigureTable("columns", ("missing", "mistyped"), makes_people=False),
)
"""The tables with figures. One row adds a table: its rows have a `number_status`."""

PEOPLE = "people"
_MOST_WEIGHT = 10**9
_SHARES = ("under_18", "namesakes")


class FigureCell(NamedTuple):
    """A figure of a world.

    Args:
        name: `ID.COLUMN`.
        value: as the folder says it.
        sort: `share` (0-1), `days` (whole), `weight` (of a list of them) or `number`.
        most: the largest number that it can be; the smallest is 0.
        is_assumed: whether the row says that it is.
        makes_people: whether other people come of another value.
        table: of the row; `people` for `world.toml`.
        key: of the row; for `people` the setting, and of a list the place in it.
        column: of the row.
    """

    name: str
    value: float
    sort: str
    most: float
    is_assumed: bool
    makes_people: bool
    table: str
    key: Any
    column: str

    def tidy(self, number: float) -> float:
        """A number as this figure may be: a share at most 1, days whole."""
        allowed = min(number, self.most)
        return round(allowed) if self.sort == "days" else allowed


def figure_cells(world: World) -> dict[str, FigureCell]:
    """Every figure that is given, by its name, in the order of tables and rows.

    >>> from linkage.world.storage import folders
    >>> figure_cells(folders.load("tiny"))["people.under_18"].value
    0.8
    """
    everything = world.everything
    cells = [cell for table in FIGURE_TABLES for cell in _row_cells(everything, table)]
    return {cell.name: cell for cell in [*cells, *_people_cells(everything)]}


def assumed_figures(world: World) -> list[FigureCell]:
    """The figures that are assumed; a 0 has no half and no double, and is left out."""
    return [cell for cell in figure_cells(world).values() if cell.is_assumed and cell.value]


def _row_cells(world: World, table: FigureTable) -> Iterator[FigureCell]:
    for key, row in getattr(world, table.table).items():
        name = ".".join(key) if isinstance(key, tuple) else key
        assumed = row.number_status == "assumed"
        declared = {column.name: column for column in fields(row)}
        for column in table.columns:
            value = getattr(row, column)
            if value is not None:
                sort, most = declared[column].metadata["kind"], limits(declared[column])[1]
                about = (assumed, table.makes_people, table.table, key, column)
                yield FigureCell(f"{name}.{column}", value, sort, most, *about)


def _people_cells(world: World) -> Iterator[FigureCell]:
    """The shares and weights of `world.toml`; of values those that an identifier of the world has."""
    people = world.people
    about = (people.number_status == "assumed", True, PEOPLE)
    for name in _SHARES:
        yield FigureCell(f"{PEOPLE}.{name}", getattr(people, name), "share", 1, *about, (name,), name)
    for setting, weights in weight_lists(people).items():
        for place, weight in weights.items() if setting[0] != "values" or setting[1] in world.identifiers else ():
            name = ".".join((PEOPLE, *setting, place))
            yield FigureCell(name, weight, "weight", _MOST_WEIGHT, *about, (*setting, place), setting[0])


def weight_lists(people: People) -> dict[tuple[str, ...], dict[str, float]]:
    """The weights that people are drawn by: setting → place in its list → weight.

    >>> list(weight_lists(People())["values", "plate"])
    ['0', '1']
    """
    sizes = {str(number): weight for number, weight in enumerate(people.household_sizes, start=1)}
    lists: dict[tuple[str, ...], dict[str, float]] = {("household_sizes",): sizes}
    lists |= {(name,): dict(getattr(people, name)) for name in ("age_groups", "company_sizes")}
    for name, weights in people.values:
        lists["values", name] = {str(number): weight for number, weight in enumerate(weights)}
    return lists


def with_figures(world: World, values: Mapping[FigureCell, float]) -> World:
    """The folder's world with other values in place of some figures.

    Of a register's filled rows no more can be wrong than all: where both kinds together are more, strangers give way.

    Args:
        values: by the figures that are set.
    """
    everything = world.everything
    by_table: dict[str, dict[Any, dict[str, float]]] = {}
    for cell, value in values.items():
        by_table.setdefault(cell.table, {}).setdefault(cell.key, {})[cell.column] = cell.tidy(value)
    settings = {key: next(iter(columns.values())) for key, columns in by_table.pop(PEOPLE, {}).items()}
    tables = {table: _rows_with(getattr(everything, table), rows) for table, rows in by_table.items()}
    people = _people_with(everything.people, settings) if settings else everything.people
    changed: dict[str, Any] = {**tables, "people": people}
    return replace(everything, folder=None, **changed)


def _rows_with(rows: Mapping[Any, Any], changed: Mapping[Any, Mapping[str, float]]) -> dict[Any, Any]:
    return {key: _row_with(row, changed[key]) if key in changed else row for key, row in rows.items()}


def _row_with(row: Any, new: Mapping[str, float]) -> Any:
    changed = replace(row, **new)
    household, stranger = getattr(changed, "wrong_household", None), getattr(changed, "wrong_stranger", None)
    if household and stranger and household + stranger > 1:
        return replace(changed, wrong_stranger=1 - household)
    return changed


def _people_with(people: People, settings: Mapping[tuple[str, ...], float]) -> People:
    """People with other shares and weights, by setting and place."""
    lists = {
        setting: {place: settings.get((*setting, place), weight) for place, weight in weights.items()}
        for setting, weights in weight_lists(people).items()
    }
    return replace(
        people,
        under_18=settings.get(("under_18",), people.under_18),
        namesakes=settings.get(("namesakes",), people.namesakes),
        household_sizes=tuple(lists["household_sizes",].values()),
        age_groups=tuple(lists["age_groups",].items()),
        company_sizes=tuple(lists["company_sizes",].items()),
        values=tuple((name, tuple(lists["values", name].values())) for name, _ in people.values),
    )

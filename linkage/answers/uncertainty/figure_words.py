"""What the figures of a world are called in words: whose each is, and what it measures.

Ids say which cell of which table a figure is; a screen and a plot show these words instead. No two figures of a world
have the same: where the words are, the id stands behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from linkage.answers.sentences import name
from linkage.answers.uncertainty.figure_cells import PEOPLE, FigureCell, figure_cells
from linkage.world.model import World
from linkage.world.what_if.intervention import key_name, link_name, rule_name

_MEASURES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("databases", "coverage"): "share of people who have an account",
        ("registers", "coverage"): "share of rows filled in",
        ("registers", "wrong_household"): "share filled with a household member's",
        ("registers", "wrong_stranger"): "share filled with a stranger's",
        ("record_kinds", "per_100k"): "new records a year per 100,000",
        ("record_kinds", "suspected"): "share not yet confirmed",
        ("record_kinds", "lasts_days"): "days until the record expires",
        ("links", "share"): "share of records passed on",
        ("links", "add_days"): "days until a record is passed on",
        ("links", "remove_days"): "days until a removal is passed on",
        ("rules", "after_days"): "days until it takes effect",
        ("rules", "term_days"): "days that it lasts",
        ("columns", "missing"): "share of cells left blank",
        ("columns", "mistyped"): "share of cells mistyped",
    }
)
"""What a column of `figure_cells.FIGURE_TABLES` measures."""


def figure_words(world: World) -> dict[str, str]:
    """The words for every figure that is given, by its name.

    >>> from linkage.world.storage import folders
    >>> words = figure_words(folders.load("tiny"))
    >>> words["payment-accounts-to-rail-tickets.share"]
    'Payment accounts → Rail tickets · share of records passed on'
    >>> words["people.household_sizes.1"]
    'People · weight of households of 1'
    """
    words = {cell.name: _words(world.everything, cell) for cell in figure_cells(world).values()}
    times = Counter(words.values())
    return {id_: text if times[text] == 1 else f"{text} ({id_})" for id_, text in words.items()}


def _words(world: World, cell: FigureCell) -> str:
    if cell.table == PEOPLE:
        return f"People · {_people_measure(world, cell)}"
    return f"{_row_words(world, cell)} · {_MEASURES[cell.table, cell.column]}"


def _row_words(world: World, cell: FigureCell) -> str:
    """The row that a figure stands in."""
    if cell.table == "links":
        return link_name(world, cell.key)
    if cell.table == "rules":
        return rule_name(world, cell.key)
    if cell.table == "registers":
        database, given, found = cell.key
        return f"{name(world.databases, database)}, {key_name(world, given)} → {key_name(world, found)}"
    if cell.table == "columns":
        database, identifier = cell.key
        return f"{name(world.databases, database)}, {name(world.identifiers, identifier)}"
    return name(getattr(world, cell.table), cell.key)


def _people_measure(world: World, cell: FigureCell) -> str:
    """What a share or a weight of `world.toml` is of."""
    setting, *places = cell.key
    if setting == "under_18":
        return "share under 18 from a household's third member on"
    if setting == "namesakes":
        return "share who share name and birth date with another"
    if setting == "values":
        return f"weight of those with {places[1]} of: {name(world.identifiers, places[0])}"
    nouns = {"household_sizes": "households of {}", "age_groups": "ages {}", "company_sizes": "{} companies"}
    return f"weight of {nouns[setting].format(places[0].replace('-plus', '+'))}"

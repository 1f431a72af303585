"""What a figure calls services, effects and record kinds: the world's names for them, beside the ids of a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from linkage.vocabulary import EFFECT_KINDS
from linkage.world.model import World

FigureNames = Mapping[str, Mapping[str, str]]
"""Names by column (`service`, `effect`, `record_kind`, `figure`) and id."""

LABEL_NAME = "label"
"""Under this name, with a blank id, stands the label of the world."""

COLUMNS = (("service", "name"), ("effect", "word"), ("record_kind", "kind_name"), ("figure", "figure_name"))
"""Each column of ids, and the one that its names stand in."""


def world_names(world: World) -> dict[str, dict[str, str]]:
    """The names of a world's services and record kinds, and what somebody is whom an effect falls on.

    >>> from linkage.world.storage import folders
    >>> names = world_names(folders.load("tiny"))
    >>> names["service"]["loan"], names["effect"]["refuse"]
    ('Bank loan', 'refused')
    """
    everything = world.everything
    return {
        "service": {service.id: service.name for service in everything.services.values()},
        "effect": {kind.word: kind.participle for kind in EFFECT_KINDS.values() if kind.participle},
        "record_kind": {kind.id: kind.name for kind in everything.record_kinds.values()},
        LABEL_NAME: {"": everything.label_line},
    }


def as_written(name: str) -> str:
    """A name for a figure that shows it as it is written: plotly reads some tags, so that `<` becomes `&lt;`.

    >>> as_written("<b>loan")
    '&lt;b>loan'
    """
    return name.replace("<", "&lt;")


def in_city(names: FigureNames) -> FigureNames:
    """The same names for a count of everybody: who never asked isn't refused but barred.

    >>> in_city({"service": {"loan": "Bank loan"}})["effect"]["refuse"]
    'barred'
    """
    return {**names, "effect": {kind.word: kind.city_word for kind in EFFECT_KINDS.values() if kind.city_word}}


def with_names(table: pd.DataFrame, names: FigureNames) -> pd.DataFrame:
    """A copy of a table with a column of names beside each column of ids; an id without a name stands for itself.

    >>> table = pd.DataFrame({"service": ["loan", "x"], "effect": ["refuse", "y"]})
    >>> with_names(table, {"service": {"loan": "Bank loan"}, "effect": {"refuse": "refused"}}).values.tolist()
    [['loan', 'refuse', 'Bank loan', 'refused'], ['x', 'y', 'x', 'y']]
    """
    named = table.copy()
    for column, name in COLUMNS:
        if column in table and name not in table:
            labels = names.get(column, {})
            named[name] = [as_written(labels.get(str(id_), str(id_))) for id_ in table[column]]
    return named

"""Neighbourhoods as columns: many at once are what each is by itself."""

from __future__ import annotations

import pytest

from linkage.population.neighbourhoods import Neighbourhoods
from linkage.population.residents import Residents
from linkage.world.model import World


@pytest.mark.parametrize("holder", ["resident", "company"])
def test_several_neighbourhoods_are_each_of_them_one_after_another(tiny: World, holder: str) -> None:
    population = Residents(tiny.everything, 1, 700)
    together = Neighbourhoods(population, holder, [0, 2])
    apart = [Neighbourhoods(population, holder, [number]) for number in (0, 2)]
    assert together.names == [name for part in apart for name in part.names]
    assert together.groups() == [group for part in apart for group in part.groups()]
    assert together.households() == [household for part in apart for household in part.households()]
    for kind in tiny.record_kinds:
        assert list(together.births(kind)) == [birth for part in apart for birth in part.births(kind)]
    assert sorted(zip(*together.relations()[1:], strict=True)) == sorted(
        pair for part in apart for pair in zip(*part.relations()[1:], strict=True)
    )


def test_a_column_of_accounts_is_as_long_as_the_accounts(tiny: World) -> None:
    accounts = list(Neighbourhoods(Residents(tiny.everything, 1, 300), "resident", [0, 1]).accounts())
    assert {columns.database for columns in accounts} == {
        name for name, roll in tiny.databases.items() if roll.kind == "roll" and roll.can_hold("resident")
    }
    for columns in accounts:
        assert {len(columns.ids)} == {len(columns.subjects), *(len(column) for column in columns.cells.values())}
        assert all(id_.startswith(f"{columns.database}/") for id_ in columns.ids)

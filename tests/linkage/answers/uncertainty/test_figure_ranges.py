"""Ranges of figures: half to twice, or their own; what is wrong with one is said with the nearest right name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.answers.uncertainty.figure_cells import FigureCell, figure_cells, with_figures
from linkage.answers.uncertainty.figure_ranges import drawn_figures, drawn_world, figure_ranges
from linkage.errors import UsageError
from linkage.world.storage import folders

TINY = folders.load("tiny")
BEIJING = folders.load("beijing")
CELLS = figure_cells(BEIJING)
SHARE = "payment-accounts-to-rail-tickets.share"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("payment-accounts-to-rail-tikets.share=0.1..0.2", f"Did you mean '{SHARE}'"),
        (SHARE, "ID.COLUMN=LOW..HIGH"),
        (f"{SHARE}=0.9..0.5", "LOW is at most HIGH"),
        (f"{SHARE}=0.5..1.5", "a share from 0 to 1, and '1.5' is none"),
        (f"{SHARE}=much..1", "'much' is none"),
        (f"{SHARE}=-1..1", "'-1' is none"),
        ("skipped-fare.lasts_days=1.5..3", "a whole number of days from 0 to"),
        ("skipped-fare.per_100k=1..200000", "from 0 to 100,000"),
        ("people.values.phone.1=0..0", "have a range of"),
    ],
)
def test_a_range_that_cannot_be_is_refused_with_what_was_expected(text: str, said: str) -> None:
    own = [text]
    if said == "have a range of":
        own, said = [text, text], "has a range already"
    with pytest.raises(UsageError) as error:
        figure_ranges(TINY, own)
    assert said in str(error.value)


def test_weights_that_could_all_be_nothing_are_refused() -> None:
    own = [f"{name}=0..1" for name in figure_cells(TINY) if name.startswith("people.age_groups.")]
    with pytest.raises(UsageError, match="Every weight of people"):
        figure_ranges(TINY, own)
    assert figure_ranges(TINY, own[1:])


def test_only_what_is_assumed_is_drawn_unless_it_is_given_a_range() -> None:
    ranges = figure_ranges(BEIJING)
    assert set(ranges) == {name for name, cell in CELLS.items() if cell.is_assumed and cell.value}
    known = next(name for name, cell in CELLS.items() if not cell.is_assumed and cell.sort == "number")
    assert known not in ranges
    assert figure_ranges(BEIJING, [f"{known}=1..2"])[known].is_own


@given(st.integers(0, 2**31), st.integers(1, 1_000))
def test_a_draw_lies_between_half_and_twice_and_never_moves_two_figures_alike(seed: int, draw: int) -> None:
    drawn = drawn_figures(figure_ranges(BEIJING), seed, draw)
    factors = []
    for name, value in drawn.items():
        cell = CELLS[name]
        if cell.sort == "days":
            assert cell.value / 2 - 0.5 <= value <= cell.value * 2 + 0.5
            assert value == int(value)
        else:
            assert cell.value / 2 <= value <= cell.value * 2
            factors.append(value / cell.value)
        if cell.sort == "share":
            assert value <= 1
    below_one = [factor for factor in factors if factor < 1]
    assert len(set(below_one)) == len(below_one)


@given(st.sampled_from(sorted(CELLS)), st.integers(0, 2**31), st.integers(1, 1_000))
def test_a_range_of_one_value_leaves_the_figure_as_it_is(name: str, seed: int, draw: int) -> None:
    cell = CELLS[name]
    value = f"{cell.value:.12f}" if cell.sort != "days" else f"{cell.value}"
    ranges = figure_ranges(BEIJING, [f"{name}={value}..{value}"])
    assert drawn_figures(ranges, seed, draw)[name] == cell.value


@given(st.sampled_from(sorted(CELLS)), st.floats(0, 1))
def test_a_figure_that_is_set_is_the_only_one_that_changes(name: str, number: float) -> None:
    cell = CELLS[name]
    changed = figure_cells(with_figures(BEIJING, {cell: number}))
    assert changed[name].value == cell.tidy(number)
    strangers = name.replace("wrong_household", "wrong_stranger")
    for other, was in CELLS.items():
        if other not in (name, strangers):
            assert changed[other].value == was.value


def test_no_more_rows_are_wrong_than_there_are() -> None:
    wrong = [cell for cell in CELLS.values() if cell.column == "wrong_household" and cell.value]
    stranger = {cell: CELLS[cell.name.replace("household", "stranger")] for cell in wrong}
    assert wrong
    for cell in wrong:
        changed = figure_cells(with_figures(BEIJING, {cell: 0.7, stranger[cell]: 0.6}))
        assert changed[stranger[cell].name].value == pytest.approx(0.3)


def test_a_draw_is_the_same_on_every_machine() -> None:
    drawn = drawn_world(TINY, figure_ranges(TINY), 1, 1)
    assert drawn.record_kinds["skipped-fare"].per_100k == 5794.596054802424
    assert drawn.folder is None


def test_a_figures_name_is_its_row_and_column() -> None:
    names = figure_cells(TINY)
    assert isinstance(names[SHARE], FigureCell)
    assert names["subscribers.phone.national-id.coverage"].value == 0.84
    assert names["people.household_sizes.1"].value == 0.15

"""The tornado: its ends are single runs of a folder with that one figure halved or doubled; the widest come first."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from linkage.answers.uncertainty.asked_city import AskedCity, finished
from linkage.answers.uncertainty.tornado import tornado_steps
from linkage.answers.whole_city.city_measures import measure_names, measure_worlds, read_measure
from linkage.answers.whole_city.city_report import CityCounter
from linkage.errors import LinkageError
from linkage.world.storage import folders
from linkage.world.what_if.parser import under
from tests.figures_in_files import copy_with_figures
from tests.oracles.plain_world import read
from tests.oracles.random_worlds import random_what_if, write_world

MEASURE, WHAT_IF = "restricted", "cut:payment-accounts-to-rail-tickets"
OWN = ("unpaid-court-judgment.per_100k=2000..6000", "people.under_18=0.8..0.8")
SHARE = "payment-accounts-to-rail-tickets.share"


@cache
def tiny_tornado(measure: str, what_if: str = "", own: tuple[str, ...] = (), moves: str = "count") -> Any:
    asked = AskedCity.of(folders.load("tiny"), what_if, 1, 1_000)
    return finished(tornado_steps(asked, measure, own, moves))


def measured(folder: Path, asked: AskedCity, measure: str) -> list[int]:
    """A measure of a folder's city, on each side of the question."""
    world = folders.load(folder)
    with CityCounter(world, asked.seed, asked.residents) as counter:
        worlds = [under(world, side) for side in asked.sides]
        return [number for (number,) in measure_worlds(counter, worlds, [read_measure(measure, world)], None)]


def agree_with_single_runs(tmp_path: Path, seeds: range, figures: int) -> int:
    """Some figures of random worlds, each at both ends in a folder of its own; returns how many moved the measure."""
    moved = 0
    for seed in seeds:
        rng = Random(seed)
        folder = write_world(tmp_path / str(seed), rng, errors=seed % 2 == 0)
        what_if = random_what_if(rng, read(folder))
        try:
            asked = AskedCity.of(folders.load(folder), what_if, seed, 200)
        except LinkageError:
            continue
        measure = rng.choice(["restricted", "doors", *measure_names(asked.world)[3:6]])
        answer = finished(tornado_steps(asked, measure))
        rows = answer["figures"]
        for row in [*rows[:2], *rng.sample(rows, min(figures, len(rows)))]:
            for end in ("low", "high"):
                sides = measured(copy_with_figures(folder, {row["figure"]: row[end]}), asked, measure)
                assert row[f"at_{end}"] == sides[0], (seed, what_if, measure, row)
                if len(sides) == 2:
                    assert row[f"change_at_{end}"] == sides[0] - sides[1]
            moved += bool(row["swing"])
    return moved


@pytest.mark.prove
def test_both_ends_are_single_runs_of_a_random_world_with_that_figure(tmp_path: Path) -> None:
    assert agree_with_single_runs(tmp_path, range(11, 12), figures=1)


FIGURES = (
    "unpaid-court-judgment.per_100k",
    "subscribers.phone.national-id.coverage",
    "people.household_sizes.1",
    "rail-tickets.phone.missing",
    SHARE,
)


@pytest.mark.thorough
@pytest.mark.parametrize("figure", FIGURES)
def test_both_ends_are_single_runs_of_the_world_with_that_figure(tmp_path: Path, figure: str) -> None:
    folder = shutil.copytree(folders.find("tiny"), tmp_path / "tiny")
    answer = tiny_tornado(MEASURE, WHAT_IF, OWN)
    row = next(row for row in answer["figures"] if row["figure"] == figure)
    asked = AskedCity.of(folders.load("tiny"), WHAT_IF, 1, 1_000)
    for end in ("low", "high"):
        after, before = measured(copy_with_figures(folder, {figure: row[end]}), asked, MEASURE)
        assert (row[f"at_{end}"], row[f"change_at_{end}"]) == (after, after - before)
    assert row["swing"] or row["change_swing"] or figure.endswith(".missing")


@pytest.mark.prove
@pytest.mark.parametrize("first", range(6, 106, 10))
def test_both_ends_are_single_runs_over_many_worlds(tmp_path: Path, first: int, record_count: Any) -> None:
    moved = agree_with_single_runs(tmp_path, range(first, first + 10), figures=6)
    record_count("ends of a tornado that moved its measure", figures=moved)


def test_ends_are_half_and_twice_shares_at_most_one_and_days_whole() -> None:
    rows = {row["figure"]: row for row in tiny_tornado(MEASURE, WHAT_IF, OWN)["figures"]}
    assert (rows[SHARE]["low"], rows[SHARE]["high"]) == (rows[SHARE]["value"] / 2, min(1, 2 * rows[SHARE]["value"]))
    assert (rows["people.household_sizes.1"]["low"], rows["people.household_sizes.1"]["high"]) == (0.075, 0.3)
    days = [row for name, row in rows.items() if name.endswith("_days")]
    assert days
    assert all(isinstance(row[end], int) for row in days for end in ("value", "low", "high"))


@pytest.mark.prove
def test_the_figures_that_move_it_most_come_first() -> None:
    for moves, swing in (("count", "swing"), ("change", "change_swing")):
        answer = tiny_tornado(MEASURE, WHAT_IF, OWN, moves)
        swings = [row[swing] for row in answer["figures"]]
        assert answer["moves"] == moves
        assert swings == sorted(swings, reverse=True)
        assert swings[0] > 0


def test_a_range_of_its_own_moves_a_figure_to_its_ends_and_one_value_moves_nothing() -> None:
    answer = tiny_tornado(MEASURE, WHAT_IF, OWN)
    rows = {row["figure"]: row for row in answer["figures"]}
    judged, still = rows["unpaid-court-judgment.per_100k"], rows["people.under_18"]
    assert (judged["low"], judged["high"], judged["at_low"]) == (2_000, 6_000, answer["count"])
    assert judged["at_high"] > answer["count"]
    assert (still["at_low"], still["at_high"], still["swing"]) == (answer["count"], answer["count"], 0)


def test_figures_of_what_the_what_if_cuts_move_the_change_alone() -> None:
    answer = tiny_tornado(MEASURE, WHAT_IF, OWN)
    row = next(row for row in answer["figures"] if row["figure"] == SHARE)
    assert (row["at_low"], row["at_high"]) == (answer["count"], answer["count"])
    assert row["change_swing"] > 0  # where nothing is cut, it does move


def test_a_measure_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(LinkageError, match="Did you mean 'loan'"):
        tiny_tornado("refuse:lone")

"""Sweeps against `city`, point by point: the same numbers, from the same people made once."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from linkage.answers.spread_question import Question, spread_everybody
from linkage.answers.whole_city import city_report
from linkage.answers.whole_city.city_measures import read_measure
from linkage.answers.whole_city.coverage_sweep import coverages, with_coverage
from linkage.answers.whole_city.sweep import AXES, Axis, point_what_if, read_axis, sweep
from linkage.citywide import workers
from linkage.cli.command_line import main
from linkage.errors import LinkageError, UsageError, WhatIfError
from linkage.vocabulary import RESTRICTIONS
from linkage.world.model import World
from linkage.world.storage import folders
from linkage.world.what_if.intervention_registry import INTERVENTIONS
from tests.oracles.random_worlds import write_world

BANKS = "share:subscribers-to-defaulter-list=0..1/0.5"
RAIL = "delay:defaulter-list-to-rail-tickets=0..40/20"


def table_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def by_city(city: city_report.CityCounter, what_if: str, of: str, on_day: int | None = None) -> int:
    """One measure, out of the answer of `city`."""
    *whom, effect, service = of.split(":")
    for row in city.answer(what_if, on_day)["effects"]:
        if (row["effect"], row["service"]) == (effect, service):
            return int(row[whom[0] if whom else "residents"])
    return 0


@pytest.mark.parametrize("on_day", [None, 25])
def test_a_sweeps_csv_equals_city_runs_point_by_point(on_day: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    measures = ["refuse:loan", "wrongly:refuse:loan", "companies:refuse:loan", "refuse:high-speed-rail"]
    day = [] if on_day is None else ["--on-day", str(on_day)]
    options = [*(part for measure in measures for part in ("--measure", measure)), "--residents", "4000", *day]
    over = ["--over", BANKS, "--over", RAIL]
    assert (
        main(["sweep", "tiny", *over, "--what-if", "correct:unpaid-court-judgment=20", *options, "--format", "csv"])
        == 0
    )
    rows = table_of(capsys.readouterr().out)
    assert len(rows) == 9
    with city_report.CityCounter(folders.load("tiny"), 1, 4_000) as city:
        for row in rows:
            point = [f"{figure}={row[figure]}" for figure in (BANKS.partition("=")[0], RAIL.partition("=")[0])]
            what_if = ",".join(["correct:unpaid-court-judgment=20", *point])
            assert [int(row[measure]) for measure in measures] == [
                by_city(city, what_if, measure, on_day) for measure in measures
            ]
    assert len({row["refuse:loan"] for row in rows}) > 1


def test_the_command_city_prints_the_same_number(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--residents", "3000", "--format", "csv"]
    assert main(["sweep", "tiny", "--over", BANKS, "--measure", "refuse:loan", *options]) == 0
    for row in table_of(capsys.readouterr().out):
        figure = BANKS.partition("=")[0]
        assert main(["city", "tiny", "--what-if", f"{figure}={row[figure]}", *options]) == 0
        (loan,) = [line for line in table_of(capsys.readouterr().out) if line["service"] == "loan"]
        assert loan["residents"] == row["refuse:loan"]


def people(world: World, what_if: str, residents: int, seed: int, effects: Iterable[str]) -> tuple[int, int]:
    """Residents with some effects, each once; and pairs of resident and service, by the readable engine."""
    _, _, spread = spread_everybody(world, Question(what_if=what_if, seed=seed, residents=residents))
    rows = [row for row in spread.effects if row.effect in effects and row.subject[0] == "R"]
    return len({row.subject for row in rows}), len({(row.subject, row.service) for row in rows})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_people_with_several_restrictions_are_counted_once(seed: int, tmp_path: Path) -> None:
    world = folders.load(write_world(tmp_path / "world", Random(seed), scores=seed == 3))
    link = sorted(world.links)[0]
    answer = sweep(world, [f"share:{link}=0..1/0.5"], ["restricted", "rewarded", "doors"], "", seed, 200)
    for share, *numbers in answer.rows:
        what_if = f"share:{link}={share}"
        restricted, _ = people(world, what_if, 200, seed, RESTRICTIONS)
        rewarded, _ = people(world, what_if, 200, seed, {"reward"})
        _, doors = people(world, what_if, 200, seed, {"refuse"})
        assert numbers == [restricted, rewarded, doors]


@pytest.mark.prove
def test_two_workers_or_a_city_in_chunks_sweep_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    world = folders.load("tiny")
    arguments = ([BANKS], ["refuse:loan", "restricted"], "", 1, 140_000)
    rows = sweep(world, *arguments, workers=1).rows
    assert sweep(world, *arguments, workers=2).rows == rows
    monkeypatch.setattr(workers, "MAX_KEPT_BLOCKS", 1)
    monkeypatch.setattr(workers, "BLOCKS_PER_CHUNK", 2)
    assert sweep(world, *arguments, workers=1).rows == rows


# figures and measures


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("removal:subscribers-to-defaulter-list=1..90/30", ("1", "31", "61")),
        ("share:subscribers-to-defaulter-list=0.1..0.4/0.1", ("0.1", "0.2", "0.3", "0.4")),
        ("share:subscribers-to-defaulter-list=0.9..1", ("0.9", "1")),
        ("threshold:rail-tickets-refuse-monthly-pass=1..3", ("1", "2", "3")),
        ("expire:*=10..20/10", ("10", "20")),
        ("repair:subscribers=5..5", ("5",)),
        ("correct:unpaid-court-judgment=0..100/100", ("0", "100")),
    ],
)
def test_a_figure_goes_from_one_value_to_another_in_exact_steps(text: str, values: tuple[str, ...]) -> None:
    assert read_axis(text, folders.load("tiny")) == Axis(text.partition("=")[0], values)


def test_a_link_that_the_what_if_adds_can_be_swept() -> None:
    world = folders.load("tiny")
    link = "rail-tickets>school-enrolment:national-id"
    answer = sweep(world, [f"share:{link}=0..1/1"], ["refuse:private-school"], f"add:{link}", 1, 3_000)
    assert answer.rows[0][1] <= answer.rows[1][1]  # type: ignore[operator]
    assert len(answer.rows) == 2


@pytest.mark.parametrize(
    ("over", "error", "message"),
    [
        ("delai:subscribers-to-defaulter-list=1..2", UsageError, "Did you mean 'delay'?"),
        ("cut:subscribers-to-defaulter-list=1..2", UsageError, "sets no figure"),
        ("coverage:subscriber.national-id=0..1", WhatIfError, "Did you mean 'subscribers.national-id'?"),
        ("coverage:defaulter-list=0..1", WhatIfError, "has a coverage"),
        ("coverage:subscribers=0..1", WhatIfError, "has a coverage"),  # it has an account for every phone
        ("coverage:subscribers.national-id=0..2/1", WhatIfError, "a share from 0 to 1"),
        ("delay:subscribers-to-defaulter-lis=1..2", WhatIfError, "Did you mean 'subscribers-to-defaulter-list'?"),
        ("delay:subscribers-to-defaulter-list", UsageError, "can't be read"),
        ("delay:subscribers-to-defaulter-list=1", UsageError, "can't be read"),
        ("delay:subscribers-to-defaulter-list=9..1", UsageError, "goes nowhere"),
        ("delay:subscribers-to-defaulter-list=1..9/0", UsageError, "goes nowhere"),
        ("delay:subscribers-to-defaulter-list=1..9/0.5", WhatIfError, "a whole number"),
        ("share:subscribers-to-defaulter-list=0..2", WhatIfError, "a share from 0 to 1"),
        ("delay:subscribers-to-defaulter-list=0..36500", UsageError, "at most 2,000 points"),
    ],
)
def test_a_figure_that_cannot_be_swept_is_answered_with_the_nearest(
    over: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        read_axis(over, folders.load("tiny"))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("refuse:lone", "Did you mean 'loan'?"),
        ("refus:loan", "Did you mean 'refuse'?"),
        ("restrictd", "Did you mean 'restricted'?"),
        ("slow:loan", "there is"),
        ("wrongly:loan", "measures nothing"),
    ],
)
def test_a_measure_that_is_not_there_is_answered_with_the_nearest(text: str, message: str) -> None:
    with pytest.raises(LinkageError) as caught:
        read_measure(text, folders.load("tiny"))
    assert message in str(caught.value)


def test_a_grid_has_two_figures_that_differ_and_not_too_many_points() -> None:
    world = folders.load("tiny")
    for over in ([], [BANKS, BANKS], [BANKS, RAIL, "expire:*=1..2"]):
        with pytest.raises(UsageError):
            sweep(world, over, ["refuse:loan"], residents=100)
    with pytest.raises(UsageError, match="3,000 points"):
        sweep(world, [BANKS, "expire:*=1..1000"], ["refuse:loan"], residents=100)
    with pytest.raises(UsageError):
        sweep(world, [BANKS], [], residents=100)


def test_every_axis_is_an_intervention_with_a_number_or_a_coverage() -> None:
    assert {verb for verb, kind in INTERVENTIONS.items() if "=" in kind.form} == set(AXES) - {"coverage"}


def copy_with_cell(world: str, folder: Path, table: str, where: dict[str, str], column: str, value: str) -> Path:
    """A copy of a bundled world with one cell changed, as somebody with a spreadsheet would."""
    shutil.copytree(folders.find(world), folder)
    with (folder / table).open(encoding="utf-8", newline="") as read:
        rows = list(csv.DictReader(read))
    (row,) = [row for row in rows if where.items() <= row.items()]
    row[column] = value
    with (folder / table).open("w", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder


@pytest.mark.parametrize(
    ("figure", "table", "where"),
    [
        ("coverage:subscribers.national-id", "registers.csv", {"database": "subscribers", "to": "national-id"}),
        ("coverage:school-enrolment", "databases.csv", {"id": "school-enrolment"}),
    ],
)
def test_a_coverage_is_swept_as_if_the_cell_of_the_folder_were_changed(
    figure: str, table: str, where: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "share:subscribers-to-defaulter-list"
    measures = ["refuse:loan", "wrongly:refuse:loan", "refuse:private-school"]
    options = ["--what-if", "correct:unpaid-court-judgment=90", "--residents", "6000", "--format", "csv"]
    measure_options = [part for measure in measures for part in ("--measure", measure)]
    over = ["--over", f"{other}=0.5..1/0.5", "--over", f"{figure}=0..1/0.5"]
    assert main(["sweep", "tiny", *over, *measure_options, *options]) == 0
    rows = table_of(capsys.readouterr().out)
    assert [(row[other], row[figure]) for row in rows] == [(a, b) for a in ("0.5", "1") for b in ("0", "0.5", "1")]
    for row in rows:
        folder = copy_with_cell("tiny", tmp_path / f"{row[other]}-{row[figure]}", table, where, "coverage", row[figure])
        with city_report.CityCounter(folders.load(str(folder)), 1, 6_000) as city:
            what_if = f"correct:unpaid-court-judgment=90,{other}={row[other]}"
            assert [int(row[measure]) for measure in measures] == [
                by_city(city, what_if, measure) for measure in measures
            ]
    assert len({tuple(row[measure] for measure in measures) for row in rows}) > 2


def test_a_coverage_at_its_own_value_changes_nobody() -> None:
    world = folders.load("beijing")
    for target, share in coverages(world).items():
        changed = with_coverage(world, target, str(share))
        with workers.WorkerPool(world, 1, 3_000, 1) as pool, workers.WorkerPool(changed, 1, 3_000, 1) as changed_pool:
            before, after = pool.count(world), changed_pool.count(changed)
            assert {door: before.of(door) for door in before.doors} == {door: after.of(door) for door in after.doors}


def test_a_point_is_the_what_if_with_its_values_behind() -> None:
    axes = [Axis("delay:a", ("1",)), Axis("share:b", ("0.5",))]
    assert point_what_if("drop:phone", axes, ("1", "0.5")) == "drop:phone,delay:a=1,share:b=0.5"


def test_the_json_names_units_and_the_text_says_what_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["sweep", "tiny", "--over", BANKS, "--measure", "wrongly:refuse:loan", "--residents", "500"]
    assert main([*options, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["over"] == [{"figure": "share:subscribers-to-defaulter-list", "values": [0, 0.5, 1]}]
    assert answer["measures"] == [{"measure": "wrongly:refuse:loan", "unit": "residents and companies"}]
    assert [row["share:subscribers-to-defaulter-list"] for row in answer["rows"]] == [0, 0.5, 1]
    assert main(options) == 0
    assert "wrongly only" in capsys.readouterr().out

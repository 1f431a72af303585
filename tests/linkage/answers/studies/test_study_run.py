"""A study's table holds the numbers of `city` and `sweep` for the same questions, in the order of its file."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from linkage.answers.studies.study_file import read_study
from linkage.answers.studies.study_run import COLUMNS, about_study, run_study
from linkage.answers.whole_city.city_report import CityCounter
from linkage.answers.whole_city.sweep import sweep
from linkage.citywide import workers
from linkage.cli.command_line import main
from linkage.population.own_tables import agency_reader
from linkage.world.storage import folders
from linkage.world.storage.fingerprint import fingerprint

LINK = "subscribers-to-defaulter-list"
MEASURES = ["doors", "restricted", "closed:high-speed-rail", "wrongly:refuse:loan", "refuse:loan"]


def study_file(folder: Path, measures: list[str], more: str = "", worlds: str = '"tiny"') -> Path:
    path = folder / "mine.toml"
    path.write_text(f"worlds = [{worlds}]\nmeasures = {measures}\n{more}", encoding="utf-8")
    return path


@pytest.mark.parametrize("on_day", [None, 25])
def test_the_numbers_are_those_of_a_sweep(on_day: int | None, tmp_path: Path) -> None:
    day = "" if on_day is None else f"on-day = {on_day}\n"
    what_ifs = [f"share:{LINK}={share}" for share in ("0", "0.5", "1")]
    study = read_study(
        study_file(tmp_path, MEASURES, f"what-ifs = {what_ifs}\nseeds = [4, 2]\nresidents = 3000\n{day}")
    )
    table = run_study(study)
    expected = []
    for seed in (4, 2):
        swept = sweep(folders.load("tiny"), [f"share:{LINK}=0..1/0.5"], MEASURES, "", seed, 3_000, on_day)
        expected += [number for row in swept.rows for number in row[1:]]
    assert [row[-1] for row in table.rows] == expected
    assert len(set(expected)) > 5


def test_the_numbers_are_those_of_city_and_each_row_says_of_which(tmp_path: Path) -> None:
    what_ifs = ["", "drop:national-id", "forget:subscribers.national-id"]
    more = f"what-ifs = {what_ifs}\nresidents = 3000\n"
    table = run_study(read_study(study_file(tmp_path, ["refuse:loan", "companies:refuse:loan"], more)))
    with CityCounter(folders.load("tiny"), 1, 3_000) as city:
        for row in table.records():
            assert (row["world_hash"], row["seed"], row["residents"]) == (fingerprint(folders.load("tiny")), 1, 3_000)
            whom = "companies" if str(row["measure"]).startswith("companies") else "residents"
            effects = city.answer(str(row["what_if"]))["effects"]
            counted = [each[whom] for each in effects if (each["effect"], each["service"]) == ("refuse", "loan")]
            assert row["value"] == sum(counted)
            assert row["unit"] == whom


def test_the_rows_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    worlds, seeds, what_ifs, measures = ("tiny", "beijing"), (3, 1), ("drop:phone", ""), ("rewarded", "doors")
    more = f"what-ifs = {list(what_ifs)}\nseeds = {list(seeds)}\nresidents = 500\n"
    study = read_study(study_file(tmp_path, list(measures), more, '"tiny", "beijing"'))
    told: list[tuple[int, int]] = []
    table = run_study(study, progress=lambda done, of: told.append((done, of)))
    records = table.records()
    keys = [(row["world"], row["seed"], row["what_if"], row["measure"]) for row in records]
    assert keys == list(product(worlds, seeds, what_ifs, measures))
    assert list(table.columns) == list(COLUMNS) == list(records[0])
    assert told == [(number, 16) for number in range(2, 17, 2)]
    assert run_study(study).csv() == table.csv()


def test_people_are_made_once_for_each_world_and_seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    first = workers.WorkerPool.__init__

    def counting(self: workers.WorkerPool, *arguments: object) -> None:
        made.append(arguments[1])
        first(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(workers.WorkerPool, "__init__", counting)
    more = 'what-ifs = ["", "drop:phone", "drop:national-id"]\nseeds = [5, 6]\nresidents = 200\n'
    run_study(read_study(study_file(tmp_path, ["doors"], more)))
    assert made == [5, 6]


@pytest.mark.prove
def test_a_city_that_is_too_large_to_be_kept_has_the_same_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = read_study(study_file(tmp_path, MEASURES, 'what-ifs = ["", "drop:phone"]\nresidents = 2000\n'))
    kept = run_study(study)
    monkeypatch.setattr(workers, "MAX_KEPT_BLOCKS", 0)
    assert run_study(study).rows == kept.rows


def test_tables_are_counted_instead_of_invented_people(tmp_path: Path) -> None:
    assert main(["generate", "tiny", "--residents", "300", "--out", str(tmp_path / "tables")]) == 0
    more = 'what-ifs = ["", "drop:phone"]\ntables = "tables"\n'
    rows = run_study(read_study(study_file(tmp_path, MEASURES, more))).records()
    world = folders.load("tiny")
    tables = agency_reader.read(world, tmp_path / "tables")
    swept = sweep(world, [f"share:{LINK}=1..1"], MEASURES, "drop:phone", tables=tables)
    assert [row["value"] for row in rows][len(MEASURES) :] == list(swept.rows[0][1:])
    assert {(row["seed"], row["residents"]) for row in rows} == {(1, 300)}


def test_its_json_says_whose_people_they_are(tmp_path: Path) -> None:
    about = about_study(read_study(study_file(tmp_path, ["doors"], 'title = "Doors"\n')))
    assert (about["study"], about["title"]) == ("mine", "Doors")
    assert "invented people" in about["labels"]["tiny"]
    assert about["stamp"]["verb"] == "study"
    assert "own_tables" not in about["stamp"]
    assert main(["generate", "tiny", "--residents", "20", "--out", str(tmp_path / "tables")]) == 0
    about = about_study(read_study(study_file(tmp_path, ["doors"], 'tables = "tables"\n')))
    assert about["stamp"]["own_tables"] is True

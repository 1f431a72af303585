"""A study's file is right, or every fault in it is told at once, with its place and the nearest right name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from linkage.answers.studies.study_file import MOST_ROWS, bundled_studies, find_study, read_study
from linkage.cli.command_line import main
from linkage.errors import BadWorldError, UnknownNameError
from linkage.world.storage import folders

RIGHT = 'worlds = ["tiny"]\nmeasures = ["restricted"]\n'


def study_file(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadWorldError) as error:
        read_study(study_file(folder, text))
    return error.value.lines()


def test_what_is_left_out_is_the_world_as_it_stands_and_everybody_of_it(tmp_path: Path) -> None:
    study = read_study(study_file(tmp_path, RIGHT))
    assert (study.name, study.title, study.what_ifs, study.seeds) == ("mine", "", ("",), (1,))
    assert (study.residents, study.on_day, study.remarks) == (None, None, ())
    assert [studied.world.id for studied in study.worlds] == ["tiny"]


@pytest.mark.parametrize(
    ("line", "row", "key", "found", "near"),
    [
        ('mesures = ["doors"]', 3, "mesures", "an unknown key", "measures"),
        ('what_ifs = [""]', 3, "what_ifs", "an unknown key", "what-ifs"),
        ('[seeds-of]\na = "b"', 3, "seeds-of", "an unknown key", "seeds"),
        ('what-ifs = ["",\n "drop:nation-id"]', 4, "what-ifs", "identifier 'nation-id'", "national-id"),
        ('what-ifs = ["dorp:phone"]', 3, "what-ifs", "'dorp:phone'", "drop"),
        ("what-ifs = ['drop:phone', 'drop:phone']", 3, "what-ifs", "'drop:phone' 2 times", ""),
        ("what-ifs = []", 3, "what-ifs", "an empty list", ""),
        ('what-ifs = "drop:phone"', 3, "what-ifs", "'drop:phone'", ""),
        ("seeds = [1, true]", 3, "seeds", "true", ""),
        ("seeds = [1, 2, 1]", 3, "seeds", "1 2 times", ""),
        ("seeds = 3", 3, "seeds", "3", ""),
        ("seeds = [99999999999999999999]", 3, "seeds", "a number that is too large", ""),
        ("residents = 0", 3, "residents", "0", ""),
        ('residents = "many"', 3, "residents", "'many'", ""),
        ("residents = 5000.5", 3, "residents", "a float", ""),
        ("on-day = -1", 3, "on-day", "-1", ""),
        ("title = 7", 3, "title", "7", ""),
        ('tables = ""', 3, "tables", "a blank text", ""),
        ('tables = "nowhere"', 3, "tables", "There are no agency tables at 'nowhere'", ""),
    ],
)
def test_a_fault_names_its_line_its_key_and_the_nearest_right_name(
    line: str, row: int, key: str, found: str, near: str, tmp_path: Path
) -> None:
    (told,) = faults_of(tmp_path, f"{RIGHT}{line}\n")
    assert told.startswith(f"mine.toml, row {row}, column {key}: found ")
    assert found in told
    assert told.endswith(f"did you mean '{near}'?") if near else "did you mean" not in told


@pytest.mark.parametrize(
    ("measure", "near"),
    [
        ("restrictd", "restricted"),
        ("closed:high-speed-rial", "closed:high-speed-rail"),
        ("refuse:lona", "refuse:loan"),
        ("wrongly:refuse:lona", "wrongly:refuse:loan"),
        ("wrongly", ""),
    ],
)
def test_a_measure_that_a_world_lacks_is_told_with_the_nearest_that_it_has(
    measure: str, near: str, tmp_path: Path
) -> None:
    (told,) = faults_of(tmp_path, f'worlds = ["tiny"]\nmeasures = ["doors", "{measure}"]\n')
    assert told.startswith(f"mine.toml, row 2, column measures: found '{measure}', expected a measure of world tiny")
    assert f"did you mean '{near}'?" in told if near else True


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = (
        'worlds = ["tiny", "bejing"]\nmeasures = ["door"]\nseed = [1]\nresidents = -2\n'
        'what-ifs = ["drop:fone", "cut:nothing-like-it"]\n'
    )
    told = faults_of(tmp_path, text)
    assert [line.partition(": ")[0].rpartition(" ")[2] for line in told] == [
        "seed",
        "residents",
        "what-ifs",
        "what-ifs",
        "measures",
        "worlds",
    ]
    assert told[-1].endswith("did you mean 'beijing'?")


def test_what_lacks_is_told(tmp_path: Path) -> None:
    told = faults_of(tmp_path, "")
    assert ["column worlds: found nothing" in told[0], "column measures: found nothing" in told[1]] == [True, True]
    assert len(told) == 2


def test_what_one_of_the_worlds_lacks_is_a_fault_that_names_it(tmp_path: Path) -> None:
    text = 'worlds = ["tiny", "hangzhou"]\nmeasures = ["restricted", "closed:package-tour"]\n'
    (told,) = faults_of(tmp_path, text)
    assert "found 'closed:package-tour', expected a measure of world hangzhou" in told


def test_a_study_that_is_too_large_is_refused_before_anything_is_counted(tmp_path: Path) -> None:
    seeds = ", ".join(map(str, range(MOST_ROWS // 2 + 1)))
    (told,) = faults_of(tmp_path, f'worlds = ["tiny"]\nmeasures = ["doors", "restricted"]\nseeds = [{seeds}]\n')
    assert f"found {MOST_ROWS + 2:,} combinations" in told


def test_what_isnt_toml_and_what_looks_like_somebodys_number_is_one_fault(tmp_path: Path) -> None:
    (told,) = faults_of(tmp_path, RIGHT + "seeds = 1 2\n")
    assert told.startswith("mine.toml, row 3: ")
    number = "11010519491231" + "002X"
    (told,) = faults_of(tmp_path, f'{RIGHT}title = "{number}"\n')
    assert told.startswith("mine.toml, row 3, column title: ")
    assert number not in told


def test_a_world_is_found_beside_the_study_and_its_faults_are_the_studys(tmp_path: Path) -> None:
    shutil.copytree(folders.find("tiny"), tmp_path / "town")
    path = study_file(tmp_path, 'worlds = ["town", "tiny"]\nmeasures = ["doors"]\n')
    assert [studied.world.id for studied in read_study(path).worlds] == ["town", "tiny"]
    with (tmp_path / "town" / "links.csv").open("a") as file:
        file.write("one-cell\n")
    (told,) = faults_of(tmp_path, path.read_text())
    assert "'town', a world with" in told
    assert "links.csv" in told


def test_one_world_by_two_names_is_a_fault(tmp_path: Path) -> None:
    shutil.copytree(folders.find("tiny"), tmp_path / "tiny")
    (told,) = faults_of(tmp_path, f'worlds = ["tiny", "{tmp_path / "tiny"}"]\nmeasures = ["doors"]\n')
    assert "the same as 'tiny'" in told


def test_tables_bring_their_own_people(tmp_path: Path) -> None:
    assert main(["generate", "tiny", "--residents", "50", "--out", str(tmp_path / "tables")]) == 0
    (studied,) = read_study(study_file(tmp_path, RIGHT + 'tables = "tables"\n')).worlds
    assert studied.tables is not None
    assert studied.tables.number_of_residents == 50
    told = faults_of(tmp_path, RIGHT + 'tables = "tables"\nseeds = [2]\nresidents = 9\n')
    assert ["invented people beside tables" in line for line in told] == [True, True]


def test_invented_people_that_a_study_asks_for_leave_the_folders_tables_aside(tmp_path: Path) -> None:
    shutil.copytree(folders.find("tiny"), tmp_path / "town")
    assert main(["generate", "tiny", "--residents", "50", "--out", str(tmp_path / "town" / "tables")]) == 0
    text = 'worlds = ["town"]\nmeasures = ["doors"]\n'
    (studied,) = read_study(study_file(tmp_path, text)).worlds
    assert studied.tables is not None
    study = read_study(study_file(tmp_path, text + "residents = 70\n"))
    assert study.worlds[0].tables is None
    assert "residents asks for invented people" in study.remarks[0]


def test_bundled_studies_are_right_and_found_by_name() -> None:
    assert len(bundled_studies()) >= 2
    for name, path in bundled_studies().items():
        assert find_study(name) == path
        assert read_study(path).title
    with pytest.raises(UnknownNameError, match="did you mean 'one-removal-each'"):
        find_study("one-removal-eahc")

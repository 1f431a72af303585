"""The verb `study`: one table, whole or not at all, and nothing lost that was there."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from linkage.cli.command_line import main
from linkage.cli.counting import study_command

Captured = pytest.CaptureFixture[str]
TEXT = 'worlds = ["tiny"]\nwhat-ifs = ["", "drop:phone"]\nmeasures = ["doors", "restricted"]\nresidents = 500\n'


@pytest.fixture
def study(tmp_path: Path) -> str:
    (tmp_path / "mine.toml").write_text(TEXT)
    return str(tmp_path / "mine.toml")


def test_the_table_is_the_same_bytes_each_time_and_in_json_the_same_values(study: str, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("a.csv", "b.csv", "c.json")]
    assert [main(["study", study, "-o", str(out)]) for out in outs] == [0, 0, 0]
    assert outs[0].read_bytes() == outs[1].read_bytes()
    rows = list(csv.DictReader(outs[0].read_text().splitlines()))
    answer = json.loads(outs[2].read_text())
    assert [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in answer["rows"]] == rows
    assert isinstance(answer["rows"][0]["value"], int)
    assert list(answer)[-1] == "stamp"


@pytest.mark.parametrize(
    ("words", "start"), [(["--format", "json"], b"{"), (["--excel"], b"\xef\xbb\xbfstudy,"), ([], b"study,")]
)
def test_the_form_is_what_is_asked_for(words: list[str], start: bytes, study: str, tmp_path: Path) -> None:
    assert main(["study", study, "-o", str(tmp_path / "out"), *words]) == 0
    assert (tmp_path / "out").read_bytes().startswith(start)


@pytest.mark.parametrize(("name", "words"), [("a.json", ["--excel"]), ("a.parquet", ["--format", "json"])])
def test_two_forms_at_once_are_refused(
    name: str, words: list[str], study: str, tmp_path: Path, capsys: Captured
) -> None:
    assert main(["study", study, "-o", str(tmp_path / name), *words]) == 2
    assert name in capsys.readouterr().err
    assert not (tmp_path / name).exists()


def test_what_is_there_stays_unless_somebody_says_so(study: str, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    assert main(["study", study, "-o", str(out)]) == 1
    assert "say --overwrite" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert main(["study", study, "-o", str(out), "--overwrite"]) == 0
    assert out.read_text().startswith("study,")


@pytest.mark.parametrize(("out", "says"), [("", "is a folder: name a file in it"), ("a/b.csv", "There is no folder")])
def test_a_place_that_holds_no_file_is_told(out: str, says: str, study: str, tmp_path: Path, capsys: Captured) -> None:
    assert main(["study", study, "-o", str(tmp_path / out)]) == 1
    assert says in capsys.readouterr().err


def test_a_study_with_faults_writes_nothing_and_tells_them_all(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "mine.toml").write_text(TEXT.replace("phone", "fone").replace("doors", "dors"))
    assert main(["study", str(tmp_path / "mine.toml"), "-o", str(tmp_path / "out.csv")]) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.endswith(("'phone'?", "'doors'?")) for line in told] == [True, True]
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_who_interrupts_it_finds_what_was_there(
    study: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def interrupted(done: int, of: int) -> None:
        if done == of:
            raise KeyboardInterrupt

    (tmp_path / "out.csv").write_text("mine")
    monkeypatch.setattr(study_command, "progress", interrupted)
    assert main(["study", study, "-o", str(tmp_path / "out.csv"), "--overwrite"]) == 130
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml", "out.csv"]
    assert (tmp_path / "out.csv").read_text() == "mine"


def test_a_study_that_isnt_there_is_told_with_those_that_are(tmp_path: Path, capsys: Captured) -> None:
    assert main(["study", "one-removal", "-o", str(tmp_path / "out.csv")]) == 1
    assert "one-removal-each" in capsys.readouterr().err

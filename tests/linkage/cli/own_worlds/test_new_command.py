"""The verb `new`, and `check --strict` on what it starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linkage.cli.command_line import main

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "--from WORLD, --tables FILE…, or --empty"),
        (["--empty", "--from", "tiny"], "new starts from one thing"),
        (["--empty", "--subject", "x"], "go with --tables"),
    ],
)
def test_new_starts_from_one_thing(words: list[str], says: str, tmp_path: Path, capsys: Captured) -> None:
    assert main(["new", str(tmp_path / "mine"), *words]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_warnings_end_in_exit_code_1_only_where_that_is_asked_for(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "mine"
    assert main(["new", str(folder), "--from", "tiny"]) == 0
    with (folder / "services.csv").open("a") as file:
        file.write("zoo,Zoo,,,,,,\n")
    assert main(["check", str(folder)]) == 0
    assert "mine: 0 faults, 1 warning" in capsys.readouterr().out
    assert main(["check", str(folder), "--strict"]) == 1
    capsys.readouterr()
    assert main(["check", str(folder), "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["file"], row["column"], row["severity"]) == ("services.csv", "id", "warning")


def test_what_was_found_is_told_as_data_too(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.csv").write_text("id,mail,when\nk1,m-1,2020-01-01\nk2,m-2,2020-01-02\n")
    (tmp_path / "b.csv").write_text("id,post\nk2,m-2\nk1,m-1\n")
    words = ["--tables", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--format", "json"]
    assert main(["new", str(tmp_path / "mine"), *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["by"]) for row in told["identifiers"]] == [("id", "one name")]
    assert [row["argument"] for row in told["suggestions"]] == ["--identifier mail=a.mail,b.post"]
    assert told["suggestions"][0]["overlaps"][0]["left_share"] == 1.0
    assert {"table": "a", "column": "when", "reason": "dates"} in told["left_out"]
    assert [row["link"] for row in told["links"]] == ["a-to-b-by-id"]
    (match,) = told["matches"]
    assert (match["link"], match["pairs"], match["right"], match["wrong"], match["missed"]) == (
        "a-to-b-by-id",
        2,
        2,
        0,
        0,
    )


@pytest.mark.parametrize("ways", [["--from", "beijing"], ["--empty"]])
def test_a_world_that_takes_a_bundled_worlds_name_is_remarked(
    ways: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "tiny", *ways]) == 0
    said = capsys.readouterr().err
    assert "remark: in this directory 'tiny' is now this folder, and no longer the bundled world of that name." in said
    assert main(["new", "mine", *ways]) == 0
    assert "remark" not in capsys.readouterr().err
    (tmp_path / "deeper").mkdir()
    assert main(["new", "deeper/tiny", *ways]) == 0
    assert f"remark: in {tmp_path / 'deeper'} 'tiny' is now" in capsys.readouterr().err


def test_an_imported_world_that_takes_a_bundled_worlds_name_is_remarked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("edges.csv").write_text("source,target\na,b\n", encoding="utf-8")
    assert main(["import", "edges.csv", "--as", "tiny"]) == 0
    assert "in this directory 'tiny' is now this folder" in capsys.readouterr().err

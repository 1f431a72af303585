"""`effects -o FILE`: the same rows as are printed, in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from linkage.cli.command_line import main

Captured = pytest.CaptureFixture[str]
EFFECTS = ["effects", "tiny", "--residents", "200"]


def test_the_file_has_the_rows_that_are_printed(tmp_path: Path, capsys: Captured) -> None:
    assert main([*EFFECTS, "--format", "csv"]) == 0
    printed = capsys.readouterr().out
    assert main([*EFFECTS, "-o", str(tmp_path / "a.csv")]) == 0
    assert (tmp_path / "a.csv").read_text() == printed
    assert capsys.readouterr().out == ""
    assert len(printed.splitlines()) > 50


def test_parquet_holds_numbers_as_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames: list[pd.DataFrame] = []

    def written(frame: pd.DataFrame, file: Any, index: bool) -> None:
        frames.append(frame)

    monkeypatch.setattr(pd.DataFrame, "to_parquet", written)
    assert main([*EFFECTS, "-o", str(tmp_path / "a.parquet")]) == 0
    kinds = {name: str(kind) for name, kind in frames[-1].dtypes.items()}
    assert {name for name, kind in kinds.items() if kind == "Int64"} == {"day", "until", "links"}
    assert {name for name, kind in kinds.items() if kind == "bool"} == {"wrong", "false"}


@pytest.mark.parametrize(
    ("name", "words", "says"),
    [
        ("a.txt", [], "end it in .csv or .parquet"),
        ("a.json", [], "end it in .csv or .parquet"),
        ("a.csv", ["--format", "json"], "--format json doesn't go with -o"),
        ("a.parquet", ["--excel"], "--excel doesn't go with -o"),
        ("", ["--overwrite"], "it needs -o FILE"),
    ],
)
def test_what_doesnt_go_together_is_refused(
    name: str, words: list[str], says: str, tmp_path: Path, capsys: Captured
) -> None:
    out = ["-o", str(tmp_path / name)] if name else []
    assert main([*EFFECTS, *out, *words]) == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stays_unless_somebody_says_so(tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "a.csv"
    out.write_text("mine")
    assert main([*EFFECTS, "-o", str(out)]) == 1
    assert out.read_text() == "mine"
    assert main([*EFFECTS, "-o", str(out), "--overwrite"]) == 0
    assert out.read_text().startswith("subject,")

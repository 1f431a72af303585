"""Tidy tables as files: typed where the form has types, blanks as blanks."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from linkage.answers.exports.tidy_table import TidyTable, check_form, save_table
from linkage.errors import LinkageError

TABLE = TidyTable({"who": "str", "day": "Int64", "wrong": "bool"}, [("R1", 8, True), ("=R2", None, False)])


def test_a_blank_and_a_yes_are_written_as_csv_and_json_have_them(tmp_path: Path) -> None:
    save_table(tmp_path / "a.csv", TABLE, "csv", {})
    assert (tmp_path / "a.csv").read_text() == "who,day,wrong\nR1,8,yes\n'=R2,,no\n"
    save_table(tmp_path / "a.json", TABLE, "json", {"stamp": {"format": 1}, "about": "x"})
    answer = json.loads((tmp_path / "a.json").read_text())
    assert answer["rows"] == [
        {"who": "R1", "day": 8, "wrong": True},
        {"who": "=R2", "day": None, "wrong": False},
    ]
    assert list(answer) == ["about", "rows", "stamp"]


def test_parquet_is_given_the_types_of_the_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames: list[pd.DataFrame] = []

    def written(frame: pd.DataFrame, file: Any, index: bool) -> None:
        frames.append(frame)
        file.write(b"PAR1")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", written)
    save_table(tmp_path / "a.parquet", TABLE, "parquet", {})
    assert [str(kind) for kind in frames[0].dtypes] == ["str", "Int64", "bool"]
    assert frames[0]["day"].isna().tolist() == [False, True]
    assert (tmp_path / "a.parquet").read_bytes() == b"PAR1"


def test_who_has_nothing_that_writes_parquet_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    first = builtins.__import__

    def without_writers(name: str, *arguments: Any, **named: Any) -> Any:
        if name.split(".")[0] in ("pyarrow", "fastparquet"):
            raise ImportError(name)
        return first(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without_writers)
    with pytest.raises(LinkageError, match="pip install pyarrow"):
        check_form("parquet")


def test_parquet_gives_the_same_table_back(tmp_path: Path) -> None:
    save_table(tmp_path / "a.parquet", TABLE, "parquet", {})
    frame = pd.read_parquet(tmp_path / "a.parquet")
    assert [str(kind) for kind in frame.dtypes] == ["str", "Int64", "bool"]
    assert frame["who"].tolist() == ["R1", "=R2"]
    assert frame["day"].isna().tolist() == [False, True]

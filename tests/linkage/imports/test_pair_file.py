"""A linker's pairs become those of a link beside agency tables, which then join by them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from linkage.cli.command_line import main

LINK = "subscribers-to-rail-tickets"
HEADS = "match_weight,match_probability,id_l,id_r\n"
PAIRS = f"{HEADS}9.1,0.97,subscribers/2,rail-tickets/0\n1.2,0.4,subscribers/2,rail-tickets/1\n"
COLUMNS = ["--left", "id_l", "--right", "id_r", "--probability", "match_probability"]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """Tables of a small town, without a way for the link but pairs."""
    assert main(["generate", "tiny", "--residents", "60", "--out", str(tmp_path / "tables")]) == 0
    return tmp_path / "tables"


def pairs(folder: Path, text: str = PAIRS) -> Path:
    (folder / "splink.csv").write_text(text, encoding="utf-8")
    return folder / "splink.csv"


def test_pairs_are_written_beside_the_tables_and_join_the_link(
    tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["import", "pairs", str(pairs(tmp_path)), "--link", LINK, *COLUMNS, "--tables", str(tables)]
    assert main(asked) == 0
    said = capsys.readouterr()
    assert "2 pairs" in said.out
    assert "left out: columns match_weight" in said.err
    with (tables / "matches" / f"{LINK}.csv").open(encoding="utf-8") as lines:
        assert list(csv.reader(lines)) == [
            ["a", "b", "probability"],
            ["subscribers/2", "rail-tickets/0", "0.97"],
            ["subscribers/2", "rail-tickets/1", "0.4"],
        ]
    assert main(["matches", "tiny", LINK, "--tables", str(tables), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = told["matches"] if isinstance(told, dict) else told
    assert rows[0]["pairs"] == 1
    assert main(asked) == 1
    assert "is there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words", "code", "says"),
    [
        (PAIRS, [*COLUMNS[:4], "--probability", "match_probabilty"], 2, "Did you mean 'match_probability'?"),
        (PAIRS, COLUMNS[:4], 2, "also needs --probability"),
        (PAIRS.replace("0.97", "97%"), COLUMNS, 1, "row 2, column match_probability: found 97%"),
        (PAIRS.replace("0.97", "nan"), COLUMNS, 1, "row 2, column match_probability: found nan"),
        (PAIRS.replace("0.4,subscribers/2", "0.4,"), COLUMNS, 1, "row 3, column id_l: found a blank cell"),
        (
            PAIRS.replace("rail-tickets/1", "rail-ticket/1"),
            COLUMNS,
            1,
            "expected an account or a subject of the tables; did you mean 'rail-tickets/1'?",
        ),
    ],
)
def test_pairs_that_can_not_be_read_say_where_and_nothing_is_written(
    tables: Path, tmp_path: Path, text: str, words: list[str], code: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["import", "pairs", str(pairs(tmp_path, text)), "--link", LINK, *words, "--tables", str(tables)]
    assert main(asked) == code
    assert says in capsys.readouterr().err
    assert not (tables / "matches").exists()


def test_a_probability_with_a_decimal_comma_is_told_the_one_that_it_means(
    tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pairs(tmp_path, "match_probability;id_l;id_r\n0,4;subscribers/2;rail-tickets/1\n")
    assert main(["import", "pairs", str(file), "--link", LINK, *COLUMNS, "--tables", str(tables)]) == 1
    assert "row 2, column match_probability: found 0,4, expected a number from 0 to 1; did you mean '0.4'" in (
        capsys.readouterr().err
    )

"""What verbs print: CSV for a spreadsheet, counts in the singular and plural, whose people they are, what stays."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from linkage.cli.command_line import main

FEW = ["--residents", "500"]
VERBS = (
    ["trace", "tiny"],
    ["compare", "tiny", "--what-if", "drop:phone"],
    ["effects", "tiny", *FEW],
    ["city", "tiny", *FEW],
    ["matches", "tiny", *FEW],
    ["sweep", "tiny", *FEW, "--over", "share:subscribers-to-defaulter-list=0..1/0.5", "--measure", "refuse:loan"],
)


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_csv_for_a_spreadsheet_is_the_same_table_behind_a_byte_order_mark(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--format", "csv"]) == 0
    plain = capsys.readouterr().out
    assert main([*words, "--excel"]) == 0
    assert capsys.readouterr().out == "\ufeff" + plain
    assert plain.count("\n") > 1


def test_a_spreadsheet_and_json_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "tiny", "--excel", "--format", "json"]) == 2
    assert "--excel prints CSV" in capsys.readouterr().err


def test_the_table_of_a_citys_comparison_is_that_of_its_json(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["compare", "tiny", "--story", "court-fine", "--what-if", "drop:phone", "--city", "--residents", "2000"]
    assert main([*asked, "--format", "json"]) == 0
    expected = {(row["service"], row["effect"]): row for row in json.loads(capsys.readouterr().out)["city"]}
    assert main([*asked, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {(row["service"], row["effect"]) for row in rows} == expected.keys()
    for row in rows:
        told = expected[row["service"], row["effect"]]
        assert int(row["residents_after"]) == told["after"]["residents"]
        assert int(row["companies_change"]) == told["change"]["companies"]
        assert int(row["residents_through_links_change"]) == told["through_links"]["change"]["residents"]


ONE, RECORD = ["--residents", "1"], ["--record", "unpaid-court-judgment"]


@pytest.mark.parametrize(
    "words",
    [
        ["trace", "tiny", *RECORD, *ONE],
        [
            "trace",
            "tiny",
            "--record",
            "unpaid-court-judgment",
            "--what-if",
            "delay:defaulter-list-to-rail-tickets=1",
            *ONE,
        ],
        ["trace", "tiny", *ONE],
        ["effects", "tiny", *ONE],
        ["city", "tiny", *ONE, "--range", "1", "--seeds", "1"],
        ["compare", "tiny", *RECORD, "--what-if", "drop:phone", "--city", *ONE],
        ["cut", "tiny", "--city", "--best", "1", *ONE],
        ["matches", "tiny", *ONE],
        ["tradeoff", "tiny", "--measure", "refuse:loan", "--over", "missing:rail-tickets.phone=0..1/1", *ONE],
    ],
    ids=" ".join,
)
def test_of_one_thing_no_verb_speaks_in_the_plural(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(words)
    said = "".join(capsys.readouterr())
    assert "1 resident" in said
    nouns = "resident|row|record|subject|file|account|day|draw|population|step|service|cell"
    assert re.findall(rf"(?<![\d,.])1 (?:\w+ )?(?:{nouns}|compan|cop|stor)(?:s|ies)\b", said) == []


def test_tables_of_ones_own_have_no_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "gym.csv").write_text("phone,name\na1,nan\nb2,y\n", "utf-8")
    (tmp_path / "shop.csv").write_text("member,phone\n9,a1\nNULL,b2\n8,nan\n", "utf-8")
    folder = str(tmp_path / "town")
    assert main(["new", folder, "--tables", str(tmp_path / "gym.csv"), str(tmp_path / "shop.csv")]) == 0
    assert "read as blank: 1 cell 'nan' in shop.phone" in capsys.readouterr().err
    for verb in ("trace", "effects", "city", "matches"):
        assert main([verb, folder]) == 0
        assert "world town, own tables, 3 residents" in capsys.readouterr().out


def test_a_city_under_a_what_if_says_what_stays(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["city", "tiny", "--residents", "5000"]
    for what_if, stays in (("drop:phone", "3 of 7"), ("delay:defaulter-list-to-rail-tickets=1", "7 of 7")):
        assert main([*asked, "--what-if", what_if]) == 0
        assert f"\n{stays} services and effects stay as they are\n" in capsys.readouterr().out
    assert main(asked) == 0
    assert "stay as they are" not in capsys.readouterr().out

"""CSV for a spreadsheet: with `--excel` every verb that prints CSV prints it behind a byte-order mark."""

from __future__ import annotations

import csv
import io
import json

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

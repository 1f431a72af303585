"""The worked example with Splink (docs/splink.md), run where Splink is installed; it is an extra."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from linkage.cli.command_line import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "splink.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    ((?:linkage|python) .*)$", PAGE, re.MULTILINE)


def test_the_page_holds_the_whole_example() -> None:
    assert [shlex.split(line)[:2] for line in COMMANDS] == [
        ["linkage", "generate"], ["python", "docs/splink_pairs.py"], ["linkage", "import"], ["linkage", "matches"],
        ["linkage", "sweep"],
    ]  # fmt: skip


@pytest.mark.skipif(importlib.util.find_spec("splink") is None, reason="Splink is an extra: pip install splink")
def test_the_example_links_two_tables_without_a_shared_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for line in COMMANDS:
        program, *words = shlex.split(line)
        if program == "python":
            script = [sys.executable, str(ROOT / words[0]), *words[1:]]
            subprocess.run(script, check=True, capture_output=True, timeout=300)
        else:
            assert main(words) == 0, line
    with Path("town/matches/subscribers-to-rail-tickets.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(csv.DictReader(file))
    assert len(pairs) > 300
    capsys.readouterr()
    asked = ["matches", "tiny", "subscribers-to-rail-tickets", "--tables", "town", "--format", "json"]
    assert main(asked) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["precision"] > 0.9
    assert row["recall"] > 0.7
    assert main([*asked, "--what-if", "threshold:subscribers-to-rail-tickets=1"]) == 0
    (surest,) = json.loads(capsys.readouterr().out)
    assert surest["pairs"] < row["pairs"]

"""The page about making a world of one's own: its commands and edits are run as they stand, line by line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from linkage.cli.command_line import main

PAGE = Path(__file__).parents[2] / "sample_data" / "worlds" / "README.md"
PARTS = re.compile(
    r"(?:^`(?P<table>[a-z_]+\.(?:csv|toml))`[^\n]*\n\n)?```(?P<language>[a-z]+)\n(?P<text>.*?)```",
    re.DOTALL | re.MULTILINE,
)


def test_the_page_leads_to_a_world_with_another_closed_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    outputs: list[str] = []
    for part in PARTS.finditer(PAGE.read_text(encoding="utf-8")):
        if part["language"] == "csv":
            assert part["table"], part["text"]
            with (tmp_path / "mine" / part["table"]).open("a", encoding="utf-8", newline="") as table:
                table.write(part["text"])
        elif part["language"] == "toml":
            settings = tmp_path / "mine" / part["table"]
            head = part["text"].partition("=")[0]
            lines = [
                part["text"] if line.startswith(head) else line for line in settings.read_text("utf-8").splitlines(True)
            ]
            settings.write_text("".join(lines), encoding="utf-8")
        elif part["language"] == "text":  # what the last command is said to print; then the slip is mended
            assert part["text"].strip() in outputs[-1]
            links = tmp_path / "mine" / "links.csv"
            links.write_text(links.read_text(encoding="utf-8").replace("natonal-id", "national-id"), encoding="utf-8")
            assert main(["check", "mine"]) == 0
            assert "0 faults" in "".join(capsys.readouterr())
        else:
            for line in part["text"].splitlines():
                code = main(shlex.split(line)[1:])
                outputs.append("".join(capsys.readouterr()))
                assert code == int("did you mean" in outputs[-1]), outputs[-1]
    assert sum("did you mean" in output for output in outputs) == 1
    traced, why, cut, city = outputs[-4:]
    assert "Borrowing books" in traced
    assert "Borrowing books" in why
    assert "cut:list-to-library" in cut
    assert "Borrowing books" in city

"""Older files: one of ours is made anew, any other stays unless somebody says that it may go."""

from __future__ import annotations

from pathlib import Path

import pytest

import linkage
from linkage.answers.exports.export_formats import EXPORT_FORMATS
from linkage.answers.exports.output_place import check_output_place, is_ours
from linkage.cli.command_line import main
from linkage.errors import LinkageError

STORY = ("--story", "court-fine")
FEW = ("--residents", "200")
RAIL = "share:subscribers-to-defaulter-list=0..1/1"
COMMANDS = {
    **{
        f"export {name}": ("export", "tiny", "--to", name, *(STORY if row.needs_spread else FEW), "-o")
        for name, row in EXPORT_FORMATS.items()
    },
    "a worksheet": ("lesson", "export", "one-record-many-doors", "-o"),
    "a talk": ("tour", "export", "thirty-seconds", "-o"),
    "a city's figures": ("city", "tiny", *FEW, "--plot"),
    "a sweep's figures": ("sweep", "tiny", *FEW, "--over", RAIL, "--measure", "doors", "--plot"),
    "a trade-off's figure": ("tradeoff", "tiny", *FEW, "--measure", "refuse:loan", "--over", RAIL, "--plot"),
    "a change's figures": ("compare", "tiny", *FEW, "--what-if", "drop:phone", "--plot"),
}
"""Every command that makes a file for others, without the file's name."""


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_file_of_ours_is_made_anew_and_any_other_stays(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "made.html"
    assert [main([*command, str(out)]) for _ in range(2)] == [0, 0]
    made = out.read_bytes()
    assert is_ours(out)
    out.write_text("mine", "utf-8")
    capsys.readouterr()
    assert main([*command, str(out)]) == 1
    said = capsys.readouterr()
    assert (said.out, out.read_text("utf-8")) == ("", "mine")
    assert said.err == f"'{out}' is there already. Choose another name, or say --overwrite to replace it.\n"
    assert main([*command, str(out), "--overwrite"]) == 0
    assert out.read_bytes() == made


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_what_may_be_replaced_needs_a_name(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command[:-1], "--overwrite"]) == 2
    assert f"it needs {command[-1]} FILE" in capsys.readouterr().err


def test_python_asks_too(tmp_path: Path) -> None:
    out, li = tmp_path / "li.svg", linkage.trace("tiny", "court-fine")
    asked = (lambda **may: linkage.export(li, "svg", out, **may), lambda **may: linkage.draw(li).save(out, **may))
    for save in asked:
        out.write_text("mine", "utf-8")
        with pytest.raises(LinkageError, match="or say overwrite=True to replace it"):
            save()
        assert out.read_text("utf-8") == "mine"
        save(overwrite=True)
        save()
        assert out.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# My notes\n\n```mermaid\n%% about: invented people - a teaching model - not a forecast\n```\n",
        "<!doctype html><title>Another page</title>",
        "subject,service,effect\n",
    ],
)
def test_what_somebody_wrote_is_not_ours(text: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    assert not is_ours(tmp_path / "file")
    assert not is_ours(tmp_path / "nothing")


def test_a_table_of_ours_stays_as_well(tmp_path: Path) -> None:
    out = tmp_path / "study.json"
    out.write_text('{"labels": ["invented people - a teaching model - not a forecast"]}', "utf-8")
    assert is_ours(out)
    check_output_place(out, "study.json")
    with pytest.raises(LinkageError, match="is there already"):
        check_output_place(out, "study.json", keeps_own=True)

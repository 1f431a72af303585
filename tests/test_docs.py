"""The documents say what is so: every command of the README runs, and the data dictionary is the declarations'."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from linkage.answers.exports.export_formats import formats_in_markdown
from linkage.cli.command_line import VERBS, main
from linkage.vocabulary import EFFECTS, STATUSES
from linkage.world.storage.schema import data_dictionary
from linkage.world.what_if.intervention_registry import interventions_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [
    line.strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.strip().startswith("linkage ")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all lines: a later one reads what an earlier one wrote."""
    return tmp_path_factory.mktemp("readme")


@pytest.mark.parametrize("line", LINES)
def test_every_command_of_the_readme_runs(
    line: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(shlex.split(line)[1:]) == 0, capsys.readouterr().err


def test_the_readme_shows_at_least_ten_commands() -> None:
    assert len(LINES) >= 10


def test_the_readme_lists_every_intervention_as_it_is_declared() -> None:
    assert f"\n\n{interventions_table()}\n\n" in README


def test_the_readme_lists_every_export_format_as_the_table_has_it() -> None:
    assert formats_in_markdown() in README


def test_every_verb_names_what_it_does() -> None:
    assert all(verb.does for verb in VERBS)


def test_the_data_dictionary_is_made_from_the_declarations() -> None:
    assert (ROOT / "sample_data" / "README.md").read_text(encoding="utf-8") == data_dictionary()


@pytest.mark.parametrize("word", [*STATUSES, *EFFECTS])
def test_every_status_and_effect_stands_in_the_data_dictionary(word: str) -> None:
    assert f"`{word}`" in data_dictionary() or word in data_dictionary()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.md")))
def test_no_document_names_a_path_of_this_machine(path: Path) -> None:
    assert str(ROOT) not in path.read_text(encoding="utf-8")

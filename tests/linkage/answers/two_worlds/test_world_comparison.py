"""Two editions of a world: what differs row by row, and what follows for people."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import linkage
from linkage.answers.spread_question import Question
from linkage.answers.two_worlds.world_comparison import compare_worlds, comparison_text
from linkage.cli.command_line import main
from linkage.world.storage.folders import find, load
from linkage.world.what_if.parser import under


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """Tiny without one link, with another delay and another title."""
    folder = Path(shutil.copytree(find("tiny"), tmp_path / "edition"))
    links = (folder / "links.csv").read_text().splitlines()
    kept = [line for line in links if not line.startswith("defaulter-list-to-rail-tickets,")]
    assert len(kept) == len(links) - 1
    (folder / "links.csv").write_text("\n".join(kept) + "\n")
    toml = folder / "world.toml"
    toml.write_text(toml.read_text().replace('title = "Tiny"', 'title = "Tiny, second edition"'))
    services = folder / "services.csv"
    services.write_text(services.read_text() + "zoo,Zoo,,,,,,\n")
    return folder


def test_a_world_beside_itself_differs_in_nothing() -> None:
    result = compare_worlds(load("beijing"), load("beijing"), Question(residents=200))
    assert result.differences == ()
    assert all(row[word] == 0 for row in result.effects for word in ("gone", "new", "earlier", "later"))
    assert "no difference" in comparison_text(result)


def test_what_differs_is_told_row_by_row_and_cell_by_cell(edition: Path) -> None:
    result = compare_worlds(load("tiny"), load(edition), Question(residents=300))
    assert [(row.table, row.row, row.change) for row in result.differences] == [
        ("world.toml", "title", "changed"),
        ("links", "defaulter-list-to-rail-tickets", "removed"),
        ("services", "zoo", "added"),
    ]
    assert result.differences[0].cells == (("title", "Tiny", "Tiny, second edition"),)
    assert result.same_people


def test_what_follows_is_what_the_cut_link_brings(edition: Path) -> None:
    """The same as `compare --what-if cut:…` of the first world: for the story, for everybody, and for the city."""
    tiny, link = load("tiny"), "cut:defaulter-list-to-rail-tickets"
    result = compare_worlds(tiny, load(edition), Question(residents=400), with_city=True)
    assert result.story.doors["opened"] == ["high-speed-rail", "package-tour"]
    before, after = (linkage.effects("tiny", what_if, residents=400) for what_if in ("", link))
    gone = set(map(tuple, before[["subject", "rule"]].values)) - set(map(tuple, after[["subject", "rule"]].values))
    assert sum(row["gone"] for row in result.effects) == len(gone) > 0
    counted = linkage.city("tiny", link, residents=400).set_index(["service", "effect"])["residents"]
    assert result.city is not None
    told = {(row["service"], row["effect"]): row["residents"]["after"] for row in result.city}
    assert {key: number for key, number in told.items() if number} == {
        key: number for key, number in counted.to_dict().items() if number
    }
    assert under(tiny, link).links.keys() == load(edition).links.keys()


def test_worlds_that_share_no_story_say_so() -> None:
    result = compare_worlds(load("tiny"), load("jiangsu"), Question(residents=50))
    assert result.story.after is None
    assert "jiangsu: There is no story" in result.story.why_not


def test_the_command_prints_text_data_and_a_table(edition: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["compare", "tiny", str(edition), "--residents", "100"]
    assert main(words) == 0
    assert "removed  links: defaulter-list-to-rail-tickets" in capsys.readouterr().out
    assert main([*words, "--format", "json", "--city"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [world["world"] for world in told["worlds"]] == ["tiny", "edition"]
    assert told["city"][0]["residents"].keys() == {"before", "after"}
    assert main([*words, "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == 'world.toml,title,changed,title,Tiny,"Tiny, second edition"'
    assert main([*words, "--tables", "x"]) == 2
    table = linkage.compare("tiny", edition, residents=60)
    assert list(table["change"]) == ["changed", "removed", "added"]

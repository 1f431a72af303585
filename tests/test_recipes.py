"""The recipes in docs/recipes are run as they stand, each on a copy of the tree.

A recipe is a page of text with blocks. The line before a block says what becomes of it:

    `path` (new)                  the block is a new file
    `path`, before `some text`    the block goes before the first line with that text
    `path`, after `some text`     … after it

A block of `sh` is run, and must end well; a block of `text` after it holds lines that it must have printed.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.tree_copy import ROOT, copied_tree, insert, run

RECIPES = sorted((ROOT / "docs" / "recipes").glob("*.md"))
BLOCK = re.compile(
    r"(?:^`(?P<path>[\w./-]+)`(?: \(new\)|, (?P<where>before|after) `(?P<line>[^`]+)`)[^\n]*\n\n)?"
    r"^```(?P<sort>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


def run_lines(tree: Path, text: str) -> str:
    """Run the commands of a block: `linkage …` and `python …`."""
    printed = ""
    for line in text.splitlines():
        program, *arguments = shlex.split(line)
        assert program in ("linkage", "python"), line
        printed += run(tree, *(["-m", "linkage"] if program == "linkage" else []), *arguments)
    return printed


@pytest.mark.thorough
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_does_what_it_says(recipe: Path, tmp_path: Path) -> None:
    tree, printed, did = copied_tree(tmp_path), "", 0
    for block in BLOCK.finditer(recipe.read_text(encoding="utf-8")):
        text = block["text"]
        if block["path"] and not block["where"]:
            (tree / block["path"]).parent.mkdir(parents=True, exist_ok=True)
            (tree / block["path"]).write_text(text, encoding="utf-8")
        elif block["path"]:
            insert(tree / block["path"], text, **{block["where"]: block["line"]})
        elif block["sort"] == "sh":
            printed = run_lines(tree, text)
        elif block["sort"] == "text":
            missing = [line for line in text.splitlines() if line.strip() not in printed]
            assert missing == [], printed
        did += 1
    assert did >= 3, "a recipe changes a file, runs something, and says what it prints"


def test_there_is_a_recipe_for_each_table() -> None:
    assert {path.stem for path in RECIPES} >= {"effect", "intervention", "export-format", "import-format", "page"}

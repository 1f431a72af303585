"""An export format is one file and one row: added to a copy of the tree, it works wherever a format is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_copy import copied_tree, run

WRITERS = '''"""Two more formats: a graph as one line an arrow, and a spread as plain text."""

import networkx as nx

from linkage.answers.spread_question import Answer
from linkage.answers.trace.trace_report import trace_text


def arrows_text(graph: nx.DiGraph) -> str:
    return "".join(f"{tail} -> {head}\\n" for tail, head in graph.edges)


def plain_text(answer: Answer, theme: str) -> str:
    return f"{theme}\\n{trace_text(answer)}"
'''

ROWS = """
            ExportFormat(
                name="arrows",
                writes="graph",
                needs_spread=False,
                ending=".txt",
                media_type="text/plain",
                meaning="one line an arrow",
                writer="linkage.answers.exports.plain_formats:arrows_text",
            ),
            ExportFormat(
                name="plain",
                writes="page",
                needs_spread=True,
                ending=".text",
                media_type="text/plain",
                meaning="the spread as the command line tells it",
                writer="linkage.answers.exports.plain_formats:plain_text",
            ),
"""

IN_PYTHON = """
import linkage
from linkage.answers.exports.export_formats import formats_in_markdown

li = linkage.trace("tiny", "court-fine")
for text in (linkage.export("tiny", "arrows"), linkage.export(li, "arrows"), linkage.export(li, "plain")):
    print(text, end="====")
print(formats_in_markdown())
linkage.export("tiny", "plain")
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with two more formats: one new file, and two rows in the table."""
    copy = copied_tree(tmp_path_factory.mktemp("tree"))
    (copy / "linkage" / "answers" / "exports" / "plain_formats.py").write_text(WRITERS, "utf-8")
    table = copy / "linkage" / "answers" / "exports" / "export_formats.py"
    head, opening, rest = table.read_text("utf-8").partition("for row in (")
    assert opening
    table.write_text(head + opening + ROWS + rest, "utf-8")
    return copy


def test_a_new_format_is_offered_by_the_command_line(tree: Path) -> None:
    text = " ".join(run(tree, "-m", "linkage", "export", "--help").stdout.split())
    assert "{arrows,plain,graphml," in text
    assert "plain, svg and html show a spread" in text
    wrong = run(tree, "-m", "linkage", "export", "tiny", "--to", "arows")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Did you mean 'arrows'?" in wrong.stderr


def test_a_new_format_is_written_by_the_command_line_and_by_python(tree: Path) -> None:
    world = run(tree, "-m", "linkage", "export", "tiny", "--to", "arrows")
    assert "database:subscribers -> link:subscribers-to-rail-tickets\n" in world.stdout
    asked = ["-m", "linkage", "export", "tiny", "--story", "court-fine", "--to"]
    spread = run(tree, *asked, "arrows", "-o", "li.txt")
    assert (spread.returncode, spread.stdout) == (0, "")
    page = run(tree, *asked, "plain", "--theme", "dark")
    assert page.stdout.startswith("dark\n")

    python = run(tree, "-c", IN_PYTHON)
    texts = python.stdout.split("====")
    assert texts[:3] == [world.stdout, (tree / "li.txt").read_text("utf-8"), page.stdout]
    assert "| `arrows` | the graph of a world or a spread | one line an arrow | `.txt` |" in texts[3]
    assert "| `plain` | the page of a spread |" in texts[3]
    assert "'plain' is a picture of one spread: name a story or a record." in python.stderr

"""An export format is one file and one row: added to a copy of the tree, it works wherever a format is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_copy import copied_tree, insert, run

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
print(formats_in_markdown(), end="====")
for wrong in ("arows", "plain"):
    try:
        linkage.export("tiny", wrong)
    except linkage.LinkageError as error:
        print(error)
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with two more formats: one new file, and two rows in the table."""
    copy = copied_tree(tmp_path_factory.mktemp("formats"))
    exports = copy / "linkage" / "answers" / "exports"
    (exports / "plain_formats.py").write_text(WRITERS, encoding="utf-8")
    insert(exports / "export_formats.py", ROWS, after="for row in (")
    return copy


def test_a_new_format_is_offered_by_the_command_line(tree: Path) -> None:
    text = " ".join(run(tree, "-m", "linkage", "export", "--help").split())
    assert "{arrows,plain,graphml," in text
    assert "plain, svg and html show a spread" in text


@pytest.mark.thorough
def test_a_new_format_is_written_by_the_command_line_and_by_python_and_stands_in_the_documents(tree: Path) -> None:
    world = run(tree, "-m", "linkage", "export", "tiny", "--to", "arrows")
    assert "database:subscribers -> link:subscribers-to-rail-tickets\n" in world
    story = ["-m", "linkage", "export", "tiny", "--story", "court-fine", "--to"]
    assert run(tree, *story, "arrows", "-o", "li.txt") == ""
    page = run(tree, *story, "plain", "--theme", "dark")
    assert page.startswith("dark\n")

    *texts, markdown, errors = run(tree, "-c", IN_PYTHON).split("====")
    assert texts == [world, (tree / "li.txt").read_text(encoding="utf-8"), page]
    assert "| `arrows` | the graph of a world or a spread | one line an arrow | `.txt` |" in markdown
    assert "| `plain` | the page of a spread |" in markdown
    assert errors.splitlines() == [
        "There is no format 'arows'. Did you mean 'arrows'?",
        "'plain' is a picture of one spread: name a story or a record.",
    ]

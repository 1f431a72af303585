"""Notebooks run from top to bottom under a plain Python, and every figure in them can be drawn."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from linkage.plots.plot_file import figures_html

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
METHODS = {"plot", "plot_counts", "plot_by_day", "plot_kinds", "plot_links"}


def cells(path: Path, kind: str) -> list[str]:
    """The sources of the cells of one kind."""
    notebook = json.loads(path.read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def run(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; what its last expression comes to."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def values(request: pytest.FixtureRequest) -> list[tuple[str, Any]]:
    """Each code cell of a notebook with what it shows, run in one namespace."""
    names: dict[str, Any] = {}
    return [(source, run(source, names)) for source in cells(request.param, "code")]


def test_there_is_a_notebook_of_figures() -> None:
    assert "plots" in [path.stem for path in NOTEBOOKS]


@pytest.mark.thorough
def test_every_figure_of_a_notebook_has_marks_a_title_and_its_label(values: list[tuple[str, Any]]) -> None:
    from plotly.graph_objects import Figure

    figures = [value for source, value in values if "plot" in source or "figures" in source]
    assert len(figures) >= 9
    for figure in figures:
        assert isinstance(figure, Figure)
        assert figure.data
        assert all(len(trace.x) for trace in figure.data)
        assert "invented people" in figure.layout.title.text
        assert figure.layout.xaxis.title.text
    assert figures_html(figures).count("<section>") == len(figures)


def test_a_figure_of_a_notebook_has_the_numbers_of_its_table(values: list[tuple[str, Any]]) -> None:
    shown = dict(values)
    table = next(value for source, value in values if source.startswith("city = "))
    residents, companies = shown["city.plot_counts()"].data
    assert (list(residents.x), list(companies.x)) == (list(table["residents"]), list(table["companies"]))


def test_the_notebook_of_figures_calls_every_method_that_draws() -> None:
    code = "\n".join(cells(ROOT / "docs" / "notebooks" / "plots.ipynb", "code"))
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert calls >= METHODS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_that_everybody_is_invented_and_holds_no_output(path: Path) -> None:
    assert "Everybody here is invented" in cells(path, "markdown")[0]
    notebook = json.loads(path.read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    assert not [cell for cell in notebook["cells"] if cell.get("outputs") or cell.get("execution_count")]

"""Notebooks run from top to bottom in a kernel, every figure in them can be drawn, and what is saved shows the maps."""

from __future__ import annotations

import ast
import base64
import json
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from linkage.plots.plot_file import figures_html

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
LIVE_MAP = ROOT / "docs" / "notebooks" / "live_map.ipynb"
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


@pytest.fixture(scope="module")
def values() -> list[tuple[str, Any]]:
    """Each code cell of the notebook of figures with what it shows, run in one namespace."""
    names: dict[str, Any] = {}
    return [(source, run(source, names)) for source in cells(ROOT / "docs" / "notebooks" / "plots.ipynb", "code")]


@cache
def saved(path: Path) -> Any:
    """A notebook as it is saved once a kernel has run it from top to bottom; a cell that fails ends the run."""
    import nbclient
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": str(path.parent)}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the program that runs notebooks, not of ours
        return nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", resources=folder).execute()


def shown(notebook: Any) -> list[Any]:
    """What the cells of a saved notebook show, as data by kind."""
    return [output["data"] for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]


def test_there_are_a_notebook_of_figures_and_one_of_the_live_map() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["live_map", "plots"]


@pytest.mark.thorough
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_kernel_runs_every_cell_of_a_notebook(path: Path) -> None:
    code = [cell for cell in saved(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert len(shown(saved(path))) >= 8


@pytest.mark.thorough
def test_a_saved_live_map_is_a_widget_and_a_picture_that_needs_no_kernel() -> None:
    maps = [data for data in shown(saved(LIVE_MAP)) if "a live map of" in data["text/plain"]]
    assert len(maps) == 2
    for data in maps:
        html = data["text/html"]
        image = re.search(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', html)
        assert image
        assert base64.b64decode(image[1]).startswith(b"<svg ")
        assert image[2] in data["text/plain"]
        assert "<script" not in html
        assert "http" not in html
        state = saved(LIVE_MAP).metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
        model = state[data["application/vnd.jupyter.widget-view+json"]["model_id"]]
        assert model["model_module"] == "anywidget"
        assert model["state"]["story"]["steps"]


@pytest.mark.thorough
def test_the_session_says_what_its_text_claims() -> None:
    told = [data["text/plain"] for data in shown(saved(LIVE_MAP))]
    assert "16 services stay closed to Li." in told[2]
    assert told[3] == "['flight']"
    assert "Did you mean 'defaulters-to-air'?" in told[4]
    assert told[6] == "[]"


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

"""The page of what was measured: every row of `make bench`, and no other; written by the bench, never typed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.bench import results_table, row_names
from tests.bench.__main__ import main
from tests.bench.measure import Figure

PAGE = results_table.PAGE.read_text(encoding="utf-8")
DESCRIPTION, MEASURED = PAGE.split(results_table.BEGIN)


def first_cells(text: str) -> list[str]:
    """The first cell of every row of every table, without the heads."""
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [cells[0].strip() for cells in rows if cells[0].strip() not in ("row", "what")]


def patterns(part: str) -> Iterator[str]:
    """What the rows of a part can be called: the texts that its code gives to `Figure`, with gaps for values."""
    tree = ast.parse((Path(results_table.__file__).parent / f"{part}.py").read_text(encoding="utf-8"))
    texts = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Figure":
            what = call.args[0]
            yield pattern(texts[what.id] if isinstance(what, ast.Name) else what)


def pattern(what: ast.expr) -> str:
    """A text, or an f-string whose values may be anything."""
    parts = what.values if isinstance(what, ast.JoinedStr) else [what]
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in parts)
    return re.escape(row_names.named(text)).replace("\0", ".*")


def test_the_page_tells_of_every_row_of_the_bench_once_and_of_no_other() -> None:
    described = first_cells(DESCRIPTION)
    assert sorted(described) == sorted(row_names.ROWS)


def test_the_table_has_every_row_in_the_order_of_the_bench() -> None:
    assert [row_names.named(cell) for cell in first_cells(MEASURED)] == list(row_names.ROWS)


@pytest.mark.parametrize("part", row_names.LISTED)
def test_the_rows_that_are_listed_are_those_that_the_part_makes(part: str) -> None:
    rows, row_patterns = [*row_names.LISTED[part], *row_names.MORE.get(part, ())], list(patterns(part))
    assert all(any(re.fullmatch(row_pattern, row) for row_pattern in row_patterns) for row in rows)
    assert all(any(re.fullmatch(row_pattern, row) for row in rows) for row_pattern in row_patterns)


@pytest.mark.parametrize("part", row_names.LISTED)
def test_the_page_says_how_each_part_is_run_alone(part: str) -> None:
    assert f"### `{part}` - `make bench ARGS={part}`" in PAGE


def test_every_row_says_what_it_does_not_measure() -> None:
    rows = [line for line in DESCRIPTION.splitlines() if line.startswith("| ") and not line.startswith("| row")]
    assert all(len(line.strip("|").split(" | ")) == 3 for line in rows)
    assert all(cell.strip() for cell in chain.from_iterable(line.strip("|").split(" | ") for line in rows))


def test_writing_changes_the_rows_that_were_measured_and_no_other_word() -> None:
    new = Figure("`linkage --help` (median of 5)", "81 ms", "≤ 300 ms")
    page = results_table.page_with(PAGE, [new], "2031-02-03")
    before, after = results_table.rows(PAGE), results_table.rows(page)
    assert after["`linkage --help`"] == (new, "2031-02-03")
    assert {**after, "`linkage --help`": None} == {**before, "`linkage --help`": None}
    assert page.split(results_table.BEGIN)[0] == DESCRIPTION
    assert page.split(results_table.END)[1] == PAGE.split(results_table.END)[1]


def test_written_again_with_nothing_new_the_page_is_the_same() -> None:
    assert results_table.page_with(PAGE, [], "2031-02-03") == PAGE


def test_a_part_that_is_none_is_refused_before_anything_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cutz"]) == 2
    assert "There is no cutz" in capsys.readouterr().err

"""A figure as a file: it opens without a network, and is written whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import linkage
from linkage.errors import LinkageError
from linkage.plots.count_bars import count_bars
from linkage.plots.plot_file import figures_html, plotly_script, save_figures


@pytest.fixture(scope="module")
def page() -> str:
    return figures_html([count_bars(linkage.city("tiny", residents=300))] * 2)


def test_a_saved_figure_asks_for_nothing_over_the_network(page: str) -> None:
    without_script = page.replace(plotly_script(), "")
    assert not re.search(r"(?:src|href)\s*=|@import|url\(|https?://", without_script)


def test_it_holds_the_script_of_the_version_that_the_library_writes_for(page: str) -> None:
    from plotly.offline import get_plotlyjs_version

    assert f"(cartesian - minified) v{get_plotlyjs_version()}" in plotly_script()[:400]


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    figure = count_bars(linkage.city("tiny", residents=300))
    assert save_figures([figure], tmp_path / "counts.html").read_text("utf-8") == figures_html([figure])
    with pytest.raises(LinkageError, match="could not be written"):
        save_figures([figure], tmp_path / "no-such-folder" / "counts.html")
    assert [path.name for path in tmp_path.iterdir()] == ["counts.html"]

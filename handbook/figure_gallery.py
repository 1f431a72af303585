"""The gallery of figures: each function of `linkage/plots` that draws one, with the line of Python that made it."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from typing import Any, NamedTuple

import linkage
from handbook.markdown import block, plain
from linkage import plots
from linkage.answers.evidence_summary import Statement, evidence_summary
from linkage.plots.plot_file import CONFIG
from linkage.world.storage import folders

_WORLD = "tiny"
_HEAD = """# Figures

Each figure is drawn from a table that a question returns, by the line of Python below it. Point at a mark for its
exact value, drag to zoom, click twice to go back. The tables have the same numbers, for keyboards and screen readers.
"""


class Figure(NamedTuple):
    """One figure of the gallery.

    Args:
        function: the function that draws it, of `linkage/plots`.
        title: its heading.
        python: the line that makes it, behind `import linkage`.
        ask: what to ask of it.
    """

    function: str
    title: str
    python: str
    ask: str

    @property
    def id(self) -> str:
        """Its anchor."""
        return self.title.lower().replace(",", "").replace(" ", "-")


_SHARE = "share:subscribers-to-defaulter-list=0..1/0.25"
_DELAY = "delay:subscribers-to-defaulter-list=0..60/30"
FIGURES = (
    Figure(
        "count_bars",
        "Counts by service",
        'linkage.city("tiny", "drop:phone", residents=5_000).plot("light")',
        "Which service closes to most, and is it one that people can do without?",
    ),
    Figure(
        "day_curve",
        "Counts by day",
        'linkage.city("tiny", residents=5_000, by="day").plot("light")',
        "How many days would somebody have had to notice an error and object?",
    ),
    Figure(
        "kind_heat_map",
        "Record kinds and services",
        'linkage.city("tiny", residents=5_000, by="record_kind").plot("light")',
        "Which record closes a service that has nothing to do with it?",
    ),
    Figure(
        "link_bars",
        "What each link brings",
        'linkage.city("tiny", residents=5_000, by="link").plot("light")',
        "Which link could go, and nothing would change, since another one does the same?",
    ),
    Figure(
        "sweep_figure",
        "A sweep over one figure",
        f'linkage.sweep("tiny", "{_SHARE}", ["refuse:loan", "restricted"], residents=5_000).plot("light")',
        "Where does a small change of an assumed figure matter, and where does it not?",
    ),
    Figure(
        "sweep_figure",
        "A sweep over two figures",
        f'linkage.sweep("tiny", ["{_SHARE}", "{_DELAY}"], "refuse:loan", residents=5_000, on_day=40).plot("light")',
        "Do both figures matter, or does one decide alone?",
    ),
    Figure(
        "change_bars",
        "What a what-if changes",
        'linkage.compare(linkage.trace("tiny", "court-fine"), "drop:national-id").plot("light")',
        "What did the change take away, and what did it leave as it was?",
    ),
    Figure(
        "range_bars",
        "How far counts may move",
        'linkage.ranges("tiny", residents=1_000, draws=8).plot("light")',
        "Would the conclusion be the same at either end of a bar?",
    ),
    Figure(
        "tornado_bars",
        "Which figures move a count",
        'linkage.tornado("tiny", "refuse:loan", residents=500).plot("light")',
        "Which figure would be worth finding out before anything is concluded?",
    ),
    Figure(
        "trade_off_figure",
        "Wrong people and missed people",
        'linkage.trade_off("tiny", "refuse:high-speed-rail", over="mistyped:rail-tickets.national-id=0..0.2/0.1",'
        ' residents=1_000).plot("light")',
        "Who bears a wrong match, and who a missed one?",
    ),
)
"""Every figure, in the order of the page."""


def figure_functions() -> dict[str, Any]:
    """Every function of `linkage/plots` that draws a figure of a table, by its name."""
    modules = (
        importlib.import_module(f"{plots.__name__}.{each.name}") for each in pkgutil.iter_modules(plots.__path__)
    )
    return {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and function.__annotations__.get("return") == "Figure"
        and next(iter(function.__annotations__.values())) == "pd.DataFrame"
    }


def figures_page() -> str:
    """The page of all figures; `figures_script` draws them."""
    functions = figure_functions()
    scripts = '\n<script src="../assets/plotly.min.js"></script>\n<script src="figures.js"></script>\n'
    return _HEAD + "".join(_section(figure, functions[figure.function]) for figure in FIGURES) + scripts


def _section(figure: Figure, function: Any) -> str:
    seen = (inspect.getdoc(function) or "").partition("\n")[0]
    return (
        f'\n## {figure.title} {{#{figure.id}}}\n\n<div class="figure" id="figure-{figure.id}" role="group" '
        f'aria-label="{figure.title}. {seen}"></div>\n\n'
        f"- **You see.** {plain(seen)}\n- **It rests on** {plain(_rests_on())}\n- **Ask:** {figure.ask}\n"
        f"{block(figure.python, 'python')}"
    )


def _rests_on() -> str:
    world = folders.load(_WORLD)
    rows: list[Statement] = [*world.links.values(), *world.rules.values()]
    label = world.label_line[:1].upper() + world.label_line[1:]
    return f"the world {world.title}: {evidence_summary(world, rows, 'links and rules')}. {label}."


def figures_script() -> str:
    """The script that draws every figure of the page."""
    return "".join(_drawing(figure) for figure in FIGURES)


def _drawing(figure: Figure) -> str:
    drawn = eval(figure.python, {"linkage": linkage})  # its own lines above, and no others
    return f"Plotly.newPlot({json.dumps(f'figure-{figure.id}')}, {_spec(drawn)});\n"


def _spec(drawn: Any) -> str:
    """What plotly's script needs to draw a figure, its title as wide as a telephone: `{data, layout, config}`."""
    drawn.update_layout(title_font_size=15)
    return json.dumps({**json.loads(drawn.to_json()), "config": dict(CONFIG)})

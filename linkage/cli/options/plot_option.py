"""The option `--plot`: an answer's figures as one HTML file, beside what is printed.

pandas and plotly take a second to load: what draws is imported when somebody asks for a figure.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from linkage.world.model import World

if TYPE_CHECKING:
    from linkage.answers.trade_offs.trade_off import TradeOff
    from linkage.answers.whole_city.sweep import Sweep
    from linkage.plots.plot_theme import Figure


def plot_city(arguments: Namespace, world: World, answer: dict[str, Any]) -> int:
    """Write the figures of `city` where the arguments have `--plot`; returns the exit code 0.

    Raises:
        LinkageError: the file can't be written.
    """
    if not arguments.plot:
        return 0
    from linkage.plots.answer_figures import city_figures
    from linkage.plots.figure_names import in_city, world_names

    return _save(arguments, city_figures(answer, in_city(world_names(world)), arguments.theme))


def plot_sweep(arguments: Namespace, result: Sweep) -> int:
    """Write the figure of `sweep`, of a grid one a measure, where the arguments have `--plot`.

    Raises:
        LinkageError: the file can't be written.
    """
    if not arguments.plot:
        return 0
    from linkage.answers.whole_city.sweep_report import column_units, sweep_json
    from linkage.plots.answer_figures import swept_figures
    from linkage.plots.figure_names import world_names

    rows, units, names = sweep_json(result)["rows"], column_units(result), world_names(result.world)
    figures = swept_figures(rows, units, len(result.axes), result.residents, arguments.theme, names=names)
    return _save(arguments, figures)


def plot_change(arguments: Namespace, world: World, answer: dict[str, Any], city_residents: int) -> int:
    """Write the figures of `compare` where the arguments have `--plot`.

    Args:
        city_residents: how many residents its city has.

    Raises:
        LinkageError: the file can't be written.
    """
    if not arguments.plot:
        return 0
    from linkage.plots.answer_figures import change_figures
    from linkage.plots.figure_names import world_names

    return _save(arguments, change_figures(answer, world_names(world), city_residents, arguments.theme))


def plot_trade_off(arguments: Namespace, result: TradeOff) -> int:
    """Write the figure of `tradeoff` where the arguments have `--plot`.

    Raises:
        LinkageError: the file can't be written.
    """
    if not arguments.plot:
        return 0
    import pandas as pd

    from linkage.answers.trade_offs.trade_off import TRADE_COLUMNS
    from linkage.plots.trade_off_figure import trade_off_figure

    table = pd.DataFrame(result.rows(), columns=list(TRADE_COLUMNS))
    table.attrs.update(label=result.world.label_line, residents=result.residents)
    return _save(arguments, [trade_off_figure(table, arguments.theme, f"Wrong and missed: {result.measure}")])


def _save(arguments: Namespace, figures: list[Figure]) -> int:
    """Write the file, and say where it is and how large."""
    from linkage.plots.plot_file import save_figures

    sys.stdout.flush()
    path = save_figures(figures, arguments.plot)
    print(f"{path}: {path.stat().st_size:,} bytes", file=sys.stderr)
    return 0

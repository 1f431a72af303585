"""The tables that draw themselves: of `city`, `ranges`, `seeds`, `tornado`, `sweep`, `trade_off` and `compare`.

Each is a pandas table with `.plot…()`. What is filtered, sorted or copied of such a table is one again and draws only
its own rows. plotly is loaded when something is drawn. The numbers of a figure are those of its table. `.plot()` stands
in the place of pandas' own, which needs matplotlib.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from linkage.errors import LinkageError, UsageError, unknown
from linkage.plots.change_bars import change_bars
from linkage.plots.count_bars import count_bars
from linkage.plots.day_curve import day_curve
from linkage.plots.figure_names import in_city, with_names, world_names
from linkage.plots.kind_heat_map import kind_heat_map
from linkage.plots.link_bars import link_bars
from linkage.plots.plot_theme import THEMES, Theme
from linkage.plots.range_bars import range_bars
from linkage.plots.sweep_figures import sweep_figure
from linkage.plots.tornado_bars import tornado_bars
from linkage.plots.trade_off_figure import trade_off_figure
from linkage.world.model import World

if TYPE_CHECKING:
    from linkage.plots.plot_theme import Figure

Drawable = TypeVar("Drawable", "CityTable", "RangeTable", "TornadoTable", "SweepTable", "ChangeTable")


class TradeOffTable(pd.DataFrame):
    """Wrong people reached against people missed: what `trade_off` returns."""

    @property
    def _constructor(self) -> type[TradeOffTable]:
        return TradeOffTable

    def plot(self, theme: Theme = "dark") -> Figure:  # type: ignore[override]
        """The figure: across, who is missed; upwards, who is reached wrongly.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure.
        """
        return trade_off_figure(self, theme, f"Wrong and missed: {self.attrs.get('measure', '')}")


class CityTable(pd.DataFrame):
    """The whole city, counted: what `city` returns."""

    @property
    def _constructor(self) -> type[CityTable]:
        return CityTable

    def plot(self, theme: Theme = "dark") -> Figure:  # type: ignore[override]
        """The figure of what the city was counted by.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure: that of `plot_counts`, `plot_by_day`, `plot_kinds` or `plot_links`.

        Raises:
            UsageError: there is no such theme, or the table was counted by group, which has no figure, or by nothing.
        """
        draw = {
            "service": self.plot_counts,
            "day": self.plot_by_day,
            "record_kind": self.plot_kinds,
            "link": self.plot_links,
        }.get(_by(self))
        if draw is None:
            ways = "by='service', 'day', 'record_kind' or 'link'"
            raise UsageError(
                f"There is no figure of a table counted by {_by(self) or 'nothing'}: ask city with {ways}."
            )
        return draw(theme)

    def plot_counts(self, theme: Theme = "dark") -> Figure:
        """Bars of the residents and companies reached, for each service and effect.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure.

        Raises:
            UsageError: there is no such theme, or the table was not counted by service.
        """
        table = _named(self, "plot_counts", "service", theme)
        on_day = self.attrs.get("on_day")
        day = "" if on_day is None else f", in force on day {on_day}"
        return count_bars(table, theme, f"Reached, by service{day}")

    def plot_by_day(self, theme: Theme = "dark", before: pd.DataFrame | None = None) -> Figure:
        """A line for each service and effect: how many are reached by which day.

        Args:
            theme: `dark` or `light`.
            before: the same city counted by day before a what-if, to be drawn beside this one (None: nothing).

        Returns:
            A plotly figure.

        Raises:
            UsageError: there is no such theme, or a table was not counted by day.
        """
        table = _named(self, "plot_by_day", "day", theme)
        if before is None:
            return day_curve(table, theme)
        sides = [_named(before, "plot_by_day", "day", theme).assign(side="before"), table.assign(side="after")]
        both = pd.concat([pd.DataFrame(side) for side in sides])
        both.attrs = dict(self.attrs)
        return day_curve(both, theme)

    def plot_kinds(self, theme: Theme = "dark") -> Figure:
        """A heat map: which kind of record comes to which service, and for how many residents.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure.

        Raises:
            UsageError: there is no such theme, or the table was not counted by record kind.
        """
        return kind_heat_map(_named(self, "plot_kinds", "record_kind", theme), theme)

    def plot_links(self, theme: Theme = "dark", *, measure: str = "") -> Figure:
        """Two bars for each link: its fair share of a measure, and what stops if it alone is cut.

        Args:
            theme: `dark` or `light`.
            measure: which measure of the table; blank: its first, which is `restrictions` unless another was asked.

        Returns:
            A plotly figure.

        Raises:
            LinkageError: there is no such measure in the table.
            UsageError: there is no such theme, or the table was not counted by link.
        """
        table = _named(self, "plot_links", "link", theme)
        measures = list(dict.fromkeys(table["measure"]))
        if measure and measure not in measures:
            raise LinkageError(unknown("measure", measure, measures))
        shown = measure or (measures[0] if measures else "")
        return link_bars(table[table["measure"] == shown], theme, f"What each link brings: {shown}")


class RangeTable(pd.DataFrame):
    """How far the counts of a city may move: what `ranges` and `seeds` return."""

    @property
    def _constructor(self) -> type[RangeTable]:
        return RangeTable

    def plot(self, theme: Theme = "dark") -> Figure:  # type: ignore[override]
        """A bar for residents and for companies of each row, from the least to the most; a mark where the count is.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure.

        Raises:
            UsageError: there is no such theme.
        """
        _check_theme(theme)
        return range_bars(self._counted(""), theme, "How far counts may move")

    def plot_change(self, theme: Theme = "dark") -> Figure:
        """The same for what the what-if changes of each count.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure.

        Raises:
            UsageError: there is no such theme, or no what-if was asked.
        """
        _check_theme(theme)
        if self["change_count"].isna().all() and len(self):
            raise UsageError("plot_change draws what a what-if changes: ask ranges or seeds with one.")
        return range_bars(self._counted("change_"), theme, "How far the change may move")

    def _counted(self, side: str) -> pd.DataFrame:
        """The rows of residents and companies that are ever counted, with the columns of one side as its own."""
        columns = ["service", "effect", "counted"]
        spread = ("count", "least", "median", "most")
        table = pd.DataFrame(self)[[*columns, *(f"{side}{column}" for column in spread)]]
        table.columns = pd.Index([*columns, *spread])
        is_shown = table["counted"].isin(["residents", "companies"])
        is_shown &= (table[["count", "least", "most"]].fillna(0) != 0).any(axis=1)
        shown = table[is_shown]
        shown.attrs = dict(self.attrs)
        return with_names(shown, self.attrs.get("names", {}))


class TornadoTable(pd.DataFrame):
    """Which assumed figures move a measure: what `tornado` returns."""

    @property
    def _constructor(self) -> type[TornadoTable]:
        return TornadoTable

    def plot(self, theme: Theme = "dark") -> Figure:  # type: ignore[override]
        """Two bars a figure, from the count to where it is at the figure's low end and at its high end, widest on top.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure of the figures that move it most.

        Raises:
            UsageError: there is no such theme.
        """
        _check_theme(theme)
        named = with_names(self, self.attrs.get("names", {}))
        return tornado_bars(named, theme)


class SweepTable(pd.DataFrame):
    """The whole city at every value of a figure, or of a grid of two: what `sweep` returns."""

    @property
    def _constructor(self) -> type[SweepTable]:
        return SweepTable

    def plot(  # type: ignore[override]
        self, theme: Theme = "dark", measure: str = ""
    ) -> Figure:
        """The line of a sweep over one figure, or the grid of cells of one over two.

        Args:
            theme: `dark` or `light`.
            measure: which measure to draw; blank: all of a line, the first of a grid.

        Returns:
            A plotly figure; each point or cell is a row of the table.

        Raises:
            LinkageError: there is no such measure.
            UsageError: there is no such theme, or the table has no longer all that it was swept over.
        """
        _check_theme(theme)
        over: list[str] = [column for column in self.attrs.get("over", ()) if column in self]
        measures = [column for column in self.columns if column not in over]
        if not over or not measures or len(over) < len(self.attrs["over"]):
            raise UsageError("A sweep is drawn over its figures: keep their columns, and one of a measure.")
        if measure and measure not in measures:
            raise LinkageError(unknown("measure", measure, measures))
        return sweep_figure(self[[*over, *([measure] if measure else measures)]], len(over), theme)


class ChangeTable(pd.DataFrame):
    """What a what-if changes for a trace: what `compare` returns."""

    @property
    def _constructor(self) -> type[ChangeTable]:
        return ChangeTable

    def plot(self, theme: Theme = "dark") -> Figure:  # type: ignore[override]
        """For each service and effect a bar of its effects, split by what becomes of them.

        Args:
            theme: `dark` or `light`.

        Returns:
            A plotly figure; its bars add up to the rows of the table.

        Raises:
            UsageError: there is no such theme.
        """
        _check_theme(theme)
        return change_bars(with_names(self, self.attrs.get("names", {})), theme)


def drawable(kind: type[Drawable], table: pd.DataFrame, world: World | None = None) -> Drawable:
    """A table as one that draws itself.

    Args:
        kind: `CityTable`, `RangeTable`, `TornadoTable`, `SweepTable` or `ChangeTable`.
        table: any table; it stays as it is.
        world: whose names its figures use (None: ids).

    Returns:
        The same rows, columns and `attrs`, and in `attrs["names"]` the world's names by column and id.
    """
    result = kind(table)
    names = world_names(world) if world else {}
    shown_names = in_city(names) if names and issubclass(kind, (CityTable, RangeTable)) else names
    result.attrs = {**table.attrs, **({"names": shown_names} if names else {})}
    return result


def _by(table: pd.DataFrame) -> str:
    """What a table of the city was counted by; blank where it isn't one."""
    return str(table.attrs.get("by", ""))


def _named(table: pd.DataFrame, method: str, by: str, theme: Any) -> pd.DataFrame:
    """A copy of the table with the world's names, if it was counted by what the method draws.

    Raises:
        UsageError: it wasn't, or there is no such theme.
    """
    _check_theme(theme)
    if _by(table) != by:
        counted = f"counted by {_by(table)}" if _by(table) else "no count of the city"
        raise UsageError(
            f"{method} draws a city counted by {by}, and this table is {counted}: ask city with by='{by}'."
        )
    return with_names(table, table.attrs.get("names", {}))


def _check_theme(theme: Any) -> None:
    """Refuse a theme that isn't there."""
    if theme not in THEMES:
        raise UsageError(unknown("theme", str(theme), THEMES))

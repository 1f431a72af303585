"""The live map: one spread that is stepped through in a notebook, and a what-if on top of it, from both sides.

What stands here needs no notebook and no kernel: a step or a what-if may come from Python or from the screen, and the
same checks meet both. `anywidget` is asked for only where a notebook shows it; without it, and in a page that was
saved, the map is still there as a picture with its steps.
"""

from __future__ import annotations

from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Generic

from linkage.answers.asked_numbers import AskedNumber, whole_number
from linkage.answers.spread_question import SomeAnswer, added_what_if, under_what_if
from linkage.answers.trace.trace_report import trace_heading
from linkage.errors import LinkageError, UsageError
from linkage.spread.steps import Step
from linkage.widget.static_map import static_map
from linkage.widget.widget_state import Json, change_state, story_state
from linkage.world.what_if.parser import checked_text

if TYPE_CHECKING:
    from linkage.widget.notebook_view import NotebookView


class LiveMap(Generic[SomeAnswer]):
    """A spread with a place in it and a what-if on top of it; a notebook shows it as a map that can be stepped through.

    Attributes:
        before: the trace as it was asked.
    """

    def __init__(self, answer: SomeAnswer, what_if: str = "") -> None:
        self.before = answer
        self._after: SomeAnswer | None = None
        self._position = 0
        self._change: Json = {}
        self._typed = self._fault = ""
        self._side = "before"
        self._view: NotebookView | None = None
        self.what_if = what_if

    @property
    def shown(self) -> SomeAnswer:
        """The trace that the map shows: under the what-if, or as it was asked."""
        return self._after if self._after is not None and self._side == "after" else self.before

    @property
    def after(self) -> SomeAnswer | None:
        """The trace under the what-if; None: there is none."""
        return self._after

    @property
    def position(self) -> int:
        """How many steps of the shown trace have come, from 0."""
        return self._position

    @position.setter
    def position(self, steps: int) -> None:
        most = len(self.shown.spread.steps)
        self._position = whole_number("position", steps, AskedNumber(0, most, "the map's steps"))
        self._send()

    @property
    def side(self) -> str:
        """Which side of the what-if the map shows: `before` or `after`."""
        return self._side

    @side.setter
    def side(self, side: str) -> None:
        sides = ("before", "after") if self._after is not None else ("before",)
        if side not in sides:
            expected = "'before' or 'after'" if self._after else "'before', as there is no what-if"
            raise UsageError(f"side: found {side!r}, expected {expected}.")
        self._side = side
        self._position = min(self._position, len(self.shown.spread.steps))
        self._send()

    def go(self, side: str, position: int) -> None:
        """Go where somebody clicked: to the nearest place that there is.

        Args:
            side: `before` or `after`.
            position: how many steps have come.
        """
        self._side = side if self._after is not None and side == "after" else "before"
        self._position = min(max(0, position), len(self.shown.spread.steps))
        self._send()

    @property
    def step(self) -> Step | None:
        """The step that came last; None: none has come yet."""
        return self.shown.spread.steps[self._position - 1] if self._position else None

    @property
    def what_if(self) -> str:
        """The what-if on top of the trace's own, as it was given; blank: none."""
        return str(self._change.get("text", ""))

    @what_if.setter
    def what_if(self, text: str) -> None:
        self._set_what_if(checked_text(getattr(text, "text", text)).strip(" ,"))
        self._send()

    @property
    def outcome(self) -> list[str]:
        """What the what-if comes to, in sentences: what opens, closes and stays closed; empty: there is none."""
        return [sentence for sentence in self._change.get("told", ()) if sentence]

    @property
    def fault(self) -> str:
        """What is wrong with the text that was typed last; blank: nothing."""
        return self._fault

    def type_what_if(self, text: str) -> None:
        """Take a what-if as somebody typed it in the box: what is wrong with it stands in `fault`, and the map stays.

        Args:
            text: interventions with commas; blank takes the what-if back.
        """
        try:
            self._set_what_if(text.strip(" ,"))
        except LinkageError as error:
            self._typed, self._fault = text.strip(" ,"), str(error)
        self._send()

    def _set_what_if(self, text: str) -> None:
        """Put a what-if on top of the trace, and go to the end of what it comes to; or take it back."""
        if not text:
            self._after, self._change, self._side = None, {}, "before"
            self._typed = self._fault = ""
            self._position = min(self._position, len(self.before.spread.steps))
            return
        whole = added_what_if(self.before.world.everything, self.before.what_if, text)
        after = under_what_if(self.before, whole)
        self._change = change_state(self.before, after, text)
        self._after, self._side, self._position = after, "after", len(after.spread.steps)
        self._typed, self._fault = text, ""

    # -- what a notebook shows

    @cached_property
    def story(self) -> Json:
        """The trace as the map's script gets it."""
        return story_state(self.before)

    @property
    def reply(self) -> Json:
        """What the map's script gets back for a typed text: the text, what is wrong with it, and what is now shown."""
        return {"text": self._typed, "fault": self._fault, "change": self._change}

    @property
    def widget(self) -> NotebookView:
        """The widget that a notebook shows, for layouts of several; there is one of it.

        Raises:
            UsageError: the extra `notebook` isn't installed.
        """
        if self._view is None:
            if find_spec("anywidget") is None:
                raise UsageError("A live map needs anywidget: install it with  pip install 'linkage[notebook]'.")
            from linkage.widget.notebook_view import notebook_view

            self._view = notebook_view(self)
        return self._view

    def _send(self) -> None:
        if self._view is not None:
            self._view.take(self._side, self._position, self.reply)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        live = find_spec("anywidget") is not None
        bundle = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return bundle | (self.widget.view_bundle() if live else {})

    def _repr_html_(self) -> str:
        return static_map(self.shown, self._change, self._fault, installed=find_spec("anywidget") is not None)

    def __repr__(self) -> str:
        steps = len(self.shown.spread.steps)
        return f"a live map of: {trace_heading(self.shown)}; step {self._position} of {steps}"

"""The widget of a live map: what its script reads and writes, on `anywidget`, which carries it to the notebook's page.

The only module that needs the extra `notebook`; it is imported where a notebook shows a live map, and nowhere else.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from linkage.widget.widget_state import Json, style_sheet

if TYPE_CHECKING:
    from linkage.widget.live_map import LiveMap


class NotebookView(anywidget.AnyWidget):
    """What a live map and its script share.

    `story` and `style_sheet` stay as they are; `typed`, `side` and `position` come from Python and from the page;
    `reply` is to what was typed.
    """

    def __init__(self, live: LiveMap[Any]) -> None:
        traits: dict[str, traitlets.TraitType[Any, Any]] = {
            "_esm": traitlets.Unicode(),
            "story": traitlets.Dict(),
            "style_sheet": traitlets.Unicode(),
            "reply": traitlets.Dict(),
            "typed": traitlets.Unicode(),
            "side": traitlets.Unicode(),
            "position": traitlets.Int(),
        }
        self.add_traits(**{name: trait.tag(sync=True) for name, trait in traits.items()})
        super().__init__(
            _esm=(files("linkage.widget") / "built" / "live_map.js").read_text("utf-8"),
            story=live.story,
            style_sheet=style_sheet() + (files("linkage.widget") / "built" / "live_map.css").read_text("utf-8"),
            reply=live.reply,
            typed=live.reply["text"],
            side=live.side,
            position=live.position,
        )

    def take(self, side: str, position: int, reply: Json) -> None:
        """Show another place, and the reply to what was typed last."""
        with self.hold_sync(), self.hold_trait_notifications():
            self.reply = reply
            self.typed = reply["text"]
            self.side, self.position = side, position

    def view_bundle(self) -> dict[str, Any]:
        """What a notebook shows this widget by."""
        bundle = anywidget.AnyWidget._repr_mimebundle_(self)
        return {kind: value for kind, value in (bundle or ({}, {}))[0].items() if kind != "text/plain"}


def notebook_view(live: LiveMap[Any]) -> NotebookView:
    """The widget of a live map, which hears what is typed and stepped in it."""
    view = NotebookView(live)

    def typed(_: object) -> None:
        if view.typed != live.reply["text"]:
            live.type_what_if(view.typed)

    def moved(_: object) -> None:
        if (view.side, view.position) != (live.side, live.position):
            live.go(view.side, view.position)

    view.observe(typed, names="typed")
    view.observe(moved, names=["side", "position"])
    return view

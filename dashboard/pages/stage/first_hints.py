"""The hints of a first visit, as the stage holds them: hidden, with their sentences; `first_hints.js` shows them."""

from __future__ import annotations

from dash import html

from dashboard.shell.components import attributes, blank, button
from dashboard.state.labels import Labels


def first_hints(labels: Labels) -> html.Section:
    """A card that points at one thing after the other, and the ring around what it points at."""
    says = {
        "data_hint-1": labels("hints.start"),
        "data_hint-2": labels("hints.steps"),
        "data_hint-3": labels("hints.why"),
        "data_hint-4": labels("hints.what_if"),
    }
    words = {"data_at": labels("hints.place"), "data_next": labels("hints.next"), "data_done": labels("hints.done")}
    foot = html.Div(
        [
            html.Span(id="hint-place"),
            button("next-hint", labels("hints.next"), class_name="main"),
            button("hints-close", labels("hints.close")),
        ],
        className="hint-foot",
    )
    says_now = html.P(id="hint-says", **attributes(aria_live="polite"))
    return html.Section(
        [blank("hint-ring", **attributes(aria_hidden="true")), says_now, foot],
        id="hints",
        className="first-hints",
        hidden=True,
        **attributes(aria_label=labels("hints.title"), **says, **words),
    )

"""Where a tour stands on the screen: the bar in the foot, the card at the end, the dialog that lists and records.

The scripts beside this file fill them.
"""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.shell.components import attributes, blank, button
from dashboard.state.labels import Labels

_SCRIPT_LABELS = (
    "place", "leave", "stops", "away", "back_to_lesson", "lesson_place", "at_the_end", "start", "none_recorded",
    "recorded", "say", "note", "remove", "earlier", "walk", "title_field", "untitled", "save", "try_out",
    "ask", "try", "again", "faulty", "clear", "large", "about_stops", "then",
)  # fmt: skip
_END_LABELS = (
    "story", "lesson", "page", "tour", "ask_story", "ask_lesson", "ask_page", "why", "what_if", "city", "next_story",
    "lessons", "stage", "tours", "page_up",
)  # fmt: skip


def tour_bar(labels: Labels) -> Any:
    """The bar in the foot: which stop this is, and its sentence; `tour_bar.js` fills it."""
    said = {f"data_{word}": labels(f"tour.{word}") for word in _SCRIPT_LABELS}
    ended = {f"data_end_{word}": labels(f"tour_end.{word}") for word in _END_LABELS}
    return blank("tour", tag=html.Section, hidden=True, **attributes(aria_label=labels("tour.bar"), **said, **ended))


def end_card() -> Any:
    """The card that says that nothing follows, and where one can go from there."""
    return blank("end-card", tag=html.Section, hidden=True, role="status")


def tour_dialog(labels: Labels) -> html.Dialog:
    """The dialog that lists the tours, opens one from a file, and holds what is being recorded."""
    return html.Dialog(
        [
            html.H2(labels("tour.open")),
            blank("tour-list"),
            html.H2(labels("tour.record")),
            html.P(labels("tour.record_says"), className="soft"),
            blank("tour-recorded"),
            html.Div(
                [
                    html.Label(
                        [labels("tour.open_file"), html.Span(id="tour-file")],
                        className="button open-file",
                    ),
                    button("close", labels("stage.close"), labels("stage.close")),
                ],
                className="saving-forms",
            ),
        ],
        id="tours",
        **attributes(aria_label=labels("tour.open")),
    )

"""The tally of predictions on the presenter's board: a section of the page, and the script `board.js` that fills it.

The board asks every two seconds while it is visible. Its labels stand in the page, so the script has none.
"""

from __future__ import annotations

from flask import Flask

from dashboard.classroom.phone_api import RESULTS
from dashboard.state.labels import labels_in
from dashboard.web import bundle
from linkage.drawing.markup import element, escape

_PATH, _SCRIPT = "/_class.js", "board.js"


def install(server: Flask) -> None:
    """Serve the script; it asks `dashboard.pages.lessons.prediction_api` for the tally."""
    bundle.serve(server, _PATH, bundle.read_bundle(_SCRIPT))


def share_switch() -> str:
    """The button that has phones follow the presenter's step, or not; `board.js` writes which it is."""
    return element("p", element("button", " ", id="share", type="button"))


def tally_section() -> str:
    """The section of the board for the tally, hidden until somebody predicts something."""
    labels = labels_in()
    head = element("h2", escape(labels("class.head")))
    count = element("p", " ", id="tally-count")
    rows = element("ul", " ", id="tally-rows")
    begin = element("button", escape(labels("class.begin")), id="tally-begin", type="button")
    results = element("a", escape(labels("class.results")), id="tally-results", href=RESULTS, download="")
    label_attributes = {
        f"data_{word}": labels(f"class.{word}")
        for word in ("since", "count_one", "count", "closed", "choice", "uncounted", "share", "on", "off")
    }
    section = element(
        "section",
        head + element("p", " ", id="tally-ask") + count + rows + element("p", begin + results),
        id="tally",
        hidden="",
        **label_attributes,
    )
    script = element("script", " ", src=bundle.versioned_path(_PATH, bundle.read_bundle(_SCRIPT))).replace("> <", "><")
    return section + script

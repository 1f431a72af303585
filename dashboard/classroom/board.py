"""What the class's predictions add to the presenter's board: a place that a small script fills, and that script.

The board asks every two seconds while somebody looks at it. Its words stand in the page, so the script has none.
"""

from __future__ import annotations

from flask import Flask

from dashboard.state.labels import labels_in
from dashboard.web import bundle
from linkage.drawing.markup import element, escape

_PATH, _SCRIPT = "/_class.js", "board.js"


def install(server: Flask) -> None:
    """Serve the script; what it asks for is the tally (`predicting`)."""
    bundle.serve(server, _PATH, bundle.built(_SCRIPT))


def tally() -> str:
    """The place of the tally on the board, hidden until somebody predicts something."""
    labels = labels_in()
    head = element("h2", escape(labels("class.head")))
    counted = element("p", " ", id="tally-count")
    rows = element("ul", " ", id="tally-rows")
    begin = element("button", escape(labels("class.begin")), id="tally-begin", type="button")
    told = {f"data_{each}": labels(f"class.{each}") for each in ("since", "count", "closed", "choice")}
    place = element(
        "section", head + element("p", " ", id="tally-ask") + counted + rows + begin, id="tally", hidden="", **told
    )
    script = element("script", " ", src=bundle.named(_PATH, bundle.built(_SCRIPT))).replace("> <", "><")
    return place + script

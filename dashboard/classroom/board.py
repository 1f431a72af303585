"""What the class's predictions add to the presenter's board: a place that a small script fills, and that script.

The board asks every two seconds while somebody looks at it. Its words stand in the page, so the script has none.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response

from dashboard.state.labels import labels_in
from linkage.drawing.markup import element, escape

_ASSETS = Path(__file__).parents[1] / "assets"
_SCRIPTS = (_ASSETS / "sharebar.js", _ASSETS / "board" / "board.js")
_PATH = "/_class.js"


def install(server: Flask) -> None:
    """Serve the script; what it asks for is the tally (`predicting`)."""
    content = _script()
    server.add_url_rule(_PATH, "class-script", lambda: Response(content, mimetype="text/javascript"))


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
    named = f"{_PATH}?m={hashlib.sha256(_script()).hexdigest()[:12]}"
    return place + element("script", " ", src=named).replace("> <", "><")


def _script() -> bytes:
    return b"\n".join(each.read_bytes() for each in _SCRIPTS)

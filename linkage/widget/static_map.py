"""The live map as a page without Python or script shows it: a picture, what the what-if comes to, and every step."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from linkage.answers import sentences
from linkage.answers.exports.export import picture
from linkage.answers.exports.provenance_stamp import answer_provenance
from linkage.answers.spread_question import Answer
from linkage.answers.trace.trace_report import status_badge, trace_heading
from linkage.drawing.markup import element, escape
from linkage.widget.widget_labels import INSTALL_NOTE, STATIC_NOTE


def static_map(answer: Answer, change: Mapping[str, Any], fault: str, installed: bool = True) -> str:
    """The HTML of a trace's map and steps; the map is an image, so that its rules change nothing else in the page.

    Args:
        change: what a what-if comes to; empty: there is none.
        fault: what is wrong with the what-if that was typed last; blank: nothing.
        installed: whether the live map could stand here.
    """
    heading = trace_heading(answer)
    names = sentences.names(answer.subject, answer.name)
    steps = (
        f"{sentences.sentence(answer.world, step, names)} [{status_badge(answer.world, step)}]"
        for step in answer.spread.steps
    )
    told = [*change.get("sentences", ()), *change.get("told", ()), fault]
    return element(
        "div",
        element("h4", escape(heading))
        + f'<img src="{_image(picture(answer))}" alt="{escape(heading)}" style="max-width:100%"/>'
        + "".join(element("p", escape(line)) for line in told if line)
        + element("ol", "".join(element("li", escape(line)) for line in steps) or " ")
        + element("p", escape(STATIC_NOTE if installed else INSTALL_NOTE))
        + "".join(element("small", escape(line)) + "<br/>" for line in answer_provenance(answer)),
    )


def _image(svg: str) -> str:
    """An SVG file as the address of an image, which needs no request."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"

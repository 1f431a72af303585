"""The pupils' page, apart from the app and small: the step where the class is, its question, what has closed so far.

The class code's QR code leads to it. `phone.js` asks `phone_api` where the class is; the page brings every label along.
"""

from __future__ import annotations

from flask import Flask, Response, g

from dashboard.classroom.class_place import ClassPlace
from dashboard.classroom.phone_api import PhoneApi
from dashboard.pages.lessons.prediction_api import STUDENT, predictions_of
from dashboard.services.app_context import AppContext
from dashboard.state.labels import Labels, labels_in
from dashboard.web import bundle
from linkage.drawing.markup import element, escape

ADDRESS = "/phone"
_FILES = ("phone.css", "phone.js")
SHELL = (ADDRESS, *(f"/{name}" for name in _FILES))
"""What is sent to everybody while a class is served, as it holds labels alone: so a phone that is loaded again after a
restart gives the code that it came with by itself, and one without a code is sent to the form."""
LABELS = (
    "none", "elsewhere", "away", "kicker", "question", "several", "one", "choose", "sending", "unsent", "counted",
    "taken_back", "reset", "late", "full", "unknown", "watching", "results", "gathering", "choice", "right", "yours",
    "because", "task", "now", "closed", "nothing", "weakest", "with", "day", "whole",
)  # fmt: skip
"""The labels that `phone.js` fills in."""


def install(server: Flask, context: AppContext) -> None:
    """Serve the page, its two files, and the addresses that it asks."""
    contents = {name: bundle.read_bundle(name) for name in _FILES}

    def page() -> Response:
        seat = g.get("seat", "") or (STUDENT if g.get("has_class") else "")
        response = Response(document(labels_in(), contents, seat), mimetype="text/html")
        response.cache_control.no_store = True
        return response

    server.add_url_rule(ADDRESS, "phone", page)
    for name, content in contents.items():
        bundle.serve(server, f"/{name}", content)
    PhoneApi(context, predictions_of(server), ClassPlace()).install(server)


def document(labels: Labels, contents: dict[str, bytes], seat: str) -> str:
    """The page as HTML for somebody who sits there; without a class it says so, and needs no script.

    Args:
        seat: presenter, student, or blank where no class is served.
    """
    urls = {name: bundle.versioned_path(f"/{name}", content) for name, content in contents.items()}
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("meta", name="color-scheme", content="dark light")
        + element("title", escape(f"{labels('phone.title')} - {labels('page.title')}"))
        + element("link", rel="icon", href="data:,")
        + element("link", rel="stylesheet", href=urls["phone.css"])
    )
    said = {f"data_{word}": labels(f"phone.{word}") for word in LABELS}
    text = labels("phone.connecting") if seat else labels("phone.no_class")
    main = element("main", element("h1", escape(text)), id="phone", data_seat=seat, **said)
    away = element("p", " ", id="away", role="status", hidden="hidden")
    noscript = element("noscript", element("p", escape(labels("phone.noscript"))))
    script = element("script", " ", src=urls["phone.js"]).replace("> <", "><") if seat else ""
    body = element("body", away + main + noscript + script)
    return f'<!doctype html>\n<html lang="{labels.lang}" data-theme="dark"><head>{head}</head>\n{body}</html>\n'

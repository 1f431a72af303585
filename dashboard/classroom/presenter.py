"""The presenter's window, a small page apart from the app: notes, the next step, a timer.

It knows no world and asks no question: `presenter_channel.js` in the app's window sends it everything through the
browser. So it works in any second window of the same browser, also where a popup was blocked.
"""

from __future__ import annotations

from flask import Flask, Response, g

from dashboard.state.labels import Labels, labels_in
from dashboard.web import bundle
from linkage.drawing.markup import element, escape

ADDRESS = "/presenter"
PICTURE_STYLES = "/map.css"
"""The style sheet of the pictures, which the app serves: a preview of the next step is one."""

_FILES = ("presenter.css", "presenter.js")


def install(server: Flask) -> None:
    """Serve the window and its two files."""
    contents = {name: bundle.read_bundle(name) for name in _FILES}
    page = document(labels_in(), contents)
    class_page = document(labels_in(), contents, has_class=True)
    pages = {True: class_page, False: page}
    server.add_url_rule(ADDRESS, "presenter", lambda: Response(pages[bool(g.get("seat"))], mimetype="text/html"))
    for name, content in contents.items():
        bundle.serve(server, f"/{name}", content)


def document(labels: Labels, contents: dict[str, bytes], has_class: bool = False) -> str:
    """The page as HTML; the addresses of its files change with their content.

    Args:
        has_class: whether a class is served, whose phones follow the presenter's step if that is shared.
    """
    urls = {name: bundle.versioned_path(f"/{name}", content) for name, content in contents.items()}
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", escape(f"{labels('presenter.title')} - {labels('page.title')}"))
        + element("link", rel="icon", href="data:,")
        + element("link", rel="stylesheet", href=PICTURE_STYLES)
        + element("link", rel="stylesheet", href=urls["presenter.css"])
    )
    script = element("script", " ", src=urls["presenter.js"]).replace("> <", "><")
    body = element(
        "body", _body(labels, has_class) + element("noscript", escape(labels("presenter.noscript"))) + script
    )
    return f'<!doctype html>\n<html lang="{labels.lang}" data-theme="dark"><head>{head}</head>\n{body}</html>\n'


def _body(labels: Labels, has_class: bool) -> str:
    def live_text(id: str, tag: str = "p", title: str = "") -> str:
        head = element("h2", escape(title), id=f"{id}-head") if title else ""
        return head + element(tag, " ", id=id, aria_labelledby=f"{id}-head" if title else None)

    timer = "".join(
        (
            element("span", " ", id="clock"),
            element("span", "0:00", id="time", role="timer", aria_label=labels("presenter.timer")),
            element("button", escape(labels("presenter.run")), id="run", type="button"),
            element("button", escape(labels("presenter.zero")), id="zero", type="button"),
        )
    )
    progress = element("progress", " ", id="progress", max=1, value=0, aria_label=labels("presenter.progress"))
    top = element("header", live_text("title", "h1") + live_text("place", "span") + timer + progress)
    facts = element("h2", escape(labels("presenter.facts")), id="facts-head") + element(
        "ul", " ", id="facts", aria_labelledby="facts-head"
    )
    texts = element(
        "div",
        live_text("now", title=labels("presenter.now"))
        + live_text("notes", title=labels("presenter.notes"))
        + element("div", facts, id="facts-of", hidden="hidden"),
    ) + element(
        "div",
        live_text("next", title=labels("presenter.next"))
        + element("div", " ", id="preview", role="img", aria_label=labels("presenter.preview"), hidden="hidden"),
    )
    commands = (
        ("back", labels("presenter.do_back"), None),
        ("next", labels("presenter.do_next"), "main"),
        ("reset", labels("presenter.do_reset"), None),
        ("black", labels("presenter.do_black"), None),
    )
    buttons = "".join(
        element("button", escape(label), type="button", data_send=command, class_=name)
        for command, label, name in commands
    )
    buttons += element("button", " ", id="share", type="button", hidden=None if has_class else "hidden")
    screens = element(
        "section",
        element("h2", escape(labels("presenter.screens")), id="screens-head")
        + element("div", " ", id="screen-list", role="group", aria_labelledby="screens-head"),
        id="screens",
        hidden="hidden",
    )
    foot = element("p", escape(labels("presenter.waiting")), id="status", role="status") + live_text("label")
    label_attributes = {
        "data_place": labels("presenter.place"),
        "data_none": labels("presenter.none"),
        "data_no_notes": labels("presenter.no_notes"),
        "data_waiting": labels("presenter.waiting"),
        "data_lost": labels("presenter.lost"),
        "data_closed": labels("presenter.closed"),
        "data_choose": labels("presenter.choose"),
        "data_with": labels("presenter.with"),
        "data_run": labels("presenter.run"),
        "data_pause": labels("presenter.pause"),
        "data_share_on": labels("presenter.share_on"),
        "data_share_off": labels("presenter.share_off"),
    }
    main = element("main", texts, id="presenter", **label_attributes)
    return top + screens + main + element("nav", buttons) + element("footer", foot)

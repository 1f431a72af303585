"""What an address that is no page answers: 404, a sentence, the nearest page, and all pages there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.strict_values import short
from linkage.drawing.markup import element, escape
from linkage.errors import nearest

_ANY_PATH = "/<path:path>"
"""The route with which Dash answers whatever nobody else does."""
_ICON_PATH = "/favicon.ico"
"""Browsers ask for it beside what is no HTML; our pages bring their icon with them."""
_STYLES = (
    "body{margin:12vh auto;max-width:34rem;padding:0 1.2rem;font:1.2rem/1.5 system-ui,sans-serif;"
    "background:#0d1520;color:#f1f5f9}a{color:#a9b4ff}"
    "@media(prefers-color-scheme:light){body{background:#fff;color:#10202f}a{color:#3f44c0}}"
)


def install(server: Flask, others: Mapping[str, str]) -> None:
    """Answer addresses that are no page before Dash answers them with its one document.

    Args:
        others: the titles of the pages apart from the app, by their paths.
    """
    paths = [page.path for page in PAGES.values()]
    titles = {page.path: page.title for page in PAGES.values()} | dict(others)

    def check_path() -> AnyResponse | None:
        if request.endpoint != _ANY_PATH or request.path in paths:
            return None
        if request.path == _ICON_PATH:
            return Response(status=204)
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
        plain = request.path.rstrip("/")
        if plain in paths:
            return redirect(plain + query, 308)
        return Response(document(labels_in(), titles, request.path, query), status=404, mimetype="text/html")

    server.before_request(check_path)


def nearest_path(path: str, known: Iterable[str]) -> str:
    """The page whose path is most like another; blank where none is close.

    >>> nearest_path("/Why/x", ["/why", "/city"]), nearest_path("/nosuch", ["/why", "/city"])
    ('/why', '')
    """
    first = path.casefold().split("/")[1]
    return nearest(f"/{first}", [page for page in known if page != "/"]) if first else ""


def document(labels: Labels, titles: Mapping[str, str], path: str, query: str) -> str:
    """The page as HTML; its links to the nearest page and to the stage keep the query.

    Args:
        titles: the titles of all pages, by their paths.
    """
    near = nearest_path(path, titles)
    hint = element("p", f"{escape(labels('missing.near'))} {_link(near + query, near)}") if near else ""
    items = "".join(element("li", _link(known, f"{title} ({known})")) for known, title in titles.items())
    body = (
        element("h1", escape(labels("missing.title")))
        + element("p", escape(labels("missing.says", path=short(path))))
        + hint
        + element("p", _link(f"/{query}", labels("missing.stage")))
        + element("h2", escape(labels("missing.pages")))
        + element("ul", items)
    )
    head = (
        '<meta charset="utf-8"/>'
        + element("meta", name="viewport", content="width=device-width, initial-scale=1")
        + element("title", escape(f"{labels('missing.title')} - {labels('page.title')}"))
        + element("link", rel="icon", href="data:,")
        + element("style", _STYLES)
    )
    return f'<!doctype html>\n<html lang="{labels.lang}"><head>{head}</head>\n<body><main>{body}</main></body></html>\n'


def _link(href: str, text: str) -> str:
    return element("a", escape(text), href=href)

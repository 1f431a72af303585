"""Sharing what is on the screen: the address as a QR code, and the story as one page that needs no server."""

from __future__ import annotations

from flask import Flask, Response, request

from dashboard.services.app_context import AppContext
from dashboard.shell.page_frame import page_question
from linkage.answers.exports.export import export_spread
from linkage.drawing.qr_code import qr_code
from linkage.errors import LinkageError

QR_PATH, PAGE_PATH = "/_share/qr", "/_share/page"
MOST_LETTERS = 1200
"""A longer address makes a QR code that no phone reads from a screen."""


def install(server: Flask, context: AppContext) -> None:
    """Serve both; they write nothing."""
    server.add_url_rule(QR_PATH, "share-qr", _qr_response)
    server.add_url_rule(PAGE_PATH, "share-page", lambda: _page_response(context))


def _qr_response() -> Response:
    address = request.args.get("address", "")
    if not address.startswith(("http://", "https://")) or len(address) > MOST_LETTERS:
        text = f"A QR code holds an address of at most {MOST_LETTERS:,} letters that begins with http.\n"
        return Response(text, status=400, mimetype="text/plain")
    return Response(qr_code(address), mimetype="image/svg+xml")


def _page_response(context: AppContext) -> Response:
    """The story of an address as one HTML file."""
    try:
        state = page_question(context, request.args.get("search", "")).state
        answer, _ = context.answers.of(state)
        page = export_spread(answer, "html", state.theme or "dark")
    except LinkageError as error:
        return Response(f"{error}\n", status=409, mimetype="text/plain")
    name = "-".join(filter(None, (answer.world.id, state.story or state.record)))
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "-" for letter in name)
    headers = {"Content-Disposition": f'attachment; filename="linkage-{safe}.html"'}
    return Response(page.text, mimetype="text/html", headers=headers)

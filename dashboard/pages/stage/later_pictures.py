"""Pictures that the stage's answer leaves out, made when somebody asks for them: the map for a hall, the accounts."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, jsonify, request

from dashboard.pages.stage.account_map_view import account_answer
from dashboard.pages.stage.hall_map import hall_answer
from dashboard.services.app_context import AppContext
from linkage.errors import LinkageError

HALL_PATH, ACCOUNTS_PATH = "/_hall-map", "/_account-map"


def register(server: Flask, context: AppContext) -> None:
    """Give each picture its address; `search` in it is the address of the stage."""
    server.add_url_rule(HALL_PATH, "hall-map", lambda: _response(lambda search: hall_answer(context, search)))
    server.add_url_rule(ACCOUNTS_PATH, "account-map", lambda: _response(lambda search: account_answer(context, search)))


def _response(answer: Callable[[str], dict[str, object]]) -> Response:
    """A picture for two sizes of window, and what goes with it, as JSON; what can't be answered is said as text."""
    try:
        return jsonify(answer(request.args.get("search", "")))
    except LinkageError as error:
        return Response(f"{error}\n", status=409, mimetype="text/plain")

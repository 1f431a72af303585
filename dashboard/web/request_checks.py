"""Checks that every request passes before a page sees it, and security headers that every answer gets.

Only known hosts (against DNS rebinding), only our own pages, small bodies, well-formed callbacks; headers that let no
foreign script run. A refusal is one line of text that says what to do. Knows no worlds and no pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from dash.exceptions import DashException
from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

LARGEST_BODY = 3 * 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CALLBACKS = "/_dash-update-component"
ALIVE = "/_alive"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Dash, hosts: Iterable[str] = LOOPBACK, frame_ancestors: str = "'self'", edition: str = "") -> None:
    """Put the hooks around an app whose callbacks are all registered.

    Args:
        edition: the fingerprint of the served world, told by the heartbeat: a page of another one loads itself anew.
            It also tells who sits there while a class is served.
    """
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    host_names = frozenset(host.lower() for host in hosts)
    server.before_request(lambda: _check_host(host_names))
    server.before_request(_check_origin)
    server.before_request(_check_size)
    server.before_request(lambda: _check_callback(app.callback_map))
    server.after_request(_add_headers(_content_security_policy(app, frame_ancestors)))
    server.add_url_rule(ALIVE, "alive", lambda: jsonify(edition=edition, says="", seat=g.get("seat", "")))
    _handle_errors(server)


def host_name(host: str) -> str:
    """The name in a Host header, without its port.

    >>> host_name("LOCALHOST:8050"), host_name("[::1]:8050"), host_name("127.0.0.1")
    ('localhost', '::1', '127.0.0.1')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _check_host(host_names: frozenset[str]) -> Response | None:
    if host_name(request.headers.get("Host", "")) in host_names:
        return None
    names = ", ".join(sorted(host_names))
    return _text_response(
        f"This server answers only as {names}. To reach it by another name, start it with --host NAME.", 421
    )


def _check_origin() -> Response | None:
    """Refuse requests from another site's page; a link that was clicked there may open ours."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    is_navigation = request.method in _SAFE_METHODS and request.headers.get("Sec-Fetch-Mode") == "navigate"
    origin = request.headers.get("Origin")
    if (origin is not None and not _is_own(origin)) or (site not in ("none", "same-origin") and not is_navigation):
        return _text_response("Another site's page may not ask this server.", 403)
    return None


def _is_own(origin: str) -> bool:
    """Whether an Origin header names this very server; what is no address names nobody."""
    try:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    except ValueError:
        return False


def _check_size() -> Response | None:
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return _text_response("A body may not be packed: send it as it is, without Content-Encoding.", 415)
    if (request.content_length or 0) > LARGEST_BODY:
        return _text_response("The body is larger than 3 MB.", 413)
    return None


def _check_callback(callbacks: Mapping[str, Any]) -> Response | None:
    """Refuse a callback that no page of ours could have sent, before Dash fails on it."""
    if request.path != CALLBACKS or request.method != "POST":
        return None
    if not request.is_json:
        return _text_response("A callback is JSON.", 415)
    fault = callback_fault(_body(), callbacks)
    return _text_response(f"This is no callback of this app: {fault}.", 400) if fault else None


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def callback_fault(body: object, callbacks: Mapping[str, Any]) -> str:
    """What is wrong with a callback's body; blank if nothing is."""
    if not isinstance(body, dict):
        return "it is no object"
    output = body.get("output")
    if not isinstance(output, str) or output not in callbacks:
        return "it names no known output"
    declared = callbacks[output]
    for part in ("inputs", "state"):
        if not _matches_declaration(body.get(part, []), declared.get(part, [])):
            return f"its {part} are not those of its output"
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(name, str) for name in changed):
        return "its changedPropIds are no list of names"
    outputs = body.get("outputs")
    entries = (entry for entry in _as_list(outputs) if isinstance(entry, dict))
    output_names = [f"{entry.get('id')}.{entry.get('property')}" for entry in entries]
    return "" if output_names == output.strip(".").split("...") else "its outputs are not those it names"


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _matches_declaration(values: object, declared: list[Mapping[str, Any]]) -> bool:
    if not isinstance(values, list) or len(values) != len(declared):
        return False
    return all(
        isinstance(value, dict)
        and (value.get("id"), value.get("property")) == (dependency["id"], dependency["property"])
        for value, dependency in zip(values, declared, strict=True)
    )


def _content_security_policy(app: Dash, frame_ancestors: str) -> str:
    """The Content-Security-Policy: our own scripts, and the few that Dash writes into the page."""
    scripts = " ".join(["'self'", *dict.fromkeys(app.csp_hashes())])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )


def _add_headers(policy: str) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return add


def _handle_errors(server: Flask) -> None:
    """Answer HTTP errors and missing component files in one line; any other exception is a bug, and is raised."""

    @server.errorhandler(HTTPException)
    def plain(error: HTTPException) -> Response:
        if error.code == 413:
            return _text_response("The body is larger than 3 MB.", 413)
        return _text_response(error.description or error.name, error.code or 500)

    @server.errorhandler(DashException)
    def missing(error: DashException) -> Response:
        if request.path.startswith("/_dash-component-suites/"):
            return _text_response("There is no such file.", 404)
        raise error


def _text_response(text: str, code: int) -> Response:
    return Response(text + "\n", status=code, mimetype="text/plain")

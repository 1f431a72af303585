"""What every request passes before any page sees it, and every answer before it leaves.

Only known hosts (against DNS rebinding), only our own pages, small bodies, well-formed callbacks; headers that let no
foreign script run. A refusal is one line of text that says what to do. Knows no worlds and no pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from dash import Dash
from dash.exceptions import DashException
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

LARGEST_BODY = 3 * 1024 * 1024
LOOPBACK = ("127.0.0.1", "localhost", "::1")
CALLBACKS = "/_dash-update-component"
ALIVE = "/_alive"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Dash, hosts: Iterable[str] = LOOPBACK, frame_ancestors: str = "'self'") -> None:
    """Put the hooks around an app whose callbacks are all registered."""
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    known = frozenset(host.lower() for host in hosts)
    server.before_request(lambda: _known_host(known))
    server.before_request(_own_pages)
    server.before_request(_small_enough)
    server.before_request(lambda: _well_formed(app.callback_map))
    server.after_request(_headers(_policy(app, frame_ancestors)))
    server.add_url_rule(ALIVE, "alive", lambda: Response(status=204))
    _errors(server)


def host_name(host: str) -> str:
    """The name in a Host header, without its port.

    >>> host_name("LOCALHOST:8050"), host_name("[::1]:8050"), host_name("127.0.0.1")
    ('localhost', '::1', '127.0.0.1')
    """
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _known_host(known: frozenset[str]) -> Response | None:
    if host_name(request.headers.get("Host", "")) in known:
        return None
    names = ", ".join(sorted(known))
    return _line(f"This server answers only as {names}. To reach it by another name, start it with --host NAME.", 421)


def _own_pages() -> Response | None:
    """Refuse what another site's page sends; a link that somebody clicked there may open ours."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    clicked = request.method in _SAFE_METHODS and request.headers.get("Sec-Fetch-Mode") == "navigate"
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc.lower() != request.host.lower()
    if foreign or (site not in ("none", "same-origin") and not clicked):
        return _line("Another site's page may not ask this server.", 403)
    return None


def _small_enough() -> Response | None:
    if (request.content_length or 0) > LARGEST_BODY:
        return _line("The body is larger than 3 MB.", 413)
    return None


def _well_formed(callbacks: Mapping[str, Any]) -> Response | None:
    """Refuse a callback that no page of ours could have sent, before Dash stumbles over it."""
    if request.path != CALLBACKS or request.method != "POST":
        return None
    if not request.is_json:
        return _line("A callback is JSON.", 415)
    fault = fault_of(_body(), callbacks)
    return _line(f"This is no callback of this app: {fault}.", 400) if fault else None


def _body() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def fault_of(body: object, callbacks: Mapping[str, Any]) -> str:
    """What is wrong with a callback's body, or nothing."""
    if not isinstance(body, dict):
        return "it is no object"
    output = body.get("output")
    if not isinstance(output, str) or output not in callbacks:
        return "it names no known output"
    declared = callbacks[output]
    for part in ("inputs", "state"):
        if not _is_list_of(body.get(part, []), declared.get(part, [])):
            return f"its {part} are not those of its output"
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(each, str) for each in changed):
        return "its changedPropIds are no list of names"
    given = body.get("outputs")
    named = [f"{one.get('id')}.{one.get('property')}" for one in _flat(given) if isinstance(one, dict)]
    return "" if named == output.strip(".").split("...") else "its outputs are not those it names"


def _flat(given: object) -> list[object]:
    return given if isinstance(given, list) else [given]


def _is_list_of(given: object, declared: list[Mapping[str, Any]]) -> bool:
    if not isinstance(given, list) or len(given) != len(declared):
        return False
    return all(
        isinstance(one, dict) and (one.get("id"), one.get("property")) == (other["id"], other["property"])
        for one, other in zip(given, declared, strict=True)
    )


def _policy(app: Dash, frame_ancestors: str) -> str:
    """The Content-Security-Policy: our own scripts, and the few that Dash writes into the page."""
    scripts = " ".join(["'self'", *dict.fromkeys(app.csp_hashes())])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {frame_ancestors}"
    )


def _headers(policy: str) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return add


def _errors(server: Flask) -> None:
    """Faults that have a plain answer; what isn't here is a bug, and loud."""

    @server.errorhandler(HTTPException)
    def plain(error: HTTPException) -> Response:
        if error.code == 413:
            return _line("The body is larger than 3 MB.", 413)
        return _line(error.description or error.name, error.code or 500)

    @server.errorhandler(DashException)
    def missing(error: DashException) -> Response:
        if request.path.startswith("/_dash-component-suites/"):
            return _line("There is no such file.", 404)
        raise error


def _line(text: str, code: int) -> Response:
    return Response(text + "\n", status=code, mimetype="text/plain")

"""The app factory: `create_app` makes a Dash app that serves one world. Nothing happens at import.

Every page registers its own callbacks on the app that it is given. A `LinkageError` means that a question can't be
answered, and its sentence is shown; any other error is a bug and is raised.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dash import Dash, set_props

from dashboard.classroom import phone, presenter
from dashboard.services.app_context import AppContext
from dashboard.shell import ids, missing_page, page_frame, share
from dashboard.state.labels import labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import declarations
from dashboard.tours.tour_api import TourApi
from dashboard.tours.tour_view import end_card, tour_bar, tour_dialog
from dashboard.web import bundle, compression, request_checks
from dashboard.web.answer_cache import AnswerCache
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.visual_encoding import every_look
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.storage.fingerprint import fingerprint

STYLES_PATH = presenter.PICTURE_STYLES
BUNDLE_PATHS = ("/linkage.css", "/linkage.js")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E"
    "%3Cpath d='M5 5l10 10M5 15V5h10' fill='none' stroke='%23e5484d' stroke-width='2'/%3E"
    "%3Ccircle cx='5' cy='5' r='3.4' fill='%2358b4f0'/%3E"
    "%3Ccircle cx='15' cy='15' r='3.4' fill='%23e5484d'/%3E%3C/svg%3E"
)
"""The favicon: two accounts and what ties them."""
CACHED_CALLBACKS = (f"{ids.SHOW}.", f"{ids.WHY}.", f"{ids.JOIN}.")
"""The outputs of callbacks whose answers depend on the address alone. (A city's depends on its progress.)"""

_INDEX = """<!DOCTYPE html>
<html lang="en" data-theme="dark" data-edition="EDITION">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>{%title%}</title>
<link rel="icon" href="ICON">
<link rel="stylesheet" href="STYLES">
{%css%}
<link rel="stylesheet" href="/linkage.css">
</head>
<body>
{%app_entry%}
<noscript>NOSCRIPT</noscript>
<footer>{%config%}{%scripts%}<script type="application/json" id="declarations">DECLARATIONS</script>
<script src="/linkage.js"></script>{%renderer%}</footer>
</body>
</html>"""


_UNUSED = re.compile(r'<script src="[^"]*/dash_table/[^"]*"></script>')
_LATER = re.compile(r'<script src="([^"]*/deps/polyfill@[^"]*)"></script>')
"""Scripts that Dash always sends: its own table, which nothing here needs, and polyfills, which only its graphs need.

The page has the address of these, and `graph.js` fetches them."""


class LinkageApp(Dash):
    """Dash without the scripts that its first page never uses: 43 KB less for each of 300 phones in a hall."""

    context: AppContext
    answer_cache: AnswerCache

    def interpolate_index(self, *args: Any, scripts: str = "", **parts: Any) -> str:
        """The index page without the scripts that are unused there."""
        page: Any = super().interpolate_index
        needed = _LATER.sub(r'<template id="polyfills" data-script="\1"></template>', _UNUSED.sub("", scripts))
        return str(page(*args, scripts=needed, **parts))


def create_app(
    world: World | str | Path = "beijing",
    hosts: Iterable[str] = request_checks.LOOPBACK,
    frame_ancestors: str = "'self'",
    tables: str | Path | None = None,
) -> LinkageApp:
    """The app for a world: a folder, a bundled name, or a `World`.

    Args:
        hosts: the host names that it answers to (in the Host header).
        frame_ancestors: the sites that may show it in a frame, as in a Content-Security-Policy.
        tables: somebody's own tables, whose people it is asked about: a folder or a SQLite file.
    """
    hosts = tuple(hosts)
    context = AppContext.serving(world, tables)
    labels = labels_in()
    edition = fingerprint(context.worlds.served)
    files = {
        STYLES_PATH: (styles() + identifier_styles()).encode(),
        **{path: bundle.read_bundle(path[1:]) for path in BUNDLE_PATHS},
    }
    app = LinkageApp(
        "dashboard",
        title=f"{labels('page.title')}: {context.worlds.served.title}",
        update_title="",
        include_assets_files=False,
        serve_locally=True,
        index_string=_index(files, labels("page.noscript"), edition),
        use_pages=False,
        enable_mcp=False,
        compress=False,
        add_log_handler=False,
        on_error=show_error,
    )
    app.enable_dev_tools(debug=False, dev_tools_disable_version_check=True)
    pages = [importlib.import_module(page.module) for page in PAGES.values()]
    tools = [tool for page in pages if hasattr(page, "tools") for tool in page.tools()]
    mains = [page.layout() for page in pages]
    app.layout = page_frame.layout(context, mains, tools, [tour_bar(labels)], [end_card(), tour_dialog(labels)])
    app.context = context
    context.worlds.may_open_folders = set(hosts) <= set(request_checks.LOOPBACK)
    for part in (page_frame, *pages):
        part.register(app, context)
    addresses = [bundle.serve(app.server, path, content) for path, content in files.items()]
    presenter.install(app.server)
    share.install(app.server, context)
    TourApi(context).install(app.server)
    phone.install(app.server, context)
    callbacks = [name for name in app.callback_map if name.strip(".").startswith(CACHED_CALLBACKS)]
    app.answer_cache = answers = AnswerCache(compression.ENCODINGS, addresses, callbacks)
    compression.install(app.server, answers)
    context.worlds.on_change.append(lambda _names: answers.forget())
    request_checks.install(app, hosts, frame_ancestors, edition)
    missing_page.install(
        app.server, {presenter.ADDRESS: labels("presenter.title"), phone.ADDRESS: labels("phone.title")}
    )
    app.server.before_request(answers.find)  # after the hooks: who may not ask isn't answered from memory either
    return app


def _index(files: Mapping[str, bytes], noscript: str, edition: str) -> str:
    page = _INDEX.replace("STYLES", STYLES_PATH).replace("NOSCRIPT", noscript).replace("ICON", ICON)
    page = page.replace("EDITION", edition)
    for path, content in files.items():
        page = page.replace(f'"{path}"', f'"{bundle.versioned_path(path, content)}"')
    return page.replace("DECLARATIONS", declarations())


def identifier_styles() -> str:
    """The style sheet of the identifiers' colours and dashes outside of pictures, the same as inside them."""
    colours = {
        theme: "".join(f"--{look.name}:{getattr(look, theme)};" for look in every_look()) for theme in ("dark", "light")
    }
    keys = "".join(
        f".{look.name}{{--k:var(--{look.name})}}.key.{look.name} path{{stroke-dasharray:{look.dashes or 'none'}}}"
        for look in every_look()
    )
    return f":root{{{colours['dark']}}}[data-theme=light]{{{colours['light']}}}{keys}"


def show_error(error: Exception) -> None:
    """Show the sentence of a `LinkageError`; raise any other error."""
    if not isinstance(error, LinkageError):
        raise error
    set_props(ids.REMARK, {"children": str(error)})

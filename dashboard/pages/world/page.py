"""The World page: the tables of a world with status and quotes, conflicts of sources, gaps, and a glossary.

The tables are plain HTML. dash-ag-grid was weighed and left out: 2.2 MB of script for at most some two hundred rows,
`new Function` in it for string expressions (which our Content-Security-Policy forbids, and rightly), rows that exist
for a screen reader only while they are scrolled into view. A `<table>` has its heads, its sorting and its find here in
a few kilobytes, prints whole, and costs the first page nothing: a world's rows are sent when this page is opened.

A folder of this machine is opened by its path, at this machine only (`open_folder`); an address names a world by
its name, never a folder. `linkage serve FOLDER` and `linkage check FOLDER` do the same.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from flask import Response, abort, request

from dashboard.pages.world import drop_tables, evidence, row_details
from dashboard.pages.world.open_folder import folder_panel, open_folder
from dashboard.pages.world.tables_view import TablesView
from dashboard.pages.world.zip_download import safe_name, zip_world
from dashboard.services.app_context import AppContext
from dashboard.services.explanations import quote_entries
from dashboard.services.step_view import status_signs
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, icon
from dashboard.shell.page_frame import fields, page_question
from dashboard.state.captions import captions, reading_title
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import State, address
from linkage.answers.about.row_about import source_chain
from linkage.errors import LinkageError
from linkage.vocabulary import EFFECTS, FALLS_ON, NOTICES, STATUSES, WORDS
from linkage.world.model import World
from linkage.world.reading.settings import settings_text
from linkage.world.storage.fingerprint import fingerprint

Json = dict[str, Any]
ZIP_PATH = "/_world/zip"
FOLDER_LABELS = (
    "path", "hint", "open", "again", "reading", "faults", "fault", "same", "hidden", "here", "found", "expected",
    "nearest", "in_table", "line", "whole_line", "shown_still", "remarks", "stopped", "where",
)  # fmt: skip
"""Interface texts about opening a folder."""


# -- what you see -------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page; `page.js` fills it."""
    labels = labels_in()
    choose = html.Nav(blank("world-list"), className="choose", **attributes(aria_label=labels("world.views")))
    find = html.Label(
        [
            html.Span([icon("find"), labels("world.find")]),
            dcc.Input(id="world-find", type="search", autoComplete="off", placeholder=labels("world.find_hint")),
        ],
        className="world-find",
    )
    head = html.Header(
        [
            html.Div(
                [
                    html.P(id="world-kicker", className="kicker"),
                    html.H1(id="world-title", tabIndex=-1),
                    html.P(id="world-about", className="soft"),
                ]
            ),
            html.Div([find, blank("world-found", role="status")], className="world-tools"),
        ],
        className="world-head",
    )
    view = html.Section(
        [head, blank("world-view", tabIndex=0, role="region", **attributes(aria_labelledby="world-title"))],
        className="world-stage",
        **attributes(aria_label=labels("world.shown")),
    )
    row = html.Aside(id="world-row", className="world-row", hidden=True, **attributes(aria_label=labels("world.row")))
    stores = [dcc.Store(id=store) for store in (ids.WORLD_SHOWN, ids.FOLDER, ids.FOLDER_READ)]
    children = [*stores, choose, view, row]
    return html.Main(children, className="world", hidden=True, **attributes(data_page="world"))


# -- what it means ------------------------------------------------------------------------------------------------


def world_answer(context: AppContext, search: object) -> Json:
    """What the page shows for an address: every row of its world, and which of them hold in the reading."""
    state, notes = page_question(context, search)
    answer = context.answers.of(state).answer
    labels, world, plain = labels_in(state.lang), answer.world.everything, context.worlds.world(state.world)
    return {
        **captions(answer, labels),
        "title": PAGES["world"].title,
        "state": fields(state),
        "notes": notes,
        "reading": reading_title(answer.world, answer.what_if),
        "tables": TablesView(answer.world, labels, plain).tables(),
        "quotes": quotes(world, labels),
        "counts": counts(world),
        "glossary": glossary(labels),
        "settings": settings(plain, labels),
        "signs": status_signs(),
        "zip": f"{ZIP_PATH}{address(State(world=world.id))}",
        "recipes": {"status": recipe(state, world, "status"), "number": recipe(state, world, "number_status")},
        "said": _script_labels(labels),
        "world": plain.id,
        "folder": folder_panel(context, plain.id, {label: labels(f"folder.{label}") for label in FOLDER_LABELS}),
        "drop": {label: labels(f"drop.{label}") for label in drop_tables.DROP_LABELS},
    }


def quotes(world: World, labels: Labels) -> dict[str, Json]:
    """Every quote by its id, with the chain of its sources: the article, what that repeats, and so on."""
    chains = {
        source: [{"id": link.id, "label": link.publisher or link.title, "title": link.title} for link in chain]
        for source in world.sources
        for chain in [source_chain(world, source)]
    }
    entries = quote_entries(world, labels)
    return {name: {**entries[name], "chain": chains[quote.source]} for name, quote in world.quotes.items()}


def counts(world: World) -> Json:
    """Counts of rows by status and number status, and of quotes by check; the rows that other sources only tell."""
    return {
        "status": evidence.count_by_status(world),
        "number": evidence.count_by_status(world, "number_status"),
        "checked": evidence.count_by_check(world),
        "told": [list(row) for row in evidence.told_rows(world)],
    }


def glossary(labels: Labels) -> list[Json]:
    """The glossary in groups: terms, statuses, effects, on whom effects fall, notice."""
    groups = {
        labels("world.glossary_words"): WORDS,
        labels("world.glossary_statuses"): STATUSES,
        labels("world.glossary_effects"): EFFECTS,
        labels("world.glossary_falls_on"): FALLS_ON,
        labels("world.glossary_notices"): NOTICES,
    }
    return [
        {"title": title, "words": [[word, meaning] for word, meaning in words.items()]}
        for title, words in groups.items()
    ]


def settings(world: World, labels: Labels) -> Json:
    """The settings in `world.toml`: the question, a description, some facts, and the file's text."""
    facts = [
        [labels("world.population"), f"{world.population:,}"],
        [labels("world.baseline"), reading_title(world, "")],
        [labels("world.hash"), fingerprint(world)],
    ]
    return {"question": world.question, "about": world.about, "facts": facts, "text": settings_text(world)}


def recipe(state: State, world: World, column: str) -> dict[str, str]:
    """The address, command and Python that count rows by status, or by number status."""
    tables = tuple(evidence.count_by_status(world, column))
    lines = (
        "import collections, linkage",
        f"world = linkage.load({world.id!r})",
        f"{{table: collections.Counter(row.{column} for row in getattr(world, table).values()) for table in {tables}}}",
    )
    return {"address": f"/world{address(state)}", "command": f"linkage check {world.id}", "python": "\n".join(lines)}


def _script_labels(labels: Labels) -> dict[str, str]:
    """The interface texts that `page.js`, `world_overview.js` and `tables_view.js` show."""
    return {
        label: labels(f"world.{label}")
        for label in (
            "overview", "conflicts", "voices", "viewpoints", "gaps", "dates", "glossary", "kicker", "read_it",
            "tables_of", "found", "found_all", "none_found", "told", "left_out", "known", "numbers", "cells",
            "named_by", "no_quote", "no_quote_but", "quotes", "close", "open_hint", "row_name", "no_row",
            "conflicts_says", "voices_says", "gaps_says", "dates_says", "glossary_says",
            "overview_says", "other_side", "cant", "keeps", "keeps_all", "changes", "rests", "by_status",
            "by_number", "by_check", "told_title", "told_says", "told_none", "settings", "download", "everything",
            "table", "all_rows", "checked_file", "checked_read", "checked_told", "chain", "empty", "unclear",
            "holds", "sort", "found_one", "folder", "folder_says", "running", "not_run",
        )
    } | {"reproduce": labels("reproduce.open")}  # fmt: skip


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Register the callbacks for a world's rows and for opening a folder, and the URL of a world's zip."""

    @app.callback(Output(ids.WORLD_SHOWN, "data"), Input(ids.ASKS["world"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return world_answer(context, search)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("world", "mount"), Input(ids.WORLD_SHOWN, "data"))

    @app.callback(Output(ids.FOLDER_READ, "data"), Input(ids.FOLDER, "data"), prevent_initial_call=True)
    def read_folder(request: object) -> Json:
        if not context.worlds.may_open_folders:
            abort(403, "Folders are opened at the presenter's machine only, and not while a class is served.")
        return open_folder(context, request)

    in_browser(ClientsideFunction("worldFolder", "told"), Input(ids.FOLDER_READ, "data"))
    packed = cache(lambda name: zip_world(context.worlds.world(name)))
    context.worlds.on_change.append(lambda _names: packed.cache_clear())
    row_details.install(app.server, context)
    drop_tables.install(app.server, context)
    app.server.add_url_rule(ZIP_PATH, "world-zip", lambda: _zip_response(context, packed))


def _zip_response(context: AppContext, packed: Any) -> Response:
    """The zip of the world that the request names; 404 where there is none."""
    try:
        world = context.worlds.world(request.args.get("world", ""))
    except LinkageError as error:
        return Response(f"{error}\n", status=404, mimetype="text/plain")
    file = f'attachment; filename="linkage-{safe_name(world.id)}.zip"'
    return Response(packed(world.id), mimetype="application/zip", headers={"Content-Disposition": file})

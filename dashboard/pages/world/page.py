"""World: what the model rests on - its tables with status and quotes, conflicts from both sides, gaps, a glossary.

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

from dashboard.pages.world import evidence, row_details
from dashboard.pages.world.open_folder import opened, page_of
from dashboard.pages.world.tables_view import TablesView
from dashboard.pages.world.zip_download import safe_name, zipped
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
from linkage.errors import LinkageError
from linkage.vocabulary import EFFECTS, FALLS_ON, NOTICES, STATUSES, WORDS
from linkage.world.model import World
from linkage.world.reading.settings import settings_text
from linkage.world.storage.fingerprint import fingerprint

Json = dict[str, Any]
ZIP = "/_world/zip"
FOLDER_WORDS = (
    "path", "hint", "open", "again", "reading", "faults", "fault", "same", "hidden", "here", "found", "expected",
    "nearest", "in_table", "line", "whole_line", "shown_still", "remarks", "stopped", "where",
)  # fmt: skip
"""The words about opening a folder."""


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
    stores = [dcc.Store(id=each) for each in (ids.WORLD_SHOWN, ids.FOLDER, ids.FOLDER_READ)]
    inside = [*stores, choose, view, row]
    return html.Main(inside, className="world", hidden=True, **attributes(data_page="world"))


# -- what it means ------------------------------------------------------------------------------------------------


def world_answer(context: AppContext, search: object) -> Json:
    """What the page shows for an address: all of its world, and what of it holds in the reading."""
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
        "zip": f"{ZIP}{address(State(world=world.id))}",
        "recipes": {"status": recipe(state, world, "status"), "number": recipe(state, world, "number_status")},
        "said": _said(labels),
        "world": plain.id,
        "folder": page_of(context, plain.id, {each: labels(f"folder.{each}") for each in FOLDER_WORDS}),
    }


def quotes(world: World, labels: Labels) -> dict[str, Json]:
    """Every quote, as everywhere, and the sources behind it: the article, what it repeats, what that repeats."""
    chains = {
        source: [{"id": each.id, "label": each.publisher or each.title, "title": each.title} for each in found]
        for source in world.sources
        for found in [evidence.source_chain(world, source)]
    }
    told = quote_entries(world, labels)
    return {name: {**told[name], "chain": chains[quote.source]} for name, quote in world.quotes.items()}


def counts(world: World) -> Json:
    """Rows by status and by number status, quotes by how they were checked, rows that were only told."""
    return {
        "status": evidence.by_status(world),
        "number": evidence.by_status(world, "number_status"),
        "checked": evidence.by_check(world),
        "told": [list(each) for each in evidence.told_only(world)],
    }


def glossary(labels: Labels) -> list[Json]:
    """The words of the field in groups: the glossary itself, statuses, effects, on whom they fall, notice."""
    groups = {
        labels("world.glossary_words"): WORDS,
        labels("world.glossary_statuses"): STATUSES,
        labels("world.glossary_effects"): EFFECTS,
        labels("world.glossary_falls_on"): FALLS_ON,
        labels("world.glossary_notices"): NOTICES,
    }
    return [
        {"title": title, "words": [[word, meaning] for word, meaning in each.items()]} for title, each in groups.items()
    ]


def settings(world: World, labels: Labels) -> Json:
    """What stands in `world.toml`: the question, what it is about, some facts, and the file itself."""
    facts = [
        [labels("world.population"), f"{world.population:,}"],
        [labels("world.baseline"), reading_title(world, "")],
        [labels("world.hash"), fingerprint(world)],
    ]
    return {"question": world.question, "about": world.about, "facts": facts, "text": settings_text(world)}


def recipe(state: State, world: World, column: str) -> dict[str, str]:
    """How the count of rows by status, or by number status, is made again."""
    tables = tuple(evidence.by_status(world, column))
    lines = (
        "import collections, linkage",
        f"world = linkage.load({world.id!r})",
        f"{{table: collections.Counter(row.{column} for row in getattr(world, table).values()) for table in {tables}}}",
    )
    return {"address": f"/world{address(state)}", "command": f"linkage check {world.id}", "python": "\n".join(lines)}


def _said(labels: Labels) -> dict[str, str]:
    """The words that the script fills in."""
    return {
        each: labels(f"world.{each}")
        for each in (
            "overview", "conflicts", "voices", "viewpoints", "gaps", "dates", "glossary", "kicker", "read_it",
            "tables_of", "found", "found_all", "none_found", "told", "left_out", "known", "numbers", "cells",
            "named_by", "no_quote", "no_quote_but", "quotes", "close", "open_hint", "row_name", "no_row",
            "no_table", "conflicts_says", "voices_says", "gaps_says", "dates_says", "glossary_says",
            "overview_says", "other_side", "cant", "keeps", "keeps_all", "changes", "rests", "by_status",
            "by_number", "by_check", "told_title", "told_says", "told_none", "settings", "download", "everything",
            "table", "all_rows", "checked_file", "checked_read", "checked_told", "chain", "empty", "unclear",
            "holds", "sort", "found_one", "folder", "folder_says", "running", "not_run",
        )
    } | {"reproduce": labels("reproduce.open")}  # fmt: skip


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Its part of the address in, a world's rows out; and the world's folder as a zip."""

    @app.callback(Output(ids.WORLD_SHOWN, "data"), Input(ids.ASKS["world"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return world_answer(context, search)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("world", "mount"), Input(ids.WORLD_SHOWN, "data"))

    @app.callback(Output(ids.FOLDER_READ, "data"), Input(ids.FOLDER, "data"), prevent_initial_call=True)
    def read_folder(given: object) -> Json:
        if not context.worlds.may_open_folders:
            abort(403, "Folders are opened at the presenter's machine only, and not while a class is served.")
        return opened(context, given)

    in_browser(ClientsideFunction("worldFolder", "told"), Input(ids.FOLDER_READ, "data"))
    packed = cache(lambda name: zipped(context.worlds.world(name)))
    context.worlds.on_change.append(lambda _names: packed.cache_clear())
    row_details.install(app.server, context)
    app.server.add_url_rule(ZIP, "world-zip", lambda: _zip(context, packed))


def _zip(context: AppContext, packed: Any) -> Response:
    """The folder of a world that can be asked for by name."""
    try:
        world = context.worlds.world(request.args.get("world", ""))
    except LinkageError as error:
        return Response(f"{error}\n", status=404, mimetype="text/plain")
    file = f'attachment; filename="linkage-{safe_name(world.id)}.zip"'
    return Response(packed(world.id), mimetype="application/zip", headers={"Content-Disposition": file})

"""What-if: switches for everything that can be changed, before and after on the same map, and what changes row by row.

The what-if is a text in the address, and the text is all that a switch changes. Two can stand side by side. A what-if
is saved to a file of its own and opened from one; nothing of it stays on the server.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html, no_update
from dash import State as DashState
from flask import Response, jsonify, request

from dashboard.pages.what_if.changes import Changes, Side
from dashboard.pages.what_if.saved_files import opened, saved, written
from dashboard.pages.what_if.switches import Switches
from dashboard.services.app_context import AppContext
from dashboard.services.before_after import reading_only
from dashboard.services.pool_switches import pool_switch_group
from dashboard.services.step_view import status_signs
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, button
from dashboard.shell.page_frame import fields, page_question, plain_reading
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.reproduce import Recipes
from dashboard.state.view_state import State, reading_of
from linkage.answers.spread_question import Answer
from linkage.drawing.layout.geometry import Canvas

Json = dict[str, Any]
NOW = "/_what-if"
MIDDLE = Canvas(1264, 800, (25, 23, 21, 19.5, 18.1))
"""The room for the map between switches and changes in a 1920x1080 window; a higher map is scrolled."""

FOLDED = Canvas(1020, 591.5, (21, 19, 17, 15.5, 14.1))
"""The room in a 1024x768 window with switches and changes folded."""


# -- what you see -------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page; `page.js` fills it."""
    labels = labels_in()
    switches = html.Section(
        [
            html.Div(
                [
                    dcc.Input(id=ids.SIFT, type="search", placeholder=labels("what_if.find"), autoComplete="off"),
                    button("undo", labels("what_if.undo"), "↶", class_name="square"),
                    button("redo", labels("what_if.redo"), "↷", class_name="square"),
                ],
                className="sift",
            ),
            blank("near", hidden=True, role="status"),
            blank("groups"),
        ],
        className="switches",
        id="switches",
        **attributes(aria_label=labels("what_if.switches")),
    )
    views = html.Div(id="views", className="switch", role="group", **attributes(aria_label=labels("what_if.views")))
    tools = html.Div(
        [
            button("drawer:switches", labels("what_if.switches"), class_name="folds-in"),
            button("drawer:changes", labels("what_if.changes"), class_name="folds-in"),
            views,
            blank("besides"),
        ],
        className="what-if-tools",
    )
    head = html.Header(
        [html.Div([html.P(labels("what_if.kicker"), className="kicker"), blank("chosen")], className="asked"), tools],
        className="what-if-head",
    )
    middle = html.Section(
        [
            head,
            blank("what-if-map", "what-if-map small-map"),
            blank("outcome", tabIndex=0, role="status", **attributes(aria_label=labels("what_if.outcome"))),
        ],
        className="what-if-middle",
    )
    changes = html.Aside(
        [blank("changed"), html.Div(id="keeping", className="card")],
        className="changes",
        id="changes",
        **attributes(aria_label=labels("what_if.changes")),
    )
    stores = [dcc.Store(id=each) for each in (ids.WHAT_IF, ids.BOARD, ids.BOARD_KEY, ids.SAVE, ids.OPEN, ids.OPENED)]
    inside = [*stores, dcc.Download(id=ids.DOWNLOAD), switches, middle, changes]
    return html.Main(inside, className="what-if", hidden=True, **attributes(data_page="what-if"))


# -- what it means ------------------------------------------------------------------------------------------------


def what_if_answer(context: AppContext, search: object, known: object = "") -> tuple[Json, Json | None]:
    """What the page shows for an address; and its board (map and switches), if it isn't the one that is `known`."""
    state, notes = page_question(context, search)
    labels = labels_in(state.lang)
    changes = compared(context, state, labels)
    world = changes.before.world.everything
    key = f"{world.id} {labels.lang} {hash((changes.scene, changes.before.what_if))}"
    told = {
        **captions(changes.sides[0].answer, labels),
        **changes.json(),
        "state": fields(state),
        "notes": notes,
        "key": key,
        "plain": plain_reading(world, state.story),
        "pooled": pooled(context, state, labels),
        "recipes": recipes(Recipes("/what-if", state, context.worlds.world(state.world).id), changes),
    }
    return told, None if key == known else board(context, changes, labels, key)


def compared(context: AppContext, state: State, labels: Labels) -> Changes:
    """The answer before, and the one or two what-ifs that are held against it.

    Two under different readings are compared with what is first shown.
    """
    texts = [state.what_if, *([state.beside] if state.beside else [])]
    common = {reading_of(text) for text in texts}
    before = reading_only(texts[0]) if len(common) == 1 else ""
    if len(texts) == 2 and len(common) == 1 and not before:
        before = reading_only(texts[1])
    answers = [_answer(context, state, text) for text in (before, *texts)]
    sides = zip((labels("what_if.a"), labels("what_if.b")), texts, answers[1:], strict=False)
    return Changes(answers[0], tuple(Side(*side) for side in sides), labels)


def pooled(context: AppContext, state: State, labels: Labels) -> Json:
    """The switches that take a pool apart: what pools depends on the reading."""
    reading = reading_of(state.what_if)
    return pool_switch_group(_answer(context, state, f"reading:{reading}" if reading else "").world, labels)


def _answer(context: AppContext, state: State, what_if: str) -> Answer:
    return context.answers.answer(state.world, replace(state, what_if=what_if).question, state.names)


def board(context: AppContext, changes: Changes, labels: Labels, key: str) -> Json:
    """What stays while switching: the map, and everything that can be switched."""
    scene = changes.scene
    drawn = frozenset(node.id for node in scene.nodes) | frozenset(edge.id for edge in scene.edges)
    marks = frozenset(mark.id for node in scene.nodes for mark in node.marks)
    world = changes.before.world.everything
    return {
        "key": key,
        "pictures": [context.maps.draw(scene, MIDDLE), context.maps.draw(scene, FOLDED)],
        "groups": Switches(world, drawn | marks, changes.lines, labels).groups(),
        "signs": status_signs(),
        "said": _said(labels),
        "world": world.id,
    }


def recipes(one: Recipes, changes: Changes) -> dict[str, dict[str, str]]:
    """How the page's numbers are made again."""
    shut = 'answer.counts["services_refused"]'
    first, before = changes.before.question.what_if, _under(changes.before)
    found = {"before": one.under(first).one("trace", [], shut)}
    for side in changes.sides:
        under = one.under(side.text)
        compared = f"linkage.compare({before}, answer).attrs"
        doors = f'[len(each) for each in {compared}["doors"].values()]'
        found[f"shut {side.name}"] = under.one("trace", [], shut)
        found[f"doors {side.name}"] = under.one("compare", _against(first, side.text), doors, what_if=False)
        counted = f'{compared}["counts"]'
        found[f"counts {side.name}"] = under.one("compare", _against(first, side.text), counted, what_if=False)
    if len(changes.sides) > 1:
        a, b = changes.sides
        differ = f'int((linkage.compare({_under(a.answer)}, answer)["change"] != "same").sum())'
        words_ = ["--what-if", a.text, "--what-if", b.text]
        found["differ"] = one.under(b.text).one("compare", words_, differ, what_if=False)
    address = one.one("trace", [], "answer")["address"]
    return {name: {**recipe, "address": address} for name, recipe in found.items()}


def _under(answer: Answer) -> str:
    """An answer, from another answer about the same record."""
    return f"answer.under({answer.what_if!r})"


def _against(first: str, text: str) -> list[str]:
    """The words of the command line that hold a what-if against what is first shown."""
    return [*(["--what-if", first] if first else []), "--what-if", text]


def _said(labels: Labels) -> dict[str, str]:
    """The words that the script fills in."""
    return {
        "before": labels("what_if.before"),
        "after": labels("what_if.after"),
        "a": labels("what_if.a"),
        "b": labels("what_if.b"),
        "nothing": labels("what_if.nothing"),
        "hint": labels("what_if.hint"),
        "doors": labels("what_if.doors"),
        "of": labels("what_if.of"),
        "gone": labels("what_if.gone"),
        "opened": labels("what_if.opened"),
        "new": labels("what_if.new"),
        "shut": labels("what_if.shut"),
        "earlier": labels("what_if.earlier"),
        "later": labels("what_if.later"),
        "shorter": labels("what_if.shorter"),
        "longer": labels("what_if.longer"),
        "same": labels("what_if.same"),
        "none": labels("what_if.none"),
        "open_door": labels("what_if.open_door"),
        "differ": labels("what_if.differ"),
        "alike": labels("what_if.alike"),
        "beside": labels("what_if.beside"),
        "alone": labels("what_if.alone"),
        "editing": labels("what_if.editing"),
        "elsewhere": labels("what_if.elsewhere"),
        "numbers": labels("what_if.numbers"),
        "near": labels("what_if.near"),
        "all": labels("what_if.all"),
        "remove": labels("what_if.remove"),
        "text": labels("what_if.text"),
        "use": labels("what_if.use"),
        "save": labels("what_if.save"),
        "name": labels("what_if.name"),
        "open": labels("what_if.open"),
        "large": labels("what_if.large"),
        "cant": labels("what_if.cant"),
        "unfound": labels("what_if.unfound"),
        "count": labels("what_if.count"),
        "cut": labels("what_if.cut"),
        "off": labels("what_if.off"),
        "none_at_all": labels("what_if.none_at_all"),
        "why": PAGES["why"].title,
        "close": labels("stage.close"),
        "reproduce": labels("reproduce.open"),
    }


# -- how it is wired ----------------------------------------------------------------------------------------------


def now(context: AppContext) -> Response:
    """The same answer without Dash's stores, which take as long again as all the rest: for a switch."""
    told, made = what_if_answer(context, request.args.get("search", ""), request.args.get("known", ""))
    answer: Response = jsonify({"told": told, "board": made})
    answer.cache_control.no_store = True
    return answer


def register(app: Dash, context: AppContext) -> None:
    """The what-if's text in, what it changes out; a file in, a text out, and the other way round."""

    @app.callback(
        Output(ids.WHAT_IF, "data"),
        Output(ids.BOARD, "data"),
        Output(ids.BOARD_KEY, "data"),
        Input(ids.ASKS["what-if"], "data"),
        DashState(ids.BOARD_KEY, "data"),
        prevent_initial_call=True,
    )
    def show(search: str | None, known: str | None) -> tuple[Any, ...]:
        told, made = what_if_answer(context, search, known)
        return told, no_update if made is None else made, no_update if made is None else told["key"]

    @app.callback(Output(ids.DOWNLOAD, "data"), Input(ids.SAVE, "data"), prevent_initial_call=True)
    def save(named: Json | None) -> Any:
        return saved(named) if named else no_update

    @app.callback(Output(ids.OPENED, "data"), Input(ids.OPEN, "data"), prevent_initial_call=True)
    def open_(file: Json | None) -> Any:
        if not isinstance(file, dict) or not file:
            return no_update
        return written(context, file) if "written" in file else opened(context, file)

    app.server.add_url_rule(NOW, "what-if-now", lambda: now(context))
    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("whatif", "mount"), Input(ids.WHAT_IF, "data"), Input(ids.BOARD, "data"))
    in_browser(ClientsideFunction("whatif", "opened"), Input(ids.OPENED, "data"))

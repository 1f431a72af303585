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
from dashboard.services.pool_switches import group
from dashboard.services.step_view import signs
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, button
from dashboard.shell.page_frame import fields, page_question, plain_reading
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels
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
    """The page; `assets/whatif.js` fills it."""
    said = labels()
    switches = html.Section(
        [
            html.Div(
                [
                    dcc.Input(id=ids.SIFT, type="search", placeholder=said("what_if.find"), autoComplete="off"),
                    button("undo", said("what_if.undo"), "↶", class_name="square"),
                    button("redo", said("what_if.redo"), "↷", class_name="square"),
                ],
                className="sift",
            ),
            blank("near", hidden=True, role="status"),
            blank("groups"),
        ],
        className="switches",
        id="switches",
        **attributes(aria_label=said("what_if.switches")),
    )
    views = html.Div(id="views", className="switch", role="group", **attributes(aria_label=said("what_if.views")))
    tools = html.Div(
        [
            button("drawer:switches", said("what_if.switches"), class_name="folds-in"),
            button("drawer:changes", said("what_if.changes"), class_name="folds-in"),
            views,
            blank("besides"),
        ],
        className="what-if-tools",
    )
    head = html.Header(
        [html.Div([html.P(said("what_if.kicker"), className="kicker"), blank("chosen")], className="asked"), tools],
        className="what-if-head",
    )
    middle = html.Section(
        [
            head,
            blank("what-if-map", "what-if-map small-map"),
            blank("outcome", tabIndex=0, role="status", **attributes(aria_label=said("what_if.outcome"))),
        ],
        className="what-if-middle",
    )
    changes = html.Aside(
        [blank("changed"), html.Div(id="keeping", className="card")],
        className="changes",
        id="changes",
        **attributes(aria_label=said("what_if.changes")),
    )
    stores = [dcc.Store(id=each) for each in (ids.WHAT_IF, ids.BOARD, ids.BOARD_KEY, ids.SAVE, ids.OPEN, ids.OPENED)]
    inside = [*stores, dcc.Download(id=ids.DOWNLOAD), switches, middle, changes]
    return html.Main(inside, className="what-if", hidden=True, **attributes(data_page="what-if"))


# -- what it means ------------------------------------------------------------------------------------------------


def what_if_answer(context: AppContext, search: object, known: object = "") -> tuple[Json, Json | None]:
    """What the page shows for an address; and its board (map and switches), if it isn't the one that is `known`."""
    state, notes = page_question(context, search)
    said = labels(state.lang)
    changes = compared(context, state, said)
    world = changes.before.world.everything
    key = f"{world.id} {said.lang} {hash((changes.scene, changes.before.what_if))}"
    told = {
        **captions(changes.sides[0].answer, said),
        **changes.json(),
        "state": fields(state),
        "notes": notes,
        "key": key,
        "plain": plain_reading(world, state.story),
        "pooled": pooled(context, state, said),
        "recipes": recipes(Recipes("/what-if", state, context.worlds.world(state.world).id), changes),
    }
    return told, None if key == known else board(context, changes, said, key)


def compared(context: AppContext, state: State, said: Labels) -> Changes:
    """The answer before, and the one or two what-ifs that are held against it.

    Two under different readings are compared with what is first shown.
    """
    texts = [state.what_if, *([state.beside] if state.beside else [])]
    common = {reading_of(text) for text in texts}
    before = reading_only(texts[0]) if len(common) == 1 else ""
    if len(texts) == 2 and len(common) == 1 and not before:
        before = reading_only(texts[1])
    answers = [_answer(context, state, text) for text in (before, *texts)]
    sides = zip((said("what_if.a"), said("what_if.b")), texts, answers[1:], strict=False)
    return Changes(answers[0], tuple(Side(*side) for side in sides), said)


def pooled(context: AppContext, state: State, said: Labels) -> Json:
    """The switches that take a pool apart: what pools depends on the reading."""
    reading = reading_of(state.what_if)
    return group(_answer(context, state, f"reading:{reading}" if reading else "").world, said)


def _answer(context: AppContext, state: State, what_if: str) -> Answer:
    return context.answers.answer(state.world, replace(state, what_if=what_if).question, state.names)


def board(context: AppContext, changes: Changes, said: Labels, key: str) -> Json:
    """What stays while switching: the map, and everything that can be switched."""
    scene = changes.scene
    drawn = frozenset(node.id for node in scene.nodes) | frozenset(edge.id for edge in scene.edges)
    marks = frozenset(mark.id for node in scene.nodes for mark in node.marks)
    world = changes.before.world.everything
    return {
        "key": key,
        "pictures": [context.maps.draw(scene, MIDDLE), context.maps.draw(scene, FOLDED)],
        "groups": Switches(world, drawn | marks, changes.lines, said).groups(),
        "signs": signs(),
        "said": _said(said),
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


def _said(said: Labels) -> dict[str, str]:
    """The words that the script fills in."""
    return {
        "before": said("what_if.before"),
        "after": said("what_if.after"),
        "a": said("what_if.a"),
        "b": said("what_if.b"),
        "nothing": said("what_if.nothing"),
        "hint": said("what_if.hint"),
        "doors": said("what_if.doors"),
        "of": said("what_if.of"),
        "gone": said("what_if.gone"),
        "opened": said("what_if.opened"),
        "new": said("what_if.new"),
        "shut": said("what_if.shut"),
        "earlier": said("what_if.earlier"),
        "later": said("what_if.later"),
        "shorter": said("what_if.shorter"),
        "longer": said("what_if.longer"),
        "same": said("what_if.same"),
        "none": said("what_if.none"),
        "open_door": said("what_if.open_door"),
        "differ": said("what_if.differ"),
        "alike": said("what_if.alike"),
        "beside": said("what_if.beside"),
        "alone": said("what_if.alone"),
        "editing": said("what_if.editing"),
        "elsewhere": said("what_if.elsewhere"),
        "numbers": said("what_if.numbers"),
        "near": said("what_if.near"),
        "all": said("what_if.all"),
        "remove": said("what_if.remove"),
        "text": said("what_if.text"),
        "use": said("what_if.use"),
        "save": said("what_if.save"),
        "name": said("what_if.name"),
        "open": said("what_if.open"),
        "large": said("what_if.large"),
        "cant": said("what_if.cant"),
        "unfound": said("what_if.unfound"),
        "count": said("what_if.count"),
        "cut": said("what_if.cut"),
        "off": said("what_if.off"),
        "none_at_all": said("what_if.none_at_all"),
        "why": said("page.why"),
        "close": said("stage.close"),
        "reproduce": said("reproduce.open"),
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

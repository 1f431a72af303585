"""The What-if page: switches for everything that can be changed, one map before and after, changed effects.

The what-if is a text in the address, and a switch changes nothing but that text. Two what-ifs can be compared. One is
saved to a file and read from a file (`saved_files`); the server stores none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html, no_update
from dash import State as DashState
from flask import Response, jsonify, request

from dashboard.pages.what_if.changes import Changes, Side
from dashboard.pages.what_if.saved_files import read_file, read_typed_text, write_file
from dashboard.pages.what_if.switches import Switches
from dashboard.services.app_context import AppContext
from dashboard.services.before_after import reading_only
from dashboard.services.central_pool_switches import pool_switch_group
from dashboard.services.step_view import status_signs
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, button
from dashboard.shell.page_frame import default_reading, fields, page_question
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.reproduce import Recipes
from dashboard.state.view_state import State, reading_of
from linkage.answers.spread_question import Answer
from linkage.drawing.layout.geometry import Canvas

Json = dict[str, Any]
ANSWER_PATH = "/_what-if"
MAP_CANVAS = Canvas(1264, 800, (25, 23, 21, 19.5, 18.1))
"""The map's canvas between switches and changes in a 1920x1080 window; a higher map is scrolled."""

FOLDED_MAP_CANVAS = Canvas(1020, 591.5, (21, 19, 17, 15.5, 14.1))
"""The map's canvas in a 1024x768 window, where switches and changes are folded."""


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
    stores = [dcc.Store(id=store) for store in (ids.WHAT_IF, ids.BOARD, ids.BOARD_KEY, ids.SAVE, ids.OPEN, ids.OPENED)]
    children = [*stores, dcc.Download(id=ids.DOWNLOAD), switches, middle, changes]
    return html.Main(children, className="what-if", hidden=True, **attributes(data_page="what-if"))


# -- what it means ------------------------------------------------------------------------------------------------


def what_if_answer(context: AppContext, search: object, known_key: object = "") -> tuple[Json, Json | None]:
    """What the page shows for an address, and its board (map and switches) unless the browser has it already.

    Args:
        search: the query part of the address.
        known_key: the `key` of the board that the browser has.
    """
    state, notes = page_question(context, search)
    labels = labels_in(state.lang)
    changes = compare_what_ifs(context, state, labels)
    world = changes.before.world.everything
    key = f"{world.id} {labels.lang} {hash((changes.scene, changes.before.what_if))}"
    content = {
        **captions(changes.sides[0].answer, labels),
        **changes.json(),
        "state": fields(state),
        "notes": notes,
        "key": key,
        "plain": default_reading(world, state.story),
        "pooled": pool_switches(context, state, labels),
        "recipes": recipes(Recipes("/what-if", state, *context.worlds.name_and_tables(state.world)), changes),
    }
    return content, None if key == known_key else switch_board(context, changes, labels, key)


def compare_what_ifs(context: AppContext, state: State, labels: Labels) -> Changes:
    """The answer before, and the one or two what-ifs of the address compared with it.

    Before is the reading that all of them name; two with different readings are compared with what is first shown.
    """
    texts = [state.what_if, *([state.beside] if state.beside else [])]
    common = {reading_of(text) for text in texts}
    before = reading_only(texts[0]) if len(common) == 1 else ""
    if len(texts) == 2 and len(common) == 1 and not before:
        before = reading_only(texts[1])
    answers = [_answer(context, state, text) for text in (before, *texts)]
    sides = zip((labels("what_if.a"), labels("what_if.b")), texts, answers[1:], strict=False)
    return Changes(answers[0], tuple(Side(*side) for side in sides), labels)


def pool_switches(context: AppContext, state: State, labels: Labels) -> Json:
    """The switches that replace a pool by links in pairs; which databases pool depends on the reading."""
    reading = reading_of(state.what_if)
    return pool_switch_group(_answer(context, state, f"reading:{reading}" if reading else "").world, labels)


def _answer(context: AppContext, state: State, what_if: str) -> Answer:
    return context.answers.answer(state.world, replace(state, what_if=what_if).question, state.names)


def switch_board(context: AppContext, changes: Changes, labels: Labels, key: str) -> Json:
    """What stays while somebody switches: the map in two sizes, and all switches."""
    scene = changes.scene
    boxes_and_arrows = frozenset(node.id for node in scene.nodes) | frozenset(edge.id for edge in scene.edges)
    marks = frozenset(mark.id for node in scene.nodes for mark in node.marks)
    world = changes.before.world.everything
    return {
        "key": key,
        "pictures": [context.maps.draw(scene, MAP_CANVAS), context.maps.draw(scene, FOLDED_MAP_CANVAS)],
        "groups": Switches(world, boxes_and_arrows | marks, changes.step_view, labels, changes.before.world).groups(),
        "signs": status_signs(),
        "said": _script_labels(labels),
        "world": world.id,
    }


def recipes(base: Recipes, changes: Changes) -> dict[str, dict[str, str]]:
    """For each number on the page its recipe: the address, the command and the lines of Python that give it."""
    closed_count = 'answer.counts["services_refused"]'
    plain, before = changes.before.question.what_if, _answer_in_python(changes.before)
    numbers = {"before": base.under(plain).recipe("trace", [], closed_count)}
    for side in changes.sides:
        under = base.under(side.text)
        comparison = f"linkage.compare({before}, answer).attrs"
        doors = f'[len(each) for each in {comparison}["doors"].values()]'
        numbers[f"shut {side.name}"] = under.recipe("trace", [], closed_count)
        numbers[f"doors {side.name}"] = under.recipe(
            "compare", _compare_options(plain, side.text), doors, what_if=False
        )
        counts = f'{comparison}["counts"]'
        numbers[f"counts {side.name}"] = under.recipe(
            "compare", _compare_options(plain, side.text), counts, what_if=False
        )
    if len(changes.sides) > 1:
        first, second = changes.sides
        differ = f'int((linkage.compare({_answer_in_python(first.answer)}, answer)["change"] != "same").sum())'
        options = ["--what-if", first.text, "--what-if", second.text]
        numbers["differ"] = base.under(second.text).recipe("compare", options, differ, what_if=False)
    address = base.recipe("trace", [], "answer")["address"]
    return {name: {**recipe, "address": address} for name, recipe in numbers.items()}


def _answer_in_python(answer: Answer) -> str:
    """The Python expression for an answer, from `answer`, which is about the same record."""
    return f"answer.under({answer.what_if!r})"


def _compare_options(plain: str, text: str) -> list[str]:
    """The options of `linkage compare` that compare a what-if with what is first shown."""
    return [*(["--what-if", plain] if plain else []), "--what-if", text]


def _script_labels(labels: Labels) -> dict[str, str]:
    """The interface texts that `page.js`, `changes.js`, `switches.js` and `saved_files.js` show."""
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


def what_if_response(context: AppContext) -> Response:
    """The page's answer as plain JSON, for a switch: by way of Dash's stores it would take twice as long."""
    content, board = what_if_answer(context, request.args.get("search", ""), request.args.get("known", ""))
    answer: Response = jsonify({"told": content, "board": board})
    answer.cache_control.no_store = True
    return answer


def register(app: Dash, context: AppContext) -> None:
    """Register the callbacks: address to answer, what-if to file, and file or typed text to what-if."""

    @app.callback(
        Output(ids.WHAT_IF, "data"),
        Output(ids.BOARD, "data"),
        Output(ids.BOARD_KEY, "data"),
        Input(ids.ASKS["what-if"], "data"),
        DashState(ids.BOARD_KEY, "data"),
        prevent_initial_call=True,
    )
    def show(search: str | None, known_key: str | None) -> tuple[Any, ...]:
        content, board = what_if_answer(context, search, known_key)
        return content, no_update if board is None else board, no_update if board is None else content["key"]

    @app.callback(Output(ids.DOWNLOAD, "data"), Input(ids.SAVE, "data"), prevent_initial_call=True)
    def save(what_if: Json | None) -> Any:
        return write_file(what_if) if what_if else no_update

    @app.callback(Output(ids.OPENED, "data"), Input(ids.OPEN, "data"), prevent_initial_call=True)
    def open_(file: Json | None) -> Any:
        if not isinstance(file, dict) or not file:
            return no_update
        return read_typed_text(context, file) if "written" in file else read_file(context, file)

    app.server.add_url_rule(ANSWER_PATH, "what-if-now", lambda: what_if_response(context))
    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("whatif", "mount"), Input(ids.WHAT_IF, "data"), Input(ids.BOARD, "data"))
    in_browser(ClientsideFunction("whatif", "opened"), Input(ids.OPENED, "data"))

"""Join: watch a match happen - the agencies' tables, the shared value lit, the rows sliding together, and the SQL; a
right match beside a wrong one; what the clerk sees, and what the person sees.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.pages.join.join_tables import WRONG_STORIES, JoinTables
from dashboard.services.app_context import AppContext
from dashboard.services.explanations import quote_entries
from dashboard.services.step_view import status_signs
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, button
from dashboard.shell.page_frame import fields, page_question
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels_in
from dashboard.state.reproduce import Recipes
from dashboard.state.view_state import State
from linkage.errors import NoProofError

Json = dict[str, Any]


# -- what you see -------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page; `page.js` fills it."""
    labels = labels_in()
    choose = html.Nav(blank("join-list"), className="choose", **attributes(aria_label=labels("join.choose")))
    sees = html.Div(
        [
            button("sees:all", labels("join.all"), pressed=True),
            button("sees:clerk", labels("join.clerk"), pressed=False),
            button("sees:person", labels("join.person"), pressed=False),
        ],
        role="group",
        className="switch",
        id="join-sees",
        **attributes(aria_label=labels("join.sees")),
    )
    head = html.Header(
        [
            html.P(labels("join.kicker"), className="kicker"),
            html.H1(id="join-title", tabIndex=-1),
            html.Div([sees, button("next", labels("join.together"), class_name="main")], className="join-tools"),
        ],
        className="join-head",
    )
    stage = html.Section([head, blank("join-stage", "join-panels")], className="join-stage")
    aside = html.Aside(
        blank("join-sql", "join-cards"), className="join-aside", **attributes(aria_label=labels("join.sql"))
    )
    inside = [dcc.Store(id=ids.JOIN), choose, stage, aside]
    return html.Main(inside, className="join", hidden=True, **attributes(data_page="join"))


# -- what it means ------------------------------------------------------------------------------------------------


def join_answer(context: AppContext, search: object) -> Json:
    """What the page shows for an address."""
    state, notes = page_question(context, search)
    joins = JoinTables(context.answers.of(state).answer, labels_in(state.lang))
    try:
        step = joins.chosen(state.join)
    except NoProofError as error:
        notes.append(str(error))
        step = joins.chosen("")
    state = replace(state, join=step.id if step else "")
    pair = joins.pair(step) if step else []
    quoted = {quote for each in pair for quote in each["quotes"]}
    quotes = quote_entries(joins.answer.world, joins.words).items()
    return {
        **captions(joins.answer, joins.words),
        "state": fields(state),
        "notes": notes,
        "rows": [joins.row(each) for each in joins.steps],
        "joins": pair,
        "elsewhere": [] if joins.errs else elsewhere(context, state),
        "quotes": {name: quote for name, quote in quotes if name in quoted},
        "signs": status_signs(),
        "said": _said(joins.words),
        "recipes": {
            each["id"]: recipe(Recipes("/join", state, context.worlds.world(state.world).id), each["id"])
            for each in pair
        },
    }


def elsewhere(context: AppContext, state: State) -> list[list[str]]:
    """The stories of this world that have a wrong match, as choices; as they are first told."""
    labels = labels_in(state.lang)
    stories = context.worlds.world(state.world).everything.stories.values()
    likely = [each.id for each in stories if each.subject in WRONG_STORIES]
    told = [
        JoinTables(context.answers.of(State(world=state.world, story=each, names=state.names)).answer, labels)
        for each in likely
    ]
    return [each.as_choice() for each in told if each.errs]


def recipe(one: Recipes, step: str) -> dict[str, str]:
    """How a join's SQL is made again, and the file that it runs on."""
    return one.one("generate", ["--out", "tables"], f"linkage.sql(answer, {step!r})")


def _said(labels: Labels) -> dict[str, str]:
    """The words that the script fills in."""
    return {
        "none": labels("join.none"),
        "together": labels("join.together"),
        "apart": labels("join.apart"),
        "noWrong": labels("join.no_wrong"),
        "noRight": labels("join.no_right"),
        "elsewhere": labels("join.elsewhere"),
        "sql": labels("join.sql"),
        "runs": labels("join.runs"),
        "clerk": labels("join.clerk"),
        "person": labels("join.person"),
        "unseen": labels("join.unseen"),
        "wrongRow": labels("join.wrong_row"),
        "row": labels("join.row"),
        "record": labels("join.record"),
        "rests": labels("join.rests"),
        "reproduce": labels("reproduce.open"),
    }


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Its part of the address in, the tables out."""

    @app.callback(Output(ids.JOIN, "data"), Input(ids.ASKS["join"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return join_answer(context, search)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("join", "mount"), Input(ids.JOIN, "data"))

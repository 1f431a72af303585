"""The Join page: the agencies' tables of a match, the shared value lit, the rows sliding together, and the SQL; a right
match beside a wrong one; what the clerk sees, and what the person sees.
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


# -- layout -------------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page's frame; `page.js` fills it."""
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


# -- answer -------------------------------------------------------------------------------------------------------


def join_answer(context: AppContext, search: object) -> Json:
    """What the page shows for an address."""
    state, notes = page_question(context, search)
    join_tables = JoinTables(context.answers.of(state).answer, labels_in(state.lang))
    try:
        step = join_tables.select_step(state.join)
    except NoProofError as error:
        notes.append(str(error))
        step = join_tables.select_step("")
    state = replace(state, join=step.id if step else "")
    pair = join_tables.pair(step) if step else []
    quote_ids = {quote for join in pair for quote in join["quotes"]}
    quotes = quote_entries(join_tables.answer.world, join_tables.labels).items()
    return {
        **captions(join_tables.answer, join_tables.labels),
        "state": fields(state),
        "notes": notes,
        "rows": [join_tables.row(joining) for joining in join_tables.steps],
        "joins": pair,
        "elsewhere": [] if join_tables.has_wrong_match else stories_with_wrong_match(context, state),
        "quotes": {name: quote for name, quote in quotes if name in quote_ids},
        "signs": status_signs(),
        "said": _script_labels(join_tables.labels),
        "recipes": {
            join["id"]: sql_recipe(Recipes("/join", state, *context.worlds.name_and_tables(state.world)), join["id"])
            for join in pair
        },
    }


def stories_with_wrong_match(context: AppContext, state: State) -> list[list[str]]:
    """The stories of this world that have a wrong match without a what-if, as choices: id and title."""
    labels = labels_in(state.lang)
    stories = context.worlds.world(state.world).everything.stories.values()
    candidates = [story.id for story in stories if story.subject in WRONG_STORIES]
    views = [
        JoinTables(context.answers.of(State(world=state.world, story=story_id, names=state.names)).answer, labels)
        for story_id in candidates
    ]
    return [join_tables.story_choice() for join_tables in views if join_tables.has_wrong_match]


def sql_recipe(recipes: Recipes, step_id: str) -> dict[str, str]:
    """The recipe for a join's SQL and the tables that it runs on."""
    return recipes.recipe("generate", ["--out", "tables"], f"linkage.sql(answer, {step_id!r})")


def _script_labels(labels: Labels) -> dict[str, str]:
    """The labels that `page.js` fills in."""
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
        "quality": labels("join.quality_title"),
        "rests": labels("join.rests"),
        "reproduce": labels("reproduce.open"),
    }


# -- callbacks ----------------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Register the callback that answers the page's address, and the script that draws the answer."""

    @app.callback(Output(ids.JOIN, "data"), Input(ids.ASKS["join"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return join_answer(context, search)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("join", "mount"), Input(ids.JOIN, "data"))

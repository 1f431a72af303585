"""Lessons: a script to go through by keys. Predict, then reveal what the engine found; solve puzzles; discuss cards.

Everything that was done stands in the address: the lesson, its step, what was ticked, whether the answer is shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.pages.lessons.lesson_view import LessonView
from dashboard.pages.lessons.prediction_api import PredictionApi, seat
from dashboard.pages.lessons.prediction_tally import PredictionTally
from dashboard.services.app_context import AppContext
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank
from dashboard.shell.page_frame import error_text, fields, page_question
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import State, read_address
from linkage.errors import LinkageError

Json = dict[str, Any]
CLASS = ("head", "count", "since", "choice", "begin", "hide", "bars", "closed", "later", "late")
"""The words about a class's predictions."""


# -- what you see -------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page; `page.js` fills it."""
    labels = labels_in()
    choose = html.Nav(blank("lesson-list"), className="choose", **attributes(aria_label=labels("lessons.choose")))
    stop = html.Section(
        [
            html.Div(
                [
                    html.P(id="lesson-kicker", className="kicker"),
                    html.H1(id="lesson-say", tabIndex=-1, **attributes(aria_live="polite")),
                    blank("lesson-look"),
                ],
                className="lesson-head",
            ),
            blank("lesson-deed", tabIndex=0, role="region", **attributes(aria_labelledby="lesson-say")),
            html.Nav(blank("lesson-steps"), className="lesson-foot", **attributes(aria_label=labels("lessons.next"))),
        ],
        className="lesson-stop",
    )
    stores = [dcc.Store(id=each) for each in (ids.LESSONS, ids.LESSON_TRY, ids.LESSON_VERDICT)]
    return html.Main([*stores, choose, stop], className="lessons", hidden=True, **attributes(data_page="lessons"))


# -- what it means ------------------------------------------------------------------------------------------------


def lessons_answer(context: AppContext, taught: LessonView, search: object) -> Json:
    """What the page shows for an address: the list, and the lesson that it names."""
    named = read_address(search)[0]
    labels = labels_in(named.lang)
    if not named.lesson:
        state, notes = page_question(context, search)
        return _page(context, taught, state, notes, None, labels)
    try:
        lesson = taught.lesson(named.lesson)
        made = taught.json(lesson, named.names)
    except LinkageError:
        state, notes = page_question(context, "")
        return _page(
            context, taught, state, [*notes, labels("lessons.no_lesson", name=named.lesson[:60])], None, labels
        )
    parts = dict(lesson.stops[0].view.parts)
    whose = State(world=parts["world"], story=parts.get("story", ""), record=parts.get("record", ""))
    whose = replace(whose, lang=named.lang, names=named.names)
    state = replace(context.in_full(whose), lesson=lesson.id)
    return _page(context, taught, state, [], made, labels)


def _page(
    context: AppContext, taught: LessonView, state: State, notes: list[str], made: Json | None, labels: Labels
) -> Json:
    return {
        **captions(context.answers.of(state.bare).answer, labels),
        "title": made["title"] if made else PAGES["lessons"].title,
        "state": fields(state),
        "notes": notes,
        "lessons": taught.listed(labels),
        "lesson": made,
        "said": {
            each: labels(f"lessons.{each}")
            for each in (
                "choose", "none", "none_says", "kicker", "question", "several", "one", "reveal", "right", "yours",
                "answer", "hit", "miss", "command", "puzzle", "try", "most", "hint", "hint_number", "solved",
                "not_yet", "trying", "discuss", "switch", "unseen", "view", "back", "next", "about",
            )
        }
        | {f"class_{each}": labels(f"class.{each}") for each in CLASS},
    }  # fmt: skip


def tried(taught: LessonView, given: object) -> Json:
    """A verdict, or the sentence of what went wrong."""
    try:
        return taught.tried(given)
    except LinkageError as error:
        base = given if isinstance(given, dict) else {}
        return {**{each: base.get(each) for each in ("lesson", "part", "answer")}, "sentence": error_text(error)}


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Its part of the address in, a lesson out; removals in, a verdict out; and the tally of a class's predictions."""
    taught = LessonView(context)
    PredictionApi(taught, PredictionTally()).install(app.server)

    @app.callback(Output(ids.LESSONS, "data"), Input(ids.ASKS["lessons"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return {**lessons_answer(context, taught, search), "seat": seat()}

    @app.callback(Output(ids.LESSON_VERDICT, "data"), Input(ids.LESSON_TRY, "data"), prevent_initial_call=True)
    def judged(given: object) -> Json:
        return tried(taught, given)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("lessons", "mount"), Input(ids.LESSONS, "data"))
    in_browser(ClientsideFunction("lessons", "verdict"), Input(ids.LESSON_VERDICT, "data"))

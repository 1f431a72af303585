"""The Lessons page: a script to go through by keys. Predict, then reveal the engine's answer; solve puzzles; discuss.

The whole progress is in the address: the lesson, its step, the choices ticked, whether the answer is shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.pages.lessons import lesson_map
from dashboard.pages.lessons.lesson_map import LessonMaps
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
CLASS_LABELS = (
    "head",
    "count_one",
    "count",
    "since",
    "choice",
    "begin",
    "hide",
    "bars",
    "closed",
    "later",
    "late",
    "full",
)
"""The labels about a class's predictions."""


# -- layout -------------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page's frame; `page.js` fills it."""
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
            blank("lesson-task", tabIndex=0, role="region", **attributes(aria_labelledby="lesson-say")),
            html.Nav(blank("lesson-steps"), className="lesson-foot", **attributes(aria_label=labels("lessons.next"))),
        ],
        className="lesson-stop",
    )
    picture = html.Section(
        [blank("lesson-map-says", tag=html.P), blank("lesson-map", "lesson-map")],
        className="lesson-picture",
        hidden=True,
        **attributes(aria_label=labels("lessons.map")),
    )
    stores = [dcc.Store(id=store_id) for store_id in (ids.LESSONS, ids.LESSON_TRY, ids.LESSON_VERDICT)]
    return html.Main(
        [*stores, choose, stop, picture], className="lessons", hidden=True, **attributes(data_page="lessons")
    )


# -- answer -------------------------------------------------------------------------------------------------------


def lessons_answer(context: AppContext, lesson_view: LessonView, search: object) -> Json:
    """What the page shows for an address: the list, and the lesson that it names."""
    requested = read_address(search)[0]
    labels = labels_in(requested.lang)
    if not requested.lesson:
        state, notes = page_question(context, search)
        return _page(context, lesson_view, state, notes, None, labels)
    try:
        lesson = lesson_view.lesson(requested.lesson)
        lesson_json = lesson_view.json(lesson, requested.names)
    except LinkageError:
        state, notes = page_question(context, "")
        return _page(
            context, lesson_view, state, [*notes, labels("lessons.no_lesson", name=requested.lesson[:60])], None, labels
        )
    parts = dict(lesson.stops[0].view.parts)
    view_state = State(world=parts["world"], story=parts.get("story", ""), record=parts.get("record", ""))
    view_state = replace(view_state, lang=requested.lang, names=requested.names)
    state = replace(context.in_full(view_state), lesson=lesson.id)
    return _page(context, lesson_view, state, [], lesson_json, labels)


def _page(
    context: AppContext, lesson_view: LessonView, state: State, notes: list[str], lesson: Json | None, labels: Labels
) -> Json:
    return {
        **captions(context.answers.of(state.bare).answer, labels),
        "title": lesson["title"] if lesson else PAGES["lessons"].title,
        "state": fields(state),
        "notes": notes,
        "lessons": lesson_view.lesson_choices(labels),
        "lesson": lesson,
        "said": {
            word: labels(f"lessons.{word}")
            for word in (
                "choose", "none", "none_says", "kicker", "question", "several", "one", "reveal", "right", "yours",
                "answer", "hit", "miss", "command", "puzzle", "try", "most", "hint", "hint_number", "solved",
                "not_yet", "trying", "discuss", "switch", "unseen", "view", "back", "next", "about",
                "all", "map", "map_before", "map_after", "map_cut", "cut", "no_map", "more", "would_count",
            )
        }
        | {f"class_{word}": labels(f"class.{word}") for word in CLASS_LABELS},
    }  # fmt: skip


def verdict(lesson_view: LessonView, attempt: object) -> Json:
    """The verdict on an attempt, or a sentence that says what is wrong with it."""
    try:
        return lesson_view.check_removals(attempt)
    except LinkageError as error:
        fields_sent = attempt if isinstance(attempt, dict) else {}
        return {
            **{field: fields_sent.get(field) for field in ("lesson", "part", "answer")},
            "sentence": error_text(error),
        }


# -- callbacks ----------------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Register the callbacks that answer the page's address and judge removals, and the tally of predictions."""
    lesson_view = LessonView(context)
    PredictionApi(lesson_view, PredictionTally()).install(app.server)
    app.server.add_url_rule(lesson_map.PATH, "lesson-map", LessonMaps(lesson_view).response)

    @app.callback(Output(ids.LESSONS, "data"), Input(ids.ASKS["lessons"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return {**lessons_answer(context, lesson_view, search), "seat": seat()}

    @app.callback(Output(ids.LESSON_VERDICT, "data"), Input(ids.LESSON_TRY, "data"), prevent_initial_call=True)
    def judge(attempt: object) -> Json:
        return verdict(lesson_view, attempt)

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("lessons", "mount"), Input(ids.LESSONS, "data"))
    in_browser(ClientsideFunction("lessons", "verdict"), Input(ids.LESSON_VERDICT, "data"))

"""The Stage page: one record spreads, wave by wave, on a map; beside it sentence, key, quote, badge and closing doors.

The server answers a question once; from then on every key press is the browser's own (`page.js`).
"""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.pages.stage import later_pictures
from dashboard.pages.stage.first_hints import first_hints
from dashboard.pages.stage.stage_view import stage_view
from dashboard.services.app_context import AppContext
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank, button, icon
from dashboard.shell.page_frame import fields, page_question
from dashboard.state.labels import Labels, labels_in

Json = dict[str, Any]


# -- layout -------------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page's frame; `page.js` fills it from the first answer."""
    labels = labels_in()
    inside = [dcc.Store(id=ids.SHOW), first_hints(labels), _picture(labels), _strip(labels), _panel(labels)]
    return html.Main(inside, className="stage", id=ids.STAGE, **attributes(data_page="stage"))


def tools() -> list[Any]:
    """The page's buttons in the head."""
    labels = labels_in()
    drawings = html.Div(
        [
            button("drawing:map", labels("stage.map"), pressed=True),
            button("drawing:accounts", labels("stage.accounts"), pressed=False),
            button("drawing:matrix", labels("stage.matrix"), pressed=False),
        ],
        role="group",
        className="switch for-stage",
        id=ids.DRAWING,
        **attributes(aria_label=labels("stage.drawing")),
    )
    return [
        drawings,
        button("details", labels("stage.details"), icon("panel"), class_name="square folds-in for-stage"),
        button("find", labels("stage.find"), icon("find"), class_name="square for-stage"),
    ]


def _picture(labels: Labels) -> html.Section:
    find = html.Div(
        dcc.Input(id=ids.FIND, type="search", placeholder=labels("stage.find"), autoComplete="off", debounce=False),
        className="find",
        id="find-box",
        hidden=True,
        role="search",
    )
    return html.Section(
        [
            find,
            blank(ids.MAP, "picture"),
            blank(ids.ACCOUNTS, "picture", hidden=True),
            blank(ids.MATRIX, "picture", hidden=True),
        ],
        className="pictures",
        **attributes(aria_label=labels("stage.picture")),
    )


def _strip(labels: Labels) -> html.Section:
    """Under the picture: the sentence, large, and the place in the story."""
    sentence = html.P(id=ids.SENTENCE, className="sentence", tabIndex=-1, **attributes(aria_live="polite"))
    hint = html.P([labels("stage.press"), " ", html.Kbd("→"), " ", labels("stage.hint")], className="hint", id="hint")
    steps = html.Div(
        [
            _mode(labels),
            button("start", labels("stage.first"), icon("first"), class_name="square"),
            button("back", labels("stage.back"), icon("back"), class_name="square"),
            blank(ids.TIMELINE, tag=html.Ol, **attributes(aria_label=labels("stage.timeline"))),
            _days(labels),
            button("next", labels("stage.next"), icon("next"), class_name="square main"),
        ],
        className="steps",
    )
    side = html.Div([blank(ids.BADGES), blank("doors-short")], className="short")
    return html.Section([html.Div([sentence, hint], className="say"), side, steps], className="strip")


def _mode(labels: Labels) -> html.Div:
    """The switch between steps (by waves) and days."""
    return html.Div(
        [
            button("mode:steps", labels("stage.steps"), pressed=True),
            button("mode:days", labels("stage.by_days"), pressed=False),
        ],
        role="group",
        className="switch mode",
        id=ids.MODE,
        **attributes(aria_label=labels("stage.mode")),
    )


def _days(labels: Labels) -> html.Div:
    """The line of days; `day_line.js` adds its handle and marks the changes."""
    play: Any = button("play", labels("stage.play"), icon("play"), pressed=False, class_name="square")
    play.id = ids.PLAY
    line = html.Div(
        blank(ids.DAY_TICKS, **attributes(aria_hidden="true")),
        id=ids.DAYS,
        className="day-line",
        **attributes(data_label=labels("stage.the_day")),
    )
    return html.Div([play, blank(ids.DAY_NOW, tag=html.Span), line], className="days")


def _panel(labels: Labels) -> html.Aside:
    """Beside the picture: the sources of a step, the doors that it closes, and the whole spread as text."""
    doors = html.P(
        [blank(ids.DOORS_SHUT, tag=html.Strong), blank(ids.DOORS_ALL, tag=html.Span)],
        className="count",
    )
    basis = html.Div(
        [
            _first_screen(labels),
            html.Section(id=ids.VOICES, **attributes(aria_label=labels("panel.voices"))),
            blank(ids.DIFFERENCE, tag=html.P, hidden=True, **attributes(data_title=labels("panel.difference"))),
            blank(ids.KEYS),
            blank(
                ids.QUOTES, **attributes(data_none=labels("panel.no_quote"), data_blank=labels("panel.no_quote_but"))
            ),
        ],
        className="basis",
        id="told",
    )
    log = html.Section(
        [html.H2(), blank(ids.LOG_LINES, tag=html.Ol, tabIndex=0), blank(ids.LOG_SUM, tag=html.P)],
        className="log",
        id=ids.LOG,
    )
    outline = html.Details(
        [html.Summary(labels("panel.outline")), blank(ids.OUTLINE, tag=html.Ol)], className="outlined", id="outlined"
    )
    return html.Aside(
        [
            basis,
            blank(ids.DAY_TOLD, "basis day-told", hidden=True),
            html.Section(
                id=ids.ABOUT,
                className="about",
                hidden=True,
                tabIndex=-1,
                **attributes(data_whole=labels("panel.whole")),
            ),
            html.Section(
                [
                    doors,
                    blank(ids.CORNER, tag=html.P, hidden=True),
                    blank(ids.DOORS, tag=html.Ul),
                    blank(ids.DAY_DOORS, "doors", tag=html.Ul, hidden=True),
                ],
                className="comes",
            ),
            _colour_key(labels),
            log,
            outline,
        ],
        className="panel",
        id="panel",
        **attributes(aria_label=labels("stage.details")),
    )


def _first_screen(labels: Labels) -> html.Section:
    """Before the first step: the world's question, one large button, and what the world rests on for who asks."""
    return html.Section(
        [
            blank(ids.ASKS_QUESTION, tag=html.H2),
            button("next", labels("panel.begin"), labels("panel.begin"), html.Kbd("→"), class_name="main begin"),
            html.P(labels("panel.invented"), className="invented"),
            html.Details([html.Summary(labels("panel.about_sources")), blank(ids.ASKS_ABOUT, tag=html.P)]),
        ],
        className="question",
        id=ids.QUESTION,
    )


def _colour_key(labels: Labels) -> html.P:
    """What the colours of the picture mean, in the same place all the time."""
    words = {
        "record": labels("panel.key_record"),
        "open": labels("panel.key_open"),
        "closed": labels("panel.key_closed"),
        "wrong": labels("panel.key_wrong"),
    }
    items = [html.Span([html.I(className=f"swatch is-{name}"), word]) for name, word in words.items()]
    return html.P(items, className="colour-key", **attributes(aria_label=labels("panel.key")))


# -- answer -------------------------------------------------------------------------------------------------------


def stage_answer(context: AppContext, search: object) -> tuple[Json, list[str]]:
    """What the stage shows for an address, and remarks on what of it can't be answered."""
    state, notes = page_question(context, search)
    return {**stage_view(context, state), "state": fields(state), "notes": notes}, notes


# -- callbacks ----------------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Register the callback that answers the page's address, and the script that draws the answer."""

    @app.callback(Output(ids.SHOW, "data"), Input(ids.ASKS["stage"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return stage_answer(context, search)[0]

    later_pictures.register(app.server, context)
    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("stage", "mount"), Input(ids.SHOW, "data"))

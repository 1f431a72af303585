"""The stage: one record spreads, wave by wave, on a map; its sentence, key, quote, badge and closing doors beside it.

The server answers a question once; from then on every key press is the browser's own (`assets/stage.js`). The address
is the one place of the state: a control writes it, and what it says is asked here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard import ids
from dashboard.parts import THEME, attributes, blank, button, icon, options, select
from dashboard.shelf import Shelf
from dashboard.state import NAMES, State, read, reading_of
from dashboard.wording import Words, words
from linkage.errors import BadWorldError, LinkageError
from linkage.world.change import EVERYTHING
from linkage.world.model import World

Json = dict[str, Any]
SELECTS = (ids.WORLD, ids.STORY, ids.RECORD, ids.READING)
KEYS = (
    ("→", "next"),
    ("←", "back"),
    ("Shift →", "single"),
    ("Home", "start"),
    ("End", "end"),
    ("F", "screen"),
    ("D", "drawing"),
    ("T", "theme"),
    ("I", "details"),
    ("/", "find"),
    ("B", "blackout"),
    ("Esc", "close"),
    ("?", "help"),
)


# -- what you see -------------------------------------------------------------------------------------------------


def layout(shelf: Shelf) -> dmc.MantineProvider:
    """The whole page, with the opened world's choices; what is told comes with the first answer."""
    said = words()
    page = html.Div(
        [
            dcc.Location(id=ids.URL, refresh=False),
            dcc.Store(id=ids.SHOW),
            html.A(said("page.skip"), href=f"#{ids.SENTENCE}", className="skip"),
            _header(shelf, said),
            html.Main([_picture(said), _strip(said), _panel(said)], className="stage", id=ids.STAGE),
            html.Footer(blank(ids.LABEL, tag=html.P), className="foot"),
            _help(said),
            blank(ids.STALE, role="alert", hidden=True, **attributes(data_says=said("foot.stale"))),
        ],
        className="page",
    )
    return dmc.MantineProvider(page, id=ids.SHELL, theme=dict(THEME), forceColorScheme="dark")


def _header(shelf: Shelf, said: Words) -> html.Header:
    chosen = controls(shelf, shelf.opened, State(), said)
    asks = [
        select(ids.WORLD, said("ask.world"), *chosen[ids.WORLD]),
        select(ids.STORY, said("ask.story"), *chosen[ids.STORY]),
        select(ids.RECORD, said("ask.record"), *chosen[ids.RECORD], placeholder=said("ask.own_record")),
        dmc.TextInput(
            id=ids.RESIDENT,
            label=said("ask.resident"),
            placeholder=said("ask.resident_hint"),
            debounce=True,
            size="xs",
            className=f"ask {ids.RESIDENT}",
        ),
        select(ids.READING, said("ask.reading"), *chosen[ids.READING]),
    ]
    return html.Header(
        [
            html.Span(said("page.title"), className="brand"),
            html.Nav(html.A(said("page.stage"), href="/", **attributes(aria_current="page")), className="pages"),
            html.Div(asks, className="asks", id="asks"),
            html.Div(_tools(said), className="tools"),
        ],
        className="head",
    )


def _tools(said: Words) -> list[Any]:
    drawings = html.Div(
        [
            button("drawing:map", said("stage.map"), pressed=True),
            button("drawing:accounts", said("stage.accounts"), pressed=False),
        ],
        role="group",
        className="switch",
        id=ids.DRAWING,
        **attributes(aria_label=said("stage.drawing")),
    )
    return [
        drawings,
        button("ask", said("ask.story"), icon("ask"), class_name="square folds-in"),
        button("details", said("stage.details"), icon("panel"), class_name="square folds-in"),
        button("find", said("stage.find"), icon("find"), class_name="square"),
        button("theme", said("stage.theme"), icon("theme"), class_name="square"),
        button("screen", said("stage.full_screen"), icon("screen"), class_name="square"),
        button("help", said("stage.help"), icon("help"), class_name="square"),
    ]


def _picture(said: Words) -> html.Section:
    find = html.Div(
        dcc.Input(id=ids.FIND, type="search", placeholder=said("stage.find"), autoComplete="off", debounce=False),
        className="find",
        id="find-box",
        hidden=True,
        role="search",
    )
    return html.Section(
        [
            blank(ids.REMARK, role="status"),
            find,
            blank(ids.MAP, "picture"),
            blank(ids.ACCOUNTS, "picture", hidden=True),
        ],
        className="pictures",
        **attributes(aria_label=said("stage.picture")),
    )


def _strip(said: Words) -> html.Section:
    """Under the picture: the sentence, large, and where in the telling we are."""
    sentence = html.P(id=ids.SENTENCE, className="sentence", tabIndex=-1, **attributes(aria_live="polite"))
    hint = html.P([dmc.Kbd("→"), " ", said("stage.hint")], className="hint", id="hint")
    steps = html.Div(
        [
            button("start", said("stage.first"), icon("first"), class_name="square"),
            button("back", said("stage.back"), icon("back"), class_name="square"),
            blank(ids.TIMELINE, tag=html.Ol, **attributes(aria_label=said("stage.timeline"))),
            button("next", said("stage.next"), icon("next"), class_name="square main"),
        ],
        className="steps",
    )
    side = html.Div([blank(ids.BADGES), blank("doors-short")], className="short")
    return html.Section([html.Div([sentence, hint], className="say"), side, steps], className="strip")


def _panel(said: Words) -> html.Aside:
    """Beside the picture: what the step rests on, what it comes to, and all of it as text."""
    doors = html.P(
        [blank(ids.DOORS_SHUT, tag=html.Strong), html.Span(said("panel.doors")), blank(ids.DOORS_ALL, tag=html.Span)],
        className="count",
    )
    told = html.Div(
        [
            blank(ids.QUESTION),
            blank(ids.DIFFERENCE, tag=html.P, hidden=True, **attributes(data_title=said("panel.difference"))),
            blank(ids.KEYS),
            blank(ids.QUOTES, **attributes(data_none=said("panel.no_quote"), data_blank=said("panel.no_quote_but"))),
        ],
        className="basis",
        id="told",
    )
    outline = html.Details(
        [html.Summary(said("panel.outline")), blank(ids.OUTLINE, tag=html.Ol)], className="outlined", id="outlined"
    )
    return html.Aside(
        [
            told,
            html.Section(id=ids.ABOUT, className="about", hidden=True, tabIndex=-1),
            html.Section(
                [doors, blank(ids.DOORS, tag=html.Ul)],
                className="comes",
            ),
            outline,
        ],
        className="panel",
        id="panel",
        **attributes(aria_label=said("stage.details")),
    )


def _help(said: Words) -> html.Dialog:
    rows = [html.Div([html.Dt(dmc.Kbd(key)), html.Dd(said(f"keys.{word}"))]) for key, word in KEYS]
    return html.Dialog(
        [
            html.H2(said("stage.help")),
            html.Dl(rows),
            html.P(said("keys.clicker")),
            button("close", said("stage.close"), said("stage.close")),
        ],
        id=ids.HELP,
        **attributes(aria_label=said("stage.help")),
    )


# -- what it means ------------------------------------------------------------------------------------------------


def controls(
    shelf: Shelf, world: World, state: State, said: Words
) -> dict[str, tuple[list[dict[str, str]], str | None]]:
    """For each select its choices, and which is chosen."""
    everything = world.everything
    stories = {each.id: f"{each.title} ({each.name})" for each in everything.stories.values()}
    kinds = {each.id: each.name for each in everything.record_kinds.values()}
    base = everything.baseline or EVERYTHING
    readings = {each.id: each.title for each in everything.readings.values()} | {EVERYTHING: said("ask.everything")}
    readings[base] = said("ask.baseline", title=readings[base])
    story = state.story or ("" if state.record else next(iter(stories), ""))
    return {
        ids.WORLD: (options(shelf.titles), everything.id),
        ids.STORY: (options(stories), story or None),
        ids.RECORD: (options(kinds), state.record if not story else None),
        ids.READING: (options(readings), reading_of(state.what_if) or base),
    }


def shown(shelf: Shelf, search: object) -> tuple[Json, dict[str, Any]]:
    """What the stage shows for an address, and what the controls say.

    A question that can't be answered is answered with its sentence, and the world's first story is shown instead.
    """
    state, remarks = read(search)
    said = words(state.lang)
    notes = list(remarks)
    for asked in (state, replace(state, what_if=""), _plain(state), State(theme=state.theme, lang=state.lang)):
        try:
            told = shelf.show(asked)
        except LinkageError as error:
            notes.append(_sentence(error))
            continue
        state = asked
        break
    else:
        told = {}
    notes = list(dict.fromkeys(notes))
    world = shelf.opened if not told else shelf.world(state.world)
    story = state.story or ("" if state.record else next(iter(world.stories), ""))
    state = replace(state, story=story, world=world.id)
    return {**told, "state": _fields(state), "blank": _fields(State(world=shelf.opened.id)), "notes": notes}, dict(
        controls(shelf, world, state, said)
    )


def _plain(state: State) -> State:
    """The same world's first story."""
    return State(world=state.world, theme=state.theme, lang=state.lang)


def _sentence(error: LinkageError) -> str:
    return " ".join(error.lines()[:3]) if isinstance(error, BadWorldError) else str(error)


def _fields(state: State) -> Json:
    """A state by the names of the address."""
    return {head: getattr(state, field) for field, head in NAMES.items()}


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, shelf: Shelf) -> None:
    """Address in, picture out; controls in, address out."""

    @app.callback(
        Output(ids.SHOW, "data"),
        *(Output(id, "data") for id in SELECTS),
        *(Output(id, "value") for id in ids.CONTROLS),
        Input(ids.URL, "search"),
    )
    def show(search: str | None) -> tuple[Any, ...]:
        told, chosen = shown(shelf, search)
        data = [chosen[id][0] for id in SELECTS]
        values = [told["state"]["resident"] if id == ids.RESIDENT else chosen[id][1] for id in ids.CONTROLS]
        return told, *data, *values

    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("stage", "mount"), Input(ids.SHOW, "data"))
    in_browser(ClientsideFunction("stage", "ask"), [Input(id, "value") for id in ids.CONTROLS])

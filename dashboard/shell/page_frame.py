"""The shell around every page: head with the controls that ask, foot, help; and how an address becomes a question.

All pages stand in one document, and one of them is shown, so going from one to another loses nothing. The address is
the one place of the state: a control writes it, `assets/shell.js` gives each page its part of it, and the page answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.services.app_context import AppContext
from dashboard.shell import ids
from dashboard.shell.components import Options, attributes, blank, button, icon, labelled, options, select
from dashboard.state.display_names import renamed
from dashboard.state.labels import Labels, labels
from dashboard.state.view_state import NAMES, State, read, reading_of
from linkage.errors import BadWorldError, LinkageError
from linkage.world.model import World
from linkage.world.what_if.intervention_registry import EVERYTHING

Json = dict[str, Any]
PAGES = ("stage", "why", "join", "what-if", "city", "world", "lessons")
PATHS = {"stage": "/", **{page: f"/{page}" for page in PAGES[1:]}}
KEYS = (
    ("→", "next"),
    ("←", "back"),
    ("Shift →", "single"),
    ("Home", "start"),
    ("End", "end"),
    ("1 2 3 4 5 6 7", "pages"),
    ("Y", "days"),
    ("P", "play"),
    ("D", "drawing"),
    ("F", "screen"),
    ("S", "save"),
    ("T", "theme"),
    ("I", "details"),
    ("/", "find"),
    ("B", "blackout"),
    ("V", "view"),
    ("N", "notes"),
    ("L", "room"),
    ("C", "names"),
    ("R", "reset"),
    ("Ctrl Z", "undo"),
    ("Esc", "close"),
    ("?", "help"),
)


# -- what you see -------------------------------------------------------------------------------------------------


def layout(shelf: AppContext, mains: Sequence[Any], tools: Sequence[Any]) -> html.Div:
    """The whole document, with the opened world's choices; what is told comes with the first answer.

    Args:
        mains: the pages, each a `Main` of its own.
        tools: buttons of the pages, beside those of the shell.
    """
    said = labels()
    blocked = attributes(data_blocked=said("presenter.blocked"))
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh=False),
            *(dcc.Store(id=each) for each in (*ids.ASKS.values(), ids.ASKED, ids.CONTROLLED)),
            html.A(said("page.skip"), href=f"#{ids.SENTENCE}", className="skip"),
            _header(said, tools),
            html.Div([blank(ids.REMARK, role="status", **blocked), *mains], className="mains"),
            html.Footer(blank(ids.LABEL, tag=html.P), className="foot"),
            _help(said),
            _recipe(said),
            _saving(said),
            blank(ids.STALE, role="alert", hidden=True, **attributes(data_says=said("foot.stale"))),
        ],
        className="page",
    )


def _header(said: Labels, tools: Sequence[Any]) -> html.Header:
    resident = dcc.Input(
        id=ids.RESIDENT, type="text", placeholder=said("ask.resident_hint"), autoComplete="off", debounce=True
    )
    asks = [
        select(ids.WORLD, said("ask.world")),
        select(ids.STORY, said("ask.story")),
        select(ids.RECORD, said("ask.record"), said("ask.own_record")),
        labelled(ids.RESIDENT, said("ask.resident"), resident),
        select(ids.READING, said("ask.reading")),
        select(ids.NAMES, said("ask.names")),
    ]
    named = {
        "stage": said("page.stage"),
        "why": said("page.why"),
        "join": said("page.join"),
        "what-if": said("page.what-if"),
        "city": said("page.city"),
        "world": said("page.world"),
        "lessons": said("page.lessons"),
    }
    pages = [html.A(named[page], href=PATHS[page], **attributes(data_page=page)) for page in PAGES]
    return html.Header(
        [
            html.Span(said("page.title"), className="brand"),
            html.Nav(pages, className="pages", **attributes(aria_label=said("page.pages"))),
            html.Div(asks, className="asks", id="asks"),
            html.Div([*tools, *_tools(said)], className="tools"),
        ],
        className="head",
    )


def _tools(said: Labels) -> list[Any]:
    return [
        button("ask", said("ask.story"), icon("ask"), class_name="square folds-in"),
        button("save", said("saving.open"), icon("save"), class_name="square for-picture"),
        button("theme", said("stage.theme"), icon("theme"), class_name="square"),
        button("notes", said("presenter.open"), icon("notes"), class_name="square"),
        button("screen", said("stage.full_screen"), icon("screen"), class_name="square"),
        button("help", said("stage.help"), icon("help"), class_name="square"),
    ]


def _help(said: Labels) -> html.Dialog:
    rows = [html.Div([html.Dt(html.Kbd(key)), html.Dd(said(f"keys.{word}"))]) for key, word in KEYS]
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


def _recipe(said: Labels) -> html.Dialog:
    """Where a number says how it is made again: filled by `assets/recipe.js`."""
    parts = {
        "address": said("reproduce.address"),
        "command": said("reproduce.command"),
        "python": said("reproduce.python"),
    }
    lines = [
        html.Div([html.H3(title), html.Pre(html.Code(**attributes(data_part=part)))]) for part, title in parts.items()
    ]
    return html.Dialog(
        [
            html.H2(said("reproduce.title")),
            *lines,
            button("close", said("stage.close"), said("stage.close")),
        ],
        id=ids.RECIPE,
        **attributes(
            aria_label=said("reproduce.title"), data_copy=said("reproduce.copy"), data_done=said("reproduce.done")
        ),
    )


def _saving(said: Labels) -> html.Dialog:
    """Which file the map on the screen is to be; `assets/saving.js` makes it."""
    return html.Dialog(
        [
            html.H2(said("saving.open")),
            html.P(said("saving.says")),
            html.Div(
                [
                    button("save:png", said("saving.png"), class_name="main"),
                    button("save:svg", said("saving.svg")),
                    button("close", said("stage.close")),
                ],
                className="saving-forms",
            ),
        ],
        id=ids.SAVING,
        **attributes(
            aria_label=said("saving.open"), data_what_if=said("saving.what_if"), data_failed=said("saving.failed")
        ),
    )


# -- what it means ------------------------------------------------------------------------------------------------


def controls(shelf: AppContext, world: World, state: State, said: Labels) -> dict[str, tuple[Options, str]]:
    """For each select its choices, and which is chosen (blank: none)."""
    everything = renamed(world.everything, state.names)
    stories = {each.id: f"{each.title} ({each.name})" for each in everything.stories.values()}
    kinds = {each.id: each.name for each in everything.record_kinds.values()}
    base = everything.baseline or EVERYTHING
    readings = {each.id: each.title for each in everything.readings.values()} | {EVERYTHING: said("ask.everything")}
    readings[base] = said("ask.baseline", title=readings[base])
    story = shelf.in_full(state).story
    names = {"en": said("ask.names_en"), "both": said("ask.names_both"), "zh": said("ask.names_zh")}
    return {
        "world": (options(shelf.titles), everything.id),
        "story": (options(stories), story),
        "record": (options(kinds), "" if story else state.record),
        "reading": (options(readings), reading_of(state.what_if) or plain_reading(world, story)),
        "names": (options(names), state.names),
    }


def plain_reading(world: World, story: str) -> str:
    """The reading that holds where a what-if names none: the story's own, or the world's."""
    everything = world.everything
    own = reading_of(everything.stories[story].what_if) if story in everything.stories else ""
    return own or everything.baseline or EVERYTHING


class PageQuestion(NamedTuple):
    """A state that can be answered, and a remark on everything in the address that can't."""

    state: State
    notes: list[str]


def page_question(shelf: AppContext, search: object) -> PageQuestion:
    """What an address asks; where it can't be answered, the same without its what-ifs, or the world's first story."""
    state, remarks = read(search)
    notes = list(remarks)
    plain = State(world=state.world, lang=state.lang, names=state.names)
    for each in (
        state,
        replace(state, beside=""),
        replace(state, what_if="", beside=""),
        plain,
        State(lang=state.lang, names=state.names),
    ):
        try:
            shelf.pairs.of(each)
            shelf.pairs.of(replace(each, what_if=each.beside))
        except LinkageError as error:
            notes.append(sentence(error))
            continue
        return PageQuestion(shelf.in_full(each), list(dict.fromkeys(notes)))
    raise LinkageError(notes[-1])


def sentence(error: LinkageError) -> str:
    """What an error says on the screen."""
    return " ".join(error.lines()[:3]) if isinstance(error, BadWorldError) else str(error)


def fields(state: State) -> Json:
    """A state by the names of the address."""
    return {head: getattr(state, field) for field, head in NAMES.items()}


def settled(shelf: AppContext, search: object) -> Json:
    """What the controls stand at for an address, and the choices of each select."""
    state = page_question(shelf, search).state
    world = shelf.world(state.world)
    chosen = controls(shelf, world, state, labels(state.lang))
    return {
        **{name: value for name, (_, value) in chosen.items()},
        "opened": shelf.opened.id,
        "resident": state.resident,
        "plain": plain_reading(world, state.story),
        "choices": {name: choices for name, (choices, _) in chosen.items()},
    }


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, shelf: AppContext) -> None:
    """Address in, controls out; controls in, address out; and to each page its part of the address."""
    in_browser: Any = app.clientside_callback
    in_browser(
        ClientsideFunction("shell", "route"),
        [*(Output(ids.ASKS[page], "data") for page in PAGES), Output(ids.ASKED, "data")],
        [Input(ids.URL, "pathname"), Input(ids.URL, "search")],
    )

    @app.callback(
        Output(ids.CONTROLLED, "data"),
        Input(ids.ASKED, "data"),
        prevent_initial_call=True,
    )
    def control(search: str | None) -> Json:
        return settled(shelf, search)

    in_browser(ClientsideFunction("controls", "settled"), Output(ids.RESIDENT, "value"), Input(ids.CONTROLLED, "data"))
    in_browser(ClientsideFunction("controls", "resident"), Input(ids.RESIDENT, "value"))

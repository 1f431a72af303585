"""The shell around every page: head with the controls that ask, foot, help; and how an address becomes a question.

All pages stand in one document, and one of them is shown, so going from one to another loses nothing. The address is
the one place of the state: a control writes it, `page_frame.js` gives each page its part of it, and the page answers.
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
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import FIELDS, State, read, reading_of
from linkage.errors import BadWorldError, LinkageError
from linkage.world.model import World
from linkage.world.what_if.intervention_registry import EVERYTHING

Json = dict[str, Any]
KEYS = (
    ("→", "next"),
    ("←", "back"),
    ("Shift →", "single"),
    ("Home", "start"),
    ("End", "end"),
    (" ".join("123456789"[: len(PAGES)]), "pages"),
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


def layout(context: AppContext, mains: Sequence[Any], tools: Sequence[Any]) -> html.Div:
    """The whole document, with the opened world's choices; what is told comes with the first answer.

    Args:
        mains: the pages, each a `Main` of its own.
        tools: buttons of the pages, beside those of the shell.
    """
    labels = labels_in()
    blocked = attributes(data_blocked=labels("presenter.blocked"))
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh=False),
            *(dcc.Store(id=each) for each in (*ids.ASKS.values(), ids.ASKED, ids.CONTROLLED)),
            html.A(labels("page.skip"), href=f"#{ids.SENTENCE}", className="skip"),
            _header(labels, tools),
            html.Div([blank(ids.REMARK, role="status", **blocked), *mains], className="mains"),
            html.Footer(blank(ids.LABEL, tag=html.P), className="foot"),
            _help(labels),
            _recipe(labels),
            _saving(labels),
            blank(ids.STALE, role="alert", hidden=True, **attributes(data_says=labels("foot.stale"))),
        ],
        className="page",
    )


def _header(labels: Labels, tools: Sequence[Any]) -> html.Header:
    resident = dcc.Input(
        id=ids.RESIDENT, type="text", placeholder=labels("ask.resident_hint"), autoComplete="off", debounce=True
    )
    asks = [
        select(ids.WORLD, labels("ask.world")),
        select(ids.STORY, labels("ask.story")),
        select(ids.RECORD, labels("ask.record"), labels("ask.own_record")),
        labelled(ids.RESIDENT, labels("ask.resident"), resident),
        select(ids.READING, labels("ask.reading")),
        select(ids.NAMES, labels("ask.names")),
    ]
    pages = [html.A(page.title, href=page.path, **attributes(data_page=page.id)) for page in PAGES.values()]
    return html.Header(
        [
            html.Span(labels("page.title"), className="brand"),
            html.Nav(pages, className="pages", **attributes(aria_label=labels("page.pages"))),
            html.Div(asks, className="asks", id="asks"),
            html.Div([*tools, *_tools(labels)], className="tools"),
        ],
        className="head",
    )


def _tools(labels: Labels) -> list[Any]:
    return [
        button("ask", labels("ask.story"), icon("ask"), class_name="square folds-in"),
        button("save", labels("saving.open"), icon("save"), class_name="square for-picture"),
        button("theme", labels("stage.theme"), icon("theme"), class_name="square"),
        button("notes", labels("presenter.open"), icon("notes"), class_name="square"),
        button("screen", labels("stage.full_screen"), icon("screen"), class_name="square"),
        button("help", labels("stage.help"), icon("help"), class_name="square"),
    ]


def _help(labels: Labels) -> html.Dialog:
    rows = [html.Div([html.Dt(html.Kbd(key)), html.Dd(labels(f"keys.{word}"))]) for key, word in KEYS]
    return html.Dialog(
        [
            html.H2(labels("stage.help")),
            html.Dl(rows),
            html.P(labels("keys.clicker")),
            button("close", labels("stage.close"), labels("stage.close")),
        ],
        id=ids.HELP,
        **attributes(aria_label=labels("stage.help")),
    )


def _recipe(labels: Labels) -> html.Dialog:
    """Where a number says how it is made again: filled by `reproduce.js`."""
    parts = {
        "address": labels("reproduce.address"),
        "command": labels("reproduce.command"),
        "python": labels("reproduce.python"),
    }
    lines = [
        html.Div([html.H3(title), html.Pre(html.Code(**attributes(data_part=part)))]) for part, title in parts.items()
    ]
    return html.Dialog(
        [
            html.H2(labels("reproduce.title")),
            *lines,
            button("close", labels("stage.close"), labels("stage.close")),
        ],
        id=ids.RECIPE,
        **attributes(
            aria_label=labels("reproduce.title"), data_copy=labels("reproduce.copy"), data_done=labels("reproduce.done")
        ),
    )


def _saving(labels: Labels) -> html.Dialog:
    """Which file the map on the screen is to be; `save_picture.js` makes it."""
    return html.Dialog(
        [
            html.H2(labels("saving.open")),
            html.P(labels("saving.says")),
            html.Div(
                [
                    button("save:png", labels("saving.png"), class_name="main"),
                    button("save:svg", labels("saving.svg")),
                    button("close", labels("stage.close")),
                ],
                className="saving-forms",
            ),
        ],
        id=ids.SAVING,
        **attributes(
            aria_label=labels("saving.open"), data_what_if=labels("saving.what_if"), data_failed=labels("saving.failed")
        ),
    )


# -- what it means ------------------------------------------------------------------------------------------------


def controls(context: AppContext, world: World, state: State, labels: Labels) -> dict[str, tuple[Options, str]]:
    """For each select its choices, and which is chosen (blank: none)."""
    everything = renamed(world.everything, state.names)
    stories = {each.id: f"{each.title} ({each.name})" for each in everything.stories.values()}
    kinds = {each.id: each.name for each in everything.record_kinds.values()}
    base = everything.baseline or EVERYTHING
    readings = {each.id: each.title for each in everything.readings.values()} | {EVERYTHING: labels("ask.everything")}
    readings[base] = labels("ask.baseline", title=readings[base])
    story = context.in_full(state).story
    names = {"en": labels("ask.names_en"), "both": labels("ask.names_both"), "zh": labels("ask.names_zh")}
    return {
        "world": (options(context.worlds.titles), everything.id),
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


def page_question(context: AppContext, search: object) -> PageQuestion:
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
            context.answers.of(each)
            context.answers.of(replace(each, what_if=each.beside))
        except LinkageError as error:
            notes.append(sentence(error))
            continue
        return PageQuestion(context.in_full(each), list(dict.fromkeys(notes)))
    raise LinkageError(notes[-1])


def sentence(error: LinkageError) -> str:
    """What an error says on the screen."""
    return " ".join(error.lines()[:3]) if isinstance(error, BadWorldError) else str(error)


def fields(state: State) -> Json:
    """A state by the names of the address."""
    return {name: getattr(state, each.name) for name, each in FIELDS.items()}


def settled(context: AppContext, search: object) -> Json:
    """What the controls stand at for an address, and the choices of each select."""
    state = page_question(context, search).state
    world = context.worlds.world(state.world)
    chosen = controls(context, world, state, labels_in(state.lang))
    return {
        **{name: value for name, (_, value) in chosen.items()},
        "opened": context.worlds.served.id,
        "resident": state.resident,
        "plain": plain_reading(world, state.story),
        "choices": {name: choices for name, (choices, _) in chosen.items()},
    }


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
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
        return settled(context, search)

    in_browser(ClientsideFunction("controls", "settled"), Output(ids.RESIDENT, "value"), Input(ids.CONTROLLED, "data"))
    in_browser(ClientsideFunction("controls", "resident"), Input(ids.RESIDENT, "value"))

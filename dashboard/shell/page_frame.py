"""The frame around every page: head with controls, foot, help and dialogs; and how an address becomes a question.

All pages are in one document, one of which is shown, so that going from one to another loses nothing. The address holds
the whole state: a control writes it, `page_frame.js` gives each page its part of it, and the page answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dashboard.services.app_context import AppContext
from dashboard.shell import ids
from dashboard.shell.components import Options, attributes, blank, button, icon, labelled_control, options, select
from dashboard.state.display_names import rename_world
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.view_state import FIELDS, State, read_address, reading_of
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
    ("G", "tours"),
    ("M", "mark"),
    ("N", "notes"),
    ("L", "room"),
    ("C", "names"),
    ("R", "reset"),
    ("Ctrl Z", "undo"),
    ("Esc", "close"),
    ("?", "help"),
)


# -- what you see -------------------------------------------------------------------------------------------------


def layout(
    context: AppContext,
    mains: Sequence[Any],
    tools: Sequence[Any],
    foot: Sequence[Any] = (),
    over: Sequence[Any] = (),
) -> html.Div:
    """The whole document; its contents come with the first answers.

    Args:
        mains: the pages, an `html.Main` each.
        tools: buttons of the pages for the head, beside those of the frame.
        foot: what stands in the foot above the label.
        over: dialogs and cards that may lie over the pages.
    """
    labels = labels_in()
    blocked = attributes(data_blocked=labels("presenter.blocked"), data_phone=labels("phone.offer"))
    return html.Div(
        [
            dcc.Location(id=ids.URL, refresh=False),
            *(dcc.Store(id=store) for store in (*ids.ASKS.values(), ids.ASKED, ids.CONTROLLED)),
            html.A(labels("page.skip"), href=f"#{ids.SENTENCE}", className="skip"),
            _header(labels, tools),
            html.Div([blank(ids.REMARK, role="status", **blocked), *mains], className="mains"),
            html.Footer(
                [_stale(labels), *foot, blank("showing-foot", tag=html.P), blank(ids.LABEL, tag=html.P)],
                className="foot",
            ),
            _help(labels),
            _recipe(labels),
            _saving(labels),
            *over,
        ],
        className="page",
    )


def _stale(labels: Labels) -> Any:
    """The banner that `connection.js` shows while the server is away; in the flow, so that it covers nothing."""
    says = attributes(
        data_story=labels("stale.story"),
        data_other=labels("stale.other"),
        data_empty=labels("stale.empty"),
        data_until=labels("stale.until"),
    )
    return blank(ids.STALE, role="alert", hidden=True, **says)


def _header(labels: Labels, tools: Sequence[Any]) -> html.Header:
    resident = dcc.Input(
        id=ids.RESIDENT, type="text", placeholder=labels("ask.resident_hint"), autoComplete="off", debounce=True
    )
    first = [
        select(ids.WORLD, labels("ask.world")),
        select(ids.STORY, labels("ask.story")),
        select(ids.READING, labels("ask.reading")),
    ]
    others = [
        select(ids.RECORD, labels("ask.record"), labels("ask.own_record")),
        labelled_control(ids.RESIDENT, labels("ask.resident"), resident),
        select(ids.NAMES, labels("ask.names")),
    ]
    asks = [*first, html.Div(others, className="more-asks")]
    pages = [html.A(page.title, href=page.path, **attributes(data_page=page.id)) for page in PAGES.values()]
    return html.Header(
        [
            html.Span(labels("page.title"), className="brand"),
            html.Nav(pages, className="pages", **attributes(aria_label=labels("page.pages"))),
            html.Div(asks, className="asks", id="asks"),
            button(
                "ask",
                labels("ask.open"),
                blank("showing-world", tag=html.B),
                blank("showing-story", tag=html.Span),
                class_name="showing",
            ),
            html.Div([*tools, *_tools(labels)], className="tools"),
        ],
        className="head",
    )


def _tools(labels: Labels) -> list[Any]:
    return [
        button("ask", labels("ask.open"), icon("ask"), class_name="square"),
        button("save", labels("saving.open"), icon("save"), class_name="square"),
        button("theme", labels("stage.theme"), icon("theme"), class_name="square"),
        button("tours", labels("tour.open"), icon("tours"), class_name="square"),
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
    """The dialog with a number's recipe, which `reproduce.js` fills."""
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
    """The dialog that saves the map on the screen as a file; `save_picture.js` makes the file."""
    return html.Dialog(
        [
            html.H2(labels("saving.open")),
            html.Div([_address(labels), blank("share-qr")], className="share"),
            html.Div(
                [
                    html.H3(labels("saving.picture")),
                    html.P(labels("saving.says")),
                    html.Div(
                        [
                            button("save:png", labels("saving.png"), class_name="main"),
                            button("save:svg", labels("saving.svg")),
                        ],
                        className="saving-forms",
                    ),
                ],
                className="for-picture",
            ),
            button("close", labels("stage.close")),
        ],
        id=ids.SAVING,
        **attributes(
            aria_label=labels("saving.open"),
            data_copied=labels("saving.copied"),
            data_what_if=labels("saving.what_if"),
            data_failed=labels("saving.failed"),
        ),
    )


def _address(labels: Labels) -> html.Div:
    """The address of what is on the screen, and the story as a file."""
    field = html.Div(
        [
            html.H3(labels("saving.address")),
            blank("share-address", tag=html.Code, tabIndex=0),
            button("copy-address", labels("saving.copy")),
            blank("share-copied", tag=html.Span, role="status"),
        ],
        className="share-text",
    )
    return html.Div([field, html.P(html.A(labels("saving.page"), id="share-page", href="/_share/page"))])


# -- what it means ------------------------------------------------------------------------------------------------


def control_choices(context: AppContext, world: World, state: State, labels: Labels) -> dict[str, tuple[Options, str]]:
    """For each select its choices, and the value of the chosen one (blank: none)."""
    everything = rename_world(world.everything, state.names)
    stories = {story.id: f"{story.title} ({story.name})" for story in everything.stories.values()}
    kinds = {kind.id: kind.name for kind in everything.record_kinds.values()}
    base = everything.baseline or EVERYTHING
    readings = {reading.id: reading.title for reading in everything.readings.values()} | {
        EVERYTHING: labels("ask.everything")
    }
    readings[base] = labels("ask.baseline", title=readings[base])
    story = context.in_full(state).story
    names = {"en": labels("ask.names_en"), "both": labels("ask.names_both"), "zh": labels("ask.names_zh")}
    return {
        "world": (options(context.worlds.titles), everything.id),
        "story": (options(stories), story),
        "record": (options(kinds), "" if story else state.record),
        "reading": (options(readings), reading_of(state.what_if) or default_reading(world, story)),
        "names": (options(names), state.names),
    }


def default_reading(world: World, story: str) -> str:
    """The reading that holds where a what-if names none: the story's, else the world's."""
    everything = world.everything
    own_reading = reading_of(everything.stories[story].what_if) if story in everything.stories else ""
    return own_reading or everything.baseline or EVERYTHING


class PageQuestion(NamedTuple):
    """A state that can be answered, and a remark on each part of the address that can't."""

    state: State
    notes: list[str]


def page_question(context: AppContext, search: object) -> PageQuestion:
    """The question of an address; where it can't be answered, the same without what-ifs, or the first story."""
    state, remarks = read_address(search)
    notes = list(remarks)
    plain = State(world=state.world, lang=state.lang, names=state.names)
    for candidate in (
        state,
        replace(state, beside=""),
        replace(state, what_if="", beside=""),
        plain,
        State(lang=state.lang, names=state.names),
    ):
        try:
            context.answers.of(candidate)
            context.answers.of(replace(candidate, what_if=candidate.beside))
        except LinkageError as error:
            notes.append(error_text(error))
            continue
        return PageQuestion(context.in_full(candidate), list(dict.fromkeys(notes)))
    raise LinkageError(notes[-1])


def error_text(error: LinkageError) -> str:
    """The text of an error on the screen."""
    return " ".join(error.lines()[:3]) if isinstance(error, BadWorldError) else str(error)


def fields(state: State) -> Json:
    """The values of a state by their names in the address."""
    return {name: getattr(state, field.name) for name, field in FIELDS.items()}


def controls_answer(context: AppContext, search: object) -> Json:
    """The values of the controls for an address, and the choices of each select, for `controls.js`."""
    state = page_question(context, search).state
    world = context.worlds.world(state.world)
    chosen = control_choices(context, world, state, labels_in(state.lang))
    return {
        **{name: value for name, (_, value) in chosen.items()},
        "opened": context.worlds.served.id,
        "resident": state.resident,
        "plain": default_reading(world, state.story),
        "choices": {name: choices for name, (choices, _) in chosen.items()},
    }


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Register the callbacks between address and controls, and the one that gives each page its part of the address."""
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
        return controls_answer(context, search)

    in_browser(ClientsideFunction("controls", "settled"), Output(ids.RESIDENT, "value"), Input(ids.CONTROLLED, "data"))
    in_browser(ClientsideFunction("controls", "resident"), Input(ids.RESIDENT, "value"))

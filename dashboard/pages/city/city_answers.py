"""What the City page and the stage's corner are answered: counts, progress, an example, ranges, figures, as values.

`page` beside this file lays the page out and wires these answers to addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dashboard.pages.city.city_query import CityQuery, city_query
from dashboard.pages.city.counts_view import (
    CountsView,
    group_headings,
    number_in_words,
    what_if_parts,
)
from dashboard.pages.city.example_resident import SEARCH_SECONDS, Bar, example_resident
from dashboard.pages.city.graph_answer import (
    TabFigure,
    day_figure,
    kind_figure,
    link_figure,
    range_figure,
    swept_figure,
    tornado_figure,
    trade_figure,
)
from dashboard.pages.city.renamed_city import rename_tab
from dashboard.pages.city.sure_tabs import SPREAD_TABS, SURE_LABELS
from dashboard.pages.city.tab_question import TabQuestion
from dashboard.pages.city.tabs import TAB_LABELS, TABS
from dashboard.pages.city.trade_tab import TRADE_LABELS
from dashboard.services.app_context import AppContext
from dashboard.services.city_jobs import BeforeAndAfter, Progress
from dashboard.shell.page_frame import default_reading, fields, page_question
from dashboard.state.captions import reading_title
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from dashboard.state.reproduce import city_of_tables
from dashboard.state.view_state import State
from linkage.answers.exports.provenance_stamp import world_provenance
from linkage.errors import LinkageError
from linkage.plots.plot_theme import Theme
from linkage.world.link_paths import columns_of
from linkage.world.model import World
from linkage.world.what_if.parser import under

Json = dict[str, Any]
PATIENCE = 0.25
"""Seconds that a request waits for a count before it answers with the progress."""
_PAGE_LABELS = (
    "city.of_residents", "city.of_companies", "city.one_in", "city.through",
    "city.at_home", "city.spared", "city.through_head", "city.all_head",
    "city.closed_by_needs",
    "city.as_first", "city.fewer", "city.more", "city.same",
    "city.children_among", "city.wrongly", "city.falsely", "city.companies", "city.company", "city.assumed",
    "city.residents", "city.resident", "city.change", "city.wrong_head", "city.false_head", "city.assumed_head",
    "city.scale",
    "city.service", "city.tab_services", "city.tab_door", "city.tab_kinds",
    "city.tab_figures", "city.by_day", "city.by_group", "city.by_kind", "city.as_table", "city.csv", "city.day",
    "city.first_reached", "city.reached", "city.group", "city.before", "city.after",
    "city.subjects", "city.nobody_here", "city.open_one", "city.looking", "city.reported",
    "city.reported_not", "city.all_figures", "city.fold_figures", "city.unfold_figures",
    "city.unit", "city.area", "city.period", "city.source", "city.is_not",
    "city.value", "city.kind_head", "city.what_if", "city.more_switches", "city.remove", "city.by_story", "city.on_day",
    "city.kinds_note", "city.smaller",
)  # fmt: skip
"""Interface texts that the scripts beside this file show."""


def city_answer(context: AppContext, search: object, patience: float = PATIENCE) -> Json:
    """What the page shows for an address: the counts, or the progress, or why there are none."""
    query = city_query(context, search)
    labels = labels_in(query.state.lang)
    head = _head(query, labels)
    try:
        counts = context.cities.ask(query.world, query.state.seed, query.residents, query.what_if, patience)
    except LinkageError as error:
        return {**head, "status": "cannot", "says": str(error), "smaller": labels("city.smaller")}
    if isinstance(counts, Progress):
        return {
            **head,
            "status": "counting",
            "done": counts.done,
            "of": counts.of,
            "says": _progress_sentence(query, counts, labels),
        }
    answer = counts_view(query, query.display_world, counts, labels).json()
    if query.tables:
        for door in answer["doors"]:
            door["recipes"] = {way: city_of_tables(recipe, query.tables) for way, recipe in door["recipes"].items()}
    return {**head, "status": "counted", **answer}


def counts_view(query: CityQuery, world: World, counts: BeforeAndAfter, labels: Labels) -> CountsView:
    """The counts with a world's names: those shown, or the folder's for a file."""
    return CountsView(world, query.what_if, counts, query.state, labels)


def _head(query: CityQuery, labels: Labels) -> Json:
    """The page's head and foot, which it has before there are counts, too."""
    changed = under(query.world, query.what_if)
    return {
        "state": fields(query.state),
        "notes": query.notes,
        "title": PAGES["city"].title,
        "worldTitle": query.world.title,
        "label": world_provenance(changed, query.what_if)[0],
        "kicker": labels(
            "city.kicker" if query.own is None else "city.kicker_own",
            residents=number_in_words(query.residents),
            world=query.world.title,
        ),
        "population": query.residents,
        "seed": query.state.seed,
        "what_if": query.what_if,
        "plain": default_reading(query.world, query.state.story),
        "before": reading_title(query.world, ""),
        "reading": reading_title(query.world, query.what_if),
        "changes": list(what_if_parts(query.what_if, query.display_world, query.state.what_if)),
        "toggles": _toggles(query.display_world, labels),
        "said": _script_labels(labels),
    }


def _toggles(world: World, labels: Labels) -> list[Json]:
    """The switches above the charts: drop an identifier that a link joins on, or count confirmed records only."""
    used = {identifier for link in world.links.values() for _, identifier in columns_of(link)}
    dropped = [
        {"text": f"drop:{identifier.id}", "title": labels("city.without", name=identifier.name)}
        for identifier in world.identifiers.values()
        if identifier.id in used
    ]
    return [*dropped, {"text": "confirmed", "title": labels("city.confirmed")}]


def _progress_sentence(query: CityQuery, progress: Progress, labels: Labels) -> str:
    if not progress.of:
        word = "city.queued" if progress.waits else "city.waiting" if progress.made else "city.making"
        return labels(word, residents=f"{query.residents:,}")
    word = "city.counting" if progress.made else "city.following"
    return labels(word, residents=f"{query.residents:,}", done=progress.done, of=progress.of)


def example_answer(context: AppContext, search: object, bar: Bar) -> Json:
    """The stage's address for somebody whom a bar counts, a remark where nobody was found, or that it is looked for.

    One is looked for at a time, in the background, so that no asker holds a thread of the server for long.
    """
    query = city_query(context, search)
    key = (query.world.id, query.state.seed, query.residents, query.what_if, bar)
    city = (query.world, query.state.seed, query.residents)
    found = context.examples.ask(
        query.world,
        key,
        lambda: {"of": example_resident(*city, query.what_if, bar, SEARCH_SECONDS, query.own)},
    )
    if found is None:
        return {"status": "counting"}
    example, labels = found["of"], labels_in(query.state.lang)
    if example is None:
        return {"remark": labels("city.nobody")}
    remark = (
        ""
        if example.holder == example.subject
        else labels("city.falls_on", holder=example.holder, subject=example.subject)
    )
    return {
        "remark": remark,
        "go": {
            "story": "",
            "record": example.record_kind,
            "resident": example.holder,
            "what-if": query.what_if,
            "seed": str(query.state.seed),
            "residents": str(query.residents),
            **dict.fromkeys(("wave", "step", "on-day", "why", "proof", "join"), ""),
        },
    }


def figure_answer(context: AppContext, search: object, picture: str, question: TabQuestion, theme: Theme) -> Json:
    """The figure of a tab in a theme, from what its table shows; or the progress; or `none` where nobody is drawn.

    Args:
        picture: the tab, as the address writes it.
    """
    query = city_query(context, search)
    answer, figure = _answer_and_figure(context, search, query, picture, question)
    if answer["status"] == "counted" and figure:
        return figure.json(theme, f"{query.world.id}-city-{picture}")
    return {"status": "none" if answer["status"] == "counted" else answer["status"]}


def _answer_and_figure(
    context: AppContext, search: object, query: CityQuery, picture: str, question: TabQuestion
) -> tuple[Json, TabFigure | None]:
    """What a tab's table shows, and its figure once that is counted."""
    if picture in TAB_FIGURES:
        answer = rename_tab(query, picture, TABS[picture].answer(context, query, question))
        return answer, TAB_FIGURES[picture](answer, query.world, query.residents) if answer[
            "status"
        ] == "counted" else None
    city = city_answer(context, search)
    if city["status"] != "counted" or picture in CITY_FIGURES:
        return city, CITY_FIGURES[picture](city, query.world, question.door) if city["status"] == "counted" else None
    if picture not in SPREAD_TABS:
        return city, None
    ranges = TABS[picture].answer(context, query, question)
    return ranges, range_figure(city, query.world, ranges) if ranges["status"] == "counted" else None


CITY_FIGURES: Mapping[str, Callable[[Json, World, str], TabFigure | None]] = MappingProxyType(
    {"door": day_figure, "kinds": kind_figure}
)
TAB_FIGURES: Mapping[str, Callable[[Json, World, int], TabFigure | None]] = MappingProxyType(
    {"link": link_figure, "sweep": swept_figure, "trade": trade_figure, "tornado": tornado_figure}
)
"""The function that draws a tab's figure: from the page's own answer, and from an answer that the tab asks for."""


def corner_answer(context: AppContext, search: object) -> Json:
    """A sentence a service for the corner of the stage, if the address's city is counted already."""
    query = city_query(context, search)
    counts = context.cities.known(query.world, query.state.seed, query.residents, query.what_if)
    if counts is None:
        return {"status": "none"}
    if isinstance(counts, Progress):
        return {"status": "counting"}
    labels = labels_in(query.state.lang)
    view = counts_view(query, query.display_world, counts, labels)
    kind, city = _story_kind(query.world, page_question(context, search)[0]), number_in_words(counts.after["residents"])
    sentences: dict[str, str] = {}
    for door in view.json()["doors"]:
        service = door["id"].partition("/")[0]
        if service:
            sentences.setdefault(service, _corner_sentence(door, kind, city, labels))
    return {"status": "counted", "lines": sentences}


def _corner_sentence(door: Json, kind: str, city: str, labels: Labels) -> str:
    """How many the same comes to in the whole city: by such a record, and for any reason."""
    whom = "residents" if door["after"]["residents"] else "companies"
    alone = door["kinds"].get(kind, {}).get("after", [0, 0])[whom == "companies"]
    by_such_records = "city.corner_residents" if alone else "city.corner_any"
    return labels(
        by_such_records if whom == "residents" else "city.corner_companies",
        city=city,
        alone=f"{alone:,}",
        number=f"{door['after'][whom]:,}",
        service=door["name"],
        word=door["word"],
    )


def _story_kind(world: World, state: State) -> str:
    """The record kind of the story or record that the stage shows."""
    story = world.stories.get(state.story)
    return state.record or (story.record_kind if story else "")


def _script_labels(labels: Labels) -> dict[str, str]:
    """All interface texts of the page, for its scripts."""
    return {
        label.removeprefix("city."): labels(label)
        for label in (*_PAGE_LABELS, *TAB_LABELS, *SURE_LABELS, *TRADE_LABELS)
    } | {
        "reproduce": labels("reproduce.open"),
        **group_headings(),
    }

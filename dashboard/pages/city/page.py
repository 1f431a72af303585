"""City: the same what-if for everybody of an invented city: restricted by service, day, group and record kind.

The pictures are tables with bars of HTML, and one curve of SVG; plotly isn't used. Measured reasons: its script is
4-5 MB, takes about a second before the first bar, redraws in 60-120 ms, and draws on what no keyboard and no screen
reader can enter; here each bar is a button in a row of a table, follows the theme by its style, and all of it is on
the screen within a frame. A count takes its time in the background (`services.city_jobs`), and the page shows how
far it is.
"""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from flask import Response, jsonify, request

from dashboard.pages.city.city_query import CityQuery, city_query
from dashboard.pages.city.counts_view import CountsView, changes, door_id, headings, many, range_recipe
from dashboard.pages.city.csv_download import PICTURES, counts_csv, range_csv
from dashboard.pages.city.example_resident import Bar, example_resident
from dashboard.pages.city.renamed_city import renamed_tab
from dashboard.pages.city.sweep_jobs import choices
from dashboard.pages.city.tabs import SAID, TABS, Tab, TabQuestion, tab_csv
from dashboard.services.app_context import AppContext
from dashboard.services.city_jobs import BeforeAndAfter, Progress
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank
from dashboard.shell.page_frame import fields, plain_reading
from dashboard.state.captions import reading_title
from dashboard.state.labels import Labels, labels_in
from dashboard.state.page_table import PAGES
from linkage.answers.exports.provenance import world_provenance
from linkage.errors import LinkageError
from linkage.world.model import World
from linkage.world.what_if.parser import under

Json = dict[str, Any]
NOW = "/_city"
PATIENCE = 0.25
"""Seconds that a request waits for a count before it says how far it is."""
_SAID = (
    "city.of_residents", "city.of_companies", "city.one_in", "city.as_first", "city.fewer", "city.more", "city.same",
    "city.children_among", "city.wrongly", "city.companies", "city.company", "city.assumed", "city.residents",
    "city.resident", "city.change", "city.wrong_head", "city.assumed_head", "city.scale",
    "city.service", "city.tab_services", "city.tab_door", "city.tab_kinds",
    "city.tab_figures", "city.by_day", "city.by_group", "city.by_kind", "city.as_table", "city.csv", "city.day",
    "city.first_reached", "city.reached", "city.group", "city.before", "city.after", "city.legend_before",
    "city.legend_after", "city.subjects", "city.nobody_here", "city.open_one", "city.looking", "city.reported",
    "city.reported_not", "city.all_figures", "city.unit", "city.area", "city.period", "city.source", "city.is_not",
    "city.value", "city.heat", "city.what_if", "city.more_switches", "city.remove", "city.by_story", "city.on_day",
    "city.kinds_note", "city.smaller", "city.heat_unit",
    "city.tab_range", "city.range_making", "city.range_axis", "city.range_counted", "city.range_low", "city.range_high",
    "city.range_head", "city.range_fact",
)  # fmt: skip
"""The words that the script fills in."""


# -- what you see -------------------------------------------------------------------------------------------------


def layout() -> html.Main:
    """The page; `page.js` fills it."""
    labels = labels_in()
    head = html.Header(
        [
            html.Div(
                [
                    blank("city-kicker", "kicker", tag=html.P),
                    html.H1(id="city-says", **attributes(aria_live="polite")),
                    blank("city-facts", "facts-line", tag=html.P),
                ],
                className="city-said",
            ),
            blank("city-what-if", role="group", **attributes(aria_label=labels("city.what_if"))),
        ],
        className="city-head",
    )
    progress = html.Div(
        [
            html.P(id="city-progress-says", role="status"),
            html.Progress(id="city-progress-bar", **attributes(aria_label=labels("city.progress"))),
            html.P(labels("city.meanwhile"), className="soft", id="city-meanwhile"),
        ],
        className="city-progress",
        id="city-progress",
        hidden=True,
    )
    side = html.Section(
        [
            html.Div(
                id="city-tabs", className="switch", role="group", **attributes(aria_label=labels("city.pictures"))
            ),
            blank("city-picture"),
        ],
        className="city-side",
        id="city-side",
        **attributes(aria_label=labels("city.pictures")),
    )
    services = html.Section(
        id="city-services", className="city-services", **attributes(aria_label=labels("city.services"))
    )
    figures = html.Section(
        id="city-figures", className="city-figures", **attributes(aria_label=labels("city.reported"))
    )
    body = html.Div([services, side], className="city-body", id="city-body", hidden=True)
    inside = [dcc.Store(id=ids.CITY), head, progress, body, figures]
    return html.Main(inside, className="city", hidden=True, **attributes(data_page="city"))


# -- what it means ------------------------------------------------------------------------------------------------


def city_answer(context: AppContext, search: object, patience: float = PATIENCE) -> Json:
    """What the page shows for an address: the counts, or how far they are, or why there are none."""
    one = city_query(context, search)
    labels = labels_in(one.state.lang)
    told = _head(one, labels)
    try:
        found = context.cities.ask(one.world, one.state.seed, one.residents, one.what_if, patience)
    except LinkageError as error:
        return {**told, "status": "cannot", "says": str(error), "smaller": labels("city.smaller")}
    if isinstance(found, Progress):
        return {**told, "status": "counting", "done": found.done, "of": found.of, "says": _far(one, found, labels)}
    return {**told, "status": "counted", **_tallies(one, one.shown, found, labels).json()}


def _tallies(one: CityQuery, world: World, found: BeforeAndAfter, labels: Labels) -> CountsView:
    """The counts, in the names of a world: as they are to be shown, or for a file the folder's."""
    return CountsView(world, one.what_if, found, one.state, labels)


def _head(one: CityQuery, labels: Labels) -> Json:
    """What stands over and under the page, whether or not there are counts."""
    changed = under(one.world, one.what_if)
    return {
        "state": fields(one.state),
        "notes": one.notes,
        "title": PAGES["city"].title,
        "worldTitle": one.world.title,
        "label": world_provenance(changed, one.what_if)[0],
        "kicker": labels("city.kicker", residents=many(one.residents), world=one.world.title),
        "population": one.residents,
        "seed": one.state.seed,
        "what_if": one.what_if,
        "plain": plain_reading(one.world, one.state.story),
        "before": reading_title(one.world, ""),
        "reading": reading_title(one.world, one.what_if),
        "changes": list(changes(one.what_if, one.shown, one.state.what_if)),
        "toggles": _toggles(one.shown, labels),
        "said": _said(labels),
    }


def _toggles(world: World, labels: Labels) -> list[Json]:
    """A few switches that everybody asks about: each identifier that a link joins on, and confirmed records only."""
    used = {each for link in world.links.values() for each in (link.key, *(hop.identifier for hop in link.via))}
    dropped = [
        {"text": f"drop:{each.id}", "title": labels("city.without", name=each.name)}
        for each in world.identifiers.values()
        if each.id in used
    ]
    return [*dropped, {"text": "confirmed", "title": labels("city.confirmed")}]


def _far(one: CityQuery, found: Progress, labels: Labels) -> str:
    if not found.of:
        return labels("city.waiting" if found.made else "city.making", residents=f"{one.residents:,}")
    word = "city.counting" if found.made else "city.following"
    return labels(word, residents=f"{one.residents:,}", done=found.done, of=found.of)


def of_someone(context: AppContext, search: object, bar: Bar) -> Json:
    """Where the stage tells the story of one whom a bar counts; or a sentence, where nobody was found."""
    one = city_query(context, search)
    found = example_resident(one.world, one.state.seed, one.residents, one.what_if, bar)
    labels = labels_in(one.state.lang)
    if found is None:
        return {"remark": labels("city.nobody")}
    remark = (
        "" if found.holder == found.subject else labels("city.falls_on", holder=found.holder, subject=found.subject)
    )
    return {
        "remark": remark,
        "go": {
            "story": "",
            "record": found.record_kind,
            "resident": found.holder,
            "what-if": one.what_if,
            "seed": str(one.state.seed),
            "residents": str(one.residents),
            **dict.fromkeys(("wave", "step", "on-day", "why", "proof", "join"), ""),
        },
    }


def range_of(context: AppContext, search: object) -> Json:
    """How far the counts move when every assumed number is drawn anew; made when somebody asks."""
    one = city_query(context, search)
    found = context.ranges.ask(one.world, one.state.seed, one.residents, one.what_if)
    if found is None:
        return {"status": "counting"}
    labels = labels_in(one.state.lang)
    numbers = {"residents": f"{found['residents']:,}", "draws": found["draws"], "numbers": found["numbers"]}
    rows = {
        door_id((row["service"], row["effect"])): row["residents"] if row["residents"]["high"] else row["companies"]
        for row in found["effects"]
    }
    return {
        "status": "counted",
        "rows": rows,
        "residents": found["residents"],
        "label": labels("city.range_label", label=found["label"], **numbers),
        "recipe": range_recipe(one.world, one.what_if, one.state, one.residents),
    }


def corner(context: AppContext, search: object) -> Json:
    """The city's numbers for the stage's what-if, if that city was made before; nothing is made for it."""
    one = city_query(context, search)
    found = context.cities.known(one.world, one.state.seed, _population(one), one.what_if)
    if found is None:
        return {"status": "none"}
    if isinstance(found, Progress):
        return {"status": "counting"}
    labels = labels_in(one.state.lang)
    tallies = _tallies(one, one.shown, found, labels)
    lines = {}
    for door in tallies.json()["doors"]:
        service = door["id"].partition("/")[0]
        if service and service not in lines:
            number = door["after"]["residents"] or door["after"]["companies"]
            companies = door["after"]["companies"] and not door["after"]["residents"]
            whom = "city.corner_companies" if companies else "city.corner"
            lines[service] = labels(
                whom, city=many(found.after["residents"]), number=f"{number:,}", service=door["name"], word=door["word"]
            )
    return {"status": "counted", "lines": lines}


def _population(one: CityQuery) -> int:
    """Whose city a stage belongs to: the one that its address names, or the whole one."""
    return one.state.residents or one.world.population


def _said(labels: Labels) -> dict[str, str]:
    """The words that the script fills in."""
    return {each.removeprefix("city."): labels(each) for each in (*_SAID, *SAID)} | {
        "reproduce": labels("reproduce.open"),
        **headings(),
    }


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Its part of the address in, counts or progress out; the rest is asked for plainly by `page.js`."""

    @app.callback(Output(ids.CITY, "data"), Input(ids.ASKS["city"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return city_answer(context, search)

    rules = (
        (NOW, "city-now", lambda: city_answer(context, _search())),
        (f"{NOW}/someone", "city-someone", lambda: of_someone(context, _search(), _bar())),
        (f"{NOW}/corner", "city-corner", lambda: corner(context, _search())),
        (f"{NOW}/range", "city-range", lambda: range_of(context, _search())),
        (
            f"{NOW}/choices",
            "city-choices",
            lambda: choices(_as_shown(city_query(context, _search())), request.args.get("door", "")),
        ),
    )
    for name, aside in TABS.items():
        app.server.add_url_rule(f"{NOW}/{name}", f"city-{name}", _plainly(_aside(context, name, aside)))
    for path, name, answer in rules:
        app.server.add_url_rule(path, name, _plainly(answer))
    app.server.add_url_rule(f"{NOW}/csv", "city-csv", lambda: _csv(context))
    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("city", "mount"), Input(ids.CITY, "data"))


def _plainly(answer: Any) -> Any:
    """An answer as JSON that nobody keeps; a question that can't be answered says why."""

    def view() -> Response:
        try:
            found = answer()
        except LinkageError as error:
            found = {"remark": str(error), "status": "none"}
        response: Response = jsonify(found)
        response.cache_control.no_store = True
        return response

    return view


def _aside(context: AppContext, name: str, aside: Tab) -> Any:
    def answer() -> Json:
        one = city_query(context, _search())
        return renamed_tab(one, name, aside.tell(context, one, TabQuestion.read(request.args)))

    return answer


def _as_shown(one: CityQuery) -> CityQuery:
    """The same asked of the world as it is called, for what only lists names."""
    return one._replace(world=one.shown)


def _search() -> str:
    return request.args.get("search", "")


def _bar() -> Bar:
    """The bar that was pointed at."""
    service, _, effect = request.args.get("door", "").partition("/")
    day = request.args.get("day", "")
    known = int(day) if day.isascii() and day.isdigit() and len(day) < 7 else None
    return Bar(service, effect, request.args.get("kind", ""), request.args.get("group", ""), known)


def _csv(context: AppContext) -> Response:
    """A picture's table as a file."""
    picture = request.args.get("picture", "")
    one = city_query(context, _search())
    if picture == "range":
        drawn = context.ranges.ask(one.world, one.state.seed, one.residents, one.what_if, patience=10)
        return _file(one, picture, range_csv(one.world, one.what_if, one.state.seed, drawn)) if drawn else _not_yet()
    if picture in TABS:
        return _aside_file(context, one, picture)
    if picture not in PICTURES:
        return Response("There is no such picture.\n", status=404, mimetype="text/plain")
    try:
        found = context.cities.ask(one.world, one.state.seed, one.residents, one.what_if, patience=10)
    except LinkageError as error:
        return Response(f"{error}\n", status=409, mimetype="text/plain")
    if isinstance(found, Progress):
        return _not_yet()
    return _file(one, picture, counts_csv(_tallies(one, one.world, found, labels_in(one.state.lang)), picture))


def _aside_file(context: AppContext, one: CityQuery, picture: str) -> Response:
    try:
        text = tab_csv(context, one, picture, TabQuestion.read(request.args))
    except LinkageError as error:
        return Response(f"{error}\n", status=409, mimetype="text/plain")
    return _file(one, picture, text) if text else _not_yet()


def _not_yet() -> Response:
    return Response("This isn't counted yet: open the page first.\n", status=409, mimetype="text/plain")


def _file(one: CityQuery, picture: str, text: str) -> Response:
    """A table as a file; the mark in front tells spreadsheets that it is UTF-8."""
    file = f'attachment; filename="{one.world.id}-city-{picture}.csv"'
    return Response("\ufeff" + text, mimetype="text/csv", headers={"Content-Disposition": file})

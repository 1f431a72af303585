"""The City page: how many of an invented city a what-if restricts, by service, day, group and record kind.

Figures are plotly's, made by `linkage.plots` from the numbers of the table beside them, and shown by the page's one
`dcc.Graph`: so they can be hovered, zoomed and saved, and look the same here, in a notebook and in a file. They cost
about half a megabyte of scripts (`make bench ARGS=city_page`), once, and only whoever opens this page: `graph.js`
fetches them when the first figure is shown. Figures come after the numbers, which never wait for them. No keyboard and
no screen reader can enter a figure, so that each has its table; bars and counts that open a story are buttons in rows
of tables. A city is counted in the background (`services.city_jobs`), and the page shows progress. What is answered
stands in `city_answers`.
"""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from flask import Response, jsonify, request

from dashboard.pages.city.city_answers import (
    city_answer,
    corner_answer,
    counts_view,
    example_answer,
    figure_answer,
)
from dashboard.pages.city.city_query import CityQuery, city_query
from dashboard.pages.city.csv_download import PICTURE_TABLES, counts_csv
from dashboard.pages.city.example_resident import Bar
from dashboard.pages.city.renamed_city import rename_tab
from dashboard.pages.city.sweep_jobs import sweep_choices
from dashboard.pages.city.tab_question import TabQuestion, read_day
from dashboard.pages.city.tabs import TABS, Tab, tab_csv
from dashboard.pages.city.trade_tab import trade_choices
from dashboard.services.app_context import AppContext
from dashboard.services.city_jobs import Progress
from dashboard.shell import ids
from dashboard.shell.components import attributes, blank
from dashboard.state.labels import labels_in
from dashboard.state.view_state import read_value
from dashboard.web import bundle
from linkage.errors import LinkageError
from linkage.plots.plot_file import plotly_script
from linkage.plots.plot_theme import Theme

Json = dict[str, Any]
ANSWER_PATH = "/_city"
PLOTLY_PATH = "/linkage.plotly.js"


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
            html.Div(id="city-smaller"),
        ],
        className="city-progress",
        id="city-progress",
        hidden=True,
    )
    side = html.Section(
        [
            html.Div(
                id="city-tabs",
                className="switch city-tabs",
                role="group",
                **attributes(aria_label=labels("city.pictures")),
            ),
            html.Div(
                [
                    blank("city-above"),
                    blank(ids.CITY_FIGURE, hidden=True, **attributes(data_script=_plotly()[0])),
                    blank("city-below"),
                ],
                id="city-picture",
                className="city-picture",
            ),
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
    children = [dcc.Store(id=ids.CITY), head, progress, body, figures]
    return html.Main(children, className="city", hidden=True, **attributes(data_page="city"))


def _plotly() -> tuple[str, bytes]:
    """The path that plotly's script may be kept by, and the script."""
    script = plotly_script().encode()
    return bundle.versioned_path(PLOTLY_PATH, script), script


# -- how it is wired ----------------------------------------------------------------------------------------------


def register(app: Dash, context: AppContext) -> None:
    """Register the callback from address to counts, and the URLs of all else, which the scripts fetch."""

    @app.callback(Output(ids.CITY, "data"), Input(ids.ASKS["city"], "data"), prevent_initial_call=True)
    def show(search: str | None) -> Json:
        return city_answer(context, search)

    rules = (
        (ANSWER_PATH, "city-now", lambda: city_answer(context, _search())),
        (f"{ANSWER_PATH}/someone", "city-someone", lambda: example_answer(context, _search(), _bar())),
        (f"{ANSWER_PATH}/corner", "city-corner", lambda: corner_answer(context, _search())),
        (
            f"{ANSWER_PATH}/figure",
            "city-figure",
            lambda: figure_answer(context, _search(), _picture(), _tab_question(), _theme()),
        ),
        (
            f"{ANSWER_PATH}/choices",
            "city-choices",
            lambda: sweep_choices(_with_display_names(city_query(context, _search())), request.args.get("door", "")),
        ),
        (
            f"{ANSWER_PATH}/trade-choices",
            "city-trade-choices",
            lambda: trade_choices(_with_display_names(city_query(context, _search())), request.args.get("door", "")),
        ),
    )
    for name, tab in TABS.items():
        app.server.add_url_rule(f"{ANSWER_PATH}/{name}", f"city-{name}", _json_view(_tab_view(context, name, tab)))
    for path, name, answer in rules:
        app.server.add_url_rule(path, name, _json_view(answer))
    app.server.add_url_rule(f"{ANSWER_PATH}/csv", "city-csv", lambda: _csv_response(context))
    bundle.serve(app.server, PLOTLY_PATH, _plotly()[1])
    in_browser: Any = app.clientside_callback
    in_browser(ClientsideFunction("city", "mount"), Input(ids.CITY, "data"))


def _json_view(answer: Any) -> Any:
    """A view that sends an answer as JSON, not to be cached; of a question that can't be answered, the reason."""

    def view() -> Response:
        try:
            content = answer()
        except LinkageError as error:
            content = {"remark": str(error), "status": "none"}
        response: Response = jsonify(content)
        response.cache_control.no_store = True
        return response

    return view


def _tab_view(context: AppContext, name: str, tab: Tab) -> Any:
    def answer() -> Json:
        query = city_query(context, _search())
        return rename_tab(query, name, tab.answer(context, query, _tab_question()))

    return answer


def _with_display_names(query: CityQuery) -> CityQuery:
    """The same query with display names in its world, for answers that only list names."""
    return query._replace(world=query.display_world)


def _tab_question() -> TabQuestion:
    return TabQuestion.read(request.args)


def _picture() -> str:
    return request.args.get("picture", "")


def _theme() -> Theme:
    return "light" if read_value("theme", request.args.get("theme", "")) == "light" else "dark"


def _search() -> str:
    return request.args.get("search", "")


def _bar() -> Bar:
    """The bar that the request names."""
    service, _, effect = request.args.get("door", "").partition("/")
    return Bar(service, effect, request.args.get("kind", ""), request.args.get("group", ""), read_day(request.args))


def _csv_response(context: AppContext) -> Response:
    """The table behind a chart as a file."""
    picture = _picture()
    query = city_query(context, _search())
    if picture in TABS:
        return _tab_file(context, query, picture)
    if picture not in PICTURE_TABLES:
        return Response("There is no such picture.\n", status=404, mimetype="text/plain")
    try:
        counts = context.cities.ask(query.world, query.state.seed, query.residents, query.what_if, patience=10)
    except LinkageError as error:
        return Response(f"{error}\n", status=409, mimetype="text/plain")
    if isinstance(counts, Progress):
        return _not_counted_yet()
    return _csv_file(
        query, picture, counts_csv(counts_view(query, query.world, counts, labels_in(query.state.lang)), picture)
    )


def _tab_file(context: AppContext, query: CityQuery, picture: str) -> Response:
    try:
        text = tab_csv(context, query, picture, _tab_question())
    except LinkageError as error:
        return Response(f"{error}\n", status=409, mimetype="text/plain")
    return _csv_file(query, picture, text) if text else _not_counted_yet()


def _not_counted_yet() -> Response:
    return Response("This isn't counted yet: open the page first.\n", status=409, mimetype="text/plain")


def _csv_file(query: CityQuery, picture: str, text: str) -> Response:
    """A table as a file; the mark in front tells spreadsheets that it is UTF-8."""
    file = f'attachment; filename="{query.world.id}-city-{picture}.csv"'
    return Response("\ufeff" + text, mimetype="text/csv", headers={"Content-Disposition": file})

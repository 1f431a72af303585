"""The tab *Trade-off* of the City page: people reached wrongly against people missed, for each way to match.

The ways are the values of one figure - from which probability a linker's pairs count, the share that a link passes on,
cells in error - or the keys that agencies match on once an identifier is gone. The numbers are those of
`linkage tradeoff`, counted in the background. The script beside this file is `trade_tab.js`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.counts_view import group_name
from dashboard.pages.city.sweep_jobs import figure_name, sweep_choices
from dashboard.pages.city.tab_question import TabQuestion, city_arguments, tab_recipe
from dashboard.services.app_context import AppContext
from dashboard.state.labels import Labels, labels_in
from linkage.answers.sentences import name
from linkage.answers.trade_offs.trade_off import EVERYBODY, TRADE_COLUMNS, TradeOffPlan, plan_trade_off
from linkage.answers.whole_city.city_measures import measure_label, read_measure
from linkage.errors import LinkageError, UsageError
from linkage.world.model import World
from linkage.world.what_if.fallback import fallbacks
from linkage.world.what_if.intervention import key_name
from linkage.world.what_if.parser import under

Json = dict[str, Any]
MOST_TRADE_POINTS = 40
"""Points of a trade-off that the page counts at most."""
TRADE_LABELS = (
    "city.tab_trade", "city.trade_title", "city.trade_setting", "city.trade_keys", "city.trade_key", "city.trade_note",
    "city.trade_reached", "city.trade_wrongly", "city.trade_missed", "city.trade_by_group",
)  # fmt: skip
"""Interface texts that the script of the tab shows."""
_MATCHING = ("threshold", "missing", "mistyped", "share")
"""The figures that are offered: those that say whom a link finds."""


# -- what can be chosen -------------------------------------------------------------------------------------------


def trade_choices(query: CityQuery, door: str) -> Json:
    """The ways to match that can be chosen, the one that is meant where an address names none in front."""
    labels = labels_in(query.state.lang)
    changed = under(query.world, query.what_if)
    figures = [
        figure for figure in sweep_choices(query, door)["figures"] if _is_about_matching(figure["text"], changed)
    ]
    keys = list(_keys(changed, query.display_world))
    note = "" if changed.paired else labels("city.trade_unpaired")
    return {"status": "counted", "figures": figures, "keys": keys, "usual": _usual(figures, keys), "note": note}


def _is_about_matching(text: str, world: World) -> bool:
    """Whether a figure is one of a match: of thresholds those of links; where nothing links, nothing is matched."""
    verb, _, row = text.partition(":")
    return bool(world.links) and verb in _MATCHING and (verb != "threshold" or row in world.links)


def _keys(changed: World, shown: World) -> Iterable[Json]:
    """The identifiers that can be dropped, each with the keys that would stand in for it."""
    by_dropped: dict[str, list[str]] = {}
    for found in fallbacks(changed):
        by_dropped.setdefault(found.dropped, []).append(found.key)
    for dropped, keys in by_dropped.items():
        offered = [{"key": key, "name": key_name(shown, key)} for key in keys]
        yield {"without": dropped, "name": name(shown.identifiers, dropped), "keys": offered}


def _usual(figures: Sequence[Json], keys: Sequence[Json]) -> dict[str, str]:
    """What an address means that names nothing: a linker's threshold, else several other keys, else the first figure.

    Nothing where there is none of them.
    """
    thresholds = (figure for figure in figures if figure["text"].startswith("threshold:"))
    figure = next(thresholds, None)
    several = next((row for row in keys if len(row["keys"]) > 1), None)
    if figure is None and several is not None:
        return {"over": "", "without": several["without"]}
    figure = figure or next(iter(figures), None)
    if figure is None:
        return {"over": "", "without": ""}
    return {"over": f"{figure['text']}={figure['from']}..{figure['to']}/{figure['step']}", "without": ""}


# -- the answer ---------------------------------------------------------------------------------------------------


def trade_answer(context: AppContext, query: CityQuery, question: TabQuestion, patience: float = 0.25) -> Json:
    """Of each way to match, by group: who is reached, who of them wrongly, and who is missed."""
    labels = labels_in(query.state.lang)
    question = _in_full(query, question)
    plan = _plan(query, question, labels)
    answer = context.trades.ask(query.world, plan, query.state.seed, query.residents, patience)
    if isinstance(answer, tuple):
        return {"status": "counting", "done": answer[0], "of": answer[1]}
    shown = {
        "status": "counted",
        "over": question.over,
        "without": question.without,
        "match": question.match,
        "measure": plan.measure,
        "points": [point["point"] for point in answer["points"]],
        "rows": answer["rows"],
    }
    return {**shown, **trade_names(query, shown), "recipe": _recipe(query, question, plan)}


def _in_full(query: CityQuery, question: TabQuestion) -> TabQuestion:
    """The question with what it leaves out: the way to match, and of an identifier every key that is offered."""
    if not (question.over or question.without or question.match):
        question = question._replace(**trade_choices(query, question.door)["usual"])
    if question.without and not question.match:
        offered = _keys(under(query.world, query.what_if), query.world)
        keys = [key["key"] for row in offered if row["without"] == question.without for key in row["keys"]]
        question = question._replace(match=",".join(keys))
    return question


def _plan(query: CityQuery, question: TabQuestion, labels: Labels) -> TradeOffPlan:
    """The trade-off that an address names.

    Raises:
        LinkageError: it can't be read, or has more points than a page waits for.
    """
    service, _, effect = question.door.partition("/")
    if not service:
        raise LinkageError(labels("city.trade_no_service"))
    if not (question.over or question.without or question.match):
        raise LinkageError(labels("city.trade_nothing"))
    if "," in question.over:
        raise UsageError(labels("city.trade_two"))
    if question.without in query.world.identifiers and not question.match:
        raise LinkageError(labels("city.trade_no_key", name=name(query.world.identifiers, question.without)))
    keys = [key for key in question.match.split(",") if key] or ([""] if question.without else [])
    plan = plan_trade_off(
        query.world,
        f"{effect}:{service}",
        over=question.over,
        without=question.without,
        match=keys,
        what_if=query.what_if,
        tables=query.own,
    )
    if len(plan.points) > MOST_TRADE_POINTS:
        raise UsageError(labels("city.trade_many", points=f"{len(plan.points):,}", most=MOST_TRADE_POINTS))
    return plan


def trade_names(query: CityQuery, answer: Json) -> Json:
    """What an answer's measure, setting, points and groups are called, in the names shown."""
    labels, world = labels_in(query.state.lang), query.display_world
    people = world.people
    firms = {size for size, _ in people.company_sizes}
    groups = dict.fromkeys(row["group"] for row in answer["rows"])
    names = {group: group_name(group, group in firms, labels) for group in groups}
    if answer["without"]:
        setting = labels("city.trade_without", name=name(world.identifiers, answer["without"]))
        points = [key_name(world, key) for key in dict.fromkeys(answer["match"].split(","))]
    else:
        setting = figure_name(answer["over"].partition("=")[0], under(world, query.what_if), labels)
        points = [point.rpartition("=")[2] for point in answer["points"]]
    return {
        "says": measure_label(read_measure(answer["measure"], world), world),
        "setting": setting,
        "point_names": dict(zip(answer["points"], points, strict=True)),
        "group_names": {**names, EVERYBODY: labels("city.trade_everybody")},
    }


def _recipe(query: CityQuery, question: TabQuestion, plan: TradeOffPlan) -> Json:
    keys = question.match.split(",")
    if question.over:
        verb, arguments = ["--over", question.over], f"over={question.over!r}"
    else:
        verb = ["--without", question.without, *(word for key in keys for word in ("--match", key))]
        arguments = f"without={question.without!r}, match={keys!r}"
    call = f"linkage.trade_off({query.world.id!r}, {plan.measure!r}, {arguments}, {city_arguments(query)})"
    return tab_recipe(query, question, "trade", ["tradeoff", "--measure", plan.measure, *verb], call)


def trade_rows(query: CityQuery, answer: Json) -> tuple[list[str], list[list[str]]]:
    """The table of the tab, with its heads: that of the command."""
    return list(TRADE_COLUMNS), [[str(row[column]) for column in TRADE_COLUMNS] for row in answer["rows"]]

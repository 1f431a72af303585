"""What the City page tells when somebody looks: of one day, by link, what would spare most, a sweep.

Each is worked out beside the page: an answer, or how far it is, or a sentence why there is none. The numbers are those
of `linkage city --on-day`, `city --by-link`, `cut --city --best` and `sweep`; each has its recipe and its table.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from dashboard.pages.city.city_query import CityQuery
from dashboard.pages.city.counts_view import command, door_id
from dashboard.pages.city.sweep_jobs import WAITS, points_of, sweep_work, usual_measure
from dashboard.services.app_context import AppContext
from dashboard.services.best_job import MOST, BestQuestion
from dashboard.services.city_jobs import Counter, Progress, Work
from dashboard.state.labels import labels_in
from dashboard.state.view_state import address
from linkage.answers.cuts.removals import USUAL
from linkage.answers.exports.provenance import world_provenance
from linkage.answers.sentences import name
from linkage.answers.trace.trace_report import csv_text
from linkage.world.what_if.parser import under

Json = dict[str, Any]
DIGITS = 6
"""Digits that a day may have."""
SAID = (
    "city.tab_day", "city.tab_link", "city.tab_best", "city.tab_sweep", "city.working", "city.day_title",
    "city.day_ask", "city.in_force", "city.ever", "city.day_note", "city.link_title", "city.link", "city.link_stops",
    "city.link_share", "city.link_note", "city.try", "city.tried", "city.best_title", "city.best_any",
    "city.best_restricted", "city.best_stuck", "city.best_one", "city.best_many", "city.best_exact", "city.best_found",
    "city.best_spared", "city.best_of", "city.best_newly", "city.best_lose", "city.best_as_good", "city.best_more",
    "city.best_note", "city.best_group", "city.best_everybody", "city.best_among", "city.best_links", "city.best_aged",
    "city.best_columns", "city.best_identifiers", "city.best_rules", "city.best_weigh", "city.sweep_title",
    "city.sweep_first", "city.sweep_second", "city.sweep_none", "city.sweep_from",
    "city.sweep_to", "city.sweep_step", "city.sweep_measure", "city.sweep_day", "city.sweep_ever", "city.sweep_count",
    "city.sweep_hint", "city.sweep_days", "city.sweep_near", "city.sweep_far", "city.sweep_at", "city.sweep_begin",
    "city.no_answer",
)  # fmt: skip
"""The words that the scripts fill in."""


class TabQuestion(NamedTuple):
    """What somebody looks at: the service/effect in front, a day, the figures of a sweep and what it counts.

    Of the best removals the age group, what may be removed (with commas; blank: the usual), whether lost rewards weigh.
    """

    door: str = ""
    day: int | None = None
    over: str = ""
    measure: str = ""
    group: str = ""
    among: str = ""
    weigh: str = ""

    @classmethod
    def read(cls, parts: Mapping[str, str]) -> TabQuestion:
        """Of a request's parts; a day that is none means no day."""
        day = parts.get("day", "")
        known = int(day) if day.isascii() and day.isdigit() and len(day) <= DIGITS else None
        said = {name: parts.get(name, "") for name in cls._fields if name != "day"}
        return cls(day=known, **said)


# -- of one day ---------------------------------------------------------------------------------------------------


def of_day(context: AppContext, one: CityQuery, look: TabQuestion, patience: float = 0.25) -> Json:
    """Who is restricted on one day: the restrictions in force then, as first shown and under the what-if."""
    day = look.day or 0

    def work(city: Counter) -> Generator[tuple[int, int], None, Json]:
        yield 0, 0
        return city.answer(one.what_if, on_day=day)

    found = _asked(context, one, ("day", str(day)), work, patience)
    if isinstance(found, Progress):
        return _far(found)
    after = {door_id((row["service"], row["effect"])): row for row in found["effects"]}
    before = {
        door_id((row["service"], row["effect"])): row for row in found["baseline" if "baseline" in found else "effects"]
    }
    return {
        "status": "counted",
        "day": day,
        "rows": {
            door: {"before": _people(before.get(door)), "after": _people(after.get(door))} for door in before | after
        },
        "recipe": _city_recipe(one, look._replace(day=day), "day", "--on-day", str(day)),
    }


def _people(row: Json | None) -> Json:
    return {"residents": row["residents"], "companies": row["companies"]} if row else {"residents": 0, "companies": 0}


def _day_rows(one: CityQuery, found: Json) -> tuple[list[str], list[list[str]]]:
    head = ["service", "effect", "day", "residents_before", "companies_before", "residents", "companies"]
    return head, [
        [*door.split("/"), str(found["day"]), *(str(row[side][whom]) for side in _SIDES for whom in _WHOM)]
        for door, row in found["rows"].items()
    ]


# -- by link ------------------------------------------------------------------------------------------------------


def by_link(context: AppContext, one: CityQuery, look: TabQuestion, patience: float = 0.25) -> Json:
    """How much of everything stops if one link alone is cut, under the what-if."""

    def work(city: Counter) -> Generator[tuple[int, int], None, Json]:
        yield 0, 0
        return city.answer(one.what_if, by_link=True)

    found = _asked(context, one, ("link",), work, patience)
    if isinstance(found, Progress):
        return _far(found)
    rows = [{**row, "name": _link_name(one, row["link"])} for row in found["by_link"]]
    recipe = _city_recipe(one, look, "link", "--by-link")
    return {"status": "counted", "rows": rows, "recipe": recipe}


def _link_name(one: CityQuery, link: str) -> str:
    """A link's two ends and the identifiers it joins on."""
    row = under(one.world, one.what_if).links[link]
    keys = dict.fromkeys([row.key, *(hop.identifier for hop in row.via)])
    databases, identifiers = one.world.databases, one.world.identifiers
    ends = f"{name(databases, row.source)} → {name(databases, row.target)}"
    return f"{ends} ({', '.join(name(identifiers, key) for key in keys)})"


def _link_rows(one: CityQuery, found: Json) -> tuple[list[str], list[list[str]]]:
    head = ["link", "name", "rows", "share"]
    return head, [[str(row[column]) for column in head] for row in found["rows"]]


# -- what would spare most ----------------------------------------------------------------------------------------


def best_of(context: AppContext, one: CityQuery, look: TabQuestion, patience: float = 0.25) -> Json:
    """The best one, two and three removals for the service in front, by residents spared."""
    service = look.door.partition("/")[0]
    wanted = BestQuestion(service, tuple(look.among.split(",")) if look.among else USUAL, look.group, bool(look.weigh))
    found = context.bests.ask(one.world, one.state.seed, one.residents, one.what_if, wanted, patience)
    if found is None:
        return {"status": "counting", "done": 0, "of": 0}
    options = {"--protect": service, "--among": look.among, "--group": look.group}
    given = [word for option, value in options.items() if value for word in (option, value)]
    given += ["--weigh-rewards"] if look.weigh else []
    asked = [f"among={look.among.split(',')!r}"] if look.among else []
    asked += [f"group={look.group!r}"] if look.group else []
    asked += ["weigh_rewards=True"] if look.weigh else []
    return {
        "status": "counted",
        "service": name(one.world.services, service) if service else "",
        **{
            each: found[each]
            for each in (
                "restricted",
                "restricted_by_group",
                "whatever_is_removed",
                "how",
                "why_not",
                "choices",
                "sentences",
                "groups",
            )
        },
        "recipe": _recipe(
            one,
            look,
            "best",
            ["cut", "--city", "--best", str(MOST), *given],
            f"linkage.best({', '.join([repr(one.world.id), repr(service), str(MOST), *asked, _given(one)])})",
        ),
    }


def _best_rows(one: CityQuery, found: Json) -> tuple[list[str], list[list[str]]]:
    numbers = ["spared", "newly_restricted", "lose_reward", "exact", "bound"]
    return ["size", "removals", *numbers], [
        [str(choice["size"]), ",".join(cut), *(str(choice[each]) for each in numbers)]
        for choice in found["choices"]
        for cut in choice["cuts"]
    ]


# -- a sweep ------------------------------------------------------------------------------------------------------


def sweep_of(context: AppContext, one: CityQuery, look: TabQuestion, patience: float = 0.25) -> Json:
    """The city at every value of one figure, or of a grid of two."""
    look = look if look.measure else look._replace(measure=usual_measure(one, look.door))
    plan = points_of(one, look.over, look.measure, look.day)
    named = ("sweep", look.over, look.measure, str(look.day))
    found = _asked(context, one, named, sweep_work(plan, one), patience)
    if isinstance(found, Progress):
        return _far(found)
    day = [] if look.day is None else ["--on-day", str(look.day)]
    figures = [word for each in look.over.split(",") for word in ("--over", each)]
    asked = f"{look.over.split(',')!r}, {look.measure!r}, {_given(one)}"
    python = f"linkage.sweep({one.world.id!r}, {asked}{f', on_day={look.day}' if day else ''})"
    verb = ["sweep", *figures, "--measure", look.measure, *day]
    return {"status": "counted", **found, "recipe": _recipe(one, look, "sweep", verb, python)}


def _sweep_rows(one: CityQuery, found: Json) -> tuple[list[str], list[list[str]]]:
    head = [*(axis["text"] for axis in found["axes"]), found["measure"]["text"]]
    return head, [[str(cell) for cell in row] for row in found["rows"]]


# -- what they have in common -------------------------------------------------------------------------------------

_SIDES = ("before", "after")
_WHOM = ("residents", "companies")


def _asked(context: AppContext, one: CityQuery, named: tuple[str, ...], work: Work, patience: float) -> Json | Progress:
    return context.cities.work((one.world, one.state.seed, one.residents), one.what_if, named, work, patience)


def _far(found: Progress) -> Json:
    return {"status": "counting", "done": found.done, "of": found.of}


def _given(one: CityQuery) -> str:
    """The arguments that the questions of `linkage` about a city have in common."""
    return f"what_if={one.what_if!r}, residents={one.residents}, seed={one.state.seed}"


def _address(one: CityQuery, look: TabQuestion, tab: str) -> str:
    day = look.day if tab in ("day", "sweep") else None
    own = {"sweep": ("over", "measure"), "best": ("group", "among", "weigh")}.get(tab, ())
    places = {name: getattr(look, name) for name in own}
    return f"/city{address(replace(one.state, tab=tab, door=look.door, on_day=day, **places))}"


def _recipe(one: CityQuery, look: TabQuestion, tab: str, verb: Sequence[str], python: str) -> dict[str, str]:
    """How an answer is made again: `verb` goes before the world, its options behind."""
    first, *options = verb
    counted = shlex.split(command(one.world, one.what_if, one.state, one.residents))[3:]
    return {
        "address": _address(one, look, tab),
        "command": shlex.join(["linkage", first, one.world.id, *options, *counted]),
        "python": f"import linkage\nanswer = {python}\nanswer",
    }


def _city_recipe(one: CityQuery, look: TabQuestion, tab: str, *options: str) -> dict[str, str]:
    more = f"on_day={look.day}" if tab == "day" else "by='link'"
    return _recipe(one, look, tab, ["city", *options], f"linkage.city({one.world.id!r}, {_given(one)}, {more})")


class Tab(NamedTuple):
    """One of them: what is told, its table, and the words that say what stands in that."""

    tell: Callable[..., Json]
    rows: Callable[[CityQuery, Json], tuple[list[str], list[list[str]]]]
    stamp: str


TABS: Mapping[str, Tab] = MappingProxyType(
    {
        "day": Tab(of_day, _day_rows, "city.day_stamp"),
        "link": Tab(by_link, _link_rows, "city.link_stamp"),
        "best": Tab(best_of, _best_rows, "city.best_stamp"),
        "sweep": Tab(sweep_of, _sweep_rows, "city.sweep_stamp"),
    }
)
"""What can be looked at, by the name of its tab."""


def tab_csv(context: AppContext, one: CityQuery, picture: str, look: TabQuestion) -> str | None:
    """The table behind one of them as CSV, formula cells neutralised, with a stamp below; nothing while it is counted.

    Raises:
        LinkageError: it can't be answered.
    """
    found = TABS[picture].tell(context, one, look, patience=WAITS)
    if found["status"] != "counted":
        return None
    head, rows = TABS[picture].rows(one, found)
    stamp = [
        *world_provenance(under(one.world, one.what_if), one.what_if),
        f"seed {one.state.seed}, {one.residents:,} residents",
        labels_in(one.state.lang)(TABS[picture].stamp, **look._asdict()),
    ]
    return csv_text(head, [*rows, *([f"# {line}"] for line in stamp)])

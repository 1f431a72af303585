"""What a city's counts come to on the City page: bars, days, groups and record kinds, before and after, with units.

Made of the JSON of `linkage city` as the world is first shown and under the what-if; nothing is counted here. Doors
stand in one order whatever the what-if, so that only what changes moves. Reported figures are text from here on: no
picture can draw a booking beside a person.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboard.services.city_jobs import BeforeAndAfter
from dashboard.state.labels import Labels
from dashboard.state.view_state import State, address
from linkage.answers.sentences import name
from linkage.drawing.visual_encoding import EFFECT_WORDS
from linkage.vocabulary import EFFECT_KINDS, RESTRICTIONS
from linkage.world.model import Figure, World
from linkage.world.what_if.parser import parse

Json = dict[str, Any]
Door = tuple[str, str]
WAYS = ("service", "day", "group", "record_kind")
"""By what `linkage.city` counts."""


@dataclass(frozen=True, eq=False)
class CountsView:
    """A city's counts before and after.

    Args:
        world: everything that its folder says.
        what_if: the whole what-if of `counted.after`.
    """

    world: World
    what_if: str
    counted: BeforeAndAfter
    state: State
    words: Labels

    def json(self) -> Json:
        """All that the page shows of the counts."""
        after = self.counted.after
        return {
            "residents": after["residents"],
            "companies": after["companies"],
            "records": after["records"],
            "changed": bool(self.what_if),
            "doors": [self._door(each) for each in self.doors],
            "kinds": [{"id": kind, "name": name(self.world.record_kinds, kind)} for kind in self.kinds],
            "figures": [self._figure(each) for each in self.figures],
        }

    # -- doors --------------------------------------------------------------------------------------------------------

    @cached_property
    def doors(self) -> list[Door]:
        """Every service and effect: what is refused first, other burdens, rewards; of each sort most people first."""
        before, after = self._rows
        found = {**dict.fromkeys(before), **dict.fromkeys(after)}
        new = {door: -_people(after[door]) for door in found if door not in before}
        return sorted(
            found, key=lambda door: (SORTS.index(sort_of(door)), -_people(before.get(door)), new.get(door, 0), door)
        )

    @cached_property
    def _rows(self) -> tuple[dict[Door, Json], dict[Door, Json]]:
        """The rows of `effects`, before and after."""
        before, after = ({(row["service"], row["effect"]): row for row in answer["effects"]} for answer in self.counted)
        return before, after

    def _door(self, door: Door) -> Json:
        before, after = (rows.get(door, {}) for rows in self._rows)
        return {
            "id": door_id(door),
            "name": self.door_name(door),
            "word": self._word(door),
            "sort": sort_of(door),
            "burdens": door[1] in RESTRICTIONS,
            "before": _numbers(before),
            "after": _numbers(after),
            "days": {"before": before.get("by_day", []), "after": after.get("by_day", [])},
            "groups": self._groups(before.get("by_group", {}), after.get("by_group", {})),
            "kinds": self._of_kinds(door),
            "figures": [each.id for each in self.figures if each.compare == door_id(door)],
            "recipes": {way: self.recipe(door, way) for way in WAYS},
        }

    def door_name(self, door: Door) -> str:
        """What a door is called; what has no service by its effect."""
        return name(self.world.services, door[0]) if door[0] else EFFECT_KINDS[door[1]].without_service

    def _word(self, door: Door) -> str:
        return EFFECT_WORDS.get(self.words.lang, EFFECT_WORDS["en"])[door[1]][1] if door[0] else ""

    # -- groups and kinds ---------------------------------------------------------------------------------------------

    def _groups(self, before: Mapping[str, int], after: Mapping[str, int]) -> list[Json]:
        firms = [size for size, _ in self.world.people.company_sizes]
        ages = [CHILDREN, *(age for age, _ in self.world.people.age_groups)]
        there = {*before, *after}
        return [
            {
                "id": group,
                "name": self._group_name(group, group in firms),
                "companies": group in firms,
                "before": before.get(group, 0),
                "after": after.get(group, 0),
            }
            for group in [*ages, *firms]
            if group in there
        ]

    def _group_name(self, group: str, companies: bool) -> str:
        if group == CHILDREN:
            return self.words("city.children")
        if companies:
            return self.words("city.companies_of", size=group.replace("-", " ").capitalize())
        return re.sub(r"^(\d+)-(\d+)$", r"\1–\2", group).replace("-plus", "+").replace("-", " ").capitalize()

    @cached_property
    def kinds(self) -> list[str]:
        """The record kinds that come to anything, in the order of the world."""
        there = {row["record_kind"] for answer in self.counted for row in answer["by_record_kind"]}
        return [kind for kind in self.world.record_kinds if kind in there]

    @cached_property
    def _by_kind(self) -> tuple[dict[tuple[Door, str], Json], ...]:
        return tuple(
            {((row["service"], row["effect"]), row["record_kind"]): row for row in answer["by_record_kind"]}
            for answer in self.counted
        )

    def _of_kinds(self, door: Door) -> Json:
        """For each record kind that comes to a door: residents and companies, before and after."""
        before, after = self._by_kind
        return {
            kind: {"before": _pair(before.get((door, kind))), "after": _pair(after.get((door, kind)))}
            for kind in self.kinds
            if (door, kind) in before or (door, kind) in after
        }

    # -- reported figures ---------------------------------------------------------------------------------------------

    @property
    def figures(self) -> list[Figure]:
        """The world's figures, those with most quotes behind them first."""
        return sorted(self.world.figures.values(), key=lambda figure: -len(figure.evidence))

    def _figure(self, figure: Figure) -> Json:
        """A reported figure, as text: its number never leaves without bound, unit, area and period."""
        bound = "" if figure.bound == "exact" else figure.bound
        source = self.world.sources.get(figure.source)
        return {
            "id": figure.id,
            "value": f"{bound} {figure.value:,.10g}".strip(),
            "unit": figure.unit,
            "area": figure.area,
            "period": figure.period,
            "source": source.title if source else figure.source,
            "publisher": source.publisher if source else "",
            "why_not": figure.why_not,
            "beside": bool(figure.compare),
        }

    # -- the same again -----------------------------------------------------------------------------------------------

    def recipe(self, door: Door, way: str) -> dict[str, str]:
        """How the numbers of a door are made again."""
        rows = f"answer[(answer.service == {door[0]!r}) & (answer.effect == {door[1]!r})]"
        value = f'int({rows}["residents"].sum())' if way == "service" else rows
        by = "" if way == "service" else f", by={way!r}"
        given = f"{self.world.id!r}, {self.what_if!r}, residents={self.counted.after['residents']}"
        return {
            "address": f"/city{address(self.state)}",
            "command": command(self.world, self.what_if, self.state, self.counted.after["residents"]),
            "python": f"import linkage\nanswer = linkage.city({given}, seed={self.state.seed}{by})\n{value}",
        }


CHILDREN = "under-18"
SORTS = ("refuse", "other", "reward")
"""What the page calls the groups of effects: those that close a door, those that burden otherwise, those that help."""


def sort_of(door: Door) -> str:
    """The group of a door's effect."""
    kind = EFFECT_KINDS[door[1]]
    if kind.closes:
        return "refuse"
    return "reward" if kind.side == "reward" else "other"


def headings() -> dict[str, str]:
    """The headings of the groups, made of their effects: those that always stand at a service come first."""
    at_services = (kind for kind in EFFECT_KINDS.values() if kind.mechanism == "service")
    words: dict[str, list[str]] = {sort: [] for sort in SORTS}
    for kind in sorted(at_services, key=lambda kind: not kind.needs_service):
        words[sort_of(("", kind.word))].append(kind.heading or kind.participle)
    texts = (", ".join(words[sort]).capitalize() for sort in SORTS)
    return dict(zip(("restricted", "others", "rewarded"), texts, strict=True))


def command(world: World, what_if: str, state: State, residents: int, *more: str) -> str:
    """The command that counts a city."""
    asked = [
        *(["--what-if", what_if] if what_if else []),
        *(["--residents", str(residents)] if residents != world.population else []),
        *(["--seed", str(state.seed)] if state.seed != 1 else []),
    ]
    return shlex.join(["linkage", "city", world.id, *asked, *more])


def range_recipe(world: World, what_if: str, state: State, residents: int) -> dict[str, str]:
    """How the ranges of a city are made again."""
    return {
        "address": f"/city{address(state)}",
        "command": command(world, what_if, state, residents, "--range"),
        "python": "import linkage; from linkage.answers.whole_city import uncertainty\n"
        f"answer = uncertainty.ranged(linkage.load({world.id!r}), {what_if!r}, {state.seed}, {residents})\n"
        'answer["effects"]',
    }


def door_id(door: Door) -> str:
    """A door as the address and `figures.csv` write it.

    >>> door_id(("flight", "refuse"))
    'flight/refuse'
    """
    return "/".join(door)


def _people(row: Json | None) -> int:
    return int(row["residents"] + row["companies"]) if row else 0


def _numbers(row: Json) -> Json:
    """What one row of `effects` counts; nobody where there is none."""
    return {
        "residents": row.get("residents", 0),
        "companies": row.get("companies", 0),
        "wrongly": row.get("wrongly", 0),
        "children": row.get("by_group", {}).get(CHILDREN, 0),
        "assumed": row.get("assumed_share"),
    }


def _pair(row: Json | None) -> list[int]:
    return [row["residents"], row["companies"]] if row else [0, 0]


def many(number: int) -> str:
    """A round number of people in words.

    >>> many(22_000_000), many(9_470_000), many(1_300_000_000), many(10_000)
    ('22 million', '9.47 million', '1.3 billion', '10,000')
    """
    for size, word in ((1_000_000_000, "billion"), (1_000_000, "million")):
        if number >= size and number * 100 % size == 0:
            return f"{number / size:,.10g} {word}"
    return f"{number:,}"


def changes(what_if: str, world: World, own: str = "") -> Iterable[Json]:
    """The parts of a what-if: text, sentence, and whether the address says it (the story says the others)."""
    said = {each.text for each in parse(own, world)}
    return [
        {"text": each.text, "sentence": each.sentence(world), "own": each.text in said}
        for each in parse(what_if, world)
    ]

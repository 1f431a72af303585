"""A city's counts as the City page shows them: by service, day, group and record kind, before and after.

They come from the JSON of `linkage city`, once as the world is first shown and once under the what-if; nothing is
counted here. Doors keep one order whatever the what-if, so that only what changes moves. Reported figures leave here as
text: no chart can draw a booking beside a person. The scripts beside this file show the counts, and
`graph_answer.py` draws them.
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
from linkage.drawing.visual_encoding import effect_words
from linkage.vocabulary import EFFECT_KINDS, RESTRICTIONS
from linkage.world.model import Figure, World
from linkage.world.what_if.fallback import summed_up
from linkage.world.what_if.parser import parse, under

Json = dict[str, Any]
Door = tuple[str, str]
GROUPINGS = ("service", "day", "group", "record_kind")
"""The values of `by` in `linkage.city`."""


@dataclass(frozen=True, eq=False)
class CountsView:
    """A city's counts before and after.

    Args:
        world: the world with everything that its folder says.
        what_if: the whole what-if of `counts.after`.
        counts: the JSON of `linkage city` before and after.
        labels: the interface texts of one language.
    """

    world: World
    what_if: str
    counts: BeforeAndAfter
    state: State
    labels: Labels

    def json(self) -> Json:
        """The counts as the page takes them."""
        after = self.counts.after
        return {
            "residents": after["residents"],
            "companies": after["companies"],
            "records": after["records"],
            "changed": bool(self.what_if),
            "doors": [self._door(door) for door in self.doors],
            "kinds": [{"id": kind, "name": name(self.world.record_kinds, kind)} for kind in self.kinds],
            "closed": self._closed_by_needs(),
            "figures": [self._figure(figure) for figure in self.figures],
        }

    # -- doors --------------------------------------------------------------------------------------------------------

    @cached_property
    def doors(self) -> list[Door]:
        """Every service and effect: refusals, other burdens, rewards; in each, the most through links first."""
        before, after = self._rows
        doors = {**dict.fromkeys(before), **dict.fromkeys(after)}
        new = {door: _order(after[door]) for door in doors if door not in before}
        return sorted(
            doors,
            key=lambda door: (
                EFFECT_GROUPS.index(effect_group(door)),
                _order(before.get(door)),
                new.get(door, (0, 0)),
                door,
            ),
        )

    @cached_property
    def _rows(self) -> tuple[dict[Door, Json], dict[Door, Json]]:
        """The rows of `effects`, before and after."""
        before, after = ({(row["service"], row["effect"]): row for row in answer["effects"]} for answer in self.counts)
        return before, after

    def _door(self, door: Door) -> Json:
        before, after = (rows.get(door, {}) for rows in self._rows)
        return {
            "id": door_id(door),
            "name": self.door_name(door),
            "word": self._effect_word(door),
            "sort": effect_group(door),
            "burdens": door[1] in RESTRICTIONS,
            "before": _row_counts(before),
            "after": _row_counts(after),
            "days": {"before": before.get("by_day", []), "after": after.get("by_day", [])},
            "groups": self._groups(before.get("by_group", {}), after.get("by_group", {})),
            "kinds": self._kind_counts(door),
            "figures": [figure.id for figure in self.figures if figure.compare == door_id(door)],
            "recipes": {way: self.recipe(door, way) for way in GROUPINGS},
        }

    def door_name(self, door: Door) -> str:
        """A door's name: its service's, or its effect's where it has no service."""
        return name(self.world.services, door[0]) if door[0] else EFFECT_KINDS[door[1]].without_service

    def _effect_word(self, door: Door) -> str:
        words = effect_words(door[1], self.labels.lang)
        return (EFFECT_KINDS[door[1]].city_word if self.labels.lang == "en" else words.after) if door[0] else ""

    def _closed_by_needs(self) -> list[Json]:
        """The services closed to somebody only because of what they need: how many in all, and how many of those."""
        before, after = ({row["service"]: row for row in answer["closed"]} for answer in self.counts)
        return [
            {
                "name": name(self.world.services, service),
                "needs": name(self.world.services, self.world.services[service].needs),
                "before": _closed_count(before.get(service)),
                "after": _closed_count(after.get(service)),
            }
            for service in {**before, **after}
            if any(_closed_count(rows.get(service))[1] for rows in (before, after))
        ]

    # -- groups and kinds ---------------------------------------------------------------------------------------------

    def _groups(self, before: Mapping[str, int], after: Mapping[str, int]) -> list[Json]:
        firms = [size for size, _ in self.world.people.company_sizes]
        ages = [CHILDREN, *(age for age, _ in self.world.people.age_groups)]
        present = {*before, *after}
        return [
            {
                "id": group,
                "name": group_name(group, group in firms, self.labels),
                "companies": group in firms,
                "before": before.get(group, 0),
                "after": after.get(group, 0),
            }
            for group in [*ages, *firms]
            if group in present
        ]

    @cached_property
    def kinds(self) -> list[str]:
        """The record kinds that lead to an effect, in the order of the world."""
        present = {row["record_kind"] for answer in self.counts for row in answer["by_record_kind"]}
        return [kind for kind in self.world.record_kinds if kind in present]

    @cached_property
    def _by_kind(self) -> tuple[dict[tuple[Door, str], Json], ...]:
        return tuple(
            {((row["service"], row["effect"]), row["record_kind"]): row for row in answer["by_record_kind"]}
            for answer in self.counts
        )

    def _kind_counts(self, door: Door) -> Json:
        """For each record kind that leads to a door's effect: residents and companies, before and after."""
        before, after = self._by_kind
        return {
            kind: {
                "before": _residents_and_companies(before.get((door, kind))),
                "after": _residents_and_companies(after.get((door, kind))),
            }
            for kind in self.kinds
            if (door, kind) in before or (door, kind) in after
        }

    # -- reported figures ---------------------------------------------------------------------------------------------

    @property
    def figures(self) -> list[Figure]:
        """The world's reported figures, those with most quotes first."""
        return sorted(self.world.figures.values(), key=lambda figure: -len(figure.evidence))

    def _figure(self, figure: Figure) -> Json:
        """A reported figure as text: its number always comes with bound, unit, area and period."""
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

    # -- recipes -------------------------------------------------------------------------------------------------------

    def recipe(self, door: Door, way: str) -> dict[str, str]:
        """The address, command and Python that give a door's numbers, counted by one of `GROUPINGS`."""
        rows = f"answer[(answer.service == {door[0]!r}) & (answer.effect == {door[1]!r})]"
        value = f'int({rows}["residents"].sum())' if way == "service" else rows
        by = "" if way == "service" else f", by={way!r}"
        arguments = f"{self.world.id!r}, {self.what_if!r}, residents={self.counts.after['residents']}"
        return {
            "address": f"/city{address(self.state)}",
            "command": city_command(self.world, self.what_if, self.state, self.counts.after["residents"]),
            "python": f"import linkage\nanswer = linkage.city({arguments}, seed={self.state.seed}{by})\n{value}",
        }


CHILDREN = "under-18"
EFFECT_GROUPS = ("refuse", "other", "reward")
"""The groups of effects: those that close a door, other burdens, rewards."""


def effect_group(door: Door) -> str:
    """The group of a door's effect, one of `EFFECT_GROUPS`."""
    kind = EFFECT_KINDS[door[1]]
    if kind.closes:
        return "refuse"
    return "reward" if kind.side == "reward" else "other"


def group_name(group: str, companies: bool, labels: Labels) -> str:
    """What an age group, or a size of companies, is called."""
    if group == CHILDREN:
        return labels("city.children")
    if companies:
        return labels("city.companies_of", size=group.replace("-", " ").capitalize())
    return re.sub(r"^(\d+)-(\d+)$", r"\1–\2", group).replace("-plus", "+").replace("-", " ").capitalize()


def group_headings() -> dict[str, str]:
    """The heading of each group, which lists its effects; those that always have a service come first."""
    at_services = (kind for kind in EFFECT_KINDS.values() if kind.mechanism == "service")
    headings_by_group: dict[str, list[str]] = {sort: [] for sort in EFFECT_GROUPS}
    for kind in sorted(at_services, key=lambda kind: not kind.needs_service):
        headings_by_group[effect_group(("", kind.word))].append(kind.heading or kind.city_word)
    texts = (", ".join(headings_by_group[sort]).capitalize() for sort in EFFECT_GROUPS)
    return dict(zip(("restricted", "others", "rewarded"), texts, strict=True))


def city_command(world: World, what_if: str, state: State, residents: int, *more: str) -> str:
    """The command line that counts a city; `more` are further options."""
    options = [
        *(["--what-if", what_if] if what_if else []),
        *(["--residents", str(residents)] if residents != world.population else []),
        *(["--seed", str(state.seed)] if state.seed != 1 else []),
    ]
    return shlex.join(["linkage", "city", world.id, *options, *more])


def door_id(door: Door) -> str:
    """A door as the address and `figures.csv` write it.

    >>> door_id(("flight", "refuse"))
    'flight/refuse'
    """
    return "/".join(door)


def _order(row: Json | None) -> tuple[int, int]:
    """What a row is sorted by: how many subjects it comes to through links, then in all; the most first."""
    if row is None:
        return (0, 0)
    through = row["through_links"]
    return (-(through["residents"] + through["companies"]), -(row["residents"] + row["companies"]))


def _row_counts(row: Json) -> Json:
    """The counts of one row of `effects`; zeros where there is none."""
    return {
        "residents": row.get("residents", 0),
        "companies": row.get("companies", 0),
        "through": row.get("through_links", {"residents": 0, "companies": 0}),
        "wrongly": row.get("wrongly", 0),
        "falsely": row.get("falsely", 0),
        "children": row.get("by_group", {}).get(CHILDREN, 0),
        "assumed": row.get("assumed_share"),
    }


def _closed_count(row: Json | None) -> list[int]:
    """How many residents a service is closed to, and how many of them only because of what it needs."""
    return [row["residents"], row["by_needs"]] if row else [0, 0]


def _residents_and_companies(row: Json | None) -> list[int]:
    return [row["residents"], row["companies"]] if row else [0, 0]


def number_in_words(number: int) -> str:
    """A round number in words.

    >>> number_in_words(22_000_000), number_in_words(9_470_000), number_in_words(1_300_000_000), number_in_words(10_000)
    ('22 million', '9.47 million', '1.3 billion', '10,000')
    """
    for size, word in ((1_000_000_000, "billion"), (1_000_000, "million")):
        if number >= size and number * 100 % size == 0:
            return f"{number / size:,.10g} {word}"
    return f"{number:,}"


def what_if_parts(what_if: str, world: World, own_text: str = "") -> Iterable[Json]:
    """The interventions of a what-if: text, sentence, and whether the address names it rather than the story.

    Args:
        own_text: the what-if of the address.
    """
    own_parts = {intervention.text for intervention in parse(own_text, world)}
    reading = under(world, next((part for part in what_if.split(",") if part.startswith("reading:")), ""))
    return [
        {"text": text, "sentence": sentence, "own": own_parts.issuperset(text.split(","))}
        for text, sentence in summed_up(parse(what_if, world), reading)
    ]

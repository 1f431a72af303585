"""Which measures of a city can be shared among its links, and the game that counts them (`fair_shares`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import combinations

from linkage.answers.cuts.relevant_subworld import relevant_subworld
from linkage.answers.whole_city.city_measures import CLOSED, DOUBTFUL, read_measure
from linkage.citywide.counts.link_game import GameMeasure, LinkGame, LinkSet
from linkage.citywide.engine.reach_conditions import can_follow
from linkage.citywide.workers import strip_texts
from linkage.errors import LinkageError
from linkage.vocabulary import CLOSING_EFFECTS, RESTRICTIONS, REWARDS, SCORE_EFFECTS
from linkage.world.link_paths import kinds_carried
from linkage.world.model import Rule, World
from linkage.world.needs_chains import needs_chain

SHARED_MEASURES: Mapping[str, frozenset[str]] = {"restrictions": RESTRICTIONS, "rewards": REWARDS}
"""What is shared unless something else is asked: distinct subjects, services and effects, of these effects."""

MAX_PLAYERS = 10
"""The most links of which all sets are tried, where routes can't be followed."""

Ends = dict[str, str]
"""Rule → what each subject counts once for."""


def link_game(
    world: World, measures: Iterable[str] = (), on_day: int | None = None, follow_routes: bool = True
) -> LinkGame:
    """The game of a world's links.

    Args:
        measures: what is shared: `restrictions`, `rewards`, or a measure of `city_measures`; none: the first two.
        on_day: the day on which what stops is counted; None: ever.
        follow_routes: whether routes may be followed; if not, sets of links are run.

    Raises:
        LinkageError: there is no such measure, or it can't be shared among links.
    """
    stripped, links = strip_texts(world), tuple(sorted(world.links))
    living, bits = _without_idle_scores(stripped), {link: 1 << bit for bit, link in enumerate(links)}
    texts = list(dict.fromkeys(measures)) or list(SHARED_MEASURES)
    rows = tuple(_game_measure(text, world, living, bits, follow_routes) for text in texts)
    followed = relevant_subworld(living, sorted({rule for row in rows for rule in row.followed}))
    measured = relevant_subworld(living, sorted({rule for row in rows for rule in row.ends}))
    removed_sets: tuple[LinkSet, ...] = ()
    if on_day is not None or any(row.players is None for row in rows):
        removed_sets = _removed_sets(measured, rows, bits)
    return LinkGame(stripped, links, rows, followed, measured, removed_sets)


def _without_idle_scores(world: World) -> World:
    """The world without score rules at databases where no points can fall: they never fire."""
    pointed = {rule.database for rule in world.rules.values() if rule.effect in SCORE_EFFECTS}
    rules = {name: rule for name, rule in world.rules.items() if rule.threshold is None or rule.database in pointed}
    return replace(world, rules=rules)


def _game_measure(
    text: str, world: World, living: World, bits: Mapping[str, LinkSet], follow_routes: bool
) -> GameMeasure:
    of, ends = _read(text, world)
    ends = {rule: end for rule, end in ends.items() if rule in living.rules}
    followed, enumerated = Ends(), Ends()
    for end in sorted(set(ends.values())):
        rules = [rule for rule, to in ends.items() if to == end]
        can = follow_routes and can_follow(relevant_subworld(living, rules))
        (followed if can else enumerated).update(dict.fromkeys(rules, end))
    players = sum(bits[link] for link in _live_links(relevant_subworld(living, sorted(enumerated))))
    return GameMeasure(text, of, followed, enumerated, players if players.bit_count() <= MAX_PLAYERS else None)


def _read(text: str, world: World) -> tuple[str, Ends]:
    """Whom a measure counts, and the end of each rule."""
    rules = [rule for rule in world.rules.values() if rule.at_a_service]
    if text in SHARED_MEASURES:
        return "both", {rule.id: _door(rule) for rule in rules if rule.effect in SHARED_MEASURES[text]}
    measure = read_measure(text, world)
    if measure.of in ("restricted", "rewarded"):
        effects = RESTRICTIONS if measure.of == "restricted" else REWARDS
        return "residents", {rule.id: "" for rule in rules if rule.effect in effects}
    if measure.of in DOUBTFUL:
        raise LinkageError(
            f"'{text}' can't be shared among links: what is {measure.of.removesuffix('ly')} is found by taking "
            f"{'matches' if measure.of == 'wrongly' else 'records'} away."
        )
    closing = [rule for rule in rules if rule.effect in CLOSING_EFFECTS]
    if measure.door is None:
        return "residents", {rule.id: rule.service for rule in closing}
    if measure.of == CLOSED:
        chain = needs_chain(world, measure.door[0])
        return "residents", {rule.id: "" for rule in closing if rule.service in chain}
    return measure.of, {rule.id: "" for rule in rules if (rule.service, rule.effect) == measure.door}


def _door(rule: Rule) -> str:
    return f"{rule.service} {rule.effect}"


def _live_links(world: World) -> list[str]:
    """The links of a world that a record can come to from its home."""
    reached = {(row.home, kind) for kind, row in world.record_kinds.items()}
    live: set[str] = set()
    before = -1
    while before != len(reached) + len(live):
        before = len(reached) + len(live)
        for link in world.links.values():
            carried = [kind for kind in kinds_carried(world, link) if (link.source, kind) in reached]
            reached |= {(link.target, kind) for kind in carried}
            live |= {link.id} if carried else set()
    return sorted(live)


def _removed_sets(measured: World, rows: tuple[GameMeasure, ...], bits: Mapping[str, LinkSet]) -> tuple[LinkSet, ...]:
    """No link, each link that matters, and each pair that matters to one end together."""
    pairs: set[LinkSet] = set()
    for row in rows:
        for end in sorted(set(row.ends.values())) if row.players is not None else ():
            rules = [rule for rule, to in row.ends.items() if to == end]
            links = _live_links(relevant_subworld(measured, rules))
            pairs |= {bits[first] | bits[second] for first, second in combinations(links, 2)}
    return (0, *(bits[link] for link in _live_links(measured)), *sorted(pairs))

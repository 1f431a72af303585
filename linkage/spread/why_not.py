"""Why a door stays open: the first condition that fails on the nearest route to it.

A route is walked on the world's links and listing rules, whatever their shares and people's values; the nearest is
the one with the fewest of them left from where the record already is. Walking it, the first condition that fails is
named. Source: design 4.6.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from linkage.population.tables import Account, Tables
from linkage.spread.compiled_rules import CompiledRules, falls_on, home_rows
from linkage.spread.matching import Route, matches
from linkage.spread.proofs import DerivationGraph
from linkage.spread.steps import Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS, LISTING_EFFECTS, SCORE_EFFECTS
from linkage.world.link_paths import hops_of, kinds_carried
from linkage.world.model import Link, Rule, World


class WhyNot(NamedTuple):
    """What failed: where, at which link or rule, and the condition in words."""

    service: str
    condition: str  # a word for programs: no-rule, no-way, not-carried, needs-confirmed, held-back, …
    database: str
    by: str
    sentence: str


Place = tuple[str, str]
"""A database and a record kind."""


def why_not(plan: CompiledRules, tables: Tables, spread: Spread, service: str, subject: str) -> WhyNot:
    """The first condition that fails on the nearest route to closing a service to a subject."""
    world = plan.world
    rules = [rule for rule in world.rules.values() if rule.service == service and rule.effect in CLOSING_EFFECTS]
    needs = world.everything.services[service].needs
    if not rules and needs and _follows(world, service):
        return why_not(plan, tables, spread, needs, subject)
    if not rules:
        return _no_rule(world, service)
    web = DerivationGraph(plan, tables, spread)
    way = _nearest(world, spread, rules)
    if way is None:
        return _no_way(world, spread, service, rules)
    step, moves = way
    return _first_failure(web, service, subject, step, moves)


def _follows(world: World, service: str) -> bool:
    """Whether what a service needs, and what that one needs, comes to an end (and not to a circle)."""
    services, seen = world.everything.services, {service}
    while service := services[service].needs:
        if service in seen:
            return False
        seen.add(service)
    return True


def _no_rule(world: World, service: str) -> WhyNot:
    name = world.everything.services[service].name
    others = [r for r in world.everything.rules.values() if r.service == service and r.effect in CLOSING_EFFECTS]
    if others:
        what = f"This reading or what-if leaves no rule that refuses {name} ({len(others)} of the folder's are off)."
    else:
        what = f"No rule of this world refuses {name}."
    return WhyNot(service, "no-rule", "", "", what)


def _no_way(world: World, spread: Spread, service: str, rules: list[Rule]) -> WhyNot:
    kinds = " or ".join(sorted({world.everything.record_kinds[r.kind].name for r in spread.records})) or "the record"
    places = " or ".join(sorted({world.databases[rule.database].name for rule in rules}))
    looked_for = {kind for rule in rules for kind in kinds_for(world, rule)}
    if not looked_for & _kinds_that_can_come(world, spread):
        name = world.everything.services[service].name
        return WhyNot(service, "no-rule", rules[0].database, "", f"No rule that refuses {name} looks for {kinds}.")
    return WhyNot(service, "no-way", rules[0].database, "", f"No link carries {kinds} to {places}.")


def _kinds_that_can_come(world: World, spread: Spread) -> set[str]:
    """The kinds of the starting records, and of every listing that they can lead to."""
    found = {record.kind for record in spread.records}
    while True:
        listing = [rule for rule in world.rules.values() if rule.effect in LISTING_EFFECTS]
        more = {rule.lists for rule in listing if found & kinds_for(world, rule)} - found
        if not more:
            return found
        found |= more


def kinds_for(world: World, rule: Rule) -> set[str]:
    """The kinds that a rule looks for; of a score rule, those that give points where it looks."""
    if rule.threshold is None:
        return set(rule.kinds)
    points = (each for each in world.rules.values() if each.effect in SCORE_EFFECTS and each.database == rule.database)
    return {kind for each in points for kind in each.kinds}


Move = Link | Rule


def _nearest(world: World, spread: Spread, rules: list[Rule]) -> tuple[Step, list[Move]] | None:
    """The known step and the fewest links and rules from it that would bring an effect."""
    waiting: deque[tuple[Step, Place, list[Move]]] = deque()
    seen: set[Place] = set()
    for step in sorted(
        (s for s in spread.steps if s.kind in ("recorded", "linked", "listed")),
        key=lambda s: (s.subject != _start(spread), s.depth),
    ):
        waiting.append((step, (step.database, step.record_kind), []))
    while waiting:
        step, place, moves = waiting.popleft()
        closing = next((r for r in rules if r.database == place[0] and place[1] in kinds_for(world, r)), None)
        if closing is not None:
            return step, [*moves, closing]
        if moves and place in seen:
            continue
        seen.add(place)
        for move, following in _moves(world, place):
            if following not in seen:
                waiting.append((step, following, [*moves, move]))
    return None


def _start(spread: Spread) -> str:
    return spread.records[0].subject if spread.records else ""


def _moves(world: World, place: Place) -> list[tuple[Move, Place]]:
    database, kind = place
    found: list[tuple[Move, Place]] = [
        (link, (link.target, kind))
        for link in world.links.values()
        if link.source == database and kind in kinds_carried(world, link)
    ]
    for rule in world.rules.values():
        if rule.effect in LISTING_EFFECTS and rule.database == database and kind in kinds_for(world, rule):
            found.append((rule, (world.record_kinds[rule.lists].home, rule.lists)))
    return found


def _first_failure(web: DerivationGraph, service: str, subject: str, step: Step, moves: list[Move]) -> WhyNot:
    at = [step]
    for move in moves:
        if isinstance(move, Link):
            failure, following = _try_link(web, service, at, move)
        else:
            failure, following = _try_rule(web, service, subject, at, move)
        if failure is not None:
            return failure
        at = following
    name = web.plan.world.everything.services[service].name
    return WhyNot(service, "falls-on-another", step.database, "", f"{name} is closed, but not to {subject}.")


def _try_link(web: DerivationGraph, service: str, at: list[Step], link: Link) -> tuple[WhyNot | None, list[Step]]:
    world = web.plan.world
    routes = {r.id: r for found in web.plan.routes.values() for r in found}
    source = world.databases[link.source].name

    def fail(condition: str, sentence: str) -> tuple[WhyNot, list[Step]]:
        return WhyNot(service, condition, link.source, link.id, sentence), []

    if link.id not in routes:
        return fail("blank-column", f"The link '{link.id}' joins on a column that is blank under this what-if.")
    route = routes[link.id]
    confirmed = [step for step in at if not route.confirmed or web.confirmed(step)]
    if not confirmed:
        return fail("needs-confirmed", f"{source} passes on confirmed records only, and this one is suspected.")
    passed = [s for s in confirmed if route.share >= 1 or web.tables.draw(route.id, s.record) < route.share]
    if not passed:
        return fail("held-back", f"{source} passes on {route.share:.1%} of records, and held this one back.")
    following = _followed(web, route, passed)
    return (None, following) if following else fail(*_no_match(web, route, link, web.account(passed[0])))


def _followed(web: DerivationGraph, route: Route, steps: list[Step]) -> list[Step]:
    found = []
    for step in steps:
        for match in matches(route, web.account(step), web.tables):
            known = web.known.get((step.record, match.account.id))
            if known is not None:
                found.append(known)
    return found


def _no_match(web: DerivationGraph, route: Route, link: Link, account: Account) -> tuple[str, str]:
    """Where on its way a join finds nothing."""
    world = web.plan.world
    identifiers, databases = world.everything.identifiers, world.everything.databases
    value = account.values.get(route.key)
    name = identifiers[route.key].name
    if not value:
        return "no-value", f"The row at {databases[account.database].name} holds no {name}."
    values = [value]
    for register, given, gives in hops_of(link):
        rows = [row for each in values for row in web.tables.rows(register, given, each)]
        where = databases[register].name
        if not rows:
            return "not-registered", f"{where} has no row with that {identifiers[given].name}."
        values = [row.values[gives] for row in rows if row.values.get(gives)]
        if not values:
            return "blank-cell", f"{where} has the row, but it names no {identifiers[gives].name}."
    target = databases[route.target].name
    return "no-account", f"{target} has no account with that {identifiers[route.last].name}."


def _try_rule(
    web: DerivationGraph, service: str, subject: str, at: list[Step], rule: Rule
) -> tuple[WhyNot | None, list[Step]]:
    world = web.plan.world
    place = world.databases[rule.database].name

    def fail(condition: str, sentence: str) -> tuple[WhyNot, list[Step]]:
        return WhyNot(service, condition, rule.database, rule.id, sentence), []

    if rule.threshold is not None:
        scored = [step for step in web.scored.values() if step.account in {each.account for each in at}]
        if not scored:
            return fail("no-points", f"No points fall at {place}.")
        if not any(step.by == rule.id for step in web.spread.steps):
            total = web.score([step for step in scored if step.account == scored[0].account])
            sign = "below" if rule.threshold.sign == "<" else "at least"
            return fail("score", f"The score at {place} is {total:,}, which isn't {sign} {rule.threshold.score:,}.")
        confirmed = at
    else:
        confirmed = [step for step in at if rule.needs != "confirmed" or web.confirmed(step)]
        if not confirmed:
            return fail("needs-confirmed", f"{place} acts on confirmed records only, and this one is suspected.")
        kinds = {s.record_kind for step in confirmed for s in web.at[step.account] if s.record_kind in rule.kinds}
        if len(kinds) < rule.at_least:
            return fail(
                "at-least", f"{place} acts on {rule.at_least} different kinds of record, and knows {len(kinds)}."
            )
    every = (*web.plan.triggers.values(), *web.plan.score_triggers.values())
    trigger = next(t for found in every for t in found if t.id == rule.id)
    fallen = [whom for step in confirmed for whom in falls_on(trigger, step.subject, web.tables)]
    if not fallen:
        return fail("falls-on-nobody", f"The rule at {place} falls on {rule.falls_on}, and there are none.")
    if rule.effect in LISTING_EFFECTS:
        homes = [home.id for whom in fallen for home in home_rows(world, rule.lists, whom, web.tables)]
        known = [step for step in web.arrivals if step.by == rule.id and step.account in homes]
        return (None, known) if known else fail("no-account", f"There is no account for the listing of '{rule.id}'.")
    if subject not in fallen:
        return fail(
            "falls-on-another", f"The rule at {place} falls on {rule.falls_on}: {', '.join(sorted(set(fallen)))}."
        )
    return None, confirmed

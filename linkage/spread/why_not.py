"""Why not: the first condition that fails on the shortest path to closing a service to a subject.

A path runs along the world's links and listing rules, whatever their shares and the subjects' values; the shortest has
the fewest of them left from where the record already is (breadth-first search). Following it, the first condition that
fails is named. Source: design 4.6.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from linkage.population.account_table import Account
from linkage.population.cell_errors import read_cell, read_key, rows_with_key, shown_cell
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import CompiledRules, affected_subjects, home_rows, is_enforced
from linkage.spread.matching import Route, matches
from linkage.spread.proofs import DerivationGraph
from linkage.spread.steps import Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS, LISTING_EFFECTS, SCORE_EFFECTS
from linkage.world.column_errors import ErrorsByColumn
from linkage.world.composites import parts_of
from linkage.world.link_paths import hops_of, kinds_carried
from linkage.world.model import Link, Rule, World
from linkage.world.what_if.intervention import key_name


class WhyNot(NamedTuple):
    """The condition that failed: at which database, at which link or rule, and in words."""

    service: str
    condition: str  # a word for programs: no-rule, no-way, not-carried, needs-confirmed, held-back, …
    database: str
    by: str
    sentence: str


Node = tuple[str, str]
"""A node of the search: a database and a record kind."""


def why_not(plan: CompiledRules, tables: Tables, spread: Spread, service: str, subject: str) -> WhyNot:
    """The first condition that fails on the shortest path to closing a service to a subject."""
    world = plan.world
    rules = [rule for rule in world.rules.values() if rule.service == service and rule.effect in CLOSING_EFFECTS]
    needs = world.everything.services[service].needs
    if not rules and needs and _needs_chain_ends(world, service):
        return why_not(plan, tables, spread, needs, subject)
    if not rules:
        return _no_rule(world, service)
    graph = DerivationGraph(plan, tables, spread)
    path = _shortest_path(world, spread, rules)
    if path is None:
        return _no_path(world, spread, service, rules)
    step, edges = path
    return _first_failure(graph, service, subject, step, edges)


def _needs_chain_ends(world: World, service: str) -> bool:
    """Whether the chain of services that a service needs comes to an end, and not to a circle."""
    services, visited = world.everything.services, {service}
    while service := services[service].needs:
        if service in visited:
            return False
        visited.add(service)
    return True


def _no_rule(world: World, service: str) -> WhyNot:
    name = world.everything.services[service].name
    rules_off = [r for r in world.everything.rules.values() if r.service == service and r.effect in CLOSING_EFFECTS]
    if rules_off:
        sentence = (
            f"This reading or what-if leaves no rule that refuses {name} ({len(rules_off)} of the folder's are off)."
        )
    else:
        sentence = f"No rule of this world refuses {name}."
    return WhyNot(service, "no-rule", "", "", sentence)


def _no_path(world: World, spread: Spread, service: str, rules: list[Rule]) -> WhyNot:
    kinds = " or ".join(sorted({world.everything.record_kinds[r.kind].name for r in spread.records})) or "the record"
    databases = " or ".join(sorted({world.databases[rule.database].name for rule in rules}))
    sought_kinds = {kind for rule in rules for kind in kinds_for(world, rule)}
    if not sought_kinds & _kinds_within_reach(world, spread):
        name = world.everything.services[service].name
        return WhyNot(service, "no-rule", rules[0].database, "", f"No rule that refuses {name} looks for {kinds}.")
    return WhyNot(service, "no-way", rules[0].database, "", f"No link carries {kinds} to {databases}.")


def _kinds_within_reach(world: World, spread: Spread) -> set[str]:
    """The kinds of the starting records, and of every listing that they can lead to."""
    kinds = {record.kind for record in spread.records}
    while True:
        listing = [rule for rule in world.rules.values() if rule.effect in LISTING_EFFECTS]
        further = {rule.lists for rule in listing if kinds & kinds_for(world, rule)} - kinds
        if not further:
            return kinds
        kinds |= further


def kinds_for(world: World, rule: Rule) -> set[str]:
    """The kinds that a rule looks for; of a score rule, those that give points where it looks."""
    if rule.threshold is None:
        return set(rule.kinds)
    points = (
        giver for giver in world.rules.values() if giver.effect in SCORE_EFFECTS and giver.database == rule.database
    )
    return {kind for giver in points for kind in giver.kinds}


Edge = Link | Rule
"""An edge of the search: a link to another database, or a listing rule to the home of the kind that it lists."""


def _shortest_path(world: World, spread: Spread, rules: list[Rule]) -> tuple[Step, list[Edge]] | None:
    """The known step and the fewest links and rules from it that would bring an effect (breadth-first search)."""
    queue: deque[tuple[Step, Node, list[Edge]]] = deque()
    visited: set[Node] = set()
    for step in sorted(
        (s for s in spread.steps if s.kind in ("recorded", "linked", "listed")),
        key=lambda s: (s.subject != _start(spread), s.depth),
    ):
        queue.append((step, (step.database, step.record_kind), []))
    while queue:
        step, node, path = queue.popleft()
        goal = next((r for r in rules if r.database == node[0] and node[1] in kinds_for(world, r)), None)
        if goal is not None:
            return step, [*path, goal]
        if path and node in visited:
            continue
        visited.add(node)
        for edge, successor in _edges(world, node):
            if successor not in visited:
                queue.append((step, successor, [*path, edge]))
    return None


def _start(spread: Spread) -> str:
    return spread.records[0].subject if spread.records else ""


def _edges(world: World, node: Node) -> list[tuple[Edge, Node]]:
    database, kind = node
    edges: list[tuple[Edge, Node]] = [
        (link, (link.target, kind))
        for link in world.links.values()
        if link.source == database and kind in kinds_carried(world, link)
    ]
    for rule in world.rules.values():
        if rule.effect in LISTING_EFFECTS and rule.database == database and kind in kinds_for(world, rule):
            edges.append((rule, (world.record_kinds[rule.lists].home, rule.lists)))
    return edges


def _first_failure(graph: DerivationGraph, service: str, subject: str, step: Step, edges: list[Edge]) -> WhyNot:
    steps = [step]
    for edge in edges:
        if isinstance(edge, Link):
            failure, next_steps = _try_link(graph, service, steps, edge)
        else:
            failure, next_steps = _try_rule(graph, service, subject, steps, edge)
        if failure is not None:
            return failure
        steps = next_steps
    name = graph.plan.world.everything.services[service].name
    return WhyNot(service, "falls-on-another", step.database, "", f"{name} is closed, but not to {subject}.")


def _try_link(graph: DerivationGraph, service: str, steps: list[Step], link: Link) -> tuple[WhyNot | None, list[Step]]:
    world = graph.plan.world
    routes = {r.id: r for group in graph.plan.routes.values() for r in group}
    source = world.databases[link.source].name

    def fail(condition: str, sentence: str) -> tuple[WhyNot, list[Step]]:
        return WhyNot(service, condition, link.source, link.id, sentence), []

    if link.id not in routes:
        return fail("blank-column", f"The link '{link.id}' joins on a column that is blank under this what-if.")
    route = routes[link.id]
    confirmed = [step for step in steps if not route.confirmed or graph.confirmed(step)]
    if not confirmed:
        return fail(*_unsure(graph, f"{source} passes on confirmed records only", steps))
    passing = [s for s in confirmed if route.share >= 1 or graph.tables.draws.of_link(route.id, s.record) < route.share]
    if not passing:
        return fail("held-back", f"{source} passes on {route.share:.1%} of records, and held this one back.")
    next_steps = _arrivals_along(graph, route, passing)
    return (None, next_steps) if next_steps else fail(*_no_match(graph, route, link, graph.account(passing[0])))


def _unsure(graph: DerivationGraph, needed: str, steps: list[Step]) -> tuple[str, str]:
    """The condition by which no record is sure enough, and its sentence: in dispute when it came, or suspected."""
    disputed = [step for step in steps if graph.in_dispute(step)]
    if not disputed or not all(graph.standing[step.record] == "confirmed" for step in disputed):
        return "needs-confirmed", f"{needed}, and this one is suspected."
    step = min(disputed, key=lambda step: step.day)
    day, place = graph.plan.world.disputed[step.record_kind], graph.plan.world.databases[step.database].name
    return "in-dispute", f"{needed}, and this one, in dispute since day {day}, came to {place} on day {step.day}."


def _arrivals_along(graph: DerivationGraph, route: Route, steps: list[Step]) -> list[Step]:
    arrivals = []
    for step in steps:
        for match in matches(route, graph.account(step), graph.tables):
            arrival = graph.known.get((step.record, match.account.id))
            if arrival is not None:
                arrivals.append(arrival)
    return arrivals


def _no_match(graph: DerivationGraph, route: Route, link: Link, account: Account) -> tuple[str, str]:
    """The condition by which a join has no match, and its sentence."""
    world = graph.plan.world
    databases = world.everything.databases
    if link.id in graph.tables.given_pairs:
        return "no-pair", _no_pair(graph, route, account)
    tables, errors = graph.tables, route.errors
    values = read_key(tables, account, route.key, errors)
    if not values:
        return _unread_cell(graph, account, route.key, errors, "no-value", "The row at {keeper} holds no {name}.")
    chains = [values]
    for register, from_identifier, to_identifier in hops_of(link):
        rows = [row for values in chains for row in rows_with_key(tables, register, from_identifier, values, errors)]
        register_name = databases[register].name
        if not rows:
            missed = _missed_row(graph, register, from_identifier, chains, errors, account)
            sentence = f"{register_name} has no row with that {key_name(world, from_identifier)}."
            return missed or ("not-registered", sentence)
        chains = [cells for row in rows if (cells := read_key(tables, row, to_identifier, errors))]
        if not chains:
            return _unread_cell(
                graph, rows[0], to_identifier, errors, "blank-cell", "{keeper} has the row, but it names no {name}."
            )
    missed = _missed_row(graph, route.target, route.last, chains, errors, account)
    target = databases[route.target].name
    return missed or ("no-account", f"{target} has no account with that {key_name(world, route.last)}.")


def _unread_cell(
    graph: DerivationGraph, row: Account, key: str, errors: ErrorsByColumn, condition: str, sentence: str
) -> tuple[str, str]:
    """Why a join reads nothing in a row's key: the part that is mistyped or left blank, or that never had a value."""
    everything = graph.plan.world.everything
    keeper = everything.databases[row.database].name
    part = next(part for part in parts_of(key) if not read_cell(graph.tables, row, part, errors))
    name = everything.identifiers[part].name
    if not row.values.get(part):
        return condition, sentence.format(keeper=keeper, name=name)
    mistyped = bool(shown_cell(graph.tables, row, part, errors))
    fault = "mistyped" if mistyped else "left blank"
    return "missed", f"The {name} at {keeper} is {fault}, so the match is missed."


def _missed_row(
    graph: DerivationGraph,
    database: str,
    key: str,
    chains: list[tuple[str, ...]],
    errors: ErrorsByColumn,
    account: Account,
) -> tuple[str, str] | None:
    """Why a join misses a row that it would find, were no cell in error: the subject's own row first."""
    if graph.plan.world.is_list(database):
        return None
    rows = [row for values in chains for row in rows_with_key(graph.tables, database, key, values, {})]
    own = [row for row in rows if row.subject == account.subject] or rows
    return _unread_cell(graph, own[0], key, errors, "missed", "") if own else None


def _no_pair(graph: DerivationGraph, route: Route, account: Account) -> str:
    """The sentence why no given pair leads on from an account."""
    pairs = graph.tables.given_pairs[route.id]
    best = pairs.best_from(account.subject if route.from_list else account.id)
    source = graph.plan.world.everything.databases[account.database].name
    if best is None:
        return f"No pair was found for the row at {source}."
    unsure = f"at most {best:g}, and they count from {route.threshold:g}"
    return f"The pairs found for the row at {source} are too unsure: {unsure}."


def _try_rule(
    graph: DerivationGraph, service: str, subject: str, steps: list[Step], rule: Rule
) -> tuple[WhyNot | None, list[Step]]:
    world = graph.plan.world
    database_name = world.databases[rule.database].name

    def fail(condition: str, sentence: str) -> tuple[WhyNot, list[Step]]:
        return WhyNot(service, condition, rule.database, rule.id, sentence), []

    groups = (*graph.plan.triggers.values(), *graph.plan.score_triggers.values())
    trigger = next(t for group in groups for t in group if t.id == rule.id)
    steps = [step for step in steps if is_enforced(trigger, step.account, graph.tables)]
    if not steps:
        return fail(
            "not-enforced",
            f"The rule at {database_name} is enforced at {trigger.enforced:.1%} of accounts, and not at this one.",
        )
    if rule.threshold is not None:
        accounts = {step.account for step in steps}
        scored = [step for step in graph.scored.values() if step.account in accounts]
        if not scored:
            return fail("no-points", f"No points fall at {database_name}.")
        if not any(step.by == rule.id for step in graph.spread.steps):
            total = graph.score([step for step in scored if step.account == scored[0].account])
            sign = "below" if rule.threshold.sign == "<" else "at least"
            return fail(
                "score", f"The score at {database_name} is {total:,}, which isn't {sign} {rule.threshold.score:,}."
            )
        confirmed = steps
    else:
        confirmed = [step for step in steps if rule.needs != "confirmed" or graph.confirmed(step)]
        if not confirmed:
            return fail(*_unsure(graph, f"{database_name} acts on confirmed records only", steps))
        kinds = {
            s.record_kind for step in confirmed for s in graph.steps_at[step.account] if s.record_kind in rule.kinds
        }
        if len(kinds) < rule.at_least:
            return fail(
                "at-least",
                f"{database_name} acts on {rule.at_least} different kinds of record, and knows {len(kinds)}.",
            )
    subjects = [affected for step in confirmed for affected in affected_subjects(trigger, step.subject, graph.tables)]
    if not subjects:
        return fail("falls-on-nobody", f"The rule at {database_name} falls on {rule.falls_on}, and there are none.")
    if rule.effect in LISTING_EFFECTS:
        homes = [home.id for affected in subjects for home in home_rows(world, rule.lists, affected, graph.tables)]
        listings = [step for step in graph.arrivals if step.by == rule.id and step.account in homes]
        if listings:
            return None, listings
        return fail("no-account", f"There is no account for the listing of '{rule.id}'.")
    if subject not in subjects:
        return fail(
            "falls-on-another",
            f"The rule at {database_name} falls on {rule.falls_on}: {', '.join(sorted(set(subjects)))}.",
        )
    return None, confirmed

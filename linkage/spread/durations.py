"""Durations: the day on which each copy of a record ends, and each effect that rests on copies.

A record ends at home. The notice of its removal takes every route that visits no account twice, and a copy lasts
until the slowest has come. A home account ends with the record, and no route passes through another one. So copies
that feed each other in a circle keep nothing alive, and a second valid source does. Reach and days never look at
anything in this file. It is a longest path through the matches, computed over the strongly connected components
(Tarjan 1972) in topological order; only inside a component are simple paths listed. Source: design 4.5.

Ends are days; `inf` means never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import cast

from linkage.errors import LinkageError
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.fixpoint import Fact, Firing, Fixpoint, LinkEdge, crosses_threshold, points_of
from linkage.spread.matching import matches_by_chain, uses_wrong_cell

_MOST_ROUTES = 200_000

RecordAtAccount = tuple[str, str]
"""A record's id and an account's id."""

_ArrivalDay = Callable[[float], float]
"""The arrival function of an edge: from the day of a removal at its source to the day on which the notice arrives."""

_Edges = dict[str, list[tuple[str, _ArrivalDay]]]
"""Account → the accounts next to it, each with the arrival function of the edge."""


class Durations:
    """The days on which the facts of a run end."""

    def __init__(self, plan: CompiledRules, tables: Tables, fixpoint: Fixpoint) -> None:
        self.plan, self.tables, self.fixpoint = plan, tables, fixpoint
        self.until: dict[RecordAtAccount, float] = {}
        self.arrivals: dict[str, list[Fact]] = {}  # account → arrivals there
        self.homes: dict[str, list[Fact]] = {}  # record → the facts of its birth
        self.removal_edges: dict[str, _Edges] = {}  # record → edges
        self.firings: dict[tuple[str, str], list[Firing]] = {}  # rule, subject on whom it falls → firings
        self._index_run()
        for record in self.homes:  # in the order of birth: a listing rests only on facts known before it
            self._find_ends(record)

    def _index_run(self) -> None:
        for fact in self.fixpoint.facts:
            if fact.record_key:
                self.arrivals.setdefault(fact.account.id, []).append(fact)
                if fact.kind != "linked":
                    self.homes.setdefault(fact.record_key, []).append(fact)
        for firing in self.fixpoint.firings:
            for subject in firing.subjects:
                self.firings.setdefault((firing.trigger.id, subject), []).append(firing)
        for edge in self.fixpoint.edges:
            onward = self.removal_edges.setdefault(edge.record, {}).setdefault(edge.source.id, [])
            onward.extend((edge.target, arrival_day) for arrival_day in self._arrival_days(edge))

    def _arrival_days(self, edge: LinkEdge) -> list[_ArrivalDay]:
        """The arrival functions of an edge, one a match: later by the link's days, or the day of a repair."""
        days = inf if edge.route.removal is None else edge.route.removal
        if not self.plan.world.repaired:
            return [lambda day: day + days]
        arrival_days: list[_ArrivalDay] = []
        for match in matches_by_chain(edge.route, edge.source, self.tables):
            if match.account.id == edge.target:
                repairs = [
                    day
                    for register, day in self.plan.world.repaired.items()
                    if uses_wrong_cell(edge.route, edge.source, match, self.tables, register)
                ]
                repaired = min(repairs, default=inf)
                arrival_days.append(lambda day, repaired=repaired: min(day + days, repaired))  # type: ignore[misc]
        return arrival_days

    def _find_ends(self, record: str) -> None:
        end = self._end_at_home(record)
        homes = [fact.account.id for fact in self.homes[record]]
        edges = self.removal_edges.get(record, {})
        for account, until in latest_arrivals(homes, edges, end).items():
            self.until[record, account] = until

    def _end_at_home(self, record: str) -> float:
        born = self.homes[record][0]
        kind = self.plan.world.record_kinds[self.fixpoint.records[record][0]]
        lasts = inf if kind.lasts_days is None else born.day + kind.lasts_days
        if born.kind == "recorded":
            return min(lasts, self.plan.world.corrected.get(kind.id, inf))
        trigger = rule_of(born)
        term = inf if trigger.term is None else born.day + trigger.term
        return min(lasts, term, self._causes_end(trigger, born.subject, before=born))

    def _causes_end(self, trigger: Trigger, subject: str, before: Fact) -> float:
        """When what was known before a listing no longer makes its rule fire, at any account."""
        ends = [
            self._rule_until(trigger, firing.account.id, before)
            for firing in self.firings.get((trigger.id, subject), ())
        ]
        return max(ends, default=-inf)

    def _rule_until(self, trigger: Trigger, account: str, before: Fact | None = None) -> float:
        """Until when enough kinds are known at an account for a rule to fire (for a score rule: see `_score_until`)."""
        if trigger.threshold is not None:
            return self._score_until(trigger, account, before)
        kinds = self._kinds_until(trigger, account, before)
        ends = sorted(kinds.values(), reverse=True)
        return ends[trigger.at_least - 1] if len(ends) >= trigger.at_least else -inf

    def _kinds_until(self, trigger: Trigger, account: str, before: Fact | None) -> dict[str, float]:
        ends: dict[str, float] = {}
        for fact in self.arrivals.get(account, ()):
            kind = self.fixpoint.records[fact.record_key][0]
            if trigger.confirmed and not self.fixpoint.is_sure(fact):
                continue
            if trigger not in self.plan.triggers.get((fact.account.database, kind), ()):
                continue
            if before is None or (fact.day, fact.depth) < (before.day, before.depth):
                ends[kind] = max(ends.get(kind, -inf), self.until[fact.record_key, account])
        return ends

    def _score_until(self, trigger: Trigger, account: str, before: Fact | None) -> float:
        """Until when the kinds that pushed a score over a rule's threshold are known (of those known before a fact)."""
        scored = [self.fixpoint.facts[index] for index in self.fixpoint.scored.get(account, ())]
        if before is not None:
            scored = [fact for fact in scored if (fact.day, fact.depth) < (before.day, before.depth)]
        base = self.plan.world.bases.get(trigger.database, 0)
        if not scored or not crosses_threshold(trigger, base + sum(map(points_of, scored))):
            return -inf
        down = trigger.threshold is not None and trigger.threshold.sign == "<"
        pushing = [fact for fact in scored if points_of(fact) and (points_of(fact) < 0) == down]
        return max((self.points_end(fact, before) for fact in pushing), default=inf)

    def points_end(self, fact: Fact, before: Fact | None = None) -> float:
        """When the kind that gave points has ended at that account."""
        kind = self.fixpoint.records[fact.record][0]
        return self._kinds_until(rule_of(fact), fact.account.id, before).get(kind, -inf)

    def effect_end(self, trigger: Trigger, subject: str) -> float:
        """When a rule's effect on a subject ends: the latest of all accounts at which it fires."""
        ends = [
            firing.day + trigger.term if trigger.term is not None else self._rule_until(trigger, firing.account.id)
            for firing in self.firings[trigger.id, subject]
        ]
        return max(ends)

    def end_of(self, fact: Fact) -> int | None:
        """The day on which a fact ends, or None for never."""
        if fact.record_key:
            end = self.until[fact.record_key, fact.account.id]
        elif fact.kind == "scored":
            end = self.points_end(fact)
        else:
            end = self.effect_end(rule_of(fact), fact.subject)
        return None if end == inf else int(end)


def rule_of(fact: Fact) -> Trigger:
    """The rule by which a listing, points or an effect came about."""
    return cast(Trigger, fact.by)


def latest_arrivals(homes: Iterable[str], edges: _Edges, end: float) -> dict[str, float]:
    """The latest day on which a removal notice arrives at every account that it reaches (longest path).

    Args:
        homes: the accounts where the record ends on day `end`; no route passes through another home.
        edges: account → (next account, arrival function).
    """
    latest = dict.fromkeys(homes, end)
    if not edges:
        return latest
    open_edges = {
        account: [(target, arrival_day) for target, arrival_day in onward if target not in latest]
        for account, onward in edges.items()
    }
    for component in strong_components(list(latest), open_edges):
        entries = {account: latest[account] for account in component if account in latest}
        if len(component) == 1:
            days = entries
        else:
            days = _latest_in_component(component, entries, open_edges)
        for account, day in days.items():
            latest[account] = day
        for account in component:
            for target, arrival_day in open_edges.get(account, ()):
                if target not in component:
                    latest[target] = max(latest.get(target, -inf), arrival_day(latest[account]))
    return latest


def _latest_in_component(component: frozenset[str], entries: dict[str, float], edges: _Edges) -> dict[str, float]:
    """The latest days inside a strongly connected component: every simple path is walked.

    Paths that have visited the same accounts and stand at the same one go on alike, so the latest of them is enough.

    Raises:
        LinkageError: so many accounts hang together that their routes can't all be walked.
    """
    without_end = _reached_without_end(component, entries, edges)
    latest = {account: inf if account in without_end else -inf for account in component}
    if len(without_end) == len(component):
        return latest
    walked: dict[tuple[str, frozenset[str]], float] = {}
    stack = [(account, day, frozenset({account})) for account, day in entries.items()]
    while stack:
        account, day, visited = stack.pop()
        if walked.get((account, visited), -inf) >= day:
            continue
        walked[account, visited] = day
        latest[account] = max(latest[account], day)
        if min(latest.values()) == inf:
            return latest
        if len(walked) > _MOST_ROUTES:
            raise LinkageError(
                f"{len(component)} accounts copy a record to each other in a circle (one is {min(component)}): too "
                "many for removals to be followed. Cut a link of it, or let it never pass removals on."
            )
        for target, arrival_day in edges.get(account, ()):
            if target in component and target not in visited:
                stack.append((target, arrival_day(day), visited | {target}))
    return latest


def _reached_without_end(component: frozenset[str], entries: dict[str, float], edges: _Edges) -> set[str]:
    """The accounts of a component that keep a copy for ever: those reached along matches that no repair ends."""
    reached: set[str] = set()
    stack = [account for account, day in entries.items() if day == inf]
    while stack:
        account = stack.pop()
        if account not in reached:
            reached.add(account)
            stack.extend(
                target
                for target, arrival_day in edges.get(account, ())
                if target in component and arrival_day(inf) == inf
            )
    return reached


def strong_components(start: list[str], edges: _Edges) -> list[frozenset[str]]:
    """The strongly connected components in topological order (Tarjan 1972, with an explicit stack)."""
    visit_number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    components: list[frozenset[str]] = []
    for first in start:
        path = [] if first in visit_number else [(first, iter(edges.get(first, ())))]
        while path:
            account, onward = path[-1]
            if account not in visit_number:
                visit_number[account] = low[account] = len(visit_number)
                stack.append(account)
                on_stack.add(account)
            unvisited = None
            for target, _ in onward:
                if target not in visit_number:
                    unvisited = target
                    break
                if target in on_stack:
                    low[account] = min(low[account], visit_number[target])
            if unvisited is not None:
                path.append((unvisited, iter(edges.get(unvisited, ()))))
                continue
            path.pop()
            if path:
                parent = path[-1][0]
                low[parent] = min(low[parent], low[account])
            if low[account] == visit_number[account]:
                position = stack.index(account)
                components.append(frozenset(stack[position:]))
                on_stack.difference_update(stack[position:])
                del stack[position:]
    return components[::-1]

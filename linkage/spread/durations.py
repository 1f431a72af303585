"""How long what is known lasts: when copies end, and the effects that rest on them.

A record ends at home. The notice of its removal takes every route that visits no account twice, and a copy lasts
until the slowest has come. A home account ends with the record, and no route passes through another one. So copies
that feed each other in a circle keep nothing alive, and a second valid source does. Reach and days never look at
anything here. Only circles need routes to be listed; the rest is a longest path in order. Source: design 4.5.

Ends are days; `inf` means never.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from typing import cast

from linkage.errors import LinkageError
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import CompiledRules, Trigger
from linkage.spread.fixpoint import Fact, Firing, Fixpoint, LinkEdge, crosses, points_of
from linkage.spread.matching import matches_by_chain, wrong_cell

_MOST_ROUTES = 200_000

Key = tuple[str, str]
_Way = Callable[[float], float]


class Durations:
    """When everything of a run ends."""

    def __init__(self, plan: CompiledRules, tables: Tables, flood: Fixpoint) -> None:
        self.plan, self.tables, self.flood = plan, tables, flood
        self.until: dict[Key, float] = {}  # record, account
        self.at: dict[str, list[Fact]] = {}  # account → arrivals there
        self.homes: dict[str, list[Fact]] = {}  # record → where it was born
        self.ways: dict[str, dict[str, list[tuple[str, _Way]]]] = {}  # record → account → account, way
        self.firings: dict[str, list[Firing]] = {}
        self._gather()
        for record in self.homes:  # in the order of birth: a listing rests only on what was known before it
            self._last(record)

    def _gather(self) -> None:
        for fact in self.flood.facts:
            if fact.what:
                self.at.setdefault(fact.account.id, []).append(fact)
                if fact.kind != "linked":
                    self.homes.setdefault(fact.what, []).append(fact)
        for firing in self.flood.firings:
            self.firings.setdefault(firing.trigger.id, []).append(firing)
        for edge in self.flood.edges:
            ways = self.ways.setdefault(edge.record, {}).setdefault(edge.source.id, [])
            ways.extend((edge.target, way) for way in self._ways(edge))

    def _ways(self, edge: LinkEdge) -> list[_Way]:
        """What a removal's day becomes along a match: later by the link's days, or the day of a repair."""
        days = inf if edge.route.removal is None else edge.route.removal
        if not self.plan.world.repaired:
            return [lambda day: day + days]
        found: list[_Way] = []
        for match in matches_by_chain(edge.route, edge.source, self.tables):
            if match.account.id == edge.target:
                repairs = [
                    day
                    for register, day in self.plan.world.repaired.items()
                    if wrong_cell(edge.route, edge.source, match, self.tables, register)
                ]
                repaired = min(repairs, default=inf)
                found.append(lambda day, repaired=repaired: min(day + days, repaired))  # type: ignore[misc]
        return found

    def _last(self, record: str) -> None:
        end = self._end_at_home(record)
        homes = [fact.account.id for fact in self.homes[record]]
        ways = self.ways.get(record, {})
        for account, until in slowest(homes, ways, end).items():
            self.until[record, account] = until

    def _end_at_home(self, record: str) -> float:
        born = self.homes[record][0]
        kind = self.plan.world.record_kinds[self.flood.records[record][0]]
        lasts = inf if kind.lasts_days is None else born.day + kind.lasts_days
        if born.kind == "recorded":
            return min(lasts, self.plan.world.corrected.get(kind.id, inf))
        trigger = rule_of(born)
        term = inf if trigger.term is None else born.day + trigger.term
        return min(lasts, term, self._causes_end(trigger, born.subject, before=born))

    def _causes_end(self, trigger: Trigger, subject: str, before: Fact) -> float:
        """When what was known before a listing no longer makes its rule fire, at any account."""
        ends = [
            self._holds(trigger, firing.account.id, before)
            for firing in self.firings.get(trigger.id, ())
            if subject in firing.subjects
        ]
        return max(ends, default=-inf)

    def _holds(self, trigger: Trigger, account: str, before: Fact | None = None) -> float:
        """Until when enough kinds are known at an account for a rule (of a score: those that pushed it that way)."""
        if trigger.threshold is not None:
            return self._pushed(trigger, account, before)
        kinds = self._kinds_end(trigger, account, before)
        ends = sorted(kinds.values(), reverse=True)
        return ends[trigger.at_least - 1] if len(ends) >= trigger.at_least else -inf

    def _kinds_end(self, trigger: Trigger, account: str, before: Fact | None) -> dict[str, float]:
        ends: dict[str, float] = {}
        for fact in self.at.get(account, ()):
            kind, standing = self.flood.records[fact.what]
            if trigger.confirmed and standing != "confirmed":
                continue
            if trigger not in self.plan.triggers.get((fact.account.database, kind), ()):
                continue
            if before is None or (fact.day, fact.depth) < (before.day, before.depth):
                ends[kind] = max(ends.get(kind, -inf), self.until[fact.what, account])
        return ends

    def _pushed(self, trigger: Trigger, account: str, before: Fact | None) -> float:
        """Until when the kinds that pushed a score over a rule's line are known (of what was there before)."""
        scored = [self.flood.facts[place] for place in self.flood.scored.get(account, ())]
        if before is not None:
            scored = [fact for fact in scored if (fact.day, fact.depth) < (before.day, before.depth)]
        base = self.plan.world.bases.get(trigger.database, 0)
        if not scored or not crosses(trigger, base + sum(map(points_of, scored))):
            return -inf
        down = trigger.threshold is not None and trigger.threshold.sign == "<"
        pushing = [fact for fact in scored if points_of(fact) and (points_of(fact) < 0) == down]
        return max((self.points_end(fact, before) for fact in pushing), default=inf)

    def points_end(self, fact: Fact, before: Fact | None = None) -> float:
        """When the kind that gave points has ended at that account."""
        kind = self.flood.records[fact.record][0]
        return self._kinds_end(rule_of(fact), fact.account.id, before).get(kind, -inf)

    def effect_end(self, trigger: Trigger, subject: str) -> float:
        """When a rule's effect on a subject ends: the latest of all accounts at which it fires."""
        ends = [
            firing.day + trigger.term if trigger.term is not None else self._holds(trigger, firing.account.id)
            for firing in self.firings[trigger.id]
            if subject in firing.subjects
        ]
        return max(ends)

    def of(self, fact: Fact) -> int | None:
        """When a fact ends: a day, or nothing for never."""
        if fact.what:
            end = self.until[fact.what, fact.account.id]
        elif fact.kind == "scored":
            end = self.points_end(fact)
        else:
            end = self.effect_end(rule_of(fact), fact.subject)
        return None if end == inf else int(end)


def rule_of(fact: Fact) -> Trigger:
    """The rule that made a listing, points or an effect."""
    return cast(Trigger, fact.by)


def slowest(homes: Iterable[str], ways: dict[str, list[tuple[str, _Way]]], end: float) -> dict[str, float]:
    """The latest day on which a removal notice comes, for every account that it reaches.

    Args:
        homes: where the record ends on day `end`; no route passes through another home.
        ways: account → (account, what a day becomes on the way).
    """
    found = dict.fromkeys(homes, end)
    if not ways:
        return found
    open_ways = {
        account: [(target, way) for target, way in onward if target not in found] for account, onward in ways.items()
    }
    for group in in_order(list(found), open_ways):
        entries = {account: found[account] for account in group if account in found}
        if len(group) == 1:
            arrived = entries
        else:
            arrived = _inside(group, entries, open_ways)
        for account, day in arrived.items():
            found[account] = day
        for account in group:
            for target, way in open_ways.get(account, ()):
                if target not in group:
                    found[target] = max(found.get(target, -inf), way(found[account]))
    return found


def _inside(
    group: frozenset[str], entries: dict[str, float], ways: dict[str, list[tuple[str, _Way]]]
) -> dict[str, float]:
    """The latest days inside a circle: every route that visits no account twice is walked.

    Routes that have visited the same accounts and stand at the same one go on alike, so the latest of them is enough.

    Raises:
        LinkageError: so many accounts hang together that their routes can't all be walked.
    """
    endless = _endless(group, entries, ways)
    best = {account: inf if account in endless else -inf for account in group}
    if len(endless) == len(group):
        return best
    walked: dict[tuple[str, frozenset[str]], float] = {}
    waiting = [(account, day, frozenset({account})) for account, day in entries.items()]
    while waiting:
        account, day, visited = waiting.pop()
        if walked.get((account, visited), -inf) >= day:
            continue
        walked[account, visited] = day
        best[account] = max(best[account], day)
        if min(best.values()) == inf:
            return best
        if len(walked) > _MOST_ROUTES:
            raise LinkageError(
                f"{len(group)} accounts copy a record to each other in a circle (one is {min(group)}): too many for "
                "removals to be followed. Cut a link of it, or let it never pass removals on."
            )
        for target, way in ways.get(account, ()):
            if target in group and target not in visited:
                waiting.append((target, way(day), visited | {target}))
    return best


def _endless(group: frozenset[str], entries: dict[str, float], ways: dict[str, list[tuple[str, _Way]]]) -> set[str]:
    """Where in a circle what never ends comes without an end: along every match that no repair ends."""
    found: set[str] = set()
    waiting = [account for account, day in entries.items() if day == inf]
    while waiting:
        account = waiting.pop()
        if account not in found:
            found.add(account)
            waiting.extend(target for target, way in ways.get(account, ()) if target in group and way(inf) == inf)
    return found


def in_order(start: list[str], ways: dict[str, list[tuple[str, _Way]]]) -> list[frozenset[str]]:
    """Circles (strongly connected accounts), in an order in which nothing leads back (Tarjan 1972, not recursive)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    there: set[str] = set()
    groups: list[frozenset[str]] = []
    for first in start:
        waiting = [] if first in number else [(first, iter(ways.get(first, ())))]
        while waiting:
            account, onward = waiting[-1]
            if account not in number:
                number[account] = low[account] = len(number)
                stack.append(account)
                there.add(account)
            new = None
            for target, _ in onward:
                if target not in number:
                    new = target
                    break
                if target in there:
                    low[account] = min(low[account], number[target])
            if new is not None:
                waiting.append((new, iter(ways.get(new, ()))))
                continue
            waiting.pop()
            if waiting:
                before = waiting[-1][0]
                low[before] = min(low[before], low[account])
            if low[account] == number[account]:
                place = stack.index(account)
                groups.append(frozenset(stack[place:]))
                there.difference_update(stack[place:])
                del stack[place:]
    return groups[::-1]

"""Until when, for the plain evaluator: the end of every copy, of every listing and of every effect."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tests.oracles.plain_agencies import NEVER
from tests.oracles.plain_world import Row, is_score
from tests.oracles.sql_durations import Arcs, latest_arrivals

if TYPE_CHECKING:
    from tests.oracles.plain_evaluator import Order, PlainSpread


class Durations:
    """When what is known ends, worked out record by record in the order of their birth."""

    def __init__(self, spread: PlainSpread) -> None:
        self.spread, self.rows = spread, spread.rows
        self.ends: dict[tuple[str, str], int] = {}
        arcs = self._notices()
        births = sorted((self._born(record), record) for record in spread.records)
        for born, record in births:
            homes = spread.homes[record]
            for account, end in latest_arrivals(homes, self._end_at_home(record, born), arcs[record]).items():
                self.ends[record, account] = end

    def _born(self, record: str) -> Order:
        return min(self.spread.known[account][record] for account in self.spread.homes[record])

    def _notices(self) -> dict[str, Arcs]:
        arcs: dict[str, Arcs] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
        for account, known in self.spread.known.items():
            for record in known:
                for link, b, cap in self.spread.carried(record, account):
                    arcs[record][account][b].add((int(link.get("remove_days") or NEVER), cap))
        return arcs

    def _end_at_home(self, record: str, born: Order) -> int:
        facts = self.spread.records[record]
        lasts = int(self.rows["record_kinds"][facts.kind].get("lasts_days") or NEVER)
        if not facts.rule:
            return min(lasts, self.rows.corrected.get(facts.kind, NEVER))
        rule = self.rows["rules"][facts.rule]
        term = int(rule.get("term_days") or NEVER)
        return min(born[0] + lasts, born[0] + term, self._causes_end(rule, facts.subject, born))

    def _causes_end(self, rule: Row, subject: str, born: Order) -> int:
        """When the causes of a listing that were known before it no longer make its rule fire."""
        ends = []
        for account in self.spread.agencies.of_database[rule["database"]]:
            falls_on = self.spread.agencies.affected_by(rule.get("falls_on", ""), account.subject)
            if subject in falls_on and (rule["id"], account.name) not in self.spread.on_paper:
                if is_score(rule):
                    ends += self._score_ends(rule, account.name, born)
                else:
                    ends += self._kinds_end(rule, account.name, born)
        return max(ends)

    def _kinds_end(self, rule: Row, account: str, before: Order = (NEVER, 0)) -> list[int]:
        """When fewer than `at_least` kinds are still known at an account; nothing where they never were."""
        arrivals = self.spread.arrivals(rule, account, before)
        ends = sorted((self._last_end(records, account) for records in arrivals.values()), reverse=True)
        at_least = int(rule.get("at_least") or 1)
        return ends[at_least - 1 : at_least]

    def _last_end(self, records: dict[str, Order], account: str) -> int:
        return max(self.ends[record, account] for record in records)

    def _score_ends(self, rule: Row, account: str, before: Order = (NEVER, 0)) -> list[int]:
        """When the last kind that pushed a score that way has ended at an account; none did: never."""
        spread = self.spread
        points = {place: order for place, order in spread.points.get(account, {}).items() if order < before}
        if not points or not spread.meets(rule, points):
            return []
        ends = [-1]
        for points_rule, kind in points:
            push = spread.points_of(points_rule)
            if push and (push < 0) == (">=" not in rule["when"]):
                arrivals = spread.arrivals(self.rows["rules"][points_rule], account, before).get(kind, {})
                ends.append(self._last_end(arrivals, account))
        return [max(ends) if len(ends) > 1 else NEVER]

    def of_effects(self) -> dict[tuple[str, str], int]:
        """The latest end of each rule's effect on each subject."""
        until: dict[tuple[str, str], int] = {}
        for rule, account, day in self.spread.service_firings():
            if rule.get("term_days"):
                end = day + int(rule["term_days"])
            elif is_score(rule):
                end = self._score_ends(rule, account.name)[0]
            else:
                end = self._kinds_end(rule, account.name)[0]
            for subject in self.spread.agencies.affected_by(rule.get("falls_on", ""), account.subject):
                until[subject, rule["id"]] = max(end, until.get((subject, rule["id"]), -1))
        return until

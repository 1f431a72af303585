"""The plain evaluator: the rows of `effects` from a world's folder and the CSV files of `generate --draws` alone.

A naive fixpoint over dictionaries. It shares no function with the package under test and none with the evaluator in
SQL but the walk of removal notices (`sql_durations.latest_arrivals`), so that each of the three can be wrong alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.oracles.plain_agencies import NEVER, Account, Agencies, Matches
from tests.oracles.plain_durations import Durations
from tests.oracles.plain_world import Row, Rows, is_score, kinds_of, read, under

AT_A_SERVICE = ("refuse", "slow", "fine", "wait", "publish", "reward")

Order = tuple[int, int]
"""When a fact came: its day, and the steps behind it."""


class EffectLine(NamedTuple):
    """A row of `effects`; `until` None is for ever."""

    subject: str
    service: str
    effect: str
    rule: str
    falls_on: str
    day: int
    until: int | None
    wrong: bool
    false: bool = False


class RecordFacts(NamedTuple):
    """A record that spreads: its kind, whether it is confirmed, and the rule and subject of a listing."""

    kind: str
    confirmed: bool
    rule: str = ""
    subject: str = ""


def effects(tables: Path, folder: Path | Rows, what_if: str = "", *, ends: bool = True) -> list[EffectLine]:
    """Every effect of everybody in a folder of tables; without `ends` all is for ever."""
    rows = under(folder if isinstance(folder, Rows) else read(folder), what_if)
    agencies = Agencies(tables, rows)
    matches = {link: agencies.matches(row) for link, row in rows["links"].items()}
    rightly = set(PlainSpread(agencies, _without_wrong(agencies, matches)).days())
    lies = {row["id"] for row in agencies.records if agencies.false[row["id"]] < rows.false.get(row["kind"], 0)}
    truly = set(PlainSpread(agencies, matches, lies).days())
    spread = PlainSpread(agencies, matches)
    until = Durations(spread).of_effects() if ends else {}
    answer = []
    for (subject, rule), day in sorted(spread.days().items()):
        row = rows["rules"][rule]
        end = until.get((subject, rule), NEVER)
        named = (subject, row.get("service") or "", row["effect"], rule, row.get("falls_on") or "self")
        wrong, is_false = (subject, rule) not in rightly, (subject, rule) not in truly
        answer.append(EffectLine(*named, day, None if end >= NEVER else end, wrong, is_false))
    return sorted(answer)


def _without_wrong(agencies: Agencies, matches: dict[str, Matches]) -> dict[str, Matches]:
    """The matches that find the subject's own account."""
    subject = {name: account.subject for name, account in agencies.accounts.items()}
    return {
        link: {a: {b: cap for b, cap in found.items() if subject[a] == subject[b]} for a, found in pairs.items()}
        for link, pairs in matches.items()
    }


class PlainSpread:
    """What is known where and when, and which rules fire: everything from every record of everybody at once.

    Args:
        without: the names of starting records that are taken away.
    """

    def __init__(self, agencies: Agencies, matches: dict[str, Matches], without: Collection[str] = ()) -> None:
        self.without = without
        self.agencies, self.rows, self.matches = agencies, agencies.rows, matches
        self.records: dict[str, RecordFacts] = {}
        self.homes: dict[str, set[str]] = defaultdict(set)
        self.known: dict[str, dict[str, Order]] = defaultdict(dict)
        self.points: dict[str, dict[tuple[str, str], Order]] = defaultdict(dict)
        self.on_paper = set(self._on_paper())
        self._spread([*self._starting()])
        self._fall_points()
        self._spread([*self._listed(self.score_firings())])

    def _starting(self) -> Iterator[tuple[str, str, Order]]:
        for row in self.agencies.records:
            if row["kind"] in self.rows["record_kinds"] and row["id"] not in self.without:
                self.records[row["id"]] = RecordFacts(row["kind"], row["standing"] == "confirmed", "", row["subject"])
                self.homes[row["id"]].add(row["account"])
                yield row["id"], row["account"], (0, 0)

    def _spread(self, found: list[tuple[str, str, Order]]) -> None:
        """Rounds of copies and listings, until a round finds nothing earlier than what is known."""
        while found:
            fresh = {}
            for record, account, order in found:
                if order < self.known[account].get(record, (NEVER, 0)):
                    self.known[account][record] = order
                    fresh[record, account] = order
            found = [*self._copies(fresh), *(self._listed(self.firings("list")) if fresh else ())]

    def _copies(self, fresh: dict[tuple[str, str], Order]) -> Iterator[tuple[str, str, Order]]:
        for (record, account), (day, steps) in fresh.items():
            for link, b, _ in self.carried(record, account):
                yield record, b, (day + int(link.get("add_days") or 0), steps + 1)

    def carried(self, record: str, account: str) -> Iterator[tuple[Row, str, int]]:
        """The links that carry a record from an account, and to which accounts."""
        facts = self.records[record]
        for link in self.rows["links"].values():
            found = self.matches[link["id"]].get(account)
            if not found or facts.kind not in kinds_of(link["carries"], self.rows["record_kinds"]):
                continue
            if self._passes(link, facts, self.known[account][record][0]) and not self._is_held_back(link, record):
                for b, cap in found.items():
                    yield link, b, cap

    def _passes(self, row: Row, facts: RecordFacts, day: int) -> bool:
        """Where confirmed records are needed: a starting record has to have come before it is in dispute."""
        if row.get("needs") != "confirmed":
            return True
        return facts.confirmed and (bool(facts.rule) or day < self.rows.disputed.get(facts.kind, NEVER))

    def _is_held_back(self, link: Row, record: str) -> bool:
        share = float(link.get("share") or 1)
        return share < 1 and self.agencies.draws[link["id"], record] >= share

    def _on_paper(self) -> Iterator[tuple[str, str]]:
        """Where a rule is never enforced; the row that a list may open is known by its subject."""
        for row in self.agencies.enforced:
            rule = self.rows["rules"].get(row["rule"])
            if rule and float(row["draw"]) >= self.rows.enforced.get(row["rule"], 1):
                opened = self.agencies.of_subject[rule["database"], row["subject"]]
                names = [account.name for account in opened if account.was_opened]
                yield from ((row["rule"], name) for name in (row["account"], *names))

    def arrivals(self, rule: Row, account: str, before: Order = (NEVER, 0)) -> dict[str, dict[str, Order]]:
        """What a rule looks at, known at an account before something: kind → record → when."""
        looked_at = kinds_of(rule["when"], self.rows["record_kinds"])
        arrivals: dict[str, dict[str, Order]] = {}
        for record, order in self.known[account].items():
            facts = self.records[record]
            if facts.kind in looked_at and self._passes(rule, facts, order[0]) and order < before:
                arrivals.setdefault(facts.kind, {})[record] = order
        return arrivals

    def firings(self, *of_effects: str) -> Iterator[tuple[Row, Account, Order]]:
        """Every firing of rules that look at records, when their `at_least`-th kind is known (`after_days` not in)."""
        for rule in self.rows["rules"].values():
            if rule["effect"] in of_effects and not is_score(rule):
                for account in self.agencies.of_database[rule["database"]]:
                    orders = sorted(min(kind.values()) for kind in self.arrivals(rule, account.name).values())
                    at_least = int(rule.get("at_least") or 1)
                    if at_least <= len(orders) and (rule["id"], account.name) not in self.on_paper:
                        yield rule, account, orders[at_least - 1]

    def _fall_points(self) -> None:
        """Each kind that counted changes an account's score once."""
        for rule, account, enough in self.firings("points"):
            for kind, arrivals in self.arrivals(rule, account.name).items():
                day, steps = max(enough, min(arrivals.values()))
                day += int(rule.get("after_days") or 0)
                self.points[account.name][rule["id"], kind] = (day, steps + 1)

    def score_firings(self) -> Iterator[tuple[Row, Account, Order]]:
        """Every firing of rules that look at a score: once, where points have fallen, with the last of them."""
        for rule in self.rows["rules"].values():
            if is_score(rule) and rule["database"] in self.rows.bases:
                for account in self.agencies.of_database[rule["database"]]:
                    points = self.points.get(account.name)
                    if points and self.meets(rule, points) and (rule["id"], account.name) not in self.on_paper:
                        yield rule, account, max(points.values())

    def meets(self, rule: Row, points: Iterable[tuple[str, str]]) -> bool:
        """Whether the sum of base and points is what a score rule looks for."""
        score = self.rows.bases[rule["database"]] + sum(self.points_of(rule_id) for rule_id, _ in points)
        limit = int(rule["when"].strip("score<>="))
        return score >= limit if ">=" in rule["when"] else score < limit

    def points_of(self, rule: str) -> int:
        """What a points rule adds."""
        return int(self.rows["rules"][rule]["points"])

    def _listed(self, firings: Iterable[tuple[Row, Account, Order]]) -> Iterator[tuple[str, str, Order]]:
        """A listing is a record, known at every account of its subject in the home of its kind."""
        for rule, account, (day, steps) in list(firings):
            if rule["effect"] == "list":
                home = self.rows["record_kinds"][rule["lists"]]["home"]
                for subject in self.agencies.affected_by(rule.get("falls_on", ""), account.subject):
                    for born in self.agencies.of_subject[home, subject]:
                        record = f"{rule['id']}@{subject}"
                        self.records[record] = RecordFacts(rule["lists"], True, rule["id"], subject)
                        self.homes[record].add(born.name)
                        yield record, born.name, (day + int(rule.get("after_days") or 0), steps + 1)

    def service_firings(self) -> Iterator[tuple[Row, Account, int]]:
        """Every firing with an effect at a service, and its day."""
        firings = [*self.firings(*AT_A_SERVICE)]
        firings += [firing for firing in self.score_firings() if firing[0]["effect"] in AT_A_SERVICE]
        for rule, account, (day, _) in firings:
            yield rule, account, day + int(rule.get("after_days") or 0)

    def days(self) -> dict[tuple[str, str], int]:
        """On whom each rule falls, and the earliest day."""
        days: dict[tuple[str, str], int] = {}
        for rule, account, day in self.service_firings():
            for subject in self.agencies.affected_by(rule.get("falls_on", ""), account.subject):
                days[subject, rule["id"]] = min(day, days.get((subject, rule["id"]), day))
        return days

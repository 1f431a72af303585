"""Whether the premises of each kept step stand in the world's rows and the agencies' tables.

The engine that made the steps isn't asked: links, rules and kinds are read as the folder has them under the what-if,
cells as the tables have them. What only the whole run can say (until when, what is wrong) is left to the fresh run.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf
from typing import Any

from linkage.answers.spread_question import Answer
from linkage.errors import LinkageError
from linkage.population.account_table import Account
from linkage.population.cell_errors import owners_of_key, read_key, rows_with_key
from linkage.population.tables import Tables
from linkage.vocabulary import count_of
from linkage.world.column_errors import errors_of
from linkage.world.composites import JOINED_BY
from linkage.world.model import Link, Rule, World

Step = dict[str, Any]

_RELATIONS = {"children": "parent", "officers": "officer of", "company": "officer"}


def step_faults(answer: Answer, steps: list[Step], effects: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every premise that lacks: the step's id, and what lacks, in words."""
    checker = _Checker(answer)
    known: dict[str, Step] = {}
    for step in steps:
        if step["id"] in known:
            yield step["id"], "another step has this id"
        for fault in checker.faults(step, known):
            yield step["id"], fault
        known[step["id"]] = step
    for effect in effects:
        yield from ((effect["step"], fault) for fault in checker.effect_faults(effect, known))


class _Checker:
    """Checks steps in their order; knows which rows they opened so far."""

    def __init__(self, answer: Answer) -> None:
        self.world: World = answer.world
        self.tables: Tables = answer.tables
        self.records = {record.id: record for record in answer.records}
        self.opened: dict[str, Account] = {}

    def faults(self, step: Step, known: dict[str, Step]) -> Iterator[str]:
        """What lacks for one step."""
        checks = {"recorded": self._recorded, "linked": self._linked, "listed": self._listed}
        check = checks.get(step["kind"], self._fired if step["kind"] in ("scored", "effect") else None)
        if check is None:
            yield f"there is no kind of step '{step['kind']}'"
            return
        causes = [known[cause] for cause in step["causes"] if cause in known]
        if len(causes) < len(step["causes"]):
            yield "it names a cause that no step before it is"
            return
        if (step["kind"] == "recorded") == bool(causes):
            yield "it has a cause" if causes else "it has no cause"
            return
        if any(cause["kind"] == "effect" for cause in causes):
            yield "an effect causes nothing"
        if step["database"] not in self.world.databases:
            yield f"there is no database '{step['database']}'"
            return
        if step["joined"] and step["kind"] != "linked":
            yield "only a copy joins on values"
        yield from check(step, causes)

    def _row(self, step: Step) -> Account | None:
        """The row of a step's account, where it is the subject's or was opened for it."""
        if step["account"] in self.opened:
            return self.opened[step["account"]]
        known = step["database"] in self.world.databases
        return self.tables.account(step["database"], step["account"]) if known else None

    def _arrives(self, step: Step) -> Iterator[str]:
        """The account is the subject's; a row that wasn't there is opened, and only in a list."""
        try:
            self.tables.visit_subject(step["subject"])
        except LinkageError:
            yield f"there is no subject '{step['subject']}'"
            return
        row = self._row(step)
        if row is None and self.world.is_list(step["database"]):
            made = self.tables.open_row(step["database"], step["subject"])
            if made.id == step["account"]:
                row = self.opened[made.id] = made
                if not step.get("made_row"):
                    yield "it made its row and doesn't say so"
        elif step.get("made_row"):
            yield "it says that it made a row that stands there already"
        if row is None:
            yield f"there is no account '{step['account']}' in {step['database']}"
        elif (row.subject, row.database) != (step["subject"], step["database"]):
            yield f"the account {step['account']} isn't {step['subject']}'s in {step['database']}"

    def _recorded(self, step: Step, causes: list[Step]) -> Iterator[str]:
        record = self.records.get(step["record"])
        place = (step["record_kind"], step["subject"], step["database"], step["account"])
        if record is None or (record.kind, record.subject, record.database, record.account) != place:
            yield "there is no such record at that account"
        if step["day"] != 0 or step["by"]:
            yield "a record is there on day 0, by nothing"
        yield from self._arrives(step)

    # links

    def _linked(self, step: Step, causes: list[Step]) -> Iterator[str]:
        link = self.world.links.get(step["by"])
        if link is None or len(causes) != 1:
            yield f"there is no link '{step['by']}'" if link is None else "a copy has one cause"
            return
        (cause,) = causes
        if (cause["database"], step["database"]) != (link.source, link.target):
            yield f"{link.id} leads from {link.source} to {link.target}"
        if (cause["record"], cause["record_kind"]) != (step["record"], step["record_kind"]):
            yield "its cause is another record"
        yield from self._carries(link, step, cause)
        if step["day"] != cause["day"] + (link.add_days or 0):
            days = count_of(link.add_days or 0, "day")
            yield f"day {step['day']}, but {link.id} takes {days} from day {cause['day']}"
        yield from self._arrives(step)
        if link.id not in self.tables.given_pairs:
            yield from self._joins(link, step, cause)

    def _carries(self, link: Link, step: Step, cause: Step) -> Iterator[str]:
        if "*" not in link.carries and step["record_kind"] not in link.carries:
            yield f"{link.id} doesn't carry {step['record_kind']}"
        record = self.records.get(step["record"])
        if link.needs == "confirmed" and record is not None and record.standing != "confirmed":
            yield f"{link.id} carries confirmed records only"
        if link.needs == "confirmed" and self._in_dispute(cause):
            yield f"{link.id} carries confirmed records only, and this one is in dispute at {cause['account']}"
        if link.share is not None and not self.tables.draws.of_link(link.id, step["record"]) < link.share:
            yield f"{link.id} holds this record back"

    def _joins(self, link: Link, step: Step, cause: Step) -> Iterator[str]:
        """The join: the source's cell, each register's row, and the target's cell (of a list: whose value it is)."""
        joined = [(join["identifier"], join["value"], join.get("register")) for join in step["joined"]]
        expected = [(link.key, None), *((hop.identifier, hop.register) for hop in link.via)]
        if [(identifier, register) for identifier, _, register in joined] != expected:
            yield f"{link.id} joins on other identifiers or registers"
            return
        source, target = self._row(cause), self._row(step)
        if source is None or target is None:
            return
        errors = errors_of(self.world)
        values = read_key(self.tables, source, link.key, errors)
        if not values or JOINED_BY.join(values) != joined[0][1]:
            yield f"the row at {cause['account']} holds another {link.key}"
            return
        for (before, _, _), (identifier, translated, register) in pairwise(joined):
            rows = rows_with_key(self.tables, str(register), before, values, errors)
            given = (read_key(self.tables, row, identifier, errors) for row in rows)
            found = next((cells for cells in given if cells and JOINED_BY.join(cells) == translated), None)
            if found is None:
                yield f"{register} has no row from that {before} to that {identifier}"
                return
            values = found
        identifier = joined[-1][0]
        if self.world.is_list(link.target):
            if step["subject"] not in owners_of_key(self.tables, identifier, values):
                yield f"{step['subject']} owns no such {identifier}"
        elif read_key(self.tables, target, identifier, errors) != values:
            yield f"the row at {step['account']} holds another {identifier}"

    # rules

    def _rule(self, step: Step, causes: list[Step]) -> Iterator[str]:
        """A rule fires where its causes are, on enough different kinds, so many days after the last of them."""
        rule = self.world.rules[step["by"]]
        places = {(cause["database"], cause["account"]) for cause in causes}
        if len(places) > 1 or {database for database, _ in places} != {rule.database}:
            yield f"{rule.id} looks at one account of {rule.database}"
        if rule.threshold is None:
            kinds = [cause["record_kind"] for cause in causes]
            if not set(kinds) <= set(rule.kinds) or len(set(kinds)) < len(kinds):
                yield f"{rule.id} fires by {', '.join(rule.kinds)}, each once"
            if rule.effect != "points" and len(kinds) != rule.at_least:
                yield f"{rule.id} needs {count_of(rule.at_least, 'kind')}"
            standings = [self.records[cause["record"]].standing for cause in causes if cause["record"] in self.records]
            if rule.needs == "confirmed" and "suspected" in standings:
                yield f"{rule.id} takes confirmed records only"
            if rule.needs == "confirmed" and any(map(self._in_dispute, causes)):
                yield f"{rule.id} takes confirmed records only, and one is in dispute"
        else:
            yield from self._score(rule, causes)
        last = max(cause["day"] for cause in causes)
        if step["day"] != last + (rule.after_days or 0):
            yield f"day {step['day']}, but {rule.id} takes {count_of(rule.after_days or 0, 'day')} from day {last}"

    def _in_dispute(self, step: Step) -> bool:
        """Whether a step's record is a starting one, of a kind that is in dispute on the step's day."""
        return step["record"] in self.records and step["day"] >= self.world.disputed.get(step["record_kind"], inf)

    def _score(self, rule: Rule, causes: list[Step]) -> Iterator[str]:
        rules = [self.world.rules.get(cause["by"]) for cause in causes]
        score = self.world.bases.get(rule.database, 0) + sum(each.points or 0 for each in rules if each)
        threshold = rule.threshold
        if threshold and not (score < threshold.score if threshold.sign == "<" else score >= threshold.score):
            yield f"the score of {score} isn't {threshold}"

    def _fired(self, step: Step, causes: list[Step]) -> Iterator[str]:
        rule = self.world.rules.get(step["by"])
        if rule is None:
            yield f"there is no rule '{step['by']}'"
            return
        yield from self._rule(step, causes)
        if {cause["account"] for cause in causes} != {step["account"]}:
            yield "a rule's effect stands at the account at which it fired"
        if (step["record"], step["record_kind"]) not in {(cause["record"], cause["record_kind"]) for cause in causes}:
            yield "its record is none of its causes'"
        if (step["kind"] == "scored") != (rule.effect == "points"):
            yield f"{rule.id} is a rule of another sort ({rule.effect})"
        holder = self._row(step)
        if holder is not None and not self._falls_on(rule, holder.subject, step["subject"]):
            yield f"{rule.id} falls on {rule.falls_on}, and {step['subject']} isn't that to {holder.subject}"

    def _listed(self, step: Step, causes: list[Step]) -> Iterator[str]:
        rule = self.world.rules.get(step["by"])
        if rule is None or rule.effect != "list":
            yield f"there is no rule '{step['by']}' that lists"
            return
        yield from self._rule(step, causes)
        if (step["record"], step["record_kind"]) != (f"{rule.id}@{step['subject']}", rule.lists):
            yield f"{rule.id} makes the record {rule.id}@{step['subject']} of kind {rule.lists}"
        if rule.lists in self.world.record_kinds and step["database"] != self.world.record_kinds[rule.lists].home:
            yield f"a listing is born at {self.world.record_kinds[rule.lists].home}"
        holder = self._row(causes[-1])
        if holder is not None and not self._falls_on(rule, holder.subject, step["subject"]):
            yield f"{rule.id} falls on {rule.falls_on}, and {step['subject']} isn't that to {holder.subject}"
        yield from self._arrives(step)

    def _falls_on(self, rule: Rule, holder: str, subject: str) -> bool:
        if rule.falls_on == "self" or rule.effect == "points":
            return holder == subject
        return subject in self.tables.related(_RELATIONS[rule.falls_on], holder)

    def effect_faults(self, effect: dict[str, Any], known: dict[str, Step]) -> Iterator[str]:
        """What an effect says otherwise than its step and its rule."""
        step, rule = known.get(effect["step"]), self.world.rules.get(effect["rule"])
        if step is None or step["kind"] != "effect":
            yield "an effect names it, and it is no step of an effect"
        elif rule is None or step["by"] != rule.id:
            yield f"its effect names the rule '{effect['rule']}'"
        else:
            said = (effect["service"], effect["effect"], effect["falls_on"])
            if said != (rule.service, rule.effect, rule.falls_on):
                yield f"its effect isn't what {rule.id} does"
            if any(effect.get(name) != step.get(name) for name in ("subject", "day", "until", "wrong")):
                yield "its effect says another subject, day or end"

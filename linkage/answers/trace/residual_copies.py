"""Residual copies: what is left of a record after it has ended at home, and the services that stay closed by it.

"Paid on day 30, still refused at 3 of 6 services on day 60" is computed here, with the copy that holds each effect. A
copy holds an effect on a day when it is known on that day at an account where the effect's rule fires; an effect with
a term of its own is held by that, whatever is known. Source: design 4.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linkage.answers.sentences import name, number_word, on_day, participle, quoted
from linkage.answers.spread_question import Answer
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import resolve_falls_on
from linkage.spread.fixpoint import crosses_threshold
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS, count_of
from linkage.world.model import Rule


class RecordCopy(NamedTuple):
    """A copy of a record, at an account that is not its home; its step says until when (None: never removed)."""

    step: Step
    keeper: str  # agency
    outlives: bool  # it stays longer than the record at home


class EffectInForce(NamedTuple):
    """An effect in force on a day, with the arrivals that hold it, or its rule's own term (days)."""

    effect: Effect
    holders: tuple[Step, ...]
    term: int | None


class ClosedService(NamedTuple):
    """A service closed to a subject on a day, and the day on which it opens again (None: never).

    `refusals` close it; `needs` is a service that it needs and that is closed too: there is one or both.
    """

    service: str
    until: int | None
    refusals: tuple[EffectInForce, ...]
    needs: str


def in_force(day: int, until: int | None, on: int) -> bool:
    """Whether what lasts from `day` until before `until` is in force on the day `on`.

    >>> in_force(3, 9, 3), in_force(3, 9, 9), in_force(3, None, 900), in_force(3, 2, 3)
    (True, False, True, False)
    """
    return day <= on and (until is None or on < until)


def change_days(spread: Spread) -> tuple[int, ...]:
    """The days on which something begins or ends, day 0 first; what is never in force changes nothing."""
    days = {0, *disputed_from(spread).values()}
    for step in spread.steps:
        if step.until is None or step.day < step.until:
            days |= {step.day} if step.until is None else {step.day, step.until}
    return tuple(sorted(days))


def disputed_from(spread: Spread) -> dict[str, int]:
    """Starting record → the day from which on it is in dispute, for those that are at any time."""
    disputed = spread.world.disputed
    return {record.id: disputed[record.kind] for record in spread.records if record.kind in disputed}


def home_end_days(spread: Spread) -> dict[str, int | None]:
    """Record → the day on which it ends at home (None: never)."""
    end_days: dict[str, int | None] = {}
    for step in spread.steps:
        if step.kind in ("recorded", "listed"):
            end_days.setdefault(step.record, step.until)
    return end_days


def ended_records(spread: Spread, on: int) -> dict[str, int]:
    """Starting record → the day on which it ended at home, for those that have by a day."""
    ends = home_end_days(spread)
    return {r.id: end for r in spread.records if (end := ends.get(r.id)) is not None and end <= on}


def record_copies(spread: Spread) -> tuple[RecordCopy, ...]:
    """Every copy of every record, in the order of steps."""
    ends = home_end_days(spread)
    databases = spread.world.everything.databases
    copies = []
    for step in spread.steps:
        if step.kind == "linked":
            end = ends[step.record]
            outlives = end is not None and (step.until is None or step.until > end)
            copies.append(RecordCopy(step, databases[step.database].agency, outlives))
    return tuple(copies)


# -- effects in force on a day -------------------------------------------------------------------------------------


def effects_in_force(spread: Spread, tables: Tables, on: int) -> tuple[EffectInForce, ...]:
    """The effects in force on a day, each with the arrivals that hold it on that day.

    Where a rule needs several kinds, all that are known at such an account hold it together.
    """
    rules, known = spread.world.rules, _arrivals_on(spread, on)
    effects = []
    for effect in spread.effects:
        if in_force(effect.day, effect.until, on):
            rule = rules[effect.rule]
            holders = () if rule.term_days is not None else tuple(_holders(spread, tables, known, rule, effect.subject))
            effects.append(EffectInForce(effect, holders, rule.term_days))
    return tuple(effects)


def _arrivals_on(spread: Spread, on: int) -> dict[str, list[Step]]:
    """Database → the arrivals known at it on a day."""
    arrivals: dict[str, list[Step]] = {}
    for step in spread.steps:
        if step.kind in ("recorded", "linked", "listed") and in_force(step.day, step.until, on):
            arrivals.setdefault(step.database, []).append(step)
    return arrivals


def _holders(spread: Spread, tables: Tables, known: dict[str, list[Step]], rule: Rule, subject: str) -> Iterator[Step]:
    """The arrivals that hold a rule's effect on a subject, account by account."""
    accounts: dict[str, list[Step]] = {}
    for step in known.get(rule.database, ()):
        if subject in resolve_falls_on(rule.falls_on, step.subject, tables):
            accounts.setdefault(step.account, []).append(step)
    for account, arrivals in accounts.items():
        if rule.threshold is not None:
            contributions = _score_contributions(spread, rule, account)
            yield from (step for step in arrivals if _counts(spread, contributions.get(step.record_kind, ()), step))
            continue
        counting = [step for step in arrivals if step.record_kind in rule.kinds and _counts(spread, (rule,), step)]
        if len({step.record_kind for step in counting}) >= rule.at_least:
            yield from counting


def _score_contributions(spread: Spread, rule: Rule, account: str) -> dict[str, tuple[Rule, ...]]:
    """Record kind → the points rules by which it moved an account's score towards a score rule's threshold."""
    rules = spread.world.rules
    scored = [step for step in spread.steps if step.kind == "scored" and step.account == account]
    score = spread.world.bases.get(rule.database, 0) + sum(rules[step.by].points or 0 for step in scored)
    if rule.threshold is None or not crosses_threshold(rule, score):
        return {}
    contributions: dict[str, tuple[Rule, ...]] = {}
    for step in scored:
        points = rules[step.by].points or 0
        if points and (points < 0) == (rule.threshold.sign == "<"):
            contributions[step.record_kind] = (*contributions.get(step.record_kind, ()), rules[step.by])
    return contributions


def _counts(spread: Spread, rules: tuple[Rule, ...], step: Step) -> bool:
    """Whether some rule looks at an arrival: an unsure record counts only where no confirmed one is needed."""
    return any(rule.needs != "confirmed" or _is_sure(spread, step) for rule in rules)


def _is_sure(spread: Spread, step: Step) -> bool:
    """Whether a record was confirmed, and not in dispute, on the day on which it came; listings always are."""
    confirmed = all(start.standing == "confirmed" for start in spread.records if start.id == step.record)
    return confirmed and step.day < disputed_from(spread).get(step.record, step.day + 1)


# -- closed services -------------------------------------------------------------------------------------------


def closed_services(spread: Spread, tables: Tables, subject: str, on: int) -> tuple[ClosedService, ...]:
    """The services closed to a subject on a day, sorted by id: what closes each, and until when."""
    refused: dict[str, list[EffectInForce]] = {}
    for effect_in_force in effects_in_force(spread, tables, on):
        if effect_in_force.effect.subject == subject and effect_in_force.effect.effect in CLOSING_EFFECTS:
            refused.setdefault(effect_in_force.effect.service, []).append(effect_in_force)
    closed, services = closed_service_ids(spread, subject, on), spread.world.everything.services
    later = [(day, closed_service_ids(spread, subject, day)) for day in change_days(spread) if day > on]
    return tuple(
        ClosedService(
            service,
            next((day for day, closed_then in later if service not in closed_then), None),
            tuple(refused.get(service, ())),
            services[service].needs if services[service].needs in closed else "",
        )
        for service in closed
    )


def closed_service_ids(spread: Spread, subject: str, on: int) -> list[str]:
    """The ids of the services closed to a subject on a day: refused on it, or needing one that is."""
    closed = {
        effect.service
        for effect in spread.effects
        if effect.subject == subject and effect.effect in CLOSING_EFFECTS and in_force(effect.day, effect.until, on)
    }
    services = spread.world.services
    while more := {s.id for s in services.values() if s.needs in closed} - closed:
        closed |= more
    return sorted(closed)


# -- in words ----------------------------------------------------------------------------------------------------


def day_headline(answer: Answer, on: int) -> str:
    """A day in one clause, without its date: what has been deleted, and how many services are closed.

    >>> from linkage.answers.spread_question import Question, ask
    >>> from linkage.world.storage.folders import load
    >>> day_headline(ask(load("tiny"), Question(story="court-fine", what_if="correct:unpaid-court-judgment=30")), 31)
    'the original record was deleted on day 30, but 2 of 5 services are still closed to Li'
    """
    spread, ended = answer.spread, ended_records(answer.spread, on)
    if not ended:
        return _closed_count_phrase(answer, on, "")
    kinds = spread.world.everything.record_kinds
    several = len(spread.records) > 1
    gone = [
        f"the original {f'of {quoted(name(kinds, record.kind))}' if several else 'record'} was deleted "
        f"{on_day(ended[record.id])}"
        for record in spread.records
        if record.id in ended
    ]
    own = closed_service_ids(spread, answer.subject, on)
    others = any(in_force(effect.day, effect.until, on) for effect in spread.effects)
    still = bool(own) if spread.closed(answer.subject) else others
    closed = _closed_count_phrase(answer, on, "still " if still else "")
    return f"{' and '.join(gone)}, {'but' if still else 'and'} {closed}"


def _closed_count_phrase(answer: Answer, on: int, still: str) -> str:
    """How many of all services are closed on a day; where none ever closes, how many effects are in force."""
    spread, subject = answer.spread, answer.subject
    if spread.closed(subject):
        number = len(closed_service_ids(spread, subject, on))
        verb = "is" if number == 1 else "are"
        return f"{number} of {count_of(len(answer.world.doors), 'service')} {verb} {still}closed to {answer.name}"
    number = sum(in_force(effect.day, effect.until, on) for effect in spread.effects)
    effects = "nothing is" if not number else "1 effect is" if number == 1 else f"{number} effects are"
    return f"{effects} {still}in force"


def holder_phrase(answer: Answer, effect_in_force: EffectInForce) -> str:
    """Why an effect is still in force, as a clause: who keeps a copy until when, or its rule's own term; may be blank.

    Copies at one database are named once, with the latest of their ends.
    """
    if effect_in_force.term is not None:
        return f"because the rule itself lasts {count_of(effect_in_force.term, 'day')}"
    databases = answer.world.everything.databases
    at_home = {step.id for step in effect_in_force.holders if step.kind != "linked"}
    steps_by_database: dict[str, list[Step]] = {}
    for step in effect_in_force.holders:
        steps_by_database.setdefault(step.database, []).append(step)
    clauses = []
    for database, steps in steps_by_database.items():
        kept = "the record" if any(step.id in at_home for step in steps) else "its copy"
        clauses.append(f"{quoted(name(databases, database))} keeps {kept} {_until_phrase(steps)}")
    return f"because {' and '.join(clauses)}" if clauses else ""


def _until_phrase(steps: list[Step]) -> str:
    """Until when the last of some copies is kept."""
    ends = [step.until for step in steps]
    return "for good" if None in ends else f"until day {max(e or 0 for e in ends)}"


def day_sentences(answer: Answer, on: int) -> list[str]:
    """A day as sentences: how many doors are closed, then each with what holds it, then the other effects in force."""
    spread, services = answer.spread, answer.world.everything.services
    lines = [f"Day {on}: {day_headline(answer, on)}."]
    if ended_records(spread, on):
        number = sum(in_force(copy.step.day, copy.step.until, on) for copy in record_copies(spread))
        lines.append("1 copy remains." if number == 1 else f"{number or 'No'} copies remain.")
    lines += _dispute_sentences(spread, on)
    closed = closed_services(spread, answer.tables, answer.subject, on)
    for service in closed:
        title = name(services, service.service)
        lines += [_effect_sentence(answer, title, refusal) for refusal in service.refusals]
        if service.needs:
            lines.append(
                f"{title}: closed together with {name(services, service.needs)}, {_end_phrase(service.until)}."
            )
    refused = {refusal for service in closed for refusal in service.refusals}
    for effect_in_force in effects_in_force(spread, answer.tables, on):
        effect = effect_in_force.effect
        if effect_in_force not in refused and effect.subject == answer.subject and effect.service:
            lines.append(_effect_sentence(answer, name(services, effect.service), effect_in_force))
    return lines


def _dispute_sentences(spread: Spread, on: int) -> list[str]:
    """What of the starting records is in dispute on a day, and since when."""
    kinds, days = spread.world.everything.record_kinds, disputed_from(spread)
    disputed = {(record.kind, days[record.id]) for record in spread.records if days.get(record.id, on + 1) <= on}
    return [f"In dispute since day {day}: {name(kinds, kind)}." for kind, day in sorted(disputed)]


def _effect_sentence(answer: Answer, service: str, effect_in_force: EffectInForce) -> str:
    """What an effect in force says: the service's name, what is done, until when, and what holds it."""
    holders = holder_phrase(answer, effect_in_force)
    text = f"{service}: {participle(effect_in_force.effect.effect)} {_end_phrase(effect_in_force.effect.until)}"
    return f"{text}, {holders}." if holders else f"{text}."


def _end_phrase(until: int | None) -> str:
    return "for good" if until is None else f"until day {until}"


def day_summary(answer: Answer, on: int) -> str:
    """What begins and ends on a day, as a phrase; blank where nothing does.

    >>> from linkage.answers.spread_question import Question, ask
    >>> from linkage.world.storage.folders import load
    >>> day_summary(ask(load("tiny"), Question(story="court-fine")), 733)
    'one copy is deleted'
    """
    spread, subject = answer.spread, answer.subject
    kinds = spread.world.everything.record_kinds
    lasting = [step for step in spread.steps if step.until is None or step.day < step.until]
    born = [name(kinds, s.record_kind) for s in lasting if s.kind == "recorded" and s.day == on]
    gone = [name(kinds, s.record_kind) for s in lasting if s.kind == "recorded" and s.until == on]
    now, before = set(closed_service_ids(spread, subject, on)), set(closed_service_ids(spread, subject, on - 1))
    mine = [s for s in lasting if s.kind == "effect" and not (s.effect in CLOSING_EFFECTS and s.subject == subject)]
    counted = (
        (sum(s.kind == "linked" and s.day == on for s in lasting), "copy arrives", "copies arrive"),
        (sum(s.kind == "listed" and s.day == on for s in lasting), "new listing begins", "new listings begin"),
        (len(now - before), "service closes", "services close"),
        (sum(s.day == on for s in mine), "other effect begins", "other effects begin"),
        (sum(s.kind == "listed" and s.until == on for s in lasting), "listing ends", "listings end"),
        (sum(s.kind == "linked" and s.until == on for s in lasting), "copy is deleted", "copies are deleted"),
        (len(before - now), "service reopens", "services reopen"),
        (sum(s.until == on for s in mine), "other effect ends", "other effects end"),
    )
    parts = [f"{kind} is recorded" for kind in dict.fromkeys(born)]
    disputed = disputed_from(spread)
    in_dispute = [name(kinds, record.kind) for record in spread.records if disputed.get(record.id) == on]
    parts += [f"{quoted(kind)} is in dispute" for kind in dict.fromkeys(in_dispute)]
    parts += [f"the original of {quoted(kind)} is deleted" for kind in dict.fromkeys(gone)]
    parts += [
        f"{number_word(number)} {singular if number == 1 else plural}" for number, singular, plural in counted if number
    ]
    return ", ".join(parts)

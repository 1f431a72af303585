"""Sentences: what a step, a wave or an effect says, in words that a lecture can use.

Every sentence about a spread is made here from its values; names come from the world, and from the story for its
subject. Days speak only of "from day N" where no end is known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Any

from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import CLOSING_EFFECTS, EFFECT_KINDS, HEDGES, NOTICES, weakest
from linkage.world.composites import JOINED_BY, parts_of
from linkage.world.model import World
from linkage.world.what_if.intervention import spoken_list


def name(rows: Mapping[str, Any], id_: str) -> str:
    """A row's name, or its id where there is no such row; of a composite key the names of its identifiers."""
    if id_ not in rows and JOINED_BY in id_:
        return spoken_list([name(rows, part) for part in parts_of(id_)])
    return str(rows[id_].name) if id_ in rows else id_


def names(subject: str, called: str) -> dict[str, str]:
    """What subjects are called in sentences: the story's own by name, all others by their ids."""
    return {subject: called} if called else {}


def day(number: int, until: int | None = None) -> str:
    """From when on, in words.

    >>> day(0), day(8), day(8, 30), day(38, 36)
    ('at once', 'from day 8', 'from day 8 to day 30', 'never in force: it ends on day 36, before day 38')
    """
    if until is not None and until <= number:
        return f"never in force: it ends on day {until}, before day {number}"
    if until is not None:
        return f"from day {number} to day {until}"
    return "at once" if number == 0 else f"from day {number}"


def on_day(number: int) -> str:
    """On which day, in words.

    >>> on_day(0), on_day(8)
    ('at once', 'on day 8')
    """
    return "at once" if number == 0 else f"on day {number}"


def quoted(title: str) -> str:
    """A name within a sentence: in quotes where a comma or an "and" in it would read as several names.

    >>> quoted("Credit file"), quoted("Hotel, tour bookings"), quoted("Licences and posts")
    ('Credit file', '“Hotel, tour bookings”', '“Licences and posts”')
    """
    return f"“{title}”" if "," in title or " and " in title else title


def within_quotes(text: str) -> str:
    """A quoted text as it stands within quotation marks: its own are single ones.

    >>> within_quotes('“unable to move even a single step,” she said, "ever"')
    '‘unable to move even a single step,’ she said, ‘ever’'
    """
    single = text.replace("“", "‘").replace("”", "’")
    return re.sub(r'"([^"]*)"?', r"‘\1’", single)


def sentence(world: World, step: Step, called: Mapping[str, str] | None = None) -> str:
    """What a step says."""
    everything = world.everything
    whom = (called or {}).get(step.subject, step.subject)
    own = step.subject in (called or {})
    kind = name(everything.record_kinds, step.record_kind)
    where = name(everything.databases, step.database)
    wrong = _wrong_match(step, own)
    if step.kind == "recorded":
        return f"{whom} gets a record in {quoted(where)}: {kind}."
    if step.kind == "linked":
        copied = f"“{_capital(kind)}” is copied to {quoted(where)} {on_day(step.day)}."
        return f"{copied} {whom} is matched by {_join_clause(world, step)}.{wrong}"
    if step.kind == "listed":
        return f"{whom} is put on a list {on_day(step.day)}: {kind}, in {quoted(where)}.{wrong}"
    if step.kind == "scored":
        points = everything.rules[step.by].points or 0
        return f"{whom}'s score in {quoted(where)} changes by {points:+d} {on_day(step.day)}.{wrong}"
    return f"{_effect_clause(world, step, whom)}, {day(step.day, step.until)}.{wrong}"


def step_clause(world: World, step: Step, called: Mapping[str, str] | None = None) -> str:
    """What a step says after a "because", without its day: who passes the record to whom, or what a rule does."""
    everything = world.everything
    whom = (called or {}).get(step.subject, step.subject)
    where = quoted(name(everything.databases, step.database))
    if step.kind == "recorded":
        return f"the record is kept in {where}"
    if step.kind == "linked":
        source = quoted(name(everything.databases, _sender(world, step.by)))
        return f"{source} passes the record to {where} by {_join_clause(world, step)}"
    if step.kind == "listed":
        return f"{whom} is put on a list in {where}"
    if step.kind == "scored":
        return f"{whom}'s score in {where} changes by {everything.rules[step.by].points or 0:+d}"
    effect = _effect_clause(world, step, whom)
    return f"at {where}, {effect if effect.startswith(whom) else effect[:1].lower() + effect[1:]}"


def log_sentence(
    world: World, step: Step, read_kinds: Collection[str], notice: str, called: Mapping[str, str] | None = None
) -> str:
    """What a line of a person's log says: of which record, who did what with it, and what the person was told.

    Args:
        read_kinds: the record kinds that were copied, or that a rule read.
        notice: what the person learns of it; blank where nobody says.
    """
    everything = world.everything
    where, whom = quoted(name(everything.databases, step.database)), (called or {}).get(step.subject, step.subject)
    if step.kind == "recorded":
        done = f"recorded in {where}"
    elif step.kind == "linked":
        giver = quoted(name(everything.databases, _sender(world, step.by)))
        done = f"{where} gets a copy from {giver}, matched by {match_with_values(world, step)}"
    else:
        clause = _effect_clause(world, step, whom) if step.kind == "effect" else step_clause(world, step, called)
        done = f"{quoted(name(everything.databases, world.rules[step.by].database))} reads it: {clause}"
    told = f" {_capital(NOTICES[notice])}." if notice else ""
    kinds = " and ".join(f"“{_capital(name(everything.record_kinds, kind))}”" for kind in read_kinds)
    return f"{kinds}: {done}.{_wrong_match(step, step.subject in (called or {}))}{told}"


def false_records(spread: Spread, effects: Collection[Effect]) -> list[str]:
    """One sentence on the starting records that state what isn't so; none where all are true.

    Args:
        effects: those that rest on them alone.
    """
    number, of = len(spread.false_records), len(spread.records)
    if not number:
        return []
    records = "The record states" if of == 1 else f"{number} of {of} records {'states' if number == 1 else 'state'}"
    rest = "1 effect rests" if len(effects) == 1 else f"{len(effects) or 'no'} effects rest"
    return [f"{records} what isn't so: {rest} on that alone."]


def match_with_values(world: World, step: Step) -> str:
    """On what a match joined, with the values: `phone number TEL-…, looked up as national ID SYN-…`; or a pair."""
    identifiers = world.everything.identifiers
    values = (f"{name(identifiers, joined.identifier)} {joined.value}" for joined in step.joined)
    return ", looked up as ".join(values) or "a pair that a linker found"


def log_summary(called: str, counts: Mapping[str, int]) -> str:
    """A person's log in one sentence.

    >>> log_summary("Li", {"done": 3, "databases": 1, "none": 2, "published": 0, "told": 1})
    "3 things were done with Li's records, at 1 database: the person is told of 1, and not of 2."
    """
    done, databases = counts["done"], counts["databases"]
    if not done:
        return f"Nothing was done with {called}'s records."
    things = "1 thing was" if done == 1 else f"{done} things were"
    at = "1 database" if databases == 1 else f"{databases} databases"
    parts = [
        f"the person is told of {counts['told'] or 'nothing'}",
        f"{counts['published']} {'is' if counts['published'] == 1 else 'are'} on a public list",
        f"and not of {counts['none']}",
    ]
    said = [part for part, notice in zip(parts, ("", "published", "none"), strict=True) if counts.get(notice, 1)]
    return f"{things} done with {called}'s records, at {at}: {', '.join(said)}."


def path(world: World, proof: Iterable[Step]) -> str:
    """The path of a proof: the names of its databases, in the order of its steps."""
    databases = world.everything.databases
    return " → ".join(dict.fromkeys(name(databases, step.database) for step in proof))


def _effect_clause(world: World, step: Step, whom: str) -> str:
    """What an effect's step says, without its days: with the amount, and with what somebody else is to the subject."""
    rule = world.everything.rules[step.by]
    amount = f" {rule.amount:g} {rule.unit}".rstrip() if rule.amount is not None else ""
    service = name(world.everything.services, step.service) if step.service else "a service"
    text = EFFECT_KINDS[step.effect].sentence.format(whom=whom, service=service, amount=amount)
    relation = {"children": " (a child)", "officers": " (an officer)", "company": " (a company)"}
    return _capital(text) + relation.get(step.falls_on, "")


def _sender(world: World, link: str) -> str:
    """The database that a link copies from; the id of one that a what-if adds begins with it."""
    row = world.links.get(link) or world.everything.links.get(link)
    return row.source if row is not None else link.partition(">")[0]


def _join_clause(world: World, step: Step) -> str:
    """On what a match joined: one identifier, or a chain of identifiers that registers translate; or a given pair."""
    if not step.joined:
        return "a pair that a linker found"
    identifiers = world.everything.identifiers
    first, *looked_up = (name(identifiers, joined.identifier) for joined in step.joined)
    return first + "".join(f", looked up as {identifier}" for identifier in looked_up)


def _wrong_match(step: Step, own: bool) -> str:
    """What is wrong: it is somebody else, or it came back to the story's own subject over somebody else's row."""
    if not step.wrong:
        return ""
    return " It comes back over a wrong match." if own else " This is the wrong person."


def _capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def participle(effect: str) -> str:
    """What somebody is on whom an effect falls: refused, slowed, made to wait, rewarded."""
    return EFFECT_KINDS[effect].participle


def city_word(effect: str) -> str:
    """What the city calls those on whom an effect falls: barred, since most of them never asked.

    >>> city_word("refuse"), city_word("slow")
    ('barred', 'slowed')
    """
    return EFFECT_KINDS[effect].city_word


def participles(effects: Collection[str]) -> str:
    """What somebody is on whom one of several effects falls, in the order in which kinds of effect are declared.

    >>> participles({"wait", "slow", "fine"}), participles(["refuse"])
    ('slowed, fined or made to wait', 'refused')
    """
    *first, last = (kind.participle for kind in EFFECT_KINDS.values() if kind.word in effects)
    return f"{', '.join(first)} or {last}" if first else last


def hedged(world: World, step: Step, called: Mapping[str, str] | None = None) -> str:
    """What a step says where it is said aloud, without its badge beside it: what no source states is hedged."""
    return _with_hedge(_hedge([step]), sentence(world, step, called))


def _hedge(steps: Iterable[Step]) -> str:
    """How a sentence about some steps must begin: by their weakest status; blank where a source states them all."""
    statuses = [step.status for step in steps]
    hedge = HEDGES.get(weakest(statuses), "")
    return f"in part {hedge}" if hedge and not all(HEDGES.get(status) for status in statuses) else hedge


def _with_hedge(hedge: str, text: str) -> str:
    return f"{_capital(hedge)}: {text}" if hedge else text


def wave(spread: Spread, steps: Iterable[Step], called: Mapping[str, str] | None = None) -> str:
    """What a wave says: the sentence of its one step, or one that sums up all of its steps; hedged, as `hedged` is."""
    listed = list(steps)
    if len(listed) == 1:
        return hedged(spread.world, listed[0], called)
    clauses = [(text, _hedge(of)) for text, of in (_arrivals(spread, listed), *_falls(spread, listed, called or {}))]
    said = []
    for hedge, of_one_hedge in groupby((clause for clause in clauses if clause[0]), key=lambda clause: clause[1]):
        texts = [text for text, _ in of_one_hedge]
        said += [_with_hedge(hedge, f"{'; '.join(texts)}.")] if hedge else [f"{_capital(text)}." for text in texts]
    return " ".join(said) + _wrong_people(listed, called or {})


_Clause = tuple[str, list[Step]]
"""A clause of a wave's sentence, and the steps that it speaks of."""


def _arrivals(spread: Spread, steps: list[Step]) -> _Clause:
    """Where copies arrive among some steps; blank where none does."""
    databases = spread.world.everything.databases
    steps_here = [step for step in steps if step.kind in ("recorded", "linked")]
    places = list(dict.fromkeys(name(databases, step.database) for step in steps_here))
    if not places:
        return "", []
    gets = "gets" if len(places) == 1 else "get"
    if all(step.kind == "recorded" for step in steps_here):
        return f"{_names_or_number(places, 'database')} {gets} the record", steps_here
    reached = {name(databases, record.database) for record in spread.records}
    if len(steps_here) == 1:
        return f"{quoted(places[0])} gets a copy, matched by {_join_clause(spread.world, steps_here[0])}", steps_here
    more = "more " if reached.isdisjoint(places) else ""
    return f"{_names_or_number(places, f'{more}database')} {gets} a copy", steps_here


def _falls(spread: Spread, steps: list[Step], called: Mapping[str, str]) -> list[_Clause]:
    """What comes to people among some steps: a clause for services that close, and one for all else."""
    falls = [step for step in steps if step.kind in ("effect", "listed")]
    subjects = {step.subject for step in falls}
    whom = _people(falls, subjects, called)
    services = spread.world.everything.services
    closing = [step for step in falls if step.kind == "effect" and step.effect in CLOSING_EFFECTS]
    closed = list(dict.fromkeys(name(services, step.service) for step in closing))
    clauses = []
    if closed:
        closes = "closes" if len(closed) == 1 else "close"
        clauses.append((f"{_names_or_number(closed, 'service')} {closes} to {whom}", closing))
    not_closing = [step for step in falls if step not in closing]
    others = _other_falls(spread, not_closing)
    if others:
        clauses.append((f"{whom} {'is' if len(subjects) == 1 else 'are'} {' and '.join(others)}", not_closing))
    return clauses


def _people(steps: list[Step], subjects: set[str], called: Mapping[str, str]) -> str:
    """Those on whom some steps fall: one by name or id, said to be the wrong one where that is so; several in short."""
    if len(subjects) != 1:
        known = sorted(called[subject] for subject in subjects if subject in called)
        return f"{', '.join(known)} and {_others(len(subjects) - len(known))}" if known else "several people"
    (subject,) = subjects
    wrong = subject not in called and all(step.wrong for step in steps)
    return f"{called.get(subject, subject)}{' (the wrong person)' if wrong else ''}"


def _other_falls(spread: Spread, steps: list[Step]) -> list[str]:
    """What somebody is by listings and by effects that close nothing, each once: "put on one list", "fined"."""
    services = spread.world.everything.services
    listings = sum(step.kind == "listed" for step in steps)
    services_by_word: dict[str, list[str]] = {}
    for step in steps:
        if step.kind == "effect":
            at = services_by_word.setdefault(participle(step.effect), [])
            at += [name(services, step.service)] if step.service else []
    parts = [f"put on {_number_of(listings, 'list')}"] if listings else []
    for word, places in services_by_word.items():
        at = list(dict.fromkeys(places))
        parts.append(f"{word} ({_names_or_number(at, 'service')})" if at else word)
    return parts


def _wrong_people(steps: list[Step], called: Mapping[str, str]) -> str:
    """Whom some of the steps, or all, fall on by a wrong match, as a sentence; blank where all is right."""
    wrong = [step for step in steps if step.wrong]
    people = sorted({step.subject for step in wrong} - set(called))
    if not wrong:
        return ""
    if not people:
        return " Part of it comes back over a wrong match."
    if len(people) == 1 and all(step.wrong for step in steps if step.kind in ("effect", "listed")):
        return ""  # said with the effects
    who = f"person: {people[0]}" if len(people) == 1 else "people"
    return f" {'All' if len(wrong) == len(steps) else 'Part'} of it falls on the wrong {who}."


def _names_or_number(names_: list[str], noun: str) -> str:
    """One or two names, or how many there are."""
    return " and ".join(map(quoted, names_)) if len(names_) <= 2 else f"{len(names_)} {noun}s"


def _others(number: int) -> str:
    return "one other" if number == 1 else f"{number_word(number)} others"


_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(number: int) -> str:
    """A number in a sentence: a word up to ten.

    >>> number_word(3), number_word(12), number_word(1200)
    ('three', '12', '1,200')
    """
    return _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else f"{number:,}"


def _number_of(number: int, noun: str) -> str:
    return f"{number_word(number)} {noun}{'' if number == 1 else 's'}"


def opening(spread: Spread, called: Mapping[str, str]) -> str:
    """The sentence before the first step, where no story has one of its own."""
    record = spread.records[0]
    kind = name(spread.world.everything.record_kinds, record.kind)
    return f"{called.get(record.subject, record.subject)} has a record: {kind}."


def nothing_happens(world: World, kind: str) -> str:
    """What a spread of nothing says: the reading has no such record."""
    return f"Under this reading nobody has a record '{name(world.everything.record_kinds, kind)}': nothing spreads."


def effect_question(world: World, effect: Effect, called: Mapping[str, str] | None = None) -> str:
    """The question why an effect came about."""
    whom = (called or {}).get(effect.subject, effect.subject)
    service = name(world.everything.services, effect.service) if effect.service else "a service"
    question = EFFECT_KINDS[effect.effect].question.format(whom=whom, service=service)
    return question or f"Why? {effect_sentence(world, effect, called)}."


def effect_sentence(world: World, effect: Effect, called: Mapping[str, str] | None = None) -> str:
    """What an effect says, without its days."""
    whom = (called or {}).get(effect.subject, effect.subject)
    service = name(world.everything.services, effect.service) if effect.service else "a service"
    return _capital(EFFECT_KINDS[effect.effect].sentence.format(whom=whom, service=service, amount=""))


def whose_people(seed: int | None, own_tables: bool) -> str:
    """Whose people an answer is about: invented ones by their seed, or those of somebody's own tables.

    >>> whose_people(1, False), whose_people(None, True), whose_people(2, True)
    ('seed 1', 'own tables', 'own tables')
    """
    return "own tables" if own_tables else f"seed {seed}"

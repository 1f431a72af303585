"""The report of one spread (`trace`, `effects`) as JSON, as CSV rows and as text for a terminal.

The shapes are those of design 6. Same answer, same bytes: every list has an order of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from linkage.answers import sentences
from linkage.answers.evidence_summary import evidence_summary, is_second_hand
from linkage.answers.spread_question import Answer
from linkage.answers.trace import residual_copies
from linkage.population import join_sql
from linkage.population.tables import Tables
from linkage.spread.proofs import DerivationGraph, Proofs, proofs
from linkage.spread.steps import Effect, Spread, Step
from linkage.vocabulary import count_of, weakest
from linkage.world.model import World
from linkage.world.what_if.parser import parse, with_reading

Json = dict[str, Any]


def what_if_texts(world: World, text: str) -> list[str]:
    """The interventions of a what-if, as texts."""
    return [intervention.text for intervention in parse(text, world)]


def step_json(world: World, step: Step, called: Mapping[str, str]) -> Json:
    """A step as JSON, in the shape of design 6.

    Args:
        called: subject → its name in the sentence.
    """
    return {
        "id": step.id,
        "kind": step.kind,
        "database": step.database,
        "account": step.account,
        "subject": step.subject,
        "record": step.record,
        "record_kind": step.record_kind,
        "by": step.by,
        "joined": [{"identifier": j.identifier, "value": j.value, "register": j.register} for j in step.joined],
        "made_row": step.made_row,
        "day": step.day,
        "until": step.until,
        "causes": list(step.causes),
        "status": step.status,
        "number_status": step.number_status,
        "evidence": list(step.evidence),
        "wrong": step.wrong,
        "sentence": sentences.sentence(world, step, called),
    }


def effect_json(spread: Spread, effect: Effect, effect_proofs: Proofs | None) -> Json:
    """An effect as JSON, in the shape of design 6, with the weakest status of its shown proof.

    Args:
        effect_proofs: its proofs, to be counted; None: one.
    """
    steps = spread.proof(spread.by_id[effect.step])
    return {
        "service": effect.service,
        "effect": effect.effect,
        "subject": effect.subject,
        "falls_on": effect.falls_on,
        "day": effect.day,
        "until": effect.until,
        "rule": effect.rule,
        "step": effect.step,
        "weakest": weakest(step.status for step in steps),
        "weakest_number": weakest(step.number_status for step in steps),
        "proofs": effect_proofs.count if effect_proofs else 1,
        "wrong": effect.wrong,
        "links": count_links(steps),
        "false": effect.false,
    }


def counts_json(answer: Answer) -> Json:
    """The counts of a spread as JSON: databases, agencies, subjects reached; services closed, open to its subject."""
    spread, world = answer.spread, answer.world.everything
    closed = set(spread.closed(answer.subject))
    doors = set(world.doors)
    everyday = {service for service in doors if world.services[service].everyday}
    databases = {step.database for step in spread.steps}
    return {
        "databases": len(databases),
        "agencies": len({world.databases[database].agency for database in databases}),
        "services_refused": len(closed & doors),
        "services_open": len(doors - closed),
        "steps_left": len(everyday - closed),
        "subjects": len({step.subject for step in spread.steps}),
    }


def filter_to_day(spread: Spread, day: int) -> tuple[tuple[Step, ...], tuple[Effect, ...]]:
    """The steps known by a day, and the effects in force on it: day ≤ D < until."""
    effects = tuple(effect for effect in spread.effects if residual_copies.in_force(effect.day, effect.until, day))
    return tuple(step for step in spread.steps if step.day <= day), effects


def trace_json(answer: Answer, day: int | None = None) -> Json:
    """One spread as JSON: what `trace --format json` prints.

    Args:
        day: only what is known by that day, and the effects in force on it.
    """
    spread, called = answer.spread, sentences.names(answer.subject, answer.name)
    steps, effects = (spread.steps, spread.effects) if day is None else filter_to_day(spread, day)
    graph = DerivationGraph(answer.plan, answer.tables, spread)
    return {
        "world": answer.world.id,
        "seed": answer.tables.stated_seed,
        "residents": answer.residents,
        "what_if": what_if_texts(answer.world, answer.what_if),
        "records": [{**record._asdict(), "false": record.id in spread.false_records} for record in spread.records],
        "steps": [step_json(answer.world, step, called) for step in steps],
        "effects": [effect_json(spread, effect, proofs(graph, effect, most=0)) for effect in effects],
        "counts": counts_json(answer),
    }


def trace_text(answer: Answer, day: int | None = None) -> str:
    """One spread as text: what `trace` prints.

    Args:
        day: only what is known by that day, and the effects in force on it.
    """
    spread, world = answer.spread, answer.world
    called = sentences.names(answer.subject, answer.name)
    steps, effects = (spread.steps, spread.effects) if day is None else filter_to_day(spread, day)
    lines = [trace_heading(answer), ""]
    if not spread.records:
        lines += [sentences.nothing_happens(world, answer.records[0].kind), ""]
    for step in steps:
        lines.append(f"day {step.day:>4}  {sentences.sentence(world, step, called)}  [{status_badge(world, step)}]")
    if day is not None:
        lines += ["", *residual_copies.day_sentences(answer, day)]
    numbers = counts_json(answer)
    doors = numbers["services_refused"] + numbers["services_open"]
    count = f"{len(effects)} {'effect' if len(effects) == 1 else 'effects'}"
    lines += ["", f"{numbers['services_refused']} of {count_of(doors, 'service')} closed to {answer.name}, {count}."]
    lines += sentences.false_records(spread, [effect for effect in effects if effect.false])
    lines.append(evidence_summary(answer.world, steps))
    return "\n".join([*lines, world.label_line]) + "\n"


def trace_heading(answer: Answer) -> str:
    """The heading of a report: story, subject, world, seed, residents, and the what-if with its reading."""
    title = answer.story.title if answer.story else answer.records[0].kind
    what_if = with_reading(answer.world, answer.what_if)
    people = sentences.whose_people(answer.tables.stated_seed, answer.tables.own)
    return (
        f"{title} - {answer.name} ({answer.subject}), world {answer.world.id}, {people}, "
        f"{count_of(answer.residents, 'resident')}, what-if: {what_if}"
    )


def status_badge(world: World, step: Step) -> str:
    """A step's badge: its status, and of a reported step whether that is second-hand."""
    if step.status == "reported" and is_second_hand(world, step):
        return "reported (second-hand)"
    return step.status


def trace_rows(answer: Answer, day: int | None = None) -> tuple[list[str], list[list[str]]]:
    """Column names and rows of `trace --format csv`, one row a step."""
    steps = answer.spread.steps if day is None else filter_to_day(answer.spread, day)[0]
    called = sentences.names(answer.subject, answer.name)
    head = ["id", "day", "kind", "database", "account", "subject", "by", "causes", "status", "wrong", "sentence"]
    return head, [
        [
            step.id,
            str(step.day),
            step.kind,
            step.database,
            step.account,
            step.subject,
            step.by,
            " ".join(step.causes),
            step.status,
            _yes(step.wrong),
            sentences.sentence(answer.world, step, called),
        ]
        for step in steps
    ]


EFFECT_CELLS = ["subject", "service", "effect", "rule", "falls_on", "day", "until", "wrong"]
"""The columns that say an effect itself."""

PROOF_CELLS = ["records", "links"]
"""The columns that say what its shown proof rests on: its starting records, and how many matches by links."""

DOUBT_CELLS = ["false"]
"""The column that says whether it rests on false records alone: it isn't there once they are taken away."""

EFFECT_COLUMNS = [*EFFECT_CELLS, *PROOF_CELLS, *DOUBT_CELLS]


def effect_rows(spread: Spread, day: int | None = None) -> list[list[str]]:
    """The rows of `effects --format csv` (`EFFECT_COLUMNS`): one a subject, service, effect and rule, sorted."""
    effects = spread.effects if day is None else filter_to_day(spread, day)[1]
    return [[*effect_cells(effect), *map(str, proof_cells(spread, effect)), _yes(effect.false)] for effect in effects]


def effect_values(effect: Effect) -> tuple[Any, ...]:
    """The values of an effect, in the order of `EFFECT_CELLS`: numbers as numbers."""
    return tuple(getattr(effect, column) for column in EFFECT_CELLS)


def effect_cells(effect: Effect) -> list[str]:
    """The cells of an effect, in the order of `EFFECT_CELLS`."""
    return [
        effect.subject,
        effect.service,
        effect.effect,
        effect.rule,
        effect.falls_on,
        str(effect.day),
        "" if effect.until is None else str(effect.until),
        _yes(effect.wrong),
    ]


def doubted_cells(effect: Effect) -> list[str]:
    """The cells of an effect, and whether it is false: `EFFECT_CELLS` and `DOUBT_CELLS`."""
    return [*effect_cells(effect), _yes(effect.false)]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def row_json(columns: Sequence[str], row: Sequence[str]) -> Json:
    """A row of effects as JSON: days and links are numbers, `wrong` and `false` true or false, `records` a list.

    >>> row_json(["subject", "day", "until", "wrong"], ["R1", "8", "", "no"])
    {'subject': 'R1', 'day': 8, 'until': None, 'wrong': False}
    """
    values: dict[str, Callable[[str], Any]] = {
        "day": int,
        "until": lambda cell: int(cell) if cell else None,
        "wrong": lambda cell: cell == "yes",
        "false": lambda cell: cell == "yes",
        "records": str.split,
        "links": int,
    }
    return {column: values.get(column, str)(cell) for column, cell in zip(columns, row, strict=True)}


def proof_cells(spread: Spread, effect: Effect) -> tuple[str, int]:
    """What the shown proof of an effect rests on, in the order of `PROOF_CELLS`: starting records, matches by links."""
    proof = spread.ancestry(spread.by_id[effect.step])
    return " ".join(sorted({step.record for step in proof if step.kind == "recorded"})), count_links(proof)


def count_links(proof: Iterable[Step]) -> int:
    """How many steps of a proof a link made. None: an agency's own record is enough.

    >>> count_links([])
    0
    """
    return sum(step.kind == "linked" for step in proof)


def step_sql(world: World, spread: Spread, step: Step) -> str:
    """The SQL of a step, which returns its rows on the SQLite file that `generate` writes."""
    everything = world.everything
    if step.kind == "recorded":
        return join_sql.of_record(step.database, step.record)
    cause = spread.by_id[step.causes[-1]]
    if step.kind == "linked":
        join_way = join_sql.JoinPath(
            cause.database,
            cause.account,
            step.database,
            step.account,
            step.subject,
            [(joined.pairs, joined.register or "") for joined in step.joined],
            step.made_row,
            step.by,
        )
        return join_sql.of_match(everything, join_way)
    if step.kind == "listed":
        return join_sql.of_listing(everything, step.database, step.account, step.subject, step.made_row)
    relation = {"self": "", "children": "parent", "officers": "officer of", "company": "officer"}[step.falls_on]
    return join_sql.of_effect(step.database, step.account, relation, step.subject)


def count_accounts(tables: Tables) -> int:
    """How many accounts the agency tables have."""
    return len(tables.accounts)

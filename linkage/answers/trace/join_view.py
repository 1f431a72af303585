"""A join to watch: the rows of a step, table by table, and the shared values that tie them.

For the Join page and for lessons: two (or more) agency tables side by side, the cells that match, the SQL, and who
knows of it: what the clerk sees and what the person sees.
"""

from __future__ import annotations

from typing import NamedTuple

from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.answers.trace.trace_report import sql_of
from linkage.population.tables import Account, Tables
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.matching import matches_by_chain
from linkage.spread.steps import JoinedOn, Spread, Step
from linkage.vocabulary import NOTICES
from linkage.world.model import World


class JoinTable(NamedTuple):
    """One agency table with the row that the join uses, and its neighbours for company."""

    database: str
    columns: tuple[str, ...]  # account, subject, identifiers
    rows: tuple[tuple[str, ...], ...]
    row: int  # which of them the join uses
    lit: tuple[str, ...]  # the columns whose cells tie this row to the next or the last table
    opened: bool  # the join made this row


class JoinView(NamedTuple):
    """A step as a join: its tables in order, the values that tie them, its SQL, and what is told of it."""

    step: Step
    sheets: tuple[JoinTable, ...]
    values: tuple[JoinedOn, ...]
    sql: str
    wrong: bool  # it found another subject's row
    clerk: str
    person: str


def join_of(answer: Answer, step: Step, neighbours: int = 3) -> JoinView:
    """The join of a linked step."""
    spread, tables = answer.spread, answer.tables
    cause = spread.by_id[step.causes[-1]]
    source = account_of(tables, cause)
    target = account_of(tables, step)
    sheets = [_sheet(answer, source, (step.joined[0].identifier,), False, neighbours)]
    for before, joined, row in zip(step.joined, step.joined[1:], register_rows(answer.plan, tables, spread, step)):  # noqa: B905 - the chain is one shorter
        sheets.append(_sheet(answer, row, (before.identifier, joined.identifier), False, neighbours))
    sheets.append(_sheet(answer, target, (step.joined[-1].identifier,), step.made_row, neighbours))
    return JoinView(
        step,
        tuple(sheets),
        step.joined,
        script_of(answer.world, spread, step),
        source.subject != target.subject,
        clerk_sees(answer, step),
        person_sees(answer, step),
    )


def script_of(world: World, spread: Spread, step: Step) -> str:
    """The SQL of a linked step, which ends with a SELECT of its two rows.

    Before it stand the rows that earlier steps opened, and its own if it opens one: the agencies' files lack them.
    """
    opened = {each.account: each for each in spread.steps if each.made_row}
    needed: dict[str, Step] = {}
    waiting = [*spread.proof(step)]
    while waiting:
        opener = opened.get(waiting.pop().account)
        if opener is not None and opener.id not in needed:
            needed[opener.id] = opener
            waiting += spread.proof(opener)
    rows = [_said(each, step) + sql_of(world, spread, each) for each in spread.steps if each.id in needed]
    return "\n\n".join([*rows, sql_of(world, spread, step._replace(made_row=False))])


def _said(each: Step, step: Step) -> str:
    return f"-- the row that {'this join opens' if each.account == step.account else 'an earlier step opened'}\n"


def account_of(tables: Tables, step: Step) -> Account:
    """The account of a step, also one that the spread opened."""
    return tables.accounts.get(step.account) or tables.open_row(step.database, step.subject)


def register_rows(plan: CompiledRules, tables: Tables, spread: Spread, step: Step) -> tuple[Account, ...]:
    """The register rows on the way of a linked step, in order."""
    cause = spread.by_id[step.causes[-1]]
    routes = plan.routes.get((cause.database, step.record_kind), ())
    route = next(route for route in routes if route.id == step.by)
    found = matches_by_chain(route, account_of(tables, cause), tables)
    return next((m.rows for m in found if m.account.id == step.account and m.joined == step.joined), ())


def _sheet(answer: Answer, account: Account, lit: tuple[str, ...], opened: bool, neighbours: int) -> JoinTable:
    database = answer.world.everything.databases[account.database]
    near = [each for each in _around(answer.tables, account, neighbours) if each.id != account.id]
    rows = sorted([account, *near], key=lambda each: (each.number, each.id))
    cells = tuple((row.id, row.subject, *(row.values.get(i, "") for i in database.identifiers)) for row in rows)
    return JoinTable(
        account.database,
        ("account", "subject", *database.identifiers),
        cells,
        rows.index(account),
        lit,
        opened,
    )


def _around(tables: Tables, account: Account, count: int) -> list[Account]:
    """Some other rows of the same table, nearest by number."""
    others = [each for each in tables.accounts.values() if each.database == account.database]
    others.sort(key=lambda each: (abs(each.number - account.number), each.id))
    return others[: count + 1][:count]


def clerk_sees(answer: Answer, step: Step) -> str:
    """What the keeper of the receiving database sees."""
    everything = answer.world.everything
    kind = name(everything.record_kinds, step.record_kind)
    where = name(everything.databases, step.database)
    via = f"the {name(everything.identifiers, step.joined[-1].identifier)}" if step.joined else "the row"
    return f"At {where}: {kind} on this row, because {via} matches. Nothing says whose row it came from."


def person_sees(answer: Answer, step: Step) -> str:
    """What the subject of the receiving row learns, by the notice of the link or rule."""
    world = answer.world
    statement = world.links.get(step.by) or world.rules.get(step.by)
    notice = statement.notice if statement is not None else "none"
    return f"{NOTICES[notice][:1].upper()}{NOTICES[notice][1:]}."


def unlike(spread: Spread, step: Step) -> Step | None:
    """For a right match a wrong one of the same spread, and the other way round, if there is one."""
    linked = [each for each in spread.steps if each.kind == "linked"]
    mine = _crosses(spread, step)
    same_link = sorted(linked, key=lambda each: (each.by != step.by, each.day, each.id))
    return next((each for each in same_link if _crosses(spread, each) != mine), None)


def _crosses(spread: Spread, step: Step) -> bool:
    return spread.by_id[step.causes[-1]].subject != step.subject

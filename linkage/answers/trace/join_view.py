"""One match as a join to watch: the rows of the agency tables, the shared values that join them, and the SQL.

For the Join page and for lessons: two (or more) agency tables side by side, the cells that match, the SQL, and who
knows of it: what the clerk sees and what the person sees.
"""

from __future__ import annotations

from heapq import nsmallest
from typing import NamedTuple

from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.answers.trace.trace_report import step_sql
from linkage.population.account_table import Account
from linkage.population.cell_errors import shown_cells
from linkage.population.tables import Tables
from linkage.spread.compiled_rules import CompiledRules
from linkage.spread.matching import matches_by_chain
from linkage.spread.steps import JoinedOn, Spread, Step
from linkage.tokens import trailing_number
from linkage.vocabulary import NOTICES
from linkage.world.column_errors import errors_of
from linkage.world.model import World
from linkage.world.what_if.intervention import key_name


class JoinTable(NamedTuple):
    """One agency table of a join: the row that the join uses, with some neighbouring rows."""

    database: str
    columns: tuple[str, ...]  # account, subject, identifiers
    rows: tuple[tuple[str, ...], ...]
    row: int  # the place of the row that the join uses
    joined_columns: tuple[str, ...]  # the columns whose cells join this row to the next or the last table
    opened: bool  # the join opened this row


class JoinView(NamedTuple):
    """A linked step as a join: its tables in order, the values that join them, its SQL, and who learns of it."""

    step: Step
    tables: tuple[JoinTable, ...]
    values: tuple[JoinedOn, ...]
    sql: str
    wrong: bool  # the match found another subject's row
    clerk: str
    person: str


def join_view(answer: Answer, step: Step, neighbours: int = 3) -> JoinView:
    """A linked step as a join.

    Args:
        neighbours: how many other rows of each table to show.
    """
    spread, tables = answer.spread, answer.tables
    cause = spread.by_id[step.causes[-1]]
    source = step_account(tables, cause)
    target = step_account(tables, step)
    first, last = _identifiers(*step.joined[:1]), _identifiers(*step.joined[-1:])
    join_tables = [_join_table(answer, source, first, False, neighbours)]
    for before, joined, row in zip(step.joined, step.joined[1:], register_rows(answer.plan, tables, spread, step)):  # noqa: B905 - the chain is one shorter
        join_tables.append(_join_table(answer, row, _identifiers(before, joined), False, neighbours))
    join_tables.append(_join_table(answer, target, last, step.made_row, neighbours))
    return JoinView(
        step,
        tuple(join_tables),
        step.joined,
        join_script(answer.world, spread, step),
        source.subject != target.subject,
        clerk_sentence(answer, step),
        person_sentence(answer, step),
    )


def _identifiers(*joined: JoinedOn) -> tuple[str, ...]:
    """The identifiers on which rows were compared, those of a composite apart."""
    return tuple(identifier for each in joined for identifier, _ in each.pairs)


def join_script(world: World, spread: Spread, step: Step) -> str:
    """The SQL of a linked step, which ends with a SELECT of its two rows.

    The INSERTs of the rows that earlier steps opened come first, then that of its own if it opens one: the agencies'
    files lack them.
    """
    opened = {opener.account: opener for opener in spread.steps if opener.made_row}
    needed: dict[str, Step] = {}
    queue = [*spread.proof(step)]
    while queue:
        opener = opened.get(queue.pop().account)
        if opener is not None and opener.id not in needed:
            needed[opener.id] = opener
            queue += spread.proof(opener)
    rows = [_comment(opener, step) + step_sql(world, spread, opener) for opener in spread.steps if opener.id in needed]
    return "\n\n".join([*rows, step_sql(world, spread, step._replace(made_row=False))])


def _comment(opener: Step, step: Step) -> str:
    return f"-- the row that {'this join opens' if opener.account == step.account else 'an earlier step opened'}\n"


def step_account(tables: Tables, step: Step) -> Account:
    """A step's account; where the spread opened it, the row as it was opened."""
    return tables.account(step.database, step.account) or tables.open_row(step.database, step.subject)


def register_rows(plan: CompiledRules, tables: Tables, spread: Spread, step: Step) -> tuple[Account, ...]:
    """The register rows by which a linked step's value was translated, in order."""
    cause = spread.by_id[step.causes[-1]]
    routes = plan.routes.get((cause.database, step.record_kind), ())
    route = next(route for route in routes if route.id == step.by)
    matches = matches_by_chain(route, step_account(tables, cause), tables)
    return next((m.rows for m in matches if m.account.id == step.account and m.joined == step.joined), ())


def _join_table(
    answer: Answer, account: Account, joined_columns: tuple[str, ...], opened: bool, neighbours: int
) -> JoinTable:
    database = answer.world.everything.databases[account.database]
    nearby = [neighbour for neighbour in _neighbours(answer.tables, account, neighbours) if neighbour.id != account.id]
    rows = sorted([account, *nearby], key=lambda row: (row.number, row.id))
    errors = errors_of(answer.world)
    shown = [(row, shown_cells(answer.tables, row, errors)) for row in rows]
    cells = tuple((row.id, row.subject, *(values.get(i, "") for i in database.identifiers)) for row, values in shown)
    return JoinTable(
        account.database,
        ("account", "subject", *database.identifiers),
        cells,
        rows.index(account),
        joined_columns,
        opened,
    )


def _neighbours(tables: Tables, account: Account, count: int) -> list[Account]:
    """Some other rows of the same table, the nearest by account number."""
    table = tables.table(account.database)
    nearest = nsmallest(count, table.ids, key=lambda id_: (abs(trailing_number(id_)[1] - account.number), id_))
    return [row for id_ in nearest if (row := table.named(id_)) is not None]


def clerk_sentence(answer: Answer, step: Step) -> str:
    """The sentence that says what a clerk of the receiving database sees."""
    everything = answer.world.everything
    kind = name(everything.record_kinds, step.record_kind)
    where = name(everything.databases, step.database)
    via = f"the {key_name(everything, step.joined[-1].identifier)}" if step.joined else "the row"
    matches = "match" if step.joined and len(step.joined[-1].pairs) > 1 else "matches"
    return f"At {where}: {kind} on this row, because {via} {matches}. Nothing says whose row it came from."


def person_sentence(answer: Answer, step: Step) -> str:
    """The sentence that says what the subject of the receiving row learns, by the notice of the link or rule."""
    world = answer.world
    statement = world.links.get(step.by) or world.rules.get(step.by)
    notice = statement.notice if statement is not None else "none"
    return f"{NOTICES[notice][:1].upper()}{NOTICES[notice][1:]}."


def contrasting_join(spread: Spread, step: Step) -> Step | None:
    """A linked step to set beside this one: a wrong match for a right one and the other way round; None: there is none.

    A step by the same link is preferred, then the earliest.
    """
    linked = [candidate for candidate in spread.steps if candidate.kind == "linked"]
    wrong = _finds_other_subject(spread, step)
    same_link = sorted(linked, key=lambda candidate: (candidate.by != step.by, candidate.day, candidate.id))
    return next((candidate for candidate in same_link if _finds_other_subject(spread, candidate) != wrong), None)


def _finds_other_subject(spread: Spread, step: Step) -> bool:
    return spread.by_id[step.causes[-1]].subject != step.subject

"""One subject's accounts as the scene of the account picture: read from the agency tables after a spread.

The spread opens the rows of lists. What a what-if blanked is left out of a row. Knows no coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.drawing.account_map.account_scene import Account, AccountScene, JoinedValues, Person, Value, account_light
from linkage.drawing.scene import Key, Light
from linkage.drawing.visual_encoding import short
from linkage.population.account_table import Account as Row
from linkage.population.cell_errors import rows_with_key, shown_cells
from linkage.spread.steps import Step
from linkage.world.column_errors import errors_of


def account_scene(answer: Answer, display_names: Mapping[str, str], title: str, lang: str = "en") -> AccountScene:
    """The scene of an answer's subject: own accounts, and all others that its spread used or reached."""
    rows = sorted(_rows(answer), key=lambda row: row.id)
    pairs = sorted({pair for row in rows for pair in _identifier_values(answer, row)})
    people = [answer.subject]
    values = []
    for identifier, value in pairs:
        owner = _owner(answer, identifier, value, people)
        if owner not in people:
            people.append(owner)
        values.append(Value(identifier, value, owner))
    people += [row.subject for row in rows if row.subject not in people]
    return AccountScene(
        title=title,
        people=tuple(Person(subject, display_names.get(subject, subject)) for subject in dict.fromkeys(people)),
        values=tuple(values),
        accounts=tuple(_account(answer, row) for row in rows),
        keys=_keys(answer, {identifier for identifier, _ in pairs}, lang),
        lang=lang,
    )


def _rows(answer: Answer) -> dict[Row, None]:
    """The rows of the agency tables that the picture shows, in the order in which they come in."""
    tables, spread = answer.tables, answer.spread
    rows = {row: None for database in answer.world.databases for row in tables.of(database, answer.subject)}
    for step in spread.steps:
        rows[tables.account(step.database, step.account) or tables.open_row(step.database, step.subject)] = None
        for before, after in zip(step.joined, step.joined[1:], strict=False):
            given = tuple(value for _, value in before.pairs)
            for row in rows_with_key(tables, after.register or "", before.identifier, given, {}):
                if all(row.values.get(identifier) == value for identifier, value in after.pairs):
                    rows[row] = None
    return rows


def _identifier_values(answer: Answer, row: Row) -> tuple[tuple[str, str], ...]:
    """A row's identifiers and values, without the columns that are blank under the what-if."""
    if row.database not in answer.world.databases:
        return tuple(row.values.items())
    shown = shown_cells(answer.tables, row, errors_of(answer.world))
    return tuple(pair for pair in shown.items() if answer.world.holds(row.database, pair[0]))


def _owner(answer: Answer, identifier: str, value: str, people: list[str]) -> str:
    """The subject to whom a value truly belongs: of several owners, one who is in the picture."""
    owners = answer.tables.owners(identifier, value)
    return next((person for person in people if person in owners), owners[0] if owners else answer.subject)


def _account(answer: Answer, row: Row) -> Account:
    everything = answer.world.everything
    database = everything.databases[row.database]
    return Account(
        id=row.id,
        label=database.name,
        agency=database.agency,
        agency_label=name(everything.agencies, database.agency),
        owner=row.subject,
        values=_identifier_values(answer, row),
    )


def _keys(answer: Answer, used: Iterable[str], lang: str) -> tuple[Key, ...]:
    identifiers = answer.world.everything.identifiers
    names = {identifier: name(identifiers, identifier) for identifier in sorted(used)}
    return tuple(Key(identifier, label, short(identifier, label, lang)) for identifier, label in names.items())


def account_lights(answer: Answer, scene: AccountScene, step: Step) -> tuple[Light, ...]:
    """The parts of the account picture that a step lights."""
    source = answer.spread.by_id[step.causes[-1]].account if step.kind == "linked" else ""
    return account_light(
        scene,
        step.account,
        [JoinedValues(joined.pairs, joined.register) for joined in step.joined],
        source,
        step.wrong,
    )

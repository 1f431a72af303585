"""Who and what stands in the picture of accounts: the subject's rows, the values in them, and whoever a match led to.

Read from the agency tables of one answer, after its spread (which opens the rows of lists). What a what-if blanked is
left out of a row. Knows no Dash and no coordinates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.services.explanations import Entry
from dashboard.state.labels import Labels
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.drawing.account_map.account_scene import Account, AccountScene, Person, Value, account_light
from linkage.drawing.scene import Key, Light
from linkage.drawing.visual_encoding import short
from linkage.population.tables import Account as Row
from linkage.spread.steps import Step


def scene_of_accounts(answer: Answer, called: Mapping[str, str], title: str, lang: str = "en") -> AccountScene:
    """The picture of an answer's subject: own accounts, and all others that its spread used or reached."""
    rows = sorted(_rows(answer), key=lambda row: row.id)
    held = sorted({pair for row in rows for pair in _holds(answer, row)})
    people = [answer.subject]
    values = []
    for identifier, value in held:
        owner = _owner(answer, identifier, value, people)
        if owner not in people:
            people.append(owner)
        values.append(Value(identifier, value, owner))
    people += [row.subject for row in rows if row.subject not in people]
    return AccountScene(
        title=title,
        people=tuple(Person(each, called.get(each, each)) for each in dict.fromkeys(people)),
        values=tuple(values),
        accounts=tuple(_account(answer, row) for row in rows),
        keys=_keys(answer, {identifier for identifier, _ in held}, lang),
        lang=lang,
    )


def _rows(answer: Answer) -> dict[Row, None]:
    """The rows that stand in the picture."""
    tables, spread = answer.tables, answer.spread
    found = {row: None for database in answer.world.databases for row in tables.of(database, answer.subject)}
    for step in spread.steps:
        found[tables.accounts.get(step.account) or tables.open_row(step.database, step.subject)] = None
        for before, after in zip(step.joined, step.joined[1:], strict=False):
            for row in tables.rows(after.register or "", before.identifier, before.value):
                if row.values.get(after.identifier) == after.value:
                    found[row] = None
    return found


def _holds(answer: Answer, row: Row) -> tuple[tuple[str, str], ...]:
    """A row's values, without those of columns that are blank under the what-if."""
    if row.database not in answer.world.databases:
        return tuple(row.values.items())
    return tuple(pair for pair in row.values.items() if answer.world.holds(row.database, pair[0]))


def _owner(answer: Answer, identifier: str, value: str, people: list[str]) -> str:
    """Whose a value truly is: of several owners, one who is in the picture."""
    owners = answer.tables.owners(identifier, value)
    return next((each for each in people if each in owners), owners[0] if owners else answer.subject)


def _account(answer: Answer, row: Row) -> Account:
    everything = answer.world.everything
    database = everything.databases[row.database]
    return Account(
        id=row.id,
        label=database.name,
        agency=database.agency,
        agency_label=name(everything.agencies, database.agency),
        owner=row.subject,
        values=_holds(answer, row),
    )


def _keys(answer: Answer, used: Iterable[str], lang: str) -> tuple[Key, ...]:
    identifiers = answer.world.everything.identifiers
    named = {each: name(identifiers, each) for each in sorted(used)}
    return tuple(Key(each, called, short(each, called, lang)) for each, called in named.items())


def lights(answer: Answer, scene: AccountScene, step: Step) -> tuple[Light, ...]:
    """What a step lights in the picture of accounts."""
    source = answer.spread.by_id[step.causes[-1]].account if step.kind == "linked" else ""
    return account_light(
        scene, step.account, [(each.identifier, each.value, each.register) for each in step.joined], source, step.wrong
    )


def explained_accounts(scene: AccountScene, labels: Labels) -> dict[str, Entry]:
    """What accounts, values and ties say when somebody points at them."""
    names = {key.id: key.name for key in scene.keys}
    people = {person.id: person.label for person in scene.people}
    found: dict[str, Entry] = {}
    for account in scene.accounts:
        called = f"{account.label} {account.id.rpartition('/')[2]}"
        facts = [[labels("about.keeper"), account.agency_label], [labels("about.whose"), people[account.owner]]]
        facts += [[names[identifier], value] for identifier, value in account.values]
        found[f"account:{account.id}"] = _entry(labels("kinds.account"), called, facts)
        for identifier, value in account.values:
            facts = [[labels("about.joins"), names[identifier]]]
            found[account.tie_id(identifier)] = _entry(labels("kinds.tie"), f"{called} → {value}", facts)
    for each in scene.values:
        facts = [[labels("about.whose"), people[each.owner]]]
        found[each.id] = _entry(labels("kinds.value"), f"{names[each.identifier]} {each.value}", facts)
    for person in scene.people:
        found[f"person:{person.id}"] = _entry(
            labels("kinds.person"), person.label, [[labels("about.whose"), person.id]]
        )
    return found


def _entry(kind: str, title: str, facts: list[list[str]]) -> Entry:
    entry: dict[str, Any] = {"kind": kind, "title": title, "about": "", "facts": facts, "status": "", "quotes": []}
    return entry

"""What each part of the account picture says when somebody points at it: accounts, values, ties and people."""

from __future__ import annotations

from typing import Any

from dashboard.services.explanations import Entry
from dashboard.state.labels import Labels
from linkage.drawing.account_map.account_scene import AccountScene


def account_explanations(scene: AccountScene, labels: Labels) -> dict[str, Entry]:
    """The explanation of each account, value, tie and person of the picture, by its data-id."""
    names = {key.id: key.name for key in scene.keys}
    people = {person.id: person.label for person in scene.people}
    entries: dict[str, Entry] = {}
    for account in scene.accounts:
        title = f"{account.label} {account.id.rpartition('/')[2]}"
        facts = [[labels("about.keeper"), account.agency_label], [labels("about.whose"), people[account.owner]]]
        facts += [[names[identifier], value] for identifier, value in account.values]
        entries[f"account:{account.id}"] = _entry(labels("kinds.account"), title, facts)
        for identifier, value in account.values:
            facts = [[labels("about.joins"), names[identifier]]]
            entries[account.tie_id(identifier)] = _entry(labels("kinds.tie"), f"{title} → {value}", facts)
    for value_box in scene.values:
        facts = [[labels("about.whose"), people[value_box.owner]]]
        entries[value_box.id] = _entry(labels("kinds.value"), f"{names[value_box.identifier]} {value_box.value}", facts)
    for person in scene.people:
        entries[f"person:{person.id}"] = _entry(
            labels("kinds.person"), person.label, [[labels("about.whose"), person.id]]
        )
    return entries


def _entry(kind: str, title: str, facts: list[list[str]]) -> Entry:
    entry: dict[str, Any] = {"kind": kind, "title": title, "about": "", "facts": facts, "status": "", "quotes": []}
    return entry

"""The picture of accounts, and what its parts say when somebody points at them: accounts, values, ties and people."""

from __future__ import annotations

from typing import Any

from dashboard.pages.stage.story_view import StoryView
from dashboard.services.app_context import AppContext
from dashboard.services.explanations import Entry
from dashboard.shell.page_frame import page_question
from dashboard.state.labels import Labels, labels_in
from linkage.drawing.account_map.account_scene import AccountScene


def account_answer(context: AppContext, search: str) -> dict[str, object]:
    """The picture of an address for two sizes of window, and the explanation of each of its parts, by its data-id."""
    state = page_question(context, search).state
    answer, before = context.answers.of(state)
    story_view = StoryView(answer, labels_in(state.lang), before)
    about = account_explanations(story_view.accounts, story_view.labels)
    return {"pictures": context.maps.draw_accounts(story_view.accounts), "about": about}


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

"""What the World page adds to an opened link, rule or database: the stories that pass it, and what falls without it.

Found when a row is opened, because the stories are run for it; everything else of a row the page has already. What is
found is `linkage about`, in the names that the page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.services.app_context import AppContext
from dashboard.services.pool_switches import pool_group
from dashboard.shell.page_frame import page_question
from dashboard.state.labels import Labels, labels_in
from dashboard.state.view_state import State
from linkage.answers.about.about_report import find_pool_as_pairs
from linkage.answers.about.row_about import ROW_TABLES, AffectedStory, row_about
from linkage.answers.sentences import name
from linkage.answers.spread_question import Question
from linkage.errors import LinkageError

Json = dict[str, Any]
ADDRESS = "/_world/about"
_HOW: Mapping[str, str] = MappingProxyType(
    {"switches": "world.how_switches", "quotes": "world.how_quotes", "answers": "world.how_answers"}
)
"""How a card speaks of a row."""


def row_answer(context: AppContext, search: str) -> Json:
    """All about the row that an address opens, for `row_details.js`.

    Raises:
        LinkageError: the address opens no link, rule or database.
    """
    state = page_question(context, search).state
    if state.table not in ROW_TABLES:
        raise LinkageError(f"'{state.table}' is none of {', '.join(ROW_TABLES)}.")

    def answer(question: Question) -> Any:
        return context.answers.answer(state.world, question, state.names)

    world = context.answers.of(_plain(state)).answer.world.everything
    found = row_about(world, state.row, state.what_if, answer, state.table)
    labels = labels_in(state.lang)
    pairing = find_pool_as_pairs(found)
    return {
        "kinds": [_see("record_kinds", each, name(world.record_kinds, each)) for each in found.kinds],
        "readings": [_see("readings", each.id, each.title) for each in found.readings],
        "cards": [
            {**_see("cards", card.id, card.title), "kind": card.kind, "how": labels(_HOW[how])}
            for card, how in found.cards
        ],
        "removal": found.removal,
        "stories": [_story(each, labels) for each in found.stories],
        "pairs": pool_group(found.world, pairing, labels) if pairing and pairing.pairs else None,
        "said": _said(labels),
    }


def _plain(state: State) -> State:
    return State(world=state.world, names=state.names)


def _see(table: str, id: str, label: str) -> Json:
    """A row that can be gone to."""
    return {"table": table, "id": id, "label": label}


def _story(passing: AffectedStory, labels: Labels) -> Json:
    """A story, how it passes, and what changes in it."""
    passes = labels("world.passes_not")
    if passing.steps:
        one = "world.passes_one" if passing.steps == 1 else "world.passes"
        passes = labels(one, count=passing.steps, day=passing.day)
    return {**_see("stories", passing.story.id, passing.story.title), "passes": passes, "says": passing.says}


def _said(labels: Labels) -> Json:
    """The words that the script fills in."""
    return {each: labels(f"world.{each}") for each in ("passing", "no_passing", "cards_of", "kept_by", "can_bring")} | {
        "pairs": labels("pooled.group"),
        "try": labels("world.try_without"),
        "try_pairs": labels("pooled.try"),
    }


def install(server: Flask, context: AppContext) -> None:
    """Answer what the page asks when a row is opened."""

    def answer() -> Response:
        try:
            return jsonify(row_answer(context, request.query_string.decode("ascii", "replace")))
        except LinkageError as error:
            return Response(f"{error}\n", status=404, mimetype="text/plain")

    server.add_url_rule(ADDRESS, "world-about", answer)

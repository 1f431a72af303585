"""Details of an opened link, rule or database on the World page: the stories that use it, and what ends without it.

They are computed when a row is opened, because its stories are run for them; the rest of a row is on the page already.
The numbers are those of `linkage about`, in the names that the page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, jsonify, request

from dashboard.services.app_context import AppContext
from dashboard.services.central_pool_switches import pool_group
from dashboard.shell.page_frame import page_question
from dashboard.state.labels import Labels, labels_in
from dashboard.state.view_state import State
from linkage.answers.about.about_report import find_pool_as_pairs
from linkage.answers.about.row_about import ROW_TABLES, AffectedStory, row_about
from linkage.answers.sentences import name
from linkage.answers.spread_question import Question
from linkage.errors import LinkageError

Json = dict[str, Any]
ANSWER_PATH = "/_world/about"
_CARD_LABELS: Mapping[str, str] = MappingProxyType(
    {"switches": "world.how_switches", "quotes": "world.how_quotes", "answers": "world.how_answers"}
)
"""The label for how a card refers to a row."""


def row_answer(context: AppContext, search: str) -> Json:
    """The details of the row that an address opens, for `row_details.js`.

    Raises:
        LinkageError: the address opens no link, rule or database.
    """
    state = page_question(context, search).state
    if state.table not in ROW_TABLES:
        raise LinkageError(f"'{state.table}' is none of {', '.join(ROW_TABLES)}.")

    def answer(question: Question) -> Any:
        return context.answers.answer(state.world, question, state.names)

    world = context.answers.of(_without_what_if(state)).answer.world.everything
    about = row_about(world, state.row, state.what_if, answer, state.table)
    labels = labels_in(state.lang)
    pairing = find_pool_as_pairs(about)
    return {
        "kinds": [_row_link("record_kinds", kind, name(world.record_kinds, kind)) for kind in about.kinds],
        "readings": [_row_link("readings", reading.id, reading.title) for reading in about.readings],
        "cards": [
            {**_row_link("cards", card.id, card.title), "kind": card.kind, "how": labels(_CARD_LABELS[how])}
            for card, how in about.cards
        ],
        "removal": about.removal,
        "stories": [_story(story, labels) for story in about.stories],
        "pairs": pool_group(about.world, pairing, labels) if pairing and pairing.pairs else None,
        "said": _script_labels(labels),
    }


def _without_what_if(state: State) -> State:
    return State(world=state.world, names=state.names)


def _row_link(table: str, id: str, label: str) -> Json:
    """A reference to a row, which the page shows as a button."""
    return {"table": table, "id": id, "label": label}


def _story(passing: AffectedStory, labels: Labels) -> Json:
    """A story, how many of its steps use the row, and what changes in it without the row."""
    passes = labels("world.passes_not")
    if passing.steps:
        label = "world.passes_one" if passing.steps == 1 else "world.passes"
        passes = labels(label, count=passing.steps, day=passing.day)
    return {**_row_link("stories", passing.story.id, passing.story.title), "passes": passes, "says": passing.says}


def _script_labels(labels: Labels) -> Json:
    """The interface texts that `row_details.js` shows."""
    return {
        label: labels(f"world.{label}") for label in ("passing", "no_passing", "cards_of", "kept_by", "can_bring")
    } | {
        "pairs": labels("pooled.group"),
        "try": labels("world.try_without"),
        "try_pairs": labels("pooled.try"),
    }


def install(server: Flask, context: AppContext) -> None:
    """Register the URL from which the page fetches the details of a row."""

    def answer() -> Response:
        try:
            return jsonify(row_answer(context, request.query_string.decode("ascii", "replace")))
        except LinkageError as error:
            return Response(f"{error}\n", status=404, mimetype="text/plain")

    server.add_url_rule(ANSWER_PATH, "world-about", answer)

"""The stage's whole answer to one question: the story, its pictures, and the explanation of each of their parts."""

from __future__ import annotations

from typing import Any

from dashboard.pages.stage.link_groups import grouped_links
from dashboard.pages.stage.story_view import StoryView
from dashboard.services.app_context import AppContext
from dashboard.services.explanations import Entry, explanations, quote_entries
from dashboard.services.small_map import reach_scene
from dashboard.services.step_view import status_signs
from dashboard.state.captions import captions
from dashboard.state.labels import Labels, labels_in
from dashboard.state.view_state import State, reading_of
from linkage.answers.sentences import within_quotes
from linkage.answers.spread_question import Answer
from linkage.drawing.agency_matrix.matrix_scene import MatrixScene, matrix_scene
from linkage.drawing.folding import is_dense
from linkage.drawing.layout.geometry import COMPACT, WIDE
from linkage.drawing.scene import Scene
from linkage.world.model import World, card_quote
from linkage.world.what_if.intervention_registry import EVERYTHING

Json = dict[str, Any]


def stage_view(context: AppContext, state: State) -> Json:
    """What the stage shows for a state's question, the same at every place of the story; computed once.

    The picture of accounts is left out: most never look at it (see `later_pictures`).
    """
    question = context.in_full(state).bare
    world = context.worlds.world(question.world)
    return context.stage_answers.get_or_make(
        question, lambda: _stage_view(context, question), lambda: context.worlds.is_current(world)
    )


def _stage_view(context: AppContext, state: State) -> Json:
    labels = labels_in(state.lang)
    answer, before = context.answers.of(state)
    world = answer.world.everything
    story_view = StoryView(answer, labels, before)
    scene = reach_scene(answer, before, state.lang)
    matrix = matrix_scene(scene)
    story, entries = story_view.json(), _entries(world, scene, matrix, labels)
    quoted = {quote for part in (*entries.values(), *story["steps"]) for quote in part["quotes"]}
    return {
        **story,
        **captions(answer, labels),
        **_question(answer),
        "about": entries,
        "quotes": {name: quote for name, quote in quote_entries(world, labels).items() if name in quoted},
        "signs": status_signs(),
        "pictures": {
            "map": [context.maps.draw(scene, WIDE), context.maps.draw(scene, COMPACT)],
            "matrix": context.maps.draw_matrix(matrix),
        },
        "positive": scene.positive,
        "drawing": "matrix" if is_dense(scene) else "map",
    }


def _entries(world: World, scene: Scene, matrix: MatrixScene, labels: Labels) -> dict[str, Entry]:
    """The explanation of each part of the map and the matrix, by its data-id."""
    part_ids = {node.id for node in scene.nodes} | {edge.id for edge in scene.edges}
    part_ids |= {mark.id for node in scene.nodes for mark in node.marks}
    part_ids |= {f"agency:{agency.id}" for agency in world.agencies.values()}
    entries = {name: entry for name, entry in explanations(world, labels).items() if name in part_ids}
    titles = {name: entry["title"] for name, entry in entries.items()}
    return entries | grouped_links(scene, matrix, titles, labels)


def _question(answer: Answer) -> Json:
    """The world and the reading of an answer, and the notes for the speaker."""
    world = answer.world.everything
    baseline = world.baseline or EVERYTHING
    return {
        "world": world.id,
        "asks": {"question": world.question, "about": world.about},
        "forSpeaker": answer.story.notes if answer.story else "",
        "voices": _voices(world, answer.story.voices if answer.story else ()),
        "baseline": baseline,
        "reading": reading_of(answer.what_if) or baseline,
    }


def _voices(world: World, cards: tuple[str, ...]) -> list[Json]:
    """The opposing voices of a story: of each card its title, one quote, and the title of the quote's source."""
    quoted = [(world.cards[card], quote) for card in cards if (quote := card_quote(world, card))]
    return [
        {
            "card": card.id,
            "title": card.title,
            "quote": within_quotes(quote.quote),
            "source": world.sources[quote.source].title,
        }
        for card, quote in quoted
    ]

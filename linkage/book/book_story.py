"""A whole story of the book as data: how it is told, its joins, what every switch changes, and its pictures."""

from __future__ import annotations

from typing import Any

from linkage.answers import sentences
from linkage.answers.exports.export import opening_of
from linkage.answers.exports.provenance_stamp import reading_title
from linkage.answers.spread_question import Answer
from linkage.answers.trace.subject_accounts import account_scene
from linkage.book.part_numbers import PartNumbers
from linkage.book.story_changes import StoryChanges
from linkage.book.story_joins import story_joins
from linkage.book.story_steps import StorySteps
from linkage.book.switch_list import BookSwitch, SwitchedWorlds
from linkage.drawing.account_map.account_svg import account_svg
from linkage.drawing.agency_matrix.matrix_scene import matrix_scene
from linkage.drawing.agency_matrix.matrix_svg import matrix_svg
from linkage.drawing.folding import is_dense
from linkage.drawing.layout.geometry import COMPACT
from linkage.drawing.scene import Scene
from linkage.drawing.svg.svg import StaticImage, svg

Json = dict[str, Any]


def book_story(answer: Answer, switches: tuple[BookSwitch, ...], worlds: SwitchedWorlds) -> Json:
    """One story: who it is about, its steps, days, joins, changes, and its pictures as SVG."""
    story, everything = answer.story, answer.world.everything
    if story is None:
        raise ValueError("a book tells stories")
    accounts = account_scene(answer, sentences.names(answer.subject, answer.name), story.title)
    parts = PartNumbers()
    told = StorySteps(answer, accounts, parts)
    changes = StoryChanges(answer, switches, worlds, parts)
    return {
        "id": story.id,
        "title": story.title,
        "name": answer.name,
        "subject": answer.subject,
        "kind": sentences.name(everything.record_kinds, answer.records[0].kind),
        "opening": opening_of(answer),
        "notes": story.notes,
        "what_if": answer.what_if,
        "reading": reading_title(answer.world, answer.what_if),
        "residents": answer.residents,
        **told.json(),
        "joins": story_joins(answer, dict(told.places)),
        "changes": changes.json(),
        "pictures": {
            "map": _map(changes.scene, changes),
            "wide": _map(changes.wide_scene, changes) if changes.wide_scene else "",
            "accounts": account_svg(accounts, canvas=COMPACT),
            "matrix": matrix_svg(matrix_scene(changes.scene), canvas=COMPACT),
        },
        "drawing": "matrix" if is_dense(changes.scene) else "map",
        "parts": parts.ids,
    }


def _map(scene: Scene, changes: StoryChanges) -> str:
    return svg(scene, canvas=COMPACT, image=StaticImage(wrong_parts=changes.wrong_parts, small=True))

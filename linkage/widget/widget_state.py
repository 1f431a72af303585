"""What the live map's script is given: a spread as it is told step by step, and what a what-if makes of it, as data.

Sentences, lights and pictures come from the rooms below; the shapes are those of the pocket edition's data, so that its
scripts light the map here as well. Steps stand in the order of `Trace.steps`.
"""

from __future__ import annotations

from typing import Any

from linkage.answers import sentences
from linkage.answers.exports.export import opening_of, title_of
from linkage.answers.exports.provenance_stamp import answer_provenance
from linkage.answers.spread_question import Answer
from linkage.answers.trace.highlights import closed_counts
from linkage.answers.trace.trace_report import trace_heading
from linkage.book.part_numbers import PartNumbers
from linkage.book.story_changes import StoryChanges
from linkage.book.story_steps import StorySteps
from linkage.book.switch_list import BookSwitch, SwitchedWorlds, book_switches
from linkage.drawing.agency_matrix.matrix_scene import matrix_scene
from linkage.drawing.agency_matrix.matrix_svg import matrix_svg
from linkage.drawing.folding import is_dense
from linkage.drawing.layout.geometry import COMPACT
from linkage.drawing.scene import Scene
from linkage.drawing.svg.stylesheet import styles
from linkage.drawing.svg.svg import svg
from linkage.drawing.visual_encoding import every_look
from linkage.drawing.world_scene import world_scene
from linkage.vocabulary import EFFECT_KINDS
from linkage.widget.widget_labels import LABELS
from linkage.world.what_if.parser import parse

Json = dict[str, Any]
PATIENCE = 10_000
"""Milliseconds after which a what-if that nobody has answered says that it needs a running Python."""


def story_state(answer: Answer) -> Json:
    """A spread as it stands: who it is about, its steps with what they light, its map, and the switches there are."""
    everything = answer.world.everything
    parts = PartNumbers()
    return {
        "id": "as told",
        "title": f"{title_of(answer)} - {everything.title}",
        "heading": trace_heading(answer),
        "name": answer.name,
        "opening": opening_of(answer),
        "steps": _steps(answer, parts),
        "total": len(everything.doors),
        "pictures": {"map": _picture(world_scene(answer.world, answer.records[0].kind))},
        "words": [kind.word for kind in EFFECT_KINDS.values()],
        "switches": [[switch.text, switch.sentence] for switch in book_switches(everything)],
        "example": _example(answer),
        "stamp": list(answer_provenance(answer)),
        "labels": dict(LABELS),
        "patience": PATIENCE,
        "parts": parts.ids,
    }


def change_state(before: Answer, after: Answer, text: str) -> Json:
    """What a what-if makes of a spread: its steps under it, what opens and closes, and what of the map goes.

    Args:
        text: the what-if as it was typed; `after` is the answer under the trace's own what-if with this one behind it.
    """
    everything = before.world.everything
    parts = PartNumbers()
    switch = BookSwitch(text, "", "")
    changes = StoryChanges(before, (switch,), SwitchedWorlds(everything), parts)
    told = changes.json()
    (outcome,), (row,) = told["outcomes"], told["switches"]
    called = {service: sentences.name(everything.services, service) for service in everything.services}
    return {
        "id": f"under {after.what_if}",
        "text": text,
        "sentences": [each.sentence(everything) for each in parse(text, everything)],
        "told": outcome["told"],
        "opened": [[f"service:{service}", called[service]] for service in outcome["opened"]],
        "shut": [[f"service:{service}", called[service]] for service in outcome["shut"]],
        "opening": opening_of(after),
        "stamp": list(answer_provenance(after)),
        "steps": _steps(after, parts),
        "off": row[1:],
        "wide": _picture(changes.wide_scene) if changes.wide_scene else "",
        "absent": told["absent"].get("0", []),
        "absent_before": told["absent_before"],
        "parts": parts.ids,
    }


def style_sheet() -> str:
    """The rules of the pictures, and the colours of identifiers outside them, dark and light."""
    dark = "".join(f".{look.name}{{--k:{look.dark}}}" for look in every_look())
    light = "".join(f"[data-theme=light] .{look.name}{{--k:{look.light}}}" for look in every_look())
    return styles() + dark + light


def _steps(answer: Answer, parts: PartNumbers) -> list[Json]:
    """The steps in the order of their days, each with how many doors are closed once it has come."""
    told = StorySteps(answer, None, parts)
    steps = answer.spread.steps
    counts = closed_counts(answer.world, answer.subject, steps)
    rows = ((step, told.step_json(step)) for step in steps)
    kept = ("id", "sentence", "day", "keys", "status", "badge", "wrong", "lights", "accounts")
    return [{**{name: row[name] for name in kept}, "closed": counts[step.id]} for step, row in rows]


def _example(answer: Answer) -> str:
    """A what-if that changes something here: the cut of the first copy's link, if it is one of the folder's."""
    links = answer.world.everything.links
    return next((f"cut:{step.by}" for step in answer.spread.steps if step.kind == "linked" and step.by in links), "")


def _picture(scene: Scene) -> str:
    """The map with every part in it from the start; where that would be too dense to read, the matrix of agencies."""
    return matrix_svg(matrix_scene(scene), canvas=COMPACT) if is_dense(scene) else svg(scene, canvas=COMPACT)

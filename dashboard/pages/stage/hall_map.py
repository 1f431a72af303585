"""The map for a hall: only what the story touches, in letters as large as a window allows; made when asked for."""

from __future__ import annotations

from dashboard.services.app_context import AppContext
from dashboard.services.small_map import reach_scene
from dashboard.shell.page_frame import page_question
from linkage.answers.trace.highlights import highlights
from linkage.drawing.layout.geometry import Canvas
from linkage.drawing.scene import Scene, subscene

HALL = Canvas(1914, 842, (44, 40, 36, 33, 30, 28, 26, 24, 22, 20.1))
"""The picture's room in a 1920x1080 window whose panel is folded."""

SMALL_HALL = Canvas(1274, 550, (28, 26, 24, 22, 20, 18.5, 17, 15.5, 14.1))
"""The same in a window of 1280x720."""


def hall_scene(context: AppContext, search: str) -> Scene:
    """What the story of an address touches, before and after its what-if."""
    state = page_question(context, search).state
    answer, before = context.answers.of(state)
    touched = set(highlights(answer.world, answer.spread.steps))
    if before:
        touched |= set(highlights(before.world, before.spread.steps))
    return subscene(reach_scene(answer, before, state.lang), touched)


def hall_answer(context: AppContext, search: str) -> dict[str, object]:
    """The hall's map of an address for two sizes of window."""
    scene = hall_scene(context, search)
    return {"pictures": [context.maps.draw(scene, canvas) for canvas in (HALL, SMALL_HALL)]}

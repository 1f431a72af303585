"""The captions of an answer on every page: its title, and the label with the reading and the assumed steps."""

from __future__ import annotations

from typing import Any

from dashboard.state.labels import Labels
from dashboard.state.view_state import reading_of
from linkage.answers.evidence_summary import evidence_summary
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.world.model import World


def answer_title(answer: Answer) -> str:
    """The story's title, or the record kind's name."""
    if answer.story:
        return answer.story.title
    kind = name(answer.world.everything.record_kinds, answer.records[0].kind)
    return kind[:1].upper() + kind[1:]


def reading_title(world: World, what_if: str) -> str:
    """The title of the reading that holds under a what-if."""
    everything = world.everything
    reading = reading_of(what_if) or everything.baseline
    return everything.readings[reading].title if reading in everything.readings else "everything"


def answer_label(answer: Answer, labels: Labels) -> str:
    """The label under every picture: that all is invented, the reading, and how many steps are assumed."""
    assumed = evidence_summary(answer.world, answer.spread.steps)
    reading = reading_title(answer.world, answer.what_if)
    return labels("foot.label", label=answer.world.label_line, reading=reading, assumed=assumed)


def captions(answer: Answer, labels: Labels) -> dict[str, Any]:
    """The captions as `page_frame.js` takes them."""
    return {
        "title": answer_title(answer),
        "worldTitle": answer.world.everything.title,
        "label": answer_label(answer, labels),
    }

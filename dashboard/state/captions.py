"""What stands over and under every page of an answer: its title, and the label with the reading and what is assumed."""

from __future__ import annotations

from typing import Any

from dashboard.state.labels import Labels
from dashboard.state.view_state import reading_of
from linkage.answers.sentences import name
from linkage.answers.spread_question import Answer
from linkage.answers.trace import trace_report
from linkage.vocabulary import LABEL
from linkage.world.model import World


def title_of(answer: Answer) -> str:
    """The story's title, or what the record is called."""
    if answer.story:
        return answer.story.title
    kind = name(answer.world.everything.record_kinds, answer.records[0].kind)
    return kind[:1].upper() + kind[1:]


def reading_title(world: World, what_if: str) -> str:
    """The title of the reading that holds."""
    everything = world.everything
    reading = reading_of(what_if) or everything.baseline
    return everything.readings[reading].title if reading in everything.readings else "everything"


def label_of(answer: Answer, labels: Labels) -> str:
    """What stands under every picture: that all is invented, the reading, and how much of it is assumed."""
    assumed = trace_report.assumed_count(answer.spread.steps)
    return labels("foot.label", label=LABEL, reading=reading_title(answer.world, answer.what_if), assumed=assumed)


def captions(answer: Answer, labels: Labels) -> dict[str, Any]:
    """The captions as `page_frame.js` takes them."""
    return {
        "title": title_of(answer),
        "worldTitle": answer.world.everything.title,
        "label": label_of(answer, labels),
    }

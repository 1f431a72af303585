"""Why a what-if changes nothing for a record."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage.answers.compare import change_sentences
from linkage.answers.spread_question import Answer, Question, ask
from linkage.answers.unchanged_reason import live_parts, unchanged_reason
from linkage.world.storage import folders


def under(what_if: str, world: str = "beijing", story: str = "court-fine") -> tuple[Answer, Answer]:
    """A story's answer before a what-if and under it."""
    loaded = folders.load(world)
    return ask(loaded, Question(story=story)), ask(loaded, Question(story=story, what_if=what_if))


@pytest.mark.parametrize(
    ("world", "what_if", "reason"),
    [
        ("tiny", "cut:subscribers-to-rail-tickets", "It takes out one link or rule; this record does not use it."),
        ("tiny", "drop:phone", "It takes out four links and rules; this record uses none of them."),
        ("tiny", "confirmed", ""),
        ("tiny", "false:*=1", "This record is false, and spreads as any other: nobody in the chain knows."),
        ("tiny", "false:*=0", "This record isn't among the false ones."),
        ("beijing", "drop:face", "The reading shown has nothing of it to change."),
    ],
)
def test_what_it_takes_out_is_held_against_what_the_record_uses(world: str, what_if: str, reason: str) -> None:
    before, after = under(what_if, world)
    assert [effect[:8] for effect in before.spread.effects] == [effect[:8] for effect in after.spread.effects]
    assert unchanged_reason(before.spread, after.spread) == reason


def test_the_reason_stands_behind_the_sentence_that_nothing_changes() -> None:
    before, after = under("drop:phone", "tiny")
    told = change_sentences(after.world, before.spread, after.spread, after.subject, after.name, 3)
    assert told[0] == "Nothing changes: the same 3 services stay closed to Li."
    assert told[1] == "It takes out four links and rules; this record uses none of them."


@pytest.mark.thorough
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.data())
def test_a_part_that_is_not_used_can_be_taken_out_without_a_change(data: st.DataObject) -> None:
    """What the reason rests on: a link or rule that no step uses has no effect on the record."""
    world = folders.load("tiny")
    story = data.draw(st.sampled_from(sorted(world.stories)))
    before = ask(world, Question(story=story))
    unused = sorted(live_parts(before.world) - {step.by for step in before.spread.steps})
    part = data.draw(st.sampled_from(unused))
    verb = "cut" if part in before.world.links else "off"
    after = ask(world, Question(story=story, what_if=f"{verb}:{part}"))
    assert [effect[:-1] for effect in before.spread.effects] == [effect[:-1] for effect in after.spread.effects]
    assert "does not use it" in unchanged_reason(before.spread, after.spread)

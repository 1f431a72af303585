"""Questions about a spread: subject, record, what-if and tables of the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linkage.answers.spread_question import Question, ask, combined_what_if, find_story, spread_everybody, under_what_if
from linkage.errors import LinkageError, WhatIfError
from linkage.population import agency_files
from linkage.world.model import World


def test_without_a_story_or_a_record_the_first_story_is_told(tiny: World) -> None:
    answer = ask(tiny, Question())
    assert (answer.story.id if answer.story else "", answer.name) == ("court-fine", "Li")
    assert [record.kind for record in answer.records] == ["unpaid-court-judgment"]


def test_a_record_alone_has_no_story_and_its_subject_no_name(tiny: World) -> None:
    answer = ask(tiny, Question(record_kind="skipped-fare", resident="R0000000042"))
    assert (answer.story, answer.name, answer.subject) == (None, "R0000000042", "R0000000042")


def test_a_story_can_be_told_of_another_resident(tiny: World) -> None:
    answer = ask(tiny, Question(story="court-fine", resident="R0000000042"))
    assert (answer.subject, answer.name) == ("R0000000042", "Li")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (Question(story="cort-fine"), "There is no story 'cort-fine'. Did you mean 'court-fine'?"),
        (Question(record_kind="skiped-fare"), "There is no record kind 'skiped-fare'. Did you mean 'skipped-fare'?"),
        (Question(resident="R0000001000"), "There is no subject 'R0000001000' among 1,000 residents"),
        (
            Question(record_kind="fake-goods", resident="R0000000003"),
            "its home 'company-register' holds companies only",
        ),
        (Question(what_if="cut:x"), "There is no link 'x'."),
    ],
)
def test_what_is_not_there_is_said_kindly(tiny: World, question: Question, says: str) -> None:
    with pytest.raises(LinkageError) as caught:
        ask(tiny, question)
    assert says in str(caught.value)


def test_a_world_without_stories_asks_for_a_record(tiny: World) -> None:
    with pytest.raises(LinkageError, match="'tiny' has no stories: name a record kind with record="):
        ask(replace(tiny, stories={}), Question())


def told(tiny: World, what_if: str) -> World:
    """`tiny`, whose first story is told under a what-if."""
    story = replace(tiny.stories["court-fine"], what_if=what_if)
    return replace(tiny, stories={**tiny.stories, "court-fine": story})


@pytest.mark.parametrize(
    ("stories", "question_text", "whole"),
    [
        ("", "", ""),
        ("drop:phone", "", "drop:phone"),
        ("drop:phone", "confirmed", "drop:phone,confirmed"),
        ("reading:planned,drop:phone", "confirmed", "reading:planned,drop:phone,confirmed"),
        ("reading:planned,drop:phone", "reading:documented,confirmed", "reading:documented,drop:phone,confirmed"),
        ("drop:phone", "reading:documented", "reading:documented,drop:phone"),
    ],
)
def test_a_storys_what_if_comes_first_and_a_reading_asked_for_replaces_its_own(
    tiny: World, stories: str, question_text: str, whole: str
) -> None:
    assert combined_what_if(told(tiny, stories), Question(what_if=question_text)) == whole


def test_a_fault_in_a_storys_what_if_says_where_it_stands(tiny: World) -> None:
    with pytest.raises(WhatIfError, match=r"stories\.csv, court-fine"):
        combined_what_if(told(tiny, "drop:fone"), Question())


def test_the_answer_stands_on_the_world_under_the_whole_what_if(tiny: World) -> None:
    answer = ask(told(tiny, "drop:phone"), Question(what_if="off:defaulter-list-refuse-loan"))
    assert not answer.world.holds("rail-tickets", "phone")
    assert "defaulter-list-refuse-loan" not in answer.world.rules


def test_with_own_adds_every_record_of_the_subject(tiny: World) -> None:
    _, tables, _ = spread_everybody(tiny, Question())
    owners = [record.subject for record in tables.records.values()]
    busy = next(who for who in owners if owners.count(who) > 1)
    kind = next(record.kind for record in tables.records.values() if record.subject == busy)
    alone = ask(tiny, Question(record_kind=kind, resident=busy))
    with_own = ask(tiny, Question(record_kind=kind, resident=busy, with_own=True))
    assert [record.kind for record in alone.records] == [kind]
    assert [record.id for record in with_own.records] == sorted(
        record.id for record in tables.records.values() if record.subject == busy
    )


def test_the_population_is_the_storys_or_the_one_asked_for(tiny: World) -> None:
    story = replace(tiny.stories["court-fine"], residents=500)
    world = replace(tiny, stories={"court-fine": story})
    assert ask(world, Question()).residents == 500
    assert ask(world, Question(residents=700)).residents == 700
    assert ask(world, Question(record_kind="skipped-fare")).residents == 1_000


def test_given_tables_are_counted_in_residents_too(tiny: World, tmp_path: Path) -> None:
    generated = ask(tiny, Question(residents=300))
    generated.tables.visit_all()
    agency_files.write(generated.tables, tmp_path)
    read = ask(tiny, Question(residents=300, tables=tmp_path))
    assert (read.residents, read.subject, read.records) == (300, generated.subject, generated.records)
    assert read.spread.steps == generated.spread.steps


def test_the_same_record_under_another_what_if(tiny: World) -> None:
    before = ask(tiny, Question())
    after = under_what_if(before, "off:defaulter-list-refuse-loan")
    assert after.records == before.records
    assert {effect.service for effect in before.spread.effects} - {
        effect.service for effect in after.spread.effects
    } == {"loan"}


def test_people_made_before_give_the_same_answer(tiny: World) -> None:
    fresh = ask(tiny, Question(story="wrong-person"))
    again = ask(tiny, Question(story="wrong-person", what_if="confirmed"), fresh.tables)
    assert again.subject == fresh.subject
    assert again.records == fresh.records


def test_everybody_is_everybodys_records_at_once(tiny: World) -> None:
    world, tables, spread = spread_everybody(tiny, Question(residents=400, what_if="drop:phone"))
    assert len(spread.records) == len(tables.records)
    assert not world.holds("subscribers", "phone")


def test_a_story_is_looked_up_in_the_whole_folder(tiny: World) -> None:
    assert find_story(tiny, Question(story="officer")) == tiny.stories["officer"]
